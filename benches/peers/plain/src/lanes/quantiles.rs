//! Quantiles of a row by counting: what is looked for is searched among those of its own bucket only.

use crate::{QUANTILES, rank};

const BUCKETS: usize = 4096;

/// Quantiles of numbers that are not negative.
#[must_use]
pub fn count(row: &mut [f32]) -> [f32; QUANTILES.len()] {
    let buckets = Buckets::over(row);
    // Neighbours count apart, so that none waits for the one before it.
    let mut counts = vec![[0_u32; BUCKETS]; 2];
    for two in row.chunks(2) {
        for (counts, x) in counts.iter_mut().zip(two) {
            counts[buckets.of(*x)] += 1;
        }
    }
    let wanted = find(&counts, QUANTILES.map(|p| rank(p, row.len())));
    let mut listed = [false; BUCKETS];
    for (bucket, _) in wanted {
        listed[bucket] = true;
    }
    let candidates: Vec<f32> = row.iter().copied().filter(|x| listed[buckets.of(*x)]).collect();
    wanted.map(|(bucket, rank)| {
        let mut among: Vec<f32> = candidates.iter().copied().filter(|x| buckets.of(*x) == bucket).collect();
        *among.select_nth_unstable_by(rank, f32::total_cmp).1
    })
}

/// Of each rank in ascending order, its bucket, and its rank there.
fn find<const N: usize>(counts: &[[u32; BUCKETS]], ranks: [usize; N]) -> [(usize, usize); N] {
    let (mut bucket, mut before) = (0, 0);
    ranks.map(|rank| {
        loop {
            let here = (counts[0][bucket] + counts[1][bucket]) as usize;
            if rank < before + here {
                return (bucket, rank - before);
            }
            before += here;
            bucket += 1;
        }
    })
}

/// Equal parts of the range, in the order of the bits of floats.
struct Buckets {
    least: u32,
    shift: u32,
}

impl Buckets {
    fn over(row: &[f32]) -> Self {
        let (least, most) =
            row.iter().fold((u32::MAX, 0), |(least, most), x| (least.min(x.to_bits()), most.max(x.to_bits())));
        let needed = u32::BITS - (most - least).leading_zeros();
        Self { least, shift: needed.saturating_sub(BUCKETS.ilog2()) }
    }

    #[inline(always)]
    fn of(&self, x: f32) -> usize {
        // Never more than BUCKETS − 1; the compiler does not know.
        ((x.to_bits() - self.least) >> self.shift) as usize % BUCKETS
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::SmallRng;

    use super::*;
    use crate::numbers::Source;

    #[test]
    fn quantiles_by_count_are_those_of_the_row_in_order() {
        let mut chance = SmallRng::seed_from_u64(4);
        for n in [1, 2, 7, 100, 10_001] {
            for spread in [0.0, 1e-6, 0.3, 20.0] {
                let mut row: Vec<f32> = (0..n).map(|_| (spread * chance.normal()).exp() as f32).collect();
                // Some that are equal.
                (n / 3..n / 2).for_each(|k| row[k] = row[n / 3]);
                let mut ordered = row.clone();
                ordered.sort_by(f32::total_cmp);
                let exact = QUANTILES.map(|p| ordered[rank(p, n)].to_bits());
                assert_eq!(count(&mut row).map(f32::to_bits), exact, "{n} {spread}");
            }
        }
    }
}
