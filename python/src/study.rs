//! What a study found, of whatever kind.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use marketgate::analysis::sweep::Sweep;
use marketgate::report::{self, Owner, Staging, WrittenStudy, list_sweep_rows, write_study, write_sweep};
use marketgate::{Format, ReportError};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;

use crate::display::{read_json, show, write_json, write_line};
use crate::errors::fail_report;
use crate::results::read_formats;
use crate::table::{Table, TableBuilder};

/// Charts that a notebook shows; the rest stand in the report.
const SHOWN: usize = 3;

/// Results of a comparison, a decision, a sweep or an analysis of sensitivity.
#[pyclass(frozen, module = "marketgate")]
pub(crate) struct Study {
    kind: &'static str,
    found: Box<dyn Found>,
    folder: String,
    owner: Option<Owner>,
}

/// What every kind of study can do.
trait Found: Send + Sync {
    fn write_json(&self) -> PyResult<String>;
    fn write(&self, stage: &Path, formats: &[Format]) -> Result<WrittenStudy, ReportError>;
    fn show(&self) -> PyResult<String>;
    fn list_tables(&self) -> PyResult<Vec<(String, Table)>>;
}

/// How a study is written: most kinds in one way.
type Write<S> = fn(&Path, &S, &[Format]) -> Result<WrittenStudy, ReportError>;

/// The tables of a study, by the stems of the files that hold them.
type ListTables<S> = fn(&S) -> PyResult<Vec<(String, Table)>>;

/// A study, how it is written, and its tables.
struct Written<S>(S, Write<S>, ListTables<S>);

fn list_tables<S: report::Study>(study: &S) -> PyResult<Vec<(String, Table)>> {
    let read = |(file, table): (&str, marketgate::table::Table)| {
        Ok((file.trim_end_matches(".csv").to_owned(), Table::from_report(&table)?))
    };
    study.tables().into_iter().map(read).collect()
}

fn list_points(sweep: &Sweep) -> PyResult<Vec<(String, Table)>> {
    let (columns, rows) = list_sweep_rows(sweep);
    let mut table = TableBuilder::with_room(columns, rows.rows)?;
    table.append(&rows);
    Ok(vec![("sweep".to_owned(), table.finish()?)])
}

impl<S: report::Study + Send + Sync> Found for Written<S> {
    fn write_json(&self) -> PyResult<String> {
        write_json(&self.0)
    }

    fn write(&self, stage: &Path, formats: &[Format]) -> Result<WrittenStudy, ReportError> {
        (self.1)(stage, &self.0, formats)
    }

    fn show(&self) -> PyResult<String> {
        let charts = self.0.charts().map_err(|error| PyRuntimeError::new_err(error.to_string()))?;
        let page = self.0.page(&charts);
        let lines: Vec<String> =
            page.findings().iter().map(|found| write_line(&found.headline, &found.detail)).collect();
        Ok(show(page.title(), page.headline(), &lines, &charts.iter().take(SHOWN).collect::<Vec<_>>()))
    }

    fn list_tables(&self) -> PyResult<Vec<(String, Table)>> {
        (self.2)(&self.0)
    }
}

impl Study {
    /// A study whose results belong into the folder of this name.
    pub(crate) fn new<S: report::Study + Send + Sync + 'static>(
        kind: &'static str,
        found: S,
        folder: String,
        owner: Option<Owner>,
    ) -> Self {
        Self {
            kind,
            found: Box::new(Written(found, write_study::<S> as Write<S>, list_tables::<S> as ListTables<S>)),
            folder,
            owner,
        }
    }

    /// The same of a sweep, which has a row for each point.
    pub(crate) fn of_sweep(found: Sweep, folder: String, owner: Option<Owner>) -> Self {
        Self {
            kind: "sweep",
            found: Box::new(Written(found, write_sweep as Write<Sweep>, list_points as ListTables<Sweep>)),
            folder,
            owner,
        }
    }
}

#[pymethods]
impl Study {
    /// What it is: "comparison", "decision", "sweep" or "sensitivity".
    #[getter]
    fn kind(&self) -> &str {
        self.kind
    }

    /// All figures, as the study's JSON file holds them.
    #[getter]
    fn summary<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        read_json(py, &self.to_json()?)
    }

    /// All figures as text: what the study's JSON file holds, byte for byte.
    fn to_json(&self) -> PyResult<String> {
        self.found.write_json()
    }

    /// Its tables by name, as the CSV files of the same names hold them.
    #[getter]
    fn tables(&self) -> PyResult<BTreeMap<String, Table>> {
        Ok(self.found.list_tables()?.into_iter().collect())
    }

    /// Writes what the command of the same name writes, byte for byte, into its folder in `output`; returns that folder.
    #[pyo3(signature = (output=PathBuf::from("output"), *, formats=vec!["svg".to_owned(), "png".to_owned()]))]
    #[pyo3(text_signature = "($self, output='output', *, formats=('svg', 'png'))")]
    fn save(&self, py: Python<'_>, output: PathBuf, formats: Vec<String>) -> PyResult<PathBuf> {
        let formats = read_formats(py, &formats)?;
        let write = || -> Result<PathBuf, ReportError> {
            let stage = Staging::begin(&output, &self.folder, self.owner.as_ref())?;
            self.found.write(stage.path(), &formats)?;
            stage.commit()
        };
        py.detach(write).map_err(|error| fail_report(&error))
    }

    fn __repr__(&self) -> String {
        format!("<marketgate.Study: a {} named {}>", self.kind, self.folder)
    }

    fn _repr_html_(&self) -> PyResult<String> {
        self.found.show()
    }
}
