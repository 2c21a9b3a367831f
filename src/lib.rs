//! What becomes of an app when governments close their markets to it.

pub mod analysis;
pub mod charts;
pub mod cli;
pub mod csv_table;
pub mod disk;
pub mod draws;
pub mod expression;
pub mod model;
pub mod normal;
pub mod quantity;
pub mod report;
pub mod scenario;
pub mod simd;
pub mod simulation;
pub mod table;
mod text;
