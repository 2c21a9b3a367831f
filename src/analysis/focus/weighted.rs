//! Means and distributions of weighted histories, in memory that does not grow with their number.

use crate::analysis::statistics::{Piece, Pieces, repeated};
use std::collections::BTreeMap;

use super::super::shift::Told;

/// Leading bits of the mantissa that tell bins apart: they are 0.4% of the value wide.
const BITS: u32 = 8;
const SHIFT: u32 = 52 - BITS;
/// Values that are searched for repetitions together.
const AT_ONCE: usize = 1000;
/// Most values that are counted by themselves.
const ATOMS: usize = 64;

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

/// A distribution of weighted values; those that many histories hold are counted by themselves.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Spread {
    bins: BTreeMap<i64, f64>,
    /// Values that repeat, and their weights.
    atoms: Vec<(f64, f64)>,
    /// Weights and values that are in neither yet.
    waiting: Vec<(f64, f64)>,
    w: f64,
    ww: f64,
    least: f64,
    most: f64,
}

impl Default for Spread {
    fn default() -> Self {
        Self {
            bins: BTreeMap::new(),
            atoms: Vec::new(),
            waiting: Vec::new(),
            w: 0.0,
            ww: 0.0,
            least: f64::INFINITY,
            most: f64::NEG_INFINITY,
        }
    }
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
        self.w += weight;
        self.ww += weight * weight;
        self.least = self.least.min(value);
        self.most = self.most.max(value);
        self.waiting.push((weight, value));
        if self.waiting.len() == AT_ONCE {
            self.settle();
        }
    }

    /// Counts what waits: values that repeat by themselves, the others in their bins.
    fn settle(&mut self) {
        let values: Vec<f64> = self.waiting.iter().map(|waiting| waiting.1).collect();
        let known = |atoms: &[(f64, f64)], value: f64| atoms.iter().position(|atom| atom.0 == value);
        for value in repeated(&values) {
            if known(&self.atoms, value).is_none() && self.atoms.len() < ATOMS {
                self.atoms.push((value, 0.0));
            }
        }
        for (weight, value) in std::mem::take(&mut self.waiting) {
            if let Some(place) = known(&self.atoms, value) {
                self.atoms[place].1 += weight;
                continue;
            }
            let bits = (value.abs().to_bits() >> SHIFT) as i64;
            *self.bins.entry(if value < 0.0 { -1 - bits } else { bits }).or_default() += weight;
        }
    }

    /// The distribution as far as it is known.
    pub(super) fn pieces(&self) -> Pieces {
        let mut settled = self.clone();
        settled.settle();
        let edge = |bits: i64| f64::from_bits((bits as u64) << SHIFT);
        let (least, most) = (self.least, self.most);
        let bins = settled.bins.iter().map(|(&bin, &weight)| {
            let (low, high) = if bin < 0 { (-edge(-bin), -edge(-1 - bin)) } else { (edge(bin), edge(bin + 1)) };
            Piece { low: low.clamp(least, most), high: high.clamp(least, most), weight }
        });
        let atoms = settled.atoms.iter().map(|&(value, weight)| Piece { low: value, high: value, weight });
        Pieces::of(bins.chain(atoms).collect())
    }

    /// Histories of equal weight that these are worth (Kish 1965).
    pub(super) fn effective(&self) -> f64 {
        if self.ww > 0.0 { self.w * self.w / self.ww } else { 0.0 }
    }
}
