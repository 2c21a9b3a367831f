//! Sweeps that are planned first, and run in shards on several machines.

use std::path::Path;
use std::time::Instant;

use super::request::{metrics, points, read_table};
use super::shard::run_shard;
use super::{Arguments, Prepared, digest_points, run_whole, task};
use crate::analysis::sweep::{self, Task};
use crate::cli::error::CliError;
use crate::cli::interrupt::interrupted;
use crate::cli::planned::{
    check_command, check_tasks, choose_shard, finish_plan, read_plan, refuse_damaged, refuse_given, write_job,
};
use crate::cli::precision;
use crate::report::{CostEstimate, MOST_TEXT, Plan, PlannedStudy, PlannedSweep, Trial};
use crate::scenario::{SweepRequest, Template};
use crate::simulation::Settings;

/// Points and simulations of the trial from which a plan's cost is estimated.
const TRIAL: (usize, u64) = (4, 1_000);
/// Simulations of the scenario's own point, which every shard simulates for itself, at most.
const OWN_POINT: u64 = 20_000;

/// Carries out `sweep --plan` without a scenario file: runs a shard or the whole, or writes the script of a job.
pub(super) fn carry_out(path: &Path, arguments: &Arguments) -> Result<(), CliError> {
    let simulation = &arguments.simulation;
    refuse_given(simulation.decides() || arguments.swept.is_given() || arguments.precision.is_some())?;
    let (plan, templates) = read_plan(path)?;
    check_command(path, &plan, "sweep")?;
    if let Some(kind) = arguments.planned.emit() {
        return write_job(kind, path, &plan, &arguments.output);
    }
    let prepared = prepare(path, &plan, &templates, simulation.threads.map(usize::from))?;
    match arguments.planned.shard() {
        None => run_whole(prepared, arguments),
        Some(text) => run_shard(&prepared, &plan, choose_shard(text, &plan)?, arguments),
    }
}

/// Runs a shard of the sweep of the command line, which needs no plan but that which it leaves beside it.
pub(super) fn run_asked_shard(
    text: &str,
    arguments: &Arguments,
    template: &Template,
    requests: Vec<SweepRequest>,
) -> Result<(), CliError> {
    let (plan, template) = make_plan(arguments, template, requests)?;
    let plan = plan.seal();
    let templates = [template];
    let threads = arguments.simulation.threads.map(usize::from);
    let prepared = prepare(Path::new("the plan"), &plan, &templates, threads)?;
    run_shard(&prepared, &plan, choose_shard(text, &plan)?, arguments)
}

/// Makes the sweep of a plan anew, and checks that it is the one that was planned.
pub(in crate::cli) fn prepare<'t>(
    path: &Path,
    plan: &Plan,
    templates: &'t [Template],
    threads: Option<usize>,
) -> Result<Prepared<'t>, CliError> {
    let (PlannedStudy::Sweep(planned), [template]) = (plan.study.clone(), templates) else {
        return Err(refuse_damaged(path, "it is no sweep of one scenario"));
    };
    let request = SweepRequest {
        name: planned.name,
        vary: planned.vary,
        zip: planned.zip,
        design: planned.design,
        filter: planned.filter,
        metrics: planned.metrics,
        replications: None,
    };
    let scenario = template.scenario();
    let points = points(plan.seed, template, &request, planned.table)?;
    let metrics = metrics(scenario, &points, &request)?;
    let precision = precision(planned.precision.as_deref(), &metrics, scenario)?;
    let threads = threads.unwrap_or(Settings::default().threads);
    let settings = Settings { replications: plan.replications, seed: plan.seed, threads };
    if points.len() != plan.units || digest_points(&points) != planned.design_digest {
        return Err(refuse_damaged(path, "its points are not those that were planned"));
    }
    let prepared = Prepared::new(template, points, Task { metrics, settings, precision }, request.name);
    if prepared.folder != plan.name {
        let reason = format!("its results are called `{}`, and its sweep `{}`", plan.name, prepared.folder);
        return Err(refuse_damaged(path, &reason));
    }
    Ok(prepared)
}

/// Writes the plan of the sweep that is asked for, and the script of a job where that is.
pub(super) fn write_plan(
    path: &Path,
    arguments: &Arguments,
    template: &Template,
    requests: Vec<SweepRequest>,
) -> Result<(), CliError> {
    let began = Instant::now();
    let (mut plan, template) = make_plan(arguments, template, requests)?;
    check_tasks(&plan, &arguments.planned)?;
    let templates = [template];
    let prepared = prepare(path, &plan, &templates, None)?;
    plan.estimate = Some(estimate(&prepared, began, plan.tasks)?);
    finish_plan(path, plan, &arguments.planned, &arguments.output)
}

/// The plan of the one sweep that is asked for, not sealed yet, and the scenario as the shards will read it.
fn make_plan(
    arguments: &Arguments,
    template: &Template,
    requests: Vec<SweepRequest>,
) -> Result<(Plan, Template), CliError> {
    let request = match <[SweepRequest; 1]>::try_from(requests) {
        Ok([request]) => request,
        Err(several) => {
            let names: Vec<&str> = several.iter().map(|request| request.name.as_str()).collect();
            let names = names.join(", ");
            return Err(CliError::Input(format!("a plan is of one sweep; choose it with --only, of {names}")));
        }
    };
    let packed = template.pack(MOST_TEXT).map_err(CliError::Input)?;
    let template = Template::unpack(packed.clone())?;
    let seed = arguments.simulation.settings(template.scenario()).seed;
    let table = read_table(&request)?;
    let points = points(seed, &template, &request, table.clone())?;
    let task = task(arguments, &template, &points, &request)?;
    sweep::check(&template, &points)?;
    let name = format!("{}-{}", template.scenario().name(), request.name);
    let sweep = PlannedSweep {
        name: request.name,
        design_digest: digest_points(&points),
        vary: request.vary,
        zip: request.zip,
        design: request.design,
        table,
        filter: request.filter,
        metrics: task.metrics.iter().map(|metric| metric.path().to_owned()).collect(),
        precision: arguments.precision.clone(),
    };
    let mut plan = Plan::new(name, PlannedStudy::Sweep(sweep), vec![packed]);
    (plan.seed, plan.replications, plan.units) = (seed, task.settings.replications, points.len());
    plan.scenario_digests = vec![template.scenario().digest().to_owned()];
    plan.tasks = arguments.planned.tasks();
    Ok((plan, template))
}

/// Times a small trial on one thread: some points, and the scenario's own. What was done since `began` every shard does too.
fn estimate(prepared: &Prepared<'_>, began: Instant, tasks: Option<usize>) -> Result<CostEstimate, CliError> {
    let seconds_to_begin = began.elapsed().as_secs_f64();
    let all = prepared.points();
    let replications = prepared.task.settings.replications;
    let trial = Settings { replications: replications.min(TRIAL.1), threads: 1, ..prepared.task.settings };
    let task = Task { settings: trial, precision: None, metrics: prepared.task.metrics.clone() };
    let mut todo: Vec<usize> = (0..TRIAL.0).map(|i| i * (all - 1) / (TRIAL.0 - 1)).collect();
    todo.dedup();
    let begun = Instant::now();
    sweep::run(prepared.template, &prepared.points, &task, &todo, interrupted(), &|_| (), |_, _| Ok(()))?;
    let seconds = begun.elapsed().as_secs_f64();
    let has_own = prepared.task.metrics.iter().any(|metric| metric.column().is_some());
    let own = |replications: u64| if has_own { replications.min(OWN_POINT) } else { 0 };
    let trial = Trial {
        simulations: trial.replications * todo.len() as u64 + own(trial.replications),
        seconds,
        seconds_to_begin,
        units: all,
        study_simulations: all as u64 * replications,
        own_simulations: own(replications),
    };
    Ok(trial.extrapolate(tasks))
}
