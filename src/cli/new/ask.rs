//! Questions on the terminal: what no flag says is asked, in the words of a strategist, with what is taken where nothing is answered.

use inquire::validator::Validation;
use inquire::{InquireError, MultiSelect, Select, Text};
use jiff::civil::Date;

use super::super::error::CliError;
use super::Arguments;
use super::answers::{NamedMarket, check_deadline, find_named, states};
use crate::atlas::{Category, Market, find_market, list_defaults, list_markets};
use crate::report::{Case, CaseKind, check_value};
use crate::text::names::{add_article, drop_brackets};

/// Rows of a list that are shown at a time.
const ROWS: usize = 12;

/// A question that is answered by a text.
struct Question<'q> {
    text: &'q str,
    /// What is taken where nothing is answered; an answer is needed where absent.
    default: Option<&'q str>,
    help: &'q str,
}

/// Asks for everything that no flag says.
///
/// # Errors
/// Where the user stops it, or the terminal fails.
pub(super) fn ask_missing(arguments: &mut Arguments) -> Result<(), CliError> {
    if arguments.kind.is_none() {
        arguments.kind = Some(ask_kind()?);
    }
    let kind = arguments.kind.as_deref().and_then(CaseKind::find).unwrap_or(CaseKind::ForcedSale);
    if arguments.category.is_none() {
        let category = Select::new("What kind of app is it?", Category::NAMES.to_vec());
        arguments.category = Some(end(category.prompt())?.to_owned());
    }
    if arguments.markets.is_empty() {
        arguments.markets = ask_markets(kind)?;
    }
    if arguments.home.is_none() {
        let question = Question {
            text: "Where is the company from?",
            default: Some("none"),
            help: "code of a market, such as CN; none: it does not matter",
        };
        arguments.home =
            Some(ask_text(&question, |text| if text == "none" { Ok(()) } else { find_named(text).map(drop) })?);
    }
    let mut named: Vec<NamedMarket> = arguments.markets.iter().filter_map(|text| find_named(text).ok()).collect();
    let home = arguments.home.as_deref().and_then(find_market);
    let is_apart = |home: &&Market| !named.iter().any(|named| named.market.code == home.code);
    let apart = home.filter(is_apart).map(|market| NamedMarket { key: market.code.to_lowercase(), market });
    for market in &named {
        ask_figures(arguments, market, home, false)?;
    }
    if let Some(market) = apart {
        ask_figures(arguments, &market, home, true)?;
        named.push(market);
    }
    ask_dates(arguments, kind)?;
    if kind.has_bidders() && arguments.bidders.is_empty() {
        let question = Question {
            text: "Who may buy?",
            default: Some(""),
            help: "names, with commas between them; nothing: two kinds of buyers",
        };
        let names = ask_text(&question, |_| Ok(()))?;
        arguments.bidders =
            names.split(',').map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect();
    }
    Ok(())
}

fn ask_kind() -> Result<String, CliError> {
    let lines: Vec<String> =
        CaseKind::ALL.iter().zip(CaseKind::NAMES).map(|(kind, name)| format!("{name}: {}", kind.describe())).collect();
    let number = end(Select::new("What happens?", lines).raw_prompt())?.index;
    Ok(CaseKind::NAMES[number].to_owned())
}

fn ask_markets(kind: CaseKind) -> Result<Vec<String>, CliError> {
    let list = |without: Option<&str>| -> Vec<String> {
        let others = list_markets().iter().filter(|market| Some(market.code.as_str()) != without);
        others.map(|market| format!("{}  {}", market.code, market.name)).collect()
    };
    let code = |line: &str| line.split(' ').next().unwrap_or_default().to_owned();
    let help = "type to search; ↑↓ to move, enter to choose";
    let text = if kind == CaseKind::Acquisition { "Which market is to be sold?" } else { "Where does it happen?" };
    let first = end(Select::new(text, list(None)).with_page_size(ROWS).with_help_message(help).prompt())?;
    let first = code(&first);
    let help = "type to search; space to choose, enter to go on: none is fine";
    let others = MultiSelect::new("In which other markets is the app?", list(Some(&first)));
    let others = end(others.with_page_size(ROWS).with_help_message(help).prompt())?;
    Ok(std::iter::once(first).chain(others.iter().map(|line| code(line))).collect())
}

/// Users, revenue and margin of one market; of the home country where it is none of the markets, only if its users are stated.
fn ask_figures(
    arguments: &mut Arguments,
    named: &NamedMarket,
    home: Option<&Market>,
    is_apart: bool,
) -> Result<(), CliError> {
    let (key, name) = (&named.key, add_article(drop_brackets(&named.market.name)));
    if !states(&arguments.users, named) && !states(&arguments.daily_users, named) {
        let text = format!("Users in {name}?");
        let help = "a month: 170M, or '160M to 180M'; a day: '100M daily'";
        let (default, help) =
            if is_apart { (Some(""), format!("{help}; nothing: home is left out")) } else { (None, help.to_owned()) };
        let check =
            |text: &str| if text.is_empty() { Ok(()) } else { check_value("markets.*.users", strip_daily(text).0) };
        let answer = ask_text(&Question { text: &text, default, help: &help }, check)?;
        if answer.is_empty() {
            return Ok(());
        }
        let (users, is_daily) = strip_daily(&answer);
        let flag = if is_daily { &mut arguments.daily_users } else { &mut arguments.users };
        flag.push(format!("{key}={users}"));
    }
    if !states(&arguments.revenue, named) && !states(&arguments.arpu, named) {
        let atlas = list_defaults(named.market, home).into_iter().find(|default| default.path == "arpu");
        let atlas = atlas.map(|default| format!("ARPU from the atlas, {}", default.value)).unwrap_or_default();
        let text = format!("Revenue of one year in {name}, in dollars?");
        let help = format!("$2B, or per user and year: '$12 per user'; nothing: {atlas}");
        let check = |text: &str| match text {
            "" => Ok(()),
            text if text.contains("per user") => check_value("markets.*.arpu", text),
            text => check_value("markets.*.revenue", text),
        };
        let answer = ask_text(&Question { text: &text, default: Some(""), help: &help }, check)?;
        if !answer.is_empty() {
            let flag = if answer.contains("per user") { &mut arguments.arpu } else { &mut arguments.revenue };
            flag.push(format!("{key}={answer}"));
        }
    }
    if !states(&arguments.margin, named) {
        let text = format!("Contribution margin in {name}?");
        let help = "what is left of revenue after the costs that it brings; no overhead is deducted (it is EBITDA margin plus overhead); nothing: a guess";
        let question = Question { text: &text, default: Some(Case::MARGIN), help };
        let answer = ask_text(&question, |text| check_value("markets.*.margin", text))?;
        // What was only confirmed stays a guess.
        if answer != Case::MARGIN {
            arguments.margin.push(format!("{key}={answer}"));
        }
    }
    Ok(())
}

/// `100M daily` is `100M`, of a day.
fn strip_daily(text: &str) -> (&str, bool) {
    let words = ["daily", "a day", "per day"];
    let stripped = words.iter().find_map(|word| text.trim().strip_suffix(word));
    stripped.map_or((text.trim(), false), |users| (users.trim(), true))
}

fn ask_dates(arguments: &mut Arguments, kind: CaseKind) -> Result<(), CliError> {
    let check = |text: &str| text.parse::<Date>().map(drop).map_err(|_| "a date such as 2027-01-15".to_owned());
    if arguments.on.is_none() {
        let text = match kind {
            CaseKind::Acquisition => "When do talks open?",
            CaseKind::ForcedSale => "On which day is the sale ordered?",
            CaseKind::Ban => "On which day is the ban announced?",
            CaseKind::Review => "On which day does the review begin?",
            CaseKind::Exit => "On which day does the owner leave?",
        };
        let answer = ask_text(&Question { text, default: None, help: "a date, such as 2027-01-15" }, check)?;
        arguments.on = answer.parse().ok();
    }
    if arguments.start.is_none() {
        let day = arguments.on.unwrap_or_default();
        let on = day.to_string();
        let help = "the first day simulated: that day, or one before it";
        let question = Question { text: "From which day on is simulated?", default: Some(&on), help };
        let check = |text: &str| match text.parse::<Date>() {
            Ok(start) if start > day => Err(format!("a day up to {on}, on which it happens")),
            Ok(_) => Ok(()),
            Err(_) => Err("a date such as 2027-01-15".to_owned()),
        };
        arguments.start = ask_text(&question, check)?.parse().ok();
    }
    if let Some(text) = kind.describe_deadline().filter(|_| arguments.deadline.is_none()) {
        let silent = match kind {
            CaseKind::Ban => "nothing: at once",
            _ => "nothing: a guess",
        };
        let help = format!("a date, or a length of time such as 90 days; {silent}");
        let question = Question { text: &format!("{text}?"), default: Some(""), help: &help };
        let answer = ask_text(&question, |text| if text.is_empty() { Ok(()) } else { check_deadline(text) })?;
        arguments.deadline = Some(answer).filter(|answer| !answer.is_empty());
    }
    Ok(())
}

/// The answer to a question, once `check` has nothing against it.
fn ask_text(question: &Question<'_>, check: impl Fn(&str) -> Result<(), String> + Clone) -> Result<String, CliError> {
    let default = question.default;
    let validate = move |text: &str| {
        let text = if text.is_empty() { default.unwrap_or_default() } else { text.trim() };
        let checked = if text.is_empty() && default.is_none() { Err("this is needed".to_owned()) } else { check(text) };
        Ok(checked.map_or_else(|fault| Validation::Invalid(fault.into()), |()| Validation::Valid))
    };
    let prompt = Text::new(question.text).with_help_message(question.help).with_validator(validate);
    let prompt = match default {
        Some(default) if !default.is_empty() => prompt.with_default(default),
        _ => prompt,
    };
    Ok(end(prompt.prompt())?.trim().to_owned())
}

/// Ctrl-C and Esc stop the command.
fn end<T>(answer: Result<T, InquireError>) -> Result<T, CliError> {
    answer.map_err(|error| match error {
        InquireError::OperationCanceled | InquireError::OperationInterrupted => CliError::Interrupted,
        other => CliError::Run(anyhow::Error::from(other).context("the terminal cannot be asked on")),
    })
}
