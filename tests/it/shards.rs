//! Sweeps divided into shards: bytes of one machine whatever was killed, and nothing merged that does not belong together.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::common::files;
use crate::study::{Desk, risky};

/// A sweep of the forced sale: eighteen points, few simulations each.
const FORCED_SALE: [&str; 7] = [
    "sweep",
    concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/tiktok-2020/forced-sale.toml"),
    "--vary",
    "events.us-order.deadline=30 days..360 days:6",
    "--vary",
    "deal.bidders.microsoft.interest=0.1..0.9:3",
    "--quiet",
];

/// A sweep of the small scenario in `s.toml`: seven points, which no number of shards below divides.
const SMALL: [&str; 7] = ["sweep", "s.toml", "--vary", "markets.us.arpu=$5..$15:7", "-n", "40", "--quiet"];

/// All files of results with their names.
fn results(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let name = |path: &Path| path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
    files(folder).iter().map(|path| (name(path), fs::read(path).unwrap())).collect()
}

fn assert_same(desk: &Desk, one: &str, other: &str) {
    let (one, other) = (results(&desk.path(one)), results(&desk.path(other)));
    let names = |files: &[(String, Vec<u8>)]| files.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&one), names(&other));
    assert!(one.len() > 5, "{:?}", names(&one));
    for ((name, one), (_, other)) in one.iter().zip(&other) {
        assert!(one == other, "{name}");
    }
}

/// Starts a command and kills it once the journal has so many lines.
fn kill_in_the_middle(desk: &Desk, arguments: &[&str], journal: &str, lines: usize) {
    let mut child = desk.command(arguments).spawn().unwrap();
    let begun = Instant::now();
    let count = || fs::read_to_string(desk.path(journal)).map_or(0, |text| text.matches('\n').count());
    while count() < lines {
        // Long beyond what a point takes on a busy machine.
        assert!(begun.elapsed() < Duration::from_secs(300), "{journal} does not grow");
        std::thread::sleep(Duration::from_millis(1));
    }
    child.kill().unwrap();
    assert!(!child.wait().unwrap().success(), "it was over before it was killed");
}

/// A desk with the plan of the small sweep in `plan.json`.
fn planned(more: &[&str]) -> Desk {
    let desk = Desk::new(&risky());
    desk.run(&[&SMALL[..], &["--plan", "plan.json"], more].concat());
    desk
}

fn run_shards(desk: &Desk, shards: &[&str], folder: &str) {
    for shard in shards {
        desk.run(&["sweep", "--plan", "plan.json", "--shard", shard, "-o", folder, "--quiet"]);
    }
}

// ---- bytes ---------------------------------------------------------------------------------------

/// Two shards of each division are killed by SIGKILL in the middle and run again.
#[test]
fn shards_of_which_two_were_killed_gather_to_the_bytes_of_one_machine() {
    let desk = Desk::new(&risky());
    desk.run(&[&FORCED_SALE[..], &["-n", "3", "-o", "one"]].concat());
    desk.run(&[&FORCED_SALE[..], &["-n", "3", "--plan", "plan.json"]].concat());
    for tasks in [1, 3, 16] {
        let folder = format!("shards-{tasks}");
        let run = |number: usize| -> Vec<String> {
            let shard = format!("{number}/{tasks}");
            ["sweep", "--plan", "plan.json", "--threads", "1", "--shard", &shard, "-o", &folder]
                .map(str::to_owned)
                .to_vec()
        };
        for number in 1..=tasks {
            let arguments = run(number);
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            if number <= 2 {
                let journal = format!("{folder}/.forced-sale-sweep.shard-{number:03}-of-{tasks:03}.progress");
                // The head and a point, of at least two.
                kill_in_the_middle(&desk, &arguments, &journal, 2);
                let (code, _, told) = desk.tell(&["gather", &folder, "-o", "none"]);
                assert!(code == 3 || number == 1 && code == 2, "{code}: {told}");
            }
            desk.run(&arguments);
            let told = desk.run(&arguments);
            assert!(told.contains("is finished already"), "{told}");
        }
        desk.run(&["gather", &folder, "-o", &folder, "--quiet"]);
        assert_same(&desk, "one/forced-sale-sweep", &format!("{folder}/forced-sale-sweep"));
    }
}

#[test]
fn a_whole_plan_runs_on_one_machine_without_the_files_of_its_scenario() {
    let desk = Desk::new(
        &(risky()
            + "[[sweep]]\nname = 'kept'\ndesign = 'sobol:5'\nmetric = 'value.mean,value.p5'\n\
                                      [sweep.vary]\n'markets.us.arpu' = '$5..$9'\n"),
    );
    desk.write("points.csv", "markets.us.arpu,policy.ban.rate\n5,0.1\n7,0.2\n9,0.4\n");
    let sweeps: [(&str, &[&str]); 3] = [
        ("kept", &["--only", "kept", "--precision", "5%"]),
        ("sweep", &["--design", "points.csv", "--set", "markets.us.margin=40%"]),
        (
            "sweep",
            &[
                "--vary",
                "markets.us.arpu=$5..$9:3",
                "--vary",
                "strategy=a,b",
                "--where",
                "markets.us.arpu > $6",
                "--set",
                "strategies.a.reserve=0%",
                "--set",
                "strategies.b.reserve=1%",
                "--set",
                "strategy=a",
            ],
        ),
    ];
    for (number, (name, more)) in sweeps.into_iter().enumerate() {
        let (one, plan) = (format!("one-{number}"), format!("plan-{number}.json"));
        let sweep = ["sweep", "s.toml", "-n", "30", "--seed", "7", "--quiet"];
        desk.run(&[&sweep[..], more, &["-o", &one]].concat());
        desk.run(&[&sweep[..], more, &["--plan", &plan]].concat());
        let text = fs::read_to_string(desk.path("s.toml")).unwrap();
        for file in ["s.toml", "points.csv"] {
            fs::rename(desk.path(file), desk.path("moved")).unwrap();
            desk.run(&["sweep", "--plan", &plan, "-o", "whole", "--quiet", "--restart"]);
            fs::rename(desk.path("moved"), desk.path(file)).unwrap();
        }
        assert_same(&desk, &format!("{one}/s-{name}"), &format!("whole/s-{name}"));
        fs::remove_dir_all(desk.path("whole")).unwrap();
        assert_eq!(fs::read_to_string(desk.path("s.toml")).unwrap(), text);
    }
}

#[test]
fn a_plan_runs_nothing_says_what_it_costs_and_is_the_same_when_made_again() {
    let desk = Desk::new(&risky());
    let told = desk.run(&[
        "sweep",
        "s.toml",
        "--vary",
        "markets.us.arpu=$5..$15:7",
        "-n",
        "40",
        "--plan",
        "plan.json",
        "--tasks",
        "3",
    ]);
    for part in ["7 points, 40 simulations each, in 3 shards", "Estimate", "Nothing was run but a trial"] {
        assert!(told.contains(part), "{told}");
    }
    assert!(!desk.path("output").exists());
    let read = || -> serde_json::Value { serde_json::from_slice(&desk.bytes("plan.json")).unwrap() };
    let plan = read();
    assert_eq!(plan["format"], "marketgate.plan/1");
    assert_eq!((&plan["units"], &plan["seed"], &plan["replications"]), (&7.into(), &1.into(), &40.into()));
    assert_eq!(plan["estimate"]["trial_simulations"], 200, "four points of 40, and the scenario's own");
    let costs = |name: &str| plan["estimate"][name].as_f64().unwrap();
    // Seven points and three own ones, of 40 simulations, and three beginnings.
    let seconds = 400.0 * costs("seconds_per_simulation") + 3.0 * costs("seconds_to_begin");
    assert!((costs("core_hours") * 3600.0 / seconds - 1.0).abs() < 1e-9);
    let seconds = 160.0 * costs("seconds_per_simulation") + costs("seconds_to_begin");
    assert!((costs("hours_per_shard") * 3600.0 / seconds - 1.0).abs() < 1e-9);
    assert!(plan["estimate"]["seconds_per_simulation"].as_f64().unwrap() > 0.0);
    desk.run(&[&SMALL[..], &["--plan", "plan.json", "--tasks", "4"]].concat());
    assert_eq!((&read()["id"], &read()["tasks"]), (&plan["id"], &4.into()));
    // What decides nothing in the figures decides what a page says.
    desk.write("s.toml", &format!("title = 'Another'\n{}", risky()));
    desk.refused(&[&SMALL[..], &["--plan", "plan.json"]].concat(), &["plan.json exists and is another"]);
    assert_eq!(read()["id"], plan["id"]);
}

// ---- refusals ------------------------------------------------------------------------------------

#[test]
fn a_gap_is_3_and_the_commands_told_fill_it() {
    let desk = planned(&["--tasks", "3"]);
    run_shards(&desk, &["2/3"], "a b");
    let (code, told, errors) = desk.tell(&["gather", "a b"]);
    assert_eq!((code, told.as_str()), (3, ""), "{errors}");
    assert!(errors.contains("2 of 3 shards of `s-sweep` are missing"), "{errors}");
    let commands: Vec<&str> = errors.lines().filter_map(|line| line.trim().strip_prefix("marketgate ")).collect();
    assert_eq!(commands[0], "sweep --plan 'a b/s-sweep.plan.json' --shard 1/3 --output 'a b'");
    assert_eq!(commands.len(), 2);
    #[cfg(unix)]
    {
        let program = env!("CARGO_BIN_EXE_marketgate");
        for command in commands {
            let mut shell = Command::new("sh");
            let status = shell.args(["-c", &format!("'{program}' {command}")]).current_dir(desk.path("")).status();
            assert!(status.unwrap().success(), "{command}");
        }
        desk.run(&["gather", "a b", "-o", "gathered", "--quiet"]);
        desk.run(&[&SMALL[..], &["-o", "one"]].concat());
        assert_same(&desk, "one/s-sweep", "gathered/s-sweep");
    }
}

#[test]
fn gather_refuses_what_does_not_belong_together() {
    let desk = planned(&[]);
    desk.refused(&["gather", "none"], &["cannot read none"]);
    fs::create_dir(desk.path("empty")).unwrap();
    desk.refused(&["gather", "empty"], &["holds no shards"]);
    run_shards(&desk, &["1/2", "2/2"], "shards");
    let shard = |number: usize| format!("shards/s-sweep.shard-00{number}-of-002.jsonl");
    let second = desk.bytes(&shard(2));
    let refused = |parts: &[&str]| desk.refused(&["gather", "shards", "-o", "gathered"], parts);
    // An unknown file; folders and hidden files are nobody's business.
    desk.write("shards/notes.txt", "mine");
    refused(&["notes.txt is no shard of a plan in that folder"]);
    fs::rename(desk.path("shards/notes.txt"), desk.path("shards/s-other.shard-001-of-002.jsonl")).unwrap();
    refused(&["s-other.shard-001-of-002.jsonl is no shard"]);
    fs::rename(desk.path("shards/s-other.shard-001-of-002.jsonl"), desk.path("shards/.notes")).unwrap();
    fs::create_dir(desk.path("shards/folder")).unwrap();
    // An overlap.
    run_shards(&desk, &["1/3"], "shards");
    refused(&["overlap", "1/3"]);
    fs::remove_file(desk.path("shards/s-sweep.shard-001-of-003.jsonl")).unwrap();
    // A shard under the name of another, or cut, or changed, or of another plan, or of another version.
    fs::copy(desk.path(&shard(1)), desk.path(&shard(2))).unwrap();
    refused(&["another shard than its name says"]);
    fs::write(desk.path(&shard(2)), &second[..second.len() - 20]).unwrap();
    refused(&["shard-002-of-002.jsonl is damaged"]);
    let text = String::from_utf8(second.clone()).unwrap();
    fs::write(desk.path(&shard(2)), text.replacen("\"histories\":40", "\"histories\":41", 1)).unwrap();
    refused(&["shard-002-of-002.jsonl is damaged"]);
    fs::write(desk.path(&shard(2)), text.replacen(env!("CARGO_PKG_VERSION"), "0.1.0", 1)).unwrap();
    refused(&["was made by marketgate 0.1.0"]);
    desk.run(&[&SMALL[..], &["--seed", "2", "--plan", "other.json"]].concat());
    let other = ["sweep", "--plan", "other.json", "--shard", "2/2", "-o"];
    desk.run(&[&other[..], &["other", "--quiet"]].concat());
    fs::copy(desk.path("other/s-sweep.shard-002-of-002.jsonl"), desk.path(&shard(2))).unwrap();
    refused(&["is a shard of another plan"]);
    desk.refused(&["sweep", "--plan", "plan.json", "--shard", "2/2", "-o", "shards"], &["is a shard of another plan"]);
    desk.refused(&[&other[..], &["shards"]].concat(), &["s-sweep.plan.json exists and is another"]);
    assert!(!desk.path("gathered/s-sweep").exists());
    // Whole again; the shards stay, and gather to the same once more.
    fs::write(desk.path(&shard(2)), second).unwrap();
    desk.run(&["gather", "shards", "-o", "gathered", "--quiet"]);
    desk.run(&["gather", "shards", "-o", "again", "--quiet"]);
    assert_same(&desk, "gathered/s-sweep", "again/s-sweep");
}

#[test]
fn shards_that_are_not_the_plans_are_refused() {
    let desk = planned(&["--tasks", "3"]);
    let refused = |more: &[&str], parts: &[&str]| {
        desk.refused(&[&["sweep", "--plan", "plan.json"], more].concat(), parts);
    };
    refused(&["--shard", "1/4"], &["the plan has 3 tasks, and this is one of 4"]);
    refused(&["--shard", "0/3"], &["no shard 0 of 3"]);
    refused(&["--shard", "4/3"], &["no shard 4 of 3"]);
    refused(&["--shard", "third"], &["3/16"]);
    refused(&["--shard", "auto"], &["SLURM_ARRAY_TASK_ID"]);
    refused(&["--shard", "1/3", "-n", "50"], &["a plan says itself"]);
    refused(&["--shard", "1/3", "--metric", "value.mean"], &["a plan says itself"]);
    refused(&["--shard", "1/3", "--set", "start=2020-01-01"], &["a plan says itself"]);
    refused(&["--shard", "1/3", "--emit", "slurm"], &["--emit"]);
    refused(&["s.toml", "--vary", "markets.us.arpu=$5,$6", "--shard", "1/3"], &["leave out --shard, or the file"]);
    refused(&["--tasks", "2"], &["a plan says itself how many tasks it has"]);
    desk.refused(&["sweep", "--shard", "1/3"], &["<FILE"]);
    desk.refused(&["sweep"], &["<FILE"]);
    desk.refused(&["sweep", "--plan", "none.json", "--shard", "1/3"], &["none.json"]);
    desk.refused(&["sweep", "--plan", "s.toml", "--shard", "1/3"], &["no plan"]);
    desk.refused(
        &[&SMALL[..], &["--plan", "more.json", "--tasks", "8"]].concat(),
        &["8 tasks are too many: the number of points is 7"],
    );
    desk.refused(&[&SMALL[..], &["--plan", "more.json", "--emit", "ray"]].concat(), &["--tasks N"]);
    let free = planned(&[]);
    free.refused(
        &["sweep", "--plan", "plan.json", "--shard", "1/8"],
        &["8 shards are too many: the number of points is 7"],
    );
    free.refused(&["sweep", "--plan", "plan.json", "--emit", "k8s"], &["--tasks"]);
    assert!(!desk.path("output").exists() && !desk.path("more.json").exists());
}

/// What clusters set: index, first index, last, step and number, of which Kubernetes and PBS say the first only.
#[test]
fn a_task_of_a_cluster_runs_the_shard_of_its_index() {
    let desk = planned(&["--tasks", "3"]);
    let run = |variables: &[(&str, &str)]| {
        let mut command = desk.command(&["sweep", "--plan", "plan.json", "--shard", "auto", "-o", "shards"]);
        command.envs(variables.iter().copied()).output().unwrap()
    };
    let slurm = |id: &'static str, [least, most, step, count]: [&'static str; 4]| {
        run(&[
            ("SLURM_ARRAY_TASK_ID", id),
            ("SLURM_ARRAY_TASK_MIN", least),
            ("SLURM_ARRAY_TASK_MAX", most),
            ("SLURM_ARRAY_TASK_STEP", step),
            ("SLURM_ARRAY_TASK_COUNT", count),
        ])
    };
    let outputs =
        [slurm("4", ["2", "6", "2", "3"]), run(&[("JOB_COMPLETION_INDEX", "0")]), run(&[("PBS_ARRAY_INDEX", "3")])];
    for (output, number) in outputs.iter().zip([2, 1, 3]) {
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        assert!(desk.path(&format!("shards/s-sweep.shard-00{number}-of-003.jsonl")).exists());
    }
    let other = slurm("1", ["1", "4", "1", "4"]);
    let told = String::from_utf8_lossy(&other.stderr);
    assert!(other.status.code() == Some(2) && told.contains("the job has 4 tasks, and the plan 3"), "{told}");
    desk.run(&["gather", "shards", "--quiet"]);
}

#[test]
fn a_plan_that_was_tampered_with_is_refused_and_writes_nowhere() {
    let desk = planned(&["--tasks", "2"]);
    let plan: serde_json::Value = serde_json::from_slice(&desk.bytes("plan.json")).unwrap();
    let places =
        ["/name", "/study/vary", "/seed", "/units", "/scenarios/0/texts", "/scenarios/0/file", "/tasks", "/version"];
    let values = ["\"../../x\"", "null", "-1", "18446744073709551615", "[]", "{}", "\"\"", "0", "3"];
    for place in places {
        // A plan may leave its number of tasks open.
        for value in values.into_iter().filter(|value| (place, *value) != ("/tasks", "null")) {
            let mut changed = plan.clone();
            *changed.pointer_mut(place).unwrap() = serde_json::from_str(value).unwrap();
            desk.write("changed.json", &changed.to_string());
            let (code, _, told) = desk.tell(&["sweep", "--plan", "changed.json", "--shard", "1/2"]);
            assert!(code == 2 && !told.contains("panicked"), "{place} {value}: {code} {told}");
        }
    }
    assert!(!desk.path("output").exists());
}

// ---- jobs ----------------------------------------------------------------------------------------

/// The words of a script's `command` as the test finds them on this machine.
fn is_there(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success())
}

#[cfg(unix)]
#[test]
fn job_scripts_are_right_and_the_one_for_this_machine_runs() {
    let desk = Desk::new(&risky());
    let folder = "it's $(here)";
    fs::create_dir(desk.path(folder)).unwrap();
    for kind in ["slurm", "k8s", "parallel", "ray"] {
        let plan = format!("{folder}/plan.json");
        let output = format!("{folder}/shards");
        desk.run(&[&SMALL[..], &["--plan", &plan, "--tasks", "3", "--emit", kind, "-o", &output]].concat());
        let again = ["sweep", "--plan", &plan, "--emit", kind];
        desk.refused(&again, &["exists"]);
    }
    let script = |name: &str| desk.path(&format!("{folder}/plan.{name}"));
    for name in ["slurm.sh", "parallel.sh"] {
        assert!(Command::new("bash").arg("-n").arg(script(name)).status().unwrap().success(), "{name}");
        if is_there("shellcheck") {
            // It takes the name of this folder, in single quotes, for an expression that was meant to be one.
            let output = Command::new("shellcheck").args(["--exclude=SC2016"]).arg(script(name)).output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
        }
    }
    if is_there("python3") {
        let check = "import ast, sys; ast.parse(open(sys.argv[1]).read())";
        assert!(Command::new("python3").args(["-c", check]).arg(script("ray.py")).status().unwrap().success());
    }
    let job = fs::read_to_string(script("k8s.yaml")).unwrap();
    assert!(job.contains("completionMode: Indexed") && job.contains("completions: 3\n"), "{job}");
    let run = |path: &str| {
        let mut command = Command::new("sh");
        command.arg(script("parallel.sh")).env("MARKETGATE", env!("CARGO_BIN_EXE_marketgate")).env("PATH", path);
        let output = command.env("JOBS", "2").output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    // With GNU parallel where it is, and without; what is finished is not run again.
    run(&std::env::var("PATH").unwrap());
    desk.run(&[&SMALL[..], &["-o", "one", "--format", "svg,png"]].concat());
    assert_same(&desk, "one/s-sweep", &format!("{folder}/shards/s-sweep"));
    fs::remove_dir_all(desk.path(&format!("{folder}/shards"))).unwrap();
    let tools = desk.path("tools");
    fs::create_dir(&tools).unwrap();
    for tool in ["sh", "seq", "xargs", "grep", "getconf"] {
        let found = Command::new("sh").args(["-c", &format!("command -v {tool}")]).output().unwrap();
        std::os::unix::fs::symlink(String::from_utf8(found.stdout).unwrap().trim(), tools.join(tool)).unwrap();
    }
    run(tools.to_str().unwrap());
    assert_same(&desk, "one/s-sweep", &format!("{folder}/shards/s-sweep"));
}
