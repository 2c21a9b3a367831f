//! Many histories of one scenario: drawn, run in parallel, handed on in order.

mod branches;
mod cash_path;
pub mod catalogue;
mod chance_events;
mod ensemble;
pub mod factors;
mod importance;
mod layout;
mod parameters;
mod replay;
pub mod selected;
mod trials;
mod variants;

pub use branches::HistoryRecord;
pub use cash_path::{CashColumns, DISCOUNT_SHIFTS};
pub use catalogue::{BRIDGE_PARTS, ColumnKind, Figure, Summarised, USER_METRICS, Unit, WorseSide};
pub use chance_events::{ChanceEvent, OwnAct, list_chance_events};
pub use ensemble::{
    Block, Departure, Settings, SimulationError, simulate, simulate_block, simulate_blocks, simulate_departure,
    simulate_until, threads,
};
pub use importance::{Tilt, WeightedBlock, WeightedReplication};
pub(crate) use layout::BASELINE_COHORT;
pub use layout::{Layout, OutcomeColumn};
pub use parameters::{Parameters, find_inputs};
pub use replay::{Replay, replay};
pub use trials::{Trial, simulate_trials};
pub use variants::{Variant, VariantBlock, VariantEnsemble, VariantReading, plan_variants};
