//! Random numbers in portable arithmetic: uniform, normal, gamma.

use rand::{Rng, RngExt as _};

use crate::normal::{Level, quantile};

/// A uniform number inside (0, 1).
pub(crate) fn draw_uniform(rng: &mut impl Rng) -> f64 {
    Level::new(rng.random::<f64>()).below
}

/// A standard normal number, by inversion.
pub(crate) fn draw_normal(rng: &mut impl Rng) -> f64 {
    quantile(Level::new(rng.random::<f64>()))
}

/// A gamma number of the given shape (above 0) and scale 1 (Marsaglia and Tsang 2000).
pub fn draw_gamma(shape: f64, rng: &mut impl Rng) -> f64 {
    if shape < 1.0 {
        // Gamma(k) is Gamma(k + 1) times a uniform number to the power of 1/k.
        let larger = draw_gamma(shape + 1.0, rng);
        return larger * libm::exp(libm::log(draw_uniform(rng)) / shape);
    }
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / (9.0 * d).sqrt();
    loop {
        let x = draw_normal(rng);
        let v = (1.0 + c * x) * (1.0 + c * x) * (1.0 + c * x);
        if v > 0.0 && libm::log(draw_uniform(rng)) < 0.5 * x * x + d * (1.0 - v + libm::log(v)) {
            return d * v;
        }
    }
}
