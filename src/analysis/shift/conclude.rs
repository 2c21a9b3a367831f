//! From tallies to a shift.

use std::sync::atomic::{AtomicBool, Ordering};

use indexmap::IndexMap;

use super::super::studied::StudiedScenario;
use super::band::{Band, WeightClasses};
use super::compared::{common_grid, compare, is_told, shares_below};
use super::tally::{Mix, Tally};
use super::{How, SHIFT_FORMAT, Shift, ShiftedBy, ShiftedFigure};
use crate::analysis::statistics::Pieces;
use crate::draws::BLOCK;
use crate::model::collect_warnings;
use crate::scenario::Scenario;
use crate::simulation::selected::Selected;
use crate::simulation::{HistoryRecord, Layout, Settings, SimulationError, simulate_trials, threads};

/// Fewest histories of equal weight of which anything is told.
pub const LEAST_EFFECTIVE: f64 = 1_000.0;
/// Least probability of all bands together.
pub const LEAST_BAND: f64 = 0.001;

/// What a shift is of.
#[derive(Debug, Clone, Copy)]
pub struct Of<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// Seed of the run.
    pub seed: u64,
    /// Its replications.
    pub replications: u64,
}

/// The shift of one tally of a run from the mix that was found to another.
pub fn reweighted(of: Of<'_>, tally: &Tally, after: &Mix, by: ShiftedBy) -> Shift {
    let before = tally.found();
    let counts = tally.counts();
    let rows = counts.iter().zip(&after.shares).filter(|(_, share)| **share > 0.0).map(|(count, _)| count).sum();
    let figures = tally.compare(&before, after);
    let values = [&before, after].map(|mix| tally.value(mix));
    shift(of, by, How::Reweighted { rows }, tally.effective(after), figures, &values)
}

/// The shift from a run to histories simulated anew, in this mix of their classes.
pub fn simulated(of: Of<'_>, run: &Tally, (anew, after): (&Tally, &Mix), found: u64, by: ShiftedBy) -> Shift {
    let before = run.found();
    let rows = anew.counts().iter().sum();
    let told = run.estimate_figures(&before).into_iter().zip(anew.estimate_figures(after));
    let figures = told.map(|((path, unit, was), (_, _, is))| (path, compare(unit, [was, is], None))).collect();
    let values = [run.value(&before), anew.value(after)];
    shift(of, by, How::Simulated { rows, found }, anew.effective(after), figures, &values)
}

fn shift(
    of: Of<'_>,
    by: ShiftedBy,
    how: How,
    effective: f64,
    figures: Vec<(String, ShiftedFigure)>,
    values: &[Pieces; 2],
) -> Shift {
    let grid = common_grid(values);
    let [below_before, below_after] = values.each_ref().map(|value| shares_below(&grid, value));
    let told = figures.into_iter().filter(|(path, figure)| is_told(path, figure));
    Shift {
        format: SHIFT_FORMAT.into(),
        version: env!("CARGO_PKG_VERSION").into(),
        scenario: StudiedScenario::new(of.scenario),
        seed: of.seed,
        replications: of.replications,
        by,
        how,
        effective,
        figures: told.collect::<IndexMap<_, _>>(),
        grid,
        below_before,
        below_after,
        warnings: collect_warnings(of.scenario),
    }
}

/// Why histories in bands could not be simulated.
#[derive(Debug, thiserror::Error)]
pub enum BandError {
    /// The bands hold too little.
    #[error(
        "the bands hold {found} of {drawn} simulations: less than 0.1% of probability, too little to simulate; widen them"
    )]
    Narrow {
        /// Histories in them.
        found: u64,
        /// Histories drawn.
        drawn: u64,
    },
    /// A history failed, or the user stopped it.
    #[error(transparent)]
    Simulation(#[from] SimulationError),
}

/// Simulates histories whose inputs lie in all bands: as many as `settings` says, from as many draws as it takes. They
/// are to be mixed as is told beside them.
///
/// # Errors
/// [`BandError`].
pub fn simulate_in(
    scenario: &Scenario,
    bands: &[Band],
    settings: Settings,
    stop: &AtomicBool,
    mut progress: impl FnMut(u64),
) -> Result<(Tally, Mix), BandError> {
    let layout = Layout::new(scenario);
    let (mut tally, mut weights) = (Tally::new(scenario, 1), WeightClasses::default());
    let columns: Vec<usize> = tally.columns().iter().filter_map(|name| layout.column(name)).collect();
    let numbers: Vec<(usize, &Band)> = bands
        .iter()
        .filter_map(|band| Some((scenario.inputs().iter().position(|input| input.path() == band.path)?, band)))
        .collect();
    let weight = |values: &[f64]| numbers.iter().map(|&(number, band)| band.weight(values[number])).product::<f64>();
    let most = (settings.replications as f64 / LEAST_BAND) as u64;
    let mut selected = Selected::new(scenario, settings.seed);
    let pool = threads(settings)?;
    let mut left = settings.replications;
    while left > 0 {
        if stop.load(Ordering::Relaxed) {
            return Err(SimulationError::Interrupted.into());
        }
        let wanted = left.min(BLOCK) as usize;
        let (trials, worth) = selected.next(wanted, most, weight);
        if trials.len() < wanted {
            let found = settings.replications - left + trials.len() as u64;
            return Err(BandError::Narrow { found, drawn: selected.count_drawn() });
        }
        let read = |record: HistoryRecord<'_>| columns.iter().map(|&column| record.row[column]).collect();
        let rows: Vec<Vec<f64>> = pool.install(|| simulate_trials(scenario, &layout, settings, stop, &trials, read))?;
        let of = |place: usize| rows.iter().map(|row| row[place]).collect();
        let classes = worth.iter().map(|&worth| weights.class(worth));
        tally.take(&(0..columns.len()).map(of).collect::<Vec<Vec<f64>>>(), classes);
        progress(wanted as u64);
        left -= wanted as u64;
    }
    let mix = weights.mix(&tally.counts()).unwrap_or_else(|| tally.found());
    Ok((tally, mix))
}
