//! `run`: simulate scenarios, write results, charts and a report for each.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use anyhow::Context;
use clap::{Args, ValueEnum};

use super::check::input_rows;
use super::failure::Failure;
use super::say::say;
use super::{Simulation, progress};
use crate::analysis::{Gatherer, STATES, Summary};
use crate::report::{self, ColumnKind, ColumnSpec, Format, RowBlock, RowWriter, Staging};
use crate::scenario::Scenario;
use crate::simulation::{self, Block, Layout, Settings};

/// What `run` is told.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Scenario files
    #[arg(required = true)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    simulation: Simulation,
    /// Folder for results; each scenario gets one of its own in it
    #[arg(short, long, default_value = "output")]
    output: PathBuf,
    /// Formats of the charts
    #[arg(long, value_delimiter = ',', default_value = "svg,png")]
    format: Vec<ChartFormat>,
    /// Print nothing but errors
    #[arg(short, long)]
    quiet: bool,
    /// Print the summary as JSON on standard output
    #[arg(long)]
    json: bool,
    /// Name every file written
    #[arg(short, long)]
    verbose: bool,
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

/// Carries out `run`: every scenario is checked before the first is simulated.
pub(super) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let scenarios = load_all(&arguments.files, &arguments.simulation.set)?;
    let formats: Vec<Format> = arguments.format.iter().map(|&format| format.into()).collect();
    let mut summaries = Vec::new();
    for mut scenario in scenarios {
        let settings = arguments.simulation.settings(&scenario);
        (scenario.run.seed, scenario.run.replications) = (Some(settings.seed), Some(settings.replications));
        let stage = Staging::begin(&arguments.output, &scenario.name).map_err(anyhow::Error::from)?;
        let summary = simulate_into(stage.path(), &scenario, settings, arguments.quiet)?;
        let files = write_results(stage.path(), &scenario, &summary, &formats)?;
        let count = files.len();
        let names: Vec<PathBuf> =
            files.iter().filter_map(|file| file.strip_prefix(stage.path()).ok().map(Path::to_owned)).collect();
        let place = stage.commit().map_err(anyhow::Error::from)?;
        if !arguments.json && !arguments.quiet {
            say(report::terminal(&summary))?;
            say(format_args!("{count} files in {}; open {}", place.display(), place.join("report.html").display()))?;
        }
        if arguments.verbose {
            names.iter().for_each(|name| eprintln!("{}", place.join(name).display()));
        }
        summaries.push(summary);
    }
    if arguments.json {
        let text = match summaries.as_slice() {
            [one] => serde_json::to_string_pretty(one),
            several => serde_json::to_string_pretty(several),
        };
        say(text.context("the summary cannot be written as JSON")?)?;
    }
    Ok(())
}

/// Loads every file; all that is wrong with any of them is told at once.
pub(super) fn load_all(files: &[PathBuf], overrides: &[String]) -> Result<Vec<Scenario>, Failure> {
    let mut scenarios = Vec::new();
    let mut wrong = Vec::new();
    let mut taken: HashMap<String, &PathBuf> = HashMap::new();
    for file in files {
        match Scenario::load(file, overrides) {
            Ok(scenario) => {
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
