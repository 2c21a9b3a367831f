//! Value by how the main market ends.

use maud::{Markup, html};

use super::answer::{FEW, OutcomeValue, find_risk, list_outcomes};
use super::bars::{Axis, Stretch};
use crate::analysis::Summary;
use crate::charts::style::INK;
use crate::text::clean::clean;
use crate::text::numbers::{Figure, count, is_constant, spoken_percent, write_row};
use crate::text::states::{find_state, name_outcome};

use super::super::narrative::home;
use super::super::words::{capitalize, keep_together, name_market};

/// How pale the range and the likely range are, as part of the colour that is left.
const PALE: [f64; 2] = [0.25, 0.6];

/// The figure: a row an outcome, the likeliest first.
pub(super) fn render_outcomes(summary: &Summary) -> Markup {
    let outcomes = list_outcomes(summary);
    let Some(main) = summary.markets.get(&summary.main_market).filter(|_| outcomes.len() > 1) else { return html! {} };
    let place = name_market(&main.name);
    let of_value = home(summary).map(|home| format!("outside {} ", name_market(&home))).unwrap_or_default();
    let axis = Axis::span_amounts(outcomes.iter().flat_map(|o| [o.value.p5, o.value.p95, o.value.p50]).flatten());
    html! {
        div.panel {
            h3 { (keep_together(&write_title(summary, &outcomes, &place))) }
            table.bars {
                caption { "Value " (of_value) "by how " (place) " ends: median (line), likely range (dark, 25% to 75%) and range (pale, 5% to 95%)" }
                thead.unseen { tr { th scope="col" { "Outcome" } th scope="col" { "Drawing" } th scope="col" { "Median and likely range" } } }
                tbody { @for outcome in &outcomes { (render_row(outcome, axis)) } }
            }
            (render_rest(summary, &outcomes))
        }
    }
}

fn write_title(summary: &Summary, outcomes: &[OutcomeValue<'_>], place: &str) -> String {
    let Some(worst) = find_risk(summary, outcomes) else {
        return clean(&format!("Value by how {place} ends"));
    };
    // The likeliest of the others, which many simulations stand behind.
    let usual = outcomes.iter().find(|outcome| outcome.state != worst.state);
    let (low, high) = (worst.value.mean.unwrap_or(0.0), usual.and_then(|usual| usual.value.mean).unwrap_or(0.0));
    let outcome = capitalize(name_outcome(worst.state));
    let title = if low > 0.0 && high > low {
        let share = spoken_percent(1.0 - low / high);
        let usual = usual.map_or("", |usual| name_outcome(usual.state));
        format!("{outcome} in {place} leaves {share} less value on average than {usual}")
    } else {
        format!("{outcome} in {place} costs most")
    };
    clean(&title)
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
    let [low, middle, high] = write_row(value, [Figure::P25, Figure::P50, Figure::P75]);
    let word = state.map_or(outcome.state, |state| state.word);
    html! {
        tr {
            th scope="row" { (capitalize(word)) small { (spoken_percent(outcome.share)) " of simulations" } }
            td.drawing { (axis.draw(&stretches, value.p50.map(|p50| (p50, colour)))) }
            td { b { (middle) } @if !is_constant(value) { small { (low) " to " (high) } } }
        }
    }
}

/// Outcomes too rare for a row.
fn render_rest(summary: &Summary, outcomes: &[OutcomeValue<'_>]) -> Markup {
    let told: f64 = outcomes.iter().map(|outcome| outcome.share).sum();
    let rest = ((1.0 - told) * summary.replications as f64).round();
    html! { @if rest >= 1.0 { p.note {
        (capitalize(&spoken_percent(1.0 - told))) " of simulations end otherwise, each outcome in fewer than " (count(FEW)) " of " (count(summary.replications)) "."
    } } }
}
