//! How each market ends, what stays of its users, and what it is worth: a row a market.

use crate::analysis::{Estimate, MarketSummary, Summary};
use crate::report::ReportError;
use crate::report::narrative::ends;
use crate::text::states::{STATES, State};

use super::book::Book;
use super::cells::{Cell, Kind};
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

/// What is told of each estimate, with the place of its figures.
const FIGURES: [(&str, &[Figure]); 8] = [
    ("Value", &[Figure::Mean, Figure::Error, Figure::P5, Figure::P50, Figure::P95]),
    ("Baseline value", &[Figure::Mean, Figure::Error]),
    ("Retention", &[Figure::Mean, Figure::P5, Figure::P25, Figure::P50, Figure::P75, Figure::P95]),
    ("Against baseline", &[Figure::Mean, Figure::P5, Figure::P25, Figure::P50, Figure::P75, Figure::P95]),
    ("Cohort", &[Figure::Mean, Figure::P5, Figure::P25, Figure::P50, Figure::P75, Figure::P95]),
    ("Days without access", &[Figure::Mean, Figure::Error, Figure::P50, Figure::P95]),
    ("Sale price", &[Figure::Count, Figure::Mean, Figure::Error, Figure::P5, Figure::P50, Figure::P95]),
    ("Sale discount", &[Figure::Count, Figure::Mean, Figure::Error, Figure::P5, Figure::P50, Figure::P95]),
];

/// A figure of an estimate.
#[derive(Debug, Clone, Copy)]
enum Figure {
    Count,
    Mean,
    Error,
    P5,
    P25,
    P50,
    P75,
    P95,
}

impl Figure {
    fn word(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Mean => "mean",
            Self::Error => "standard error",
            Self::P5 => "5%",
            Self::P25 => "25%",
            Self::P50 => "median",
            Self::P75 => "75%",
            Self::P95 => "95%",
        }
    }

    fn cell(self, e: &Estimate) -> Cell {
        let value = match self {
            Self::Count => return Cell::count(e.count),
            Self::Mean => e.mean,
            Self::Error => e.se,
            Self::P5 => e.p5,
            Self::P25 => e.p25,
            Self::P50 => e.p50,
            Self::P75 => e.p75,
            Self::P95 => e.p95,
        };
        Cell::number(value, Kind::of(&e.unit))
    }
}

/// Every state has its columns, whether it occurs or not, so that workbooks of several runs agree.
fn heads() -> Vec<String> {
    let mut heads = vec!["Market".to_owned(), "Key".to_owned()];
    heads.extend(STATES.iter().map(|s| format!("Ends {}", s.word)));
    heads.push("Ever without access".to_owned());
    heads.extend(
        FIGURES.iter().flat_map(|(what, figures)| figures.iter().map(move |f| format!("{what}, {}", f.word()))),
    );
    for word in STATES.iter().map(|s| format!("Ends {}", s.word)).chain(["Ever without access".to_owned()]) {
        heads.extend([format!("{word}, low"), format!("{word}, high")]);
    }
    heads
}

fn row(key: &str, m: &MarketSummary) -> Vec<Cell> {
    let share = |p: f64| Cell::number(Some(p), Kind::Share);
    let mut row = vec![Cell::text(&m.name), Cell::text(key)];
    row.extend(STATES.iter().map(|s| Cell::number(m.outcomes.get(s.key).copied(), Kind::Share)));
    row.push(share(m.ever_blocked.probability));
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
    row.extend(estimates.iter().zip(FIGURES).flat_map(|(e, (_, figures))| figures.iter().map(|f| f.cell(e))));
    let intervals =
        STATES.iter().map(|s| m.outcomes_interval.get(s.key).copied()).chain([Some(m.ever_blocked.interval)]);
    row.extend(intervals.flat_map(|i| [i.map(|i| i[0]), i.map(|i| i[1])].map(|v| Cell::number(v, Kind::Share))));
    row
}
