//! How a box is searched for.

use serde::{Deserialize, Serialize};

/// The steps of a search, and where they lead.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Options {
    /// Share of the box that one peel takes, above 0 and below ½.
    pub peel: f64,
    /// Share of what lies beyond a limit that one paste takes, above 0 and below ½.
    pub paste: f64,
    /// Least share of all histories that a box holds.
    pub least_mass: f64,
    /// What makes a peel, or a paste, the best.
    pub objective: Objective,
}

impl Default for Options {
    fn default() -> Self {
        Self { peel: 0.05, paste: 0.05, least_mass: 0.05, objective: Objective::default() }
    }
}

/// How peels, and pastes, are ranked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Objective {
    /// Gain in density for each row that goes or comes; names and tied numbers, of which many rows go at once, are not
    /// preferred for that alone. "Lenient 1" of the EMA Workbench and its default.
    #[default]
    Lenient,
    /// Density of the new box, as in Friedman and Fisher. Peels on even where density falls.
    Density,
}
