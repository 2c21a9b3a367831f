//! `report`: charts and page made anew from saved results.

use std::path::{Path, PathBuf};

use clap::Args;

use super::error::CliError;
use super::output::parse_format;
use super::print::print_text;
use crate::report::{self, Format, Views};

/// Arguments of `report`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Folder with the results of a run or of a comparison
    dir: PathBuf,
    /// Formats of the charts
    #[arg(long = "format", value_parser = parse_format(), value_delimiter = ',', default_value = "svg,png")]
    formats: Vec<Format>,
    /// Write board.html too, of the results of a run: the report that prints on four sheets
    #[arg(long)]
    board: bool,
    /// Print nothing but errors
    #[arg(short, long)]
    quiet: bool,
}

/// Carries out `report`.
pub(super) fn report(arguments: &Arguments) -> Result<(), CliError> {
    let output = arguments.dir.canonicalize().ok().and_then(|dir| dir.parent().map(Path::to_owned));
    let views = Views { formats: arguments.formats.clone(), board: arguments.board, output };
    let files = report::rebuild(&arguments.dir, &views)?;
    if !arguments.quiet {
        print_text(format_args!("{} files made anew in {}", files.len(), arguments.dir.display()))?;
    }
    Ok(())
}
