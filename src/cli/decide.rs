//! `decide`: the strategies of scenarios against one another in the same worlds.

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;

use super::error::CliError;
use super::interrupt::interrupted;
use super::output::Output;
use super::planned::{self, Packed, PlanArgs, PlanTask, refuse_given};
use super::{Simulation, progress};
use crate::analysis::UnitSource;
use crate::analysis::decision::search::{SearchRequest, search};
use crate::analysis::decision::{Decision, DecisionRequest, WorldFile, count_simulations, count_units, decide as hold};
use crate::analysis::sensitivity::runs::Work;
use crate::quantity::{self, Dimension};
use crate::report::{DECISION, PlannedStudy, Staging};
use crate::scenario::Template;
use crate::simulation::Settings;

/// How much later strategies are tried too, where not said otherwise.
const WAIT: &str = "90 days";

/// Arguments of `decide`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Scenario files, each a world; files that differ in their strategies only are one world
    #[arg(required_unless_present = "plan", value_name = "FILE")]
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
    /// How much later each strategy that begins on a known date is tried too; 'none' leaves it out [default: 90 days]
    #[arg(long, value_name = "DURATION")]
    wait: Option<String>,
    /// Search the best value of an input of one strategy within a range, such as 'reserve=20%..120%'; up to three at once
    #[arg(long, value_name = "INPUT=FROM..TO")]
    optimise: Vec<String>,
    #[command(flatten)]
    planned: PlanArgs,
    #[command(flatten)]
    simulation: Simulation,
    #[command(flatten)]
    output: Output,
}

/// Carries out `decide`.
pub(super) fn decide(arguments: &Arguments) -> Result<(), CliError> {
    let Arguments { files: paths, simulation, output, .. } = arguments;
    let asked = arguments.planned.task(!paths.is_empty())?;
    let threads = simulation.threads.map(usize::from);
    if let PlanTask::CarryOut(path) = asked {
        let is_given = !arguments.weights.is_empty() || !arguments.only.is_empty() || !arguments.optimise.is_empty();
        refuse_given(simulation.decides() || is_given || arguments.at_least.is_some() || arguments.wait.is_some())?;
        return planned::carry_out(path, &arguments.planned, "decide", threads, output);
    }
    let began = Instant::now();
    let files = load_files(paths, &simulation.set)?;
    let wait = arguments.wait.as_deref().unwrap_or(WAIT);
    let request = DecisionRequest {
        only: arguments.only.clone(),
        weights: read_weights(&arguments.weights, &files)?,
        at_least: arguments.at_least.clone(),
        wait: (wait.trim() != "none").then(|| wait.to_owned()),
    };
    let options = request.read(files.len())?;
    let search = read_search(&arguments.optimise, &files)?;
    let settings = simulation.settings(files[0].template.scenario());
    if matches!(asked, PlanTask::None) {
        return publish(&request, &files, search.as_ref(), (settings, UnitSource::HERE), output);
    }
    if search.is_some() {
        let text = "--optimise is not divided: where it looks next hangs on what it has found; run it on one machine";
        return Err(CliError::Input(text.to_owned()));
    }
    let simulations = count_simulations(&files, &request.only, &options, settings.replications);
    let units = count_units(&files, settings.replications);
    let name = name_results(&files);
    let packed = Packed::new(files.into_iter().map(|file| file.template))?;
    let plan = packed.plan(name, PlannedStudy::Decision(request), settings, units);
    planned::write_or_run(asked, plan, &packed, (began, simulations), (&arguments.planned, threads, output))
}

/// Name of the folder of the results.
fn name_results(files: &[WorldFile]) -> String {
    match files {
        [file] => format!("{}-{DECISION}", file.template.scenario().name()),
        _ => DECISION.to_owned(),
    }
}

/// Decides with the units of the source.
fn simulate(
    request: &DecisionRequest,
    files: &[WorldFile],
    search_for: Option<&SearchRequest>,
    (settings, source): (Settings, UnitSource<'_>),
    quiet: bool,
) -> Result<Decision, CliError> {
    let options = request.read(files.len())?;
    let searched = search_for.map_or(0, |request| request.count_simulations(settings));
    let total = count_simulations(files, &request.only, &options, settings.replications) + searched;
    let bar = progress::bar(total, DECISION, quiet);
    let work = Work { settings, stop: interrupted(), progress: &|done| bar.inc(done), source };
    let mut decision = hold(files, &request.only, &options, work)?;
    if let Some(request) = search_for {
        decision.search = Some(search(&files[0].template, request, work)?);
    }
    bar.finish_and_clear();
    Ok(decision)
}

/// The same, with the results written.
fn publish(
    request: &DecisionRequest,
    files: &[WorldFile],
    search_for: Option<&SearchRequest>,
    units: (Settings, UnitSource<'_>),
    output: &Output,
) -> Result<(), CliError> {
    let stage = match files {
        [file] => output.begin(&name_results(files), file.template.scenario())?,
        _ => Staging::begin(&output.folder, DECISION, None)?,
    };
    output.publish(stage, &simulate(request, files, search_for, units, output.quiet)?, [])
}

fn name_files(templates: &[Template]) -> Vec<WorldFile> {
    let name =
        |template: &Template| WorldFile { path: template.scenario().file().to_owned(), template: template.clone() };
    templates.iter().map(name).collect()
}

/// The decision of a plan, with the units of `source`.
pub(super) fn simulate_planned(
    request: &DecisionRequest,
    templates: &[Template],
    settings: Settings,
    source: UnitSource<'_>,
    quiet: bool,
) -> Result<Decision, CliError> {
    simulate(request, &name_files(templates), None, (settings, source), quiet)
}

/// The same, with the results written.
pub(super) fn publish_planned(
    request: &DecisionRequest,
    templates: &[Template],
    settings: Settings,
    source: UnitSource<'_>,
    output: &Output,
) -> Result<(), CliError> {
    publish(request, &name_files(templates), None, (settings, source), output)
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

fn read_search(written: &[String], files: &[WorldFile]) -> Result<Option<SearchRequest>, CliError> {
    if written.is_empty() {
        return Ok(None);
    }
    if files.len() > 1 {
        return Err(CliError::Input("--optimise searches in one world; give one file".to_owned()));
    }
    SearchRequest::parse(written, &files[0].template).map(Some).map_err(|error| CliError::Input(error.to_string()))
}
