//! Kaplan–Meier and Aalen–Johansen.

use marketgate::inference::survival::{
    ErrorKind, IntervalScale, KaplanMeier, Spell, Time, cumulative_incidence, state_probabilities,
};
use proptest::prelude::*;

use crate::inference::data::{assert_near, leukemia_6mp, lung, ovarian, times};

#[test]
fn six_rows_of_the_survival_package() {
    let rows = [(1.0, true), (1.0, false), (6.0, true), (6.0, true), (8.0, false), (9.0, true)];
    let estimate = KaplanMeier::estimate(&times(&rows));
    for (days, surviving) in [(0.5, 1.0), (1.0, 5.0 / 6.0), (6.0, 5.0 / 12.0), (9.0, 0.0)] {
        assert_near(estimate.surviving(days), surviving, 1e-15);
    }
    assert_eq!(estimate.standard_error(9.0, ErrorKind::Independent), None);
}

#[test]
fn quantiles_lie_in_the_middle_of_flat_parts() {
    let rows = [(9.0, true), (1.0, true), (1.0, false), (6.0, true), (6.0, true), (8.0, false), (10.0, false)];
    let estimate = KaplanMeier::estimate(&times(&rows));
    let expected = [
        (13.0 / 14.0, Some(1.0)),
        (6.0 / 7.0, Some(3.5)),
        (2.0 / 3.0, Some(6.0)),
        (0.5, Some(9.0)),
        (9.0 / 35.0, Some(9.5)),
        (0.1, None),
    ];
    for (surviving, days) in expected {
        assert_eq!(estimate.quantile(surviving), days, "{surviving}");
    }
}

#[test]
fn ovarian_cancer_as_r_prints_it() {
    let estimate = KaplanMeier::estimate(&ovarian());
    assert_near(estimate.surviving(365.0), 0.730_769_230_8, 1e-10);
    assert_near(estimate.surviving(638.0), 0.496_732_026_1, 1e-10);
    let error = estimate.standard_error(638.0, ErrorKind::Independent).expect("not 0");
    assert_near(error, 0.1051, 5e-5);
    let interval = estimate.interval(638.0, 0.95, IntervalScale::Log, ErrorKind::Independent).expect("not 0");
    assert_near(interval[0], 0.328, 5e-4);
    assert_near(interval[1], 0.752, 5e-4);
}

#[test]
fn leukemia_as_in_textbooks() {
    let estimate = KaplanMeier::estimate(&leukemia_6mp());
    let expected =
        [(6.0, 0.8571), (7.0, 0.8067), (10.0, 0.7529), (13.0, 0.6902), (16.0, 0.6275), (22.0, 0.5378), (23.0, 0.4482)];
    for (weeks, surviving) in expected {
        assert_near(estimate.surviving(weeks), surviving, 5e-5);
    }
    assert_eq!(estimate.median(), Some(23.0));
}

#[test]
fn lung_cancer_with_both_intervals_of_its_median() {
    let estimate = KaplanMeier::estimate(&lung());
    assert_eq!(estimate.median(), Some(310.0));
    assert_near(estimate.surviving(180.0), 0.721_670_653_4, 1e-10);
    assert_near(estimate.surviving(365.0), 0.409_241_624_5, 1e-10);
    let interval = |scale| estimate.quantile_interval(0.5, 0.95, scale, ErrorKind::Independent);
    assert_eq!(interval(IntervalScale::Log), [Some(285.0), Some(363.0)]);
    assert_eq!(interval(IntervalScale::LogLog), [Some(284.0), Some(361.0)]);
}

#[test]
fn errors_by_cluster_are_greenwoods_where_each_row_is_a_cluster() {
    for rows in [ovarian(), leukemia_6mp(), lung()] {
        for step in KaplanMeier::estimate(&rows).steps {
            assert_near(step.clustered_error, step.greenwood_error, 1e-14);
        }
    }
}

#[test]
fn rows_of_one_decision_are_worth_one() {
    // Each row four times in one cluster: the estimate stays, its error too; rows taken as independent would halve it.
    let once = KaplanMeier::estimate(&ovarian());
    let repeated: Vec<Time> = ovarian().into_iter().flat_map(|time| [time; 4]).collect();
    let four_times = KaplanMeier::estimate(&repeated);
    for (one, four) in once.steps.iter().zip(&four_times.steps) {
        assert_near(four.surviving, one.surviving, 1e-14);
        assert_near(four.clustered_error, one.greenwood_error, 1e-14);
        assert_near(four.greenwood_error, one.greenwood_error / 2.0, 1e-14);
    }
}

#[test]
fn a_weight_of_two_is_two_rows() {
    let heavy: Vec<Time> = ovarian().into_iter().map(|time| Time { weight: 2.0, ..time }).collect();
    let twice: Vec<Time> = ovarian().into_iter().flat_map(|time| [time; 2]).collect();
    for (a, b) in KaplanMeier::estimate(&heavy).steps.iter().zip(&KaplanMeier::estimate(&twice).steps) {
        assert_eq!(a.surviving, b.surviving);
        assert_near(a.clustered_error, b.clustered_error, 1e-14);
    }
}

#[test]
fn the_restricted_mean_is_the_mean_where_all_ended() {
    let rows = times(&[(2.0, true), (3.0, true), (7.0, true)]);
    assert_near(KaplanMeier::estimate(&rows).mean_restricted(100.0), 4.0, 1e-14);
    assert_near(KaplanMeier::estimate(&rows).mean_restricted(5.0), 10.0 / 3.0, 1e-14);
}

#[test]
fn two_kinds_of_ends_of_fourteen_subjects() {
    let days = [1.0, 2.0, 3.0, 4.0, 4.0, 4.0, 5.0, 5.0, 6.0, 8.0, 8.0, 9.0, 10.0, 12.0];
    let kinds = [1, 2, 0, 1, 0, 0, 2, 1, 0, 0, 2, 0, 1, 0];
    let rows: Vec<(f64, bool)> = days.into_iter().zip(kinds.map(|kind| kind > 0)).collect();
    let incidence = cumulative_incidence(&times(&rows), &kinds);
    for (day, expected) in [(1.0, 0.071_428_6), (4.0, 0.149_350_6), (5.0, 0.246_753_2), (10.0, 0.480_519_5)] {
        assert_near(incidence.on_day(day)[1], expected, 1e-6);
    }
    for (day, expected) in [(2.0, 0.071_428_6), (5.0, 0.168_831_2), (8.0, 0.285_714_3)] {
        assert_near(incidence.on_day(day)[2], expected, 1e-6);
    }
}

#[test]
fn five_subjects_who_move_between_four_states() {
    // States: 0 entry, 1 a, 2 b, 3 c. Subject 1: a at 4, b at 9, a at 10. 2: b at 5. 3, seen from 2 on: c at 9. 4: a at 2, c at 8, last
    // seen at 9. 5, seen from 1 on: b at 3, last seen at 11.
    let spells = [
        (0.0, 4.0, 0, Some(1)),
        (4.0, 9.0, 1, Some(2)),
        (9.0, 10.0, 2, Some(1)),
        (0.0, 5.0, 0, Some(2)),
        (2.0, 9.0, 0, Some(3)),
        (0.0, 2.0, 0, Some(1)),
        (2.0, 8.0, 1, Some(3)),
        (8.0, 9.0, 3, None),
        (1.0, 3.0, 0, Some(2)),
        (3.0, 11.0, 2, None),
    ];
    let spells = spells.map(|(start, stop, state, next)| Spell { start, stop, state, next, weight: 1.0 });
    let probabilities = state_probabilities(&spells, &[1.0, 0.0, 0.0, 0.0]);
    let expected = [
        (2.0, [24.0, 8.0, 0.0, 0.0]),
        (3.0, [18.0, 8.0, 6.0, 0.0]),
        (4.0, [12.0, 14.0, 6.0, 0.0]),
        (5.0, [6.0, 14.0, 12.0, 0.0]),
        (8.0, [6.0, 7.0, 12.0, 7.0]),
        (9.0, [0.0, 0.0, 19.0, 13.0]),
        (10.0, [0.0, 9.5, 9.5, 13.0]),
        (11.0, [0.0, 9.5, 9.5, 13.0]),
    ];
    for (day, parts) in expected {
        let found = probabilities.on_day(day);
        found.iter().zip(parts).for_each(|(found, part)| assert_near(*found, part / 32.0, 1e-15));
    }
}

proptest! {
    #[test]
    fn without_censoring_the_estimate_is_the_share_that_lasted(days in prop::collection::vec(1_u32..30, 1..40)) {
        let rows: Vec<(f64, bool)> = days.iter().map(|&day| (f64::from(day), true)).collect();
        let estimate = KaplanMeier::estimate(&times(&rows));
        for day in 0..31 {
            let lasting = days.iter().filter(|&&other| other > day).count() as f64 / days.len() as f64;
            prop_assert!((estimate.surviving(f64::from(day)) - lasting).abs() < 1e-12);
        }
    }

    #[test]
    fn incidences_of_two_kinds_sum_to_what_did_not_survive(rows in prop::collection::vec((1_u32..20, 0_usize..3), 1..30)) {
        let kinds: Vec<usize> = rows.iter().map(|row| row.1).collect();
        let times = times(&rows.iter().map(|row| (f64::from(row.0), row.1 > 0)).collect::<Vec<_>>());
        let (estimate, incidence) = (KaplanMeier::estimate(&times), cumulative_incidence(&times, &kinds));
        for day in 0..21 {
            let states = incidence.on_day(f64::from(day));
            prop_assert!((states[0] - estimate.surviving(f64::from(day))).abs() < 1e-12);
            prop_assert!((states.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        }
    }
}
