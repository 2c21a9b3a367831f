//! Charts of the past: how long blocks lasted, how often they came, how good forecasts of them were.

mod paths;
mod rates;
mod reliability;
mod standing;

use super::Chart;
use super::sheet::Origin;
use crate::analysis::backtest::Backtest;
use crate::analysis::calibration::Calibration;
use crate::analysis::hindcast::Hindcasts;

/// Charts of a calibration.
pub(crate) fn calibration(of: &Calibration) -> Vec<Chart> {
    standing::chart(of).into_iter().chain(rates::chart(of)).collect()
}

/// Charts of a backtest of files.
pub(crate) fn backtest(of: &Backtest) -> Vec<Chart> {
    reliability::of_lengths(of).into_iter().chain(reliability::of_rates(of)).collect()
}

/// Charts of hindcasts.
pub(crate) fn hindcasts(of: &Hindcasts) -> Vec<Chart> {
    reliability::of_hindcasts(of).into_iter().chain(paths::chart(of)).collect()
}

/// Where charts of records come from.
fn of_records(files: &[String], version: &str) -> Origin {
    Origin::of_several(files.join(", "), 0, 0, version)
}

/// Where charts of hindcasts come from.
fn of_cases(of: &Hindcasts) -> Origin {
    Origin::of_several(format!("{} hindcasts", of.cases.len()), of.seed, of.replications, &of.version)
}
