//! The section in which a reader changes what he doubts: what can be set, and the data from which the script of the page works
//! everything out.

use maud::{Markup, PreEscaped, html};
use serde::Serialize;

use super::Section;
use crate::analysis::{LEAST_DIVISOR, PageRows, Summary};
use crate::report::narrative::place_of_value;
use crate::report::words::{capitalize, name_market};
use crate::simulation::DISCOUNT_SHIFTS;
use crate::text::clean::clean;
use crate::text::numbers::count;
use crate::text::states::STATES;

/// Where links lead.
pub(super) const ID: &str = "explore";
/// The script that works everything out.
pub(super) const SCRIPT: &str = include_str!("explore.js");
/// The file beside the page that the section is made of.
pub(super) const FILE: (&str, &str) = ("page-rows.json", "the simulations that the page explores");

/// Fewest simulations that are explored.
const LEAST_ROWS: usize = 100;
/// Furthest that rates are shifted, and by how much at a time, in percentage points.
const FURTHEST: &str = "3";
const POINTS: &str = "0.25";

/// What the script is given besides the rows.
#[derive(Serialize)]
struct Data<'a> {
    rows: &'a PageRows,
    /// Shifts of the discount rate that `rows` has present values at, per year.
    shifts: [f64; DISCOUNT_SHIFTS.len()],
    /// What every divisor keeps, per year.
    least: f64,
    /// The value, in words.
    value: String,
    /// The main market within a sentence.
    market: String,
    states: Vec<StateWords>,
    /// Names of markets, in the order of the rows'.
    names: Vec<String>,
}

/// A state as it is shown.
#[derive(Serialize)]
struct StateWords {
    key: &'static str,
    word: &'static str,
    ending: &'static str,
    colour: String,
}

/// The section; none where there are too few simulations, or all have one value.
pub(super) fn section(summary: &Summary, rows: &PageRows) -> Option<Section> {
    let main = summary.markets.get(&summary.main_market)?;
    let states = rows.states()?;
    if rows.rows < LEAST_ROWS || rows.value.low >= rows.value.high {
        return None;
    }
    let market = name_market(&main.name);
    let value = format!("value{}", place_of_value(summary));
    let data = Data {
        rows,
        shifts: DISCOUNT_SHIFTS,
        least: LEAST_DIVISOR,
        value: value.clone(),
        market: market.clone(),
        states: STATES
            .iter()
            .map(|state| StateWords {
                key: state.key,
                word: state.word,
                ending: state.ending,
                colour: state.colour().hex(),
            })
            .collect(),
        names: rows.markets.keys().map(|key| clean(summary.markets.get(key).map_or(key, |m| &m.name))).collect(),
    };
    let body = html! {
        p.scriptless { "This section needs scripts, which are blocked or switched off here." }
        div.explore {
            p { (describe_rows(rows)) }
            div.controls {
                (probability(&market, &states))
                (rates())
                (choices(&market, &states))
                p { button type="button" id="explore-reset" { "Reset" } }
            }
            (results(&value, &market))
            script type="application/json" id="explore-data" { (PreEscaped(encode(&data))) }
        }
    };
    Some(Section::new(ID, "Annex: explore", body))
}

/// Inside of a script element nothing but `<` can end it or begin a comment.
fn encode(data: &Data) -> String {
    serde_json::to_string(data).unwrap_or_default().replace('<', "\\u003c")
}

fn describe_rows(rows: &PageRows) -> String {
    let kept = count(rows.rows as u64);
    let which = if rows.rows as u64 == rows.replications {
        format!("all {kept} simulations of this run")
    } else {
        format!(
            "the first {kept} of this run's {} simulations, so that its figures differ a little from those elsewhere on this page",
            count(rows.replications)
        )
    };
    format!(
        "Change what you doubt, and see what follows. Everything here is worked out in the page itself, from {which}."
    )
}

/// How likely an outcome of the main market is.
fn probability(market: &str, states: &[usize]) -> Markup {
    if let [only] = states {
        return html! { p { "In each of these simulations " (market) " ends " (STATES[*only].ending) ", so no other probability can be tried." } };
    }
    html! {
        fieldset {
            legend { "Another probability" }
            div.field {
                label for="explore-outcome" { "Outcome in " (market) }
                select id="explore-outcome" autocomplete="off" {
                    @for &state in states { option value=(STATES[state].key) { (STATES[state].word) } }
                }
            }
            div.field {
                label for="explore-probability" { "Probability" }
                input id="explore-probability" type="range" autocomplete="off" min="0" max="100" step="0.5";
                output for="explore-probability" id="explore-probability-text" {}
            }
            p.note id="explore-worth" {}
        }
    }
}

/// Which outcomes of the main market are looked at.
fn choices(market: &str, states: &[usize]) -> Markup {
    html! {
        @if states.len() > 1 { fieldset.whole {
            legend { "Show where " (market) " ends" }
            div.choices { @for &state in states { label {
                input type="checkbox" autocomplete="off" name="only" value=(STATES[state].key) checked;
                svg.swatch width="12" height="12" aria-hidden="true" { rect width="12" height="12" fill=(STATES[state].colour().hex()) {} }
                span { (STATES[state].word) " " span.share {} }
            } } }
        } }
    }
}

/// Shifts of the discount rate and of growth after the horizon.
fn rates() -> Markup {
    let slider = |id: &str, label: &str| {
        html! { div.field {
            label for=(id) { (label) }
            input id=(id) type="range" autocomplete="off" min=(format!("-{FURTHEST}")) max=(FURTHEST) step=(POINTS) value="0";
            output for=(id) id=(format!("{id}-text")) {}
        } }
    };
    html! { fieldset {
        legend { "Other rates" }
        (slider("explore-rate", "Discount rate"))
        (slider("explore-growth", "Growth after the horizon"))
        p.note {
            "Each simulation drew rates of its own; these are percentage points on top. The cash of every simulation is valued anew as it was \
             simulated: prices and terms of sales, and what owner, bidders and governments decide, stay as they were, though in a run \
             with such rates prices would move too."
        }
        p.note id="explore-held" hidden {}
    } }
}

/// Where the script writes and draws.
fn results(value: &str, market: &str) -> Markup {
    let figures = [("mean", "Mean"), ("p5", "5%"), ("p25", "25%"), ("p50", "Median"), ("p75", "75%"), ("p95", "95%")];
    html! {
        div.pane {
            h3 { (capitalize(value)) }
            dl.quantiles { @for (id, word) in figures { div {
                dt { (word) } dd { b id=(format!("explore-{id}")) {} small id=(format!("explore-{id}-before")) {} }
            } } }
            p id="explore-told" aria-live="polite" {}
        }
        figure.drawn id="explore-values" {
            figcaption { h3 { "How " (value) " is spread" } }
            svg xmlns="http://www.w3.org/2000/svg" role="img" {}
            div.threshold {
                input id="explore-threshold" type="range" autocomplete="off" aria-label="Threshold" step="any";
                p {
                    label for="explore-amount" { "Chance of less than $" }
                    input id="explore-amount" type="number" autocomplete="off" step="any"; " " span id="explore-unit" {} ": "
                    b id="explore-chance" {}
                }
            }
            p.note { "Bars have the colours of the outcomes; the line is the run as simulated. The bars at both ends hold all that lies beyond." }
        }
        div.pair {
        div.pane {
            h3 { "Mean value by market" }
            ul.means id="explore-markets" {}
            p.note { "Thin marks show the means as simulated." }
        }
        figure.drawn id="explore-users" {
            figcaption { h3 { "Users kept in " (market) } }
            svg xmlns="http://www.w3.org/2000/svg" role="img" {}
            p.note id="explore-kept" {}
        }
        }
    }
}
