//! What is wrong with a quantity as written, and where in the text.

use std::ops::Range;

/// A mistake in the text of a quantity.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Fault {
    /// Bytes of the text that are wrong; empty where no text is at hand.
    pub span: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
}

impl Fault {
    /// A mistake in the bytes `span`.
    pub fn new(span: Range<usize>, message: impl Into<String>) -> Self {
        Self { span, message: message.into(), help: None }
    }

    /// The same with what to write instead.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The message, `text` with a mark under what is wrong, and the help.
    pub fn shown(&self, text: &str) -> String {
        let count = |range: Range<usize>| text.get(range).map_or(0, |part| part.chars().count());
        let before = " ".repeat(count(0..self.span.start));
        let marks = "^".repeat(count(self.span.clone()).max(1));
        let help = self.help.as_ref().map(|help| format!("\n  help: {}", printable(help))).unwrap_or_default();
        // The message may quote the text.
        format!("{}\n  {}\n  {before}{marks}{help}", printable(&self.message), printable(text))
    }

    /// The same fault, pointing at `span`.
    pub(super) fn at(mut self, span: Range<usize>) -> Self {
        self.span = span;
        self
    }
}

/// A stranger's text with spaces for what would steer the terminal or turn the line round.
pub fn printable(text: &str) -> String {
    let steers = |c: char| {
        c.is_control() || matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().map(|c| if steers(c) { ' ' } else { c }).collect()
}
