//! Tests of the program as its users meet it.

// A test that lacks what it needs fails by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;
mod docs;
mod format;
mod mistakes;
