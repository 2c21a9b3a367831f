//! Tests of the program as its users meet it.

mod common;
mod format;
mod mistakes;
