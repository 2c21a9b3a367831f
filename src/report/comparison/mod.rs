//! The results of a comparison: sentences, tables, and the folder they lie in.

mod narrative;
mod page;
mod tables;
mod terminal;

use std::path::{Path, PathBuf};

use super::{Format, ReportError, read_file, workbook, write_charts, write_file};
use crate::analysis::{COMPARISON_FORMAT, Comparison};
use crate::charts;

pub use terminal::terminal;

/// Name of the folder in which a comparison lies; no scenario may have it.
pub const COMPARISON: &str = "comparison";
/// Saved figures of a comparison.
const SAVED: &str = "comparison.json";

/// Writes everything that follows from a comparison into `stage`. Returns the files in the order written.
///
/// # Errors
/// [`ReportError`] where a file cannot be written or the comparison cannot be drawn.
pub fn write(stage: &Path, comparison: &Comparison, formats: &[Format]) -> Result<Vec<PathBuf>, ReportError> {
    let mut files = write_views(stage, comparison, formats)?;
    let json = serde_json::to_vec_pretty(comparison).map_err(ReportError::encode)?;
    for (name, bytes) in [(SAVED, json), ("comparison.csv", tables::differences(comparison)?)] {
        files.push(write_file(&stage.join(name), &bytes)?);
    }
    Ok(files)
}

/// Writes what is made to be looked at.
///
/// # Errors
/// [`ReportError`] where a file cannot be written or the comparison cannot be drawn.
pub fn write_views(dir: &Path, comparison: &Comparison, formats: &[Format]) -> Result<Vec<PathBuf>, ReportError> {
    let drawn = charts::render_comparison(comparison)?;
    let mut files = write_charts(&dir.join("charts"), &drawn, formats)?;
    files.push(write_file(&dir.join("report.html"), page::page(comparison, &drawn).as_bytes())?);
    files.push(write_file(&dir.join("workbook.xlsx"), &workbook::comparison::workbook(comparison)?)?);
    Ok(files)
}

/// Whether `dir` holds a comparison rather than a run.
pub fn is_saved_in(dir: &Path) -> bool {
    dir.join(SAVED).is_file()
}

/// Reads the comparison that [`write()`] left in `dir`.
///
/// # Errors
/// [`ReportError`] where it is missing, is not a comparison, or is of another format.
pub fn load(dir: &Path) -> Result<Comparison, ReportError> {
    let path = dir.join(SAVED);
    let damaged = |reason: String| ReportError::Damaged { path: path.clone(), reason };
    let comparison: Comparison = serde_json::from_str(&read_file(&path)?).map_err(|e| damaged(e.to_string()))?;
    if comparison.format != COMPARISON_FORMAT {
        return Err(damaged(format!(
            "its format is \"{}\", this version reads \"{COMPARISON_FORMAT}\"",
            comparison.format
        )));
    }
    let sides = comparison.sides.len();
    if sides < 2 || comparison.pairs.iter().any(|p| p.first >= p.second || p.second >= sides) {
        return Err(damaged("its pairs are not of its scenarios".to_owned()));
    }
    Ok(comparison)
}
