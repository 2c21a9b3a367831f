//! What a comparison found, in sentences; each figure with how sure it is.

use crate::analysis::{Comparison, Dominance, Estimate, Order, Pair, Side};
use crate::charts::font::clean;
use crate::charts::numbers::{Figure, figure, interval, last_place, money, probability, with_error};

use crate::report::narrative::mean;

/// Standard errors below which a mean difference is called noise.
const NOISE: f64 = 2.0;

/// Name of a scenario as sentences write it.
pub(in crate::report) fn name(side: &Side) -> String {
    clean(&side.scenario.name)
}

/// What the comparison found; the most important first.
pub(in crate::report) fn findings(comparison: &Comparison) -> Vec<String> {
    let mut out = vec![highest(comparison)];
    let Some(first) = comparison.sides.first() else { return out };
    for (side, pair) in comparison.against_first() {
        out.push(difference(first, side, pair));
    }
    out.extend(best(comparison));
    out.extend(comparison.pairs.iter().filter_map(|pair| dominance(comparison, pair)));
    out.extend(comparison.against_first().filter_map(|(side, _)| market(first, side)));
    out.push(world(comparison));
    out
}

/// Which is worth the most on average, and by how much more than the next.
fn highest(comparison: &Comparison) -> String {
    let what = match &comparison.home {
        Some(home) => format!("Outside {}", clean(home)),
        None => "In all".to_owned(),
    };
    let mut order: Vec<usize> = (0..comparison.sides.len()).collect();
    let worth = |i: &usize| comparison.sides[*i].value.mean.unwrap_or(f64::NEG_INFINITY);
    order.sort_by(|a, b| worth(b).total_cmp(&worth(a)));
    let [top, next, ..] = order.as_slice() else { return String::new() };
    let lead = comparison.pair(*next, *top).map(|(pair, turned)| turned_mean(pair, turned)).unwrap_or_default();
    format!(
        "{what} the business is worth the most on average in {}: {}, which is {} more than in {}, the next, on the same luck.",
        name(&comparison.sides[*top]),
        mean(&comparison.sides[*top].value),
        with_error(lead.0, lead.1),
        name(&comparison.sides[*next]),
    )
}

/// Mean difference and its error, of the first less the second where the pair is turned.
fn turned_mean(pair: &Pair, turned: bool) -> (f64, Option<f64>) {
    let mean = pair.difference.mean.unwrap_or_default();
    (if turned { -mean } else { mean }, pair.difference.se)
}

/// Whether a mean difference is within its noise.
pub(in crate::report) fn is_noise(difference: &Estimate) -> bool {
    match (difference.mean, difference.se) {
        (Some(mean), Some(error)) => mean.abs() <= NOISE * error,
        _ => true,
    }
}

fn difference(first: &Side, side: &Side, pair: &Pair) -> String {
    let (a, b) = (name(first), name(side));
    let (mean, error) = turned_mean(pair, false);
    if pair.same.probability >= 1.0 {
        return format!("{b} and {a} are worth the same in every history.");
    }
    let size = with_error(mean.abs(), error);
    let place = last_place(mean, error);
    let half = 1.96 * error.unwrap_or_default();
    let [low, high] = [mean.abs() - half, mean.abs() + half].map(|v| money(v, place));
    let told = match (is_noise(&pair.difference), mean > 0.0) {
        (true, _) => format!("{b} and {a} differ by {} on average, which is within the noise", with_error(mean, error)),
        (false, true) => format!("{b} is worth {size} more than {a} on average (95% interval {low} to {high})"),
        (false, false) => format!("{b} is worth {size} less than {a} on average (95% interval {low} to {high})"),
    };
    let same = match pair.same.probability {
        p if p > 0.0 => format!(", the same in {}", probability(pair.same)),
        _ => String::new(),
    };
    format!(
        "{told}. It is worth more in {} of histories ({}){same}; in one history in twenty the difference is below {}, in \
         another above {}.",
        probability(pair.second_better),
        interval(pair.second_better),
        signed(&pair.difference, Figure::P5),
        signed(&pair.difference, Figure::P95),
    )
}

fn signed(difference: &Estimate, which: Figure) -> String {
    let plus = if which.of(difference).is_some_and(|(value, _)| value > 0.0) { "+" } else { "" };
    format!("{plus}{}", figure(difference, which))
}

/// Where more than two are compared: which is the best how often.
fn best(comparison: &Comparison) -> Option<String> {
    if comparison.sides.len() < 3 {
        return None;
    }
    let mut sides: Vec<&Side> = comparison.sides.iter().collect();
    sides.sort_by(|a, b| b.best.probability.total_cmp(&a.best.probability));
    let told: Vec<String> = sides
        .iter()
        .take(3)
        .map(|side| format!("{} in {} ({})", name(side), probability(side.best), interval(side.best)))
        .collect();
    Some(format!("History by history, none is worth more than {}; ties count for both.", told.join(", ")))
}

/// Whether one is preferred by everyone, or by all who dislike risk.
pub(in crate::report) fn dominance(comparison: &Comparison, pair: &Pair) -> Option<String> {
    let (first, second) = (comparison.sides.get(pair.first)?, comparison.sides.get(pair.second)?);
    let (better, worse, order) = match pair.dominance {
        Dominance::First(order) => (first, second, order),
        Dominance::Second(order) => (second, first, order),
        Dominance::Alike => {
            return Some(format!(
                "The distributions of {} and {} cannot be told apart at this number of histories.",
                name(first),
                name(second)
            ));
        }
        Dominance::Neither => {
            let safer = if first.value.p5 >= second.value.p5 { [first, second] } else { [second, first] };
            return Some(format!(
                "Neither {} nor {} dominates: which is preferred depends on the taste for risk. One history in twenty is worth \
                 less than {} in {}, less than {} in {}.",
                name(first),
                name(second),
                figure(&safer[0].value, Figure::P5),
                name(safer[0]),
                figure(&safer[1].value, Figure::P5),
                name(safer[1]),
            ));
        }
    };
    let (better, worse) = (name(better), name(worse));
    Some(match order {
        Order::Stochastic => format!(
            "{better} dominates {worse} in the first order: at every level of value it falls short less often, so that \
             whoever prefers more to less prefers it, beyond the noise of simulation."
        ),
        Order::RiskAverse => format!(
            "{better} dominates {worse} in the second order: below every level of value its expected shortfall is smaller, so \
             that whoever prefers more to less and dislikes risk prefers it, beyond the noise of simulation."
        ),
    })
}

/// The market that brings most of the difference.
fn market(first: &Side, side: &Side) -> Option<String> {
    let by_size = |d: &Estimate| d.mean.unwrap_or_default().abs();
    let told = side.markets.values().filter_map(|m| Some((m, m.difference.as_ref()?)));
    let (market, found) =
        told.filter(|(_, d)| !is_noise(&d.value)).max_by(|a, b| by_size(&a.1.value).total_cmp(&by_size(&b.1.value)))?;
    let (value, error) = (found.value.mean?, found.value.se);
    Some(format!(
        "Most of the difference between {} and {} arises in {}: {} is worth {} {} there.",
        name(side),
        name(first),
        clean(&market.name),
        name(side),
        with_error(value.abs(), error),
        if value > 0.0 { "more" } else { "less" },
    ))
}

/// Whether the worlds differ before any measure.
fn world(comparison: &Comparison) -> String {
    let differing: Vec<String> = comparison
        .against_first()
        .filter(|(_, pair)| pair.baseline_difference.p5 != Some(0.0) || pair.baseline_difference.p95 != Some(0.0))
        .map(|(side, pair)| format!("{} by {}", name(side), mean(&pair.baseline_difference)))
        .collect();
    let first = comparison.sides.first().map(name).unwrap_or_default();
    if differing.is_empty() {
        "Without any measure all are worth the same in every history: they differ in measures and answers alone."
            .to_owned()
    } else {
        format!(
            "Even without any measure they differ from {first}: {}. Part of the difference is that.",
            differing.join(", ")
        )
    }
}
