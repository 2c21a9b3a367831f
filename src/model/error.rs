//! What can stop a replication.

use thiserror::Error;

/// Why a replication has no result.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum ModelError {
    /// The terminal value does not exist.
    #[error(
        "in market `{market}` the discount rate drawn, {rate:.4}, is not above terminal growth, {growth:.4}: \
         the terminal value would be infinite. Bound one of them (`, min …` or `, max …`)"
    )]
    NoTerminalValue {
        /// Market key.
        market: String,
        /// r.
        rate: f64,
        /// g∞.
        growth: f64,
    },
    /// Pressure feeds on itself.
    #[error(
        "more than {limit} events: pressure feeds on itself. Lower `policy.review.jump`, `policy.ban.jump`, \
         the links or `pressure.half_life`"
    )]
    TooManyEvents {
        /// The limit.
        limit: u64,
    },
    /// The user stopped it.
    #[error("interrupted")]
    Stopped,
    /// Numbers left the range of floating point.
    #[error("in market `{market}` the value is not a finite number; look for extreme growth, ARPU or churn")]
    NotFinite {
        /// Market key.
        market: String,
    },
}
