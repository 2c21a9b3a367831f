//! Words within sentences for what studies are about: a figure of each history, an input, a condition.

use super::canvas::Type;
use super::font::clean;
use super::names::the;
use super::numbers::number;
use super::style::{INK, TITLE};
use super::sweep::words::{figure, input};
use crate::analysis::StudiedScenario;
use crate::quantity::{self, Dimension};

/// Most pixels of an input's name in a title.
const NAME: f64 = 380.0;
/// Most pixels of a condition that is quoted in a title.
const QUOTE: f64 = 420.0;

/// A figure of a history: `value outside China`.
pub(super) fn measure(name: &str, scenario: &StudiedScenario) -> String {
    noun(name, scenario).unwrap_or_else(|| clean(&name.replace('_', " ")))
}

/// A name of a column of histories in words.
fn noun(name: &str, scenario: &StudiedScenario) -> Option<String> {
    let told = |path: &str| figure(path, scenario).strip_prefix("mean ").map(str::to_owned);
    told(&format!("{name}.mean")).or_else(|| told(&format!("markets.{name}.mean")))
}

/// An input as a title has it: `ARPU in the United States`.
pub(super) fn in_title(path: &str, scenario: &StudiedScenario) -> String {
    let name = input(path, scenario);
    let key = path.strip_prefix("markets.").and_then(|rest| rest.split('.').next());
    let market = key.map(|key| clean(scenario.markets.get(key).map_or(key, String::as_str)));
    let placed = market.and_then(|market| {
        let what = name.strip_suffix(&format!(", {market}"))?;
        Some(format!("{what} in {}", the(&market)))
    });
    fit(&placed.unwrap_or(name), NAME)
}

/// What a box may be limited by, an input or a column of histories: in a row.
pub(super) fn variable(name: &str, scenario: &StudiedScenario) -> String {
    let whole = if name.contains('.') { None } else { noun(name, scenario) };
    whole.unwrap_or_else(|| input(&path(name, scenario), scenario))
}

/// The same as a title has it.
pub(super) fn variable_in_title(name: &str, scenario: &StudiedScenario) -> String {
    let whole = if name.contains('.') { None } else { noun(name, scenario) };
    whole.unwrap_or_else(|| in_title(&path(name, scenario), scenario))
}

/// A column of a market has its key alone before its name.
fn path(name: &str, scenario: &StudiedScenario) -> String {
    let of_market = name.split_once('.').is_some_and(|(key, _)| scenario.markets.contains_key(key));
    if of_market { format!("markets.{name}") } else { name.to_owned() }
}

/// Cut to so many pixels of a title.
pub(super) fn fit(text: &str, space: f64) -> String {
    Type::new(TITLE, INK).bold().fit(text, space)
}

/// `a, b and c`.
pub(super) fn list(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Histories in which a condition holds, behind the word `histories`: `with value below $20bn`.
pub(super) fn histories(condition: &str, scenario: &StudiedScenario) -> String {
    let quoted = || format!("in which “{}” holds", fit(&clean(condition), QUOTE));
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
    let told = figure(&format!("markets.{market}.outcomes.{state}"), scenario);
    let known = crate::analysis::STATES.contains(&state) && scenario.markets.contains_key(market);
    told.strip_prefix("probability that ").filter(|_| known).map(|told| format!("in which {told}"))
}

/// An amount in the unit of what it is compared with.
fn amount(name: &str, written: &str) -> Option<String> {
    let (value, dimension) = quantity::parse_amount(written).ok()?;
    let last = name.rsplit('.').next().unwrap_or(name);
    let of_name = match last {
        "retention" | "vs_baseline" | "cohort" | "sale_discount" => Some(Dimension::Share),
        "days_without_access" => Some(Dimension::Duration),
        last if ["value", "loss", "sunk", "price"].iter().any(|part| last.contains(part)) => Some(Dimension::Money),
        _ => None,
    };
    Some(dimension.or(of_name).map_or_else(|| plain(value), |dimension| quantity::format(value, dimension)))
}

/// A figure in the unit of an input; a plain number where it has none.
pub(super) fn quantity(value: f64, dimension: Option<Dimension>) -> String {
    // Labels are narrow: a rate is short there.
    let told = dimension.map_or_else(|| plain(value), |dimension| quantity::format(value, dimension));
    told.replace(" per year", "/yr")
}

fn plain(value: f64) -> String {
    let place = super::numbers::last_place(value, None).min(1.0);
    let text = number(value, place);
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::super::drivers::sample::scenario;
    use super::*;

    #[test]
    fn conditions_that_are_simple_are_told_in_words() {
        let told = |text: &str| histories(text, &scenario());
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
        let told = |path: &str| in_title(path, &scenario());
        assert_eq!(told("markets.us.arpu"), "ARPU in the United States");
        assert_eq!(told("company.discount_rate"), "discount rate");
        assert_eq!(told("markets.mars.users"), "users in mars");
        assert_eq!(told("deal.bidders.microsoft.interest"), "interest (microsoft)");
        assert_eq!(
            [measure("value_abroad", &scenario()), measure("value", &scenario())],
            ["value outside China", "value"]
        );
        assert_eq!(list(&["a", "b", "c"].map(str::to_owned)), "a, b and c");
    }
}
