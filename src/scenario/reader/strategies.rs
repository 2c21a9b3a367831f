//! `[strategies.NAME]` and `strategy`, which selects one.

use super::super::checked::{Algorithm, Answer, Strategy};
use super::super::diagnostics::suggestion;
use super::super::keys::{ALGORITHMS, ANSWERS};
use super::section::Section;
use super::state::Reader;
use indexmap::IndexMap;

/// The strategy of a scenario that has none: it refuses.
const NONE: &str = "none";

impl Reader<'_> {
    pub(super) fn strategies(&mut self) -> IndexMap<String, Strategy> {
        let mut top = self.top();
        let mut all = top.within("strategies");
        let mut keys = all.keys();
        if keys.is_empty() {
            keys.push(NONE);
        }
        let mut strategies = IndexMap::new();
        for key in keys {
            strategies.insert(key.to_owned(), strategy(&mut all.named(key), key));
        }
        strategies
    }

    /// Number of the strategy in force.
    pub(super) fn strategy_in_force(&mut self, strategies: &IndexMap<String, Strategy>) -> usize {
        let names = || strategies.keys().map(String::as_str);
        let mut top = self.top();
        let Some(name) = top.text("strategy") else {
            if strategies.len() > 1 && !top.sets("strategy") {
                let names = names().collect::<Vec<_>>().join(", ");
                top.missing("strategy", &format!("there are several, so name one: {names}"));
            }
            return 0;
        };
        strategies.get_index_of(name).unwrap_or_else(|| {
            top.error("strategy", format!("there is no strategy `{name}`")).maybe_help(suggestion(name, names()));
            0
        })
    }
}

fn strategy(s: &mut Section<'_, '_>, key: &str) -> Strategy {
    Strategy {
        name: s.text("name").unwrap_or(key).to_owned(),
        on_order: answers(s, "on_order").unwrap_or_else(|| vec![Answer::Refuse]),
        then: answers(s, "then").unwrap_or_default(),
        perimeter: s.markets("perimeter").unwrap_or_default(),
        algorithm: s
            .word("algorithm", ALGORITHMS)
            .and_then(|word| Algorithm::ALL.into_iter().find(|algorithm| algorithm.name() == word))
            .unwrap_or(Algorithm::Sell),
        offer_mitigation: s.flag("offer_mitigation").unwrap_or(false),
        reserve: s.once("reserve"),
        keep: s.once("keep"),
        seek_buyer: s.maybe("seek_buyer"),
        visibility: s.once("visibility"),
        visibility_cost: s.once("visibility_cost"),
        redeployment: s.once("redeployment"),
    }
}

fn answers(s: &mut Section<'_, '_>, key: &str) -> Option<Vec<Answer>> {
    let words = s.words(key, ANSWERS)?;
    let mut answers = Vec::new();
    for word in words {
        let Some(answer) = Answer::ALL.into_iter().find(|answer| answer.name() == word) else { continue };
        if answers.contains(&answer) {
            s.error(key, format!("`{word}` is named twice"));
        } else {
            answers.push(answer);
        }
    }
    if answers.len() > 1 && answers.contains(&Answer::Refuse) {
        s.error(key, "`refuse` does nothing, so it stands alone").help("leave `refuse` out");
    }
    Some(answers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_a_strategy_is_known() {
        assert_eq!(Answer::ALL.map(Answer::name), ANSWERS);
        assert_eq!(Algorithm::ALL.map(Algorithm::name), ALGORITHMS);
    }
}
