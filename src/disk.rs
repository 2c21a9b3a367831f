//! Files read and written with care: nothing but regular files is read, no more of them than expected, and what is not finished
//! does not stay.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};

/// Opens a regular file to read it. Pipes, devices and folders are refused before they are opened: opening or reading one can
/// last for ever.
///
/// # Errors
/// Where it cannot be opened, or is no regular file.
pub fn open(path: &Path) -> io::Result<File> {
    let regular =
        |data: fs::Metadata| if data.is_file() { Ok(()) } else { Err(io::Error::other("not a regular file")) };
    regular(path.metadata()?)?;
    let file = File::open(path)?;
    // What stands there may have changed meanwhile.
    regular(file.metadata()?)?;
    Ok(file)
}

/// Opens a regular file to read and write it, or makes it. A link is not followed.
///
/// # Errors
/// Where it cannot be opened, or something else than a regular file stands there.
pub fn open_or_make(path: &Path) -> io::Result<File> {
    let wrong = || io::Error::other("not a regular file");
    match File::options().read(true).write(true).create_new(true).open(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        made => return made,
    }
    let there = fs::symlink_metadata(path)?;
    if !there.is_file() {
        return Err(wrong());
    }
    let file = File::options().read(true).write(true).open(path)?;
    if is_same(&there, &file.metadata()?) { Ok(file) } else { Err(wrong()) }
}

#[cfg(unix)]
fn is_same(a: &fs::Metadata, b: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    (a.dev(), a.ino()) == (b.dev(), b.ino())
}

#[cfg(not(unix))]
fn is_same(_: &fs::Metadata, b: &fs::Metadata) -> bool {
    b.is_file()
}

/// The bytes of a regular file of at most `limit` bytes.
///
/// # Errors
/// As [`open`]; or where it is larger, of the kind [`io::ErrorKind::FileTooLarge`].
pub fn read(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open(path)?.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        let text = format!("larger than {} MiB", limit.div_ceil(1 << 20));
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, text));
    }
    Ok(bytes)
}

/// A file in every folder of ours, by which it is known as one.
pub const MARK: &str = ".marketgate";

/// Removes a folder of ours, its mark last, so that what is left where the program is killed on the way is still known as ours.
///
/// # Errors
/// Where something cannot be removed.
pub fn remove(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            fs::remove_dir_all(entry.path())?;
        } else if entry.file_name() != MARK {
            fs::remove_file(entry.path())?;
        }
    }
    fs::remove_dir_all(folder)
}

/// A folder in the making. It is removed when dropped, and when the program is told to stop.
#[derive(Debug)]
pub struct Unfinished {
    path: PathBuf,
    over: bool,
}

/// Folders in the making in this process. Whoever holds it keeps the program from ending in between.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

fn unfinished() -> MutexGuard<'static, Vec<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Unfinished {
    /// Makes the folder, which must not exist.
    ///
    /// # Errors
    /// Where it exists or cannot be made.
    pub fn make(path: &Path) -> io::Result<Self> {
        let mut all = unfinished();
        fs::create_dir(path)?;
        all.push(path.to_owned());
        Ok(Self { path: path.to_owned(), over: false })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Puts its content in place by `settle`, which is not cut short when the program is told to stop. What is left of the folder
    /// is removed.
    ///
    /// # Errors
    /// Those of `settle`.
    pub fn settle<T, E>(mut self, settle: impl FnOnce(&Path) -> Result<T, E>) -> Result<T, E> {
        let mut all = unfinished();
        let settled = settle(&self.path);
        self.over = true;
        // What cannot be removed now is removed by the next run.
        let _ = remove(&self.path);
        all.retain(|path| *path != self.path);
        settled
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if !self.over {
            let mut all = unfinished();
            let _ = remove(&self.path);
            all.retain(|path| *path != self.path);
        }
    }
}

/// Removes all folders in the making and makes none any more: the program is about to end, whatever its threads do.
pub fn abandon() {
    const TRIES: usize = 50;
    let all = unfinished();
    for path in all.iter() {
        // Threads that still write make files while the folder is being emptied.
        for _ in 0..TRIES {
            match remove(path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => std::thread::sleep(Duration::from_millis(5)),
                _ => break,
            }
        }
    }
    std::mem::forget(all);
}

/// Waits until all files below a folder, and their names, are on the disk.
///
/// # Errors
/// Where the disk refuses.
pub fn flush(folder: &Path) -> io::Result<()> {
    let (mut folders, mut files) = (vec![folder.to_owned()], Vec::new());
    let mut next = 0;
    while next < folders.len() {
        for entry in fs::read_dir(&folders[next])? {
            let entry = entry?;
            let list = if entry.file_type()?.is_dir() { &mut folders } else { &mut files };
            list.push(entry.path());
        }
        next += 1;
    }
    // At once: a disk writes many files in little more time than one.
    files.par_iter().map(|file| flush_one(file)).collect::<io::Result<()>>()?;
    folders.par_iter().map(|folder| flush_names(folder)).collect()
}

/// Waits until the names in a folder are on the disk.
///
/// # Errors
/// Where the disk refuses.
pub fn flush_names(folder: &Path) -> io::Result<()> {
    // Other systems open no folders, and have nothing to wait for.
    if cfg!(unix) { flush_one(folder) } else { Ok(()) }
}

fn flush_one(path: &Path) -> io::Result<()> {
    match File::open(path)?.sync_all() {
        // Not every file system can.
        Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => Ok(()),
        done => done,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regular_files_of_the_size_expected_are_read_and_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a.csv");
        fs::write(&file, "abcd").unwrap();
        assert_eq!(read(&file, 4).unwrap(), b"abcd");
        assert_eq!(read(&file, 3).unwrap_err().kind(), io::ErrorKind::FileTooLarge);
        assert!(read(dir.path(), 100).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn pipes_and_devices_are_not_opened() {
        let dir = tempfile::tempdir().unwrap();
        let (pipe, link) = (dir.path().join("pipe"), dir.path().join("zero"));
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        std::os::unix::fs::symlink("/dev/zero", &link).unwrap();
        for path in [&pipe, &link, Path::new("/dev/zero"), Path::new("/dev/stdin")] {
            assert!(read(path, 100).unwrap_err().to_string().contains("not a regular file"), "{}", path.display());
        }
    }

    #[test]
    fn what_is_not_finished_does_not_stay() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("half");
        let half = Unfinished::make(&path).unwrap();
        assert!(Unfinished::make(&path).is_err(), "it is taken");
        fs::write(half.path().join("a"), "x").unwrap();
        drop(half);
        assert!(!path.exists());
        let whole = Unfinished::make(&path).unwrap();
        let place = dir.path().join("whole");
        whole.settle(|path| fs::rename(path, &place)).unwrap();
        assert!(place.is_dir() && !path.exists());
        assert!(!unfinished().contains(&path));
    }

    #[test]
    fn a_tree_is_flushed_whole() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("charts")).unwrap();
        fs::write(dir.path().join("charts/a.svg"), "x").unwrap();
        flush(dir.path()).unwrap();
        flush_names(dir.path()).unwrap();
    }
}
