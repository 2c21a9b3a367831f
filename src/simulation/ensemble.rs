//! Replications in parallel, handed on block by block in their order.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;
use thiserror::Error;

use crate::draws::BLOCK;
use crate::model::{ModelError, Notices, Plan, World};
use crate::scenario::Scenario;
use crate::simulation::layout::Layout;
use crate::simulation::parameters::Parameters;

/// Replications that one task runs before another may be stolen.
pub(super) const TASK: usize = 50;
pub(super) const TASKS: usize = BLOCK as usize / TASK;

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

/// 10,000 simulations with seed 1 on all processors.
impl Default for Settings {
    fn default() -> Self {
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        Self { replications: 10_000, seed: 1, threads }
    }
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

impl SimulationError {
    /// Why the replication of that number ended.
    pub(super) fn from_model(source: ModelError, replication: u64, seed: u64) -> Self {
        match source {
            ModelError::Stopped => Self::Interrupted,
            source => Self::Replication { replication, seed, source },
        }
    }
}

/// What some simulations have otherwise than the run of their scenario; all else is drawn as in the run.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Departure {
    /// Inputs that are drawn once and are held at a value instead, by number.
    pub held: Vec<(usize, f64)>,
    /// So many replications further on the random draws of events are taken from.
    pub events_from: u64,
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
    /// For each scheduled event, replications in which it did not come, by its probability.
    pub averted: Vec<u64>,
    /// For each rule of the strategy in force, replications in which it fired.
    pub fired: Vec<u64>,
    /// For each [`Notice`](crate::model::Notice), replications that gave cause for it.
    pub notices: Notices<u64>,
}

/// Runs `settings.replications` histories of `scenario` and hands them to `receive` in order.
///
/// While one block is handed on, the next is simulated. Memory does not depend on the number of
/// replications. `stop` is looked at all the time.
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
    simulate_until(scenario, layout, settings, stop, |block| receive(block).map(ControlFlow::Continue))
}

/// The same, with an end after the block at which `receive` breaks: what was handed on is the run of so many histories.
///
/// # Errors
/// As [`simulate`].
pub fn simulate_until(
    scenario: &Scenario,
    layout: &Layout,
    settings: Settings,
    stop: &AtomicBool,
    receive: impl FnMut(&Block) -> Result<ControlFlow<()>, Box<dyn std::error::Error + Send + Sync>> + Send,
) -> Result<(), SimulationError> {
    simulate_blocks(scenario, layout, settings, stop, 0..settings.blocks(), receive)
}

/// The same for some blocks of the run, by their numbers.
///
/// # Errors
/// As [`simulate`].
pub fn simulate_blocks(
    scenario: &Scenario,
    layout: &Layout,
    settings: Settings,
    stop: &AtomicBool,
    mut numbers: impl Iterator<Item = u64> + Send,
    mut receive: impl FnMut(&Block) -> Result<ControlFlow<()>, Box<dyn std::error::Error + Send + Sync>> + Send,
) -> Result<(), SimulationError> {
    let plan = Plan::new(scenario, settings.seed, layout.instants.clone()).with_stop_flag(stop);
    let mut ensemble = Ensemble::new(&plan, layout, settings, settings.rows(0));
    let pool = threads(settings)?;
    let (mut done, mut next) = (Block::default(), Block::default());
    let mut is_done = false;
    loop {
        if stop.load(Ordering::Relaxed) {
            return Err(SimulationError::Interrupted);
        }
        let number = numbers.next();
        let run = || number.map_or(Ok(()), |number| ensemble.run_block(number, &mut next));
        let hand_on = || if is_done { receive(&done) } else { Ok(ControlFlow::Continue(())) };
        let (ran, received) = pool.join(run, hand_on);
        if received.map_err(SimulationError::Receiver)?.is_break() || number.is_none() {
            break;
        }
        ran?;
        is_done = true;
        std::mem::swap(&mut done, &mut next);
    }
    Ok(())
}

/// Runs one block of histories of `scenario`, number `number` from 0, on the threads of the pool it is called in.
///
/// # Errors
/// The first replication that fails, by number.
pub fn simulate_block(
    scenario: &Scenario,
    layout: &Layout,
    settings: Settings,
    stop: &AtomicBool,
    number: u64,
    block: &mut Block,
) -> Result<(), SimulationError> {
    let plan = Plan::new(scenario, settings.seed, layout.instants.clone()).with_stop_flag(stop);
    Ensemble::new(&plan, layout, settings, settings.rows(number)).run_block(number, block)
}

/// Runs the simulations of block `number` once more, but for what `departure` says.
///
/// # Errors
/// The first replication that fails, by number.
pub fn simulate_departure(
    scenario: &Scenario,
    layout: &Layout,
    settings: Settings,
    stop: &AtomicBool,
    (number, departure): (u64, &Departure),
    block: &mut Block,
) -> Result<(), SimulationError> {
    let plan = Plan::new(scenario, settings.seed, layout.instants.clone()).with_stop_flag(stop);
    Ensemble::new(&plan, layout, settings, settings.rows(number)).run_departure(number, departure, block)
}

/// The worker threads of `settings`.
///
/// # Errors
/// Where the system does not give them.
pub fn threads(settings: Settings) -> Result<rayon::ThreadPool, SimulationError> {
    Ok(rayon::ThreadPoolBuilder::new().num_threads(settings.threads.max(1)).build()?)
}

impl Settings {
    /// How many blocks the replications make; the last may be shorter.
    pub fn blocks(&self) -> u64 {
        self.replications.div_ceil(BLOCK)
    }

    /// Replications in block `number`.
    pub fn rows(&self, number: u64) -> usize {
        self.replications.saturating_sub(number * BLOCK).min(BLOCK) as usize
    }
}

/// One scenario, ready to be run block by block, in any order.
struct Ensemble<'a> {
    parameters: Parameters<'a>,
    layout: &'a Layout,
    settings: Settings,
    worlds: Vec<World<'a>>,
    uniforms: Vec<f64>,
}

impl<'a> Ensemble<'a> {
    /// An ensemble whose blocks have at most so many rows.
    fn new(plan: &'a Plan<'a>, layout: &'a Layout, settings: Settings, rows: usize) -> Self {
        let tasks = rows.div_ceil(TASK).clamp(1, TASKS);
        Self {
            parameters: Parameters::new(plan.scenario, settings.seed),
            layout,
            settings,
            worlds: (0..tasks).map(|_| World::new(plan, false)).collect(),
            uniforms: Vec::new(),
        }
    }

    /// Runs block `number` on the threads of the pool it is called in.
    fn run_block(&mut self, number: u64, block: &mut Block) -> Result<(), SimulationError> {
        self.run_departure(number, &Departure::default(), block)
    }

    /// The same but for what `departure` says.
    fn run_departure(&mut self, number: u64, departure: &Departure, block: &mut Block) -> Result<(), SimulationError> {
        let mut uniforms = std::mem::take(&mut self.uniforms);
        self.parameters.block(number, &mut uniforms);
        block.first = number * BLOCK;
        let draw = |parameters: &Parameters, index: usize, drawn: &mut Vec<f64>| {
            parameters.values(&uniforms, index, drawn);
            departure.held.iter().for_each(|&(input, value)| drawn[input] = value);
            number * BLOCK + index as u64 + departure.events_from
        };
        let ran = self.run(self.settings.rows(number), draw, block);
        self.uniforms = uniforms;
        ran
    }

    /// Runs `rows` histories; `draw` gives the inputs of each, by its place, and the number of its replication.
    fn run(
        &mut self,
        rows: usize,
        draw: impl Fn(&Parameters, usize, &mut Vec<f64>) -> u64 + Sync,
        block: &mut Block,
    ) -> Result<(), SimulationError> {
        let layout = self.layout;
        block.rows = rows;
        block.values.resize(rows * layout.row(), 0.0);
        block.fans.resize(rows * layout.fans(), 0.0);
        block.states.resize(rows * layout.states(), 0);
        let parameters = &self.parameters;
        let tasks = (
            block.values.par_chunks_mut(TASK * layout.row()),
            block.fans.par_chunks_mut(TASK * layout.fans()),
            block.states.par_chunks_mut(TASK * layout.states()),
            self.worlds.par_iter_mut(),
        );
        let reports: Vec<Report> = tasks
            .into_par_iter()
            .enumerate()
            .map(|(task, (values, fans, states, world))| {
                let mut report = Report::new(world);
                let mut drawn = Vec::new();
                let rows = values
                    .chunks_mut(layout.row())
                    .zip(fans.chunks_mut(layout.fans()))
                    .zip(states.chunks_mut(layout.states()));
                for (i, ((row, fans), states)) in rows.enumerate() {
                    let replication = draw(parameters, task * TASK + i, &mut drawn);
                    let outcome = run_one(world, layout, replication, &drawn, row, fans, states);
                    if let Err(error) = outcome {
                        report.failed = Some((replication, error));
                        break;
                    }
                    report.add_replication(world);
                }
                report
            })
            .collect();
        let seed = self.settings.seed;
        block.gather(reports).map_err(|(replication, source)| SimulationError::from_model(source, replication, seed))
    }
}

impl Block {
    /// The values of a column, by its number, replication by replication.
    pub fn column(&self, layout: &Layout, column: usize) -> impl Iterator<Item = f64> + '_ {
        self.values.chunks(layout.row()).take(self.rows).map(move |row| row[column])
    }

    /// Adds up what the tasks report; the first failure, by number, is the block's.
    fn gather(&mut self, reports: Vec<Report>) -> Result<(), (u64, ModelError)> {
        for (sums, counts) in [
            (&mut self.skipped, reports.first().map_or(0, |r| r.skipped.len())),
            (&mut self.averted, reports.first().map_or(0, |r| r.averted.len())),
            (&mut self.fired, reports.first().map_or(0, |r| r.fired.len())),
        ] {
            sums.clear();
            sums.resize(counts, 0);
        }
        self.notices = Notices::default();
        let mut failed = None;
        for report in reports {
            self.skipped.iter_mut().zip(report.skipped).for_each(|(sum, count)| *sum += count);
            self.averted.iter_mut().zip(report.averted).for_each(|(sum, count)| *sum += count);
            self.fired.iter_mut().zip(report.fired).for_each(|(sum, count)| *sum += count);
            self.notices.iter_mut().zip(report.notices).for_each(|(sum, count)| *sum += count);
            failed = failed.or(report.failed);
        }
        failed.map_or(Ok(()), Err)
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
    world.start_replication(replication, drawn)?;
    world.run(|world, instant| layout.record(world, instant, row, fans, states))?;
    layout.conclude(world, replication, drawn, row);
    layout.check(world, row, fans)
}

#[derive(Debug, Default)]
struct Report {
    skipped: Vec<u64>,
    averted: Vec<u64>,
    fired: Vec<u64>,
    notices: Notices<u64>,
    failed: Option<(u64, ModelError)>,
}

impl Report {
    fn new(world: &World) -> Self {
        let (skipped, fired) = (vec![0; world.skipped.len()], vec![0; world.rules.fired.len()]);
        Self { averted: skipped.clone(), skipped, fired, ..Self::default() }
    }

    fn add_replication(&mut self, world: &World) {
        self.skipped.iter_mut().zip(&world.skipped).for_each(|(sum, &skipped)| *sum += u64::from(skipped));
        self.averted.iter_mut().zip(&world.averted).for_each(|(sum, &averted)| *sum += u64::from(averted));
        self.fired.iter_mut().zip(&world.rules.fired).for_each(|(sum, &fired)| *sum += u64::from(fired));
        self.notices.iter_mut().zip(world.notices).for_each(|(sum, noticed)| *sum += u64::from(noticed));
    }
}
