//! How each market ends, what stays of its users, and what it is worth: a row a market.

use crate::analysis::{MarketSummary, Summary};
use crate::report::ReportError;
use crate::report::cells::{EXACT_FIGURES, exact_figures};
use crate::report::narrative::ends;
use crate::simulation::catalogue::{self, Figure};
use crate::table::{Cell, Unit};
use crate::text::states::{STATES, State};

use super::book::Book;
use super::native;

/// Bars that one chart still shows.
const MOST_BARS: usize = 40;
/// Column of the first state.
const FIRST: u16 = 2;
const WIDTH: u32 = 1000;

pub(super) fn add(book: &mut Book, summary: &Summary) -> Result<(), ReportError> {
    let mut sheet = book.sheet("Markets")?;
    let heads = heads();
    let rows = summary.markets.iter().map(|(key, market)| row(key, market));
    let area = sheet.whole_table(&book.formats, 1, &heads, rows)?;
    let occurs = |state: &State| summary.markets.values().any(|m| ends(m, state.key).probability > 0.0);
    let states: Vec<(u16, State)> = (0..).zip(STATES).filter(|(_, state)| occurs(state)).collect();
    if !states.is_empty() {
        let bars = summary.markets.len().min(MOST_BARS) as u32;
        let mut chart = native::outcomes(&area, FIRST, &states, bars);
        // Not in the first column, which is printed on every page.
        sheet.chart((area.below() + 1, 1), (WIDTH, 110 + 28 * bars), &mut chart)?;
    }
    book.add(sheet)
}

/// The distributions that have columns, those of sales last.
fn listed() -> impl Iterator<Item = &'static Figure> {
    catalogue::listed_market(false).chain(catalogue::listed_market(true))
}

/// Every state has its columns, whether it occurs or not, so that workbooks of several runs agree.
fn heads() -> Vec<String> {
    let mut heads = vec!["Market".to_owned(), "Key".to_owned()];
    heads.extend(STATES.iter().map(|s| format!("Ends {}", s.word)));
    heads.push("Ever without access".to_owned());
    for Figure { heading, conditional, .. } in listed() {
        heads.extend(conditional.then(|| format!("{heading}, count")));
        heads.extend(EXACT_FIGURES.map(|name| format!("{heading}, {name}")));
    }
    for word in STATES.iter().map(|s| format!("Ends {}", s.word)).chain(["Ever without access".to_owned()]) {
        heads.extend([format!("{word}, low"), format!("{word}, high")]);
    }
    heads
}

fn row(key: &str, m: &MarketSummary) -> Vec<Cell> {
    let share = |share: Option<f64>| Cell::known(share, Unit::Share);
    let mut row = vec![Cell::text(&*m.name), Cell::text(key)];
    row.extend(STATES.iter().map(|s| share(m.outcomes.get(s.key).copied())));
    row.push(Cell::share(m.ever_blocked.probability));
    for figure in listed() {
        let estimate = m.estimate(figure).cloned().unwrap_or_default();
        row.extend(figure.conditional.then(|| Cell::count(estimate.count)));
        row.extend(exact_figures(&estimate));
    }
    let intervals =
        STATES.iter().map(|s| m.outcomes_interval.get(s.key).copied()).chain([Some(m.ever_blocked.interval)]);
    row.extend(intervals.flat_map(|i| [i.map(|i| i[0]), i.map(|i| i[1])].map(share)));
    row
}
