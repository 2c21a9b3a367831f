//! Quantiles of any number of values in a fixed space: a histogram whose bins widen with the value, and apart from it the
//! values that many simulations hold (atoms), which are kept exactly.
//!
//! A bin holds the values that share sign, exponent and the leading bits of the mantissa, so that its
//! width is at most `2^-bits` of the value. Counts are whole numbers: results do not depend on the number of threads.

mod atoms;
mod keys;
mod pieces;
#[cfg(test)]
mod tests;

use std::iter::repeat_n;

use super::Z;
use crate::simd::dispatch_simd;
use atoms::{Atom, Ends};
use keys::{Keyed, Keys, MANTISSA, NOTHING, key};

pub(in crate::analysis) use atoms::repeated;
#[cfg(test)]
use pieces::Tail;
pub use pieces::{Piece, Pieces};

/// Blocks of values that are searched for atoms: so many at first, and then one in so many. Blocks of a run are alike.
const SEARCHED: u64 = 8;
/// Most atoms. Where more values repeat, the others fall into bins.
const ATOMS: usize = 64;

/// A sketch of a distribution.
#[derive(Debug, Clone)]
pub struct Sketch {
    bits: u32,
    /// Magnitudes below this share one bin, but for zero itself, which bounds the number of pages.
    least: f64,
    /// Counts by bin, page by page in the order in which they were met: a page is one sign and exponent. Atoms are not
    /// among them.
    bins: Vec<u32>,
    /// Where each page is in `bins`, in ascending order from page `first` on; 0 where it is not, otherwise 1 more.
    places: Vec<u16>,
    first: i64,
    /// In the bin about zero.
    zeros: u64,
    /// Ascending; zero is one from the start.
    atoms: Vec<Atom>,
    count: u64,
    /// Blocks taken.
    blocks: u64,
    /// The least value and the greatest.
    ends: (f64, f64),
}

impl Sketch {
    /// A sketch whose bins are at most `2^-bits` of the value wide; magnitudes below `least` are told from zero alone.
    pub fn new(bits: u32, least: f64) -> Self {
        Self {
            bits,
            least,
            bins: Vec::new(),
            places: Vec::new(),
            first: 0,
            zeros: 0,
            atoms: vec![Atom { value: 0.0, from: least_of_bin(-least), count: 0, below: 0 }],
            count: 0,
            blocks: 0,
            ends: (f64::INFINITY, f64::NEG_INFINITY),
        }
    }

    /// Greatest relative error of a quantile of values from `least` on: the width of a bin.
    pub fn accuracy(&self) -> f64 {
        1.0 / f64::from(1_u32 << self.bits)
    }

    /// Takes a value; NaN is not one. Only values taken together are searched for atoms.
    pub fn add(&mut self, value: f64) {
        if value.is_nan() {
            return;
        }
        self.count += 1;
        self.ends = (self.ends.0.min(value), self.ends.1.max(value));
        if let Some(atom) = self.atoms.iter_mut().find(|atom| atom.value == value) {
            atom.count += 1;
            return;
        }
        self.atoms.iter_mut().for_each(|atom| atom.below += u64::from(atom.from <= value && value < atom.value));
        self.count_bin(value);
    }

    /// Counts a value that is no atom in its bin.
    fn count_bin(&mut self, value: f64) {
        if value.abs() < self.least {
            self.zeros += 1;
            return;
        }
        let key = self.key(value);
        let bin = self.bin_of(key).unwrap_or_else(|| self.new_page(key));
        self.bins[bin] += 1;
    }

    /// Takes values; NaN is not one.
    pub fn take(&mut self, values: &[f64]) {
        let (least, most) = dispatch_simd(Ends(values));
        self.ends = (self.ends.0.min(least), self.ends.1.max(most));
        let mut others = values.to_vec();
        let there = |atom: &&mut Atom| least <= atom.value && atom.value <= most;
        self.count += self.atoms.iter_mut().filter(there).map(|atom| atom.take_out(&mut others)).sum::<u64>();
        if self.atoms.len() < ATOMS && (self.blocks < SEARCHED || self.blocks.is_multiple_of(SEARCHED)) {
            for value in repeated(&others) {
                self.count += self.new_atom(value, &mut others);
            }
        }
        self.blocks += 1;
        let has_below = |atom: &&mut Atom| least < atom.value && atom.from <= most;
        self.atoms.iter_mut().filter(has_below).for_each(|atom| atom.count_below(&others));
        self.count_bins(&others);
    }

    /// Makes a value an atom, if there is room, and takes it out of others; how often it was there.
    fn new_atom(&mut self, value: f64, others: &mut [f64]) -> u64 {
        if self.atoms.len() >= ATOMS {
            return 0;
        }
        let (low, high, count) = self.bin_about(value);
        // Of what its bin took before, as much lies below it as if that were spread evenly.
        let below = (count as f64 * (value - low) / (high - low)) as u64;
        let mut atom = Atom { value, from: least_of_bin(low), count: 0, below };
        let count = atom.take_out(others);
        let place = self.atoms.partition_point(|other| other.value < value);
        self.atoms.insert(place, atom);
        count
    }

    /// The bin about a value: lower end, upper end, count.
    fn bin_about(&self, value: f64) -> (f64, f64, u64) {
        if value.abs() < self.least {
            return (-self.least, self.least, self.zeros);
        }
        let key = self.key(value);
        let (low, high) = self.edges(key);
        (low, high, self.bin_of(key).map_or(0, |bin| self.bins[bin].into()))
    }

    /// Counts values, none of which is an atom, in their bins.
    ///
    /// Where they lie near each other they are counted apart first, close at hand: the counts of hundreds of sketches lie far apart.
    fn count_bins(&mut self, values: &[f64]) {
        let mut keys = vec![NOTHING; values.len()];
        let Keyed { zeros, least, most } =
            dispatch_simd(Keys { values, least: self.least, shift: MANTISSA - self.bits, found: &mut keys });
        self.zeros += zeros;
        self.count += zeros;
        if most == NOTHING {
            return;
        }
        if (most - least) as usize > 4 * values.len() {
            let least = self.least;
            for &value in values.iter().filter(|value| value.abs() >= least) {
                self.count += 1;
                self.count_bin(value);
            }
            return;
        }
        // In front of all stand those that have no bin.
        let mut counts = vec![0; (most - least + 2) as usize];
        keys.iter().for_each(|key| counts[(key.saturating_sub(least) + 1).max(0) as usize] += 1);
        let (mut key, mut counts) = (i64::from(least), &counts[1..]);
        while !counts.is_empty() {
            let page = 1 << self.bits;
            let (of_page, beyond) = counts.split_at(counts.len().min((page - (key & (page - 1))) as usize));
            let count: u32 = of_page.iter().sum();
            if count > 0 {
                let first = self.bin_of(key).unwrap_or_else(|| self.new_page(key));
                self.bins[first..].iter_mut().zip(of_page).for_each(|(bin, count)| *bin += count);
                self.count += u64::from(count);
            }
            key += of_page.len() as i64;
            counts = beyond;
        }
    }

    fn key(&self, value: f64) -> i64 {
        i64::from(key(value, MANTISSA - self.bits))
    }

    /// Where the bin of a key is, if its page was met before.
    fn bin_of(&self, key: i64) -> Option<usize> {
        let place = self.places.get(((key >> self.bits) - self.first) as usize)?;
        let bin = key as usize & ((1 << self.bits) - 1);
        Some((usize::from(place.checked_sub(1)?) << self.bits) + bin)
    }

    /// Makes room for the page of a key, which was not met before; where its bin is.
    #[cold]
    fn new_page(&mut self, key: i64) -> usize {
        let page = key >> self.bits;
        if self.places.is_empty() {
            self.first = page;
        }
        let missing = (self.first - page).max(0);
        self.places.splice(..0, repeat_n(0, missing as usize));
        self.first -= missing;
        let place = (page - self.first) as usize;
        self.places.resize(self.places.len().max(place + 1), 0);
        self.bins.resize(self.bins.len() + (1 << self.bits), 0);
        self.places[place] = (self.bins.len() >> self.bits) as u16;
        self.bins.len() - (1 << self.bits) + (key as usize & ((1 << self.bits) - 1))
    }

    /// How many values it has taken.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// How many values lie above zero.
    pub fn above_zero(&self) -> u64 {
        let atoms: u64 = self.atoms.iter().filter(|atom| atom.value > 0.0).map(|atom| atom.count).sum();
        let about_zero = self.zeros - self.atoms.iter().find(|atom| atom.value == 0.0).map_or(0, |zero| zero.below);
        atoms
            + about_zero
            + self.pages().filter(|(page, _)| *page >= 0).map(|(_, start)| sum(self.page(start))).sum::<u64>()
    }

    /// How many values lie below zero.
    pub fn below_zero(&self) -> u64 {
        let atoms: u64 = self.atoms.iter().filter(|atom| atom.value < 0.0).map(|atom| atom.count).sum();
        let about_zero = self.atoms.iter().find(|atom| atom.value == 0.0).map_or(0, |zero| zero.below);
        atoms
            + about_zero
            + self.pages().filter(|(page, _)| *page < 0).map(|(_, start)| sum(self.page(start))).sum::<u64>()
    }

    /// Pages that were met, ascending: number, and where their counts begin.
    fn pages(&self) -> impl Iterator<Item = (i64, usize)> + '_ {
        let met = (self.first..).zip(&self.places).filter(|(_, place)| **place > 0);
        met.map(|(page, &place)| (page, usize::from(place - 1) << self.bits))
    }

    /// Counts of the page that begins at `start`.
    fn page(&self, start: usize) -> &[u32] {
        &self.bins[start..][..1 << self.bits]
    }

    /// Ends of the bin of a key.
    fn edges(&self, key: i64) -> (f64, f64) {
        // The least magnitude of a bin, by the leading bits of its values.
        let edge = |leading: i64| f64::from_bits((leading as u64) << (MANTISSA - self.bits));
        match key {
            ..0 => (-edge(-key), -edge(-key - 1)),
            0.. => (edge(key), edge(key + 1)),
        }
    }

    /// Bins that hold something, ascending: lower end, upper end, count.
    fn bins(&self) -> impl Iterator<Item = (f64, f64, u64)> + '_ {
        let of = move |(page, start): (i64, usize)| {
            let met = self.page(start).iter().enumerate().filter(|(_, count)| **count > 0);
            met.map(move |(bin, &count)| {
                let (low, high) = self.edges((page << self.bits) + bin as i64);
                (low, high, u64::from(count))
            })
        };
        let side = |below: bool| self.pages().filter(move |(page, _)| (*page < 0) == below).flat_map(of);
        let zeros = (self.zeros > 0).then_some((-self.least, self.least, self.zeros));
        side(true).chain(zeros).chain(side(false))
    }

    /// The distribution as far as it is known: bins cut at the atoms that lie in them and at the least and greatest value, and the atoms.
    pub fn pieces(&self) -> Pieces {
        let mut pieces = Vec::new();
        if self.count == 0 {
            return Pieces::default();
        }
        let (least, most) = self.ends;
        let mut piece = |low: f64, high: f64, count: u64| {
            let (low, high) = (low.clamp(least, most), high.clamp(least, most));
            pieces.push(Piece { low, high, weight: count as f64 });
        };
        let mut atoms = self.atoms.iter().peekable();
        for (low, high, count) in self.bins() {
            let first = least_of_bin(low);
            while let Some(atom) = atoms.next_if(|atom| atom.from < first) {
                piece(atom.value, atom.value, atom.count);
            }
            let (mut from, mut before) = (low, 0);
            while let Some(atom) = atoms.next_if(|atom| atom.from == first) {
                let below = atom.below.clamp(before, count);
                piece(from, atom.value, below - before);
                piece(atom.value, atom.value, atom.count);
                (from, before) = (atom.value, below);
            }
            piece(from, high, count - before);
        }
        atoms.for_each(|atom| piece(atom.value, atom.value, atom.count));
        Pieces::new(pieces)
    }

    /// The value below which the share `p` lies; `None` without values.
    pub fn quantile(&self, p: f64) -> Option<f64> {
        self.pieces().at_rank(p * (self.count as f64 - 1.0))
    }
}

impl Pieces {
    /// Of counts: the value below which the share `p` of the values lies.
    pub fn count_quantile(&self, p: f64) -> Option<f64> {
        self.at_rank(p * (self.total() - 1.0))
    }

    /// Of counts: the quantile `p` of the highest `count` values, straight between two that are neighbours: of an even count the median is the
    /// mean of the two in the middle.
    pub fn quantile_of_highest(&self, count: f64, p: f64) -> Option<f64> {
        let rank = self.total() - count + p * (count - 1.0).max(0.0);
        let (low, high) = (self.at_rank(rank.floor())?, self.at_rank(rank.ceil())?);
        Some(low + (high - low) * (rank - rank.floor()))
    }

    /// Of counts: distribution-free 95% interval of the quantile `p`, from the binomial distribution of ranks.
    pub fn count_interval(&self, p: f64) -> Option<[f64; 2]> {
        let n = self.total();
        let half = Z * (n * p * (1.0 - p)).sqrt();
        let centre = p * (n - 1.0);
        Some([self.at_rank(centre - half)?, self.at_rank(centre + half)?])
    }
}

/// The least value of the bin that begins at `low`: below zero bins hold their upper ends, above it their lower ones.
fn least_of_bin(low: f64) -> f64 {
    if low < 0.0 { low.next_up() } else { low }
}

fn sum(counts: &[u32]) -> u64 {
    counts.iter().map(|&count| u64::from(count)).sum()
}
