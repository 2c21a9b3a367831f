//! Scenario files: as written, as true, and what is wrong with one.

pub mod fields;
pub mod inputs;
pub mod keys;
pub mod observables;

mod audit_rules;
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
mod lookup;
mod names;
mod node;
mod packed;
mod quantities;
mod reader;
mod resolved;
mod schema;
mod shape;
mod source;
mod strategy_rules;
mod sweep;
mod template;
mod view;
mod words;
mod world;

pub use audit_rules::{AUDIT_RULES, AuditRule, find_audit_rule};
pub use bundled::BUNDLED;
pub use checked::*;
pub use diagnostics::{Diagnostic, ScenarioError, Severity};
pub use difference::{ABSENT, Group, Item, ORDER, Pair, name_group};
pub(crate) use emit::quote;
pub(crate) use facts::find_later;
pub use facts::{Fact, find_facts, find_other_company, is_source};
pub use inputs::*;
pub use load::LoadError;
pub use lookup::{Typical, find_field, find_key, find_typical};
pub use packed::PackedScenario;
pub use quantities::*;
pub use schema::schema;
pub use source::Place;
pub use strategy_rules::*;
pub use sweep::{Axis, Level, Scale, Spread, SweepRequest, split};
pub use template::Template;
pub use words::{
    Algorithm, Answer, DesignKind, QuestionKind, ReviewOutcome, WordMeaning, list_answers, list_event_kinds,
    list_keys_of_event,
};
