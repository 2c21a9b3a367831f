//! Values held by many simulations, which a sketch counts apart from its bins.

use crate::simd::dispatch_simd;

/// Slots of the table in which values that repeat meet themselves.
const SLOTS: usize = 1024;

/// A value held by many simulations.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Atom {
    pub(super) value: f64,
    /// The least value that shares its bin.
    pub(super) from: f64,
    /// How many hold it.
    pub(super) count: u64,
    /// Other values of its bin that lie below it.
    pub(super) below: u64,
}

/// Values that occur so often among these that they are no coincidence: about once in a hundred.
///
/// A value meets itself again in the slot of a table that its bits name, unless another one took the slot between; the
/// time does not depend on how many repeat. NaN is not a value.
pub(in crate::analysis) fn repeated(values: &[f64]) -> Vec<f64> {
    let needed = 3 + values.len() / 200;
    if values.len() < needed {
        return Vec::new();
    }
    let mut seen = [f64::NAN; SLOTS];
    let mut met: Vec<f64> = Vec::new();
    for &value in values {
        let slot = &mut seen[slot(value)];
        if *slot == value {
            met.push(value);
        }
        *slot = value;
    }
    met.sort_unstable_by(f64::total_cmp);
    met.chunk_by(|a, b| a == b).filter(|same| same.len() + 1 >= needed).map(|same| same[0]).collect()
}

/// The slot of a value, by a multiplication that spreads its bits (Knuth 1973).
fn slot(value: f64) -> usize {
    ((value + 0.0).to_bits().wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - SLOTS.ilog2())) as usize
}

/// Takes a value out of others, and counts how often it was there.
pub(super) struct TakeOut<'a> {
    pub(super) value: f64,
    /// NaN takes its place.
    pub(super) from: &'a mut [f64],
}

impl pulp::NullaryFnOnce for TakeOut<'_> {
    type Output = u64;

    #[inline(always)]
    fn call(self) -> u64 {
        let mut count = 0;
        for value in self.from {
            let same = *value == self.value;
            count += u64::from(same);
            *value = if same { f64::NAN } else { *value };
        }
        count
    }
}

/// How many of the values lie from one on and below another.
pub(super) struct Between<'a> {
    pub(super) values: &'a [f64],
    pub(super) from: f64,
    pub(super) to: f64,
}

impl pulp::NullaryFnOnce for Between<'_> {
    type Output = u64;

    #[inline(always)]
    fn call(self) -> u64 {
        self.values.iter().map(|value| u64::from(*value >= self.from) & u64::from(*value < self.to)).sum()
    }
}

/// The least and the greatest of many values; infinite where there is none.
pub(super) struct Ends<'a>(pub(super) &'a [f64]);

impl pulp::NullaryFnOnce for Ends<'_> {
    type Output = (f64, f64);

    #[inline(always)]
    fn call(self) -> (f64, f64) {
        let (mut least, mut most) = ([f64::INFINITY; 8], [f64::NEG_INFINITY; 8]);
        for part in self.0.chunks(8) {
            for (lane, &value) in part.iter().enumerate() {
                least[lane] = if value < least[lane] { value } else { least[lane] };
                most[lane] = if value > most[lane] { value } else { most[lane] };
            }
        }
        (least.into_iter().fold(f64::INFINITY, f64::min), most.into_iter().fold(f64::NEG_INFINITY, f64::max))
    }
}

impl Atom {
    /// Takes its value out of others; `below` is counted once all atoms are out.
    pub(super) fn take_out(&mut self, from: &mut [f64]) -> u64 {
        let count = dispatch_simd(TakeOut { value: self.value, from });
        self.count += count;
        count
    }

    /// Counts others of its bin that lie below it.
    pub(super) fn count_below(&mut self, others: &[f64]) {
        self.below += dispatch_simd(Between { values: others, from: self.from, to: self.value });
    }
}
