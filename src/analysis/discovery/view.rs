//! A column as peeling sees it.

use super::cut::{Peel, quota};
use super::ends::Ends;
use super::inside::Inside;
use super::levels::Levels;
use super::region::{Column, End};

/// What peeling needs to know of a column; which of the two it is makes no difference to what is found.
#[derive(Debug, Clone)]
pub(super) enum View<'a> {
    /// Of many different numbers.
    Many(Ends<'a>),
    /// Of few different values.
    Few(Levels<'a>),
}

impl<'a> View<'a> {
    /// That of a column over the rows inside, when each peel takes this share.
    pub(super) fn new(column: Column<'a>, inside: &Inside, peel: f64) -> Self {
        match column {
            Column::Category { codes, names } => Self::Few(Levels::of_names(codes, names, inside)),
            Column::Number(values) => Levels::of_numbers(values, inside)
                .map_or_else(|| Self::Many(Ends::new(values, inside, peel)), Self::Few),
        }
    }

    /// The same column for some of the rows.
    pub(super) fn within(&self, inside: &Inside) -> View<'_> {
        match self {
            Self::Many(ends) => View::Many(ends.within(inside)),
            Self::Few(levels) => View::Few(levels.within(inside)),
        }
    }

    /// Forgets rows that have left the box.
    pub(super) fn forget(&mut self, gone: &[u32], inside: &Inside) {
        match self {
            Self::Many(ends) => ends.forget(inside),
            Self::Few(levels) => levels.forget(gone, inside),
        }
    }

    /// What can be peeled off: at the high end and at the low end of numbers, or each of the names.
    pub(super) fn peels(&mut self, inside: &Inside, peel: f64) -> Vec<Peel> {
        let quota = |end| quota(end, inside.count.rows, peel);
        match self {
            Self::Many(ends) => {
                [End::High, End::Low].into_iter().filter_map(|end| ends.peel(end, quota(end), inside, peel)).collect()
            }
            Self::Few(levels) => levels.peels(quota),
        }
    }
}
