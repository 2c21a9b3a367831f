//! Units, numbers as people write them, and distributions.

mod dimension;
mod distribution;

pub use dimension::{Dimension, Family};
pub use distribution::Distribution;
