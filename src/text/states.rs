//! Words of the states of a market, and of the parts of the bridge from the baseline to value.

/// A state of access to a market.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct State {
    /// Key in the summary.
    pub(crate) key: &'static str,
    /// Word in charts and tables.
    pub(crate) word: &'static str,
    /// How a market ends in it, behind "ends".
    pub(crate) ending: &'static str,
    /// The outcome as a noun.
    pub(crate) noun: &'static str,
}

const fn state(key: &'static str, word: &'static str, ending: &'static str, noun: &'static str) -> State {
    State { key, word, ending, noun }
}

/// All states, in the order of the summary.
pub(crate) const STATES: [State; 9] = [
    state("open", "open", "open", "an open market"),
    state("review", "in review", "in review", "a review still running"),
    state("ordered", "under an order", "under an order", "an order still running"),
    state("stayed", "suspended by court", "suspended by court", "an order suspended by court"),
    state("restricted", "out of stores", "out of stores", "removal from the stores"),
    state("banned", "banned", "banned", "a ban"),
    state("restructured", "partnered", "partnered", "a partnership"),
    state("divested", "sold", "sold", "a sale"),
    state("exited", "exited", "exited", "an exit"),
];

/// A state by its key.
pub(crate) fn find_state(key: &str) -> Option<State> {
    STATES.into_iter().find(|state| state.key == key)
}

/// Word of a state by its key; the key itself where unknown.
pub(crate) fn state_word(key: &str) -> &str {
    find_state(key).map_or(key, |state| state.word)
}

/// How a market ends in a state; the key itself where unknown.
pub(crate) fn describe_ending(key: &str) -> &str {
    find_state(key).map_or(key, |state| state.ending)
}

/// The outcome that a state is, as a noun: `a ban`; the key itself where unknown.
pub(crate) fn name_outcome(key: &str) -> &str {
    find_state(key).map_or(key, |state| state.noun)
}

/// Words for a part of the bridge, by its key; the key itself where unknown.
pub(crate) fn part_word(key: &str) -> &str {
    match key {
        "before" => "Blocked before the start",
        "blocked" => "Blocked markets",
        "users_lost" => "Users lost",
        "sale" => "Sale, with proceeds",
        "restructuring" => "Partnership",
        "threat" => "Revenue under threat",
        "costs" => "Direct costs",
        "backlash" => "Backlash at home",
        "redeployment" => "Users above the baseline",
        "later_risk" => "Risk in later years",
        other => other,
    }
}

/// The same as what costs or adds something: `above all through blocked markets`.
pub(crate) fn part_phrase(key: &str) -> &str {
    match key {
        "before" => "markets blocked before the start",
        "blocked" => "blocked markets",
        "users_lost" => "lost users",
        "sale" => "the sale, net of its proceeds",
        "restructuring" => "the partnership",
        "threat" => "revenue under threat",
        "costs" => "direct costs",
        "backlash" => "backlash at home",
        "redeployment" => "users above the baseline",
        "later_risk" => "risk after the last day simulated",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis;

    #[test]
    fn every_state_has_its_words() {
        assert_eq!(STATES.map(|state| state.key), analysis::STATES);
        assert_eq!([state_word("divested"), describe_ending("ordered")], ["sold", "under an order"]);
        assert_eq!([state_word("unheard"), describe_ending("unheard"), part_word("unheard")], ["unheard"; 3]);
    }
}
