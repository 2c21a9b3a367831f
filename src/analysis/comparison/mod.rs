//! Scenarios against one another on the same random draws: replication by replication, so that what they share cancels.
//!
//! Scenarios of one world differ in what the owner chooses, and one choice may be better than another. Worlds differ in what others
//! do, which nobody chooses: what differs between them is described, and no more.

mod apart;
mod dominance;
mod pairing;
mod worlds;

use indexmap::IndexMap;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::summary::{Estimate, Proportion, ScenarioInfo};
use crate::simulation::catalogue::user_metrics;

pub use apart::{Place, tell_apart};
pub(super) use dominance::Levels;
pub use dominance::{Dominance, Order};
pub use pairing::Pairing;
pub(super) use pairing::{differences, is_same};
pub use worlds::{RunIdentity, arrange};

/// What `comparison.json` calls its format.
pub const COMPARISON_FORMAT: &str = "marketgate.comparison/1";

/// Several scenarios, compared on the same luck. The first is the one that others are held against.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// Always `marketgate.comparison/1`.
    pub format: String,
    /// Seed that all were run with.
    pub seed: u64,
    /// Replications compared: those that all have.
    pub replications: u64,
    /// Version of marketgate.
    pub version: String,
    /// Which value is compared: `value_abroad` where all have one home market, else `value`.
    pub measure: String,
    /// Name of the home market that `value_abroad` leaves out.
    pub home: Option<String>,
    /// Key of the market whose ending is shown for each: the main market of the first.
    pub main_market: String,
    /// The scenarios: worlds in the order in which they were first given, in each its choices in the order given.
    pub sides: Vec<Side>,
    /// Every two of them: the second less the first, numbers of [`Comparison::sides`] rising.
    pub pairs: Vec<Pair>,
    /// Values at which the distributions are compared, dollars, rising.
    pub grid: Vec<f64>,
    /// What the reader should be told: starts that differ, other worlds, …
    pub warnings: Vec<String>,
}

/// One of the scenarios compared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Side {
    /// Which scenario.
    pub scenario: ScenarioInfo,
    /// What tells it apart from another of the same name, such as its strategy; absent where the name is enough.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The value compared.
    pub value: Estimate,
    /// The same without any measure.
    pub baseline_value: Estimate,
    /// Names of others that are the same run: one world under one strategy.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub same: Vec<String>,
    /// Share of the histories in which no other scenario is worth more; absent in comparisons of earlier versions, which call it
    /// `best`.
    #[serde(default)]
    pub highest: Option<Proportion>,
    /// Share of the histories in which no other choice in its world is worth more.
    pub best: Proportion,
    /// Shares of the simulations in which every other scenario is worth less, and in which every other choice in its world is; absent in results of
    /// earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alone: Option<[Proportion; 2]>,
    /// Share of the histories worth at most each value of the grid.
    pub below: Vec<f64>,
    /// Dates of the medians of users.
    pub dates: Vec<Date>,
    /// Its markets, by key.
    pub markets: IndexMap<String, SideMarket>,
}

/// A market in one of the scenarios.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SideMarket {
    /// Name for people.
    pub name: String,
    /// Value of the market.
    pub value: Estimate,
    /// Users at the horizon over users at the start.
    pub retention: Estimate,
    /// Probability of each final state.
    pub outcomes: IndexMap<String, f64>,
    /// Median by date of `retention`, `vs_baseline` and `cohort`.
    pub medians: IndexMap<String, Vec<f64>>,
    /// Less the same market in the first scenario, replication by replication; absent in the first itself, and where
    /// the first has no such market.
    pub difference: Option<MarketDifference>,
}

/// A market of one scenario less the same market of the first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MarketDifference {
    /// Of value, dollars.
    pub value: Estimate,
    /// Of users at the horizon over users at the start.
    pub retention: Estimate,
}

/// Two scenarios, replication by replication.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pair {
    /// Number of the first.
    pub first: usize,
    /// Number of the second.
    pub second: usize,
    /// Value of the second less that of the first, dollars, with the standard error of paired differences.
    pub difference: Estimate,
    /// The same of the value without any measure: 0 where both are set in one world.
    pub baseline_difference: Estimate,
    /// Probability that the second is worth more.
    #[serde(rename = "second_better")]
    pub second_higher: Proportion,
    /// Probability that the first is worth more.
    #[serde(rename = "first_better")]
    pub first_higher: Proportion,
    /// Probability that both are worth the same, to one part in a billion.
    pub same: Proportion,
    /// Whether one of them is better whatever one's taste for risk; absent between worlds, which nobody chooses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dominance: Option<Dominance>,
    /// Levels of value, dollars, from which and up to which enough simulations tell the two apart; absent where none does, between worlds, and in results
    /// of earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub judged: Option<[f64; 2]>,
}

impl Comparison {
    /// The pair of two sides, and whether it stands the other way round.
    pub fn pair(&self, first: usize, second: usize) -> Option<(&Pair, bool)> {
        let turned = first > second;
        let (low, high) = if turned { (second, first) } else { (first, second) };
        self.pairs.iter().find(|p| (p.first, p.second) == (low, high)).map(|pair| (pair, turned))
    }

    /// Every other scenario against the first.
    pub fn against_first(&self) -> impl Iterator<Item = (&Side, &Pair)> {
        self.pairs.iter().filter(|p| p.first == 0).filter_map(|p| Some((self.sides.get(p.second)?, p)))
    }
}

impl Side {
    /// What it is called beside the others.
    pub fn name(&self) -> String {
        name_side(&self.scenario.name, self.label.as_deref())
    }

    /// Share of the histories in which no other scenario is worth more.
    pub fn highest(&self) -> Proportion {
        self.highest.unwrap_or(self.best)
    }
}

/// A name with what tells it apart from others of its name.
pub fn name_side(name: &str, label: Option<&str>) -> String {
    label.map_or_else(|| name.to_owned(), |label| format!("{name} ({label})"))
}

/// Medians of the fans of a market.
fn medians(fans: &IndexMap<String, super::summary::Fan>) -> IndexMap<String, Vec<f64>> {
    user_metrics().filter_map(|figure| Some((figure.name.to_owned(), fans.get(figure.name)?.p50.clone()))).collect()
}
