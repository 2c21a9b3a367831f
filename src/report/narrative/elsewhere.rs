//! What becomes of the other markets, and at home.

use crate::analysis::{MarketSummary, Summary};
use crate::text::numbers::{interval, percent, probability, spoken_percent};
use crate::text::states::state_word;

use super::super::words::{capitalize, join_list, name_market, spell_count};
use super::{Finding, SURE, ends, home};

/// Final states in which the owner has lost a market.
const LOST: [&str; 3] = ["banned", "exited", "divested"];

/// How probable it is that a market ends lost.
fn probability_lost(market: &MarketSummary) -> f64 {
    LOST.iter().map(|state| ends(market, state).probability).sum()
}

/// Whether users were cut off at the start in every simulation.
pub(in crate::report) fn was_blocked_before(market: &MarketSummary) -> bool {
    let at_start = |state: &str| market.access.get(state).and_then(|shares| shares.first()).copied().unwrap_or(0.0);
    at_start("banned") + at_start("exited") >= 1.0
}

/// A difference of two probabilities that chance alone hardly makes.
fn measure_noise(summary: &Summary) -> f64 {
    SURE * (0.5 / summary.replications.max(1) as f64).sqrt()
}

/// In how many simulations a market ends lost, with how.
fn describe_ways(market: &MarketSummary) -> String {
    let found = LOST.iter().map(|state| (*state, ends(market, state))).filter(|(_, p)| p.probability > 0.0);
    let told = found.map(|(state, p)| {
        let word = state_word(state);
        format!("{word} in {} ({})", probability(p), interval(p))
    });
    format!("in {} {}", name_market(&market.name), join_list(&told.collect::<Vec<_>>()))
}

/// The ways in which any of these markets ends lost: `banned or sold`; all there are where none does.
fn name_ways(markets: &[&MarketSummary]) -> String {
    let comes = |state: &&&str| markets.iter().any(|market| ends(market, state).probability > 0.0);
    let found: Vec<&str> = LOST.iter().filter(comes).copied().collect();
    let told = if found.is_empty() { &LOST[..] } else { &found[..] };
    let words: Vec<&str> = told.iter().map(|state| state_word(state)).collect();
    match words.as_slice() {
        [first @ .., last] if !first.is_empty() => format!("{} or {last}", first.join(", ")),
        words => words.concat(),
    }
}

/// Where else the app is lost, and what is left.
pub(super) fn describe_elsewhere(summary: &Summary) -> Option<Finding> {
    const OFTEN: f64 = 0.1;
    const TOLD: usize = 4;
    let abroad = |key: &String| *key != summary.main_market && Some(key) != summary.scenario.home.as_ref();
    // What the scenario fixes is no finding.
    let mut others: Vec<&MarketSummary> = summary
        .markets
        .iter()
        .filter(|(key, market)| abroad(key) && !was_blocked_before(market))
        .map(|(_, market)| market)
        .collect();
    others.sort_by(|a, b| probability_lost(b).total_cmp(&probability_lost(a)));
    let often = others.iter().take_while(|m| probability_lost(m) >= OFTEN).count();
    let (hit, spared) = others.split_at(often);
    let fixed = summary.markets.iter().filter(|(key, market)| abroad(key) && was_blocked_before(market)).count();
    let kept = spared.first().map(|worst| {
        let markets = match (spared.len(), hit.is_empty()) {
            (1, true) => "the one other market".to_owned(),
            (n, true) if fixed > 0 => {
                format!("each of the {} other markets that were open at the start", spell_count(n))
            }
            (n, true) => format!("each of the {} other markets", spell_count(n)),
            (1, false) => "the one other market that was open at the start".to_owned(),
            (n, false) => format!("each of the {} other markets that were open at the start", spell_count(n)),
        };
        let often = match probability_lost(worst) {
            p if p > 0.0 => format!("at most {} of simulations", percent((p * 100.0).ceil() / 100.0, 0.01)),
            _ => "no simulation".to_owned(),
        };
        format!("in {markets} the app ends {} in {often}", name_ways(spared))
    });
    let Some(first) = hit.first() else {
        return kept.map(|kept| {
            Finding::new(
                format!("Elsewhere the app is rarely lost: {kept}."),
                "The table of how each market ends gives the 95% interval of every probability.",
            )
        });
    };
    let stands_out =
        |second: &&MarketSummary| probability_lost(first) - probability_lost(second) > measure_noise(summary);
    let most = match others.get(1) {
        Some(second) if stands_out(second) => ", more often than any other of these markets",
        _ => "",
    };
    let told: Vec<String> = hit.iter().take(TOLD).map(|market| describe_ways(market)).collect();
    let more = if hit.len() > TOLD {
        format!("; {} more end so in 10% of simulations or more", hit.len() - TOLD)
    } else {
        String::new()
    };
    let rest = kept.map(|kept| format!(" {}.", capitalize(&kept))).unwrap_or_default();
    Some(Finding::new(
        format!(
            "Elsewhere, {} ends {} in {} of simulations{most}.",
            name_market(&first.name),
            name_ways(std::slice::from_ref(first)),
            spoken_percent(probability_lost(first))
        ),
        format!("It ends {}{more}, each with its 95% interval.{rest}", told.join("; ")),
    ))
}

/// What the home government does.
pub(super) fn describe_home(summary: &Summary) -> Option<Finding> {
    let found = summary.home.as_ref()?;
    let home = name_market(&home(summary)?);
    let [struck, controlled] = [found.retaliation, found.export_control];
    let headline = if struck.probability > 0.0 {
        format!("{} retaliates in {} of simulations.", capitalize(&home), spoken_percent(struck.probability))
    } else if controlled.probability > 0.0 {
        format!(
            "{} puts the technology under export control in {} of simulations.",
            capitalize(&home),
            spoken_percent(controlled.probability)
        )
    } else {
        return None;
    };
    let control = "a sale then needs the approval that the scenario sets for controlled technology";
    let (often, sure) = (probability(controlled), interval(controlled));
    let detail = match (struck.probability, controlled.probability) {
        (_, c) if c <= 0.0 => format!("The 95% interval is {}.", interval(struck)),
        (s, c) if s == c => {
            format!("The 95% interval is {sure}. The technology comes under export control in as many; {control}.")
        }
        (s, _) if s <= 0.0 => format!("The 95% interval is {sure}; {control}."),
        _ => format!(
            "The 95% interval is {}. The technology comes under export control in {often} ({sure}); {control}.",
            interval(struck)
        ),
    };
    Some(Finding::new(headline, detail))
}
