//! What becomes of the other markets, and at home.

use crate::analysis::{MarketSummary, Proportion, Summary};
use crate::charts::numbers::{interval, probability, spoken_percent};
use crate::charts::style::STATES;

use super::super::words::{capital, list, number, the};
use super::{Finding, ends, home};

/// Where else the app is lost, and what is left.
pub(super) fn elsewhere(summary: &Summary) -> Option<Finding> {
    const OFTEN: f64 = 0.1;
    const LOST: [&str; 3] = ["banned", "exited", "divested"];
    let abroad = |key: &String| *key != summary.main_market && Some(key) != summary.scenario.home.as_ref();
    let others: Vec<&MarketSummary> = summary.markets.iter().filter(|(key, _)| abroad(key)).map(|(_, m)| m).collect();
    let likeliest = |m: &&MarketSummary| {
        let lost = LOST.map(|state| (state, ends(m, state)));
        lost.into_iter().max_by(|a, b| a.1.probability.total_cmp(&b.1.probability))
    };
    let lost = |m: &MarketSummary| LOST.iter().map(|state| ends(m, state).probability).sum::<f64>();
    let mut hit: Vec<(&MarketSummary, &str, Proportion)> = others
        .iter()
        .filter_map(|m| likeliest(m).map(|(state, p)| (*m, state, p)))
        .filter(|(_, _, p)| p.probability >= OFTEN)
        .collect();
    hit.sort_by(|a, b| b.2.probability.total_cmp(&a.2.probability));
    let (spared, worst) = others
        .iter()
        .filter(|m| !hit.iter().any(|(other, _, _)| std::ptr::eq(*other, **m)))
        .fold((0, 0.0), |(n, worst), m| (n + 1, lost(m).max(worst)));
    let kept = |n: usize, worst: f64| {
        let markets =
            if n == 1 { "the one other market".to_owned() } else { format!("the {} other markets", number(n)) };
        let often = if worst > 0.0 {
            format!("no more than {} of histories", spoken_percent(worst).replace("less than ", ""))
        } else {
            "no history".to_owned()
        };
        format!("in {markets} the app is banned, left or sold at the end in {often}")
    };
    if hit.is_empty() {
        return (spared > 0).then(|| Finding {
            headline: format!("Elsewhere the app mostly stays: {}.", kept(spared, worst)),
            detail: "The table of how each market ends gives the 95% interval of every share.".to_owned(),
        });
    }
    let told = |(m, state, p): &(&MarketSummary, &str, Proportion)| {
        let word = STATES.iter().find(|s| s.key == *state).map_or(*state, |s| s.word);
        format!("{word} in {} in {} ({})", the(&m.name), probability(*p), interval(*p))
    };
    let (first, state, p) = &hit[0];
    let word = STATES.iter().find(|s| s.key == *state).map_or(*state, |s| s.word);
    let told: Vec<String> = hit.iter().take(4).map(told).collect();
    let more = if hit.len() > 4 { format!(", and so on in {} more", hit.len() - 4) } else { String::new() };
    let rest = if spared > 0 { format!(" {}.", capital(&kept(spared, worst))) } else { String::new() };
    Some(Finding {
        headline: format!(
            "Elsewhere {} is hit hardest: the app ends {word} in {} of histories.",
            the(&first.name),
            spoken_percent(p.probability)
        ),
        detail: format!("It ends {} of histories{more}, each with its 95% interval.{rest}", list(&told)),
    })
}

/// What the home government does.
pub(super) fn at_home(summary: &Summary) -> Option<Finding> {
    let found = summary.home.as_ref()?;
    let home = the(&home(summary)?);
    let [struck, controlled] = [found.retaliation, found.export_control];
    let headline = if struck.probability > 0.0 {
        format!("{} retaliates in {} of histories.", capital(&home), spoken_percent(struck.probability))
    } else if controlled.probability > 0.0 {
        format!(
            "{} puts the technology under export control in {} of histories.",
            capital(&home),
            spoken_percent(controlled.probability)
        )
    } else {
        return None;
    };
    Some(Finding {
        headline,
        detail: format!(
            "It strikes back at least once in {} ({}), and the technology comes under export control in {} ({}); a sale then needs a \
             harder approval at home.",
            probability(struck),
            interval(struck),
            probability(controlled),
            interval(controlled)
        ),
    })
}
