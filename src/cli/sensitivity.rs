//! `sensitivity`: what drives the result of a scenario.

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::{Args, ValueEnum};

use super::error::CliError;
use super::interrupt::interrupted;
use super::output::Output;
use super::planned::{self, Packed, PlanArgs, PlanTask, refuse_given};
use super::{Simulation, progress, refuse_metrics};
use crate::analysis::sensitivity::runs::{Rows, Work};
use crate::analysis::sensitivity::{Sensitivity, SensitivityMethod, SensitivityRequest};
use crate::analysis::{Metric, UnitSource};
use crate::draws::BLOCK;
use crate::report::{self, PlannedStudy, RowReader};
use crate::scenario::{Scenario, Template};
use crate::simulation::Settings;

/// Arguments of `sensitivity`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Scenario file; or, for a tornado, the folder of a finished run
    #[arg(required_unless_present = "plan")]
    file: Option<PathBuf>,
    /// How to look [default: one-at-a-time; of a finished run, tornado]. -n is the number of simulations (one-at-a-time, default 2000;
    /// tornado, evppi), of simulations at each point (morris, default 20) or of rows (sobol, default 1000)
    #[arg(long, value_enum)]
    method: Option<Method>,
    /// With one-at-a-time: figures as named in summary.json, such as `value.p5,markets.us.outcomes.banned`
    /// [default: mean value, outside home where there is one]
    #[arg(long, value_name = "PATH", action = clap::ArgAction::Append)]
    metric: Vec<String>,
    /// With morris: how many trajectories [default: 10]
    #[arg(long, value_parser = clap::value_parser!(u64).range(2..=100_000))]
    trajectories: Option<u64>,
    /// With sobol: what the ten leading drivers bring two by two
    #[arg(long)]
    second_order: bool,
    #[command(flatten)]
    planned: PlanArgs,
    #[command(flatten)]
    simulation: Simulation,
    #[command(flatten)]
    output: Output,
}

/// A method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Method {
    /// Every input from a low to a high value, one at a time: uncertain ones, known values and defaults in force
    OneAtATime,
    /// Value where an input is in its lowest and in its highest tenth, from one run
    Tornado,
    /// Elementary effects: a screening by steps of one input at a time
    Morris,
    /// Shares of the variance, first order and total, with chance as one driver
    Sobol,
    /// What it would be worth to know an input before choosing among the strategies of the file
    Evppi,
}

impl From<Method> for SensitivityMethod {
    fn from(method: Method) -> Self {
        match method {
            Method::OneAtATime => Self::OneAtATime,
            Method::Tornado => Self::Tornado,
            Method::Morris => Self::Morris,
            Method::Sobol => Self::Sobol,
            Method::Evppi => Self::Evppi,
        }
    }
}

/// Carries out `sensitivity`.
pub(super) fn sensitivity(arguments: &Arguments) -> Result<(), CliError> {
    let Arguments { simulation, output, .. } = arguments;
    let saved = arguments.file.as_deref().filter(|file| file.is_dir());
    let usual = if saved.is_some() { Method::Tornado } else { Method::OneAtATime };
    let method = SensitivityMethod::from(arguments.method.unwrap_or(usual));
    let file = arguments.file.as_deref().unwrap_or(Path::new(""));
    let scenario_file = saved.map_or_else(|| file.to_owned(), |saved| saved.join("run.toml"));
    check_options(arguments, method)?;
    let asked = arguments.planned.task(arguments.file.is_some())?;
    if !matches!(asked, PlanTask::None) {
        return carry_out(asked, arguments, method);
    }
    let template = Template::load(&scenario_file, &simulation.set)?;
    let (request, settings) = read_request(arguments, method, &template);
    if let Some(results_dir) = saved.filter(|_| method == SensitivityMethod::Tornado) {
        let stage = output.begin(&name_results(&request, &template), template.scenario())?;
        simulation.check_unused()?;
        return output.publish(stage, &read_tornado(results_dir, &template)?, []);
    }
    publish(&request, &template, settings, UnitSource::HERE, output)
}

/// Refuses what does not go with the method.
fn check_options(arguments: &Arguments, method: SensitivityMethod) -> Result<(), CliError> {
    let Arguments { trajectories, second_order, .. } = arguments;
    let metrics = arguments.metric.clone();
    let request = SensitivityRequest { method, metrics, trajectories: *trajectories, second_order: *second_order };
    match request.find_misplaced().filter(|_| arguments.file.is_some()) {
        Some((option, method)) => Err(CliError::Input(format!("--{option} goes with --method {}", method.name()))),
        None => Ok(()),
    }
}

/// A tornado from the rows of a finished run.
fn read_tornado(results_dir: &Path, template: &Template) -> Result<Sensitivity, CliError> {
    let summary = report::load(results_dir)?;
    let mut rows = Rows::new(template.scenario())?;
    RowReader::for_each_block(results_dir, &rows.columns(), BLOCK, |block| rows.take(&block.columns))?;
    Ok(rows.conclude(summary.seed)?)
}

/// The figures of a request.
fn find_metrics(request: &SensitivityRequest, scenario: &Scenario) -> Result<Vec<Metric>, CliError> {
    request.find_metrics(scenario).map_err(refuse_metrics)
}

/// Carries out a request with the units of `source`.
pub(super) fn simulate(
    request: &SensitivityRequest,
    template: &Template,
    settings: Settings,
    source: UnitSource<'_>,
    quiet: bool,
) -> Result<Sensitivity, CliError> {
    let metrics = find_metrics(request, template.scenario())?;
    let histories = request.count_histories(template, metrics.len(), settings.replications);
    let bar = progress::bar(histories, &name_results(request, template), quiet);
    let work = Work { settings, stop: interrupted(), progress: &|done| bar.inc(done), source };
    let study = request.carry_out(template, &metrics, work);
    bar.finish_and_clear();
    Ok(study?)
}

/// Carries out a request with the units of `source`, and writes its results.
pub(super) fn publish(
    request: &SensitivityRequest,
    template: &Template,
    settings: Settings,
    source: UnitSource<'_>,
    output: &Output,
) -> Result<(), CliError> {
    let stage = output.begin(&name_results(request, template), template.scenario())?;
    output.publish(stage, &simulate(request, template, settings, source, output.quiet)?, [])
}

/// Name of the folder of the results.
fn name_results(request: &SensitivityRequest, template: &Template) -> String {
    format!("{}-{}", template.scenario().name(), request.method.name())
}

/// The analysis that is asked for, and how it is simulated.
fn read_request(
    arguments: &Arguments,
    method: SensitivityMethod,
    template: &Template,
) -> (SensitivityRequest, Settings) {
    let Arguments { trajectories, second_order, simulation, .. } = arguments;
    let metrics = arguments.metric.clone();
    let request = SensitivityRequest { method, metrics, trajectories: *trajectories, second_order: *second_order };
    let settings = simulation.settings(template.scenario());
    let replications = method.choose_replications(simulation.replications, settings.replications);
    (request, Settings { replications, ..settings })
}

/// Writes the plan of an analysis, or carries one out, or a shard.
fn carry_out(asked: PlanTask<'_>, arguments: &Arguments, method: SensitivityMethod) -> Result<(), CliError> {
    let Arguments { simulation, output, planned, .. } = arguments;
    let threads = simulation.threads.map(usize::from);
    if let PlanTask::CarryOut(path) = asked {
        let is_given = !arguments.metric.is_empty() || arguments.trajectories.is_some() || arguments.second_order;
        refuse_given(simulation.decides() || arguments.method.is_some() || is_given)?;
        return planned::carry_out(path, planned, "sensitivity", threads, output);
    }
    if method == SensitivityMethod::Tornado {
        let text = "a tornado is made of a run: divide that, as in `marketgate run FILE --plan plan.json`, and give the folder of its results";
        return Err(CliError::Input(text.to_owned()));
    }
    let began = Instant::now();
    let packed = Packed::new([Template::load(arguments.file.as_deref().unwrap_or(Path::new("")), &simulation.set)?])?;
    let [template] = packed.templates.as_slice() else { return Ok(()) };
    let (request, settings) = read_request(arguments, method, template);
    let metrics = find_metrics(&request, template.scenario())?;
    let histories = request.count_histories(template, metrics.len(), settings.replications);
    let units = request.count_units(template, settings.replications);
    let name = name_results(&request, template);
    let plan = packed.plan(name, PlannedStudy::Sensitivity(request), settings, units);
    planned::write_or_run(asked, plan, &packed, (began, histories), (planned, threads, output))
}
