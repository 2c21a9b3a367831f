//! Charts of a discovery: the boxes on the way, and the one that is told.

#[cfg(test)]
pub(crate) mod sample;
#[cfg(test)]
mod tests;
mod told;
mod trade_off;
mod words;

use super::sheet::Origin;
use super::{Chart, ChartError};
use crate::analysis::discovery::{Discovered, Range, Region};

/// The charts of a discovery: the trade-off between coverage and density, and the box that is told.
///
/// # Errors
/// [`ChartError::Summary`] where its lists do not fit together.
pub fn discovery(of: &Discovered) -> Result<Vec<Chart>, ChartError> {
    check(of)?;
    let trade_off = (!of.trajectory.boxes.is_empty()).then(|| trade_off::chart(of));
    let chosen = of.chosen.as_ref().filter(|region| region.restricted() > 0);
    let told = chosen.map(|region| told::chart(of, region));
    Ok(trade_off.into_iter().chain(told).collect())
}

/// Whether its lists fit together: its file may have been edited since it was written.
fn check(of: &Discovered) -> Result<(), ChartError> {
    let variables = of.variables.len();
    let finite = |end: &Option<f64>| end.is_none_or(f64::is_finite);
    let sound = |region: &Region| {
        let shares = [region.coverage, region.density, region.mass];
        shares.iter().all(|share| (0.0..=1.0).contains(share))
            && region.limits.iter().all(|limit| {
                let range = match &limit.range {
                    Range::Number { low, high } => finite(low) && finite(high),
                    Range::Category { .. } => true,
                };
                limit.variable < variables && range
            })
    };
    let again = of.reproducibility.as_ref();
    let fit = of.trajectory.boxes.iter().chain(&of.chosen).all(sound)
        && of.trajectory.peeled <= of.trajectory.boxes.len()
        && of.significance.iter().all(|s| s.variable < variables && s.quasi_p.is_finite())
        && again.is_none_or(|again| {
            again.variables.len() == variables && again.variables.iter().all(|share| (0.0..=1.0).contains(share))
        })
        && of.variables.iter().all(|v| v.ends.is_none_or(|[low, high]| low <= high && (high - low).is_finite()));
    if fit { Ok(()) } else { Err(ChartError::Summary("its boxes do not go with its variables".to_owned())) }
}

fn origin(of: &Discovered) -> Origin {
    Origin::of_study(&of.scenario, of.seed, of.rows, &of.version)
}

/// Share of all histories in which it happens.
fn base(of: &Discovered) -> f64 {
    if of.rows == 0 { 0.0 } else { of.hits as f64 / of.rows as f64 }
}
