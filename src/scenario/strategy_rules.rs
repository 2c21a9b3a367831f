//! Rules of a strategy: what the owner starts when a condition holds on a day.

use super::observables::{STATES, Seen};
use super::quantities::MarketId;
use super::words::Answer;
use crate::expression::Expression;

/// A rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// When it fires, over the names of [`super::observables`].
    pub(crate) condition: Expression,
    /// What it starts; at least one, and no [`Answer::Refuse`].
    pub(crate) start: Vec<Answer>,
    /// The market whose order or case it answers.
    pub(crate) market: MarketId,
}

impl Rule {
    /// The condition as it was written.
    pub fn when(&self) -> &str {
        self.condition.text()
    }

    /// What it starts, in words of the format.
    pub fn starts(&self) -> impl Iterator<Item = &'static str> {
        self.start.iter().map(|answer| answer.name())
    }

    /// The market whose order or case it answers.
    pub const fn market(&self) -> MarketId {
        self.market
    }

    /// Whether its condition can begin to hold without anything happening, as time passes.
    pub(crate) fn moves(&self) -> bool {
        self.condition.columns().iter().any(|&column| Seen::find(column).moves())
    }
}

/// States in which an order or a case stands, so that rules are looked at.
pub(crate) const STATES_OF_CASES: [&str; 5] = ["review", "ordered", "stayed", "restricted", "banned"];

impl Answer {
    /// States in which a rule may start it.
    pub(crate) fn states(self) -> &'static [&'static str] {
        match self {
            Self::Sell | Self::Exit => &STATES_OF_CASES,
            // What a court has stayed has been sued over.
            Self::Litigate => &["ordered", "restricted", "banned"],
            Self::Restructure => &["ordered", "stayed"],
            Self::Refuse => &[],
        }
    }

    /// The same, by their numbers.
    pub(crate) fn state_numbers(self) -> impl Iterator<Item = usize> {
        let states = self.states();
        STATES.iter().enumerate().filter(|(_, state)| states.contains(*state)).map(|(number, _)| number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_of_answers_are_states() {
        for answer in [Answer::Sell, Answer::Exit, Answer::Litigate, Answer::Restructure, Answer::Refuse] {
            assert_eq!(answer.state_numbers().count(), answer.states().len(), "{answer:?}");
        }
    }
}
