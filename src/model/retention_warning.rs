//! Retention figures that no curve of the model has.

use crate::model::{BetaGeometric, make_falling};
use crate::quantity::{Dimension, format};
use crate::scenario::{Churn, Market, Scenario};

/// By how much of all installs a fitted curve may miss a figure before its author is told.
const MISSED: f64 = 0.05;
/// And by which factor of the figure.
const FACTOR: f64 = 1.25;

/// What the user should be told of retention that the fitted curves do not meet.
pub(super) fn retention_warnings(scenario: &Scenario) -> impl Iterator<Item = String> {
    scenario.markets.iter().filter_map(|market| describe_missed_figures(scenario, market))
}

/// Retention figures of a market, at their medians, that the fitted curve does not meet.
fn describe_missed_figures(scenario: &Scenario, market: &Market) -> Option<String> {
    let Churn::Retention { points, .. } = &market.churn else { return None };
    let given: Vec<(f64, f64)> = points.iter().map(|&(day, share)| (day, scenario.value(share.0, 0.5))).collect();
    if given.len() < 2 || given.iter().any(|(_, share)| *share <= 0.0) {
        return None;
    }
    let curve = BetaGeometric::fit(&make_falling(given.iter().copied()));
    let is_missed = |&(day, share): &(f64, f64)| {
        let fitted = curve.survival(day);
        (fitted - share).abs() > MISSED || fitted.max(share) > FACTOR * fitted.min(share)
    };
    given.iter().any(is_missed).then(|| {
        let told = |share: f64| format(share, Dimension::Share);
        let figures = given
            .iter()
            .map(|&(day, share)| format!("day {day} {} instead of {}", told(curve.survival(day)), told(share)));
        format!(
            "No retention curve of the model meets the figures of `markets.{}.churn`; the nearest has {}.",
            market.key,
            figures.collect::<Vec<_>>().join(", ")
        )
    })
}
