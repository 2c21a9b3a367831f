//! A workbook in the making: its sheets, what it says of itself, and its bytes.

use jiff::civil::Date;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook};

use crate::report::ReportError;
use crate::text::clean::clean;

use super::cells::{Formats, serial};
use super::sheet::Sheet;

/// Most characters of a sheet's name.
const LONGEST_NAME: usize = 31;
/// Most characters of the document's title.
const LONGEST_TITLE: usize = 255;

/// A workbook in the making.
pub(in crate::report) struct Book {
    workbook: Workbook,
    pub(super) formats: Formats,
    names: Vec<String>,
    footer: String,
}

impl Book {
    /// An empty workbook. It holds no time of the machine: it says that it was made on the day `start`,
    /// so that the same results give the same bytes.
    ///
    /// # Errors
    /// [`ReportError::Encode`] where no such day can be written.
    pub(in crate::report) fn new(title: &str, name: &str, start: Date) -> Result<Self, ReportError> {
        let day = match serial(start) {
            Some(day) => day,
            None => ExcelDateTime::from_ymd(2000, 1, 1).map_err(ReportError::encode)?,
        };
        let title: String = clean(title).chars().take(LONGEST_TITLE).collect();
        let properties = DocProperties::new()
            .set_title(title)
            .set_comment(format!("Made by marketgate {}", env!("CARGO_PKG_VERSION")))
            .set_creation_datetime(&day);
        let mut workbook = Workbook::new();
        workbook.set_properties(&properties);
        // An ampersand in a footer commands the printer, unless it is doubled.
        let footer = clean(name).chars().take(60).collect::<String>().replace('&', "&&");
        Ok(Self { workbook, formats: Formats::new(), names: Vec::new(), footer })
    }

    /// A new sheet; its name is made legal and unlike every other.
    ///
    /// # Errors
    /// [`ReportError::Encode`] where the name is refused all the same.
    pub(in crate::report) fn sheet(&mut self, name: &str) -> Result<Sheet, ReportError> {
        let name = legal(name, &self.names);
        self.names.push(name.to_lowercase());
        Sheet::new(name, &self.footer)
    }

    /// Takes a finished sheet in.
    ///
    /// # Errors
    /// [`ReportError::Encode`] where the sheet cannot be set up.
    pub(in crate::report) fn add(&mut self, sheet: Sheet) -> Result<(), ReportError> {
        self.workbook.push_worksheet(sheet.finish()?);
        Ok(())
    }

    /// The bytes of the file.
    ///
    /// # Errors
    /// [`ReportError::Encode`] where a sheet cannot be written.
    pub(in crate::report) fn bytes(mut self) -> Result<Vec<u8>, ReportError> {
        self.workbook.save_to_buffer().map_err(ReportError::encode)
    }
}

/// `name` as a spreadsheet takes it: no longer than 31 characters, without those that mean something
/// in a formula, and unlike every name already `taken`, whatever the case.
fn legal(name: &str, taken: &[String]) -> String {
    let safe: String = clean(name)
        .chars()
        .map(|c| if matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'') { '-' } else { c })
        .collect();
    // Spreadsheets keep "History" for themselves.
    let safe = match safe.as_str() {
        "" => "Sheet".to_owned(),
        name if name.eq_ignore_ascii_case("history") => format!("{name}-"),
        name => name.to_owned(),
    };
    let cut = |tail: &str| {
        let mut units = tail.len();
        let kept: String = safe
            .chars()
            .take_while(|c| {
                units += c.len_utf16();
                units <= LONGEST_NAME
            })
            .collect();
        format!("{}{tail}", kept.trim_end())
    };
    let mut name = cut("");
    let mut number = 2;
    while taken.contains(&name.to_lowercase()) {
        name = cut(&format!(" {number}"));
        number += 1;
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_sheets_are_legal_and_differ() {
        let mut taken = Vec::new();
        for (asked, got) in [
            ("Summary", "Summary"),
            ("summary", "summary 2"),
            ("", "Sheet"),
            ("a/b\\c:d*e?[f]'", "a-b-c-d-e--f--"),
            ("History", "History-"),
            (&"é".repeat(40), &"é".repeat(31)),
            (&"é".repeat(40), &format!("{} 2", "é".repeat(29))),
        ] {
            let name = legal(asked, &taken);
            assert_eq!(name, got);
            taken.push(name.to_lowercase());
        }
    }
}
