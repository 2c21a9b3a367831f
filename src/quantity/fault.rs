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
    pub(super) fn new(span: Range<usize>, message: impl Into<String>) -> Self {
        Self { span, message: message.into(), help: None }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same fault, pointing at `span`.
    pub(super) fn at(mut self, span: Range<usize>) -> Self {
        self.span = span;
        self
    }
}
