//! Running the points of a sweep, each on the same luck.

use std::collections::HashMap;
use std::sync::atomic::AtomicBool;

use indexmap::IndexMap;
use rayon::prelude::*;

use super::own_point::{ChangeTally, OwnPoint};
use super::points::{Points, setting};
use super::{SWEEP_FORMAT, StudiedScenario, Sweep, SweptFigure, SweptInput};
use crate::analysis::metric::Metric;
use crate::analysis::metric_tally::{AskedFigures, MetricTally};
use crate::analysis::precision::{Looks, Precision};
use crate::analysis::statistics::{MeanEstimate, Measured};
use crate::draws::BLOCK;
use crate::model::collect_warnings;
use crate::scenario::{Level, Scenario, ScenarioError, Template};
use crate::simulation::{
    Layout, Settings, SimulationError, Variant, VariantBlock, VariantEnsemble, VariantReading, plan_variants, threads,
};

/// Blocks before the first look whether a point is precise enough. Points are many, so that it comes early; it must be
/// borne out by the next.
const FIRST_LOOK: u64 = 1;

/// Histories of all points that are simulated together: what an interruption loses at most.
const TOGETHER: u64 = 500_000;
/// Points that are simulated together at most: each takes some 0.3 MB.
const MOST_TOGETHER: u64 = 128;

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
/// histories done; `stop` is looked at all the time. Memory does not depend on the number of points or replications.
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
    mut receive: impl FnMut(usize, PointResult) -> Result<(), Box<dyn std::error::Error + Send + Sync>> + Send,
) -> Result<(), SweepError> {
    let pool = threads(task.settings)?;
    let own = pool.install(|| OwnPoint::simulate(template.scenario(), task, stop))?;
    let together = (TOGETHER / task.settings.replications.max(1)).clamp(1, MOST_TOGETHER) as usize;
    for batch in todo.chunks(together) {
        let make = |&point: &usize| make_scenario(template, points, point).map(|scenario| (point, scenario));
        let made = pool.install(|| batch.par_iter().map(make).collect::<Result<Vec<_>, SweepError>>())?;
        let mut left: Vec<&(usize, Scenario)> = made.iter().collect();
        while let Some(first) = left.first() {
            let is_alike = |(_, scenario): &&(usize, Scenario)| scenario.has_shape_of(&first.1);
            let (alike, others): (Vec<_>, Vec<_>) = left.iter().copied().partition(is_alike);
            pool.install(|| run_group(&alike, task, &own, stop, progress, &mut receive))?;
            left = others;
        }
    }
    Ok(())
}

fn make_scenario(template: &Template, points: &Points, point: usize) -> Result<Scenario, SweepError> {
    let settings = points.settings(point);
    template.override_with(&settings).map_err(|source| SweepError::Point {
        point,
        settings: settings.join(", "),
        source,
    })
}

/// Scenarios of one shape that are simulated together, and what is asked of them.
pub(super) struct Group<'s> {
    variants: Vec<Variant<'s>>,
    layout: Layout,
    reading: VariantReading,
    pub(super) asked: AskedFigures,
}

impl<'s> Group<'s> {
    /// What `task` asks of `scenarios`, of which there is at least one.
    pub(super) fn new(scenarios: Vec<&'s Scenario>, task: &Task) -> Self {
        let mut metrics = task.metrics.clone();
        metrics.extend(task.precision.iter().flat_map(Precision::metrics).cloned());
        let names: Vec<String> = metrics.iter().filter_map(Metric::column).map(|column| column.name).collect();
        let layout = Layout::for_columns(scenarios[0], names.iter().map(String::as_str));
        let asked = AskedFigures::new(&metrics, scenarios[0], &layout);
        let columns = asked.columns().iter().map(|name| layout.column_index(name)).collect();
        Self {
            variants: scenarios.into_iter().map(|scenario| Variant { scenario, fixed: Vec::new() }).collect(),
            reading: VariantReading { columns, ..VariantReading::default() },
            layout,
            asked,
        }
    }

    /// Has `carry_out` run blocks of them.
    pub(super) fn simulate(
        &self,
        settings: Settings,
        stop: &AtomicBool,
        carry_out: impl FnOnce(&mut VariantEnsemble<'_>) -> Result<(), SweepError>,
    ) -> Result<(), SweepError> {
        let plans = plan_variants(&self.variants, &self.layout, settings.seed, stop);
        carry_out(&mut VariantEnsemble::new(&self.variants, &plans, &self.layout, &self.reading, settings))
    }
}

/// A point at work.
struct PointTally<'o> {
    point: usize,
    figures: MetricTally,
    changes: ChangeTally<'o>,
    looks: Looks,
    is_finished: bool,
}

/// Runs points whose scenarios are of one shape, on the threads of the pool it is called in.
fn run_group(
    made: &[&(usize, Scenario)],
    task: &Task,
    own: &OwnPoint,
    stop: &AtomicBool,
    progress: &(dyn Fn(u64) + Sync),
    receive: &mut (impl FnMut(usize, PointResult) -> Result<(), Box<dyn std::error::Error + Send + Sync>> + Send),
) -> Result<(), SweepError> {
    let group = Group::new(made.iter().map(|(_, scenario)| scenario).collect(), task);
    let begin = |(point, _): &&(usize, Scenario)| PointTally {
        point: *point,
        figures: group.asked.begin(),
        changes: own.tally(),
        looks: Looks::from(FIRST_LOOK),
        is_finished: false,
    };
    let mut tallies: Vec<PointTally> = made.iter().map(begin).collect();
    group.simulate(task.settings, stop, |ensemble| {
        let mut block = VariantBlock::default();
        for number in 0..task.settings.blocks() {
            let chosen: Vec<usize> = (0..tallies.len()).filter(|&place| !tallies[place].is_finished).collect();
            if chosen.is_empty() {
                break;
            }
            ensemble.run_chosen(number, &chosen, &mut block).map_err(|(place, source)| match source {
                source @ SimulationError::Replication { .. } => {
                    SweepError::Simulation { point: tallies[place].point, source }
                }
                source => SweepError::Stopped(source),
            })?;
            let working = tallies.par_iter_mut().enumerate().filter(|(_, tally)| !tally.is_finished);
            working.for_each(|(place, tally)| tally.take(&group.asked, task, &block, place, progress));
        }
        Ok(())
    })?;
    for PointTally { point, figures, changes, .. } in tallies {
        let result = PointResult {
            histories: figures.replications(),
            figures: task.metrics.iter().map(|metric| figures.measure(&group.asked, metric)).collect(),
            changes: changes.conclude(),
        };
        receive(point, result).map_err(SweepError::Receiver)?;
    }
    Ok(())
}

impl PointTally<'_> {
    /// Takes the block of the point with that place in its group, and sees whether the point is finished.
    fn take(
        &mut self,
        asked: &AskedFigures,
        task: &Task,
        block: &VariantBlock,
        place: usize,
        progress: &(dyn Fn(u64) + Sync),
    ) {
        let columns: Vec<Vec<f64>> = (0..asked.columns().len()).map(|column| block.column(place, column)).collect();
        self.figures.take(asked, &columns);
        self.changes.take(&columns);
        progress(block.rows as u64);
        let histories = self.figures.replications();
        let Some(precision) = &task.precision else { return };
        if block.first / BLOCK + 1 == self.looks.next() {
            let reached = precision.is_reached(|metric| self.figures.measure(asked, metric), histories);
            self.is_finished = self.looks.look(reached);
            if self.is_finished {
                progress(task.settings.replications - histories);
            }
        }
    }
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
