//! Sobol' sequences with random access, and their scrambling.
//!
//! Direction numbers: Joe and Kuo (2008), `new-joe-kuo-6`, first 2,048 dimensions. Scrambling: the hash of Laine and
//! Karras (2011), with the constants of Vegdahl (2021), which permutes every digit depending on the digits before it,
//! as Owen's (1995) does; see Burley (2020), "Practical hash-based Owen scrambling", JCGT 9(4).

/// Dimensions for which there are direction numbers.
pub(super) const MOST_DIMENSIONS: usize = 2_048;

/// Header line, then one line for each dimension from the second on: number, degree, coefficients, initial values.
const JOE_KUO: &str = include_str!("joe-kuo/new-joe-kuo-6.2048.txt");

/// One scrambled dimension.
#[derive(Debug, Clone)]
pub(super) struct Sobol {
    /// Direction numbers, for index bits from the least.
    directions: [u32; 32],
    scramble: u32,
}

/// The first `count` dimensions, each with its scramble.
pub(super) fn build_dimensions(scrambles: &[u32]) -> Vec<Sobol> {
    let first = std::array::from_fn(|bit| 1 << (31 - bit));
    let others = JOE_KUO.lines().skip(1).map(parse_directions);
    std::iter::once(first)
        .chain(others)
        .zip(scrambles)
        .map(|(directions, &scramble)| Sobol { directions, scramble })
        .collect()
}

/// Direction numbers from a line of the table: Joe and Kuo's recurrence.
fn parse_directions(line: &str) -> [u32; 32] {
    let mut numbers = line.split_ascii_whitespace().skip(1).map_while(|number| number.parse::<u32>().ok());
    let degree = numbers.next().unwrap_or(0) as usize;
    let coefficients = numbers.next().unwrap_or(0);
    let mut v = [0; 32];
    for (bit, m) in numbers.take(degree).enumerate() {
        v[bit] = m << (31 - bit);
    }
    for bit in degree..32 {
        v[bit] = v[bit - degree] ^ (v[bit - degree] >> degree);
        for k in 1..degree {
            if coefficients >> (degree - 1 - k) & 1 == 1 {
                v[bit] ^= v[bit - k];
            }
        }
    }
    v
}

impl Sobol {
    /// The point of this index in (0, 1).
    pub(super) fn point(&self, index: u32) -> f64 {
        const STEP: f64 = 1.0 / (1_u64 << 32) as f64;
        (f64::from(scramble(self.digits(index), self.scramble)) + 0.5) * STEP
    }

    /// The binary digits of the unscrambled point.
    fn digits(&self, index: u32) -> u32 {
        let mut rest = index;
        let mut digits = 0;
        while rest != 0 {
            digits ^= self.directions[rest.trailing_zeros() as usize];
            rest &= rest - 1;
        }
        digits
    }
}

/// Owen scrambling by a hash in which every bit depends only on the bits above it.
fn scramble(digits: u32, scramble: u32) -> u32 {
    let mut n = digits.reverse_bits();
    n ^= n.wrapping_mul(0x3d20_adea);
    n = n.wrapping_add(scramble);
    n = n.wrapping_mul((scramble >> 16) | 1);
    n ^= n.wrapping_mul(0x0552_6c56);
    n ^= n.wrapping_mul(0x53a2_2864);
    n.reverse_bits()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `scipy.stats.qmc.Sobol(2048, scramble=False, bits=32)` (`SciPy` 1.17.1) times 2³², which goes in the order of the
    /// Gray code.
    #[test]
    fn unscrambled_points_are_those_of_scipy() {
        let places = [1_u32, 2, 3, 7, 100, 1023];
        let known: [(usize, [u32; 6]); 8] = [
            (0, [2_147_483_648, 3_221_225_472, 1_073_741_824, 536_870_912, 1_778_384_896, 4_194_304]),
            (1, [2_147_483_648, 1_073_741_824, 3_221_225_472, 2_684_354_560, 1_107_296_256, 3_233_808_384]),
            (2, [2_147_483_648, 1_073_741_824, 3_221_225_472, 1_610_612_736, 3_321_888_768, 2_629_828_608]),
            (3, [2_147_483_648, 1_073_741_824, 3_221_225_472, 536_870_912, 3_120_562_176, 624_951_296]),
            (9, [2_147_483_648, 3_221_225_472, 1_073_741_824, 3_758_096_384, 2_986_344_448, 3_653_238_784]),
            (99, [2_147_483_648, 3_221_225_472, 1_073_741_824, 2_684_354_560, 3_791_650_816, 2_277_507_072]),
            (1110, [2_147_483_648, 3_221_225_472, 1_073_741_824, 2_684_354_560, 1_979_711_488, 2_529_165_312]),
            (2047, [2_147_483_648, 3_221_225_472, 1_073_741_824, 1_610_612_736, 1_509_949_440, 1_035_993_088]),
        ];
        let all = build_dimensions(&[0; MOST_DIMENSIONS]);
        assert_eq!(all.len(), MOST_DIMENSIONS);
        for (dimension, expected) in known {
            let found = places.map(|i| all[dimension].digits(i ^ (i >> 1)));
            assert_eq!(found, expected, "dimension {dimension}");
        }
    }

    /// Each bit of a scrambled number depends on that bit and those above it alone, and on the first as a bijection.
    #[test]
    fn scrambling_is_nested() {
        for key in [1, 0x9e37_79b9, u32::MAX] {
            for digits in [0, 0x1234_5678, 0xdead_beef_u32] {
                for bit in 0..32 {
                    let changed = scramble(digits, key) ^ scramble(digits ^ (1 << bit), key);
                    assert_eq!(changed.ilog2(), bit, "key {key:x}, digits {digits:x}");
                }
            }
        }
    }
}
