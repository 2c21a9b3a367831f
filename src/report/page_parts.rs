//! Parts of the report below its charts: tables, inputs, limits, provenance.

use maud::{Markup, html};

use crate::analysis::{Estimate, Proportion, Summary};
use crate::charts::font::clean;
use crate::charts::numbers::{Figure, count, figure, in_whole, interval, percent, probability, with_error};
use crate::charts::style::{STATES, part_word};

use super::inputs::InputRow;
use super::narrative::{ends, mean};

/// All tables of figures.
pub(super) fn tables(summary: &Summary) -> Markup {
    html! {
        (totals(summary))
        (bridge(summary))
        (markets(summary))
        (outcomes(summary))
        (measures(summary))
        (sales(summary))
    }
}

fn totals(summary: &Summary) -> Markup {
    let rows = [
        ("Value outside home", &summary.value_abroad, summary.scenario.home.is_some()),
        ("Baseline outside home", &summary.baseline_value_abroad, summary.scenario.home.is_some()),
        ("Value", &summary.value, true),
        ("Baseline: no measure anywhere", &summary.baseline_value, true),
        ("Loss: baseline less value", &summary.loss, true),
        ("Lost before the start", &summary.sunk, summary.sunk.mean.is_some_and(|m| m != 0.0)),
    ];
    html! {
        h3 { "Value" }
        div.scroll { table {
            caption { "Dollars at the start; mean ± its standard error, quantiles, and the mean of the worst twentieth" }
            thead { tr { th scope="col" { "" } @for word in ["Mean ± error", "5%", "25%", "Median", "75%", "95%", "Worst 5%"] { th scope="col" { (word) } } } }
            tbody { @for (word, e, _) in rows.iter().filter(|r| r.2) { tr {
                th scope="row" { (word) }
                td { (mean(e)) }
                @for which in [Figure::P5, Figure::P25, Figure::P50, Figure::P75, Figure::P95, Figure::Es5] { td { (figure(e, which)) } }
            } } }
        } }
    }
}

fn bridge(summary: &Summary) -> Markup {
    let parts = summary.bridge.iter().filter(|(_, v)| **v != 0.0);
    html! {
        h3 { "From the baseline to value" }
        div.scroll { table.narrow {
            caption { "Mean of each part over all histories ± its standard error; parts that are nothing are left out" }
            thead { tr { th scope="col" { "Part" } th scope="col" { "Dollars" } } }
            tbody {
                tr { th scope="row" { "Baseline" } td { (mean(&summary.baseline_value)) } }
                @for (key, value) in parts {
                    tr { th scope="row" { (part_word(key)) } td { (with_error(*value, summary.bridge_se.get(key).copied())) } }
                }
                tr { th scope="row" { b { "Value" } } td { b { (mean(&summary.value)) } } }
            }
        } }
    }
}

fn markets(summary: &Summary) -> Markup {
    let heads = [
        "Value",
        "Baseline",
        "Users kept",
        "Against baseline",
        "Day-one users still active",
        "Days without access",
        "Ever without access",
    ];
    html! {
        h3 { "Markets" }
        div.scroll { table {
            caption { "Value: mean ± its standard error. Users at the horizon and days: median (5% to 95%). Probability: with its 95% interval" }
            thead { tr { th scope="col" { "Market" } @for word in heads { th scope="col" { (word) } } } }
            tbody { @for m in summary.markets.values() { tr {
                th scope="row" { bdi { (clean(&m.name)) } }
                td { (mean(&m.value)) } td { (mean(&m.baseline_value)) }
                @for e in [&m.retention, &m.vs_baseline, &m.cohort, &m.days_without_access] { (spread_cell(e)) }
                (likely(m.ever_blocked))
            } } }
        } }
    }
}

/// The median, and under it 5% to 95%.
fn spread_cell(estimate: &Estimate) -> Markup {
    let [low, mid, high] = [Figure::P5, Figure::P50, Figure::P95].map(|f| in_whole(estimate, f));
    html! { td { (mid) @if estimate.p5.is_some() && estimate.p95.is_some() { small { (low) " to " (high) } } } }
}

fn likely(p: Proportion) -> Markup {
    html! { td { @if p.probability > 0.0 || p.interval[1] > 0.0 { (probability(p)) small { (interval(p)) } } @else { "–" } } }
}

fn outcomes(summary: &Summary) -> Markup {
    let seen: Vec<_> =
        STATES.iter().filter(|s| summary.markets.values().any(|m| ends(m, s.key).probability > 0.0)).collect();
    html! {
        h3 { "How each market ends" }
        div.scroll { table {
            caption { "Probability of each state at the horizon, with its 95% interval" }
            thead { tr { th scope="col" { "Market" } @for state in &seen { th scope="col" { (state.word) } } } }
            tbody { @for m in summary.markets.values() { tr {
                th scope="row" { bdi { (clean(&m.name)) } }
                @for state in &seen {
                    @if ends(m, state.key).probability > 0.0 { (likely(ends(m, state.key))) } @else { td { "–" } }
                }
            } } }
        } }
    }
}

fn measures(summary: &Summary) -> Markup {
    let Some(first) = summary.markets.values().find(|m| !m.measures.is_empty()) else { return html! {} };
    let kinds: Vec<&String> = first.measures.keys().collect();
    html! {
        h3 { "Measures taken" }
        div.scroll { table {
            caption { "Mean number in a history ± its standard error" }
            thead { tr { th scope="col" { "Market" } @for kind in &kinds { th scope="col" { (kind) } } } }
            tbody { @for m in summary.markets.values() { tr {
                th scope="row" { bdi { (clean(&m.name)) } }
                @for kind in &kinds { td { (m.measures.get(*kind).map_or_else(|| "–".to_owned(), mean)) } }
            } } }
        } }
    }
}

fn sales(summary: &Summary) -> Markup {
    let sold: Vec<_> = summary.markets.values().filter(|m| m.sale_price.count > 0).collect();
    html! { @if !sold.is_empty() {
        h3 { "Sales" }
        div.scroll { table {
            caption { "Over the histories in which the market is sold: price, mean ± its standard error and median (5% to 95%); discount on standalone value" }
            thead { tr { @for word in ["Market", "Sales", "Mean price", "Price", "Discount"] { th scope="col" { (word) } } } }
            tbody { @for m in sold { tr {
                th scope="row" { bdi { (clean(&m.name)) } }
                td { (count(m.sale_price.count)) } td { (mean(&m.sale_price)) } (spread_cell(&m.sale_price)) (spread_cell(&m.sale_discount))
            } } }
        } }
    } }
}

/// Every input, with where it comes from.
pub(super) fn inputs(rows: &[InputRow]) -> Markup {
    let heads = ["Input", "As written", "Family", "5%", "Median", "95%", "Source", "Set in"];
    let text = |i: usize| if matches!(i, 0..=2 | 6 | 7) { "text" } else { "" };
    html! {
        @if rows.is_empty() { p { "The inputs were not saved with these results; " code { "run.toml" } " holds them." } } @else {
            div.scroll { table.inputs {
                caption { "Everything assumed, with what it rests on. Known values have no spread" }
                thead { tr { @for (i, word) in heads.iter().enumerate() { th scope="col" class=(text(i)) { (word) } } } }
                tbody { @for r in rows { tr {
                    th scope="row" { code { (clean(&r.path)) } }
                    td.text dir="auto" { (clean(&r.written)) } td.text { (clean(&r.family)) }
                    td { (clean(&r.p5)) } td { (clean(&r.p50)) } td { (clean(&r.p95)) }
                    td.text dir="auto" {
                        (clean(&r.source))
                        @if !r.confidence.is_empty() { small { "confidence: " (clean(&r.confidence)) } }
                        @if !r.note.is_empty() { small { (clean(&r.note)) } }
                    }
                    td.text { (clean(&r.origin)) }
                } } }
            } }
        }
    }
}

/// What a reader must know before leaning on the figures.
pub(super) fn limits(summary: &Summary) -> Markup {
    html! { ul {
        li { "Standard errors and intervals measure the noise of simulating " (count(summary.replications))
            " histories. They say nothing of whether the inputs or the rules are right; that is what the spread of each input, "
            "and sensitivity analysis, are for." }
        li { "Users often stay or go entirely: outcomes have two humps, and no history looks like the mean. "
            "Read medians and quantiles together." }
        li { "The terminal value, for all that comes after the horizon, is " (percent(summary.terminal_share, 0.01))
            " of mean value. After the horizon governments act at their base rates for ever; no wave of measures is foreseen there." }
        li { "Pressure spreads by fixed links and fades at a fixed rate. Elections, personal ties and wars enter only where the scenario schedules them." }
        li { "The owner follows the strategy as written and does not learn on the way; one deal is open at a time." }
        li { "The discount rate holds no premium for bans, since the model has the bans; a rate taken from a market that "
            "prices them would count them twice." }
        li { "Rivals appear only as the place where users settle: they neither advertise nor answer." }
        li { "Quantiles are read from a sketch within " (percent(summary.quantile_accuracy, 0.0001)) " of the figure itself." }
    } }
}

/// What is needed to get the same bytes again.
pub(super) fn provenance(summary: &Summary) -> Markup {
    html! {
        dl.provenance {
            dt { "Made by" } dd { "marketgate " (clean(&summary.version)) }
            dt { "Scenario" } dd { bdi { (clean(&summary.scenario.name)) } ", digest " code { (clean(&summary.scenario.digest)) } }
            dt { "Random numbers" } dd { "seed " (summary.seed) ", design " (clean(&summary.design)) ", " (count(summary.replications)) " replications" }
            dt { "To repeat" } dd { "in the folder of this report: " code { "marketgate run run.toml" }
                ". The file holds the resolved scenario and the seed; with the same version the results are the same to the byte." }
        }
        p.note { "Beside this page: " code { "summary.json" } " (every figure), " code { "outcomes.csv" } " and " code { "outcomes.parquet" }
            " (one row a history), " code { "fans.csv" } " (quantiles by date), " code { "markets.csv" } " (figures by market), " code { "inputs.csv" } " (the table above), " code { "charts/" } "." }
    }
}
