//! `compare`: scenarios against one another on the same random draws; also what `run` does with several files.

use std::path::{Path, PathBuf};

use clap::Args;

use super::Simulation;
use super::error::CliError;
use super::output::Output;
use super::simulated::{Finished, load_all, run_all, run_one};
use crate::analysis::{
    Comparison, Pairing, Place, RunIdentity, ScenarioInfo, Summary, UnitSource, arrange, name_side, tell_apart,
};
use crate::report::{self, COMPARISON, RowBlock, RowFiles, RowReader, Staging};
use crate::scenario::Scenario;
use crate::simulation::Settings;

/// Arguments of `compare`.
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
pub(super) fn compare(arguments: &Arguments) -> Result<(), CliError> {
    let (folders, files): (Vec<PathBuf>, Vec<PathBuf>) =
        arguments.files.iter().cloned().partition(|path| path.is_dir());
    if files.is_empty() && arguments.simulation.is_given() {
        let text = "--replications, --seed, --threads and --set decide how files are simulated, and all of these are finished runs";
        return Err(CliError::Input(text.into()));
    }
    let scenarios = load_all(&files, &arguments.simulation.set)?;
    scenarios.iter().try_for_each(|scenario| arguments.simulation.check_rows(scenario, RowFiles::BOTH))?;
    arguments.output.check_folders(&scenarios)?;
    let mut saved = Vec::new();
    for folder in &folders {
        let summary = identify_world(report::load(folder)?, folder);
        saved.push(Finished { summary, dir: folder.clone(), placed: None });
    }
    let infos: Vec<ScenarioInfo> = scenarios.iter().map(ScenarioInfo::of).collect();
    let chosen = files.iter().zip(&infos);
    check_definitions(chosen.chain(folders.iter().zip(saved.iter().map(|run| &run.summary.scenario))))?;
    let settings: Vec<Settings> = scenarios.iter().map(|scenario| arguments.simulation.settings(scenario)).collect();
    let seeds = settings.iter().map(|s| s.seed).chain(saved.iter().map(|run| run.summary.seed));
    check_one_seed(seeds)?;
    let places = folders.iter().map(|folder| (folder.clone(), resolve(folder)));
    let places = places.chain(files.iter().zip(&scenarios).map(|(file, scenario)| {
        // Its results will lie there.
        (file.clone(), resolve(&arguments.output.folder.join(scenario.name())))
    }));
    check_own_folders(&places.collect::<Vec<_>>())?;
    let output = &arguments.output;
    let new = scenarios.into_iter().zip(settings);
    let mut new = run_all(
        new.map(|(scenario, settings)| {
            move || run_one(scenario, settings, None, RowFiles::BOTH, (output, UnitSource::HERE))
        }),
        output,
    )?
    .into_iter();
    let mut saved = saved.into_iter();
    let next = |path: &PathBuf| if path.is_dir() { saved.next() } else { new.next() };
    let runs: Vec<Finished> = arguments.files.iter().filter_map(next).collect();
    compare_runs(&runs, output)?;
    runs.iter().try_for_each(|run| run.print(output, true))
}

/// A folder by its path from the root, where it is there already.
fn resolve(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

/// Whether the results of each lie in a folder of their own; pairs of what was named and that folder.
///
/// # Errors
/// Where they do not: a run against itself says nothing, and a file that is run anew replaces the results it is held against.
fn check_own_folders(places: &[(PathBuf, PathBuf)]) -> Result<(), CliError> {
    let twice = places.iter().enumerate().find_map(|(number, (named, place))| {
        places[..number].iter().find(|(_, other)| other == place).map(|(other, _)| (other, named))
    });
    let Some((first, second)) = twice else { return Ok(()) };
    let [first, second] = [first, second].map(|path| path.display());
    Err(CliError::Input(format!(
        "the results of {first} and of {second} are in one folder, so that they cannot be compared; give a scenario \
         file another folder with --output, or name another run"
    )))
}

/// Whether each strategy in force is the same wherever its key is.
///
/// # Errors
/// Where it is not: choices are matched by key.
pub(super) fn check_definitions<'s>(
    sides: impl Iterator<Item = (&'s PathBuf, &'s ScenarioInfo)>,
) -> Result<(), CliError> {
    let sides: Vec<(&PathBuf, &ScenarioInfo)> = sides.filter(|(_, s)| !s.strategy_digest.is_empty()).collect();
    let clash = sides.iter().enumerate().find_map(|(number, (file, side))| {
        let is_unlike = |other: &&(&PathBuf, &ScenarioInfo)| {
            other.1.strategy == side.strategy && other.1.strategy_digest != side.strategy_digest
        };
        Some((sides[..number].iter().find(is_unlike)?.0, *file, &side.strategy))
    });
    let Some((first, second, key)) = clash else { return Ok(()) };
    let [first, second] = [first, second].map(|path| path.display());
    Err(CliError::Input(format!(
        "strategy `{key}` of {first} does one thing and that of {second} another; choices are matched by key, so give one \
         of them another key"
    )))
}

/// The figures of a run in `dir`, with what earlier versions did not say of its world and its strategy.
fn identify_world(mut summary: Summary, dir: &Path) -> Summary {
    if summary.scenario.world.is_empty()
        && let Ok(scenario) = Scenario::load(&dir.join("run.toml"), &[])
        && scenario.digest() == summary.scenario.digest
    {
        summary.scenario = ScenarioInfo::of(&scenario);
    }
    summary
}

/// Whether all have one seed.
///
/// # Errors
/// Where they do not: then nothing is paired.
pub(super) fn check_one_seed(seeds: impl IntoIterator<Item = u64>) -> Result<(), CliError> {
    let mut seeds: Vec<u64> = seeds.into_iter().collect();
    seeds.dedup();
    if seeds.len() < 2 {
        return Ok(());
    }
    let told: Vec<String> = seeds.iter().map(u64::to_string).collect();
    Err(CliError::Input(format!(
        "a comparison needs the same random draws, and these have the seeds {}; give one with --seed",
        told.join(", ")
    )))
}

/// Compares finished runs, and writes the comparison beside them.
pub(super) fn compare_runs(runs: &[Finished], output: &Output) -> Result<(), CliError> {
    let comparison = pair(runs)?;
    output.publish(Staging::begin(&output.folder, COMPARISON, None)?, &comparison, [])
}

/// Reads the rows of all runs side by side; of those that are the same run, of the first.
fn pair(runs: &[Finished]) -> Result<Comparison, CliError> {
    let folders: Vec<PathBuf> = runs.iter().map(|run| resolve(&run.dir)).collect();
    let places: Vec<Place> = runs
        .iter()
        .zip(&folders)
        .map(|(run, folder)| Place {
            name: &run.summary.scenario.name,
            strategy: &run.summary.scenario.strategy,
            folder,
        })
        .collect();
    let labels = tell_apart(&places);
    let arranged = arrange(&runs.iter().map(|run| RunIdentity::of(&run.summary)).collect::<Vec<_>>());
    let name = |run: &usize| name_side(&runs[*run].summary.scenario.name, labels[*run].as_deref());
    let same = arranged.iter().map(|(_, same)| same.iter().map(name).collect()).collect();
    let labels = arranged.iter().map(|(run, _)| labels[*run].clone()).collect();
    let runs: Vec<&Finished> = arranged.iter().map(|(run, _)| &runs[*run]).collect();
    let mut pairing = Pairing::new(runs.iter().map(|run| &run.summary).collect()).with_labels(labels).with_same(same);
    let open = |(side, run): (usize, &&Finished)| Ok(RowReader::open(&run.dir, &pairing.columns(side))?);
    let mut readers = runs.iter().enumerate().map(open).collect::<Result<Vec<_>, CliError>>()?;
    let mut left = readers.iter().map(RowReader::rows).min().unwrap_or(0);
    let mut blocks = vec![RowBlock::default(); readers.len()];
    while left > 0 {
        let most = left.min(ROWS as u64) as usize;
        for (reader, block) in readers.iter_mut().zip(&mut blocks) {
            reader.read(most, block)?;
        }
        let columns: Vec<&[Vec<f64>]> = blocks.iter().map(|block| block.columns.as_slice()).collect();
        pairing.take(&columns, most);
        left -= most as u64;
    }
    Ok(pairing.comparison())
}
