//! What makes up the difference of the leading value from its baseline: what can still happen apart from what was lost before the start.

use indexmap::IndexMap;

use super::leading::LeadingValue;
use super::statistics::evidence::SURE;
use super::summary::{MarketSummary, Summary};

/// Key of the part that lies in markets that were blocked before the start, whatever became of them after it.
pub const BEFORE: &str = "before";

/// Key of the part that is risk after the last day simulated.
const LATER: &str = "later_risk";
/// By how much, as parts of one, the share of the loss that lies in later risk must exceed the share of value that lies later, to tell anything.
const CLEARLY: f64 = 0.05;
/// How many times the next part the largest is, to be called so.
const AHEAD: f64 = 1.25;

/// One part of it, dollars at the start.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BridgePart<'a> {
    /// One of [`BRIDGE_PARTS`](super::BRIDGE_PARTS), or [`BEFORE`].
    pub key: &'a str,
    /// Its mean: below zero where it costs.
    pub mean: f64,
    /// Its standard error; where two errors go into it, at most so much.
    pub se: Option<f64>,
}

impl Summary {
    /// Markets that were blocked before the start, but for home.
    pub fn markets_blocked_before(&self) -> impl Iterator<Item = &MarketSummary> {
        let home = self.scenario.home.as_ref();
        self.markets
            .iter()
            .filter(move |(key, market)| Some(*key) != home && market.is_blocked_at_start())
            .map(|(_, market)| market)
    }

    /// Parts of the leading value less its baseline, with those that are nothing.
    pub fn list_bridge_parts(&self) -> Vec<BridgePart<'_>> {
        match LeadingValue::of_runs([self]) {
            // Results of early versions lack it.
            LeadingValue::Abroad if !self.bridge_abroad.is_empty() => {
                self.split_parts(&self.bridge_abroad, &self.bridge_abroad_se)
            }
            _ => self.list_whole_bridge_parts(),
        }
    }

    /// The same parts of the whole company, home included.
    pub fn list_whole_bridge_parts(&self) -> Vec<BridgePart<'_>> {
        self.split_parts(&self.bridge, &self.bridge_se)
    }

    /// Parts without what lies in markets that were blocked before the start, which stands as a part of its own before them.
    fn split_parts<'a>(&self, means: &'a IndexMap<String, f64>, errors: &IndexMap<String, f64>) -> Vec<BridgePart<'a>> {
        // What such a market loses is the sum of its parts, and its error is known.
        let error = self.markets_blocked_before().map(|market| market.loss.se).fold(None, add_errors);
        let mut before = BridgePart { key: BEFORE, mean: 0.0, se: error };
        let mut parts = Vec::with_capacity(means.len() + 1);
        for (key, mean) in means {
            let mut part = BridgePart { key, mean: *mean, se: errors.get(key).copied() };
            for market in self.markets_blocked_before() {
                let (mean, se) = (market.bridge.get(key).copied().unwrap_or(0.0), market.bridge_se.get(key).copied());
                part.mean -= mean;
                part.se = add_errors(part.se, se);
                before.mean += mean;
            }
            parts.push(part);
        }
        parts.insert(0, before);
        parts
    }

    /// Of the parts that can still happen the one that costs most, where it does so beyond noise. None where that is risk after the last day and
    /// takes about as much of what is lost as lies there of value: that tells how value lies in time, not where the risk is.
    pub fn find_largest_cost(&self) -> Option<&str> {
        let mut parts = self.list_bridge_parts();
        parts.retain(|part| part.key != BEFORE && part.mean < 0.0);
        parts.sort_by(|a, b| a.mean.total_cmp(&b.mean));
        let error = |part: &BridgePart<'_>| part.se.unwrap_or(0.0);
        let cost = parts.first()?;
        let leads = parts.get(1).is_none_or(|next| {
            next.mean - cost.mean > SURE * error(cost).hypot(error(next)) && cost.mean < AHEAD * next.mean
        });
        if !leads || -cost.mean <= SURE * error(cost) {
            return None;
        }
        let lost: f64 = parts.iter().map(|part| part.mean).sum();
        let at_stake = self.terminal_share_abroad.unwrap_or(self.terminal_share);
        let stands_out = cost.key != LATER || cost.mean / lost > at_stake + CLEARLY;
        stands_out.then_some(cost.key)
    }
}

/// The most that the error of a sum can be.
fn add_errors(one: Option<f64>, other: Option<f64>) -> Option<f64> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one + other),
        (one, other) => one.or(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::sample;

    /// Risk after the last day leads only where it takes more of the loss than lies later of value.
    #[test]
    fn later_risk_leads_only_where_it_stands_out() {
        let mut summary = sample::summary();
        let mut find = |later: f64, at_stake: f64| {
            summary.bridge_abroad.values_mut().for_each(|part| *part = 0.0);
            summary.bridge_abroad.insert("blocked".to_owned(), -1e9);
            summary.bridge_abroad.insert("later_risk".to_owned(), -later);
            summary.bridge_abroad_se.values_mut().for_each(|se| *se = 1e6);
            summary.terminal_share_abroad = Some(at_stake);
            summary.find_largest_cost().map(str::to_owned)
        };
        assert_eq!(find(0.5e9, 0.7).as_deref(), Some("blocked"));
        assert_eq!(find(2e9, 0.7), None, "two thirds of the loss, of value 70%");
        assert_eq!(find(2e9, 0.3).as_deref(), Some("later_risk"));
        assert_eq!(find(1.001e9, 0.3), None, "within noise");
    }

    #[test]
    fn what_was_blocked_before_the_start_is_apart_and_nothing_is_lost() {
        let mut summary = sample::summary();
        let sum = |summary: &Summary| summary.list_bridge_parts().iter().map(|part| part.mean).sum::<f64>();
        let blocked = |summary: &Summary| {
            summary.list_bridge_parts().iter().find(|part| part.key == "blocked").map(|part| part.mean).unwrap()
        };
        let (all, whole) = (sum(&summary), summary.bridge_abroad["blocked"]);
        summary.markets["india"].access.insert("banned".to_owned(), vec![0.0]);
        assert!(summary.list_bridge_parts()[0].mean == 0.0 && (blocked(&summary) - whole).abs() < 1.0);
        let market = &mut summary.markets["india"];
        market.bridge.clear();
        market.access.insert("banned".to_owned(), vec![1.0]);
        market.bridge.insert("blocked".to_owned(), -0.7e9);
        market.bridge.insert("costs".to_owned(), -0.1e9);
        let parts = summary.list_bridge_parts();
        assert!((sum(&summary) - all).abs() < 1.0);
        assert!((parts[0].mean + 0.8e9).abs() < 1.0, "{parts:?}");
        assert_eq!(parts[0].se, summary.markets["india"].loss.se, "the same figure has one error");
        assert!((blocked(&summary) - whole - 0.7e9).abs() < 1.0);
    }
}
