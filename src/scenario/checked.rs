//! A scenario that is true: every name resolved, every quantity checked, nothing left to fail behind it.

use super::inputs::{
    Company, Deal, HomeCountry, Market, Noise, Pressure, RegimeTerms, ReviewOutcomes, Strategy, Structure,
};
use super::quantities::{DataTable, Input, MarketId, Parameter};
use super::sweep::SweepRequest;
use super::words::{DesignKind, QuestionKind, ReviewOutcome};
use crate::calibration::Knowledge;
use indexmap::IndexMap;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// Short name: the file's stem, or what `run.toml` says.
    pub(crate) name: String,
    /// The file's stem.
    pub(crate) file: String,
    /// Title for people.
    pub(crate) title: String,
    /// The question it answers.
    pub(crate) question: String,
    /// Who made the report, for whom and when.
    pub(crate) report: ReportKeys,
    /// Digest of everything that decides the results, in hexadecimal.
    pub(crate) digest: String,
    /// First day.
    pub(crate) start: Date,
    /// Days simulated.
    pub(crate) horizon: f64,
    /// Longest step of the stocks, in days; at most 31.
    pub(crate) step: f64,
    /// Days since the start at which outcomes are recorded besides the horizon, ascending.
    pub(crate) record: Vec<f64>,
    /// Replications and seed, where the file itself fixes them (`run.toml`).
    pub(crate) run: RunSettings,
    /// Sampling design.
    pub(crate) design: DesignKind,
    /// Every quantity.
    pub(crate) inputs: Vec<Input>,
    /// Data files that inputs are drawn from.
    pub(crate) data: Vec<DataTable>,
    /// Rank correlations between inputs.
    pub(crate) correlations: Vec<Correlation>,
    /// The rate at which amounts in another currency than dollars were read.
    pub(crate) rate: Option<StatedRate>,
    /// The company.
    pub(crate) company: Company,
    /// The noise in users.
    pub(crate) noise: Noise,
    /// The markets, in the order written.
    pub(crate) markets: Vec<Market>,
    /// How pressure spreads.
    pub(crate) pressure: Pressure,
    /// Deals.
    pub(crate) deal: Deal,
    /// Structures: trusted partner, joint venture.
    pub(crate) structure: Structure,
    /// The home country.
    pub(crate) home: HomeCountry,
    /// Named strategies.
    pub(crate) strategies: IndexMap<String, Strategy>,
    /// Number of the strategy in force.
    pub(crate) strategy: usize,
    /// Scheduled events, in order of date (ties as written).
    pub(crate) events: Vec<ScheduledEvent>,
    /// Rules of the audit that it silences, each with the reason given.
    pub(crate) silenced_rules: Vec<(String, String)>,
    /// The day of what is known, and the case that does not know itself.
    pub(crate) knowledge: Knowledge,
    /// Questions about the future, by which the forecast is scored; they decide no result.
    pub(crate) questions: Vec<Question>,
    /// Sweeps that are kept with it; they decide no result of a run.
    pub(crate) sweeps: Vec<SweepRequest>,
    /// What the reader wants the user to know.
    pub(crate) warnings: Vec<String>,
}

/// A question about the future of a market, and what happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Its name in the file.
    pub(crate) key: String,
    /// The market.
    pub(crate) market: MarketId,
    /// What is asked.
    pub(crate) kind: QuestionKind,
    /// The day on which, or by which.
    pub(crate) by: Date,
    /// What happened, where it is known.
    pub(crate) outcome: Option<bool>,
    /// Source of what happened; empty where none is given.
    pub(crate) source: String,
}

/// What `[report]` says: none of it decides a result.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ReportKeys {
    /// Who made it; empty where nobody is named.
    pub author: String,
    /// For whom; empty where nobody is named.
    pub audience: String,
    /// When, or as of when.
    pub date: Option<Date>,
    /// Key of the market that the report leads with; empty where it is the one abroad that is worth most.
    #[serde(default)]
    pub market: String,
    /// What the headline answers: `markets`, `strategy`, `sale`, `access`, `users`, `users-and-value` or `all-users-and-value`; empty where it is value.
    #[serde(default)]
    pub answers: String,
    /// The day by which the question asks: for a sale and for access.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Date>,
}

/// The exchange rate of a scenario whose amounts are not in dollars.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatedRate {
    /// Code of the currency, such as `EUR`.
    pub(crate) currency: &'static str,
    /// Dollars for one unit of it.
    pub(crate) rate: Parameter,
    /// The date of the rate.
    pub(crate) date: Date,
}

/// What `[run]` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RunSettings {
    /// Replications.
    pub(crate) replications: Option<u64>,
    /// Seed.
    pub(crate) seed: Option<u64>,
}

/// A rank correlation between two inputs that are drawn once.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Correlation {
    /// First input.
    pub(crate) first: Parameter,
    /// Second input.
    pub(crate) second: Parameter,
    /// Spearman's rank correlation, as asked; from −1 to 1.
    pub(crate) rank: f64,
    /// The one that is attained: another where values tie too often, or others forbid it.
    pub(crate) attained: f64,
    /// The correlation of the normals that both are drawn from.
    pub(crate) normal: f64,
}

/// Whether a rank correlation is, to two digits, the one that was asked for.
pub fn is_attained(asked: f64, attained: f64) -> bool {
    (asked - attained).abs() < 0.005
}

impl ReviewOutcomes {
    /// The probabilities, by [`ReviewOutcome`]; none for the one that takes the rest.
    pub(crate) fn list(&self) -> [Option<Parameter>; ReviewOutcome::ALL.len()] {
        let Self { cleared, mitigated, forced_sale, restriction, ban } = *self;
        [cleared, mitigated, forced_sale, restriction, ban].map(|outcome| outcome.0)
    }
}

/// An event that the scenario pins to a date.
#[derive(Debug, Clone, PartialEq)]
pub struct ScheduledEvent {
    /// Key in the file.
    pub(crate) key: String,
    /// Title for people: `label`, or made from kind and market.
    pub(crate) label: String,
    /// Date as written.
    pub(crate) on: Date,
    /// Days since the start; negative before it.
    pub(crate) day: f64,
    /// The market it happens in (home for export control and, where absent, for talks); of one measure over several, that of the government that
    /// takes it.
    pub(crate) market: MarketId,
    /// The other markets that the same measure concerns.
    pub(crate) others: Vec<MarketId>,
    /// What happens.
    pub(crate) kind: EventKind,
    /// With what probability.
    pub(crate) probability: Parameter,
}

impl Scenario {
    /// The market that the report leads with, by its number, where the file names it.
    pub(crate) fn find_report_market(&self) -> Option<usize> {
        self.markets.iter().position(|market| market.key == self.report.market)
    }
}

impl ScheduledEvent {
    /// All markets that it concerns, that of the government that acts first.
    pub(crate) fn markets(&self) -> Vec<MarketId> {
        std::iter::once(self.market).chain(self.others.iter().copied()).collect()
    }
}

/// What happens on a scheduled date.
#[derive(Debug, Clone, PartialEq)]
pub enum EventKind {
    /// A review begins; its length where given.
    Review {
        /// Days; drawn from the policy where absent.
        length: Option<Parameter>,
    },
    /// A sale is ordered.
    ForcedSale {
        /// Days; drawn from the policy where absent.
        deadline: Option<Parameter>,
    },
    /// The deadline of the order in hand is moved.
    Extension {
        /// Days from the event to the new deadline.
        deadline: Parameter,
    },
    /// A ban.
    Ban {
        /// Days from the announcement to the ban; none where it falls on the day itself.
        notice: Option<Parameter>,
    },
    /// Out of the stores.
    Restriction {
        /// Days from the announcement; none where it falls on the day itself.
        notice: Option<Parameter>,
    },
    /// What stands against the market ends in a settlement or a licence.
    Settlement,
    /// The government action in force is lifted or revoked.
    Lift,
    /// A court stays the government action in force.
    Injunction,
    /// A court rules on the government action in force.
    Ruling {
        /// Probability that it upholds; the policy's where absent.
        upheld: Option<Parameter>,
    },
    /// Talks on a sale by choice begin.
    AcquisitionTalks {
        /// Markets; the strategy's perimeter where empty.
        perimeter: Vec<MarketId>,
    },
    /// The owner leaves.
    Exit,
    /// Home puts the technology under export control.
    ExportControl {
        /// Days; drawn where absent.
        length: Option<Parameter>,
    },
    /// A change of government or policy in the market.
    Regime(RegimeTerms),
}
