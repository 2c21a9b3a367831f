//! Into which part of its range an input falls, by order statistics of the first rows.

/// Bins of about equally many rows, or of one value each where the input has no more values than that.
///
/// A bin holds what is above the bin before and at or below its own upper edge; the last has none.
#[derive(Debug, Clone)]
pub(in crate::analysis) struct Bins {
    edges: Vec<f64>,
}

/// The lowest and the highest tenth.
#[derive(Debug, Clone, Copy)]
pub(in crate::analysis) struct Tails {
    /// The order statistics at 10% and 90%.
    pub(in crate::analysis) thresholds: [f64; 2],
    /// Whether the two are the same, as of an input that mostly has one value. The tails then are what is strictly
    /// below and above it; else they hold the thresholds themselves, so that equal values stay together.
    pub(in crate::analysis) strict: bool,
}

impl Bins {
    /// At most `count` bins by the values of the first rows; NaN is not one.
    pub(in crate::analysis) fn of(values: &[f64], count: usize) -> Self {
        let sorted = sorted(values);
        let mut distinct = sorted.clone();
        distinct.dedup();
        let edge = |bin: usize| sorted[(sorted.len() * bin).div_ceil(count) - 1];
        let mut edges: Vec<f64> = if distinct.len() <= count { distinct } else { (1..count).map(edge).collect() };
        edges.dedup();
        // Above the greatest value there is nothing to put into a bin.
        edges.retain(|&edge| sorted.last().is_some_and(|&most| edge < most));
        Self { edges }
    }

    /// How many there are.
    pub(in crate::analysis) fn count(&self) -> usize {
        self.edges.len() + 1
    }

    /// The bin of a value; none of NaN.
    pub(in crate::analysis) fn find_bin(&self, value: f64) -> Option<usize> {
        (!value.is_nan()).then(|| self.edges.partition_point(|&edge| edge < value))
    }

    /// Upper edge of a bin; none of the last.
    pub(in crate::analysis) fn upper(&self, bin: usize) -> Option<f64> {
        self.edges.get(bin).copied()
    }
}

impl Tails {
    /// By the values of the first rows; none where there are none.
    pub(in crate::analysis) fn from_first_rows(values: &[f64]) -> Option<Self> {
        let sorted = sorted(values);
        let tenth = sorted.len().div_ceil(10);
        let low = *sorted.get(tenth.checked_sub(1)?)?;
        let high = sorted[sorted.len() - tenth];
        Some(Self { thresholds: [low, high], strict: low == high })
    }

    /// In which tail a value lies, 0 for the lowest and 1 for the highest.
    pub(in crate::analysis) fn side(self, value: f64) -> Option<usize> {
        let [low, high] = self.thresholds;
        let sides = if self.strict { [value < low, value > high] } else { [value <= low, value >= high] };
        sides.iter().position(|&inside| inside)
    }
}

fn sorted(values: &[f64]) -> Vec<f64> {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
    sorted.sort_by(f64::total_cmp);
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(values: &[f64], count: usize) -> Vec<usize> {
        let bins = Bins::of(values, count);
        let mut counts = vec![0; bins.count()];
        values.iter().for_each(|&value| counts[bins.find_bin(value).unwrap()] += 1);
        counts
    }

    fn tails(values: &[f64]) -> [usize; 2] {
        let tails = Tails::from_first_rows(values).unwrap();
        [0, 1].map(|side| values.iter().filter(|&&value| tails.side(value) == Some(side)).count())
    }

    fn numbers(values: impl IntoIterator<Item = i32>) -> Vec<f64> {
        values.into_iter().map(f64::from).collect()
    }

    #[test]
    fn bins_hold_equally_many() {
        assert_eq!(counts(&numbers((0..1000).rev()), 10), [100; 10]);
        assert_eq!(counts(&numbers((0..1000).map(|i| (i * 617) % 1000)), 20), [50; 20]);
        // 25 in 10 bins: upper ranks are 3, 5, 8, 10, 13, …
        assert_eq!(counts(&numbers(0..25), 10), [3, 2, 3, 2, 3, 2, 3, 2, 3, 2]);
    }

    #[test]
    fn few_values_have_a_bin_each_and_heavy_ones_stay_together() {
        let dice = numbers((0..90).map(|i| i % 6 + 1));
        assert_eq!(counts(&dice, 10), [15; 6]);
        assert_eq!([0, 4, 5].map(|bin| Bins::of(&dice, 10).upper(bin)), [Some(1.0), Some(5.0), None]);
        // 60 zeros, then 1 to 40.
        let heavy = numbers((0..60).map(|_| 0).chain(1..=40));
        assert_eq!(counts(&heavy, 10), [60, 10, 10, 10, 10]);
        // 1 to 70, then 30 times 100: the last three edges are all the greatest value.
        let capped = numbers((1..=70).chain((0..30).map(|_| 100)));
        assert_eq!(counts(&capped, 10), [10, 10, 10, 10, 10, 10, 10, 30]);
        assert_eq!(counts(&[5.0; 7], 10), [7]);
    }

    #[test]
    fn tails_are_tenths_or_what_ties_leave() {
        assert_eq!(tails(&numbers(0..1000)), [100, 100]);
        assert_eq!(tails(&numbers(0..1001)), [101, 101]);
        let with =
            |low: usize, middle: usize, high: usize| [vec![0.0; low], vec![1.0; middle], vec![2.0; high]].concat();
        assert_eq!(tails(&with(85, 0, 15)), [85, 15]);
        assert_eq!(tails(&with(5, 90, 5)), [5, 5]);
        assert_eq!(tails(&with(0, 95, 5)), [0, 5]);
        // Of 20% and 70% the tenth is in the first, that at 90% in the second: each goes in whole.
        assert_eq!(tails(&with(20, 70, 10)), [20, 10]);
        assert_eq!(tails(&[3.0; 9]), [0, 0]);
        assert!(Tails::from_first_rows(&[f64::NAN]).is_none() && Tails::from_first_rows(&[]).is_none());
    }

    #[test]
    fn what_was_not_seen_first_falls_into_the_nearest_bin_and_nan_into_none() {
        let bins = Bins::of(&[1.0, 2.0, f64::NAN, 4.0], 10);
        assert_eq!(
            [-9.0, 1.0, 1.5, 3.0, 99.0].map(|value| bins.find_bin(value)),
            [Some(0), Some(0), Some(1), Some(2), Some(2)]
        );
        assert_eq!(bins.find_bin(f64::NAN), None);
        assert_eq!(Bins::of(&[], 10).count(), 1);
    }
}
