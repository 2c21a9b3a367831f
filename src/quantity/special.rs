//! The incomplete gamma and beta functions, which no portable crate offers with both tails to full precision.

use crate::normal::Level;

/// Enough terms for shapes up to a million: the expansions below need some multiple of their square root.
const MOST_TERMS: u32 = 20_000;
/// Stands in for zero in Lentz's method.
const TINY: f64 = 1e-300;

/// What the incomplete functions give at one point.
pub(crate) struct Point {
    /// Probabilities below and above.
    pub(crate) level: Level,
    /// Density on the scale of the logarithm (gamma) or the logit (beta) of the argument.
    pub(super) density: f64,
}

impl Point {
    fn from_below(below: f64, density: f64) -> Self {
        let below = below.min(1.0);
        Self { level: Level { below, above: 1.0 - below }, density }
    }

    fn from_above(above: f64, density: f64) -> Self {
        let above = above.min(1.0);
        Self { level: Level { below: 1.0 - above, above }, density }
    }
}

/// P(k, x) and Q(k, x), the regularised incomplete gamma functions, for k > 0 and finite x > 0.
pub(super) fn gamma(k: f64, x: f64) -> Point {
    let density = libm::exp(k * libm::log(x) - x - libm::lgamma(k));
    if x < k + 1.0 {
        Point::from_below(density * gamma_series(k, x), density)
    } else {
        Point::from_above(density * gamma_fraction(k, x), density)
    }
}

/// Σ xⁿ / (k (k+1) … (k+n)): DLMF 8.7.1.
fn gamma_series(k: f64, x: f64) -> f64 {
    let mut term = 1.0 / k;
    let mut sum = term;
    for n in 1..MOST_TERMS {
        term *= x / (k + f64::from(n));
        sum += term;
        if term <= sum * f64::EPSILON {
            break;
        }
    }
    sum
}

/// The continued fraction of Q(k, x): DLMF 8.9.2, its even part.
fn gamma_fraction(k: f64, x: f64) -> f64 {
    let start = 1.0 / (x + 1.0 - k);
    lentz(start, start, 1.0 / TINY, |n| {
        let n = f64::from(n);
        (-n * (n - k), x + 1.0 - k + 2.0 * n)
    })
}

/// The regularised incomplete beta function and its complement, for a, b > 0 and x in (0, 1); `y` is 1 − x.
pub(crate) fn beta(a: f64, b: f64, x: f64, y: f64) -> Point {
    let scale = libm::lgamma(a + b) - libm::lgamma(a) - libm::lgamma(b);
    let density = libm::exp(scale + a * libm::log(x) + b * libm::log(y));
    if x * (a + b + 2.0) < a + 1.0 {
        Point::from_below(density * beta_fraction(a, b, x) / a, density)
    } else {
        Point::from_above(density * beta_fraction(b, a, y) / b, density)
    }
}

/// The continued fraction of the incomplete beta function: DLMF 8.17.22.
fn beta_fraction(a: f64, b: f64, x: f64) -> f64 {
    let start = 1.0 / not_zero(1.0 - (a + b) * x / (a + 1.0));
    lentz(start, start, 1.0, |n| {
        // The coefficients from the second on: those of 2m, then of 2m + 1.
        let m = f64::from(n.div_ceil(2));
        let even = a + 2.0 * m;
        let over = if n % 2 == 1 {
            m * (b - m) * x / ((even - 1.0) * even)
        } else {
            -(a + m) * (a + b + m) * x / (even * (even + 1.0))
        };
        (over, 1.0)
    })
}

/// Lentz's method (Thompson and Barnett 1986) from value `h` and its running ratios; `term(n)` gives the n-th
/// numerator and denominator.
fn lentz(mut h: f64, mut d: f64, mut c: f64, term: impl Fn(u32) -> (f64, f64)) -> f64 {
    for n in 1..MOST_TERMS {
        let (over, under) = term(n);
        d = 1.0 / not_zero(under + over * d);
        c = not_zero(under + over / c);
        h *= d * c;
        if (d * c - 1.0).abs() < f64::EPSILON {
            break;
        }
    }
    h
}

fn not_zero(x: f64) -> f64 {
    if x.abs() < TINY { TINY } else { x }
}
