//! Charts.

use super::{Chart, ChartError};
use crate::analysis::discovery::Discovered;

/// The charts.
///
/// # Errors
/// Where one cannot be drawn.
pub fn discovery(_: &Discovered) -> Result<Vec<Chart>, ChartError> {
    Ok(Vec::new())
}
