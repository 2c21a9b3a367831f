//! Statistics of an estimate by name, and the interval that goes with an error.

use serde::{Deserialize, Serialize};

use super::Moments;
use crate::analysis::summary::Estimate;

/// Two-sided 95% quantile of the standard normal: so many standard errors to either side make a 95% interval.
pub const Z: f64 = 1.959_963_984_540_054;

/// The 95% interval of a figure that is about normally distributed.
pub fn interval_from_error(value: f64, error: f64) -> [f64; 2] {
    [value - Z * error, value + Z * error]
}

/// The standard error that goes with a 95% interval.
pub fn error_from_interval([low, high]: [f64; 2]) -> f64 {
    (high - low) / (2.0 * Z)
}

/// The error of a difference or a sum of two figures that are independent.
pub(in crate::analysis) fn combine_errors(a: Option<f64>, b: Option<f64>) -> Option<f64> {
    Some((a?.powi(2) + b?.powi(2)).sqrt())
}

/// A figure with its error.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Measured {
    /// The figure; absent where it does not exist (a price where nothing was sold).
    pub value: Option<f64>,
    /// Its standard error; of a quantile, the width of its interval over twice 1.96.
    pub se: Option<f64>,
    /// 95% interval.
    pub interval: Option<[f64; 2]>,
}

impl Measured {
    /// A figure whose interval follows from its standard error.
    pub fn new(value: Option<f64>, se: Option<f64>) -> Self {
        Self { value, se, interval: value.zip(se).map(|(value, se)| interval_from_error(value, se)) }
    }
}

/// A mean with its standard error.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct MeanEstimate {
    /// Mean over replications.
    pub mean: f64,
    /// Standard error; absent of fewer than two replications.
    pub se: Option<f64>,
}

impl MeanEstimate {
    /// That of the values taken; 0 of none.
    pub fn from_moments(moments: &Moments) -> Self {
        Self { mean: moments.mean().unwrap_or(0.0), se: moments.standard_error() }
    }
}

/// An estimate with its 95% interval, 1.96 standard errors to either side.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// The estimate.
    pub estimate: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Standard error.
    pub se: f64,
}

impl Interval {
    /// That of an estimate that is about normally distributed.
    pub fn from_error(estimate: f64, se: f64) -> Self {
        let [low, high] = interval_from_error(estimate, se);
        Self { estimate, low, high, se }
    }
}

/// An estimate with the ends of its 95% interval, which need not lie evenly about it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct EstimateRange {
    /// The estimate.
    pub estimate: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// A figure of a distribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Statistic {
    /// The mean, with its standard error.
    Mean,
    /// 5% quantile.
    P5,
    /// 25% quantile.
    P25,
    /// Median.
    P50,
    /// 75% quantile.
    P75,
    /// 95% quantile.
    P95,
    /// Expected shortfall, with its standard error.
    Es5,
}

impl Statistic {
    /// All, in the order in which they are told.
    pub const ALL: [Self; 7] = [Self::Mean, Self::P5, Self::P25, Self::P50, Self::P75, Self::P95, Self::Es5];
    /// The quantiles.
    pub const QUANTILES: [Self; 5] = [Self::P5, Self::P25, Self::P50, Self::P75, Self::P95];

    /// Its key in an estimate.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Mean => "mean",
            Self::P5 => "p5",
            Self::P25 => "p25",
            Self::P50 => "p50",
            Self::P75 => "p75",
            Self::P95 => "p95",
            Self::Es5 => "es5",
        }
    }

    /// Of a quantile: the share of the values that lie below it.
    pub const fn level(self) -> Option<f64> {
        match self {
            Self::P5 => Some(0.05),
            Self::P25 => Some(0.25),
            Self::P50 => Some(0.5),
            Self::P75 => Some(0.75),
            Self::P95 => Some(0.95),
            Self::Mean | Self::Es5 => None,
        }
    }

    /// Its value and standard error in `estimate`, where it exists.
    pub fn read(self, estimate: &Estimate) -> Option<(f64, Option<f64>)> {
        let Measured { value, se, .. } = self.measure(estimate);
        Some((value?, se))
    }

    /// Its value in `estimate`, with its error; a quantile's is read off its interval.
    pub fn measure(self, estimate: &Estimate) -> Measured {
        let value = match self {
            Self::Mean => return Measured::new(estimate.mean, estimate.se),
            Self::Es5 => return Measured::new(estimate.es5, estimate.es5_se),
            Self::P5 => estimate.p5,
            Self::P25 => estimate.p25,
            Self::P50 => estimate.p50,
            Self::P75 => estimate.p75,
            Self::P95 => estimate.p95,
        };
        let interval = estimate.intervals.get(self.key()).copied();
        Measured { value, se: interval.map(error_from_interval), interval }
    }
}

/// Values that spread by less than this, relatively, are the same: what is left is rounding.
const ROUNDING: f64 = 1e-12;

/// Whether values of this variance and mean are all the same but for rounding.
pub(in crate::analysis) fn is_constant(variance: f64, mean: f64) -> bool {
    variance <= (ROUNDING * mean).powi(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_is_as_wide_as_it_says() {
        let interval = Interval::from_error(2.0, 0.5);
        assert_eq!(interval.estimate, 2.0);
        // 2 ± 0.979982 of any table; to the digits written here.
        assert!((interval.low - 1.020_018).abs() < 1e-6 && (interval.high - 2.979_982).abs() < 1e-6, "{interval:?}");
    }

    #[test]
    fn rounding_is_not_variance() {
        assert!(is_constant(0.0, 0.0) && is_constant(0.0, 5.0) && is_constant(-1e-20, 1.0) && is_constant(1e-10, 1e9));
        assert!(!is_constant(1e-10, 0.0) && !is_constant(1e-10, 1.0) && !is_constant(1.0, 1e9));
    }
}
