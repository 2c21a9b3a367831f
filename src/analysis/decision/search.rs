//! The best values of a few inputs of a strategy: a grid on common random numbers, a search from its best point, and a check of the gain on
//! other random draws.

use cobyla::RhoBeg;
use serde::{Deserialize, Serialize};

use crate::analysis::comparison::differences;
use crate::analysis::leading::LeadingValue;
use crate::analysis::sensitivity::runs::Work;
use crate::analysis::statistics::{FigureTally, LEAST_MONEY, Moments};
use crate::analysis::summary::Estimate;
use crate::quantity::Dimension;
use crate::scenario::{Axis, Scale, Scenario, ScenarioError, Spread, Template};
use crate::simulation::{
    Layout, Settings, SimulationError, Unit, Variant, VariantBlock, VariantEnsemble, VariantReading, WorseSide,
    plan_variants, threads,
};

/// Most inputs that are searched at once.
const MOST_AXES: usize = 3;
/// Points of the grid along each axis, by their number.
const POINTS: [usize; MOST_AXES] = [13, 7, 4];
/// Most simulations of each point.
const MOST_SIMULATIONS: u64 = 4_000;
/// Most steps from the best point of the grid.
const STEPS: usize = 30;
/// Standard errors within which a point is as good as the best.
const AS_GOOD: f64 = 2.0;

/// What a search found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Search {
    /// Key of the strategy.
    pub strategy: String,
    /// The inputs searched.
    pub axes: Vec<SearchAxis>,
    /// Simulations of each point.
    pub simulations: u64,
    /// The grid, the last axis changing first.
    pub points: Vec<SearchPoint>,
    /// The best values found, by axis, in canonical units.
    pub best: Vec<f64>,
    /// Value at the best less that of the strategy as the file has it, dollars, on other random draws.
    pub gain: Estimate,
    /// Seed of these draws.
    pub check_seed: u64,
}

/// An input searched.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SearchAxis {
    /// Its path.
    pub path: String,
    /// What it measures.
    pub dimension: Option<Dimension>,
    /// Least and greatest value tried, in canonical units.
    pub range: [f64; 2],
    /// Least and greatest of the values on the grid that are as good as the best within simulation error.
    pub flat: [f64; 2],
}

/// A point of the grid.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SearchPoint {
    /// By axis, in canonical units.
    pub values: Vec<f64>,
    /// Mean value, dollars.
    pub mean: f64,
    /// What it lags behind the best point of the grid, dollars.
    pub lag: f64,
    /// Standard error of that.
    pub se: Option<f64>,
}

/// Why there is nothing to search.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// What is written names no range of an input.
    #[error("--optimise: {0}")]
    Axis(String),
    /// More inputs than a search takes.
    #[error("--optimise: at most {MOST_AXES} inputs are searched at once")]
    TooMany,
    /// The inputs are of more than one strategy.
    #[error("--optimise: `{0}` and `{1}` are of two strategies; search one at a time")]
    Strategies(String, String),
    /// The values make no scenario.
    #[error("--optimise:\n{0}")]
    Scenario(#[from] ScenarioError),
}

/// What is searched: the inputs of one strategy, each over a range.
#[derive(Debug)]
pub struct SearchRequest {
    strategy: String,
    axes: Vec<Axis>,
}

impl SearchRequest {
    /// Reads `PATH=FROM..TO` for each input; a path without a point is one of the strategy in force.
    ///
    /// # Errors
    /// [`SearchError`].
    pub fn parse(written: &[String], template: &Template) -> Result<Self, SearchError> {
        let in_force = template.scenario().strategy().to_owned();
        let mut axes = Vec::new();
        let mut strategy: Option<String> = None;
        for text in written {
            let Some((name, range)) = text.split_once('=') else {
                return Err(SearchError::Axis(format!(
                    "write PATH=FROM..TO, such as 'reserve=20%..120%'; this is `{text}`"
                )));
            };
            let (name, range) = (name.trim(), range.trim());
            let path = if name.contains('.') { name.to_owned() } else { format!("strategies.{in_force}.{name}") };
            let Some(key) = path.strip_prefix("strategies.").and_then(|rest| rest.split('.').next()) else {
                return Err(SearchError::Axis(format!(
                    "`{path}` is no input of a strategy: the owner does not decide it; `marketgate sweep` varies it"
                )));
            };
            if let Some(other) = strategy.as_ref().filter(|other| *other != key) {
                return Err(SearchError::Strategies(other.clone(), key.to_owned()));
            }
            strategy = Some(key.to_owned());
            template.check_path(&path).map_err(|fault| SearchError::Axis(fault.shown(&path)))?;
            template.check_currency(&path, range).map_err(|fault| SearchError::Axis(fault.shown(range)))?;
            let axis = Axis::parse(&path, range, true).map_err(|fault| SearchError::Axis(fault.shown(range)))?;
            if !matches!((&axis.spread, axis.scale), (Spread::Range { .. }, Scale::Number(_))) {
                return Err(SearchError::Axis(format!("`{text}`: a range has two ends, such as 20%..120%")));
            }
            axes.push(axis);
        }
        if axes.len() > MOST_AXES {
            return Err(SearchError::TooMany);
        }
        Ok(Self { strategy: strategy.unwrap_or(in_force), axes })
    }

    /// How many simulations the search runs at most.
    pub fn count_simulations(&self, settings: Settings) -> u64 {
        let grid = POINTS[self.axes.len() - 1].pow(self.axes.len() as u32) as u64;
        (grid + STEPS as u64) * settings.replications.min(MOST_SIMULATIONS) + 2 * settings.replications
    }
}

/// Searches for the values of greatest mean value.
///
/// # Errors
/// [`SearchError`] inside [`super::DecisionError`]; a simulation that fails.
pub fn search(template: &Template, request: &SearchRequest, work: Work<'_>) -> Result<Search, super::DecisionError> {
    let middle = |axis: &Axis| format!("{}={}", axis.path, axis.level_at(0.5).written);
    let settings: Vec<String> =
        std::iter::once(format!("strategy={}", request.strategy)).chain(request.axes.iter().map(middle)).collect();
    let scenario = template.override_with(&settings).map_err(SearchError::from)?;
    let searched = Searched::new(&scenario, &request.axes, work)?;
    let places = list_places(request.axes.len());
    let values = searched.simulate(&places)?;
    let means: Vec<f64> = values.iter().map(|values| find_mean(values).0).collect();
    let best = super::find_greatest(&means).unwrap_or(0);
    let found = searched.refine(&places[best], means[best])?;
    let gain = check_gain(template, &request.strategy, &scenario, &searched, &found, work)?;
    let point = |(place, own): (&Vec<f64>, &Vec<f64>)| {
        let (lag, se) = find_mean(&differences([own, &values[best]]));
        SearchPoint { values: searched.values(place), mean: find_mean(own).0, lag, se }
    };
    let points: Vec<SearchPoint> = places.iter().zip(&values).map(point).collect();
    let axes = request.axes.iter().enumerate().map(|(k, axis)| describe_axis(k, axis, &points)).collect();
    Ok(Search {
        strategy: request.strategy.clone(),
        axes,
        simulations: searched.settings.replications,
        points,
        best: searched.values(&found),
        gain,
        check_seed: check_seed(work.settings.seed),
    })
}

/// The seed of the draws on which a gain is checked.
const fn check_seed(seed: u64) -> u64 {
    seed.wrapping_add(1)
}

fn describe_axis(k: usize, axis: &Axis, points: &[SearchPoint]) -> SearchAxis {
    let as_good = points.iter().filter(|point| point.lag <= AS_GOOD * point.se.unwrap_or(0.0));
    let flat = as_good.fold([f64::INFINITY, f64::NEG_INFINITY], |[low, high], point| {
        [low.min(point.values[k]), high.max(point.values[k])]
    });
    let range = match axis.spread {
        Spread::Range { from, to, .. } => [from.min(to), from.max(to)],
        Spread::Listed { .. } => unreachable!("a range was asked for"),
    };
    let dimension = match axis.scale {
        Scale::Number(dimension) => Some(dimension),
        Scale::Date | Scale::Words => None,
    };
    SearchAxis { path: axis.path.clone(), dimension, range, flat }
}

/// Points of the grid, each a place from 0 to 1 along every axis.
fn list_places(axes: usize) -> Vec<Vec<f64>> {
    let count = POINTS[axes - 1];
    let mut places = vec![Vec::new()];
    for _ in 0..axes {
        let longer = |place: &Vec<f64>| -> Vec<Vec<f64>> {
            (0..count).map(|i| [place.as_slice(), &[i as f64 / (count - 1) as f64]].concat()).collect()
        };
        places = places.iter().flat_map(longer).collect();
    }
    places
}

/// Mean and its standard error.
fn find_mean(values: &[f64]) -> (f64, Option<f64>) {
    let mut moments = Moments::default();
    moments.take(values);
    (moments.mean().unwrap_or(f64::NEG_INFINITY), moments.standard_error())
}

/// What is simulated at every point.
struct Searched<'a> {
    scenario: &'a Scenario,
    axes: &'a [Axis],
    /// Numbers of the inputs.
    inputs: Vec<usize>,
    layout: Layout,
    reading: VariantReading,
    settings: Settings,
    work: Work<'a>,
}

impl<'a> Searched<'a> {
    fn new(scenario: &'a Scenario, axes: &'a [Axis], work: Work<'a>) -> Result<Self, SearchError> {
        let number = |axis: &Axis| {
            scenario
                .inputs
                .iter()
                .position(|input| input.path() == axis.path)
                .ok_or_else(|| SearchError::Axis(format!("the strategy does not use `{}`", axis.path)))
        };
        let layout = Layout::for_columns(scenario, std::iter::empty());
        let value = layout.column_index(LeadingValue::of_scenario(scenario).name());
        Ok(Self {
            inputs: axes.iter().map(number).collect::<Result<_, _>>()?,
            reading: VariantReading { columns: vec![value], ..VariantReading::default() },
            settings: Settings { replications: work.settings.replications.min(MOST_SIMULATIONS), ..work.settings },
            scenario,
            axes,
            layout,
            work,
        })
    }

    /// Values at a place, in canonical units.
    fn values(&self, place: &[f64]) -> Vec<f64> {
        let value = |(axis, place): (&Axis, &f64)| match axis.spread {
            Spread::Range { from, to, logarithmic: true } => from * libm::exp(place * libm::log(to / from)),
            Spread::Range { from, to, .. } => from + place * (to - from),
            Spread::Listed { .. } => unreachable!("a range was asked for"),
        };
        self.axes.iter().zip(place).map(value).collect()
    }

    fn course(&self, place: &[f64]) -> Variant<'a> {
        Variant { scenario: self.scenario, fixed: self.inputs.iter().copied().zip(self.values(place)).collect() }
    }

    /// Runs all places on the same draws and hands their values, place by place, block by block, to `take`.
    fn run(&self, places: &[Vec<f64>], mut take: impl FnMut(&[Vec<f64>])) -> Result<(), SimulationError> {
        let courses: Vec<Variant> = places.iter().map(|place| self.course(place)).collect();
        let plans = plan_variants(&courses, &self.layout, self.settings.seed, self.work.stop);
        let mut ensemble = VariantEnsemble::new(&courses, &plans, &self.layout, &self.reading, self.settings);
        let (pool, mut block) = (threads(self.settings)?, VariantBlock::default());
        for number in 0..self.settings.blocks() {
            self.work.check_stopped()?;
            pool.install(|| ensemble.run_block(number, &mut block))?;
            take(&(0..places.len()).map(|course| block.column(course, 0)).collect::<Vec<_>>());
            (self.work.progress)(block.rows as u64 * places.len() as u64);
        }
        Ok(())
    }

    /// The values of every place on the same draws: no more of them than [`MOST_SIMULATIONS`] each.
    fn simulate(&self, places: &[Vec<f64>]) -> Result<Vec<Vec<f64>>, SimulationError> {
        let mut all = vec![Vec::new(); places.len()];
        self.run(places, |values| all.iter_mut().zip(values).for_each(|(all, values)| all.extend_from_slice(values)))?;
        Ok(all)
    }

    /// The best place near `start`, whose mean value is `mean`: that itself where no other is better.
    fn refine(&self, start: &[f64], mean: f64) -> Result<Vec<f64>, SimulationError> {
        let mut failed = None;
        let found = {
            let failed = std::cell::RefCell::new(&mut failed);
            // In units of what the start is worth, so that tolerances mean the same in every case.
            let unit = mean.abs().max(1.0);
            let loss = |place: &[f64], (): &mut ()| {
                if failed.borrow().is_some() {
                    return 0.0;
                }
                let place: Vec<f64> = place.iter().map(|place| place.clamp(0.0, 1.0)).collect();
                match self.simulate(std::slice::from_ref(&place)) {
                    Ok(values) => -find_mean(&values[0]).0 / unit,
                    Err(error) => {
                        **failed.borrow_mut() = Some(error);
                        0.0
                    }
                }
            };
            let step = 0.5 / (POINTS[self.axes.len() - 1] - 1) as f64;
            let bounds = vec![(0.0, 1.0); start.len()];
            let none: [fn(&[f64], &mut ()) -> f64; 0] = [];
            match cobyla::minimize(loss, start, &bounds, &none, (), STEPS, RhoBeg::All(step), None) {
                Ok((_, place, loss)) | Err((_, place, loss)) => (place, -loss * unit),
            }
        };
        if let Some(error) = failed {
            return Err(error);
        }
        let (place, better) = found;
        Ok(if better > mean { place.iter().map(|place| place.clamp(0.0, 1.0)).collect() } else { start.to_vec() })
    }
}

/// The value at the best less that of the strategy as the file has it, on draws that the search has not seen.
fn check_gain(
    template: &Template,
    strategy: &str,
    scenario: &Scenario,
    searched: &Searched<'_>,
    found: &[f64],
    work: Work<'_>,
) -> Result<Estimate, super::DecisionError> {
    let written = template.override_with(&[format!("strategy={strategy}")]).map_err(SearchError::from)?;
    let settings = Settings { seed: check_seed(work.settings.seed), ..work.settings };
    let sides = [
        (Variant { scenario: &written, fixed: Vec::new() }, Layout::for_columns(&written, std::iter::empty())),
        (searched.course(found), Layout::for_columns(scenario, std::iter::empty())),
    ];
    let leading = LeadingValue::of_scenario(scenario).name();
    let readings = [0, 1].map(|side| {
        let columns = vec![sides[side].1.column_index(leading)];
        VariantReading { columns, ..VariantReading::default() }
    });
    let courses = [0, 1].map(|side| vec![sides[side].0.clone()]);
    let plans = [0, 1].map(|side| plan_variants(&courses[side], &sides[side].1, settings.seed, work.stop));
    let mut ensembles = [0, 1]
        .map(|side| VariantEnsemble::new(&courses[side], &plans[side], &sides[side].1, &readings[side], settings));
    let (pool, mut gain) = (threads(settings)?, FigureTally::with_quantiles(LEAST_MONEY));
    let mut blocks = [VariantBlock::default(), VariantBlock::default()];
    for number in 0..settings.blocks() {
        work.check_stopped()?;
        for (ensemble, block) in ensembles.iter_mut().zip(&mut blocks) {
            pool.install(|| ensemble.run_block(number, block))?;
            (work.progress)(block.rows as u64);
        }
        let [before, after] = [0, 1].map(|side| blocks[side].column(0, 0));
        gain.take(&differences([&before, &after]));
        gain.mean.end_block();
    }
    Ok(gain.estimate(Unit::Dollars, WorseSide::Lower))
}
