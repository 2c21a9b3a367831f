//! Parameter sweeps: figures of one scenario at many points, every point on the same luck.

mod own_point;
mod points;
mod request;
mod run;
#[cfg(test)]
mod tests;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

pub use crate::analysis::studied::StudiedScenario;
pub use crate::scenario::{Level, Scale};
pub use points::{Choice, MOST_VALUES, Points, PointsError};
pub use request::{SweepRequestError, find_metrics, is_table, plan_points};
pub use run::{PointResult, SweepError, Task, check, conclude, run};

/// What the `summary.json` of a sweep calls its format.
pub const SWEEP_FORMAT: &str = "marketgate.sweep/1";

/// A finished sweep. Lists of [`SweptInput::at`] and [`SweptFigure`] go with the points, in their order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sweep {
    /// Always `marketgate.sweep/1`.
    pub format: String,
    /// Version of marketgate.
    pub version: String,
    /// Which scenario.
    pub scenario: StudiedScenario,
    /// Its name in the scenario file, `sweep` where it has none.
    pub name: String,
    /// How the points were chosen.
    pub design: SweepDesign,
    /// Seed of all random numbers, the same at every point.
    pub seed: u64,
    /// Replications at a point, at most; [`Sweep::histories`] says how many each had.
    pub replications: u64,
    /// Relative standard errors at which a point was finished, by the path of the figure, where any were asked for.
    pub precision: Option<IndexMap<String, f64>>,
    /// What is varied.
    pub inputs: Vec<SweptInput>,
    /// Which points were left out.
    pub filter: Option<String>,
    /// Replications of each point.
    pub histories: Vec<u64>,
    /// Figures at the points, by their path in `summary.json`.
    pub figures: IndexMap<String, SweptFigure>,
    /// What the reader should be told.
    pub warnings: Vec<String>,
}

/// How points were chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SweepDesign {
    /// Every value of one input with every value of the others; the last input varies fastest.
    Grid,
    /// The first values of all inputs, the second of all, and so on.
    Zip,
    /// A Latin hypercube.
    Lhs,
    /// A scrambled Sobol' sequence.
    Sobol,
    /// As listed in a file.
    File,
}

/// An input that is varied.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SweptInput {
    /// Its path, such as `events.us-order.deadline`.
    pub path: String,
    /// What its values are.
    pub scale: Scale,
    /// Whether its values were spread by equal factors.
    pub logarithmic: bool,
    /// The values it takes: on a grid each once, in the order given.
    pub levels: Vec<Level>,
    /// Number of the level at each point.
    pub at: Vec<u32>,
    /// The value that the scenario itself has, where it is known and of the same scale.
    pub base: Option<f64>,
}

/// A figure at every point.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SweptFigure {
    /// `USD`, `share`, `days`, ….
    pub unit: String,
    /// The figure; absent where it does not exist (a price where nothing was sold).
    pub value: Vec<Option<f64>>,
    /// Its standard error.
    pub se: Vec<Option<f64>>,
    /// Lower end of its 95% interval.
    pub low: Vec<Option<f64>>,
    /// Upper end of its 95% interval.
    pub high: Vec<Option<f64>>,
    /// Mean change from the scenario's own point, simulation by simulation on the same random draws; absent of figures that are no mean over all
    /// simulations. Empty in results of earlier versions.
    #[serde(default)]
    pub change: Vec<Option<f64>>,
    /// Its standard error.
    #[serde(default)]
    pub change_se: Vec<Option<f64>>,
}

impl Sweep {
    /// Number of points.
    pub fn points(&self) -> usize {
        self.histories.len()
    }

    /// Whether the points are all combinations of levels, so that a map can be drawn of them.
    pub fn is_full_grid(&self) -> bool {
        let whole = self.inputs.iter().try_fold(1_usize, |n, input| n.checked_mul(input.levels.len()));
        self.design == SweepDesign::Grid && whole == Some(self.points())
    }
}

impl SweptInput {
    /// The level at point `point`.
    pub fn level(&self, point: usize) -> &Level {
        &self.levels[self.at[point] as usize]
    }
}
