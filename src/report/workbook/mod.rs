//! `workbook.xlsx`: the figures of a run as numbers and dates that a spreadsheet can count with.

mod book;
mod cells;
pub(super) mod comparison;
mod decision;
mod fans;
mod ledger;
mod markets;
mod native;
mod read_me;
mod room;
mod sheet;
mod summary;
#[cfg(test)]
mod tests;
mod tidy;

use crate::analysis::Summary;
use crate::table::Cell;

use super::ReportError;
use super::board::Board;
use book::Book;
use read_me::ReadMe;

/// The bytes of the workbook of a run.
///
/// # Errors
/// [`ReportError::Encode`] where the figures do not fit into a workbook.
pub(super) fn workbook(board: &Board<'_>) -> Result<Vec<u8>, ReportError> {
    let Board { summary, inputs, .. } = *board;
    let scenario = &summary.scenario;
    let title = if scenario.title.is_empty() { &scenario.name } else { &scenario.title };
    let mut book = Book::new(title, &scenario.name, scenario.start)?;
    let sheets = list_sheets();
    let about = ReadMe { title, question: &scenario.question, sheets: &sheets, facts: list_facts(summary) };
    read_me::add(&mut book, &about)?;
    decision::add(&mut book, board)?;
    summary::add(&mut book, summary)?;
    markets::add_outcomes(&mut book, summary)?;
    markets::add_figures(&mut book, summary)?;
    fans::add(&mut book, summary)?;
    fans::add_medians(&mut book, summary)?;
    ledger::add(&mut book, inputs)?;
    book.bytes()
}

/// The sheets behind the first, and what each holds.
fn list_sheets() -> Vec<(&'static str, &'static str)> {
    let mut sheets = vec![
        (
            "Decision",
            "the question, its answer, the key figures with their ranges, outcomes of the main market, what to bear in mind",
        ),
        (
            "Summary",
            "all figures of the company, the parts of the difference from the baseline, and how value is spread",
        ),
        ("Outcomes", "how each market ends, in percent of simulations, with a chart"),
        ("Outcome intervals", "the same in long form, with 95% intervals"),
    ];
    sheets.extend(markets::SHEETS.map(|(_, name, holds)| (name, holds)));
    sheets.extend(fans::SHEETS.map(|(_, name, holds)| (name, holds)));
    sheets.push(("Medians", "the median share of users kept at each date, a column for each market, with a chart"));
    sheets.push(("Inputs", "every input as written and as understood, with its source"));
    sheets
}

/// What is needed to get the same figures again, and how sure they are.
fn list_facts(summary: &Summary) -> Vec<(&'static str, Cell)> {
    let s = &summary.scenario;
    vec![
        ("Scenario", Cell::text(&*s.name)),
        ("Strategy", Cell::text(if s.strategy_name.is_empty() { &*s.strategy } else { &*s.strategy_name })),
        ("First day", Cell::date(s.start)),
        ("Last day", Cell::date(s.end)),
        ("Simulations", Cell::count(summary.replications)),
        ("Seed", Cell::identifier(summary.seed)),
        ("Design", Cell::text(&*summary.design)),
        ("Version of marketgate", Cell::text(&*summary.version)),
        ("Digest of the scenario", Cell::text(&*s.digest)),
        ("Terminal value, share of value", Cell::share(summary.terminal_share)),
        ("Quantiles are exact to", Cell::share(summary.quantile_accuracy)),
    ]
}
