//! Charts of a rare ending: what it takes to know its probability, and which draws lead there.

mod led;
mod needed;
#[cfg(test)]
pub(crate) mod sample;
#[cfg(test)]
mod tests;

use super::sheet::Origin;
use super::{Chart, ChartError, shifted};
use crate::analysis::focus::Focus;

/// The charts of a rare ending; those whose figures are missing are left out.
///
/// # Errors
/// [`ChartError::Summary`] where its lists do not fit together.
pub fn focus(of: &Focus) -> Result<Vec<Chart>, ChartError> {
    let mut charts: Vec<Chart> = [needed::chart(of)?, led::chart(of)?].into_iter().flatten().collect();
    charts.extend(shifted::shift(&of.within)?);
    Ok(charts)
}

fn origin(of: &Focus) -> Origin {
    Origin::of_study(&of.scenario, of.seed, of.replications, &of.version)
}
