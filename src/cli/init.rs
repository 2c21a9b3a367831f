//! `init`: write the bundled scenarios into a folder, overwriting nothing.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;

use anyhow::Context;

use super::Failure;
use crate::scenario::BUNDLED;

/// Writes the bundled scenarios into `dir` and names the files on standard output.
///
/// # Errors
/// Where one of the files exists already (then nothing is written), or the disk fails.
pub(super) fn init(dir: &Path) -> Result<(), Failure> {
    let present: Vec<_> = BUNDLED.iter().map(|(path, _)| dir.join(path)).filter(|path| path.exists()).collect();
    if !present.is_empty() {
        let names: Vec<String> = present.iter().map(|path| format!("  {}", path.display())).collect();
        let text = format!("error: these files exist, and nothing was written:\n{}", names.join("\n"));
        return Err(Failure::Input(text));
    }
    for (path, text) in BUNDLED {
        let path = dir.join(path);
        write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
        println!("{}", path.display());
    }
    Ok(())
}

/// Creates the file, and the folders above it; never replaces one.
fn write(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    OpenOptions::new().write(true).create_new(true).open(path)?.write_all(text.as_bytes())
}
