//! Tests against published results and independent calculations.

mod data;
mod grouped;
mod posterior;
mod scoring;
mod survival;
