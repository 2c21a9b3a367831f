//! The figures of a run, as `summary.json` holds them: everything that charts and report draw on.

mod details;

use indexmap::IndexMap;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::course_parts::PartMeans;
use super::courses::OpenByPast;
use super::deals::Deal;
use super::drivers::RunDrivers;
use super::sales::SaleGroup;
use super::statistics::Interval;
use crate::simulation::{Figure, Summarised};

/// Access states, in the order used throughout: keys of `outcomes` and of `access`.
pub const STATES: [&str; 9] =
    ["open", "review", "ordered", "stayed", "restricted", "banned", "restructured", "divested", "exited"];

pub use crate::simulation::BRIDGE_PARTS;
pub use details::*;

/// What `summary.json` calls its format.
pub const FORMAT: &str = "marketgate.summary/1";

/// A whole run.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Summary {
    /// Always `marketgate.summary/1`.
    pub format: String,
    /// Which scenario.
    pub scenario: ScenarioInfo,
    /// Seed of all random numbers.
    pub seed: u64,
    /// Replications simulated.
    pub replications: u64,
    /// Sampling design: `lhs`, `sobol` or `random`.
    pub design: String,
    /// Version of marketgate.
    pub version: String,
    /// Value at the start.
    pub value: Estimate,
    /// Value of the same histories without any measure.
    pub baseline_value: Estimate,
    /// Value without the home market; equal to `value` where there is no home.
    pub value_abroad: Estimate,
    /// The baseline of the same.
    pub baseline_value_abroad: Estimate,
    /// Baseline less value.
    pub loss: Estimate,
    /// The same without the home market; equal to `loss` where there is no home.
    #[serde(default)]
    pub loss_abroad: Estimate,
    /// What was lost before the start, for markets blocked before it.
    pub sunk: Estimate,
    /// Value over the investment; only where one is stated.
    #[serde(default, skip_serializing_if = "Estimate::is_absent")]
    pub multiple: Estimate,
    /// Return a year on the investment up to the start; only where one is stated.
    #[serde(default, skip_serializing_if = "Estimate::is_absent")]
    pub irr: Estimate,
    /// Active and circumventing users of all markets at the horizon.
    #[serde(default)]
    pub users: Estimate,
    /// The same without any government action.
    #[serde(default)]
    pub baseline_users: Estimate,
    /// Mean terminal value over mean value.
    pub terminal_share: f64,
    /// Its standard error.
    #[serde(default)]
    pub terminal_share_se: Option<f64>,
    /// The same outside the home market; absent in results of earlier versions.
    #[serde(default)]
    pub terminal_share_abroad: Option<f64>,
    /// Mean of each part of value − baseline, in dollars; keys are [`BRIDGE_PARTS`].
    pub bridge: IndexMap<String, f64>,
    /// Standard errors of the same.
    pub bridge_se: IndexMap<String, f64>,
    /// The same parts without the home market; equal to `bridge` where there is no home.
    #[serde(default)]
    pub bridge_abroad: IndexMap<String, f64>,
    /// Standard errors of the same.
    #[serde(default)]
    pub bridge_abroad_se: IndexMap<String, f64>,
    /// The abroad market with the greatest mean baseline value: charts colour by how it ended.
    pub main_market: String,
    /// Per market, by key, in the order of the scenario.
    pub markets: IndexMap<String, MarketSummary>,
    /// Dates at which fans are recorded.
    pub dates: Vec<Date>,
    /// Mark-to-model value along the way, in dollars.
    pub value_path: Fan,
    /// Fans over `dates` of users in all markets together.
    #[serde(default)]
    pub fans: IndexMap<String, Fan>,
    /// Value (abroad where there is a home) by final state of the main market, of states that occur. Empty in results of earlier
    /// versions.
    #[serde(default)]
    pub value_by_outcome: IndexMap<String, Estimate>,
    /// What the same simulations lose against their own baseline, by final state of the main market. Empty in results of earlier
    /// versions.
    #[serde(default)]
    pub loss_by_outcome: IndexMap<String, Estimate>,
    /// Through what the same simulations lose: means of the parts of the bridge, those that were lost before the start apart, by final state of the
    /// main market. Empty in results of earlier versions.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub parts_by_outcome: IndexMap<String, PartMeans>,
    /// The same figures where the main market ends open, apart by whether users were cut off on the way. Absent where they were in all of
    /// these or in none, and in results of earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open_by_past: Option<OpenByPast>,
    /// Share of the variance of the leading value that goes with how the main market ends and whether users were cut off on the way, 0 to 1. Absent
    /// where it fares alike in all simulations, and in results of earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome_share: Option<Interval>,
    /// Distribution of value (abroad where there is a home), split by how the main market ended.
    pub value_histogram: Histogram,
    /// What happened at home, if the scenario has a home.
    pub home: Option<HomeSummary>,
    /// Scheduled events, for marking charts.
    pub events: Vec<EventInfo>,
    /// Greatest relative error of quantiles of single figures, such as 0.001; those on a value that many simulations hold
    /// are exact.
    pub quantile_accuracy: f64,
    /// What the reader should be told: skipped events, a large terminal share, …
    pub warnings: Vec<String>,
    /// How precise figures were asked for; none where the number of histories was.
    #[serde(default)]
    pub precision: Option<Stopping>,
    /// How the mean of the leading value (abroad where there is a home) settled.
    #[serde(default)]
    pub convergence: Convergence,
    /// How often the loss exceeds how much.
    #[serde(default)]
    pub exceedance: Exceedance,
    /// What the leading value depends on most. Empty in results of earlier versions.
    #[serde(default)]
    pub drivers: RunDrivers,
    /// Uncertain inputs, as asked for and as drawn, by path.
    #[serde(default)]
    pub inputs: IndexMap<String, InputFigures>,
    /// What was sold together, and what it fetched; the most frequent first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deals: Vec<Deal>,
    /// A bad, a middle and a good history, told.
    #[serde(default)]
    pub stories: Vec<Story>,
}

/// Distribution of one figure over replications.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Estimate {
    /// `USD`, `share`, `days`, ….
    pub unit: String,
    /// Replications in which the figure exists.
    pub count: u64,
    /// Mean; absent where `count` is 0.
    pub mean: Option<f64>,
    /// Standard error of the mean; absent where `count` is below 2. By blocks of histories where `gain` says so, else as
    /// of independent values.
    pub se: Option<f64>,
    /// How many independent histories one of these is worth for the mean, as their inputs are spread evenly; absent
    /// where that is not shown.
    #[serde(default)]
    pub gain: Option<f64>,
    /// 5% quantile.
    pub p5: Option<f64>,
    /// 25% quantile.
    pub p25: Option<f64>,
    /// Median.
    pub p50: Option<f64>,
    /// 75% quantile.
    pub p75: Option<f64>,
    /// 95% quantile.
    pub p95: Option<f64>,
    /// Distribution-free 95% interval of each of the five quantiles.
    pub intervals: IndexMap<String, [f64; 2]>,
    /// Expected shortfall: mean of the worst 5%, the lowest; of figures of which more is worse (losses, discounts, days
    /// without access, counts of measures, anger) the highest.
    pub es5: Option<f64>,
    /// Standard error of the expected shortfall.
    #[serde(default)]
    pub es5_se: Option<f64>,
}

/// Least number of observations of which quantiles are told: of fewer, those of 5% and 95% rest on one or two, and the mean says more than a
/// median does.
pub const LEAST_FOR_RANGE: u64 = 50;

impl Estimate {
    /// Whether no replication has the figure: it is none of the run.
    pub fn is_absent(&self) -> bool {
        self.count == 0
    }

    /// The same without quantiles, where too few observations stand behind them; the mean stays.
    #[must_use]
    pub fn without_quantiles_of_few(&self) -> Self {
        if self.count >= LEAST_FOR_RANGE {
            return self.clone();
        }
        Self { p5: None, p25: None, p50: None, p75: None, p95: None, ..self.clone() }
    }

    /// Of a difference: whether its mean lies within two standard errors of none, is less than a cent, or has no error.
    pub fn is_noise(&self) -> bool {
        let nothing = |mean: f64| self.unit == "USD" && mean.abs() < 0.005;
        self.mean.zip(self.se).is_none_or(|(mean, se)| mean.abs() <= 2.0 * se || nothing(mean))
    }
}

/// One market.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct MarketSummary {
    /// Name for people.
    pub name: String,
    /// Probability of each final state; keys are [`STATES`].
    pub outcomes: IndexMap<String, f64>,
    /// Wilson 95% interval of each.
    pub outcomes_interval: IndexMap<String, [f64; 2]>,
    /// (active + circumventing) / users at the start, at the horizon.
    pub retention: Estimate,
    /// (active + circumventing) / baseline users, at the horizon.
    pub vs_baseline: Estimate,
    /// Share of the people active at the start who still are, at the horizon.
    pub cohort: Estimate,
    /// Mean share of the same people who still would be with no government action. Absent in results of earlier versions.
    #[serde(default)]
    pub baseline_cohort: Option<f64>,
    /// Probability that at the horizon at least 90% of the users are left that there would be with no government action. Absent in results of
    /// earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mostly_kept: Option<f64>,
    /// Probability that at most 10% of them are. Absent in results of earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mostly_lost: Option<f64>,
    /// Active and circumventing users at the horizon.
    #[serde(default)]
    pub users: Estimate,
    /// The same without any government action.
    #[serde(default)]
    pub baseline_users: Estimate,
    /// Value, with its share of proceeds.
    pub value: Estimate,
    /// Probability that its value is below zero. Absent in results of earlier versions.
    #[serde(default)]
    pub negative_value: Option<Proportion>,
    /// Probability that its baseline value is. Absent in results of earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub negative_baseline_value: Option<Proportion>,
    /// Baseline value.
    pub baseline_value: Estimate,
    /// Baseline less value. Empty in results of earlier versions.
    #[serde(default)]
    pub loss: Estimate,
    /// Mean of each part of the bridge in this market.
    pub bridge: IndexMap<String, f64>,
    /// Standard errors of the same.
    #[serde(default)]
    pub bridge_se: IndexMap<String, f64>,
    /// Days banned or exited.
    pub days_without_access: Estimate,
    /// Days banned or exited in the simulations in which it is so at some time: 25%, 50% and 75% quantile. Absent where it never is, and in
    /// results of earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blocked_days: Option<[f64; 3]>,
    /// Number of measures of each kind (`reviews`, `orders`, `restrictions`, `bans`): mean and standard error.
    pub measures: IndexMap<String, Estimate>,
    /// Probability that the market was ever without access, with its Wilson interval.
    pub ever_blocked: Proportion,
    /// This market's share of the price, where sold.
    pub sale_price: Estimate,
    /// 1 − price / standalone value, where sold.
    pub sale_discount: Estimate,
    /// Days from the start to the day on which the price is paid, where sold: 5%, 50% and 95% quantile. Absent in results of earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sale_closing_days: Option<[f64; 3]>,
    /// Probability that the price is paid by the day that `report.by` names. Absent where it names none, or nothing is sold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sold_by: Option<f64>,
    /// Probability that a sale is signed at some time, whether or not it closes. Absent where none is, and in results of earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sale_signed: Option<f64>,
    /// Sales by the number of bidders and the time left; groups without a sale are left out.
    #[serde(default)]
    pub sales: Vec<SaleGroup>,
    /// Fans over `Summary::dates`: `retention`, `vs_baseline`, `cohort`.
    pub fans: IndexMap<String, Fan>,
    /// Fans of retention over `Summary::dates`, apart for each outcome that is not too rare; keys are [`STATES`]. Empty in
    /// results of earlier versions.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub outcome_fans: IndexMap<String, Fan>,
    /// Probability at each date that fewer than half of the users are left that there would be with no government action.
    /// Empty in results of earlier versions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub below_half: Vec<f64>,
    /// Probability of each state at each date; keys are [`STATES`].
    pub access: IndexMap<String, Vec<f64>>,
}

/// Lets the fields of a summary that hold an estimate or a chance be found by the name of their figure.
macro_rules! fields_by_name {
    ($summary:ty: $type:ty: $get:ident, $get_mut:ident: $($field:ident),*) => {
        impl $summary {
            fn $get(&self, name: &str) -> Option<&$type> {
                match name {
                    $(stringify!($field) => Some(&self.$field),)*
                    _ => None,
                }
            }

            fn $get_mut(&mut self, name: &str) -> Option<&mut $type> {
                match name {
                    $(stringify!($field) => Some(&mut self.$field),)*
                    _ => None,
                }
            }
        }
    };
}

fields_by_name!(Summary: Estimate: field, field_mut:
    value, baseline_value, value_abroad, baseline_value_abroad, loss, loss_abroad, sunk, multiple, irr, users, baseline_users);
fields_by_name!(MarketSummary: Estimate: field, field_mut:
    retention, vs_baseline, cohort, users, baseline_users, value, baseline_value, loss, days_without_access, sale_price, sale_discount);
fields_by_name!(HomeSummary: Estimate: field, field_mut: peak_backlash);
fields_by_name!(MarketSummary: Proportion: chance_field, chance_field_mut: ever_blocked);
fields_by_name!(HomeSummary: Proportion: chance_field, chance_field_mut: retaliation, export_control);

impl Summary {
    /// The distribution of a figure of the company.
    pub fn estimate(&self, figure: &Figure) -> Option<&Estimate> {
        let found = if figure.at_home { self.home.as_ref()?.field(figure.name) } else { self.field(figure.name) };
        found.filter(|estimate| !figure.of_investment || !estimate.is_absent())
    }

    pub(super) fn estimate_mut(&mut self, figure: &Figure) -> Option<&mut Estimate> {
        if figure.at_home { self.home.as_mut()?.field_mut(figure.name) } else { self.field_mut(figure.name) }
    }

    /// The probability of what happens at home by its name.
    pub fn chance(&self, name: &str) -> Option<Proportion> {
        self.home.as_ref()?.chance_field(name).copied()
    }

    pub(super) fn chance_mut(&mut self, name: &str) -> Option<&mut Proportion> {
        self.home.as_mut()?.chance_field_mut(name)
    }
}

impl MarketSummary {
    /// The distribution of a figure of the market.
    pub fn estimate(&self, figure: &Figure) -> Option<&Estimate> {
        match figure.summarised {
            Summarised::Counted => self.measures.get(figure.name),
            _ => self.field(figure.name),
        }
    }

    pub(super) fn estimate_mut(&mut self, figure: &Figure) -> Option<&mut Estimate> {
        match figure.summarised {
            Summarised::Counted => Some(self.measures.entry(figure.name.to_owned()).or_default()),
            _ => self.field_mut(figure.name),
        }
    }

    /// Whether users were cut off at the start in every simulation.
    pub fn is_blocked_at_start(&self) -> bool {
        let at_start = |state: &str| self.access.get(state).and_then(|shares| shares.first()).copied().unwrap_or(0.0);
        at_start("banned") + at_start("exited") >= 1.0
    }

    /// The probability of what happens in the market by its name.
    pub fn chance(&self, name: &str) -> Option<Proportion> {
        self.chance_field(name).copied()
    }

    pub(super) fn chance_mut(&mut self, name: &str) -> Option<&mut Proportion> {
        self.chance_field_mut(name)
    }
}

/// A probability with its Wilson 95% interval.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Proportion {
    /// Share of replications.
    pub probability: f64,
    /// Wilson 95% interval.
    pub interval: [f64; 2],
}
