//! Tests of the program as its users meet it.

mod random;
mod sample;

mod known_deals;
mod known_home;
mod known_inputs;
mod known_money;
mod known_orders;
mod known_past;
mod known_pressure;
mod known_users;
mod properties;
mod reproducible;
