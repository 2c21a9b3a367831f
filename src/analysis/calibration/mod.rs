//! Calibration: what records of the past say of the model's priors, and what they are too few to say.

mod lengths;
mod listed;
mod rates;
mod threats;

pub use lengths::{GroupedLengths, LawFit, LengthFit, LengthGroup, LengthSummary, StandingShare};
pub use listed::{ListedSale, ListedUsers};
pub use rates::{GovernmentRate, RateFit, RateModel};
pub use threats::{ThreatFit, ThreatOutcome};

use serde::{Deserialize, Serialize};

use super::statistics::EstimateRange;
use crate::calibration::records::{Confidence, Records};
use crate::calibration::{FileKind, LeftOut, PriorDraws, draw_priors};

/// What the results of `calibrate` call their format.
pub const CALIBRATION_FORMAT: &str = "marketgate.calibration/1";

/// What is fitted to some files.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    /// Always `marketgate.calibration/1`.
    pub format: String,
    /// Version of marketgate.
    pub version: String,
    /// The files, in the order given.
    pub files: Vec<FileRead>,
    /// How long measures last, file by file.
    pub lengths: Vec<LengthFit>,
    /// The same by groups that lean on one another.
    pub grouped: Vec<GroupedLengths>,
    /// How often governments block; none without countries by year.
    pub rates: Option<RateFit>,
    /// What becomes of a threat; none without episodes.
    pub threats: Option<ThreatFit>,
    /// Sales on record: listed, not fitted.
    pub sales: Vec<ListedSale>,
    /// Users on record: listed, not fitted.
    pub users: Vec<ListedUsers>,
    /// The draws that scenarios may use, with why there are none where there are none.
    pub priors: Vec<PriorDraws>,
}

/// A file as it was read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FileRead {
    /// Its name, as it was given.
    pub name: String,
    /// What its rows are.
    pub kind: FileKind,
    /// Rows below the header.
    pub rows: usize,
    /// Rows that could not be read.
    pub left_out: Vec<LeftOut>,
    /// Independent decisions among those read; of countries by year, the countries.
    pub decisions: usize,
    /// Rows from memory alone.
    pub recalled: usize,
}

/// Fits everything that the files allow.
pub(crate) fn calibrate(files: &[Records]) -> Calibration {
    Calibration {
        format: CALIBRATION_FORMAT.to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        files: files.iter().filter_map(describe_file).collect(),
        lengths: files.iter().flat_map(lengths::fit_lengths).collect(),
        grouped: files.iter().flat_map(lengths::fit_groups).collect(),
        rates: rates::fit_rates(files),
        threats: threats::fit_threats(files),
        sales: files.iter().flat_map(listed::list_sales).collect(),
        users: files.iter().flat_map(listed::list_users).collect(),
        priors: draw_priors(files),
    }
}

fn describe_file(records: &Records) -> Option<FileRead> {
    let mut decisions: Vec<&str> = records.episodes.iter().map(|episode| episode.decision.as_str()).collect();
    decisions.extend(records.country_years.iter().map(|row| row.country.as_str()));
    decisions.sort_unstable();
    decisions.dedup();
    let recalled = |episode: &&crate::calibration::records::Episode| episode.confidence == Confidence::Recalled;
    Some(FileRead {
        name: records.file.clone(),
        kind: records.kind?,
        rows: records.rows,
        left_out: records.left_out.clone(),
        decisions: decisions.len(),
        recalled: records.episodes.iter().filter(recalled).count(),
    })
}

/// Median and central 90% of draws.
fn summarise(draws: impl IntoIterator<Item = f64>) -> EstimateRange {
    let mut sorted: Vec<f64> = draws.into_iter().collect();
    sorted.sort_by(f64::total_cmp);
    let at = |share: f64| {
        let place = share * (sorted.len().saturating_sub(1)) as f64;
        let (below, above) = (sorted[place as usize], sorted[(place as usize + 1).min(sorted.len() - 1)]);
        below + (above - below) * place.fract()
    };
    EstimateRange { estimate: at(0.5), low: at(0.05), high: at(0.95) }
}

#[cfg(test)]
mod tests;
