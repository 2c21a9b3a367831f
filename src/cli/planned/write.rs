//! Plans and scripts of jobs as they are written, and what is told of them.

use std::path::Path;

use super::PlanArgs;
use super::job_script::{JobKind, JobScript};
use crate::analysis::Shard;
use crate::cli::error::CliError;
use crate::cli::output::Output;
use crate::cli::print::{print_json, print_text};
use crate::report::{Plan, check_name, write_new};
use crate::text::numbers::count;

/// Checks that a plan can be divided as asked.
pub(in crate::cli) fn check_tasks(plan: &Plan, args: &PlanArgs) -> Result<(), CliError> {
    let tasks = args.tasks();
    if args.emit().is_some() && tasks.is_none() {
        return Err(CliError::Input("--emit writes the script of a job of so many tasks; say --tasks N".to_owned()));
    }
    if let Some(tasks) = tasks.filter(|tasks| *tasks > plan.units) {
        let text = format!("{tasks} tasks are too many: the number of {} is {}", plan.study.name_units(), plan.units);
        return Err(CliError::Input(text));
    }
    let longest = tasks.unwrap_or(plan.units);
    let longest = Shard::new(longest, longest).map(Shard::file_stem).unwrap_or_default();
    Ok(check_name(&format!("{}.round-2.{longest}", plan.name))?)
}

/// Writes a plan that is whole but for its seal, and the script of a job where that is asked for.
pub(in crate::cli) fn finish_plan(path: &Path, plan: Plan, args: &PlanArgs, output: &Output) -> Result<(), CliError> {
    let plan = plan.seal();
    plan.write(path)?;
    if output.json {
        print_json(&plan)?;
    } else if !output.quiet {
        print_text(describe(path, &plan))?;
    }
    args.emit().map_or(Ok(()), |kind| write_job(kind, path, &plan, output))
}

/// What is told of a plan.
fn describe(path: &Path, plan: &Plan) -> String {
    let mut text = format!("The plan of {} {}", count(plan.units as u64), plan.study.name_units());
    text += &plan.study.describe_simulations(plan.replications);
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
pub(in crate::cli) fn write_job(kind: JobKind, path: &Path, plan: &Plan, output: &Output) -> Result<(), CliError> {
    let Some(tasks) = plan.tasks else {
        return Err(CliError::Input("the plan says of no number of tasks; plan it with --tasks".to_owned()));
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
    let (command, rounds) = (plan.study.command(), plan.study.count_rounds());
    let job = JobScript { command, plan: absolute(path)?, output: absolute(&output.folder)?, tasks, rounds };
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
