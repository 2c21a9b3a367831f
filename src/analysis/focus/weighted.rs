//! Means and distributions of weighted histories, in memory that does not grow with their number.

use std::collections::BTreeMap;

use super::super::shift::Told;
use super::super::sketch::weight_below;

/// Half the width of a 95% interval in standard errors.
pub(super) const Z: f64 = 1.959_963_985;
/// Leading bits of the mantissa that tell bins apart: they are 0.4% of the value wide.
const BITS: u32 = 8;
const SHIFT: u32 = 52 - BITS;

/// Sums over weighted values.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Weighted {
    w: f64,
    ww: f64,
    wx: f64,
    wxx: f64,
    wwx: f64,
    wwxx: f64,
}

/// A distribution of weighted values.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Spread {
    bins: BTreeMap<i64, f64>,
    w: f64,
    ww: f64,
}

impl Weighted {
    /// Takes a value; NaN is none.
    pub(super) fn add(&mut self, weight: f64, value: f64) {
        if value.is_nan() {
            return;
        }
        self.w += weight;
        self.ww += weight * weight;
        self.wx += weight * value;
        self.wxx += weight * value * value;
        self.wwx += weight * weight * value;
        self.wwxx += (weight * value).powi(2);
    }

    /// The mean, a ratio of sums, with the error of such a one (delta method).
    pub(super) fn mean(&self) -> Told {
        if self.w <= 0.0 {
            return Told::default();
        }
        let mean = self.wx / self.w;
        let square = self.wwxx - 2.0 * mean * self.wwx + mean * mean * self.ww;
        Told { value: Some(mean), se: Some(square.max(0.0).sqrt() / self.w) }
    }

    /// Standard deviation of the values.
    pub(super) fn deviation(&self) -> f64 {
        let mean = self.wx / self.w;
        (self.wxx / self.w - mean * mean).max(0.0).sqrt()
    }

    /// Sum of the weights.
    pub(super) fn weight(&self) -> f64 {
        self.w
    }

    /// Histories of equal weight that these are worth (Kish 1965): (Σw)²/Σw².
    pub(super) fn effective(&self) -> f64 {
        if self.ww > 0.0 { self.w * self.w / self.ww } else { 0.0 }
    }
}

impl Spread {
    /// Takes a value; NaN is none.
    pub(super) fn add(&mut self, weight: f64, value: f64) {
        if value.is_nan() {
            return;
        }
        let bits = (value.abs().to_bits() >> SHIFT) as i64;
        *self.bins.entry(if value < 0.0 { -1 - bits } else { bits }).or_default() += weight;
        self.w += weight;
        self.ww += weight * weight;
    }

    /// Bins in rising order: lower end, upper end, weight.
    fn bins(&self) -> impl Iterator<Item = (f64, f64, f64)> + '_ {
        let edge = |bits: i64| f64::from_bits((bits as u64) << SHIFT);
        self.bins.iter().map(move |(&bin, &weight)| {
            if bin < 0 { (-edge(-bin), -edge(-1 - bin), weight) } else { (edge(bin), edge(bin + 1), weight) }
        })
    }

    /// The value below which the share `p` lies.
    pub(super) fn at(&self, p: f64) -> Option<f64> {
        let mut left = p.clamp(0.0, 1.0) * self.w;
        let mut end = None;
        for (low, high, weight) in self.bins() {
            if left <= weight && weight > 0.0 {
                return Some(low + (high - low) * left / weight);
            }
            left -= weight;
            end = Some(high);
        }
        end
    }

    /// The same with a standard error, from the ranks that as many histories of equal weight would have.
    pub(super) fn quantile(&self, p: f64) -> Told {
        let effective = if self.ww > 0.0 { self.w * self.w / self.ww } else { 0.0 };
        let half = Z * (p * (1.0 - p) / effective).sqrt();
        let ends = self.at(p - half).zip(self.at(p + half));
        Told { value: self.at(p), se: ends.map(|(low, high)| (high - low) / (2.0 * Z)) }
    }

    /// Probability of a value at or below each of `grid`.
    pub(super) fn below(&self, grid: &[f64]) -> Vec<f64> {
        let below = |level: f64| self.bins().map(|bin| weight_below(level, bin)).sum::<f64>() / self.w;
        grid.iter().map(|&level| below(level).clamp(0.0, 1.0)).collect()
    }
}
