//! `check`: a scenario before it is run: what it implies, who can act, what cannot happen, the audit, and its inputs.

use std::path::{Path, PathBuf};

use clap::Args;

use super::error::CliError;
use super::print::print_text;
use super::simulated::check_folder;
use super::sweep;
use crate::analysis::audit::audit_together;
use crate::model::foresee_warnings;
use crate::report::{print_audit, print_check, print_scenario};
use crate::scenario::{Scenario, Template};

/// Columns of what is printed into a file or to another program, which can scroll sideways.
const WITHOUT_TERMINAL: usize = 160;

/// What is checked, and how much of it is printed.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Scenario files
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Override any input
    #[arg(long = "set", value_name = "PATH=VALUE")]
    set: Vec<String>,
    /// Print every input, as it is understood and where from
    #[arg(short = 'v', long)]
    inputs: bool,
}

/// Checks scenarios; prints a page on each on standard output, and last what is wrong with several taken together.
///
/// # Errors
/// Where any of them is wrong, after the others were printed: then with all mistakes of all.
pub(super) fn check(arguments: &Arguments) -> Result<(), CliError> {
    let width = terminal_size::terminal_size().map_or(WITHOUT_TERMINAL, |(width, _)| width.0.into());
    let mut wrong = Vec::new();
    let mut scenarios = Vec::new();
    for file in &arguments.files {
        match Template::load(file, &arguments.set) {
            Ok(template) => {
                wrong.extend(check_one(file, &template, arguments.inputs, width));
                scenarios.push(template.scenario().clone());
            }
            Err(error) => wrong.push(error.into()),
        }
    }
    let found = audit_together(&scenarios.iter().collect::<Vec<&Scenario>>());
    if !found.is_empty() {
        let text = format!("Taken together. {}", print_audit(&found, width));
        wrong.extend(print_text(text.trim_end()).err());
    }
    CliError::check_all(wrong)
}

/// Prints one; what is wrong with it.
fn check_one(file: &Path, template: &Template, inputs: bool, width: usize) -> Vec<CliError> {
    let scenario = template.scenario();
    let text = if inputs {
        print_scenario(scenario, &foresee_warnings(scenario), width)
    } else {
        print_check(scenario, width)
    };
    let sweeps = sweep::check_sweeps(template).map(|sweeps| {
        let points: Vec<String> = sweeps.iter().map(|(name, points)| format!("{name} ({points} points)")).collect();
        if points.is_empty() { String::new() } else { format!("sweeps: {}\n", points.join(", ")) }
    });
    let (sweeps, wrong) = sweeps.map_or_else(|error| (String::new(), Some(error)), |sweeps| (sweeps, None));
    let printed = print_text(format_args!("{}\n", [text, sweeps].join("\n").trim_end()));
    [printed.err(), wrong, check_folder(file, scenario).err()].into_iter().flatten().collect()
}
