//! The command `marketgate`, as the package brings it.

use std::ffi::OsString;

use pyo3::prelude::*;

/// Carries out a command line, given without the name of the program; returns its exit code.
#[pyfunction]
pub(crate) fn run_command_line(py: Python<'_>, arguments: Vec<OsString>) -> u8 {
    let words = std::iter::once(OsString::from("marketgate")).chain(arguments);
    py.detach(|| marketgate::cli::carry_out(words))
}
