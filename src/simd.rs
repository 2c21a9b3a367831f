//! Numbers that go through the same arithmetic side by side, and an exponential that is the same for one as for many.
//!
//! Only IEEE additions, multiplications, divisions and comparisons are used, and never a fused multiply-add: each lane has the bits
//! that one number alone would have, on every processor.

use std::ops::{Add, Div, Mul, Sub};

/// Numbers that go side by side.
pub const WIDTH: usize = 8;

/// [`WIDTH`] numbers side by side.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[repr(align(64))]
pub struct F64x8(pub [f64; WIDTH]);

/// One number, or several side by side.
pub trait Real:
    Copy + Default + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + Div<Output = Self>
{
    /// The same number everywhere.
    fn splat(value: f64) -> Self;

    /// `act` on each number.
    #[must_use]
    fn map(self, act: impl Fn(f64) -> f64) -> Self;

    /// `act` on each number and that of `other` beside it.
    #[must_use]
    fn zip_with(self, other: Self, act: impl Fn(f64, f64) -> f64) -> Self;

    /// The greater of the two; a NaN stays one.
    #[must_use]
    #[inline(always)]
    fn at_least(self, other: Self) -> Self {
        self.zip_with(other, |a, b| if a < b { b } else { a })
    }

    /// Whether any of the numbers passes.
    #[must_use]
    fn any(self, test: impl Fn(f64) -> bool) -> bool;

    /// e to the power of each number, to an ulp. Powers beyond ±708 are held there.
    #[must_use]
    #[inline(always)]
    fn exponential(self) -> Self {
        let Power { two, rest, beyond } = Power::of(self);
        two * (beyond + rest + Self::splat(1.0))
    }

    /// e to the power of each number, less 1, to an ulp. Powers beyond ±708 are held there.
    #[must_use]
    #[inline(always)]
    fn exponential_m1(self) -> Self {
        let Power { two, rest, beyond } = Power::of(self);
        two * (beyond + rest) + (two - Self::splat(1.0))
    }

    /// (eˣ − 1)/x of each number x, to two ulps; 1 at 0. Powers beyond ±708 are held there.
    #[must_use]
    #[inline(always)]
    fn exprel(self) -> Self {
        let near = Self::splat(1.0) + self * series(self);
        let is_far = |x: f64| x.abs() > NEAR;
        if !self.any(is_far) {
            return near;
        }
        let far = self.exponential_m1() / self;
        let far = far.zip_with(self, |far, x| if is_far(x) { far } else { f64::NAN });
        near.zip_with(far, |near, far| if far.is_nan() { near } else { far })
    }

    /// Natural logarithm of each number, to an ulp, as fdlibm takes it. The numbers must be positive, finite and normal.
    #[must_use]
    #[inline(always)]
    fn logarithm(self) -> Self {
        // 2ᵏ m, with m from √½ to √2.
        const ONE: u64 = 0x3ff0_0000_0000_0000;
        const ROOT_HALF: u64 = 0x3fe6_a09e_0000_0000;
        let bits = |x: f64| x.to_bits().wrapping_add(ONE - ROOT_HALF);
        // A whole number in the last bits of 2⁵² is added to it.
        let k = self.map(|x| f64::from_bits((bits(x) >> 52) | (2_f64.powi(52)).to_bits()) - (2_f64.powi(52) + 1023.0));
        let m = self.map(|x| f64::from_bits((bits(x) & 0x000f_ffff_ffff_ffff) + ROOT_HALF));
        let f = m - Self::splat(1.0);
        let half_square = Self::splat(0.5) * f * f;
        let s = f / (Self::splat(2.0) + f);
        let (z, c) = (s * s, LOGARITHM.map(Self::splat));
        let w = z * z;
        let even = w * (c[1] + w * (c[3] + w * c[5]));
        let odd = z * (c[0] + w * (c[2] + w * (c[4] + w * c[6])));
        s * (half_square + (odd + even)) + k * Self::splat(LN_2[1]) - half_square + f + k * Self::splat(LN_2[0])
    }
}

/// Coefficients of the series of (ln(1 + f) − 2s)/s in s², with s = f/(2 + f), as fitted for fdlibm (Ng 1993, `e_log.c`).
#[expect(clippy::excessive_precision, reason = "as published")]
const LOGARITHM: [f64; 7] = [
    6.666_666_666_666_735_130e-01,
    3.999_999_999_940_941_908e-01,
    2.857_142_874_366_239_149e-01,
    2.222_219_843_214_978_396e-01,
    1.818_357_216_161_805_012e-01,
    1.531_383_769_920_937_332e-01,
    1.479_819_860_511_658_591e-01,
];

/// eˣ = 2ᵏ eʳ, with k whole and |r| at most ½ ln 2.
struct Power<T> {
    /// 2ᵏ.
    two: T,
    /// r.
    rest: T,
    /// eʳ − 1 − r.
    beyond: T,
}

/// ln 2 in two parts (Cody and Waite 1980): the first has so few bits that its product with a whole number is exact.
const LN_2: [f64; 2] = [f64::from_bits(0x3fe6_2e42_fee0_0000), f64::from_bits(0x3dea_39ef_3579_3c76)];

/// How far [`series`] holds, ½ ln 2 at most.
const NEAR: f64 = 0.34;

/// (eʳ − 1 − r)/r², by Taylor's series to r¹¹: what is left out is below 2⁻⁵³ of eʳ. In pairs, so that few wait for each other.
#[inline(always)]
fn series<T: Real>(r: T) -> T {
    let pair = |n: usize| T::splat(TAYLOR[n]) + T::splat(TAYLOR[n + 1]) * r;
    let r2 = r * r;
    let r4 = r2 * r2;
    let low = pair(2) + pair(4) * r2;
    let middle = pair(6) + pair(8) * r2;
    let high = pair(10) + pair(12) * r2;
    low + r4 * (middle + r4 * high)
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
    /// Added and taken away, it rounds to a whole number, whose bits it leaves at the end of the sum.
    const ROUND: f64 = 1.5 * (1_u64 << 52) as f64;
    const BIAS: u64 = 1023;

    #[inline(always)]
    fn of(x: T) -> Self {
        let x = x.map(|x| x.clamp(-708.0, 708.0));
        let rounded = x * T::splat(std::f64::consts::LOG2_E) + T::splat(Self::ROUND);
        let k = rounded - T::splat(Self::ROUND);
        let r = x - k * T::splat(LN_2[0]) - k * T::splat(LN_2[1]);
        let two = rounded.map(|bits| f64::from_bits(bits.to_bits().wrapping_add(Self::BIAS) << 52));
        Self { two, rest: r, beyond: r * r * series(r) }
    }
}

impl Real for f64 {
    #[inline(always)]
    fn splat(value: f64) -> Self {
        value
    }

    #[inline(always)]
    fn map(self, act: impl Fn(f64) -> f64) -> Self {
        act(self)
    }

    #[inline(always)]
    fn zip_with(self, other: Self, act: impl Fn(f64, f64) -> f64) -> Self {
        act(self, other)
    }

    #[inline(always)]
    fn any(self, test: impl Fn(f64) -> bool) -> bool {
        test(self)
    }
}

impl Real for F64x8 {
    #[inline(always)]
    fn splat(value: f64) -> Self {
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
    fn zip_with(mut self, other: Self, act: impl Fn(f64, f64) -> f64) -> Self {
        for (lane, other) in self.0.iter_mut().zip(other.0) {
            *lane = act(*lane, other);
        }
        self
    }

    #[inline(always)]
    fn any(self, test: impl Fn(f64) -> bool) -> bool {
        self.0.into_iter().fold(false, |any, lane| any | test(lane))
    }
}

impl Add for F64x8 {
    type Output = Self;

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        self.zip_with(other, |a, b| a + b)
    }
}

impl Sub for F64x8 {
    type Output = Self;

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        self.zip_with(other, |a, b| a - b)
    }
}

impl Mul for F64x8 {
    type Output = Self;

    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        self.zip_with(other, |a, b| a * b)
    }
}

impl Div for F64x8 {
    type Output = Self;

    #[inline(always)]
    fn div(self, other: Self) -> Self {
        self.zip_with(other, |a, b| a / b)
    }
}

/// Replaces each number by e to its power, to an ulp.
pub fn exponentials(powers: &mut [f64]) {
    dispatch_simd(Exponentials(powers));
}

struct Exponentials<'a>(&'a mut [f64]);

impl pulp::NullaryFnOnce for Exponentials<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        for power in self.0 {
            *power = power.exponential();
        }
    }
}

/// Runs `work` with the widest instructions that this processor has. The results are the same without them.
#[inline]
pub fn dispatch_simd<W: pulp::NullaryFnOnce>(work: W) -> W::Output {
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
        for x in [1e-300, -1e-17, 1e-9, -3e-5, 0.339, -0.341, 12.0] {
            let (exprel, known) = (Real::exprel(x), libm::expm1(x) / x);
            assert!((exprel / known - 1.0).abs() <= 3.0 * f64::EPSILON, "exprel {x}: {exprel} for {known}");
            assert!((Real::exponential_m1(x) / libm::expm1(x) - 1.0).abs() <= 2.0 * f64::EPSILON, "{x}");
        }
        assert_eq!((Real::exponential(0.0), Real::exponential_m1(0.0), Real::exprel(0.0)), (1.0, 0.0, 1.0));
    }

    #[test]
    fn logarithms_are_those_of_a_library_to_the_bit() {
        for i in 1..100_000 {
            let x = libm::exp(f64::from(i) * 0.014 - 700.0);
            assert_eq!(Real::logarithm(x), libm::log(x), "{x}");
        }
        for x in [1.0, 0.5, 2.0, f64::MIN_POSITIVE, f64::MAX, 1.0 - f64::EPSILON / 2.0] {
            assert_eq!(Real::logarithm(x), libm::log(x), "{x}");
        }
    }

    #[test]
    fn what_no_number_holds_is_held_at_the_end_and_nan_stays() {
        assert_eq!(Real::exponential(1e9), Real::exponential(708.0));
        assert!(Real::exponential(f64::NEG_INFINITY) < 1e-300 && Real::exponential_m1(f64::NEG_INFINITY) == -1.0);
        assert!(
            Real::exponential(f64::NAN).is_nan()
                && Real::exponential_m1(f64::NAN).is_nan()
                && Real::exprel(f64::NAN).is_nan()
                && f64::NAN.at_least(0.0).is_nan()
        );
    }

    struct Powers(F64x8);

    impl pulp::NullaryFnOnce for Powers {
        type Output = [F64x8; 3];

        #[inline(always)]
        fn call(self) -> [F64x8; 3] {
            [self.0.exponential(), self.0.exponential_m1() / self.0, self.0.exprel()]
        }
    }

    #[test]
    fn a_lane_has_the_bits_of_a_number_alone_whatever_the_instructions() {
        for i in 0..1000 {
            let x = [-9.7, 0.3, 1e-4, 5.1, -0.02, 77.0, -300.5, 1.5].map(|x| x * (1.0 + f64::from(i) * 1e-3));
            let alone = [x.map(Real::exponential), x.map(|x| Real::exponential_m1(x) / x), x.map(Real::exprel)];
            assert_eq!(dispatch_simd(Powers(F64x8(x))).map(|lanes| lanes.0), alone);
            assert_eq!(pulp::NullaryFnOnce::call(Powers(F64x8(x))).map(|lanes| lanes.0), alone);
        }
    }
}
