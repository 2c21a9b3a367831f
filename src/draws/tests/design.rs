//! Designs: strata, equidistribution, accuracy, and what a new dimension leaves alone.

use super::ALARM;
use crate::draws::{BLOCK, Copula, Design, Key, Kind};

const KINDS: [Kind; 3] = [Kind::LatinHypercube, Kind::Sobol, Kind::Random];

fn keys(count: usize) -> Vec<Key> {
    (0..count).map(|i| Key::named(&format!("input {i}"))).collect()
}

fn block(design: &Design, block: u64) -> Vec<f64> {
    let mut out = vec![7.0; 3];
    design.block(block, &mut out);
    out
}

fn column(draws: &[f64], d: usize) -> &[f64] {
    &draws[d * 1000..][..1000]
}

/// The numbers of draws in each of the 1,000 strata.
fn strata(column: &[f64]) -> Vec<usize> {
    let mut counts = vec![0; 1000];
    for u in column {
        // The stratum whose bounds, as numbers, enclose the draw.
        let stratum = (0_u16..1000).find(|&s| *u >= f64::from(s) / 1000.0 && *u < f64::from(s + 1) / 1000.0);
        counts[usize::from(stratum.expect("a draw in (0, 1)"))] += 1;
    }
    counts
}

#[test]
fn a_latin_hypercube_has_one_draw_in_each_stratum() {
    let copula = Copula::new(6, &[(0, 1, 0.7), (1, 4, -0.4)]).unwrap();
    for dependence in [None, Some(copula)] {
        let design = Design::new(Kind::LatinHypercube, 42, keys(6), dependence);
        for b in [0, 1, 999] {
            let draws = block(&design, b);
            assert_eq!(draws.len(), 6000);
            for d in 0..6 {
                assert!(strata(column(&draws, d)).iter().all(|&count| count == 1), "dimension {d} of block {b}");
            }
        }
    }
}

/// Within a stratum draws are uniform, and the order of strata is random: mean and serial correlation.
#[test]
fn a_latin_hypercube_is_random_within_and_across_strata() {
    let design = Design::new(Kind::LatinHypercube, 1, keys(1), None);
    let draws: Vec<f64> = (0..100).flat_map(|b| block(&design, b)).collect();
    let within: Vec<f64> = draws.iter().map(|u| (u * 1000.0).fract()).collect();
    let n = draws.len() as f64;
    let z = (within.iter().sum::<f64>() / n - 0.5) * (12.0 * n).sqrt();
    assert!(z.abs() < ALARM, "mean within strata: {z}");
    // Sampling without replacement gives a serial correlation of −1/999, well within the bound.
    let z = super::correlation(&draws[1..], &draws[..draws.len() - 1]) * n.sqrt();
    assert!(z.abs() < ALARM, "serial correlation: {z}");
}

#[test]
fn all_draws_lie_inside_the_unit_interval_and_a_block_is_reproduced_alone() {
    for kind in KINDS {
        let design = Design::new(kind, 5, keys(3), None);
        let blocks: Vec<Vec<f64>> = (0..4).map(|b| block(&design, b)).collect();
        assert!(blocks.iter().flatten().all(|u| *u > 0.0 && *u < 1.0));
        assert_eq!(block(&Design::new(kind, 5, keys(3), None), 2), blocks[2], "{kind:?}");
        assert_ne!(blocks[1], blocks[2], "{kind:?}");
        assert_ne!(block(&Design::new(kind, 6, keys(3), None), 2), blocks[2], "{kind:?}");
    }
}

#[test]
fn a_new_dimension_leaves_the_others_as_they_were() {
    let few = keys(4);
    for kind in KINDS {
        let before = block(&Design::new(kind, 5, few.clone(), None), 3);
        let after = block(&Design::new(kind, 5, keys(5), None), 3);
        assert_eq!(before[..], after[..4000], "{kind:?}: appended");
    }
    for kind in [Kind::LatinHypercube, Kind::Random] {
        let before = block(&Design::new(kind, 5, few.clone(), None), 3);
        let moved = vec![Key::named("new"), few[2], few[0]];
        let after = block(&Design::new(kind, 5, moved, None), 3);
        assert_eq!(column(&after, 1), column(&before, 2), "{kind:?}: moved");
        assert_eq!(column(&after, 2), column(&before, 0), "{kind:?}: moved");
    }
}

/// The first 2ᵐ points of every dimension fall one into each of 2ᵐ equal intervals, scrambled or not; of the first two
/// dimensions, one into each of the 2⁵ × 2⁵ squares too.
#[test]
fn sobol_points_are_equidistributed() {
    let design = Design::new(Kind::Sobol, 77, keys(300), None);
    let (one, two) = (block(&design, 0), block(&design, 1));
    let first = |d: usize| column(&one, d).iter().chain(column(&two, d)).take(1024).copied().collect::<Vec<f64>>();
    for d in [0, 1, 2, 50, 299] {
        let mut intervals: Vec<u32> = first(d).iter().map(|u| (u * 1024.0) as u32).collect();
        intervals.sort_unstable();
        assert!(intervals.into_iter().eq(0..1024), "dimension {d}");
    }
    let mut squares: Vec<u32> =
        first(0).iter().zip(first(1)).map(|(x, y)| (x * 32.0) as u32 * 32 + (y * 32.0) as u32).collect();
    squares.sort_unstable();
    assert!(squares.into_iter().eq(0..1024), "squares");
}

#[test]
fn sobol_dimensions_beyond_the_table_are_latin_hypercubes() {
    let keys = keys(2050);
    let sobol = block(&Design::new(Kind::Sobol, 1, keys.clone(), None), 0);
    let hypercube = block(&Design::new(Kind::LatinHypercube, 1, keys, None), 0);
    assert_ne!(column(&sobol, 2047), column(&hypercube, 2047));
    assert_eq!(column(&sobol, 2048), column(&hypercube, 2048));
}

/// Root mean square error of the mean of Π (1 + (uᵢ − ½)) over eight dimensions, whose integral is 1, over seeds.
fn error(kind: Kind, blocks: u64) -> f64 {
    let mut squares = 0.0;
    for seed in 0..20 {
        let design = Design::new(kind, seed, keys(8), None);
        let mut sum = 0.0;
        for b in 0..blocks {
            let draws = block(&design, b);
            for i in 0..1000 {
                sum += (0..8).map(|d| 0.5 + draws[d * 1000 + i]).product::<f64>();
            }
        }
        let error = sum / (blocks * BLOCK) as f64 - 1.0;
        squares += error * error;
    }
    (squares / 20.0).sqrt()
}

#[test]
fn designs_rank_as_theory_says_on_a_smooth_function() {
    let [hypercube, sobol, random] = KINDS.map(|kind| error(kind, 4));
    // Random: standard deviation sqrt((13/12)⁸ − 1) = 0.947 over √4000. Of 20 seeds the RMS is within ±75% but for a
    // chance of 5e-6 (chi-squared with 20 degrees of freedom).
    let expected = 0.947 / 4000_f64.sqrt();
    assert!((random / expected - 1.0).abs() < 0.75, "random: {random} against {expected}");
    // The main effects, 8/12 of a variance of 0.897, are integrated all but exactly by strata.
    assert!(hypercube < 0.75 * random, "hypercube {hypercube}, random {random}");
    assert!(sobol < 0.2 * random, "Sobol' {sobol}, random {random}");
}
