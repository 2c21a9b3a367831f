//! `sweep`: figures of one scenario at many points, saved as they finish.

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::failure::Failure;
use super::interrupt::interrupted;
use super::output::Output;
use super::say::say;
use super::{Simulation, precision, progress};
use crate::analysis::sweep::{self, Choice, PointResult, Points, PointsError, SweepError, Task};
use crate::analysis::{Measured, Metric};
use crate::report::{self, Header, Journal, Opened, Staging};
use crate::scenario::{Scenario, SweepRequest, Template, split};
use crate::simulation::SimulationError;

/// What `sweep` is told.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Scenario file; without --vary the sweeps that stand in it are run
    file: PathBuf,
    /// Vary an input: a..b:n (n values), a..b:n log (by equal factors), a list a,b,c, or dates; several make a grid
    #[arg(long, value_name = "PATH=SPEC")]
    vary: Vec<String>,
    /// Take values in pairs instead of every one with every other
    #[arg(long, conflicts_with = "design")]
    zip: bool,
    /// Keep the points where a condition over the paths varied holds
    #[arg(long = "where", value_name = "CONDITION")]
    filter: Option<String>,
    /// How points are chosen: grid, lhs:N, sobol:N (ranges a..b), or a CSV file with a column for each path
    #[arg(long, value_name = "DESIGN")]
    design: Option<String>,
    /// Figures to tell, by their path in summary.json [default: mean and 5th percentile of value]
    #[arg(long, value_name = "PATH", value_delimiter = ',')]
    metric: Vec<String>,
    /// Run only the sweep of this name that stands in the file
    #[arg(long, value_name = "NAME", conflicts_with_all = ["vary", "design"])]
    only: Option<String>,
    /// Finish a point once the standard error of every figure is at most this share of it, such as 1%
    #[arg(long, value_name = "SHARE", value_parser = precision)]
    precision: Option<f64>,
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
}

/// Carries out `sweep`.
pub(super) fn sweep(arguments: &Arguments) -> Result<(), Failure> {
    let template = Template::load(&arguments.file, &arguments.simulation.set)?;
    for request in requests(arguments, template.scenario())? {
        let points = points(arguments.simulation.settings(template.scenario()).seed, &template, &request)?;
        let task = task(arguments, &template, &request)?;
        sweep::check(&template, &points)?;
        run_one(arguments, &template, points, &task, &request.name)?;
    }
    Ok(())
}

/// The sweep of the command line, or those of the file.
fn requests(arguments: &Arguments, scenario: &Scenario) -> Result<Vec<SweepRequest>, Failure> {
    if !arguments.vary.is_empty() || arguments.design.as_deref().is_some_and(is_file) {
        let pair = |text: &String| match text.split_once('=') {
            Some((path, spec)) => Ok((path.trim().to_owned(), spec.trim().to_owned())),
            None => Err(Failure::Input(format!(
                "error: --vary is written PATH=SPEC, and this is `{text}`\n  such as --vary 'events.us-order.deadline=30 days..360 days:12'"
            ))),
        };
        return Ok(vec![SweepRequest {
            name: "sweep".to_owned(),
            vary: arguments.vary.iter().map(pair).collect::<Result<_, _>>()?,
            zip: arguments.zip,
            design: arguments.design.clone(),
            filter: arguments.filter.clone(),
            metrics: arguments.metric.clone(),
            replications: None,
        }]);
    }
    let kept = scenario.sweeps();
    let mut chosen: Vec<SweepRequest> =
        kept.iter().filter(|sweep| arguments.only.as_ref().is_none_or(|only| sweep.name == *only)).cloned().collect();
    if chosen.is_empty() {
        let names: Vec<&str> = kept.iter().map(|sweep| sweep.name.as_str()).collect();
        return Err(match &arguments.only {
            Some(only) if !names.is_empty() => {
                Failure::Input(format!("error: the file has no sweep `{only}`; it has {}", names.join(", ")))
            }
            _ => Failure::Input(format!("error: {}", PointsError::Nothing)),
        });
    }
    for sweep in &mut chosen {
        sweep.zip |= arguments.zip;
        sweep.design = arguments.design.clone().or(sweep.design.take());
        sweep.filter = arguments.filter.clone().or(sweep.filter.take());
        if !arguments.metric.is_empty() {
            sweep.metrics.clone_from(&arguments.metric);
        }
    }
    Ok(chosen)
}

fn is_file(design: &str) -> bool {
    std::path::Path::new(design).extension().is_some_and(|end| end.eq_ignore_ascii_case("csv"))
}

/// What is wrong with the sweeps that stand in a file; of those that are right, how many points they have.
pub(super) fn kept(template: &Template) -> Result<Vec<(String, usize)>, Failure> {
    let of = |request: &SweepRequest| {
        let named = |failure: Failure| Failure::Input(format!("{failure}\n  in the sweep `{}`", request.name));
        let points = points(1, template, request).map_err(named)?;
        metrics(template.scenario(), request).map_err(named)?;
        Ok((request.name.clone(), points.len()))
    };
    template.scenario().sweeps().iter().map(of).collect()
}

fn points(seed: u64, template: &Template, request: &SweepRequest) -> Result<Points, Failure> {
    let mut points = match request.design.as_deref() {
        Some(file) if is_file(file) => table(file, template, request)?,
        design => {
            let choice = match design {
                Some(design) if !request.zip => Choice::parse(design)?,
                _ if request.zip => Choice::Zip,
                _ => Choice::Grid,
            };
            Points::plan(&request.vary, choice, seed)?
        }
    };
    for input in points.inputs() {
        let unknown =
            |fault: crate::quantity::Fault| Failure::Input(format!("error: --vary: {}", fault.shown(&input.path)));
        template.knows(&input.path).map_err(unknown)?;
    }
    if let Some(filter) = &request.filter {
        points.keep(filter)?;
    }
    Ok(points)
}

/// The points of a file, which may be the `sweep.csv` of another sweep: its figures are left out.
fn table(file: &str, template: &Template, request: &SweepRequest) -> Result<Points, Failure> {
    if !request.vary.is_empty() {
        let text = "error: a file says itself what is varied; leave out --vary, or add a column to the file";
        return Err(Failure::Input(text.to_owned()));
    }
    let text = report::read_file(file.as_ref()).map_err(|error| Failure::Input(format!("error: {error}")))?;
    let figures: std::collections::HashSet<String> = Metric::paths(template.scenario()).into_iter().collect();
    let of_figure = |name: &str| {
        let path = [".se", ".low", ".high"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(name);
        figures.contains(path) || ["point", "replications"].contains(&name)
    };
    Ok(Points::from_table(file, &text, of_figure)?)
}

fn task(arguments: &Arguments, template: &Template, request: &SweepRequest) -> Result<Task, Failure> {
    let scenario = template.scenario();
    let mut settings = arguments.simulation.settings(scenario);
    if let (Some(replications), None) = (request.replications, arguments.simulation.replications) {
        settings.replications = replications;
    }
    Ok(Task { metrics: metrics(scenario, request)?, settings, precision: arguments.precision })
}

/// The figures asked for; mean and 5th percentile of value where none are.
fn metrics(scenario: &Scenario, request: &SweepRequest) -> Result<Vec<Metric>, Failure> {
    let value = if scenario.company.home.is_some() { "value_abroad" } else { "value" };
    let asked: Vec<String> = match request.metrics.as_slice() {
        [] => vec![format!("{value}.mean"), format!("{value}.p5")],
        metrics => metrics.iter().flat_map(|text| split(text)).map(str::to_owned).collect(),
    };
    let (found, wrong): (Vec<_>, Vec<_>) =
        asked.iter().map(|path| Metric::find(path, scenario)).partition(Result::is_ok);
    let wrong: Vec<String> =
        wrong.into_iter().filter_map(Result::err).map(|e| format!("error: --metric: {e}")).collect();
    if !wrong.is_empty() {
        return Err(Failure::Input(wrong.join("\n")));
    }
    let mut metrics: Vec<Metric> = Vec::new();
    for metric in found.into_iter().flatten() {
        if !metrics.contains(&metric) {
            metrics.push(metric);
        }
    }
    Ok(metrics)
}

/// Runs one sweep, or what is left of it, and writes its results.
fn run_one(arguments: &Arguments, template: &Template, points: Points, task: &Task, name: &str) -> Result<(), Failure> {
    let output = &arguments.output;
    let folder = format!("{}-{name}", template.scenario().name());
    // Tried before the long run, and so that nothing else is replaced at its end.
    drop(Staging::begin(&output.folder, &folder)?);
    let opened = Journal::open::<Saved>(&output.folder, &folder, &header(template, &points, task), arguments.restart)?;
    let (mut journal, done) = match opened {
        Opened::Ready(journal, done) => (journal, done),
        Opened::Other(differs) => return Err(another(&folder, &differs)),
    };
    let mut results: Vec<Option<PointResult>> = vec![None; points.len()];
    for saved in done {
        let Saved { point, .. } = saved;
        if let Some(place) = results.get_mut(point) {
            *place = Some(saved.into());
        }
    }
    let todo: Vec<usize> = (0..points.len()).filter(|&point| results[point].is_none()).collect();
    if todo.len() < points.len() && !output.quiet {
        eprintln!("{} of {} points are finished already; going on", points.len() - todo.len(), points.len());
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
    let stage = Staging::begin(&output.folder, &folder)?;
    let files = report::write_sweep(stage.path(), &found, &output.formats())?;
    let told = report::sweep_terminal(&found)?;
    output.tell(stage, &files, || told)?;
    journal.remove()?;
    if output.json {
        say(serde_json::to_string_pretty(&found).context("the sweep cannot be written as JSON")?)?;
    }
    Ok(())
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
        ("precision", task.precision.map(|p| p.to_string()).unwrap_or_default()),
    ])
}

fn another(folder: &str, differs: &[(String, String, String)]) -> Failure {
    let mut text = format!("error: an unfinished sweep in `{folder}` is not this one:\n");
    for (what, there, here) in differs {
        text += &format!("  {what}: {there} there, {here} here\n");
    }
    text += "Give --restart to throw it away and begin anew, or another folder with --output.";
    Failure::Input(text)
}

impl Saved {
    fn of(point: usize, result: &PointResult) -> Self {
        let figure = |m: &Measured| [m.value, m.se, m.interval.map(|[low, _]| low), m.interval.map(|[_, high]| high)];
        Self { point, histories: result.histories, figures: result.figures.iter().map(figure).collect() }
    }
}

impl From<Saved> for PointResult {
    fn from(saved: Saved) -> Self {
        let figure = |[value, se, low, high]: [Option<f64>; 4]| Measured {
            value,
            se,
            interval: low.zip(high).map(|(low, high)| [low, high]),
        };
        Self { histories: saved.histories, figures: saved.figures.into_iter().map(figure).collect() }
    }
}

impl From<PointsError> for Failure {
    fn from(error: PointsError) -> Self {
        Self::Input(format!("error: {error}"))
    }
}

impl From<SweepError> for Failure {
    fn from(error: SweepError) -> Self {
        match error {
            SweepError::Stopped(error)
            | SweepError::Simulation { source: error @ SimulationError::Interrupted, .. } => error.into(),
            SweepError::Value { .. } | SweepError::Idle(_) | SweepError::Point { .. } => {
                Self::Input(format!("error: {error}"))
            }
            SweepError::Simulation { .. } | SweepError::Receiver(_) => Self::Run(error.into()),
        }
    }
}
