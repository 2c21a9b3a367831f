//! The scenario's own point: what a sweep's points change, simulation by simulation, on the same random draws.

use std::sync::atomic::AtomicBool;

use super::run::{SweepError, Task};
use crate::analysis::metric::{Metric, MetricColumn};
use crate::analysis::statistics::{MeanEstimate, Moments, Statistic};
use crate::draws::BLOCK;
use crate::scenario::Scenario;
use crate::simulation::{Block, Layout, Settings, simulate_block};

/// Simulations of which changes are taken in pairs, at most: the figures of the scenario's own point are kept for them.
const PAIRED: u64 = 20_000;

/// Figures of the scenario as its file has it, simulation by simulation.
#[derive(Debug)]
pub(super) struct OwnPoint {
    /// By figure: its column and its values; none of figures that are no mean of a column.
    figures: Vec<Option<(MetricColumn, Vec<f64>)>>,
}

/// Changes at one point.
#[derive(Debug)]
pub(super) struct ChangeTally<'o> {
    own: &'o OwnPoint,
    /// Columns at this point.
    columns: Vec<Option<usize>>,
    changes: Vec<Moments>,
    taken: usize,
}

impl OwnPoint {
    /// Simulates the scenario as its file has it.
    ///
    /// # Errors
    /// Where a simulation fails, or `stop` is set.
    pub(super) fn simulate(scenario: &Scenario, task: &Task, stop: &AtomicBool) -> Result<Self, SweepError> {
        let layout = Layout::new(scenario);
        let mut figures: Vec<Option<(MetricColumn, Vec<f64>)>> =
            task.metrics.iter().map(|metric| Some((find_mean(metric)?, Vec::new()))).collect();
        let columns = place_columns(&layout, &figures);
        let settings = Settings { replications: task.settings.replications.min(PAIRED), ..task.settings };
        let mut block = Block::default();
        let blocks = if columns.iter().any(Option::is_some) { settings.blocks() } else { 0 };
        for number in 0..blocks {
            simulate_block(scenario, &layout, settings, stop, number, &mut block)?;
            for row in block.values.chunks(layout.row()).take(block.rows) {
                for (figure, column) in figures.iter_mut().zip(&columns) {
                    if let (Some((of, values)), Some(column)) = (figure, column) {
                        values.push(of.read(row[*column]));
                    }
                }
            }
        }
        Ok(Self { figures })
    }

    /// The changes at a point with this layout; nothing taken yet.
    pub(super) fn tally(&self, layout: &Layout) -> ChangeTally<'_> {
        let columns = place_columns(layout, &self.figures);
        ChangeTally { own: self, columns, changes: vec![Moments::default(); self.figures.len()], taken: 0 }
    }
}

impl ChangeTally<'_> {
    /// Takes a block of rows, which follow those taken before.
    pub(super) fn take(&mut self, block: &Block, layout: &Layout) {
        for row in block.values.chunks(layout.row()).take(block.rows) {
            for ((figure, column), change) in self.own.figures.iter().zip(&self.columns).zip(&mut self.changes) {
                if let (Some((of, values)), Some(column)) = (figure, column)
                    && let Some(own) = values.get(self.taken)
                {
                    // Where one of the two has no figure, there is no pair; then there is no change in pairs.
                    change.add(of.read(row[*column]) - own);
                }
            }
            self.taken += 1;
        }
    }

    /// By figure, its mean change and the standard error of that; none where not every simulation is a pair.
    pub(super) fn conclude(self) -> Vec<Option<MeanEstimate>> {
        let paired = |figure: &Option<(MetricColumn, Vec<f64>)>| {
            figure.as_ref().map_or(0, |(_, values)| values.len().min(self.taken)) as u64
        };
        let of = |(figure, change): (&Option<(MetricColumn, Vec<f64>)>, &Moments)| {
            (change.count() > 0 && change.count() == paired(figure)).then(|| MeanEstimate::from_moments(change))
        };
        self.own.figures.iter().zip(&self.changes).map(of).collect()
    }
}

/// The column of which a figure is the mean.
fn find_mean(metric: &Metric) -> Option<MetricColumn> {
    metric.column().filter(|column| column.statistic == Statistic::Mean)
}

fn place_columns(layout: &Layout, figures: &[Option<(MetricColumn, Vec<f64>)>]) -> Vec<Option<usize>> {
    figures.iter().map(|figure| layout.column(&figure.as_ref()?.0.name)).collect()
}

const _: () = assert!(PAIRED.is_multiple_of(BLOCK), "whole blocks are kept");
