//! The page of a comparison.

use maud::{Markup, html};

use super::narrative::{findings, name};
use crate::analysis::{Comparison, Pair, Side};
use crate::charts::Chart;
use crate::report::narrative::mean;
use crate::report::page::{Column, Entry, Grid, Place, Section, chart_figure, figures, page_shell, range};
use crate::report::warnings::warnings_markup;
use crate::report::words::{join_list, unbroken};
use crate::text::clean::clean;
use crate::text::numbers::{Figure, count, day, figure, interval, is_constant, probability, write_row};

/// Charts of users, of which one is shown at a time, and what people call them.
const USERS: [(&str, &str); 3] = [
    ("users", "users, of those at the start"),
    ("users-vs-baseline", "users, against the baseline"),
    ("users-day-one", "day-one users still active"),
];

/// The page.
pub(super) fn page(comparison: &Comparison, charts: &[Chart]) -> String {
    let names: Vec<String> = comparison.sides.iter().map(name).collect();
    let title = format!("Compared on the same random draws: {}", join_list(&names));
    let is_of_users = |chart: &&Chart| USERS.iter().any(|(stem, _)| chart.name == *stem);
    let sections = [
        Section::new("findings", "Findings", told(comparison)),
        Section::new("charts", "Charts", figures(charts.iter().filter(|c| !is_of_users(c)))),
        Section::new("markets", "Users, market by market", users(charts)),
        Section::new("tables", "Tables", tables(comparison)),
        Section::new("limits", "What to bear in mind", limits(comparison)),
        Section::new("provenance", "Provenance", provenance(comparison)),
    ];
    page_shell(&title, &comparison.version, &header(comparison), &key_figures(comparison), &sections)
}

fn header(comparison: &Comparison) -> Markup {
    html! {
        @for side in &comparison.sides {
            p.question dir="auto" { b { bdi { (name(side)) } } ": " (clean(&side.scenario.title)) }
        }
        p.meta { (count(comparison.replications)) " simulations of each, paired one by one" }
    }
}

fn key_figures(comparison: &Comparison) -> Markup {
    html! { dl.key {
        @for side in &comparison.sides {
            div {
                dt { bdi { (name(side)) } }
                dd {
                    span.figure { (mean(&side.value)) }
                    @if !is_constant(&side.value) { span.range { (range(&side.value)) } }
                }
            }
        }
    } }
}

fn told(comparison: &Comparison) -> Markup {
    html! {
        ul.findings { @for finding in findings(comparison) {
            li dir="auto" { b { (unbroken(&finding.headline)) } @if !finding.detail.is_empty() { p { (unbroken(&finding.detail)) } } }
        } }
        (warnings_markup(&comparison.warnings))
    }
}

/// The charts of users, one measure at a time.
fn users(charts: &[Chart]) -> Markup {
    let found: Vec<(&str, &str, &Chart)> = USERS
        .iter()
        .filter_map(|&(stem, word)| Some((stem, word, charts.iter().find(|chart| chart.name == stem)?)))
        .collect();
    html! {
        div.switch data-switch {
            div.pick { label { "Measure " select data-pick="measure" autocomplete="off" {
                @for (stem, word, _) in &found { option value=(stem) { (word) } }
            } } }
            @for (i, &(stem, _, chart)) in found.iter().enumerate() {
                (chart_figure(chart, Some(&Place { market: 0, measure: stem, later: i > 0 })))
            }
        }
    }
}

fn tables(comparison: &Comparison) -> Markup {
    html! { @for grid in [pairs(comparison), markets(comparison)] { h3 { (grid.label) } (grid.markup()) } }
}

/// Every two scenarios.
fn pairs(comparison: &Comparison) -> Grid {
    let heads = ["Less", "Mean ± error", "5%", "Median", "95%", "Better in", "The same in", "Without any measure"];
    let row = |pair: &Pair| -> Option<Vec<Entry>> {
        let (first, second) = (comparison.sides.get(pair.first)?, comparison.sides.get(pair.second)?);
        let e = &pair.difference;
        let [low, middle, high] = write_row(e, [Figure::P5, Figure::P50, Figure::P95]);
        let at = |which: Figure, text: &str| Entry::figure(html! { (text) }, which.of(e).map(|(value, _)| value));
        let better = pair.second_better;
        Some(vec![
            Entry::name(&second.name()),
            Entry::name(&first.name()),
            Entry::figure(html! { (mean(e)) }, e.mean),
            at(Figure::P5, &low),
            at(Figure::P50, &middle),
            at(Figure::P95, &high),
            Entry::figure(html! { (probability(better)) small { (interval(better)) } }, Some(better.probability)),
            Entry::figure(html! { (probability(pair.same)) }, Some(pair.same.probability)),
            Entry::figure(html! { (mean(&pair.baseline_difference)) }, pair.baseline_difference.mean),
        ])
    };
    Grid {
        label: "Every two scenarios".to_owned(),
        caption: "Value of the first less that of the second, simulation by simulation, dollars: mean ± the standard error of paired \
                  differences, quantiles; how often it is better, with its 95% interval"
            .to_owned(),
        class: "",
        id: "",
        columns: columns("Scenario", 1, heads),
        rows: comparison.pairs.iter().filter_map(row).collect(),
    }
}

/// Markets of each scenario, and what they differ by from the first.
fn markets(comparison: &Comparison) -> Grid {
    let first = comparison.sides.first().map(name).unwrap_or_default();
    let heads = ["Scenario", "Value", "Difference in value", "Users kept (median)", "Difference in users kept"];
    let of = |side: &Side| -> Vec<Vec<Entry>> {
        let rows = side.markets.values().map(|market| {
            let difference = |e: Option<&crate::analysis::Estimate>| {
                e.map_or_else(Entry::missing, |e| Entry::figure(html! { (mean(e)) }, e.mean))
            };
            vec![
                Entry::name(&market.name),
                Entry::name(&side.name()),
                Entry::figure(html! { (mean(&market.value)) }, market.value.mean),
                difference(market.difference.as_ref().map(|d| &d.value)),
                Entry::figure(html! { (figure(&market.retention, Figure::P50)) }, market.retention.p50),
                difference(market.difference.as_ref().map(|d| &d.retention)),
            ]
        });
        rows.collect()
    };
    Grid {
        label: "Markets".to_owned(),
        caption: format!(
            "Means ± standard errors; differences are from {first}, simulation by simulation, in dollars and in users at the start"
        ),
        class: "",
        id: "",
        columns: columns("Market", 1, heads),
        rows: comparison.sides.iter().flat_map(of).collect(),
    }
}

/// The first columns in words, the others in figures.
fn columns<'a>(first: &'a str, words: usize, others: impl IntoIterator<Item = &'a str>) -> Vec<Column> {
    let word = |(i, word)| if i < words { Column::words(word) } else { Column::figures(word) };
    std::iter::once(Column::words(first)).chain(others.into_iter().enumerate().map(word)).collect()
}

fn limits(comparison: &Comparison) -> Markup {
    html! { ul {
        li { "All scenarios were run on the same seed: each simulation has the same random draws in every one of them, and differences are \
              taken simulation by simulation. What both share cancels, so that a difference is known better than either value." }
        li { "Standard errors and intervals measure the noise of simulating " (count(comparison.replications))
            " times. They say nothing of whether the inputs or the rules are right; where all scenarios share an input that is \
              wrong, so does the difference." }
        li { "Values that differ by less than one part in a billion are called the same." }
        li { "Dominance is judged at " (comparison.grid.len()) " levels of value; a difference counts where it exceeds three standard \
              errors. Beyond the levels shown nothing is said." }
    } }
}

fn provenance(comparison: &Comparison) -> Markup {
    html! {
        dl.provenance {
            dt { "Made by" } dd { "marketgate " (clean(&comparison.version)) }
            @for side in &comparison.sides {
                dt { bdi { (name(side)) } }
                dd { "strategy " bdi { (clean(&side.scenario.strategy)) } ", from " (day(side.scenario.start)) ", digest " code { (clean(&side.scenario.digest)) } }
            }
            dt { "Random numbers" } dd { "seed " (comparison.seed) ", " (count(comparison.replications)) " replications of each" }
            dt { "To repeat" } dd { "with the " code { "run.toml" } " of each scenario: " code { "marketgate compare A/run.toml B/run.toml" }
                ", or with their folders, without simulating: " code { "marketgate compare A B" } "." }
        }
        p.note { "Beside this page: " code { "comparison.json" } " (every figure), " code { "comparison.csv" } " (the differences), "
            code { "workbook.xlsx" } ", " code { "charts/" } "." }
    }
}
