//! Which histories are in the box that a search is at.

use super::region::Count;

/// Some of the rows of a table: a bit each, so that it stays in the fastest memory.
#[derive(Debug, Clone)]
pub(super) struct Rows(Vec<u64>);

impl Rows {
    /// None of this many.
    fn none(rows: usize) -> Self {
        Self(vec![0; rows.div_ceil(64)])
    }

    /// Whether a row is among them.
    pub(super) fn has(&self, row: u32) -> bool {
        self.0[row as usize / 64] >> (row % 64) & 1 == 1
    }

    /// How many they are.
    pub(super) fn len(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    fn add(&mut self, row: u32) {
        self.0[row as usize / 64] |= 1 << (row % 64);
    }

    fn drop(&mut self, row: u32) {
        self.0[row as usize / 64] &= !(1 << (row % 64));
    }

    /// How many `rows` are, and how many of them are among these, which are the hits.
    pub(super) fn tally(&self, rows: &[u32]) -> Count {
        Count { rows: rows.len(), hits: rows.iter().map(|&row| usize::from(self.has(row))).sum() }
    }
}

impl From<&[bool]> for Rows {
    fn from(marks: &[bool]) -> Self {
        let mut rows = Self::none(marks.len());
        (0..).zip(marks).filter(|(_, mark)| **mark).for_each(|(row, _)| rows.add(row));
        rows
    }
}

/// The histories in a box.
#[derive(Debug, Clone)]
pub(super) struct Inside<'a> {
    /// Their rows, rising.
    pub(super) rows: Vec<u32>,
    /// The same.
    member: Rows,
    /// Those of the whole table that are hits.
    pub(super) hits: &'a Rows,
    /// How many they are.
    pub(super) count: Count,
}

impl<'a> Inside<'a> {
    /// These rows, rising, of a table of `all`.
    pub(super) fn new(rows: Vec<u32>, all: usize, hits: &'a Rows) -> Self {
        let mut member = Rows::none(all);
        rows.iter().for_each(|&row| member.add(row));
        let count = hits.tally(&rows);
        Self { rows, member, hits, count }
    }

    /// Whether a row is among them.
    pub(super) fn has(&self, row: u32) -> bool {
        self.member.has(row)
    }

    /// Takes out the rows that are to `leave`, and returns them.
    pub(super) fn remove(&mut self, leave: impl Fn(usize) -> bool) -> Vec<u32> {
        let (gone, rest): (Vec<u32>, Vec<u32>) = self.rows.iter().partition(|&&row| leave(row as usize));
        gone.iter().for_each(|&row| self.member.drop(row));
        self.count = self.count.less(self.hits.tally(&gone));
        self.rows = rest;
        gone
    }
}
