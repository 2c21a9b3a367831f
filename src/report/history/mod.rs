//! Pages of the past: what is fitted to records, how good fits and forecasts were.

mod backtest;
mod calibration;
mod calibration_tables;
mod hindcasts;
mod validation;
mod words;

/// Names of the folders of results that are of no one scenario.
pub(crate) const CALIBRATION: &str = "calibration";
/// See [`CALIBRATION`].
pub(crate) const BACKTEST: &str = "backtest";
/// See [`CALIBRATION`].
pub(crate) const HINDCAST: &str = "hindcast";

pub(super) use validation::quote_validation;
pub(crate) use validation::write_validation;
