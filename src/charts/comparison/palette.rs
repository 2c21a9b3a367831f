//! Colours of the scenarios compared: the first in ink, the others each in its own.

use crate::charts::style::{Colour, INK, SIDES};

/// Scenarios that are told apart by colour; charts of lines show no more.
pub(super) const MOST_LINES: usize = SIDES.len() + 1;

/// The colour of a scenario, by its number.
pub(super) fn colour(side: usize) -> Colour {
    match side {
        0 => INK,
        n => SIDES[(n - 1) % SIDES.len()],
    }
}
