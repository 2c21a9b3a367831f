//! Scenario files: as written, as true, and how a mistake in one is told.

pub mod fields;

mod checked;
mod drawing;

pub use checked::*;
