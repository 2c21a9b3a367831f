//! From replications to figures: what a run found, with how sure it is.

mod gather;
mod moments;
mod sketch;
mod story;
mod summary;

pub use gather::{Gatherer, date};
pub use moments::{Moments, proportion};
pub use sketch::Sketch;
pub use story::{Line, state, tell};
pub use summary::*;
