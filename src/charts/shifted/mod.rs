//! Charts.

use super::{Chart, ChartError};
use crate::analysis::shift::Shift;

/// The charts.
///
/// # Errors
/// Where one cannot be drawn.
pub fn shift(_: &Shift) -> Result<Vec<Chart>, ChartError> {
    Ok(Vec::new())
}
