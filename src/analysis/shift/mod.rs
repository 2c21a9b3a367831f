//! A finished run seen otherwise: an input confined to a band, an event at another probability, or the part in which
//! something happened held against the whole.

mod band;
mod compared;
mod conclude;
mod moved;
mod scenario;
mod statements;
mod tally;
mod weights;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::studied::StudiedScenario;
use crate::analysis::statistics::evidence::find_differences;
use crate::analysis::statistics::{Measured, Pieces, error_from_interval, interval_from_error};
use crate::quantity::Dimension;

pub use band::{Band, WeightClasses, quantile};
pub(super) use compared::{
    ComparedFigure, LEVELS, common_grid, compare, compared_figures, even_grid, is_told, shares_below, tell_quantiles,
};
pub use conclude::{BandError, LEAST_BAND, LEAST_EFFECTIVE, Of, reweighted, simulate_in, simulated};
pub use moved::{Movement, leading};
pub use scenario::{BadScenario, bad_scenario};
pub use statements::{hold_against_run, parse_band, parse_event};
pub use tally::{Mix, Tally};
pub use weights::{WeightsError, tilt};

/// What the results of `stress` and `reweight` call their format.
pub const SHIFT_FORMAT: &str = "marketgate.shift/1";

/// Change in a share that is worth telling: half a percentage point.
const LEAST_SHARE: f64 = 0.005;
/// Change in an amount that is worth telling, as a share of the amount.
const LEAST_PART: f64 = 0.005;

/// A run before and after.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Shift {
    /// Always `marketgate.shift/1`.
    pub format: String,
    /// Version of marketgate.
    pub version: String,
    /// Which scenario.
    pub scenario: StudiedScenario,
    /// Seed of all random numbers.
    pub seed: u64,
    /// Histories before.
    pub replications: u64,
    /// What was done to the run.
    pub by: ShiftedBy,
    /// Where the histories after come from.
    pub how: How,
    /// As many equally weighted histories as those after are worth.
    pub effective: f64,
    /// Figures by path, the one that leads first.
    pub figures: IndexMap<String, ShiftedFigure>,
    /// Values, in dollars, rising: where the distributions are told.
    pub grid: Vec<f64>,
    /// Probability of a value at or below each, before.
    pub below_before: Vec<f64>,
    /// The same after.
    pub below_after: Vec<f64>,
    /// What the reader should be told.
    pub warnings: Vec<String>,
}

impl Shift {
    /// Histories of equal weight that those after are worth, as it is told everywhere.
    pub fn worth(&self) -> u64 {
        self.effective.max(0.0).round() as u64
    }

    /// Whether a figure of which the name is so, such as `value` or `us.banned`, is what was stated itself: what is told of it
    /// holds by construction.
    pub fn is_stated(&self, name: &str) -> bool {
        let names = |condition: &str| {
            let mut words = condition.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '.' | '-')));
            words.any(|word| word == name)
        };
        match &self.by {
            ShiftedBy::Condition { condition, .. } => names(condition),
            ShiftedBy::Probabilities(stated) => stated.iter().any(|event| names(&event.condition)),
            ShiftedBy::Bands(bands) => bands.iter().any(|band| band.path == name),
        }
    }

    /// Whether the figure at a path is what was stated itself, or is certain where that holds.
    pub fn holds_by_construction(&self, path: &str) -> bool {
        let figure = self.figures.get(path).filter(|figure| figure.unit == "share");
        let is_certain = figure.and_then(|figure| figure.after.value).is_some_and(|after| after <= 0.0 || after >= 1.0);
        is_certain || self.is_about(path)
    }

    /// Whether the figure at a path is what was stated itself.
    pub fn is_about(&self, path: &str) -> bool {
        match path.split('.').collect::<Vec<_>>().as_slice() {
            ["markets", market, "outcomes", state] => {
                self.is_stated(&format!("{market}.{state}")) || self.is_stated(&format!("{market}.final_state"))
            }
            ["markets", market, "measures", kind, ..] => self.is_stated(&format!("{market}.{kind}")),
            ["markets", market, figure, ..] => self.is_stated(&format!("{market}.{figure}")),
            [figure, ..] => self.is_stated(figure),
            [] => false,
        }
    }

    /// Figures that change: by more than chance explains among all of them, and by enough to matter; the surest first.
    pub fn changed(&self) -> Vec<(&str, &ShiftedFigure)> {
        let changes: Vec<_> = self.figures.values().map(|f| (f.change.value.unwrap_or(0.0), f.change.se)).collect();
        let stands = find_differences(&changes);
        let sure = |(_, figure): &(&str, &ShiftedFigure)| {
            figure.change.value.unwrap_or(0.0).abs() / figure.change.se.unwrap_or(f64::INFINITY)
        };
        let figures = self.figures.iter().zip(stands).filter(|((_, figure), stands)| *stands && figure.matters());
        let mut changed: Vec<_> = figures.map(|((path, figure), _)| (path.as_str(), figure)).collect();
        changed.sort_by(|a, b| sure(b).total_cmp(&sure(a)));
        changed
    }
}

impl ShiftedFigure {
    /// Whether its change is large enough to be worth telling.
    fn matters(&self) -> bool {
        let size = |told: Told| told.value.unwrap_or(0.0).abs();
        let least = match self.unit.as_str() {
            "share" => LEAST_SHARE,
            _ => LEAST_PART * size(self.before).max(size(self.after)),
        };
        self.change.value.is_some_and(|value| value != 0.0 && value.abs() >= least)
    }
}

/// What was done to a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ShiftedBy {
    /// Inputs were confined to bands of their own distributions.
    Bands(Vec<Band>),
    /// Events were given other probabilities, by minimum relative entropy.
    Probabilities(Vec<Stated>),
    /// Only the histories were kept in which a condition holds.
    Condition {
        /// The condition.
        condition: String,
        /// Inputs, the most moved first.
        moved: Vec<Moved>,
        /// Name of the bad scenario that the moved inputs make.
        name: String,
    },
}

/// An event at another probability.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stated {
    /// The event as a condition over outcomes.
    pub condition: String,
    /// Its probability in the run.
    pub before: f64,
    /// The probability stated.
    pub after: f64,
    /// Histories of the run in which it happened.
    pub count: u64,
}

/// How far an input lies from where it lies in the whole run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Moved {
    /// Path of the input.
    pub path: String,
    /// What it measures.
    pub dimension: Dimension,
    /// Mean in the part less mean in the whole, over the standard deviation in the whole.
    pub shift: f64,
    /// Its standard error.
    pub se: f64,
    /// Quantiles 5%, 50% and 95% in the whole.
    pub before: [f64; 3],
    /// The same in the part.
    pub after: [f64; 3],
}

/// Where the histories after come from.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// From the finished run: of its histories so many count.
    Reweighted {
        /// Histories with a weight above 0.
        rows: u64,
    },
    /// Simulated anew, since too few of the run lie there.
    Simulated {
        /// Histories simulated.
        rows: u64,
        /// Histories of the run that lie there.
        found: u64,
    },
    /// Simulated by a run that leads there.
    Focused {
        /// Histories of it in which the condition holds.
        rows: u64,
    },
}

/// A figure before and after.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ShiftedFigure {
    /// `USD`, `share` or `days`.
    pub unit: String,
    /// In the run as it was.
    pub before: Told,
    /// After.
    pub after: Told,
    /// After less before, with the error of what the two do not share.
    pub change: Told,
}

/// A figure with its error.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Told {
    /// The figure; absent where it does not exist.
    pub value: Option<f64>,
    /// Its standard error.
    pub se: Option<f64>,
}

impl Told {
    /// The quantile `p`; its standard error from the ranks that so many histories of equal weight would have.
    pub(super) fn quantile(of: &Pieces, p: f64, effective: f64) -> Self {
        let [low, high] = interval_from_error(p, (p * (1.0 - p) / effective).sqrt()).map(|p| of.quantile(p));
        Self { value: of.quantile(p), se: low.zip(high).map(|(low, high)| error_from_interval([low, high])) }
    }
}

impl From<Measured> for Told {
    fn from(measured: Measured) -> Self {
        Self { value: measured.value, se: measured.se }
    }
}
