//! Random numbers eight at a time.

use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};
use wide::{f64x8, u64x8};

use super::LANES;
use super::arithmetic::polynomial;
use crate::numbers::Source;

/// Random numbers for eight histories.
pub(crate) trait Sources {
    /// Two standard normal numbers for each lane.
    fn normals(&mut self) -> [f64x8; 2];
    /// An exponential number of mean 1 for one lane.
    fn exponential(&mut self, lane: usize) -> f64;
}

/// Each lane has a source of its own: slow, and just what the plain loop would be given.
impl<S: Source> Sources for [S; LANES] {
    fn normals(&mut self) -> [f64x8; 2] {
        std::array::from_fn(|_| f64x8::new(std::array::from_fn(|lane| self[lane].normal())))
    }

    fn exponential(&mut self, lane: usize) -> f64 {
        self[lane].exponential()
    }
}

/// Eight generators xoshiro256++ side by side, normal numbers by the method of Box and Muller; the few exponential numbers of events come
/// from a generator of their own.
pub(super) struct Chance {
    words: Words,
    events: SmallRng,
}

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        let mut events = SmallRng::seed_from_u64(seed);
        Self { words: Words::new(&mut events), events }
    }
}

impl Sources for Chance {
    #[inline(always)]
    fn normals(&mut self) -> [f64x8; 2] {
        pair(self.words.next(), self.words.next())
    }

    fn exponential(&mut self, _: usize) -> f64 {
        self.events.exponential()
    }
}

/// xoshiro256++, a generator a lane.
struct Words([u64x8; 4]);

impl Words {
    /// Begins each generator anywhere in its period of 2²⁵⁶ − 1.
    fn new(seeds: &mut impl Rng) -> Self {
        Self(std::array::from_fn(|_| u64x8::new(std::array::from_fn(|_| seeds.next_u64()))))
    }

    #[inline(always)]
    fn next(&mut self) -> u64x8 {
        let [a, b, c, d] = &mut self.0;
        let word = turn::<23>(*a + *d) + *a;
        let shifted = *b << 17_u32;
        *c ^= *a;
        *d ^= *b;
        *b ^= *c;
        *a ^= *d;
        *c ^= shifted;
        *d = turn::<45>(*d);
        word
    }
}

/// Turns words left by some bits.
#[inline(always)]
fn turn<const BITS: u32>(words: u64x8) -> u64x8 {
    words << BITS | words >> (64 - BITS)
}

#[inline(always)]
fn floats(bits: u64x8) -> f64x8 {
    bytemuck::cast(bits)
}

#[inline(always)]
fn bits(floats: f64x8) -> u64x8 {
    bytemuck::cast(floats)
}

const ONE: u64 = 1.0_f64.to_bits();

/// Two independent standard normal numbers a lane, from two random words.
///
/// With E exponential and an angle of the first quadrant, π/4 + φ, they are √(2E) cos = √E (cos φ − sin φ) and
/// √(2E) sin = √E (cos φ + sin φ), each with a sign of its own.
#[inline(always)]
fn pair(first: u64x8, second: u64x8) -> [f64x8; 2] {
    let radius = exponential(first).sqrt();
    // From −1/2 to 1/2 of a quarter turn, from the upper 52 bits of a word.
    let turned = floats(second >> 12_u32 | u64x8::splat(ONE)) - f64x8::splat(1.5);
    let angle = turned * f64x8::splat(std::f64::consts::FRAC_PI_2);
    let (sine, cosine) = sine_and_cosine(angle);
    // Signs are two of the bits below.
    let sign = u64x8::splat(1 << 63);
    let [one, other] = [bits(cosine - sine) ^ second << 63_u32, bits(cosine + sine) ^ second << 62_u32 & sign];
    [floats(one) * radius, floats(other) * radius]
}

/// −ln u of a number u between 0 and 1, from the upper 52 bits of a word.
#[inline(always)]
fn exponential(word: u64x8) -> f64x8 {
    /// In front of √½, in the order of floats.
    const ROOT: u64 = 0x3fe6_a09e_667f_3bcd;
    // In the middle of each of 2⁵² equal steps, so neither 0 nor 1.
    let u = floats(word >> 12_u32 | u64x8::splat(ONE)) - f64x8::splat(1.0 - f64::EPSILON / 2.0);
    // u = 2ᵉ m with m from √½ to √2; e is read by way of a float that holds it in its last bits.
    let moved = bits(u) + u64x8::splat(ONE - ROOT);
    let exponent = floats(moved >> 52_u32 | u64x8::splat(4_503_599_627_370_496.0_f64.to_bits()))
        - f64x8::splat(4_503_599_627_370_496.0 + 1023.0);
    let m = floats((moved & u64x8::splat((1 << 52) - 1)) + u64x8::splat(ROOT));
    // ln m = 2 artanh s, with the polynomial of FreeBSD's logarithm.
    let f = m - f64x8::ONE;
    let s = f / (f + f64x8::splat(2.0));
    let series = polynomial(
        s * s,
        [
            2.0,
            0.666_666_666_666_673_5,
            0.399_999_999_994_094_2,
            0.285_714_287_436_623_9,
            0.222_221_984_321_497_84,
            0.181_835_721_616_180_5,
            0.153_138_376_992_093_73,
            0.147_981_986_051_165_86,
        ],
    );
    exponent.mul_neg_sub(f64x8::splat(std::f64::consts::LN_2), s * series)
}

/// Of an angle from −π/4 to π/4; the polynomials of FreeBSD's functions.
#[inline(always)]
fn sine_and_cosine(angle: f64x8) -> (f64x8, f64x8) {
    let square = angle * angle;
    let sine = polynomial(
        square,
        [
            -1.666_666_666_666_663_2e-1,
            8.333_333_333_322_49e-3,
            -1.984_126_982_985_795e-4,
            2.755_731_370_707_006_8e-6,
            -2.505_076_025_340_686_3e-8,
            1.589_690_995_211_55e-10,
        ],
    );
    let cosine = polynomial(
        square,
        [
            1.0,
            -0.5,
            4.166_666_666_666_66e-2,
            -1.388_888_888_887_411e-3,
            2.480_158_728_947_673e-5,
            -2.755_731_435_139_066_3e-7,
            2.087_572_321_298_175e-9,
            -1.135_964_755_778_819_5e-11,
        ],
    );
    ((angle * square).mul_add(sine, angle), cosine)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_of_xoshiro() {
        let mut together = Words::new(&mut SmallRng::seed_from_u64(1));
        let state = together.0.map(u64x8::to_array);
        let mut alone: [SmallRng; LANES] = std::array::from_fn(|lane| {
            let mut seed = [0; 32];
            for (bytes, word) in seed.chunks_mut(8).zip(state) {
                bytes.copy_from_slice(&word[lane].to_le_bytes());
            }
            SmallRng::from_seed(seed)
        });
        for _ in 0..1000 {
            assert_eq!(together.next().to_array(), alone.each_mut().map(SmallRng::next_u64));
        }
    }

    #[test]
    fn normal_numbers_are_those_of_box_and_muller() {
        let mut words = Words::new(&mut SmallRng::seed_from_u64(2));
        let edges = u64x8::new([0, u64::MAX, 1 << 63, (1 << 63) - 1, 4095, !4095, 1, 0x5555_5555_5555_5555]);
        let drawn = std::iter::repeat_with(|| [words.next(), words.next()]).take(10_000);
        for [first, second] in drawn.chain([[edges, edges], [edges, !edges]]) {
            let found = pair(first, second).map(f64x8::to_array);
            for lane in 0..LANES {
                let [first, second] = [first.to_array()[lane], second.to_array()[lane]];
                let u = ((first >> 12) as f64 + 0.5) / 4_503_599_627_370_496.0;
                let angle = (second >> 12) as f64 / 4_503_599_627_370_496.0 * std::f64::consts::FRAC_PI_2;
                let sign = |bit: u32| if second >> bit & 1 == 1 { -1.0 } else { 1.0 };
                let radius = (-2.0 * u.ln()).sqrt();
                for (found, exact) in
                    [(found[0][lane], sign(0) * radius * angle.cos()), (found[1][lane], sign(1) * radius * angle.sin())]
                {
                    assert!((found - exact).abs() < 4e-15, "{u} {angle}: {found} {exact}");
                }
            }
        }
    }

    #[test]
    fn normal_numbers_have_the_moments_of_normal_numbers() {
        let mut chance = Chance::new(3);
        let n = 100_000;
        let mut sums = [0.0; 4];
        let mut products = 0.0;
        for _ in 0..n {
            let drawn = chance.normals().map(f64x8::to_array);
            for lane in 0..LANES {
                products += drawn[0][lane] * drawn[1][lane];
                for z in drawn.map(|lanes| lanes[lane]) {
                    (1..=4).for_each(|power| sums[power as usize - 1] += z.powi(power));
                }
            }
        }
        let count = f64::from(n * 2 * 8);
        // Variances of the powers of a standard normal number: 1, 2, 15, 96.
        for ((sum, mean), variance) in sums.into_iter().zip([0.0, 1.0, 0.0, 3.0]).zip([1.0, 2.0, 15.0, 96.0_f64]) {
            assert!((sum / count - mean).abs() < 4.9 * (variance / count).sqrt(), "{sums:?}");
        }
        assert!((products / f64::from(n * 8)).abs() < 4.9 / f64::from(n * 8).sqrt());
    }
}
