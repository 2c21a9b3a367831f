//! Known answers and properties of the draws.
//!
//! Statistical tests use fixed seeds and a false-alarm rate of 1e-6 each: a failure is a fault, and a change of streams
//! that makes one fail by chance is seen once in a million tests.

mod copula;
mod density;
mod design;
mod rank;
mod streams;

/// Two-sided normal quantile of the false-alarm rate 1e-6.
const ALARM: f64 = 4.892;

/// Pearson's correlation.
fn correlation(x: &[f64], y: &[f64]) -> f64 {
    let n = x.len() as f64;
    let (mx, my) = (x.iter().sum::<f64>() / n, y.iter().sum::<f64>() / n);
    let (mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0);
    for (x, y) in x.iter().zip(y) {
        xx += (x - mx) * (x - mx);
        yy += (y - my) * (y - my);
        xy += (x - mx) * (y - my);
    }
    xy / (xx * yy).sqrt()
}

/// Spearman's correlation of numbers without ties.
fn spearman(x: &[f64], y: &[f64]) -> f64 {
    let ranks = |values: &[f64]| {
        let mut order: Vec<usize> = (0..values.len()).collect();
        order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
        let mut ranks = vec![0.0; values.len()];
        for (rank, place) in order.into_iter().enumerate() {
            ranks[place] = rank as f64;
        }
        ranks
    };
    correlation(&ranks(x), &ranks(y))
}
