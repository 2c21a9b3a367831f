//! `gather`: the shards of a planned sweep merged into what one machine would have written.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;

use super::error::CliError;
use super::output::Output;
use super::shell::write_command;
use super::sweep::{prepare, read_plan, read_points, shard_path};
use crate::analysis::Shard;
use crate::report::SHARD_ENDING;

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
    shards: Vec<Shard>,
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
        let shard = name.strip_suffix(SHARD_ENDING).and_then(|name| name.strip_suffix('.')).and_then(|name| {
            let (of, shard) = name.rsplit_once('.')?;
            let owner = found.iter_mut().find(|found| found.name == of)?;
            Some((owner, Shard::parse_file_stem(shard)?))
        });
        let Some((owner, shard)) = shard else {
            let text = format!("{} is no shard of a plan in that folder; move it away", dir.join(name).display());
            return Err(CliError::Input(text));
        };
        owner.shards.push(shard);
    }
    Ok(found)
}

fn gather_one(found: &Found, arguments: &Arguments) -> Result<(), CliError> {
    let (plan, template) = read_plan(&found.plan)?;
    let prepared = prepare(&found.plan, &plan, &template, None)?;
    if prepared.folder != found.name {
        let text = format!("{} is the plan of `{}`; its name must say so", found.plan.display(), prepared.folder);
        return Err(CliError::Input(text));
    }
    let tasks = count_tasks(found, plan.tasks)?;
    let missing = |of: usize| {
        let all = (1..=of).filter_map(move |number| Shard::new(number, of));
        all.filter(|shard| !found.shards.contains(shard)).collect::<Vec<Shard>>()
    };
    let gap = tasks.map(missing);
    if gap.as_ref().is_none_or(|gap| !gap.is_empty()) {
        return Err(CliError::Gap(describe_gap(found, &arguments.dir, tasks, &gap.unwrap_or_default())));
    }
    // Tried before all is read.
    drop(arguments.output.begin(&prepared.folder, template.scenario())?);
    let mut results = vec![None; prepared.points()];
    for &shard in &found.shards {
        let path = shard_path(&arguments.dir, &found.name, shard);
        read_points(&path, &plan, shard, &prepared, &mut results)?;
    }
    prepared.publish(results, &arguments.output)
}

/// How many shards there are: by the plan, or by the shards where it does not say; none where there is no shard either.
fn count_tasks(found: &Found, planned: Option<usize>) -> Result<Option<usize>, CliError> {
    let tasks = planned.or_else(|| found.shards.first().map(|shard| shard.count_shards()));
    match found.shards.iter().find(|shard| Some(shard.count_shards()) != tasks) {
        None => Ok(tasks),
        Some(other) => {
            let (name, of) = (&found.name, tasks.unwrap_or_default());
            let text = format!(
                "shards of `{name}` overlap: {other} stands among those of {of}; move away the ones or the others"
            );
            Err(CliError::Input(text))
        }
    }
}

/// Which shards are missing, and the commands that make them.
fn describe_gap(found: &Found, dir: &Path, tasks: Option<usize>, missing: &[Shard]) -> String {
    let (plan, dir) = (found.plan.to_string_lossy(), dir.to_string_lossy());
    let command = |shard: &str| {
        let words = ["marketgate", "sweep", "--plan", &plan, "--shard", shard, "--output", &dir];
        format!("\n  {}", write_command(&words))
    };
    let Some(tasks) = tasks else {
        return format!("`{}` has no shards yet; with N of them, the first is made by{}", found.name, command("1/N"));
    };
    let mut text = format!("{} of {tasks} shards of `{}` are missing; run", missing.len(), found.name);
    text.extend(missing.iter().take(MOST_COMMANDS).map(|shard| command(&shard.to_string())));
    if let Some(more) = missing.len().checked_sub(MOST_COMMANDS).filter(|more| *more > 0) {
        text += &format!("\nand likewise {more} more");
    }
    text
}
