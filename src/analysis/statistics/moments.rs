//! Means and proportions with their errors.

use super::Z;
use crate::analysis::summary::Proportion;
use crate::simd::dispatch_simd;

/// Running mean and variance (Welford 1962), in the order of the values.
#[derive(Debug, Clone, Copy, Default)]
pub struct Moments {
    count: u64,
    mean: f64,
    squares: f64,
}

impl Moments {
    /// Takes a value; NaN is not one.
    pub fn add(&mut self, value: f64) {
        if value.is_nan() {
            return;
        }
        self.count += 1;
        let gap = value - self.mean;
        self.mean += gap / self.count as f64;
        self.squares += gap * (value - self.mean);
    }

    /// Takes many values at one go; NaN is not one.
    pub fn take(&mut self, values: &[f64]) {
        self.merge(dispatch_simd(Together(values)));
    }

    /// Takes what others have taken (Chan, Golub and LeVeque 1983, The American Statistician 37).
    fn merge(&mut self, other: Self) {
        if other.count == 0 {
            return;
        }
        let (here, there) = (self.count as f64, other.count as f64);
        let gap = other.mean - self.mean;
        self.count += other.count;
        let share = there / (here + there);
        self.mean += gap * share;
        self.squares += other.squares + gap * gap * here * share;
    }

    /// How many values it has taken.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Their mean.
    pub fn mean(&self) -> Option<f64> {
        (self.count > 0).then_some(self.mean)
    }

    /// Standard deviation of the values.
    pub fn deviation(&self) -> Option<f64> {
        Some(self.standard_error()? * (self.count as f64).sqrt())
    }

    /// Standard error of the mean, as of independent values.
    ///
    /// Latin hypercube and Sobol' designs spread the parameters evenly, so that the true error is at most
    /// about this and usually less: the figure errs on the side of caution.
    pub fn standard_error(&self) -> Option<f64> {
        let n = self.count as f64;
        (self.count > 1).then(|| (self.squares / (n - 1.0) / n).sqrt())
    }
}

/// Values of which so many go side by side.
const ABREAST: usize = 16;

/// Values whose moments are taken side by side, each in the lane of its place.
struct Together<'a>(&'a [f64]);

impl Together<'_> {
    /// How many of the values are ones, and the sum of what `of` makes of those.
    #[inline(always)]
    fn sums(&self, of: impl Fn(f64) -> f64) -> (f64, f64) {
        let (mut counts, mut sums) = ([0.0; ABREAST], [0.0; ABREAST]);
        for part in self.0.chunks(ABREAST) {
            for (lane, value) in part.iter().enumerate() {
                counts[lane] += if value.is_nan() { 0.0 } else { 1.0 };
                sums[lane] += if value.is_nan() { 0.0 } else { of(*value) };
            }
        }
        (counts.iter().sum(), sums.iter().sum())
    }
}

impl pulp::NullaryFnOnce for Together<'_> {
    type Output = Moments;

    #[inline(always)]
    fn call(self) -> Moments {
        // Held against one of them, so that values that are all the same have that mean, and no variance.
        let Some(&first) = self.0.iter().find(|value| !value.is_nan()) else { return Moments::default() };
        let (count, sum) = self.sums(|value| value - first);
        let mean = first + sum / count;
        let (_, squares) = self.sums(|value| (value - mean) * (value - mean));
        Moments { count: count as u64, mean, squares }
    }
}

/// A ratio of two means, with its standard error by the delta method.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::analysis) struct Ratio {
    above: Moments,
    below: Moments,
    sum: Moments,
}

impl Ratio {
    /// Takes a value of what stands above the line and of what stands below it.
    pub(in crate::analysis) fn add(&mut self, above: f64, below: f64) {
        self.above.add(above);
        self.below.add(below);
        // The covariance is half of what the variance of a sum exceeds those of its parts by.
        self.sum.add(above + below);
    }

    /// The ratio; `None` without values, or where the mean below the line is 0.
    pub(in crate::analysis) fn ratio(&self) -> Option<f64> {
        let below = self.below.mean().filter(|mean| *mean != 0.0)?;
        Some(self.above.mean()? / below)
    }

    /// √(Var(a − r b) / n) / b̄.
    pub(in crate::analysis) fn standard_error(&self) -> Option<f64> {
        let (ratio, below) = (self.ratio()?, self.below.mean()?);
        let square = |moments: &Moments| moments.standard_error().map(|error| error * error);
        let (a, b, sum) = (square(&self.above)?, square(&self.below)?, square(&self.sum)?);
        let variance = a - ratio * (sum - a - b) + ratio * ratio * b;
        Some(variance.max(0.0).sqrt() / below.abs())
    }
}

/// A share of `n` with its Wilson 95% interval (Wilson 1927).
pub fn proportion(count: u64, n: u64) -> Proportion {
    let (p, n) = (count as f64 / n as f64, n as f64);
    let centre = p + Z * Z / (2.0 * n);
    let half = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + Z * Z / n;
    Proportion { probability: p, interval: [((centre - half) / scale).max(0.0), ((centre + half) / scale).min(1.0)] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_of_a_known_sample() {
        let mut moments = Moments::default();
        [2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0, f64::NAN].iter().for_each(|&v| moments.add(v));
        assert_eq!(moments.mean(), Some(5.0));
        let error = moments.standard_error().expect("eight values");
        assert!((error - (32.0_f64 / 7.0 / 8.0).sqrt()).abs() < 1e-15);
    }

    #[test]
    fn many_values_at_one_go_have_the_moments_of_one_after_the_other() {
        let value = |i: u32| if i % 7 == 3 { f64::NAN } else { 5e9 + 1e6 * (f64::from(i) * 0.618_034).fract() };
        let values: Vec<f64> = (0..1003).map(value).collect();
        let (mut each, mut together) = (Moments::default(), Moments::default());
        for part in [&values[..0], &values[..13], &values[3..4], &values[13..]] {
            part.iter().for_each(|&v| each.add(v));
            together.take(part);
        }
        assert_eq!(together.count(), each.count());
        let mut same = Moments::default();
        (0..3).for_each(|_| same.take(&[0.1; 77]));
        assert_eq!((same.mean(), same.standard_error()), (Some(0.1), Some(0.0)));
        assert!((together.mean / each.mean - 1.0).abs() < 1e-15, "{together:?} for {each:?}");
        assert!((together.squares / each.squares - 1.0).abs() < 1e-9, "{together:?} for {each:?}");
    }

    #[test]
    fn the_error_of_a_ratio_is_that_of_its_residuals() {
        let pairs = [(2.0, 1.0), (3.0, 2.5), (7.0, 3.0), (1.0, 1.5), (4.0, 2.0)];
        let mut ratio = Ratio::default();
        pairs.iter().for_each(|&(a, b)| ratio.add(a, b));
        assert!((ratio.ratio().expect("values") - 1.7).abs() < 1e-15);
        // Var of 2 − 1.7, 3 − 4.25, 7 − 5.1, 1 − 2.55, 4 − 3.4: 7.815 / 4; over 5, and over 2².
        let squares: f64 = pairs.iter().map(|(a, b)| (a - 1.7 * b) * (a - 1.7 * b)).sum();
        let known = (squares / 4.0 / 5.0).sqrt() / 2.0;
        assert!((ratio.standard_error().expect("values") - known).abs() < 1e-14);
        assert_eq!(Ratio::default().ratio(), None);
    }

    #[test]
    fn wilson_interval_of_a_known_case() {
        // 15 of 50: 0.1910 to 0.4375 (Brown, Cai and DasGupta 2001, formula 4).
        let p = proportion(15, 50);
        assert!((p.interval[0] - 0.1910).abs() < 1e-4 && (p.interval[1] - 0.4375).abs() < 1e-4, "{p:?}");
        assert_eq!(proportion(0, 10).interval[0], 0.0);
    }
}
