//! Studies that are planned first, and run in shards on several machines.

mod auto_shard;
mod job_script;
mod packed;
mod shard;
mod study;
mod write;

pub(super) use job_script::JobKind;
pub(super) use packed::{Packed, write_or_run};
pub(super) use shard::{choose_shard, run_shard};
pub(super) use study::{publish_plan, read_plan, refuse_damaged};
pub(super) use write::{check_tasks, finish_plan, write_job};

use std::path::{Path, PathBuf};

use clap::Args;

use super::error::CliError;
use super::output::Output;
use crate::analysis::UnitSource;
use crate::report::Plan;

/// How a study is divided.
#[derive(Debug, Args)]
pub(super) struct PlanArgs {
    /// With a scenario file: write the study as a plan, which holds the scenario and all that decides the result, and run nothing but a
    /// trial. Without one: run this plan, or a part of it
    #[arg(long, value_name = "FILE")]
    plan: Option<PathBuf>,
    /// Number of shards of the plan
    #[arg(long, value_name = "N", requires = "plan", conflicts_with = "shard", value_parser = clap::value_parser!(u32).range(1..))]
    tasks: Option<u32>,
    /// Run this shard only, such as 3/16, counted from 1; auto: that of this task of a Slurm array, an indexed Kubernetes job or a PBS
    /// array. `gather` merges the shards
    #[arg(long, value_name = "K/N", conflicts_with = "emit")]
    shard: Option<String>,
    /// Write the script of a job that runs the plan's shards, beside the plan
    #[arg(long, value_name = "KIND", requires = "plan", value_enum)]
    emit: Option<JobKind>,
}

/// What is to be done about a plan.
#[derive(Debug, Clone, Copy)]
pub(super) enum PlanTask<'a> {
    /// Nothing: the study is run as the command line says.
    None,
    /// The study of the command line is written as a plan.
    Write(&'a Path),
    /// This shard of the study of the command line is run.
    Shard(&'a str),
    /// A plan is run, or a part of it.
    CarryOut(&'a Path),
}

impl PlanArgs {
    /// What is asked for where scenario files are given, or none.
    pub(super) fn task(&self, has_files: bool) -> Result<PlanTask<'_>, CliError> {
        match (&self.plan, &self.shard, has_files) {
            (None, None, _) => Ok(PlanTask::None),
            (None, Some(shard), _) => Ok(PlanTask::Shard(shard)),
            (Some(plan), _, false) if self.tasks.is_none() => Ok(PlanTask::CarryOut(plan)),
            (Some(_), _, false) => {
                Err(CliError::Input("a plan says itself how many tasks it has; plan the study again to change it".to_owned()))
            }
            (Some(plan), None, true) => Ok(PlanTask::Write(plan)),
            (Some(_), Some(_), true) => Err(CliError::Input(
                "a plan is made of a scenario file first, and its shards are run without one: leave out --shard, or the file".to_owned(),
            )),
        }
    }

    /// Number of shards of the plan to be written.
    pub(super) fn tasks(&self) -> Option<usize> {
        self.tasks.map(|tasks| tasks as usize)
    }

    /// Of which kind the script of a job is to be.
    pub(super) const fn emit(&self) -> Option<JobKind> {
        self.emit
    }

    /// Which shard of the plan is to be run.
    pub(super) fn shard(&self) -> Option<&str> {
        self.shard.as_deref()
    }
}

/// What decides a study and is given beside its plan, which says it itself.
pub(super) fn refuse_given(is_given: bool) -> Result<(), CliError> {
    let text =
        "a plan says itself what is studied and how it is simulated: leave out what decides that, or plan it again";
    if is_given { Err(CliError::Input(text.to_owned())) } else { Ok(()) }
}

/// Carries out a plan that is no sweep: a shard, the whole, or the script of a job. `command` is the command that was given.
pub(super) fn carry_out(
    path: &Path,
    args: &PlanArgs,
    command: &str,
    threads: Option<usize>,
    output: &Output,
) -> Result<(), CliError> {
    let (plan, templates) = read_plan(path)?;
    check_command(path, &plan, command)?;
    if let Some(kind) = args.emit {
        return write_job(kind, path, &plan, output);
    }
    match &args.shard {
        Some(text) => run_shard(&plan, &templates, choose_shard(text, &plan)?, threads, output),
        None => publish_plan(&plan, &templates, UnitSource::HERE, threads, output),
    }
}

/// Refuses a plan that another command is to carry out.
pub(super) fn check_command(path: &Path, plan: &Plan, command: &str) -> Result<(), CliError> {
    let own = plan.study.command();
    if own == command {
        return Ok(());
    }
    let path = path.display();
    Err(CliError::Input(format!(
        "{path} is a plan of `{own}`, and no plan of `{command}`: marketgate {own} --plan {path}"
    )))
}
