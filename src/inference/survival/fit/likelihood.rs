//! The likelihood of right-censored times, equal rows taken once.

use super::LARGEST_COORDINATE;
use crate::inference::survival::{LawKind, Mixture, Time};

/// Distinct rows with the weight of all that are equal.
#[derive(Debug, Clone)]
pub(in crate::inference::survival) struct GroupedTimes {
    /// (log of days, weight) of rows that ended.
    ended: Vec<(f64, f64)>,
    /// The same of those that did not.
    censored: Vec<(f64, f64)>,
}

impl GroupedTimes {
    pub(in crate::inference::survival) fn new(times: &[Time]) -> Self {
        Self { ended: group(times, true), censored: group(times, false) }
    }

    pub(in crate::inference::survival) fn log_likelihood(&self, law: &Mixture) -> f64 {
        let ended: f64 = self.ended.iter().map(|&(log_days, weight)| weight * law.log_density(log_days)).sum();
        let censored: f64 = self.censored.iter().map(|&(log_days, weight)| weight * law.log_survival(log_days)).sum();
        ended + censored
    }

    /// The log-likelihood at coordinates of a form; −∞ beyond the boundary and where it is no number.
    pub(in crate::inference::survival) fn log_likelihood_at(
        &self,
        kind: LawKind,
        coordinates: &[f64],
        unit_days: f64,
    ) -> f64 {
        if coordinates.iter().any(|c| c.abs() > LARGEST_COORDINATE) {
            return f64::NEG_INFINITY;
        }
        let value = kind.law_at(coordinates, unit_days).map_or(f64::NAN, |law| self.log_likelihood(&law.mixture()));
        if value.is_nan() { f64::NEG_INFINITY } else { value }
    }
}

fn group(times: &[Time], ended: bool) -> Vec<(f64, f64)> {
    let chosen = times.iter().filter(|time| time.ended == ended && time.weight > 0.0);
    let mut rows: Vec<(f64, f64)> = chosen.map(|time| (time.days, time.weight)).collect();
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    let equal = rows.chunk_by(|a, b| a.0 == b.0);
    equal.map(|rows| (libm::log(rows[0].0), rows.iter().map(|row| row.1).sum())).collect()
}
