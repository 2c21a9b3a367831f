//! Files of results: written whole, read with care, in folders whose names any system takes.

use std::fs::{self, File, TryLockError};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use super::ReportError;
use super::stage::{Stage, Turn, exists};
use crate::disk;

/// Greatest length of a name in bytes.
const LONGEST_NAME: usize = 100;
/// Saved files larger than this are not read: those of a million points are smaller.
const LARGEST_FILE: u64 = 1 << 30;

/// Writes a new file.
///
/// # Errors
/// [`ReportError::Disk`], also where there is one of that name.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<PathBuf, ReportError> {
    write_with(path, |out| out.write_all(bytes))
}

/// Writes a new file, and the folders above it where they are missing: whole, or not at all.
///
/// # Errors
/// [`ReportError::Disk`], also where there is one of that name, which is left as it is.
pub fn write_new(path: &Path, text: &str) -> Result<(), ReportError> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        make_folder(folder)?;
    }
    let mut file = File::create_new(path).map_err(ReportError::disk("write", path))?;
    let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
    written.inspect_err(|_| drop(fs::remove_file(path))).map_err(ReportError::disk("write", path))
}

/// Writes what `write` writes into a new file, which is never in memory as a whole.
pub(super) fn write_with(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<File>) -> std::io::Result<()>,
) -> Result<PathBuf, ReportError> {
    let written = File::create_new(path).map(BufWriter::new).and_then(|mut out| {
        write(&mut out)?;
        out.flush()
    });
    written.map_err(ReportError::disk("write", path))?;
    Ok(path.to_owned())
}

/// Writes a file, and the folders above it; gives its path.
///
/// # Errors
/// [`ReportError`] where they cannot be written.
pub fn write_with_folder(path: &Path, text: &str) -> Result<PathBuf, ReportError> {
    path.parent().map_or(Ok(()), make_folder)?;
    write_file(path, text.as_bytes())
}

/// Reads a saved text file.
///
/// # Errors
/// [`ReportError::Disk`], also where it is no regular file; [`ReportError::Damaged`] where it is larger than any run writes, or
/// no text.
pub fn read_file(path: &Path) -> Result<String, ReportError> {
    read_file_up_to(path, LARGEST_FILE)
}

/// The same of a file of at most `limit` bytes.
///
/// # Errors
/// As [`read_file`].
pub(super) fn read_file_up_to(path: &Path, limit: u64) -> Result<String, ReportError> {
    let bytes = match disk::read(path, limit) {
        Err(error) if error.kind() == std::io::ErrorKind::FileTooLarge => {
            return Err(ReportError::Damaged { path: path.to_owned(), reason: format!("it is {error}") });
        }
        read => read.map_err(ReportError::disk("read", path))?,
    };
    let damaged = |_| ReportError::Damaged { path: path.to_owned(), reason: "it is not UTF-8 text".to_owned() };
    String::from_utf8(bytes).map_err(damaged)
}

/// Makes a folder, and those above it, where they are missing.
///
/// # Errors
/// [`ReportError::Disk`].
pub fn make_folder(path: &Path) -> Result<(), ReportError> {
    fs::create_dir_all(path).map_err(ReportError::disk("make the folder", path))
}

/// The same of a folder inside one that a stranger may have made: a link is not followed.
fn make_plain_folder(path: &Path) -> Result<(), ReportError> {
    make_folder(path)?;
    let data = fs::symlink_metadata(path).map_err(ReportError::disk("read", path))?;
    if data.is_dir() { Ok(()) } else { Err(ReportError::Foreign(path.to_owned())) }
}

/// The file beside `name` of what is finished so far, held against a second run; what an earlier one left in it stays.
///
/// # Errors
/// [`ReportError::Busy`] where another process holds it; [`ReportError::Disk`].
pub(super) fn open_progress(folder: &Path, name: &str) -> Result<(PathBuf, File), ReportError> {
    make_folder(folder)?;
    let path = folder.join(format!(".{name}.progress"));
    let file = disk::open_or_make(&path).map_err(ReportError::disk("write", &path))?;
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Err(ReportError::Busy(folder.join(name))),
        _ => Ok((path, file)),
    }
}

/// Makes files in `dir`, which may have others that stay: `write` makes them in a folder of their own, and gives them. They are put
/// where they belong, and given there, once all are whole. Links in `dir` are replaced, not followed.
///
/// # Errors
/// Those of `write`; [`ReportError::Foreign`] where a link stands for a folder, [`ReportError::Busy`], [`ReportError::Disk`].
pub fn write_into(
    dir: &Path,
    write: impl FnOnce(&Path) -> Result<Vec<PathBuf>, ReportError>,
) -> Result<Vec<PathBuf>, ReportError> {
    make_folder(dir)?;
    let turn = Turn::take(dir);
    let Stage { folder: stage, lock } = Stage::make(dir, "marketgate", dir, None)?;
    drop(turn);
    let files = write(stage.path())?;
    disk::flush(stage.path()).map_err(ReportError::disk("write", dir))?;
    let within = |file: &PathBuf| file.strip_prefix(stage.path()).map(|file| dir.join(file)).ok();
    let targets: Vec<PathBuf> = files.iter().filter_map(within).collect();
    let mut folders = targets.iter().filter_map(|target| target.parent()).filter(|&folder| folder != dir);
    folders.try_for_each(make_plain_folder)?;
    drop(lock);
    stage.settle(|_| move_all(&files, &targets))?;
    disk::flush_names(dir).map_err(ReportError::disk("write", dir))?;
    Ok(targets)
}

/// Moves files to where they belong; where one cannot be, no new file is left there.
fn move_all(files: &[PathBuf], targets: &[PathBuf]) -> Result<(), ReportError> {
    let mut new = Vec::new();
    for (file, target) in files.iter().zip(targets) {
        let is_new = !exists(target);
        if let Err(error) = fs::rename(file, target) {
            new.into_iter().for_each(|target: &PathBuf| drop(fs::remove_file(target)));
            return Err(ReportError::disk("write", target)(error));
        }
        new.extend(is_new.then_some(target));
    }
    Ok(())
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

#[cfg(test)]
mod tests {
    use super::check_name;

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
