//! `backtest`: how good fits and forecasts are on what they have not seen.

use std::path::{Path, PathBuf};

use clap::Args;

use super::Simulation;
use super::calibrate::read_files;
use super::error::CliError;
use super::interrupt::interrupted;
use super::output::Output;
use super::progress;
use super::simulated::load_all;
use crate::analysis::backtest::{backtest as score, backtest_across};
use crate::analysis::hindcast::{HindcastCase, Hindcasts, OtherForecast, forecast_questions, read_other_forecasts};
use crate::report::{BACKTEST, HINDCAST, Staging};
use crate::scenario::Scenario;

/// Simulations of each hindcast where the command line does not say.
const REPLICATIONS: u64 = 2_000;

/// Arguments of `backtest`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Files of records, each scored by its other decisions; or scenarios with questions, or folders of them
    #[arg(value_name = "FILE", required_unless_present = "score")]
    files: Vec<PathBuf>,
    /// Fit to these files of records
    #[arg(long, value_name = "FILE", value_delimiter = ',', requires = "score", conflicts_with = "files")]
    fit: Vec<PathBuf>,
    /// Score these, without their own events in the fit
    #[arg(long, value_name = "FILE", value_delimiter = ',', requires = "fit", conflicts_with = "files")]
    score: Vec<PathBuf>,
    /// Forecasts by others, laid beside: a table of question (FILE.NAME), date, probability, source, kind
    #[arg(long, value_name = "FILE", conflicts_with_all = ["fit", "score"])]
    forecasts: Option<PathBuf>,
    #[command(flatten)]
    simulation: Simulation,
    #[command(flatten)]
    output: Output,
}

/// Carries out `backtest`.
pub(super) fn backtest(arguments: &Arguments) -> Result<(), CliError> {
    if !arguments.score.is_empty() {
        return across(arguments);
    }
    let is_records = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "csv");
    let (records, scenarios): (Vec<PathBuf>, Vec<PathBuf>) = arguments.files.iter().cloned().partition(is_records);
    match (records.is_empty(), scenarios.is_empty()) {
        (false, false) => {
            let text = "files of records (.csv) and scenarios are scored in different ways; give the one or the other";
            Err(CliError::Input(text.to_owned()))
        }
        (false, true) => {
            refuse_simulation(arguments)?;
            let files = read_files(&records)?;
            let stage = Staging::begin(&arguments.output.folder, BACKTEST, None)?;
            arguments.output.publish(stage, &score(&files), [])
        }
        _ => hindcast(arguments, &scenarios),
    }
}

fn across(arguments: &Arguments) -> Result<(), CliError> {
    refuse_simulation(arguments)?;
    let (fitted, scored) = (read_files(&arguments.fit)?, read_files(&arguments.score)?);
    let stage = Staging::begin(&arguments.output.folder, BACKTEST, None)?;
    arguments.output.publish(stage, &backtest_across(&fitted, &scored), [])
}

/// Refuses settings that nothing here would heed.
fn refuse_simulation(arguments: &Arguments) -> Result<(), CliError> {
    let text = "--replications, --seed, --threads and --set decide how scenarios are simulated, and these are records";
    if arguments.simulation.is_given() || arguments.forecasts.is_some() {
        return Err(CliError::Input(text.to_owned()));
    }
    Ok(())
}

fn hindcast(arguments: &Arguments, paths: &[PathBuf]) -> Result<(), CliError> {
    let files = list_scenarios(paths)?;
    let scenarios = load_all(&files, &arguments.simulation.set)?;
    let asked: Vec<(&Scenario, &PathBuf)> =
        scenarios.iter().zip(&files).filter(|(scenario, _)| !scenario.questions().is_empty()).collect();
    if asked.is_empty() {
        return Err(CliError::Input(
            "none of the scenarios has questions; write [questions.NAME] with market, kind, by and outcome".to_owned(),
        ));
    }
    let others = arguments.forecasts.as_deref().map(read_forecasts).transpose()?.unwrap_or_default();
    let stage = Staging::begin(&arguments.output.folder, HINDCAST, None)?;
    let bar = progress::bar(asked.len() as u64, "hindcasts", false);
    let mut cases = Vec::new();
    let mut settings = arguments.simulation.settings(asked[0].0);
    settings.replications = arguments.simulation.replications.unwrap_or(REPLICATIONS);
    for (scenario, _) in &asked {
        let found = forecast_questions(scenario, settings, interrupted())?;
        cases.push(HindcastCase::new(scenario, &found, &others));
        bar.inc(1);
    }
    bar.finish_and_clear();
    let mut study = Hindcasts::new(cases, settings.seed, settings.replications);
    study.add_others(others).map_err(CliError::Input)?;
    arguments.output.publish(stage, &study, [])
}

/// Scenario files, and those in folders, in the order of their names.
fn list_scenarios(paths: &[PathBuf]) -> Result<Vec<PathBuf>, CliError> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            let wrong = |error: std::io::Error| CliError::Input(format!("{}: {error}", path.display()));
            let entries = std::fs::read_dir(path).map_err(wrong)?;
            let mut found: Vec<PathBuf> =
                entries.map(|entry| entry.map(|entry| entry.path()).map_err(wrong)).collect::<Result<_, _>>()?;
            found.retain(|file| file.extension().is_some_and(|extension| extension == "toml"));
            found.sort();
            if found.is_empty() {
                return Err(CliError::Input(format!("{} holds no scenario (.toml)", path.display())));
            }
            files.extend(found);
        } else {
            files.push(path.clone());
        }
    }
    Ok(files)
}

fn read_forecasts(path: &Path) -> Result<Vec<OtherForecast>, CliError> {
    let wrong = |why: String| CliError::Input(format!("{}: {why}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
    read_other_forecasts(&text).map_err(wrong)
}
