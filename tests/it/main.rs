//! Tests of the program as its users meet it.

// A test that lacks what it needs fails by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod architecture;
mod atlas;
mod browser;
mod common;
mod hostile;
mod random;
mod sample;
mod study;

mod check;
mod compare;
mod conditions;
mod decision;
mod discovery;
mod docs;
mod doubts;
mod exit_codes;
mod explain;
#[cfg(unix)]
mod faults;
mod focus;
mod format;
mod invariance;
mod known_cases;
mod known_choices;
mod known_currency;
mod known_deals;
mod known_difference;
mod known_ends;
mod known_home;
mod known_inputs;
mod known_interplay;
mod known_least_price;
mod known_money;
mod known_notice;
mod known_orders;
mod known_parts;
mod known_past;
mod known_pressure;
mod known_rules;
mod known_strategies;
mod known_suits;
mod known_users;
mod known_worth;
mod limits;
mod mistakes;
mod natural_inputs;
mod new_case;
mod one_at_a_time;
mod precision;
mod properties;
mod ranges;
mod repeated;
mod reproducible;
mod rows;
mod rules;
mod saved;
mod sensitivity;
mod sentences;
mod shift;
mod summary;
mod sweep;
mod terminal;
