//! Importance sampling: levels of inputs and decisions of chance drawn from given densities, and how much likelier that
//! made each history.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use rayon::prelude::*;

use super::ensemble::{Settings, SimulationError, run_one};
use super::layout::Layout;
use super::parameters::Parameters;
use crate::draws::{BLOCK, Copula, Density};
use crate::model::{Decision, DrawRecorder, Plan, Proposal, World};
use crate::scenario::Scenario;

const SIZE: usize = BLOCK as usize;
/// Histories that one task runs.
const TASK: usize = 50;
/// Of so many histories in a row the first is drawn plainly, whatever the tilt.
const PLAIN: usize = 10;

/// Where histories are led: densities of some places and decisions; all others are drawn evenly.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Tilt {
    /// By dimension of the design, before correlated dimensions are made dependent.
    pub levels: Vec<(usize, Density)>,
    /// By decision.
    pub decisions: Proposal,
}

/// One history that was run.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct WeightedReplication {
    /// Its row, as the layout says.
    pub row: Vec<f64>,
    /// Place of every dimension of the design, as if there were no correlations.
    pub levels: Vec<f64>,
    /// Decisions of chance and their numbers, in their order.
    pub decisions: Vec<(Decision, f64)>,
    /// Its probability under the tilt over that in a plain run.
    pub likelihood_ratio: f64,
    /// Whether it was drawn as in a plain run.
    pub plain: bool,
}

/// Up to [`BLOCK`] histories in a row.
#[derive(Debug, Default)]
pub struct WeightedBlock {
    /// The histories.
    pub histories: Vec<WeightedReplication>,
}

impl Tilt {
    /// Whether it leads nowhere.
    pub fn is_even(&self) -> bool {
        self.levels.is_empty() && self.decisions.is_empty()
    }

    /// How many of the first `rows` histories of each block are drawn plainly.
    pub fn plain(rows: usize) -> usize {
        rows.div_ceil(PLAIN)
    }

    fn likelihood_ratio(&self, levels: &[f64]) -> f64 {
        self.levels.iter().map(|(dimension, density)| density.at(levels[*dimension])).product()
    }
}

impl WeightedBlock {
    /// Runs the first `rows` histories of block `number`, led by `tilt`, on the threads of the pool it is called in. The
    /// first of every ten is drawn as in a plain run, and all are where the tilt is even.
    ///
    /// # Errors
    /// The first history that fails, by number.
    pub fn run(
        &mut self,
        scenario: &Scenario,
        layout: &Layout,
        settings: Settings,
        stop: &AtomicBool,
        tilt: &Tilt,
        (number, rows): (u64, usize),
    ) -> Result<(), SimulationError> {
        let plan = Plan::new(scenario, settings.seed, layout.instants.clone()).with_stop_flag(stop);
        let parameters = Parameters::new(scenario, settings.seed);
        let lead = Arc::new(tilt.decisions.clone());
        let draws = Draws::new(&parameters, tilt, number);
        self.histories.resize_with(rows.min(SIZE), WeightedReplication::default);
        let run = |(task, histories): (usize, &mut [WeightedReplication])| {
            let mut world = World::new(&plan, false);
            let mut recorder = Box::new(DrawRecorder::default());
            let (mut drawn, mut fans, mut states) = (Vec::new(), vec![0.0; layout.fans()], vec![0; layout.states()]);
            for (i, history) in histories.iter_mut().enumerate() {
                let index = task * TASK + i;
                history.plain = tilt.is_even() || index.is_multiple_of(PLAIN);
                draws.set_levels(index, tilt, history);
                draws.values(&parameters, index, history, &mut drawn);
                recorder.begin(&lead, !history.plain);
                world.streams.recorder = Some(recorder);
                history.row.resize(layout.row(), 0.0);
                let replication = number * BLOCK + index as u64;
                let outcome =
                    run_one(&mut world, layout, replication, &drawn, &mut history.row, &mut fans, &mut states);
                recorder = world.streams.recorder.take().unwrap_or_default();
                outcome.map_err(|source| SimulationError::from_model(source, replication, settings.seed))?;
                history.likelihood_ratio = recorder.likelihood_ratio * tilt.likelihood_ratio(&history.levels);
                history.decisions.clone_from(&recorder.decisions);
            }
            Ok(())
        };
        let ran: Vec<Result<(), SimulationError>> = self.histories.par_chunks_mut(TASK).enumerate().map(run).collect();
        ran.into_iter().collect()
    }
}

/// The uniform numbers of one block.
struct Draws<'a> {
    uniforms: Vec<f64>,
    dimensions: usize,
    dependence: Option<&'a Copula>,
    /// Whether correlated dimensions are still apart, since some of them are led.
    apart: bool,
}

impl<'a> Draws<'a> {
    fn new(parameters: &'a Parameters, tilt: &Tilt, number: u64) -> Self {
        let dependence = parameters.dependence();
        let is_led = |member: &usize| tilt.levels.iter().any(|(dimension, _)| dimension == member);
        let apart = dependence.is_some_and(|copula| copula.groups().flatten().any(is_led));
        let mut uniforms = Vec::new();
        if apart {
            parameters.fill_independent(number, &mut uniforms);
        } else {
            parameters.block(number, &mut uniforms);
        }
        Self { uniforms, dimensions: parameters.dimensions(), dependence, apart }
    }

    /// Where a history lies, correlated dimensions apart.
    fn set_levels(&self, index: usize, tilt: &Tilt, history: &mut WeightedReplication) {
        history.levels.clear();
        history.levels.extend((0..self.dimensions).map(|d| self.uniforms[d * SIZE + index]));
        if let Some(copula) = self.dependence.filter(|_| !self.apart) {
            copula.decorrelate(&mut history.levels);
        }
        if !history.plain {
            for (dimension, density) in &tilt.levels {
                history.levels[*dimension] = density.quantile(history.levels[*dimension]);
            }
        }
    }

    /// Values of all its inputs: to the last bit those of the plain run where no correlated dimension is led.
    fn values(&self, parameters: &Parameters, index: usize, history: &WeightedReplication, drawn: &mut Vec<f64>) {
        match self.dependence {
            None => parameters.values_at(|d| history.levels[d], drawn),
            Some(copula) if self.apart => {
                let mut joined = history.levels.clone();
                copula.correlate(&mut joined);
                parameters.values_at(|d| joined[d], drawn);
            }
            Some(copula) => {
                let tied = |d: usize| copula.groups().flatten().any(|&member| member == d);
                let level = |d: usize| if tied(d) { self.uniforms[d * SIZE + index] } else { history.levels[d] };
                parameters.values_at(level, drawn);
            }
        }
    }
}
