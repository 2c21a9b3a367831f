//! `report`: charts and page made anew from saved results.

use std::path::PathBuf;

use clap::Args;

use super::failure::Failure;
use super::run::ChartFormat;
use super::say::say;
use crate::report;

/// What `report` is told.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Folder with the results of a run
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
    let wrong = |error: report::ReportError| Failure::Input(format!("error: {error}"));
    let summary = report::load(&arguments.dir).map_err(wrong)?;
    let inputs = report::load_inputs(&arguments.dir).map_err(wrong)?;
    let formats: Vec<_> = arguments.format.iter().map(|&format| format.into()).collect();
    let files = report::write_views(&arguments.dir, &summary, &inputs, &formats).map_err(anyhow::Error::from)?;
    if !arguments.quiet {
        say(format_args!("{} files made anew in {}", files.len(), arguments.dir.display()))?;
    }
    Ok(())
}
