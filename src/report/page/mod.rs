//! The report: one page that holds everything, asks nothing of any other place, and can be mailed.

mod doubts;
mod fans;
mod figures;
mod inputs;
mod limits;
mod pointer;
mod pointers;
mod results;
mod shell;
mod stories;
mod tables;

use maud::{Markup, html};

use crate::analysis::{Estimate, Summary};
use crate::charts::Chart;
use crate::text::clean::clean;
use crate::text::numbers::{self, Figure, count, is_constant, write_row};

use super::columns::RowFiles;
use super::inputs::InputRow;
use super::narrative::{findings, home, mean, wanted};
use super::warnings::warnings_markup;
use super::words::unbroken;
use fans::Fans;

pub(super) use figures::{Place, figure as chart_figure, figures};
pub(super) use shell::{Section, page_shell};
pub(super) use tables::{Column, Entry, Grid};

/// Charts that stand where their question is asked, rather than with the others.
const APART: [&str; 2] = ["convergence", "inputs"];

/// The page of a run whose histories stand in the files `rows`.
pub(super) fn page(summary: &Summary, inputs: &[InputRow], rows: RowFiles, charts: &[Chart]) -> String {
    let (fans, others) = Fans::among(charts);
    let shared = others.iter().copied().filter(|c| !APART.contains(&c.name.as_str()));
    let apart = |name: &str| figures(others.iter().copied().filter(|c| c.name == name));
    let mut sections = vec![
        Section::new("findings", "Findings", told(summary)),
        Section::new("first", "What to look at first", pointers::pointers(summary, inputs, &fans, charts)),
        Section::new("charts", "Charts", figures(shared)),
        Section::new("markets", "Users, market by market", fans.markup(summary)),
    ];
    if !summary.stories.is_empty() {
        sections.push(Section::new("stories", "Single simulations, day by day", stories::stories(summary)));
    }
    sections.extend([
        Section::new("tables", "Tables", results::tables(summary)),
        Section::new("inputs", "Inputs", self::inputs::inputs(summary, inputs, &apart("inputs"))),
        Section::new("limits", "What the model leaves out", limits::limits(summary, inputs)),
        Section::new("provenance", "Provenance", html! { (provenance(summary, rows)) (apart("convergence")) }),
    ]);
    let (title, version) = (&summary.scenario.title, &summary.version);
    page_shell(title, version, &header(summary), &key_figures(summary), &sections)
}

fn header(summary: &Summary) -> Markup {
    let s = &summary.scenario;
    html! {
        @if !s.question.is_empty() { p.question dir="auto" { (clean(&s.question)) } }
        p.meta {
            "Scenario " b { bdi { (clean(&s.name)) } } ", strategy " b { bdi { (clean(&s.strategy)) } } ", "
            (numbers::day(s.start)) " to " (numbers::day(s.end)) ", "
            (count(summary.replications)) " simulated histories"
        }
    }
}

fn key_figures(summary: &Summary) -> Markup {
    let mut cards = Vec::new();
    if let Some(home) = home(summary) {
        cards.push((format!("Value outside {home}"), &summary.value_abroad));
        cards.push(("Without any measure".to_owned(), &summary.baseline_value_abroad));
    }
    cards.push(("Value".to_owned(), &summary.value));
    if cards.len() == 1 {
        cards.push(("Without any measure".to_owned(), &summary.baseline_value));
    }
    cards.push(("Loss to measures".to_owned(), &summary.loss));
    html! {
        dl.key {
            @for (word, estimate) in cards {
                div {
                    dt { (word) }
                    dd {
                        span.figure { (mean(estimate)) }
                        @if !is_constant(estimate) { span.range { (range(estimate)) } }
                    }
                }
            }
        }
    }
}

/// Such as `$21bn to $110bn (5–95%)`.
pub(super) fn range(estimate: &Estimate) -> String {
    let [low, high] = write_row(estimate, [Figure::P5, Figure::P95]);
    format!("{low} to {high} (5–95%)")
}

fn told(summary: &Summary) -> Markup {
    html! {
        ul.findings { @for finding in findings(summary) {
            li dir="auto" { b { (unbroken(&finding.headline)) } @if !finding.detail.is_empty() { p { (unbroken(&finding.detail)) } } }
        } }
        (warnings_markup(&summary.warnings))
    }
}

/// The files that hold a row for each history, where there are any.
fn listed(rows: RowFiles) -> Markup {
    let names = rows.names("outcomes");
    html! { @if !names.is_empty() {
        @for (i, name) in names.iter().enumerate() { @if i > 0 { " and " } code { (name) } }
        " (one row a history), "
    } }
}

/// What the command that repeats a run says of its rows, where they are not as usual.
fn again(rows: RowFiles) -> &'static str {
    match (rows.csv, rows.parquet) {
        (true, true) => "",
        (true, false) => " --rows csv",
        (false, true) => " --rows parquet",
        (false, false) => " --rows none",
    }
}

/// What is needed to get the same bytes again.
fn provenance(summary: &Summary, rows: RowFiles) -> Markup {
    html! {
        dl.provenance {
            dt { "Made by" } dd { "marketgate " (clean(&summary.version)) }
            dt { "Scenario" } dd { bdi { (clean(&summary.scenario.name)) } ", digest " code { (clean(&summary.scenario.digest)) } }
            dt { "Random numbers" } dd { "seed " (summary.seed) ", design " (clean(&summary.design)) ", " (count(summary.replications)) " replications" }
            @if let Some(wanted) = wanted(summary) { dt { "Precision asked for" } dd { (wanted) } }
            dt { "To repeat" } dd { "in the folder of this report: " code { "marketgate run run.toml" (again(rows)) }
                ". The file holds the resolved scenario and the seed; with the same version the results are the same to the byte." }
        }
        p.note { "Beside this page: " code { "summary.json" } " (every figure), " (listed(rows))
            code { "fans.csv" } " (quantiles by date), " code { "markets.csv" } " (figures by market), " code { "inputs.csv" } " (the table of inputs), " code { "charts/" } "." }
    }
}
