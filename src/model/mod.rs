//! The rules, one file a concern.
//!
//! Components that know nothing of the whole ([`agenda`], [`pressure`], [`users`], [`money`],
//! [`retention`]) come first; [`market`] and [`state`] put them together into the world of one replication;
//! the other files are the rules by which it moves.

pub mod access;
pub mod agenda;
pub mod baseline;
pub mod branching;
pub mod drawn;
pub mod error;
pub mod group;
pub mod luck;
pub mod market;
pub mod money;
pub mod notice;
pub mod pace;
pub mod pressure;
pub mod retention;
pub mod state;
pub mod story;
pub mod time;
pub mod users;
pub mod warnings;

mod arrivals;
mod course;
mod courts;
mod deals;
mod flows;
mod home;
mod measures;
mod offers;
mod orders;
mod past;
mod retention_warning;
mod scheduled;
mod seen;
mod steps;
mod structures;
