//! `init`: write the bundled scenarios into a folder, overwriting nothing.

use std::path::Path;

use super::error::CliError;
use super::print::print_text;
use crate::report::{write_into, write_with_folder};
use crate::scenario::BUNDLED;

/// Writes the bundled scenarios into `dir` and names the files on standard output.
///
/// # Errors
/// Where one of the files exists already, or the disk fails; then nothing is written.
pub(super) fn init(dir: &Path) -> Result<(), CliError> {
    let present: Vec<_> = BUNDLED.iter().map(|(path, _)| dir.join(path)).filter(|path| path.exists()).collect();
    if !present.is_empty() {
        let names: Vec<String> = present.iter().map(|path| format!("  {}", path.display())).collect();
        let text = format!("these files exist, and nothing was written:\n{}", names.join("\n"));
        return Err(CliError::Input(text));
    }
    let files = write_into(dir, |stage| {
        BUNDLED.iter().map(|(path, text)| write_with_folder(&stage.join(path), text)).collect()
    })?;
    files.iter().try_for_each(|file| print_text(file.display()))
}
