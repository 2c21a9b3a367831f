//! What was found, printed as the other peers do.

use crate::found::Found;
use crate::parameters::World;

/// Prints it as JSON.
pub(crate) fn tell(world: &World, seconds: f64, found: &Found) {
    let n = found.histories;
    let markets: Vec<String> = world
        .markets
        .iter()
        .enumerate()
        .map(|(m, market)| {
            let row = m * n..(m + 1) * n;
            let mut users = found.users[row.clone()].to_vec();
            users.sort_by(f64::total_cmp);
            let figures = [
                ("value", mean(&found.values[row.clone()])),
                ("users", mean(&users)),
                ("users.p5", quantile(&users, 0.05)),
                ("users.p50", quantile(&users, 0.5)),
                ("users.p95", quantile(&users, 0.95)),
                ("cohort", mean(&found.cohort[row.clone()])),
                ("bans", mean(&found.bans[row])),
            ];
            let told: Vec<String> =
                figures.iter().map(|(name, [at, se])| format!("\"{name}\": [{at}, {se}]")).collect();
            format!("\"{}\": {{{}}}", market.key, told.join(", "))
        })
        .collect();
    println!("{{\"histories\": {n}, \"seconds\": {seconds}, \"markets\": {{{}}}}}", markets.join(", "));
}

/// Mean and its standard error.
fn mean(values: &[f64]) -> [f64; 2] {
    let n = values.len() as f64;
    let centre = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|value| (value - centre).powi(2)).sum();
    [centre, (squares / (n - 1.0) / n).sqrt()]
}

/// A quantile of sorted values and its standard error, from the binomial distribution of ranks.
fn quantile(ordered: &[f64], p: f64) -> [f64; 2] {
    let n = ordered.len() as f64;
    let half = 1.96 * (n * p * (1.0 - p)).sqrt();
    let at = |rank: f64| ordered[rank.clamp(0.0, n - 1.0).round() as usize];
    let centre = p * (n - 1.0);
    [at(centre), (at(centre + half) - at(centre - half)) / (2.0 * 1.96)]
}
