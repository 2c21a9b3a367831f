//! Value by how the main market ends.

use maud::{Markup, html};

use super::answer::is_beyond_likely;
use super::bars::{Axis, Stretch};
use super::outcome_values::{FEW, OutcomeValue, list_outcomes};
use super::risk::find_risk;
use crate::analysis::Summary;
use crate::charts::style::{Colour, INK, MUTED};
use crate::text::clean::clean;
use crate::text::numbers::{Figure, count, is_constant, spoken_percent, write_row};
use crate::text::states::{describe_ending, find_state};

use super::super::narrative::{explain_gain, place_of_value};
use super::super::words::{capitalize, keep_together, name_market};

/// How pale the range and the likely range are, as part of the colour that is left.
const PALE: [f64; 2] = [0.25, 0.6];

/// The figure: a row an outcome, the likeliest first.
pub(super) fn render_outcomes(summary: &Summary) -> Markup {
    let outcomes = list_outcomes(summary);
    let Some(main) = summary.markets.get(&summary.main_market).filter(|_| outcomes.len() > 1) else { return html! {} };
    let place = name_market(&main.name);
    let amounts = outcomes.iter().flat_map(|o| [o.value.p5, o.value.p95, o.value.mean, o.baseline()]).flatten();
    let axis = Axis::span_amounts(amounts);
    let has_baseline = outcomes.iter().any(|outcome| outcome.baseline().is_some());
    html! {
        div.panel {
            h3 { (keep_together(&write_title(summary, &outcomes, &place))) }
            table.bars {
                caption {
                    "Value" (place_of_value(summary)) " by how " (place) " ends: mean (line)"
                    @if has_baseline { ", mean of the same simulations with no government action (grey line)" }
                    ", likely range (dark, 25% to 75%) and range (pale, 5% to 95%)"
                }
                thead.unseen { tr { th scope="col" { "Outcome" } th scope="col" { "Drawing" } th scope="col" { "Mean, of what it would be, and likely range" } } }
                tbody { @for outcome in &outcomes { (render_row(outcome, axis)) } }
            }
            (render_gains(summary, &outcomes))
            p.note { "Compare each row with its own grey line: simulations that end alike differ from the others in more than the outcome." }
            (render_rest(summary, &outcomes))
        }
    }
}

/// What is lost in the outcome that carries the risk, and in the likeliest of the others; both against the same
/// simulations' own baseline.
fn write_title(summary: &Summary, outcomes: &[OutcomeValue<'_>], place: &str) -> String {
    let told = find_risk(summary, outcomes).and_then(|worst| {
        let usual = outcomes.iter().find(|outcome| !outcome.is_same(worst))?;
        let (worst_ends, usual_ends) = (worst.ending(), usual.ending());
        let (taken, usual) = (describe_taken(worst)?, describe_taken(usual)?);
        // What carries the risk may be frequent and mild beside something rare and grave.
        let extreme = find_extreme(outcomes, worst)
            .and_then(|extreme| Some(format!("; where {}, {}", extreme.ending(), describe_taken(extreme)?)));
        Some(format!(
            "Where {place} ends {worst_ends}, {taken} of value is lost; where {usual_ends}, {usual}{}",
            extreme.unwrap_or_default()
        ))
    });
    clean(&told.unwrap_or_else(|| format!("Value by how {place} ends")))
}

/// The outcome that takes the greatest part of its baseline, where that is clearly more than `worst` takes.
fn find_extreme<'a>(outcomes: &'a [OutcomeValue<'a>], worst: &OutcomeValue<'_>) -> Option<&'a OutcomeValue<'a>> {
    const CLEARLY: f64 = 0.1;
    let share = |outcome: &OutcomeValue<'_>| Some(outcome.loss?.mean? / outcome.baseline().filter(|b| *b > 0.0)?);
    let most = outcomes.iter().max_by(|a, b| share(a).unwrap_or(0.0).total_cmp(&share(b).unwrap_or(0.0)))?;
    (share(most)? > share(worst)? + CLEARLY).then_some(most)
}

/// What is lost on average, of the same simulations' baseline: `45%`; none where it adds, or takes all or more.
fn describe_taken(outcome: &OutcomeValue<'_>) -> Option<String> {
    let (loss, baseline) = (outcome.loss?.mean?, outcome.baseline()?);
    let share = loss / baseline;
    (baseline > 0.0 && (0.0..0.995).contains(&share)).then(|| spoken_percent(share))
}

fn render_row(outcome: &OutcomeValue<'_>, axis: Axis) -> Markup {
    let state = find_state(outcome.state);
    let colour = state.map_or(INK, crate::text::states::State::colour);
    let value = outcome.value;
    let stretch = |from: Option<f64>, to: Option<f64>, opacity: f64, height: f64| {
        from.zip(to).map(|(from, to)| Stretch { from, to, colour, opacity, height })
    };
    let stretches: Vec<Stretch> =
        [stretch(value.p5, value.p95, PALE[0], 0.55), stretch(value.p25, value.p75, PALE[1], 0.8)]
            .into_iter()
            .flatten()
            .collect();
    let marks: Vec<(f64, Colour)> = [(outcome.baseline(), MUTED), (value.mean, colour)]
        .into_iter()
        .filter_map(|(at, colour)| Some((at?, colour)))
        .collect();
    let [low, high] = write_row(value, [Figure::P25, Figure::P75]);
    let beyond =
        if is_beyond_likely(value) { "; the mean lies outside, for a few simulations are far off" } else { "" };
    html! {
        tr {
            th scope="row" { (capitalize(&outcome.word())) small { (spoken_percent(outcome.share)) " of simulations" } }
            td.drawing { (axis.draw(&stretches, &marks)) }
            td { b { (outcome.write_of_baseline()) } @if !is_constant(value) { small { (low) " to " (high) (beyond) } } }
        }
    }
}

/// Through what an outcome adds to value, where one does beyond noise.
fn render_gains(summary: &Summary, outcomes: &[OutcomeValue<'_>]) -> Markup {
    let adds = |outcome: &&OutcomeValue<'_>| outcome.loss.is_some_and(|loss| !loss.is_noise() && loss.mean < Some(0.0));
    let part = |state: &str| match state {
        "restructured" => Some("restructuring"),
        "divested" => Some("sale"),
        _ => None,
    };
    let is_gain = |key: &&str| summary.list_bridge_parts().iter().any(|of| of.key == *key && of.mean > 0.0);
    let told = outcomes.iter().filter(adds).filter_map(|outcome| explain_gain(part(outcome.state).filter(is_gain)?));
    html! { @for sentence in told { p.note { (sentence) } } }
}

/// Outcomes too rare for a row.
fn render_rest(summary: &Summary, outcomes: &[OutcomeValue<'_>]) -> Markup {
    let told: f64 = outcomes.iter().map(|outcome| outcome.share).sum();
    let rest = ((1.0 - told) * summary.replications as f64).round();
    let states = summary.markets.get(&summary.main_market).map(|main| &main.outcomes);
    let others: Vec<&str> = states
        .into_iter()
        .flatten()
        .filter(|(state, share)| **share > 0.0 && !outcomes.iter().any(|outcome| outcome.state == state.as_str()))
        .map(|(state, _)| describe_ending(state))
        .collect();
    let otherwise = match others.as_slice() {
        [one] => format!("{one} (fewer than {} of {})", count(FEW), count(summary.replications)),
        _ => format!("otherwise, each outcome in fewer than {} of {}", count(FEW), count(summary.replications)),
    };
    html! { @if rest >= 1.0 { p.note { (capitalize(&spoken_percent(1.0 - told))) " of simulations end " (otherwise) "." } } }
}
