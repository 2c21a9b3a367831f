//! The two ends of a column of many different numbers, kept in order while rows leave the box.
//!
//! Peeling looks at the ends alone, so only they are sorted: somewhat more of them than one peel takes. What a tail
//! holds stays in order as rows leave, and serves any part of the table. One that has become too short is made anew
//! from the rows that are left.

use super::cut::{Cut, Peel};
use super::inside::Inside;
use super::region::End;

/// How many times the share of a peel a new tail holds, about.
const RESERVE: f64 = 2.0;
/// Rows that are looked at to guess where a tail ends.
const SAMPLE: usize = 1024;

/// A column with its tails.
#[derive(Debug, Clone)]
pub(super) struct Ends<'a> {
    values: &'a [f64],
    /// Rows of the lowest values in the box, rising: all of them up to some value.
    low: Vec<u32>,
    /// Rows of the highest values in the box, falling: all of them down to some value.
    high: Vec<u32>,
}

impl<'a> Ends<'a> {
    /// Those of a column over the rows inside, when each peel takes this share.
    pub(super) fn new(values: &'a [f64], inside: &Inside, peel: f64) -> Self {
        let depth = depth(inside.count.rows, peel);
        Self {
            values,
            low: tail(values, &inside.rows, depth, End::Low),
            high: tail(values, &inside.rows, depth, End::High),
        }
    }

    /// The same column for some of the rows.
    pub(super) fn within(&self, inside: &Inside) -> Self {
        let some = |tail: &[u32]| {
            let mut kept = tail.to_vec();
            retain(&mut kept, inside);
            // Held in the space it needs, since there may be many at once.
            kept[..].to_vec()
        };
        Self { values: self.values, low: some(&self.low), high: some(&self.high) }
    }

    /// Forgets the rows that are no longer inside.
    pub(super) fn forget(&mut self, inside: &Inside) {
        retain(&mut self.low, inside);
        retain(&mut self.high, inside);
    }

    /// What a peel at one end takes: the value at the quantile, all that is beyond it, and all that is tied with it.
    /// None where all values are the same.
    pub(super) fn peel(&mut self, end: End, quota: usize, inside: &Inside, peel: f64) -> Option<Peel> {
        let rows = inside.count.rows;
        let tail = if end == End::Low { &mut self.low } else { &mut self.high };
        let mut wanted = depth(rows, peel);
        while taken(self.values, tail, quota).is_none() && tail.len() < rows {
            *tail = self::tail(self.values, &inside.rows, wanted, end);
            wanted = wanted.saturating_mul(2);
        }
        let taken = taken(self.values, tail, quota)?;
        let [last, next] = [taken - 1, taken].map(|place| self.values[tail[place] as usize]);
        let limit = between(next, last);
        let cut = if end == End::Low { Cut::Low(limit) } else { Cut::High(limit) };
        Some(Peel { cut, taken: inside.hits.tally(&tail[..taken]) })
    }
}

/// Keeps the rows that are inside.
fn retain(rows: &mut Vec<u32>, inside: &Inside) {
    // As `Vec::retain`, but without a branch on what cannot be foreseen.
    let mut kept = 0;
    for place in 0..rows.len() {
        let row = rows[place];
        rows[kept] = row;
        kept += usize::from(inside.has(row));
    }
    rows.truncate(kept);
}

/// The middle between the last value that is kept and the first that is not: a limit that only the former meets.
pub(super) fn between(kept: f64, gone: f64) -> f64 {
    let middle = 0.5 * kept + 0.5 * gone;
    // Of neighbouring floats, or with infinity, there is none.
    if middle > kept.min(gone) && middle < kept.max(gone) { middle } else { kept }
}

/// How many rows a new tail is to hold.
fn depth(rows: usize, peel: f64) -> usize {
    (RESERVE * peel * rows as f64) as usize + 2
}

/// How many rows of a tail go when `quota` are to go, with those that are tied; none where the tail does not show a
/// value that stays.
fn taken(values: &[f64], tail: &[u32], quota: usize) -> Option<usize> {
    let last = values[*tail.get(quota - 1)? as usize];
    let tied = |&row: &u32| values[row as usize] == last;
    // Mostly there is no tie, which one look tells.
    let ties = if tail.get(quota).is_some_and(tied) { tail[quota..].partition_point(tied) } else { 0 };
    let taken = quota + ties;
    (taken < tail.len()).then_some(taken)
}

/// About `depth` of these rows, those nearest to one end, from there on: all up to some value.
fn tail(values: &[f64], rows: &[u32], depth: usize, end: End) -> Vec<u32> {
    let key = |row: u32| order(values[row as usize], end);
    let cut = if depth < rows.len() {
        let mut sample: Vec<u64> = rows.iter().step_by(rows.len().div_ceil(SAMPLE)).map(|&row| key(row)).collect();
        let place = depth * sample.len() / rows.len();
        *sample.select_nth_unstable(place).1
    } else {
        u64::MAX
    };
    let mut found: Vec<(u64, u32)> = Vec::with_capacity(depth.min(rows.len()) * 5 / 4);
    found.extend(rows.iter().map(|&row| (key(row), row)).filter(|&(key, _)| key <= cut));
    found.sort_unstable();
    found.into_iter().map(|(_, row)| row).collect()
}

/// A whole number that is smaller the nearer a value is to this end, and the same for equal values.
fn order(value: f64, end: End) -> u64 {
    // The bits of a positive float rise with it, those of a negative one fall; −0 + 0 = 0.
    let bits = (value + 0.0).to_bits();
    let rising = if bits >> 63 == 0 { bits | 1 << 63 } else { !bits };
    if end == End::Low { rising } else { !rising }
}
