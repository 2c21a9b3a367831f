//! Probability distributions of scenario quantities.

/// A distribution of a quantity in canonical units.
#[derive(Debug, Clone, PartialEq)]
pub struct Distribution;
