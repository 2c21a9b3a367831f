//! Comparison of laws on clusters that their fit has not seen.

use marketgate::inference::survival::{Law, LawKind, Time, compare_scores, fit_law, score_held_out};

use crate::inference::data::{assert_near, times};

/// Rows of two lengths by far, three rows a cluster.
fn short_and_long() -> Vec<Time> {
    let rows: Vec<(f64, bool)> = (0..60)
        .map(|i| (if i % 4 < 2 { 1.0 + f64::from(i % 7) } else { 300.0 + f64::from(i * i % 400) }, true))
        .collect();
    times(&rows).into_iter().map(|time| Time { cluster: time.cluster / 3, ..time }).collect()
}

#[test]
fn one_cluster_left_out_by_hand() {
    let rows = [
        Time { days: 2.0, ended: true, weight: 1.0, cluster: 7 },
        Time { days: 6.0, ended: true, weight: 1.0, cluster: 7 },
        Time { days: 10.0, ended: false, weight: 1.0, cluster: 3 },
        Time { days: 5.0, ended: true, weight: 1.0, cluster: 3 },
    ];
    let predict = |rows: &[Time]| Some(vec![fit_law(LawKind::Exponential, rows)?.law]);
    let scores = score_held_out(&rows, 9, predict).expect("some ended");
    // Cluster 3 under mean 8/2, cluster 7 under mean 15/1.
    assert_near(scores[0].score, -10.0 / 4.0 - f64::ln(4.0) - 5.0 / 4.0, 1e-7);
    assert_near(scores[1].score, -8.0 / 15.0 - 2.0 * f64::ln(15.0), 1e-7);
    assert_eq!((scores[0].cluster, scores[1].cluster, scores[1].weight), (3, 7, 2.0));
}

#[test]
fn the_law_of_two_parts_is_found_better() {
    let rows = short_and_long();
    let score = |kind| {
        let predict = |rows: &[Time]| Some(vec![fit_law(kind, rows)?.law]);
        score_held_out(&rows, 10, predict).expect("some ended")
    };
    let comparison = compare_scores(&score(LawKind::TwoWeibulls), &score(LawKind::Weibull)).expect("20 clusters");
    println!("{comparison:?}");
    assert_eq!(comparison.clusters, 20);
    assert!(comparison.difference > 3.0 * comparison.standard_error, "{comparison:?}");
}

#[test]
fn equal_laws_do_not_differ() {
    let law = Law::Exponential { mean: 9.0 };
    let scores = score_held_out(&short_and_long(), 5, |_| Some(vec![law; 3])).expect("a law");
    let comparison = compare_scores(&scores, &scores).expect("20 clusters");
    assert_eq!((comparison.difference, comparison.standard_error), (0.0, 0.0));
    assert!(compare_scores(&scores, &scores[1..]).is_none());
}
