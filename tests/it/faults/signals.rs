//! Signals, sudden deaths, and runs that begin at once.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::{Place, SHORT, code, contents, seed_of, whole};

fn start(place: &Place, arguments: &[&str]) -> Child {
    let mut command = place.marketgate(arguments);
    command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
}

fn signal(child: &Child, name: &str) {
    Command::new("kill").args([name, &child.id().to_string()]).status().unwrap();
}

/// How long a whole run takes here, at most.
fn length() -> Duration {
    whole(1);
    let (place, begun) = (Place::new(), Instant::now());
    assert!(place.marketgate(&["run", "base.toml", "-q"]).args(SHORT).status().unwrap().success());
    begun.elapsed()
}

#[test]
fn a_run_killed_at_any_moment_leaves_whole_results() {
    const MOMENTS: u32 = 10;
    let (place, length) = (Place::finished(), length());
    for moment in 0..MOMENTS {
        let mut arguments = vec!["run", "base.toml", "--seed", "2"];
        arguments.extend(SHORT);
        let mut child = start(&place, &arguments);
        std::thread::sleep(length * moment / (MOMENTS - 1));
        signal(&child, "-KILL");
        child.wait().unwrap();
        let kept = ["output/base", "output/.base.previous"].iter().find(|path| place.path(path).is_dir()).unwrap();
        seed_of(&place.contents(kept));
    }
    let last = place.marketgate(&["run", "base.toml", "--seed", "2"]).args(SHORT).output().unwrap();
    assert_eq!((code(&last), place.entries()), (0, vec!["base".to_owned()]));
    assert_eq!(seed_of(&place.contents("output/base")), 2);
}

#[test]
fn signals_end_a_run_and_leave_what_was_finished() {
    let length = length();
    for (number, name) in ["-INT", "-TERM", "-HUP"].into_iter().enumerate() {
        for share in [0.3, 0.6] {
            let place = Place::finished();
            let mut arguments = vec!["run", "base.toml", "--seed", "2"];
            arguments.extend(SHORT);
            let child = start(&place, &arguments);
            std::thread::sleep(length.mul_f64(share + 0.1 * number as f64));
            signal(&child, name);
            let ended = child.wait_with_output().unwrap();
            assert_eq!(place.entries(), ["base"], "{name}");
            let seed = seed_of(&place.contents("output/base"));
            match code(&ended) {
                0 => assert_eq!(seed, 2, "{name}"),
                code => assert_eq!((code, super::told(&ended).matches("interrupted").count()), (130, 1), "{name}"),
            }
        }
    }
}

/// Seconds between a signal and the end of a command that is at work, whose exit code is 130.
fn heeded(place: &Place, arguments: &[&str]) -> f64 {
    let child = start(place, arguments);
    std::thread::sleep(Duration::from_millis(1500));
    let begun = Instant::now();
    signal(&child, "-INT");
    let ended = child.wait_with_output().unwrap();
    assert_eq!(code(&ended), 130, "{arguments:?}: {ended:?}");
    begun.elapsed().as_secs_f64()
}

#[test]
fn a_heavy_simulation_heeds_a_signal_at_once() {
    let place = Place::new();
    // A block of such histories takes many seconds.
    let heavy = ["horizon=\"13 years\"", "step=\"6 hours\""];
    let mut arguments = vec!["run", "base.toml", "-n", "1000000", "--rows", "none"];
    heavy.iter().for_each(|setting| arguments.extend(["--set", setting]));
    let took = heeded(&place, &arguments);
    // Half a second of grace, and a busy machine.
    assert!(took < 3.0, "{took} s");
    assert!(place.entries().is_empty(), "{:?}", place.entries());
}

#[test]
fn commands_on_finished_runs_heed_a_signal() {
    let place = Place::finished();
    let before = place.contents("output/base");
    let mut child = start(&place, &["report", "output/base"]);
    let begun = Instant::now();
    while !place.path("output/base/.marketgate.partial").exists() && child.try_wait().unwrap().is_none() {
        assert!(begun.elapsed() < Duration::from_secs(30));
        std::thread::sleep(Duration::from_millis(1));
    }
    signal(&child, "-TERM");
    let ended = child.wait_with_output().unwrap();
    let after = place.contents("output/base");
    assert!(!place.path("output/base/.marketgate.partial").exists());
    match code(&ended) {
        // Half a second is left to it, in which a fast machine comes to the end of its work: pictures beside what was there.
        0 => assert!(before.iter().all(|(file, bytes)| after.get(file) == Some(bytes)), "{:?}", after.keys()),
        code => assert_eq!((code, after), (130, before), "{ended:?}"),
    }
}

#[test]
fn hangups_are_ignored_where_the_user_says_so() {
    let place = Place::new();
    let told =
        place.sh("nohup $M run base.toml -n 50 --format svg -q >/dev/null 2>&1 & sleep 0.3; kill -HUP $!; wait $!");
    assert_eq!((code(&told), place.entries()), (0, vec!["base".to_owned()]));
}

#[test]
fn runs_that_begin_at_once_do_not_mix() {
    let place = Place::new();
    let run = |seed: usize| {
        let seed = seed.to_string();
        let mut arguments = vec!["run", "base.toml", "--seed", &seed];
        arguments.extend(SHORT);
        start(&place, &arguments)
    };
    let children: Vec<(usize, Child)> = (0..8).map(|number| (1 + number % 2, run(1 + number % 2))).collect();
    let mut done = Vec::new();
    for (seed, child) in children {
        let ended = child.wait_with_output().unwrap();
        match code(&ended) {
            0 => done.push(seed),
            code => {
                assert_eq!(code, 1, "{ended:?}");
                assert!(super::told(&ended).contains("another run is writing"), "{ended:?}");
            }
        }
    }
    assert!(done.contains(&seed_of(&contents(&place.path("output/base")))), "{done:?}");
    assert_eq!(place.entries(), ["base"]);
}
