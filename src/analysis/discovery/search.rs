//! One search for a box, from the whole space on: first peeling, then pasting.

use super::inside::Inside;
use super::options::Options;
use super::region::{Column, Region, Trajectory};
use super::state::State;
use super::view::View;

/// Every box of a search among the rows inside; `views` are those of the whole table.
pub(super) fn search<'a>(
    columns: &'a [Column<'a>],
    views: &'a [View<'a>],
    inside: Inside<'a>,
    options: Options,
) -> Trajectory {
    let all = inside.count;
    if all.hits == 0 {
        return Trajectory { boxes: Vec::new(), peeled: 0 };
    }
    let mut boxes = vec![Region::new(Vec::new(), all, all)];
    let mut state = State::new(columns, views, inside, options);
    state.peel(|limits, inside| boxes.push(Region::new(limits.to_vec(), inside, all)));
    let peeled = boxes.len();
    state.paste(|limits, inside| boxes.push(Region::new(limits.to_vec(), inside, all)));
    Trajectory { boxes, peeled }
}
