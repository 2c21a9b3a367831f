//! What is wrong with an option of a study, wherever it was given: on the command line, in Python, in a plan.

use crate::quantity::Fault;

/// An option that cannot be heeded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("--{option}: {reason}")]
pub struct OptionError {
    /// Its name on the command line, without dashes before it.
    pub option: &'static str,
    /// What is wrong with it.
    pub reason: String,
}

impl OptionError {
    /// Says what is wrong with an option.
    pub fn new(option: &'static str, reason: impl Into<String>) -> Self {
        Self { option, reason: reason.into() }
    }

    /// Says what is wrong with the quantity `text` of an option.
    pub(crate) fn in_text(option: &'static str, text: &str) -> impl Fn(Fault) -> Self {
        move |fault| Self::new(option, fault.shown(text))
    }
}
