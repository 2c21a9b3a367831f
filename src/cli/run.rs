//! `run`: simulate scenarios, write results, charts and a report for each; several are compared.

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;

use super::Simulation;
use super::compare::{compare_runs, one_luck};
use super::failure::Failure;
use super::output::Output;
use super::say::say;
use super::simulated::{load_all, run_one};
use crate::analysis::Summary;

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
