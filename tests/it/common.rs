//! What several tests need.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A small scenario that holds every required key; ends in `[markets.us]`.
pub(crate) const BASE: &str = r#"
start = 2020-08-03
horizon = "5 years"

[company]
discount_rate = "10% to 14%"

[markets.us]
users = "100M"
ceiling = "140M to 200M"
growth = "20% to 60%"
churn = "0.3 per year"
arpu = "$6 to $9"
margin = "20% to 30%"
"#;

/// Commands that draw charts.
const DRAWING: [&str; 12] = [
    "run",
    "compare",
    "decide",
    "diff",
    "sweep",
    "gather",
    "backtest",
    "sensitivity",
    "discover",
    "stress",
    "reweight",
    "report",
];

/// The program with arguments. Charts are left as vector graphics where a test does not ask for others: turning them into pictures
/// takes longer than all else that a small run does.
pub(crate) fn marketgate(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_marketgate"));
    command.args(arguments);
    let draws = arguments.first().is_some_and(|name| DRAWING.contains(name));
    if draws && !arguments.iter().any(|argument| argument.starts_with("--format")) {
        command.args(["--format", "svg"]);
    }
    command
}

/// A folder of files that goes away with it.
pub(crate) struct Files(tempfile::TempDir);

impl Files {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Writes a file, and the folders above it; its path.
    pub(crate) fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path().join("root").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }
}

/// The scenario files of the repository.
pub(crate) fn bundled() -> Vec<PathBuf> {
    let mut found = files(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios")));
    found.retain(|path| path.extension().is_some_and(|e| e == "toml"));
    assert!(!found.is_empty());
    found
}

/// All files below a folder, sorted.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}
