//! Charts of sweeps.

pub(crate) mod words;

use super::{Chart, ChartError};
use crate::analysis::sweep::Sweep;

/// The charts of a sweep.
///
/// # Errors
/// Where one cannot be drawn.
pub fn sweep(_: &Sweep) -> Result<Vec<Chart>, ChartError> {
    Ok(Vec::new())
}
