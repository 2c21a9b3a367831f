//! `completions`: what a shell needs to complete commands and flags.

use clap::CommandFactory;

use super::{Cli, Failure};

/// Prints completions for `shell`.
pub fn completions(shell: clap_complete::Shell) -> Result<(), Failure> {
    clap_complete::generate(shell, &mut Cli::command(), "marketgate", &mut std::io::stdout());
    Ok(())
}
