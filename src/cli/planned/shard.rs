//! A shard of a planned study: which it is, and how it is run.

use super::auto_shard::find_shard;
use super::study::simulate_shard;
use crate::analysis::{Shard, UnitSource};
use crate::cli::error::CliError;
use crate::cli::output::Output;
use crate::cli::print::print_text;
use crate::report::{Plan, ReportError, UnitStore, make_folder};
use crate::scenario::Template;

/// The shard that `--shard` names.
pub(in crate::cli) fn choose_shard(text: &str, plan: &Plan) -> Result<Shard, CliError> {
    let found =
        if text == "auto" { find_shard(plan.tasks, |name| std::env::var(name).ok()) } else { Shard::parse(text) };
    found.and_then(|shard| check_shard(shard, plan)).map_err(|text| CliError::Input(format!("--shard: {text}")))
}

fn check_shard(shard: Shard, plan: &Plan) -> Result<Shard, String> {
    let of = shard.count_shards();
    match plan.tasks {
        Some(tasks) if tasks != of => Err(format!("the plan has {tasks} tasks, and this is one of {of}")),
        _ if of > plan.units => {
            Err(format!("{of} shards are too many: the number of {} is {}", plan.study.name_units(), plan.units))
        }
        _ => Ok(shard),
    }
}

/// Runs a shard of a study that is no sweep, or what is left of it, and saves it.
pub(in crate::cli) fn run_shard(
    plan: &Plan,
    templates: &[Template],
    shard: Shard,
    threads: Option<usize>,
    output: &Output,
) -> Result<(), CliError> {
    // Beside its shards, so that they can be gathered where only their folder is.
    make_folder(&output.folder)?;
    plan.write(&output.folder.join(format!("{}.plan.json", plan.name)))?;
    let store = UnitStore::of_shard(&output.folder, &plan.name, &plan.id, shard);
    let rounds = plan.study.count_rounds();
    if store.path(rounds - 1, shard).symlink_metadata().is_ok() && (rounds > 1 || store.is_finished(0, plan.units)?) {
        let path = store.path(rounds - 1, shard);
        return print_line(output, format_args!("shard {shard} is finished already: {}", path.display()));
    }
    match simulate_shard(plan, templates, UnitSource::shared(&store), threads, output.quiet || output.json) {
        Err(CliError::Apart(ReportError::Elsewhere { round })) => {
            let part = if rounds > 1 {
                format!("shard {shard}, round {} of {rounds}", round + 1)
            } else {
                format!("shard {shard}")
            };
            print_line(output, format_args!("{part}: {}", store.path(round, shard).display()))
        }
        ended => ended,
    }
}

fn print_line(output: &Output, text: std::fmt::Arguments<'_>) -> Result<(), CliError> {
    if output.quiet || output.json { Ok(()) } else { print_text(text) }
}
