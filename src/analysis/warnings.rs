//! What to bear in mind of a run, in sentences: the same on every page, in the workbook and on the terminal.

use super::gather::Gatherer;
use super::story::name_answer;
use crate::model::{MarketPossibilities, Notice, Possibilities, collect_warnings, find_impossibilities};
use crate::quantity::format_count;
use crate::scenario::{EventKind, Scenario, ScheduledEvent, Strategy};

/// A larger part of value after the horizon is worth a warning.
const MUCH_LATER: f64 = 0.6;

impl Gatherer<'_> {
    /// What to bear in mind of the run, of whose mean value outside home `terminal_share` lies after the horizon.
    pub(super) fn collect_warnings(&self, terminal_share: f64) -> Vec<String> {
        let scenario = self.scenario;
        let mut warnings = collect_warnings(scenario);
        warnings.extend(
            (terminal_share > MUCH_LATER)
                .then(|| warn_of_terminal_value(terminal_share, locate_value(scenario).as_deref())),
        );
        // What cannot happen has been told with its reason.
        let impossible: Vec<usize> = find_impossibilities(scenario).iter().filter_map(|found| found.event).collect();
        let events = scenario.events.iter().zip(&self.skipped).enumerate();
        let skipped = events.filter(|(number, (_, count))| **count > 0 && !impossible.contains(number));
        let possible = Possibilities::find(scenario);
        let of_event = |(number, (event, &count)): (usize, (&ScheduledEvent, &u64))| {
            let came = (self.replications - self.averted[number], self.replications);
            warn_of_misfit(scenario, event, possible.markets[event.market.0], count, came)
        };
        warnings.extend(skipped.map(of_event));
        let strategy = &scenario.strategies[scenario.strategy];
        warnings.extend(describe_rules(strategy, self.fired.iter().copied(), self.replications));
        let notices = Notice::ALL.into_iter().zip(self.notices).filter(|(_, count)| *count > 0);
        warnings.extend(
            notices.map(|(notice, count)| format!("{} {}", among(count, self.replications), notice.describe())),
        );
        warnings
    }
}

/// Where the value lies that leads, where there is a home market: in the only other one, or outside home.
fn locate_value(scenario: &Scenario) -> Option<String> {
    let home = scenario.company.home?;
    let mut abroad = scenario.markets.iter().enumerate().filter(|(m, _)| *m != home.0).map(|(_, market)| market);
    Some(match (abroad.next(), abroad.next()) {
        (Some(only), None) => format!("in {}", only.name),
        _ => "outside the home market".to_owned(),
    })
}

fn warn_of_terminal_value(share: f64, place: Option<&str>) -> String {
    let much = match share {
        share if share > 1.005 => format!("More than all ({:.0}%)", 100.0 * share),
        share if share >= 0.995 => "Nearly all".to_owned(),
        share => format!("{:.0}%", 100.0 * share),
    };
    let outside = place.map(|place| format!(" {place}")).unwrap_or_default();
    format!(
        "{much} of mean value{outside} is the terminal value, for what comes after the horizon: it depends on growth and margins that nobody \
         has seen yet."
    )
}

/// Such as `In 21 of 6,000 simulations`.
fn among(count: u64, all: u64) -> String {
    match (count, all) {
        (1, 1) => "In the one simulation".to_owned(),
        (count, all) if count == all => format!("In all {} simulations", format_count(all)),
        (count, all) => format!("In {} of {} simulations", format_count(count), format_count(all)),
    }
}

/// The states of these that a market can be in: `banned or sold`.
fn list_states(can: MarketPossibilities, states: &[&'static str]) -> String {
    let known: Vec<&str> = states
        .iter()
        .copied()
        .filter(|state| match *state {
            "blocked" => can.blocks(),
            "banned" => can.bans,
            "partnered" => can.structures,
            "sold" => can.sales || can.trustee_sales,
            _ => can.exits,
        })
        .collect();
    match known.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        Some((one, _)) => (*one).to_owned(),
        None => "in another state".to_owned(),
    }
}

/// A scheduled event that had no effect in `skipped` simulations of the `came` of `all` in which it came, and why.
fn warn_of_misfit(
    scenario: &Scenario,
    event: &ScheduledEvent,
    can: MarketPossibilities,
    skipped: u64,
    (came, all): (u64, u64),
) -> String {
    let market = &scenario.markets[event.market.0].name;
    let label = event.label.trim_end().trim_end_matches('.');
    // `since` what held; of talks no market is told, for they can be about several.
    let why = match &event.kind {
        EventKind::Review { .. } => format!("the market ({market}) was not open then"),
        EventKind::ForcedSale { .. } | EventKind::Restriction { .. } => {
            format!(
                "the market ({market}) was {} by then",
                list_states(can, &["blocked", "partnered", "sold", "exited"])
            )
        }
        EventKind::Ban { .. } => {
            format!("the market ({market}) was {} by then", list_states(can, &["banned", "sold", "exited"]))
        }
        EventKind::Extension { .. } => format!("no order was in force then ({market})"),
        EventKind::Lift | EventKind::Settlement => format!("no order or ban was in force then ({market})"),
        EventKind::Injunction => format!("there was no order or ban to suspend then ({market})"),
        EventKind::Ruling { .. } => format!("there was no order or ban to rule on then ({market})"),
        EventKind::Exit | EventKind::Regime(_) => {
            format!("the market ({market}) was settled by then: {}", list_states(can, &["sold", "exited"]))
        }
        EventKind::AcquisitionTalks { .. } => "talks were under way, or nothing was left to sell".to_owned(),
        EventKind::ExportControl { .. } => "it met a state that it does not fit".to_owned(),
    };
    let never = if skipped == came { "; it never took effect" } else { "" };
    let among = match (skipped, came) {
        _ if came == all => among(skipped, all),
        (1, 1) => "In the one simulation in which it came,".to_owned(),
        (skipped, came) if skipped == came => format!("In all {} simulations in which it came,", format_count(came)),
        _ => format!("In {} of the {} simulations in which it came,", format_count(skipped), format_count(came)),
    };
    format!("{among} “{label}” had no effect, since {why}{never}.")
}

/// In how many simulations of `of` each rule of a strategy fired, in sentences.
pub(super) fn describe_rules(
    strategy: &Strategy,
    fired: impl IntoIterator<Item = u64>,
    of: u64,
) -> impl Iterator<Item = String> {
    let rules = (1..).zip(&strategy.rules).zip(fired);
    rules.map(move |((number, rule), fired)| {
        let starts: Vec<&str> = rule.start.iter().map(|answer| name_answer(*answer)).collect();
        describe_rule(number, (&strategy.name, &starts.join(" and ")), fired, of)
    })
}

/// The same of one rule of the strategy named, by which the owner does what it starts.
fn describe_rule(number: usize, (strategy, starts): (&str, &str), fired: u64, of: u64) -> String {
    let rule = format!("Rule {number} of “{strategy}”, by which the owner {starts},");
    match fired {
        0 if of == 1 => format!("{rule} does not act in the one simulation."),
        all if all == of => format!("{rule} acts in every simulation."),
        0 => format!("{rule} never acts in {} simulations.", format_count(of)),
        _ => format!("{rule} acts in {} of {} simulations.", format_count(fired), format_count(of)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = "start = 2021-01-01\nhorizon = '3 years'\n[company]\ndiscount_rate = '12%'\n[markets.us]\nname = 'United States'\n\
                        users = '100M'\nceiling = '200M'\ngrowth = '5% to 15%'\nchurn = 0.3\narpu = '$4 to $9'\nmargin = '10% to 20%'\n";

    fn scenario(kind: &str, more: &str) -> Scenario {
        let event =
            format!("[events.e]\non = 2022-01-01\nmarket = 'us'\nkind = '{kind}'\nlabel = 'It happens.'\n{more}");
        Scenario::parse("t.toml", &format!("{BASE}{event}"), &[]).unwrap()
    }

    /// A market in which anything can come about that is told.
    fn any() -> MarketPossibilities {
        MarketPossibilities { bans: true, structures: true, sales: true, exits: true, ..MarketPossibilities::default() }
    }

    #[test]
    fn states_that_cannot_have_been_are_not_named() {
        let states = ["banned", "sold", "exited"];
        assert_eq!(list_states(any(), &states), "banned, sold or exited");
        assert_eq!(list_states(MarketPossibilities { exits: false, ..any() }, &states), "banned or sold");
        assert_eq!(list_states(MarketPossibilities { exits: false, sales: false, ..any() }, &states), "banned");
    }

    #[test]
    fn every_kind_of_event_says_why_it_had_no_effect() {
        for (kind, more, why) in [
            ("review", "", "the market (United States) was not open then"),
            ("extension", "deadline = '90 days'\n", "no order was in force then (United States)"),
            ("forced-sale", "", "the market (United States) was blocked, partnered, sold or exited by then"),
            ("restriction", "", "the market (United States) was blocked, partnered, sold or exited by then"),
            ("ban", "", "the market (United States) was banned, sold or exited by then"),
            ("lift", "", "no order or ban was in force then (United States)"),
            ("injunction", "", "there was no order or ban to suspend then (United States)"),
            ("ruling", "", "there was no order or ban to rule on then (United States)"),
            ("exit", "", "the market (United States) was settled by then: sold or exited"),
            ("regime", "rates = 0.5\n", "the market (United States) was settled by then: sold or exited"),
            ("acquisition-talks", "", "talks were under way, or nothing was left to sell"),
        ] {
            let scenario = scenario(kind, more);
            let told = warn_of_misfit(&scenario, &scenario.events[0], any(), 1138, (6000, 6000));
            assert_eq!(
                told,
                format!("In 1,138 of 6,000 simulations “It happens” had no effect, since {why}."),
                "{kind}"
            );
        }
        let scenario = scenario("lift", "");
        let told = warn_of_misfit(&scenario, &scenario.events[0], any(), 1138, (4000, 6000));
        assert!(told.starts_with("In 1,138 of the 4,000 simulations in which it came, “It happens” had no"), "{told}");
        let told = warn_of_misfit(&scenario, &scenario.events[0], any(), 6000, (6000, 6000));
        assert!(told.starts_with("In all 6,000 simulations “It happens” had no effect"), "{told}");
        assert!(told.ends_with("; it never took effect."), "{told}");
    }

    #[test]
    fn rules_and_terminal_value_are_told_with_their_counts() {
        assert_eq!(
            describe_rule(2, ("Sell", "decides to sell"), 1200, 6000),
            "Rule 2 of “Sell”, by which the owner decides to sell, acts in 1,200 of 6,000 simulations."
        );
        assert_eq!(
            describe_rule(2, ("Sell", "decides to sell"), 0, 6000),
            "Rule 2 of “Sell”, by which the owner decides to sell, never acts in 6,000 simulations."
        );
        assert_eq!(
            describe_rule(1, ("Sell", "decides to sell"), 0, 1),
            "Rule 1 of “Sell”, by which the owner decides to sell, does not act in the one simulation."
        );
        assert!(warn_of_terminal_value(1.01, None).starts_with("More than all (101%) of mean value"));
        assert!(
            warn_of_terminal_value(0.999, Some("outside the home market"))
                .starts_with("Nearly all of mean value outside the home market")
        );
        assert_eq!(among(1, 1), "In the one simulation");
    }
}
