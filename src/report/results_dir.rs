//! Where results appear: written beside their final place, and renamed into it when whole.

use std::fs;
use std::path::{Path, PathBuf};

use super::ReportError;
use super::files::{check_name, make_folder};
use super::stage::{Owner, Stage, Turn, exists, is_marked, list_names};
use crate::disk;

/// Results in the making, in a folder beside their final place. Dropped without
/// [`commit`](Staging::commit), they vanish and the previous results stay.
#[derive(Debug)]
pub struct Staging {
    stage: Stage,
    output: PathBuf,
    name: String,
}

impl Staging {
    /// Begins results that will appear as `output/name`; makes `output` where it is missing and
    /// removes what an interrupted run left. `owner` is the scenario that they are of; none where they are of several.
    ///
    /// # Errors
    /// [`ReportError::Name`] for a name that would leave `output`, [`ReportError::Foreign`] where the
    /// place holds something else than results, [`ReportError::Taken`] where it holds those of another scenario,
    /// [`ReportError::Busy`] where another run writes there, [`ReportError::Disk`].
    pub fn begin(output: &Path, name: &str, owner: Option<&Owner>) -> Result<Self, ReportError> {
        check_name(name)?;
        make_folder(output)?;
        let target = output.join(name);
        let _turn = Turn::take(output);
        restore(output, name)?;
        let owner = check_owner(&target, owner)?;
        let stage = Stage::make(output, name, &target, owner.as_ref())?;
        Ok(Self { stage, output: output.to_owned(), name: name.to_owned() })
    }

    /// Whether [`begin`](Staging::begin) would find the place free or to be replaced; nothing is made or changed.
    ///
    /// # Errors
    /// As [`begin`](Staging::begin), but for [`ReportError::Busy`].
    pub fn check(output: &Path, name: &str, owner: &Owner) -> Result<(), ReportError> {
        check_name(name)?;
        check_owner(&output.join(name), Some(owner)).map(drop)
    }

    /// The folder to write into.
    pub fn path(&self) -> &Path {
        self.stage.folder.path()
    }

    /// Puts the results in their place and returns it; the previous results go only once the new ones stand, safe from a
    /// power cut.
    ///
    /// # Errors
    /// [`ReportError::Disk`]; the previous results are then back in their place.
    pub fn commit(self) -> Result<PathBuf, ReportError> {
        let Self { stage, output, name } = self;
        let target = output.join(&name);
        disk::flush(stage.folder.path()).map_err(ReportError::disk("write", &target))?;
        let turn = Turn::take(&output);
        drop(stage.lock);
        let previous = stage.folder.settle(|stage| exchange(stage, &target, &output, &name))?;
        disk::flush_names(&output).map_err(ReportError::disk("write", &output))?;
        drop(turn);
        // The new results stand: what cannot be removed now is tried again by the next run.
        previous.into_iter().for_each(|previous| drop(disk::remove(&previous)));
        Ok(target)
    }
}

/// Puts `stage` in the place of `target`; where the previous results are then.
fn exchange(stage: &Path, target: &Path, output: &Path, name: &str) -> Result<Option<PathBuf>, ReportError> {
    let mut previous = None;
    if exists(target) {
        let free = list_names(output, name, "previous").find(|path| !exists(path));
        let aside = free.ok_or_else(|| ReportError::Foreign(output.join(format!(".{name}.previous"))))?;
        fs::rename(target, &aside).map_err(ReportError::disk("move aside", target))?;
        previous = Some(aside);
    }
    if let Err(error) = fs::rename(stage, target) {
        if let Some(previous) = &previous {
            fs::rename(previous, target).map_err(ReportError::disk("bring back", target))?;
        }
        return Err(ReportError::disk("move the results to", target)(error));
    }
    Ok(previous)
}

/// Brings back results that a run interrupted at its last moment had moved aside, or removes them
/// where the new ones stand.
fn restore(output: &Path, name: &str) -> Result<(), ReportError> {
    let target = output.join(name);
    // The last is what was moved aside; those before it could not be removed then.
    for previous in list_names(output, name, "previous").rev().filter(|path| is_marked(path)) {
        if exists(&target) {
            // What cannot be removed stands in nobody's way.
            let _ = disk::remove(&previous);
        } else {
            fs::rename(&previous, &target).map_err(ReportError::disk("bring back", &target))?;
        }
    }
    Ok(())
}

/// Whether results of `owner` may take a folder: it is free, empty, or holds results, and those of no other scenario. Who owns
/// them then: the same scenario from another file, such as `run.toml`, leaves the first in possession.
fn check_owner(target: &Path, owner: Option<&Owner>) -> Result<Option<Owner>, ReportError> {
    if !exists(target) {
        return Ok(owner.cloned());
    }
    if !is_marked(target) {
        let foreign = || ReportError::Foreign(target.to_owned());
        if !fs::symlink_metadata(target).is_ok_and(|data| data.is_dir()) {
            return Err(foreign());
        }
        let mut entries = fs::read_dir(target).map_err(ReportError::disk("read", target))?;
        return if entries.next().is_none() { Ok(owner.cloned()) } else { Err(foreign()) };
    }
    match (Owner::read(target), owner) {
        (Some(first), Some(owner)) if first.file != owner.file && first.digest != owner.digest => {
            Err(ReportError::Taken { dir: target.to_owned(), first: first.file, second: owner.file.clone() })
        }
        (Some(first), Some(owner)) if first.digest == owner.digest => Ok(Some(first)),
        // Of several scenarios, of one the last time, or without a word of whose it is.
        _ => Ok(owner.cloned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::MARK;
    use crate::report::files::write_file;

    fn run(output: &Path, text: &str) -> Staging {
        let staging = Staging::begin(output, "base", None).unwrap();
        write_file(&staging.path().join("summary.json"), text.as_bytes()).unwrap();
        staging
    }

    fn entries(dir: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(dir).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn results_appear_whole_and_replace_the_previous() {
        let dir = tempfile::tempdir().unwrap();
        let first = run(dir.path(), "first");
        assert_eq!(entries(dir.path()), [".base.partial"]);
        let place = first.commit().unwrap();
        fs::write(place.join("stale.csv"), "old").unwrap();
        run(dir.path(), "second").commit().unwrap();
        assert_eq!(entries(dir.path()), ["base"]);
        assert_eq!(fs::read_to_string(place.join("summary.json")).unwrap(), "second");
        assert!(!place.join("stale.csv").exists());
    }

    #[test]
    fn an_abandoned_run_leaves_the_previous_results() {
        let dir = tempfile::tempdir().unwrap();
        let place = run(dir.path(), "first").commit().unwrap();
        drop(run(dir.path(), "never"));
        assert_eq!(fs::read_to_string(place.join("summary.json")).unwrap(), "first");
        assert_eq!(entries(dir.path()), ["base"]);
    }

    #[test]
    fn leftovers_of_a_killed_run_are_cleaned() {
        let dir = tempfile::tempdir().unwrap();
        let stale = dir.path().join(".base.partial");
        fs::create_dir(&stale).unwrap();
        fs::write(stale.join(MARK), "").unwrap();
        fs::write(stale.join("half.csv"), "x").unwrap();
        let staging = run(dir.path(), "new");
        assert_eq!(entries(staging.path()), [MARK, "summary.json"]);
    }

    #[test]
    fn results_moved_aside_by_a_killed_run_come_back() {
        let dir = tempfile::tempdir().unwrap();
        let place = run(dir.path(), "first").commit().unwrap();
        fs::rename(&place, dir.path().join(".base.previous")).unwrap();
        drop(run(dir.path(), "never"));
        assert_eq!(fs::read_to_string(place.join("summary.json")).unwrap(), "first");
    }

    #[test]
    fn two_runs_at_once_do_not_mix() {
        let dir = tempfile::tempdir().unwrap();
        let _first = run(dir.path(), "first");
        assert!(matches!(Staging::begin(dir.path(), "base", None), Err(ReportError::Busy(_))));
    }

    #[test]
    fn runs_that_begin_and_end_at_once_do_not_mix() {
        let dir = tempfile::tempdir().unwrap();
        let one = |thread: usize| {
            let mut done = 0;
            for turn in 0..60 {
                let staging = match Staging::begin(dir.path(), "base", None) {
                    Ok(staging) => staging,
                    Err(ReportError::Busy(_)) => continue,
                    Err(error) => panic!("{error}"),
                };
                for name in ["a", "b", "c"] {
                    write_file(&staging.path().join(name), format!("{thread} {turn}").as_bytes()).unwrap();
                    std::thread::yield_now();
                }
                if turn % 3 > 0 {
                    let place = staging.commit().unwrap();
                    assert!(place.is_dir());
                    done += 1;
                }
            }
            done
        };
        let done: usize = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8).map(|thread| scope.spawn(move || one(thread))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).sum()
        });
        assert!(done > 0);
        let place = dir.path().join("base");
        let [a, b, c] = ["a", "b", "c"].map(|name| fs::read_to_string(place.join(name)).unwrap());
        assert!(a == b && b == c, "{a} {b} {c}");
        assert_eq!(
            (entries(&place), entries(dir.path())),
            (vec![MARK.into(), "a".into(), "b".into(), "c".into()], vec!["base".into()])
        );
    }

    #[test]
    fn what_cannot_be_removed_and_what_others_left_stand_in_nobodys_way() {
        let dir = tempfile::tempdir().unwrap();
        run(dir.path(), "first").commit().unwrap();
        for name in [".base.partial", ".base.previous"] {
            fs::create_dir(dir.path().join(name)).unwrap();
            fs::write(dir.path().join(name).join("thesis.doc"), "years of work").unwrap();
        }
        let place = run(dir.path(), "second").commit().unwrap();
        assert_eq!(fs::read_to_string(place.join("summary.json")).unwrap(), "second");
        assert_eq!(entries(dir.path()), [".base.partial", ".base.previous", "base"]);
        assert_eq!(entries(&dir.path().join(".base.partial")), ["thesis.doc"]);
        // Moved aside beside a stranger's folder, results come back all the same.
        fs::rename(&place, dir.path().join(".base.previous-2")).unwrap();
        drop(run(dir.path(), "never"));
        assert_eq!(fs::read_to_string(place.join("summary.json")).unwrap(), "second");
    }

    #[test]
    fn results_are_replaced_by_their_own_scenario_only() {
        let dir = tempfile::tempdir().unwrap();
        let owner = |file: &str, digest: &str| Owner { file: file.to_owned(), digest: digest.to_owned() };
        let begin = |owner: &Owner| Staging::begin(dir.path(), "base", Some(owner));
        begin(&owner("base", "1")).unwrap().commit().unwrap();
        assert!(matches!(begin(&owner("stranger", "2")), Err(ReportError::Taken { .. })));
        assert!(Staging::check(dir.path(), "base", &owner("stranger", "2")).is_err());
        begin(&owner("run", "1")).unwrap().commit().unwrap();
        assert_eq!(Owner::read(&dir.path().join("base")), Some(owner("base", "1")), "the file stays in possession");
        begin(&owner("base", "3")).unwrap().commit().unwrap();
        assert_eq!(Owner::read(&dir.path().join("base")), Some(owner("base", "3")));
    }

    #[test]
    fn a_folder_of_something_else_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("base")).unwrap();
        fs::write(dir.path().join("base/thesis.doc"), "years of work").unwrap();
        assert!(matches!(Staging::begin(dir.path(), "base", None), Err(ReportError::Foreign(_))));
        assert_eq!(fs::read_to_string(dir.path().join("base/thesis.doc")).unwrap(), "years of work");
    }
}
