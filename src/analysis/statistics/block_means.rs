//! The mean of a figure over histories that come in blocks, with an error that knows how evenly a block is spread.
//!
//! Inputs are drawn by a Latin hypercube within each block of 1,000 histories, and blocks are independent. A mean over
//! such histories is better known than one over as many independent ones (Stein 1987, Technometrics 29), and how much
//! better is seen from how far the means of blocks lie apart.

use super::Moments;

/// Blocks below which their spread says too little: of fewer, what is added for doubt doubles its square.
const ENOUGH: f64 = 10.0;

/// Moments of single values, and of what each whole block brought.
#[derive(Debug, Clone, Default)]
pub(in crate::analysis) struct BlockedMean {
    moments: Moments,
    /// Values and their sum before the block that is being taken.
    before: (f64, f64),
    blocks: Pairs,
}

impl BlockedMean {
    /// Takes a value; NaN is not one.
    pub(in crate::analysis) fn add(&mut self, value: f64) {
        self.moments.add(value);
    }

    /// Takes many values at one go; NaN is not one.
    pub(in crate::analysis) fn take(&mut self, values: &[f64]) {
        self.moments.take(values);
    }

    /// Ends a whole block, independent of all others.
    pub(in crate::analysis) fn end_block(&mut self) {
        let count = self.moments.count() as f64;
        let sum = count * self.moments.mean().unwrap_or(0.0);
        self.blocks.add(count - self.before.0, sum - self.before.1);
        self.before = (count, sum);
    }

    /// How many values it has taken.
    pub(in crate::analysis) fn count(&self) -> u64 {
        self.moments.count()
    }

    /// Their mean.
    pub(in crate::analysis) fn mean(&self) -> Option<f64> {
        self.moments.mean()
    }

    /// Standard error of the mean: by blocks where they show that it is the smaller, else as of independent values.
    pub(in crate::analysis) fn standard_error(&self) -> Option<f64> {
        let independent = self.moments.standard_error()?;
        Some(self.gain().map_or(independent, |gain| independent / gain.sqrt()))
    }

    /// How many independent histories one of these is worth for the mean: variance as of independent values, over
    /// variance by blocks. None where the blocks do not show that it is more than one.
    ///
    /// A variance from B blocks has itself a relative standard error of √(2 / (B − 1)). Two of them are added to it, so
    /// that a smaller error is hardly ever claimed by luck, and ±1.96 of it are at least as wide as Student's t asks.
    /// What stands after the last whole block counts as independent.
    pub(in crate::analysis) fn gain(&self) -> Option<f64> {
        let blocks = self.blocks.count;
        let variance = self.blocks.variance_of_ratio().filter(|_| blocks >= ENOUGH)?;
        let independent = self.moments.standard_error().filter(|error| *error > 0.0)?.powi(2);
        let whole = self.before.0 / self.moments.count() as f64;
        let doubt = 1.0 + 2.0 * (2.0 / (blocks - 1.0)).sqrt();
        // The independent variance is that of all values, the other that of whole blocks alone.
        let part = variance * doubt * whole / independent;
        (part < 1.0).then(|| 1.0 / (1.0 - whole + whole * part))
    }
}

/// Running second moments of pairs: how many values a block brought, and their sum.
#[derive(Debug, Clone, Copy, Default)]
struct Pairs {
    count: f64,
    means: (f64, f64),
    /// Sums of squares and products about the means: values, both, sums.
    squares: (f64, f64, f64),
}

impl Pairs {
    fn add(&mut self, values: f64, sum: f64) {
        self.count += 1.0;
        let gap = (values - self.means.0, sum - self.means.1);
        self.means.0 += gap.0 / self.count;
        self.means.1 += gap.1 / self.count;
        let rest = (values - self.means.0, sum - self.means.1);
        self.squares.0 += gap.0 * rest.0;
        self.squares.1 += gap.0 * rest.1;
        self.squares.2 += gap.1 * rest.1;
    }

    /// Variance of sums over values, both summed over all blocks, by the delta method: some figures, such as a price, do
    /// not exist in every history, so that blocks bring different numbers of values.
    fn variance_of_ratio(&self) -> Option<f64> {
        let mean = self.means.1 / Some(self.means.0).filter(|values| *values > 0.0)?;
        let residual = self.squares.2 - 2.0 * mean * self.squares.1 + mean * mean * self.squares.0;
        let pairs = self.count * (self.count - 1.0);
        (self.count > 1.0).then(|| residual.max(0.0) / pairs / (self.means.0 * self.means.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Blocks whose values exist in part; `blocks` of 100 values, their level going up and down by `between`.
    fn filled(blocks: u32, between: f64) -> (BlockedMean, Vec<Vec<f64>>) {
        let mut state = 7_u64;
        let mut uniform = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 11) as f64 / (1_u64 << 53) as f64
        };
        let (mut blocked, mut all) = (BlockedMean::default(), Vec::new());
        for b in 0..blocks {
            let level = 3e9 * (1.0 + between * f64::from(b % 5));
            let values: Vec<f64> =
                (0..100).map(|_| if uniform() < 0.3 { f64::NAN } else { level * uniform() }).collect();
            values.iter().for_each(|v| blocked.add(*v));
            blocked.end_block();
            all.push(values.into_iter().filter(|v| !v.is_nan()).collect());
        }
        (blocked, all)
    }

    #[test]
    fn the_variance_is_that_of_the_residuals_of_blocks() {
        let (blocked, all) = filled(30, 0.1);
        let n: f64 = all.iter().map(|block| block.len() as f64).sum();
        let mean = all.iter().flatten().sum::<f64>() / n;
        // Cochran 1977, Sampling Techniques, 6.12: Σ (sum − mean · count)² / (B − 1) / B / (mean count)².
        let residuals: f64 = all.iter().map(|b| (b.iter().sum::<f64>() - mean * b.len() as f64).powi(2)).sum();
        let known = residuals / 29.0 / 30.0 / (n / 30.0).powi(2);
        let found = blocked.blocks.variance_of_ratio().unwrap();
        assert!((found / known - 1.0).abs() < 1e-9, "{found} for {known}");
        assert!((blocked.mean().unwrap() / mean - 1.0).abs() < 1e-12);
    }

    #[test]
    fn without_enough_blocks_or_a_gain_errors_are_those_of_independent_values() {
        for (blocks, between) in [(0, 0.0), (9, 0.0), (40, 1.0)] {
            let (mut blocked, _) = filled(blocks, between);
            (0..50).for_each(|i| blocked.add(f64::from(i) * 1e8));
            assert_eq!((blocked.gain(), blocked.standard_error()), (None, blocked.moments.standard_error()));
        }
        let mut still = BlockedMean::default();
        for _ in 0..20 {
            still.add(5.0);
            still.end_block();
        }
        assert_eq!((still.gain(), still.standard_error()), (None, Some(0.0)));
    }

    /// Every block has the values 1 to 100 but for 0.1 more or less: the variance of a value is 833.25 · 20/19.99 or so, that of
    /// the mean by blocks 0.01/19, and doubt makes it 1 + 2√(2/19) = 1.649 times that.
    #[test]
    fn a_gain_is_the_ratio_of_both_variances_with_doubt_and_half_a_block_has_none() {
        let mut blocked = BlockedMean::default();
        for b in 0..20 {
            let shift = if b % 2 == 0 { 0.1 } else { -0.1 };
            (1..=100).for_each(|v| blocked.add(f64::from(v) + shift));
            blocked.end_block();
        }
        let independent = blocked.moments.standard_error().unwrap();
        let by_blocks = (0.01 / 19.0_f64) * (1.0 + 2.0 * (2.0 / 19.0_f64).sqrt());
        let known = independent.powi(2) / by_blocks;
        assert!((blocked.gain().unwrap() / known - 1.0).abs() < 1e-9, "{:?} for {known}", blocked.gain());
        assert!((blocked.standard_error().unwrap().powi(2) / by_blocks - 1.0).abs() < 1e-9);
        // As many values again after the last whole block are as good as independent ones: half of the variance stays.
        (0..20).for_each(|_| (1..=100).for_each(|v| blocked.add(f64::from(v))));
        let gain = blocked.gain().unwrap();
        assert!((1.99..2.0).contains(&gain), "{gain}");
    }
}
