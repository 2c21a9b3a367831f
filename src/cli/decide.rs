//! `decide`: the strategies of scenarios against one another in the same worlds.

use std::path::{Path, PathBuf};

use clap::Args;

use super::error::CliError;
use super::interrupt::interrupted;
use super::output::Output;
use super::{Simulation, progress};
use crate::analysis::decision::search::{SearchRequest, search};
use crate::analysis::decision::{Options, Threshold, WorldFile, count_simulations, decide as hold};
use crate::analysis::sensitivity::runs::Work;
use crate::quantity::{self, Dimension};
use crate::report::{DECISION, Staging};
use crate::scenario::Template;

/// Arguments of `decide`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Scenario files, each a world; files that differ in their strategies only are one world
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Probability of a world, for each file, such as 'ban.toml=40%'; a file that is left out shares what the others leave
    #[arg(long = "weight", value_name = "FILE=SHARE")]
    weights: Vec<String>,
    /// Hold these strategies against one another only
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    only: Vec<String>,
    /// The value to be reached at least: dollars, or a share of the value with no government action [default: 80%]
    #[arg(long, value_name = "VALUE")]
    at_least: Option<String>,
    /// How much later each strategy that begins on a known date is tried too; 'none' leaves it out
    #[arg(long, value_name = "DURATION", default_value = "90 days")]
    wait: String,
    /// Search the best value of an input of one strategy within a range, such as 'reserve=20%..120%'; up to three at once
    #[arg(long, value_name = "INPUT=FROM..TO")]
    optimise: Vec<String>,
    #[command(flatten)]
    simulation: Simulation,
    #[command(flatten)]
    output: Output,
}

/// Carries out `decide`.
pub(super) fn decide(arguments: &Arguments) -> Result<(), CliError> {
    let Arguments { files, only, simulation, output, .. } = arguments;
    let files = load_files(files, &simulation.set)?;
    let options = Options {
        weights: read_weights(&arguments.weights, &files)?,
        threshold: read_threshold(arguments.at_least.as_deref())?,
        wait: read_wait(&arguments.wait)?,
    };
    let request = read_search(&arguments.optimise, &files)?;
    let scenario = files[0].template.scenario();
    let settings = simulation.settings(scenario);
    let stage = match files.as_slice() {
        [_] => output.begin(&format!("{}-{DECISION}", scenario.name()), scenario)?,
        _ => Staging::begin(&output.folder, DECISION, None)?,
    };
    let searched = request.as_ref().map_or(0, |request| request.count_simulations(settings));
    let total = count_simulations(&files, only, &options, settings.replications) + searched;
    let bar = progress::bar(total, DECISION, output.quiet);
    let work = Work { settings, stop: interrupted(), progress: &|done| bar.inc(done) };
    let mut decision = hold(&files, only, &options, work)?;
    if let Some(request) = request {
        decision.search = Some(search(&files[0].template, &request, work)?);
    }
    bar.finish_and_clear();
    output.publish(stage, &decision, [])
}

/// Loads every file; all that is wrong with any of them is named at once.
fn load_files(paths: &[PathBuf], set: &[String]) -> Result<Vec<WorldFile>, CliError> {
    let (mut files, mut wrong) = (Vec::new(), Vec::new());
    for path in paths {
        match Template::load(path, set) {
            Ok(template) => files.push(WorldFile { path: path.display().to_string(), template }),
            Err(error) => wrong.push(CliError::from(error)),
        }
    }
    CliError::check_all(wrong).map(|()| files)
}

/// Weights of all files, where any is given; those left out share what the others leave.
fn read_weights(written: &[String], files: &[WorldFile]) -> Result<Option<Vec<f64>>, CliError> {
    if written.is_empty() {
        return Ok(None);
    }
    let mut weights: Vec<Option<f64>> = vec![None; files.len()];
    for text in written {
        let wrong = |why: String| CliError::Input(format!("--weight: {why}"));
        let Some((name, share)) = text.rsplit_once('=') else {
            return Err(wrong(format!("write FILE=SHARE, such as 'ban.toml=40%'; this is `{text}`")));
        };
        let share = quantity::parse_scalar(share.trim(), Dimension::Share).map_err(|f| wrong(f.shown(share.trim())))?;
        let name = name.trim();
        let is_named = |file: &WorldFile| {
            let path = Path::new(&file.path);
            file.path == name || [path.file_name(), path.file_stem()].into_iter().flatten().any(|part| part == name)
        };
        let named: Vec<usize> = (0..files.len()).filter(|&number| is_named(&files[number])).collect();
        let [number] = named.as_slice() else {
            let how = if named.is_empty() { "none" } else { "more than one" };
            return Err(wrong(format!("`{name}` is {how} of the files given")));
        };
        if weights[*number].replace(share).is_some() {
            return Err(wrong(format!("`{name}` has two weights")));
        }
    }
    let given: f64 = weights.iter().flatten().sum();
    let open = weights.iter().filter(|weight| weight.is_none()).count();
    let left = 1.0 - given;
    let fits = if open == 0 { left.abs() < 1e-9 } else { left > 1e-9 };
    if !fits {
        let text = format!("--weight: the weights sum to {:.1}%; those of all files together are 100%", 100.0 * given);
        return Err(CliError::Input(text));
    }
    Ok(Some(weights.into_iter().map(|weight| weight.unwrap_or(left / open as f64)).collect()))
}

fn read_threshold(written: Option<&str>) -> Result<Threshold, CliError> {
    let Some(text) = written else { return Ok(Threshold::default()) };
    let wrong = |fault: quantity::Fault| CliError::Input(format!("--at-least: {}", fault.shown(text)));
    if text.trim_end().ends_with('%') {
        quantity::parse_scalar(text, Dimension::Share).map(Threshold::ShareOfBaseline).map_err(wrong)
    } else {
        quantity::parse_scalar(text, Dimension::Money).map(Threshold::Dollars).map_err(wrong)
    }
}

/// Days; none where nothing waits.
fn read_wait(text: &str) -> Result<Option<f64>, CliError> {
    if text.trim() == "none" {
        return Ok(None);
    }
    let days = quantity::parse_scalar(text, Dimension::Duration)
        .map_err(|fault| CliError::Input(format!("--wait: {}", fault.shown(text))))?;
    if days > 0.0 {
        Ok(Some(days))
    } else {
        Err(CliError::Input("--wait: the same choice later is above 0 days".into()))
    }
}

fn read_search(written: &[String], files: &[WorldFile]) -> Result<Option<SearchRequest>, CliError> {
    if written.is_empty() {
        return Ok(None);
    }
    if files.len() > 1 {
        return Err(CliError::Input("--optimise searches in one world; give one file".to_owned()));
    }
    SearchRequest::parse(written, &files[0].template).map(Some).map_err(|error| CliError::Input(error.to_string()))
}
