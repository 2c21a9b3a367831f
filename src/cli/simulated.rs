//! Scenarios loaded, simulated, and their results written.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::error::CliError;
use super::interrupt::interrupted;
use super::output::{Output, Placed};
use super::print::note;
use super::progress;
use super::rows::room;
use crate::analysis::{Precision, Summary, UnitSource};
use crate::report::{
    self, BACKTEST, CALIBRATION, COLUMNS, COMPARISON, DECISION, DIFFERENCE, HINDCAST, RowFiles, check_name,
};
use crate::run::{Run, count_columns, create_row_writer, write_results};
use crate::scenario::Scenario;
use crate::simulation::Settings;

/// A run that is finished.
#[derive(Debug)]
pub(super) struct Finished {
    /// Its figures.
    pub(super) summary: Summary,
    /// Where its results are.
    pub(super) dir: PathBuf,
    /// What this command has written of it; nothing where it had finished before.
    pub(super) placed: Option<Placed>,
}

impl Finished {
    /// Prints it, in full or `in_short`, and where its results are; nothing of one that had finished before.
    pub(super) fn print(&self, output: &Output, in_short: bool) -> Result<(), CliError> {
        let Some(placed) = &self.placed else { return Ok(()) };
        let print = if in_short { report::print_headline } else { report::print_summary };
        output.print(print(&self.summary, COLUMNS), placed)
    }
}

/// Runs one scenario, until it is as precise as wanted where `goal` says so, and writes its results, with a row for each
/// history in the files `rows`; prints nothing of them. Its blocks come from `source`.
pub(super) fn run_one(
    mut scenario: Scenario,
    settings: Settings,
    goal: Option<&Precision>,
    rows: RowFiles,
    (output, source): (&Output, UnitSource<'_>),
) -> Result<Finished, CliError> {
    let stage = output.begin(scenario.name(), &scenario)?;
    if goal.is_none() && !output.quiet {
        room(rows, count_columns(&scenario), settings.replications).into_iter().for_each(note);
    }
    let mut writer = create_row_writer(stage.path(), &scenario, rows)?;
    let bar = progress::bar(settings.replications, &scenario.name, output.quiet);
    let progress = |done, expected| {
        bar.set_length(expected);
        bar.set_position(done);
    };
    let (stop, progress) = (interrupted(), &progress);
    let run = Run { scenario: &scenario, settings, precision: goal, stop, progress, source };
    let (summary, page_rows) = run.simulate(|rows| writer.write_block(rows))?;
    let rows = writer.finish()?;
    bar.finish_and_clear();
    // Running it again takes as many as this run did.
    scenario.fix_run(summary.replications, settings.seed);
    let mut files = write_results(stage.path(), &scenario, (&summary, &page_rows), &output.views())?;
    files.extend(rows);
    let placed = output.place(stage, &files)?;
    if (output.quiet || output.json) && summary.precision.as_ref().is_some_and(|precision| !precision.met) {
        // Nobody should take this run for as precise as was asked; elsewhere it stands among the warnings.
        summary.warnings.last().into_iter().for_each(|warning| note(format_args!("warning: {warning}")));
    }
    Ok(Finished { summary, dir: placed.dir.clone(), placed: Some(placed) })
}

/// Runs scenarios one after the other. Where one fails, those that finished before it are printed first.
pub(super) fn run_all(
    runs: impl IntoIterator<Item = impl FnOnce() -> Result<Finished, CliError>>,
    output: &Output,
) -> Result<Vec<Finished>, CliError> {
    let mut finished = Vec::new();
    for run in runs {
        match run() {
            Ok(run) => finished.push(run),
            Err(error) => {
                finished.iter().try_for_each(|run: &Finished| run.print(output, false))?;
                return Err(error);
            }
        }
    }
    Ok(finished)
}

/// Loads every file; all that is wrong with any of them is named at once.
pub(super) fn load_all(files: &[PathBuf], overrides: &[String]) -> Result<Vec<Scenario>, CliError> {
    let mut scenarios = Vec::new();
    let mut wrong = Vec::new();
    let mut taken: HashMap<String, &PathBuf> = HashMap::new();
    for file in files {
        match Scenario::load(file, overrides) {
            Ok(scenario) => {
                wrong.extend(check_folder(file, &scenario).err());
                // Some file systems do not tell capitals from small letters.
                if let Some(other) = taken.insert(scenario.name.to_lowercase(), file) {
                    wrong.push(CliError::Input(format!(
                        "{} and {} are both called `{}` and would overwrite each other's results; run them apart, with different --output",
                        other.display(),
                        file.display(),
                        scenario.name
                    )));
                }
                scenarios.push(scenario);
            }
            Err(error) => wrong.push(CliError::from(error)),
        }
    }
    CliError::check_all(wrong).map(|()| scenarios)
}

/// Whether results of the scenario in `file` can have a folder of its name.
pub(super) fn check_folder(file: &Path, scenario: &Scenario) -> Result<(), CliError> {
    let taken = [COMPARISON, DECISION, DIFFERENCE, CALIBRATION, BACKTEST, HINDCAST];
    if taken.iter().any(|taken| scenario.name.eq_ignore_ascii_case(taken)) {
        return Err(CliError::Input(format!(
            "{} cannot be called `{}`: results that are of no one scenario have that folder; rename the file",
            file.display(),
            scenario.name
        )));
    }
    check_name(&scenario.name).map_err(|error| CliError::Input(format!("{}: {error}", file.display())))
}
