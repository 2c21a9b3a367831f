//! How each market ends, what stays of its users, and what it is worth: a row a market.

use crate::analysis::{Estimate, MarketSummary, Summary};
use crate::report::ReportError;
use crate::report::cells::{EXACT_FIGURES, exact_figures};
use crate::report::narrative::ends;
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

/// What stands of each estimate, by the names of its figures.
const FIGURES: [(&str, &[&str]); 8] = [
    ("Value", &["mean", "standard error", "5%", "median", "95%"]),
    ("Baseline value", &["mean", "standard error"]),
    ("Retention", &["mean", "5%", "25%", "median", "75%", "95%"]),
    ("Against baseline", &["mean", "5%", "25%", "median", "75%", "95%"]),
    ("Cohort", &["mean", "5%", "25%", "median", "75%", "95%"]),
    ("Days without access", &["mean", "standard error", "median", "95%"]),
    ("Sale price", &["count", "mean", "standard error", "5%", "median", "95%"]),
    ("Sale discount", &["count", "mean", "standard error", "5%", "median", "95%"]),
];

/// Those of its figures that are named.
fn named_figures(e: &Estimate, names: &[&str]) -> Vec<Cell> {
    let all: Vec<(&str, Cell)> = EXACT_FIGURES.into_iter().zip(exact_figures(e)).collect();
    let find = |name: &&str| all.iter().find(|(known, _)| known == name).map(|(_, cell)| cell.clone());
    names.iter().map(|name| find(name).unwrap_or_else(|| Cell::count(e.count))).collect()
}

/// Every state has its columns, whether it occurs or not, so that workbooks of several runs agree.
fn heads() -> Vec<String> {
    let mut heads = vec!["Market".to_owned(), "Key".to_owned()];
    heads.extend(STATES.iter().map(|s| format!("Ends {}", s.word)));
    heads.push("Ever without access".to_owned());
    heads.extend(
        FIGURES.iter().flat_map(|(what, figures)| figures.iter().map(move |figure| format!("{what}, {figure}"))),
    );
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
    let estimates = [
        &m.value,
        &m.baseline_value,
        &m.retention,
        &m.vs_baseline,
        &m.cohort,
        &m.days_without_access,
        &m.sale_price,
        &m.sale_discount,
    ];
    row.extend(estimates.iter().zip(FIGURES).flat_map(|(e, (_, names))| named_figures(e, names)));
    let intervals =
        STATES.iter().map(|s| m.outcomes_interval.get(s.key).copied()).chain([Some(m.ever_blocked.interval)]);
    row.extend(intervals.flat_map(|i| [i.map(|i| i[0]), i.map(|i| i[1])].map(share)));
    row
}
