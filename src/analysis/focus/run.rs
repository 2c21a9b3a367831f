//! The rounds: run, learn, lead, and what comes of them all.

use std::sync::atomic::{AtomicBool, Ordering};

use super::super::outcomes::Outcomes;
use super::super::shift::{How, SHIFT_FORMAT, Shift, ShiftedBy};
use super::super::studied::StudiedScenario;
use super::describe;
use super::estimate::{Estimate, RoundTally, combine_rounds};
use super::figures::Figures;
use super::proposal_learner::{ProposalLearner, columns};
use super::rounds::Round;
use super::{FOCUS_FORMAT, Focus, Mean, Needed, Probability};
use crate::analysis::statistics::Z;
use crate::expression::Expression;
use crate::model::collect_warnings;
use crate::scenario::Scenario;
use crate::simulation::{Layout, Settings, SimulationError, Tilt, WeightedBlock, threads};

/// Errors for which the number of histories is told.
const ERRORS: [f64; 3] = [0.01, 0.05, 0.1];

/// Why there is no estimate.
#[derive(Debug, thiserror::Error)]
pub enum FocusError {
    /// The ending never came about.
    #[error("the ending came about in none of {replications} simulations, {plain} of them drawn plainly")]
    Never {
        /// Histories.
        replications: u64,
        /// Of them, those drawn as in a plain run.
        plain: u64,
    },
    /// A history failed, or the user stopped it.
    #[error(transparent)]
    Simulation(#[from] SimulationError),
}

/// Everything that the rounds found.
struct Found {
    rounds: Vec<Round>,
    tallies: Vec<RoundTally>,
    figures: Figures,
    /// That of the last round.
    tilt: Tilt,
}

/// Looks for the histories in which `condition`, over [`Outcomes`], comes about.
///
/// # Errors
/// [`FocusError`].
pub fn focus(
    scenario: &Scenario,
    condition: &Expression,
    settings: Settings,
    stop: &AtomicBool,
    progress: impl FnMut(u64),
) -> Result<Focus, FocusError> {
    let found = rounds(scenario, condition, settings, stop, progress)?;
    let plain = found.plain();
    let hits: u64 = found.tallies.iter().map(|tally| tally.hits).sum();
    let estimate = combine_rounds(&found.rounds, found.tallies.iter().map(RoundTally::probability));
    if hits == 0 || estimate.mean <= 0.0 {
        return Err(FocusError::Never { replications: settings.replications, plain });
    }
    Ok(conclude(scenario, condition, settings, &found, estimate, hits))
}

fn rounds(
    scenario: &Scenario,
    condition: &Expression,
    settings: Settings,
    stop: &AtomicBool,
    mut progress: impl FnMut(u64),
) -> Result<Found, FocusError> {
    let layout = Layout::new(scenario);
    let outcomes = Outcomes::new(scenario);
    let looked: Vec<usize> =
        condition.columns().iter().filter_map(|&column| layout.column(&outcomes.columns[column])).collect();
    let rounds = Round::all(settings.replications);
    let mut found = Found {
        tallies: vec![RoundTally::default(); rounds.len()],
        figures: Figures::new(scenario, &layout),
        tilt: Tilt::default(),
        rounds,
    };
    let pool = threads(settings)?;
    let (mut learner, mut block) = (ProposalLearner::default(), WeightedBlock::default());
    for (number, round) in found.rounds.iter().enumerate() {
        let tilt = if number == 0 { Tilt::default() } else { learner.tilt(condition) };
        learner.lead(round, &tilt);
        for which in round.blocks() {
            if stop.load(Ordering::Relaxed) {
                return Err(SimulationError::Interrupted.into());
            }
            pool.install(|| block.run(scenario, &layout, settings, stop, &tilt, which))?;
            for history in &block.histories {
                let values: Vec<f64> = looked.iter().map(|&column| history.row[column]).collect();
                let hit = condition.holds(columns(condition, &values));
                let weight = round.weight(&tilt, history.likelihood_ratio);
                found.tallies[number].take(weight, hit, history.plain);
                found.figures.take(&history.row, weight * round.part / round.rows as f64, hit);
                if number + 1 < found.rounds.len() {
                    learner.take(history, &values, hit, (round, &tilt));
                }
            }
            progress(block.histories.len() as u64);
        }
        learner.close(*round, tilt.clone());
        found.tilt = tilt;
    }
    Ok(found)
}

impl Found {
    /// Histories drawn as in a plain run.
    fn plain(&self) -> u64 {
        self.tallies.iter().map(RoundTally::plain).sum()
    }
}

fn conclude(
    scenario: &Scenario,
    condition: &Expression,
    settings: Settings,
    found: &Found,
    estimate: Estimate,
    hits: u64,
) -> Focus {
    // An unbiased estimate of what is nearly certain can exceed 1, which no probability does.
    let estimate = Estimate { mean: estimate.mean.min(1.0), ..estimate };
    let Estimate { mean: p, variance } = estimate;
    let n = settings.replications as f64;
    let mean = |estimate: Estimate| Mean { value: estimate.mean, se: estimate.variance.sqrt() };
    let weight = combine_rounds(&found.rounds, found.tallies.iter().map(RoundTally::weight));
    let effective = found.figures.effective();
    let needed = |&error: &f64| Needed {
        error,
        replications: (n * variance / (p * error).powi(2)).max(1.0),
        plain: ((1.0 - p) / (p * error * error)).max(1.0),
    };
    // Of an ending that always comes about nothing is left to know.
    let gain = if variance > 0.0 { p * (1.0 - p) / n / variance } else { 1.0 };
    Focus {
        format: FOCUS_FORMAT.into(),
        version: env!("CARGO_PKG_VERSION").into(),
        scenario: StudiedScenario::new(scenario),
        seed: settings.seed,
        replications: settings.replications,
        condition: condition.text().to_owned(),
        probability: probability(estimate),
        hits,
        weight: mean(weight),
        effective,
        gain,
        plain: n * gain,
        rounds: found
            .rounds
            .iter()
            .zip(&found.tallies)
            .map(|(round, tally)| describe::describe_round(round, tally))
            .collect(),
        needed: ERRORS.iter().map(needed).collect(),
        led: describe::describe_led(scenario, &found.tilt),
        within: compare_with_all(scenario, condition, settings, &found.figures, hits),
        warnings: collect_warnings(scenario).into_iter().chain(describe::collect_warnings(effective[1])).collect(),
    }
}

/// With a 95% interval on the scale of logarithms, so that it holds no probability below 0.
fn probability(Estimate { mean: value, variance }: Estimate) -> Probability {
    let se = variance.sqrt();
    let factor = libm::exp(Z * se / value);
    Probability { value, se, low: value / factor, high: (value * factor).min(1.0) }
}

/// What goes with the ending.
fn compare_with_all(
    scenario: &Scenario,
    condition: &Expression,
    settings: Settings,
    figures: &Figures,
    hits: u64,
) -> Shift {
    let (grid, [below_before, below_after]) = figures.distribution();
    let by =
        ShiftedBy::Condition { condition: condition.text().to_owned(), moved: figures.moved(), name: String::new() };
    Shift {
        format: SHIFT_FORMAT.into(),
        version: env!("CARGO_PKG_VERSION").into(),
        scenario: StudiedScenario::new(scenario),
        seed: settings.seed,
        replications: settings.replications,
        by,
        how: How::Focused { rows: hits },
        effective: figures.effective()[1],
        figures: figures.compare(),
        grid,
        below_before,
        below_after,
        warnings: Vec::new(),
    }
}
