//! What makes up the difference of the leading value from its baseline: what can still happen apart from what was lost before the start.

use indexmap::IndexMap;

use super::leading::LeadingValue;
use super::summary::{MarketSummary, Summary};

/// Key of the part that lies in markets that were blocked before the start, whatever became of them after it.
pub const BEFORE: &str = "before";

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
        let mut before = BridgePart { key: BEFORE, mean: 0.0, se: None };
        let mut add_before = |mean: f64, se: Option<f64>| {
            before.mean += mean;
            before.se = add_errors(before.se, se);
        };
        let mut parts = Vec::with_capacity(means.len() + 1);
        for (key, mean) in means {
            let mut part = BridgePart { key, mean: *mean, se: errors.get(key).copied() };
            for market in self.markets_blocked_before() {
                let (mean, se) = (market.bridge.get(key).copied().unwrap_or(0.0), market.bridge_se.get(key).copied());
                part.mean -= mean;
                part.se = add_errors(part.se, se);
                add_before(mean, se);
            }
            parts.push(part);
        }
        parts.insert(0, before);
        parts
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
        assert!((blocked(&summary) - whole - 0.7e9).abs() < 1.0);
    }
}
