//! Laws fitted by maximum likelihood, and the evidence for a part that never ends.

mod likelihood;
mod permanent;
mod search;

pub use permanent::{PermanentEvidence, ProfilePoint, permanent_evidence, profile_permanent};

pub(super) use likelihood::GroupedTimes;
pub(super) use search::maximise;

use super::{Law, LawKind, Time, Weibull, geometric_mean_days};

/// How close the log-likelihoods of two searches are taken as the same.
const SAME: f64 = 1e-4;
/// Coordinates beyond this are taken as the boundary: a share below 1e-15, say.
const LARGEST_COORDINATE: f64 = 35.0;

/// Shapes lie between 1/20 and 20. Without a limit one part of two could shrink to a single row, and the likelihood has no top.
const LARGEST_LOG_SHAPE: f64 = 2.995_732_273_553_991;

/// The law under which the rows are most likely.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fit {
    /// The law.
    pub law: Law,
    /// Its log-likelihood, lengths in days.
    pub log_likelihood: f64,
    /// From how many starting points the search began.
    pub starts: usize,
    /// How many of them led to the same log-likelihood. Few: other optima, or a flat likelihood.
    pub starts_that_agree: usize,
}

/// The weighted log-likelihood of right-censored times under a law, in days: the log density of a row that ended, the log of the share
/// that lasts as long of a row that did not.
pub fn log_likelihood(law: &Law, times: &[Time]) -> f64 {
    GroupedTimes::new(times).log_likelihood(&law.mixture())
}

/// Fits a law of a given form, from several starting points; two Weibull parts also from the fit whose short part is exponential. Shapes stay between 1/20 and 20. None
/// where no row that ended has weight: nothing then bounds the law.
pub fn fit_law(kind: LawKind, times: &[Time]) -> Option<Fit> {
    if !times.iter().any(|time| time.ended && time.weight > 0.0) {
        return None;
    }
    let (grouped, unit) = (GroupedTimes::new(times), geometric_mean_days(times));
    let value = |coordinates: &[f64]| {
        let is_beyond = kind.shape_coordinates().iter().any(|&shape| coordinates[shape].abs() > LARGEST_LOG_SHAPE);
        if is_beyond { f64::NEG_INFINITY } else { grouped.log_likelihood_at(kind, coordinates, unit) }
    };
    let mut starts = starting_points(kind);
    if kind == LawKind::TwoWeibulls
        && let Law::ExponentialAndWeibull { short_share, short_mean, long } =
            fit_law(LawKind::ExponentialAndWeibull, times)?.law
    {
        let short = Weibull { shape: 1.0, scale: short_mean };
        starts.push(Law::TwoWeibulls { short_share, short, long }.coordinates(unit));
    }
    let found: Vec<(Vec<f64>, f64)> = starts.iter().map(|start| maximise(value, start)).collect();
    let (coordinates, best) = found.iter().max_by(|a, b| a.1.total_cmp(&b.1))?;
    Some(Fit {
        law: kind.law_at(coordinates, unit)?,
        log_likelihood: *best,
        starts: starts.len(),
        starts_that_agree: found.iter().filter(|(_, value)| best - value < SAME).count(),
    })
}

/// A grid of coordinates around the unit: low and high shares, shapes and scales.
fn starting_points(kind: LawKind) -> Vec<Vec<f64>> {
    let axes: &[&[f64]] = match kind {
        LawKind::Exponential => &[&[-1.0, 1.0]],
        LawKind::Weibull => &[&[-0.7, 0.5], &[-1.0, 1.0]],
        LawKind::CureExponential => &[&[-2.0, 0.5], &[-1.5, 1.0]],
        LawKind::CureWeibull => &[&[-2.0, 0.5], &[-0.7, 0.5], &[-1.5, 1.0]],
        LawKind::ExponentialAndWeibull => &[&[-0.7, 0.7], &[-2.0, 0.0], &[-0.3], &[0.5, 1.5]],
        LawKind::TwoWeibulls => &[&[-0.7, 0.7], &[0.0, 1.2], &[-2.0, 0.0], &[-0.3], &[0.5, 1.5]],
    };
    axes.iter().fold(vec![Vec::new()], |points, axis| {
        points.iter().flat_map(|point| axis.iter().map(|&value| [point.as_slice(), &[value]].concat())).collect()
    })
}
