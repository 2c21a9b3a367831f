//! What rows are made of: columns, and blocks of some rows.

use std::path::Path;

use super::ReportError;

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnSpec {
    /// Its heading.
    pub name: String,
    /// What it holds.
    pub kind: ColumnKind,
}

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ColumnKind {
    /// A number.
    Number,
    /// A whole number.
    Integer,
    /// One of these words, by its index.
    Label(Vec<String>),
}

/// Some rows, column by column; NaN is a missing figure.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RowBlock {
    /// A list of `rows` figures for each column.
    pub columns: Vec<Vec<f64>>,
    /// Number of rows.
    pub rows: usize,
}

/// Turns what a writer says into an error that names the file.
pub(super) fn failed<E: std::error::Error + Send + Sync + 'static>(path: &Path) -> impl FnOnce(E) -> ReportError {
    let path = path.to_owned();
    move |error| ReportError::Disk { action: "write", path, source: std::io::Error::other(error) }
}
