//! One replication told as a dated story.

use serde::{Deserialize, Serialize};

use crate::model::access::Access;
use crate::model::story::{Happening, Telling};
use crate::quantity::{self, Dimension, money};
use crate::scenario::Scenario;

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

/// Tells what happened, in order; the state of every market at the end is left out.
pub fn tell(scenario: &Scenario, story: &[Telling]) -> Vec<Line> {
    story
        .iter()
        .filter(|telling| !matches!(telling.happening, Happening::Ends { .. }))
        .map(|telling| Line {
            date: date(scenario.start, telling.day).to_string(),
            place: telling.market.map(|m| scenario.markets[m.0].name.clone()).unwrap_or_default(),
            sentence: sentence(scenario, telling),
        })
        .collect()
}

fn sentence(scenario: &Scenario, telling: &Telling) -> String {
    let on = |day: f64| if day.is_finite() { date(scenario.start, day).to_string() } else { "never".into() };
    let bidder = |b: usize| scenario.deal.bidders[b].name.clone();
    let days = |length: f64| quantity::format(length.max(0.0).round(), Dimension::Duration);
    let users = |count: f64| quantity::format(count, Dimension::Users);
    let verdict = |approved: bool| if approved { "approves" } else { "refuses" };
    match &telling.happening {
        Happening::Scheduled(e) => format!("As scheduled: {}.", scenario.events[*e].label),
        Happening::Averted(e) => format!("Does not come about: {}.", scenario.events[*e].label),
        Happening::Skipped(e) => format!("No longer fits and is skipped: {}.", scenario.events[*e].label),
        Happening::ReviewBegins { until } => format!("A review begins; it will end on {}.", on(*until)),
        Happening::Cleared => "The review ends: cleared.".into(),
        Happening::Mitigated => "The review ends in mitigation: open, at a running cost.".into(),
        Happening::Ordered { deadline } => format!("A sale is ordered by {}.", on(*deadline)),
        Happening::Extended { deadline } => format!("The deadline is extended to {}.", on(*deadline)),
        Happening::Enforced => "The deadline passes and the order is enforced.".into(),
        Happening::Lapsed => "The deadline passes and nothing happens: the order lapses.".into(),
        Happening::Revoked => "The order is revoked.".into(),
        Happening::Restricted => "Out of the stores: no new installs.".into(),
        Happening::Banned { users: cut_off } => format!("Banned: {} active users are cut off.", users(*cut_off)),
        Happening::Lifted { after } => format!("The measure is lifted after {}.", days(*after)),
        Happening::Sued => "The owner sues.".into(),
        Happening::Stayed => "A court stays the measure.".into(),
        Happening::Upheld => "The court upholds the measure.".into(),
        Happening::StruckDown => "The court strikes the measure down.".into(),
        Happening::TalksBegin { forced: true } => "Talks on a forced sale begin.".into(),
        Happening::TalksBegin { forced: false } => "Talks on a sale by choice begin.".into(),
        Happening::Bid { bidder: b, amount, least } => {
            format!("{} bids {}; the owner would take {} or more.", bidder(*b), money(*amount), money(*least))
        }
        Happening::Signed { bidder: b, price, standalone, without_algorithm } => format!(
            "Signed with {} at {}{}, {} of a standalone value of {}.",
            bidder(*b),
            money(*price),
            if *without_algorithm { " without the recommendation technology" } else { "" },
            quantity::format(price / standalone, Dimension::Share),
            money(*standalone)
        ),
        Happening::HostDecides { approved } => format!("The host government {} the deal.", verdict(*approved)),
        Happening::HomeDecides { approved } => format!("The home government {}.", verdict(*approved)),
        Happening::DealFails => "The deal falls through.".into(),
        Happening::Sold { price } => format!("Sold; its share of the price is {}.", money(*price)),
        Happening::StructureAnswered { accepted: true } => "The host accepts the structure proposed.".into(),
        Happening::StructureAnswered { accepted: false } => "The host rejects the structure proposed.".into(),
        Happening::Restructured { price } => format!("Goes into the structure; investors pay {}.", money(*price)),
        Happening::Exited => "The owner leaves.".into(),
        Happening::ExportControl { until, retaliation } => format!(
            "{}the technology is under export control until {}.",
            if *retaliation { "Home retaliates: " } else { "From now on " },
            on(*until)
        ),
        Happening::Regime => "A change of government or policy.".into(),
        Happening::Ends { access, users: left } => format!("Ends {} with {} users.", state(*access), users(*left)),
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
