//! What can be said of a condition of which only some figures are known.

use super::{Expression, Node};

impl Expression {
    /// Whether it may hold where column `c` has the value `known(c)`, and any value or none where that is not known. False only
    /// where it can be told for sure.
    pub fn may_hold(&self, known: impl Fn(usize) -> Option<f64> + Copy) -> bool {
        self.root.decide(known) != Some(false)
    }
}

impl Node {
    /// Whether it holds, where what is known decides that.
    fn decide(&self, known: impl Fn(usize) -> Option<f64> + Copy) -> Option<bool> {
        match self {
            Self::Not(node) => node.decide(known).map(|holds| !holds),
            Self::And(both) | Self::Or(both) => {
                // One that fails decides `and`, one that holds `or`.
                let decisive = matches!(self, Self::Or(_));
                let parts = [both[0].decide(known), both[1].decide(known)];
                if parts.contains(&Some(decisive)) {
                    Some(decisive)
                } else {
                    parts.iter().all(Option::is_some).then_some(!decisive)
                }
            }
            Self::Is(column, number) => known(*column).map(|value| value == f64::from(*number)),
            Self::Compare(comparison, both) => match [both[0].find_number(known), both[1].find_number(known)] {
                // A missing value compares with nothing, whatever stands on the other side.
                [Some(value), _] | [_, Some(value)] if value.is_nan() => Some(false),
                [Some(a), Some(b)] => Some(comparison.holds(a, b)),
                _ => None,
            },
            Self::Number(_) | Self::Column(_) | Self::Minus(_) | Self::WholeDays(_) | Self::Arithmetic(..) => {
                self.find_number(known).map(|number| number != 0.0)
            }
        }
    }

    fn find_number(&self, known: impl Fn(usize) -> Option<f64> + Copy) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Column(column) => known(*column),
            Self::Minus(node) => node.find_number(known).map(|number| -number),
            Self::WholeDays(node) => node.find_number(known).map(libm::floor),
            Self::Arithmetic(operation, both) => match [both[0].find_number(known), both[1].find_number(known)] {
                [Some(value), _] | [_, Some(value)] if value.is_nan() => Some(f64::NAN),
                [Some(a), Some(b)] => Some(operation.apply(a, b)),
                _ => None,
            },
            condition => condition.decide(known).map(|holds| f64::from(u8::from(holds))),
        }
    }
}
