//! A scenario to begin with: what a strategist says of a case, written out as a commented file that runs as it stands.

mod kinds;
mod text;

pub use kinds::CaseKind;

use jiff::civil::Date;

use crate::atlas::{Category, Market};
use crate::quantity::{self, Fault};
use crate::scenario::find_field;
use crate::text::names::{add_article, drop_brackets};
use text::{Lines, quote};

/// What is said of a case. Texts of quantities are written as they stand: [`check_value`] says whether they can be.
#[derive(Debug, Clone)]
pub struct Case {
    /// What happens.
    pub kind: CaseKind,
    /// Title for people; made from kind and market where absent.
    pub title: Option<String>,
    /// What kind of app it is.
    pub category: &'static Category,
    /// Number of the home market among the markets, if it is one of them.
    pub home: Option<usize>,
    /// The country that the company is from where it is none of the markets.
    pub home_left_out: Option<&'static Market>,
    /// All markets; at least one.
    pub markets: Vec<CaseMarket>,
    /// Numbers of the markets in which it happens; at least one.
    pub places: Vec<usize>,
    /// First day simulated.
    pub start: Date,
    /// Date of what happens.
    pub on: Date,
    /// Deadline of an order, end of a review, or day on which a ban takes force: a length of time or a date.
    pub deadline: Option<String>,
    /// Names of those who may buy; two kinds of buyers stand in where there are none.
    pub bidders: Vec<String>,
    /// How long is simulated.
    pub horizon: Option<String>,
    /// Discount rate, per year.
    pub discount_rate: Option<String>,
}

/// Whether a text can stand as the value of an input of the format, given by its path.
///
/// # Errors
/// What is wrong with it, in a sentence.
pub fn check_value(path: &str, text: &str) -> Result<(), String> {
    let Some(field) = find_field(path) else { return Err(format!("`{path}` is no input")) };
    let read = quantity::parse(text.trim(), field.dimension);
    let describe = |fault: Fault| {
        let help = fault.help.unwrap_or_else(|| format!("this takes {}", field.dimension.accepts()));
        format!("{}; {help}", fault.message)
    };
    let value = read.map_err(describe)?.fixed_value();
    match value.filter(|value| !(field.min..=field.max).contains(value)) {
        Some(_) => {
            let shown = |end| quantity::format(end, field.dimension);
            Err(format!("`{text}` is out of range: from {} to {}", shown(field.min), shown(field.max)))
        }
        None => Ok(()),
    }
}

/// A market of a case. Absent figures are assumed, or come from the atlas.
#[derive(Debug, Clone)]
pub struct CaseMarket {
    /// Its key in the file.
    pub key: String,
    /// The market of the atlas that it is.
    pub market: &'static Market,
    /// Users at the start.
    pub users: CaseUsers,
    /// Addressable users.
    pub ceiling: Option<String>,
    /// What it earns.
    pub income: Option<CaseIncome>,
    /// Growth of users, per year.
    pub growth: Option<String>,
    /// Contribution margin.
    pub margin: Option<String>,
}

/// How the users of a market are stated.
#[derive(Debug, Clone)]
pub enum CaseUsers {
    /// Monthly active users.
    Monthly(String),
    /// Daily active users, and their share of monthly ones.
    Daily(String, Option<String>),
}

/// How the income of a market is stated.
#[derive(Debug, Clone)]
pub enum CaseIncome {
    /// Revenue of one year, in dollars.
    Revenue(String),
    /// Revenue per user and year, in dollars.
    Arpu(String),
}

/// Source of what the strategist said.
const GIVEN: &str = "as given";
/// Source of what nobody said.
const ASSUMED: &str = "assumption: please check";

impl Case {
    /// Contribution margin that is assumed.
    pub const MARGIN: &str = "10% to 30%";
    /// Growth of users, per year, that is assumed.
    pub const GROWTH: &str = "0% to 15%";
    /// Share of a month's users who come on a day that is assumed.
    pub const DAILY_SHARE: &str = "40% to 65%";
    /// Discount rate, per year, that is assumed.
    pub const DISCOUNT_RATE: &str = "10% to 14%";
    /// How long is simulated.
    pub const HORIZON: &str = "5 years";

    /// The file: TOML with comments.
    pub fn write(&self) -> String {
        let mut lines = Lines::default();
        self.write_head(&mut lines);
        self.write_company(&mut lines);
        for number in 0..self.markets.len() {
            self.write_market(&mut lines, number);
        }
        kinds::write_kind(self, &mut lines);
        lines.finish()
    }

    /// Title for people.
    pub fn title(&self) -> String {
        self.title.clone().unwrap_or_else(|| format!("{} {}", self.kind.heading(), self.list_places()))
    }

    /// The markets in which it happens, in words.
    pub(super) fn list_places(&self) -> String {
        let name = |place: &usize| add_article(drop_brackets(&self.markets[*place].market.name));
        let names: Vec<String> = self.places.iter().map(name).collect();
        match names.as_slice() {
            [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
            names => names.concat(),
        }
    }

    /// Keys of the markets in which it happens.
    pub(super) fn list_keys(&self) -> Vec<&str> {
        self.places.iter().map(|place| self.markets[*place].key.as_str()).collect()
    }

    fn write_head(&self, lines: &mut Lines) {
        let first = &self.markets[self.places[0]];
        let (code, key) = (&first.market.code, &first.key);
        lines.comment("Written by `marketgate new`, to be made your own. It runs as it stands.");
        lines.comment(&format!(
            "\"{GIVEN}\" is your figure; \"{ASSUMED}\" is a guess of ours: put what you know in its place."
        ));
        lines.comment(&format!("What is not written here follows from the atlas (`marketgate atlas {code}`) and the category of the app, with sources."));
        lines.comment(&format!(
            "`marketgate check` lists every value; `marketgate explain markets.{key}.margin` says what a line means."
        ));
        lines.blank();
        lines.set("title", &quote(&self.title()), "");
        lines.set("question", &quote(&self.kind.ask(&self.list_places(), self.places.len() > 1)), "");
        lines.set("start", &self.start.to_string(), "");
        lines.set("horizon", &quote(self.horizon.as_deref().unwrap_or(Self::HORIZON)), "");
        let choices = match self.kind {
            CaseKind::Exit => "",
            _ => "`marketgate decide` holds the strategies below against each other",
        };
        lines.set("strategy", &quote(self.kind.strategy()), choices);
    }

    fn write_company(&self, lines: &mut Lines) {
        lines.table("company", "");
        if let Some(home) = self.home {
            lines.set("home", &quote(&self.markets[home].key), "");
        }
        if let Some(home) = self.home_left_out {
            lines.comment(&format!("Home, {}, is left out: no users were stated for it.", add_article(&home.name)));
        }
        lines.set("category", &quote(self.category.name), "gives churn, circumvention, capture and habit");
        let rate = (self.discount_rate.as_deref(), Self::DISCOUNT_RATE);
        lines.state("discount_rate", rate, "per year, without a premium for bans: the model has the bans");
        kinds::write_company(self, lines);
    }

    fn write_market(&self, lines: &mut Lines, number: usize) {
        let CaseMarket { key, market, users, ceiling, income, growth, margin } = &self.markets[number];
        lines.table(&format!("markets.{key}"), "");
        let from_atlas = if income.is_some() {
            "addressable users, reviews and bans"
        } else {
            "addressable users, ARPU, reviews and bans"
        };
        let from_atlas = if self.home == Some(number) { "addressable users" } else { from_atlas };
        lines.set("atlas", &quote(&market.code), &format!("{}: {from_atlas}", market.name));
        match users {
            CaseUsers::Monthly(users) => lines.give("users", users, "monthly active users at the start"),
            CaseUsers::Daily(daily, share) => {
                lines.give("daily_users", daily, "daily active users at the start");
                let share = (share.as_deref(), Self::DAILY_SHARE);
                lines.state("daily_share", share, "of a month's users, how many come on a day");
            }
        }
        if let Some(ceiling) = ceiling {
            lines.give("ceiling", ceiling, "addressable users");
        }
        lines.state("growth", (growth.as_deref(), Self::GROWTH), "of users, per year");
        match income {
            Some(CaseIncome::Revenue(revenue)) => {
                lines.give("revenue", revenue, "of one year; ARPU is revenue over users");
            }
            Some(CaseIncome::Arpu(arpu)) => lines.give("arpu", arpu, "revenue per user and year"),
            None => {}
        }
        lines.state("margin", (margin.as_deref(), Self::MARGIN), "contribution margin: no overhead is deducted");
    }
}
