//! Words within sentences for what studies are about: a figure of each history, an input, a condition.

use super::clean::clean;
use super::names::{add_article, join_list, shorten};
use super::numbers::{last_place, number, trimmed, whole_percent};
use super::paths::{describe_figure, describe_input};
use super::states::STATES;
use crate::analysis::sensitivity::Foremost;
use crate::analysis::{Proportion, StudiedScenario, Summary};
use crate::quantity::{self, Dimension};
use crate::simulation::catalogue;

/// Most characters of an input's name in a title.
const NAME: usize = 60;
/// Most characters of a condition that is quoted in a title.
const QUOTE: usize = 40;

/// Where the value of a run that leads lies: `outside China`, or `in the United States` where that is the only market besides home; none without a
/// home market. Names are written by `write`.
pub(crate) fn locate_value(summary: &Summary, write: impl Fn(&str) -> String) -> Option<String> {
    let key = summary.scenario.home.as_ref()?;
    let home = summary.markets.get(key).map_or(key, |market| &market.name);
    let mut abroad = summary.markets.iter().filter(|(other, _)| *other != key).map(|(_, market)| market);
    Some(match (abroad.next(), abroad.next()) {
        (Some(only), None) => format!("in {}", write(&only.name)),
        _ => format!("outside {}", write(home)),
    })
}

/// A figure of a history: `value outside China`.
pub(crate) fn describe_column(name: &str, scenario: &StudiedScenario) -> String {
    noun(name, scenario).unwrap_or_else(|| clean(&name.replace('_', " ")))
}

/// A name of a column of histories in words.
fn noun(name: &str, scenario: &StudiedScenario) -> Option<String> {
    let told = |path: &str| describe_figure(path, scenario).strip_prefix("mean ").map(str::to_owned);
    told(&format!("{name}.mean")).or_else(|| told(&format!("markets.{name}.mean")))
}

/// An input as a title has it: `revenue per user in the United States`.
pub(crate) fn input_in_title(path: &str, scenario: &StudiedScenario) -> String {
    shorten(&place_in_market(describe_input(path, scenario), path, scenario), NAME)
}

/// A figure as a title has it: `median users kept in the United States`.
pub(crate) fn figure_in_title(path: &str, scenario: &StudiedScenario) -> String {
    place_in_market(describe_figure(path, scenario), path, scenario)
}

/// A name that ends with its market, in a sentence.
fn place_in_market(name: String, path: &str, scenario: &StudiedScenario) -> String {
    let key = path.strip_prefix("markets.").and_then(|rest| rest.split('.').next());
    let market = key.map(|key| clean(scenario.markets.get(key).map_or(key, String::as_str)));
    let placed = market.and_then(|market| {
        let what = name.strip_suffix(&format!(", {market}"))?;
        Some(format!("{what} in {}", add_article(&market)))
    });
    placed.unwrap_or(name)
}

/// That a figure depends on drivers of these names: `depends most on A and B`, or, where others may matter as much, `depends on A, B and C, among
/// others`.
pub(crate) fn describe_dependence(foremost: &Foremost, names: &[String]) -> String {
    let (most, others) = match (foremost.has_others, foremost.is_apart) {
        (false, _) => ("", ""),
        (true, true) => ("most ", ""),
        (true, false) => ("", ", among others"),
    };
    let order = if names.len() > 1 && others.is_empty() && !foremost.is_ordered { ", in no sure order" } else { "" };
    format!("depends {most}on {}{others}{order}", join_list(names))
}

/// The same where each input was moved alone.
pub(crate) fn describe_lone_dependence(foremost: &Foremost, names: &[String]) -> String {
    let each = if names.len() > 1 { "each moved" } else { "moved" };
    format!("{}, {each} alone", describe_dependence(foremost, names))
}

/// A driver with those that move along with it: `revenue per user (with three inputs tied to it)`.
pub(crate) fn name_with_tied(name: String, tied: usize) -> String {
    match tied {
        0 => name,
        1 => format!("{name} (with an input tied to it)"),
        tied => format!("{name} (with {tied} inputs tied to it)"),
    }
}

/// What a box may be limited by, an input or a column of histories: in a row.
pub(crate) fn describe_variable(name: &str, scenario: &StudiedScenario) -> String {
    let whole = if name.contains('.') { None } else { noun(name, scenario) };
    whole.unwrap_or_else(|| describe_input(&path(name, scenario), scenario))
}

/// The same as a title has it.
pub(crate) fn variable_in_title(name: &str, scenario: &StudiedScenario) -> String {
    let whole = if name.contains('.') { None } else { noun(name, scenario) };
    whole.unwrap_or_else(|| input_in_title(&path(name, scenario), scenario))
}

/// A column of a market has its key alone before its name.
fn path(name: &str, scenario: &StudiedScenario) -> String {
    let of_market = name.split_once('.').is_some_and(|(key, _)| scenario.markets.contains_key(key));
    if of_market { format!("markets.{name}") } else { name.to_owned() }
}

/// Histories in which a condition holds, behind the word `histories`: `with value below $20bn`.
pub(crate) fn describe_condition(condition: &str, scenario: &StudiedScenario) -> String {
    let quoted = || format!("in which “{}” holds", shorten(&clean(condition), QUOTE));
    let hard = condition.contains(['(', ')', '*', '/', '+', '"', '\''])
        || condition.split_whitespace().any(|word| matches!(word, "or" | "not" | "-"));
    if hard {
        return quoted();
    }
    let clauses: Option<Vec<String>> = condition.split(" and ").map(|part| clause(part.trim(), scenario)).collect();
    match clauses {
        Some(clauses) if clauses.len() <= 3 => clauses.join(" and "),
        _ => quoted(),
    }
}

/// One comparison, or how a market ends.
fn clause(text: &str, scenario: &StudiedScenario) -> Option<String> {
    let Some(at) = text.find(['<', '>', '=', '!']) else {
        let (market, state) = text.rsplit_once('.')?;
        return ends(market, state, scenario);
    };
    let (name, rest) = text.split_at(at);
    let (name, value) = (name.trim(), rest.trim_start_matches(['<', '>', '=', '!']));
    let sign = &rest[..rest.len() - value.len()];
    let value = value.trim();
    if let Some(market) = name.strip_suffix(".final_state") {
        return (sign == "==").then(|| ends(market, value, scenario))?;
    }
    let than = match sign {
        "<" => "below",
        "<=" => "at most",
        ">" => "above",
        ">=" => "at least",
        "==" => "exactly",
        _ => return None,
    };
    Some(format!("with {} {than} {}", noun(name, scenario)?, amount(name, value)?))
}

/// That a market ends in a state.
fn ends(market: &str, state: &str, scenario: &StudiedScenario) -> Option<String> {
    let told = describe_figure(&format!("markets.{market}.outcomes.{state}"), scenario);
    let known = STATES.iter().any(|known| known.key == state) && scenario.markets.contains_key(market);
    told.strip_prefix("probability that ").filter(|_| known).map(|told| format!("in which {told}"))
}

/// An amount in the unit of what it is compared with.
fn amount(name: &str, written: &str) -> Option<String> {
    let (value, dimension) = quantity::parse_amount(written).ok()?;
    let last = name.rsplit('.').next().unwrap_or(name);
    let figure = catalogue::company().chain(catalogue::market()).find(|figure| figure.name == last);
    let of_name = figure.map(|figure| figure.kind.unit().dimension());
    let of_name = of_name.filter(|dimension| !matches!(dimension, Dimension::Count | Dimension::Factor));
    Some(dimension.or(of_name).map_or_else(|| plain(value), |dimension| quantity::format(value, dimension)))
}

/// A figure in the unit of an input; a plain number where it has none.
pub(crate) fn format_quantity(value: f64, dimension: Option<Dimension>) -> String {
    match dimension {
        // A discount rate is 12% a year, a rate of three measures a year is no percentage.
        Some(Dimension::Rate) if value.abs() < 1.0 => format!("{} a year", quantity::format(value, Dimension::Share)),
        Some(dimension @ (Dimension::Growth | Dimension::MoneyPerUserYear)) => {
            format!("{} a year", quantity::format(value, dimension))
        }
        // Of 18 months and of 30 both are told in years, so that they can be compared.
        Some(Dimension::Duration) if value >= 365.25 => {
            let years = quantity::format(value / 365.25, Dimension::Factor);
            if years == "1" { "1 year".to_owned() } else { format!("{years} years") }
        }
        // Millions are written alike of people and of money.
        Some(Dimension::Users) => quantity::format(value, Dimension::Users).replace('M', "m"),
        Some(dimension) => quantity::format(value, dimension).replace(" per year", " a year"),
        None => plain(value),
    }
}

fn plain(value: f64) -> String {
    trimmed(&number(value, last_place(value, None).min(1.0)))
}

/// How often none is worth more, as part of a sentence: "in 70%", or "alone in 30%, tied in 40%" where others are often worth the same.
pub(crate) fn write_best(best: Proportion, alone: Option<Proportion>) -> String {
    let tied = alone.map_or(0.0, |alone| best.probability - alone.probability);
    match alone {
        Some(alone) if tied >= 0.0005 => {
            format!("alone in {}, tied in {}", whole_percent(alone.probability), whole_percent(tied))
        }
        _ => format!("in {}", whole_percent(best.probability)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::drivers::sample::scenario;

    #[test]
    fn conditions_that_are_simple_are_told_in_words() {
        let told = |text: &str| describe_condition(text, &scenario());
        for (text, words) in [
            ("value < $20B", "with value below $20bn"),
            ("value_abroad<=20e9", "with value outside China at most $20bn"),
            ("us.final_state == banned", "in which the United States ends banned"),
            ("us.banned", "in which the United States ends banned"),
            ("us.retention < 0.4", "with users kept, United States below 40%"),
            ("loss > $3bn and us.banned", "with loss of value above $3bn and in which the United States ends banned"),
            ("value < $20B or us.banned", "in which “value < $20B or us.banned” holds"),
            ("value + loss < 3", "in which “value + loss < 3” holds"),
            ("\u{202E}value\u{0}", "in which “value” holds"),
        ] {
            assert_eq!(told(text), words);
        }
    }

    #[test]
    fn inputs_stand_in_their_markets() {
        let told = |path: &str| input_in_title(path, &scenario());
        assert_eq!(told("markets.us.arpu"), "revenue per user in the United States");
        assert_eq!(told("company.discount_rate"), "discount rate");
        assert_eq!(told("markets.mars.users"), "users in mars");
        assert_eq!(told("deal.bidders.microsoft.interest"), "interest (microsoft)");
        assert_eq!(
            [describe_column("value_abroad", &scenario()), describe_column("value", &scenario())],
            ["value outside China", "value"]
        );
    }
}
