//! How each market ends: the probability of each final state, as a table of bars.

use super::metric::span;
use crate::analysis::{MarketSummary, Proportion, Summary};
use crate::charts::share_table::{self, ShareCell, ShareRow};
use crate::charts::sheet::{Origin, Sheet};
use crate::charts::{Cell, Chart, ChartError, Table};
use crate::text::clean::clean;
use crate::text::names::{capitalize, join_list, name_in_title};
use crate::text::numbers::{self, whole_percent};
use crate::text::states::{STATES, State};

/// The chart.
pub(super) fn chart(summary: &Summary) -> Result<Chart, ChartError> {
    let states: Vec<State> =
        STATES.into_iter().filter(|s| summary.markets.values().any(|m| ends(m, s.key) > 0.0)).collect();
    let cell = |market: &MarketSummary, state: &State, row: usize| {
        let share = ends(market, state.key);
        ShareCell { share, colour: state.colour(), bold: share >= 0.5, row: Some(row) }
    };
    let rows: Vec<ShareRow> = summary
        .markets
        .values()
        .enumerate()
        .map(|(i, m)| {
            let cells = states.iter().enumerate().map(|(j, state)| cell(m, state, i * states.len() + j)).collect();
            (m.name.clone(), None, cells)
        })
        .collect();
    let sheet = Sheet {
        name: "outcomes".to_owned(),
        title: finding(summary),
        subtitle: "Probability of each final state, % of simulations".to_owned(),
        kind: "Table of final states by market".to_owned(),
        spoken: summary.markets.values().map(|m| format!("{}: {}", m.name, spoken(|key| ends(m, key)))).collect(),
        table: table(summary, &states),
        origin: Origin::of_run(summary),
    };
    share_table::chart(sheet, &states.iter().map(|state| state.word).collect::<Vec<_>>(), &rows)
}

/// The states that occur, each with its share.
pub(super) fn spoken(share: impl Fn(&str) -> f64) -> String {
    let known = STATES.iter().map(|s| (s.word, share(s.key))).filter(|(_, p)| *p > 0.0);
    known.map(|(word, p)| format!("{word} {}", whole_percent(p))).collect::<Vec<_>>().join(", ")
}

fn ends(market: &MarketSummary, state: &str) -> f64 {
    market.outcomes.get(state).copied().unwrap_or(0.0)
}

fn finding(summary: &Summary) -> String {
    let by = numbers::month_year(span(summary).1);
    let Some(market) = summary.markets.get(&summary.main_market) else {
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
fn table(summary: &Summary, states: &[State]) -> Table {
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
    let rows = summary.markets.values().flat_map(|market| states.iter().map(move |state| row(market, state)));
    let heads = ["Market", "Ends", "Probability", "95% interval"];
    Table::new("Probability of each final state, % of simulations, with its 95% interval", heads, rows)
}
