//! How the mean settles as histories are added.

use super::summary::Convergence;
use crate::analysis::statistics::BlockedMean;

/// Checkpoints in a tenfold number of replications, so that their number grows with its logarithm only.
const A_DECADE: f64 = 16.0;
/// First checkpoint: fewer histories have no error worth drawing.
const FIRST: u64 = 10;

/// Follows one figure.
#[derive(Debug)]
pub(super) struct Settling {
    mean: BlockedMean,
    next: u64,
    found: Convergence,
}

impl Settling {
    pub(super) fn new() -> Self {
        Self { mean: BlockedMean::default(), next: FIRST, found: Convergence::default() }
    }

    /// Takes the figure of the next replication.
    pub(super) fn add(&mut self, value: f64) {
        self.mean.add(value);
        if self.mean.count() == self.next {
            note(&mut self.found, &self.mean);
            let after = self.next as f64 * libm::pow(10.0, 1.0 / A_DECADE);
            self.next = (libm::round(after) as u64).max(self.next + 1);
        }
    }

    /// Ends a whole block, independent of all others.
    pub(super) fn end_block(&mut self) {
        self.mean.end_block();
    }

    /// What was seen at the checkpoints and at the end.
    pub(super) fn convergence(&self) -> Convergence {
        let mut found = self.found.clone();
        if found.replications.last() != Some(&self.mean.count()) {
            note(&mut found, &self.mean);
        }
        found
    }
}

fn note(found: &mut Convergence, so_far: &BlockedMean) {
    if let (Some(mean), Some(error)) = (so_far.mean(), so_far.standard_error()) {
        found.replications.push(so_far.count());
        found.mean.push(mean);
        found.se.push(error);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checkpoints_hold_the_moments_of_all_before_them() {
        let values: Vec<f64> = (0..1234).map(|i| (f64::from(i) * 0.618_034).fract()).collect();
        let mut settling = Settling::new();
        values.iter().for_each(|&v| settling.add(v));
        let found = settling.convergence();
        assert_eq!((found.replications[0], found.replications.last()), (10, Some(&1234)));
        assert!(found.replications.is_sorted_by(|a, b| a < b) && found.replications.len() < 40);
        for (i, &n) in found.replications.iter().enumerate() {
            let part = &values[..n as usize];
            let mean = part.iter().sum::<f64>() / n as f64;
            let spread = part.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n as f64 - 1.0);
            assert!((found.mean[i] - mean).abs() < 1e-12, "{n}");
            assert!((found.se[i] - (spread / n as f64).sqrt()).abs() < 1e-12, "{n}");
        }
    }

    #[test]
    fn one_history_has_no_error_and_no_point() {
        let mut settling = Settling::new();
        settling.add(1.0);
        assert_eq!(settling.convergence(), Convergence::default());
    }
}
