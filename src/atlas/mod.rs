//! The atlas: fifty markets, what is known of each with year, source and confidence, and the defaults that follow from it.
//!
//! A scenario names a market of it with `atlas = "CA"`; what the scenario does not say is then taken from [`list_defaults`]. The files
//! stand in `scenarios/reference/`, whose README says what to beware of.

mod categories;
mod defaults;
mod figures;
mod markets;
mod records;

pub use categories::Category;
pub use defaults::{AtlasDefault, list_defaults};
pub use figures::{FIGURES_CSV, Figure, find_figure, list_figures};
pub use markets::{MARKETS_CSV, Market, find_market, list_markets, suggest_code};

/// What the US screening committee did, by year: what rates of reviews are informed by.
pub static SCREENING_CSV: &str = include_str!("../../scenarios/reference/cfius.csv");
