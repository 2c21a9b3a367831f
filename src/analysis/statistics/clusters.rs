//! How far a figure of several clusters would differ with other clusters: a bootstrap that takes each cluster whole.

use rand_distr::{Distribution as _, Poisson};

use super::EstimateRange;
use crate::draws::{Key, Purpose, Streams};

/// Resamples of clusters.
const RESAMPLES: u64 = 2_000;

/// Sums of the same terms over all clusters, then over each resample of them.
#[derive(Debug, Clone)]
pub(in crate::analysis) struct ClusterSums<const K: usize> {
    whole: [f64; K],
    resampled: Vec<[f64; K]>,
}

impl<const K: usize> ClusterSums<K> {
    /// Sums the terms of clusters; in a resample each counts as often as a Poisson number of mean 1 says, the same for all figures.
    pub(in crate::analysis) fn new(clusters: &[[f64; K]]) -> Self {
        let counts =
            Poisson::new(1.0).unwrap_or_else(|error| unreachable!("1 is the mean of a Poisson number: {error}"));
        let sum = |count: &mut dyn FnMut() -> f64| {
            clusters.iter().fold([0.0; K], |mut sums, terms| {
                let count = count();
                sums.iter_mut().zip(terms).for_each(|(sum, term)| *sum += count * term);
                sums
            })
        };
        let resample = |number| {
            let mut stream = Streams::new(1, number).stream(Purpose::Bootstrap, Key::NONE);
            sum(&mut || counts.sample(&mut stream))
        };
        Self { whole: sum(&mut || 1.0), resampled: (0..RESAMPLES).map(resample).collect() }
    }

    /// A figure of the sums with the central 95% of resamples; resamples in which it is no number are passed over.
    pub(in crate::analysis) fn find_range(&self, figure: impl Fn(&[f64; K]) -> f64) -> EstimateRange {
        let estimate = figure(&self.whole);
        let mut values: Vec<f64> = self.resampled.iter().map(figure).filter(|value| value.is_finite()).collect();
        values.sort_by(f64::total_cmp);
        let at = |share: f64| values.get((values.len().saturating_sub(1) as f64 * share) as usize).copied();
        // Where all resamples fail the estimate stands alone.
        EstimateRange { estimate, low: at(0.025).unwrap_or(estimate), high: at(0.975).unwrap_or(estimate) }
    }

    /// The same of a figure that may be no number, such as a quotient whose divisor is 0: none then.
    pub(in crate::analysis) fn find_range_if_known(&self, figure: impl Fn(&[f64; K]) -> f64) -> Option<EstimateRange> {
        figure(&self.whole).is_finite().then(|| self.find_range(figure))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_range_of_a_mean_is_that_of_the_normal_law() {
        // 200 clusters whose terms have mean 0 and variance 1: the mean has a standard error of 0.0707.
        let value = |i: u32| if i.is_multiple_of(2) { 1.0 } else { -1.0 };
        let clusters: Vec<[f64; 2]> = (0..200).map(|i| [value(i), 1.0]).collect();
        let found = ClusterSums::new(&clusters).find_range(|[sum, count]| sum / count);
        assert_eq!(found.estimate, 0.0);
        // Ends of a bootstrap of 2,000 are known to about 5%.
        for end in [-found.low, found.high] {
            assert!((end - 0.1386).abs() < 0.02, "{found:?}");
        }
    }

    #[test]
    fn clusters_that_agree_leave_nothing_open() {
        let found = ClusterSums::new(&[[0.3, 1.0]; 12]).find_range(|[sum, count]| sum / count);
        for end in [found.estimate, found.low, found.high] {
            assert!((end - 0.3).abs() < 1e-12, "{found:?}");
        }
    }
}
