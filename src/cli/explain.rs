//! `explain`: what an input, a figure, a state or a kind of event means.

use clap::Args;

use super::error::CliError;
use super::print::{print_json, print_text};
use crate::report::{COLUMNS, explain as find_meanings, print_metrics};

/// What is to be explained.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Path of an input or figure, a state, a kind of event, an answer: markets.us.arpu, users_kept, banned, forced-sale, sue
    #[arg(required_unless_present = "metrics")]
    path: Option<String>,
    /// List the figures that --metric and conditions take, and the states
    #[arg(long, conflicts_with_all = ["path", "json"])]
    metrics: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Prints what a name means on standard output.
///
/// # Errors
/// Where it means nothing, with the nearest name.
pub(super) fn explain(arguments: &Arguments) -> Result<(), CliError> {
    let width = terminal_size::terminal_size().map_or(COLUMNS, |(width, _)| width.0.into());
    let Some(path) = &arguments.path else { return print_text(print_metrics(width).trim_end()) };
    let found = find_meanings(path).map_err(|near| {
        CliError::Input(format!("`{path}` is no input, figure, state or word of the format; {near}"))
    })?;
    if arguments.json {
        return print_json(&found);
    }
    let texts: Vec<String> = found.iter().map(|explanation| explanation.print(width)).collect();
    print_text(texts.join("\n").trim_end())
}
