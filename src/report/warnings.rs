//! What to bear in mind of a result: told in the same way on every page and on the terminal.

use maud::{Markup, html};

use super::terminal::{COLUMNS, indent_words};
use crate::text::clean::clean;

/// What stands above it.
const HEADING: &str = "To bear in mind";

/// Warnings for a page; nothing where there are none.
pub(super) fn render_warnings(warnings: &[String]) -> Markup {
    html! {
        @if !warnings.is_empty() {
            div.warnings {
                h3 { (HEADING) }
                ul { @for warning in warnings { li dir="auto" { (mark_code(&clean(warning))) } } }
            }
        }
    }
}

/// What stands between backquotes, such as a name from the scenario, as code.
pub(super) fn mark_code(text: &str) -> Markup {
    html! { @for (i, piece) in text.split('`').enumerate() { @if i % 2 == 1 { code { (piece) } } @else { (piece) } } }
}

/// The same for a terminal, each in lines of its own; empty where there are none.
pub fn print_warnings(warnings: &[String]) -> String {
    if warnings.is_empty() {
        return String::new();
    }
    let lines = warnings.iter().map(|warning| indent_words(&clean(warning), COLUMNS));
    format!("{HEADING}:\n{}", lines.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_say_every_warning_and_none_says_nothing() {
        let warnings = ["Event `us-ban` fits nowhere.".to_owned(), "word ".repeat(60)];
        let text = print_warnings(&warnings);
        assert!(text.starts_with("To bear in mind:\n  Event `us-ban` fits nowhere.\n  word word"));
        assert!(text.lines().all(|line| line.chars().count() <= COLUMNS), "{text}");
        assert_eq!(text.matches("word").count(), 60);
        let page = render_warnings(&warnings).into_string();
        assert!(page.contains("<code>us-ban</code>") && page.matches("word").count() == 60, "{page}");
        assert!(print_warnings(&[]).is_empty() && render_warnings(&[]).into_string().is_empty());
    }

    #[test]
    fn a_stranger_steers_neither() {
        let warnings = ["a\u{1b}[2J\u{202E}<script>".to_owned()];
        assert!(!print_warnings(&warnings).contains(['\u{1b}', '\u{202E}']));
        assert!(!render_warnings(&warnings).into_string().contains("<script>"));
    }
}
