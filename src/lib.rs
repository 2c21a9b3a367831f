//! What becomes of an app when governments close their markets to it.

pub mod analysis;
pub mod charts;
pub mod quantity;
pub mod report;
pub mod scenario;
