//! Units, numbers as people write them, and distributions.

mod amount;
mod cursor;
mod cut;
mod describe;
mod dimension;
mod distribution;
mod family;
mod fault;
mod format;
mod law;
mod parse;
mod solve;
mod special;
mod truncation;
mod unit;

#[cfg(test)]
mod tests;

pub use dimension::{Dimension, Family};
pub use distribution::Distribution;
pub use fault::{Fault, printable};
pub use format::{format, format_exact, money};
pub use parse::{parse, parse_amount, parse_number, parse_scalar};
pub use truncation::snap;
pub use unit::{MONTH, YEAR, is_unit_word};
