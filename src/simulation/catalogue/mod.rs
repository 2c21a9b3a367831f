//! The catalogue of figures: what is recorded of each replication, in which unit, and what a summary holds of it.
//!
//! It is to results what `scenario::fields` is to inputs. A new figure is a row here; one with a distribution has a field
//! of its name in the summary besides. Columns, metrics, files, tables and the manual follow.

mod tables;

use crate::quantity::Dimension;
use crate::scenario::Scenario;

pub use tables::{COMPANY, CompanyFigure, MARKET, MarketFigure, USER_METRICS, UserFigure};

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

    /// What conditions take such a number for.
    pub const fn dimension(self) -> Dimension {
        match self {
            Self::Dollars => Dimension::Money,
            Self::Share => Dimension::Share,
            Self::Days => Dimension::Duration,
            Self::People => Dimension::Users,
            Self::Count => Dimension::Count,
            Self::Index => Dimension::Factor,
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
    /// Whether it needs cash to be split into the parts of the bridge, or the day-one cohort to be followed.
    pub in_detail: bool,
    /// Whether it is told only where there is something of it: a price where something was sold, a loss before the start.
    pub conditional: bool,
    /// Whether it exists only where a prior investment is stated.
    pub of_investment: bool,
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
            in_detail: false,
            conditional: false,
            of_investment: false,
            heading,
            phrase,
            meaning,
        }
    }

    /// One that stands in the rows alone.
    const fn in_rows(name: &'static str, kind: ColumnKind, meaning: &'static str) -> Self {
        Self::new(name, kind, ["", "", meaning]).with_summary(Summarised::Nothing)
    }

    const fn with_worse_higher(self) -> Self {
        Self { worse: WorseSide::Higher, ..self }
    }

    const fn with_summary(self, summarised: Summarised) -> Self {
        Self { summarised, ..self }
    }

    const fn without_home(self) -> Self {
        Self { abroad: true, ..self }
    }

    const fn with_sum(self) -> Self {
        Self { summed: true, ..self }
    }

    const fn with_detail(self) -> Self {
        Self { in_detail: true, ..self }
    }

    const fn told_where_any(self) -> Self {
        Self { conditional: true, ..self }
    }

    const fn where_invested(self) -> Self {
        Self { of_investment: true, ..self }
    }

    /// Its heading; of a figure that leaves the home market out `place` says where it lies, such as `outside China`.
    pub fn heading(&self, place: Option<&str>) -> String {
        fill_place(self.heading, place.unwrap_or("outside home"))
    }

    /// The same within a sentence; without a home market nothing is left out.
    pub fn phrase(&self, place: Option<&str>) -> String {
        place.map_or_else(|| self.phrase.replace(OUTSIDE, ""), |place| fill_place(self.phrase, place))
    }

    const fn at_home(self) -> Self {
        Self { at_home: true, worse: WorseSide::Higher, ..self }
    }
}

/// Parts of the bridge from the baseline to value, in dollars, in the order of [`crate::model::BridgePart`] and in which they are
/// drawn.
pub const BRIDGE_PARTS: [&str; 9] =
    ["blocked", "users_lost", "sale", "restructuring", "threat", "costs", "backlash", "redeployment", "later_risk"];

/// Figures of the whole company.
pub fn company() -> impl Iterator<Item = &'static Figure> {
    COMPANY.iter().map(|(figure, _)| figure).chain(user_metrics().filter(|figure| figure.summed))
}

/// Those of them that are recorded of `scenario` at its end.
pub fn recorded_company(scenario: &Scenario) -> impl Iterator<Item = &'static CompanyFigure> {
    let has_investment = scenario.company.investment.is_some();
    COMPANY.iter().filter(move |(figure, _)| has_investment || !figure.of_investment)
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

fn fill_place(words: &str, place: &str) -> String {
    words.replace(OUTSIDE, &format!(" {place}"))
}
