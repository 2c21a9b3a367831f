//! Scenarios loaded, simulated, and their results written.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::check::input_rows;
use super::failure::Failure;
use super::interrupt::interrupted;
use super::output::Output;
use super::progress;
use super::rows::room;
use super::say::note;
use crate::analysis::{Gatherer, Looks, Precision, STATES, Summary};
use crate::draws::BLOCK;
use crate::report::{
    self, COMPARISON, ColumnKind, ColumnSpec, DIFFERENCE, Format, RowBlock, RowFiles, RowWriter, check_name,
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
    pub(super) place: PathBuf,
}

/// Runs one scenario, until it is as precise as wanted where `goal` says so, and writes its results, with a row for each
/// history in the files `rows`.
pub(super) fn run_one(
    mut scenario: Scenario,
    settings: Settings,
    goal: Option<&Precision>,
    rows: RowFiles,
    output: &Output,
) -> Result<Finished, Failure> {
    let stage = output.begin(scenario.name(), &scenario)?;
    let layout = Layout::new(&scenario);
    let specs: Vec<ColumnSpec> = written(&layout).map(|i| spec(&layout.columns[i])).collect();
    if goal.is_none() && !output.quiet {
        room(rows, specs.len(), settings.replications).into_iter().for_each(note);
    }
    let writer = RowWriter::create(stage.path(), "outcomes", specs, rows).map_err(anyhow::Error::from)?;
    let (summary, rows) = simulate_into(writer, &scenario, settings, goal, output.quiet)?;
    // Running it again takes as many as this run did.
    scenario.fix_run(summary.replications, settings.seed);
    let mut files = write_results(stage.path(), &scenario, &summary, &output.formats())?;
    files.extend(rows);
    let place = output.tell(stage, &files, || report::terminal(&summary))?;
    if (output.quiet || output.json) && summary.precision.as_ref().is_some_and(|precision| !precision.met) {
        // Nobody should take this run for as precise as was asked; elsewhere it stands among the warnings.
        summary.warnings.last().into_iter().for_each(|warning| note(format_args!("warning: {warning}")));
    }
    Ok(Finished { summary, place })
}

/// Loads every file; all that is wrong with any of them is told at once.
pub(super) fn load_all(files: &[PathBuf], overrides: &[String]) -> Result<Vec<Scenario>, Failure> {
    let mut scenarios = Vec::new();
    let mut wrong = Vec::new();
    let mut taken: HashMap<String, &PathBuf> = HashMap::new();
    for file in files {
        match Scenario::load(file, overrides) {
            Ok(scenario) => {
                wrong.extend(check_folder(file, &scenario).err());
                // Some file systems do not tell capitals from small letters.
                if let Some(other) = taken.insert(scenario.name.to_lowercase(), file) {
                    wrong.push(Failure::Input(format!(
                        "error: {} and {} are both called `{}` and would overwrite each other's results; run them apart, with different --output",
                        other.display(),
                        file.display(),
                        scenario.name
                    )));
                }
                scenarios.push(scenario);
            }
            Err(error) => wrong.push(Failure::from(error)),
        }
    }
    Failure::of_all(wrong).map(|()| scenarios)
}

/// Whether results of the scenario in `file` can have a folder of its name.
pub(super) fn check_folder(file: &Path, scenario: &Scenario) -> Result<(), Failure> {
    if [COMPARISON, DIFFERENCE].iter().any(|taken| scenario.name.eq_ignore_ascii_case(taken)) {
        return Err(Failure::Input(format!(
            "error: {} cannot be called `{}`: what several scenarios are compared in has that folder; rename the file",
            file.display(),
            scenario.name
        )));
    }
    check_name(&scenario.name).map_err(|error| Failure::Input(format!("error: {}: {error}", file.display())))
}

/// Simulates `scenario`, writing a row a replication, and gives the figures and the files of rows.
fn simulate_into(
    mut writer: RowWriter,
    scenario: &Scenario,
    settings: Settings,
    goal: Option<&Precision>,
    quiet: bool,
) -> Result<(Summary, Vec<PathBuf>), Failure> {
    let layout = Layout::new(scenario);
    let written: Vec<usize> = written(&layout).collect();
    let mut gatherer = Gatherer::new(scenario, &layout);
    let mut looks = Looks::from(FIRST_LOOK);
    let bar = progress::bar(goal.map_or(settings.replications, |_| FIRST_LOOK * BLOCK), &scenario.name, quiet);
    let mut rows = RowBlock { columns: vec![Vec::new(); written.len()], rows: 0 };
    simulation::simulate_until(scenario, &layout, settings, interrupted(), |block| {
        gatherer.take(block);
        turn(block, &layout, &written, &mut rows);
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
    let files = writer.finish().map_err(anyhow::Error::from)?;
    bar.finish_and_clear();
    let mut summary = gatherer.summary(settings.seed).map_err(anyhow::Error::from)?;
    if let Some(goal) = goal {
        goal.conclude(&mut summary, settings.replications);
    }
    Ok((summary, files))
}

/// Numbers of the columns that are written.
fn written(layout: &Layout) -> impl Iterator<Item = usize> {
    (0..layout.columns.len()).filter(|&i| layout.columns[i].written)
}

fn spec(column: &simulation::OutcomeColumn) -> ColumnSpec {
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
fn turn(block: &Block, layout: &Layout, written: &[usize], rows: &mut RowBlock) {
    rows.rows = block.rows;
    for (column, &i) in rows.columns.iter_mut().zip(written) {
        column.clear();
        column.extend(block.values.chunks(layout.row()).take(block.rows).map(|row| row[i]));
    }
}

fn write_results(
    dir: &Path,
    scenario: &Scenario,
    summary: &Summary,
    formats: &[Format],
) -> Result<Vec<PathBuf>, Failure> {
    let mut files = report::write_all(dir, summary, &input_rows(scenario), &scenario.resolved(), formats)
        .map_err(anyhow::Error::from)?;
    for (name, text) in scenario.data_copies() {
        let path = dir.join(name);
        if let Some(folder) = path.parent() {
            report::make_folder(folder)?;
        }
        files.push(report::write_file(&path, text.as_bytes()).map_err(anyhow::Error::from)?);
    }
    Ok(files)
}
