//! The figures behind a chart: a table that a reader can open, sort and copy, and the places in the drawing
//! that stand for its rows.

/// The figures behind a chart.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// What the figures are, with their unit.
    pub caption: String,
    /// Headings.
    pub columns: Vec<String>,
    /// Rows, each with a cell for every column.
    pub rows: Vec<Vec<Cell>>,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Words.
    Text(String),
    /// A figure: as it is written, and as it is sorted.
    Figure(String, f64),
    /// Nothing is known: missing is not zero.
    Missing,
}

impl Cell {
    /// Words.
    pub fn text(words: impl Into<String>) -> Self {
        Self::Text(words.into())
    }

    /// A figure in words, with the value by which it is sorted.
    pub fn figure(written: impl Into<String>, value: f64) -> Self {
        Self::Figure(written.into(), value)
    }
}

/// A part of the drawing that stands for a row of the table: what a pointer over it is told. Pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Zone {
    /// Left edge.
    pub left: f64,
    /// Upper edge.
    pub top: f64,
    /// Right edge.
    pub right: f64,
    /// Lower edge.
    pub bottom: f64,
    /// Number of the row.
    pub row: usize,
}
