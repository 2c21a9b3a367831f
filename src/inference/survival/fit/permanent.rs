//! Whether rows speak for a part that never ends.

use super::likelihood::GroupedTimes;
use super::search::maximise;
use super::{Fit, LARGEST_COORDINATE, LARGEST_LOG_SHAPE, fit_law};
use crate::inference::survival::{Law, LawKind, Time, Weibull, geometric_mean_days};

/// 95% quantile of χ² with one degree of freedom.
const CHI_SQUARE_95: f64 = 3.841_458_820_694_124;
/// The same at 90%: what twice a gain in log-likelihood exceeds with a 5% chance if the true share is 0. The share then stands on the
/// boundary of what it can be, and twice the gain is 0 or χ² with one degree of freedom, half of the time each (Self and Liang 1987).
const CHI_BAR_SQUARE_95: f64 = 2.705_543_454_095_404;
/// The largest share that a profile looks at.
const MOST_PERMANENT: f64 = 0.999;

/// What the rows say about the share that never ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PermanentEvidence {
    /// The fit without such a part.
    pub weibull: Fit,
    /// The fit with one; its log-likelihood is at least that of the other.
    pub cure: Fit,
    /// Twice the gain in log-likelihood, at least 0.
    pub statistic: f64,
    /// What it exceeds with a 5% chance if nothing is permanent: 2.71.
    pub critical: f64,
    /// Chance of so large a gain or a larger one if nothing is permanent, from the half-and-half mixture; 1 where there is no gain.
    pub p_value: f64,
    /// Shares whose profile log-likelihood is within half of 3.84 of the best: a 95% interval. Wide: the rows do not tell the share.
    pub interval: [f64; 2],
}

impl PermanentEvidence {
    /// Whether the rows speak for a permanent part at the 5% level. It takes independent rows of weight 1: with clusters, or with
    /// weights that are not counts, it says too much or too little.
    pub fn is_supported(&self) -> bool {
        self.statistic > self.critical
    }
}

/// The best log-likelihood with a given permanent share.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ProfilePoint {
    /// Share that never ends.
    pub permanent: f64,
    /// Largest log-likelihood over shape and scale.
    pub log_likelihood: f64,
    /// The shape and scale where it is reached.
    pub after: Weibull,
}

/// Compares the mixture cure Weibull with the plain Weibull. None where nothing ended.
pub fn permanent_evidence(times: &[Time]) -> Option<PermanentEvidence> {
    let weibull = fit_law(LawKind::Weibull, times)?;
    let mut cure = fit_law(LawKind::CureWeibull, times)?;
    if cure.log_likelihood < weibull.log_likelihood
        && let Law::Weibull(after) = weibull.law
    {
        cure = Fit { law: Law::CureWeibull { permanent: 0.0, after }, ..weibull };
    }
    let statistic = 2.0 * (cure.log_likelihood - weibull.log_likelihood);
    // P(χ² > x) with one degree of freedom is erfc(√(x/2)).
    let p_value = if statistic > 1e-9 { 0.5 * libm::erfc((statistic / 2.0).sqrt()) } else { 1.0 };
    let interval = profile_interval(times, &cure)?;
    Some(PermanentEvidence { weibull, cure, statistic, critical: CHI_BAR_SQUARE_95, p_value, interval })
}

/// The profile log-likelihood at given permanent shares, each from 0 to below 1. None where nothing ended.
pub fn profile_permanent(times: &[Time], shares: &[f64]) -> Option<Vec<ProfilePoint>> {
    let start = fit_law(LawKind::Weibull, times)?;
    let Law::Weibull(mut after) = start.law else { return None };
    let profile = Profile::new(times);
    let points = shares.iter().map(|&permanent| {
        let point = profile.point(permanent, after);
        after = point.after;
        point
    });
    Some(points.collect())
}

struct Profile {
    grouped: GroupedTimes,
    unit: f64,
}

impl Profile {
    fn new(times: &[Time]) -> Self {
        Self { grouped: GroupedTimes::new(times), unit: geometric_mean_days(times) }
    }

    fn point(&self, permanent: f64, start: Weibull) -> ProfilePoint {
        let at = |coordinates: &[f64]| Weibull {
            shape: libm::exp(coordinates[0]),
            scale: self.unit * libm::exp(coordinates[1]),
        };
        let value = |coordinates: &[f64]| {
            if coordinates[0].abs() > LARGEST_LOG_SHAPE || coordinates[1].abs() > LARGEST_COORDINATE {
                return f64::NEG_INFINITY;
            }
            let law = Law::CureWeibull { permanent, after: at(coordinates) };
            let value = self.grouped.log_likelihood(&law.mixture());
            if value.is_nan() { f64::NEG_INFINITY } else { value }
        };
        let (coordinates, log_likelihood) = maximise(value, &Law::Weibull(start).coordinates(self.unit));
        ProfilePoint { permanent, log_likelihood, after: at(&coordinates) }
    }
}

/// Where the profile falls by half of 3.84 to either side of the best share.
fn profile_interval(times: &[Time], best: &Fit) -> Option<[f64; 2]> {
    let Law::CureWeibull { permanent, after } = best.law else { return None };
    let profile = Profile::new(times);
    let threshold = best.log_likelihood - CHI_SQUARE_95 / 2.0;
    let is_within = |share: f64| profile.point(share, after).log_likelihood >= threshold;
    let find = |mut inside: f64, outside: f64| {
        if is_within(outside) {
            return outside;
        }
        let mut outside = outside;
        while (inside - outside).abs() > 1e-5 {
            let middle = f64::midpoint(inside, outside);
            *(if is_within(middle) { &mut inside } else { &mut outside }) = middle;
        }
        inside
    };
    Some([find(permanent, 0.0), find(permanent, MOST_PERMANENT)])
}
