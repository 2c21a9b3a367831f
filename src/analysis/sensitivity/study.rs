//! What `sensitivity` finds, as it is saved.

use indexmap::IndexMap;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Bar, Effect, Indices, Pair, Part, ValueOfLearning};
use crate::analysis::studied::StudiedScenario;
use crate::quantity::Dimension;

/// What the results of a sensitivity analysis call their format.
pub const SENSITIVITY_FORMAT: &str = "marketgate.sensitivity/1";

/// What drives one figure of a scenario.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sensitivity {
    /// Always `marketgate.sensitivity/1`.
    pub format: String,
    /// Version of marketgate.
    pub version: String,
    /// Which scenario.
    pub scenario: StudiedScenario,
    /// The figure of each history that is explained: `value_abroad` where there is a home, else `value`.
    pub measure: String,
    /// Seed of all random numbers.
    pub seed: u64,
    /// Histories simulated in all.
    pub histories: u64,
    /// What may drive it; lists of [`Found`] go with these.
    pub drivers: Vec<Driver>,
    /// What was found.
    pub found: Found,
    /// What the reader should be told.
    pub warnings: Vec<String>,
}

/// Something that may drive the figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Driver {
    /// Paths of its inputs; none for luck, which is what no input decides.
    pub paths: Vec<String>,
    /// What its inputs measure, where it is one.
    pub dimension: Option<Dimension>,
    /// Whether it moves together with others, or is several inputs that do.
    pub grouped: bool,
}

/// What a method found, by driver.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "method", rename_all = "kebab-case")]
pub enum Found {
    /// The figure where an input sits in its lowest and its highest tenth.
    Tornado {
        /// Over all histories.
        overall: Part,
        /// By driver, each one input; none where an input has no value.
        bars: Vec<Option<Bar>>,
    },
    /// Elementary effects.
    Morris {
        /// Walks through the inputs.
        trajectories: u64,
        /// Histories averaged at each point.
        histories_at_point: u64,
        /// By driver, in dollars from the lowest to the highest place of an input.
        effects: Vec<Option<Effect>>,
    },
    /// Shares of the variance. The last driver is luck.
    Sobol {
        /// Rows of the design; each is as many histories as there are drivers and two more.
        rows: u64,
        /// Of the figure.
        value: Option<Indices>,
        /// Pairs of the leading drivers, where asked for.
        pairs: Option<Vec<Pair>>,
        /// Key of the market whose retention is explained over time.
        market: String,
        /// Dates.
        dates: Vec<Date>,
        /// Of users over users at the start, by date; none where nothing varies.
        retention: Vec<Option<Indices>>,
    },
    /// What it would be worth to know an input before choosing a strategy.
    Evppi {
        /// Names of the strategies, by key.
        strategies: IndexMap<String, String>,
        /// Mean of the figure under each, and its standard error.
        means: Vec<(f64, Option<f64>)>,
        /// What knowing is worth; inputs are the drivers.
        learning: ValueOfLearning,
    },
}

impl Sensitivity {
    /// Drivers by how much they matter, the greatest first, each with the size by which it is ranked; those without one
    /// are left out.
    pub fn ranked(&self) -> Vec<(usize, f64)> {
        let sizes: Vec<Option<f64>> = match &self.found {
            Found::Tornado { bars, .. } => {
                bars.iter().map(|bar| bar.as_ref()?.swing.map(|swing| swing.estimate.abs())).collect()
            }
            Found::Morris { effects, .. } => effects.iter().map(|effect| Some(effect.as_ref()?.strength)).collect(),
            Found::Sobol { value, .. } => value
                .as_ref()
                .map(|indices| indices.factors.iter().map(|index| Some(index.total.estimate)).collect())
                .unwrap_or_default(),
            Found::Evppi { learning, .. } => {
                learning.inputs.iter().map(|input| Some(input.as_ref()?.worth.estimate)).collect()
            }
        };
        let mut ranked: Vec<(usize, f64)> =
            sizes.into_iter().enumerate().filter_map(|(driver, size)| Some((driver, size?))).collect();
        // Inputs that are worth the same, nothing mostly, come by how nearly they change the choice.
        let lead = |driver: usize| match &self.found {
            Found::Evppi { learning, .. } => {
                let lead = learning.inputs[driver].as_ref().and_then(|input| input.lead);
                lead.map_or(f64::INFINITY, |lead| lead.estimate)
            }
            _ => 0.0,
        };
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(lead(a.0).total_cmp(&lead(b.0))));
        ranked
    }
}

impl Driver {
    /// Whether it is luck.
    pub fn is_luck(&self) -> bool {
        self.paths.is_empty()
    }
}
