//! Which figures are compared before and after, and what is told of a distribution.

use super::super::leading::LeadingValue;
use super::super::summary::STATES;
use super::{ShiftedFigure, Told};
use crate::analysis::statistics::{LEAST_SHARE, Pieces, Statistic, combine_errors};
use crate::scenario::Scenario;
use crate::simulation::Unit;

/// Quantiles that are told of the leading value and of inputs: 5%, median and 95%.
const QUANTILES: [Statistic; 3] = [Statistic::P5, Statistic::P50, Statistic::P95];
/// The same as shares.
pub(in crate::analysis) const LEVELS: [f64; 3] = [0.05, 0.5, 0.95];
/// Values at which distributions are told.
const GRID: usize = 101;

/// A figure that is compared: the mean of a column, or the share of replications that end in a state.
#[derive(Debug, Clone)]
pub(in crate::analysis) struct ComparedFigure {
    /// Its path in the summary.
    pub(in crate::analysis) path: String,
    /// Its unit.
    pub(in crate::analysis) unit: Unit,
    /// Name of its column.
    pub(in crate::analysis) column: String,
    /// For a probability: the number of the state.
    state: Option<f64>,
}

impl ComparedFigure {
    /// What a row holds of it, from the value of its column.
    pub(in crate::analysis) fn read(&self, value: f64) -> f64 {
        self.state.map_or(value, |state| f64::from(u8::from(value == state)))
    }
}

/// The figures that are compared, mean of the leading value first.
pub(in crate::analysis) fn compared_figures(scenario: &Scenario) -> Vec<ComparedFigure> {
    let leading = LeadingValue::of_scenario(scenario);
    let mean = |head: &str, name: &str, unit| {
        let path = if head.is_empty() { format!("{name}.mean") } else { format!("markets.{head}.{name}.mean") };
        let column = if head.is_empty() { name.to_owned() } else { format!("{head}.{name}") };
        ComparedFigure { path, unit, column, state: None }
    };
    let mut figures: Vec<ComparedFigure> =
        leading.columns().iter().chain([&leading.loss()]).map(|name| mean("", name, Unit::Dollars)).collect();
    for market in scenario.markets() {
        let key = market.key();
        figures.extend(STATES.iter().enumerate().map(|(number, state)| ComparedFigure {
            path: format!("markets.{key}.outcomes.{state}"),
            unit: Unit::Share,
            column: format!("{key}.final_state"),
            state: Some(number as f64),
        }));
        figures.extend([mean(key, "retention", Unit::Share), mean(key, "value", Unit::Dollars)]);
    }
    figures
}

/// A figure before and after, with the error of the change; as of independent ones where none is given.
pub(in crate::analysis) fn compare(unit: Unit, [before, after]: [Told; 2], error: Option<f64>) -> ShiftedFigure {
    let value = after.value.zip(before.value).map(|(after, before)| after - before);
    let se = value.and(error.or_else(|| combine_errors(before.se, after.se)));
    ShiftedFigure { unit: unit.name().to_owned(), before, after, change: Told { value, se } }
}

/// Quantiles of the leading value, with so many replications of equal weight, each with its path.
pub(in crate::analysis) fn tell_quantiles<'a>(
    figures: &'a [ComparedFigure],
    value: &'a Pieces,
    effective: f64,
) -> impl Iterator<Item = (String, Told)> + 'a {
    let head = figures.first().map_or("value", |leading| leading.path.trim_end_matches(".mean"));
    QUANTILES
        .into_iter()
        .zip(LEVELS)
        .map(move |(quantile, level)| (format!("{head}.{}", quantile.key()), Told::quantile(value, level, effective)))
}

/// Whether a figure is told: of a state that hardly occurs nothing is said.
pub(in crate::analysis) fn is_told(path: &str, figure: &ShiftedFigure) -> bool {
    let share = |told: Told| told.value.unwrap_or_default();
    !path.contains(".outcomes.") || share(figure.before).max(share(figure.after)) >= LEAST_SHARE
}

/// Values from the lowest to the highest that any of these distributions has in all but half a percent of its replications.
pub(in crate::analysis) fn common_grid(values: &[Pieces]) -> Vec<f64> {
    let ends = |p: f64| values.iter().map(move |value| value.quantile(p).unwrap_or_default());
    let (low, high) = (ends(0.005).fold(f64::INFINITY, f64::min), ends(0.995).fold(f64::NEG_INFINITY, f64::max));
    even_grid(low, high, GRID)
}

/// So many values from one to another, at equal distances.
pub(in crate::analysis) fn even_grid(low: f64, high: f64, values: usize) -> Vec<f64> {
    (0..values).map(|i| low + (high - low) * i as f64 / (values - 1) as f64).collect()
}

/// The share of a distribution at or below each value of a grid.
pub(in crate::analysis) fn shares_below(grid: &[f64], value: &Pieces) -> Vec<f64> {
    grid.iter().map(|&level| value.share_below(level)).collect()
}
