//! What `discover` finds, as it is saved.

use serde::{Deserialize, Serialize};

use super::{Region, Reproducibility, Significance, Trajectory};
use crate::analysis::studied::StudiedScenario;
use crate::scenario::Scale;

/// What the results of a discovery call their format.
pub const DISCOVERY_FORMAT: &str = "marketgate.discovery/1";

/// Where the histories lie in which something happens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Discovered {
    /// Always `marketgate.discovery/1`.
    pub format: String,
    /// Version of marketgate.
    pub version: String,
    /// Which scenario.
    pub scenario: StudiedScenario,
    /// Seed of all random numbers.
    pub seed: u64,
    /// What happens, as a condition over outcomes.
    pub condition: String,
    /// Histories looked at.
    pub rows: u64,
    /// Those in which it happens.
    pub hits: u64,
    /// What boxes may be limited by; numbers of [`Region`] and [`Significance`] are places in this list.
    pub variables: Vec<Variable>,
    /// Boxes on the way; those before `trajectory.peeled` by peeling, the others by pasting.
    pub trajectory: Trajectory,
    /// The box that is told: the best balance of coverage and density among all on the way that say something, each without
    /// limits that chance would give. None where none does.
    pub chosen: Option<Region>,
    /// Quasi-p-values of its limits.
    pub significance: Vec<Significance>,
    /// How often random halves of the histories lead to the same limits.
    pub reproducibility: Option<Reproducibility>,
    /// What the reader should be told.
    pub warnings: Vec<String>,
}

/// Something that a box may be limited by.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Variable {
    /// Path of the input, or name of the outcome.
    pub name: String,
    /// What its values are.
    pub scale: Scale,
    /// Names of its values, where it has names.
    pub names: Vec<String>,
    /// Least and greatest value among the histories looked at, where it has numbers.
    pub ends: Option<[f64; 2]>,
}
