//! Where a search is: the table, the box, and the rows in it.

use rayon::prelude::*;

use super::inside::Inside;
use super::options::Options;
use super::region::{Column, Count, Limit};
use super::view::View;

/// A search among some of the rows of a table.
pub(super) struct State<'a> {
    pub(super) columns: &'a [Column<'a>],
    pub(super) options: Options,
    /// Every column of the box, as peeling sees it.
    pub(super) views: Vec<View<'a>>,
    /// The rows that are searched, and how many they are.
    pub(super) rows: Vec<u32>,
    pub(super) all: Count,
    /// The box: its limits, by variable, and its rows.
    pub(super) limits: Vec<Limit>,
    pub(super) inside: Inside<'a>,
}

impl<'a> State<'a> {
    /// At the whole space, which is the rows inside; `views` are those of the whole table.
    pub(super) fn new(columns: &'a [Column<'a>], views: &'a [View<'a>], inside: Inside<'a>, options: Options) -> Self {
        Self {
            columns,
            options,
            views: views.par_iter().map(|view| view.within(&inside)).collect(),
            rows: inside.rows.clone(),
            all: inside.count,
            limits: Vec::new(),
            inside,
        }
    }

    /// The codes of the names that occur in the rows that are searched, rising.
    pub(super) fn names(&self, codes: &[u8], names: usize) -> Vec<u8> {
        let mut occurs = vec![false; names];
        self.rows.iter().for_each(|&row| occurs[usize::from(codes[row as usize])] = true);
        (0..names).filter(|&name| occurs[name]).map(|name| name as u8).collect()
    }
}
