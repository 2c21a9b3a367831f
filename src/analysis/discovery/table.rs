//! The table of histories in which boxes are searched.

use rayon::prelude::*;

use super::inside::{Inside, Rows};
use super::options::Options;
use super::region::{Column, Trajectory};
use super::search::search;
use super::view::View;

/// A table of histories, some of which are hits, made ready for searches.
#[derive(Debug)]
pub struct Discovery<'a> {
    pub(super) columns: &'a [Column<'a>],
    pub(super) options: Options,
    /// How many histories there are, and which of them are hits.
    pub(super) rows: usize,
    pub(super) hits: Rows,
    views: Vec<View<'a>>,
}

impl<'a> Discovery<'a> {
    /// That of these columns and hits, one a history.
    ///
    /// # Panics
    /// When lengths differ, a share is outside its range, or there are 2³² histories or more.
    pub fn new(columns: &'a [Column<'a>], hits: &[bool], options: Options) -> Self {
        assert!(columns.iter().all(|column| column.len() == hits.len()), "each history has a value in each column");
        let share = |share: f64| share > 0.0 && share < 0.5;
        assert!(share(options.peel) && share(options.paste), "a step takes less than half: {options:?}");
        assert!(u32::try_from(hits.len()).is_ok(), "{} histories are too many", hits.len());
        let numbers = |column: &Column| !matches!(column, Column::Number(values) if values.iter().any(|x| x.is_nan()));
        debug_assert!(columns.iter().all(numbers), "a number is missing");
        let (rows, hits) = (hits.len(), Rows::from(hits));
        let inside = Inside::new((0..rows as u32).collect(), rows, &hits);
        let views = columns.par_iter().map(|column| View::new(*column, &inside, options.peel)).collect();
        Self { columns, options, rows, hits, views }
    }

    /// Every box of peeling and then of pasting, from the whole space on; none where there are no hits.
    pub fn find(&self) -> Trajectory {
        self.find_among((0..self.rows as u32).collect())
    }

    /// The same, among these rows, rising, as if there were no others.
    pub(super) fn find_among(&self, rows: Vec<u32>) -> Trajectory {
        let inside = Inside::new(rows, self.rows, &self.hits);
        search(self.columns, &self.views, inside, self.options)
    }
}

/// Every box that a search goes through: [`Discovery::find`].
pub fn find(columns: &[Column], hits: &[bool], options: Options) -> Trajectory {
    Discovery::new(columns, hits, options).find()
}
