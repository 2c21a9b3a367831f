//! What history says of the model's priors: records of what governments did, what was known of them on a day, and what is fitted to them.
//!
//! The records stand in `scenarios/reference/`; others of the same columns are read as they come. `records/` reads them, `knowledge.rs`
//! cuts them to what was known on a day, `priors.rs` gives draws of a fit to whoever names it in a scenario.

mod block_lengths;
pub(crate) mod block_rates;
pub(crate) mod government;
pub(crate) mod knowledge;
pub(crate) mod priors;
pub(crate) mod records;
mod time_set;

pub(crate) use block_lengths::{BlockLaw, SEED, fit_shipped_blocks};
pub use government::Government;
pub use knowledge::Knowledge;
pub use priors::PriorDraws;
pub(crate) use priors::{draw_priors, shipped as shipped_records};
pub use records::{BLOCKS_CSV, COUNTRY_YEARS_CSV, EPISODES_CSV};
pub use records::{Confidence, FileKind, LeftOut, Measure, RecordsError};
pub use time_set::LEAST_DECISIONS;
pub(crate) use time_set::TimeSet;
