//! What a scenario states and cannot happen in it, whatever is drawn: known before anything is simulated.

use super::access::Access;
use super::implied::list_medians;
use super::possibilities::{MarketPossibilities, Possibilities, can_happen, find_least, find_most};
use super::state::{Plan, World};
use super::transitions::{Cause, Next};
use crate::scenario::{Answer, EventKind, MarketId, Scenario, ScheduledEvent};

/// Something that a scenario states and that cannot happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Impossibility {
    /// The scheduled event that cannot happen, by its number; none where it is something else.
    pub event: Option<usize>,
    /// What cannot happen, and why, in a sentence.
    pub text: String,
}

/// Finds what a scenario states and cannot happen in it. An event that may or may not fit is none of it.
pub fn find_impossibilities(scenario: &Scenario) -> Vec<Impossibility> {
    let possible = Possibilities::find(scenario);
    let mut found = find_misfits(scenario, &possible);
    found.extend(find_past_deadlines(scenario));
    found.extend(find_idle_controls(scenario));
    let texts = describe_absent_bidders(scenario).into_iter().chain(describe_worthless_sales(scenario, &possible));
    found.extend(texts.map(|text| Impossibility { event: None, text }));
    found
}

/// A set of states of a market.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct States(u16);

impl States {
    const NONE: Self = Self(0);

    fn only(access: Access) -> Self {
        Self(1 << access as u16)
    }

    fn with(self, access: Access) -> Self {
        Self(self.0 | Self::only(access).0)
    }

    fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn list(self) -> impl Iterator<Item = Access> {
        Access::ALL.into_iter().filter(move |access| self.0 & Self::only(*access).0 != 0)
    }

    fn pick(self, keep: impl Fn(Access) -> bool) -> Self {
        self.list().filter(|access| keep(*access)).fold(Self::NONE, Self::with)
    }

    /// The states that `cause` leads to from those of these that it can meet.
    fn after(self, cause: Cause, restructured: bool) -> Self {
        if !self.list().any(|access| cause.fits(access)) {
            return Self::NONE;
        }
        match cause.transition().next {
            Next::State(access) => Self::only(access),
            Next::Reopened if restructured => Self::only(Access::Open).with(Access::Restructured),
            Next::Reopened => Self::only(Access::Open),
            // What was stayed is among them already: it was ordered or blocked before.
            Next::AsBefore => self.pick(|access| cause.fits(access)),
        }
    }

    /// These and all states that may follow from them without any scheduled event.
    fn close(self, possible: &MarketPossibilities) -> Self {
        let causes = list_causes(possible);
        let mut all = self;
        loop {
            let next = causes.iter().fold(all, |all, cause| all.and(all.after(*cause, possible.structures)));
            if next == all {
                return all;
            }
            all = next;
        }
    }
}

/// What may change the state of a market without a scheduled event.
fn list_causes(possible: &MarketPossibilities) -> Vec<Cause> {
    let by_review = possible.restrictions_by_review || possible.bans_by_review;
    let announced = possible.announcements && (possible.own_bans || by_review);
    let causes = [
        (Cause::ReviewBegins, possible.own_reviews),
        (Cause::ReviewEnds, true),
        (Cause::SaleOrdered, possible.orders_by_review),
        (Cause::Announcement, announced),
        (Cause::Restriction, possible.restrictions_by_review),
        (Cause::Ban, possible.own_bans || possible.bans_by_review),
        (Cause::EnforcementByRestriction, true),
        (Cause::EnforcementByBan, true),
        (Cause::RestrictionBecomesBan, true),
        (Cause::Stay, possible.stays_by_suit),
        (Cause::Upheld, true),
        (Cause::ActionEnds, true),
        (Cause::Settlement, possible.settlements),
        (Cause::StructureAccepted, possible.structures),
        (Cause::DealCloses, possible.sales || possible.trustee_sales),
        (Cause::OwnerLeaves, possible.exits_by_choice),
    ];
    causes.into_iter().filter(|(_, occurs)| *occurs).map(|(cause, _)| cause).collect()
}

/// States in which an event of this kind can meet a market.
fn fits(kind: &EventKind, access: Access) -> bool {
    match (Cause::find_in_event(kind), kind) {
        (Some(cause), _) => cause.fits(access),
        (None, EventKind::AcquisitionTalks { .. }) => !access.is_final() && access != Access::Restructured,
        (None, EventKind::Extension { .. }) => access == Access::Ordered,
        (None, EventKind::Regime(_)) => !access.is_final(),
        (None, _) => true,
    }
}

/// Where an event from before the start leaves a market that was in one of `states`.
fn follow_past_event(event: &ScheduledEvent, states: States) -> States {
    let noticed = |notice: &Option<_>, block: Access| {
        let block = States::only(block);
        if notice.is_some() { block.with(Access::Ordered) } else { block }
    };
    match &event.kind {
        EventKind::Review { .. } => States::only(Access::Review),
        EventKind::ForcedSale { .. } => States::only(Access::Ordered),
        EventKind::Restriction { notice } => noticed(notice, Access::Restricted),
        EventKind::Ban { notice } => noticed(notice, Access::Banned),
        EventKind::Exit => States::only(Access::Exited),
        EventKind::Lift => States::only(Access::Open),
        EventKind::Settlement | EventKind::Ruling { .. } => states.with(Access::Open),
        EventKind::Injunction => states.with(Access::Stayed),
        EventKind::Extension { .. }
        | EventKind::AcquisitionTalks { .. }
        | EventKind::ExportControl { .. }
        | EventKind::Regime(_) => states,
    }
}

/// Events from the start on that never meet a state which they fit.
fn find_misfits(scenario: &Scenario, possible: &Possibilities) -> Vec<Impossibility> {
    let mut states = vec![States::only(Access::Open); scenario.markets.len()];
    let mut found = Vec::new();
    let events = scenario.events.iter().enumerate().filter(|(_, event)| can_happen(scenario, event));
    for (number, event) in events {
        let concerned = list_concerned(scenario, event);
        if event.day < 0.0 {
            concerned.iter().for_each(|&m| states[m] = follow_past_event(event, states[m]));
            continue;
        }
        for &m in &concerned {
            states[m] = states[m].close(&possible.markets[m]);
        }
        if !concerned.iter().any(|&m| states[m].list().any(|access| fits(&event.kind, access))) {
            found.push(Impossibility { event: Some(number), text: describe_misfit(scenario, event, &states) });
            continue;
        }
        let is_certain = find_least(scenario, event.probability) >= 1.0;
        if let Some(cause) = Cause::find_in_event(&event.kind) {
            for &m in &concerned {
                states[m] = happen(states[m], cause, is_certain, event, &possible.markets[m]);
            }
        }
    }
    found
}

/// The states of a market after an event that may have happened.
fn happen(
    states: States,
    cause: Cause,
    is_certain: bool,
    event: &ScheduledEvent,
    possible: &MarketPossibilities,
) -> States {
    let mut after = states.after(cause, possible.structures);
    if let EventKind::Ban { notice: Some(_) } | EventKind::Restriction { notice: Some(_) } = event.kind {
        after = after.with(Access::Ordered);
    }
    let unmoved = if is_certain { states.pick(|access| !cause.fits(access)) } else { states };
    after.and(unmoved)
}

/// The markets that decide whether an event fits.
fn list_concerned(scenario: &Scenario, event: &ScheduledEvent) -> Vec<usize> {
    let EventKind::AcquisitionTalks { perimeter } = &event.kind else {
        return event.markets().iter().map(|market| market.0).collect();
    };
    list_perimeter(scenario, perimeter)
}

/// The markets that talks are about: those stated, else the strategy's, else all but home.
fn list_perimeter(scenario: &Scenario, stated: &[MarketId]) -> Vec<usize> {
    let chosen = &scenario.strategies[scenario.strategy].perimeter;
    let listed = if stated.is_empty() { chosen } else { stated };
    if listed.is_empty() {
        return (0..scenario.markets.len()).filter(|m| scenario.company.home != Some(MarketId(*m))).collect();
    }
    listed.iter().map(|market| market.0).collect()
}

fn describe_misfit(scenario: &Scenario, event: &ScheduledEvent, states: &[States]) -> String {
    let market = &scenario.markets[event.market.0].name;
    let is_final = states[event.market.0].list().all(Access::is_final);
    let why = match &event.kind {
        EventKind::AcquisitionTalks { .. } => "nothing is left to sell by then".to_owned(),
        _ if is_final => format!("the owner has left the market ({market}) by then"),
        EventKind::Lift | EventKind::Settlement => {
            format!("no order, restriction or ban can be in force by then ({market})")
        }
        EventKind::Injunction | EventKind::Ruling { .. } => {
            format!("there can be no order, restriction or ban before a court by then ({market})")
        }
        EventKind::Extension { .. } => format!("no order can be in force by then ({market})"),
        EventKind::Review { .. } => format!("the market ({market}) cannot be open then"),
        _ => format!("the market ({market}) cannot be in a state that it fits"),
    };
    format!("“{}” ({}) cannot happen: {why}.", trim_label(event), event.on)
}

fn trim_label(event: &ScheduledEvent) -> &str {
    event.label.trim_end().trim_end_matches('.')
}

/// Reviews and orders from before the start whose stated end lies before it too.
fn find_past_deadlines(scenario: &Scenario) -> Vec<Impossibility> {
    let past: Vec<(usize, &ScheduledEvent)> = scenario
        .events
        .iter()
        .enumerate()
        .filter(|(_, event)| event.day < 0.0 && can_happen(scenario, event))
        .collect();
    let moves_market = |event: &ScheduledEvent| {
        matches!(event.kind, EventKind::Extension { .. }) || Cause::find_in_event(&event.kind).is_some()
    };
    let mut found = Vec::new();
    for (place, (number, event)) in past.iter().enumerate() {
        let (what, length) = match event.kind {
            EventKind::ForcedSale { deadline: Some(days) } | EventKind::Extension { deadline: days } => {
                ("deadline", days)
            }
            EventKind::Review { length: Some(days) } => ("end", days),
            _ => continue,
        };
        let stands = |market: &MarketId| {
            !past[place + 1..].iter().any(|(_, later)| moves_market(later) && later.markets().contains(market))
        };
        if event.day + find_most(scenario, length) < 0.0 && event.markets().iter().any(stands) {
            let label = trim_label(event);
            let text = format!(
                "The {what} of “{label}” ({}) has passed before the start, so it is over on the first day; state a later one, \
                 or how it ended.",
                event.on
            );
            found.push(Impossibility { event: Some(*number), text });
        }
    }
    found
}

/// Export controls where no home country is asked for its approval.
fn find_idle_controls(scenario: &Scenario) -> Vec<Impossibility> {
    let is_control = |event: &ScheduledEvent| matches!(event.kind, EventKind::ExportControl { .. });
    if scenario.company.home.is_some() {
        return Vec::new();
    }
    let events = scenario.events.iter().enumerate();
    let controls = events.filter(|(_, event)| is_control(event) && can_happen(scenario, event));
    let describe = |(number, event): (usize, &ScheduledEvent)| Impossibility {
        event: Some(number),
        text: format!(
            "“{}” ({}) changes nothing: without a home market nobody at home approves a sale. Name it under [company].",
            trim_label(event),
            event.on
        ),
    };
    controls.map(describe).collect()
}

/// Whether the strategy in force may sell.
fn sells(scenario: &Scenario) -> bool {
    let strategy = &scenario.strategies[scenario.strategy];
    let started = strategy.rules.iter().flat_map(|rule| &rule.start);
    let answers = strategy.on_order.iter().chain(&strategy.then).chain(started);
    answers.into_iter().any(|answer| *answer == Answer::Sell) || strategy.seek_buyer.is_some()
}

/// A seller whose bidders never turn up. Where there are none at all, the reader has said so.
fn describe_absent_bidders(scenario: &Scenario) -> Option<String> {
    let bidders = &scenario.deal.bidders;
    let turns_up = |interest| find_most(scenario, interest) > 0.0;
    let nobody = !bidders.is_empty() && !bidders.iter().any(|bidder| turns_up(bidder.interest));
    let name = &scenario.strategies[scenario.strategy].name;
    (nobody && sells(scenario)).then(|| {
        format!("The strategy “{name}” sells, and no bidder ever turns up: the `interest` of every one is 0%.")
    })
}

/// What is to be sold and is worth nothing on any day, with every input at its median.
fn describe_worthless_sales(scenario: &Scenario, possible: &Possibilities) -> Vec<String> {
    if !possible.deals {
        return Vec::new();
    }
    let plan = Plan::new(scenario, 0, Vec::new());
    let mut world = World::new(&plan, false);
    if world.start_replication(0, &list_medians(scenario)).is_err() {
        return Vec::new();
    }
    let strategy = &scenario.strategies[scenario.strategy];
    let talks =
        scenario.events.iter().filter(|event| can_happen(scenario, event)).filter_map(|event| match &event.kind {
            EventKind::AcquisitionTalks { perimeter } => Some(list_perimeter(scenario, perimeter)),
            _ => None,
        });
    let chosen = (sells(scenario) && !strategy.perimeter.is_empty()).then(|| list_perimeter(scenario, &[]));
    let alone = (sells(scenario) && strategy.perimeter.is_empty())
        .then(|| (0..scenario.markets.len()).filter(|m| possible.markets[*m].orders).map(|m| vec![m]));
    let mut perimeters: Vec<Vec<usize>> = Vec::new();
    for perimeter in talks.chain(chosen).chain(alone.into_iter().flatten()) {
        if !perimeters.contains(&perimeter) {
            perimeters.push(perimeter);
        }
    }
    let last = plan.times.len() - 1;
    let is_worthless = |perimeter: &Vec<usize>| {
        let worth =
            |step: usize, m: usize| world.baseline.value_to_come(m, &world.draw.markets[m], step, plan.times[step]);
        (0..last).all(|step| perimeter.iter().map(|&m| worth(step, m)).sum::<f64>() <= 0.0)
    };
    let name = |perimeter: &Vec<usize>| {
        let names: Vec<&str> = perimeter.iter().map(|&m| scenario.markets[m].name.as_str()).collect();
        format!(
            "With every input at its median what is to be sold ({}) has no positive value on any day, so no deal is signed.",
            names.join(", ")
        )
    };
    perimeters.iter().filter(|perimeter| is_worthless(perimeter)).map(name).collect()
}

#[cfg(test)]
mod tests;
