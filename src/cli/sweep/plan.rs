//! Sweeps that are planned first, and run in shards on several machines.

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;

use super::auto_shard::find_shard;
use super::job_script::{JobKind, JobScript};
use super::request::{metrics, points, read_table};
use super::shard::run_shard;
use super::{Arguments, Prepared, digest_points, run_whole, task};
use crate::analysis::Shard;
use crate::analysis::sweep::{self, Task};
use crate::cli::error::CliError;
use crate::cli::interrupt::interrupted;
use crate::cli::output::Output;
use crate::cli::precision;
use crate::cli::print::{print_json, print_text};
use crate::report::{CostEstimate, MOST_TEXT, Plan, PlannedSweep, check_name, write_new};
use crate::scenario::{SweepRequest, Template};
use crate::simulation::Settings;

/// Points and simulations of the trial from which a plan's cost is estimated.
const TRIAL: (usize, u64) = (4, 1_000);
/// Simulations of the scenario's own point, which every shard simulates for itself, at most.
const OWN_POINT: u64 = 20_000;

/// How a sweep is divided.
#[derive(Debug, Args)]
pub(super) struct PlanArgs {
    /// With a scenario file: write the sweep as a plan, which holds the scenario and how the points are made, and run nothing.
    /// Without one: run this plan, or a part of it
    #[arg(long, value_name = "FILE")]
    pub(super) plan: Option<PathBuf>,
    /// Number of shards of the plan
    #[arg(long, value_name = "N", requires_all = ["plan", "file"], value_parser = clap::value_parser!(u32).range(1..))]
    tasks: Option<u32>,
    /// Run this shard of the plan, such as 3/16, counted from 1; auto: that of this task of a Slurm array, an indexed Kubernetes job or a
    /// PBS array. `gather` merges the shards
    #[arg(long, value_name = "K/N", requires = "plan", conflicts_with_all = ["file", "emit"])]
    shard: Option<String>,
    /// Write the script of a job that runs the plan's shards, beside the plan
    #[arg(long, value_name = "KIND", requires = "plan", value_enum)]
    emit: Option<JobKind>,
}

/// Carries out `sweep --plan` without a scenario file: runs a shard or the whole, or writes the script of a job.
pub(super) fn carry_out(arguments: &Arguments) -> Result<(), CliError> {
    let Some(path) = &arguments.planned.plan else { return Ok(()) };
    let simulation = &arguments.simulation;
    let decided = simulation.replications.is_some() || simulation.seed.is_some() || !simulation.set.is_empty();
    if decided || arguments.swept.is_given() || arguments.precision.is_some() {
        let text = "a plan says itself what is varied and how it is simulated: leave out what decides that, or plan another sweep";
        return Err(CliError::Input(text.to_owned()));
    }
    let (plan, template) = read_plan(path)?;
    if let Some(kind) = arguments.planned.emit {
        return write_job(kind, path, &plan, &arguments.output);
    }
    let threads = simulation.threads.map(usize::from);
    let prepared = prepare(path, &plan, &template, threads)?;
    match &arguments.planned.shard {
        None => run_whole(prepared, arguments),
        Some(text) => {
            let shard = choose_shard(text, &plan).map_err(|text| CliError::Input(format!("--shard: {text}")))?;
            run_shard(&prepared, &plan, shard, arguments)
        }
    }
}

/// The shard that `--shard` names.
fn choose_shard(text: &str, plan: &Plan) -> Result<Shard, String> {
    if text == "auto" {
        find_shard(plan.tasks, |name| std::env::var(name).ok()).and_then(|shard| check_shard(shard, plan))
    } else {
        Shard::parse(text).and_then(|shard| check_shard(shard, plan))
    }
}

fn check_shard(shard: Shard, plan: &Plan) -> Result<Shard, String> {
    match plan.tasks {
        Some(tasks) if tasks != shard.count_shards() => {
            Err(format!("the plan has {tasks} tasks, and this is one of {}", shard.count_shards()))
        }
        _ if shard.count_shards() > plan.points => {
            Err(format!("{} points cannot be divided into {} shards", plan.points, shard.count_shards()))
        }
        _ => Ok(shard),
    }
}

/// Reads a plan and the scenario in it.
pub(in crate::cli) fn read_plan(path: &Path) -> Result<(Plan, Template), CliError> {
    let plan = Plan::read(path)?;
    let template = Template::unpack(plan.scenario.clone())?;
    if template.scenario().digest() != plan.scenario_digest {
        let (here, there) = (template.scenario().digest(), &plan.scenario_digest);
        return Err(refuse(path, &format!("its scenario has the digest {here}, and was planned with {there}")));
    }
    Ok((plan, template))
}

/// Makes the sweep of a plan anew, and checks that it is the one that was planned.
pub(in crate::cli) fn prepare<'t>(
    path: &Path,
    plan: &Plan,
    template: &'t Template,
    threads: Option<usize>,
) -> Result<Prepared<'t>, CliError> {
    let planned = plan.sweep.clone();
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
    if points.len() != plan.points || digest_points(&points) != plan.design_digest {
        return Err(refuse(path, "its points are not those that were planned"));
    }
    let prepared = Prepared::new(template, points, Task { metrics, settings, precision }, request.name);
    if prepared.folder != plan.name {
        return Err(refuse(
            path,
            &format!("its results are called `{}`, and its sweep `{}`", plan.name, prepared.folder),
        ));
    }
    Ok(prepared)
}

fn refuse(path: &Path, reason: &str) -> CliError {
    CliError::Input(format!("{} is damaged: {reason}; plan the sweep again", path.display()))
}

/// Writes the plan of the sweep that is asked for, and the script of a job where that is.
pub(super) fn write_plan(
    path: &Path,
    arguments: &Arguments,
    template: &Template,
    requests: Vec<SweepRequest>,
) -> Result<(), CliError> {
    let request = match <[SweepRequest; 1]>::try_from(requests) {
        Ok([request]) => request,
        Err(several) => {
            let names: Vec<&str> = several.iter().map(|request| request.name.as_str()).collect();
            let names = names.join(", ");
            return Err(CliError::Input(format!("a plan is of one sweep; choose it with --only, of {names}")));
        }
    };
    let tasks = arguments.planned.tasks.map(|tasks| tasks as usize);
    if arguments.planned.emit.is_some() && tasks.is_none() {
        return Err(CliError::Input("--emit writes the script of a job of so many tasks; say --tasks N".to_owned()));
    }
    let plan = make_plan(arguments, template, request, tasks)?;
    plan.write(path)?;
    let output = &arguments.output;
    if output.json {
        print_json(&plan)?;
    } else if !output.quiet {
        print_text(describe(path, &plan))?;
    }
    arguments.planned.emit.map_or(Ok(()), |kind| write_job(kind, path, &plan, output))
}

fn make_plan(
    arguments: &Arguments,
    template: &Template,
    request: SweepRequest,
    tasks: Option<usize>,
) -> Result<Plan, CliError> {
    let packed = template.pack(MOST_TEXT).map_err(CliError::Input)?;
    // Everything is done with the scenario as the shards will read it.
    let template = &Template::unpack(packed.clone())?;
    let seed = arguments.simulation.settings(template.scenario()).seed;
    let table = read_table(&request)?;
    let points = points(seed, template, &request, table.clone())?;
    let task = task(arguments, template, &points, &request)?;
    sweep::check(template, &points)?;
    if let Some(tasks) = tasks.filter(|tasks| *tasks > points.len()) {
        return Err(CliError::Input(format!("{} points cannot be divided into {tasks} tasks", points.len())));
    }
    let sweep = PlannedSweep {
        name: request.name.clone(),
        vary: request.vary,
        zip: request.zip,
        design: request.design,
        table,
        filter: request.filter,
        metrics: task.metrics.iter().map(|metric| metric.path().to_owned()).collect(),
        precision: arguments.precision.clone(),
    };
    let prepared = Prepared::new(template, points, task, request.name);
    let longest = Shard::new(tasks.unwrap_or(prepared.points()), tasks.unwrap_or(prepared.points()));
    let longest = longest.map(Shard::file_stem).unwrap_or_default();
    check_name(&format!("{}.{longest}", prepared.folder))?;
    let settings = prepared.task.settings;
    let mut plan = Plan::new(prepared.folder.clone(), sweep, packed);
    (plan.seed, plan.replications, plan.points) = (settings.seed, settings.replications, prepared.points());
    plan.design_digest = digest_points(&prepared.points);
    template.scenario().digest().clone_into(&mut plan.scenario_digest);
    (plan.tasks, plan.estimate) = (tasks, Some(estimate(&prepared, tasks)?));
    Ok(plan.seal())
}

/// Times a small trial on one thread. What is simulated before its first point is finished, the scenario's own, is not counted.
fn estimate(prepared: &Prepared<'_>, tasks: Option<usize>) -> Result<CostEstimate, CliError> {
    let all = prepared.points();
    let replications = prepared.task.settings.replications;
    let trial = Settings { replications: replications.min(TRIAL.1), threads: 1, ..prepared.task.settings };
    let task = Task { settings: trial, precision: None, metrics: prepared.task.metrics.clone() };
    let mut todo: Vec<usize> = (0..TRIAL.0).map(|i| i * (all - 1) / (TRIAL.0 - 1)).collect();
    todo.dedup();
    // A single point is simulated twice, so that there is one after the first.
    todo.extend((todo.len() == 1).then_some(0));
    let mut finished: Vec<Instant> = Vec::new();
    let receive = |_, _| {
        finished.push(Instant::now());
        Ok(())
    };
    sweep::run(prepared.template, &prepared.points, &task, &todo, interrupted(), &|_| (), receive)?;
    let timed = trial.replications * (finished.len() as u64).saturating_sub(1);
    let seconds = finished.first().zip(finished.last()).map_or(0.0, |(first, last)| (*last - *first).as_secs_f64());
    let seconds_per_simulation = seconds / timed.max(1) as f64;
    let hours = |simulations: f64| simulations * seconds_per_simulation / 3600.0;
    let own = if prepared.task.metrics.iter().any(|metric| metric.column().is_some()) { OWN_POINT } else { 0 };
    let in_shard = |tasks: usize| all.div_ceil(tasks) as f64 * replications as f64 + replications.min(own) as f64;
    Ok(CostEstimate {
        trial_simulations: timed,
        seconds_per_simulation,
        core_hours: hours(all as f64 * replications as f64),
        hours_per_shard: tasks.map(|tasks| hours(in_shard(tasks))),
    })
}

/// What is told of a plan.
fn describe(path: &Path, plan: &Plan) -> String {
    let mut text = format!("The plan of {} points, {} simulations each", plan.points, plan.replications);
    if plan.sweep.precision.is_some() {
        text += " at most";
    }
    if let Some(tasks) = plan.tasks {
        text += &format!(", in {tasks} shards");
    }
    text += &format!(", is in {}. Nothing was run but a trial.", path.display());
    if let Some(cost) = &plan.estimate {
        text += &format!(
            "\nEstimate, from {} simulations here: {} of one core",
            cost.trial_simulations,
            time(cost.core_hours)
        );
        let shard = cost.hours_per_shard.map(|hours| format!("; a shard on one core takes {}", time(hours)));
        text += &(shard.unwrap_or_default() + ".");
    }
    text
}

/// A length of time, to two digits or so.
fn time(hours: f64) -> String {
    match hours * 3600.0 {
        seconds if seconds < 1.0 => "less than a second".to_owned(),
        seconds if seconds < 100.0 => format!("{seconds:.0} seconds"),
        seconds if seconds < 6_000.0 => format!("{:.0} minutes", seconds / 60.0),
        _ if hours < 10.0 => format!("{hours:.1} hours"),
        _ => format!("{hours:.0} hours"),
    }
}

/// Writes the script of a job beside the plan.
fn write_job(kind: JobKind, path: &Path, plan: &Plan, output: &Output) -> Result<(), CliError> {
    let Some(tasks) = plan.tasks else {
        return Err(CliError::Input("the plan says of no number of tasks; plan the sweep with --tasks".to_owned()));
    };
    let script = path.with_extension(kind.extension());
    let absolute = |path: &Path| -> Result<String, CliError> {
        let path = std::path::absolute(path).map_err(anyhow::Error::from)?;
        let text = path.to_str().filter(|text| !text.contains(['\n', '\r', '\0']));
        let refuse = || CliError::Input(format!("{} cannot be written into a script", path.display()));
        text.map(str::to_owned).ok_or_else(refuse)
    };
    if script.symlink_metadata().is_ok() {
        return Err(CliError::Input(format!("{} exists; move it away", script.display())));
    }
    let job = JobScript { plan: absolute(path)?, output: absolute(&output.folder)?, tasks };
    write_new(&script, &job.write(kind))?;
    if output.quiet || output.json {
        Ok(())
    } else {
        print_text(format_args!("{} is in {}", kind.describe(), script.display()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_in_units_of_their_size() {
        for (hours, told) in [
            (0.0001, "less than a second"),
            (0.01, "36 seconds"),
            (0.5, "30 minutes"),
            (2.0, "2.0 hours"),
            (123.4, "123 hours"),
        ] {
            assert_eq!(time(hours), told);
        }
    }
}
