//! Rules about two scenarios that are checked together.

use crate::scenario::{Input, Scenario};

/// Name of the rule that [`find_shared_case`] is.
pub(super) const BEAR_SHARES_BULL: &str = "bear-shares-bull";
/// Words by which a bear case is known, and a bull case.
const BEAR: [&str; 4] = ["bear", "pessimis", "worst", "downside"];
const BULL: [&str; 4] = ["bull", "optimis", "best case", "upside"];

/// A bear and a bull case in which company and markets are the same.
pub(super) fn find_shared_case(one: &Scenario, other: &Scenario) -> Option<String> {
    let is = |scenario: &Scenario, words: &[&str]| {
        let text = format!("{} {} {}", scenario.name(), scenario.file(), scenario.title()).to_lowercase();
        words.iter().any(|word| text.contains(word))
    };
    let are = |bear: &Scenario, bull: &Scenario| is(bear, &BEAR) && is(bull, &BULL);
    if !are(one, other) && !are(other, one) {
        return None;
    }
    let of_case = |input: &&Input| {
        let path = input.field().path;
        path.starts_with("company.")
            || path.starts_with("markets.*.") && !path.contains("links") && !path.contains("content")
    };
    let list = |scenario: &Scenario| -> Vec<(String, String)> {
        let inputs = scenario.inputs().iter().filter(of_case);
        inputs.map(|input| (input.path().to_owned(), format!("{:?}", input.quantity()))).collect()
    };
    let (these, those) = (list(one), list(other));
    (these == those).then(|| {
        format!(
            "“{}” and “{}” have all {} inputs of company and markets in common.",
            one.title(),
            other.title(),
            these.len()
        )
    })
}
