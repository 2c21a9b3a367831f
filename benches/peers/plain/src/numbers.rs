//! Where random numbers come from.

use rand::rngs::SmallRng;
use rand_distr::{Distribution, Exp1, StandardNormal};

/// Random numbers one at a time.
pub(crate) trait Source {
    /// A standard normal number.
    fn normal(&mut self) -> f64;
    /// An exponential number of mean 1.
    fn exponential(&mut self) -> f64;
}

impl Source for SmallRng {
    #[inline]
    fn normal(&mut self) -> f64 {
        StandardNormal.sample(self)
    }

    #[inline]
    fn exponential(&mut self) -> f64 {
        Exp1.sample(self)
    }
}
