//! The clock: days since the start, rates per year.

/// Days in a year.
pub const YEAR: f64 = 365.25;
