//! How well forecasts agree with what happened.

mod band;
mod brier;
mod calibration;
mod crps;
mod share_interval;

pub use band::UniformBand;
pub use brier::{BrierScore, brier_score, censoring_weights};
pub use calibration::{Coverage, PitInterval, central_coverage, expected_bins, pit};
pub use crps::survival_crps;
pub use share_interval::{beta_quantile, beta_tail, clopper_pearson, wilson};
