//! Draws from a posterior whose density is known up to a factor.

mod convergence;
mod gamma;
mod slice;

pub use convergence::{Convergence, check_convergence};
pub use gamma::draw_gamma;
pub(crate) use gamma::{draw_normal, draw_uniform};
pub use slice::{Schedule, sample_chain, sample_chains};

/// Draws of several chains after warm-up, and how well they agree.
#[derive(Debug, Clone, PartialEq)]
pub struct Draws {
    /// The points, chain after chain.
    pub points: Vec<Vec<f64>>,
    /// Whether the chains came to the same distribution.
    pub convergence: Convergence,
}
