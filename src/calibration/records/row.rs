//! A row of a record: its cells by the names of their columns, as dates and numbers.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::csv_table::CsvTable;

/// A row that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct LeftOut {
    /// Line on which it begins, from 1.
    pub line: usize,
    /// Why.
    pub reason: String,
}

/// Where each column stands.
pub(super) struct Columns(BTreeMap<String, usize>);

impl Columns {
    pub(super) fn new(table: &CsvTable) -> Self {
        Self(table.header().enumerate().map(|(at, name)| (name.into_owned(), at)).collect())
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }
}

/// One row.
pub(super) struct Row<'t> {
    table: &'t CsvTable,
    columns: &'t Columns,
    number: usize,
}

impl<'t> Row<'t> {
    pub(super) const fn new(table: &'t CsvTable, columns: &'t Columns, number: usize) -> Self {
        Self { table, columns, number }
    }

    /// Line on which it begins, from 1.
    pub(super) fn line(&self) -> usize {
        self.table.line(self.number)
    }

    /// The cell of a column; empty where the file has none.
    pub(super) fn text(&self, name: &str) -> Cow<'t, str> {
        self.columns.0.get(name).map_or(Cow::Borrowed(""), |&at| self.table.cell(self.number, at))
    }

    /// The cell of a column that must not be empty.
    pub(super) fn require(&self, name: &str) -> Result<String, String> {
        let text = self.text(name);
        if text.is_empty() { Err(format!("`{name}` is empty")) } else { Ok(text.into_owned()) }
    }

    /// What `parse` makes of a cell; none of an empty one.
    fn read<T>(&self, name: &str, expected: &str, parse: impl Fn(&str) -> Option<T>) -> Result<Option<T>, String> {
        match &*self.text(name) {
            "" => Ok(None),
            text => parse(text).map(Some).ok_or_else(|| format!("`{name}` is `{text}`; expected {expected}")),
        }
    }

    pub(super) fn date(&self, name: &str) -> Result<Option<Date>, String> {
        // Times of day and offsets are no dates here.
        self.read(name, "a date such as 2020-08-03", |text| text.parse().ok().filter(|_| text.len() == 10))
    }

    pub(super) fn number(&self, name: &str) -> Result<Option<f64>, String> {
        self.read(name, "a number", |text| text.parse().ok().filter(|number: &f64| number.is_finite()))
    }

    /// A number that is not negative.
    pub(super) fn amount(&self, name: &str) -> Result<Option<f64>, String> {
        match self.number(name)? {
            Some(number) if number < 0.0 => Err(format!("`{name}` is {number}, below zero")),
            number => Ok(number),
        }
    }

    /// `y` or `n`.
    pub(super) fn flag(&self, name: &str) -> Result<Option<bool>, String> {
        self.read(name, "y or n", |text| match text {
            "y" | "1" => Some(true),
            "n" | "0" => Some(false),
            _ => None,
        })
    }

    /// The country of a code of two letters, as one of three.
    pub(super) fn country(&self, name: &str) -> Result<String, String> {
        let code = self.require(name)?;
        let country = match code.len() {
            3 => rust_iso3166::from_alpha3(&code),
            _ => rust_iso3166::from_alpha2(&code),
        };
        let unknown = || format!("`{name}` is `{code}`; expected a code of ISO 3166 such as TR");
        country.map(|country| country.alpha3.to_owned()).ok_or_else(unknown)
    }

    /// Refuses a pair of dates of which the second is the earlier.
    pub(super) fn check_order(names: [&str; 2], dates: [Option<Date>; 2]) -> Result<(), String> {
        match dates {
            [Some(first), Some(second)] if second < first => {
                Err(format!("`{}`, {second}, is before `{}`, {first}", names[1], names[0]))
            }
            _ => Ok(()),
        }
    }
}
