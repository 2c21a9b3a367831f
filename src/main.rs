//! The command line program: parse, carry out, choose the exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    marketgate::cli::carry_out(std::env::args_os()).into()
}
