//! Known answers and properties of quantities.

mod families;
mod formatting;
mod parsing;
mod properties;
mod samplers;
mod stable;
mod units;

use super::{Dimension, Distribution, Fault, parse};

/// A plain number's distribution, as written.
fn plain(text: &str) -> Distribution {
    read(text, Dimension::Factor)
}

fn read(text: &str, dimension: Dimension) -> Distribution {
    parse(text, dimension).unwrap_or_else(|fault| panic!("{text}: {fault:?}"))
}

fn refused(text: &str, dimension: Dimension) -> Fault {
    match parse(text, dimension) {
        Ok(distribution) => panic!("{text} was read as {}", distribution.describe()),
        Err(fault) => fault,
    }
}

/// Equal to a relative error.
#[track_caller]
fn near(found: f64, expected: f64, relative: f64) {
    let error = (found - expected).abs() / expected.abs().max(1e-300);
    assert!(error <= relative, "found {found}, expected {expected}, relative error {error:e}");
}
