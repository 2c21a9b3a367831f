//! A run that is planned first, and simulated in shards on several machines.

use std::path::Path;
use std::time::Instant;

use super::Arguments;
use crate::analysis::UnitSource;
use crate::cli::error::CliError;
use crate::cli::interrupt::interrupted;
use crate::cli::output::Output;
use crate::cli::planned::{
    PlanTask, carry_out as carry_out_plan, check_tasks, choose_shard, finish_plan, refuse_given, run_shard,
};
use crate::cli::print::print_json;
use crate::cli::progress;
use crate::cli::simulated::{check_folder, run_one};
use crate::report::{CostEstimate, MOST_TEXT, Plan, PlannedRun, PlannedStudy, RowFiles, Trial};
use crate::run::Run;
use crate::scenario::{Scenario, Template};
use crate::simulation::Settings;

/// Simulations of the trial from which a plan's cost is estimated.
const TRIAL: u64 = 2_000;

/// Writes the plan of a run, or carries one out, or a shard.
pub(super) fn carry_out(asked: PlanTask<'_>, arguments: &Arguments) -> Result<(), CliError> {
    let simulation = &arguments.simulation;
    let threads = simulation.threads.map(usize::from);
    if let PlanTask::CarryOut(path) = asked {
        let decided = simulation.replications.is_some() || simulation.seed.is_some() || !simulation.set.is_empty();
        refuse_given(decided || arguments.precision.is_some() || arguments.board || arguments.rows != RowFiles::BOTH)?;
        return carry_out_plan(path, &arguments.planned, "run", threads, &arguments.output);
    }
    let began = Instant::now();
    let (plan, template) = make_plan(arguments)?;
    match asked {
        PlanTask::Write(path) => write_plan(path, plan, &template, began, arguments),
        PlanTask::Shard(text) => {
            let plan = plan.seal();
            run_shard(&plan, &[template], choose_shard(text, &plan)?, threads, &arguments.output)
        }
        PlanTask::None | PlanTask::CarryOut(_) => Ok(()),
    }
}

/// The plan of the run that is asked for, not sealed yet, and the scenario as the shards will read it.
fn make_plan(arguments: &Arguments) -> Result<(Plan, Template), CliError> {
    let [file] = arguments.files.as_slice() else {
        return Err(CliError::Input(
            "a plan is of the run of one scenario; plan each of several, and compare what is gathered".to_owned(),
        ));
    };
    if arguments.precision.is_some() {
        let text =
            "a run that ends by --precision is not divided, since nobody knows how many simulations it takes; say -n";
        return Err(CliError::Input(text.to_owned()));
    }
    let template = Template::load(file, &arguments.simulation.set)?;
    check_folder(file, template.scenario())?;
    arguments.simulation.check_rows(template.scenario(), arguments.rows)?;
    let packed = template.pack(MOST_TEXT).map_err(CliError::Input)?;
    let template = Template::unpack(packed.clone())?;
    let scenario = template.scenario();
    let settings = arguments.simulation.settings(scenario);
    let RowFiles { csv, parquet, parts } = arguments.rows;
    let run = PlannedRun { csv, parquet, parts, board: arguments.board };
    let mut plan = Plan::new(scenario.name().to_owned(), PlannedStudy::Run(run), vec![packed]);
    (plan.seed, plan.replications) = (settings.seed, settings.replications);
    plan.units = usize::try_from(settings.blocks()).unwrap_or(usize::MAX);
    plan.scenario_digests = vec![scenario.digest().to_owned()];
    plan.tasks = arguments.planned.tasks();
    Ok((plan, template))
}

fn write_plan(
    path: &Path,
    mut plan: Plan,
    template: &Template,
    began: Instant,
    arguments: &Arguments,
) -> Result<(), CliError> {
    check_tasks(&plan, &arguments.planned)?;
    plan.estimate = Some(estimate(&plan, template.scenario(), began, plan.replications)?);
    finish_plan(path, plan, &arguments.planned, &arguments.output)
}

/// Times a small run on one thread, and extrapolates it to `simulations`. What was done since `began` every shard does too.
pub(in crate::cli) fn estimate(
    plan: &Plan,
    scenario: &Scenario,
    began: Instant,
    simulations: u64,
) -> Result<CostEstimate, CliError> {
    let seconds_to_begin = began.elapsed().as_secs_f64();
    let settings = Settings { replications: simulations.min(TRIAL), seed: plan.seed, threads: 1 };
    let (stop, source) = (interrupted(), UnitSource::HERE);
    let begun = Instant::now();
    Run { scenario, settings, precision: None, stop, progress: &|_, _| (), source }.simulate(|_| Ok(()))?;
    let trial = Trial {
        simulations: settings.replications,
        seconds: begun.elapsed().as_secs_f64(),
        seconds_to_begin,
        units: plan.units,
        study_simulations: simulations,
        own_simulations: 0,
    };
    Ok(trial.extrapolate(plan.tasks))
}

/// Simulates the blocks of the shard of `source`.
pub(in crate::cli) fn simulate_shard(
    scenario: &Scenario,
    settings: Settings,
    source: UnitSource<'_>,
    quiet: bool,
) -> Result<(), CliError> {
    let bar = progress::bar(settings.replications, scenario.name(), quiet);
    let progress = |done, expected| {
        bar.set_length(expected);
        bar.set_position(done);
    };
    let run = Run { scenario, settings, precision: None, stop: interrupted(), progress: &progress, source };
    let ended = run.simulate(|_| Ok(()));
    bar.finish_and_clear();
    Ok(ended.map(drop)?)
}

/// Makes a run of the blocks of `source`, and writes its results.
pub(in crate::cli) fn publish_planned(
    planned: PlannedRun,
    scenario: Scenario,
    settings: Settings,
    source: UnitSource<'_>,
    output: &Output,
) -> Result<(), CliError> {
    let PlannedRun { csv, parquet, parts, board } = planned;
    let with_board = Output { board, ..output.clone() };
    let found = run_one(scenario, settings, None, RowFiles { csv, parquet, parts }, (&with_board, source))?;
    found.print(output, false)?;
    if output.json { print_json(&found.summary) } else { Ok(()) }
}
