//! One replication told as a dated story.

use serde::{Deserialize, Serialize};

use crate::model::{Access, LogEntry, LogEvent};
use crate::quantity::{self, Dimension, money};
use crate::scenario::{Answer, Scenario};

use super::calendar::date;

/// One line of the story: date, place, sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Date.
    pub date: String,
    /// Name of the market, or empty.
    pub place: String,
    /// What happened.
    pub sentence: String,
}

/// What happened in sentences, in order; the state of every market at the end is left out.
pub fn describe_log(scenario: &Scenario, story: &[LogEntry]) -> Vec<Line> {
    story
        .iter()
        .filter(|entry| !matches!(entry.event, LogEvent::Ends { .. }))
        .map(|entry| Line {
            date: date(scenario.start, entry.day).to_string(),
            place: entry.market.map(|m| scenario.markets[m].name.clone()).unwrap_or_default(),
            sentence: sentence(scenario, entry),
        })
        .collect()
}

fn sentence(scenario: &Scenario, entry: &LogEntry) -> String {
    let on = |day: f64| if day.is_finite() { date(scenario.start, day).to_string() } else { "never".into() };
    let bidder = |b: usize| scenario.deal.bidders[b].name.clone();
    let days = |length: f64| quantity::format(length.max(0.0).round(), Dimension::Duration);
    let users = |count: f64| quantity::format(count, Dimension::Users);
    let verdict = |approved: bool| if approved { "approves" } else { "refuses" };
    match &entry.event {
        LogEvent::Scheduled(e) => format!("As scheduled: {}.", scenario.events[*e].label),
        LogEvent::Averted(e) => format!("Does not come about: {}.", scenario.events[*e].label),
        LogEvent::Skipped(e) => format!("No longer fits and is skipped: {}.", scenario.events[*e].label),
        LogEvent::ReviewBegins { until } => format!("A review begins; it will end on {}.", on(*until)),
        LogEvent::Cleared => "The review ends: cleared.".into(),
        LogEvent::Mitigated => "The review ends in mitigation: open, at a running cost.".into(),
        LogEvent::Ordered { deadline } => format!("A sale is ordered by {}.", on(*deadline)),
        LogEvent::Extended { deadline } => format!("The deadline is extended to {}.", on(*deadline)),
        LogEvent::Enforced => "The deadline passes and the order is enforced.".into(),
        LogEvent::Lapsed => "The deadline passes and nothing happens: the order lapses.".into(),
        LogEvent::Revoked => "The order is revoked.".into(),
        LogEvent::Restricted => "Out of the stores: no new installs.".into(),
        LogEvent::Banned { users: cut_off } => format!("Banned: {} active users are cut off.", users(*cut_off)),
        LogEvent::Lifted { after } => format!("The measure is lifted after {}.", days(*after)),
        LogEvent::Sued => "The owner sues.".into(),
        LogEvent::Stayed => "A court stays the measure.".into(),
        LogEvent::Upheld => "The court upholds the measure.".into(),
        LogEvent::StruckDown => "The court strikes the measure down.".into(),
        LogEvent::TalksBegin { forced: true } => "Talks on a forced sale begin.".into(),
        LogEvent::TalksBegin { forced: false } => "Talks on a sale by choice begin.".into(),
        LogEvent::Bid { bidder: b, amount, least } => {
            format!("{} bids {}; the owner would take {} or more.", bidder(*b), money(*amount), money(*least))
        }
        LogEvent::Signed { bidder: b, price, standalone, without_algorithm } => format!(
            "Signed with {} at {}{}, {} of a standalone value of {}.",
            bidder(*b),
            money(*price),
            if *without_algorithm { " without the recommendation technology" } else { "" },
            quantity::format(price / standalone, Dimension::Share),
            money(*standalone)
        ),
        LogEvent::HostDecides { approved } => format!("The host government {} the deal.", verdict(*approved)),
        LogEvent::HomeDecides { approved } => format!("The home government {}.", verdict(*approved)),
        LogEvent::DealFails => "The deal falls through.".into(),
        LogEvent::Sold { price } => format!("Sold; its share of the price is {}.", money(*price)),
        LogEvent::StructureAnswered { accepted: true } => "The host accepts the structure proposed.".into(),
        LogEvent::StructureAnswered { accepted: false } => "The host rejects the structure proposed.".into(),
        LogEvent::Restructured { price } => format!("Goes into the structure; investors pay {}.", money(*price)),
        LogEvent::Exited => "The owner leaves.".into(),
        LogEvent::ExportControl { until, retaliation } => format!(
            "{}the technology is under export control until {}.",
            if *retaliation { "Home retaliates: " } else { "From now on " },
            on(*until)
        ),
        LogEvent::Regime => "A change of government or policy.".into(),
        LogEvent::RuleStarts { rule, answer } => format!("Rule {}: the owner {}.", rule + 1, decision(*answer)),
        LogEvent::Ends { access, users: left } => format!("Ends {} with {} users.", state(*access), users(*left)),
    }
}

/// What a rule starts, behind "the owner".
fn decision(answer: Answer) -> &'static str {
    match answer {
        Answer::Sell => "decides to sell",
        Answer::Litigate => "decides to sue",
        Answer::Restructure => "proposes a structure",
        Answer::Exit => "decides to leave",
        Answer::Refuse => "does nothing",
    }
}

/// A state in words.
pub fn state(access: Access) -> &'static str {
    match access {
        Access::Open => "open",
        Access::Review => "under review",
        Access::Ordered => "under an order to sell",
        Access::Stayed => "open by a court's stay",
        Access::Restricted => "out of the stores",
        Access::Banned => "banned",
        Access::Restructured => "restructured",
        Access::Divested => "sold",
        Access::Exited => "left",
    }
}
