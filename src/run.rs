//! A run as a whole: one scenario simulated, its figures summarised, its results written.

use std::fmt;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use thiserror::Error;

use crate::analysis::drivers::DriverTally;
use crate::analysis::{
    Estimate, Gatherer, Looks, Measured, Metric, MetricError, PageRows, PageRowsGatherer, Precision, STATES, Summary,
    Unit, UnitError, UnitPlace, UnitSource, Units, count_block_bytes, pack_block, unpack_block,
};
use crate::draws::BLOCK;
use crate::model::ModelError;
use crate::report::{
    self, COLUMNS, ColumnKind, ColumnSpec, Format, Owner, ReportError, RowBlock, RowFiles, RowWriter, Staging, Views,
};
use crate::scenario::Scenario;
use crate::simulation::{self, Block, Layout, OutcomeColumn, Settings, SimulationError};

/// Blocks before the first look whether a run is precise enough.
const FIRST_LOOK: u64 = 5;

/// What a run of one scenario found.
#[derive(Debug, Clone)]
pub struct Results {
    scenario: Scenario,
    summary: Summary,
    page_rows: PageRows,
}

/// Why a run has no results.
#[derive(Debug, Error)]
pub enum RunError {
    /// A simulation failed, or was stopped.
    #[error(transparent)]
    Simulation(#[from] SimulationError),
    /// A simulation that is told as an example failed.
    #[error(transparent)]
    Example(#[from] ModelError),
    /// Results could not be written.
    #[error(transparent)]
    Report(#[from] ReportError),
}

/// Simulates a scenario and summarises what was found. The same scenario and seed give the same figures on any number of threads;
/// memory does not grow with the number of simulations.
///
/// ```
/// use marketgate::{Scenario, Settings, simulate};
///
/// let scenario = Scenario::load("scenarios/next-entrant/games.toml".as_ref(), &[])?;
/// let results = simulate(&scenario, &Settings { replications: 200, ..Settings::default() })?;
/// assert!(results.value().mean.is_some_and(|dollars| dollars > 0.0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`RunError`] where a simulation fails.
pub fn simulate(scenario: &Scenario, settings: &Settings) -> Result<Results, RunError> {
    simulate_watched(scenario, settings, Watch { stop: &AtomicBool::new(false), progress: &|_, _| () }, |_| ())
}

/// How whoever waits for a run watches it.
#[derive(Clone, Copy)]
pub struct Watch<'a> {
    /// Once it is true the run ends within about a second, with [`SimulationError::Interrupted`].
    pub stop: &'a AtomicBool,
    /// Is handed the number of simulations done and of those expected.
    pub progress: &'a (dyn Fn(u64, u64) + Sync),
}

impl fmt::Debug for Watch<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch").field("stop", self.stop).finish_non_exhaustive()
    }
}

/// As [`simulate`], for whoever wants to watch the run, to end it from another thread, or to keep its rows: `receive` is handed the
/// row of every simulation, in order and in blocks, with the columns that [`describe_rows`] names.
///
/// ```
/// use std::sync::atomic::{AtomicBool, Ordering};
/// use marketgate::{Scenario, Settings, Watch, describe_rows, simulate_watched};
///
/// let scenario = Scenario::load("scenarios/next-entrant/games.toml".as_ref(), &[])?;
/// let value = describe_rows(&scenario).iter().position(|column| column.name == "value").unwrap_or_default();
/// let (settings, mut values) = (Settings { replications: 200, ..Settings::default() }, Vec::new());
/// let watch = Watch { stop: &AtomicBool::new(false), progress: &|_, _| () };
/// simulate_watched(&scenario, &settings, watch, |rows| values.extend_from_slice(&rows.columns[value]))?;
/// assert_eq!(values.len(), 200);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`RunError`] where a simulation fails, or is stopped.
pub fn simulate_watched(
    scenario: &Scenario,
    settings: &Settings,
    watch: Watch<'_>,
    receive: impl FnMut(&RowBlock) + Send,
) -> Result<Results, RunError> {
    simulate_to_precision(scenario, settings, None, watch, receive)
}

/// As [`simulate_watched`], until figures are as precise as `precision` says: after the simulations of `settings` in any case.
///
/// # Errors
/// [`RunError`] where a simulation fails, or is stopped.
#[doc(hidden)]
pub fn simulate_to_precision(
    scenario: &Scenario,
    settings: &Settings,
    precision: Option<&Precision>,
    watch: Watch<'_>,
    mut receive: impl FnMut(&RowBlock) + Send,
) -> Result<Results, RunError> {
    let Watch { stop, progress } = watch;
    let run = Run { scenario, settings: *settings, precision, stop, progress, source: UnitSource::HERE };
    let mut scenario = scenario.clone();
    let (summary, page_rows) = run.simulate(|rows| {
        receive(rows);
        Ok(())
    })?;
    scenario.fix_run(summary.replications, settings.seed);
    Ok(Results { scenario, summary, page_rows })
}

/// The columns of a row: what each simulation of this scenario draws and leaves, as in `outcomes.parquet`.
pub fn describe_rows(scenario: &Scenario) -> Vec<ColumnSpec> {
    let layout = Layout::new(scenario);
    written_columns(&layout).map(|i| describe_column(&layout.columns[i])).collect()
}

impl Results {
    /// The scenario that was simulated, with the seed and the number of simulations of this run.
    pub const fn scenario(&self) -> &Scenario {
        &self.scenario
    }

    /// All figures, as `summary.json` holds them.
    pub const fn summary(&self) -> &Summary {
        &self.summary
    }

    /// The value of the company over the horizon and beyond it, in US dollars of the start.
    pub const fn value(&self) -> &Estimate {
        &self.summary.value
    }

    /// The figure at a path of `summary.json`, such as `markets.us.outcomes.banned`, with its simulation error.
    ///
    /// # Errors
    /// [`MetricError`] where there is none: it names the nearest.
    pub fn figure(&self, path: &str) -> Result<Measured, MetricError> {
        Ok(Metric::find(path, &self.scenario)?.measure(&self.summary))
    }

    /// The figures as the program prints them, in lines of 80 columns.
    pub fn print(&self) -> String {
        report::print_summary(&self.summary, COLUMNS)
    }

    /// Writes the report, charts, tables and workbook into the folder `output/NAME`, where `NAME` is the scenario's, all at once or not
    /// at all; gives that folder. Earlier results of the same scenario there are replaced.
    ///
    /// # Errors
    /// [`ReportError`] where a file cannot be written, or the folder is somebody else's.
    pub fn write(&self, output: &Path) -> Result<PathBuf, ReportError> {
        let views = Views { output: Some(output.to_owned()), ..Views::new(&[Format::Svg, Format::Png]) };
        self.write_with_rows(output, &views, RowFiles::NONE, [])
    }

    /// As [`Results::write`], with the `rows` of the run, which [`simulate_watched`] hands on, in `files`: byte for byte what
    /// `marketgate run` writes.
    ///
    /// # Errors
    /// [`ReportError`] where a file cannot be written, rows do not fit their columns, or the folder is somebody else's.
    pub fn write_with_rows(
        &self,
        output: &Path,
        views: &Views,
        files: RowFiles,
        rows: impl IntoIterator<Item = RowBlock>,
    ) -> Result<PathBuf, ReportError> {
        let owner = Owner { file: self.scenario.file().to_owned(), digest: self.scenario.digest().to_owned() };
        let stage = Staging::begin(output, self.scenario.name(), Some(&owner))?;
        let mut writer = create_row_writer(stage.path(), &self.scenario, files)?;
        rows.into_iter().try_for_each(|block| writer.write_block(&block))?;
        writer.finish()?;
        write_results(stage.path(), &self.scenario, (&self.summary, &self.page_rows), views)?;
        stage.commit()
    }
}

/// A scenario that is to be simulated, and how.
pub(crate) struct Run<'a> {
    pub(crate) scenario: &'a Scenario,
    pub(crate) settings: Settings,
    /// Ends the run sooner, where its figures are as precise as that.
    pub(crate) precision: Option<&'a Precision>,
    /// Ends it in any case.
    pub(crate) stop: &'a AtomicBool,
    /// Is handed the number of simulations done and of those expected.
    pub(crate) progress: &'a (dyn Fn(u64, u64) + Sync),
    /// Where its blocks come from. Shared ones go with no precision, which alone knows how many there are.
    pub(crate) source: UnitSource<'a>,
}

/// Takes a block, and says whether the run goes on.
type Receive<'r> = dyn FnMut(&Block) -> Result<ControlFlow<()>, UnitError> + Send + 'r;

impl Run<'_> {
    /// Simulates, and hands the rows on to `receive`, a block at a time; gives the figures, and what is kept of the first simulations
    /// for the page.
    pub(crate) fn simulate(
        &self,
        mut receive: impl FnMut(&RowBlock) -> Result<(), ReportError> + Send,
    ) -> Result<(Summary, PageRows), RunError> {
        let (scenario, settings) = (self.scenario, self.settings);
        let layout = Layout::new(scenario).with_cash_path(scenario);
        let mut page_rows = PageRowsGatherer::new(scenario, &layout);
        let written: Vec<usize> = written_columns(&layout).collect();
        let mut places = vec![None; layout.columns.len()];
        written.iter().enumerate().for_each(|(place, &column)| places[column] = Some(place));
        let mut gatherer = Gatherer::new(scenario, &layout);
        let mut drivers = DriverTally::new(scenario, &layout);
        let mut looks = Looks::from(FIRST_LOOK);
        let mut expected = self.precision.map_or(settings.replications, |_| FIRST_LOOK * BLOCK);
        let mut rows = RowBlock { columns: vec![Vec::new(); written.len()], rows: 0 };
        self.for_each_block(&layout, &mut |block| {
            gatherer.take(block);
            page_rows.take(block);
            transpose(block, &layout, &written, &mut rows);
            drivers.take(|column| places[column].map_or(&[], |place| &rows.columns[place]));
            receive(&rows)?;
            let done = block.first + block.rows as u64;
            let mut is_over = false;
            if let Some(precision) = self.precision.filter(|_| done == looks.next() * BLOCK) {
                let so_far = gatherer.figures(settings.seed);
                is_over = looks.look(precision.holds(&so_far));
                // Not known beforehand: as many as the errors so far ask for, and no fewer than the next look.
                expected = precision.takes(&so_far).max(looks.next() * BLOCK).min(settings.replications);
            }
            (self.progress)(done, expected);
            Ok(if is_over { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        })?;
        let mut summary = gatherer.summary(settings.seed)?;
        summary.drivers = drivers.find_drivers();
        if let Some(precision) = self.precision {
            precision.conclude(&mut summary, settings.replications);
        }
        let page_rows = page_rows.finish(settings.seed, summary.replications);
        Ok((summary, page_rows))
    }

    /// Hands on the blocks in their order: simulated, or as shards have saved them. A shard's own are saved, and no figure is made of them.
    fn for_each_block(&self, layout: &Layout, receive: &mut Receive<'_>) -> Result<(), SimulationError> {
        let Some(units) = self.source.units() else {
            return simulation::simulate_until(self.scenario, layout, self.settings, self.stop, receive);
        };
        let count = usize::try_from(self.settings.blocks()).unwrap_or(usize::MAX);
        let unit = |number: u64| Unit { round: 0, number: usize::try_from(number).unwrap_or(usize::MAX), count };
        let (mut here, mut block) = (Vec::new(), Block::default());
        for number in 0..self.settings.blocks() {
            if self.stop.load(Ordering::Relaxed) {
                return Err(SimulationError::Interrupted);
            }
            let rows = self.settings.rows(number);
            let found = units.find(unit(number), count_block_bytes(layout, rows)).map_err(SimulationError::Receiver)?;
            match found {
                UnitPlace::Here => here.push(number),
                UnitPlace::Elsewhere => {}
                UnitPlace::Saved(bytes) => {
                    let rules = self.scenario.strategies[self.scenario.strategy].rules.len();
                    let counts = (self.scenario.events.len(), rules);
                    if !unpack_block(&bytes, layout, (number, rows), counts, &mut block) {
                        return Err(SimulationError::Receiver(units.refuse(unit(number))));
                    }
                    // Nothing but a precision ends a run sooner.
                    let _ = receive(&block).map_err(SimulationError::Receiver)?;
                }
            }
        }
        self.simulate_shard(layout, here, &unit, units)?;
        self.source.end_round(0, count)
    }

    /// Simulates the blocks that are this shard's, and saves them.
    fn simulate_shard(
        &self,
        layout: &Layout,
        here: Vec<u64>,
        unit: &(dyn Fn(u64) -> Unit + Sync),
        units: &dyn Units,
    ) -> Result<(), SimulationError> {
        if here.is_empty() {
            return Ok(());
        }
        let expected: u64 = here.iter().map(|&number| self.settings.rows(number) as u64).sum();
        let mut done = 0;
        simulation::simulate_blocks(self.scenario, layout, self.settings, self.stop, here.into_iter(), |block| {
            units.keep(unit(block.first / BLOCK), &pack_block(block, layout))?;
            done += block.rows as u64;
            (self.progress)(done, expected);
            Ok(ControlFlow::Continue(()))
        })
    }
}

/// A writer of the rows of a run into `dir`.
///
/// # Errors
/// [`ReportError`] where a file cannot be made.
pub(crate) fn create_row_writer(dir: &Path, scenario: &Scenario, files: RowFiles) -> Result<RowWriter, ReportError> {
    RowWriter::create(dir, "outcomes", describe_rows(scenario), files)
}

/// Number of figures in the row of a simulation.
pub(crate) fn count_columns(scenario: &Scenario) -> usize {
    written_columns(&Layout::new(scenario)).count()
}

/// Numbers of the columns that are written.
fn written_columns(layout: &Layout) -> impl Iterator<Item = usize> {
    (0..layout.columns.len()).filter(|&i| layout.columns[i].written)
}

fn describe_column(column: &OutcomeColumn) -> ColumnSpec {
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

/// Writes all but the rows into `dir`; gives the files.
///
/// # Errors
/// [`ReportError`] where a file cannot be written.
pub(crate) fn write_results(
    dir: &Path,
    scenario: &Scenario,
    (summary, page_rows): (&Summary, &PageRows),
    views: &Views,
) -> Result<Vec<PathBuf>, ReportError> {
    let inputs = report::describe_inputs(scenario);
    let mut files = report::write_all(dir, (summary, page_rows), &inputs, &scenario.resolved(), views)?;
    for (name, text) in scenario.data_copies() {
        files.push(report::write_with_folder(&dir.join(name), &text)?);
    }
    Ok(files)
}
