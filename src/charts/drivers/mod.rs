//! Charts of a sensitivity analysis: what a figure hangs on, by the method that asked.

mod check;
mod learning;
mod morris;
mod names;
mod one_at_a_time;
mod over_time;
mod pairs;
#[cfg(test)]
pub(crate) mod sample;
mod sobol;
#[cfg(test)]
mod tests;
mod tornado;

use crate::analysis::sensitivity::{Foremost, Found, Sensitivity};
use crate::charts::rows::Row;
use crate::charts::sheet::{Origin, Sheet};
use crate::charts::{Chart, ChartError, Table};
use crate::text::phrases::{describe_column, name_with_tied};
use names::{is_luck, mark_meaning, mark_of, name_of, title_of};

/// The charts of a sensitivity analysis; those whose figures are missing are left out.
///
/// # Errors
/// [`ChartError::Summary`] where its lists do not fit together.
pub fn sensitivity(of: &Sensitivity) -> Result<Vec<Chart>, ChartError> {
    check::check(of)?;
    let charts = match &of.found {
        Found::OneAtATime { simulations, tried, movements, figures, .. } => figures
            .iter()
            .enumerate()
            .map(|figure| one_at_a_time::chart(of, movements, figure, (*simulations, *tried)))
            .collect(),
        Found::Tornado { overall, bars } => vec![tornado::chart(of, overall, bars)],
        Found::Morris { trajectories, histories_at_point, effects } => {
            vec![morris::chart(of, effects, (*trajectories, *histories_at_point))]
        }
        Found::Sobol { rows, value, pairs, market, dates, retention } => vec![
            value.as_ref().and_then(|value| sobol::chart(of, value, *rows)),
            over_time::chart(of, market, dates, retention),
            pairs::chart(of, pairs.as_deref().unwrap_or_default()),
        ],
        Found::Evppi { strategies, means, learning } => vec![learning::chart(of, strategies, means, learning)],
    };
    Ok(charts.into_iter().flatten().collect())
}

/// What is explained.
fn measure(of: &Sensitivity) -> String {
    describe_column(&of.measure, &of.scenario)
}

/// What a chart of the study says; its table is to come.
fn sheet(of: &Sensitivity, name: &str, kind: &str, title: String, table: Table) -> Sheet {
    Sheet::new(name, kind, title, table, Origin::of_study(&of.scenario, of.seed, of.histories, &of.version))
}

/// Row of a driver.
fn driver_row<'a>(of: &Sensitivity, number: usize) -> Row<'a> {
    Row::new(name_of(of, number)).marked(mark_of(of, number))
}

/// The inputs that a title names, with their names.
fn leading(of: &Sensitivity) -> (Foremost, Vec<String>) {
    let foremost = of.foremost(3);
    let tied = |number: usize| of.drivers.get(number).map_or(0, |driver| driver.together.len());
    let names = foremost.drivers.iter().map(|&number| name_with_tied(title_of(of, number), tied(number))).collect();
    (foremost, names)
}

/// What is said of drivers without a row: how many more there are, each below the greatest of them, as `written`.
fn overflow_notes(
    of: &Sensitivity,
    ranked: &[(usize, f64)],
    visible: &[usize],
    written: impl Fn(f64) -> String,
) -> Vec<String> {
    let shown = visible.iter().filter(|number| ranked.iter().any(|(driver, _)| driver == *number)).count();
    let more = ranked.len().saturating_sub(shown);
    let silent = (0..of.drivers.len()).filter(|number| !is_luck(of, *number)).count();
    let known = ranked.iter().filter(|(number, _)| !is_luck(of, *number)).count();
    let silent = silent.saturating_sub(known);
    let inputs =
        |n: usize, each: &str| if n == 1 { format!("1 more input{each}") } else { format!("{n} more inputs{each}") };
    let most = ranked.get(shown).map_or(0.0, |(_, size)| *size);
    let each = if more > 1 { ", each" } else { "" };
    let note = match (more, silent) {
        (0, 0) => None,
        (0, silent) => Some(format!("{} hardly vary", inputs(silent, ""))),
        (more, 0) => Some(format!("and {} with {}", inputs(more, each), written(most))),
        (more, n) => Some(format!("and {} with {}; {n} that hardly vary", inputs(more, each), written(most))),
    };
    note.into_iter().chain(mark_meaning(of, visible)).collect()
}

/// Rounded up to two digits, so that "at most" is true.
fn round_up(size: f64) -> f64 {
    let place = crate::text::numbers::last_place(size, None) * 10.0;
    (size / place - 1e-9).ceil() * place
}
