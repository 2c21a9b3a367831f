//! Inputs as they were drawn, held against the distributions that were asked for.

use indexmap::IndexMap;

use super::summary::{InputFigures, LEVELS};
use crate::analysis::statistics::Sketch;
use crate::quantity::Dimension;
use crate::scenario::{Quantity, Scenario};
use crate::simulation::{ColumnKind, Layout};

/// Leading bits of the sketches: quantiles to 0.4%.
const BITS: u32 = 8;
/// Magnitudes that are told from none only.
const LEAST: f64 = 1e-9;

/// Watches every input that is drawn once a replication.
#[derive(Debug)]
pub(super) struct Drawn {
    inputs: Vec<Watched>,
}

#[derive(Debug)]
struct Watched {
    column: usize,
    path: String,
    dimension: Dimension,
    asked: [f64; LEVELS.len()],
    asked_below: [f64; LEVELS.len()],
    below: [u64; LEVELS.len()],
    sketch: Sketch,
}

impl Drawn {
    pub(super) fn new(scenario: &Scenario, layout: &Layout) -> Self {
        let columns = layout.columns.iter().enumerate().filter(|(_, c)| c.kind == ColumnKind::Input);
        let inputs = columns.filter_map(|(column, c)| {
            let input = scenario.input(&c.name)?;
            let (asked, asked_below) = match input.quantity() {
                Quantity::Distribution(d) => {
                    let asked = LEVELS.map(|level| d.quantile(level));
                    (asked, asked.map(|value| d.cdf(value)))
                }
                Quantity::Column { data, column } => of_rows(scenario.data()[*data].rows(), *column),
            };
            Some(Watched {
                column,
                path: c.name.clone(),
                dimension: input.field().dimension,
                asked,
                asked_below,
                below: [0; LEVELS.len()],
                sketch: Sketch::new(BITS, LEAST),
            })
        });
        Self { inputs: inputs.collect() }
    }

    /// Takes the values of a column, if it is an input's.
    pub(super) fn take(&mut self, column: usize, values: &[f64]) {
        if let Some(input) = self.inputs.iter_mut().find(|input| input.column == column) {
            input.sketch.take(values);
            for (count, level) in input.below.iter_mut().zip(input.asked) {
                *count += values.iter().filter(|value| **value <= level).count() as u64;
            }
        }
    }

    /// What was asked for and what was drawn, by path.
    pub(super) fn figures(&self) -> IndexMap<String, InputFigures> {
        self.inputs.iter().map(|input| (input.path.clone(), input.figures())).collect()
    }
}

impl Watched {
    fn figures(&self) -> InputFigures {
        let count = self.sketch.count().max(1) as f64;
        let pieces = self.sketch.pieces();
        InputFigures {
            dimension: self.dimension,
            asked: self.asked,
            drawn: LEVELS.map(|level| pieces.count_quantile(level).unwrap_or_default()),
            asked_below: self.asked_below,
            drawn_below: self.below.map(|below| below as f64 / count),
        }
    }
}

/// Quantiles of a column of data, and the share of its rows at or below each.
fn of_rows(rows: &[Vec<f64>], column: usize) -> ([f64; LEVELS.len()], [f64; LEVELS.len()]) {
    let mut values: Vec<f64> = rows.iter().map(|row| row[column]).collect();
    values.sort_by(f64::total_cmp);
    let asked = LEVELS.map(|level| values[((level * values.len() as f64) as usize).min(values.len() - 1)]);
    (asked, asked.map(|value| values.partition_point(|v| *v <= value) as f64 / values.len() as f64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_of_data_is_asked_for_as_it_is() {
        let rows: Vec<Vec<f64>> = (0..100).map(|i| vec![f64::from(i)]).collect();
        let (asked, below) = of_rows(&rows, 0);
        assert_eq!(asked, [5.0, 25.0, 50.0, 75.0, 95.0]);
        assert_eq!(below, [0.06, 0.26, 0.51, 0.76, 0.96]);
    }
}
