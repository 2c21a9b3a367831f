//! The report: one page that holds everything, asks nothing of any other place, and can be mailed.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::analysis::Summary;
use crate::charts::Chart;
use crate::charts::font::{REGULAR, SEMIBOLD, clean};
use crate::charts::numbers::{self, Figure, count, figure};
use crate::charts::style::DARK;

use super::inputs::InputRow;
use super::narrative::{findings, home, mean};
use super::page_parts as parts;

/// The page.
pub(super) fn page(summary: &Summary, inputs: &[InputRow], charts: &[Chart]) -> String {
    let title = clean(&summary.scenario.title);
    let (own, shared): (Vec<&Chart>, Vec<&Chart>) = charts.iter().partition(|c| c.name.starts_with("retention-"));
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta http-equiv="Content-Security-Policy"
                    content="default-src 'none'; style-src 'unsafe-inline'; font-src data:; img-src data:";
                meta name="generator" content=(format!("marketgate {}", clean(&summary.version)));
                title { (title) }
                style { (PreEscaped(style_sheet())) }
            }
            body {
                (header(summary, &title))
                main {
                    (key_figures(summary))
                    (section("findings", "Findings", &html! {
                        @for sentence in findings(summary) { p dir="auto" { (unbroken(&sentence)) } }
                        (warnings(summary))
                    }))
                    (section("charts", "Charts", &figures(&shared)))
                    (section("markets", "Users, market by market", &figures(&own)))
                    (section("tables", "Tables", &parts::tables(summary)))
                    (section("inputs", "Inputs", &parts::inputs(inputs)))
                    (section("limits", "What the model leaves out", &parts::limits(summary)))
                    (section("provenance", "Provenance", &parts::provenance(summary)))
                }
            }
        }
    }
    .into_string()
}

fn style_sheet() -> String {
    let face = |bytes: &[u8], weight: &str| {
        format!(
            "@font-face{{font-family:Inter;font-weight:{weight};src:url(data:font/otf;base64,{}) format('opentype')}}\n",
            STANDARD.encode(bytes)
        )
    };
    let mut dark = String::new();
    for (light, on_dark) in DARK {
        let (from, to) = (light.hex(), on_dark.hex());
        let _ =
            writeln!(dark, "figure svg [fill=\"{from}\"]{{fill:{to}}}figure svg [stroke=\"{from}\"]{{stroke:{to}}}");
    }
    format!(
        "{}{}{}\n@media screen and (prefers-color-scheme:dark){{\n{dark}}}\n",
        face(REGULAR, "400"),
        face(SEMIBOLD, "600 700"),
        include_str!("page.css")
    )
}

fn header(summary: &Summary, title: &str) -> Markup {
    let s = &summary.scenario;
    html! {
        header {
            h1 dir="auto" { (title) }
            @if !s.question.is_empty() { p.question dir="auto" { (clean(&s.question)) } }
            p.meta {
                "Scenario " b { bdi { (clean(&s.name)) } } ", strategy " b { bdi { (clean(&s.strategy)) } } ", "
                (numbers::day(s.start)) " to " (numbers::day(s.end)) ", "
                (count(summary.replications)) " simulated histories"
            }
            nav aria-label="Sections" {
                @for (id, word) in [
                    ("findings", "Findings"), ("charts", "Charts"), ("markets", "Markets"), ("tables", "Tables"),
                    ("inputs", "Inputs"), ("limits", "Limits"), ("provenance", "Provenance"),
                ] { a href=(format!("#{id}")) { (word) } " " }
            }
        }
    }
}

fn section(id: &str, heading: &str, body: &Markup) -> Markup {
    html! { section id=(id) aria-labelledby=(format!("{id}-heading")) { h2 id=(format!("{id}-heading")) { (heading) } (body) } }
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
                        span.range { (figure(estimate, Figure::P5)) " to " (figure(estimate, Figure::P95)) " (5% to 95%)" }
                    }
                }
            }
        }
    }
}

/// Keeps a figure with its sign and its error on one line.
fn unbroken(sentence: &str) -> String {
    sentence.replace(" ± ", "\u{a0}±\u{a0}").replace("−$", "−\u{2060}$")
}

fn warnings(summary: &Summary) -> Markup {
    html! {
        @if !summary.warnings.is_empty() {
            aside.warnings aria-label="Warnings" {
                h3 { "To bear in mind" }
                ul { @for warning in &summary.warnings { li dir="auto" { (clean(warning)) } } }
            }
        }
    }
}

/// Charts as they are: their text was escaped when they were drawn, and they carry their own words
/// for those who cannot see them.
fn figures(charts: &[&Chart]) -> Markup {
    html! {
        @for chart in charts {
            figure id=(format!("chart-{}", chart.name)) aria-label=(chart.alt) tabindex="0" {
                figcaption aria-hidden="true" dir="auto" { (chart.title) }
                (PreEscaped(&chart.svg))
            }
        }
    }
}
