//! Laws that go with the rows and with a weak prior: draws of the posterior.

mod prior;

pub use prior::LawPrior;
use rand::Rng;

use super::fit::{GroupedTimes, maximise};
use super::{Law, LawKind, Predictive, Time};
use crate::inference::sampling::{Convergence, Schedule, sample_chains};

/// Chains of a posterior.
const CHAINS: usize = 4;
/// Rounds of each before its first draw, and from one draw to the next.
const WARM_UP: usize = 160;
const THIN: usize = 3;
/// Standard deviation of the starts of chains about the most likely point, in each coordinate.
const START_SPREAD: f64 = 0.5;

/// Draws of a law from its posterior.
#[derive(Debug, Clone, PartialEq)]
pub struct Posterior {
    /// The draws, of equal weight.
    pub laws: Vec<Law>,
    /// Whether the chains agree, over the free coordinates of the law.
    pub convergence: Convergence,
}

impl Posterior {
    /// The forecast that averages all draws.
    pub fn predict(&self) -> Predictive {
        Predictive::new(&self.laws)
    }
}

/// Draws `draws` laws of a form from their posterior, under the prior [`LawPrior::for_times`].
pub fn sample_posterior(kind: LawKind, times: &[Time], draws: usize, rng: &mut impl Rng) -> Posterior {
    sample_posterior_with_prior(kind, times, LawPrior::for_times(times), draws, rng)
}

/// The same under a prior whose unit is given.
pub fn sample_posterior_with_prior(
    kind: LawKind,
    times: &[Time],
    prior: LawPrior,
    draws: usize,
    rng: &mut impl Rng,
) -> Posterior {
    let grouped = GroupedTimes::new(times);
    let log_density = |coordinates: &[f64]| {
        LawPrior::log_density(kind, coordinates) + grouped.log_likelihood_at(kind, coordinates, prior.unit_days)
    };
    let schedule = Schedule { warm_up: WARM_UP, thin: THIN, draws };
    let (mode, _) = maximise(log_density, &LawPrior::centre(kind));
    let drawn = sample_chains(log_density, (&mode, START_SPREAD), CHAINS, schedule, rng);
    let laws = drawn.points.iter().filter_map(|point| kind.law_at(point, prior.unit_days)).collect();
    Posterior { laws, convergence: drawn.convergence }
}
