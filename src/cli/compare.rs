//! `compare`: scenarios against one another in the same luck; also what `run` does with several files.

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;

use super::Simulation;
use super::failure::Failure;
use super::output::Output;
use super::say::say;
use super::simulated::{Finished, load_all, run_one};
use crate::analysis::{Comparison, Pairing};
use crate::report::{self, COMPARISON, RowBlock, RowFiles, RowReader, Staging};
use crate::simulation::Settings;

/// What `compare` is told.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Scenario files, or folders with the results of finished runs; the first is what others are held against
    #[arg(required = true, num_args = 2.., value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    simulation: Simulation,
    #[command(flatten)]
    output: Output,
}

/// Rows read at once.
const ROWS: usize = 10_000;

/// Carries out `compare`: runs what has not been run, and compares.
pub(super) fn compare(arguments: &Arguments) -> Result<(), Failure> {
    let (folders, files): (Vec<PathBuf>, Vec<PathBuf>) =
        arguments.files.iter().cloned().partition(|path| path.is_dir());
    if files.is_empty() && arguments.simulation.is_given() {
        let text = "error: --replications, --seed, --threads and --set decide how files are simulated, and all of these are finished runs";
        return Err(Failure::Input(text.into()));
    }
    let scenarios = load_all(&files, &arguments.simulation.set)?;
    scenarios.iter().try_for_each(|scenario| arguments.simulation.check_rows(scenario, RowFiles::BOTH))?;
    let mut saved = Vec::new();
    for folder in &folders {
        let summary = report::load(folder).map_err(|error| Failure::Input(format!("error: {error}")))?;
        saved.push(Finished { summary, place: folder.clone() });
    }
    let settings: Vec<Settings> = scenarios.iter().map(|scenario| arguments.simulation.settings(scenario)).collect();
    let seeds = settings.iter().map(|s| s.seed).chain(saved.iter().map(|run| run.summary.seed));
    one_luck(seeds)?;
    let mut runs = Vec::new();
    let mut new = scenarios.into_iter().zip(settings);
    let mut saved = saved.into_iter();
    for path in &arguments.files {
        if path.is_dir() {
            runs.extend(saved.next());
        } else if let Some((scenario, settings)) = new.next() {
            runs.push(run_one(scenario, settings, None, RowFiles::BOTH, &arguments.output)?);
        }
    }
    let comparison = compare_runs(&runs, &arguments.output)?;
    if arguments.output.json {
        say(serde_json::to_string_pretty(&comparison).context("the comparison cannot be written as JSON")?)?;
    }
    Ok(())
}

/// Whether all have one seed.
///
/// # Errors
/// Where they do not: then nothing is paired.
pub(super) fn one_luck(seeds: impl IntoIterator<Item = u64>) -> Result<(), Failure> {
    let mut seeds: Vec<u64> = seeds.into_iter().collect();
    seeds.dedup();
    if seeds.len() < 2 {
        return Ok(());
    }
    let told: Vec<String> = seeds.iter().map(u64::to_string).collect();
    Err(Failure::Input(format!(
        "error: a comparison needs the same luck, and these have the seeds {}; give one with --seed",
        told.join(", ")
    )))
}

/// Compares finished runs, and writes the comparison beside them.
pub(super) fn compare_runs(runs: &[Finished], output: &Output) -> Result<Comparison, Failure> {
    let comparison = pair(runs)?;
    let stage = Staging::begin(&output.folder, COMPARISON).map_err(anyhow::Error::from)?;
    let files = report::write_study(stage.path(), &comparison, &output.formats()).map_err(anyhow::Error::from)?;
    output.tell(stage, &files, || report::comparison::terminal(&comparison))?;
    Ok(comparison)
}

/// Reads the rows of all runs side by side.
fn pair(runs: &[Finished]) -> Result<Comparison, Failure> {
    let mut pairing = Pairing::new(runs.iter().map(|run| &run.summary).collect());
    let open = |(side, run): (usize, &Finished)| rows(&run.place, &pairing.columns(side));
    let mut readers = runs.iter().enumerate().map(open).collect::<Result<Vec<_>, Failure>>()?;
    let mut left = readers.iter().map(RowReader::rows).min().unwrap_or(0);
    let mut blocks = vec![RowBlock::default(); readers.len()];
    while left > 0 {
        let most = left.min(ROWS as u64) as usize;
        for (reader, block) in readers.iter_mut().zip(&mut blocks) {
            reader.read(most, block).map_err(anyhow::Error::from)?;
        }
        let columns: Vec<&[Vec<f64>]> = blocks.iter().map(|block| block.columns.as_slice()).collect();
        pairing.take(&columns, most);
        left -= most as u64;
    }
    Ok(pairing.comparison())
}

fn rows(place: &Path, columns: &[String]) -> Result<RowReader, Failure> {
    RowReader::open(place, columns).map_err(|error| Failure::Input(format!("error: {error}")))
}
