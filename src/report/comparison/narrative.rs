//! What a comparison found, in sentences; each figure with how sure it is.

use super::dominance::dominances;
use super::unlike::describe_unlike;
use crate::analysis::{Comparison, Estimate, Pair, Side};
use crate::text::clean::clean;
use crate::text::names::decapitalize;
use crate::text::numbers::is_always_nothing;
use crate::text::numbers::{
    Figure, interval, is_constant, known_error, last_place, money, money_with_error, probability, write_row,
};
use crate::text::phrases::{locate_compared, write_best};

use crate::report::narrative::{Finding, mean};
use crate::report::words::{join_list, name_market};

/// Name of a scenario as sentences write it.
pub(in crate::report) fn name(side: &Side) -> String {
    clean(&side.name())
}

/// What the comparison found; the most important first. Of choices in one world some are better than others; worlds are described.
pub(in crate::report) fn findings(comparison: &Comparison) -> Vec<Finding> {
    let Some(first) = comparison.sides.first() else { return Vec::new() };
    if comparison.is_of_unlike() {
        return std::iter::once(describe_unlike(comparison)).chain(describe_same_runs(comparison)).collect();
    }
    let worlds = comparison.worlds();
    let mut out: Vec<Finding> = Vec::new();
    if worlds.len() > 1 {
        out.extend(describe_span(comparison));
    }
    let choices = || worlds.iter().filter(|world| world.len() > 1);
    out.extend(choices().filter_map(|world| find_highest(comparison, world)));
    out.extend(comparison.against_first().map(|(side, pair)| {
        if comparison.is_of_choices(pair) {
            describe_difference(first, side, pair)
        } else {
            describe_worlds_apart(comparison, first, side, pair)
        }
    }));
    out.extend(choices().filter_map(|world| find_most_often_best(comparison, world)));
    out.extend(dominances(comparison));
    out.extend(comparison.against_first().filter_map(|(side, _)| find_market(first, side)));
    out.push(describe_worlds(comparison, &worlds));
    out.push(describe_baselines(comparison));
    out.extend(describe_same_runs(comparison));
    out
}

/// What is compared, at the beginning of a sentence: `Value outside China`.
pub(in crate::report) fn name_value(comparison: &Comparison) -> String {
    locate_compared(comparison, name_market).map_or_else(|| "Value".to_owned(), |place| format!("Value {place}"))
}

/// Numbers of sides, the greatest mean first.
fn sort_by_mean(comparison: &Comparison, sides: &[usize]) -> Vec<usize> {
    let worth = |i: &usize| comparison.sides[*i].value.mean.unwrap_or(f64::NEG_INFINITY);
    let mut order = sides.to_vec();
    order.sort_by(|a, b| worth(b).total_cmp(&worth(a)));
    order
}

/// In which world value is highest and in which lowest; each by the highest of its choices.
fn describe_span(comparison: &Comparison) -> Option<Finding> {
    let value = name_value(comparison);
    let all: Vec<usize> = (0..comparison.sides.len()).collect();
    let order = sort_by_mean(comparison, &all);
    let [top, .., last] = order.as_slice() else { return None };
    let (pair, turned) = comparison.pair(*last, *top)?;
    let (lead, error) = turned_mean(pair, turned);
    let [top, last] = [*top, *last].map(|i| &comparison.sides[i]);
    let ranges = describe_ranges(top, last);
    let headline = if pair.difference.is_noise() {
        format!("Mean {} does not differ measurably between the worlds.", decapitalize(&value))
    } else {
        format!(
            "{value} is highest in {} ({} on average) and lowest in {} ({}).",
            name(top),
            mean(&top.value),
            name(last),
            mean(&last.value)
        )
    };
    let lead = money_with_error(lead, error);
    Some(Finding::new(headline, format!("They differ by {lead} on the same random draws. {ranges}")))
}

fn describe_ranges(top: &Side, other: &Side) -> String {
    let [top, other] = [top, other].map(|side| format!("{} in {}", write_range(side), name(side)));
    format!("The ranges (5% to 95%) are {top} and {other}.")
}

/// Which choice in a world is worth the most on average, and by how much more than the next.
fn find_highest(comparison: &Comparison, world: &[usize]) -> Option<Finding> {
    let outside = locate_compared(comparison, name_market).map(|place| format!(" {place}")).unwrap_or_default();
    let order = sort_by_mean(comparison, world);
    let [top, next, ..] = order.as_slice() else { return None };
    let (pair, turned) = comparison.pair(*next, *top)?;
    let (lead, error) = turned_mean(pair, turned);
    let within = name_world(comparison, world);
    let [top, next] = [*top, *next].map(|i| &comparison.sides[i]);
    let ranges = describe_ranges(top, next);
    let [best, other] = [top, next]
        .map(|side| if within.is_empty() { name(side) } else { format!("{} (“{}”)", name(side), name_strategy(side)) });
    if pair.difference.is_noise() {
        let start = if within.is_empty() { "Which".to_owned() } else { format!("{within}, which choice") };
        return Some(Finding::new(
            format!(
                "{start} is worth the most{outside} on average, {best} or {other}, is too close to call ({} and {}).",
                mean(&top.value),
                mean(&next.value)
            ),
            format!("They differ by {} on the same random draws. {ranges}", money_with_error(lead, error)),
        ));
    }
    let headline = if within.is_empty() {
        format!("The business{outside} is worth the most in {best}: {} on average.", mean(&top.value))
    } else {
        format!("{within}, the choice worth the most{outside} is {best}: {} on average.", mean(&top.value))
    };
    Some(Finding::new(
        headline,
        format!(
            "That is {} more than in {}, the next, on the same random draws. {ranges}",
            money_with_error(lead, error),
            name(next),
        ),
    ))
}

/// "In the world of a", where there are several worlds.
fn name_world(comparison: &Comparison, world: &[usize]) -> String {
    let first = world.first().and_then(|first| comparison.sides.get(*first));
    first
        .filter(|_| !comparison.is_one_world())
        .map(|side| format!("In the world of {}", name(side)))
        .unwrap_or_default()
}

/// From the 5% to the 95% quantile.
pub(super) fn write_range(side: &Side) -> String {
    write_row(&side.value, [Figure::P5, Figure::P95]).join(" to ")
}

/// Mean difference and its error, of the first less the second where the pair is turned.
fn turned_mean(pair: &Pair, turned: bool) -> (f64, Option<f64>) {
    let mean = pair.difference.mean.unwrap_or_default();
    (if turned { -mean } else { mean }, pair.difference.se)
}

/// Two choices in one world.
fn describe_difference(first: &Side, side: &Side, pair: &Pair) -> Finding {
    let (a, b) = (name(first), name(side));
    let (mean, error) = turned_mean(pair, false);
    if pair.same.probability >= 1.0 {
        return Finding::new(format!("{b} and {a} are worth the same in every simulation."), "");
    }
    let size = money_with_error(mean.abs(), error);
    let headline = match (pair.difference.is_noise(), mean > 0.0) {
        (true, _) => {
            format!("{b} and {a} are too close to call: they differ by {} on average.", money_with_error(mean, error))
        }
        (false, true) => format!("{b} is worth {size} more than {a} on average."),
        (false, false) => format!("{b} is worth {size} less than {a} on average."),
    };
    let detail = format!("{}{b} is worth more in {}", describe_interval(mean, error), describe_odds(pair));
    Finding::new(headline, detail)
}

/// Two worlds, as they are: nobody chooses one.
fn describe_worlds_apart(comparison: &Comparison, first: &Side, side: &Side, pair: &Pair) -> Finding {
    let (value, a, b) = (name_value(comparison), name(first), name(side));
    let (mean, error) = turned_mean(pair, false);
    if pair.same.probability >= 1.0 {
        return Finding::new(format!("{value} is the same in {b} and in {a} in every simulation."), "");
    }
    let headline = if pair.difference.is_noise() {
        let mean = money_with_error(mean, error);
        format!("Mean {} does not differ measurably between {b} and {a} ({mean}).", decapitalize(&value))
    } else {
        let way = if mean > 0.0 { "higher" } else { "lower" };
        format!("{value} is {} {way} in {b} than in {a} on average.", money_with_error(mean.abs(), error))
    };
    let choices = if first.scenario.strategy == side.scenario.strategy {
        String::new()
    } else {
        let [b, a] = [side, first].map(|side| format!("“{}” in {}", name_strategy(side), name(side)));
        format!(" Part of that may be the owner's choice, which differs too: {b}, {a}.")
    };
    let interval = describe_interval(mean, error);
    Finding::new(headline, format!("{interval}It is higher in {b} in {}{choices}", describe_odds(pair)))
}

/// What the owner does, for people.
pub(in crate::report) fn name_strategy(side: &Side) -> String {
    let scenario = &side.scenario;
    clean(if scenario.strategy_name.is_empty() { &scenario.strategy } else { &scenario.strategy_name })
}

fn describe_interval(mean: f64, error: Option<f64>) -> String {
    let interval = known_error(mean, error).map(|error| {
        let [low, high] =
            crate::analysis::interval_from_error(mean, error).map(|v| money(v, last_place(mean, Some(error))));
        format!("The 95% interval of the mean difference is {low} to {high}. ")
    });
    interval.unwrap_or_default()
}

/// In what share of simulations the second is worth more, and how far they differ.
fn describe_odds(pair: &Pair) -> String {
    let same = match pair.same.probability {
        p if p > 0.0 => format!(", the same in {}", probability(pair.same)),
        _ => String::new(),
    };
    let spread = if is_constant(&pair.difference) || pair.difference.count < 2 {
        String::new()
    } else {
        let written = write_row(&pair.difference, [Figure::P5, Figure::P95]);
        let [low, high] = add_signs(&pair.difference, written);
        format!(" The difference ranges from {low} to {high} (5% to 95%).")
    };
    format!(
        "{} of simulations (95% interval {}){same}.{spread}",
        probability(pair.second_higher),
        interval(pair.second_higher)
    )
}

fn add_signs(difference: &Estimate, [low, high]: [String; 2]) -> [String; 2] {
    let with_sign = |value: Option<f64>, text: String| {
        let plus = if value.is_some_and(|value| value > 0.0) && !text.starts_with("$0") { "+" } else { "" };
        format!("{plus}{text}")
    };
    [with_sign(difference.p5, low), with_sign(difference.p95, high)]
}

/// Where a world has more than two choices: which is the best how often.
fn find_most_often_best(comparison: &Comparison, world: &[usize]) -> Option<Finding> {
    if world.len() < 3 {
        return None;
    }
    let within = name_world(comparison, world);
    let mut sides: Vec<&Side> = world.iter().map(|i| &comparison.sides[*i]).collect();
    sides.sort_by(|a, b| b.best.probability.total_cmp(&a.best.probability));
    let most = sides[0].best.probability;
    let best: Vec<String> = sides.iter().take_while(|side| side.best.probability >= most).map(|s| name(s)).collect();
    let told = |side: &&Side| format!("{} {}", name(side), write_best(side.best, side.alone.map(|[_, alone]| alone)));
    let others: Vec<String> = sides.iter().skip(best.len()).take(3).map(told).collect();
    let start = if within.is_empty() { "S".to_owned() } else { format!("{within}, s") };
    let often = write_best(sides[0].best, sides[0].alone.map(|[_, alone]| alone));
    let headline = match best.as_slice() {
        [one] => format!("{start}imulation by simulation, {one} is the best most often: {often}."),
        some => {
            format!("{start}imulation by simulation, {} are the best equally often: {often}.", join_list(some))
        }
    };
    let after = if others.is_empty() { String::new() } else { format!("After it: {}. ", join_list(&others)) };
    Some(Finding::new(headline, after.trim_end()))
}

/// The market that brings most of the difference, of those that both have.
fn find_market(first: &Side, side: &Side) -> Option<Finding> {
    let by_size = |d: &Estimate| d.mean.unwrap_or_default().abs();
    let told = side.markets.values().filter_map(|m| Some((m, m.difference.as_ref()?)));
    let (market, found) =
        told.filter(|(_, d)| !d.value.is_noise()).max_by(|a, b| by_size(&a.1.value).total_cmp(&by_size(&b.1.value)))?;
    let (value, error) = (found.value.mean?, found.value.se);
    let among = if side.markets.keys().eq(first.markets.keys()) { "" } else { "Of the markets that both have, the" };
    let is_sold = |side: &Side| side.markets.values().any(|m| m.outcomes.get("divested").is_some_and(|p| *p > 0.0));
    let share = if is_sold(first) || is_sold(side) { ", with its share of what a sale brings" } else { "" };
    Some(Finding::new(
        format!(
            "{} difference between {} and {} is greatest in {}.",
            if among.is_empty() { "The" } else { among },
            name(side),
            name(first),
            name_market(&market.name)
        ),
        format!(
            "Value there is {} {} in {}{share}.",
            money_with_error(value.abs(), error),
            if value > 0.0 { "higher" } else { "lower" },
            name(side),
        ),
    ))
}

/// What is a world and what a choice among those compared.
fn describe_worlds(comparison: &Comparison, worlds: &[Vec<usize>]) -> Finding {
    let list = |world: &Vec<usize>| join_list(&world.iter().map(|i| name(&comparison.sides[*i])).collect::<Vec<_>>());
    if let [world] = worlds {
        let first = comparison.sides.first().map(|side| &side.scenario.strategy_digest);
        if comparison.sides.iter().all(|side| Some(&side.scenario.strategy_digest) == first) {
            return Finding::new(
                format!("{} are one world and one choice.", list(world)),
                "They differ in nothing that decides results.",
            );
        }
        return Finding::new(
            format!("{} are choices in one world.", list(world)),
            "They differ in what the owner does; what others do is the same in all, and drawn alike.",
        );
    }
    let choices: Vec<String> = worlds.iter().filter(|world| world.len() > 1).map(list).collect();
    let choices = match choices.as_slice() {
        [] => String::new(),
        some => format!(" Choices in one world are {}.", some.join("; ")),
    };
    let names: Vec<String> =
        worlds.iter().filter_map(|world| Some(name(comparison.sides.get(*world.first()?)?))).collect();
    Finding::new(
        format!("{} are different worlds.", join_list(&names)),
        format!(
            "They differ in what others do, which the owner does not choose: what differs between them is described, and choices \
             are set against each other in each.{choices}"
        ),
    )
}

/// Those that are shown once.
pub(super) fn describe_same_runs(comparison: &Comparison) -> impl Iterator<Item = Finding> {
    comparison.sides.iter().filter(|side| !side.same.is_empty()).map(|side| {
        let others: Vec<String> = side.same.iter().map(|other| clean(other)).collect();
        let (one, all) = (name(side), join_list(&others));
        let is = if others.len() == 1 { "is" } else { "are" };
        Finding::new(
            format!("{all} {is} the same run as {one}, and shown once."),
            "The world is the same and so is the owner's choice: only titles, notes or sources differ.",
        )
    })
}

/// Whether value differs before any government action.
fn describe_baselines(comparison: &Comparison) -> Finding {
    let differing: Vec<(String, String)> = comparison
        .against_first()
        .filter(|(_, pair)| !is_always_nothing(&pair.baseline_difference))
        .map(|(side, pair)| (name(side), format!("{} by {}", name(side), mean(&pair.baseline_difference))))
        .collect();
    let first = comparison.sides.first().map(name).unwrap_or_default();
    let (names, told): (Vec<String>, Vec<String>) = differing.into_iter().unzip();
    match names.as_slice() {
        [] => Finding::new(
            "With no government action all are worth the same in every simulation.",
            "What they differ in counts only once a government acts or the owner does.",
        ),
        some => Finding::new(
            format!(
                "Even with no government action {} {} from {first}.",
                join_list(some),
                if some.len() == 1 { "differs" } else { "differ" }
            ),
            format!("On average {}. Part of every such difference is that.", join_list(&told)),
        ),
    }
}
