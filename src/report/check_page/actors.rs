//! Who can act in a scenario and when: dated events, governments, courts, bidders and the home country.

use crate::analysis::acting_inputs::ActingInputs;
use crate::model::{MarketPossibilities, Possibilities, find_most};
use crate::report::terminal::{print_table, wrap_hanging};
use crate::scenario::{Bidder, MarketId, Parameter, Scenario, ScheduledEvent};
use crate::table::{Cell, Column, Table};
use crate::text::clean::clean;
use crate::text::numbers::day;

/// Events that are listed at most.
const EVENTS: usize = 8;
/// Bidders that are named at most.
const BIDDERS: usize = 6;

/// The section on who can act.
pub(super) fn print_actors(scenario: &Scenario, acting: &ActingInputs, width: usize) -> String {
    let possible = Possibilities::find(scenario);
    let events = print_events(scenario, width);
    let governments = list_governments(scenario, acting, &possible);
    let table = if governments.rows.is_empty() {
        wrap_hanging("  ", "Governments: none acts of itself.", width)
    } else {
        print_table(&governments, width)
    };
    let others: String = [
        describe_courts(scenario, &possible),
        describe_bidders(scenario, &possible),
        describe_home(scenario, &possible),
    ]
    .iter()
    .map(|text| wrap_hanging("  ", &clean(text), width))
    .collect();
    format!("Who can act, and when:\n{events}{table}{others}")
}

fn print_events(scenario: &Scenario, width: usize) -> String {
    let print = |event: &ScheduledEvent| {
        let head = format!("  {}  ", day(event.on));
        wrap_hanging(&head, &clean(&format!("{}{}", event.label, describe_chance(scenario, event))), width)
    };
    let listed: String = scenario.events.iter().take(EVENTS).map(print).collect();
    let more = scenario.events.len().saturating_sub(EVENTS);
    match (scenario.events.is_empty(), more) {
        (true, _) => "  No event is pinned to a date.\n".to_owned(),
        (_, 0) => listed,
        (_, more) => format!("{listed}  and {more} more events\n"),
    }
}

/// What is said of the chance of an event, behind its title.
fn describe_chance(scenario: &Scenario, event: &ScheduledEvent) -> String {
    let input = &scenario.inputs[event.probability.0];
    match scenario.known_value(event.probability.0) {
        Some(0.0) => ": set aside (0%)".to_owned(),
        Some(1.0) if event.day < 0.0 => ": has happened".to_owned(),
        Some(1.0) => ": certain".to_owned(),
        _ => format!(": probability {}", input.written),
    }
}

/// The median of a chance, in whole percent; of one below 10%, to two digits.
fn write_share(scenario: &Scenario, input: Parameter) -> String {
    let percent = 100.0 * scenario.value(input.0, 0.5);
    if percent >= 9.95 { format!("{percent:.0}%") } else { format!("{}%", round_to_two_digits(percent)) }
}

/// The median of a rate, a year, to two digits.
fn write_rate(scenario: &Scenario, input: Parameter) -> String {
    round_to_two_digits(scenario.value(input.0, 0.5)).to_string()
}

fn round_to_two_digits(value: f64) -> f64 {
    format!("{value:.1e}").parse().unwrap_or(value)
}

/// One row a market in which something may happen, markets that are alike together.
fn list_governments(scenario: &Scenario, acting: &ActingInputs, possible: &Possibilities) -> Table {
    let mut rows: Vec<(Vec<String>, [String; 6])> = Vec::new();
    for (m, market) in scenario.markets.iter().enumerate() {
        if scenario.company.home == Some(MarketId(m)) || !possible.markets[m].cases() {
            continue;
        }
        let policy = &market.policy;
        let write = |input: Parameter, write: fn(&Scenario, Parameter) -> String| {
            if acting.can_act(input.0) { write(scenario, input) } else { "–".to_owned() }
        };
        let cells = [
            write(policy.review.rate, write_rate),
            write(policy.ban.rate, write_rate),
            write(policy.order.enforcement, write_share),
            write(policy.court.injunction, write_share),
            write(policy.court.upheld, write_share),
            write(policy.ban.permanent, write_share),
        ];
        match rows.iter_mut().find(|(_, known)| *known == cells) {
            Some((names, _)) => names.push(market.name.clone()),
            None => rows.push((vec![market.name.clone()], cells)),
        }
    }
    let write_row = |(names, cells): (Vec<String>, [String; 6])| {
        std::iter::once(names.join(", ")).chain(cells).map(|text| Cell::text(clean(&text))).collect()
    };
    let names = ["reviews a year", "bans a year", "order enforced", "court stays", "court upholds", "ban for good"];
    Table::new(
        "Governments, at the medians: rates of what comes of itself, and chances of what follows",
        std::iter::once(Column::from("")).chain(names.map(Column::right)),
        rows.into_iter().map(write_row),
    )
}

fn describe_courts(scenario: &Scenario, possible: &Possibilities) -> String {
    let sued = list_names(scenario, possible, |market| market.suits);
    if sued.is_empty() {
        "Courts: the owner does not sue.".to_owned()
    } else {
        format!("Courts: the owner may sue in {sued}.")
    }
}

/// The markets of which something holds, abroad; "every market" where it is all of them.
fn list_names(scenario: &Scenario, possible: &Possibilities, holds: impl Fn(&MarketPossibilities) -> bool) -> String {
    let is_abroad = |m: usize| scenario.company.home != Some(MarketId(m));
    let abroad: Vec<usize> = (0..scenario.markets.len()).filter(|&m| is_abroad(m)).collect();
    let found: Vec<usize> = abroad.iter().copied().filter(|&m| holds(&possible.markets[m])).collect();
    if found.len() == abroad.len() && found.len() > 1 {
        return "every market abroad".to_owned();
    }
    found.iter().map(|&m| scenario.markets[m].name.as_str()).collect::<Vec<_>>().join(", ")
}

fn describe_bidders(scenario: &Scenario, possible: &Possibilities) -> String {
    let bidders = &scenario.deal.bidders;
    let strategy = &scenario.strategies[scenario.strategy];
    if !possible.talks {
        return format!("Bidders: the strategy “{}” sells nothing.", strategy.name);
    }
    let write = |bidder: &Bidder| format!("{} ({})", bidder.name, write_share(scenario, bidder.interest));
    let named: Vec<String> = bidders.iter().take(BIDDERS).map(write).collect();
    let more = bidders.len().saturating_sub(BIDDERS);
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    if named.is_empty() {
        return "Bidders: none.".to_owned();
    }
    format!("Bidders, with the chance that each turns up: {}{more}.", named.join(", "))
}

fn describe_home(scenario: &Scenario, possible: &Possibilities) -> String {
    let Some(MarketId(home)) = scenario.company.home else {
        return "Home: the scenario names no home market.".to_owned();
    };
    let name = &scenario.markets[home].name;
    let share = |input| write_share(scenario, input);
    let mut parts = Vec::new();
    if possible.deals_with_algorithm {
        parts.push(format!("approves a sale with the technology at {}", share(scenario.deal.home_approval)));
    }
    if possible.deals_without_algorithm || possible.proposals {
        let without = share(scenario.deal.home_approval_without_algorithm);
        parts.push(format!("without it, or a structure, at {without}"));
    }
    if find_most(scenario, scenario.home.retaliation_rate) > 0.0 {
        let rate = write_rate(scenario, scenario.home.retaliation_rate);
        parts.push(format!("retaliates {rate} times a year unprovoked"));
    } else if possible.retaliation {
        parts.push("retaliates when provoked".to_owned());
    }
    let parts = if parts.is_empty() { "has nothing to decide".to_owned() } else { parts.join("; ") };
    format!("Home: {name} {parts}.")
}
