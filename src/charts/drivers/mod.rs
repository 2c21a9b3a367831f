//! Charts.

use super::{Chart, ChartError};
use crate::analysis::sensitivity::Sensitivity;

/// The charts.
///
/// # Errors
/// Where one cannot be drawn.
pub fn sensitivity(_: &Sensitivity) -> Result<Vec<Chart>, ChartError> {
    Ok(Vec::new())
}
