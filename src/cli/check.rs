//! `check`: a scenario as it is understood: every input, what depends on what, and what to mind.

use std::path::{Path, PathBuf};

use super::error::CliError;
use super::print::print_text;
use super::simulated::check_folder;
use super::sweep;
use crate::model::foresee_warnings;
use crate::report::print_scenario;
use crate::scenario::Template;

/// Columns of what is printed into a file or to another program, which can scroll sideways.
const WITHOUT_TERMINAL: usize = 160;

/// Checks scenarios; prints each as it is understood on standard output.
///
/// # Errors
/// Where any of them is wrong, after the others were printed: then with all mistakes of all.
pub(super) fn check(files: &[PathBuf], set: &[String]) -> Result<(), CliError> {
    let width = terminal_size::terminal_size().map_or(WITHOUT_TERMINAL, |(width, _)| width.0.into());
    CliError::check_all(files.iter().flat_map(|file| check_one(file, set, width)).collect())
}

/// Prints one; what is wrong with it.
fn check_one(file: &Path, set: &[String], width: usize) -> Vec<CliError> {
    let template = match Template::load(file, set) {
        Ok(template) => template,
        Err(error) => return vec![error.into()],
    };
    let scenario = template.scenario();
    let text = print_scenario(scenario, &foresee_warnings(scenario), width);
    let sweeps = sweep::check_sweeps(&template).map(|sweeps| {
        let points: Vec<String> = sweeps.iter().map(|(name, points)| format!("{name} ({points} points)")).collect();
        if points.is_empty() { String::new() } else { format!("sweeps: {}\n", points.join(", ")) }
    });
    let (sweeps, wrong) = sweeps.map_or_else(|error| (String::new(), Some(error)), |sweeps| (sweeps, None));
    let printed = print_text(format_args!("{}\n", [text, sweeps].join("\n").trim_end()));
    [printed.err(), wrong, check_folder(file, scenario).err()].into_iter().flatten().collect()
}
