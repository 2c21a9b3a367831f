//! `new`: a case of one's own: what is asked, or said by flags, becomes a commented scenario file that runs at once.

mod answers;
mod ask;

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::PossibleValuesParser;
use jiff::civil::Date;

use super::error::CliError;
use super::print::{note, print_text};
use crate::atlas::Category;
use crate::model::foresee_warnings;
use crate::report::{CaseKind, write_new};
use crate::scenario::Scenario;

/// What is said of the case.
#[derive(Debug, Clone, Args)]
#[command(
    after_help = "Figures of a market are written KEY=VALUE, such as --users us=170M. Without a key they are of the only market; \
    ARPU, shares and growth are then of all markets. A value may be a range, from the 5th to the 95th percentile: --users 'us=160M to 180M'."
)]
pub(super) struct Arguments {
    /// The file to write, such as my-case.toml; one that exists is left as it is
    file: PathBuf,
    /// What happens
    #[arg(long, value_parser = PossibleValuesParser::new(CaseKind::NAMES))]
    kind: Option<String>,
    /// Title of the case [default: made from kind and market]
    #[arg(long)]
    title: Option<String>,
    /// What kind of app it is
    #[arg(long, value_parser = PossibleValuesParser::new(Category::NAMES))]
    category: Option<String>,
    /// Where the company is from: code of the atlas; without users of its own it stays out of the markets
    #[arg(long, value_name = "CODE")]
    home: Option<String>,
    /// A market: code of the atlas (`marketgate atlas` lists them), or KEY=CODE; repeat it, the one where it happens first
    #[arg(long = "market", value_name = "[KEY=]CODE", value_delimiter = ',')]
    markets: Vec<String>,
    /// The markets in which it happens [default: the first market]
    #[arg(long = "in", value_name = "KEY", value_delimiter = ',')]
    places: Vec<String>,
    /// Monthly active users: us=170M, or 'us=160M to 180M'
    #[arg(long, value_name = "[KEY=]NUMBER")]
    users: Vec<String>,
    /// Daily active users, in place of monthly ones
    #[arg(long, value_name = "[KEY=]NUMBER")]
    daily_users: Vec<String>,
    /// Share of a month's users who come on a day [default: 40% to 65%, assumed]
    #[arg(long, value_name = "[KEY=]SHARE")]
    daily_share: Vec<String>,
    /// Addressable users [default: from the atlas]
    #[arg(long, value_name = "[KEY=]NUMBER")]
    ceiling: Vec<String>,
    /// Revenue of one year, in dollars: us=$2B [default: ARPU from the atlas]
    #[arg(long, value_name = "[KEY=]DOLLARS")]
    revenue: Vec<String>,
    /// Revenue per user and year, in place of revenue: 'us=$6 to $9'
    #[arg(long, value_name = "[KEY=]DOLLARS")]
    arpu: Vec<String>,
    /// Contribution margin; no overhead is deducted [default: 10% to 30%, assumed]
    #[arg(long, value_name = "[KEY=]SHARE", allow_hyphen_values = true)]
    margin: Vec<String>,
    /// Growth of users, per year [default: 0% to 15%, assumed]
    #[arg(long, value_name = "[KEY=]SHARE", allow_hyphen_values = true)]
    growth: Vec<String>,
    /// Day on which it happens: of the order, the ban, the opening of talks, the review, the exit
    #[arg(long, value_name = "DATE")]
    on: Option<Date>,
    /// First day simulated, of which the figures are [default: the day on which it happens]
    #[arg(long, value_name = "DATE")]
    start: Option<Date>,
    /// Deadline of an order, day on which a ban takes force, or end of a review: a date, or a length of time such as '90 days'
    #[arg(long, value_name = "DATE|LENGTH")]
    deadline: Option<String>,
    /// Somebody who may buy; repeat it [default: a firm of the trade and a financial investor]
    #[arg(long = "bidder", value_name = "NAME")]
    bidders: Vec<String>,
    /// How long is simulated [default: 5 years]
    #[arg(long, value_name = "LENGTH")]
    horizon: Option<String>,
    /// Discount rate, per year, without a premium for bans [default: 10% to 14%, assumed]
    #[arg(long, value_name = "SHARE")]
    discount_rate: Option<String>,
}

/// Writes the file; says on standard output what to do next.
///
/// # Errors
/// Where the file exists, an answer is wrong or, without a terminal, one is missing: then nothing is written. Where the disk fails.
pub(super) fn new(mut arguments: Arguments) -> Result<(), CliError> {
    let file = arguments.file.clone();
    check_free(&file)?;
    let missing = arguments.list_missing();
    if !missing.is_empty() {
        if !(std::io::stdin().is_terminal() && std::io::stderr().is_terminal()) {
            let lines: Vec<String> = missing.iter().map(|(flag, text)| format!("  {flag:18} {text}")).collect();
            return Err(CliError::Input(format!(
                "there is no terminal to ask on, and these flags are missing:\n{}\n`marketgate new --help` says what each takes",
                lines.join("\n")
            )));
        }
        ask::ask_missing(&mut arguments).inspect_err(|_| note("no file was written"))?;
    }
    let text = arguments.build_case()?.write();
    let warnings = check_text(&file, &text)?;
    write_new(&file, &text)?;
    warnings.iter().for_each(|warning| note(format_args!("warning: {warning}")));
    let name = file.display();
    print_text(format_args!(
        "{name} is written. Values marked \"assumption: please check\" are guesses: put what you know in their place.\nNext:\n  \
         marketgate check {name}\n  marketgate run {name}"
    ))
}

/// Refuses a file that is there, and a name that scenarios do not have.
fn check_free(file: &Path) -> Result<(), CliError> {
    let name = file.display();
    if file.symlink_metadata().is_ok() {
        return Err(CliError::Input(format!("{name} exists, and was left as it is; choose another name")));
    }
    if file.extension().is_none_or(|ending| ending != "toml") {
        return Err(CliError::Input(format!(
            "{name} is no name of a scenario: it ends in .toml, such as my-case.toml"
        )));
    }
    Ok(())
}

/// Holds the file that is to be written against the format; what `check` will warn of.
fn check_text(file: &Path, text: &str) -> Result<Vec<String>, CliError> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    Ok(foresee_warnings(&Scenario::parse(&name, text, &[])?))
}
