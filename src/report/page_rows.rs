//! The first simulations of a run as its folder keeps them: what a page explores is made anew from this file.

use std::path::Path;

use super::ReportError;
use super::figures::check_figures;
use super::files::read_file_up_to;
use crate::analysis::{PAGE_ROWS_FORMAT, PageRows, Summary};

/// Name of the file.
pub(super) const FILE: &str = "page-rows.json";
/// Largest that is read: of 64 markets it is less than half a megabyte.
const LARGEST: u64 = 4 << 20;

/// What the file holds.
pub(super) fn encode(rows: &PageRows) -> Result<Vec<u8>, ReportError> {
    check_figures(rows).map_err(ReportError::Figures)?;
    serde_json::to_vec(rows).map_err(|error| ReportError::Encode(error.to_string()))
}

/// Reads what a run left in `dir` for its page; none where there is no such file, as in results of earlier versions.
///
/// # Errors
/// [`ReportError::Damaged`] where the file is not what the run of this summary wrote; [`ReportError::Disk`].
pub fn load_page_rows(dir: &Path, summary: &Summary) -> Result<Option<PageRows>, ReportError> {
    let path = dir.join(FILE);
    let text = match read_file_up_to(&path, LARGEST) {
        Err(ReportError::Disk { source, .. }) if source.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        read => read?,
    };
    let damaged = |reason: String| ReportError::Damaged { path: path.clone(), reason };
    let rows: PageRows = serde_json::from_str(&text).map_err(|error| damaged(error.to_string()))?;
    if rows.format != PAGE_ROWS_FORMAT {
        return Err(damaged(format!("its format is \"{}\", this version reads \"{PAGE_ROWS_FORMAT}\"", rows.format)));
    }
    check_figures(&rows).and_then(|()| rows.check(summary)).map_err(damaged)?;
    Ok(Some(rows))
}
