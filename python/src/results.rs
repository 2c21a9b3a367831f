//! Runs and what they found.

use std::path::PathBuf;
use std::sync::atomic::Ordering;

use marketgate::analysis::{LeadingValue, Metric};
use marketgate::report::{describe_inputs, list_fans, list_figures};
use marketgate::{Format, ReportError, RowBlock, RowFiles, Views, Watch, describe_rows, simulate_to_precision};
use pyo3::prelude::*;

use crate::display::{read_json, show_run, write_json};
use crate::errors::{fail_report, fail_run, refuse};
use crate::scenario::{ScenarioOrPath, choose_settings};
use crate::studies::read_precision;
use crate::table::{Table, TableBuilder};
use crate::wait::wait_for;

/// Rows that are handed on at once, as a run does.
const ROWS: usize = 1_000;
/// Simulations that a run with a precision takes at most, where not said otherwise.
const MOST: u64 = 1_000_000;

/// What a run of one scenario found.
#[pyclass(frozen, module = "marketgate")]
pub(crate) struct Results {
    pub(crate) found: marketgate::Results,
    pub(crate) rows: Option<Table>,
}

/// Simulates a scenario, or the one in a file.
///
/// `n` is the number of simulations (10,000 where the file says nothing), `seed` that of all random numbers (1); the results do not depend
/// on `threads`. `rows=False` keeps no row for each simulation, so that memory does not grow with `n`. With `precision`, such as
/// "1%" or "value.mean=0.5%,value.p5=2%", a run goes on until standard errors are at most this share of the figures; `n` is then the most it
/// takes (1,000,000). `progress` is called with the number of simulations done and of all.
#[pyfunction]
#[pyo3(signature = (scenario, *, n=None, seed=None, threads=None, rows=true, precision=None, progress=None))]
#[expect(clippy::too_many_arguments, reason = "Python names them")]
pub(crate) fn run(
    py: Python<'_>,
    scenario: ScenarioOrPath<'_>,
    n: Option<u64>,
    seed: Option<u64>,
    threads: Option<usize>,
    rows: bool,
    precision: Option<&str>,
    progress: Option<Bound<'_, PyAny>>,
) -> PyResult<Results> {
    let (_, template) = scenario.read(py)?;
    simulate(py, template.scenario(), (n, seed, threads), (rows, precision), progress.as_ref())
}

/// Simulates, and keeps the rows where they are wanted.
pub(crate) fn simulate(
    py: Python<'_>,
    scenario: &marketgate::Scenario,
    (n, seed, threads): (Option<u64>, Option<u64>, Option<usize>),
    (rows, precision): (bool, Option<&str>),
    progress: Option<&Bound<'_, PyAny>>,
) -> PyResult<Results> {
    let usual = [Metric::leading(LeadingValue::of_scenario(scenario))];
    let precision = read_precision(py, precision, &usual, scenario)?;
    let n = if precision.is_some() { n.or(Some(MOST)) } else { n };
    let settings = choose_settings(py, scenario, (n, seed, threads))?;
    let kept = if precision.is_some() { 0 } else { settings.replications as usize };
    let mut builder = rows.then(|| TableBuilder::with_room(describe_rows(scenario), kept)).transpose()?;
    let found = wait_for(py, progress, settings.replications, |watched| {
        let watch = Watch { stop: &watched.stop, progress: &|done, _| watched.done.store(done, Ordering::Relaxed) };
        let keep = |block: &RowBlock| builder.iter_mut().for_each(|table| table.append(block));
        simulate_to_precision(scenario, &settings, precision.as_ref(), watch, keep)
    })?;
    let rows = builder.map(TableBuilder::finish).transpose()?;
    Ok(Results { found: found.map_err(|error| fail_run(&error))?, rows })
}

impl Results {
    /// The rows, where they were kept.
    pub(crate) fn find_rows(&self, py: Python<'_>) -> PyResult<&Table> {
        self.rows.as_ref().ok_or_else(|| refuse(py, "this run has kept no rows: run it with rows=True"))
    }

    /// The rows, all columns, as a run hands them on.
    fn list_blocks(&self, table: &Table) -> impl Iterator<Item = RowBlock> {
        let columns: Vec<usize> = (0..describe_rows(self.found.scenario()).len()).collect();
        let (table, rows) = (table.clone(), table.rows());
        (0..rows).step_by(ROWS).map(move |first| table.read_block(&columns, first, ROWS.min(rows - first)))
    }
}

/// Formats of charts by their names.
pub(crate) fn read_formats(py: Python<'_>, names: &[String]) -> PyResult<Vec<Format>> {
    let read = |name: &String| match name.as_str() {
        "svg" => Ok(Format::Svg),
        "png" => Ok(Format::Png),
        other => Err(refuse(py, format_args!("charts are written as svg and png, not as {other}"))),
    };
    names.iter().map(read).collect()
}

/// Files of rows by their names.
fn read_row_files(py: Python<'_>, names: &[String]) -> PyResult<RowFiles> {
    let mut files = RowFiles::NONE;
    for name in names {
        match name.as_str() {
            "csv" => files.csv = true,
            "parquet" => files.parquet = true,
            other => return Err(refuse(py, format_args!("rows are written as csv and parquet, not as {other}"))),
        }
    }
    Ok(files)
}

#[pymethods]
impl Results {
    /// All figures, as summary.json holds them.
    #[getter]
    fn summary<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        read_json(py, &self.to_json()?)
    }

    /// All figures as text: what summary.json holds, byte for byte.
    fn to_json(&self) -> PyResult<String> {
        write_json(self.found.summary())
    }

    /// A row for each simulation: what it drew, and what came of it.
    #[getter]
    fn outcomes(&self, py: Python<'_>) -> PyResult<Table> {
        self.find_rows(py).cloned()
    }

    /// Quantiles by date, market and measure; the market is empty where the measure is of the company.
    #[getter]
    fn fans(&self) -> PyResult<Table> {
        Table::from_report(&list_fans(self.found.summary()))
    }

    /// Every figure, one a row, with its error; the market is empty where the figure is of the company.
    #[getter]
    fn markets(&self) -> PyResult<Table> {
        Table::from_report(&list_figures(self.found.summary()))
    }

    /// Number of simulations.
    #[getter]
    fn n(&self) -> u64 {
        self.found.summary().replications
    }

    /// Seed of all random numbers.
    #[getter]
    fn seed(&self) -> u64 {
        self.found.summary().seed
    }

    /// What the reader should be told.
    #[getter]
    fn warnings(&self) -> Vec<String> {
        self.found.summary().warnings.clone()
    }

    /// The figure at a path of the summary, such as "markets.us.outcomes.banned"; None where it is not known.
    fn figure(&self, py: Python<'_>, path: &str) -> PyResult<Option<f64>> {
        self.found.figure(path).map(|figure| figure.value).map_err(|error| refuse(py, error))
    }

    /// The rows as an xarray.Dataset along the dimension "draw". Needs the package xarray.
    fn to_xarray<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("marketgate._xarray")?.call_method1("to_dataset", (slf,))
    }

    /// Writes what `marketgate run` writes, byte for byte, into the folder of the scenario's name in `output`; returns that folder.
    #[pyo3(signature = (output=PathBuf::from("output"), *, rows=vec!["csv".to_owned(), "parquet".to_owned()], formats=vec!["svg".to_owned(), "png".to_owned()], board=false))]
    #[pyo3(
        text_signature = "($self, output='output', *, rows=('csv', 'parquet'), formats=('svg', 'png'), board=False)"
    )]
    fn save(
        &self,
        py: Python<'_>,
        output: PathBuf,
        rows: Vec<String>,
        formats: Vec<String>,
        board: bool,
    ) -> PyResult<PathBuf> {
        let views = Views { formats: read_formats(py, &formats)?, board, output: Some(output.clone()) };
        let files = read_row_files(py, &rows)?;
        let blocks = if files == RowFiles::NONE { None } else { Some(self.outcomes(py)?) };
        let write = || -> Result<PathBuf, ReportError> {
            let blocks = blocks.iter().flat_map(|table| self.list_blocks(table));
            self.found.write_with_rows(&output, &views, files, blocks)
        };
        py.detach(write).map_err(|error| fail_report(&error))
    }

    fn __str__(&self) -> String {
        self.found.print()
    }

    fn __repr__(&self) -> String {
        let summary = self.found.summary();
        let name = &summary.scenario.name;
        format!("<marketgate.Results of {} simulations of {name}, seed {}>", summary.replications, summary.seed)
    }

    fn _repr_html_(&self) -> PyResult<String> {
        show_run(self.found.summary(), &describe_inputs(self.found.scenario()))
    }
}
