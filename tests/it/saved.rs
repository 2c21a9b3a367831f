//! Results saved before: every command opens them, whatever the code calls its things by now.
//!
//! `saved/` holds a run, and studies of it, that marketgate 0.1.0 left before names were written out (scenario, seed 1, 110 simulations,
//! without its charts and pages). They are never made anew: who breaks one breaks the results of others.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::common::files;
use crate::study::Desk;

const SAVED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/saved");

/// A desk with a copy of what was saved.
fn desk() -> Desk {
    let desk = Desk::new("");
    for file in files(Path::new(SAVED)) {
        let copy = desk.path("output").join(file.strip_prefix(SAVED).unwrap());
        fs::create_dir_all(copy.parent().unwrap()).unwrap();
        fs::copy(&file, copy).unwrap();
    }
    desk
}

fn summary(desk: &Desk, folder: &str) -> Value {
    serde_json::from_slice(&desk.bytes(&format!("output/{folder}/summary.json"))).unwrap()
}

const QUIET: [&str; 3] = ["--quiet", "--format", "svg"];

#[test]
fn a_run_saved_before_is_that_of_its_scenario_still() {
    let desk = desk();
    let digest = |text: &str| text.split_once("digest ").unwrap().1.split(' ').next().unwrap().to_owned();
    let checked = digest(&desk.run(&["check", "output/scenario/run.toml"]));
    assert_eq!(Value::from(checked), summary(&desk, "scenario")["scenario"]["digest"]);
    // Running it again gives the same figures of every simulation, among others that were added since.
    let before = desk.table("output/scenario/outcomes.csv");
    // Two rules have changed since: a failed sale is tried again, and the owner reckons with the end of a ban. Here they are set as they were.
    let rules = ["--set", "deal.attempts=1", "--set", "deal.fallback=0%"];
    desk.run(&[&["run", "output/scenario/run.toml", "-o", "again"][..], &rules, &QUIET].concat());
    let again = desk.table("again/scenario/outcomes.csv");
    assert!(before.names.len() > 50);
    for name in &before.names {
        for (again, before) in again.words(name).iter().zip(before.words(name)) {
            assert!(is_as_before(name, again, before), "{name}: {again} for {before}");
        }
    }
}

/// Rounding has changed since: by 1e-11 of a figure. What a part of the bridge has below a tenth of a cent is rounding alone.
fn is_as_before(name: &str, again: &str, before: &str) -> bool {
    let numbers = again.parse::<f64>().ok().zip(before.parse::<f64>().ok());
    let least = if name.contains("bridge.") { 1e-3 } else { 0.0 };
    again == before || numbers.is_some_and(|(a, b)| (a - b).abs() <= 1e-11 * a.abs().max(b.abs()) + least)
}

#[test]
fn every_command_opens_a_run_saved_before() {
    let desk = desk();
    let run = "output/scenario";
    let condition = "us.final_state == divested or us.banned";
    desk.run(&[&["run", "output/scenario/run.toml", "-o", "again"][..], &QUIET].concat());
    let on: [(&[&str], &str); 4] = [
        (&["compare", run, "again/scenario"], "comparison"),
        (&["discover", run, "--where", condition], "scenario-discovery"),
        (&["stress", run, "--reverse", condition], "scenario-stress"),
        (&["sensitivity", run], "scenario-tornado"),
    ];
    for (arguments, folder) in on {
        desk.run(&[arguments, &["-o", "new"], &QUIET].concat());
        assert!(desk.path("new").join(folder).join("report.html").is_file(), "{arguments:?}");
    }
    // Opened, and found too small: a run that is not would be no small file.
    desk.refused(
        &["reweight", run, "--probability", "value > $33B=60%"],
        &["would be worth 106 under these probabilities"],
    );
}

#[test]
fn report_makes_the_views_of_everything_saved_before() {
    let desk = desk();
    for folder in fs::read_dir(desk.path("output")).unwrap() {
        let folder = format!("output/{}", folder.unwrap().file_name().to_string_lossy());
        desk.run(&["report", &folder, "--format", "svg"]);
        assert!(desk.path(&folder).join("report.html").is_file(), "{folder}");
    }
}

#[test]
fn a_journal_of_another_version_or_format_is_refused_with_the_reason() {
    let desk = Desk::new(&crate::study::risky());
    let sweep = ["sweep", "s.toml", "-n", "50", "--vary", "markets.us.margin=20%,60%"];
    let journal = |text: &str| desk.write("output/.s-sweep.progress", text);
    journal("{\"format\":\"marketgate.journal/1\",\"of\":[[\"version\",\"0.0.9\"],[\"seed\",\"1\"]]}\n");
    let here = env!("CARGO_PKG_VERSION");
    desk.refused(
        &sweep,
        &["is not this one", &format!("version of marketgate: 0.0.9 there, {here} here"), "--restart"],
    );
    journal("{\"format\":\"marketgate.journal/7\",\"parts\":[]}\n");
    desk.refused(
        &sweep,
        &["is not this one", "format: marketgate.journal/7 there, marketgate.journal/1 here", "--restart"],
    );
    desk.run(&[&sweep[..], &["--restart"], &QUIET].concat());
}
