//! Words for what a sweep varies and what it reads off: inputs and figures by their paths.

use super::clean::clean;
use super::names::{add_article, decapitalize};
use super::states::{describe_ending, part_word};
use crate::analysis::{Difference, DifferenceGroup, DifferenceItem, StudiedScenario};
use crate::simulation::catalogue::{self, Summarised};
use indexmap::IndexMap;

/// An input within a sentence: `events.us-order.deadline` is `deadline (us-order)`.
pub(crate) fn describe_input(path: &str, scenario: &StudiedScenario) -> String {
    name_input(path, |key| market(key, scenario))
}

/// What two files differ in, within a sentence: an input with its market, and what a file names by its name for people.
pub(crate) fn name_difference(group: &DifferenceGroup, difference: &Difference) -> String {
    let name = |item: &DifferenceItem| describe_item(&item.path, &difference.names);
    match group.items.as_slice() {
        [] => String::new(),
        [one] => name(one),
        [first, second] => format!("{} and {}", name(first), name(second)),
        [first, others @ ..] => format!("{} and {} others", name(first), others.len()),
    }
}

fn describe_item(path: &str, names: &IndexMap<String, String>) -> String {
    if let Some(name) = names.get(path) {
        return format!("“{}”", clean(name));
    }
    if path == "strategy" {
        return "the strategy".to_owned();
    }
    let market = |key: &str| names.get(&format!("markets.{key}")).map_or(key, String::as_str).to_owned();
    let told = name_input(path, market);
    let named = names.iter().find(|(of, _)| !of.starts_with("markets.") && path.starts_with(&format!("{of}.")));
    match named.and_then(|(of, name)| Some((of.rsplit('.').next()?, name))) {
        Some((key, name)) => told.replacen(&format!("({}", clean(key)), &format!("({}", clean(name)), 1),
        None => told,
    }
}

fn name_input(path: &str, market: impl Fn(&str) -> String) -> String {
    let names: Vec<&str> = path.split('.').collect();
    let (place, names) = match names.as_slice() {
        ["markets", key, rest @ ..] if !rest.is_empty() => (Some(market(key)), rest),
        all => (None, all),
    };
    // What the user named keeps its spelling, what the format named is words.
    let (context, last) = match names {
        ["deal", "bidders", key, rest @ .., last] | ["events" | "strategies", key, rest @ .., last] => {
            let rest: String = rest.iter().map(|name| format!(" {}", spaced(name))).collect();
            (format!("{key}{rest}"), *last)
        }
        ["company" | "policy" | "response", rest @ .., last] | [rest @ .., last] => {
            (rest.iter().map(|name| spaced(name)).collect::<Vec<_>>().join(" "), *last)
        }
        [] => (String::new(), path),
    };
    let whose = place.map(|name| format!(", {name}")).unwrap_or_default();
    let name = match (last, context.as_str()) {
        (key, "content") => format!("content from {}", market(key)),
        (key, "links") => format!("effect on pressure in {}", market(key)),
        (last, context) if whole_name(last, context).is_some() => {
            whole_name(last, context).unwrap_or_default().to_owned()
        }
        (last, "") => spaced(last),
        (last, context) => format!("{} ({context})", spaced(last)),
    };
    clean(&format!("{name}{whose}"))
}

/// The words for an input of which its name and its context alone say too little.
fn whole_name(last: &str, context: &str) -> Option<&'static str> {
    Some(match (context, last) {
        ("ban", "permanent") => "chance that a ban is never lifted",
        ("ban", "jump") => "rise in the rate of bans after a government action",
        ("review", "jump") => "rise in the rate of reviews after a government action",
        ("retaliation", "jump") => "rise in the rate of retaliation after a government action",
        ("order extension", "max") => "greatest number of extensions of an order",
        ("order extension", "if_signed") => "chance that an order is extended once a deal is signed",
        ("order extension", "probability") => "chance that an order is extended",
        ("order extension", "length") => "length of an extension of an order",
        ("deal", "survives") => "chance that a signed deal outlives its order",
        ("structure", "up_front") => "cost of setting a structure up",
        ("structure", "running") => "running cost of a structure",
        ("structure", "licence") => "licence fee of a structure",
        _ => return None,
    })
}

/// A figure within a sentence: `value.p5` is `5th percentile of value`; its path where it has no words.
pub(crate) fn describe_figure(path: &str, scenario: &StudiedScenario) -> String {
    let names: Vec<&str> = path.split('.').collect();
    let words = match names.as_slice() {
        ["markets", key, rest @ ..] => of_market(rest, &market(key, scenario)),
        ["home", rest @ ..] => of_home(rest),
        all => of_all(all, scenario),
    };
    clean(&words.unwrap_or_else(|| path.to_owned()))
}

fn market(key: &str, scenario: &StudiedScenario) -> String {
    scenario.markets.get(key).map_or(key, String::as_str).to_owned()
}

/// A name of the format in words.
fn spaced(name: &str) -> String {
    match name {
        "on" => "date".to_owned(),
        "ceiling" => "addressable users".to_owned(),
        "arpu" => "revenue per user".to_owned(),
        "arpu_growth" => "growth of revenue per user".to_owned(),
        "arpu_growth_long_run" => "long-run growth of revenue per user".to_owned(),
        "arpu_growth_fade" => "time until growth of revenue per user slows".to_owned(),
        "arpu_volatility" => "volatility of revenue per user".to_owned(),
        "growth" => "growth of users".to_owned(),
        "margin_long_run" => "long-run margin".to_owned(),
        "margin_time" => "time to the long-run margin".to_owned(),
        "permanent" => "chance that it is never lifted".to_owned(),
        "max" => "greatest number".to_owned(),
        "keep" => "value expected to be kept without a deal".to_owned(),
        "up_front" => "cost at the start".to_owned(),
        "after" => "length".to_owned(),
        _ => name.replace('_', " "),
    }
}

/// A statistic of a figure.
fn statistic(key: &str, of: &str) -> Option<String> {
    Some(match key {
        "mean" => format!("mean {of}"),
        "se" => format!("standard error of {of}"),
        "p50" => format!("median {of}"),
        "p5" => format!("5th percentile of {of}"),
        "p25" => format!("25th percentile of {of}"),
        "p75" => format!("75th percentile of {of}"),
        "p95" => format!("95th percentile of {of}"),
        "es5" => format!("expected shortfall of {of}"),
        _ => return None,
    })
}

fn of_all(names: &[&str], scenario: &StudiedScenario) -> Option<String> {
    let place = scenario.home.as_deref().map(|home| format!("outside {}", add_article(home)));
    let outside = place.as_ref().map(|place| format!(" {place}")).unwrap_or_default();
    match names {
        ["terminal_share"] => Some("share of value after the horizon".to_owned()),
        ["bridge", part] => Some(format!("effect on value: {}", decapitalize(part_word(part)))),
        ["bridge_abroad", part] => Some(format!("effect on value{outside}: {}", decapitalize(part_word(part)))),
        [name, key] => statistic(key, &catalogue::company().find(|f| f.name == *name)?.phrase(place.as_deref())),
        _ => None,
    }
}

fn of_market(names: &[&str], name: &str) -> Option<String> {
    let phrase = |of: &str| Some(catalogue::market().find(|figure| figure.name == of)?.phrase);
    match names {
        ["outcomes", state] => Some(format!("probability that {} ends {}", add_article(name), describe_ending(state))),
        ["ever_blocked"] => Some(format!("probability that {} is ever blocked", add_article(name))),
        ["bridge", part] => Some(format!("effect on value: {}, {name}", decapitalize(part_word(part)))),
        ["measures", of, key] | [of, key] => Some(format!("{}, {name}", statistic(key, phrase(of)?)?)),
        _ => None,
    }
}

fn of_home(names: &[&str]) -> Option<String> {
    let mut at_home = catalogue::company().filter(|figure| figure.at_home);
    match names {
        [name] => Some(
            at_home
                .find(|figure| matches!(figure.summarised, Summarised::Chance(known) if known == *name))?
                .phrase
                .to_owned(),
        ),
        [name, key] => statistic(key, at_home.find(|figure| figure.name == *name)?.phrase),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::sweep::sample::scenario;

    #[test]
    fn differences_have_names_for_people() {
        let names = [
            ("markets.us", "United States"),
            ("events.us-ban", "The US bans the app"),
            ("deal.bidders.microsoft", "Microsoft"),
        ];
        let names = names.map(|(path, name)| (path.to_owned(), name.to_owned())).into_iter().collect();
        for (path, told) in [
            ("strategy", "the strategy"),
            ("markets.us", "“United States”"),
            ("markets.us.arpu", "revenue per user, United States"),
            ("markets.fr.arpu", "revenue per user, fr"),
            ("events.us-ban", "“The US bans the app”"),
            ("events.us-ban.notice", "notice (The US bans the app)"),
            ("deal.bidders.microsoft.interest", "interest (Microsoft)"),
            ("company.discount_rate", "discount rate"),
        ] {
            assert_eq!(describe_item(path, &names), told);
        }
    }

    #[test]
    fn inputs_have_names_for_people() {
        let told = |path: &str| describe_input(path, &scenario());
        for (path, name) in [
            ("events.us-order.deadline", "deadline (us-order)"),
            ("events.us_order.on", "date (us_order)"),
            ("deal.bidders.microsoft.interest", "interest (microsoft)"),
            ("deal.bargaining_power", "bargaining power (deal)"),
            ("markets.us.arpu", "revenue per user, United States"),
            ("markets.us.arpu_growth_long_run", "long-run growth of revenue per user, United States"),
            ("markets.us.policy.order.deadline", "deadline (order), United States"),
            ("markets.mars.users", "users, mars"),
            ("policy.order.extension.max", "greatest number of extensions of an order"),
            ("markets.mars.policy.ban.jump", "rise in the rate of bans after a government action, mars"),
            ("markets.us.content.mars", "content from mars, United States"),
            ("markets.mars.links.us", "effect on pressure in United States, mars"),
            ("markets.us.policy.ban.permanent", "chance that a ban is never lifted, United States"),
            ("company.discount_rate", "discount rate"),
            ("response.win_back", "win back"),
            ("strategies.hold.reserve", "reserve (hold)"),
            ("strategy", "strategy"),
            ("markets", "markets"),
            ("", ""),
        ] {
            assert_eq!(told(path), name, "{path}");
        }
    }

    #[test]
    fn figures_have_names_for_people() {
        let told = |path: &str| describe_figure(path, &scenario());
        for (path, name) in [
            ("value_abroad.mean", "mean value outside China"),
            ("value.p5", "5th percentile of value"),
            ("loss.es5", "expected shortfall of loss of value"),
            ("bridge.sale", "effect on value: sale, with proceeds"),
            ("bridge_abroad.users_lost", "effect on value outside China: users lost"),
            ("markets.us.outcomes.banned", "probability that the United States ends banned"),
            ("markets.us.outcomes.ordered", "probability that the United States ends under an order"),
            ("markets.us.ever_blocked", "probability that the United States is ever blocked"),
            ("markets.us.retention.p50", "median users kept, United States"),
            ("markets.us.measures.bans.mean", "mean number of bans, United States"),
            ("markets.us.bridge.costs", "effect on value: direct costs, United States"),
            ("home.retaliation", "probability of retaliation"),
            ("terminal_share", "share of value after the horizon"),
            ("markets.us.dates.3", "markets.us.dates.3"),
            ("value.mode\u{202E}\u{0}", "value.mode"),
            ("", ""),
        ] {
            assert_eq!(told(path), name, "{path}");
        }
        let homeless = StudiedScenario { home: None, ..scenario() };
        assert_eq!(describe_figure("value_abroad.mean", &homeless), "mean value");
    }
}
