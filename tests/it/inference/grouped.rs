//! Groups that learn from one another.

use marketgate::inference::survival::{Law, LawKind, Time, sample_grouped_posterior, sample_posterior};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng as _;

/// Rows of which a share has ended on evenly spread days, and the others stand at a thousand.
fn rows(count: usize, ended: usize, first_cluster: usize) -> Vec<Time> {
    (0..count)
        .map(|i| {
            let days = if i < ended { 1.0 + 3.0 * i as f64 } else { 1_000.0 };
            Time { days, ended: i < ended, weight: 1.0, cluster: first_cluster + i }
        })
        .collect()
}

fn mean_permanent(laws: &[Law]) -> f64 {
    laws.iter().map(Law::permanent).sum::<f64>() / laws.len() as f64
}

#[test]
fn a_small_group_leans_on_the_large_ones() {
    // Of forty rows a tenth stays for good, twice; of three rows all do.
    let groups = [rows(40, 36, 0), rows(40, 36, 100), rows(3, 0, 200)];
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let joint = sample_grouped_posterior(&groups, 400, &mut rng);
    assert!(joint.convergence.r_hat < 1.1, "{:?}", joint.convergence);
    let [first, second, small] = [0, 1, 2].map(|group| mean_permanent(&joint.groups[group]));
    let alone = mean_permanent(&sample_posterior(LawKind::CureWeibull, &groups[2], 400, &mut rng).laws);
    assert!(first < 0.25 && second < 0.25, "{first} {second}");
    assert!(small > first && small < alone, "{first} < {small} < {alone}");
}

#[test]
fn groups_alike_have_the_law_of_all_together() {
    let groups = [rows(40, 28, 0), rows(40, 28, 100)];
    let all: Vec<Time> = groups.concat();
    let mut rng = ChaCha8Rng::seed_from_u64(2);
    let joint = sample_grouped_posterior(&groups, 400, &mut rng);
    let together = mean_permanent(&sample_posterior(LawKind::CureWeibull, &all, 400, &mut rng).laws);
    for laws in &joint.groups {
        assert!((mean_permanent(laws) - together).abs() < 0.05, "{} {together}", mean_permanent(laws));
    }
}
