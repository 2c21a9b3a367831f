//! The page of a study that is told in sentences, charts and tables, and the same for a terminal.

use maud::{Markup, html};

use super::narrative::Finding;
use super::page::{Grid, Section, figures, page_shell};
use super::warnings::{warnings_markup, warnings_terminal};
use super::words::unbroken;
use crate::analysis::StudiedScenario;
use crate::charts::Chart;
use crate::text::clean::clean;

/// A page in the making. Texts may be a stranger's: they are cleaned where they are shown.
#[derive(Default)]
pub(super) struct Plain {
    pub(super) title: String,
    pub(super) version: String,
    /// Lines under the title.
    pub(super) head: Vec<String>,
    /// Key figures: what, the figure, and what it is exactly.
    pub(super) key: Vec<[String; 3]>,
    /// What was found, the most important first.
    pub(super) findings: Vec<Finding>,
    /// What to bear in mind.
    pub(super) warnings: Vec<String>,
    /// Tables with their headings.
    pub(super) tables: Vec<(String, Grid)>,
    /// How it is computed.
    pub(super) method: Vec<String>,
    /// Where it comes from.
    pub(super) provenance: Vec<(String, String)>,
    /// Files beside the page, and what they hold.
    pub(super) beside: Vec<(&'static str, &'static str)>,
}

/// Which scenario a study is of, as a line of its provenance.
pub(super) fn of_scenario(scenario: &StudiedScenario) -> (String, String) {
    let StudiedScenario { name, digest, strategy, .. } = scenario;
    ("Scenario".to_owned(), format!("{name}, digest {digest}, strategy {strategy}"))
}

impl Plain {
    /// The page, with its charts.
    pub(super) fn page(&self, charts: &[Chart]) -> String {
        let mut sections =
            vec![Section::new("findings", "Findings", self.told()), Section::new("charts", "Charts", figures(charts))];
        if !self.tables.is_empty() {
            sections.push(Section::new("tables", "Tables", self.grids()));
        }
        sections.push(Section::new("limits", "How this is computed", self.computed()));
        sections.push(Section::new("provenance", "Provenance", self.origin()));
        let head = html! { @for line in &self.head { p.question dir="auto" { (clean(line)) } } };
        page_shell(&self.title, &self.version, &head, &self.key_figures(), &sections)
    }

    /// Title, findings and warnings for a terminal.
    pub(super) fn terminal(&self) -> String {
        let mut text = clean(&self.title) + "\n";
        self.head.iter().for_each(|line| text += &format!("{}\n", clean(line)));
        for Finding { headline, detail } in &self.findings {
            text += &format!("\n{}\n", clean(headline));
            if !detail.is_empty() {
                text += &format!("  {}\n", clean(detail));
            }
        }
        match warnings_terminal(&self.warnings) {
            warnings if warnings.is_empty() => text,
            warnings => format!("{text}\n{warnings}"),
        }
    }

    fn key_figures(&self) -> Markup {
        html! { @if !self.key.is_empty() { dl.key { @for [word, figure, range] in &self.key {
            div { dt { (clean(word)) } dd { span.figure { (unbroken(&clean(figure))) } span.range { (clean(range)) } } }
        } } } }
    }

    fn told(&self) -> Markup {
        html! {
            ul.findings { @for Finding { headline, detail } in &self.findings {
                li dir="auto" { b { (unbroken(&clean(headline))) } p { (unbroken(&clean(detail))) } }
            } }
            (warnings_markup(&self.warnings))
        }
    }

    fn grids(&self) -> Markup {
        html! { @for (heading, grid) in &self.tables { h3 { (clean(heading)) } (grid.markup()) } }
    }

    fn computed(&self) -> Markup {
        html! { ul { @for line in &self.method { li { (clean(line)) } } } }
    }

    fn origin(&self) -> Markup {
        html! {
            dl.provenance {
                dt { "Made by" } dd { "marketgate " (clean(&self.version)) }
                @for (what, text) in &self.provenance { dt { (clean(what)) } dd { bdi { (clean(text)) } } }
            }
            p.note { "Beside this page: " @for (i, (file, what)) in self.beside.iter().enumerate() {
                @if i > 0 { ", " } code { (file) } " (" (what) ")"
            } "." }
        }
    }
}
