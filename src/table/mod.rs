//! One table for every place in which one is shown: under a chart, on a page, in a workbook, on a terminal, as CSV.
//!
//! A cell holds a value with its unit, and beside it how people read it: rounded to what its error supports, and perhaps a
//! range under it. Pages and terminals show what people read; workbooks and CSV hold the value to the last bit.

mod csv;

use jiff::civil::Date;

use crate::text::numbers;

pub(crate) use csv::write_csv;

/// A table.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// What the figures are, with their unit.
    pub caption: String,
    /// Columns.
    pub columns: Vec<Column>,
    /// Rows, each with a cell for every column; the first cell names the row.
    pub rows: Vec<Vec<Cell>>,
    /// How many of the last rows sum up the others: they stay last in whatever order the others are put.
    pub totals: usize,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its heading, for people.
    pub name: String,
    /// Whether words stand in it, which stand to the left, or figures, which stand to the right; read off its cells where
    /// it is not said.
    pub alignment: Option<Alignment>,
}

/// Where the cells of a column stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alignment {
    /// To the left, as words do.
    Left,
    /// To the right, as figures do.
    Right,
}

/// What a figure is of: it decides how the figure is written, and how a spreadsheet shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Dollars.
    Dollars,
    /// A fraction of 1, shown in percent.
    Share,
    /// How many of something.
    Count,
    /// Days.
    Days,
    /// A number of any other unit, or of none.
    Number,
    /// A whole number that names something, such as a seed.
    Identifier,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// What it holds.
    pub value: Value,
    /// How people read it, where that is not as [`Cell::write`] would write it.
    text: Option<String>,
    /// What stands under it in small type, such as a range: empty where nothing does.
    pub detail: String,
}

/// What a cell holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Nothing is known: missing is not zero.
    Missing,
    /// Words. They may be a stranger's.
    Text(String),
    /// A path of the scenario's names, such as `markets.us.arpu`, which may be broken between them.
    Path(String),
    /// A figure.
    Figure(f64, Unit),
    /// A day.
    Date(Date),
}

impl Table {
    /// A table of these columns and rows.
    pub fn new<C: Into<Column>>(
        caption: impl Into<String>,
        columns: impl IntoIterator<Item = C>,
        rows: impl IntoIterator<Item = Vec<Cell>>,
    ) -> Self {
        Self {
            caption: caption.into(),
            columns: columns.into_iter().map(Into::into).collect(),
            rows: rows.into_iter().collect(),
            totals: 0,
        }
    }

    /// The same table with a last row that sums up the others.
    #[must_use]
    pub fn with_total(mut self, row: Vec<Cell>) -> Self {
        self.rows.push(row);
        self.totals += 1;
        self
    }

    /// The rows, and those that sum them up.
    pub fn split_totals(&self) -> (&[Vec<Cell>], &[Vec<Cell>]) {
        self.rows.split_at(self.rows.len().saturating_sub(self.totals))
    }

    /// Where the cells of a column stand: to the right where one of them is a figure.
    pub fn align_column(&self, column: usize) -> Alignment {
        let is_figure = |row: &Vec<Cell>| matches!(row.get(column).map(|cell| &cell.value), Some(Value::Figure(..)));
        let is_said = self.columns.get(column).and_then(|column| column.alignment);
        is_said.unwrap_or_else(|| if self.rows.iter().any(is_figure) { Alignment::Right } else { Alignment::Left })
    }
}

impl<S: Into<String>> From<S> for Column {
    fn from(name: S) -> Self {
        Self { name: name.into(), alignment: None }
    }
}

impl Column {
    /// A column of figures, which may all be missing.
    pub fn right(name: impl Into<String>) -> Self {
        Self { name: name.into(), alignment: Some(Alignment::Right) }
    }
}

impl Unit {
    /// The unit that an estimate names, such as `USD`.
    pub fn of_estimate(unit: &str) -> Self {
        match unit {
            "USD" => Self::Dollars,
            "share" => Self::Share,
            "days" => Self::Days,
            "people" => Self::Count,
            _ => Self::Number,
        }
    }
}

impl Cell {
    /// A cell of which nothing is known.
    pub const MISSING: Self = Self { value: Value::Missing, text: None, detail: String::new() };

    const fn new(value: Value) -> Self {
        Self { value, text: None, detail: String::new() }
    }

    /// Words.
    pub fn text(words: impl Into<String>) -> Self {
        Self::new(Value::Text(words.into()))
    }

    /// A path of the scenario.
    pub fn path(path: impl Into<String>) -> Self {
        Self::new(Value::Path(path.into()))
    }

    /// A figure in words, with the value by which it is sorted.
    pub fn figure(written: impl Into<String>, value: f64) -> Self {
        Self::number(value, Unit::Number).with_text(written)
    }

    /// A figure; missing where it is not a number.
    pub fn number(value: f64, unit: Unit) -> Self {
        if value.is_finite() { Self::new(Value::Figure(value, unit)) } else { Self::MISSING }
    }

    /// A figure that may be missing.
    pub fn known(value: Option<f64>, unit: Unit) -> Self {
        value.map_or(Self::MISSING, |value| Self::number(value, unit))
    }

    /// Dollars.
    pub fn money(dollars: f64) -> Self {
        Self::number(dollars, Unit::Dollars)
    }

    /// A fraction of 1.
    pub fn share(share: f64) -> Self {
        Self::number(share, Unit::Share)
    }

    /// How many of something.
    pub fn count(count: u64) -> Self {
        Self::number(count as f64, Unit::Count)
    }

    /// A whole number that names something: words where a spreadsheet would round it.
    pub fn identifier(number: u64) -> Self {
        /// Every number below it is held exactly.
        const EXACT: u64 = 1 << 53;
        if number < EXACT { Self::number(number as f64, Unit::Identifier) } else { Self::text(number.to_string()) }
    }

    /// A day.
    pub const fn date(date: Date) -> Self {
        Self::new(Value::Date(date))
    }

    /// The same cell, which people read so.
    #[must_use]
    pub fn with_text(self, text: impl Into<String>) -> Self {
        Self { text: Some(text.into()), ..self }
    }

    /// The same cell with words in small type under it, such as a range.
    #[must_use]
    pub fn with_detail(self, detail: impl Into<String>) -> Self {
        Self { detail: detail.into(), ..self }
    }

    /// Whether nothing is known of it.
    pub fn is_missing(&self) -> bool {
        self.value == Value::Missing
    }

    /// The figure that it holds.
    pub fn as_figure(&self) -> Option<f64> {
        if let Value::Figure(value, _) = self.value { Some(value) } else { None }
    }

    /// The cell as people read it: a figure to three digits where it was not written otherwise, a dash where it is missing.
    pub fn write(&self) -> String {
        let place = |value| numbers::last_place(value, None);
        match (&self.text, &self.value) {
            (Some(text), _) => text.clone(),
            (None, Value::Missing) => "–".to_owned(),
            (None, Value::Text(words) | Value::Path(words)) => words.clone(),
            (None, Value::Date(date)) => numbers::day(*date),
            (None, Value::Figure(value, Unit::Count | Unit::Identifier)) if *value >= 0.0 => {
                numbers::count(value.round() as u64)
            }
            (None, Value::Figure(value, Unit::Dollars)) => numbers::money(*value, place(*value)),
            (None, Value::Figure(value, Unit::Share)) => numbers::percent(*value, place(*value)),
            (None, Value::Figure(value, _)) => numbers::number(*value, place(*value)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_written_by_their_unit_where_nothing_else_is_said() {
        let written = |cell: Cell| cell.write();
        assert_eq!(written(Cell::money(14.23e9)), "$14.2bn");
        assert_eq!(written(Cell::share(0.4127)), "41.3%");
        assert_eq!(written(Cell::count(10_000)), "10,000");
        assert_eq!(written(Cell::known(None, Unit::Days)), "–");
        assert_eq!(written(Cell::number(f64::NAN, Unit::Days)), "–");
        assert_eq!(written(Cell::date(jiff::civil::date(2020, 8, 14))), "14 Aug 2020");
        assert_eq!(written(Cell::figure("a tenth", 0.1)), "a tenth");
    }

    #[test]
    fn figures_stand_to_the_right_and_words_to_the_left() {
        let rows = vec![vec![Cell::text("a"), Cell::MISSING], vec![Cell::text("b"), Cell::share(0.1)]];
        let table = Table::new("", ["Part", "Share"], rows);
        assert_eq!([0, 1].map(|column| table.align_column(column)), [Alignment::Left, Alignment::Right]);
        let empty = Table::new("", [Column::right("Share")], [vec![Cell::MISSING]]);
        assert_eq!(empty.align_column(0), Alignment::Right);
    }

    #[test]
    fn a_name_that_a_spreadsheet_would_round_is_words() {
        assert_eq!(Cell::identifier(7).as_figure(), Some(7.0));
        assert_eq!(Cell::identifier(u64::MAX).value, Value::Text(u64::MAX.to_string()));
    }
}
