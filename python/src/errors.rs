//! What is wrong, as Python is told.

use marketgate::{Diagnostic, LoadError, ReportError, RunError, ScenarioError, Severity, SimulationError};
use pyo3::exceptions::{PyKeyboardInterrupt, PyOSError, PyRuntimeError};
use pyo3::prelude::*;

/// A `marketgate.ScenarioError`: what the user gave is wrong.
pub(crate) fn refuse(py: Python<'_>, message: impl std::fmt::Display) -> PyErr {
    build_error(py, &message.to_string(), &[]).unwrap_or_else(|error| error)
}

/// The same of a scenario, with its diagnostics.
pub(crate) fn refuse_scenario(py: Python<'_>, error: &ScenarioError) -> PyErr {
    build_error(py, &error.to_string(), error.diagnostics()).unwrap_or_else(|error| error)
}

/// Why a scenario was not loaded.
pub(crate) fn refuse_load(py: Python<'_>, error: &LoadError) -> PyErr {
    match error {
        LoadError::Scenario(error) => refuse_scenario(py, error),
        LoadError::Io { path, source } => refuse(py, format_args!("cannot read {}: {source}", path.display())),
    }
}

fn build_error(py: Python<'_>, message: &str, diagnostics: &[Diagnostic]) -> PyResult<PyErr> {
    let module = py.import("marketgate._errors")?;
    let diagnostics: Vec<Bound<'_, PyAny>> =
        diagnostics.iter().map(|diagnostic| build_diagnostic(&module, diagnostic)).collect::<PyResult<_>>()?;
    Ok(PyErr::from_value(module.getattr("ScenarioError")?.call1((message, diagnostics))?))
}

fn build_diagnostic<'py>(module: &Bound<'py, PyModule>, diagnostic: &Diagnostic) -> PyResult<Bound<'py, PyAny>> {
    let severity = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let place = diagnostic.place.as_ref();
    let fields = (
        severity,
        &diagnostic.message,
        place.map(|place| &place.file),
        place.map(|place| place.line),
        place.map(|place| place.column),
        &diagnostic.label,
        &diagnostic.help,
    );
    module.getattr("Diagnostic")?.call1(fields)
}

/// A simulation that failed, or that Ctrl-C ended.
pub(crate) fn fail_simulation(error: &SimulationError) -> PyErr {
    match error {
        SimulationError::Interrupted => PyKeyboardInterrupt::new_err(()),
        other => PyRuntimeError::new_err(other.to_string()),
    }
}

/// A run that failed.
pub(crate) fn fail_run(error: &RunError) -> PyErr {
    match error {
        RunError::Simulation(error) => fail_simulation(error),
        RunError::Report(error) => fail_report(error),
        other @ RunError::Example(_) => PyRuntimeError::new_err(other.to_string()),
    }
}

/// Results that could not be written.
pub(crate) fn fail_report(error: &ReportError) -> PyErr {
    match error {
        ReportError::Disk { .. } | ReportError::Taken { .. } | ReportError::Foreign { .. } => {
            PyOSError::new_err(error.to_string())
        }
        other => PyRuntimeError::new_err(other.to_string()),
    }
}
