//! What goes wrong around the program: disks, signals, terminals, other programs. Nothing is half-written, nothing finished is
//! lost, nothing panics, and the exit code is 0, 1, 2 or 130.

mod disk;
mod names;
mod signals;
mod terminal;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use crate::common::{BASE, files};

const PROGRAM: &str = env!("CARGO_BIN_EXE_marketgate");
/// What every run here is told.
const SHORT: [&str; 4] = ["-n", "50", "--format", "svg"];

/// A folder with `base.toml`, and results of it in `output/base` where asked for.
struct Place(tempfile::TempDir);

/// Files of a folder and their bytes.
type Contents = BTreeMap<PathBuf, Vec<u8>>;

/// Whole results of `base.toml` with the seeds 1 and 2, made once.
static WHOLE: LazyLock<[Place; 2]> = LazyLock::new(|| {
    ["1", "2"].map(|seed| {
        let place = Place::new();
        let made = place.marketgate(&["run", "base.toml", "--seed", seed]).args(SHORT).output().unwrap();
        assert_eq!(code(&made), 0, "{made:?}");
        place
    })
});

impl Place {
    fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        fs::write(place.path("base.toml"), BASE).unwrap();
        place
    }

    /// With finished results of seed 1.
    fn finished() -> Self {
        let place = Self::new();
        for (file, bytes) in whole(1) {
            let path = place.path("output/base").join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn marketgate(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command.current_dir(self.0.path()).args(arguments);
        command
    }

    /// Runs a shell script in which `$M` is the program; it is killed after a minute.
    fn sh(&self, script: &str) -> Output {
        let mut command = Command::new("timeout");
        command.args(["-s", "KILL", "60", "sh", "-c", script]).env("M", PROGRAM).current_dir(self.0.path());
        command.output().unwrap()
    }

    /// What lies in `output`.
    fn entries(&self) -> Vec<String> {
        let read = fs::read_dir(self.path("output")).unwrap();
        let mut names: Vec<String> = read.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    fn contents(&self, folder: &str) -> Contents {
        contents(&self.path(folder))
    }
}

fn contents(folder: &Path) -> Contents {
    let read = |file: PathBuf| (file.strip_prefix(folder).unwrap().to_owned(), fs::read(&file).unwrap());
    files(folder).into_iter().map(read).collect()
}

/// Whole results of this seed.
fn whole(seed: usize) -> Contents {
    WHOLE[seed - 1].contents("output/base")
}

/// Which seed these results are of; they are those of one as a whole.
fn seed_of(found: &Contents) -> usize {
    [1, 2].into_iter().find(|&seed| *found == whole(seed)).unwrap_or_else(|| {
        panic!("mixed or half-written: {:?}", found.keys().collect::<Vec<_>>());
    })
}

/// The exit code, which is one of those that are promised; nothing panicked.
fn code(output: &Output) -> i32 {
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(!told.contains("panicked"), "{told}");
    let code = output.status.code().unwrap_or_else(|| panic!("{output:?}"));
    assert!([0, 1, 2, 130].contains(&code), "{code}: {told}");
    code
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}
