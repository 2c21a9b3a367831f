//! `calibrate`: what records of the past say of the model's priors.

use std::path::{Path, PathBuf};

use clap::Args;

use super::error::CliError;
use super::output::Output;
use crate::analysis::calibration::calibrate as fit;
use crate::calibration::records::{Records, read_records};
use crate::calibration::shipped_records;
use crate::report::{CALIBRATION, Staging};

/// Largest file of records, in bytes.
const LARGEST: u64 = 64 << 20;

/// Arguments of `calibrate`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Files of measures against apps, of blocks of platforms, or of countries by year [default: those that come with the program]
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    output: Output,
}

/// Carries out `calibrate`.
pub(super) fn calibrate(arguments: &Arguments) -> Result<(), CliError> {
    let files = read_files(&arguments.files)?;
    let stage = Staging::begin(&arguments.output.folder, CALIBRATION, None)?;
    arguments.output.publish(stage, &fit(&files), [])
}

/// The files, or the records that come with the program where none is named; all that cannot be read is named.
pub(super) fn read_files(paths: &[PathBuf]) -> Result<Vec<Records>, CliError> {
    if paths.is_empty() {
        return Ok(shipped_records().to_vec());
    }
    let (read, wrong): (Vec<_>, Vec<_>) = paths.iter().map(|path| read_file(path)).partition(Result::is_ok);
    CliError::check_all(wrong.into_iter().filter_map(Result::err).collect())?;
    Ok(read.into_iter().filter_map(Result::ok).collect())
}

fn read_file(path: &Path) -> Result<Records, CliError> {
    let wrong = |why: String| CliError::Input(format!("{}: {why}", path.display()));
    let size = path.metadata().map_err(|error| wrong(error.to_string()))?.len();
    if size > LARGEST {
        return Err(wrong(format!("it has more than {} MB", LARGEST >> 20)));
    }
    let text = std::fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
    let name = path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
    read_records(&name, &text).map_err(|error| CliError::Input(error.to_string()))
}
