//! Scenario files: as written, as true, and how a mistake in one is told.

pub mod fields;
pub mod keys;

mod bundled;
mod checked;
mod data;
mod diagnostics;
mod difference;
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
mod schema;
mod shape;
mod source;
mod sweep;
mod template;
mod view;

pub use bundled::BUNDLED;
pub use checked::*;
pub use diagnostics::{Diagnostic, ScenarioError, Severity};
pub use difference::{ABSENT, Group, Item, ORDER, Pair, name_of};
pub use load::LoadError;
pub use schema::schema;
pub use source::Place;
pub use sweep::{Axis, Level, Scale, Spread, SweepRequest, split};
pub use template::Template;
