//! Placeholder until the scenario layer's `check` lands.

use std::io::IsTerminal;
use std::path::PathBuf;

use super::Failure;
use crate::report::InputRow;
use crate::scenario::Scenario;

/// Colour on standard error.
pub(super) fn colour_on_stderr() -> bool {
    std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none()
}

/// Inputs as rows.
pub(super) fn input_rows(_: &Scenario) -> Vec<InputRow> {
    Vec::new()
}

/// Check.
pub(super) fn check(_: &[PathBuf], _: &[String]) -> Result<(), Failure> {
    Ok(())
}
