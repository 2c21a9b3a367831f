//! Which choice is at no level of value worse than another, in sentences.

use super::narrative::{name, write_range};
use crate::analysis::{Comparison, Dominance, Order, Pair, Side};
use crate::report::narrative::Finding;
use crate::report::words::join_list;
use crate::text::numbers::{count, rounded_money};

/// Which choice is preferred by everyone, which by all who dislike risk, and which by some; of each world its own.
pub(in crate::report) fn dominances(comparison: &Comparison) -> Vec<Finding> {
    let first = list_dominated(comparison, Order::Stochastic).map(|told| {
        Finding::new(
            format!("At no level of value is {told}, beyond simulation error."),
            format!(
                "It falls short of some levels less often, and of none more often, as far as {} simulations tell.{}",
                count(comparison.replications),
                describe_reach(comparison)
            ),
        )
    });
    let second = list_dominated(comparison, Order::RiskAverse).map(|told| {
        Finding::new(
            format!("For the risk-averse, at no level of value is {told}, beyond simulation error."),
            format!(
                "On average it falls short of some levels by less, and of none by more.{}",
                describe_reach(comparison)
            ),
        )
    });
    let both = |verdict: Dominance| {
        let pairs = comparison.pairs.iter().filter(move |pair| comparison.dominance(pair) == Some(verdict));
        pairs.filter_map(|pair| Some((comparison.sides.get(pair.first)?, comparison.sides.get(pair.second)?)))
    };
    let crossing = both(Dominance::Neither).take(MOST_PAIRS).map(|(first, second)| describe_crossing(first, second));
    let alike = both(Dominance::Alike).take(MOST_PAIRS).map(|(first, second)| {
        Finding::new(
            format!("The distributions of {} and {} cannot be told apart.", name(first), name(second)),
            "No level of value shows a difference beyond the noise of this number of simulations.",
        )
    });
    first.into_iter().chain(second).chain(crossing).chain(alike).collect()
}

/// Pairs told one by one, of those that are alike or that cross.
const MOST_PAIRS: usize = 4;

/// "a worse than b and c, and b worse than c", of all pairs in which one dominates the other in this order.
fn list_dominated(comparison: &Comparison, order: Order) -> Option<String> {
    let beaten = |side: usize| -> Vec<String> {
        let others = comparison.pairs.iter().filter_map(|pair| match comparison.dominance(pair)? {
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
        sides.iter().map(|(side, beaten)| format!("{} worse than {}", name(side), join_list(beaten))).collect();
    (!told.is_empty()).then(|| join_list(&told))
}

/// Distributions that cross: each is better for some.
fn describe_crossing(first: &Side, second: &Side) -> Finding {
    Finding::new(
        format!("Neither {} nor {} is better at every level of value.", name(first), name(second)),
        format!(
            "Which is better depends on the attitude to risk: the range (5% to 95%) is {} in {} and {} in {}.",
            write_range(first),
            name(first),
            write_range(second),
            name(second),
        ),
    )
}

/// Beyond which levels too few simulations tell, over all pairs of which one dominates the other.
fn describe_reach(comparison: &Comparison) -> String {
    let is_told = |pair: &&Pair| matches!(comparison.dominance(pair), Some(Dominance::First(_) | Dominance::Second(_)));
    let levels = comparison.pairs.iter().filter(is_told).filter_map(|pair| pair.judged);
    match levels.reduce(|a, b| [a[0].max(b[0]), a[1].min(b[1])]) {
        Some([low, high]) if low < high => format!(
            " Below about {} and above {} too few simulations differ to tell.",
            rounded_money(low, None),
            rounded_money(high, None)
        ),
        _ => String::new(),
    }
}
