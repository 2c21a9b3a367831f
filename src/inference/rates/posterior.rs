//! Draws of rates that go with the rows and with a weak prior.

use rand::Rng;

use super::likelihood::group_rows;
use super::{RateLaw, RateRow};
use crate::inference::sampling::{Convergence, Schedule, draw_normal, sample_chains};

const CHAINS: usize = 4;
const WARM_UP: usize = 300;
const THIN: usize = 6;
/// Standard deviation of the starts of chains about the middle of the prior, in each coordinate.
const START_SPREAD: f64 = 0.3;
/// A logarithm beyond this is taken as impossible: the number would overflow.
const LARGEST_LOG: f64 = 50.0;

/// What is held of rates before any row is seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RatePrior {
    /// The mean log rate over groups is normal about this …
    pub mean: f64,
    /// … with this standard deviation.
    pub mean_deviation: f64,
    /// The spread of log rates over groups is half-normal with this scale.
    pub spread: f64,
    /// Each effect is normal about 0 with this standard deviation.
    pub effect: f64,
    /// The overdispersion φ is half-normal with this scale. None: φ is 0, a Poisson model.
    pub overdispersion: Option<f64>,
}

impl RatePrior {
    /// Weak: one event in ten years in the middle (95%: 0.005 to 1.9 a year), groups that differ by a factor of e or so, effects that
    /// multiply the rate by 1/7 to 7, overdispersion up to about 4.
    pub const WEAK: Self = Self {
        mean: -std::f64::consts::LN_10,
        mean_deviation: 1.5,
        spread: 1.0,
        effect: 1.0,
        overdispersion: Some(2.0),
    };

    /// Draws parameters from the prior.
    pub fn draw<const K: usize>(&self, groups: usize, rng: &mut impl Rng) -> RateLaw<K> {
        let mean = self.mean + self.mean_deviation * draw_normal(rng);
        let spread = (self.spread * draw_normal(rng)).abs();
        RateLaw {
            mean,
            spread,
            groups: (0..groups).map(|_| mean + spread * draw_normal(rng)).collect(),
            effects: std::array::from_fn(|_| self.effect * draw_normal(rng)),
            overdispersion: self.overdispersion.map_or(0.0, |scale| (scale * draw_normal(rng)).abs()),
        }
    }

    /// Log density on the free coordinates, up to a constant. A half-normal number is taken by its logarithm, which adds that logarithm.
    fn log_density<const K: usize>(&self, law: &RateLaw<K>) -> f64 {
        let square = |x: f64| -0.5 * x * x;
        let half_normal = |x: f64, scale: f64| square(x / scale) + libm::log(x);
        let log_spread = libm::log(law.spread);
        let groups: f64 = law.groups.iter().map(|group| square((group - law.mean) / law.spread) - log_spread).sum();
        let effects: f64 = law.effects.iter().map(|effect| square(effect / self.effect)).sum();
        let overdispersion = self.overdispersion.map_or(0.0, |scale| half_normal(law.overdispersion, scale));
        square((law.mean - self.mean) / self.mean_deviation)
            + half_normal(law.spread, self.spread)
            + groups
            + effects
            + overdispersion
    }

    /// Coordinates: mean, log spread, groups, effects, log overdispersion.
    fn law_at<const K: usize>(&self, groups: usize, point: &[f64]) -> RateLaw<K> {
        RateLaw {
            mean: point[0],
            spread: libm::exp(point[1]),
            groups: point[2..2 + groups].to_vec(),
            effects: std::array::from_fn(|k| point[2 + groups + k]),
            overdispersion: self.overdispersion.map_or(0.0, |_| libm::exp(point[2 + groups + K])),
        }
    }

    fn centre<const K: usize>(&self, groups: usize) -> Vec<f64> {
        let mut centre = vec![self.mean, libm::log(self.spread) - 0.5];
        centre.extend(std::iter::repeat_n(self.mean, groups));
        centre.extend([0.0; K]);
        centre.extend(self.overdispersion.map(|scale| libm::log(scale) - 0.5));
        centre
    }
}

/// Draws of rates from their posterior.
#[derive(Debug, Clone, PartialEq)]
pub struct RatePosterior<const K: usize> {
    /// The draws, of equal weight.
    pub laws: Vec<RateLaw<K>>,
    /// Whether the chains agree.
    pub convergence: Convergence,
}

impl<const K: usize> RatePosterior<K> {
    /// Mean over draws of the events per year in a group.
    pub fn mean_rate(&self, group: usize, covariates: &[f64; K]) -> f64 {
        self.laws.iter().map(|law| law.rate(group, covariates)).sum::<f64>() / self.laws.len() as f64
    }
}

/// Draws `draws` sets of parameters that go with the rows. Where few rows tell little of the groups, small spreads are visited slowly:
/// look at [`RatePosterior::convergence`]. Groups are numbered below `groups`; rows of other groups are left out.
pub fn sample_rates<const K: usize>(
    rows: &[RateRow<K>],
    groups: usize,
    prior: RatePrior,
    draws: usize,
    rng: &mut impl Rng,
) -> RatePosterior<K> {
    let rows: Vec<RateRow<K>> = rows.iter().filter(|row| row.group < groups).copied().collect();
    let cells = group_rows(&rows);
    let log_density = |point: &[f64]| {
        if point.iter().any(|x| x.abs() > LARGEST_LOG) {
            return f64::NEG_INFINITY;
        }
        let law = prior.law_at(groups, point);
        prior.log_density(&law) + cells.iter().map(|cell| cell.log_likelihood(&law)).sum::<f64>()
    };
    let schedule = Schedule { warm_up: WARM_UP, thin: THIN, draws };
    let drawn = sample_chains(log_density, (&prior.centre::<K>(groups), START_SPREAD), CHAINS, schedule, rng);
    let laws = drawn.points.iter().map(|point| prior.law_at(groups, point)).collect();
    RatePosterior { laws, convergence: drawn.convergence }
}
