//! Backtest of files: how good the fits of lengths and rates are on decisions that they have not seen.

mod lengths;
mod rates;

pub use lengths::{BrierAt, LengthBacktest, ReliabilityBin};
pub use rates::{RateBacktest, RateBin};

use serde::{Deserialize, Serialize};

use crate::calibration::LeftOut;
use crate::calibration::records::Records;

/// What the results of `backtest` of files call their format.
pub const BACKTEST_FORMAT: &str = "marketgate.backtest/1";

/// How good fits are out of sample.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Backtest {
    /// Always `marketgate.backtest/1`.
    pub format: String,
    /// Version of marketgate.
    pub version: String,
    /// Files that were fitted; empty where each file foretells its own decisions, one left out at a time.
    pub fitted: Vec<String>,
    /// Lengths of measures, file by file.
    pub lengths: Vec<LengthBacktest>,
    /// Rates of blocks; none without countries by year.
    pub rates: Option<RateBacktest>,
    /// Rows that could not be read, by file with the number of its rows.
    pub left_out: Vec<(String, usize, Vec<LeftOut>)>,
    /// What was not scored, and why.
    pub not_scored: Vec<String>,
}

/// Scores every file by its own other decisions.
pub(crate) fn backtest(files: &[Records]) -> Backtest {
    let (lengths, not_scored) = lengths::score_files(files);
    Backtest { rates: rates::score_rates(files), ..summarise(Vec::new(), files, lengths, not_scored) }
}

/// Scores `scored` by what is fitted to `fitted`, from which every event of `scored` is left out.
pub(crate) fn backtest_across(fitted: &[Records], scored: &[Records]) -> Backtest {
    let (lengths, not_scored) = lengths::score_across(fitted, scored);
    let names = fitted.iter().map(|records| records.file.clone()).collect();
    summarise(names, scored, lengths, not_scored)
}

fn summarise(
    fitted: Vec<String>,
    files: &[Records],
    lengths: Vec<LengthBacktest>,
    not_scored: Vec<String>,
) -> Backtest {
    let left_out = files.iter().filter(|records| !records.left_out.is_empty());
    Backtest {
        format: BACKTEST_FORMAT.to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        fitted,
        lengths,
        rates: None,
        left_out: left_out.map(|records| (records.file.clone(), records.rows, records.left_out.clone())).collect(),
        not_scored,
    }
}
