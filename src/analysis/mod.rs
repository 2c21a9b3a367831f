//! From replications to figures: what a run found, with how sure it is.

pub mod acting_inputs;
pub mod audit;
pub mod backtest;
mod bridge;
mod calendar;
pub mod calibration;
mod comparison;
mod conclude;
mod convergence;
mod course_parts;
mod courses;
mod deals;
pub mod decision;
mod difference;
pub mod discovery;
pub(crate) mod drivers;
mod exemplars;
pub mod focus;
mod gather;
pub mod hindcast;
mod inputs;
mod leading;
mod leading_defaults;
mod metric;
mod metric_tally;
mod option_error;
mod outcome_fans;
mod outcomes;
mod page_rows;
mod precision;
mod sales;
mod saved_block;
#[cfg(test)]
mod saved_names;
pub mod sensitivity;
mod shapley;
mod shard;
pub mod shift;
pub mod statistics;
mod story;
mod strategy_split;
mod studied;
mod summary;
pub mod sweep;
mod units;
mod warnings;

pub use bridge::{BEFORE, BridgePart};
pub use calendar::{date, name_month, write_date};
pub use comparison::{
    COMPARISON_FORMAT, Comparison, Dominance, MarketDifference, Order, Pair, Pairing, Place, RunIdentity, Side,
    SideMarket, arrange, name_side, tell_apart,
};
pub use course_parts::PartMeans;
pub use courses::{Course, CourseColumns, CourseFigures, OpenByPast};
pub use deals::Deal;
pub use difference::{
    Change, Contribution, DIFFERENCE_FORMAT, Difference, DifferenceError, DifferenceGroup, DifferenceItem,
    DifferenceSide, Method, explain, histories,
};
pub use drivers::{RunDriver, RunDrivers};
pub use exemplars::{Ranked, Ranking};
pub use gather::Gatherer;
pub use leading::LeadingValue;
pub use leading_defaults::{LeadingDefault, ORDER_OF_DEFAULTS, count_acting_defaults, list_leading_defaults};
pub use metric::{Metric, MetricColumn, MetricError, RowEvent};
pub use metric_tally::{AskedFigures, MetricTally};
pub use option_error::OptionError;
pub use outcomes::{Outcomes, find_hits};
#[cfg(test)]
pub(crate) use page_rows::sample::rows_of;
pub use page_rows::{
    LEAST_DIVISOR, MOST_PAGE_ROWS, MarketWorth, PAGE_ROWS_FORMAT, PackedColumn, PageRows, PageRowsGatherer,
};
pub use precision::{Looks, Precision, PrecisionError, needed, significant};
pub use sales::{SaleGroup, SaleTiming};
pub(crate) use saved_block::{count_block_bytes, pack_block, unpack_block};
pub use shapley::{Orders, Shares};
pub use shard::Shard;
pub use statistics::{
    Interval, MeanEstimate, Measured, Moments, Piece, Pieces, Sketch, Statistic, Z, error_from_interval, evidence,
    interval_from_error, proportion,
};
pub use story::{Line, describe_log};
pub use strategy_split::{SALE_AGAINST_CASH, SPLIT_PARTS, StrategySplit, is_one_world};
pub use studied::StudiedScenario;
pub use summary::*;
pub use sweep::{Level, SWEEP_FORMAT, Scale, Sweep, SweepDesign, SweptFigure, SweptInput};
pub use units::{Packed, Unit, UnitError, UnitPlace, UnitSource, Units};
