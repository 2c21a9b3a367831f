//! Many histories of one scenario: drawn, run in parallel, handed on in order.

mod cash_path;
pub mod catalogue;
mod chance_events;
mod courses;
mod ensemble;
pub mod factors;
mod importance;
mod layout;
mod parameters;
mod replay;
pub mod selected;

pub use cash_path::{CashColumns, DISCOUNT_SHIFTS};
pub use catalogue::{BRIDGE_PARTS, ColumnKind, Figure, Summarised, USER_METRICS, Unit, WorseSide};
pub use chance_events::{ChanceEvent, OwnAct, list_chance_events};
pub use courses::{Course, CourseBlock, CourseEnsemble, CourseReading, plan_courses};
pub use ensemble::{
    Block, Departure, Settings, SimulationError, Trial, simulate, simulate_block, simulate_departure, simulate_trials,
    simulate_until, threads,
};
pub use importance::{Tilt, WeightedBlock, WeightedReplication};
pub(crate) use layout::BASELINE_COHORT;
pub use layout::{Layout, OutcomeColumn};
pub use parameters::{Parameters, find_inputs};
pub use replay::{Replay, replay};
