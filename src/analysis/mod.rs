//! From replications to figures: what a run found, with how sure it is.

mod summary;

pub use summary::*;
