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
    let wrong = |error: report::ReportError| Failure::Input(format!("error: {error}"));
    let formats: Vec<_> = arguments.format.iter().map(|&format| format.into()).collect();
    let dir = &arguments.dir;
    let files = if let Some(files) = report::rebuild_study(dir, &formats).map_err(Failure::from)? {
        files
    } else {
        let summary = report::load(dir).map_err(wrong)?;
        let inputs = report::load_inputs(dir).map_err(wrong)?;
        report::write_views(dir, &summary, &inputs, &formats).map_err(anyhow::Error::from)?
    };
    if !arguments.quiet {
        say(format_args!("{} files made anew in {}", files.len(), arguments.dir.display()))?;
    }
    Ok(())
}
