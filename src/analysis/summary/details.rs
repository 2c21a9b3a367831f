//! What a summary holds besides its estimates: the scenario, series by date, histograms, told histories.

use indexmap::IndexMap;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::Estimate;
use super::Proportion;
use crate::analysis::story::Line;
use crate::quantity::Dimension;
use crate::scenario::ReportKeys;

/// How precise figures were asked for, and what came of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stopping {
    /// Replications that the run might have taken.
    pub most: u64,
    /// Whether every figure is as precise as was asked.
    pub met: bool,
    /// By path in `summary.json`.
    pub figures: IndexMap<String, Asked>,
}

/// One of them.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    /// The relative standard error asked for, such as 0.01.
    pub asked: f64,
    /// What it is at the end; absent where the figure is 0, or does not exist.
    pub reached: Option<f64>,
    /// Whether that is enough; a figure of 0 is after 1 / `asked`² replications.
    pub met: bool,
}

/// Which scenario was run.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ScenarioInfo {
    /// Short name, such as `forced-sale`.
    pub name: String,
    /// Title for people.
    pub title: String,
    /// The question it answers.
    pub question: String,
    /// Digest of everything that decides the results.
    pub digest: String,
    /// Digest of the world: of all that the owner does not choose. Empty in results of earlier versions.
    #[serde(default)]
    pub world: String,
    /// Strategy in force, by key.
    pub strategy: String,
    /// Its name for people. Empty in results of earlier versions.
    #[serde(default)]
    pub strategy_name: String,
    /// Digest of what it does. Empty in results of earlier versions.
    #[serde(default)]
    pub strategy_digest: String,
    /// First day.
    pub start: Date,
    /// Last day.
    pub end: Date,
    /// Days simulated.
    pub horizon_days: f64,
    /// Key of the home market.
    pub home: Option<String>,
    /// What the owner once paid, as written, and the day of the payment; only where the scenario states them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub investment: Option<(String, Date)>,
    /// Who made the report, for whom and when.
    #[serde(default)]
    pub report: ReportKeys,
}

/// Quantiles by date.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Fan {
    /// 5% quantile at each date.
    pub p5: Vec<f64>,
    /// 25% quantile.
    pub p25: Vec<f64>,
    /// Median.
    pub p50: Vec<f64>,
    /// 75% quantile.
    pub p75: Vec<f64>,
    /// 95% quantile.
    pub p95: Vec<f64>,
}

/// Histogram of value, split by how the main market ended.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Histogram {
    /// Bin edges in dollars, one more than bins; the outermost bins hold what lies beyond.
    pub edges: Vec<f64>,
    /// Counts by final state of the main market (states that occur only).
    pub counts: IndexMap<String, Vec<u64>>,
    /// Counts of the baseline over the same bins.
    pub baseline: Vec<u64>,
}

/// What happened at home.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct HomeSummary {
    /// Probability of at least one retaliation.
    pub retaliation: Proportion,
    /// Probability that technology came under export control.
    pub export_control: Proportion,
    /// Greatest anger reached.
    pub peak_backlash: Estimate,
}

/// A scheduled event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EventInfo {
    /// Key in the scenario.
    pub key: String,
    /// For people.
    pub label: String,
    /// Key of its market.
    pub market: String,
    /// Kind as in the scenario format.
    pub kind: String,
    /// Date.
    pub date: Date,
    /// Probability asked for, as written.
    pub probability: String,
}

/// Running mean with its standard error, at numbers of replications that grow by a constant factor.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Convergence {
    /// Replications so far.
    pub replications: Vec<u64>,
    /// Mean over them, dollars.
    pub mean: Vec<f64>,
    /// Standard error of that mean, dollars.
    pub se: Vec<f64>,
}

/// The loss that is exceeded with each probability, with its distribution-free 95% interval.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Exceedance {
    /// Probability of a greater loss, falling.
    pub probability: Vec<f64>,
    /// The loss, dollars.
    pub loss: Vec<f64>,
    /// Lower end of its interval.
    pub low: Vec<f64>,
    /// Upper end of its interval.
    pub high: Vec<f64>,
}

/// Quantile levels at which inputs are compared.
pub const LEVELS: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];

/// One uncertain input, as asked for and as drawn; lists go with [`LEVELS`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InputFigures {
    /// What it measures.
    pub dimension: Dimension,
    /// Quantiles of the distribution asked for.
    pub asked: [f64; 5],
    /// Quantiles of what was drawn.
    pub drawn: [f64; 5],
    /// Probability, as asked for, of a value at or below each quantile of `asked`; the level itself, but for
    /// distributions with steps.
    pub asked_below: [f64; 5],
    /// Share of the draws at or below the same values.
    pub drawn_below: [f64; 5],
}

/// One history, told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Story {
    /// Its place among the values: 0.05 is one that 95% of histories exceed.
    pub quantile: f64,
    /// Number of the replication.
    pub replication: u64,
    /// The leading value (abroad where there is a home), dollars.
    pub value: f64,
    /// The same history without any measure.
    pub baseline_value: f64,
    /// Users of the main market at each of the summary's dates, of those at the start. Empty in results of earlier versions.
    #[serde(default)]
    pub users: Vec<f64>,
    /// What happened, in order.
    pub lines: Vec<Line>,
    /// How each market ended, by key.
    pub endings: IndexMap<String, Ending>,
}

/// How a market ended in one history.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ending {
    /// Final state, one of [`STATES`](super::STATES).
    pub state: String,
    /// (active + circumventing) / users at the start, at the horizon.
    pub retention: f64,
    /// Value of the market, dollars.
    pub value: f64,
    /// The same without any measure.
    pub baseline_value: f64,
}
