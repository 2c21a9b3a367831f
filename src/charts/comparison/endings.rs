//! How the main market ends in each scenario.

use super::{name, origin};
use crate::analysis::evidence::exceeds;
use crate::analysis::{Comparison, SideMarket};
use crate::charts::outcomes::spoken;
use crate::charts::sheet::Sheet;
use crate::charts::stacked::{self, Part, StackedRow};
use crate::charts::{Cell, Chart, Table};
use crate::text::names::{capitalize, name_in_title};
use crate::text::numbers;
use crate::text::states::{STATES, State};

/// The chart, where all scenarios have the market.
pub(super) fn chart(comparison: &Comparison) -> Option<Chart> {
    let markets: Option<Vec<&SideMarket>> =
        comparison.sides.iter().map(|side| side.markets.get(&comparison.main_market)).collect();
    let markets = markets?;
    let market = markets.first()?;
    let states: Vec<State> = STATES.into_iter().filter(|s| markets.iter().any(|m| ends(m, s.key) > 0.0)).collect();
    let sides = || comparison.sides.iter().zip(&markets).enumerate();
    let part =
        |row: usize, market: &SideMarket, state: &State| Part { share: ends(market, state.key), state: *state, row };
    let rows: Vec<StackedRow> = sides()
        .map(|(i, (side, market))| StackedRow {
            name: name(side),
            note: None,
            parts: states.iter().map(|state| part(i, market, state)).collect(),
        })
        .collect();
    let sheet = Sheet {
        name: "endings".to_owned(),
        title: finding(comparison, &markets),
        subtitle: format!("How {} ends, % of simulations by scenario", name_in_title(&market.name)),
        kind: "Bars of final states by scenario".to_owned(),
        spoken: sides().map(|(_, (s, m))| format!("{}: {}", name(s), spoken(|key| ends(m, key)))).collect(),
        table: table(comparison, &markets, &states),
        origin: origin(comparison),
    };
    Some(stacked::chart(sheet, &states, &rows, Vec::new()))
}

fn ends(market: &SideMarket, state: &str) -> f64 {
    market.outcomes.get(state).copied().unwrap_or(0.0)
}

fn without(market: &SideMarket) -> f64 {
    ends(market, "banned") + ends(market, "exited")
}

/// The scenarios in which it ends without the app most and least often, where more than chance lies between them.
fn finding(comparison: &Comparison, markets: &[&SideMarket]) -> String {
    let mut order: Vec<usize> = (0..markets.len()).collect();
    order.sort_by(|&a, &b| without(markets[a]).total_cmp(&without(markets[b])));
    let [least, .., most] = order.as_slice() else { return String::new() };
    let place = capitalize(&name_in_title(&markets[*least].name));
    let [low, high] = [least, most].map(|side| without(markets[*side]));
    let [fewest, often] = [low, high].map(numbers::spoken_percent);
    let measure = |share: f64| (share, Some((share * (1.0 - share) / comparison.replications.max(1) as f64).sqrt()));
    if high <= 0.0 {
        return format!("{place} ends with the app in every simulation of every scenario");
    }
    if !exceeds(measure(high), measure(low)) {
        let range = if fewest == often { often } else { format!("{fewest} to {often}") };
        return format!("{place} ends without the app in {range} of simulations, about alike in every scenario");
    }
    let [fewest_of, most_of] = [least, most].map(|side| name(&comparison.sides[*side]));
    format!("{place} ends without the app in {often} of simulations of {most_of}, in {fewest} of {fewest_of}")
}

fn table(comparison: &Comparison, markets: &[&SideMarket], states: &[State]) -> Table {
    let cell = |share: f64| {
        if share > 0.0 { Cell::figure(numbers::percent(share, 0.001), share) } else { Cell::figure("–", 0.0) }
    };
    let row = |(side, market): (&crate::analysis::Side, &&SideMarket)| {
        [Cell::text(name(side))].into_iter().chain(states.iter().map(|s| cell(ends(market, s.key)))).collect()
    };
    let heads = ["Scenario"].into_iter().chain(states.iter().map(|s| s.word));
    let rows = comparison.sides.iter().zip(markets).map(row);
    Table::new("Probability of each final state of the main market, by scenario", heads, rows)
}
