//! `sensitivity`: what drives the result of a scenario.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::error::CliError;
use super::interrupt::interrupted;
use super::output::Output;
use super::{Simulation, find_metrics, progress};
use crate::analysis::sensitivity::Sensitivity;
use crate::analysis::sensitivity::runs::{self, Rows, TRAJECTORIES, Work};
use crate::analysis::{LeadingValue, Metric};
use crate::draws::BLOCK;
use crate::report::{self, RowReader};
use crate::scenario::{Scenario, Template, split};

/// Simulations of an input moved at either end, where not asked otherwise.
const SIMULATIONS: u64 = 2_000;
/// Histories at a point of Morris' trajectories, where not asked otherwise.
const AT_POINT: u64 = 20;
/// Rows of Saltelli's design, where not asked otherwise.
const ROWS: u64 = 1_000;

/// Arguments of `sensitivity`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Scenario file; or, for a tornado, the folder of a finished run
    file: PathBuf,
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

/// Carries out `sensitivity`.
pub(super) fn sensitivity(arguments: &Arguments) -> Result<(), CliError> {
    let Arguments { file, simulation, output, .. } = arguments;
    let saved = file.is_dir();
    let method = arguments.method.unwrap_or(if saved { Method::Tornado } else { Method::OneAtATime });
    if arguments.second_order && method != Method::Sobol {
        return Err(CliError::Input("--second-order goes with --method sobol".to_owned()));
    }
    if arguments.trajectories.is_some() && method != Method::Morris {
        return Err(CliError::Input("--trajectories goes with --method morris".to_owned()));
    }
    if !arguments.metric.is_empty() && method != Method::OneAtATime {
        return Err(CliError::Input("--metric goes with --method one-at-a-time".to_owned()));
    }
    let scenario_file = if saved { file.join("run.toml") } else { file.clone() };
    let template = Template::load(&scenario_file, &simulation.set)?;
    let name = format!("{}-{}", template.scenario().name(), method.folder());
    let stage = output.begin(&name, template.scenario())?;
    let study = if saved && method == Method::Tornado {
        simulation.check_unused()?;
        read_tornado(file, &template)?
    } else {
        simulate(arguments, method, &template, &name)?
    };
    output.publish(stage, &study, [])
}

/// A tornado from the rows of a finished run.
fn read_tornado(results_dir: &Path, template: &Template) -> Result<Sensitivity, CliError> {
    let summary = report::load(results_dir)?;
    let mut rows = Rows::new(template.scenario())?;
    RowReader::for_each_block(results_dir, &rows.columns(), BLOCK, |block| rows.take(&block.columns))?;
    Ok(rows.conclude(summary.seed)?)
}

fn simulate(arguments: &Arguments, method: Method, template: &Template, name: &str) -> Result<Sensitivity, CliError> {
    let scenario = template.scenario();
    let mut settings = arguments.simulation.settings(scenario);
    let asked = arguments.simulation.replications;
    let (trajectories, pairs) = (arguments.trajectories.unwrap_or(TRAJECTORIES), arguments.second_order);
    let metrics = if method == Method::OneAtATime { metrics(scenario, &arguments.metric)? } else { Vec::new() };
    settings.replications = match method {
        Method::OneAtATime => asked.unwrap_or(SIMULATIONS),
        Method::Tornado | Method::Evppi => settings.replications,
        Method::Morris => asked.unwrap_or(AT_POINT),
        Method::Sobol => asked.unwrap_or(ROWS),
    };
    let histories = match method {
        Method::OneAtATime => runs::one_at_a_time_histories(template, metrics.len(), settings.replications),
        Method::Tornado => settings.replications,
        Method::Morris => runs::morris_histories(scenario, trajectories, settings.replications),
        Method::Sobol => runs::sobol_histories(scenario, settings.replications, pairs),
        Method::Evppi => settings.replications * scenario.strategies().count() as u64,
    };
    let bar = progress::bar(histories, name, arguments.output.quiet);
    let work = Work { settings, stop: interrupted(), progress: &|done| bar.inc(done) };
    let study = match method {
        Method::OneAtATime => runs::one_at_a_time(template, &metrics, work),
        Method::Tornado => runs::tornado(scenario, work),
        Method::Morris => runs::morris(scenario, trajectories, work),
        Method::Sobol => runs::sobol(scenario, pairs, work),
        Method::Evppi => runs::evppi(template, work),
    };
    bar.finish_and_clear();
    Ok(study?)
}

/// The figures that are asked for, each once; the mean of the value that leads where none is.
fn metrics(scenario: &Scenario, asked: &[String]) -> Result<Vec<Metric>, CliError> {
    if asked.is_empty() {
        return Ok(vec![Metric::leading(LeadingValue::of_scenario(scenario))]);
    }
    find_metrics(asked.iter().flat_map(|text| split(text)), scenario)
}

impl Method {
    const fn folder(self) -> &'static str {
        match self {
            Self::OneAtATime => "one-at-a-time",
            Self::Tornado => "tornado",
            Self::Morris => "morris",
            Self::Sobol => "sobol",
            Self::Evppi => "evppi",
        }
    }
}
