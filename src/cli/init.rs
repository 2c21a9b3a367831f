//! `init`: write the bundled scenarios into a folder, overwriting nothing.

use std::path::{Path, PathBuf};

use super::Failure;
use super::say::say;
use crate::report::{ReportError, make_folder, write_file, write_into};
use crate::scenario::BUNDLED;

/// Writes the bundled scenarios into `dir` and names the files on standard output.
///
/// # Errors
/// Where one of the files exists already, or the disk fails; then nothing is written.
pub(super) fn init(dir: &Path) -> Result<(), Failure> {
    let present: Vec<_> = BUNDLED.iter().map(|(path, _)| dir.join(path)).filter(|path| path.exists()).collect();
    if !present.is_empty() {
        let names: Vec<String> = present.iter().map(|path| format!("  {}", path.display())).collect();
        let text = format!("error: these files exist, and nothing was written:\n{}", names.join("\n"));
        return Err(Failure::Input(text));
    }
    let files = write_into(dir, |stage| BUNDLED.iter().map(|(path, text)| write(&stage.join(path), text)).collect())?;
    files.iter().try_for_each(|file| say(file.display()))
}

/// Writes the file, and the folders above it.
fn write(path: &Path, text: &str) -> Result<PathBuf, ReportError> {
    path.parent().map_or(Ok(()), make_folder)?;
    write_file(path, text.as_bytes())
}
