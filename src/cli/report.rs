//! `report`: charts and page made anew from saved results.

use std::path::PathBuf;

use clap::Args;

use super::failure::Failure;
use super::output::ChartFormat;
use super::say::say;
use crate::report;

/// What `report` is told.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Folder with the results of a run or of a comparison
    dir: PathBuf,
    /// Formats of the charts
    #[arg(long, value_delimiter = ',', default_value = "svg,png")]
    format: Vec<ChartFormat>,
    /// Print nothing but errors
    #[arg(short, long)]
    quiet: bool,
}

/// Carries out `report`.
pub(super) fn report(arguments: &Arguments) -> Result<(), Failure> {
    let formats: Vec<_> = arguments.format.iter().map(|&format| format.into()).collect();
    let files = report::rebuild(&arguments.dir, &formats)?;
    if !arguments.quiet {
        say(format_args!("{} files made anew in {}", files.len(), arguments.dir.display()))?;
    }
    Ok(())
}
