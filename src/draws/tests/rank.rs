//! Rank correlations of inputs whose values tie.

use std::f64::consts::PI;

use super::{ALARM, correlation};
use crate::draws::{Attained, Copula, Design, Grade, Key, Kind};

/// Stretches of a choice with these probabilities.
fn choice(probabilities: &[f64]) -> Vec<[f64; 2]> {
    let mut to = 0.0;
    let mut stretch = |p: &f64| {
        to += p;
        [to - p, to]
    };
    probabilities.iter().map(&mut stretch).collect()
}

fn coin() -> Grade {
    Grade::new(&choice(&[0.5, 0.5]))
}

/// Two coins fall alike with probability 1/2 + asin(r)/π, so that their correlation is 2 asin(r)/π; that of a coin and a
/// continuous input is √12 asin(r/√2)/π.
#[test]
fn correlations_in_closed_form_are_met() {
    let continuous = Grade::new(&[]);
    for rank in [-0.85_f64, -0.4, 0.1, 0.5, 0.8, 0.86] {
        let two = coin().find_normal_correlation(&coin(), rank);
        assert!((two.normal - (0.5 * PI * rank).sin()).abs() < 1e-6, "{rank}: {two:?}");
        let one = coin().find_normal_correlation(&continuous, rank);
        let expected = 2.0_f64.sqrt() * (rank * PI / 12.0_f64.sqrt()).sin();
        assert!(
            (one.normal - expected).abs() < 1e-6 && one == continuous.find_normal_correlation(&coin(), rank),
            "{rank}: {one:?}"
        );
        let none = continuous.find_normal_correlation(&continuous, rank);
        assert_eq!(none, Attained { normal: 2.0 * libm::sin(PI * rank / 6.0), rank });
        assert!((continuous.rank(&continuous, none.normal) - rank).abs() < 1e-12);
    }
    assert_eq!(coin().find_normal_correlation(&continuous, 0.0).normal, 0.0);
}

#[test]
fn where_values_tie_too_often_the_greatest_is_told() {
    let least = coin().find_normal_correlation(&Grade::new(&[]), -0.95);
    assert!((least.rank + 12.0_f64.sqrt() / 4.0).abs() < 1e-3 && least.normal < -0.999, "{least:?}");
    // A value that is nearly sure and a coin: grades of 0.475 and 0.975, 0.25 and 0.75.
    let rare = Grade::new(&choice(&[0.95, 0.05])).find_normal_correlation(&coin(), 0.9);
    let greatest = 0.05 * 0.5 / (0.95_f64 * 0.05 * 0.25).sqrt();
    assert!((rare.rank - greatest).abs() < 1e-3, "{rare:?} {greatest}");
    // One that is known does not vary.
    assert_eq!(Grade::new(&[[0.0, 1.0]]).find_normal_correlation(&coin(), 0.5), Attained { normal: 0.0, rank: 0.0 });
}

#[test]
fn a_fine_staircase_is_continuous() {
    let fine = Grade::new(&choice(&[0.005; 200]));
    let both = Grade::new(&[[0.4, 0.4 + 1e-9]]);
    for rank in [-0.9, 0.3, 0.7] {
        let expected = 2.0 * libm::sin(PI * rank / 6.0);
        for attained in
            [fine.find_normal_correlation(&Grade::new(&[]), rank), both.find_normal_correlation(&Grade::new(&[]), rank)]
        {
            assert!((attained.normal - expected).abs() < 2e-3, "{rank}: {attained:?} {expected}");
        }
    }
}

/// Draws of both, each at the middle of the stretch that it ties in, against the correlation asked for.
#[test]
fn draws_of_choices_have_the_rank_correlations_asked_for() {
    const N: usize = 100;
    let thirds = choice(&[0.5, 0.3, 0.2]);
    let mixed = vec![[0.2, 0.6]];
    let two = choice(&[0.3, 0.7]);
    for (flat, rank) in [
        ([thirds.clone(), vec![]], 0.8),
        ([thirds.clone(), thirds.clone()], 0.8),
        ([thirds.clone(), two.clone()], -0.5),
        ([mixed.clone(), thirds], 0.7),
        ([mixed, vec![]], -0.8),
        ([two, vec![]], 0.6),
    ] {
        let [a, b] = [0, 1].map(|i| Grade::new(&flat[i]));
        let attained = a.find_normal_correlation(&b, rank);
        assert!((attained.rank - rank).abs() < 1e-9, "{flat:?}: {attained:?}");
        assert!((a.rank(&b, attained.normal) - rank).abs() < 1e-4, "{flat:?}");
        for kind in [Kind::Random, Kind::LatinHypercube] {
            let copula = Copula::of_normals(2, &[(0, 1, attained.normal)]).unwrap();
            let design = Design::new(kind, 5, vec![Key::named("a"), Key::named("b")], Some(copula));
            let (mut block, mut grades) = (Vec::new(), [Vec::new(), Vec::new()]);
            for number in 0..N as u64 {
                design.block(number, &mut block);
                for (i, grades) in grades.iter_mut().enumerate() {
                    let grade = |u: &f64| {
                        let tie = flat[i].iter().find(|[from, to]| from < u && u <= to);
                        tie.map_or(*u, |[from, to]| f64::midpoint(*from, *to))
                    };
                    grades.extend(block[i * 1000..(i + 1) * 1000].iter().map(grade));
                }
            }
            let found = correlation(&grades[0], &grades[1]);
            let tolerance = ALARM / (1000.0 * N as f64).sqrt();
            assert!((found - rank).abs() < tolerance, "{flat:?} {kind:?}: {found} instead of {rank}");
        }
    }
}
