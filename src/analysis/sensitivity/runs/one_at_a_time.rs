//! Every input from a low to a high value, one at a time, all else drawn as in the run: what is uncertain, what is known, and
//! every default in force.

use rayon::prelude::*;

use super::movements::{End, Plan, Planned, plan};
use super::{SensitivityError, Work, conclude};
use crate::analysis::metric::{Metric, MetricColumn};
use crate::analysis::sensitivity::paired::{estimate, share_of_chance};
use crate::analysis::sensitivity::swing::{FigureSwings, LeftOut, Swing};
use crate::analysis::sensitivity::{Found, Sensitivity};
use crate::analysis::statistics::Interval;
use crate::analysis::units::{Unit, UnitSource};
use crate::draws::BLOCK;
use crate::model::collect_warnings;
use crate::scenario::{Scenario, Template};
use crate::simulation::factors::Factors;
use crate::simulation::{Block, Departure, Layout, Settings, SimulationError, simulate_departure, threads};

/// Fewest simulations by which every input is tried.
const LEAST_TRIED: u64 = 200;
/// Part of all simulations by which every input is tried.
const TRIED: u64 = 10;
/// Inputs that may move a figure most are moved in all simulations: so many for each figure.
const LOOKED_INTO: usize = 40;
/// Parts of the way from the base to an end that are tried where the end makes no scenario.
const NARROWER: [f64; 4] = [1.0, 0.5, 0.25, 0.125];
/// Standard errors that a figure tried may be off: what may be large is looked into.
const DOUBT: f64 = 3.0;
/// Most simulations, since figures of each are kept: eight bytes each, for every figure at some inputs at once.
pub const MOST_SIMULATIONS: u64 = 1_000_000;

/// Values of every figure, simulation by simulation.
type Rows = Vec<Vec<f64>>;
/// Both ends of an input: values where there is such an end, and how much of the way leads there, by its place in [`NARROWER`]; then why an
/// end is not as far as it should be.
type Ends = (Vec<Option<(u64, Rows)>>, Option<String>);

/// Simulations by which every input is tried, of so many.
fn tried(simulations: u64) -> u64 {
    (simulations / TRIED).max(LEAST_TRIED).min(simulations)
}

/// Histories that [`one_at_a_time`] simulates, at most.
pub fn one_at_a_time_histories(template: &Template, metrics: usize, simulations: u64) -> u64 {
    let inputs = plan(template.scenario()).movements.len() as u64;
    let into = if tried(simulations) < simulations { inputs.min((LOOKED_INTO * metrics) as u64) } else { 0 };
    2 * (simulations + inputs * tried(simulations) + into * simulations)
}

/// Parts of the first round of [`one_at_a_time`], which are simulated apart: the file as it stands, and every input.
pub fn one_at_a_time_units(template: &Template) -> usize {
    plan(template.scenario()).movements.len() + 1
}

/// Moves every input that can act on `metrics` from a low to a high value, on the random draws of the run. Every input is tried with a
/// tenth of the simulations, at least 200; those that may move a figure most, 40 for each, are moved in all of them.
///
/// # Errors
/// [`SensitivityError`].
pub fn one_at_a_time(template: &Template, metrics: &[Metric], work: Work<'_>) -> Result<Sensitivity, SensitivityError> {
    let simulations = work.settings.replications;
    if !(2..=MOST_SIMULATIONS).contains(&simulations) {
        return Err(SensitivityError::Simulations(simulations));
    }
    let columns = metrics
        .iter()
        .map(|metric| metric.column().ok_or_else(|| SensitivityError::NoColumn(metric.path().to_owned())));
    let columns: Vec<MetricColumn> = columns.collect::<Result<_, _>>()?;
    let scenario = template.scenario();
    let bench = Bench { template, columns: &columns, work };
    let pool = threads(work.settings)?;
    let Plan { movements, mut left_out } = plan(scenario);
    let count = movements.len() + 1;
    let unit = |number: usize| Unit { round: 0, number, count };
    let own = pool.install(|| bench.run_own(unit(0)))?;
    let base = own.as_ref().map(|(base, _)| base);
    let tried = tried(simulations);
    let first: Vec<Option<Result<Tried, LeftOut>>> = pool.install(|| {
        let try_out = |(number, planned): (usize, &Planned)| bench.try_out(planned, base, tried, unit(number + 1));
        movements.par_iter().enumerate().map(try_out).collect::<Result<_, SimulationError>>()
    })?;
    work.source.end_round(0, count)?;
    let (base, again) = own.ok_or_else(UnitSource::miss_unit)?;
    let mut found: Vec<Tried> = Vec::new();
    for one in first.into_iter().flatten() {
        match one {
            Ok(one) => found.push(one),
            Err(out) => left_out.push(out),
        }
    }
    if tried < simulations {
        let chosen = most_promising(&found, columns.len());
        let count = chosen.len();
        let deeper: Vec<Option<(usize, Tried)>> = pool.install(|| {
            let look = |(number, &driver): (usize, &usize)| {
                let looked = bench.look_into(&found[driver], &base, simulations, Unit { round: 1, number, count })?;
                Ok(looked.map(|looked| (driver, looked)))
            };
            chosen.par_iter().enumerate().map(look).collect::<Result<_, SimulationError>>()
        })?;
        work.source.end_round(1, count)?;
        deeper.into_iter().flatten().for_each(|(driver, one)| found[driver] = one);
    }
    let figures = metrics.iter().enumerate().map(|(k, metric)| FigureSwings {
        metric: metric.path().to_owned(),
        unit: metric.unit().to_owned(),
        base: estimate(&base[k], &columns[k]),
        swings: found.iter().map(|one| one.swings[k]).collect(),
        chance: chance(scenario, &base[k], &again[k]),
    });
    let figures: Vec<FigureSwings> = figures.collect();
    let drivers = found.iter().map(|one| one.planned.driver.clone()).collect();
    let histories = 2 * simulations + found.iter().map(|one| 2 * one.planned.movement.simulations).sum::<u64>();
    let movements = found.into_iter().map(|one| one.planned.movement).collect();
    let found = Found::OneAtATime { simulations, tried, movements, figures, left_out };
    let mut study = conclude(scenario, work.settings.seed, histories, drivers, found);
    study.measure = metrics.first().map(|metric| metric.path().to_owned()).unwrap_or_default();
    study.warnings = collect_warnings(scenario);
    Ok(study)
}

/// The share of chance; all of it where no input is uncertain.
fn chance(scenario: &Scenario, base: &[f64], again: &[f64]) -> Option<Interval> {
    let found = share_of_chance(base, again)?;
    Some(if Factors::new(scenario).is_empty() { Interval::from_error(1.0, 0.0) } else { found })
}

/// An input that was moved, and what became of every figure.
struct Tried {
    planned: Planned,
    swings: Vec<Option<Swing>>,
}

/// The inputs that may move a figure most.
fn most_promising(found: &[Tried], figures: usize) -> Vec<usize> {
    let mut chosen = vec![false; found.len()];
    for figure in 0..figures {
        let might = |one: &Tried| {
            let swing = one.swings[figure].filter(|swing| !swing.is_nothing())?;
            Some(swing.size.estimate.abs() + DOUBT * swing.size.se)
        };
        let mut ranked: Vec<(usize, f64)> =
            found.iter().enumerate().filter_map(|(driver, one)| Some((driver, might(one)?))).collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
        ranked.iter().take(LOOKED_INTO).for_each(|(driver, _)| chosen[*driver] = true);
    }
    (0..found.len()).filter(|driver| chosen[*driver]).collect()
}

struct Bench<'a> {
    template: &'a Template,
    columns: &'a [MetricColumn],
    work: Work<'a>,
}

impl Bench<'_> {
    /// The figures of so many simulations.
    fn run(&self, scenario: &Scenario, departure: &Departure, simulations: u64) -> Result<Rows, SimulationError> {
        let layout = Layout::for_columns(scenario, self.columns.iter().map(|column| column.name.as_str()));
        let places: Vec<usize> = self.columns.iter().map(|column| layout.column_index(&column.name)).collect();
        let settings = Settings { replications: simulations, ..self.work.settings };
        let mut rows: Rows = vec![Vec::with_capacity(simulations as usize); places.len()];
        let mut block = Block::default();
        for number in 0..settings.blocks() {
            self.work.check_stopped()?;
            simulate_departure(scenario, &layout, settings, self.work.stop, (number, departure), &mut block)?;
            for ((rows, column), place) in rows.iter_mut().zip(self.columns).zip(&places) {
                rows.extend(block.column(&layout, *place).map(|value| column.read(value)));
            }
            (self.work.progress)(block.rows as u64);
        }
        Ok(rows)
    }

    /// The figures at one end; or why there is none.
    fn run_end(&self, end: &End, simulations: u64) -> Result<Result<Rows, String>, SimulationError> {
        let scenario = if end.settings.is_empty() {
            None
        } else {
            match self.template.override_with(&end.settings) {
                Ok(scenario) => Some(scenario),
                Err(error) => return Ok(Err(error.first_message())),
            }
        };
        let scenario = scenario.as_ref().unwrap_or_else(|| self.template.scenario());
        let number = |path: &String| scenario.inputs().iter().position(|input| input.path() == path);
        let held = end.held.iter().filter_map(|(path, value)| Some((number(path)?, *value))).collect();
        match self.run(scenario, &Departure { held, ..Departure::default() }, simulations) {
            Ok(rows) => Ok(Ok(rows)),
            Err(SimulationError::Replication { source, .. }) => Ok(Err(source.to_string())),
            Err(error) => Err(error),
        }
    }

    /// The figures of the file as it stands, and with other draws of events.
    fn run_own(&self, unit: Unit) -> Result<Option<(Rows, Rows)>, SimulationError> {
        let simulations = self.work.settings.replications;
        let fits = |(base, again): &(Rows, Rows)| self.fits(base, simulations) && self.fits(again, simulations);
        self.work.source.take(unit, fits, || {
            let scenario = self.template.scenario();
            let again = Departure { events_from: simulations.div_ceil(BLOCK) * BLOCK, ..Departure::default() };
            let run = |departure: &Departure| self.run(scenario, departure, simulations);
            Ok((run(&Departure::default())?, run(&again)?))
        })
    }

    /// Whether values are those of every figure in so many simulations.
    fn fits(&self, rows: &Rows, simulations: u64) -> bool {
        rows.len() == self.columns.len() && rows.iter().all(|values| values.len() as u64 == simulations)
    }

    /// Both ends of an input, narrower where they make no scenario and `parts` lead there.
    fn run_ends(
        &self,
        planned: &Planned,
        parts: &[f64],
        simulations: u64,
        unit: Unit,
    ) -> Result<Option<Ends>, SimulationError> {
        let fits = |(ends, _): &Ends| {
            let fits = |(part, rows): &(u64, Rows)| *part < parts.len() as u64 && self.fits(rows, simulations);
            ends.len() == 2 && ends.iter().flatten().all(fits)
        };
        self.work.source.take(unit, fits, || {
            let (mut ends, mut reason) = (vec![None, None], None);
            for (side, found) in ends.iter_mut().enumerate() {
                for (place, part) in (0..).zip(parts) {
                    let Some(end) = planned.end(side, *part) else { break };
                    match self.run_end(&end, simulations)? {
                        Ok(rows) => {
                            *found = Some((place, rows));
                            break;
                        }
                        Err(why) => drop(reason.get_or_insert(why)),
                    }
                }
            }
            Ok((ends, reason))
        })
    }

    /// Both ends of an input, narrower where they make no scenario; left out where no part of the way does. None where others try it.
    fn try_out(
        &self,
        planned: &Planned,
        base: Option<&Rows>,
        simulations: u64,
        unit: Unit,
    ) -> Result<Option<Result<Tried, LeftOut>>, SimulationError> {
        let Some((ends, reason)) = self.run_ends(planned, &NARROWER, simulations, unit)? else { return Ok(None) };
        let mut planned = planned.clone();
        planned.movement.narrowed = planned.movement.narrowed.or(reason);
        let mut rows = [None, None];
        for (side, (end, rows)) in ends.into_iter().zip(&mut rows).enumerate() {
            match end {
                Some((part, found)) => {
                    planned.narrow(side, NARROWER[part as usize]);
                    *rows = Some(found);
                }
                None => planned.movement.ends[side] = None,
            }
        }
        if rows.iter().all(Option::is_none) {
            let reason = planned.movement.narrowed.unwrap_or_else(|| "no other value is plausible".to_owned());
            return Ok(Some(Err(LeftOut { path: planned.driver.paths.join(" + "), reason })));
        }
        Ok(base.map(|base| Ok(self.swing(planned, base, &rows, simulations))))
    }

    /// The same ends in more simulations; as they were tried where one of those fails. None where others look into it.
    fn look_into(
        &self,
        tried: &Tried,
        base: &Rows,
        simulations: u64,
        unit: Unit,
    ) -> Result<Option<Tried>, SimulationError> {
        let Some((ends, reason)) = self.run_ends(&tried.planned, &[1.0], simulations, unit)? else { return Ok(None) };
        if let Some(reason) = reason {
            let mut planned = tried.planned.clone();
            planned.movement.narrowed.get_or_insert(reason);
            return Ok(Some(Tried { planned, swings: tried.swings.clone() }));
        }
        let mut rows = [None, None];
        ends.into_iter().zip(&mut rows).for_each(|(end, rows)| *rows = end.map(|(_, found)| found));
        Ok(Some(self.swing(tried.planned.clone(), base, &rows, simulations)))
    }

    fn swing(&self, mut planned: Planned, base: &Rows, rows: &[Option<Rows>; 2], simulations: u64) -> Tried {
        planned.movement.simulations = simulations;
        let swing = |(k, column): (usize, &MetricColumn)| {
            let end = |side: usize| rows[side].as_ref().map(|rows: &Rows| rows[k].as_slice());
            Swing::of_rows(&base[k], [end(0), end(1)], column)
        };
        Tried { planned, swings: self.columns.iter().enumerate().map(swing).collect() }
    }
}
