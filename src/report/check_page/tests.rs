//! The page, held against what it is to show.

use std::path::PathBuf;

use super::*;
use crate::report::terminal::count_columns;
use crate::scenario::BUNDLED;

const BASE: &str = "start = 2020-08-03\nhorizon = '5 years'\n[company]\ndiscount_rate = '12%'\n[markets.us]\nname = 'United States'\n\
                    users = '100M'\nceiling = '200M'\ngrowth = '5% to 15%'\nchurn = 0.3\narpu = '$4'\nmargin = '10%'\n";

fn print(more: &str, width: usize) -> String {
    print_check(&Scenario::parse("t.toml", &format!("{BASE}{more}"), &[]).unwrap_or_else(|e| panic!("{e}")), width)
}

/// Lines that two screens hold.
const TWO_SCREENS: usize = 90;

#[test]
fn every_shipped_scenario_fits_two_screens_and_80_columns() {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios"));
    let files = BUNDLED.iter().map(|(name, _)| folder.join(name));
    let mut count = 0;
    for path in files.filter(|path| path.extension().is_some_and(|end| end == "toml")) {
        let scenario = Scenario::load(&path, &[]).unwrap_or_else(|error| panic!("{error}"));
        let wide = print_check(&scenario, 100);
        assert!(wide.lines().count() <= TWO_SCREENS, "{}: {} lines\n{wide}", path.display(), wide.lines().count());
        let narrow = print_check(&scenario, 80);
        let too_wide: Vec<&str> = narrow.lines().filter(|line| count_columns(line) > 80).collect();
        assert!(too_wide.is_empty(), "{}: {too_wide:#?}", path.display());
        count += 1;
    }
    assert!(count > 10, "{count}");
}

#[test]
fn what_a_scenario_implies_is_worked_out() {
    let text = print("", 100);
    let row = text.lines().find(|line| line.starts_with("United States")).unwrap();
    let cells: Vec<&str> = row.split_whitespace().collect();
    assert_eq!([cells[2], cells[4], cells[5]], ["100", "400", "40"], "{text}");
    assert!(text.contains("users in 5 years") || text.contains("5 years"), "{text}");
    let multiple: f64 = cells[7].parse().unwrap();
    let value: f64 = cells[6].parse().unwrap();
    assert!((value / 0.4 / multiple - 1.0).abs() < 0.15 || (value / 400.0 / multiple - 1.0).abs() < 0.15, "{row}");
    let second =
        "[markets.canada]\nusers = '5M'\nceiling = '12M'\ngrowth = '5%'\nchurn = 0.3\narpu = '$4'\nmargin = '10%'\n";
    assert!(print(second, 100).lines().any(|line| line.starts_with("all ") && line.contains("105")));
}

#[test]
fn who_can_act_is_told_with_dates_and_chances() {
    let events = "[events.o]\non = 2021-02-01\nmarket = 'us'\nkind = 'forced-sale'\nprobability = '20% to 40%'\nlabel = 'The order'\n\
                  [events.old]\non = 2020-07-01\nmarket = 'us'\nkind = 'review'\nlabel = 'The review'\n";
    let bidder = "[deal.bidders.x]\nname = 'X Corp'\ninterest = '50%'\nmultiple = 1\nhost_approval = '50%'\n";
    let text = print(&format!("{events}{bidder}[strategies.s]\non_order = ['sell', 'litigate']\n"), 100);
    for part in [
        "1 Feb 2021  The order: probability 20% to 40%",
        "1 Jul 2020  The review: has happened",
        "X Corp (50%)",
        "the owner may sue in United States",
        "the scenario names no home market",
    ] {
        assert!(text.contains(part), "{part} in\n{text}");
    }
    let text = print("", 100);
    assert!(
        text.contains("No event is pinned") && text.contains("sells nothing") && text.contains("does not sue"),
        "{text}"
    );
    assert!(text.contains("none acts of itself"), "{text}");
}

#[test]
fn the_ledger_counts_and_names() {
    let text = print("arpu_growth = { value = '10% to 20%', source = 'own estimate' }\n", 100);
    assert!(text.contains("known values that are written"), "{text}");
    assert!(text.contains("Is yours alike?") && text.contains("Dependence: none."), "{text}");
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(line.contains("0 name only sources"), "words alone are no source: {text}");
    let text = print("margin_long_run = { value = '20% to 30%', source = 'R093' }\n", 100);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("1 input rests on facts about another company: Facebook (1)."), "{text}");
}

#[test]
fn objections_and_what_silences_them_are_printed() {
    let court = "[policy.court]\nupheld = '30%'\n";
    let text = print(court, 100);
    assert!(text.contains("input-without-effect: policy.court.upheld (nobody goes to court)."), "{text}");
    let text = print(&format!("{court}[audit.allow]\ninput-without-effect = 'kept for the next case'\n"), 100);
    assert!(text.contains("silenced: input-without-effect: kept for the next case"), "{text}");
    assert!(print("", 100).contains("Audit: no objection."));
}

#[test]
fn what_cannot_happen_stands_under_its_own_heading() {
    let lift = "[events.l]\non = 2021-02-01\nmarket = 'us'\nkind = 'lift'\n";
    let text = print(lift, 100);
    assert!(
        text.contains("What cannot happen:\n") && text.contains("no order, restriction or ban can be in force"),
        "{text}"
    );
    assert!(!print("", 100).contains("What cannot happen"));
}
