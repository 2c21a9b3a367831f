//! Scenario files: as written, as true, and how a mistake in one is told.

pub mod fields;

mod checked;
mod diagnostics;
mod document;
mod folder;
mod layers;
mod node;
mod source;

pub use checked::*;
