//! Intervals of a share that was counted.

use crate::normal::{Level, quantile};
use crate::quantity::special::beta;

// exists in marketgate at 95%: src/analysis/statistics/moments.rs `proportion`
/// The Wilson interval of `count` of `n` at a confidence level (Wilson 1927). The count may be fractional. None where `n` is not above 0.
pub fn wilson(count: f64, n: f64, level: f64) -> Option<[f64; 2]> {
    if n.is_nan() || n <= 0.0 {
        return None;
    }
    let (p, z) = (count / n, quantile(Level::new(f64::midpoint(1.0, level))));
    let centre = p + z * z / (2.0 * n);
    let half = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + z * z / n;
    Some([((centre - half) / scale).max(0.0), ((centre + half) / scale).min(1.0)])
}

/// The interval of Clopper and Pearson (1934) of `count` of `n`: covers at least as often as its level says.
pub fn clopper_pearson(count: u32, n: u32, level: f64) -> [f64; 2] {
    let (k, n, tail) = (f64::from(count), f64::from(n), (1.0 - level) / 2.0);
    let low = if count == 0 { 0.0 } else { beta_quantile(k, n - k + 1.0, tail) };
    let high = if k >= n { 1.0 } else { beta_quantile(k + 1.0, n - k, 1.0 - tail) };
    [low, high]
}

/// Central interval of a Beta(a, b) number: with a = count + 1/2 and b = n − count + 1/2, the Jeffreys interval.
pub fn beta_tail(a: f64, b: f64, level: f64) -> [f64; 2] {
    [beta_quantile(a, b, (1.0 - level) / 2.0), beta_quantile(a, b, f64::midpoint(1.0, level))]
}

/// Quantile of a Beta(a, b) number at a probability inside (0, 1), by bisection to full precision.
pub fn beta_quantile(a: f64, b: f64, probability: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    loop {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            return middle;
        }
        let is_reached = beta(a, b, middle, 1.0 - middle).level.below >= probability;
        *(if is_reached { &mut high } else { &mut low }) = middle;
    }
}
