//! From replications to figures: what a run found, with how sure it is.

mod comparison;
mod conclude;
mod convergence;
mod exemplars;
mod figure;
mod gather;
mod inputs;
mod moments;
mod sales;
mod sketch;
mod story;
mod summary;

pub use comparison::{
    COMPARISON_FORMAT, Comparison, Dominance, MarketDifference, Order, Pair, Pairing, Side, SideMarket,
};
pub use exemplars::Ranking;
pub use gather::{Gatherer, date};
pub use moments::{Moments, proportion};
pub use sketch::Sketch;
pub use story::{Line, state, tell};
pub use summary::*;
