//! From replications to figures: what a run found, with how sure it is.

mod difference;
mod gather;
mod moments;
mod shapley;
mod sketch;
mod story;
mod summary;

pub use difference::{
    Brought, Change, DIFFERENCE_FORMAT, Difference, DifferenceError, DifferenceGroup, DifferenceItem, ExplainedFigure,
    Method, Side, explain, histories,
};
pub use gather::{Gatherer, date};
pub use moments::{Moments, proportion};
pub use shapley::{Orders, Share, Shares};
pub use sketch::Sketch;
pub use story::{Line, state, tell};
pub use summary::*;
