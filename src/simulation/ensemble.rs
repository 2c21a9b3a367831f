//! Replications in parallel, handed on block by block in their order.

use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;
use thiserror::Error;

use crate::draws::BLOCK;
use crate::model::error::ModelError;
use crate::model::state::{Plan, World};
use crate::scenario::Scenario;
use crate::simulation::layout::Layout;
use crate::simulation::parameters::Parameters;

/// Replications that one task runs before another may be stolen.
const TASK: usize = 50;
const TASKS: usize = BLOCK as usize / TASK;

/// How to run an ensemble.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Number of replications.
    pub replications: u64,
    /// Seed of all random numbers.
    pub seed: u64,
    /// Threads; the results do not depend on it.
    pub threads: usize,
}

/// Why an ensemble has no result.
#[derive(Debug, Error)]
pub enum SimulationError {
    /// A replication failed.
    #[error("replication {replication} (seed {seed}) failed: {source}")]
    Replication {
        /// Its number, from 0.
        replication: u64,
        /// The seed.
        seed: u64,
        /// Why.
        #[source]
        source: ModelError,
    },
    /// The threads could not be started.
    #[error("cannot start the worker threads: {0}")]
    Threads(#[from] rayon::ThreadPoolBuildError),
    /// The user stopped it.
    #[error("interrupted")]
    Interrupted,
    /// The receiver of the blocks failed.
    #[error(transparent)]
    Receiver(Box<dyn std::error::Error + Send + Sync>),
}

/// Up to [`BLOCK`] replications in a row.
#[derive(Debug, Default)]
pub struct Block {
    /// Number of the first.
    pub first: u64,
    /// How many.
    pub rows: usize,
    /// Row by row, as the layout says.
    pub values: Vec<f64>,
    /// Fans, replication by replication.
    pub fans: Vec<f32>,
    /// States, replication by replication.
    pub states: Vec<u8>,
    /// For each scheduled event, replications in which it did not fit.
    pub skipped: Vec<u64>,
    /// Replications in which a deal fell through because its perimeter was worth nothing.
    pub worthless: u64,
    failed: Option<(u64, ModelError)>,
}

/// Runs `settings.replications` histories of `scenario` and hands them to `receive` in order.
///
/// While one block is handed on, the next is simulated. Memory does not depend on the number of
/// replications. `stop` is looked at between blocks.
///
/// # Errors
/// The first replication that fails, by number; an error of `receive`; or an interruption.
pub fn simulate(
    scenario: &Scenario,
    layout: &Layout,
    settings: Settings,
    stop: &AtomicBool,
    mut receive: impl FnMut(&Block) -> Result<(), Box<dyn std::error::Error + Send + Sync>> + Send,
) -> Result<(), SimulationError> {
    let plan = Plan::new(scenario, settings.seed, layout.instants.clone());
    let parameters = Parameters::new(scenario, settings.seed);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(settings.threads.max(1)).build()?;
    let mut worlds: Vec<World> = (0..TASKS).map(|_| World::new(&plan, false)).collect();
    let blocks = settings.replications.div_ceil(BLOCK);
    let (mut done, mut next) = (Block::default(), Block::default());
    let mut uniforms = Vec::new();
    for block in 0..=blocks {
        if stop.load(Ordering::Relaxed) {
            return Err(SimulationError::Interrupted);
        }
        let ahead = block < blocks;
        let mut run = || {
            if ahead {
                parameters.block(block, &mut uniforms);
                let first = block * BLOCK;
                let rows = (settings.replications - first).min(BLOCK) as usize;
                run_block(&parameters, &uniforms, layout, first, rows, &mut worlds, &mut next);
            }
        };
        let hand_on = || if block > 0 { receive(&done) } else { Ok(()) };
        let ((), received) = pool.join(&mut run, hand_on);
        received.map_err(SimulationError::Receiver)?;
        if let Some((replication, source)) = next.failed.take() {
            return Err(SimulationError::Replication { replication, seed: settings.seed, source });
        }
        std::mem::swap(&mut done, &mut next);
    }
    Ok(())
}

fn run_block(
    parameters: &Parameters,
    uniforms: &[f64],
    layout: &Layout,
    first: u64,
    rows: usize,
    worlds: &mut [World],
    block: &mut Block,
) {
    (block.first, block.rows) = (first, rows);
    block.values.resize(rows * layout.row(), 0.0);
    block.fans.resize(rows * layout.fans(), 0.0);
    block.states.resize(rows * layout.states(), 0);
    let tasks = (
        block.values.par_chunks_mut(TASK * layout.row()),
        block.fans.par_chunks_mut(TASK * layout.fans()),
        block.states.par_chunks_mut(TASK * layout.states()),
        worlds.par_iter_mut(),
    );
    let reports: Vec<Report> = tasks
        .into_par_iter()
        .enumerate()
        .map(|(task, (values, fans, states, world))| {
            let mut report = Report { skipped: vec![0; world.skipped.len()], ..Report::default() };
            let mut drawn = Vec::new();
            let rows = values
                .chunks_mut(layout.row())
                .zip(fans.chunks_mut(layout.fans()))
                .zip(states.chunks_mut(layout.states()));
            for (i, ((row, fans), states)) in rows.enumerate() {
                let index = task * TASK + i;
                let replication = first + index as u64;
                parameters.values(uniforms, index, &mut drawn);
                let outcome = run_one(world, layout, replication, &drawn, row, fans, states);
                if let Err(error) = outcome {
                    report.failed = Some((replication, error));
                    break;
                }
                report.note(world);
            }
            report
        })
        .collect();
    block.skipped.clear();
    block.skipped.resize(reports.first().map_or(0, |r| r.skipped.len()), 0);
    block.worthless = 0;
    for report in reports {
        block.skipped.iter_mut().zip(report.skipped).for_each(|(sum, count)| *sum += count);
        block.worthless += report.worthless;
        block.failed = block.failed.take().or(report.failed);
    }
}

/// Runs one replication and records it.
pub(crate) fn run_one(
    world: &mut World,
    layout: &Layout,
    replication: u64,
    drawn: &[f64],
    row: &mut [f64],
    fans: &mut [f32],
    states: &mut [u8],
) -> Result<(), ModelError> {
    world.begin(replication, drawn)?;
    world.run(|world, instant| layout.record(world, instant, row, fans, states))?;
    layout.conclude(world, replication, drawn, row);
    Ok(())
}

#[derive(Debug, Default)]
struct Report {
    skipped: Vec<u64>,
    worthless: u64,
    failed: Option<(u64, ModelError)>,
}

impl Report {
    fn note(&mut self, world: &World) {
        self.skipped.iter_mut().zip(&world.skipped).for_each(|(sum, &skipped)| *sum += u64::from(skipped));
        self.worthless += u64::from(world.worthless_deal);
    }
}
