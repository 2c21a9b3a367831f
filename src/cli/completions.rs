//! `completions`: what a shell needs to complete commands and flags.

use clap::CommandFactory;

use super::Cli;

/// Prints completions for `shell`.
pub(super) fn completions(shell: clap_complete::Shell) {
    clap_complete::generate(shell, &mut Cli::command(), "marketgate", &mut std::io::stdout());
}
