//! The quantities of a scenario that is true, and how they are named by number.
//!
//! Quantities are kept in one list ([`Scenario::inputs`](super::Scenario::inputs)); the structs of the scenario hold their numbers in
//! it. A [`Parameter`] is drawn once per replication, a [`Chance`] afresh at each use.

use super::fields::Field;
use crate::quantity::Distribution;

/// Number of a market in [`Scenario::markets`](super::Scenario::markets).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MarketId(pub(crate) usize);

/// An input that is drawn once per replication; its number in [`Scenario::inputs`](super::Scenario::inputs).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Parameter(pub(crate) usize);

/// An input that is drawn afresh at each use; its number in [`Scenario::inputs`](super::Scenario::inputs).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Chance(pub(crate) usize);

/// One quantity of the scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// Its path, such as `markets.us.arpu`.
    pub(crate) path: String,
    /// What the format says of it.
    pub(crate) field: &'static Field,
    /// What was written, as text.
    pub(crate) written: String,
    /// How it is drawn.
    pub(crate) quantity: Quantity,
    /// Where it was set.
    pub(crate) origin: Origin,
    /// Fact id or other source, if given.
    pub(crate) source: Option<String>,
    /// Remark, if given.
    pub(crate) note: Option<String>,
    /// Confidence tag, if given or known from the cited fact.
    pub(crate) confidence: Option<String>,
    /// The draw that it shares with all inputs that name the same; its own where none is named.
    pub(crate) draw: Option<String>,
}

/// How an input is drawn.
#[derive(Debug, Clone, PartialEq)]
pub enum Quantity {
    /// From a distribution (a known value is one too).
    Distribution(Distribution),
    /// From a column of a data file, drawn by whole row.
    Column {
        /// Number of the file in [`Scenario::data`](super::Scenario::data).
        data: usize,
        /// Number of the column in it.
        column: usize,
    },
}

/// Where an input was set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The scenario is silent; the default of the format.
    Default,
    /// A file (as the user named it) and a line in it.
    File {
        /// Display name of the file.
        file: String,
        /// Line, from 1.
        line: usize,
    },
    /// On the command line, with `--set`.
    CommandLine,
    /// The scenario is silent; what the atlas has for the market with this code.
    Atlas(&'static str),
    /// The scenario is silent; what holds of apps of this category.
    Category(&'static str),
}

/// A data file whose rows are drawn whole.
#[derive(Debug, Clone, PartialEq)]
pub struct DataTable {
    /// Path as written in the scenario.
    pub(crate) path: String,
    /// Header.
    pub(crate) columns: Vec<String>,
    /// Values in canonical units, row by row.
    pub(crate) rows: Vec<Vec<f64>>,
}

/// Churn of the people active at the start.
#[derive(Debug, Clone, PartialEq)]
pub enum Churn {
    /// A rate per year.
    Rate(Parameter),
    /// Retention of new installs by day, to which a shifted-beta-geometric curve is fitted.
    Retention {
        /// (day, share still active); at least two, ascending in day.
        points: Vec<(f64, Parameter)>,
        /// Days.
        app_age: Parameter,
        /// Per year; the market's growth where absent.
        install_growth: Option<Parameter>,
    },
}

/// An input in whose place others may stand; none where they do.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Replaceable(pub(crate) Option<Parameter>);

/// Inputs by the market that they tie another one to.
pub type Ties = Vec<(MarketId, Parameter)>;

/// The probability of one end of a review; none for the end that takes what the others leave.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OutcomeProbability(pub(crate) Option<Parameter>);
