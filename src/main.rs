//! The command line program: parse, carry out, choose the exit code.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    marketgate::cli::Cli::parse().carry_out()
}
