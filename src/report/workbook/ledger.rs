//! The inputs of the run with where each comes from.

use crate::report::{InputRow, ReportError};
use crate::table::Cell;

use super::book::Book;

pub(super) fn add(book: &mut Book, inputs: &[InputRow]) -> Result<(), ReportError> {
    let mut sheet = book.sheet("Inputs")?;
    let heads = ["Input", "As written", "Family", "5%", "Median", "95%", "Source", "Confidence", "Note", "Set in"];
    let rows = inputs.iter().map(|r| {
        [&r.path, &r.written, &r.family, &r.p5, &r.p50, &r.p95, &r.source, &r.confidence, &r.note, &r.origin]
            .map(|words| Cell::text(&**words))
    });
    sheet.whole_table(&book.formats, 1, &heads, rows)?;
    book.add(sheet)
}
