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

/// In which files rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowFiles {
    /// As CSV, for spreadsheets and scripts.
    pub csv: bool,
    /// As Parquet, for data frames and for the studies that read them again.
    pub parquet: bool,
}

impl RowFiles {
    /// In both.
    pub const BOTH: Self = Self { csv: true, parquet: true };
    /// In none.
    pub const NONE: Self = Self { csv: false, parquet: false };

    /// Those of the rows `name`, such as `outcomes`, that are in `dir`.
    pub(super) fn found(dir: &Path, name: &str) -> Self {
        let is_there = |ending: &str| dir.join(format!("{name}.{ending}")).is_file();
        Self { csv: is_there("csv"), parquet: is_there("parquet") }
    }

    /// Names of the files of the rows `name`.
    pub fn names(self, name: &str) -> Vec<String> {
        let endings = [(self.csv, "csv"), (self.parquet, "parquet")];
        endings.into_iter().filter(|(wanted, _)| *wanted).map(|(_, ending)| format!("{name}.{ending}")).collect()
    }
}

/// Turns what a writer says into an error that names the file.
pub(super) fn failed<E: std::error::Error + Send + Sync + 'static>(path: &Path) -> impl FnOnce(E) -> ReportError {
    let path = path.to_owned();
    move |error| ReportError::Disk { action: "write", path, source: std::io::Error::other(error) }
}
