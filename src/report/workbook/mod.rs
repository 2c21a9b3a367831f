//! `workbook.xlsx`: the figures of a run as numbers and dates that a spreadsheet can count with.

mod book;
mod cells;
pub(super) mod comparison;
mod fans;
mod ledger;
mod markets;
mod native;
mod room;
mod sheet;
mod summary;
#[cfg(test)]
mod tests;

use crate::analysis::Summary;

use super::{InputRow, ReportError};
use book::Book;

/// The bytes of the workbook of a run.
///
/// # Errors
/// [`ReportError::Encode`] where the figures do not fit into a workbook.
pub(super) fn workbook(summary: &Summary, inputs: &[InputRow]) -> Result<Vec<u8>, ReportError> {
    let scenario = &summary.scenario;
    let title = if scenario.title.is_empty() { &scenario.name } else { &scenario.title };
    let mut book = Book::new(title, &scenario.name, scenario.start)?;
    summary::add(&mut book, summary)?;
    markets::add(&mut book, summary)?;
    fans::add(&mut book, summary)?;
    fans::add_medians(&mut book, summary)?;
    ledger::add(&mut book, inputs)?;
    book.bytes()
}
