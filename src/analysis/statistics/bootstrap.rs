//! How far an estimate would differ with other rows: a bootstrap that sees each row once.
//!
//! In each resample a row counts as often as a Poisson number of mean 1 says, drawn for each row and resample apart, so
//! that no row has to be kept (Hanley and MacGibbon 2006; Chamandy, Muralidharan, Najmi and Naidu 2012).

use rand_distr::{Distribution as _, Poisson};

use super::{Interval, Moments};
use crate::draws::{Key, Purpose, Streams};

/// Resamples. The standard error is then itself known to 7%.
const RESAMPLES: usize = 100;

/// Sums of the same terms over all rows, and over each resample of them.
#[derive(Debug, Clone)]
pub(in crate::analysis) struct Resampled {
    seed: u64,
    /// How often a row counts in a resample.
    counts: Poisson<f64>,
    terms: usize,
    /// The sums over all rows, then those over each resample, `terms` of each.
    sums: Vec<f64>,
}

impl Resampled {
    /// No row taken yet; the resamples follow from `seed`.
    pub(in crate::analysis) fn new(terms: usize, seed: u64) -> Self {
        let counts =
            Poisson::new(1.0).unwrap_or_else(|error| unreachable!("1 is the mean of a Poisson number: {error}"));
        Self { seed, counts, terms, sums: vec![0.0; terms * (RESAMPLES + 1)] }
    }

    /// Takes the terms of a row. How often it counts in a resample follows from its number alone, so that all figures
    /// of the same rows have the same resamples.
    pub(in crate::analysis) fn take(&mut self, row: u64, terms: &[f64]) {
        let mut stream = Streams::new(self.seed, row).stream(Purpose::Bootstrap, Key::NONE);
        let counts = std::iter::once(1.0).chain(self.counts.sample_iter(&mut stream));
        for (sums, count) in self.sums.chunks_exact_mut(self.terms).zip(counts).filter(|(_, count)| *count > 0.0) {
            sums.iter_mut().zip(terms).for_each(|(sum, term)| *sum += count * term);
        }
    }

    /// Figures of the sums over all rows, each with how far it spreads over resamples.
    ///
    /// The interval is 1.96 standard deviations of the resamples to either side, as SALib has it: a 2.5% quantile of 100
    /// resamples lies between the second and the third lowest and is twice as unsure as that. Resamples
    /// without figures are passed over; none where fewer than two have them.
    pub(in crate::analysis) fn intervals(&self, figures: impl Fn(&[f64]) -> Option<Vec<f64>>) -> Option<Vec<Interval>> {
        let mut samples = self.sums.chunks_exact(self.terms);
        let whole = figures(samples.next()?)?;
        let mut spread = vec![Moments::default(); whole.len()];
        for resample in samples.filter_map(figures) {
            spread.iter_mut().zip(resample).for_each(|(moments, value)| moments.add(value));
        }
        whole
            .into_iter()
            .zip(&spread)
            .map(|(value, spread)| Some(Interval::from_error(value, spread.deviation()?)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mean(sums: &[f64]) -> Option<Vec<f64>> {
        (sums[0] > 0.0).then(|| vec![sums[1] / sums[0]])
    }

    #[test]
    fn the_error_of_a_mean_is_the_known_one() {
        let mut sums = Resampled::new(2, 5);
        let mut moments = Moments::default();
        for row in 0..2_000 {
            let value = Streams::new(8, row).stream(Purpose::Noise, Key::NONE).exponential();
            sums.take(row, &[1.0, value]);
            moments.add(value);
        }
        let found = sums.intervals(mean).unwrap()[0];
        let (known, known_error) = (moments.mean().unwrap(), moments.standard_error().unwrap());
        // Summed in one way and in the other: rounding of 2,000 additions.
        assert!((found.estimate - known).abs() < 1e-12);
        // The standard deviation of 100 values errs by 1/√200 = 7.1%; 4.9 of these are 35%.
        assert!((found.se / known_error - 1.0).abs() < 0.35, "{found:?} for {known_error}");
    }

    #[test]
    fn resamples_do_not_depend_on_the_order_of_rows() {
        let value = |row: u64| row as f64 * 0.25;
        let [mut forth, mut back] = [Resampled::new(2, 1), Resampled::new(2, 1)];
        (0..50).for_each(|row| forth.take(row, &[1.0, value(row)]));
        (0..50).rev().for_each(|row| back.take(row, &[1.0, value(row)]));
        // Quarters sum without rounding, so that the sums are the same bit for bit.
        assert_eq!(forth.sums, back.sums);
        let mut other = Resampled::new(2, 2);
        (0..50).for_each(|row| other.take(row, &[1.0, value(row)]));
        assert_ne!(forth.sums[2..], other.sums[2..]);
        assert_eq!(forth.sums[..2], other.sums[..2]);
    }

    #[test]
    fn too_few_rows_have_no_interval() {
        assert_eq!(Resampled::new(2, 1).intervals(mean), None);
    }
}
