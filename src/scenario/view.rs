//! What the outside may read of a scenario.

use super::checked::{Question, RunSettings, Scenario};
use super::fields::Field;
use super::inputs::Market;
use super::quantities::{DataTable, Input, MarketId, Origin, Quantity};
use super::strategy_rules::Rule;
use super::sweep::SweepRequest;
use super::words::{DesignKind, QuestionKind};
use crate::calibration::Knowledge;
use crate::quantity::Distribution;
use jiff::civil::Date;

/// Declares methods that read something of `self`.
macro_rules! views {
    ($( $on:ident { $( $(#[$doc:meta])* $name:ident($this:ident) -> $kind:ty = $value:expr; )* } )*) => {
        $(
            impl $on {
                $( $(#[$doc])* pub fn $name(&self) -> $kind { let $this = self; $value } )*
            }
        )*
    };
}

views! {
    Scenario {
        /// Short name: the file's stem, or what `run.toml` says.
        name(this) -> &str = &this.name;
        /// Title for people.
        title(this) -> &str = &this.title;
        /// The question it answers; empty where none is asked.
        question(this) -> &str = &this.question;
        /// Digest of everything that decides the results, in hexadecimal.
        digest(this) -> &str = &this.digest;
        /// First day.
        start(this) -> Date = this.start;
        /// Days simulated.
        horizon(this) -> f64 = this.horizon;
        /// Length of a step, in days.
        step(this) -> f64 = this.step;
        /// Days since the start at which outcomes are recorded besides the horizon, ascending.
        record(this) -> &[f64] = &this.record;
        /// Replications and seed, where the scenario itself fixes them.
        run_settings(this) -> RunSettings = this.run;
        /// How uncertain inputs are sampled.
        design(this) -> DesignKind = this.design;
        /// The name of its file, without folder and ending.
        file(this) -> &str = &this.file;
        /// Every quantity.
        inputs(this) -> &[Input] = &this.inputs;
        /// Data files that inputs are drawn from.
        data(this) -> &[DataTable] = &this.data;
        /// The markets, in the order written.
        markets(this) -> &[Market] = &this.markets;
        /// Keys of the strategies, in the order written.
        strategies(this) -> impl Iterator<Item = &str> = this.strategies.keys().map(String::as_str);
        /// Key of the strategy in force.
        strategy(this) -> &str = this.strategies.get_index(this.strategy).map_or("", |(key, _)| key);
        /// Rules of the strategy in force, in the order written.
        rules(this) -> &[Rule] = this.strategies.get_index(this.strategy).map_or(&[], |(_, strategy)| &strategy.rules);
        /// Rules of the audit that it silences, each with the reason given, in the order written.
        silenced_rules(this) -> &[(String, String)] = &this.silenced_rules;
        /// The day of what is known, and the case that does not know itself.
        knowledge(this) -> &Knowledge = &this.knowledge;
        /// Questions about the future, by which the forecast is scored, in the order written.
        questions(this) -> &[Question] = &this.questions;
        /// Sweeps that are kept with it.
        sweeps(this) -> &[SweepRequest] = &this.sweeps;
        /// What the reader of the scenario wants its user to know.
        warnings(this) -> &[String] = &this.warnings;
    }

    Question {
        /// Its name in the file.
        key(this) -> &str = &this.key;
        /// Key of the market.
        market(this) -> MarketId = this.market;
        /// What is asked.
        kind(this) -> QuestionKind = this.kind;
        /// The day on which, or by which.
        by(this) -> Date = this.by;
        /// What happened, where it is known.
        outcome(this) -> Option<bool> = this.outcome;
        /// Source of what happened; empty where none is given.
        source(this) -> &str = &this.source;
    }

    RunSettings {
        /// Replications, if fixed.
        replications(this) -> Option<u64> = this.replications;
        /// Seed, if fixed.
        seed(this) -> Option<u64> = this.seed;
    }

    Input {
        /// Its path, such as `markets.us.arpu`.
        path(this) -> &str = &this.path;
        /// What the format says of it.
        field(this) -> &'static Field = this.field;
        /// What was written, as text.
        written(this) -> &str = &this.written;
        /// How it is drawn.
        quantity(this) -> &Quantity = &this.quantity;
        /// Where it was set.
        origin(this) -> &Origin = &this.origin;
        /// Fact id or other source.
        source(this) -> Option<&str> = this.source.as_deref();
        /// Remark.
        note(this) -> Option<&str> = this.note.as_deref();
        /// How far it can be trusted.
        confidence(this) -> Option<&str> = this.confidence.as_deref();
        /// The draw that it shares with all inputs that name the same.
        draw(this) -> Option<&str> = this.draw.as_deref();
    }

    DataTable {
        /// Path as written in the scenario.
        path(this) -> &str = &this.path;
        /// Names of the columns in use.
        columns(this) -> &[String] = &this.columns;
        /// Values in canonical units, row by row.
        rows(this) -> &[Vec<f64>] = &this.rows;
    }

    Market {
        /// Its key in the file, such as `us`.
        key(this) -> &str = &this.key;
        /// Its name for people.
        name(this) -> &str = &this.name;
    }
}

impl Scenario {
    /// The input at a path such as `markets.us.arpu`.
    pub fn input(&self, path: &str) -> Option<&Input> {
        self.inputs.iter().find(|input| input.path == path)
    }

    /// Rank correlations: the paths of two inputs, Spearman's correlation between them as asked, and as attained.
    pub fn correlations(&self) -> impl Iterator<Item = (&str, &str, [f64; 2])> {
        let path = |number: usize| self.inputs[number].path.as_str();
        self.correlations.iter().map(move |c| (path(c.first.0), path(c.second.0), [c.rank, c.attained]))
    }

    /// Fixes replications and seed, so that [`Scenario::resolved`] states them.
    pub const fn fix_run(&mut self, replications: u64, seed: u64) {
        self.run = RunSettings { replications: Some(replications), seed: Some(seed) };
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

impl std::fmt::Display for Origin {
    /// `default`, `file:line`, `--set`, `atlas CA`, or `category social`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File { file, line } => write!(f, "{file}:{line}"),
            Self::CommandLine => f.write_str("--set"),
            Self::Atlas(code) => write!(f, "atlas {code}"),
            Self::Category(name) => write!(f, "category {name}"),
        }
    }
}
