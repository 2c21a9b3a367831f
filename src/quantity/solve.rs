//! Numerical work on distributions without closed forms: inversion and the mean.

use std::f64::consts::PI;

use crate::normal::{self, Level};

use super::special::Point;

/// The least number from `low` to `high` for which `reached` holds, to the last bit; `high` where it holds for none.
///
/// `reached` must hold for every number above one for which it holds. Bisection over the numbers
/// that exist, so the answer does not depend on the bracket and is monotone where `reached` is.
pub(super) fn least(low: f64, high: f64, reached: impl Fn(f64) -> bool) -> f64 {
    let (mut below, mut above) = (rank(low), rank(high));
    if below >= above || reached(low) {
        return low;
    }
    while below + 1 < above {
        let middle = below.midpoint(above);
        if reached(number(middle)) {
            above = middle;
        } else {
            below = middle;
        }
    }
    number(above)
}

/// Place of a number among all floating-point numbers, in ascending order.
fn rank(x: f64) -> i64 {
    let bits = x.to_bits().cast_signed();
    if bits < 0 { i64::MIN.wrapping_sub(bits) } else { bits }
}

/// The number of that rank.
fn number(rank: i64) -> f64 {
    let bits = if rank < 0 { i64::MIN.wrapping_sub(rank) } else { rank };
    f64::from_bits(bits.cast_unsigned())
}

/// The argument from `low` to `high` at which `point` reaches `level`, to rounding: Newton's method on the normal score of
/// the probability, which is nearly a straight line for gammas of a logarithm and betas of a logit, kept in a bracket.
pub(super) fn invert(level: Level, start: f64, (mut low, mut high): (f64, f64), point: impl Fn(f64) -> Point) -> f64 {
    const MOST_STEPS: usize = 100;
    let score = normal::quantile(level);
    let mut y = start.clamp(low, high);
    for _ in 0..MOST_STEPS {
        let here = point(y);
        if here.level.reaches(level) {
            high = y;
        } else {
            low = y;
        }
        let reached = normal::quantile(here.level);
        let next = y + (score - reached) * normal::density(reached) / here.density;
        let next = if next >= low && next <= high { next } else { f64::midpoint(low, high) };
        let step = (next - y).abs();
        y = next;
        if step <= 2.0 * f64::EPSILON * y.abs().max(1.0) {
            break;
        }
    }
    y
}

/// Mean of the distribution with quantiles `at`: ∫ Q(u) du by tanh-sinh quadrature (Takahasi and Mori 1974),
/// which bears the singular ends.
pub(super) fn mean(at: impl Fn(Level) -> f64) -> f64 {
    const STEPS: i32 = 256;
    const HALF_WIDTH: f64 = 4.0;
    let step = HALF_WIDTH / f64::from(STEPS);
    let mut sum = 0.0;
    for i in -STEPS..=STEPS {
        let t = step * f64::from(i);
        let s = PI * libm::sinh(t);
        let level = Level { below: 1.0 / (1.0 + libm::exp(-s)), above: 1.0 / (1.0 + libm::exp(s)) };
        sum += at(level) * PI * libm::cosh(t) * level.below * level.above;
    }
    sum * step
}
