//! Simulates what becomes of an app when governments close their markets to it: how many users stay, what the company is worth, how
//! sure that is, and what drives it.
//!
//! A *scenario* is a TOML file that says what is known and what is uncertain: markets with their users and money, what governments
//! may do, what the owner does then. It is read and checked by [`Scenario::load`]. [`simulate`] draws its inputs and runs its events
//! in thousands of simulations, and summarises them as [`Results`]:
//!
//! ```
//! use marketgate::{Scenario, Settings, simulate};
//!
//! let scenario = Scenario::load("scenarios/next-entrant/games.toml".as_ref(), &[])?;
//! let results = simulate(&scenario, &Settings { replications: 500, ..Settings::default() })?;
//!
//! let ban = results.figure("markets.india.outcomes.banned")?;
//! println!("a ban in India in {:.0}% of simulations", 100.0 * ban.value.unwrap_or_default());
//! print!("{}", results.print());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`Results::write`] leaves the report with its charts, the tables and the workbook in a folder, as the command `marketgate run` does.
//! [`simulate_watched`] hands on the row of every simulation, says how far it is, and can be stopped.
//! An input is varied by reading the scenario with an override, on the same random draws:
//!
//! ```
//! # use marketgate::{Scenario, Settings, simulate};
//! for rate in ["8%", "12%"] {
//!     let overrides = [format!("company.discount_rate={rate}")];
//!     let scenario = Scenario::load("scenarios/next-entrant/games.toml".as_ref(), &overrides)?;
//!     let results = simulate(&scenario, &Settings { replications: 100, ..Settings::default() })?;
//!     println!("{rate}: {:?}", results.value().mean);
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The folder `examples/` of the repository holds a first run, a scenario built in code, and a sweep; `docs/scenario-format.md` the
//! manual of the format, `docs/model.md` what is computed.

// The rooms, from the bottom up; see docs/architecture.md. What others may use is named at the end; tests, benches and the fuzzer look
// into the rooms themselves.
#[doc(hidden)]
pub mod analysis;
#[doc(hidden)]
pub mod atlas;
#[doc(hidden)]
pub mod calibration;
#[doc(hidden)]
pub mod charts;
#[doc(hidden)]
pub mod cli;
#[doc(hidden)]
pub mod csv_table;
#[doc(hidden)]
pub mod disk;
#[doc(hidden)]
pub mod draws;
#[doc(hidden)]
pub mod expression;
#[doc(hidden)]
pub mod inference;
#[doc(hidden)]
pub mod model;
#[doc(hidden)]
pub mod normal;
#[doc(hidden)]
pub mod quantity;
#[doc(hidden)]
pub mod report;
mod run;
#[doc(hidden)]
pub mod scenario;
#[doc(hidden)]
pub mod simd;
#[doc(hidden)]
pub mod simulation;
#[doc(hidden)]
pub mod table;
mod text;

#[doc(inline)]
pub use analysis::{Estimate, MarketSummary, Measured, MetricError, Summary};
#[doc(inline)]
pub use report::{ColumnKind, ColumnSpec, Format, ReportError, RowBlock, RowFiles, Views};
pub use run::{Results, RunError, Watch, describe_rows, simulate, simulate_to_precision, simulate_watched};
#[doc(inline)]
pub use scenario::{Diagnostic, LoadError, Scenario, ScenarioError, Severity};
#[doc(inline)]
pub use simulation::{Settings, SimulationError};
