//! Running the points of a sweep, each on the same luck.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use indexmap::IndexMap;

use super::own_point::OwnPoint;
use super::points::{Points, setting};
use super::{SWEEP_FORMAT, StudiedScenario, Sweep, SweptFigure, SweptInput};
use crate::analysis::gather::Gatherer;
use crate::analysis::metric::Metric;
use crate::analysis::precision::{Looks, Precision};
use crate::analysis::statistics::{MeanEstimate, Measured};
use crate::model::collect_warnings;
use crate::scenario::{Level, Scenario, ScenarioError, Template};
use crate::simulation::{Block, Layout, Settings, SimulationError, simulate_block, threads};

/// Blocks before the first look whether a point is precise enough. Points are many, so that it comes early; it must be
/// borne out by the next.
const FIRST_LOOK: u64 = 1;

/// What is told of each point, and how it is simulated.
#[derive(Debug, Clone)]
pub struct Task {
    /// The figures.
    pub metrics: Vec<Metric>,
    /// Replications, seed, threads.
    pub settings: Settings,
    /// A point is finished as soon as the figures are known so well.
    pub precision: Option<Precision>,
}

/// What was found at a point.
#[derive(Debug, Clone, PartialEq)]
pub struct PointResult {
    /// Replications it took.
    pub histories: u64,
    /// The figures, in the order of [`Task::metrics`].
    pub figures: Vec<Measured>,
    /// Of each, its change from the scenario's own point, simulation by simulation; none of figures that are no mean over all simulations.
    pub changes: Vec<Option<MeanEstimate>>,
}

/// Why a sweep was not finished.
#[derive(Debug, thiserror::Error)]
pub enum SweepError {
    /// A value makes no scenario.
    #[error("with {setting}:\n{source}")]
    Value {
        /// What was set.
        setting: String,
        /// What is wrong with it.
        source: ScenarioError,
    },
    /// An input that changes nothing was varied.
    #[error(
        "`{0}` decides nothing in this scenario: every value of it gives the same results (a market or a strategy may \
         override it, or another kind of event may not heed it)"
    )]
    Idle(String),
    /// Several values together make no scenario.
    #[error("point {point} ({settings}):\n{source}")]
    Point {
        /// Its number, from 0.
        point: usize,
        /// What was set.
        settings: String,
        /// What is wrong with it.
        source: ScenarioError,
    },
    /// A point could not be simulated.
    #[error("point {point}: {source}")]
    Simulation {
        /// Its number, from 0.
        point: usize,
        /// Why.
        source: SimulationError,
    },
    /// The threads could not be started, or the user stopped it.
    #[error(transparent)]
    Stopped(#[from] SimulationError),
    /// The receiver of the points failed.
    #[error(transparent)]
    Receiver(Box<dyn std::error::Error + Send + Sync>),
}

/// Checks each value of each input alone: it makes a scenario, and the input decides something.
///
/// # Errors
/// [`SweepError::Value`] or [`SweepError::Idle`].
pub fn check(template: &Template, points: &Points) -> Result<(), SweepError> {
    /// Values of one input that are tried; of more, these are spread over all of them.
    const TRIED: usize = 200;
    for input in points.inputs() {
        let stride = input.levels.len().div_ceil(TRIED).max(1);
        let tried: Vec<&Level> = input.levels.iter().step_by(stride).collect();
        let mut digests = std::collections::BTreeSet::new();
        for level in &tried {
            let setting = setting(&input.path, level);
            match template.override_with(std::slice::from_ref(&setting)) {
                Ok(scenario) => drop(digests.insert(scenario.digest().to_owned())),
                Err(source) => return Err(SweepError::Value { setting, source }),
            }
        }
        let idle = digests.len() == 1 || overridden(template.scenario(), &input.path);
        if tried.len() > 1 && idle {
            return Err(SweepError::Idle(input.path.clone()));
        }
    }
    Ok(())
}

/// Whether every market has a value of its own in place of a shared one.
fn overridden(scenario: &Scenario, path: &str) -> bool {
    let own = |key: &str| scenario.input(&format!("markets.{key}.{path}")).is_some();
    ["policy.", "response."].iter().any(|table| path.starts_with(table))
        && scenario.markets().iter().all(|market| own(market.key()))
}

/// Runs the points `todo` and hands each to `receive` as it is finished, in no particular order. `progress` is told of
/// histories done; `stop` is looked at between blocks. Memory does not depend on the number of points or replications.
///
/// # Errors
/// [`SweepError`]; points that were handed on stay finished.
pub fn run(
    template: &Template,
    points: &Points,
    task: &Task,
    todo: &[usize],
    stop: &AtomicBool,
    progress: &(dyn Fn(u64) + Sync),
    receive: impl FnMut(usize, PointResult) -> Result<(), Box<dyn std::error::Error + Send + Sync>> + Send,
) -> Result<(), SweepError> {
    // Where points are many each thread has its own; where they are few all threads share one after the other.
    let threads = task.settings.threads.max(1);
    let lanes = if todo.len() >= 2 * threads { threads } else { 1 };
    let next = AtomicUsize::new(0);
    let over = AtomicBool::new(false);
    let outcome: Mutex<(_, Result<(), SweepError>)> = Mutex::new((receive, Ok(())));
    let own = self::threads(task.settings)?.install(|| OwnPoint::simulate(template.scenario(), task, stop))?;
    let lane = || {
        let work = || -> Result<(), SweepError> {
            let pool = self::threads(Settings { threads: threads / lanes, ..task.settings })?;
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                let Some(&point) = todo.get(number).filter(|_| !over.load(Ordering::Relaxed)) else { return Ok(()) };
                let settings = points.settings(point);
                let scenario = template.override_with(&settings).map_err(|source| SweepError::Point {
                    point,
                    settings: settings.join(", "),
                    source,
                })?;
                let result = pool.install(|| run_point(&scenario, task, (point, &own), [stop, &over], progress))?;
                let mut receiver = outcome.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                (receiver.0)(point, result).map_err(SweepError::Receiver)?;
            }
        };
        if let Err(error) = work() {
            // The first to fail is told; the others are stopped by it.
            let first = !over.swap(true, Ordering::Relaxed);
            let mut outcome = outcome.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            if first {
                outcome.1 = Err(error);
            }
        }
    };
    std::thread::scope(|scope| (0..lanes).for_each(|_| drop(scope.spawn(lane))));
    outcome.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner).1
}

/// Runs one point on the threads of the pool it is called in.
fn run_point(
    scenario: &Scenario,
    task: &Task,
    (point, own): (usize, &OwnPoint),
    stop: [&AtomicBool; 2],
    progress: &(dyn Fn(u64) + Sync),
) -> Result<PointResult, SweepError> {
    let layout = Layout::new(scenario);
    let mut gatherer = Gatherer::new(scenario, &layout);
    let mut changes = own.tally(&layout);
    let mut block = Block::default();
    let (mut histories, mut looks) = (0, Looks::from(FIRST_LOOK));
    let blocks = task.settings.blocks();
    for number in 0..blocks {
        if stop.iter().any(|stop| stop.load(Ordering::Relaxed)) {
            return Err(SimulationError::Interrupted.into());
        }
        simulate_block(scenario, &layout, task.settings, stop[0], number, &mut block)
            .map_err(|source| SweepError::Simulation { point, source })?;
        gatherer.take(&block);
        changes.take(&block, &layout);
        histories += block.rows as u64;
        progress(block.rows as u64);
        if let Some(precision) = &task.precision
            && number + 1 == looks.next()
            && looks.look(precision.holds(&gatherer.figures(task.settings.seed)))
        {
            progress(task.settings.replications - histories);
            break;
        }
    }
    let summary = gatherer.figures(task.settings.seed);
    let figures = task.metrics.iter().map(|metric| metric.measure(&summary)).collect();
    Ok(PointResult { histories, figures, changes: changes.conclude() })
}

/// The finished sweep of all points, in their order.
pub fn conclude(
    template: &Template,
    points: Points,
    task: &Task,
    name: &str,
    results: impl IntoIterator<Item = PointResult>,
) -> Sweep {
    let scenario = template.scenario();
    let empty = |metric: &Metric| {
        let lists = || Vec::with_capacity(points.len());
        let figure = SweptFigure {
            unit: metric.unit().into(),
            value: lists(),
            se: lists(),
            low: lists(),
            high: lists(),
            change: lists(),
            change_se: lists(),
        };
        (metric.path().to_owned(), figure)
    };
    let mut figures: IndexMap<String, SweptFigure> = task.metrics.iter().map(empty).collect();
    let mut histories = Vec::with_capacity(points.len());
    for result in results {
        histories.push(result.histories);
        for ((figure, found), change) in figures.values_mut().zip(result.figures).zip(result.changes) {
            figure.change.push(change.map(|change| change.mean));
            figure.change_se.push(change.and_then(|change| change.se));
            figure.value.push(found.value);
            figure.se.push(found.se);
            figure.low.push(found.interval.map(|[low, _]| low));
            figure.high.push(found.interval.map(|[_, high]| high));
        }
    }
    let mut warnings = collect_warnings(scenario);
    if points.varies_home() {
        warnings.push(
            "The home market is varied, so that the value outside it is not one thing from point to point; the whole value is."
                .to_owned(),
        );
    }
    // What setting inputs by hand brings with it, such as correlations that rest.
    let point = template.override_with(&points.settings(0)).map(|point| collect_warnings(&point)).unwrap_or_default();
    let more: Vec<String> = point.into_iter().filter(|warning| !warnings.contains(warning)).collect();
    warnings.extend(more);
    warnings.extend(points.inputs().iter().enumerate().filter(|(i, _)| is_idle(points.inputs(), *i, &figures)).map(
        |(_, input)| {
            format!(
                "`{}` moves none of these figures: something overrides it, or nothing in this scenario heeds it.",
                input.path
            )
        },
    ));
    Sweep {
        format: SWEEP_FORMAT.into(),
        version: env!("CARGO_PKG_VERSION").into(),
        scenario: StudiedScenario::new(scenario),
        name: name.into(),
        design: points.design(),
        seed: task.settings.seed,
        replications: task.settings.replications,
        precision: task.precision.as_ref().map(Precision::shares),
        filter: points.filter().map(str::to_owned),
        inputs: points.into_inputs(|path| base(scenario, path)),
        histories,
        figures,
        warnings,
    }
}

/// Whether points that differ in one input alone have the same figures throughout; false where there are no such points.
fn is_idle(inputs: &[SweptInput], input: usize, figures: &IndexMap<String, SweptFigure>) -> bool {
    let points = inputs.first().map_or(0, |input| input.at.len());
    let mut first: HashMap<Vec<u32>, usize> = HashMap::new();
    let mut compared = false;
    for point in 0..points {
        let others = inputs.iter().enumerate().filter(|(i, _)| *i != input).map(|(_, other)| other.at[point]);
        let other = *first.entry(others.collect()).or_insert(point);
        if other != point && inputs[input].at[other] != inputs[input].at[point] {
            compared = true;
            if figures.values().any(|figure| figure.value[other] != figure.value[point]) {
                return false;
            }
        }
    }
    compared
}

/// The value that a scenario has at a path, where it is known.
fn base(scenario: &Scenario, path: &str) -> Option<f64> {
    let day = |date: jiff::civil::Date| {
        let epoch = jiff::civil::Date::constant(1970, 1, 1);
        epoch.until(date).ok().map(|span| f64::from(span.get_days()))
    };
    match path {
        "start" => day(scenario.start()),
        "horizon" => Some(scenario.horizon()),
        _ => match path.strip_prefix("events.").and_then(|rest| rest.strip_suffix(".on")) {
            Some(key) => scenario.events.iter().find(|event| event.key == key).and_then(|event| day(event.on)),
            None => scenario.input(path)?.quantity().distribution()?.fixed_value(),
        },
    }
}
