//! Units, numbers as people write them, and distributions.

mod agreement;
mod amount;
mod apart;
mod currency;
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
mod reader;
mod solve;
pub(crate) mod special;
mod stable;
mod truncation;
mod unit;

#[cfg(test)]
mod tests;

pub use apart::{check_list, parse_ends, parse_plain};
pub use currency::{Currency, Exchange};
pub use dimension::{Dimension, Family};
pub use distribution::Distribution;
pub use fault::{Fault, printable};
pub use format::{format, format_count, format_exact, money};
pub use parse::{parse, parse_amount, parse_number, parse_scalar, parse_with_doubts};
pub use truncation::snap;
pub use unit::{MONTH, YEAR, is_unit_word};
