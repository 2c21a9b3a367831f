//! The rules, one file a concern.
//!
//! Components that know nothing of the whole ([`agenda`], [`pressure`], [`users`], [`money`],
//! [`retention`]) come first; [`market`] and [`state`] put them together into the world of one replication;
//! the other files are the rules by which it moves.

pub mod access;
pub mod agenda;
pub mod baseline;
pub mod branching;
pub mod error;
pub mod event_log;
pub mod group;
pub mod market;
pub mod money;
pub mod notice;
pub mod parameter_draw;
pub mod pressure;
pub mod random_streams;
pub mod rates;
pub mod retention;
pub mod state;
pub mod transitions;
pub mod users;
pub mod warnings;

mod arrivals;
mod blocks;
mod courts;
mod deals;
mod flows;
mod home;
mod initial_state;
mod observation;
mod offers;
mod orders;
mod policy;
mod replication;
mod retention_warning;
mod reviews;
mod scheduled;
mod structures;
mod terminal_value;
mod whole_steps;
