//! Drawn inputs as they stand in the rows: strata and rank correlations (model, sections 1 and 12).

use marketgate::normal;

use crate::sample::{SIGMAS, STILL, close, mean, sample};

const SETTINGS: &[&str] = &[
    "markets.us.arpu=$6 to $9",
    "markets.us.growth=20% to 60%",
    "markets.us.margin=uniform(10%, 40%)",
    "policy.ban.permanent=20% to 60%",
    "policy.order.enforcement=uniform(0%, 100%)",
];

/// Uniform number behind each value, from the law that the text stands for.
fn uniforms(name: &str, column: &[f64]) -> Vec<f64> {
    // "a to b" are the 5th and 95th percentile, 1.6449 standard deviations from the median.
    let between = |x: f64, low: f64, high: f64| {
        let z = 1.644_853_626_951_472_2;
        normal::cdf((x - 0.5 * (low + high)) / (0.5 * (high - low) / z))
    };
    let logit = |p: f64| (p / (1.0 - p)).ln();
    column
        .iter()
        .map(|&x| match name {
            "markets.us.arpu" => between(x.ln(), 6.0_f64.ln(), 9.0_f64.ln()),
            "markets.us.growth" => between(x, 0.2, 0.6),
            "policy.ban.permanent" => between(logit(x), logit(0.2), logit(0.6)),
            "markets.us.margin" => (x - 0.1) / 0.3,
            _ => x,
        })
        .collect()
}

#[test]
fn every_input_has_one_draw_in_each_stratum_of_a_block() {
    let s = sample(STILL, &[SETTINGS, &["horizon=1 day"]].concat(), 2000);
    for setting in SETTINGS {
        let name = setting.split('=').next().unwrap();
        let drawn = uniforms(name, &s.column(name));
        for block in drawn.chunks(1000) {
            let mut hits = vec![0; 1000];
            block.iter().for_each(|u| hits[(u * 1000.0) as usize] += 1);
            assert!(hits.iter().all(|n| *n == 1), "{name}");
        }
    }
}

/// Spearman's rank correlation.
fn spearman(x: &[f64], y: &[f64]) -> f64 {
    let ranks = |values: &[f64]| {
        let mut order: Vec<usize> = (0..values.len()).collect();
        order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
        let mut ranks = vec![0.0; values.len()];
        order.into_iter().enumerate().for_each(|(rank, place)| ranks[place] = rank as f64);
        ranks
    };
    let (x, y) = (ranks(x), ranks(y));
    let n = x.len() as f64;
    let squares: f64 = x.iter().zip(&y).map(|(a, b)| (a - b).powi(2)).sum();
    1.0 - 6.0 * squares / (n * (n * n - 1.0))
}

#[test]
fn correlated_inputs_have_their_rank_correlation() {
    let correlations = r#"correlations=[{ between = ["markets.us.arpu", "markets.us.growth"], rank = 0.7 },
        { between = ["markets.us.growth", "policy.ban.permanent"], rank = -0.4 }]"#;
    for (design, count) in [("lhs", 4000), ("random", 4000), ("sobol", 4000)] {
        let design = format!("design={design}");
        let s = sample(STILL, &[SETTINGS, &[correlations, &design, "horizon=1 day"]].concat(), count);
        let pair = |a: &str, b: &str| spearman(&s.column(a), &s.column(b));
        // Asymptotic variance of the estimate is at most 1.1 (1 − s²)²/n for a normal copula; 1/n bounds it.
        let error = SIGMAS / (count as f64).sqrt();
        for (a, b, rank) in [
            ("markets.us.arpu", "markets.us.growth", 0.7),
            ("markets.us.growth", "policy.ban.permanent", -0.4),
            ("markets.us.arpu", "markets.us.margin", 0.0),
            ("markets.us.growth", "policy.order.enforcement", 0.0),
        ] {
            let found = pair(a, b);
            assert!((found - rank).abs() < error, "{design}: {a}, {b}: {found}, not {rank}");
        }
    }
}

#[test]
fn the_ceiling_is_drawn_from_its_law_above_the_users() {
    // Uniform on 80M to 180M, cut below at 105M: uniform from there on, not held at the edge.
    let settings = ["markets.us.ceiling=uniform(80M, 180M)", "markets.us.growth=30%", "horizon=1 day"];
    let s = sample(STILL, &settings, 2000);
    let drawn = s.column("markets.us.ceiling");
    let least = drawn.iter().copied().fold(f64::INFINITY, f64::min);
    close(least, 105e6, 1e-3);
    assert!(drawn.iter().filter(|c| **c < 106e6).count() < 60);
    // The standard error of a plain sample bounds that of a stratified one.
    mean(&drawn, 142.5e6, "ceiling");
}

#[test]
fn a_known_ceiling_stays_above_drawn_users() {
    // 104M, or 1.05 times the users where these are more than 99M: the growth that follows shows in a year.
    let settings =
        ["markets.us.users=uniform(60M, 110M)", "markets.us.ceiling=104M", "markets.us.growth=40%", "horizon=1 year"];
    let s = sample(STILL, &settings, 50);
    let mut held = 0;
    for (users, retention) in s.column("markets.us.users").iter().zip(s.column("us.retention")) {
        let room = 104e6_f64.max(1.05 * users) / users;
        let g = 0.4 / (1.0 - 1.0 / room);
        close(retention, room / (1.0 + (room - 1.0) * (-g).exp()), 1e-9);
        held += usize::from(room < 1.0501);
    }
    assert!(held > 5);
}

#[test]
fn a_value_without_doubt_is_no_column() {
    let s = sample(STILL, SETTINGS, 1);
    assert!(s.layout.column("markets.us.arpu").is_some());
    assert!(s.layout.column("markets.us.users").is_none());
    // Drawn afresh at each use, so that no single number stands for it.
    assert!(s.layout.column("policy.review.length").is_none());
}
