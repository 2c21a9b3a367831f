//! `validate`: how good the model is, as a document, from results of `calibrate` and `backtest`.

use std::path::PathBuf;

use clap::Args;

use super::error::CliError;
use super::print::print_text;
use crate::report::{BACKTEST, CALIBRATION, HINDCAST, load_study, write_validation};

/// Arguments of `validate`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The document
    #[arg(default_value = "validation.md")]
    file: PathBuf,
    /// Folder with the results of `calibrate`, of `backtest` of records and of `backtest` of hindcasts
    #[arg(short = 'o', long = "output", value_name = "DIR", default_value = "output")]
    folder: PathBuf,
}

/// Carries out `validate`.
pub(super) fn validate(arguments: &Arguments) -> Result<(), CliError> {
    let needs =
        [(CALIBRATION, "calibrate"), (BACKTEST, "backtest FILE.csv …"), (HINDCAST, "backtest scenarios/hindcast")];
    let missing =
        needs.iter().filter(|(folder, _)| !arguments.folder.join(folder).is_dir()).map(|(folder, command)| {
            let folder = arguments.folder.join(folder);
            CliError::Input(format!("{} is not there; `marketgate {command}` makes it", folder.display()))
        });
    CliError::check_all(missing.collect())?;
    let folder = |name: &str| arguments.folder.join(name);
    let calibration = load_study(&folder(CALIBRATION))?;
    let backtest = load_study(&folder(BACKTEST))?;
    let hindcasts = load_study(&folder(HINDCAST))?;
    let text = write_validation(&calibration, &backtest, &hindcasts);
    let wrong = |error: std::io::Error| CliError::Input(format!("{}: {error}", arguments.file.display()));
    // Beside its place first, so that nothing half-written is left.
    let beside = arguments.file.with_extension("md.part");
    std::fs::write(&beside, text).map_err(wrong)?;
    std::fs::rename(&beside, &arguments.file).map_err(wrong)?;
    print_text(format_args!("{} written\n", arguments.file.display()))
}
