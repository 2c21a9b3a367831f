//! What becomes of an app when governments close their markets to it.

pub mod analysis;
pub mod normal;
pub mod quantity;
pub mod scenario;
