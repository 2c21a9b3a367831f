//! The scenario's own point: what a sweep's points change, simulation by simulation, on the same random draws.

use std::sync::atomic::AtomicBool;

use super::run::{Group, SweepError, Task};
use crate::analysis::metric::MetricColumn;
use crate::analysis::statistics::{MeanEstimate, Moments, Statistic};
use crate::draws::BLOCK;
use crate::scenario::Scenario;
use crate::simulation::{Settings, VariantBlock};

/// Simulations of which changes are taken in pairs, at most: the figures of the scenario's own point are kept for them.
const PAIRED: u64 = 20_000;

/// Figures of the scenario as its file has it, simulation by simulation.
#[derive(Debug)]
pub(super) struct OwnPoint {
    /// By figure of the task; none of figures that are no mean of a column.
    figures: Vec<Option<OwnFigure>>,
}

/// A figure of the scenario's own point.
#[derive(Debug)]
struct OwnFigure {
    /// Place of its column among those asked for.
    place: usize,
    column: MetricColumn,
    /// Its values, simulation by simulation.
    values: Vec<f64>,
}

/// Changes at one point.
#[derive(Debug)]
pub(super) struct ChangeTally<'o> {
    own: &'o OwnPoint,
    changes: Vec<Moments>,
    taken: usize,
}

impl OwnPoint {
    /// Simulates the scenario as its file has it, on the threads of the pool it is called in.
    ///
    /// # Errors
    /// Where a simulation fails, or `stop` is set.
    pub(super) fn simulate(scenario: &Scenario, task: &Task, stop: &AtomicBool) -> Result<Self, SweepError> {
        let group = Group::new(vec![scenario], task);
        let place = |column: &MetricColumn| group.asked.columns().iter().position(|name| *name == column.name);
        let mut figures: Vec<Option<OwnFigure>> = task
            .metrics
            .iter()
            .map(|metric| {
                let column = metric.column().filter(|column| column.statistic == Statistic::Mean)?;
                Some(OwnFigure { place: place(&column)?, column, values: Vec::new() })
            })
            .collect();
        let settings = Settings { replications: task.settings.replications.min(PAIRED), ..task.settings };
        if figures.iter().any(Option::is_some) {
            group.simulate(settings, stop, |ensemble| {
                let mut block = VariantBlock::default();
                for number in 0..settings.blocks() {
                    ensemble.run_block(number, &mut block)?;
                    for OwnFigure { place, column, values } in figures.iter_mut().flatten() {
                        values.extend(block.column(0, *place).into_iter().map(|value| column.read(value)));
                    }
                }
                Ok(())
            })?;
        }
        Ok(Self { figures })
    }

    /// The changes at a point; nothing taken yet.
    pub(super) fn tally(&self) -> ChangeTally<'_> {
        ChangeTally { own: self, changes: vec![Moments::default(); self.figures.len()], taken: 0 }
    }
}

impl ChangeTally<'_> {
    /// Takes the columns of a block, in the order of the asked figures, whose rows follow those taken before.
    pub(super) fn take(&mut self, columns: &[Vec<f64>]) {
        for (figure, change) in self.own.figures.iter().zip(&mut self.changes) {
            let Some(OwnFigure { place, column: of, values: own }) = figure else { continue };
            let pairs = columns[*place].iter().zip(own.get(self.taken..).unwrap_or_default());
            // Where one of the two has no figure, there is no pair; then there is no change in pairs.
            pairs.for_each(|(&value, own)| change.add(of.read(value) - own));
        }
        self.taken += columns.first().map_or(0, Vec::len);
    }

    /// By figure, its mean change and the standard error of that; none where not every simulation is a pair.
    pub(super) fn conclude(self) -> Vec<Option<MeanEstimate>> {
        let paired =
            |figure: &Option<OwnFigure>| figure.as_ref().map_or(0, |figure| figure.values.len().min(self.taken)) as u64;
        let of = |(figure, change): (&Option<OwnFigure>, &Moments)| {
            (change.count() > 0 && change.count() == paired(figure)).then(|| MeanEstimate::from_moments(change))
        };
        self.own.figures.iter().zip(&self.changes).map(of).collect()
    }
}

const _: () = assert!(PAIRED.is_multiple_of(BLOCK), "whole blocks are kept");
