//! `gather`: the shards of a planned study merged into what one machine would have written.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use super::error::CliError;
use super::output::Output;
use super::planned::{publish_plan, read_plan};
use super::shell::write_command;
use super::sweep::{prepare, read_points, shard_path};
use crate::analysis::{Shard, UnitSource};
use crate::report::{Plan, PlannedStudy, ReportError, SHARD_ENDING, UNITS_ENDING, UnitStore};
use crate::scenario::Template;

/// Ending of the plan that stands beside its shards.
const PLAN_ENDING: &str = ".plan.json";
/// Commands that are printed for shards that are missing, at most.
const MOST_COMMANDS: usize = 100;

/// Arguments of `gather`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Folder of the shards
    dir: PathBuf,
    #[command(flatten)]
    output: Output,
}

/// A plan and the shards beside it.
struct Found {
    /// Name of the results.
    name: String,
    plan: PathBuf,
    shards: Vec<FoundShard>,
}

/// A shard in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
struct FoundShard {
    /// The name of its file.
    file: String,
    /// Round of the study, from 0.
    round: usize,
    shard: Shard,
}

/// Carries out `gather`. The shards stay where they are.
pub(super) fn gather(arguments: &Arguments) -> Result<(), CliError> {
    find_plans(&arguments.dir)?.iter().try_for_each(|found| gather_one(found, arguments))
}

/// The plans in a folder, each with its shards. Hidden files and folders are left alone: shards that are under way, and results.
fn find_plans(dir: &Path) -> Result<Vec<Found>, CliError> {
    let wrong = |error: std::io::Error| CliError::Input(format!("cannot read {}: {error}", dir.display()));
    let mut names = Vec::new();
    for entry in fs::read_dir(dir).map_err(wrong)? {
        let entry = entry.map_err(wrong)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') && !entry.file_type().map_err(wrong)?.is_dir() {
            names.push(name);
        }
    }
    names.sort();
    let plan = |name: &String| {
        let of = name.strip_suffix(PLAN_ENDING)?;
        Some(Found { name: of.to_owned(), plan: dir.join(name), shards: Vec::new() })
    };
    let mut found: Vec<Found> = names.iter().filter_map(plan).collect();
    if found.is_empty() {
        let text = format!("{} holds no shards: there is no plan `NAME{PLAN_ENDING}` among its files", dir.display());
        return Err(CliError::Input(text));
    }
    for name in names.iter().filter(|name| !name.ends_with(PLAN_ENDING)) {
        let shard = found.iter_mut().find_map(|found| {
            let (round, shard) = read_name(name.strip_prefix(found.name.as_str())?)?;
            found.shards.push(FoundShard { file: name.clone(), round, shard });
            Some(())
        });
        if shard.is_none() {
            return Err(refuse_unknown(dir, name));
        }
    }
    Ok(found)
}

fn refuse_unknown(dir: &Path, name: &str) -> CliError {
    CliError::Input(format!("{} is no shard of a plan in that folder; move it away", dir.join(name).display()))
}

/// Round and shard that the rest of a file's name says, behind the name of its results.
fn read_name(rest: &str) -> Option<(usize, Shard)> {
    let rest = rest.strip_prefix('.')?;
    if let Some(stem) = rest.strip_suffix(SHARD_ENDING) {
        return Some((0, Shard::parse_file_stem(stem.strip_suffix('.')?)?));
    }
    let stem = rest.strip_suffix(UNITS_ENDING)?.strip_suffix('.')?;
    let (round, stem) = match stem.strip_prefix("round-").and_then(|rest| rest.split_once('.')) {
        Some((round, stem)) => (round.parse::<usize>().ok()?.checked_sub(1)?, stem),
        None => (0, stem),
    };
    Some((round, Shard::parse_file_stem(stem)?))
}

fn gather_one(found: &Found, arguments: &Arguments) -> Result<(), CliError> {
    let (plan, templates) = read_plan(&found.plan)?;
    if plan.name != found.name {
        let text = format!("{} is the plan of `{}`; its name must say so", found.plan.display(), plan.name);
        return Err(CliError::Input(text));
    }
    check_files(found, &plan, &arguments.dir)?;
    let tasks = count_tasks(found, plan.tasks)?;
    let missing = |of: usize| {
        let all = (1..=of).filter_map(move |number| Shard::new(number, of));
        let is_there = |shard: &Shard| found.shards.iter().any(|there| there.round == 0 && there.shard == *shard);
        all.filter(|shard| !is_there(shard)).collect::<Vec<Shard>>()
    };
    let gap = tasks.map(missing).unwrap_or_default();
    let Some(tasks) = tasks.filter(|_| gap.is_empty()) else {
        return Err(CliError::Gap(describe_gap(found, &plan, arguments, tasks, (0, &gap))));
    };
    if let PlannedStudy::Sweep(_) = plan.study {
        return gather_sweep(found, &plan, &templates, arguments);
    }
    let store = UnitStore::gathered(&arguments.dir, &plan.name, &plan.id, tasks);
    match publish_plan(&plan, &templates, UnitSource::shared(&store), None, &arguments.output) {
        Err(CliError::Apart(ReportError::Missing { round, shards })) => {
            Err(CliError::Gap(describe_gap(found, &plan, arguments, Some(tasks), (round, &shards))))
        }
        ended => ended,
    }
}

/// Refuses files that are no shards of a plan's study, though they are called so.
fn check_files(found: &Found, plan: &Plan, dir: &Path) -> Result<(), CliError> {
    let ending = if matches!(plan.study, PlannedStudy::Sweep(_)) { SHARD_ENDING } else { UNITS_ENDING };
    let fits = |shard: &FoundShard| shard.file.ends_with(ending) && shard.round < plan.study.count_rounds();
    match found.shards.iter().find(|shard| !fits(shard)) {
        Some(other) => Err(refuse_unknown(dir, &other.file)),
        None => Ok(()),
    }
}

fn gather_sweep(found: &Found, plan: &Plan, templates: &[Template], arguments: &Arguments) -> Result<(), CliError> {
    let prepared = prepare(&found.plan, plan, templates, None)?;
    // Tried before all is read.
    drop(arguments.output.begin(&prepared.folder, templates[0].scenario())?);
    let mut results = vec![None; prepared.points()];
    for &FoundShard { shard, .. } in &found.shards {
        let path = shard_path(&arguments.dir, &found.name, shard);
        read_points(&path, plan, shard, &prepared, &mut results)?;
    }
    prepared.publish(results, &arguments.output)
}

/// How many shards there are: by the plan, or by the shards where it does not say; none where there is no shard either.
fn count_tasks(found: &Found, planned: Option<usize>) -> Result<Option<usize>, CliError> {
    let tasks = planned.or_else(|| found.shards.first().map(|there| there.shard.count_shards()));
    match found.shards.iter().find(|there| Some(there.shard.count_shards()) != tasks) {
        None => Ok(tasks),
        Some(FoundShard { shard: other, .. }) => {
            let (name, of) = (&found.name, tasks.unwrap_or_default());
            let text = format!(
                "shards of `{name}` overlap: {other} stands among those of {of}; move away the ones or the others"
            );
            Err(CliError::Input(text))
        }
    }
}

/// Which shards of a round are missing, and the commands that make them.
fn describe_gap(
    found: &Found,
    plan: &Plan,
    arguments: &Arguments,
    tasks: Option<usize>,
    (round, missing): (usize, &[Shard]),
) -> String {
    let (path, dir) = (found.plan.to_string_lossy(), arguments.dir.to_string_lossy());
    let command = |shard: &str| {
        let words = ["marketgate", plan.study.command(), "--plan", &path, "--shard", shard, "--output", &dir];
        format!("\n  {}", write_command(&words))
    };
    let Some(tasks) = tasks else {
        return format!("`{}` has no shards yet; with N of them, the first is made by{}", found.name, command("1/N"));
    };
    let of = if plan.study.count_rounds() > 1 { format!(", round {}", round + 1) } else { String::new() };
    let mut text = format!("{} of {tasks} shards of `{}`{of} are missing; run", missing.len(), found.name);
    text.extend(missing.iter().take(MOST_COMMANDS).map(|shard| command(&shard.to_string())));
    if let Some(more) = missing.len().checked_sub(MOST_COMMANDS).filter(|more| *more > 0) {
        text += &format!("\nand likewise {more} more");
    }
    text
}
