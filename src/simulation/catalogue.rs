//! The catalogue of figures: what is recorded of each replication, in which unit, and what a summary holds of it.
//!
//! It is to results what [`crate::scenario::fields`] is to inputs. A new figure is a row here; one with a distribution has a field
//! of its name in the summary besides. Columns, metrics, files, tables and the manual follow.

use crate::model::{MarketState, Observation, World};
use crate::simd::{F64x8, Real as _};

/// What a number measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// US dollars at the start.
    Dollars,
    /// A share, 1 for all of it.
    Share,
    /// Days.
    Days,
    /// Users.
    People,
    /// How often.
    Count,
    /// A size of its own kind.
    Index,
}

impl Unit {
    /// As results write it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Dollars => "USD",
            Self::Share => "share",
            Self::Days => "days",
            Self::People => "people",
            Self::Count => "count",
            Self::Index => "",
        }
    }
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// A number in the unit named.
    Number(Unit),
    /// When something happened, in days since the start.
    Day,
    /// Whether something happened: 1 or 0.
    Flag,
    /// A count.
    Count,
    /// A final state, as its number in [`crate::model::Access::ALL`].
    State,
    /// A drawn input.
    Input,
}

impl ColumnKind {
    /// The unit of its numbers.
    pub const fn unit(self) -> Unit {
        match self {
            Self::Number(unit) => unit,
            Self::Day => Unit::Days,
            Self::Flag | Self::Count | Self::State | Self::Input => Unit::Count,
        }
    }
}

/// The side of a distribution on which the bad replications lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WorseSide {
    /// Less is worse, as of value, users and prices.
    Lower,
    /// More is worse, as of losses, discounts, days without access and counts of government actions.
    Higher,
}

/// What a summary holds of a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Summarised {
    /// Its distribution, under its name.
    Estimate,
    /// Its distribution, under its name among the `measures` of a market.
    Counted,
    /// The probability that it is above 0, under this name.
    Chance(&'static str),
    /// The probability of each state, as `outcomes`.
    Outcomes,
    /// Nothing: it stands in the rows alone.
    Nothing,
}

/// A figure of each replication.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figure {
    /// Its column, without the key of a market; also its name in the summary.
    pub name: &'static str,
    /// What its column holds.
    pub kind: ColumnKind,
    /// Which side is worse.
    pub worse: WorseSide,
    /// What a summary holds of it.
    pub summarised: Summarised,
    /// Whether it leaves the home market out.
    pub abroad: bool,
    /// Whether it is of the home country: summaries hold it under `home`.
    pub at_home: bool,
    /// Whether it is also summed over all markets.
    pub summed: bool,
    /// Whether it is told only where there is something of it: a price where something was sold, a loss before the start.
    pub conditional: bool,
    /// Heading of a table; `{outside}` stands for the home market that is left out.
    pub heading: &'static str,
    /// Within a sentence.
    pub phrase: &'static str,
    /// What it is, for the manual.
    pub meaning: &'static str,
}

impl Figure {
    const fn new(name: &'static str, kind: ColumnKind, [heading, phrase, meaning]: [&'static str; 3]) -> Self {
        let (worse, summarised) = (WorseSide::Lower, Summarised::Estimate);
        Self {
            name,
            kind,
            worse,
            summarised,
            abroad: false,
            at_home: false,
            summed: false,
            conditional: false,
            heading,
            phrase,
            meaning,
        }
    }

    /// One that stands in the rows alone.
    const fn in_rows(name: &'static str, kind: ColumnKind, meaning: &'static str) -> Self {
        Self::new(name, kind, ["", "", meaning]).summarised(Summarised::Nothing)
    }

    const fn worse_higher(self) -> Self {
        Self { worse: WorseSide::Higher, ..self }
    }

    const fn summarised(self, summarised: Summarised) -> Self {
        Self { summarised, ..self }
    }

    const fn abroad(self) -> Self {
        Self { abroad: true, ..self }
    }

    const fn summed(self) -> Self {
        Self { summed: true, ..self }
    }

    const fn conditional(self) -> Self {
        Self { conditional: true, ..self }
    }

    /// Its heading where `home` names the market that it leaves out, if it does.
    pub fn heading(&self, home: Option<&str>) -> String {
        fill_outside(self.heading, home.unwrap_or("home"))
    }

    /// The same within a sentence; without a home market nothing is left out.
    pub fn phrase(&self, home: Option<&str>) -> String {
        home.map_or_else(|| self.phrase.replace(OUTSIDE, ""), |home| fill_outside(self.phrase, home))
    }

    const fn at_home(self) -> Self {
        Self { at_home: true, worse: WorseSide::Higher, ..self }
    }
}

/// What is recorded of the whole company, in dollars but for what happens at home.
pub static COMPANY: [(Figure, fn(&World) -> f64); 11] = [
    (Figure::new("value", DOLLARS, ["Value", "value", "Value of all markets."]), |world| sum(world, owner)),
    (
        Figure::new(
            "value_abroad",
            DOLLARS,
            [
                "Value{outside}",
                "value{outside}",
                "Value outside the home market; equal to `value` where there is no home.",
            ],
        )
        .abroad(),
        |world| sum_abroad(world, owner),
    ),
    (
        Figure::new(
            "baseline_value",
            DOLLARS,
            [
                "Baseline: no government action anywhere",
                "value without measures",
                "Value of the same replication without any government action.",
            ],
        ),
        |world| sum(world, baseline),
    ),
    (
        Figure::new(
            "baseline_value_abroad",
            DOLLARS,
            ["Baseline{outside}", "value{outside} without measures", "The baseline outside the home market."],
        )
        .abroad(),
        |world| sum_abroad(world, baseline),
    ),
    (
        Figure::new("loss", DOLLARS, ["Loss: baseline less value", "loss of value", "`baseline_value` less `value`."])
            .worse_higher(),
        |world| sum(world, baseline) - sum(world, owner),
    ),
    (
        Figure::new(
            "loss_abroad",
            DOLLARS,
            ["Loss{outside}", "loss of value{outside}", "`baseline_value_abroad` less `value_abroad`."],
        )
        .worse_higher()
        .abroad(),
        |world| sum_abroad(world, baseline) - sum_abroad(world, owner),
    ),
    (
        Figure::new(
            "sunk",
            DOLLARS,
            [
                "Lost before the start",
                "value lost before the start",
                "What was lost before the start, of markets blocked before it.",
            ],
        )
        .worse_higher()
        .conditional(),
        |world| world.sunk,
    ),
    (Figure::in_rows("terminal_value", DOLLARS, "The part of `value` that lies after the horizon."), |world| {
        sum(world, |market| market.terminal)
    }),
    (
        Figure::new(
            "retaliations",
            ColumnKind::Count,
            [
                "Probability of retaliation",
                "probability of retaliation",
                "How often the home country retaliated; empty without a home.",
            ],
        )
        .at_home()
        .summarised(Summarised::Chance("retaliation")),
        |world| at_home(world, f64::from(world.home.retaliations)),
    ),
    (
        Figure::new(
            "export_control",
            ColumnKind::Flag,
            [
                "Probability of export control",
                "probability of export control",
                "Whether technology ever came under export control.",
            ],
        )
        .at_home()
        .summarised(Summarised::Chance("export_control")),
        |world| at_home(world, flag(world.home.ever_controlled)),
    ),
    (
        Figure::new(
            "peak_backlash",
            ColumnKind::Number(Unit::Index),
            ["Greatest anger at home", "greatest anger at home", "Greatest anger at home; empty without a home."],
        )
        .at_home(),
        |world| at_home(world, world.home.peak_anger),
    ),
];

/// What is recorded of each market at the end.
pub static MARKET: [(Figure, fn(&MarketState) -> f64); 18] = [
    (
        Figure::in_rows("final_state", ColumnKind::State, "State at the horizon.").summarised(Summarised::Outcomes),
        |market| f64::from(market.access as u8),
    ),
    (Figure::new("value", DOLLARS, ["Value", "value", "Value of the market, with its share of proceeds."]), owner),
    (
        Figure::new(
            "baseline_value",
            DOLLARS,
            ["Baseline", "value without measures", "Value of the market without any government action."],
        ),
        baseline,
    ),
    (
        Figure::new(
            "days_without_access",
            DAYS,
            ["Days without access", "days without access", "Days banned or exited."],
        )
        .worse_higher(),
        |market| market.days_without_access,
    ),
    (
        Figure::new(
            "ever_blocked",
            ColumnKind::Flag,
            [
                "Ever without access",
                "probability of ever being without access",
                "Whether it was ever banned or exited.",
            ],
        )
        .worse_higher()
        .summarised(Summarised::Chance("ever_blocked")),
        |market| flag(market.ever_cut_off),
    ),
    (actions(["reviews", "number of reviews", "Reviews."]), |market| count(market, 0)),
    (actions(["orders", "number of orders", "Orders to sell."]), |market| count(market, 1)),
    (actions(["restrictions", "number of restrictions", "Restrictions."]), |market| count(market, 2)),
    (actions(["bans", "number of bans", "Bans."]), |market| count(market, 3)),
    (Figure::in_rows("first_review_day", ColumnKind::Day, "Day of the first review."), |market| first(market, 0)),
    (Figure::in_rows("first_order_day", ColumnKind::Day, "Day of the first order."), |market| first(market, 1)),
    (Figure::in_rows("first_restriction_day", ColumnKind::Day, "Day of the first restriction."), |market| {
        first(market, 2)
    }),
    (Figure::in_rows("first_ban_day", ColumnKind::Day, "Day of the first ban."), |market| first(market, 3)),
    (
        Figure::new(
            "sale_price",
            DOLLARS,
            ["Sale price", "sale price", "This market's share of the price; empty where it was not sold."],
        )
        .conditional(),
        |market| market.sale.map_or(f64::NAN, |sale| sale.price),
    ),
    (
        Figure::new(
            "sale_discount",
            SHARE,
            ["Sale discount", "discount at a sale", "1 less price over standalone value; empty where it was not sold."],
        )
        .worse_higher()
        .conditional(),
        |market| market.sale.map_or(f64::NAN, |sale| sale.discount),
    ),
    (Figure::in_rows("sale_day", ColumnKind::Day, "Day on which the sale was closed."), |market| {
        market.sale.map_or(f64::NAN, |sale| sale.terms.day)
    }),
    (Figure::in_rows("sale_bidders", ColumnKind::Count, "Bidders whose bids qualified at signing."), |market| {
        market.sale.map_or(f64::NAN, |sale| f64::from(sale.terms.bidders))
    }),
    (Figure::in_rows("sale_days_left", DAYS, "Days left to the nearest deadline at signing."), |market| {
        market.sale.and_then(|sale| sale.terms.days_left).unwrap_or(f64::NAN)
    }),
];

/// What users of a market are counted by, at recorded dates and at the horizon, from an observation of a group of markets and
/// their users at the start.
pub static USER_METRICS: [(Figure, fn(&Observation, F64x8) -> F64x8); 5] = [
    (
        Figure::new("retention", SHARE, ["Users kept", "users kept", "Users over users at the start."]),
        |observed, at_start| observed.reached / at_start,
    ),
    (
        Figure::new(
            "vs_baseline",
            SHARE,
            [
                "Against baseline",
                "share of users without measures",
                "Users over users without any government action on the same date.",
            ],
        ),
        // Less than one user counts as one in both, so that what is gone in both is the same.
        |observed, _| {
            let reached = observed
                .reached
                .zip_with(observed.baseline, |reached, users| if users < 1.0 { reached.max(1.0) } else { reached });
            reached / observed.baseline.at_least(F64x8::splat(1.0))
        },
    ),
    (
        Figure::new(
            "cohort",
            SHARE,
            ["Day-one users still active", "first-day users kept", "Share of the users at the start who still are."],
        ),
        |observed, _| observed.cohort,
    ),
    (
        Figure::new(
            "users",
            PEOPLE,
            ["Users at the horizon", "users at the horizon", "Active and circumventing users."],
        )
        .summed(),
        |observed, _| observed.reached,
    ),
    (
        Figure::new(
            "baseline_users",
            PEOPLE,
            [
                "Baseline users at the horizon",
                "users at the horizon without measures",
                "Users without any government action on the same date.",
            ],
        )
        .summed(),
        |observed, _| observed.baseline,
    ),
];

/// Parts of the bridge from the baseline to value, in dollars, in the order of [`crate::model::Part`] and in which they are
/// drawn.
pub const BRIDGE_PARTS: [&str; 9] =
    ["blocked", "users_lost", "sale", "restructuring", "threat", "costs", "backlash", "redeployment", "later_risk"];

const DOLLARS: ColumnKind = ColumnKind::Number(Unit::Dollars);
const SHARE: ColumnKind = ColumnKind::Number(Unit::Share);
const DAYS: ColumnKind = ColumnKind::Number(Unit::Days);
const PEOPLE: ColumnKind = ColumnKind::Number(Unit::People);

/// Government actions of a kind, counted.
const fn actions([name, phrase, meaning]: [&'static str; 3]) -> Figure {
    let figure = Figure::new(name, ColumnKind::Count, [name, phrase, meaning]);
    figure.worse_higher().summarised(Summarised::Counted)
}

/// Figures of the whole company.
pub fn company() -> impl Iterator<Item = &'static Figure> {
    COMPANY.iter().map(|(figure, _)| figure).chain(user_metrics().filter(|figure| figure.summed))
}

/// Figures of a market.
pub fn market() -> impl Iterator<Item = &'static Figure> {
    MARKET.iter().map(|(figure, _)| figure).chain(user_metrics())
}

/// Distributions of the company that tables list, those of the value that leads first.
pub fn listed_company(has_home: bool) -> impl Iterator<Item = &'static Figure> {
    let abroad = company().filter(move |figure| figure.abroad && has_home);
    let listed = abroad.chain(company().filter(|figure| !figure.abroad && !figure.at_home));
    listed.filter(|figure| figure.summarised == Summarised::Estimate)
}

/// Distributions of a market that tables list; those of sales where they are `conditional`.
pub fn listed_market(conditional: bool) -> impl Iterator<Item = &'static Figure> {
    market().filter(move |figure| figure.summarised == Summarised::Estimate && figure.conditional == conditional)
}

/// Figures of users, those at recorded dates.
pub fn user_metrics() -> impl Iterator<Item = &'static Figure> + Clone {
    USER_METRICS.iter().map(|(figure, _)| figure)
}

/// Stands in words for the home market that is left out.
const OUTSIDE: &str = "{outside}";

fn fill_outside(words: &str, home: &str) -> String {
    words.replace(OUTSIDE, &format!(" outside {home}"))
}

fn owner(market: &MarketState) -> f64 {
    market.cash.owner
}

fn baseline(market: &MarketState) -> f64 {
    market.cash.baseline
}

fn sum(world: &World, of: impl Fn(&MarketState) -> f64) -> f64 {
    world.markets.iter().fold(0.0, |sum, market| sum + of(market))
}

fn sum_abroad(world: &World, of: impl Fn(&MarketState) -> f64) -> f64 {
    let abroad = world.markets.iter().enumerate().filter(|(m, _)| !world.plan.is_home(*m));
    abroad.fold(0.0, |sum, (_, market)| sum + of(market))
}

fn at_home(world: &World, figure: f64) -> f64 {
    if world.plan.scenario.company.home.is_some() { figure } else { f64::NAN }
}

fn flag(happened: bool) -> f64 {
    f64::from(u8::from(happened))
}

fn count(market: &MarketState, action: usize) -> f64 {
    f64::from(market.action_tallies[action].count)
}

fn first(market: &MarketState, action: usize) -> f64 {
    market.action_tallies[action].first.unwrap_or(f64::NAN)
}
