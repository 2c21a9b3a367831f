//! Whether the choice of the greatest mean is the best beyond simulation error, and how many simulations would tell.

use super::{CONFIDENCE, Recommendation};
use crate::normal;

/// A choice held against the one of the greatest mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Lag {
    pub(super) choice: usize,
    /// How much less it is worth on average, dollars; not below 0.
    pub(super) mean: f64,
    /// Standard error of the paired difference.
    pub(super) se: Option<f64>,
    /// Whether both are worth the same in every simulation.
    pub(super) same: bool,
}

/// The recommendation of `best`, held against every other choice over so many simulations.
///
/// Each other choice may err by the same part of what is allowed (Bonferroni), so that with confidence 95% the chance that any of them has
/// the greater mean is at most 5%.
pub(super) fn recommend(best: usize, lags: &[Lag], replications: u64) -> Recommendation {
    let rivals: Vec<&Lag> = lags.iter().filter(|lag| !lag.same).collect();
    // The chance that a rival has the greater mean.
    let chance = |lag: &Lag| match lag.se {
        Some(se) if se > 0.0 => Some(normal::cdf(-lag.mean / se)),
        Some(_) => Some(if lag.mean > 0.0 { 0.0 } else { 0.5 }),
        None => None,
    };
    let each = (1.0 - CONFIDENCE) / rivals.len().max(1) as f64;
    let close: Vec<&&Lag> = rivals.iter().filter(|lag| chance(lag).is_none_or(|chance| chance > each)).collect();
    let total: Option<f64> = rivals.iter().map(|lag| chance(lag)).sum();
    let bound = -normal::quantile(normal::Level::new(each));
    let needed = |lag: &&&Lag| {
        let se = lag.se.filter(|_| lag.mean > 0.0)?;
        Some(replications as f64 * (bound * se / lag.mean).powi(2))
    };
    let all: Option<Vec<f64>> = close.iter().map(needed).collect();
    let next = rivals.iter().min_by(|a, b| a.mean.total_cmp(&b.mean)).map(|lag| lag.choice);
    Recommendation {
        best,
        next,
        same: lags.iter().filter(|lag| lag.same).map(|lag| lag.choice).collect(),
        confidence: total.map(|total| (1.0 - total).max(0.0)),
        needed: all.and_then(|all| all.into_iter().reduce(f64::max)),
        close: close.into_iter().map(|lag| lag.choice).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lag(choice: usize, mean: f64, se: f64) -> Lag {
        Lag { choice, mean, se: Some(se), same: false }
    }

    #[test]
    fn a_clear_lead_is_called_and_a_small_one_is_not() {
        let found = recommend(0, &[lag(1, 10.0, 1.0), lag(2, 20.0, 1.0)], 1_000);
        assert_eq!((found.best, found.next, found.close.len(), found.needed), (0, Some(1), 0, None));
        assert!(found.confidence.unwrap() > 0.999_999);
        let found = recommend(0, &[lag(1, 1.0, 1.0), lag(2, 20.0, 1.0)], 1_000);
        assert_eq!(found.close, [1]);
        // Φ(−1) = 0.1587; two rivals, so that 1.96 standard errors are wanted.
        assert!((found.confidence.unwrap() - (1.0 - 0.158_655)).abs() < 1e-5);
        assert!((found.needed.unwrap() / (1_000.0 * 1.959_964_f64.powi(2)) - 1.0).abs() < 1e-5, "{:?}", found.needed);
    }

    #[test]
    fn the_number_that_would_tell_tells() {
        let found = recommend(0, &[lag(1, 1.0, 0.8)], 1_000);
        let n = found.needed.unwrap().ceil();
        let se = 0.8 * (1_000.0 / n).sqrt();
        assert!(recommend(0, &[lag(1, 1.0, se)], n as u64).close.is_empty());
        assert!(recommend(0, &[lag(1, 1.0, 1.01 * se)], n as u64).close == [1]);
    }

    #[test]
    fn what_is_the_same_in_every_simulation_is_no_rival() {
        let same = Lag { choice: 3, mean: 0.0, se: Some(0.0), same: true };
        let found = recommend(0, &[same, lag(1, 10.0, 1.0)], 100);
        assert_eq!((found.same.as_slice(), found.close.len(), found.next), ([3].as_slice(), 0, Some(1)));
        let found = recommend(0, &[same], 100);
        assert_eq!((found.next, found.confidence), (None, Some(1.0)));
    }

    #[test]
    fn without_an_error_nothing_is_called() {
        let found = recommend(0, &[Lag { choice: 1, mean: 5.0, se: None, same: false }], 1);
        assert_eq!((found.close.as_slice(), found.confidence, found.needed), ([1].as_slice(), None, None));
    }
}
