#![no_main]

#[allow(dead_code)]
#[path = "../../tests/it/hostile/doors.rs"]
mod doors;

use std::sync::LazyLock;

/// A folder of this process.
static FOLDER: LazyLock<tempfile::TempDir> = LazyLock::new(|| tempfile::tempdir().unwrap());

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| doors::plan(FOLDER.path(), bytes));
