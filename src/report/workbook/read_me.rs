//! The sheet that opens: what the workbook is of, what its sheets hold, and how to read them.

use crate::report::ReportError;
use crate::table::Cell;

use super::book::Book;

/// Last column of titles and paragraphs.
const LAST: u16 = 1;
/// Characters of the two columns.
const WIDTHS: [f64; 2] = [30.0, 88.0];

/// How figures are written, in every workbook.
const HOW_TO_READ: [&str; 3] = [
    "Cells hold numbers in full; what is shown of them is rounded, in one unit a table. Dollars are those of the start.",
    "5%, 25%, median, 75%, 95%: in so many simulations the figure is at most this. From 25% to 75% is the likely range.",
    "Standard error, low and high tell the error of simulation only, not how sure the inputs are. An empty cell is a figure that \
     does not exist.",
];

/// What a workbook says of itself.
pub(super) struct ReadMe<'t> {
    /// Its title.
    pub(super) title: &'t str,
    /// The question that it answers, or what it compares.
    pub(super) question: &'t str,
    /// Its other sheets, and what each holds.
    pub(super) sheets: &'t [(&'t str, &'t str)],
    /// What is needed to get the same figures again.
    pub(super) facts: Vec<(&'t str, Cell)>,
}

/// Adds the sheet.
pub(super) fn add(book: &mut Book, about: &ReadMe<'_>) -> Result<(), ReportError> {
    let mut sheet = book.sheet("Read me")?;
    let formats = &book.formats;
    (0..).zip(WIDTHS).for_each(|(column, width)| sheet.widen(column, width));
    sheet.paragraph((0, LAST), about.title, &formats.title, 1.4)?;
    sheet.paragraph((1, LAST), about.question, &formats.subtitle, 1.0)?;
    let mut row = 3;
    sheet.words((row, 0), "What the sheets hold", &formats.heading)?;
    for (name, holds) in about.sheets {
        row += 1;
        sheet.words((row, 0), name, &formats.text)?;
        sheet.words((row, 1), holds, &formats.wrapped)?;
    }
    row += 2;
    sheet.words((row, 0), "How to read it", &formats.heading)?;
    for text in HOW_TO_READ {
        row += 1;
        sheet.paragraph((row, LAST), text, &formats.paragraph, 1.0)?;
    }
    row += 2;
    sheet.words((row, 0), "Where it is from", &formats.heading)?;
    for (what, cell) in &about.facts {
        row += 1;
        sheet.words((row, 0), what, &formats.text)?;
        sheet.fact(formats, (row, 1), cell)?;
    }
    book.add(sheet)
}
