//! What came before in a history and bears on how an event is told: since when something stands, what is pending, what has just ended.

use super::matters::{Matters, begins_case, ends_case, join};
use super::sentences::{capitalized, name_action, write_time};
use crate::analysis::calendar::count_days;
use crate::model::{Access, Action, LogEntry, LogEvent};
use crate::scenario::Scenario;

/// Something that stands against a market.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Standing {
    market: usize,
    action: Action,
    /// The day on which it began, or came back into force.
    since: f64,
    /// A court had suspended it before that day.
    is_back: bool,
    /// A court has suspended it.
    is_suspended: bool,
}

/// Talks on a sale, from their beginning to their end.
#[derive(Debug, Clone, Default)]
struct Talks {
    markets: Vec<usize>,
    has_bidder: bool,
    was_signed: bool,
}

/// What came before.
#[derive(Debug, Default)]
pub(super) struct Circumstances {
    /// The technology is under export control.
    pub(super) is_controlled: bool,
    /// Since after the start, so that its beginning is told.
    pub(super) is_control_told: bool,
    /// The home government has retaliated.
    pub(super) has_retaliated: bool,
    talks: Option<Talks>,
    standing: Vec<Standing>,
    matters: Matters,
    /// Markets in which the host has accepted a partnership that home decides on.
    accepted: Vec<usize>,
    /// Markets of which something has been told.
    told: Vec<usize>,
    /// The last end of an order or block, or its coming into force: the day, the market, and what it leaves behind.
    turn: Option<(f64, usize, &'static str)>,
    /// The day on which a government last refused a deal.
    refused: Option<f64>,
}

impl Circumstances {
    /// Takes what has just been told.
    pub(super) fn note(&mut self, scenario: &Scenario, entry: &LogEntry) {
        if let Some(market) = entry.market {
            self.told.push(market);
            self.note_case(scenario, entry, market);
            self.matters.note(market, &entry.event);
        }
        match &entry.event {
            LogEvent::TalksBegin { markets, .. } => {
                self.talks = Some(Talks { markets: markets.clone(), ..Talks::default() });
            }
            LogEvent::Bid { .. } => self.change_talks(|talks| talks.has_bidder = true),
            LogEvent::Signed { .. } => self.change_talks(|talks| talks.was_signed = true),
            LogEvent::DealFails | LogEvent::Sold { .. } => self.talks = None,
            LogEvent::HostDecides { approved: false } => self.refused = Some(entry.day),
            LogEvent::HomeDecides { approved: false } if entry.market.is_none() => self.refused = Some(entry.day),
            LogEvent::ExportControl { retaliation, .. } => {
                (self.is_controlled, self.is_control_told) = (true, true);
                self.has_retaliated |= retaliation;
            }
            _ => {}
        }
    }

    /// Takes what came before the start and is not told.
    pub(super) fn note_premise(&mut self, entry: &LogEntry) {
        self.is_controlled |= matches!(entry.event, LogEvent::ExportControl { .. });
    }

    fn change_talks(&mut self, change: impl FnOnce(&mut Talks)) {
        if let Some(talks) = &mut self.talks {
            change(talks);
        }
    }

    fn note_case(&mut self, scenario: &Scenario, entry: &LogEntry, market: usize) {
        let begins = match &entry.event {
            LogEvent::Ordered { .. } => Some(Action::OrderToSell),
            LogEvent::Announced { action, .. } => Some(*action),
            LogEvent::Restricted { .. } => Some(Action::Restriction),
            LogEvent::Banned { .. } => Some(Action::Ban),
            _ => None,
        };
        if self.drops_partnership(entry) || matches!(entry.event, LogEvent::Restructured { .. }) {
            self.accepted.retain(|other| *other != market);
        }
        if let Some(action) = begins {
            self.end(market);
            self.standing.push(Standing { market, action, since: entry.day, is_back: false, is_suspended: false });
            if matches!(action, Action::Ban | Action::Restriction) {
                self.turn = Some((entry.day, market, "the block is in force"));
            }
        }
        let own = self.standing.iter_mut().find(|standing| standing.market == market);
        match &entry.event {
            LogEvent::Stayed { .. } => own.into_iter().for_each(|own| own.is_suspended = true),
            LogEvent::Upheld { resumes: true, .. } => {
                if let Some(own) = own {
                    (own.since, own.is_back, own.is_suspended) = (entry.day, true, false);
                }
            }
            LogEvent::StructureAnswered { accepted: true } if scenario.company.home.is_some() => {
                self.accepted.push(market);
            }
            LogEvent::HomeDecides { .. } => self.accepted.retain(|other| *other != market),
            event if ends_case(event) && !begins_case(event) => {
                self.end(market);
                self.turn = Some((entry.day, market, "nothing forces a sale any more"));
            }
            _ => {}
        }
    }

    fn end(&mut self, market: usize) {
        self.standing.retain(|standing| standing.market != market);
    }

    /// Whether an event ends a case in which the host has accepted a partnership and home has not decided.
    pub(super) fn drops_partnership(&self, entry: &LogEntry) -> bool {
        let is_imposed = matches!(entry.event, LogEvent::Restructured { .. });
        let is_blocked = matches!(entry.event, LogEvent::Restricted { .. } | LogEvent::Banned { .. });
        let is_over = ends_case(&entry.event) && !is_imposed || is_blocked;
        is_over && entry.market.is_some_and(|market| self.accepted.contains(&market))
    }

    /// What an event ends besides what its own sentence says: ` The order to sell and the suit end with it.`; nothing where there is nothing.
    pub(super) fn describe_ended(&self, entry: &LogEntry) -> String {
        let Some(market) = entry.market else { return String::new() };
        let standing = self.standing.iter().find(|standing| standing.market == market);
        let mut ended: Vec<String> =
            standing.and_then(|standing| name_dropped(standing, &entry.event)).into_iter().collect();
        ended.extend(self.matters.list_dropped(market, &entry.event));
        match ended.len() {
            0 => String::new(),
            1 => format!(" {} ends with it.", capitalized(&join(&ended))),
            _ => format!(" {} end with it.", capitalized(&join(&ended))),
        }
    }

    /// That an order or block is lifted, and how long it stood by the dates on which its beginning and its end are told.
    pub(super) fn describe_lift(&self, scenario: &Scenario, entry: &LogEntry, action: Action, after: f64) -> String {
        let what = capitalized(name_action(action));
        let own = |standing: &&Standing| Some(standing.market) == entry.market && standing.action == action;
        let found = self.standing.iter().find(own);
        if found.is_some_and(|standing| standing.is_suspended) {
            return format!("{what}, which a court had suspended, is lifted.");
        }
        let since = found.map_or(entry.day - after, |standing| standing.since);
        let long = write_time(f64::from(count_days(scenario.start, since, entry.day)));
        match found {
            Some(Standing { is_back: true, .. }) => format!("{what} is lifted, {long} after it came back into force."),
            _ => format!("{what} is lifted after {long}."),
        }
    }

    /// That talks have ended or a deal has fallen through, and why, as far as what came before says it.
    pub(super) fn describe_failure(&self, day: f64) -> String {
        let talks = self.talks.clone().unwrap_or_default();
        let turn = self.turn.filter(|(on, market, _)| on.to_bits() == day.to_bits() && talks.markets.contains(market));
        let is_refused = self.refused.is_some_and(|on| on.to_bits() == day.to_bits());
        match (talks.was_signed, turn) {
            (true, Some((.., why))) if !is_refused => format!("The deal falls through: {why}."),
            (true, _) => "The deal falls through.".to_owned(),
            (false, Some((.., why))) => format!("The talks end without a deal: {why}."),
            (false, None) if talks.has_bidder => {
                "The talks end without a deal: no bidder pays what the owner wants.".to_owned()
            }
            (false, None) => "The talks end without a deal: no bidder has come forward.".to_owned(),
        }
    }

    /// What is still open in a market at the end, where anything has been told of it.
    pub(super) fn describe_end(&self, market: usize, access: Access) -> Option<String> {
        if !self.told.contains(&market) {
            return None;
        }
        let standing = self.standing.iter().find(|standing| standing.market == market);
        let mut open: Vec<String> =
            standing.and_then(|standing| describe_standing(standing, access)).into_iter().collect();
        open.extend(self.matters.describe_open(market));
        if self.accepted.contains(&market) {
            open.push("the home government has not decided on the partnership".to_owned());
        }
        if self.talks.as_ref().is_some_and(|talks| talks.markets.first() == Some(&market)) {
            open.push("the sale is still under way".to_owned());
        }
        (!open.is_empty()).then(|| format!("When the simulation ends, {}.", join(&open)))
    }
}

/// How what stands against a market stands at the end.
fn describe_standing(standing: &Standing, access: Access) -> Option<String> {
    let name = name_action(standing.action);
    match (access, standing.action) {
        (Access::Stayed, _) => Some(format!("{name} is still suspended")),
        (Access::Ordered, Action::AnnouncedBan | Action::AnnouncedRestriction) => {
            Some(format!("{name} is still to come"))
        }
        (Access::Ordered | Access::Restricted | Access::Banned, _) => Some(format!("{name} is still in force")),
        _ => None,
    }
}

/// What stands against a market, where an event ends it and its sentence does not say so: a new case takes its place, its owner leaves, or the
/// business goes to others.
fn name_dropped(standing: &Standing, event: &LogEvent) -> Option<String> {
    let is_said = match (event, standing.action) {
        // A sale is what the order is about; a block goes on, or comes sooner, in the new one.
        (LogEvent::Sold { .. } | LogEvent::SoldByTrustee { .. }, Action::OrderToSell)
        | (LogEvent::Banned { .. }, Action::AnnouncedBan | Action::Restriction)
        | (LogEvent::Restricted { .. }, Action::AnnouncedRestriction) => !standing.is_suspended,
        _ => false,
    };
    let is_handed_over = matches!(
        event,
        LogEvent::Sold { .. } | LogEvent::SoldByTrustee { .. } | LogEvent::Restructured { .. } | LogEvent::Exited
    );
    if is_said || !(begins_case(event) || is_handed_over) {
        return None;
    }
    let is_repeated = matches!((event, standing.action), (LogEvent::Ordered { .. }, Action::OrderToSell));
    let name = if is_repeated { "the earlier order to sell" } else { name_action(standing.action) };
    Some(if standing.is_suspended { format!("{name}, which a court had suspended,") } else { name.to_owned() })
}
