//! From a scenario to what drives it: one file a method.

mod evppi;
mod morris;
mod movements;
mod one_at_a_time;
mod sobol;
mod tornado;

use std::sync::atomic::{AtomicBool, Ordering};

use super::{Driver, Found, SENSITIVITY_FORMAT, Sensitivity};
use crate::analysis::LeadingValue;
use crate::analysis::studied::StudiedScenario;
use crate::analysis::units::UnitSource;
use crate::draws::BLOCK;
use crate::model::collect_warnings;
use crate::scenario::{Scenario, ScenarioError};
use crate::simulation::factors::Factors;
use crate::simulation::{
    ColumnKind, HistoryRecord, Layout, OutcomeColumn, Settings, SimulationError, Trial, simulate_trials,
};

pub use evppi::evppi;
pub use morris::{TRAJECTORIES, morris, morris_histories};
pub use one_at_a_time::{MOST_SIMULATIONS, one_at_a_time, one_at_a_time_histories, one_at_a_time_units};
pub use sobol::{PAIRED, sobol, sobol_histories, sobol_units};
pub use tornado::{Rows, tornado};

/// How an analysis is carried out.
#[derive(Clone, Copy)]
pub struct Work<'a> {
    /// Replications, seed, threads.
    pub settings: Settings,
    /// Looked at now and then; the analysis ends when it is set.
    pub stop: &'a AtomicBool,
    /// Told of histories done.
    pub progress: &'a (dyn Fn(u64) + Sync),
    /// Where its parts come from.
    pub source: UnitSource<'a>,
}

/// Why an analysis has no result.
#[derive(Debug, thiserror::Error)]
pub enum SensitivityError {
    /// Nothing is uncertain.
    #[error("no input of this scenario is uncertain, so that nothing but chance drives its result")]
    Certain,
    /// There is nothing to choose from.
    #[error("the file has one strategy only; learning is worth something where there are several to choose from")]
    OneStrategy,
    /// More strategies than can be held against one another.
    #[error("the file has {0} strategies; at most {MOST_STRATEGIES} are held against one another")]
    ManyStrategies(usize),
    /// Too few simulations for an error, or more than are kept.
    #[error("inputs are moved one at a time in 2 to {MOST_SIMULATIONS} simulations, and {0} were asked for")]
    Simulations(u64),
    /// A figure that is no statistic of single simulations.
    #[error("`{0}` is no figure of single simulations, so that runs cannot be held against each other by it")]
    NoColumn(String),
    /// A strategy makes no scenario.
    #[error("with the strategy `{key}`:\n{source}")]
    Strategy {
        /// Its key.
        key: String,
        /// What is wrong.
        source: ScenarioError,
    },
    /// A history failed, or the user stopped it.
    #[error(transparent)]
    Simulation(#[from] SimulationError),
}

/// Most strategies that are held against one another.
pub const MOST_STRATEGIES: usize = 16;

impl Work<'_> {
    pub(in crate::analysis) fn check_stopped(&self) -> Result<(), SimulationError> {
        if self.stop.load(Ordering::Relaxed) { Err(SimulationError::Interrupted) } else { Ok(()) }
    }
}

/// How many blocks so many simulations are.
pub(in crate::analysis) fn count_blocks(simulations: u64) -> usize {
    usize::try_from(simulations.div_ceil(BLOCK)).unwrap_or(usize::MAX)
}

/// The column of value that is explained: the one that leads.
pub fn measure(scenario: &Scenario) -> &'static str {
    LeadingValue::of_scenario(scenario).name()
}

/// Runs chosen histories and returns what `read` reads of each, in order.
fn run<T: Send + Clone>(
    scenario: &Scenario,
    layout: &Layout,
    work: Work<'_>,
    trials: &[Trial],
    read: impl Fn(HistoryRecord<'_>) -> T + Sync,
) -> Result<Vec<T>, SimulationError> {
    let mut found = Vec::with_capacity(trials.len());
    for trials in trials.chunks(BLOCK as usize) {
        work.check_stopped()?;
        found.extend(simulate_trials(scenario, layout, work.settings, work.stop, trials, &read)?);
        (work.progress)(trials.len() as u64);
    }
    Ok(found)
}

/// The factors of a scenario as drivers.
fn drivers(scenario: &Scenario, factors: &Factors) -> Vec<Driver> {
    let driver = |factor: &crate::simulation::factors::Factor| Driver {
        paths: factor.paths.clone(),
        dimension: match factor.paths.as_slice() {
            [one] => scenario.input(one).map(|input| input.field().dimension),
            _ => None,
        },
        grouped: factor.grouped,
        together: Vec::new(),
    };
    factors.factors.iter().map(driver).collect()
}

/// The uncertain inputs one by one as drivers, in the order of the columns of a run.
pub(in crate::analysis) fn list_inputs(scenario: &Scenario, layout: &Layout) -> Vec<Driver> {
    let factors = Factors::new(scenario);
    let together = |path: &str| -> Vec<String> {
        let group = factors.factors.iter().find(|f| f.grouped && f.paths.iter().any(|p| p == path));
        group.into_iter().flat_map(|f| &f.paths).filter(|p| *p != path).cloned().collect()
    };
    input_columns(layout)
        .map(|column| Driver {
            paths: vec![column.name.clone()],
            dimension: scenario.input(&column.name).map(|input| input.field().dimension),
            grouped: !together(&column.name).is_empty(),
            together: together(&column.name),
        })
        .collect()
}

fn input_columns(layout: &Layout) -> impl Iterator<Item = &OutcomeColumn> {
    layout.columns.iter().filter(|column| column.kind == ColumnKind::Input)
}

fn conclude(scenario: &Scenario, seed: u64, histories: u64, drivers: Vec<Driver>, found: Found) -> Sensitivity {
    let mut warnings = collect_warnings(scenario);
    if drivers.iter().any(|driver| driver.grouped) {
        warnings.push(grouping(&found).to_owned());
    }
    Sensitivity {
        format: SENSITIVITY_FORMAT.into(),
        version: env!("CARGO_PKG_VERSION").into(),
        scenario: StudiedScenario::new(scenario),
        measure: measure(scenario).into(),
        seed,
        histories,
        drivers,
        found,
        warnings,
    }
}

/// What is done about inputs that are drawn together.
const fn grouping(found: &Found) -> &'static str {
    match found {
        Found::Tornado { .. } | Found::Evppi { .. } => {
            "Some inputs are correlated or drawn by whole rows of a file: what is told of one of them holds the part that the others bring as they \
             move with it. They are marked."
        }
        Found::OneAtATime { .. } | Found::Morris { .. } | Found::Sobol { .. } => {
            "Inputs that are correlated or drawn by whole rows of a file are one driver together, since effects of one alone are not defined for them."
        }
    }
}
