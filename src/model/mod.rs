//! The rules, one file a concern.
//!
//! Components that know nothing of the whole (`agenda`, `pressure`, `users`, `money`,
//! `retention`) come first; `market` and `state` put them together into the world of one replication;
//! the other files are the rules by which it moves.

mod access;
mod agenda;
mod arrivals;
mod attempts;
mod baseline;
mod blocks;
mod branching;
mod courts;
mod deals;
mod error;
mod event_log;
mod flows;
mod group;
mod home;
mod initial_state;
mod market;
mod money;
mod notice;
mod observables;
mod observation;
mod offers;
mod orders;
mod parameter_draw;
mod policy;
mod pressure;
mod random_streams;
mod rates;
mod replication;
mod retention;
mod retention_warning;
mod reviews;
mod scheduled;
mod state;
mod strategy_rules;
mod structures;
mod terminal_value;
mod transitions;
mod users;
mod warnings;
mod whole_steps;

pub use access::*;
pub use agenda::*;
pub use baseline::*;
pub use branching::*;
pub use error::*;
pub use event_log::*;
pub use group::*;
pub use market::*;
pub use money::*;
pub use notice::*;
pub use observation::*;
pub use parameter_draw::*;
pub use pressure::*;
pub use random_streams::*;
pub use rates::*;
pub use retention::*;
pub use state::*;
pub use strategy_rules::*;
pub use transitions::*;
pub use users::*;
pub use warnings::*;
