//! What the owner should do: every strategy of a scenario in the same worlds, on the same random draws.
//!
//! A file is a *world*: what governments, courts, buyers and home do. Its strategies are *choices*. Choices are held against one
//! another within a world; several worlds make a table of choices and worlds.

mod across;
mod close;
mod conclude;
mod control;
mod courses;
mod payoff;
mod reading;
mod request;
mod run;
pub mod search;
mod switching;
mod tally;
mod world;
mod world_block;

#[cfg(test)]
mod known;

use indexmap::IndexMap;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::comparison::Dominance;
use super::sensitivity::Learned;
use super::statistics::Interval;
use super::studied::StudiedScenario;
use super::summary::{Estimate, Proportion};
use crate::quantity::Dimension;

pub use across::AcrossWorlds;
pub use payoff::{PayoffTable, find_greatest, find_least};
pub use request::DecisionRequest;
pub use run::{DecisionError, Options, Threshold, WorldFile, count_simulations, count_units, decide};
pub use switching::Switch;

/// What `decision.json` calls its format.
pub const DECISION_FORMAT: &str = "marketgate.decision/1";
/// Most choices that are held against one another.
pub const MOST_CHOICES: usize = super::sensitivity::runs::MOST_STRATEGIES;
/// Fewest simulations in which an outcome of an event must come for a choice to be read off them.
pub const LEAST_STRATUM: u64 = 200;
/// How sure a lead must be to be called one: 1 less the chance that another choice has the greater mean.
pub const CONFIDENCE: f64 = 0.95;

/// Strategies in one world or several.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// Always `marketgate.decision/1`.
    pub format: String,
    /// Version of marketgate.
    pub version: String,
    /// Seed of all random numbers.
    pub seed: u64,
    /// Simulations of each choice in each world.
    pub replications: u64,
    /// Which value is decided by: `value_abroad` where all worlds have one home market, else `value`.
    pub measure: String,
    /// What value is to be reached at least.
    pub threshold: Threshold,
    /// Names of the choices for people, by key.
    pub choices: IndexMap<String, String>,
    /// The worlds, in the order given.
    pub worlds: Vec<World>,
    /// Choices against worlds, where there are several.
    pub across: Option<AcrossWorlds>,
    /// What a search for the best value of an input found.
    pub search: Option<search::Search>,
    /// What the reader should be told.
    pub warnings: Vec<String>,
}

/// What the choices bring in one world.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct World {
    /// Which scenario.
    pub scenario: StudiedScenario,
    /// The question that its file asks.
    pub question: String,
    /// Titles of other files that are the same world.
    pub same_as: Vec<String>,
    /// Key of the main market: the one that is worth most, home left aside.
    pub main_market: String,
    /// Mean value with no government action, dollars.
    pub baseline_value: Estimate,
    /// By choice; none where the world lacks it.
    pub choices: Vec<Option<ChoiceFigures>>,
    /// Every two choices that it has.
    pub pairs: Vec<ChoicePair>,
    /// Which to take.
    pub recommendation: Recommendation,
    /// Which to take by other criteria than the mean.
    pub criteria: Vec<Criterion>,
    /// What makes the difference between the best and the next; none of choices that are the same in every simulation.
    pub contribution: Option<Contribution>,
    /// What it would be worth to know more.
    pub information: Information,
    /// Values of inputs at which the recommendation changes.
    pub switches: Vec<Switch>,
    /// What it would bring to make the same choice later.
    pub waiting: Vec<Waiting>,
}

/// What one choice brings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChoiceFigures {
    /// The value that leads, dollars.
    pub value: Estimate,
    /// What the best choice of the same simulation is worth more, dollars.
    pub regret: Regret,
    /// Share of simulations in which no other choice is worth more; a tie counts for all that share it.
    pub best: Proportion,
    /// Share of simulations in which every other choice is worth less; absent in results of earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alone: Option<Proportion>,
    /// Share of simulations in which it is worth less than the recommended choice.
    pub worse_than_recommended: Proportion,
    /// Share of simulations in which it reaches the threshold.
    pub reaches: Proportion,
    /// Users over users with no government action, outside home, at the horizon.
    pub users: Estimate,
    /// By market but home: share of simulations in which the owner keeps it, wholly or in part, open to users.
    pub kept: IndexMap<String, Proportion>,
    /// A choice that dominates it in the second order or the first: better for all who want more and dislike risk.
    pub dominated_by: Option<usize>,
}

/// What a choice forgoes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Regret {
    /// Mean, dollars.
    pub mean: f64,
    /// Standard error of the mean.
    pub se: Option<f64>,
    /// 90% quantile, dollars.
    pub p90: Option<f64>,
    /// The greatest in any simulation, dollars.
    pub worst: f64,
}

/// Two choices, simulation by simulation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChoicePair {
    /// Number of the first choice.
    pub first: usize,
    /// Number of the second.
    pub second: usize,
    /// Value of the second less that of the first, dollars, with the standard error of paired differences.
    pub difference: Estimate,
    /// Probability that the first is worth more.
    pub first_better: Proportion,
    /// Probability that the second is worth more.
    pub second_better: Proportion,
    /// Probability that both are worth the same, to one part in a billion.
    pub same: Proportion,
    /// Whether one of them is better whatever one's taste for risk.
    pub dominance: Dominance,
    /// Levels of value, dollars, from which and up to which enough simulations tell the two apart; absent where none does and in results of earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub judged: Option<[f64; 2]>,
}

/// Which choice has the greatest mean, and how sure that is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Recommendation {
    /// The choice of the greatest mean.
    pub best: usize,
    /// The next.
    pub next: Option<usize>,
    /// Choices that are worth the same as it in every simulation.
    pub same: Vec<usize>,
    /// Choices whose lag is within what chance explains.
    pub close: Vec<usize>,
    /// 1 less the chance, at most, that another choice has the greater mean, of which simulation error is the only cause; none where no
    /// error is known.
    pub confidence: Option<f64>,
    /// About how many simulations would tell, where it is too close to call.
    pub needed: Option<f64>,
}

/// What a criterion chooses.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Criterion {
    /// Which one.
    pub rule: Rule,
    /// The choice; the recommended one where it is as good.
    pub choice: usize,
    /// Its figure, dollars or a share.
    pub figure: f64,
    /// The figure of the recommended choice.
    pub recommended: f64,
    /// Whether the choice leads the recommended one by more than simulation error explains; never where one simulation decides it, as of the worst
    /// regret.
    pub stands: bool,
}

/// A criterion of choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// The greatest mean value.
    Mean,
    /// The greatest mean of the worst 5%.
    ExpectedShortfall,
    /// The greatest 5% quantile.
    LowQuantile,
    /// The least of the greatest regrets over all simulations.
    MinimaxRegret,
    /// The greatest probability of reaching the threshold.
    Satisficing,
}

/// What makes the difference between the best choice and the next.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Contribution {
    /// The best.
    pub best: usize,
    /// The next.
    pub next: usize,
    /// How the main market ends under each, and what that contributes; the greatest first.
    pub parts: Vec<ContributionPart>,
}

/// A pair of outcomes of the main market.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ContributionPart {
    /// State in which it ends under the best choice.
    pub best: String,
    /// State in which it ends under the next.
    pub next: String,
    /// Probability of the pair.
    pub probability: Proportion,
    /// Mean difference given the pair, dollars: the best less the next.
    pub difference: f64,
    /// Probability times difference; over all pairs they sum to the mean difference.
    pub contribution: f64,
    /// Standard error of the contribution, dollars; absent in results of earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub se: Option<f64>,
}

/// What it would be worth to know more before the choice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Information {
    /// Of knowing everything, chance included (expected value of perfect information), dollars.
    pub perfect: Interval,
    /// Of knowing one input.
    pub inputs: Vec<InputInformation>,
    /// Of knowing the outcome of one event.
    pub events: Vec<EventInformation>,
    /// Events that cannot be learnt, and why.
    pub refused: Vec<RefusedEvent>,
}

/// What it would be worth to know an input.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InputInformation {
    /// Its path.
    pub path: String,
    /// What it measures.
    pub dimension: Option<Dimension>,
    /// What knowing it is worth, with the choice in every part of its range.
    pub learned: Learned,
}

/// What it would be worth to know the outcome of an event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EventInformation {
    /// Its name, such as `us.ruling`.
    pub name: String,
    /// What is decided, for people.
    pub label: String,
    /// Name of the market that it is about.
    pub market: Option<String>,
    /// Its date, where it has one.
    pub date: Option<Date>,
    /// What knowing it is worth, dollars.
    pub worth: Interval,
    /// What to choose given each outcome.
    pub branches: Vec<Branch>,
}

/// An outcome of an event, and the choice given it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Branch {
    /// The outcome, for people.
    pub outcome: String,
    /// Its probability.
    pub probability: Proportion,
    /// The best choice given it.
    pub choice: usize,
    /// By how much the recommended choice leads the best other one given it, dollars; below 0 where another is better.
    pub lead: Option<Interval>,
    /// What it would be worth to bring this outcome about, dollars: what the recommended choice, or another that leads it beyond chance given the outcome, is
    /// worth there less what the recommended one is worth in all simulations, each against the baseline of the same simulation.
    pub control: f64,
    /// Its standard error; absent in results of earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub control_se: Option<f64>,
}

/// An event that cannot be learnt before the choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedEvent {
    /// Its name.
    pub name: String,
    /// For people.
    pub label: String,
    /// Why, in a clause.
    pub reason: String,
}

/// The same choice, made later.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Waiting {
    /// The choice.
    pub choice: usize,
    /// How much later, days.
    pub days: f64,
    /// Value of the later choice less that of the choice, dollars.
    pub difference: Estimate,
}

impl Decision {
    /// Name of a choice for people; its key where it has none.
    pub fn choice_name(&self, choice: usize) -> &str {
        self.choices.get_index(choice).map_or("", |(key, name)| if name.is_empty() { key } else { name })
    }
}

impl World {
    /// Figures of a choice.
    pub fn figures(&self, choice: usize) -> Option<&ChoiceFigures> {
        self.choices.get(choice)?.as_ref()
    }

    /// Choices that the world has, the greatest mean first.
    pub fn ranked(&self) -> Vec<usize> {
        let mean = |choice: &usize| self.figures(*choice).and_then(|f| f.value.mean).unwrap_or(f64::NEG_INFINITY);
        let mut ranked: Vec<usize> = (0..self.choices.len()).filter(|c| self.figures(*c).is_some()).collect();
        ranked.sort_by(|a, b| mean(b).total_cmp(&mean(a)));
        ranked
    }

    /// The pair of two choices, and whether it stands the other way round.
    pub fn pair(&self, first: usize, second: usize) -> Option<(&ChoicePair, bool)> {
        let (low, high) = (first.min(second), first.max(second));
        self.pairs.iter().find(|pair| (pair.first, pair.second) == (low, high)).map(|pair| (pair, first > second))
    }

    /// Mean of what `choice` is worth more than `other`, with its paired error.
    pub fn measure_lead(&self, choice: usize, other: usize) -> Option<(f64, Option<f64>)> {
        let (pair, turned) = self.pair(other, choice)?;
        let mean = pair.difference.mean?;
        Some((if turned { -mean } else { mean }, pair.difference.se))
    }
}
