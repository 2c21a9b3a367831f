//! What is printed of every shipped scenario and by every study: no line is wider than a terminal of 80 columns.

use std::path::Path;

use marketgate::report::{print_check, print_scenario};
use marketgate::scenario::Scenario;

use crate::common;

const COLUMNS: usize = 80;

/// What a command prints on standard output.
fn printed(arguments: &[&str], folder: &Path) -> String {
    let output = common::marketgate(arguments).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Lines that are too wide, but for those that name a folder.
fn too_wide(text: &str) -> Vec<&str> {
    text.lines().filter(|line| line.chars().count() > COLUMNS && !line.contains(" files in ")).collect()
}

#[test]
fn every_shipped_scenario_is_printed_within_80_columns() {
    let place = tempfile::tempdir().unwrap();
    for file in common::bundled() {
        let path = file.to_str().unwrap();
        let run = printed(&["run", path, "-n", "20"], place.path());
        let trace = printed(&["trace", path, "-n", "20"], place.path());
        let scenario = Scenario::load(&file, &[]).unwrap();
        let (check, inputs) = (print_check(&scenario, COLUMNS), print_scenario(&scenario, &[], COLUMNS));
        for text in [&run, &trace, &check, &inputs] {
            assert!(too_wide(text).is_empty(), "{path}: {:#?}", too_wide(text));
        }
        // The figures of a run stand in one table: no row is divided, so that each market stands in two tables only.
        let markets = Scenario::load(&file, &[]).unwrap();
        let first = markets.markets()[0].name().to_owned();
        let rows = run.lines().filter(|line| line.starts_with(&first)).count();
        assert_eq!(rows, 2, "{path}: {run}");
    }
}

#[test]
fn every_study_is_printed_within_80_columns_and_ends_with_what_it_found() {
    let place = tempfile::tempdir().unwrap();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/tiktok-2020/");
    let (sale, ban) = (format!("{folder}forced-sale.toml"), format!("{folder}ban.toml"));
    let text = |arguments: &[&str]| {
        let text = printed(arguments, place.path());
        assert!(too_wide(&text).is_empty(), "{arguments:?}: {:#?}", too_wide(&text));
        text
    };
    let both = text(&["run", &sale, &ban, "-n", "200"]);
    let (compared, single) = (both.find("compared on the same random draws"), both.find("strategy “"));
    assert!(compared.is_some() && compared < single, "the comparison comes first: {both}");
    text(&["compare", "output/forced-sale", "output/ban"]);
    text(&["diff", &sale, &ban, "-n", "20"]);
    text(&["decide", &sale, &ban, "-n", "20", "--wait", "none"]);
    text(&["sweep", &sale, "--vary", "events.us-order.probability=0.2,1", "-n", "20"]);
    text(&["sensitivity", "output/forced-sale"]);
    text(&["sensitivity", &sale, "-n", "2"]);
    text(&["discover", "output/forced-sale", "--where", "us.banned"]);
    text(&["stress", "output/forced-sale", "--reverse", "us.banned"]);
    text(&["run", &sale, "--focus", "us.banned", "-n", "200"]);
}
