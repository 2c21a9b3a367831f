//! Scenarios loaded, simulated, and their results written.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::error::CliError;
use super::interrupt::interrupted;
use super::output::Output;
use super::print::note;
use super::progress;
use super::rows::room;
use crate::analysis::{Gatherer, Looks, Precision, STATES, Summary};
use crate::draws::BLOCK;
use crate::report::{
    self, COLUMNS, COMPARISON, ColumnKind, ColumnSpec, DIFFERENCE, Format, ReportError, RowBlock, RowFiles, RowWriter,
    check_name,
};
use crate::scenario::Scenario;
use crate::simulation::{self, Block, Layout, Settings};

/// Blocks before the first look whether a run is precise enough.
const FIRST_LOOK: u64 = 5;

/// A run that is finished.
#[derive(Debug)]
pub(super) struct Finished {
    /// Its figures.
    pub(super) summary: Summary,
    /// Where its results are.
    pub(super) dir: PathBuf,
}

/// Runs one scenario, until it is as precise as wanted where `goal` says so, and writes its results, with a row for each
/// history in the files `rows`.
pub(super) fn run_one(
    mut scenario: Scenario,
    settings: Settings,
    goal: Option<&Precision>,
    rows: RowFiles,
    output: &Output,
) -> Result<Finished, CliError> {
    let stage = output.begin(scenario.name(), &scenario)?;
    let layout = Layout::new(&scenario);
    let specs: Vec<ColumnSpec> = written_columns(&layout).map(|i| describe_column(&layout.columns[i])).collect();
    if goal.is_none() && !output.quiet {
        room(rows, specs.len(), settings.replications).into_iter().for_each(note);
    }
    let writer = RowWriter::create(stage.path(), "outcomes", specs, rows)?;
    let (summary, rows) = simulate_into(writer, &scenario, settings, goal, output.quiet)?;
    // Running it again takes as many as this run did.
    scenario.fix_run(summary.replications, settings.seed);
    let mut files = write_results(stage.path(), &scenario, &summary, &output.formats)?;
    files.extend(rows);
    let dir = output.settle(stage, &files, report::print_summary(&summary, COLUMNS))?;
    if (output.quiet || output.json) && summary.precision.as_ref().is_some_and(|precision| !precision.met) {
        // Nobody should take this run for as precise as was asked; elsewhere it stands among the warnings.
        summary.warnings.last().into_iter().for_each(|warning| note(format_args!("warning: {warning}")));
    }
    Ok(Finished { summary, dir })
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
    if [COMPARISON, DIFFERENCE].iter().any(|taken| scenario.name.eq_ignore_ascii_case(taken)) {
        return Err(CliError::Input(format!(
            "{} cannot be called `{}`: what several scenarios are compared in has that folder; rename the file",
            file.display(),
            scenario.name
        )));
    }
    check_name(&scenario.name).map_err(|error| CliError::Input(format!("{}: {error}", file.display())))
}

/// Simulates `scenario`, writing a row a replication, and gives the figures and the files of rows.
fn simulate_into(
    mut writer: RowWriter,
    scenario: &Scenario,
    settings: Settings,
    goal: Option<&Precision>,
    quiet: bool,
) -> Result<(Summary, Vec<PathBuf>), CliError> {
    let layout = Layout::new(scenario);
    let written: Vec<usize> = written_columns(&layout).collect();
    let mut gatherer = Gatherer::new(scenario, &layout);
    let mut looks = Looks::from(FIRST_LOOK);
    let bar = progress::bar(goal.map_or(settings.replications, |_| FIRST_LOOK * BLOCK), &scenario.name, quiet);
    let mut rows = RowBlock { columns: vec![Vec::new(); written.len()], rows: 0 };
    simulation::simulate_until(scenario, &layout, settings, interrupted(), |block| {
        gatherer.take(block);
        transpose(block, &layout, &written, &mut rows);
        writer.write_block(&rows)?;
        bar.inc(block.rows as u64);
        let Some(goal) = goal.filter(|_| block.first + block.rows as u64 == looks.next() * BLOCK) else {
            return Ok(ControlFlow::Continue(()));
        };
        let so_far = gatherer.figures(settings.seed);
        let over = looks.look(goal.holds(&so_far));
        // Not known beforehand: as many as the errors so far ask for, and no fewer than the next look.
        bar.set_length(goal.takes(&so_far).max(looks.next() * BLOCK).min(settings.replications));
        Ok(if over { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
    })?;
    let files = writer.finish()?;
    bar.finish_and_clear();
    let mut summary = gatherer.summary(settings.seed).map_err(anyhow::Error::from)?;
    if let Some(goal) = goal {
        goal.conclude(&mut summary, settings.replications);
    }
    Ok((summary, files))
}

/// Numbers of the columns that are written.
fn written_columns(layout: &Layout) -> impl Iterator<Item = usize> {
    (0..layout.columns.len()).filter(|&i| layout.columns[i].written)
}

fn describe_column(column: &simulation::OutcomeColumn) -> ColumnSpec {
    let kind = match column.kind {
        simulation::ColumnKind::State => ColumnKind::Label(STATES.map(str::to_owned).to_vec()),
        simulation::ColumnKind::Count | simulation::ColumnKind::Flag => ColumnKind::Integer,
        simulation::ColumnKind::Number(_) | simulation::ColumnKind::Day | simulation::ColumnKind::Input => {
            ColumnKind::Number
        }
    };
    ColumnSpec { name: column.name.clone(), kind }
}

/// Turns rows into columns, those that are written.
fn transpose(block: &Block, layout: &Layout, written: &[usize], rows: &mut RowBlock) {
    rows.rows = block.rows;
    for (column, &i) in rows.columns.iter_mut().zip(written) {
        column.clear();
        column.extend(block.column(layout, i));
    }
}

fn write_results(
    dir: &Path,
    scenario: &Scenario,
    summary: &Summary,
    formats: &[Format],
) -> Result<Vec<PathBuf>, CliError> {
    let inputs = report::describe_inputs(scenario);
    let mut files = report::write_all(dir, summary, &inputs, &scenario.resolved(), formats)?;
    for (name, text) in scenario.data_copies() {
        files.push(write_with_folder(&dir.join(name), &text)?);
    }
    Ok(files)
}

/// Writes a file, and the folders above it.
pub(super) fn write_with_folder(path: &Path, text: &str) -> Result<PathBuf, ReportError> {
    path.parent().map_or(Ok(()), report::make_folder)?;
    report::write_file(path, text.as_bytes())
}
