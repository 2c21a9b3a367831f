#![no_main]

#[allow(dead_code)]
#[path = "../../tests/it/hostile/doors.rs"]
mod doors;
#[path = "../../tests/it/hostile/edits.rs"]
mod edits;

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

/// Results of every kind, as `fuzz/prepare` leaves them, each in a folder of this process: where, its file of figures, and those.
static BASES: LazyLock<(tempfile::TempDir, Vec<(PathBuf, serde_json::Value)>)> = LazyLock::new(|| {
    let own = tempfile::tempdir().unwrap();
    let from = PathBuf::from(std::env::var("SAVED").unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/saved").to_owned()));
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = fs::read_dir(from).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    for folder in folders {
        let copy = own.path().join(folder.file_name().unwrap());
        fs::create_dir(&copy).unwrap();
        for entry in fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
            let place = copy.join(entry.file_name().unwrap());
            fs::copy(&entry, &place).unwrap();
            if place.extension().is_some_and(|end| end == "json") {
                let figures = serde_json::from_slice(&fs::read(&place).unwrap()).unwrap();
                found.push((place, figures));
            }
        }
    }
    (own, found)
});

// The first byte says of which kind the results are, the others what is edited.
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((kind, script)) = bytes.split_first() else { return };
    let (place, figures) = &BASES.1[usize::from(*kind) % BASES.1.len()];
    let mut edited = figures.clone();
    edits::edit(&mut edited, &script[..script.len().min(12)]);
    fs::write(place, edited.to_string()).unwrap();
    doors::saved(place.parent().unwrap());
});
