//! The standard normal distribution, in portable arithmetic and to full precision in both tails.

use std::f64::consts::{FRAC_1_SQRT_2, PI};

use crate::simd::{Real, dispatch_simd};

/// A probability with its complement. Each is kept apart, so that neither tail loses digits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Level {
    /// Probability of lying at or below.
    pub below: f64,
    /// Probability of lying above.
    pub above: f64,
}

impl Level {
    /// The level of a uniform number. What is not inside (0, 1) is moved just inside, a NaN to the low end.
    pub fn new(u: f64) -> Self {
        let below = if u > 0.0 { u.min(1.0 - f64::EPSILON / 2.0) } else { f64::MIN_POSITIVE };
        Self { below, above: 1.0 - below }
    }

    /// Whether this level is at or above `other`, compared in the tail where the digits are.
    pub(crate) fn reaches(self, other: Self) -> bool {
        if other.below <= 0.5 { self.below >= other.below } else { self.above <= other.above }
    }
}

/// Φ(z) and 1 − Φ(z).
pub fn level(z: f64) -> Level {
    // The nearer tail is at most a half: of the rest, its complement keeps all digits.
    let tail = 0.5 * libm::erfc(z.abs() * FRAC_1_SQRT_2);
    if z < 0.0 { Level { below: tail, above: 1.0 - tail } } else { Level { below: 1.0 - tail, above: tail } }
}

/// Φ(z).
pub fn cdf(z: f64) -> f64 {
    level(z).below
}

/// Density of the standard normal at z.
pub fn density(z: f64) -> f64 {
    libm::exp(-0.5 * z * z) / (2.0 * PI).sqrt()
}

/// Φ⁻¹ of a level: algorithm AS 241, PPND16 (Wichura 1988, Applied Statistics 37, 477–484), relative error about 1e-16.
pub fn quantile(level: Level) -> f64 {
    let q = level.below - 0.5;
    if q.abs() <= CENTRAL {
        return central(q);
    }
    let r = depth(level.below.min(level.above).max(f64::MIN_POSITIVE));
    let z = if r <= MIDWAY { ratio(r - 1.6, &MIDDLE) } else { ratio(r - 5.0, &FAR) };
    if q < 0.0 { -z } else { z }
}

/// Replaces each uniform number by its [`quantile`]: the same bits, in a third of the time.
pub fn quantiles(uniforms: &mut [f64]) {
    for part in uniforms.chunks_mut(CHUNK) {
        dispatch_simd(Quantiles(part));
    }
}

/// How far from the median the central formula holds.
const CENTRAL: f64 = 0.425;
/// How deep the formula of the nearer tail holds.
const MIDWAY: f64 = 5.0;
/// Uniform numbers that are taken together: the noise of five years by week.
const CHUNK: usize = 512;

/// Up to [`CHUNK`] uniform numbers, to be replaced by quantiles: by the formula of most of them, and then those in the tails.
struct Quantiles<'a>(&'a mut [f64]);

impl pulp::NullaryFnOnce for Quantiles<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        // Loops over numbers alone, so that the compiler takes them as wide as it can.
        let mut marks = [0_u8; CHUNK];
        marks.iter_mut().zip(&*self.0).for_each(|(mark, u)| *mark = u8::from((u - 0.5).abs() > CENTRAL));
        let (mut indices, mut tails, mut found) = ([0_u16; CHUNK], [0.5; CHUNK], 0);
        for (eight, marks) in marks.as_chunks().0.iter().enumerate() {
            let mut left = u64::from_le_bytes(*marks);
            while left != 0 {
                let index = 8 * eight + (left.trailing_zeros() / u8::BITS) as usize;
                (indices[found], tails[found]) = (index as u16, self.0[index]);
                found += 1;
                left &= left - 1;
            }
        }
        for u in &mut *self.0 {
            *u = central(*u - 0.5);
        }
        let (indices, tails, mut far) = (&indices[..found], &tails[..found], false);
        let mut quantiles = [0.0; CHUNK];
        for (z, &u) in quantiles.iter_mut().zip(tails) {
            let r = depth(if 1.0 - u < u { 1.0 - u } else { u });
            far |= r > MIDWAY;
            let middle = ratio(r - 1.6, &MIDDLE);
            *z = if u < 0.5 { -middle } else { middle };
        }
        for (z, &u) in quantiles.iter_mut().zip(tails).filter(|_| far) {
            *z = quantile(Level::new(u));
        }
        indices.iter().zip(quantiles).for_each(|(&index, z)| self.0[usize::from(index)] = z);
    }
}

/// The quantile at q beyond the median, |q| at most [`CENTRAL`].
#[inline(always)]
fn central(q: f64) -> f64 {
    q * ratio(0.180_625 - q * q, &CENTRE)
}

/// √(−ln p) of the probability of a tail.
#[inline(always)]
fn depth(tail: f64) -> f64 {
    (-tail.logarithm()).sqrt()
}

/// Ratio of two polynomials, coefficients in ascending order.
#[inline(always)]
fn ratio(r: f64, [over, under]: &[[f64; 8]; 2]) -> f64 {
    horner(over, r) / horner(under, r)
}

#[inline(always)]
fn horner(coefficients: &[f64; 8], r: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, a| sum * r + a)
}

#[expect(clippy::excessive_precision, reason = "as published")]
const CENTRE: [[f64; 8]; 2] = [
    [
        3.387_132_872_796_366_608_0,
        1.331_416_678_917_843_774_5e2,
        1.971_590_950_306_551_442_7e3,
        1.373_169_376_550_946_112_5e4,
        4.592_195_393_154_987_145_7e4,
        6.726_577_092_700_870_085_3e4,
        3.343_057_558_358_812_810_5e4,
        2.509_080_928_730_122_672_7e3,
    ],
    [
        1.0,
        4.231_333_070_160_091_125_2e1,
        6.871_870_074_920_579_082_9e2,
        5.394_196_021_424_751_107_7e3,
        2.121_379_430_158_659_586_7e4,
        3.930_789_580_009_271_061_0e4,
        2.872_908_573_572_194_267_4e4,
        5.226_495_278_852_854_561_0e3,
    ],
];

#[expect(clippy::excessive_precision, reason = "as published")]
const MIDDLE: [[f64; 8]; 2] = [
    [
        1.423_437_110_749_683_577_34,
        4.630_337_846_156_545_295_90,
        5.769_497_221_460_691_405_50,
        3.647_848_324_763_204_605_04,
        1.270_458_252_452_368_382_58,
        2.417_807_251_774_506_117_70e-1,
        2.272_384_498_926_918_458_33e-2,
        7.745_450_142_783_414_076_40e-4,
    ],
    [
        1.0,
        2.053_191_626_637_758_821_87,
        1.676_384_830_183_803_849_40,
        6.897_673_349_851_000_045_50e-1,
        1.481_039_764_274_800_745_90e-1,
        1.519_866_656_361_645_719_66e-2,
        5.475_938_084_995_344_946_00e-4,
        1.050_750_071_644_416_843_24e-9,
    ],
];

#[expect(clippy::excessive_precision, reason = "as published")]
const FAR: [[f64; 8]; 2] = [
    [
        6.657_904_643_501_103_777_20,
        5.463_784_911_164_114_369_90,
        1.784_826_539_917_291_335_80,
        2.965_605_718_285_048_912_30e-1,
        2.653_218_952_657_612_309_30e-2,
        1.242_660_947_388_078_438_60e-3,
        2.711_555_568_743_487_578_15e-5,
        2.010_334_399_292_288_132_65e-7,
    ],
    [
        1.0,
        5.998_322_065_558_879_376_90e-1,
        1.369_298_809_227_358_053_10e-1,
        1.487_536_129_085_061_485_25e-2,
        7.868_691_311_456_132_591_00e-4,
        1.846_318_317_510_054_681_80e-5,
        1.421_511_758_316_445_888_70e-7,
        2.044_263_103_389_939_785_64e-15,
    ],
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_of_many_are_those_of_each_to_the_bit() {
        let far =
            [1e-300, 1e-12, 0.001, 0.074_9, 0.075, 0.075_1, 0.5, 0.925, 0.925_1, 1.0 - 1e-12, 1.0 - f64::EPSILON / 2.0];
        let spread = (1..1000).map(|i| (f64::from(i) * 0.618_034).fract());
        let uniforms: Vec<f64> = spread.chain(far).collect();
        for count in [0, 1, 3, 4, 511, 512, 513, uniforms.len()] {
            let mut found = uniforms[uniforms.len() - count..].to_vec();
            let each: Vec<f64> = found.iter().map(|&u| quantile(Level::new(u))).collect();
            quantiles(&mut found);
            assert_eq!(found, each);
        }
    }
}
