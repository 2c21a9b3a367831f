//! Results on standard output.

use std::io::{self, ErrorKind, Write};

use anyhow::Context;

use super::Failure;

/// Prints a line, or several, on standard output.
///
/// # Errors
/// Where that fails; a reader who has read enough and closed the pipe is no failure.
pub(super) fn line(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(error).context("cannot write to standard output").map_err(Failure::from)
        }
        _ => Ok(()),
    }
}
