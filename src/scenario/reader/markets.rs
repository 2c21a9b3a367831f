//! `[markets.NAME]`: users, revenue, ties to other markets, and what overrides the shared policy.

use super::super::checked::{Churn, Market, MarketId, Parameter, Policy};
use super::section::Section;
use super::state::Reader;

/// Retention may be given on these days.
const DAYS: [(f64, &str); 4] = [(1.0, "day1"), (7.0, "day7"), (30.0, "day30"), (90.0, "day90")];
/// What captured users do at home, where anger passes, unless the scenario says otherwise.
const HOME_WIN_BACK: &str = "1 per year";

impl Reader<'_> {
    pub(super) fn markets(&mut self, home: Option<MarketId>, policy: &Policy) -> Vec<Market> {
        let keys = self.markets.clone();
        if keys.is_empty() {
            self.top().missing("markets", "at least one [markets.NAME]");
        }
        let mut markets = Vec::with_capacity(keys.len());
        for (number, key) in keys.iter().enumerate() {
            markets.push(self.one_market(key, home == Some(MarketId(number)), policy));
        }
        markets
    }

    fn one_market(&mut self, key: &str, is_home: bool, policy: &Policy) -> Market {
        let mut top = self.top();
        let mut markets = top.within("markets");
        let mut s = markets.named(key);
        Market {
            key: key.to_owned(),
            name: s.text("name").unwrap_or(key).to_owned(),
            users: s.once("users"),
            ceiling: s.once("ceiling"),
            growth: s.once("growth"),
            churn: churn(&mut s),
            volatility: s.once("volatility"),
            arpu: s.once("arpu"),
            arpu_growth: s.once("arpu_growth"),
            arpu_growth_long_run: s.once("arpu_growth_long_run"),
            arpu_growth_fade: s.once("arpu_growth_fade"),
            margin: s.once("margin"),
            margin_long_run: s.maybe("margin_long_run"),
            margin_time: s.once("margin_time"),
            terminal_growth: s.once("terminal_growth"),
            leverage: s.once("leverage"),
            links: ties(&mut s.within("links")),
            content: content(&mut s, key),
            policy: s.overriding("policy").policy(Some(policy)),
            response: s.overriding("response").response(is_home.then_some(HOME_WIN_BACK)),
        }
    }
}

fn churn(s: &mut Section<'_, '_>) -> Churn {
    let retention = s.node("churn").and_then(|node| node.table()).is_some_and(|table| !table.is_quantity());
    if !retention {
        return Churn::Rate(s.once("churn"));
    }
    let mut churn = s.within("churn");
    churn.share_remarks();
    let points: Vec<(f64, Parameter)> = DAYS.iter().filter_map(|(day, key)| Some((*day, churn.maybe(key)?))).collect();
    if points.is_empty() {
        churn.missing("day1", "churn is a rate per year, or retention on one or more of day1, day7, day30, day90");
    }
    for pair in points.windows(2) {
        falls(&mut churn, pair[0], pair[1]);
    }
    Churn::Retention { points, app_age: churn.once("app_age"), install_growth: churn.maybe("install_growth") }
}

/// Retention on a later day is the lower one: surely higher is an error.
fn falls(s: &mut Section<'_, '_>, early: (f64, Parameter), late: (f64, Parameter)) {
    if let (Some((_, most)), Some((least, _))) = (s.reader.support(early.1.0), s.reader.support(late.1.0))
        && least > most
    {
        let span = s.reader.span(late.1.0);
        let message = format!("more users are left on day {} than on day {}", late.0, early.0);
        s.reader.error(span, message).help("retention falls from day to day");
    }
}

/// `links` and `content`: inputs under the keys of markets.
fn ties(s: &mut Section<'_, '_>) -> Vec<(MarketId, Parameter)> {
    let keys = s.keys();
    keys.into_iter()
        .filter_map(|key| {
            let span = s.span(key);
            let market = s.reader.market(key, span);
            let input = s.chosen(key);
            Some((market?, input?))
        })
        .collect()
}

fn content(s: &mut Section<'_, '_>, own: &str) -> Vec<(MarketId, Parameter)> {
    let mut content = s.within("content");
    if content.sets(own) {
        content.error(own, "a market's own content needs no entry").help("name other markets; the rest is its own");
    }
    let ties = ties(&mut content);
    let least: f64 = ties.iter().filter_map(|(_, share)| content.reader.support(share.0)).map(|(low, _)| low).sum();
    if least > 1.0 + 1e-9 {
        let key = content.keys().last().copied().unwrap_or_default();
        content.error(key, format!("shares of content sum to {least}")).help("they sum to at most 1");
    }
    ties
}
