//! What is told of the histories in which the ending comes about, beside all histories.

use indexmap::IndexMap;

use super::super::leading::LeadingValue;
use super::super::shift::{Moved, ShiftedFigure, Told, both, is_told, quantile};
use super::super::summary::STATES;
use super::weighted::{Spread, Weighted};
use crate::quantity::Dimension;
use crate::scenario::Scenario;
use crate::simulation::{ColumnKind, Layout};

/// Quantiles that are told of the leading value, and of inputs.
const QUANTILES: [(&str, f64); 3] = [("p5", 0.05), ("p50", 0.5), ("p95", 0.95)];
/// Values at which distributions are told.
const GRID: usize = 101;

/// A figure, in all histories and in those of the ending.
#[derive(Debug)]
struct Wanted {
    path: String,
    unit: &'static str,
    column: usize,
    /// For a probability: the state.
    state: Option<f64>,
    sums: [Weighted; 2],
}

/// An input, in all histories and in those of the ending.
#[derive(Debug)]
struct Input {
    path: String,
    dimension: Dimension,
    column: usize,
    sums: [Weighted; 2],
    /// Quantiles of its distribution.
    asked: [f64; 3],
    /// In the histories of the ending.
    there: Spread,
}

/// All that is told.
#[derive(Debug)]
pub(super) struct Figures {
    wanted: Vec<Wanted>,
    inputs: Vec<Input>,
    /// The value that leads, in all histories and in those of the ending.
    value: [Spread; 2],
    all: [Weighted; 2],
}

impl Figures {
    /// Nothing taken yet of histories of `scenario`.
    pub(super) fn new(scenario: &Scenario, layout: &Layout) -> Self {
        let leading = LeadingValue::of(scenario);
        let mut wanted = Vec::new();
        let mut want = |path: String, unit, column: &str, state: Option<usize>| {
            let state = state.map(|state| state as f64);
            let sums = [Weighted::default(); 2];
            wanted.extend(layout.column(column).map(|column| Wanted { path, unit, column, state, sums }));
        };
        for name in leading.told().iter().chain([&leading.loss()]) {
            want(format!("{name}.mean"), "USD", name, None);
        }
        for market in scenario.markets() {
            let key = market.key();
            for (number, state) in STATES.iter().enumerate() {
                let column = format!("{key}.final_state");
                want(format!("markets.{key}.outcomes.{state}"), "share", &column, Some(number));
            }
            want(format!("markets.{key}.retention.mean"), "share", &format!("{key}.retention"), None);
            want(format!("markets.{key}.value.mean"), "USD", &format!("{key}.value"), None);
        }
        let columns = layout.columns.iter().enumerate().filter(|(_, column)| column.kind == ColumnKind::Input);
        let inputs = columns.map(|(column, named)| Input {
            path: named.name.clone(),
            dimension: scenario.input(&named.name).map_or(Dimension::Factor, |input| input.field().dimension),
            column,
            sums: [Weighted::default(); 2],
            asked: QUANTILES.map(|(_, p)| quantile(scenario, &named.name, p).unwrap_or_default()),
            there: Spread::default(),
        });
        Self {
            inputs: inputs.collect(),
            wanted,
            value: [Spread::default(), Spread::default()],
            all: [Weighted::default(); 2],
        }
    }

    /// Takes the row of a history.
    pub(super) fn take(&mut self, row: &[f64], weight: f64, hit: bool) {
        for side in 0..=usize::from(hit) {
            self.all[side].add(weight, 1.0);
            for wanted in &mut self.wanted {
                let value = row[wanted.column];
                let value = wanted.state.map_or(value, |state| f64::from(u8::from(value == state)));
                wanted.sums[side].add(weight, value);
            }
            for input in &mut self.inputs {
                input.sums[side].add(weight, row[input.column]);
                if side == 1 {
                    input.there.add(weight, row[input.column]);
                }
            }
            if let Some(leading) = self.wanted.first() {
                self.value[side].add(weight, row[leading.column]);
            }
        }
    }

    /// Histories of equal weight that all are worth, and those in which the ending came about.
    pub(super) fn effective(&self) -> [f64; 2] {
        self.all.map(|all| all.effective())
    }

    /// Figures by path, the one that leads first.
    pub(super) fn told(&self) -> IndexMap<String, ShiftedFigure> {
        let mut told: Vec<_> =
            self.wanted.iter().map(|w| figure(&w.path, w.unit, w.sums.map(|sums| sums.mean()))).collect();
        let leading = self.wanted.first().map_or("value", |wanted| wanted.path.trim_end_matches(".mean"));
        let pieces = self.value.each_ref().map(Spread::pieces);
        let quantiles = QUANTILES.map(|(name, p)| {
            let told = |side: usize| Told::quantile(&pieces[side], p, self.value[side].effective());
            figure(&format!("{leading}.{name}"), "USD", [told(0), told(1)])
        });
        told.splice(1.min(told.len())..1.min(told.len()), quantiles);
        told.into_iter().filter(|(path, figure)| is_told(path, figure)).collect()
    }

    /// Inputs, the most moved first.
    pub(super) fn moved(&self) -> Vec<Moved> {
        let mut moved: Vec<Moved> = self.inputs.iter().filter_map(Input::moved).collect();
        moved.sort_by(|a, b| b.shift.abs().total_cmp(&a.shift.abs()));
        moved
    }

    /// Values, and the share of all histories and of those of the ending at or below each.
    pub(super) fn distribution(&self) -> (Vec<f64>, [Vec<f64>; 2]) {
        let value = self.value.each_ref().map(Spread::pieces);
        let ends = |p: f64| value.each_ref().map(|pieces| pieces.quantile(p).unwrap_or_default());
        let low = ends(0.005).into_iter().fold(f64::INFINITY, f64::min);
        let high = ends(0.995).into_iter().fold(f64::NEG_INFINITY, f64::max);
        let grid: Vec<f64> = (0..GRID).map(|i| low + (high - low) * i as f64 / (GRID - 1) as f64).collect();
        let below = value.map(|pieces| grid.iter().map(|&level| pieces.share_below(level)).collect());
        (grid, below)
    }
}

impl Input {
    fn moved(&self) -> Option<Moved> {
        let [all, there] = self.sums.map(|sums| sums.mean());
        let deviation = self.sums[0].deviation();
        if deviation.is_nan() || deviation <= 0.0 || self.sums[1].weight() <= 0.0 {
            return None;
        }
        let after = self.there.pieces();
        Some(Moved {
            path: self.path.clone(),
            dimension: self.dimension,
            shift: (there.value? - all.value?) / deviation,
            se: both(all, there)? / deviation,
            before: self.asked,
            after: QUANTILES.map(|(_, p)| after.quantile(p).unwrap_or_default()),
        })
    }
}

fn figure(path: &str, unit: &str, [before, after]: [Told; 2]) -> (String, ShiftedFigure) {
    // The histories of the ending are few of all: the errors are as good as independent.
    let value = after.value.zip(before.value).map(|(after, before)| after - before);
    let change = Told { value, se: value.and(both(before, after)) };
    (path.to_owned(), ShiftedFigure { unit: unit.to_owned(), before, after, change })
}
