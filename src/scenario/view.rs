//! What the outside may read of a scenario.

use super::checked::{DataTable, DesignKind, Input, Market, Origin, Quantity, RunSettings, Scenario};
use super::fields::Field;
use super::sweep::SweepRequest;
use crate::quantity::Distribution;
use jiff::civil::Date;

impl Scenario {
    /// Short name: the file's stem, or what `run.toml` says.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Title for people.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The question it answers; empty where none is asked.
    pub fn question(&self) -> &str {
        &self.question
    }

    /// Digest of everything that decides the results, in hexadecimal.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// First day.
    pub const fn start(&self) -> Date {
        self.start
    }

    /// Days simulated.
    pub const fn horizon(&self) -> f64 {
        self.horizon
    }

    /// Length of a step, in days.
    pub const fn step(&self) -> f64 {
        self.step
    }

    /// Days since the start at which outcomes are recorded besides the horizon, ascending.
    pub fn record(&self) -> &[f64] {
        &self.record
    }

    /// Replications and seed, where the scenario itself fixes them.
    pub const fn run_settings(&self) -> RunSettings {
        self.run
    }

    /// Fixes replications and seed, so that [`Scenario::resolved`] states them.
    pub const fn fix_run(&mut self, replications: u64, seed: u64) {
        self.run = RunSettings { replications: Some(replications), seed: Some(seed) };
    }

    /// How uncertain inputs are sampled.
    pub const fn design(&self) -> DesignKind {
        self.design
    }

    /// Every quantity.
    pub fn inputs(&self) -> &[Input] {
        &self.inputs
    }

    /// The input at a path such as `markets.us.arpu`.
    pub fn input(&self, path: &str) -> Option<&Input> {
        self.inputs.iter().find(|input| input.path == path)
    }

    /// Data files that inputs are drawn from.
    pub fn data(&self) -> &[DataTable] {
        &self.data
    }

    /// Rank correlations: the paths of two inputs, and Spearman's correlation between them.
    pub fn correlations(&self) -> impl Iterator<Item = (&str, &str, f64)> {
        let path = |number: usize| self.inputs[number].path.as_str();
        self.correlations.iter().map(move |c| (path(c.first.0), path(c.second.0), c.rank))
    }

    /// The markets, in the order written.
    pub fn markets(&self) -> &[Market] {
        &self.markets
    }

    /// Keys of the strategies, in the order written.
    pub fn strategies(&self) -> impl Iterator<Item = &str> {
        self.strategies.keys().map(String::as_str)
    }

    /// Key of the strategy in force.
    pub fn strategy(&self) -> &str {
        self.strategies.get_index(self.strategy).map_or("", |(key, _)| key)
    }

    /// Sweeps that are kept with it.
    pub fn sweeps(&self) -> &[SweepRequest] {
        &self.sweeps
    }

    /// What the reader of the scenario wants its user to know.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }
}

impl RunSettings {
    /// Replications, if fixed.
    pub const fn replications(self) -> Option<u64> {
        self.replications
    }

    /// Seed, if fixed.
    pub const fn seed(self) -> Option<u64> {
        self.seed
    }
}

impl Input {
    /// Its path, such as `markets.us.arpu`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What the format says of it.
    pub const fn field(&self) -> &'static Field {
        self.field
    }

    /// What was written, as text.
    pub fn written(&self) -> &str {
        &self.written
    }

    /// How it is drawn.
    pub const fn quantity(&self) -> &Quantity {
        &self.quantity
    }

    /// Where it was set.
    pub const fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Fact id or other source.
    pub fn source(&self) -> Option<&str> {
        self.source.as_deref()
    }

    /// Remark.
    pub fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }

    /// How far it can be trusted.
    pub fn confidence(&self) -> Option<&str> {
        self.confidence.as_deref()
    }
}

impl Quantity {
    /// Its distribution; none where it is drawn from a data file.
    pub const fn distribution(&self) -> Option<&Distribution> {
        match self {
            Self::Distribution(distribution) => Some(distribution),
            Self::Column { .. } => None,
        }
    }
}

impl DataTable {
    /// Path as written in the scenario.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Names of the columns in use.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// Values in canonical units, row by row.
    pub fn rows(&self) -> &[Vec<f64>] {
        &self.rows
    }
}

impl Market {
    /// Its key in the file, such as `us`.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Its name for people.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl std::fmt::Display for Origin {
    /// `default`, `file:line`, or `--set`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File { file, line } => write!(f, "{file}:{line}"),
            Self::CommandLine => f.write_str("--set"),
        }
    }
}
