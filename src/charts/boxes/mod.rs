//! Charts of a discovery: the boxes on the way, and the one that is told.

use super::{Chart, ChartError};
use crate::analysis::discovery::Discovered;

/// The charts of a discovery.
///
/// # Errors
/// [`ChartError::Summary`] where its lists do not fit together.
pub fn discovery(_: &Discovered) -> Result<Vec<Chart>, ChartError> {
    Ok(Vec::new())
}
