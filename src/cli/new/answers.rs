//! From flags to a case: each checked, all that is wrong or missing told at once.

use jiff::civil::Date;

use super::super::error::CliError;
use super::Arguments;
use crate::atlas::{Category, Market, find_market, suggest_code};
use crate::quantity::{Dimension, parse};
use crate::report::{Case, CaseIncome, CaseKind, CaseMarket, CaseUsers, check_value};

/// A market as named by a flag: its key in the file, and which it is of the atlas.
#[derive(Debug, Clone)]
pub(super) struct NamedMarket {
    pub(super) key: String,
    pub(super) market: &'static Market,
}

/// Reads `US` or `us=US`.
///
/// # Errors
/// Where the atlas has no such market: the nearest, in words.
pub(super) fn find_named(text: &str) -> Result<NamedMarket, String> {
    let (key, code) = text.split_once('=').map_or((None, text), |(key, code)| (Some(key), code));
    let code = code.trim();
    let market =
        find_market(code).ok_or_else(|| format!("the atlas has no market `{code}`; {}", suggest_code(code)))?;
    let key = key.map_or_else(|| market.code.to_lowercase(), |key| key.trim().to_owned());
    Ok(NamedMarket { key, market })
}

/// Whether a text is a date or a length of time.
///
/// # Errors
/// What is wrong with it, in a sentence.
pub(super) fn check_deadline(text: &str) -> Result<(), String> {
    if text.parse::<Date>().is_ok() {
        return Ok(());
    }
    let wrong = |_| format!("`{text}` is neither a date such as 2027-04-15 nor a length of time such as 90 days");
    parse(text, Dimension::Duration).map(drop).map_err(wrong)
}

/// A flag that gives a figure of a market: its name, the input that it gives, what was said.
type Flag<'a> = (&'static str, &'static str, &'a [String]);

impl Arguments {
    /// Flags without which there is no case, each with what it says.
    pub(super) fn list_missing(&self) -> Vec<(String, String)> {
        let mut missing = Vec::new();
        let mut need = |flag: &str, is_given: bool, text: String| {
            if !is_given {
                missing.push((flag.to_owned(), text));
            }
        };
        need("--kind", self.kind.is_some(), format!("what happens: {}", CaseKind::NAMES.join(", ")));
        need("--category", self.category.is_some(), format!("what kind of app it is: {}", Category::NAMES.join(", ")));
        need("--market", !self.markets.is_empty(), "where it happens, and other markets: us=US".to_owned());
        need("--on", self.on.is_some(), "the day on which it happens: 2027-01-15".to_owned());
        if self.markets.is_empty() {
            need("--users", !(self.users.is_empty() && self.daily_users.is_empty()), "users there: us=170M".to_owned());
        }
        for named in self.markets.iter().filter_map(|text| find_named(text).ok()) {
            let key = &named.key;
            let is_given = states(&self.users, &named) || states(&self.daily_users, &named);
            need(
                &format!("--users {key}=…"),
                is_given,
                format!("monthly users in {}, or --daily-users {key}=…", named.market.name),
            );
        }
        missing
    }

    /// The case.
    ///
    /// # Errors
    /// Everything that is wrong with the flags.
    pub(super) fn build_case(&self) -> Result<Case, CliError> {
        let mut wrong = Vec::new();
        let mut named: Vec<NamedMarket> = Vec::new();
        for text in &self.markets {
            match find_named(text) {
                Ok(market) if named.iter().any(|other| other.key == market.key) => {
                    wrong.push(format!("--market: `{}` is named twice", market.key));
                }
                Ok(market) => named.push(market),
                Err(fault) => wrong.push(format!("--market: {fault}")),
            }
        }
        let home = self.home.as_deref().filter(|home| *home != "none").map(find_named);
        let home = home.and_then(|home| home.map_err(|fault| wrong.push(format!("--home: {fault}"))).ok());
        let home = home.map(|home| self.place_home(home, &mut named));
        let markets = self.read_markets(&named, &mut wrong);
        let places = self.find_places(&named, &mut wrong);
        let kind = self.kind.as_deref().and_then(CaseKind::find).unwrap_or(CaseKind::ForcedSale);
        self.check_rest(kind, &mut wrong);
        let on = self.on.unwrap_or_default();
        let start = self.start.unwrap_or(on);
        if on < start {
            wrong.push(format!("--on: it happens on {on}, before the start, {start}"));
        }
        let category = self.category.as_deref().and_then(Category::find);
        let (Some(category), true) = (category, wrong.is_empty()) else {
            return Err(CliError::Several(wrong.into_iter().map(CliError::Input).collect()));
        };
        Ok(Case {
            kind,
            title: self.title.clone(),
            category,
            home: home.as_ref().and_then(|home| named.iter().position(|named| named.key == home.key)),
            home_left_out: home.filter(|home| !named.iter().any(|named| named.key == home.key)).map(|home| home.market),
            markets,
            places,
            start,
            on,
            deadline: self.deadline.clone(),
            bidders: self.bidders.clone(),
            horizon: self.horizon.clone(),
            discount_rate: self.discount_rate.clone(),
        })
    }

    /// The home country as a market: one that is named already, one of its own where users are stated for it, or none of the markets.
    fn place_home(&self, home: NamedMarket, named: &mut Vec<NamedMarket>) -> NamedMarket {
        if let Some(market) = named.iter().find(|market| market.market.code == home.market.code) {
            return market.clone();
        }
        let by_name =
            |flag: &[String]| flag.iter().any(|text| text.split_once('=').is_some_and(|(key, _)| names(key, &home)));
        if by_name(&self.users) || by_name(&self.daily_users) {
            named.push(home.clone());
        }
        home
    }

    /// Numbers of the markets in which it happens.
    fn find_places(&self, named: &[NamedMarket], wrong: &mut Vec<String>) -> Vec<usize> {
        let mut places = Vec::new();
        for place in &self.places {
            match named.iter().position(|market| names(place, market)) {
                Some(number) if places.contains(&number) => wrong.push(format!("--in: `{place}` is named twice")),
                Some(number) => places.push(number),
                None => wrong.push(format!("--in: `{place}` is none of the markets; name it by --market")),
            }
        }
        if places.is_empty() { vec![0] } else { places }
    }

    fn read_markets(&self, named: &[NamedMarket], wrong: &mut Vec<String>) -> Vec<CaseMarket> {
        let flags: [Flag<'_>; 8] = [
            ("--users", "users", &self.users),
            ("--daily-users", "daily_users", &self.daily_users),
            ("--daily-share", "daily_share", &self.daily_share),
            ("--ceiling", "ceiling", &self.ceiling),
            ("--revenue", "revenue", &self.revenue),
            ("--arpu", "arpu", &self.arpu),
            ("--growth", "growth", &self.growth),
            ("--margin", "margin", &self.margin),
        ];
        let mut read: Vec<Vec<Option<String>>> = vec![Vec::new(); named.len()];
        for flag in flags {
            read_flag(flag, named, wrong)
                .into_iter()
                .zip(&mut read)
                .for_each(|(value, of_market)| of_market.push(value));
        }
        let mut markets = Vec::new();
        for (named, values) in named.iter().zip(read) {
            let [users, daily, share, ceiling, revenue, arpu, growth, margin] =
                <[_; 8]>::try_from(values).unwrap_or_default();
            let key = named.key.clone();
            let users = match (users, daily) {
                (Some(users), None) => CaseUsers::Monthly(users),
                (None, Some(daily)) => CaseUsers::Daily(daily, share),
                (Some(_), Some(_)) => {
                    wrong.push(format!("`{key}` has both --users and --daily-users; leave one of them out"));
                    continue;
                }
                (None, None) => {
                    wrong.push(format!("`{key}` lacks users: --users {key}=… or --daily-users {key}=…"));
                    continue;
                }
            };
            if revenue.is_some() && arpu.is_some() {
                wrong.push(format!("`{key}` has both --revenue and --arpu; leave one of them out"));
            }
            let income = revenue.map(CaseIncome::Revenue).or(arpu.map(CaseIncome::Arpu));
            markets.push(CaseMarket { key, market: named.market, users, ceiling, income, growth, margin });
        }
        markets
    }

    /// What is said once for the case.
    fn check_rest(&self, kind: CaseKind, wrong: &mut Vec<String>) {
        let name = self.kind.as_deref().unwrap_or_default();
        match &self.deadline {
            Some(_) if kind.describe_deadline().is_none() => {
                wrong.push(format!("--deadline: a case of kind `{name}` has none"));
            }
            Some(deadline) => wrong.extend(check_deadline(deadline).err().map(|fault| format!("--deadline: {fault}"))),
            None => {}
        }
        if !self.bidders.is_empty() && !kind.has_bidders() {
            wrong.push(format!("--bidder: nothing is sold in a case of kind `{name}`"));
        }
        let rate = self.discount_rate.as_deref().map(|rate| check_value("company.discount_rate", rate));
        wrong.extend(rate.and_then(Result::err).map(|fault| format!("--discount-rate: {fault}")));
        let horizon = self.horizon.as_deref().map(check_deadline);
        wrong.extend(horizon.and_then(Result::err).map(|_| "--horizon: a length of time such as '5 years'".to_owned()));
    }
}

/// Whether a flag says something of a market.
pub(super) fn states(flag: &[String], named: &NamedMarket) -> bool {
    flag.iter().any(|text| text.split_once('=').is_none_or(|(key, _)| names(key, named)))
}

/// Whether a key or code is that of a market.
fn names(text: &str, named: &NamedMarket) -> bool {
    let text = text.trim();
    text == named.key || text.eq_ignore_ascii_case(&named.market.code)
}

/// What a flag says of each market.
fn read_flag((flag, input, texts): Flag<'_>, named: &[NamedMarket], wrong: &mut Vec<String>) -> Vec<Option<String>> {
    let mut values: Vec<Option<String>> = vec![None; named.len()];
    let amounts = ["--users", "--daily-users", "--ceiling", "--revenue"];
    for text in texts {
        let (key, value) = text.split_once('=').map_or((None, text.as_str()), |(key, value)| (Some(key), value));
        if let Err(fault) = check_value(&format!("markets.*.{input}"), value) {
            wrong.push(format!("{flag} {text}: {fault}"));
        }
        let fits: Vec<usize> = (0..named.len()).filter(|n| key.is_none_or(|key| names(key, &named[*n]))).collect();
        if fits.is_empty() {
            let key = key.unwrap_or_default();
            wrong.push(format!("{flag} {text}: `{key}` is none of the markets; name it by --market"));
        } else if key.is_none() && fits.len() > 1 && amounts.contains(&flag) {
            wrong.push(format!("{flag} {text}: say of which market, such as {flag} {}={value}", named[0].key));
        }
        for market in fits {
            if values[market].is_none() || key.is_some() {
                values[market] = Some(value.trim().to_owned());
            }
        }
    }
    values
}
