//! `atlas`: the markets that come with the program; of one of them what a scenario gets, with every figure and its source.

use clap::Args;

use super::error::CliError;
use super::print::{print_json, print_text};
use crate::atlas::{Market, find_market, suggest_code};
use crate::report::{COLUMNS, MarketCard, describe_markets, print_markets};

/// Which market, and for whom.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Code of a market, such as CA; all markets where absent
    code: Option<String>,
    /// Code of the company's home market, which decides the leverage
    #[arg(long, value_name = "CODE")]
    home: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Prints the markets, or one of them, on standard output.
///
/// # Errors
/// Where there is no market with a code, with the nearest.
pub(super) fn atlas(arguments: &Arguments) -> Result<(), CliError> {
    let home = arguments.home.as_deref().map(find).transpose()?;
    let width = terminal_size::terminal_size().map_or(COLUMNS, |(width, _)| width.0.into());
    let Some(code) = &arguments.code else {
        return if arguments.json {
            print_json(&describe_markets())
        } else {
            print_text(print_markets(width).trim_end())
        };
    };
    let card = MarketCard::describe(find(code)?, home);
    if arguments.json { print_json(&card) } else { print_text(card.print(arguments.home.as_deref(), width).trim_end()) }
}

fn find(code: &str) -> Result<&'static Market, CliError> {
    find_market(code)
        .ok_or_else(|| CliError::Input(format!("the atlas has no market `{code}`; {}", suggest_code(code))))
}
