//! Scenario files: as written, as true, and how a mistake in one is told.

pub mod fields;
pub mod keys;

mod checked;
mod data;
mod diagnostics;
mod document;
mod drawing;
mod emit;
mod facts;
mod folder;
mod layers;
mod load;
mod names;
mod node;
mod reader;
mod resolved;
mod shape;
mod source;
mod view;

pub use checked::*;
pub use diagnostics::{Diagnostic, ScenarioError, Severity};
pub use load::LoadError;
pub use source::Place;
