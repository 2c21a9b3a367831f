//! What a sweep varies, as written on the command line (`--vary PATH=SPEC`) or under `[[sweep]]`, and as true.
//!
//! ```text
//! SPEC  := range | value { "," value } | "[" TOML list "]"
//! range := from ".." to [ ":" points ] [ "log" ]
//! ```

mod axis;
mod spec;

use serde::{Deserialize, Serialize};

use crate::quantity::Dimension;

pub use axis::{Axis, Spread};
pub use spec::split;

/// A sweep that stands in the scenario file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SweepRequest {
    /// Its name among the sweeps of the file.
    pub name: String,
    /// Path and specification of every input that is varied.
    pub vary: Vec<(String, String)>,
    /// Whether values go in pairs instead of every one with every other.
    pub zip: bool,
    /// `grid`, `lhs:N` or `sobol:N`.
    pub design: Option<String>,
    /// Which points are kept.
    pub filter: Option<String>,
    /// Paths of the figures that are reported.
    pub metrics: Vec<String>,
    /// Replications at each point.
    pub replications: Option<u64>,
}

/// What the values of an input are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scale {
    /// Known values of this dimension.
    Number(Dimension),
    /// Dates, in days since 1 January 1970.
    Date,
    /// Words, or quantities that are uncertain themselves: told apart, not measured.
    Words,
}

/// A value that an input takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Level {
    /// As it would be written in a scenario.
    pub written: String,
    /// In canonical units (dollars, days, per year, shares as fractions; days since 1970); absent for words.
    pub value: Option<f64>,
}
