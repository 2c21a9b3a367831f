//! `backtest`: how good fits and forecasts are on what they have not seen.

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;

use super::Simulation;
use super::calibrate::read_files;
use super::error::CliError;
use super::interrupt::interrupted;
use super::output::Output;
use super::planned::{self, Packed, PlanArgs, PlanTask, refuse_given};
use super::progress;
use super::simulated::load_all;
use crate::analysis::backtest::{backtest as score, backtest_across};
use crate::analysis::hindcast::{Answers, HindcastCase, Hindcasts, forecast_questions, read_other_forecasts};
use crate::analysis::{Unit, UnitSource};
use crate::report::{BACKTEST, HINDCAST, PlannedHindcasts, PlannedStudy, Staging};
use crate::scenario::{Scenario, Template};
use crate::simulation::Settings;

/// Why files of records have no shards.
const NOT_DIVIDED: &str = "records are scored in a moment, without simulating; only scenarios are divided";
/// Simulations of each hindcast where the command line does not say.
const REPLICATIONS: u64 = 2_000;

/// Arguments of `backtest`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Files of records, each scored by its other decisions; or scenarios with questions, or folders of them
    #[arg(value_name = "FILE", required_unless_present_any = ["score", "plan"])]
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
    planned: PlanArgs,
    #[command(flatten)]
    simulation: Simulation,
    #[command(flatten)]
    output: Output,
}

/// Carries out `backtest`.
pub(super) fn backtest(arguments: &Arguments) -> Result<(), CliError> {
    let divided = !matches!(arguments.planned.task(!arguments.files.is_empty())?, PlanTask::None);
    let refuse_records = || if divided { Err(CliError::Input(NOT_DIVIDED.to_owned())) } else { Ok(()) };
    if !arguments.score.is_empty() {
        refuse_records()?;
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
            refuse_records()?;
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
    let asked = arguments.planned.task(!paths.is_empty())?;
    let Arguments { simulation, output, planned: args, .. } = arguments;
    let threads = simulation.threads.map(usize::from);
    if let PlanTask::CarryOut(path) = asked {
        refuse_given(simulation.decides() || arguments.forecasts.is_some())?;
        return planned::carry_out(path, args, "backtest", threads, output);
    }
    let began = Instant::now();
    let files = list_scenarios(paths)?;
    let scenarios = load_all(&files, &simulation.set)?;
    let (chosen, scenarios): (Vec<&PathBuf>, Vec<Scenario>) =
        files.iter().zip(scenarios).filter(|(_, scenario)| !scenario.questions().is_empty()).unzip();
    let Some(first) = scenarios.first() else {
        return Err(CliError::Input(
            "none of the scenarios has questions; write [questions.NAME] with market, kind, by and outcome".to_owned(),
        ));
    };
    let mut settings = simulation.settings(first);
    settings.replications = simulation.replications.unwrap_or(REPLICATIONS);
    let forecasts = arguments.forecasts.as_deref().map(read_forecasts).transpose()?;
    let planned = PlannedHindcasts { forecasts };
    if matches!(asked, PlanTask::None) {
        // Begun before the long run, so that it does not fail at its end.
        let stage = Staging::begin(&output.folder, HINDCAST, None)?;
        let scenarios: Vec<&Scenario> = scenarios.iter().collect();
        return output.publish(stage, &simulate_cases(&planned, &scenarios, settings, UnitSource::HERE)?, []);
    }
    let load = |file: &PathBuf| Template::load(file, &simulation.set);
    let packed = Packed::new(chosen.into_iter().map(load).collect::<Result<Vec<_>, _>>()?)?;
    let (cases, study) = (packed.templates.len(), PlannedStudy::Hindcasts(planned));
    let plan = packed.plan(HINDCAST.to_owned(), study, settings, cases);
    let simulations = settings.replications.saturating_mul(cases as u64);
    planned::write_or_run(asked, plan, &packed, (began, simulations), (args, threads, output))
}

/// Forecasts every case, each a unit of `source`, and holds them against what happened.
fn simulate_cases(
    planned: &PlannedHindcasts,
    scenarios: &[&Scenario],
    settings: Settings,
    source: UnitSource<'_>,
) -> Result<Hindcasts, CliError> {
    let others = planned.forecasts.as_deref().map(read_other_forecasts).transpose().map_err(CliError::Input)?;
    let others = others.unwrap_or_default();
    let bar = progress::bar(scenarios.len() as u64, "hindcasts", false);
    let (mut cases, count) = (Vec::new(), scenarios.len());
    for (number, scenario) in scenarios.iter().enumerate() {
        let fits = |answers: &Vec<Vec<bool>>| fits_questions(scenario, settings, answers);
        let simulate = || Ok(forecast_questions(scenario, settings, interrupted())?.answers);
        let answers = source.take(Unit { round: 0, number, count }, fits, simulate)?;
        let found = answers.map(|answers| Answers::new(answers, settings.replications));
        cases.extend(found.map(|found| HindcastCase::new(scenario, &found, &others)));
        bar.inc(1);
    }
    bar.finish_and_clear();
    source.end_round(0, count)?;
    let mut study = Hindcasts::new(cases, settings.seed, settings.replications);
    study.add_others(others).map_err(CliError::Input)?;
    Ok(study)
}

/// Whether answers are one for each question and simulation.
fn fits_questions(scenario: &Scenario, settings: Settings, answers: &[Vec<bool>]) -> bool {
    let is_whole = |answers: &Vec<bool>| answers.len() as u64 == settings.replications;
    answers.len() == scenario.questions().len() && answers.iter().all(is_whole)
}

/// The hindcasts of a plan, with the units of `source`.
pub(super) fn simulate_planned(
    planned: &PlannedHindcasts,
    templates: &[Template],
    settings: Settings,
    source: UnitSource<'_>,
) -> Result<Hindcasts, CliError> {
    let scenarios: Vec<&Scenario> = templates.iter().map(Template::scenario).collect();
    simulate_cases(planned, &scenarios, settings, source)
}

/// The same, with the results written.
pub(super) fn publish_planned(
    planned: &PlannedHindcasts,
    templates: &[Template],
    settings: Settings,
    source: UnitSource<'_>,
    output: &Output,
) -> Result<(), CliError> {
    let stage = Staging::begin(&output.folder, HINDCAST, None)?;
    output.publish(stage, &simulate_planned(planned, templates, settings, source)?, [])
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

/// The text of a table of forecasts, which is one.
fn read_forecasts(path: &Path) -> Result<String, CliError> {
    let wrong = |why: String| CliError::Input(format!("{}: {why}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
    read_other_forecasts(&text).map_err(wrong)?;
    Ok(text)
}
