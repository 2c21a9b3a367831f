//! How far a condition is from holding.

use super::{Comparison, Node};

/// The gap of `node`, or of its contrary where it is `negated`; parts are counted on in `next`.
pub(super) fn measure_violation(
    node: &Node,
    of: impl Fn(usize) -> f64 + Copy,
    negated: bool,
    next: &mut usize,
    scale: &mut impl FnMut(usize, f64) -> f64,
) -> f64 {
    match node {
        Node::Not(inner) => measure_violation(inner, of, !negated, next, scale),
        Node::And(both) | Node::Or(both) => {
            let [a, b] = [&both[0], &both[1]].map(|part| measure_violation(part, of, negated, next, scale));
            // What is not both is one of the contraries, and the other way round.
            if matches!(node, Node::And(_)) == negated { a.min(b) } else { a + b }
        }
        part => {
            let number = *next;
            *next += 1;
            let own = if part.truth(of) == negated { measure_distance(part, of) } else { 0.0 };
            scale(number, own)
        }
    }
}

fn measure_distance(part: &Node, of: impl Fn(usize) -> f64 + Copy) -> f64 {
    let Node::Compare(comparison, both) = part else { return 1.0 };
    let distance = (both[0].number(of) - both[1].number(of)).abs();
    match comparison {
        _ if distance.is_nan() => f64::INFINITY,
        Comparison::Unequal => 1.0,
        // At the very edge it still does not hold.
        _ => distance.max(f64::MIN_POSITIVE),
    }
}
