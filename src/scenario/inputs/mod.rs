//! Every input that a scenario may hold, once: what it is called, what it measures, its range, its default, its meaning.
//!
//! The structs of the scenario, their reader, the JSON Schema, `check`, the help for unknown keys and the tables in
//! `docs/scenario-format.md` are all made from these entries. In a path `*` stands for a name that the strategist chose (a market, a
//! bidder, …). Groups under `policy` and `response` stand once for all markets, and any market may override its own.

mod deals;
mod governments;
mod markets;
mod strategies;

use super::fields::Field;
use super::keys::{self, Key};

pub use deals::{Bidder, Deal, HomeCountry, Structure};
pub use governments::{BanPolicy, CourtPolicy, OrderPolicy, Policy, Pressure, Response, ReviewOutcomes, ReviewPolicy};
pub use markets::{Company, Market, Money, Noise, Retention};
pub use strategies::{EventTerms, RegimeTerms, Strategy};

/// Every quantity of the format, in the order in which documentation prints them.
pub fn fields() -> impl Iterator<Item = &'static Field> {
    let declared = [markets::FIELDS, governments::FIELDS, deals::FIELDS, strategies::FIELDS];
    declared.into_iter().flatten().copied().flatten()
}

/// Every key of the format that holds no quantity, in the order in which documentation prints them.
pub fn keys() -> impl Iterator<Item = &'static Key> {
    let declared = [markets::KEYS, governments::KEYS, deals::KEYS, strategies::KEYS];
    keys::TOP.iter().chain(declared.into_iter().flatten().copied().flatten()).chain(keys::LAST)
}
