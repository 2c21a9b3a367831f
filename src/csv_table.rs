//! Comma-separated tables that people give: read whole or refused, so that no row is lost in silence.
//!
//! The rules are those of RFC 4180: cells are parted by commas, rows by line breaks; a cell in double quotes may hold both,
//! and a quote is written twice in it. Beyond them, spaces round a cell do not count, and empty lines may stand at the end.

use std::borrow::Cow;
use std::ops::Range;

/// Most cells of a table, its header among them.
const MOST_CELLS: usize = 20_000_000;
/// What begins a formula in a spreadsheet where it begins a cell; and the apostrophe that keeps it from being one.
const FORMULA_SIGNS: [char; 12] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠', '\''];

/// Text that a spreadsheet shows and does not run: what begins like a formula gets an apostrophe before it, and so does
/// what begins with an apostrophe, so that [`unguard_formula`] can undo it.
pub fn guard_formula(text: &str) -> String {
    if text.starts_with(FORMULA_SIGNS) { format!("'{text}") } else { text.to_owned() }
}

/// Undoes [`guard_formula`].
pub fn unguard_formula(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| rest.starts_with(FORMULA_SIGNS)).unwrap_or(text)
}

/// A table whose rows are all as wide as its header.
#[derive(Debug, Clone)]
pub struct CsvTable {
    text: String,
    width: usize,
    /// First byte of each cell, row by row, the header's first; then the end of the text.
    starts: Vec<u32>,
}

/// What is wrong with a table, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct CsvFault {
    /// Line on which the row begins, from 1.
    pub line: usize,
    /// The text of that line.
    pub quoted: String,
    /// What is wrong.
    pub message: String,
    /// How to mend it.
    pub help: Option<&'static str>,
}

impl CsvTable {
    /// Reads a table.
    ///
    /// # Errors
    /// [`CsvFault`], at the line on which the row begins: a quote that is not closed, text behind a closing quote, a quote
    /// inside a cell without quotes, a row of another width than the header, an empty line between rows, no header, or more
    /// than 20 million cells.
    pub fn read(text: String) -> Result<Self, CsvFault> {
        let mut scan =
            Scan { text: &text, at: text.len() - text.trim_start_matches('\u{feff}').len(), starts: Vec::new() };
        let width = scan.row()?;
        while scan.text[scan.at..].trim_start() != "" {
            let start = scan.at;
            let found = scan.row()?;
            // Of a single column an empty line would be a row of one empty cell.
            let is_empty = first_line(&text[start..]).trim().is_empty();
            if is_empty || found != width {
                let message = if is_empty {
                    "an empty line between rows".to_owned()
                } else {
                    format!("this row has {} where the header has {width}", counted(found))
                };
                return Err(fault(&text, start, message, Some("a comma within a cell needs quotes round the cell")));
            }
        }
        let mut starts = scan.starts;
        starts.push(text.len() as u32);
        Ok(Self { text, width, starts })
    }

    /// Names of the columns.
    pub fn header(&self) -> impl ExactSizeIterator<Item = Cow<'_, str>> {
        (0..self.width).map(|column| self.cell_at(column))
    }

    /// Number of rows below the header.
    pub fn rows(&self) -> usize {
        (self.starts.len() - 1) / self.width - 1
    }

    /// The cell of a row below the header, from 0, without its quotes, the spaces round it, and the apostrophe that keeps a
    /// spreadsheet from taking it for a formula.
    pub fn cell(&self, row: usize, column: usize) -> Cow<'_, str> {
        self.cell_at(self.number(row, column))
    }

    /// Line on which a row begins, from 1.
    pub fn line(&self, row: usize) -> usize {
        line_of(&self.text, self.starts[self.number(row, 0)] as usize)
    }

    /// The first line of a row, and the bytes of it that are the cell; all of it where the cell stands on a later one.
    pub fn quote(&self, row: usize, column: usize) -> (&str, Range<usize>) {
        let (start, number) = (self.starts[self.number(row, 0)] as usize, self.number(row, column));
        let (line, raw) = (first_line(&self.text[start..]), self.raw(number));
        let from = self.starts[number] as usize + (raw.len() - raw.trim_start().len()) - start;
        let mark = from..from + raw.trim().len();
        if mark.end <= line.len() { (line, mark) } else { (line, 0..line.len()) }
    }

    fn number(&self, row: usize, column: usize) -> usize {
        (row + 1) * self.width + column
    }

    /// A cell as it stands in the text, with a line break behind the last of a row.
    fn raw(&self, number: usize) -> &str {
        let raw = &self.text[self.starts[number] as usize..self.starts[number + 1] as usize];
        let is_last = (number + 1).is_multiple_of(self.width);
        if is_last { raw } else { &raw[..raw.len() - 1] }
    }

    fn cell_at(&self, number: usize) -> Cow<'_, str> {
        let cell = self.raw(number).trim();
        let Some(inner) = cell.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else {
            return Cow::Borrowed(unguard_formula(cell));
        };
        let inner = inner.trim();
        if inner.contains('"') {
            Cow::Owned(unguard_formula(&inner.replace("\"\"", "\"")).to_owned())
        } else {
            Cow::Borrowed(unguard_formula(inner))
        }
    }
}

/// A text while its cells are found.
struct Scan<'t> {
    text: &'t str,
    at: usize,
    starts: Vec<u32>,
}

impl Scan<'_> {
    /// Steps over a row and keeps where its cells begin; their number.
    fn row(&mut self) -> Result<usize, CsvFault> {
        let start = self.at;
        if u32::try_from(self.text.len()).is_err() {
            return Err(fault(self.text, start, "a table has less than 4 GiB", None));
        }
        if self.text[start..].trim_start().is_empty() {
            return Err(fault(self.text, start, "there is no header", Some("the first line names the columns")));
        }
        let before = self.starts.len();
        loop {
            if self.starts.len() == MOST_CELLS {
                return Err(fault(self.text, start, format!("a table has at most {MOST_CELLS} cells"), None));
            }
            self.starts.push(self.at as u32);
            self.skip_spaces();
            if self.next() == Some(b'"') {
                self.quoted(start)?;
            } else {
                self.plain(start)?;
            }
            match self.next() {
                Some(b',') => self.at += 1,
                Some(b'\r') if self.text.as_bytes().get(self.at + 1) == Some(&b'\n') => {
                    self.at += 2;
                    break;
                }
                Some(_) => {
                    self.at += 1;
                    break;
                }
                None => break,
            }
        }
        Ok(self.starts.len() - before)
    }

    /// Steps over a cell in quotes and spaces behind it.
    fn quoted(&mut self, row: usize) -> Result<(), CsvFault> {
        loop {
            self.at += 1;
            let rest = &self.text.as_bytes()[self.at..];
            let Some(end) = rest.iter().position(|&byte| byte == b'"') else {
                let help = Some("close the quote, or write a quote that belongs to the text twice");
                return Err(fault(self.text, row, "a quote is opened in this row and never closed", help));
            };
            self.at += end + 1;
            if self.next() != Some(b'"') {
                break;
            }
        }
        self.skip_spaces();
        if matches!(self.next(), None | Some(b',' | b'\r' | b'\n')) {
            return Ok(());
        }
        let help = Some("write a quote that belongs to the text twice");
        Err(fault(self.text, row, "text follows a closing quote in this row", help))
    }

    /// Steps over a cell without quotes.
    fn plain(&mut self, row: usize) -> Result<(), CsvFault> {
        let rest = &self.text.as_bytes()[self.at..];
        let end = rest.iter().position(|byte| matches!(byte, b',' | b'\r' | b'\n' | b'"'));
        self.at += end.unwrap_or(rest.len());
        if self.next() == Some(b'"') {
            let help = Some("put the cell in quotes, and write the quote in it twice");
            return Err(fault(self.text, row, "a cell of this row has a quote in it and none round it", help));
        }
        Ok(())
    }

    fn skip_spaces(&mut self) {
        while matches!(self.next(), Some(b' ' | b'\t')) {
            self.at += 1;
        }
    }

    fn next(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }
}

fn counted(cells: usize) -> String {
    if cells == 1 { "1 cell".to_owned() } else { format!("{cells} cells") }
}

fn fault(text: &str, start: usize, message: impl Into<String>, help: Option<&'static str>) -> CsvFault {
    let quoted = first_line(&text[start..]).to_owned();
    CsvFault { line: line_of(text, start), quoted, message: message.into(), help }
}

/// Line of a byte, from 1; a line ends by a line feed, a carriage return, or both.
fn line_of(text: &str, at: usize) -> usize {
    let before = &text.as_bytes()[..at];
    let ends = |(i, &byte): (usize, &u8)| byte == b'\n' || (byte == b'\r' && before.get(i + 1) != Some(&b'\n'));
    1 + before.iter().enumerate().filter(|&end| ends(end)).count()
}

fn first_line(text: &str) -> &str {
    &text[..text.find(['\r', '\n']).unwrap_or(text.len())]
}

#[cfg(test)]
mod tests;
