//! Many histories of one scenario: drawn, run in parallel, handed on in order.

mod ensemble;
pub mod factors;
mod layout;
mod led;
mod parameters;
mod replay;
pub mod selected;

pub use ensemble::{
    Block, Settings, SimulationError, Trial, simulate, simulate_block, simulate_trials, simulate_until, threads,
};
pub use layout::{Column, ColumnKind, Layout, MEASURES, PARTS};
pub use led::{Led, LedBlock, Tilt};
pub use parameters::{Parameters, inputs_of};
pub use replay::{Replay, replay};
