//! What a single peel takes off a box.

use super::region::{Count, End};

/// What is peeled off.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Cut {
    /// All below.
    Low(f64),
    /// All above.
    High(f64),
    /// All of this name.
    Name(u8),
}

/// A possible peel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Peel {
    pub(super) cut: Cut,
    /// What goes with it.
    pub(super) taken: Count,
}

/// How many rows a peel at one end takes when there are no ties: those up to the quantile.
///
/// The quantile of n values at share q is at place (n − 1) q, counted from 0.
pub(super) fn quota(end: End, rows: usize, share: f64) -> usize {
    let last = (rows - 1) as f64;
    match end {
        End::High => rows - (last * (1.0 - share)).ceil() as usize,
        End::Low | End::Names => (last * share).floor() as usize + 1,
    }
}
