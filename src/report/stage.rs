//! Folders in the making, beside the final place of what they hold, and the mark by which they are known.

use std::fs::{self, File, TryLockError};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use serde::{Deserialize, Serialize};

use super::ReportError;
use crate::disk::{self, MARK, Unfinished};

const MARK_TEXT: &str = "Results of marketgate. The next run of the same scenario replaces this folder as a whole.\n";
/// A mark is shorter than this.
const LONGEST_MARK: u64 = 1 << 16;
/// Names that are tried for a folder in the making where others have the first ones.
const TRIED: usize = 20;

/// Which scenario a results folder is of: no other replaces it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owner {
    /// Name of its file, without folder and ending.
    pub file: String,
    /// Digest of everything that decides the results.
    pub digest: String,
}

impl Owner {
    /// The scenario whose results lie in `dir`, where its mark says.
    pub fn read(dir: &Path) -> Option<Self> {
        let mark = disk::read(&dir.join(MARK), LONGEST_MARK).ok()?;
        serde_json::from_slice(mark.split(|&byte| byte == b'\n').nth(1)?).ok()
    }
}

/// A folder of ours in the making.
#[derive(Debug)]
pub(super) struct Stage {
    pub(super) folder: Unfinished,
    /// Its mark, locked, so that a second run does not take the folder for a leftover. A file system without locks is no reason
    /// not to write; two runs at once are then not told apart.
    pub(super) lock: File,
}

impl Stage {
    /// Makes the folder `.name.partial` in `parent`, or the next name where a stranger has that; what an interrupted run left is
    /// removed.
    pub(super) fn make(parent: &Path, name: &str, target: &Path, owner: Option<&Owner>) -> Result<Self, ReportError> {
        check_clock(SystemTime::now())?;
        let mut last = None;
        for path in list_names(parent, name, "partial") {
            clear_leftover(&path, target)?;
            match Unfinished::make(&path) {
                Ok(folder) => return Self::mark(folder, owner),
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => last = Some(path),
                Err(error) => return Err(ReportError::disk("make the folder", &path)(error)),
            }
        }
        Err(ReportError::Foreign(last.unwrap_or_else(|| parent.to_owned())))
    }

    fn mark(folder: Unfinished, owner: Option<&Owner>) -> Result<Self, ReportError> {
        let mark = folder.path().join(MARK);
        let owner = owner.map(serde_json::to_string).transpose().map_err(ReportError::encode)?;
        let text = owner.map_or(MARK_TEXT.to_owned(), |owner| format!("{MARK_TEXT}{owner}\n"));
        let mut lock = File::create_new(&mark).map_err(ReportError::disk("write", &mark))?;
        lock.write_all(text.as_bytes()).map_err(ReportError::disk("write", &mark))?;
        let _ = lock.try_lock();
        Ok(Self { folder, lock })
    }
}

/// Refuses a clock that the library of workbooks panics at, before any work is done.
fn check_clock(now: SystemTime) -> Result<(), ReportError> {
    if now < SystemTime::UNIX_EPOCH { Err(ReportError::Clock) } else { Ok(()) }
}

fn clear_leftover(stage: &Path, target: &Path) -> Result<(), ReportError> {
    if !is_marked(stage) {
        // One that was made a moment before its maker ended is empty; anything else is a stranger's.
        let _ = fs::remove_dir(stage);
        return Ok(());
    }
    let held = |mark: File| matches!(mark.try_lock(), Err(TryLockError::WouldBlock));
    if File::open(stage.join(MARK)).is_ok_and(held) {
        return Err(ReportError::Busy(target.to_owned()));
    }
    let _ = disk::remove(stage);
    Ok(())
}

/// The names of folders in the making: `.base.partial`, `.base.partial-2`, ….
pub(super) fn list_names(output: &Path, name: &str, kind: &str) -> impl DoubleEndedIterator<Item = PathBuf> {
    let first = format!(".{name}.{kind}");
    let output = output.to_owned();
    (1..=TRIED).map(move |n| output.join(if n == 1 { first.clone() } else { format!("{first}-{n}") }))
}

/// Whether a folder is ours: it is one, no link, and holds our mark.
pub(super) fn is_marked(path: &Path) -> bool {
    let is = |path: &Path, kind: fn(&fs::Metadata) -> bool| fs::symlink_metadata(path).is_ok_and(|data| kind(&data));
    is(path, fs::Metadata::is_dir) && is(&path.join(MARK), fs::Metadata::is_file)
}

pub(super) fn exists(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// A turn at a folder of results: runs that begin or end at once do so one after the other.
pub(super) struct Turn(#[expect(dead_code, reason = "held for its lock")] Option<File>);

impl Turn {
    pub(super) fn take(folder: &Path) -> Self {
        /// A turn lasts as long as two files are renamed; longer only where the folder is locked by someone else, such as `flock`.
        const PATIENCE: Duration = Duration::from_secs(5);
        let begun = Instant::now();
        let Ok(file) = File::open(folder) else { return Self(None) };
        while let Err(TryLockError::WouldBlock) = file.try_lock() {
            if begun.elapsed() > PATIENCE {
                break;
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        Self(Some(file))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_before_1970_is_an_error_at_the_door() {
        let epoch = SystemTime::UNIX_EPOCH;
        assert!(check_clock(epoch).is_ok());
        assert!(matches!(check_clock(epoch - Duration::from_secs(1)), Err(ReportError::Clock)));
    }
}
