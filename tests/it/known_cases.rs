//! Small cases that once went wrong, with their right figures (`tests/it/cases`): nothing in them is left to chance.

use std::path::Path;

use marketgate::model::{Action, LogEvent, Notice};
use marketgate::scenario::Scenario;
use marketgate::simulation::{Layout, replay};

use crate::sample::{Sample, close, run, state};

/// The only history of a case.
fn case(name: &str) -> Sample {
    run(load(name), 1, 1, 1)
}

fn load(name: &str) -> Scenario {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/cases"));
    Scenario::load(&folder.join(name).with_extension("toml"), &[]).unwrap_or_else(|error| panic!("{error}"))
}

/// A figure to the four digits that are known of it.
#[track_caller]
fn about(found: f64, known: f64) {
    close(found, known, 5e-4);
}

fn discount(day: f64) -> f64 {
    (-0.12 * day / 365.25).exp()
}

#[test]
fn a_bid_that_qualifies_once_an_order_falls_is_signed_after_the_wait() {
    let s = case("bid-when-order-falls");
    assert_eq!((s.only("us.final_state"), s.only("us.sale_day")), (state::DIVESTED, 110.0));
    close(1.0 - s.only("us.sale_discount"), 0.02 + 0.35 * (0.8 - 0.02), 1e-12);
    about(s.only("us.sale_price"), 1.798e9);
    about(s.only("us.value"), 1.643e9);
}

#[test]
fn a_bid_that_qualifies_once_a_regime_changes_is_signed_after_the_wait() {
    let s = case("bid-when-regime-changes");
    let least = 0.1 + 0.9 * 0.02;
    assert_eq!((s.only("us.final_state"), s.only("us.sale_day")), (state::DIVESTED, 150.0));
    close(1.0 - s.only("us.sale_discount"), least + 0.35 * (0.6 - least), 1e-12);
}

#[test]
fn a_proposal_under_way_goes_on_where_then_names_it_too() {
    let s = case("then-restructure-drops-proposal");
    assert_eq!(s.only("us.final_state"), state::RESTRUCTURED);
    about(s.only("us.value"), 7.034e9);
}

#[test]
fn one_order_has_one_suit() {
    let s = case("second-suit");
    close(s.only("bridge.costs"), -1e8 * discount(110.0), 1e-9);
    about(s.only("bridge.costs"), -96.45e6);
}

#[test]
fn users_who_left_without_anger_are_no_backlash() {
    let s = case("backlash-without-anger");
    assert_eq!((s.only("bridge.backlash"), s.only("peak_backlash")), (0.0, 0.0));
    about(s.only("cn.bridge.users_lost"), -22.54e9);
}

#[test]
fn a_block_that_has_outlasted_its_term_is_lifted_at_the_start() {
    let s = case("past-block-beyond-its-term");
    assert_eq!((s.only("us.final_state"), s.only("us.days_without_access")), (state::OPEN, 0.0));
    assert_eq!(s.noticed(Notice::OutlastedTerm), 1);
    assert!((s.only("us.value") / 1e9 - 5.3).abs() < 0.05, "{}", s.only("us.value"));
}

#[test]
fn the_least_length_is_accepted() {
    load("least-length");
}

#[test]
fn the_age_of_an_app_is_a_time_and_no_number_of_days() {
    close(case("app-age").only("au.cohort.1y"), 0.648_654_3, 1e-7);
}

#[test]
fn a_restriction_that_becomes_a_ban_is_one_block() {
    // The same history begun on the day of the restriction, so that all of it lies after the start, is at 73.0% on that day.
    assert!((case("restricted-then-banned").only("us.retention.180d") - 0.7303).abs() < 5e-4);
}

#[test]
fn a_lifted_ban_is_told_with_its_own_length() {
    // Out of stores from 2 November, banned from 22 November to 31 January: seventy days, on either side of the start.
    for start in ["start = 2020-11-02", "start = 2021-01-01"] {
        let file = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/cases/restricted-then-banned.toml"));
        let scenario = Scenario::load(file, &[start.to_owned()]).unwrap_or_else(|error| panic!("{error}"));
        let log = replay(&scenario, &Layout::new(&scenario), 1, 0).unwrap().log;
        let after = log.iter().find_map(|entry| match entry.event {
            LogEvent::Lifted { action: Action::Ban, after } => Some(after),
            _ => None,
        });
        assert_eq!(after, Some(70.0), "{start}");
    }
}

#[test]
fn a_restructured_market_costs_severance_on_the_stake() {
    let s = case("severance-of-structure");
    assert_eq!(s.only("us.final_state"), state::BANNED);
    assert!((s.only("bridge.costs") / 1e6 + 37.6).abs() < 0.05, "{}", s.only("bridge.costs"));
}

#[test]
fn full_visibility_costs_nothing() {
    let s = case("visibility-cost");
    for market in ["us", "ca", "cn"] {
        assert_eq!(s.only(&format!("{market}.vs_baseline")), 1.0);
    }
    assert_eq!(s.only("value"), s.only("baseline_value"));
    let warnings = s.scenario.warnings().join("\n");
    assert!(
        warnings.contains("strategy `main` is fully visible") && warnings.contains("visibility-cost.toml:4"),
        "{warnings}"
    );
}

#[test]
fn a_ban_without_an_order_has_no_restriction_first() {
    let s = case("restricted-first-of-direct-ban");
    assert_eq!((s.only("us.first_ban_day"), s.only("us.restrictions")), (150.0, 0.0));
}
