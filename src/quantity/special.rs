//! The incomplete gamma and beta functions, which no portable crate offers with both tails to full precision.

use crate::normal::Level;

/// Enough terms for shapes up to a million: the expansions below need some multiple of their square root.
const MOST_TERMS: u32 = 20_000;
/// Stands in for zero in Lentz's method.
const TINY: f64 = 1e-300;

/// P(k, x) and Q(k, x), the regularised incomplete gamma functions, for k > 0 and x ≥ 0.
pub(super) fn gamma(k: f64, x: f64) -> Level {
    if x <= 0.0 {
        return Level { below: 0.0, above: 1.0 };
    }
    if x == f64::INFINITY {
        return Level { below: 1.0, above: 0.0 };
    }
    let front = libm::exp(k * libm::log(x) - x - libm::lgamma(k));
    if x < k + 1.0 {
        let below = (front * gamma_series(k, x)).min(1.0);
        Level { below, above: 1.0 - below }
    } else {
        let above = (front * gamma_fraction(k, x)).min(1.0);
        Level { below: 1.0 - above, above }
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

/// The continued fraction of Q(k, x): DLMF 8.9.2, in the even form, by Lentz's method.
fn gamma_fraction(k: f64, x: f64) -> f64 {
    let mut b = x + 1.0 - k;
    let start = 1.0 / b;
    lentz(start, start, 1.0 / TINY, |n| {
        b += 2.0;
        (-n * (n - k), b)
    })
}

/// I_x(a, b) and its complement, the regularised incomplete beta function, for a, b > 0; `y` is 1 − x.
pub(super) fn beta(a: f64, b: f64, x: f64, y: f64) -> Level {
    if x <= 0.0 {
        return Level { below: 0.0, above: 1.0 };
    }
    if y <= 0.0 {
        return Level { below: 1.0, above: 0.0 };
    }
    let scale = libm::lgamma(a + b) - libm::lgamma(a) - libm::lgamma(b);
    let front = libm::exp(scale + a * libm::log(x) + b * libm::log(y));
    if x * (a + b + 2.0) < a + 1.0 {
        let below = (front * beta_fraction(a, b, x) / a).min(1.0);
        Level { below, above: 1.0 - below }
    } else {
        let above = (front * beta_fraction(b, a, y) / b).min(1.0);
        Level { below: 1.0 - above, above }
    }
}

/// The continued fraction of the incomplete beta function: DLMF 8.17.22, by Lentz's method.
fn beta_fraction(a: f64, b: f64, x: f64) -> f64 {
    let first = 1.0 / not_zero(1.0 - (a + b) * x / (a + 1.0));
    lentz(first, first, 1.0, |step| {
        // Lentz's steps from the second on: 2m, then 2m + 1.
        let m = ((step + 1.0) / 2.0).floor();
        let even = a + 2.0 * m;
        let d = if step % 2.0 == 1.0 {
            m * (b - m) * x / ((even - 1.0) * even)
        } else {
            -(a + m) * (a + b + m) * x / (even * (even + 1.0))
        };
        (d, 1.0)
    })
}

/// Lentz's method (Thompson and Barnett 1986) from value `h` and its running ratios; `term(n)` gives the n-th
/// numerator and denominator.
fn lentz(mut h: f64, mut d: f64, mut c: f64, mut term: impl FnMut(f64) -> (f64, f64)) -> f64 {
    for n in 1..MOST_TERMS {
        let (over, under) = term(f64::from(n));
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
