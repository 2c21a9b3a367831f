//! What becomes of a threat against an owner: ends that exclude one another, with their times.

use serde::{Deserialize, Serialize};

use crate::analysis::statistics::EstimateRange;
use crate::calibration::LEAST_DECISIONS;
use crate::calibration::records::{Episode, Measure, Records};
use crate::inference::shares::OutcomeShares;
use crate::inference::survival::{LESS_THAN_A_DAY, StateProbabilities, Time, cumulative_incidence};

/// Days from an announcement to its force that make it a threat, and not a block at once.
const LEAST_NOTICE: i32 = 7;
/// Days at which it is told how many threats have ended, and how.
const DAYS: [f64; 5] = [30.0, 90.0, 180.0, 365.0, 730.0];

/// What becomes of threats.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ThreatFit {
    /// Threats: orders with a deadline or notice, or that an owner must obey.
    pub rows: usize,
    /// Independent decisions.
    pub decisions: usize,
    /// Their ends, commonest first.
    pub outcomes: Vec<ThreatOutcome>,
    /// Days of `ThreatOutcome::by_day`.
    pub days: Vec<f64>,
    /// Whether there are enough decisions for shares; else the counts stand alone.
    pub is_enough: bool,
    /// Threats that a court suspended, and those of which it is known.
    pub suspended: [usize; 2],
    /// Threats whose deadline was extended, and those of which it is known.
    pub extended: [usize; 2],
    /// Orders to sell or else, on one owner.
    pub ultimatums: usize,
}

/// An end of a threat.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ThreatOutcome {
    /// Its name.
    pub name: String,
    /// How often it was seen.
    pub count: usize,
    /// Share of all threats that have ended so: mean and central 90%; none where there are too few.
    pub share: Option<EstimateRange>,
    /// Share that had ended so by each of the days, others taken into account (Aalen and Johansen).
    pub by_day: Vec<f64>,
    /// The threats, by their ids.
    pub ids: Vec<String>,
}

/// How a threat ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    Sold,
    Partnered,
    TookEffect,
    Withdrawn,
    StruckDown,
    Left,
}

impl End {
    const ALL: [Self; 6] =
        [Self::Sold, Self::Partnered, Self::TookEffect, Self::Withdrawn, Self::StruckDown, Self::Left];

    const fn name(self) -> &'static str {
        match self {
            Self::Sold => "sold",
            Self::Partnered => "joint venture or trusted partner",
            Self::TookEffect => "took effect (users cut off, or out of the stores)",
            Self::Withdrawn => "withdrawn or lapsed",
            Self::StruckDown => "struck down by a court",
            Self::Left => "the owner left",
        }
    }
}

/// Counts what became of threats; none where the files hold none.
pub(super) fn fit_threats(files: &[Records]) -> Option<ThreatFit> {
    let threats: Vec<&Episode> =
        files.iter().flat_map(|records| &records.episodes).filter(|episode| is_threat(episode)).collect();
    let timed: Vec<(&Episode, Time, Option<End>)> = threats.iter().filter_map(|episode| time_threat(episode)).collect();
    if timed.is_empty() {
        return None;
    }
    let mut decisions: Vec<&str> = timed.iter().map(|(episode, ..)| episode.decision.as_str()).collect();
    decisions.sort_unstable();
    decisions.dedup();
    let is_enough = decisions.len() >= LEAST_DECISIONS;
    let times: Vec<Time> = timed.iter().map(|(_, time, _)| *time).collect();
    let kinds: Vec<usize> = timed.iter().map(|(.., end)| end.map_or(0, |end| end as usize + 1)).collect();
    let incidence = cumulative_incidence(&times, &kinds);
    let counts = End::ALL.map(|end| timed.iter().filter(|(.., found)| *found == Some(end)).count() as f64);
    let shares = OutcomeShares::from_counts(&counts);
    let outcome = |end: End| describe_end(end, &timed, is_enough.then_some(&shares), &incidence);
    let mut outcomes: Vec<ThreatOutcome> = End::ALL.into_iter().map(outcome).collect();
    outcomes.sort_by_key(|outcome| std::cmp::Reverse(outcome.count));
    let known = |read: &dyn Fn(&Episode) -> Option<bool>| {
        let known: Vec<bool> = threats.iter().filter_map(|episode| read(episode)).collect();
        [known.iter().filter(|is_so| **is_so).count(), known.len()]
    };
    Some(ThreatFit {
        rows: timed.len(),
        decisions: decisions.len(),
        outcomes,
        days: DAYS.to_vec(),
        is_enough,
        suspended: known(&|episode| episode.suspended),
        extended: known(&|episode| episode.extensions.map(|count| count > 0.0)),
        ultimatums: threats.iter().filter(|episode| episode.ultimatum).count(),
    })
}

fn describe_end(
    end: End,
    timed: &[(&Episode, Time, Option<End>)],
    shares: Option<&OutcomeShares>,
    incidence: &StateProbabilities,
) -> ThreatOutcome {
    let ids: Vec<String> =
        timed.iter().filter(|(.., found)| *found == Some(end)).map(|(episode, ..)| episode.id.clone()).collect();
    let state = end as usize + 1;
    let range = |shares: &OutcomeShares| {
        let [low, high] = shares.interval(end as usize, 0.9)?;
        Some(EstimateRange { estimate: shares.means()[end as usize], low, high })
    };
    ThreatOutcome {
        name: end.name().to_owned(),
        count: ids.len(),
        share: shares.and_then(range),
        by_day: DAYS.iter().map(|day| incidence.on_day(*day).get(state).copied().unwrap_or_default()).collect(),
        ids,
    }
}

/// A measure that an owner sees coming: with a deadline or notice, that never took effect, or that demands a sale.
fn is_threat(episode: &Episode) -> bool {
    let notice = episode.ordered.zip(episode.start).map(|(ordered, start)| (start - ordered).get_days());
    episode.ordered.is_some()
        && !episode.is_duplicate
        && !matches!(episode.measure, Measure::BlockedDeal | Measure::Throttle | Measure::NetworkShutdown)
        && (episode.measure == Measure::ForcedSale
            || episode.ultimatum
            || episode.deadline.is_some()
            || !episode.took_effect
            || notice.is_some_and(|days| days >= LEAST_NOTICE))
}

/// How long a threat hung, and how it ended; not ended where it still hangs. None where the day is not known.
fn time_threat(episode: &Episode) -> Option<(&Episode, Time, Option<End>)> {
    let ordered = episode.ordered?;
    let end = find_end(episode);
    let day = match end {
        Some(End::TookEffect) => episode.start,
        Some(_) => episode.end.or(episode.start),
        None => episode.last_seen,
    }?;
    let days = f64::from((day - ordered).get_days());
    let time = Time { days: days.max(LESS_THAN_A_DAY), ended: end.is_some(), weight: 1.0, cluster: 0 };
    Some((episode, time, end))
}

fn find_end(episode: &Episode) -> Option<End> {
    let is_sale = episode.measure == Measure::ForcedSale;
    Some(match episode.outcome.as_str() {
        "sold" => End::Sold,
        "restructured_jv" => End::Partnered,
        "exited" if !matches!(episode.measure, Measure::Block | Measure::StoreRemoval) => End::Left,
        "withdrawn" => End::Withdrawn,
        "struck_down" if !episode.took_effect => End::StruckDown,
        _ if episode.took_effect && !is_sale && episode.start.is_some() => End::TookEffect,
        "struck_down" => End::StruckDown,
        _ => return None,
    })
}
