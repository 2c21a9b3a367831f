//! Runs and studies divided into shards: bytes of one machine, and nothing merged that no simulation leaves.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use marketgate::analysis::{Shard, Unit, UnitPlace, Units};
use marketgate::report::UnitStore;

use crate::common::{BASE, files};
use crate::study::{Desk, risky};

/// A run of three blocks.
const RUN: [&str; 5] = ["run", "s.toml", "-n", "2100", "--quiet"];

/// A case with choices, rules, an order and a bidder.
const CHOICES: &str = r#"
[markets.us.policy.order]
enforcement = "50%"

[events.order]
on = 2020-09-01
market = "us"
kind = "forced-sale"
deadline = "180 days"
probability = "70%"

[deal.bidders.b]
interest = "60%"
multiple = "0.5 to 1"
host_approval = "50% to 90%"

[strategies.refuse]
name = "Refuse"
on_order = ["refuse"]
[strategies.sell]
name = "Sell"
on_order = ["sell"]
seek_buyer = "30 days"
[strategies.late]
name = "Late"
[[strategies.late.rules]]
when = 'us.state == "ordered" and us.time_to_deadline < 60 days'
start = 'sell'
"#;

/// Questions on a ban that may come.
const QUESTIONS: &str = "[questions.a]\nmarket = 'us'\nkind = 'access'\nby = 2021-08-03\noutcome = false\n\
                         [questions.b]\nmarket = 'us'\nkind = 'legal'\nby = 2022-08-03\noutcome = true\n";

fn choices(more: &str) -> String {
    format!("strategy = 'refuse'\n{BASE}{CHOICES}{more}")
}

fn questions(day: &str) -> String {
    format!("as_of = {day}\n{BASE}[policy.ban]\nrate = '0.3 per year'\n{QUESTIONS}")
}

fn assert_same(desk: &Desk, one: &str, other: &str) {
    let results = |folder: &str| -> Vec<(String, Vec<u8>)> {
        let folder = desk.path(folder);
        let name = |path: &Path| path.strip_prefix(&folder).unwrap().to_string_lossy().into_owned();
        files(&folder).iter().map(|path| (name(path), fs::read(path).unwrap())).collect()
    };
    let (one, other) = (results(one), results(other));
    let names = |files: &[(String, Vec<u8>)]| files.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&one), names(&other));
    assert!(one.len() > 3, "{:?}", names(&one));
    for ((name, one), (_, other)) in one.iter().zip(&other) {
        assert!(one == other, "{name}");
    }
}

/// Plans a study, runs its shards until they gather, and holds that against one machine. What is missing is told with the command that
/// makes it, round by round.
fn assert_divides(desk: &Desk, command: &[&str], results: &str, tasks: usize, rounds: usize) {
    let (one, plan, folder) = ("one", format!("plan-{results}-{tasks}.json"), format!("{results}-in-{tasks}"));
    if !desk.path(one).join(results).exists() {
        desk.run(&[command, &["-o", one, "--quiet"]].concat());
    }
    desk.run(&[command, &["--plan", &plan, "--quiet"]].concat());
    for round in 1..=rounds {
        for number in (1..=tasks).rev() {
            let shard = format!("{number}/{tasks}");
            let told = desk.run(&[command[0], "--plan", &plan, "--shard", &shard, "-o", &folder]);
            assert!(told.contains(&format!("shard {shard}")), "{told}");
            if number > 1 {
                let (code, _, told) = desk.tell(&["gather", &folder, "-o", "none", "--quiet"]);
                let missing =
                    format!("marketgate {} --plan {folder}/{results}.plan.json --shard 1/{tasks}", command[0]);
                assert!(code == 3 && told.contains(&missing), "{code}: {told}");
                assert!(rounds == 1 || told.contains(&format!("round {round} are missing")), "{told}");
            }
        }
    }
    let told = desk.run(&[command[0], "--plan", &plan, "--shard", &format!("1/{tasks}"), "-o", &folder]);
    assert!(told.contains("is finished already"), "{told}");
    desk.run(&["gather", &folder, "-o", &folder, "--quiet"]);
    assert_same(desk, &format!("{one}/{results}"), &format!("{folder}/{results}"));
    assert!(!desk.path("none").join(results).exists());
}

// ---- bytes ---------------------------------------------------------------------------------------

#[test]
fn shards_of_a_run_gather_to_the_bytes_of_one_machine() {
    let desk = Desk::new(&choices(""));
    let run = [&RUN[..4], &["--rows", "csv,parquet,parquet-partitioned", "--board", "--seed", "7"]].concat();
    for tasks in [2, 3] {
        assert_divides(&desk, &run, "s", tasks, 1);
    }
    // The whole plan on one machine, and shards without a plan.
    desk.run(&["run", "--plan", "plan-s-2.json", "-o", "whole", "--quiet"]);
    assert_same(&desk, "one/s", "whole/s");
    for shard in ["1/2", "2/2"] {
        desk.run(&[&run[..], &["--shard", shard, "-o", "direct", "--quiet"]].concat());
    }
    desk.run(&["gather", "direct", "-o", "direct", "--quiet"]);
    assert_same(&desk, "one/s", "direct/s");
}

#[test]
fn a_shard_that_was_killed_goes_on_where_it_was() {
    let desk = Desk::new(&risky());
    desk.run(&[&RUN[..], &["-o", "one"]].concat());
    desk.run(&[&RUN[..], &["--plan", "plan.json", "--tasks", "1"]].concat());
    let shard = ["run", "--plan", "plan.json", "--shard", "auto", "-o", "shards", "--threads", "1"];
    let command = || {
        let mut command = desk.command(&shard);
        command.env("JOB_COMPLETION_INDEX", "0");
        command
    };
    let hidden = desk.path("shards/.s.shard-001-of-001.progress");
    let size = || fs::metadata(&hidden).map_or(0, |data| data.len());
    let mut child = command().spawn().unwrap();
    let begun = Instant::now();
    // The head is shorter, and a block longer.
    while size() < 1_000 {
        assert!(begun.elapsed() < Duration::from_secs(300), "nothing is saved");
        std::thread::sleep(Duration::from_millis(1));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let (code, _, told) = desk.tell(&["gather", "shards", "-o", "none"]);
    assert!(code == 3 && told.contains("1 of 1 shards of `s` are missing"), "{code}: {told}");
    let left = size();
    // What was half-written is cut off.
    let mut bytes = fs::read(&hidden).unwrap();
    bytes.extend_from_slice(&[1; 70]);
    fs::write(&hidden, bytes).unwrap();
    let output = command().output().unwrap();
    assert!(output.status.success() && left > 0, "{}", String::from_utf8_lossy(&output.stderr));
    desk.run(&["gather", "shards", "-o", "shards", "--quiet"]);
    assert_same(&desk, "one/s", "shards/s");
}

#[test]
fn shards_of_an_analysis_gather_to_the_bytes_of_one_machine() {
    let desk = Desk::new(&choices(""));
    let analyse = |more: &[&'static str]| [&["sensitivity", "s.toml", "--method"], more].concat();
    assert_divides(&desk, &analyse(&["morris", "-n", "5", "--trajectories", "4"]), "s-morris", 3, 1);
    assert_divides(&desk, &analyse(&["evppi", "-n", "1010"]), "s-evppi", 2, 1);
}

#[test]
fn shards_of_an_analysis_of_two_rounds_gather_to_the_bytes_of_one_machine() {
    let desk = Desk::new(&risky());
    let analyse = |more: &[&'static str]| [&["sensitivity", "s.toml", "--method"], more].concat();
    assert_divides(&desk, &analyse(&["sobol", "-n", "450", "--second-order"]), "s-sobol", 2, 2);
    let figures = ["one-at-a-time", "-n", "220", "--metric", "value.p5,markets.us.outcomes.banned"];
    assert_divides(&desk, &analyse(&figures), "s-one-at-a-time", 3, 2);
}

#[test]
fn shards_of_a_decision_gather_to_the_bytes_of_one_machine() {
    let desk = Desk::new(&choices(""));
    desk.write("other.toml", &choices("[policy.ban]\nrate = '0.3 per year'\n"));
    assert_divides(
        &desk,
        &["decide", "s.toml", "-n", "1010", "--at-least", "$5B", "--only", "refuse,late"],
        "s-decision",
        2,
        1,
    );
    let worlds = ["decide", "s.toml", "other.toml", "-n", "100", "--weight", "other.toml=30%", "--wait", "none"];
    assert_divides(&desk, &worlds, "decision", 2, 1);
}

#[test]
fn shards_of_hindcasts_gather_to_the_bytes_of_one_machine() {
    let desk = Desk::new(&risky());
    for (name, day) in [("a", "2020-08-03"), ("b", "2020-08-02"), ("c", "2020-08-01")] {
        desk.write(&format!("cases/{name}.toml"), &questions(day));
    }
    desk.write("cases/none.toml", &risky());
    desk.write("others.csv", "question,date,probability,source,kind\na.a,2020-08-03,0.4,panel,panel\n");
    let backtest = ["backtest", "cases", "-n", "60", "--forecasts", "others.csv"];
    assert_divides(&desk, &backtest, "hindcast", 2, 1);
    desk.refused(
        &[&backtest[..], &["--plan", "p.json", "--tasks", "4"]].concat(),
        &["4 tasks are too many: the number of cases is 3"],
    );
}

// ---- refusals ------------------------------------------------------------------------------------

#[test]
fn what_is_not_divided_is_refused() {
    let desk = Desk::new(&choices(""));
    desk.write("other.toml", &risky());
    let refused = |command: &[&str], parts: &[&str]| {
        desk.refused(&[command, &["--plan", "p.json"]].concat(), parts);
    };
    refused(&["run", "s.toml", "other.toml"], &["the run of one scenario"]);
    refused(&["run", "s.toml", "--precision", "1%"], &["--precision", "say -n"]);
    refused(&["run", "s.toml", "--focus", "us.banned"], &["--focus"]);
    refused(&["run", "s.toml", "-n", "1500", "--tasks", "3"], &["3 tasks are too many: the number of blocks is 2"]);
    refused(&["run", "s.toml", "--shard", "1/2"], &["leave out --shard, or the file"]);
    refused(&["sensitivity", "s.toml", "--method", "tornado"], &["divide that"]);
    refused(&["decide", "s.toml", "--optimise", "strategies.sell.reserve=20%..120%"], &["--optimise is not divided"]);
    desk.write("records.csv", "x\n");
    refused(&["backtest", "records.csv"], &["records are scored in a moment"]);
    desk.refused(
        &["run", "s.toml", "-n", "1500", "--shard", "1/3"],
        &["3 shards are too many: the number of blocks is 2"],
    );
    desk.refused(&["run", "s.toml", "--tasks", "2"], &["--plan"]);
    desk.refused(&["run", "--shard", "1/2"], &["<FILES"]);
    for command in ["run", "sensitivity", "decide", "backtest"] {
        desk.refused(&[command, "--plan", "none.json", "--shard", "1/2"], &["cannot read none.json"]);
        desk.refused(&[command, "--plan", "none.json", "-n", "5"], &["a plan says itself"]);
    }
    assert!(!desk.path("p.json").exists() && !desk.path("output").exists());
}

#[test]
fn gather_refuses_shards_of_a_run_that_do_not_belong_together() {
    let desk = Desk::new(&risky());
    desk.run(&[&RUN[..], &["--plan", "plan.json"]].concat());
    let shard = |plan: &str, shard: &str, folder: &str| {
        desk.run(&["run", "--plan", plan, "--shard", shard, "-o", folder, "--quiet"]);
    };
    ["1/2", "2/2"].iter().for_each(|number| shard("plan.json", number, "shards"));
    desk.refused(&["sweep", "--plan", "plan.json", "--shard", "1/2"], &["marketgate run --plan plan.json"]);
    let refused = |parts: &[&str]| desk.refused(&["gather", "shards", "-o", "gathered"], parts);
    let second = "shards/s.shard-002-of-002.units";
    let whole = desk.bytes(second);
    for name in ["s.round-2.shard-001-of-002.units", "s.shard-001-of-002.jsonl", "s.shard-1-of-002.units", "t.units"] {
        desk.write(&format!("shards/{name}"), "");
        refused(&[name, "is no shard of a plan in that folder"]);
        fs::remove_file(desk.path(&format!("shards/{name}"))).unwrap();
    }
    shard("plan.json", "1/3", "shards");
    refused(&["overlap", "1/3"]);
    fs::remove_file(desk.path("shards/s.shard-001-of-003.units")).unwrap();
    fs::copy(desk.path("shards/s.shard-001-of-002.units"), desk.path(second)).unwrap();
    refused(&["another shard than its name says"]);
    fs::write(desk.path(second), &whole[..whole.len() - 20]).unwrap();
    refused(&["shard-002-of-002.units is damaged", "its end is missing"]);
    let mut changed = whole.clone();
    changed[whole.len() / 2] ^= 1;
    fs::write(desk.path(second), changed).unwrap();
    refused(&["shard-002-of-002.units is damaged"]);
    let (head, rest) = whole.split_at(whole.iter().position(|byte| *byte == b'\n').unwrap());
    let head = String::from_utf8(head.to_vec()).unwrap();
    let version = head.replacen(env!("CARGO_PKG_VERSION"), "0.1.0", 1);
    fs::write(desk.path(second), [version.as_bytes(), rest].concat()).unwrap();
    refused(&["was made by marketgate 0.1.0"]);
    desk.run(&[&RUN[..], &["--seed", "2", "--plan", "other.json"]].concat());
    shard("other.json", "2/2", "other");
    fs::copy(desk.path("other/s.shard-002-of-002.units"), desk.path(second)).unwrap();
    refused(&["is a shard of another plan"]);
    let again = ["run", "--plan", "plan.json", "--shard", "2/2", "-o", "shards"];
    desk.refused(&again, &["is a shard of another plan"]);
    desk.refused(
        &["run", "--plan", "other.json", "--shard", "2/2", "-o", "shards"],
        &["s.plan.json exists and is another"],
    );
    assert!(!desk.path("gathered/s").exists());
    fs::write(desk.path(second), whole).unwrap();
    desk.run(&["gather", "shards", "-o", "gathered", "--quiet"]);
}

/// Puts a number in place of every third figure that is no state and no length.
fn replace_figures(bytes: &mut [u8], by: f64) {
    let read = |cell: &[u8]| f64::from_le_bytes(cell.try_into().unwrap());
    let is_figure = |cell: &&mut [u8]| read(cell).fract() != 0.0 && (1e-3..1e15).contains(&read(cell).abs());
    let figures = bytes.chunks_exact_mut(8).filter(is_figure);
    figures.step_by(3).for_each(|cell| cell.copy_from_slice(&by.to_le_bytes()));
}

/// Shards whose hashes are right and whose content no simulation leaves: they are refused, or what follows from them is, and nothing panics.
/// A change of the bytes of a shard.
type Forgery<'a> = &'a dyn Fn(&mut Vec<u8>);

#[test]
fn a_forged_shard_brings_nothing_down() {
    let desk = Desk::new(&choices(""));
    let studies: [(&[&str], &str, usize); 3] = [
        (&["run", "s.toml", "-n", "20", "--rows", "none"], "s", 1),
        (&["decide", "s.toml", "-n", "20"], "s-decision", 1),
        (&["sensitivity", "s.toml", "--method", "morris", "-n", "2", "--trajectories", "2"], "s-morris", 2),
    ];
    for (command, name, count) in studies {
        let plan = format!("{name}.json");
        desk.run(&[command, &["--plan", &plan, "--quiet"]].concat());
        desk.run(&[command[0], "--plan", &plan, "--shard", "1/1", "-o", "true", "--quiet"]);
        let id: serde_json::Value = serde_json::from_slice(&desk.bytes(&plan)).unwrap();
        let id = id["id"].as_str().unwrap();
        let units = |number: usize| Unit { round: 0, number, count };
        let read = UnitStore::gathered(&desk.path("true"), name, id, 1);
        let saved = |number: usize| match read.find(units(number), 1 << 30).unwrap() {
            UnitPlace::Saved(bytes) => bytes,
            other => panic!("{other:?}"),
        };
        let forgeries: [Forgery<'_>; 8] = [
            &|bytes| bytes.clear(),
            &|bytes| bytes.truncate(bytes.len() / 2),
            &|bytes| bytes.push(0),
            &|bytes| bytes.fill(0xff),
            &|bytes| bytes.fill(0),
            &|bytes| replace_figures(bytes, f64::NAN),
            &|bytes| replace_figures(bytes, 1e308),
            &|bytes| replace_figures(bytes, f64::NEG_INFINITY),
        ];
        for (number, forge) in forgeries.into_iter().enumerate() {
            let folder = format!("forged-{name}-{number}");
            let store = UnitStore::of_shard(&desk.path(&folder), name, id, Shard::new(1, 1).unwrap());
            for number in 0..count {
                let mut bytes = saved(number);
                forge(&mut bytes);
                assert!(matches!(store.find(units(number), 0), Ok(UnitPlace::Here)));
                store.keep(units(number), &bytes).unwrap();
            }
            assert!(store.end_round(0, count).is_err(), "what follows is elsewhere");
            fs::copy(desk.path(&plan), desk.path(&format!("{folder}/{name}.plan.json"))).unwrap();
            let (code, _, told) = desk.tell(&["gather", &folder, "-o", &folder, "--quiet"]);
            assert!([0, 1, 2].contains(&code) && !told.contains("panicked"), "{name} {number}: {code} {told}");
            assert!(
                number > 3 || code == 2 && told.contains("holds what no simulation leaves"),
                "{name} {number}: {told}"
            );
        }
    }
}

#[test]
fn a_plan_of_a_study_that_was_tampered_with_is_refused_and_writes_nowhere() {
    let desk = Desk::new(&choices(""));
    let study = ["sensitivity", "s.toml", "--method", "morris", "-n", "2", "--trajectories", "2"];
    desk.run(&[&study[..], &["--plan", "plan.json", "--quiet"]].concat());
    let plan: serde_json::Value = serde_json::from_slice(&desk.bytes("plan.json")).unwrap();
    let places =
        ["/name", "/study/method", "/study/kind", "/study/metrics", "/units", "/scenarios", "/scenario_digests"];
    for place in places {
        for value in ["\"../../x\"", "null", "-1", "18446744073709551615", "[]", "{}", "\"run\"", "[null]"] {
            let mut changed = plan.clone();
            let before = changed.pointer(place).unwrap().clone();
            *changed.pointer_mut(place).unwrap() = serde_json::from_str(value).unwrap();
            if *changed.pointer(place).unwrap() == before {
                continue;
            }
            desk.write("changed.json", &changed.to_string());
            let (code, _, told) = desk.tell(&["sensitivity", "--plan", "changed.json", "--shard", "1/2"]);
            assert!(code == 2 && !told.contains("panicked"), "{place} {value}: {code} {told}");
        }
    }
    assert!(!desk.path("output").exists());
}
