//! How figures are written, for charts and reports alike.

pub(crate) mod numbers;
