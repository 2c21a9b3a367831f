//! What a comparison found, in sentences; each figure with how sure it is.

use crate::analysis::{Comparison, Dominance, Estimate, Order, Pair, Side};
use crate::charts::font::clean;
use crate::charts::numbers::{Figure, figure, interval, last_place, money, probability, with_error};

use crate::report::narrative::{Finding, mean};
use crate::report::words::{capital, list, the};

/// Name of a scenario as sentences write it.
pub(in crate::report) fn name(side: &Side) -> String {
    clean(&side.scenario.name)
}

/// What the comparison found; the most important first.
pub(in crate::report) fn findings(comparison: &Comparison) -> Vec<Finding> {
    let Some(first) = comparison.sides.first() else { return Vec::new() };
    let mut out: Vec<Finding> = highest(comparison).into_iter().collect();
    out.extend(comparison.against_first().map(|(side, pair)| difference(first, side, pair)));
    out.extend(best(comparison));
    out.extend(dominances(comparison));
    out.extend(comparison.against_first().filter_map(|(side, _)| market(first, side)));
    out.push(world(comparison));
    out
}

/// Which is worth the most on average, and by how much more than the next.
fn highest(comparison: &Comparison) -> Option<Finding> {
    let outside = comparison.home.as_ref().map(|home| format!(" outside {}", clean(home))).unwrap_or_default();
    let mut order: Vec<usize> = (0..comparison.sides.len()).collect();
    let worth = |i: &usize| comparison.sides[*i].value.mean.unwrap_or(f64::NEG_INFINITY);
    order.sort_by(|a, b| worth(b).total_cmp(&worth(a)));
    let [top, next, ..] = order.as_slice() else { return None };
    let lead = comparison.pair(*next, *top).map(|(pair, turned)| turned_mean(pair, turned)).unwrap_or_default();
    let [top, next] = [*top, *next].map(|i| &comparison.sides[i]);
    Some(Finding {
        headline: format!("The business{outside} is worth the most in {}: {} on average.", name(top), mean(&top.value)),
        detail: format!(
            "That is {} more than in {}, the next, history by history on the same luck. One history in twenty is worth less \
             than {} in {}, less than {} in {}.",
            with_error(lead.0, lead.1),
            name(next),
            figure(&top.value, Figure::P5),
            name(top),
            figure(&next.value, Figure::P5),
            name(next),
        ),
    })
}

/// Mean difference and its error, of the first less the second where the pair is turned.
fn turned_mean(pair: &Pair, turned: bool) -> (f64, Option<f64>) {
    let mean = pair.difference.mean.unwrap_or_default();
    (if turned { -mean } else { mean }, pair.difference.se)
}

fn difference(first: &Side, side: &Side, pair: &Pair) -> Finding {
    let (a, b) = (name(first), name(side));
    let (mean, error) = turned_mean(pair, false);
    if pair.same.probability >= 1.0 {
        return Finding {
            headline: format!("{b} and {a} are worth the same in every history."),
            detail: String::new(),
        };
    }
    let size = with_error(mean.abs(), error);
    let headline = match (pair.difference.is_noise(), mean > 0.0) {
        (true, _) => {
            format!("{b} and {a} differ by {} on average, which is within the noise.", with_error(mean, error))
        }
        (false, true) => format!("{b} is worth {size} more than {a} on average."),
        (false, false) => format!("{b} is worth {size} less than {a} on average."),
    };
    let half = 1.96 * error.unwrap_or_default();
    let [low, high] = [mean - half, mean + half].map(|v| money(v, last_place(mean, error)));
    let same = match pair.same.probability {
        p if p > 0.0 => format!(", the same in {}", probability(pair.same)),
        _ => String::new(),
    };
    let detail = format!(
        "The 95% interval of the mean difference is {low} to {high}. {b} is worth more in {} of histories (95% interval {}){same}. \
         In one history in twenty the difference is below {}, in another above {}.",
        probability(pair.second_better),
        interval(pair.second_better),
        signed(&pair.difference, Figure::P5),
        signed(&pair.difference, Figure::P95),
    );
    Finding { headline, detail }
}

fn signed(difference: &Estimate, which: Figure) -> String {
    let plus = if which.of(difference).is_some_and(|(value, _)| value > 0.0) { "+" } else { "" };
    format!("{plus}{}", figure(difference, which))
}

/// Where more than two are compared: which is the best how often.
fn best(comparison: &Comparison) -> Option<Finding> {
    if comparison.sides.len() < 3 {
        return None;
    }
    let mut sides: Vec<&Side> = comparison.sides.iter().collect();
    sides.sort_by(|a, b| b.best.probability.total_cmp(&a.best.probability));
    let told = |side: &&Side| format!("{} in {} ({})", name(side), probability(side.best), interval(side.best));
    let others: Vec<String> = sides.iter().skip(1).take(3).map(told).collect();
    Some(Finding {
        headline: format!(
            "History by history, {} is the best most often: in {}.",
            name(sides[0]),
            probability(sides[0].best)
        ),
        detail: format!("After it come {}. A tie counts for both.", list(&others)),
    })
}

/// Which is preferred by everyone, which by all who dislike risk, and which by some.
pub(in crate::report) fn dominances(comparison: &Comparison) -> Vec<Finding> {
    let first = dominated(comparison, Order::Stochastic).map(|told| Finding {
        headline: format!("In the first order, {told}."),
        detail: "At every level of value the one falls short less often than the other, so that whoever prefers more to less \
                 prefers it; the differences are beyond the noise of simulation."
            .to_owned(),
    });
    let second = dominated(comparison, Order::RiskAverse).map(|told| Finding {
        headline: format!("In the second order, {told}."),
        detail: "Below every level of value the expected shortfall of the one is smaller, so that whoever prefers more to less \
                 and dislikes risk prefers it; the differences are beyond the noise of simulation."
            .to_owned(),
    });
    let both = |verdict: Dominance| {
        let pairs = comparison.pairs.iter().filter(move |pair| pair.dominance == verdict);
        pairs.filter_map(|pair| Some((comparison.sides.get(pair.first)?, comparison.sides.get(pair.second)?)))
    };
    let crossing = both(Dominance::Neither).take(MOST_PAIRS).map(|(first, second)| crossing(first, second));
    let alike = both(Dominance::Alike).take(MOST_PAIRS).map(|(first, second)| Finding {
        headline: format!("The distributions of {} and {} cannot be told apart.", name(first), name(second)),
        detail: "No level of value shows a difference beyond the noise of this number of histories.".to_owned(),
    });
    first.into_iter().chain(second).chain(crossing).chain(alike).collect()
}

/// Pairs told one by one, of those that are alike or that cross.
const MOST_PAIRS: usize = 4;

/// "a dominates b and c, and b dominates c", of all pairs in which one dominates the other in this order.
fn dominated(comparison: &Comparison, order: Order) -> Option<String> {
    let beaten = |side: usize| -> Vec<String> {
        let others = comparison.pairs.iter().filter_map(|pair| match pair.dominance {
            Dominance::First(found) if found == order && pair.first == side => Some(pair.second),
            Dominance::Second(found) if found == order && pair.second == side => Some(pair.first),
            _ => None,
        });
        others.filter_map(|other| comparison.sides.get(other)).map(name).collect()
    };
    let mut sides: Vec<(&Side, Vec<String>)> =
        comparison.sides.iter().enumerate().map(|(i, side)| (side, beaten(i))).filter(|(_, b)| !b.is_empty()).collect();
    sides.sort_by_key(|(_, beaten)| std::cmp::Reverse(beaten.len()));
    let told: Vec<String> =
        sides.iter().map(|(side, beaten)| format!("{} dominates {}", name(side), beaten.join(", "))).collect();
    (!told.is_empty()).then(|| list(&told))
}

/// Distributions that cross: each is better for some.
fn crossing(first: &Side, second: &Side) -> Finding {
    let [safer, other] = if first.value.p5 >= second.value.p5 { [first, second] } else { [second, first] };
    Finding {
        headline: format!("Neither {} nor {} dominates.", name(first), name(second)),
        detail: format!(
            "Which is preferred depends on the taste for risk: one history in twenty is worth less than {} in {}, less than {} in {}.",
            figure(&safer.value, Figure::P5),
            name(safer),
            figure(&other.value, Figure::P5),
            name(other),
        ),
    }
}

/// The market that brings most of the difference.
fn market(first: &Side, side: &Side) -> Option<Finding> {
    let by_size = |d: &Estimate| d.mean.unwrap_or_default().abs();
    let told = side.markets.values().filter_map(|m| Some((m, m.difference.as_ref()?)));
    let (market, found) =
        told.filter(|(_, d)| !d.value.is_noise()).max_by(|a, b| by_size(&a.1.value).total_cmp(&by_size(&b.1.value)))?;
    let (value, error) = (found.value.mean?, found.value.se);
    Some(Finding {
        headline: format!(
            "The difference between {} and {} is greatest in {}.",
            name(side),
            name(first),
            the(&market.name)
        ),
        detail: format!(
            "{} is worth {} {} there, with its share of what a sale brings.",
            name(side),
            with_error(value.abs(), error),
            if value > 0.0 { "more" } else { "less" },
        ),
    })
}

/// Whether the worlds differ before any measure.
fn world(comparison: &Comparison) -> Finding {
    let differing: Vec<String> = comparison
        .against_first()
        .filter(|(_, pair)| pair.baseline_difference.p5 != Some(0.0) || pair.baseline_difference.p95 != Some(0.0))
        .map(|(side, pair)| format!("{} by {}", name(side), mean(&pair.baseline_difference)))
        .collect();
    let first = comparison.sides.first().map(name).unwrap_or_default();
    if differing.is_empty() {
        Finding {
            headline: "Without any measure all are worth the same in every history.".to_owned(),
            detail: "They differ in what governments do and in what the owner answers, and in nothing else.".to_owned(),
        }
    } else {
        Finding {
            headline: format!("Even without any measure they differ from {first}."),
            detail: format!("{}. Part of every difference is that.", capital(&list(&differing))),
        }
    }
}
