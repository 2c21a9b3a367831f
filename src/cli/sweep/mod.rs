//! `sweep`: figures of one scenario at many points, saved as they finish.

mod request;

pub(super) use request::check_sweeps;

use std::path::PathBuf;

use clap::Args;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::error::CliError;
use super::interrupt::interrupted;
use super::output::Output;
use super::print::{note, print_json};
use super::{Simulation, precision, progress};
use crate::analysis::sweep::{self, PointResult, Points, Task};
use crate::analysis::{MeanEstimate, Measured, Metric, Precision};
use crate::report::{self, Header, Journal, Opened, WrittenStudy};
use crate::scenario::{SweepRequest, Template};
use request::{SweepArgs, metrics, points, requests};

/// Arguments of `sweep`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Scenario file; without --vary the sweeps that stand in it are run
    file: PathBuf,
    #[command(flatten)]
    swept: SweepArgs,
    /// Finish a point once the standard error of every figure is at most this share of it, such as 1%; or of the figures
    /// named, as in value.mean=0.5%,value.p5=2%; at the latest after the histories of -n
    #[arg(long, value_name = "SHARE")]
    precision: Option<String>,
    /// Throw away what an earlier, unfinished sweep of another kind has left, and begin anew
    #[arg(long)]
    restart: bool,
    #[command(flatten)]
    simulation: Simulation,
    #[command(flatten)]
    output: Output,
}

/// A point that is finished, as it is saved.
#[derive(Debug, Serialize, Deserialize)]
struct Saved {
    point: usize,
    histories: u64,
    /// Value, standard error, ends of the interval.
    figures: Vec<[Option<f64>; 4]>,
    /// Changes from the scenario's own point, with their errors.
    changes: Vec<Option<MeanEstimate>>,
}

/// Carries out `sweep`.
pub(super) fn sweep(arguments: &Arguments) -> Result<(), CliError> {
    let template = Template::load(&arguments.file, &arguments.simulation.set)?;
    for request in requests(&arguments.swept, template.scenario())? {
        let points = points(arguments.simulation.settings(template.scenario()).seed, &template, &request)?;
        let task = task(arguments, &template, &points, &request)?;
        sweep::check(&template, &points)?;
        run_one(arguments, &template, points, &task, &request.name)?;
    }
    Ok(())
}

fn task(arguments: &Arguments, template: &Template, points: &Points, request: &SweepRequest) -> Result<Task, CliError> {
    let scenario = template.scenario();
    let mut settings = arguments.simulation.settings(scenario);
    if let (Some(replications), None) = (request.replications, arguments.simulation.replications) {
        settings.replications = replications;
    }
    let metrics = metrics(scenario, points, request)?;
    let precision = precision(arguments.precision.as_deref(), &metrics, scenario)?;
    Ok(Task { metrics, settings, precision })
}

/// Runs one sweep, or what is left of it, and writes its results.
fn run_one(
    arguments: &Arguments,
    template: &Template,
    points: Points,
    task: &Task,
    name: &str,
) -> Result<(), CliError> {
    let output = &arguments.output;
    let folder = format!("{}-{name}", template.scenario().name());
    // Tried before the long run, and so that nothing else is replaced at its end.
    drop(output.begin(&folder, template.scenario())?);
    let mut results: Vec<Option<PointResult>> = vec![None; points.len()];
    let header = header(template, &points, task);
    let opened = Journal::open(&output.folder, &folder, &header, arguments.restart, |saved: Saved| {
        if let Some(place) = results.get_mut(saved.point) {
            *place = Some(saved.into());
        }
    })?;
    let mut journal = match opened {
        Opened::Ready(journal) => journal,
        Opened::Other(differs) => return Err(refuse_other(&folder, &differs)),
    };
    let todo: Vec<usize> = (0..points.len()).filter(|&point| results[point].is_none()).collect();
    if todo.len() < points.len() && !output.quiet {
        note(format_args!("{} of {} points are finished already; going on", points.len() - todo.len(), points.len()));
    }
    let bar = progress::bar(todo.len() as u64 * task.settings.replications, &folder, output.quiet);
    let receive = |point, result: PointResult| {
        journal.append(&Saved::of(point, &result))?;
        results[point] = Some(result);
        Ok(())
    };
    sweep::run(template, &points, task, &todo, interrupted(), &|done| bar.inc(done), receive)?;
    bar.finish_and_clear();
    let found = sweep::conclude(template, points, task, name, results.into_iter().flatten());
    let stage = output.begin(&folder, template.scenario())?;
    let WrittenStudy { files, text } = report::write_sweep(stage.path(), &found, &output.formats)?;
    output.settle(stage, &files, text)?;
    journal.remove()?;
    if output.json { print_json(&found) } else { Ok(()) }
}

/// Everything that decides what is found at a point.
fn header(template: &Template, points: &Points, task: &Task) -> Header {
    let mut hash = Sha256::new();
    for point in 0..points.len() {
        hash.update(points.settings(point).join("\n"));
        hash.update([0]);
    }
    let design: String = hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let metrics: Vec<&str> = task.metrics.iter().map(Metric::path).collect();
    Header::new(&[
        ("version", env!("CARGO_PKG_VERSION").to_owned()),
        ("scenario", template.scenario().digest().to_owned()),
        ("points", format!("{} ({design})", points.len())),
        ("figures", metrics.join(", ")),
        ("replications", task.settings.replications.to_string()),
        ("seed", task.settings.seed.to_string()),
        ("precision", task.precision.as_ref().map(write_precision).unwrap_or_default()),
    ])
}

/// A precision as one line of the header.
fn write_precision(precision: &Precision) -> String {
    let one = |(path, share): (String, f64)| format!("{path}={share}");
    precision.shares().into_iter().map(one).collect::<Vec<_>>().join(", ")
}

fn refuse_other(folder: &str, differs: &[(String, String, String)]) -> CliError {
    let mut text = format!("an unfinished sweep in `{folder}` is not this one:\n");
    for (what, there, here) in differs {
        let what = if what == "version" { "version of marketgate" } else { what };
        text += &format!("  {what}: {there} there, {here} here\n");
    }
    text += "Give --restart to throw it away and begin anew, or another folder with --output.";
    CliError::Input(text)
}

impl Saved {
    fn of(point: usize, result: &PointResult) -> Self {
        let figure = |m: &Measured| [m.value, m.se, m.interval.map(|[low, _]| low), m.interval.map(|[_, high]| high)];
        Self {
            point,
            histories: result.histories,
            figures: result.figures.iter().map(figure).collect(),
            changes: result.changes.clone(),
        }
    }
}

impl From<Saved> for PointResult {
    fn from(saved: Saved) -> Self {
        let figure = |[value, se, low, high]: [Option<f64>; 4]| Measured {
            value,
            se,
            interval: low.zip(high).map(|(low, high)| [low, high]),
        };
        Self {
            histories: saved.histories,
            figures: saved.figures.into_iter().map(figure).collect(),
            changes: saved.changes,
        }
    }
}
