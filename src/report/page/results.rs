//! The tables of figures.

use maud::{Markup, html};

use crate::analysis::{Estimate, Proportion, Summary};
use crate::text::numbers::{
    Figure, count, interval, is_nothing, money_with_error, number, probability, write_row, write_row_in_whole,
};
use crate::text::states::{STATES, part_word};

use super::super::narrative::{ends, mean};
use super::tables::{Column, Entry, Grid};

/// All tables of figures.
pub(super) fn tables(summary: &Summary) -> Markup {
    let all = [
        Some(totals(summary)),
        Some(bridge(summary)),
        Some(markets(summary)),
        Some(outcomes(summary)),
        measures(summary),
        sales(summary),
    ];
    html! { @for grid in all.iter().flatten() { h3 { (grid.label) } (grid.markup()) } }
}

fn grid(label: &str, caption: &str, columns: Vec<Column>, rows: Vec<Vec<Entry>>) -> Grid {
    Grid { label: label.to_owned(), caption: caption.to_owned(), class: "", id: "", columns, rows }
}

/// The first column in words, all others in figures.
fn columns<'a>(first: &str, others: impl IntoIterator<Item = &'a str>) -> Vec<Column> {
    std::iter::once(Column::words(first)).chain(others.into_iter().map(Column::figures)).collect()
}

fn mean_of(estimate: &Estimate) -> Entry {
    Entry::figure(html! { (mean(estimate)) }, estimate.mean)
}

/// The median, and under it 5% to 95%.
fn spread(estimate: &Estimate) -> Entry {
    let [low, mid, high] = write_row_in_whole(estimate, [Figure::P5, Figure::P50, Figure::P95]);
    let both = estimate.p5.is_some() && estimate.p95.is_some() && low != high;
    Entry::figure(html! { (mid) @if both { small { (low) " to " (high) } } }, estimate.p50)
}

fn likely(p: Proportion) -> Entry {
    if p.probability >= 1.0 {
        let low = number((p.interval[0] * 1e4).floor() / 100.0, 0.01);
        return Entry::figure(html! { "100%" small { (low) "–100%" } }, Some(1.0));
    }
    if p.probability <= 0.0 && p.interval[1] > 0.0 {
        let high = number((p.interval[1] * 1e4).ceil() / 100.0, 0.01);
        return Entry::figure(html! { "0%" small { "0–" (high) "%" } }, Some(0.0));
    }
    if p.probability > 0.0 {
        Entry::figure(html! { (probability(p)) small { (interval(p)) } }, Some(p.probability))
    } else {
        none()
    }
}

/// What never happens is nothing, not unknown: it sorts as such.
fn none() -> Entry {
    Entry::figure(html! { "–" }, Some(0.0))
}

fn totals(summary: &Summary) -> Grid {
    let home = summary.scenario.home.is_some();
    let rows = [
        ("Value outside home", &summary.value_abroad, home),
        ("Baseline outside home", &summary.baseline_value_abroad, home),
        ("Value", &summary.value, true),
        ("Baseline: no measure anywhere", &summary.baseline_value, true),
        ("Loss: baseline less value", &summary.loss, true),
        ("Lost before the start", &summary.sunk, summary.sunk.mean.is_some_and(|m| !is_nothing(m))),
    ];
    let row = |(word, e, _): &(&str, &Estimate, bool)| {
        let quantiles = [Figure::P5, Figure::P25, Figure::P50, Figure::P75, Figure::P95, Figure::Es5];
        let at = |(which, text): (Figure, String)| Entry::figure(html! { (text) }, which.of(e).map(|(value, _)| value));
        let cells = quantiles.into_iter().zip(write_row(e, quantiles)).map(at);
        [Entry::words(html! { (word) }), mean_of(e)].into_iter().chain(cells).collect()
    };
    grid(
        "Value",
        "Dollars at the start: mean ± its standard error, quantiles, and the mean of the worst twentieth",
        columns("Figure", ["Mean ± error", "5%", "25%", "Median", "75%", "95%", "Worst 5%"]),
        rows.iter().filter(|r| r.2).map(row).collect(),
    )
}

fn bridge(summary: &Summary) -> Grid {
    let parts = summary.bridge.iter().filter(|(_, v)| !is_nothing(**v)).map(|(key, value)| {
        let written = money_with_error(*value, summary.bridge_se.get(key).copied());
        vec![Entry::words(html! { (part_word(key)) }), Entry::figure(html! { (written) }, Some(*value))]
    });
    let first = vec![Entry::words(html! { "Baseline" }), mean_of(&summary.baseline_value)];
    let last = vec![
        Entry::words(html! { b { "Value" } }),
        Entry::figure(html! { b { (mean(&summary.value)) } }, summary.value.mean),
    ];
    Grid {
        class: "narrow",
        ..grid(
            "From the baseline to value",
            "Mean of each part over all simulations ± its standard error; parts that are nothing are left out",
            columns("Part", ["Dollars"]),
            std::iter::once(first).chain(parts).chain([last]).collect(),
        )
    }
}

fn markets(summary: &Summary) -> Grid {
    let rows = summary.markets.values().map(|m| {
        let spreads = [&m.retention, &m.vs_baseline, &m.cohort, &m.days_without_access].map(spread);
        [Entry::name(&m.name), mean_of(&m.value), mean_of(&m.baseline_value)]
            .into_iter()
            .chain(spreads)
            .chain([likely(m.ever_blocked)])
            .collect()
    });
    let heads = [
        "Value",
        "Baseline",
        "Users kept",
        "Against baseline",
        "Day-one users still active",
        "Days without access",
        "Ever without access",
    ];
    grid(
        "Markets",
        "Value: mean ± its standard error. Users at the horizon and days: median (5% to 95%). Probability: with its 95% interval",
        columns("Market", heads),
        rows.collect(),
    )
}

fn outcomes(summary: &Summary) -> Grid {
    let seen: Vec<_> =
        STATES.iter().filter(|s| summary.markets.values().any(|m| ends(m, s.key).probability > 0.0)).collect();
    let rows = summary.markets.values().map(|m| {
        let states = seen.iter().map(|s| match ends(m, s.key) {
            p if p.probability > 0.0 => likely(p),
            _ => none(),
        });
        std::iter::once(Entry::name(&m.name)).chain(states).collect()
    });
    grid(
        "How each market ends",
        "Probability of each state at the horizon, with its 95% interval",
        columns("Market", seen.iter().map(|s| s.word)),
        rows.collect(),
    )
}

fn measures(summary: &Summary) -> Option<Grid> {
    let first = summary.markets.values().find(|m| !m.measures.is_empty())?;
    let kinds: Vec<&String> = first.measures.keys().collect();
    let rows = summary.markets.values().map(|m| {
        let counts = kinds.iter().map(|kind| m.measures.get(*kind).map_or_else(Entry::missing, mean_of));
        std::iter::once(Entry::name(&m.name)).chain(counts).collect()
    });
    Some(grid(
        "Measures taken",
        "Mean number in a simulation ± its standard error",
        columns("Market", kinds.iter().map(|kind| kind.as_str())),
        rows.collect(),
    ))
}

fn sales(summary: &Summary) -> Option<Grid> {
    let sold = summary.markets.values().filter(|m| m.sale_price.count > 0);
    let rows: Vec<Vec<Entry>> = sold
        .map(|m| {
            let price = &m.sale_price;
            vec![
                Entry::name(&m.name),
                Entry::figure(html! { (count(price.count)) }, Some(price.count as f64)),
                mean_of(price),
                spread(price),
                spread(&m.sale_discount),
            ]
        })
        .collect();
    let caption = "Over the simulations in which the market is sold: price, mean ± its standard error and median (5% to 95%); \
                   discount on standalone value";
    let columns = columns("Market", ["Sales", "Mean price", "Price", "Discount"]);
    (!rows.is_empty()).then(|| grid("Sales", caption, columns, rows))
}
