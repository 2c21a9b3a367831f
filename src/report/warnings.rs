//! What to bear in mind of a result: told in the same way on every page and on the terminal.

use maud::{Markup, html};

use super::terminal::{COLUMNS, wrap_words};
use crate::text::clean::clean;

/// What stands above it.
const HEADING: &str = "To bear in mind";

/// Warnings for a page; nothing where there are none.
pub(super) fn warnings_markup(warnings: &[String]) -> Markup {
    html! {
        @if !warnings.is_empty() {
            div.warnings {
                h3 { (HEADING) }
                ul { @for warning in warnings { li dir="auto" { (with_names(&clean(warning))) } } }
            }
        }
    }
}

/// What stands between backquotes is a name from the scenario.
fn with_names(text: &str) -> Markup {
    html! { @for (i, piece) in text.split('`').enumerate() { @if i % 2 == 1 { code { (piece) } } @else { (piece) } } }
}

/// The same for a terminal, each in lines of its own; empty where there are none.
pub fn warnings_terminal(warnings: &[String]) -> String {
    if warnings.is_empty() {
        return String::new();
    }
    let told = warnings.iter().map(|warning| {
        let lines = wrap_words(&clean(warning), COLUMNS - 2);
        lines.iter().map(|line| format!("  {line}\n")).collect::<String>()
    });
    format!("{HEADING}:\n{}", told.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_say_every_warning_and_none_says_nothing() {
        let warnings = ["Event `us-ban` fits nowhere.".to_owned(), "word ".repeat(60)];
        let text = warnings_terminal(&warnings);
        assert!(text.starts_with("To bear in mind:\n  Event `us-ban` fits nowhere.\n  word word"));
        assert!(text.lines().all(|line| line.chars().count() <= COLUMNS), "{text}");
        assert_eq!(text.matches("word").count(), 60);
        let page = warnings_markup(&warnings).into_string();
        assert!(page.contains("<code>us-ban</code>") && page.matches("word").count() == 60, "{page}");
        assert!(warnings_terminal(&[]).is_empty() && warnings_markup(&[]).into_string().is_empty());
    }

    #[test]
    fn a_stranger_steers_neither() {
        let warnings = ["a\u{1b}[2J\u{202E}<script>".to_owned()];
        assert!(!warnings_terminal(&warnings).contains(['\u{1b}', '\u{202E}']));
        assert!(!warnings_markup(&warnings).into_string().contains("<script>"));
    }
}
