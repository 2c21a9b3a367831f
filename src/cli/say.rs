//! Results on standard output; a reader who has seen enough (`| head`) is no error.

use std::io::{ErrorKind, Write as _};

use anyhow::Context;

use super::Failure;

/// Prints `text` and a line end.
pub(super) fn say(text: impl std::fmt::Display) -> Result<(), Failure> {
    match writeln!(std::io::stdout().lock(), "{text}") {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(error).context("cannot write to standard output").map_err(Failure::from)
        }
        _ => Ok(()),
    }
}
