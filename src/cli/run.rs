//! `run`: simulate scenarios, write results, charts and a report for each.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use anyhow::Context;
use clap::{Args, ValueEnum};

use super::check::input_rows;
use super::compare::{compare_runs, one_luck};
use super::failure::Failure;
use super::say::say;
use super::{Simulation, progress};
use crate::analysis::{Gatherer, STATES, Summary};
use crate::report::{self, COMPARISON, ColumnKind, ColumnSpec, DIFFERENCE, Format, RowBlock, RowWriter, Staging};
use crate::scenario::Scenario;
use crate::simulation::{self, Block, Layout, Settings};

/// What `run` is told.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Scenario files; several are also compared, with the first as what others are held against
    #[arg(required = true)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    simulation: Simulation,
    #[command(flatten)]
    output: Output,
}

/// Where results go, and what is told of them.
#[derive(Debug, Args)]
pub(super) struct Output {
    /// Folder for results; each scenario gets one of its own in it
    #[arg(short = 'o', long = "output", value_name = "DIR", default_value = "output")]
    pub(super) folder: PathBuf,
    /// Formats of the charts
    #[arg(long, value_delimiter = ',', default_value = "svg,png")]
    format: Vec<ChartFormat>,
    /// Print nothing but errors
    #[arg(short, long)]
    pub(super) quiet: bool,
    /// Print the figures as JSON on standard output
    #[arg(long)]
    pub(super) json: bool,
    /// Name every file written
    #[arg(short, long)]
    verbose: bool,
}

impl Output {
    /// Formats in which charts are written.
    pub(super) fn formats(&self) -> Vec<Format> {
        self.format.iter().map(|&format| format.into()).collect()
    }

    /// Puts results in their place, tells of them, and gives the place.
    pub(super) fn tell(
        &self,
        stage: Staging,
        files: &[PathBuf],
        figures: impl FnOnce() -> String,
    ) -> Result<PathBuf, Failure> {
        let within = |file: &PathBuf| file.strip_prefix(stage.path()).map(Path::to_owned).ok();
        let names: Vec<PathBuf> = files.iter().filter_map(within).collect();
        let place = stage.commit().map_err(anyhow::Error::from)?;
        if !self.json && !self.quiet {
            say(figures())?;
            let page = names.iter().find(|name| name.ends_with("report.html"));
            let open = page.map(|page| format!("; open {}", place.join(page).display())).unwrap_or_default();
            say(format_args!("{} files in {}{open}\n", files.len(), place.display()))?;
        }
        if self.verbose {
            names.iter().for_each(|name| eprintln!("{}", place.join(name).display()));
        }
        Ok(place)
    }
}

/// A run that is finished.
#[derive(Debug)]
pub(super) struct Finished {
    /// Its figures.
    pub(super) summary: Summary,
    /// Where its results are.
    pub(super) place: PathBuf,
}

/// A format of charts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ChartFormat {
    /// Vector graphics
    Svg,
    /// Pictures
    Png,
}

impl From<ChartFormat> for Format {
    fn from(format: ChartFormat) -> Self {
        match format {
            ChartFormat::Svg => Self::Svg,
            ChartFormat::Png => Self::Png,
        }
    }
}

/// Carries out `run`: every scenario is checked before the first is simulated; several are compared.
pub(super) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let scenarios = load_all(&arguments.files, &arguments.simulation.set)?;
    let mut runs = Vec::new();
    for scenario in scenarios {
        let settings = arguments.simulation.settings(&scenario);
        runs.push(run_one(scenario, settings, &arguments.output)?);
    }
    if runs.len() > 1 {
        match one_luck(runs.iter().map(|run| run.summary.seed)) {
            Ok(()) => drop(compare_runs(&runs, &arguments.output)?),
            Err(reason) => eprintln!("not compared: {}", reason.to_string().trim_start_matches("error: ")),
        }
    }
    if arguments.output.json {
        let summaries: Vec<&Summary> = runs.iter().map(|run| &run.summary).collect();
        let text = match summaries.as_slice() {
            [one] => serde_json::to_string_pretty(one),
            several => serde_json::to_string_pretty(several),
        };
        say(text.context("the summary cannot be written as JSON")?)?;
    }
    Ok(())
}

/// Runs one scenario and writes its results.
pub(super) fn run_one(mut scenario: Scenario, settings: Settings, output: &Output) -> Result<Finished, Failure> {
    scenario.fix_run(settings.replications, settings.seed);
    let stage = Staging::begin(&output.folder, scenario.name()).map_err(anyhow::Error::from)?;
    let summary = simulate_into(stage.path(), &scenario, settings, output.quiet)?;
    let files = write_results(stage.path(), &scenario, &summary, &output.formats())?;
    let place = output.tell(stage, &files, || report::terminal(&summary))?;
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
                if [COMPARISON, DIFFERENCE].iter().any(|taken| scenario.name.eq_ignore_ascii_case(taken)) {
                    wrong.push(format!(
                        "error: {} cannot be called `{}`: what several scenarios are compared in has that folder; rename the file",
                        file.display(),
                        scenario.name
                    ));
                }
                if let Some(other) = taken.insert(scenario.name.clone(), file) {
                    wrong.push(format!(
                        "error: {} and {} are both called `{}` and would overwrite each other's results; run them apart, with different --output",
                        other.display(),
                        file.display(),
                        scenario.name
                    ));
                }
                scenarios.push(scenario);
            }
            Err(error) => wrong.push(Failure::from(error).to_string()),
        }
    }
    if wrong.is_empty() { Ok(scenarios) } else { Err(Failure::Input(wrong.join("\n"))) }
}

/// Simulates `scenario`, writing a row a replication into `dir`, and gives the figures.
fn simulate_into(dir: &Path, scenario: &Scenario, settings: Settings, quiet: bool) -> Result<Summary, Failure> {
    let layout = Layout::of(scenario);
    let written: Vec<usize> = (0..layout.columns.len()).filter(|&i| layout.columns[i].written).collect();
    let specs = written.iter().map(|&i| spec(&layout.columns[i])).collect();
    let mut writer = RowWriter::create(dir, specs).map_err(anyhow::Error::from)?;
    let mut gatherer = Gatherer::new(scenario, &layout);
    let bar = progress::bar(settings.replications, &scenario.name, quiet);
    let mut rows = RowBlock { columns: vec![Vec::new(); written.len()], rows: 0 };
    simulation::simulate(scenario, &layout, settings, interrupted(), |block| {
        gatherer.take(block);
        turn(block, &layout, &written, &mut rows);
        writer.write_block(&rows)?;
        bar.inc(block.rows as u64);
        Ok(())
    })?;
    writer.finish().map_err(anyhow::Error::from)?;
    bar.finish_and_clear();
    Ok(gatherer.summary(settings.seed).map_err(anyhow::Error::from)?)
}

fn spec(column: &simulation::Column) -> ColumnSpec {
    let kind = match column.kind {
        simulation::ColumnKind::State => ColumnKind::Label(STATES.map(str::to_owned).to_vec()),
        simulation::ColumnKind::Count => ColumnKind::Integer,
        simulation::ColumnKind::Number(_) | simulation::ColumnKind::Input => ColumnKind::Number,
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
            std::fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
        }
        files.push(report::write_file(&path, text.as_bytes()).map_err(anyhow::Error::from)?);
    }
    files.extend([dir.join("outcomes.csv"), dir.join("outcomes.parquet")]);
    Ok(files)
}

/// Set by Ctrl-C; the simulation looks at it between blocks.
pub(super) fn interrupted() -> &'static AtomicBool {
    static FLAG: OnceLock<Arc<AtomicBool>> = OnceLock::new();
    FLAG.get_or_init(|| {
        let flag = Arc::new(AtomicBool::new(false));
        let seen = Arc::clone(&flag);
        // Where no handler can be set, Ctrl-C ends the program at once, which leaves earlier results as they are.
        let _ = ctrlc::set_handler(move || seen.store(true, Ordering::Relaxed));
        flag
    })
}
