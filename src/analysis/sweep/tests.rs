//! Sweeps of a small scenario in which nothing happens by chance.

use std::sync::atomic::AtomicBool;

use super::*;
use crate::analysis::{Metric, Precision};
use crate::scenario::Template;
use crate::simulation::Settings;

/// One market without noise, measures or uncertainty, but for what is varied.
const STILL: &str = r#"
    start = 2020-08-03
    horizon = "2 years"
    company.discount_rate = "10%"
    policy.review.rate = "0 per year"
    policy.ban.rate = "0 per year"
    [markets.us]
    users = "100M"
    ceiling = "150M"
    growth = "20%"
    churn = "0.3 per year"
    arpu = "$6 to $9"
    margin = "25%"
    [markets.us.policy.order]
    enforcement = "50%"
"#;

fn swept(vary: &[(&str, &str)], metrics: &[&str], replications: u64, threads: usize, precision: Option<f64>) -> Sweep {
    let template = Template::parse("still.toml", STILL, &[]).unwrap();
    let vary: Vec<(String, String)> = vary.iter().map(|&(path, spec)| (path.to_owned(), spec.to_owned())).collect();
    let points = Points::plan(&vary, Choice::Grid, 1).unwrap();
    let settings = Settings { replications, seed: 1, threads };
    let metrics: Vec<Metric> = metrics.iter().map(|path| Metric::find(path, template.scenario()).unwrap()).collect();
    let wanted = |share: f64| Precision::parse(&format!("{share}"), &metrics, template.scenario()).unwrap();
    let task = Task { precision: precision.map(wanted), metrics: metrics.clone(), settings };
    check(&template, &points).unwrap();
    let todo: Vec<usize> = (0..points.len()).collect();
    let mut results: Vec<Option<PointResult>> = vec![None; points.len()];
    let receive = |point: usize, result| {
        results[point] = Some(result);
        Ok(())
    };
    run(&template, &points, &task, &todo, &AtomicBool::new(false), &|_| {}, receive).unwrap();
    conclude(&template, points, &task, "sweep", results.into_iter().map(Option::unwrap))
}

/// Cash is users times ARPU times margin: twice the ARPU is twice the value, to rounding.
#[test]
fn value_is_proportional_to_arpu_and_the_same_on_any_number_of_threads() {
    let vary = [("markets.us.arpu", "$4..$12:3"), ("markets.us.margin", "10%,20%")];
    let one = swept(&vary, &["value.mean", "markets.us.outcomes.open"], 50, 1, None);
    assert_eq!(one, swept(&vary, &["value.mean", "markets.us.outcomes.open"], 50, 3, None));
    let value = |point: usize| one.figures["value.mean"].value[point].unwrap();
    for (point, factor) in [(1, 2.0), (2, 2.0), (3, 4.0), (4, 3.0), (5, 6.0)] {
        assert!((value(point) / value(0) / factor - 1.0).abs() < 1e-12, "{point}");
    }
    assert_eq!(one.figures["value.mean"].se[0], Some(0.0), "nothing varies within a point");
    assert_eq!(one.figures["markets.us.outcomes.open"].value, [Some(1.0); 6]);
    assert_eq!(one.inputs[0].base, None, "the scenario's own ARPU is uncertain");
    assert_eq!(one.inputs[1].base, Some(0.25));
}

/// Margin moves value in proportion to what it is in the same simulation: from 25% to 30% by a fifth, from 25% to 25% by nothing.
#[test]
fn changes_from_the_scenarios_own_point_are_taken_in_pairs() {
    let found = swept(&[("markets.us.margin", "25%,30%")], &["value.mean", "value.p50"], 400, 2, None);
    let figure = &found.figures["value.mean"];
    assert_eq!((figure.change[0], figure.change_se[0]), (Some(0.0), Some(0.0)));
    let (own, own_error) = (figure.value[0].unwrap(), figure.se[0].unwrap());
    assert!((figure.change[1].unwrap() - 0.2 * own).abs() < 1e-9 * own, "{figure:?}");
    // ARPU is uncertain: the error of the difference is a fifth of that of the value, not √2 times it.
    assert!((figure.change_se[1].unwrap() - 0.2 * own_error).abs() < 1e-9 * own_error, "{figure:?}");
    assert_eq!(found.figures["value.p50"].change, [None; 2], "a quantile has no pairs");
}

#[test]
fn an_input_that_nothing_heeds_is_told_and_others_are_not() {
    let vary = [("policy.court.upheld", "10%,90%"), ("markets.us.margin", "10%,20%")];
    let found = swept(&vary, &["value.mean"], 20, 2, None);
    let idle: Vec<&String> = found.warnings.iter().filter(|w| w.contains("moves none of these figures")).collect();
    assert_eq!(idle.len(), 1, "{:?}", found.warnings);
    assert!(idle[0].contains("`policy.court.upheld`"));
}

/// Value is proportional to a log-normal ARPU, whose 5% and 95% quantiles are 6 and 9: its relative standard deviation is
/// √(exp(σ²) − 1) with σ = ln(9/6)/2/1.645 = 0.1232, so that 0.4% takes (12.4/0.4)² = 955 histories: the first look, and the
/// second bears it out. 0.3% takes 1,700, and so the second and the third.
#[test]
fn a_point_ends_where_two_looks_find_it_precise_enough() {
    let vary = [("markets.us.margin", "10%,20%")];
    for (precision, histories) in [(0.01, 2_000), (0.004, 2_000), (0.003, 3_000), (0.0001, 5_000)] {
        let found = swept(&vary, &["value.mean"], 5_000, 2, Some(precision));
        assert_eq!(found.histories, [histories; 2], "{precision}");
        let figure = &found.figures["value.mean"];
        let relative = figure.se[0].unwrap() / figure.value[0].unwrap();
        assert!(relative <= precision || histories == 5_000, "{relative} for {precision}");
    }
}

#[test]
fn a_value_that_makes_no_scenario_is_refused_before_anything_is_simulated() {
    let template = Template::parse("still.toml", STILL, &[]).unwrap();
    let points = |path: &str, spec: &str| Points::plan(&[(path.to_owned(), spec.to_owned())], Choice::Grid, 1).unwrap();
    let error = check(&template, &points("markets.us.margin", "10%,300%")).unwrap_err().to_string();
    assert!(error.starts_with("with markets.us.margin=300%:") && error.contains("out of range"), "{error}");
    let error = check(&template, &points("markets.us.name", "A,B")).unwrap_err().to_string();
    assert!(error.contains("decides nothing"), "{error}");
}
