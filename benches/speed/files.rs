//! Scenarios of the repository, and the program.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The scenarios of August 2020.
pub(crate) const TIKTOK: [&str; 6] = ["base", "status-quo", "ban", "forced-sale", "litigate", "acquisition"];

/// The file of one of them.
pub(crate) fn tiktok(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/tiktok-2020").join(name).with_extension("toml")
}

/// Runs the program with these arguments, saying nothing.
pub(crate) fn marketgate(arguments: &[&str]) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_marketgate"));
    let status = command.args(arguments).stdout(Stdio::null()).status().unwrap();
    assert!(status.success(), "marketgate {arguments:?} failed");
}
