//! What the format promises: every construct, layers, round trips.

use marketgate::scenario::Scenario;
use std::path::PathBuf;

fn bundled() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios"))];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "toml") {
                found.push(path);
            }
        }
    }
    assert!(!found.is_empty());
    found.sort();
    found
}

#[test]
fn bundled_scenarios_load() {
    for path in bundled() {
        if let Err(error) = Scenario::load(&path, &[]) {
            panic!("{error}");
        }
    }
}
