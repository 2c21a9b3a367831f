//! Statistics that all studies share: running moments, quantiles in a fixed space, estimates with their errors, resampling.

mod bins;
mod block_means;
mod bootstrap;
mod clusters;
mod estimates;
pub mod evidence;
mod figure_tally;
mod moments;
mod sketch;

pub(super) use bins::{Bins, Tails};
pub(super) use block_means::BlockedMean;
pub(super) use bootstrap::Resampled;
pub(super) use clusters::ClusterSums;
pub use estimates::{
    EstimateRange, Interval, MeanEstimate, Measured, Statistic, Z, error_from_interval, interval_from_error,
};
pub(super) use estimates::{combine_errors, is_constant};
pub(super) use figure_tally::{BITS, FigureTally, LEAST_MONEY, LEAST_SHARE, least_magnitude};
pub(super) use moments::Ratio;
pub use moments::{Moments, proportion};
pub(super) use sketch::repeated;
pub use sketch::{Piece, Pieces, Sketch};
