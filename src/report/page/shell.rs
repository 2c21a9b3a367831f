//! The page of a result: one file that asks nothing of any other place, with its style sheet, its one script, and a policy that
//! forbids all else.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest as _, Sha256};

use super::explore;
use super::figures::render_charts;
use super::tables::render_section;
use crate::charts::Chart;
use crate::charts::font::{REGULAR, SEMIBOLD};
use crate::charts::style::dark_colours;
use crate::report::narrative::Finding;
use crate::report::warnings::{mark_code, render_warnings};
use crate::report::words::keep_together;
use crate::table::Table;
use crate::text::clean::clean;

/// A page in the making, the same for every result: the answer first, then charts and tables, then how it was found and where
/// from. Texts may be a stranger's: they are cleaned where they are shown, and what stands between backquotes is shown as code.
#[derive(Debug, Default)]
pub struct Page {
    /// The title.
    pub(in crate::report) title: String,
    /// The answer in a sentence, above everything else; the title stands over it in small letters. The title alone where it is empty.
    pub(in crate::report) headline: String,
    /// Whether it is to be printed and read as a few sheets of paper: without a list of sections, each section on a sheet of its own.
    pub(in crate::report) is_board: bool,
    /// Version of the program that found the results.
    pub(in crate::report) version: String,
    /// Lines under the title, each of which may begin with a name.
    pub(in crate::report) questions: Vec<(String, String)>,
    /// What was simulated, in a line.
    pub(in crate::report) scope: String,
    /// Key figures: what, the figure, and its range or what it is exactly.
    pub(in crate::report) key: Vec<[String; 3]>,
    /// What was found, the most important first.
    pub(in crate::report) findings: Vec<Finding>,
    /// What to bear in mind.
    pub(in crate::report) warnings: Vec<String>,
    /// Charts, tables and what else there is to see.
    pub(in crate::report) sections: Vec<Section>,
    /// How it is computed, where no section says so.
    pub(in crate::report) method: Vec<String>,
    /// Heading of where it comes from; "Provenance" where it is empty.
    pub(in crate::report) provenance_heading: &'static str,
    /// Where it comes from: what, and the text.
    pub(in crate::report) provenance: Vec<(String, String)>,
    /// Files beside the page, and what they hold.
    pub(in crate::report) files: Vec<(&'static str, &'static str)>,
    /// What stands last.
    pub(in crate::report) end: Option<Markup>,
}

impl Page {
    /// The title.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The answer in a sentence; the title where there is none.
    pub fn headline(&self) -> &str {
        if self.headline.is_empty() { &self.title } else { &self.headline }
    }

    /// What was found, the most important first.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }
}

/// A section of a page.
#[derive(Debug)]
pub(in crate::report) struct Section {
    /// Where links lead, also to be found by the list of sections.
    pub(in crate::report) id: &'static str,
    /// Its heading.
    pub(in crate::report) heading: &'static str,
    /// What it holds.
    pub(in crate::report) body: Markup,
}

impl Section {
    pub(in crate::report) fn new(id: &'static str, heading: &'static str, body: Markup) -> Self {
        Self { id, heading, body }
    }

    /// Charts one after the other.
    pub(in crate::report) fn of_charts<'a>(charts: impl IntoIterator<Item = &'a Chart>) -> Self {
        Self::new("charts", "Charts", render_charts(charts))
    }

    /// Tables, each under its heading.
    pub(in crate::report) fn of_tables<'a>(tables: impl IntoIterator<Item = &'a (String, Table)>) -> Self {
        let body = html! { @for (heading, table) in tables { (render_section(heading, table)) } };
        Self::new("tables", "Tables", body)
    }
}

impl Page {
    /// The page as HTML.
    pub(in crate::report) fn render(self) -> String {
        let is_live = self.sections.iter().any(|section| section.id == explore::ID);
        let (style, script) = (style_sheet(), script(is_live));
        let title = clean(&self.title);
        let (head, key) = (self.render_head(), self.render_key());
        let provenance = if self.provenance_heading.is_empty() { "Provenance" } else { self.provenance_heading };
        let mut sections = Vec::new();
        if !self.findings.is_empty() {
            sections.push(Section::new("findings", "Findings", self.render_findings()));
        }
        let end = [
            (!self.method.is_empty()).then(|| Section::new("limits", "How this is computed", self.render_method())),
            Some(Section::new("provenance", provenance, self.render_provenance())),
        ];
        let class = self.is_board.then_some("board");
        sections.extend(self.sections);
        sections.extend(end.into_iter().flatten());
        html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    meta http-equiv="Content-Security-Policy" content=(policy(&style, &script));
                    meta name="generator" content=(format!("marketgate {}", clean(&self.version)));
                    title { (title) }
                    style { (PreEscaped(&style)) }
                }
                body class=[class] {
                    a.skip href="#main" { "Skip to the findings" }
                    header { (head) }
                    @if class.is_none() { nav aria-label="Sections" {
                        ul { @for s in &sections { li { a href=(format!("#{}", s.id)) { (s.heading) } } } }
                    } }
                    main id="main" {
                        (key)
                        @for s in &sections {
                            section id=(s.id) aria-labelledby=(format!("{}-heading", s.id)) {
                                h2 id=(format!("{}-heading", s.id)) { (s.heading) }
                                (s.body)
                            }
                        }
                        p.unseen id="chart-keys" { "The arrow keys read its figures one by one; Escape ends." }
                        p.unseen id="live" aria-live="polite" {}
                        div id="tip" hidden aria-hidden="true" {}
                    }
                    script { (PreEscaped(&script)) }
                }
            }
        }
        .into_string()
    }

    fn render_head(&self) -> Markup {
        html! {
            @if self.headline.is_empty() { h1 dir="auto" { (clean(&self.title)) } }
            @else {
                p.eyebrow dir="auto" { (clean(&self.title)) }
                h1 dir="auto" { (keep_together(&clean(&self.headline))) }
            }
            @for (name, question) in &self.questions {
                p.question dir="auto" { @if !name.is_empty() { b { bdi { (clean(name)) } ":" } " " } (clean(question)) }
            }
            @if !self.scope.is_empty() { p.meta dir="auto" { (clean(&self.scope)) } }
        }
    }

    fn render_key(&self) -> Markup {
        html! { @if !self.key.is_empty() { dl.key { @for [word, figure, range] in &self.key { div {
            dt { bdi { (clean(word)) } }
            dd { span.figure { (keep_together(&clean(figure))) } @if !range.is_empty() { span.range { (clean(range)) } } }
        } } } } }
    }

    fn render_findings(&self) -> Markup {
        html! {
            ul.findings { @for Finding { headline, detail } in &self.findings { li dir="auto" {
                b { (mark_code(&keep_together(&clean(headline)))) }
                @if !detail.is_empty() { p { (mark_code(&keep_together(&clean(detail)))) } }
            } } }
            (render_warnings(&self.warnings))
        }
    }

    fn render_method(&self) -> Markup {
        html! { ul { @for line in &self.method { li { (mark_code(&clean(line))) } } } }
    }

    fn render_provenance(&self) -> Markup {
        html! {
            dl.provenance {
                dt { "Made by" } dd { "marketgate " (clean(&self.version)) }
                @for (what, text) in &self.provenance { dt { bdi { (clean(what)) } } dd { bdi { (mark_code(&clean(text))) } } }
            }
            @if !self.files.is_empty() { p.note { "Beside this page: " @for (i, (file, what)) in self.files.iter().enumerate() {
                @if i > 0 { ", " } code { (file) } " (" (what) ")"
            } ", " code { "charts/" } "." } }
            @if let Some(end) = &self.end { (end) }
        }
    }
}

/// Nothing from anywhere, but for this style sheet, this script and the typeface inside the page.
fn policy(style: &str, script: &str) -> String {
    format!(
        "default-src 'none'; style-src '{}'; script-src '{}'; font-src data:; base-uri 'none'; form-action 'none'",
        hash(style),
        hash(script)
    )
}

/// The hash by which a policy names an inline text.
pub(in crate::report) fn hash(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(text.as_bytes())))
}

/// The one script. Browsers read line ends as line feeds before they hash, whatever a checkout made of them.
fn script(is_live: bool) -> String {
    let scripts = [include_str!("page.js"), if is_live { explore::SCRIPT } else { "" }];
    scripts.concat().replace("\r\n", "\n")
}

fn style_sheet() -> String {
    let face = |bytes: &[u8], weight: &str| {
        format!(
            "@font-face{{font-family:Inter;font-weight:{weight};src:url(data:font/otf;base64,{}) format('opentype')}}\n",
            STANDARD.encode(bytes)
        )
    };
    let mut dark = String::new();
    for (light, on_dark) in dark_colours() {
        let (from, to) = (light.hex(), on_dark.hex());
        let _ = writeln!(dark, "svg [fill=\"{from}\"]{{fill:{to}}}svg [stroke=\"{from}\"]{{stroke:{to}}}");
    }
    format!(
        "{}{}{}{}\n@media screen and (prefers-color-scheme:dark){{\n{dark}}}\n",
        face(REGULAR, "400"),
        face(SEMIBOLD, "600 700"),
        include_str!("page.css"),
        include_str!("board.css")
    )
    .replace("\r\n", "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_names_what_stands_in_the_page() {
        let page = Page { title: "T".to_owned(), ..Page::default() }.render();
        let between = |from: &str, to: &str| {
            let (_, rest) = page.split_once(from).unwrap();
            rest.split_once(to).unwrap().0.to_owned()
        };
        let (script, style) = (between("<script>", "</script>"), between("<style>", "</style>"));
        assert!(script.len() > 1000 && style.len() > 1000 && !script.contains('\r'));
        let policy = between("Content-Security-Policy\" content=\"", "\"");
        assert!(policy.contains(&format!("script-src '{}'", hash(&script))), "{policy}");
        assert!(policy.contains(&format!("style-src '{}'", hash(&style))), "{policy}");
        assert!(policy.starts_with("default-src 'none';") && !policy.contains("unsafe"));
    }

    #[test]
    fn hashes_are_those_of_browsers() {
        // The example of the CSP specification, section 2.3.1: alert('Hello, world.');
        assert_eq!(hash("alert('Hello, world.');"), "sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng=");
    }
}
