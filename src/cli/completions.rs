//! `completions`: what a shell needs to complete commands and flags.

use clap::CommandFactory;

use super::say::say;
use super::{Cli, Failure};

/// Prints completions for `shell`.
pub(super) fn completions(shell: clap_complete::Shell) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "marketgate", &mut script);
    say(String::from_utf8_lossy(&script).trim_end())
}
