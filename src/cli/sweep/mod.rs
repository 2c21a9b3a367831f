//! `sweep`: figures of one scenario at many points, saved as they finish.

mod plan;
mod request;
mod shard;

pub(super) use plan::prepare;
pub(super) use request::check_sweeps;
pub(super) use shard::{read_points, shard_path};

use std::path::{Path, PathBuf};

use clap::Args;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::error::CliError;
use super::interrupt::interrupted;
use super::output::Output;
use super::planned::{PlanArgs, PlanTask};
use super::print::{note, print_json};
use super::{Simulation, precision, progress};
use crate::analysis::sweep::{self, PointResult, Points, Task};
use crate::analysis::{MeanEstimate, Measured, Metric, Precision};
use crate::report::{self, Header, Journal, Opened, WrittenStudy};
use crate::scenario::{SweepRequest, Template};
use request::{SweepArgs, metrics, points, read_table, requests};

/// Arguments of `sweep`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Scenario file; without --vary the sweeps that stand in it are run
    #[arg(required_unless_present = "plan")]
    file: Option<PathBuf>,
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
    planned: PlanArgs,
    #[command(flatten)]
    simulation: Simulation,
    #[command(flatten)]
    output: Output,
}

/// A sweep that is ready to be run.
pub(super) struct Prepared<'t> {
    template: &'t Template,
    points: Points,
    task: Task,
    /// Its name in the scenario file, `sweep` where it has none.
    name: String,
    /// Name of the folder of its results.
    pub(super) folder: String,
}

/// A point that is finished, as it is saved.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Saved {
    point: usize,
    histories: u64,
    /// Value, standard error, ends of the interval.
    figures: Vec<[Option<f64>; 4]>,
    /// Changes from the scenario's own point, with their errors.
    changes: Vec<Option<MeanEstimate>>,
}

/// Carries out `sweep`.
pub(super) fn sweep(arguments: &Arguments) -> Result<(), CliError> {
    let asked = arguments.planned.task(arguments.file.is_some())?;
    if let PlanTask::CarryOut(path) = asked {
        return plan::carry_out(path, arguments);
    }
    let template = Template::load(arguments.file.as_deref().unwrap_or(Path::new("")), &arguments.simulation.set)?;
    let requests = requests(&arguments.swept, template.scenario())?;
    match asked {
        PlanTask::Write(path) => return plan::write_plan(path, arguments, &template, requests),
        PlanTask::Shard(text) => return plan::run_asked_shard(text, arguments, &template, requests),
        PlanTask::None | PlanTask::CarryOut(_) => {}
    }
    for request in requests {
        let seed = arguments.simulation.settings(template.scenario()).seed;
        let points = points(seed, &template, &request, read_table(&request)?)?;
        let task = task(arguments, &template, &points, &request)?;
        sweep::check(&template, &points)?;
        run_whole(Prepared::new(&template, points, task, request.name), arguments)?;
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
fn run_whole(prepared: Prepared<'_>, arguments: &Arguments) -> Result<(), CliError> {
    let output = &arguments.output;
    // Tried before the long run, and so that nothing else is replaced at its end.
    drop(output.begin(&prepared.folder, prepared.template.scenario())?);
    let todo = (0..prepared.points()).collect();
    let header = prepared.header();
    let (results, journal) = prepared.run_points((&prepared.folder, &header), todo, arguments)?;
    prepared.publish(results, output)?;
    Ok(journal.remove()?)
}

impl<'t> Prepared<'t> {
    fn new(template: &'t Template, points: Points, task: Task, name: String) -> Self {
        let folder = format!("{}-{name}", template.scenario().name());
        Self { template, points, task, name, folder }
    }

    /// Number of points.
    pub(super) fn points(&self) -> usize {
        self.points.len()
    }

    /// Runs the points `todo` that the journal does not hold, and gives the results by point, with the journal.
    fn run_points(
        &self,
        (name, header): (&str, &Header),
        mut todo: Vec<usize>,
        arguments: &Arguments,
    ) -> Result<(Vec<Option<PointResult>>, Journal), CliError> {
        let output = &arguments.output;
        let mut results: Vec<Option<PointResult>> = vec![None; self.points.len()];
        let opened = Journal::open(&output.folder, name, header, arguments.restart, |saved: Saved| {
            if let Some(place) = results.get_mut(saved.point) {
                *place = Some(saved.into());
            }
        })?;
        let mut journal = match opened {
            Opened::Ready(journal) => journal,
            Opened::Other(differs) => return Err(refuse_other(name, &differs)),
        };
        let all = todo.len();
        todo.retain(|&point| results[point].is_none());
        if todo.len() < all && !output.quiet {
            note(format_args!("{} of {all} points are finished already; going on", all - todo.len()));
        }
        let bar = progress::bar(todo.len() as u64 * self.task.settings.replications, name, output.quiet);
        let receive = |point, result: PointResult| {
            journal.append(&Saved::of(point, &result))?;
            results[point] = Some(result);
            Ok(())
        };
        if !todo.is_empty() {
            let progress = |done| bar.inc(done);
            sweep::run(self.template, &self.points, &self.task, &todo, interrupted(), &progress, receive)?;
        }
        bar.finish_and_clear();
        Ok((results, journal))
    }

    /// Writes the results of all points in their place, and prints them.
    pub(super) fn publish(self, results: Vec<Option<PointResult>>, output: &Output) -> Result<(), CliError> {
        let scenario = self.template.scenario();
        let found = sweep::conclude(self.template, self.points, &self.task, &self.name, results.into_iter().flatten());
        let stage = output.begin(&self.folder, scenario)?;
        let WrittenStudy { files, text } = report::write_sweep(stage.path(), &found, &output.formats)?;
        output.settle(stage, &files, text)?;
        if output.json { print_json(&found) } else { Ok(()) }
    }

    /// Everything that decides what is found at a point.
    fn header(&self) -> Header {
        let (task, design) = (&self.task, digest_points(&self.points));
        let metrics: Vec<&str> = task.metrics.iter().map(Metric::path).collect();
        Header::new(&[
            ("version", env!("CARGO_PKG_VERSION").to_owned()),
            ("scenario", self.template.scenario().digest().to_owned()),
            ("points", format!("{} ({design})", self.points.len())),
            ("figures", metrics.join(", ")),
            ("replications", task.settings.replications.to_string()),
            ("seed", task.settings.seed.to_string()),
            ("precision", task.precision.as_ref().map(write_precision).unwrap_or_default()),
        ])
    }
}

/// First 16 hexadecimal digits of the SHA-256 of all settings at all points.
fn digest_points(points: &Points) -> String {
    let mut hash = Sha256::new();
    for point in 0..points.len() {
        hash.update(points.settings(point).join("\n"));
        hash.update([0]);
    }
    hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
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
