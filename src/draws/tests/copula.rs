//! The copula: rank correlations as asked, everything else as it was.

use super::{ALARM, spearman};
use crate::draws::{Copula, CopulaError, Design, Key, Kind};

const PAIRS: [(usize, usize, f64); 3] = [(0, 2, 0.6), (2, 3, -0.5), (5, 6, 0.95)];

fn columns(kind: Kind, dependence: Option<Copula>, blocks: u64) -> Vec<Vec<f64>> {
    let keys = (0..8).map(|i| Key::named(&format!("input {i}"))).collect();
    let design = Design::new(kind, 3, keys, dependence);
    let mut columns = vec![Vec::new(); 8];
    let mut out = Vec::new();
    for block in 0..blocks {
        design.block(block, &mut out);
        for (column, draws) in columns.iter_mut().zip(out.chunks(1000)) {
            column.extend_from_slice(draws);
        }
    }
    columns
}

/// The standard error of Spearman's correlation at a true s is at most that at 0, 1/√n; with n = 100,000 the tolerance
/// is 0.0155. A mistake of r for s (0.618 for 0.6) is found.
#[test]
fn draws_have_the_rank_correlations_asked_for() {
    const N: u64 = 100;
    let tolerance = ALARM / (1000.0 * N as f64).sqrt();
    assert!(tolerance < 0.0155);
    for kind in [Kind::LatinHypercube, Kind::Sobol, Kind::Random] {
        let copula = Copula::new(8, &PAIRS).unwrap();
        let columns = columns(kind, Some(copula), N);
        for (i, j, s) in PAIRS.into_iter().chain([(0, 3, 0.0), (0, 5, 0.0), (1, 2, 0.0), (3, 7, 0.0)]) {
            let found = spearman(&columns[i], &columns[j]);
            assert!((found - s).abs() < tolerance, "{kind:?} {i} {j}: {found} instead of {s}");
        }
    }
}

#[test]
fn dimensions_without_correlation_are_untouched() {
    for kind in [Kind::LatinHypercube, Kind::Sobol, Kind::Random] {
        let without = columns(kind, None, 2);
        let with = columns(kind, Some(Copula::new(8, &PAIRS).unwrap()), 2);
        for d in [1, 4, 7] {
            assert_eq!(with[d], without[d], "{kind:?} {d}");
        }
        assert_ne!(with[2], without[2], "{kind:?}");
    }
}

#[test]
fn correlated_draws_of_a_hypercube_are_its_own_in_another_order() {
    let sorted = |mut column: Vec<f64>| {
        column.sort_by(f64::total_cmp);
        column
    };
    let without = columns(Kind::LatinHypercube, None, 1);
    let with = columns(Kind::LatinHypercube, Some(Copula::new(8, &PAIRS).unwrap()), 1);
    for (with, without) in with.into_iter().zip(without) {
        assert_eq!(sorted(with), sorted(without));
    }
}

#[test]
fn contradictions_are_refused() {
    let contradiction = Copula::new(5, &[(1, 2, 0.9), (2, 4, 0.9), (1, 4, -0.9)]);
    assert_eq!(contradiction, Err(CopulaError::NotPositiveDefinite { group: vec![1, 2, 4], dimension: 4 }));
    // Two inputs that are one and the same up to rank have no density to draw from.
    assert!(matches!(Copula::new(2, &[(0, 1, 1.0)]), Err(CopulaError::NotPositiveDefinite { .. })));
    assert_eq!(Copula::new(2, &[(0, 0, 0.5)]), Err(CopulaError::Impossible { i: 0, j: 0, rank: 0.5 }));
    assert_eq!(Copula::new(2, &[(0, 2, 0.5)]), Err(CopulaError::Impossible { i: 0, j: 2, rank: 0.5 }));
    assert!(matches!(Copula::new(2, &[(0, 1, f64::NAN)]), Err(CopulaError::Impossible { .. })));
    assert_eq!(Copula::new(2, &[(0, 1, 0.5), (1, 0, 0.5)]), Err(CopulaError::Twice { i: 1, j: 0 }));
    assert!(Copula::new(0, &[]).is_ok());
}

#[test]
fn what_was_joined_comes_apart_again() {
    let copula = Copula::new(4, &[(0, 2, 0.5), (2, 3, -0.4), (0, 3, 0.1)]).unwrap();
    for draw in [[0.2, 0.5, 0.9, 0.4], [0.001, 0.3, 0.999, 0.5]] {
        let mut there = draw;
        copula.correlate(&mut there);
        assert!((there[2] - draw[2]).abs() > 1e-3);
        copula.decorrelate(&mut there);
        assert!(draw.iter().zip(there).all(|(a, b)| (a - b).abs() < 1e-9), "{draw:?} {there:?}");
    }
}
