//! Charts of a sensitivity analysis: what a figure hangs on, by the method that asked.

mod check;
mod learning;
mod morris;
mod names;
mod over_time;
mod pairs;
#[cfg(test)]
pub(crate) mod sample;
mod sobol;
#[cfg(test)]
mod tests;
mod tornado;

use super::frame::Origin;
use super::{Chart, ChartError, phrases};
use crate::analysis::sensitivity::{Found, Interval, Sensitivity};

use names::{is_luck, title_of};

/// Standard errors beyond which chance no longer explains a figure, the greatest of hundreds.
const BEYOND: f64 = 4.0;

/// The charts of a sensitivity analysis; those whose figures are missing are left out.
///
/// # Errors
/// [`ChartError::Summary`] where its lists do not fit together.
pub fn sensitivity(of: &Sensitivity) -> Result<Vec<Chart>, ChartError> {
    check::check(of)?;
    let charts = match &of.found {
        Found::Tornado { overall, bars } => vec![tornado::chart(of, overall, bars)?],
        Found::Morris { trajectories, histories_at_point, effects } => {
            vec![morris::chart(of, effects, (*trajectories, *histories_at_point))?]
        }
        Found::Sobol { rows, value, pairs, market, dates, retention } => vec![
            value.as_ref().map(|value| sobol::chart(of, value, *rows)).transpose()?.flatten(),
            over_time::chart(of, market, dates, retention)?,
            pairs::chart(of, pairs.as_deref().unwrap_or_default())?,
        ],
        Found::Evppi { strategies, means, learning } => vec![learning::chart(of, strategies, means, learning)?],
    };
    Ok(charts.into_iter().flatten().collect())
}

/// What is explained.
fn measure(of: &Sensitivity) -> String {
    phrases::measure(&of.measure, &of.scenario)
}

fn origin(of: &Sensitivity) -> Origin {
    Origin {
        scenario: format!("Scenario: {}", of.scenario.name),
        seed: of.seed,
        replications: of.histories,
        version: of.version.clone(),
    }
}

/// Whether an estimate is more than chance gives.
fn beyond(interval: &Interval) -> bool {
    interval.estimate.abs() > BEYOND * interval.se
}

/// `a, b and c` of those of the first three that are more than chance gives.
fn leading(of: &Sensitivity, ranked: &[(usize, f64)], clear: impl Fn(usize) -> bool) -> Vec<String> {
    let clear = ranked.iter().take(3).take_while(|(number, _)| clear(*number));
    clear.map(|(number, _)| title_of(of, *number)).collect()
}

/// What is said of drivers without a row: how many more there are, each below the greatest of them, as `written`.
fn rest(of: &Sensitivity, ranked: &[(usize, f64)], shown: usize, written: impl Fn(f64) -> String) -> Option<String> {
    let more = ranked.len().saturating_sub(shown);
    let silent = (0..of.drivers.len()).filter(|number| !is_luck(of, *number)).count();
    let known = ranked.iter().filter(|(number, _)| !is_luck(of, *number)).count();
    let silent = silent.saturating_sub(known);
    let inputs = |n: usize| if n == 1 { "1 more input".to_owned() } else { format!("{n} more inputs") };
    let more = (more > 0).then(|| {
        let most = ranked.get(shown).map_or(0.0, |(_, size)| *size);
        format!("and {}, each with {}", inputs(more), written(most)).replace("input, each", "input,")
    });
    let silent = (silent > 0).then(|| format!("{} of which too few values differ", inputs(silent)));
    let parts: Vec<String> = [more, silent].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// Rounded up to two digits, so that "at most" is true.
fn up(size: f64) -> f64 {
    let place = super::numbers::last_place(size, None) * 10.0;
    (size / place - 1e-9).ceil() * place
}
