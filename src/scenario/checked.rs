//! A scenario that is true: every name resolved, every quantity checked, nothing left to fail behind it.
//!
//! Quantities are kept in one list ([`Scenario::inputs`]); the structures below hold their numbers
//! in it. A [`Parameter`] is drawn once per replication, a [`Chance`] afresh at each use.

use crate::quantity::Distribution;
use indexmap::IndexMap;
use jiff::civil::Date;

use super::fields::Field;
use super::sweep::SweepRequest;

/// Number of a market in [`Scenario::markets`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MarketId(pub(crate) usize);

/// An input that is drawn once per replication; its number in [`Scenario::inputs`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Parameter(pub(crate) usize);

/// An input that is drawn afresh at each use; its number in [`Scenario::inputs`].
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
}

/// How an input is drawn.
#[derive(Debug, Clone, PartialEq)]
pub enum Quantity {
    /// From a distribution (a known value is one too).
    Distribution(Distribution),
    /// From a column of a data file, drawn by whole row.
    Column {
        /// Number of the file in [`Scenario::data`].
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
    /// The company.
    pub(crate) company: Company,
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
    /// Sweeps that are kept with it; they decide no result of a run.
    pub(crate) sweeps: Vec<SweepRequest>,
    /// What the reader wants the user to know.
    pub(crate) warnings: Vec<String>,
}

/// What `[run]` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RunSettings {
    /// Replications.
    pub(crate) replications: Option<u64>,
    /// Seed.
    pub(crate) seed: Option<u64>,
}

/// How uncertain parameters are sampled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DesignKind {
    /// Latin hypercube in blocks of 1,000.
    #[default]
    LatinHypercube,
    /// Scrambled Sobol' sequence.
    Sobol,
    /// Plain random.
    Random,
}

/// A rank correlation between two inputs that are drawn once.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Correlation {
    /// First input.
    pub(crate) first: Parameter,
    /// Second input.
    pub(crate) second: Parameter,
    /// Spearman's rank correlation, as asked.
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

/// The company.
#[derive(Debug, Clone, PartialEq)]
pub struct Company {
    /// Its home market, if the scenario has one.
    pub(crate) home: Option<MarketId>,
    /// r, per year.
    pub(crate) discount_rate: Parameter,
    /// Tax on positive cash.
    pub(crate) cash_tax: Parameter,
    /// Share of yearly revenue at a ban or exit.
    pub(crate) severance: Parameter,
    /// ρ of the noise.
    pub(crate) noise_correlation: Parameter,
}

/// A market.
#[derive(Debug, Clone, PartialEq)]
pub struct Market {
    /// Its key in the file, such as `us`.
    pub(crate) key: String,
    /// Its name for people.
    pub(crate) name: String,
    pub(crate) users: Parameter,
    pub(crate) ceiling: Parameter,
    pub(crate) growth: Parameter,
    pub(crate) churn: Churn,
    pub(crate) volatility: Parameter,
    pub(crate) arpu: Parameter,
    pub(crate) arpu_growth: Parameter,
    pub(crate) arpu_growth_long_run: Parameter,
    pub(crate) arpu_growth_fade: Parameter,
    pub(crate) margin: Parameter,
    /// The margin at the start where absent.
    pub(crate) margin_long_run: Option<Parameter>,
    pub(crate) margin_time: Parameter,
    pub(crate) terminal_growth: Parameter,
    pub(crate) leverage: Parameter,
    /// Links that the file sets, by market.
    pub(crate) links: Vec<(MarketId, Parameter)>,
    /// Where the content that this market watches comes from.
    pub(crate) content: Vec<(MarketId, Parameter)>,
    pub(crate) policy: Policy,
    pub(crate) response: Response,
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

/// What governments do in one market; shared inputs where the market overrides nothing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Policy {
    pub(crate) review: ReviewPolicy,
    pub(crate) order: OrderPolicy,
    pub(crate) court: CourtPolicy,
    pub(crate) ban: BanPolicy,
}

/// How a review ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub enum ReviewOutcome {
    /// The app goes on as before.
    Cleared,
    /// The app goes on at a running cost.
    Mitigated,
    /// A sale is ordered.
    ForcedSale,
    /// The app is out of the stores.
    Restriction,
    /// The app is blocked.
    Ban,
}

impl ReviewOutcome {
    /// Every outcome, in the order in which they are drawn.
    pub const ALL: [Self; 5] = [Self::Cleared, Self::Mitigated, Self::ForcedSale, Self::Restriction, Self::Ban];

    /// The key of its probability.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Cleared => "cleared",
            Self::Mitigated => "mitigated",
            Self::ForcedSale => "forced_sale",
            Self::Restriction => "restriction",
            Self::Ban => "ban",
        }
    }

    /// Whether it is what mitigation can avert.
    pub const fn is_adverse(self) -> bool {
        !matches!(self, Self::Cleared | Self::Mitigated)
    }
}

/// Reviews.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ReviewPolicy {
    pub(crate) rate: Parameter,
    pub(crate) jump: Parameter,
    pub(crate) length: Chance,
    /// Probabilities, by [`ReviewOutcome`]; `None` for the one that takes the rest.
    pub(crate) outcomes: [Option<Parameter>; ReviewOutcome::ALL.len()],
    pub(crate) mitigation_accept: Parameter,
    pub(crate) mitigation_cost: Parameter,
}

/// Orders to sell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OrderPolicy {
    pub(crate) deadline: Chance,
    pub(crate) enforcement: Parameter,
    pub(crate) fine: Parameter,
    pub(crate) revocation: Parameter,
    pub(crate) restricted_first: Parameter,
    pub(crate) restricted_length: Chance,
    pub(crate) extension_probability: Parameter,
    pub(crate) extension_if_signed: Parameter,
    pub(crate) extension_max: Parameter,
    pub(crate) extension_length: Chance,
}

/// Courts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CourtPolicy {
    pub(crate) filing: Chance,
    pub(crate) injunction: Parameter,
    pub(crate) injunction_delay: Chance,
    pub(crate) ruling_delay: Chance,
    pub(crate) upheld: Parameter,
    pub(crate) cost: Parameter,
}

/// Bans and restrictions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BanPolicy {
    pub(crate) rate: Parameter,
    pub(crate) jump: Parameter,
    pub(crate) permanent: Parameter,
    pub(crate) after: Chance,
    pub(crate) restructured_pressure: Parameter,
}

/// How users and revenue respond; shared inputs where the market overrides nothing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Response {
    pub(crate) review_revenue: Parameter,
    pub(crate) ordered_revenue: Parameter,
    pub(crate) order_churn: Parameter,
    pub(crate) transition_churn: Parameter,
    pub(crate) transition: Parameter,
    pub(crate) restricted_wear: Parameter,
    pub(crate) circumvention: Parameter,
    pub(crate) circumvention_revenue: Parameter,
    pub(crate) circumvention_decay: Parameter,
    pub(crate) capture: Parameter,
    pub(crate) return_time: Parameter,
    pub(crate) win_back: Parameter,
    pub(crate) habit: Parameter,
    pub(crate) reseed: Parameter,
    pub(crate) content_churn: Parameter,
}

/// How pressure builds and fades.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pressure {
    pub(crate) half_life: Parameter,
    pub(crate) review_weight: Parameter,
    pub(crate) order_weight: Parameter,
    pub(crate) restriction_weight: Parameter,
    pub(crate) ban_weight: Parameter,
    pub(crate) retaliation_weight: Parameter,
}

/// Deals.
#[derive(Debug, Clone, PartialEq)]
pub struct Deal {
    pub(crate) bargaining_power: Parameter,
    pub(crate) bidder_correlation: Parameter,
    pub(crate) process: Chance,
    pub(crate) wait: Chance,
    pub(crate) algorithm_share: Parameter,
    pub(crate) fallback: Option<Parameter>,
    pub(crate) stake: Parameter,
    pub(crate) tax: Parameter,
    pub(crate) tax_basis: Parameter,
    pub(crate) host_delay: Chance,
    pub(crate) home_delay: Chance,
    pub(crate) home_approval: Parameter,
    pub(crate) home_approval_controlled: Parameter,
    pub(crate) home_approval_without_algorithm: Parameter,
    pub(crate) survives: Parameter,
    pub(crate) bidders: Vec<Bidder>,
}

/// Somebody who may bid.
#[derive(Debug, Clone, PartialEq)]
pub struct Bidder {
    /// Key in the file.
    pub(crate) key: String,
    /// Name for people.
    pub(crate) name: String,
    pub(crate) interest: Parameter,
    pub(crate) delay: Chance,
    pub(crate) multiple: Chance,
    pub(crate) host_approval: Parameter,
}

/// Structures short of a sale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Structure {
    pub(crate) delay: Chance,
    pub(crate) host_acceptance: Parameter,
    pub(crate) stake: Parameter,
    pub(crate) licence: Parameter,
    pub(crate) running: Parameter,
    pub(crate) price: Parameter,
    pub(crate) up_front: Parameter,
}

/// Anger, retaliation and export control at home.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HomeCountry {
    pub(crate) talks: Parameter,
    pub(crate) signing: Parameter,
    pub(crate) acceptance: Parameter,
    pub(crate) cap: Parameter,
    pub(crate) half_life: Parameter,
    pub(crate) sensitivity: Parameter,
    pub(crate) churn: Parameter,
    pub(crate) retaliation_rate: Parameter,
    pub(crate) retaliation_jump: Parameter,
    pub(crate) retaliation_half_life: Parameter,
    pub(crate) export_control_length: Chance,
}

/// What the owner decides.
#[derive(Debug, Clone, PartialEq)]
pub struct Strategy {
    /// Name for people.
    pub(crate) name: String,
    /// Answers to an order, run in parallel.
    pub(crate) on_order: Vec<Answer>,
    /// Answers that start at the first failure of one of those.
    pub(crate) then: Vec<Answer>,
    /// Markets sold together; the ordered market, or all but home by choice, where empty.
    pub(crate) perimeter: Vec<MarketId>,
    /// Whether the recommendation technology may be sold.
    pub(crate) algorithm: Algorithm,
    /// Whether mitigation is offered in reviews.
    pub(crate) offer_mitigation: bool,
    pub(crate) reserve: Parameter,
    pub(crate) keep: Parameter,
    pub(crate) seek_buyer: Option<Parameter>,
    pub(crate) visibility: Parameter,
    pub(crate) visibility_cost: Parameter,
    pub(crate) redeployment: Parameter,
}

/// An answer to an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Open a deal.
    Sell,
    /// Sue.
    Litigate,
    /// Propose a structure.
    Restructure,
    /// Do nothing.
    Refuse,
    /// Leave at the deadline.
    Exit,
}

impl Answer {
    /// Every answer.
    pub const ALL: [Self; 5] = [Self::Sell, Self::Litigate, Self::Restructure, Self::Refuse, Self::Exit];

    /// Its word in a scenario.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sell => "sell",
            Self::Litigate => "litigate",
            Self::Restructure => "restructure",
            Self::Refuse => "refuse",
            Self::Exit => "exit",
        }
    }
}

/// Whether the recommendation technology is sold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// `sell`: it goes with the business.
    Sell,
    /// `keep`: it stays behind.
    Keep,
    /// `sell-or-keep`: it goes, and stays behind if home refuses that.
    SellOrKeep,
}

impl Algorithm {
    /// Every choice.
    pub const ALL: [Self; 3] = [Self::Sell, Self::Keep, Self::SellOrKeep];

    /// Its word in a scenario.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sell => "sell",
            Self::Keep => "keep",
            Self::SellOrKeep => "sell-or-keep",
        }
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
    /// The market it happens in (home for export control and, where absent, for talks).
    pub(crate) market: MarketId,
    /// What happens.
    pub(crate) kind: EventKind,
    /// With what probability.
    pub(crate) probability: Parameter,
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
    /// A ban.
    Ban,
    /// Out of the stores.
    Restriction,
    /// The measure in force is lifted or revoked.
    Lift,
    /// A court stays the measure in force.
    Injunction,
    /// A court rules on the measure in force.
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
    Regime {
        /// Multiplies rates of reviews and bans.
        rates: Parameter,
        /// Multiplies enforcement.
        enforcement: Parameter,
        /// Multiplies extension.
        extension: Parameter,
        /// Multiplies revocation.
        revocation: Parameter,
    },
}
