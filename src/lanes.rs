//! Four numbers that go through the same arithmetic, and an exponential that is the same for one as for four.
//!
//! Only IEEE additions, multiplications, divisions and comparisons are used, and never a fused multiply-add: each lane has the bits
//! that one number alone would have, on every processor.

use std::ops::{Add, Div, Mul, Sub};

/// Numbers that go side by side.
pub const WIDTH: usize = 4;

/// [`WIDTH`] numbers side by side.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[repr(align(32))]
pub struct Lanes(pub [f64; WIDTH]);

/// One number, or several side by side.
pub trait Real:
    Copy + Default + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + Div<Output = Self>
{
    /// The same number everywhere.
    fn all(value: f64) -> Self;

    /// `act` on each number.
    #[must_use]
    fn map(self, act: impl Fn(f64) -> f64) -> Self;

    /// `act` on each number and that of `other` beside it.
    #[must_use]
    fn with(self, other: Self, act: impl Fn(f64, f64) -> f64) -> Self;

    /// The greater of the two; a NaN stays one.
    #[must_use]
    #[inline(always)]
    fn at_least(self, other: Self) -> Self {
        self.with(other, |a, b| if a < b { b } else { a })
    }

    /// e to the power of each number, to an ulp. Powers beyond ±708 are held there.
    #[must_use]
    #[inline(always)]
    fn exponential(self) -> Self {
        let Power { two, rest, beyond } = Power::of(self);
        two * (beyond + rest + Self::all(1.0))
    }

    /// e to the power of each number, less 1, to an ulp. Powers beyond ±708 are held there.
    #[must_use]
    #[inline(always)]
    fn exponential_m1(self) -> Self {
        let Power { two, rest, beyond } = Power::of(self);
        two * (beyond + rest) + (two - Self::all(1.0))
    }
}

/// eˣ = 2ᵏ eʳ, with k whole and |r| at most ½ ln 2.
struct Power<T> {
    /// 2ᵏ.
    two: T,
    /// r.
    rest: T,
    /// eʳ − 1 − r.
    beyond: T,
}

/// 1/n!.
const TAYLOR: [f64; 14] = {
    let mut terms = [1.0; 14];
    let mut n = 1;
    while n < terms.len() {
        terms[n] = terms[n - 1] / n as f64;
        n += 1;
    }
    terms
};

impl<T: Real> Power<T> {
    /// ln 2 in two parts (Cody and Waite 1980): the first has so few bits that its product with k is exact.
    const LN_2: [f64; 2] = [f64::from_bits(0x3fe6_2e42_fee0_0000), f64::from_bits(0x3dea_39ef_3579_3c76)];
    /// Added and taken away, it rounds to a whole number, whose bits it leaves at the end of the sum.
    const ROUND: f64 = 1.5 * (1_u64 << 52) as f64;
    const BIAS: u64 = 1023;

    #[inline(always)]
    fn of(x: T) -> Self {
        let x = x.map(|x| x.clamp(-708.0, 708.0));
        let rounded = x * T::all(std::f64::consts::LOG2_E) + T::all(Self::ROUND);
        let k = rounded - T::all(Self::ROUND);
        let r = x - k * T::all(Self::LN_2[0]) - k * T::all(Self::LN_2[1]);
        let two = rounded.map(|bits| f64::from_bits(bits.to_bits().wrapping_add(Self::BIAS) << 52));
        // Taylor's series to r¹³: what is left out is below 2⁻⁵³ of r. In pairs, so that few wait for each other.
        let pair = |n: usize| T::all(TAYLOR[n]) + T::all(TAYLOR[n + 1]) * r;
        let r2 = r * r;
        let r4 = r2 * r2;
        let low = pair(2) + pair(4) * r2;
        let middle = pair(6) + pair(8) * r2;
        let high = pair(10) + pair(12) * r2;
        Self { two, rest: r, beyond: r2 * (low + r4 * (middle + r4 * high)) }
    }
}

impl Real for f64 {
    #[inline(always)]
    fn all(value: f64) -> Self {
        value
    }

    #[inline(always)]
    fn map(self, act: impl Fn(f64) -> f64) -> Self {
        act(self)
    }

    #[inline(always)]
    fn with(self, other: Self, act: impl Fn(f64, f64) -> f64) -> Self {
        act(self, other)
    }
}

impl Real for Lanes {
    #[inline(always)]
    fn all(value: f64) -> Self {
        Self([value; WIDTH])
    }

    #[inline(always)]
    fn map(mut self, act: impl Fn(f64) -> f64) -> Self {
        for lane in &mut self.0 {
            *lane = act(*lane);
        }
        self
    }

    #[inline(always)]
    fn with(mut self, other: Self, act: impl Fn(f64, f64) -> f64) -> Self {
        for (lane, other) in self.0.iter_mut().zip(other.0) {
            *lane = act(*lane, other);
        }
        self
    }
}

impl Add for Lanes {
    type Output = Self;

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        self.with(other, |a, b| a + b)
    }
}

impl Sub for Lanes {
    type Output = Self;

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        self.with(other, |a, b| a - b)
    }
}

impl Mul for Lanes {
    type Output = Self;

    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        self.with(other, |a, b| a * b)
    }
}

impl Div for Lanes {
    type Output = Self;

    #[inline(always)]
    fn div(self, other: Self) -> Self {
        self.with(other, |a, b| a / b)
    }
}

/// Runs `work` with the widest instructions that this processor has. The results are the same without them.
#[inline]
pub fn widest<W: pulp::NullaryFnOnce>(work: W) -> W::Output {
    pulp::Arch::new().dispatch(work)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponentials_are_those_of_a_library_to_an_ulp() {
        let mut x = -40.0;
        while x < 40.0 {
            let (exp, known) = (Real::exponential(x), libm::exp(x));
            assert!((exp / known - 1.0).abs() <= 1.5 * f64::EPSILON, "exp {x}: {exp} for {known}");
            let (exp, known) = (Real::exponential_m1(x), libm::expm1(x));
            assert!((exp - known).abs() <= 1.5 * f64::EPSILON * known.abs(), "exp_m1 {x}: {exp} for {known}");
            x += 0.000_713;
        }
        for x in [1e-300, -1e-17, 1e-9, -3e-5] {
            assert!((Real::exponential_m1(x) / libm::expm1(x) - 1.0).abs() <= 2.0 * f64::EPSILON, "{x}");
        }
        assert_eq!((Real::exponential(0.0), Real::exponential_m1(0.0)), (1.0, 0.0));
    }

    #[test]
    fn what_no_number_holds_is_held_at_the_end_and_nan_stays() {
        assert_eq!(Real::exponential(1e9), Real::exponential(708.0));
        assert!(Real::exponential(f64::NEG_INFINITY) < 1e-300 && Real::exponential_m1(f64::NEG_INFINITY) == -1.0);
        assert!(
            Real::exponential(f64::NAN).is_nan()
                && Real::exponential_m1(f64::NAN).is_nan()
                && f64::NAN.at_least(0.0).is_nan()
        );
    }

    struct Powers(Lanes);

    impl pulp::NullaryFnOnce for Powers {
        type Output = [Lanes; 2];

        #[inline(always)]
        fn call(self) -> [Lanes; 2] {
            [self.0.exponential(), self.0.exponential_m1() / self.0]
        }
    }

    #[test]
    fn a_lane_has_the_bits_of_a_number_alone_whatever_the_instructions() {
        for i in 0..1000 {
            let x = [-9.7, 0.3, 1e-4, 5.1].map(|x| x * (1.0 + f64::from(i) * 1e-3));
            let alone = [x.map(Real::exponential), x.map(|x| Real::exponential_m1(x) / x)];
            assert_eq!(widest(Powers(Lanes(x))).map(|lanes| lanes.0), alone);
            assert_eq!(pulp::NullaryFnOnce::call(Powers(Lanes(x))).map(|lanes| lanes.0), alone);
        }
    }
}
