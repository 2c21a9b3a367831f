//! What is told of the histories in which the ending comes about, beside all histories.

use indexmap::IndexMap;

use super::super::shift::{
    ComparedFigure, LEVELS, Moved, ShiftedFigure, common_grid, compare, compared_figures, is_told, quantile,
    shares_below, tell_quantiles,
};
use super::weighted::{Spread, Weighted};
use crate::analysis::statistics::combine_errors;
use crate::quantity::Dimension;
use crate::scenario::Scenario;
use crate::simulation::{ColumnKind, Layout, Unit};

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
    compared: Vec<ComparedFigure>,
    /// Of each figure its column, and sums over all histories and those of the ending.
    sums: Vec<(usize, [Weighted; 2])>,
    inputs: Vec<Input>,
    /// The value that leads, in all histories and in those of the ending.
    value: [Spread; 2],
    all: [Weighted; 2],
}

impl Figures {
    /// Nothing taken yet of histories of `scenario`.
    pub(super) fn new(scenario: &Scenario, layout: &Layout) -> Self {
        let figures = compared_figures(scenario);
        let sums = figures.iter().map(|figure| (layout.column_index(&figure.column), [Weighted::default(); 2]));
        let columns = layout.columns.iter().enumerate().filter(|(_, column)| column.kind == ColumnKind::Input);
        let inputs = columns.map(|(column, named)| Input {
            path: named.name.clone(),
            dimension: scenario.input(&named.name).map_or(Dimension::Factor, |input| input.field().dimension),
            column,
            sums: [Weighted::default(); 2],
            asked: LEVELS.map(|p| quantile(scenario, &named.name, p).unwrap_or_default()),
            there: Spread::default(),
        });
        Self {
            inputs: inputs.collect(),
            sums: sums.collect(),
            compared: figures,
            value: [Spread::default(), Spread::default()],
            all: [Weighted::default(); 2],
        }
    }

    /// Takes the row of a history.
    pub(super) fn take(&mut self, row: &[f64], weight: f64, hit: bool) {
        for side in 0..=usize::from(hit) {
            self.all[side].add(weight, 1.0);
            for (figure, (column, sums)) in self.compared.iter().zip(&mut self.sums) {
                sums[side].add(weight, figure.read(row[*column]));
            }
            for input in &mut self.inputs {
                input.sums[side].add(weight, row[input.column]);
                if side == 1 {
                    input.there.add(weight, row[input.column]);
                }
            }
            if let Some((leading, _)) = self.sums.first() {
                self.value[side].add(weight, row[*leading]);
            }
        }
    }

    /// Histories of equal weight that all are worth, and those in which the ending came about.
    pub(super) fn effective(&self) -> [f64; 2] {
        self.all.map(|all| all.effective())
    }

    /// Figures by path, the one that leads first. The histories of the ending are few of all: errors are as good as independent.
    pub(super) fn compare(&self) -> IndexMap<String, ShiftedFigure> {
        let sums = self.compared.iter().zip(&self.sums);
        let means = sums.map(|(f, (_, sums))| (f.path.clone(), compare(f.unit, sums.map(|sums| sums.mean()), None)));
        let mut compared: Vec<_> = means.collect();
        let pieces = self.value.each_ref().map(Spread::pieces);
        let [before, after] = [0, 1].map(|side| {
            tell_quantiles(&self.compared, &pieces[side], self.value[side].effective()).collect::<Vec<_>>()
        });
        let quantiles = before.into_iter().zip(after);
        let quantiles = quantiles.map(|((path, was), (_, is))| (path, compare(Unit::Dollars, [was, is], None)));
        compared.splice(1..1, quantiles);
        compared.into_iter().filter(|(path, figure)| is_told(path, figure)).collect()
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
        let grid = common_grid(&value);
        let below = value.map(|pieces| shares_below(&grid, &pieces));
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
            se: combine_errors(all.se, there.se)? / deviation,
            before: self.asked,
            after: LEVELS.map(|p| after.quantile(p).unwrap_or_default()),
        })
    }
}
