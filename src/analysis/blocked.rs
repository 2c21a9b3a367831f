//! The mean of a figure over histories that come in blocks, with an error that knows how evenly a block is spread.
//!
//! Inputs are drawn by a Latin hypercube within each block of 1,000 histories, and blocks are independent. A mean over
//! such histories is better known than one over as many independent ones (Stein 1987, Technometrics 29), and how much
//! better is seen from how far the means of blocks lie apart.

use super::moments::Moments;

/// Blocks below which their spread says too little: of fewer, what is added for doubt doubles its square.
const ENOUGH: f64 = 10.0;

/// Moments of single values, and of what each whole block brought.
#[derive(Debug, Clone, Default)]
pub(super) struct Blocked {
    moments: Moments,
    /// Values and their sum before the block that is being taken.
    before: (f64, f64),
    blocks: Pairs,
}

impl Blocked {
    /// Takes a value; NaN is not one.
    pub(super) fn add(&mut self, value: f64) {
        self.moments.add(value);
    }

    /// Ends a whole block, independent of all others.
    pub(super) fn end_block(&mut self) {
        let count = self.moments.count() as f64;
        let sum = count * self.moments.mean().unwrap_or(0.0);
        self.blocks.add(count - self.before.0, sum - self.before.1);
        self.before = (count, sum);
    }

    /// How many values it has taken.
    pub(super) fn count(&self) -> u64 {
        self.moments.count()
    }

    /// Their mean.
    pub(super) fn mean(&self) -> Option<f64> {
        self.moments.mean()
    }

    /// Standard error of the mean: by blocks where they show that it is the smaller, else as of independent values.
    pub(super) fn standard_error(&self) -> Option<f64> {
        let independent = self.moments.standard_error()?;
        Some(self.gain().map_or(independent, |gain| independent / gain.sqrt()))
    }

    /// How many independent histories one of these is worth for the mean: variance as of independent values, over
    /// variance by blocks. None where the blocks do not show that it is more than one.
    ///
    /// A variance from B blocks has itself a relative standard error of √(2 / (B − 1)). Two of them are added to it, so
    /// that a smaller error is hardly ever claimed by luck, and ±1.96 of it are at least as wide as Student's t asks.
    /// What stands after the last whole block counts as independent.
    pub(super) fn gain(&self) -> Option<f64> {
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
