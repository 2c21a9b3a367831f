//! Lengths of measures, as rows tell them: which count, and how much each.

use std::collections::BTreeMap;

use super::records::Episode;
use crate::inference::survival::{LESS_THAN_A_DAY, Time};

/// Fewer independent decisions than this are listed and not fitted.
pub const LEAST_DECISIONS: usize = 10;

/// Lengths of some measures.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct TimeSet {
    /// One a row; the rows of a decision weigh as much as one row together, less where they are less sure.
    pub(crate) times: Vec<Time>,
    /// The decision of each cluster, by its number.
    pub(crate) decisions: Vec<String>,
}

impl TimeSet {
    /// Collects what took effect and whose length is known, views of the same event once.
    pub(crate) fn collect<'e>(episodes: impl IntoIterator<Item = &'e Episode>) -> Self {
        let known = episodes.into_iter().filter(|episode| !episode.is_duplicate);
        let known: Vec<(&Episode, (f64, bool))> =
            known.filter_map(|episode| Some((episode, episode.time_in_force()?))).collect();
        let mut rows: BTreeMap<&str, f64> = BTreeMap::new();
        known.iter().for_each(|(episode, _)| *rows.entry(&episode.decision).or_default() += 1.0);
        let decisions: Vec<String> = rows.keys().map(|&decision| decision.to_owned()).collect();
        let times = known.iter().map(|(episode, (days, ended))| Time {
            // A start and an end on one date.
            days: if *days < 1.0 { LESS_THAN_A_DAY } else { *days },
            ended: *ended,
            weight: episode.confidence.weight() / rows[episode.decision.as_str()],
            cluster: decisions.partition_point(|decision| *decision < episode.decision),
        });
        Self { times: times.collect(), decisions: decisions.clone() }
    }

    /// Whether there are enough independent decisions, and ends among them, to fit a law.
    pub(crate) fn is_enough(&self) -> bool {
        self.decisions.len() >= LEAST_DECISIONS && self.times.iter().any(|time| time.ended)
    }
}
