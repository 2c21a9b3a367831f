//! How each market ends: the probability of each final state, as bars of parts, the market least often open first.

use super::metric::span;
use super::stacked::{self, Part, StackedRow};
use crate::analysis::evidence::SURE;
use crate::analysis::{MarketSummary, Proportion, Summary};
use crate::charts::sheet::{Origin, Sheet};
use crate::charts::{Cell, Chart, Table};
use crate::text::clean::clean;
use crate::text::names::{capitalize, join_list, name_in_title};
use crate::text::numbers::{self, whole_percent};
use crate::text::states::{STATES, State};

/// The chart.
pub(super) fn chart(summary: &Summary) -> Chart {
    let mut markets: Vec<&MarketSummary> = summary.markets.values().collect();
    markets.sort_by(|a, b| ends(a, "open").total_cmp(&ends(b, "open")));
    // Where all end alike in every simulation there is nothing else to draw.
    let at_risk: Vec<&MarketSummary> = markets.iter().copied().filter(|m| certain(m).is_none()).collect();
    let (drawn, notes) = if at_risk.is_empty() { (markets, Vec::new()) } else { (at_risk, list_certain(&markets)) };
    let occurs = |state: &State| drawn.iter().any(|m| ends(m, state.key) > 0.0);
    let states: Vec<State> = STATES.into_iter().filter(occurs).collect();
    let row = |(i, market): (usize, &&MarketSummary)| {
        let part = |(j, state): (usize, &State)| Part {
            share: ends(market, state.key),
            state: *state,
            row: i * states.len() + j,
        };
        StackedRow { name: market.name.clone(), note: None, parts: states.iter().enumerate().map(part).collect() }
    };
    let rows: Vec<StackedRow> = drawn.iter().enumerate().map(row).collect();
    let sheet = Sheet {
        name: "outcomes".to_owned(),
        title: finding(summary),
        subtitle: "Probability of each final state, % of simulations".to_owned(),
        kind: "Bars of final states by market".to_owned(),
        spoken: summary.markets.values().map(|m| format!("{}: {}", m.name, spoken(|key| ends(m, key)))).collect(),
        table: table(&drawn, &states),
        origin: Origin::of_run(summary),
    };
    stacked::chart(sheet, &states, &rows, notes)
}

/// The state in which a market ends in every simulation.
pub(super) fn certain(market: &MarketSummary) -> Option<State> {
    STATES.into_iter().find(|state| ends(market, state.key) >= 1.0)
}

/// Markets that end in one state in every simulation, state by state.
fn list_certain(markets: &[&MarketSummary]) -> Vec<String> {
    let of = |state: &State| {
        let same = markets.iter().filter(|m| certain(m).is_some_and(|found| found == *state));
        let names: Vec<String> = same.map(|m| name_in_title(&clean(&m.name))).collect();
        (!names.is_empty()).then(|| format!("In every simulation {} at the end: {}", state.word, join_list(&names)))
    };
    STATES.iter().filter_map(of).collect()
}

/// The states that occur, each with its share.
pub(super) fn spoken(share: impl Fn(&str) -> f64) -> String {
    let known = STATES.iter().map(|s| (s.word, share(s.key))).filter(|(_, p)| *p > 0.0);
    known.map(|(word, p)| format!("{word} {}", whole_percent(p))).collect::<Vec<_>>().join(", ")
}

pub(super) fn ends(market: &MarketSummary, state: &str) -> f64 {
    market.outcomes.get(state).copied().unwrap_or(0.0)
}

/// The main market, or another that was open at the start where users are clearly more often cut off at the end.
pub(super) fn find_worst_off(summary: &Summary) -> Option<&MarketSummary> {
    const CLEARLY: f64 = 0.05;
    let cut_off = |market: &MarketSummary| ends(market, "banned") + ends(market, "exited");
    let noise = SURE * (0.5 / summary.replications.max(1) as f64).sqrt();
    let main = summary.markets.get(&summary.main_market)?;
    let open = summary.markets.values().filter(|market| !market.is_blocked_at_start());
    let worst = open.max_by(|a, b| cut_off(a).total_cmp(&cut_off(b)));
    Some(worst.filter(|worst| cut_off(worst) - cut_off(main) > noise.max(CLEARLY)).unwrap_or(main))
}

fn finding(summary: &Summary) -> String {
    let by = numbers::month_year(span(summary).1);
    let Some(market) = find_worst_off(summary) else {
        return format!("How each market stands in {by}");
    };
    let mut likely: Vec<(&str, f64)> =
        STATES.iter().map(|s| (s.word, ends(market, s.key))).filter(|(_, p)| *p > 0.0).collect();
    likely.sort_by(|a, b| b.1.total_cmp(&a.1));
    if let [(word, p)] = likely.as_slice()
        && *p >= 1.0
    {
        return format!("In {} the app ends {word} in every simulation", name_in_title(&market.name));
    }
    let told: Vec<String> = likely
        .iter()
        .take(3)
        .enumerate()
        .map(|(i, (word, p))| format!("{word} in {}{}", whole_percent(*p), if i == 0 { " of simulations" } else { "" }))
        .collect();
    format!("In {} the app ends {}", name_in_title(&market.name), join_list(&told))
}

/// A row for each market and state, with the interval of its probability.
fn table(markets: &[&MarketSummary], states: &[State]) -> Table {
    let row = |market: &MarketSummary, state: &State| {
        let share = ends(market, state.key);
        let known = market.outcomes_interval.get(state.key).copied();
        let proportion = known.map(|interval| Proportion { probability: share, interval });
        let written = proportion.map_or_else(|| whole_percent(share), numbers::probability);
        let interval = proportion.map_or(Cell::MISSING, |p| Cell::text(numbers::interval(p)));
        vec![
            Cell::text(clean(&market.name)),
            Cell::text(capitalize(state.word)),
            Cell::figure(written, share),
            interval,
        ]
    };
    let rows = markets.iter().flat_map(|market| states.iter().map(move |state| row(market, state)));
    let heads = ["Market", "Ends", "Probability", "95% interval"];
    Table::new("Probability of each final state, % of simulations, with its 95% interval", heads, rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::sample;

    /// The market where users are most often cut off is told, unless the main one is about as bad or the other was blocked from the start.
    #[test]
    fn the_title_is_of_the_market_that_is_worst_off() {
        let mut summary = sample::summary();
        let banned = |summary: &mut Summary, key: &str, often: f64| {
            let market = &mut summary.markets[key];
            market.access.insert("banned".to_owned(), vec![0.0, often]);
            (market.outcomes["open"], market.outcomes["banned"]) = (1.0 - often, often);
            market.outcomes["exited"] = 0.0;
        };
        banned(&mut summary, "us", 0.09);
        banned(&mut summary, "india", 0.8);
        assert!(
            finding(&summary).starts_with("In India the app ends banned in 80% of simulations"),
            "{}",
            finding(&summary)
        );
        banned(&mut summary, "us", 0.78);
        assert!(finding(&summary).starts_with("In the United States the app ends"), "{}", finding(&summary));
        banned(&mut summary, "us", 0.09);
        summary.markets["india"].access.insert("banned".to_owned(), vec![1.0, 0.8]);
        assert!(!finding(&summary).contains("India"), "{}", finding(&summary));
    }
}
