//! What every page has around it: one file that asks nothing of any other place, with its style sheet, its one
//! script, and a policy that forbids all else.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest as _, Sha256};

use crate::charts::font::{REGULAR, SEMIBOLD};
use crate::charts::style::DARK;
use crate::text::clean::clean;

/// A section of a page.
pub(in crate::report) struct Section {
    /// Where links lead, also to be found by the list of sections.
    pub(in crate::report) id: &'static str,
    /// Its heading.
    pub(in crate::report) heading: String,
    /// What it holds.
    pub(in crate::report) body: Markup,
}

impl Section {
    pub(in crate::report) fn new(id: &'static str, heading: &str, body: Markup) -> Self {
        Self { id, heading: heading.to_owned(), body }
    }
}

/// A whole page: `head` stands under the title, `top` before the first section.
pub(in crate::report) fn page_shell(
    title: &str,
    version: &str,
    head: &Markup,
    top: &Markup,
    sections: &[Section],
) -> String {
    let (style, script) = (style_sheet(), script());
    let title = clean(title);
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta http-equiv="Content-Security-Policy" content=(policy(&style, &script));
                meta name="generator" content=(format!("marketgate {}", clean(version)));
                title { (title) }
                style { (PreEscaped(&style)) }
            }
            body {
                a.skip href="#main" { "Skip to the findings" }
                header { h1 dir="auto" { (title) } (head) }
                nav aria-label="Sections" {
                    ul { @for s in sections { li { a href=(format!("#{}", s.id)) { (s.heading) } } } }
                }
                main id="main" {
                    (top)
                    @for s in sections {
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
fn script() -> String {
    include_str!("page.js").replace("\r\n", "\n")
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
    .replace("\r\n", "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_names_what_stands_in_the_page() {
        let page = page_shell("T", "0", &html! {}, &html! {}, &[]);
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
