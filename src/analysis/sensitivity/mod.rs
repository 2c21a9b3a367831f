//! Global sensitivity: what the uncertainty of a result comes from, and what knowing more would be worth.
//!
//! The caller simulates; here values become figures. A history is a function of independent factors (inputs that depend
//! on one another are one factor together) and of its luck, which is one more factor.

mod conditional;
mod correlation_ratio;
mod elementary;
mod learning;
mod paired;
mod range;
mod request;
pub mod runs;
mod second;
mod study;
mod swing;
mod variance;

#[cfg(test)]
mod known;

pub use super::statistics::Interval;
pub use conditional::{Bar, Conditional, Part, Tornado};
pub use elementary::{Effect, Elementary, Plan, Trajectory, quantile_of_level};
pub use learning::{Learned, Learning, Slice, ValueOfLearning};
pub use range::{describe_range, plausible_range};
pub use request::{SensitivityMethod, SensitivityRequest};
pub use second::{Pair, PairRow, SecondOrder};
pub use study::{Driver, Foremost, Found, SENSITIVITY_FORMAT, Sensitivity};
pub use swing::{FigureSwings, InputKind, LeftOut, Movement, Swing, SwingEnd};
pub use variance::{Index, Indices, Row, Variance};
