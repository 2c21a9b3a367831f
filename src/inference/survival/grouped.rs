//! Groups of lengths that learn from one another: each has its own permanent share and scale, drawn about those of all groups.

use rand::Rng;

use super::fit::GroupedTimes;
use super::{Law, LawKind, Time, geometric_mean_days};
use crate::inference::sampling::{Convergence, Schedule, sample_chains};

const CHAINS: usize = 4;
const WARM_UP: usize = 200;
const THIN: usize = 4;
const START_SPREAD: f64 = 0.3;
/// Coordinates before those of the groups: mean and log spread of the logits of shares, mean and log spread of log scales, log shape.
const COMMON: usize = 5;
/// A logarithm beyond this is taken as impossible.
const LARGEST: f64 = 35.0;

/// Draws of the law of each group.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupedPosterior {
    /// For each group its draws, all groups of one draw at the same place; each a Weibull law with a permanent part.
    pub groups: Vec<Vec<Law>>,
    /// Whether the chains agree.
    pub convergence: Convergence,
}

/// Draws laws of several groups of times from their joint posterior.
///
/// The logit of a group's permanent share is normal about a mean common to all groups with a common spread, and so is the log of its scale;
/// the shape is the same in all (partial pooling). Means are normal about 0 with deviations 1.5 and 2 in units of the geometric mean of all
/// times, spreads half-normal with scale 1, the log of the shape normal about 0 with deviation 1.
pub fn sample_grouped_posterior(groups: &[Vec<Time>], draws: usize, rng: &mut impl Rng) -> GroupedPosterior {
    let all: Vec<Time> = groups.iter().flatten().copied().collect();
    let unit = geometric_mean_days(&all);
    let grouped: Vec<GroupedTimes> = groups.iter().map(|times| GroupedTimes::new(times)).collect();
    let count = groups.len();
    let coordinates = |point: &[f64], group: usize| [point[COMMON + group], point[4], point[COMMON + count + group]];
    let log_density = |point: &[f64]| {
        if point.iter().any(|x| x.abs() > LARGEST) {
            return f64::NEG_INFINITY;
        }
        let likelihood = grouped
            .iter()
            .enumerate()
            .map(|(group, times)| times.log_likelihood_at(LawKind::CureWeibull, &coordinates(point, group), unit));
        log_prior(point, count) + likelihood.sum::<f64>()
    };
    let mut centre = vec![0.0, -0.5, 0.0, -0.5, -0.3];
    centre.extend(std::iter::repeat_n(0.0, 2 * count));
    let schedule = Schedule { warm_up: WARM_UP, thin: THIN, draws };
    let drawn = sample_chains(log_density, (&centre, START_SPREAD), CHAINS, schedule, rng);
    let laws = |group: usize| {
        let laws =
            drawn.points.iter().filter_map(|point| LawKind::CureWeibull.law_at(&coordinates(point, group), unit));
        laws.collect()
    };
    GroupedPosterior { groups: (0..count).map(laws).collect(), convergence: drawn.convergence }
}

/// Log density of the prior, up to a constant. A half-normal spread is taken by its logarithm, which adds that logarithm.
fn log_prior(point: &[f64], groups: usize) -> f64 {
    let square = |x: f64| -0.5 * x * x;
    let [mean_share, log_spread_share, mean_scale, log_spread_scale, log_shape] =
        [point[0], point[1], point[2], point[3], point[4]];
    let (spread_share, spread_scale) = (libm::exp(log_spread_share), libm::exp(log_spread_scale));
    let spreads = square(spread_share) + log_spread_share + square(spread_scale) + log_spread_scale;
    let about = |values: &[f64], mean: f64, spread: f64, log_spread: f64| {
        values.iter().map(|value| square((value - mean) / spread) - log_spread).sum::<f64>()
    };
    let (shares, scales) = point[COMMON..].split_at(groups);
    square(mean_share / 1.5)
        + square(mean_scale / 2.0)
        + square(log_shape)
        + spreads
        + about(shares, mean_share, spread_share, log_spread_share)
        + about(scales, mean_scale, spread_scale, log_spread_scale)
}
