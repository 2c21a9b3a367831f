//! Where results appear: written beside their final place, and renamed into it when whole.

use std::fs::{self, File, TryLockError};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use super::ReportError;

/// A file in every results folder, by which it is known as one.
const MARK: &str = ".marketgate";
const MARK_TEXT: &[u8] = b"Results of marketgate. The next run of the same scenario replaces this folder as a whole.\n";
/// Greatest length of a name in bytes.
const LONGEST_NAME: usize = 100;
/// Saved files larger than this are not read: those of a million points are smaller.
const LARGEST_FILE: u64 = 1 << 30;

/// Results in the making, in a folder beside their final place. Dropped without
/// [`commit`](Staging::commit), they vanish and the previous results stay.
#[derive(Debug)]
pub struct Staging {
    stage: PathBuf,
    target: PathBuf,
    previous: PathBuf,
    /// Held until the end, so that a second run does not take the folder for a leftover.
    lock: Option<File>,
    whole: bool,
}

impl Staging {
    /// Begins results that will appear as `output/name`; makes `output` where it is missing and
    /// removes what an interrupted run left.
    ///
    /// # Errors
    /// [`ReportError::Name`] for a name that would leave `output`, [`ReportError::Foreign`] where the
    /// place holds something else than results, [`ReportError::Busy`] where another run writes there,
    /// [`ReportError::Disk`].
    pub fn begin(output: &Path, name: &str) -> Result<Self, ReportError> {
        check_name(name)?;
        let target = output.join(name);
        let stage = output.join(format!(".{name}.partial"));
        let previous = output.join(format!(".{name}.previous"));
        make_folder(output)?;
        restore(&previous, &target)?;
        if !is_ours(&target)? {
            return Err(ReportError::Foreign(target));
        }
        clear_leftover(&stage, &target)?;
        fs::create_dir(&stage).map_err(ReportError::disk("make the folder", &stage))?;
        let mark = stage.join(MARK);
        let mut lock = File::create(&mark).map_err(ReportError::disk("write", &mark))?;
        lock.write_all(MARK_TEXT).map_err(ReportError::disk("write", &mark))?;
        // A file system without locks is no reason not to write; two runs at once are then not told apart.
        let lock = match lock.try_lock() {
            Err(TryLockError::WouldBlock) => return Err(ReportError::Busy(target)),
            Ok(()) | Err(TryLockError::Error(_)) => Some(lock),
        };
        Ok(Self { stage, target, previous, lock, whole: false })
    }

    /// The folder to write into.
    pub fn path(&self) -> &Path {
        &self.stage
    }

    /// Puts the results in their place and returns it; the previous results go only once the new ones stand.
    ///
    /// # Errors
    /// [`ReportError::Disk`]; the previous results are then back in their place.
    pub fn commit(mut self) -> Result<PathBuf, ReportError> {
        self.lock = None;
        let replaced = exists(&self.target);
        if replaced {
            fs::rename(&self.target, &self.previous).map_err(ReportError::disk("move aside", &self.target))?;
        }
        if let Err(error) = fs::rename(&self.stage, &self.target) {
            restore(&self.previous, &self.target)?;
            return Err(ReportError::disk("move the results to", &self.target)(error));
        }
        self.whole = true;
        if replaced {
            fs::remove_dir_all(&self.previous).map_err(ReportError::disk("remove", &self.previous))?;
        }
        Ok(self.target.clone())
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if !self.whole {
            self.lock = None;
            // What cannot be removed now is removed by the next run.
            let _ = fs::remove_dir_all(&self.stage);
        }
    }
}

/// Whether `name` can be a folder inside the output folder, on any system.
///
/// # Errors
/// [`ReportError::Name`], saying what is wrong.
pub fn check_name(name: &str) -> Result<(), ReportError> {
    let bad = |reason| Err(ReportError::Name { name: name.chars().take(LONGEST_NAME).collect(), reason });
    let stem = name.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let device = matches!(stem.as_str(), "con" | "prn" | "aux" | "nul")
        || (stem.len() == 4
            && (stem.starts_with("com") || stem.starts_with("lpt"))
            && stem.ends_with(|c: char| c.is_ascii_digit()));
    if name.is_empty() {
        bad("it is empty")
    } else if name.len() > LONGEST_NAME {
        bad("it is longer than 100 bytes")
    } else if !name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ' ')) {
        bad("it may hold letters, digits, hyphens, underscores, dots and spaces only")
    } else if name.starts_with(['.', ' ']) || name.ends_with(['.', ' ']) {
        bad("it begins or ends with a dot or a space")
    } else if device {
        bad("some systems reserve it for a device")
    } else {
        Ok(())
    }
}

/// Writes a file by way of another beside it, so that it is never half there; returns its path.
///
/// # Errors
/// [`ReportError::Disk`].
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<PathBuf, ReportError> {
    write_with(path, |out| out.write_all(bytes))
}

/// The same of what `write` writes, which is never in memory as a whole.
pub(super) fn write_with(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
) -> Result<PathBuf, ReportError> {
    let mut partial = path.as_os_str().to_owned();
    partial.push(".partial");
    let partial = PathBuf::from(partial);
    let written = File::create(&partial).map(BufWriter::new).and_then(|mut out| {
        write(&mut out)?;
        out.flush()
    });
    if let Err(error) = written.and_then(|()| fs::rename(&partial, path)) {
        let _ = fs::remove_file(&partial);
        return Err(ReportError::disk("write", path)(error));
    }
    Ok(path.to_owned())
}

/// Reads a saved text file.
///
/// # Errors
/// [`ReportError::Disk`]; [`ReportError::Damaged`] where it is larger than any run writes.
pub fn read_file(path: &Path) -> Result<String, ReportError> {
    let size = fs::metadata(path).map_err(ReportError::disk("read", path))?.len();
    if size > LARGEST_FILE {
        return Err(ReportError::Damaged {
            path: path.to_owned(),
            reason: format!("it is larger than {} GiB", LARGEST_FILE >> 30),
        });
    }
    fs::read_to_string(path).map_err(ReportError::disk("read", path))
}

pub(super) fn make_folder(path: &Path) -> Result<(), ReportError> {
    fs::create_dir_all(path).map_err(ReportError::disk("make the folder", path))
}

fn exists(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// Brings back results that a run interrupted at its last moment had moved aside, or removes them
/// where the new ones stand.
fn restore(previous: &Path, target: &Path) -> Result<(), ReportError> {
    if !exists(previous) {
        return Ok(());
    }
    if exists(target) {
        fs::remove_dir_all(previous).map_err(ReportError::disk("remove", previous))
    } else {
        fs::rename(previous, target).map_err(ReportError::disk("bring back", target))
    }
}

/// Whether a place may be replaced: free, empty, or results.
fn is_ours(target: &Path) -> Result<bool, ReportError> {
    if !exists(target) || target.join(MARK).is_file() {
        return Ok(true);
    }
    if !target.is_dir() {
        return Ok(false);
    }
    let mut entries = fs::read_dir(target).map_err(ReportError::disk("read", target))?;
    Ok(entries.next().is_none())
}

fn clear_leftover(stage: &Path, target: &Path) -> Result<(), ReportError> {
    if !exists(stage) {
        return Ok(());
    }
    let held = |mark: File| matches!(mark.try_lock(), Err(TryLockError::WouldBlock));
    if File::open(stage.join(MARK)).is_ok_and(held) {
        return Err(ReportError::Busy(target.to_owned()));
    }
    fs::remove_dir_all(stage).map_err(ReportError::disk("remove", stage))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(output: &Path, text: &str) -> Staging {
        let staging = Staging::begin(output, "base").unwrap();
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
        assert!(matches!(Staging::begin(dir.path(), "base"), Err(ReportError::Busy(_))));
    }

    #[test]
    fn a_folder_of_something_else_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("base")).unwrap();
        fs::write(dir.path().join("base/thesis.doc"), "years of work").unwrap();
        assert!(matches!(Staging::begin(dir.path(), "base"), Err(ReportError::Foreign(_))));
        assert_eq!(fs::read_to_string(dir.path().join("base/thesis.doc")).unwrap(), "years of work");
    }

    #[test]
    fn names_stay_inside_the_output_folder() {
        for name in [
            "", ".", "..", "../x", "a/b", "a\\b", "/etc", "a\0b", "C:x", ".hidden", "x.", "x ", "con", "LPT1.txt",
            "a\nb",
        ] {
            assert!(check_name(name).is_err(), "{name:?}");
        }
        assert!(check_name(&"x".repeat(101)).is_err());
        for name in ["forced-sale", "base_2", "us.2025", "Fall Österreich", "company"] {
            assert!(check_name(name).is_ok(), "{name:?}");
        }
    }
}
