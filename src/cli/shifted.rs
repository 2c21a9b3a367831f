//! What `stress` and `reweight` have in common: the rows of a finished run, and where results go.

use std::path::{Path, PathBuf};

use super::failure::Failure;
use super::output::Output;
use super::say::say_json;
use crate::analysis::shift::Shift;
use crate::report::{self, RowBlock, RowReader, Staging};

/// Rows read at once.
const ROWS: u64 = 10_000;

/// Hands on these columns of all rows, some rows at a time.
pub(super) fn rows_of(
    place: &Path,
    wanted: &[String],
    mut take: impl FnMut(&[Vec<f64>], usize),
) -> Result<(), Failure> {
    let mut reader = RowReader::open(place, wanted)?;
    let mut left = reader.rows();
    let mut block = RowBlock::default();
    while left > 0 {
        let most = left.min(ROWS) as usize;
        reader.read(most, &mut block)?;
        take(&block.columns, most);
        left -= most as u64;
    }
    Ok(())
}

/// Writes a shift beside files that belong to it, and tells of it.
pub(super) fn write(stage: Staging, shift: &Shift, beside: Vec<PathBuf>, output: &Output) -> Result<(), Failure> {
    let mut files = report::write_study(stage.path(), shift, &output.formats())?;
    files.extend(beside);
    output.tell(stage, &files, || report::shift_terminal(shift))?;
    if output.json {
        say_json("the shift", shift)?;
    }
    Ok(())
}
