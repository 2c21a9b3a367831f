//! Maximum likelihood against fits by other programs.

use marketgate::inference::survival::{Fit, Law, LawKind, Time, fit_law, permanent_evidence, profile_permanent};

use crate::inference::data::{assert_near, leukemia_6mp, leukemia_placebo, lung, ovarian, rossi};

fn fit(kind: LawKind, times: &[Time]) -> Fit {
    fit_law(kind, times).expect("some ended")
}

/// Permanent share, shape, scale.
fn parameters(law: Law) -> [f64; 3] {
    match law {
        Law::Exponential { mean } => [0.0, 1.0, mean],
        Law::Weibull(law) => [0.0, law.shape, law.scale],
        Law::CureExponential { permanent, mean } => [permanent, 1.0, mean],
        Law::CureWeibull { permanent, after } => [permanent, after.shape, after.scale],
        _ => panic!("a law of one part"),
    }
}

/// The tolerance of a scale is relative.
#[track_caller]
fn assert_fit(fit: Fit, expected: [f64; 3], log_likelihood: f64, tolerance: f64) {
    let [permanent, shape, scale] = parameters(fit.law);
    println!("{fit:?}");
    assert_near(permanent, expected[0], tolerance);
    assert_near(shape, expected[1], tolerance);
    assert_near(scale / expected[2], 1.0, tolerance);
    assert_near(fit.log_likelihood, log_likelihood, tolerance);
    assert_eq!(fit.starts_that_agree, fit.starts);
}

#[test]
fn ovarian_cancer() {
    let rows = ovarian();
    assert_fit(fit(LawKind::Exponential, &rows), [0.0, 1.0, 15_588.0 / 12.0], -98.032_20, 1e-5);
    assert_fit(fit(LawKind::Weibull, &rows), [0.0, 1.108_059_74, 1_225.418_93], -97.953_90, 1e-5);
    assert_fit(fit(LawKind::CureExponential, &rows), [0.327_245_1, 1.0, 690.279_3], -97.787_96, 1e-4);
    assert_fit(fit(LawKind::CureWeibull, &rows), [0.492_903_7, 2.107_991, 420.839_9], -95.474_25, 1e-4);
}

#[test]
fn leukemia() {
    let rows = leukemia_6mp();
    assert_fit(fit(LawKind::Weibull, &rows), [0.0, 1.353_734_5, 33.765_151], -41.658_678, 1e-4);
    assert_fit(fit(LawKind::CureWeibull, &rows), [0.441_430_1, 2.051_337_8, 15.655_913], -40.529_781, 1e-4);
}

#[test]
fn where_all_ended_nothing_is_permanent() {
    let rows = leukemia_placebo();
    let expected = [0.0, 1.370_499_9, 9.482_141_3];
    assert_fit(fit(LawKind::CureWeibull, &rows), expected, -64.920_108, 1e-5);
    let evidence = permanent_evidence(&rows).expect("all ended");
    assert!(!evidence.is_supported() && evidence.statistic < 1e-6, "{evidence:?}");
    assert!(evidence.interval[0] == 0.0 && evidence.interval[1] < 0.2, "{evidence:?}");
}

#[test]
fn lung_cancer() {
    assert_fit(fit(LawKind::Weibull, &lung()), [0.0, 1.316_840_0, 417.758_65], -1_153.851_19, 1e-5);
}

#[test]
fn arrests_do_not_tell_the_permanent_share() {
    let rows = rossi();
    assert_fit(fit(LawKind::Weibull, &rows), [0.0, 1.365_141, 123.677_10], -696.624_397, 1e-5);
    let evidence = permanent_evidence(&rows).expect("some ended");
    println!("{evidence:?}");
    assert_near(evidence.cure.law.permanent(), 0.049_677_8, 1e-3);
    assert_near(evidence.cure.log_likelihood, -696.623_878, 1e-5);
    assert!(!evidence.is_supported() && evidence.p_value > 0.4, "{evidence:?}");
    assert!(evidence.interval[0] == 0.0 && evidence.interval[1] > 0.6, "{evidence:?}");
}

#[test]
fn evidence_of_a_permanent_share_of_patients() {
    let evidence = permanent_evidence(&ovarian()).expect("some ended");
    println!("{evidence:?}");
    assert_near(evidence.statistic, 2.0 * (97.953_90 - 95.474_25), 1e-4);
    assert!(evidence.is_supported() && evidence.p_value < 0.05);
    // The profile is 1.92 below its top at both ends of the interval.
    let ends = profile_permanent(&ovarian(), &evidence.interval).expect("some ended");
    for end in ends {
        assert_near(evidence.cure.log_likelihood - end.log_likelihood, 3.841_459 / 2.0, 1e-3);
    }
}

#[test]
fn a_profile_without_a_permanent_share_is_the_weibull_fit() {
    let profile = profile_permanent(&ovarian(), &[0.0, 0.492_903_7]).expect("some ended");
    assert_near(profile[0].log_likelihood, -97.953_90, 1e-5);
    assert_near(profile[1].log_likelihood, -95.474_25, 1e-5);
}

#[test]
fn more_parts_are_never_less_likely() {
    for rows in [ovarian(), leukemia_6mp(), lung()] {
        let at = |kind| fit(kind, &rows).log_likelihood;
        assert!(at(LawKind::ExponentialAndWeibull) >= at(LawKind::Exponential) - 1e-6);
        assert!(at(LawKind::TwoWeibulls) >= at(LawKind::ExponentialAndWeibull) - 1e-4);
        assert!(at(LawKind::TwoWeibulls) >= at(LawKind::Weibull) - 1e-4);
    }
}

#[test]
fn nothing_is_fitted_where_nothing_ended() {
    let rows: Vec<Time> = ovarian().into_iter().filter(|time| !time.ended).collect();
    assert_eq!(fit_law(LawKind::Weibull, &rows), None);
    assert!(permanent_evidence(&rows).is_none());
}
