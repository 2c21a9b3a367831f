//! `completions`: what a shell needs to complete commands and flags.

use clap::CommandFactory;

use super::print::print_text;
use super::{Cli, CliError};

/// Prints completions for `shell`.
pub(super) fn completions(shell: clap_complete::Shell) -> Result<(), CliError> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "marketgate", &mut script);
    print_text(String::from_utf8_lossy(&script).trim_end())
}
