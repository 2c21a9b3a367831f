//! A shard of a planned sweep: run, saved as a file, and read again.

use std::path::{Path, PathBuf};

use super::{Arguments, Prepared, Saved};
use crate::analysis::Shard;
use crate::analysis::sweep::PointResult;
use crate::cli::error::CliError;
use crate::cli::print::print_text;
use crate::report::{Plan, ReportError, SHARD_ENDING, ShardHead, make_folder, read_shard, write_shard};

/// Where a shard of the plan `name` is saved.
pub(in crate::cli) fn shard_path(folder: &Path, name: &str, shard: Shard) -> PathBuf {
    folder.join(format!("{name}.{}.{SHARD_ENDING}", shard.file_stem()))
}

/// Runs a shard, or what is left of it, and saves it.
pub(super) fn run_shard(
    prepared: &Prepared<'_>,
    plan: &Plan,
    shard: Shard,
    arguments: &Arguments,
) -> Result<(), CliError> {
    let output = &arguments.output;
    let path = shard_path(&output.folder, &prepared.folder, shard);
    // Beside its shards, so that they can be gathered where only their folder is.
    make_folder(&output.folder)?;
    plan.write(&output.folder.join(format!("{}.plan.json", plan.name)))?;
    let is_finished = path.symlink_metadata().is_ok();
    if is_finished && !arguments.restart {
        let mut ignored = vec![None; prepared.points()];
        read_points(&path, plan, shard, prepared, &mut ignored)?;
        return print_line(arguments, format_args!("shard {shard} is finished already: {}", path.display()));
    }
    let todo: Vec<usize> = shard.units(prepared.points()).collect();
    let name = format!("{}.{}", prepared.folder, shard.file_stem());
    let header = prepared.header().and("plan", &plan.id).and("shard", &shard.to_string());
    let (mut results, journal) = prepared.run_points((&name, &header), todo, arguments)?;
    let saved = shard.units(prepared.points()).filter_map(|point| Some(Saved::of(point, &results[point].take()?)));
    write_shard(&path, &ShardHead::new(&plan.id, shard), saved)?;
    journal.remove()?;
    print_line(arguments, format_args!("shard {shard}: {}", path.display()))
}

fn print_line(arguments: &Arguments, text: std::fmt::Arguments<'_>) -> Result<(), CliError> {
    let output = &arguments.output;
    if output.quiet || output.json { Ok(()) } else { print_text(text) }
}

/// Reads the points of a finished shard into their places in `results`.
///
/// # Errors
/// Where it is of another plan or version, or not whole, or holds other points than the shard's.
pub(in crate::cli) fn read_points(
    path: &Path,
    plan: &Plan,
    shard: Shard,
    prepared: &Prepared<'_>,
    results: &mut [Option<PointResult>],
) -> Result<(), CliError> {
    let expected = ShardHead::new(&plan.id, shard);
    let damaged = |reason: &str| ReportError::Damaged { path: path.to_owned(), reason: reason.to_owned() };
    let check = |head: &ShardHead| match head {
        head if *head == expected => Ok(()),
        head if head.version != expected.version => {
            Err(ReportError::Version { path: path.to_owned(), version: head.version.clone() })
        }
        head if head.plan != expected.plan => Err(ReportError::OtherPlan(path.to_owned())),
        _ => Err(damaged("it is another shard than its name says")),
    };
    let figures = prepared.task.metrics.len();
    let mut units = shard.units(prepared.points());
    read_shard(path, check, |saved: Saved| {
        if units.next() != Some(saved.point) {
            return Err(format!("it holds point {} where another belongs", saved.point));
        }
        if saved.figures.len() != figures || saved.changes.len() != figures {
            return Err(format!("point {} has not the figures of the plan", saved.point));
        }
        let point = saved.point;
        results[point] = Some(saved.into());
        Ok(())
    })?;
    match units.next() {
        Some(point) => Err(damaged(&format!("it lacks point {point}")).into()),
        None => Ok(()),
    }
}
