//! Scenario discovery: in which part of what is uncertain do the histories of interest lie? (Bryant and Lempert 2010)
//!
//! PRIM, the patient rule induction method (Friedman and Fisher 1999), answers with a box, a range for each of few
//! variables, in which hits are dense. It gets there step by step, and each step is a choice between coverage, how many
//! of all hits are in the box, and density, how many of those in the box are hits.

mod cut;
mod ends;
mod inside;
mod levels;
mod options;
mod paste;
mod peel;
mod rank;
mod region;
mod resampling;
mod run;
mod search;
mod significance;
mod small;
mod state;
mod study;
mod table;
mod view;

#[cfg(test)]
mod tests;

pub use options::{Objective, Options};
pub use region::{Column, End, Limit, Range, Region, Trajectory};
pub use resampling::{MOST_ROWS, Nearest, RESAMPLES, Reproducibility};
pub use run::{Histories, MOST_HISTORIES, discover};
pub use significance::{SIGNIFICANT, Significance};
pub use study::{DISCOVERY_FORMAT, Discovered, Variable};
pub use table::{Discovery, find};
