//! `run`: simulate scenarios, write results, charts and a report for each; several are compared.

mod plan;

pub(super) use plan::{publish_planned, simulate_shard};

use std::path::PathBuf;

use clap::Args;

use super::Simulation;
use super::compare::{check_definitions, check_one_seed, compare_runs};
use super::error::CliError;
use super::focus::focus;
use super::output::Output;
use super::planned::{PlanArgs, PlanTask};
use super::precision;
use super::print::{note, print_all_json};
use super::rows;
use super::simulated::{Finished, load_all, run_all, run_one};
use crate::analysis::{LeadingValue, Metric, Precision, ScenarioInfo, Summary, UnitSource};
use crate::report::RowFiles;
use crate::scenario::Scenario;

/// Arguments of `run`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Scenario files; several are also compared, with the first as what others are held against
    #[arg(required_unless_present = "plan")]
    files: Vec<PathBuf>,
    /// Go on until the standard error of mean value (outside the home market, where there is one) is at most this share of
    /// it, such as 1%; or of other figures by their path in summary.json, as in value.mean=0.5%,value.p5=2%. -n is then the
    /// most it will take [default: 1000000]
    #[arg(long, value_name = "SHARE")]
    precision: Option<String>,
    /// Files with a row for each history: csv, parquet (less than half as large; what compare, discover, stress, reweight and
    /// sensitivity read), parquet-partitioned (a folder of files of 250,000 rows, for DuckDB or Polars), several, or none
    #[arg(long, value_name = "FILES", value_parser = rows::parse, default_value = "csv,parquet")]
    rows: RowFiles,
    /// Look for a rare outcome instead, such as 'us.banned and europe.banned': how probable it is and what goes with it, by
    /// importance sampling, with an effective sample size; results go to a folder of their own
    #[arg(long, value_name = "CONDITION", conflicts_with_all = ["precision", "rows", "plan", "shard"])]
    focus: Option<String>,
    /// Write board.html too: the report that prints on four sheets, and leaves the rest to report.html
    #[arg(long, conflicts_with = "focus")]
    board: bool,
    #[command(flatten)]
    planned: PlanArgs,
    #[command(flatten)]
    simulation: Simulation,
    #[command(flatten)]
    output: Output,
}

/// Histories that a run with a precision takes at most, where the command line does not say: each leaves a row, of some
/// kilobytes in a large scenario.
const MOST: u64 = 1_000_000;

/// Carries out `run`: every scenario is checked before the first is simulated; several are compared.
pub(super) fn run(arguments: &Arguments) -> Result<(), CliError> {
    let asked = arguments.planned.task(!arguments.files.is_empty())?;
    if !matches!(asked, PlanTask::None) {
        return plan::carry_out(asked, arguments);
    }
    let scenarios = load_all(&arguments.files, &arguments.simulation.set)?;
    if let Some(condition) = &arguments.focus {
        return focus(condition, &scenarios, &arguments.simulation, &arguments.output);
    }
    arguments.output.check_folders(&scenarios)?;
    if arguments.rows.parquet {
        let infos: Vec<ScenarioInfo> = scenarios.iter().map(ScenarioInfo::of).collect();
        check_definitions(arguments.files.iter().zip(&infos))?;
    }
    let goals = goals(arguments.precision.as_deref(), &scenarios)?;
    if arguments.precision.is_none() {
        scenarios.iter().try_for_each(|scenario| arguments.simulation.check_rows(scenario, arguments.rows))?;
    }
    let output = &Output { board: arguments.board, ..arguments.output.clone() };
    let run_next = |(scenario, goal): (Scenario, Option<Precision>)| {
        move || {
            let mut settings = arguments.simulation.settings(&scenario);
            if goal.is_some() {
                settings.replications = arguments.simulation.replications.unwrap_or(MOST);
            }
            run_one(scenario, settings, goal.as_ref(), arguments.rows, (output, UnitSource::HERE))
        }
    };
    let runs = run_all(scenarios.into_iter().zip(goals).map(run_next), output)?;
    // What several come to side by side stands above what each is.
    let is_compared = runs.len() > 1 && compare_if_possible(&runs, arguments)?;
    runs.iter().try_for_each(|run| run.print(&arguments.output, is_compared))?;
    if arguments.output.json {
        let summaries: Vec<&Summary> = runs.iter().map(|run| &run.summary).collect();
        print_all_json(&summaries)?;
    }
    Ok(())
}

/// Compares runs where their rows are there and of one seed; whether it did.
fn compare_if_possible(runs: &[Finished], arguments: &Arguments) -> Result<bool, CliError> {
    if !arguments.rows.parquet {
        note("not compared: --rows leaves out outcomes.parquet, whose rows are what is compared");
        return Ok(false);
    }
    if let Err(reason) = check_one_seed(runs.iter().map(|run| run.summary.seed)) {
        note(format_args!("not compared: {reason}"));
        return Ok(false);
    }
    compare_runs(runs, &arguments.output.without_json())?;
    Ok(true)
}

/// What precision is asked of each scenario; all that is wrong for any of them is named at once.
fn goals(asked: Option<&str>, scenarios: &[Scenario]) -> Result<Vec<Option<Precision>>, CliError> {
    let of = |scenario: &Scenario| precision(asked, &[Metric::leading(LeadingValue::of_scenario(scenario))], scenario);
    let (goals, wrong): (Vec<_>, Vec<_>) = scenarios.iter().map(of).partition(Result::is_ok);
    let mut wrong: Vec<CliError> = wrong.into_iter().filter_map(Result::err).collect();
    wrong.dedup_by_key(|error| error.to_string());
    CliError::check_all(wrong).map(|()| goals.into_iter().flatten().collect())
}
