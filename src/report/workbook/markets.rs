//! How each market ends, what stays of its users, and what it is worth: a sheet for each unit, a row for each figure of each market.

use crate::analysis::{MarketSummary, Summary};
use crate::report::ReportError;
use crate::report::cells::{EXACT_FIGURES, exact_figures};
use crate::report::narrative::ends;
use crate::simulation::Unit as FigureUnit;
use crate::simulation::catalogue::{self, Figure};
use crate::table::{Cell, Unit};
use crate::text::names::capitalize;
use crate::text::states::{STATES, State};

use super::book::Book;
use super::native;
use super::tidy::drop_idle_columns;

/// Bars that one chart still shows.
const MOST_BARS: usize = 40;
/// Column of the first state.
const FIRST: u16 = 2;
const WIDTH: u32 = 1000;

/// The units of figures, and the sheet of each.
pub(super) const SHEETS: [(FigureUnit, &str, &str); 5] = [
    (
        FigureUnit::Dollars,
        "Market value",
        "value of each market, without and with government action, in dollars at the start; sale prices in dollars at closing",
    ),
    (
        FigureUnit::Share,
        "Market shares",
        "of each market: users kept, against the baseline, first-day users; discounts at sales",
    ),
    (FigureUnit::People, "Market users", "users of each market at the end, without and with government action"),
    (FigureUnit::Days, "Market days", "days without access to each market"),
    (FigureUnit::Count, "Market actions", "how often governments act in each market"),
];

/// How each market ends: a column for each state that occurs, with its chart; the same in long form with intervals.
pub(super) fn add_outcomes(book: &mut Book, summary: &Summary) -> Result<(), ReportError> {
    let mut sheet = book.sheet("Outcomes")?;
    let occurs = |state: &State| summary.markets.values().any(|m| ends(m, state.key).probability > 0.0);
    let states: Vec<State> = STATES.into_iter().filter(occurs).collect();
    let was_blocked = summary.markets.values().any(|m| m.ever_blocked.probability > 0.0);
    let mut heads = vec!["Market".to_owned(), "Key".to_owned()];
    heads.extend(states.iter().map(|state| capitalize(state.word)));
    heads.extend(was_blocked.then(|| "Ever without access".to_owned()));
    let rows = summary.markets.iter().map(|(key, m)| {
        let shares = states.iter().map(|state| Cell::known(m.outcomes.get(state.key).copied(), Unit::Share));
        let blocked = was_blocked.then(|| Cell::share(m.ever_blocked.probability));
        [Cell::text(&*m.name), Cell::text(&**key)].into_iter().chain(shares).chain(blocked).collect()
    });
    let rows: Vec<Vec<Cell>> = rows.collect();
    let area = sheet.whole_table(&book.formats, 1, &heads, rows.iter())?;
    if !states.is_empty() {
        let placed: Vec<(u16, State)> = (0..).zip(states).collect();
        let bars = summary.markets.len().min(MOST_BARS) as u32;
        let mut chart = native::outcomes(&area, FIRST, &placed, bars);
        // Not in the first column, which is printed on every page.
        sheet.chart((area.below() + 1, 1), (WIDTH, 110 + 28 * bars), &mut chart)?;
    }
    book.add(sheet)?;
    add_intervals(book, summary)
}

/// A row for each outcome of each market that occurs, with its 95% interval.
fn add_intervals(book: &mut Book, summary: &Summary) -> Result<(), ReportError> {
    let mut sheet = book.sheet("Outcome intervals")?;
    let of_market = |(key, m): (&String, &MarketSummary)| {
        let states = STATES.iter().map(|state| (capitalize(state.word), ends(m, state.key)));
        let all = states.chain([("Ever without access".to_owned(), m.ever_blocked)]);
        let rows = all.filter(|(_, p)| p.probability > 0.0).map(|(word, p)| {
            let words = [Cell::text(&*m.name), Cell::text(&**key), Cell::text(word)];
            words.into_iter().chain([p.probability, p.interval[0], p.interval[1]].map(Cell::share)).collect()
        });
        rows.collect::<Vec<Vec<Cell>>>()
    };
    let rows: Vec<Vec<Cell>> = summary.markets.iter().flat_map(of_market).collect();
    let heads = ["Market", "Key", "Outcome", "Probability", "95% interval, low", "95% interval, high"];
    sheet.whole_table(&book.formats, 1, &heads, rows.iter())?;
    book.add(sheet)
}

/// The distributions of a unit that have rows, those of sales last.
fn listed(unit: FigureUnit) -> impl Iterator<Item = &'static Figure> {
    let all = catalogue::listed_market(false).chain(catalogue::listed_market(true));
    let counted = catalogue::market().filter(|figure| figure.summarised == catalogue::Summarised::Counted);
    all.chain(counted).filter(move |figure| figure.kind.unit() == unit)
}

/// The sheets of figures, one for each unit.
pub(super) fn add_figures(book: &mut Book, summary: &Summary) -> Result<(), ReportError> {
    for (unit, name, _) in SHEETS {
        let of_market = |(key, m): (&String, &MarketSummary)| -> Vec<Vec<Cell>> {
            let row = |figure: &Figure| {
                let estimate = m.estimate(figure).filter(|estimate| estimate.count > 0)?;
                let words = [&*m.name, &**key, figure.heading].map(Cell::text);
                let figures = [Cell::count(estimate.count)].into_iter().chain(exact_figures(estimate));
                Some(words.into_iter().chain(figures).collect())
            };
            listed(unit).filter_map(row).collect()
        };
        let rows: Vec<Vec<Cell>> = summary.markets.iter().flat_map(of_market).collect();
        let names = ["Market", "Key", "Figure", "Simulations"].map(str::to_owned).into_iter();
        let heads: Vec<String> = names.chain(EXACT_FIGURES.map(capitalize)).collect();
        let (heads, rows) = drop_idle_columns(&heads, &rows);
        let mut sheet = book.sheet(name)?;
        sheet.whole_table(&book.formats, 1, &heads, rows.iter())?;
        book.add(sheet)?;
    }
    Ok(())
}
