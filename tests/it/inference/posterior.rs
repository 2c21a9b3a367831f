//! Posteriors: the sampler on known densities, and simulation-based calibration (Talts et al. 2018).
//!
//! Parameters are drawn from the prior and rows from the parameters. The rank of each true parameter among draws of its posterior is then
//! uniform. Each test looks at several parameters; each band is as wide as keeps the chance of a false alarm of a right program at 1% for the
//! test as a whole (Bonferroni). Seeds are fixed, so that a test that passes goes on passing. With 60 to 100 simulations a test finds
//! what is plainly wrong (rows left out, a term of the density forgotten), not a prior that is a little off: that has a test of its own.

use marketgate::inference::rates::{RateLaw, RatePrior, RateRow, sample_rates};
use marketgate::inference::sampling::{Schedule, check_convergence, draw_gamma, sample_chain, sample_chains};
use marketgate::inference::scoring::UniformBand;
use marketgate::inference::survival::{
    Law, LawKind, LawPrior, Time, fit_law, sample_posterior, sample_posterior_with_prior,
};
use rand::{Rng, RngExt as _};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng as _;

use crate::inference::data::{assert_near, leukemia_6mp, lung, ovarian, rossi};

/// Draws of each posterior: ranks run from 0 to 39.
const DRAWS: usize = 39;
/// Points of the bands.
const POINTS: usize = 20;
/// Chance that a right program fails one of the tests.
const FALSE_ALARM: f64 = 0.01;

fn moments(values: impl Iterator<Item = f64> + Clone) -> (f64, f64) {
    let count = values.clone().count() as f64;
    let mean = values.clone().sum::<f64>() / count;
    (mean, (values.map(|x| (x - mean) * (x - mean)).sum::<f64>() / count).sqrt())
}

#[test]
fn the_sampler_finds_a_correlated_normal() {
    // Deviations 1 and 100, correlation 0.95.
    let log_density = |x: &[f64]| {
        let (a, b) = (x[0] - 3.0, x[1] / 100.0);
        -0.5 * (a * a - 1.9 * a * b + b * b) / (1.0 - 0.95 * 0.95)
    };
    let schedule = Schedule { warm_up: 200, thin: 1, draws: 4000 };
    let draws = sample_chains(log_density, (&[0.0, 0.0], 1.0), 4, schedule, &mut ChaCha8Rng::seed_from_u64(1));
    let (first, second) = (moments(draws.points.iter().map(|x| x[0])), moments(draws.points.iter().map(|x| x[1])));
    println!("{first:?} {second:?} {:?}", draws.convergence);
    assert_near(first.0, 3.0, 0.1);
    assert_near(first.1, 1.0, 0.1);
    assert_near(second.1, 100.0, 10.0);
    assert!(draws.convergence.r_hat < 1.02 && draws.convergence.effective_draws > 1000.0);
}

#[test]
fn the_sampler_finds_a_skewed_density_with_an_edge() {
    // Exponential: mean and deviation 1, nothing below 0.
    let log_density = |x: &[f64]| if x[0] > 0.0 { -x[0] } else { f64::NEG_INFINITY };
    let schedule = Schedule { warm_up: 100, thin: 2, draws: 5000 };
    let draws = sample_chain(log_density, &[1.0], schedule, &mut ChaCha8Rng::seed_from_u64(2));
    let (mean, deviation) = moments(draws.iter().map(|x| x[0]));
    assert_near(mean, 1.0, 0.06);
    assert_near(deviation, 1.0, 0.1);
    assert!(draws.iter().all(|x| x[0] > 0.0));
}

#[test]
fn chains_that_disagree_are_found_out() {
    let chain =
        |shift: f64| -> Vec<Vec<f64>> { (0..50).map(|i| vec![shift + (f64::from(i) * 0.618_034).fract()]).collect() };
    assert!(check_convergence(&[chain(0.0), chain(0.0)]).r_hat < 1.05);
    assert!(check_convergence(&[chain(0.0), chain(2.0)]).r_hat > 2.0);
    let still = vec![vec![1.0]; 50];
    assert!(check_convergence(&[still.clone(), still]).r_hat.is_nan());
}

#[test]
fn effective_draws_of_a_correlated_chain() {
    // x' = 0.8 x + noise: a ninth of the draws counts.
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    let chain = |rng: &mut ChaCha8Rng| {
        let mut x = 0.0;
        let step = |_| {
            x = 0.8 * x + rng.random::<f64>() - 0.5;
            vec![x]
        };
        (0..5000).map(step).collect::<Vec<_>>()
    };
    let effective = check_convergence(&[chain(&mut rng), chain(&mut rng)]).effective_draws;
    println!("{effective}");
    assert!((effective / (10_000.0 / 9.0) - 1.0).abs() < 0.25, "{effective}");
}

#[test]
fn gamma_numbers_have_their_mean_and_deviation() {
    let mut rng = ChaCha8Rng::seed_from_u64(4);
    for shape in [0.3, 1.0, 7.5] {
        let draws: Vec<f64> = (0..20_000).map(|_| draw_gamma(shape, &mut rng)).collect();
        let (mean, deviation) = moments(draws.iter().copied());
        assert_near(mean, shape, 4.0 * (shape / 20_000.0_f64).sqrt());
        assert_near(deviation / shape.sqrt(), 1.0, 0.06);
    }
}

#[test]
fn many_rows_outweigh_the_prior() {
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    let posterior = sample_posterior(LawKind::Weibull, &lung(), 400, &mut rng);
    let mean = |read: fn(&Law) -> f64| posterior.laws.iter().map(read).sum::<f64>() / posterior.laws.len() as f64;
    let shape = mean(|law| if let Law::Weibull(law) = law { law.shape } else { f64::NAN });
    let scale = mean(|law| if let Law::Weibull(law) = law { law.scale } else { f64::NAN });
    println!("{shape} {scale} {:?}", posterior.convergence);
    // Posterior deviations are about 0.08 and 26.
    assert_near(shape, 1.3168, 0.03);
    assert_near(scale, 417.76, 10.0);
}

#[test]
fn chains_of_all_laws_agree() {
    let mut rng = ChaCha8Rng::seed_from_u64(6);
    // Arrests within a year do not tell two parts apart: the last two forms have several modes there.
    for (rows, forms) in [(ovarian(), 6), (leukemia_6mp(), 6), (rossi(), 4)] {
        for kind in LawKind::ALL.into_iter().take(forms) {
            let posterior = sample_posterior(kind, &rows, 200, &mut rng);
            println!("{kind:?} {:?}", posterior.convergence);
            assert_eq!(posterior.laws.len(), 200);
            assert!(posterior.convergence.r_hat < 1.1 && posterior.convergence.effective_draws > 40.0, "{kind:?}");
        }
    }
}

#[test]
fn without_rows_the_posterior_is_the_prior() {
    let mut rng = ChaCha8Rng::seed_from_u64(15);
    let prior = LawPrior { unit_days: 10.0 };
    for (kind, deviations) in [
        (LawKind::CureWeibull, vec![1.5, 1.0, 2.0]),
        (LawKind::ExponentialAndWeibull, vec![1.5, 2.0, 1.0, 0.5]),
        (LawKind::TwoWeibulls, vec![1.5, 1.0, 2.0, 1.0, 0.5]),
    ] {
        let laws = sample_posterior_with_prior(kind, &[], prior, 2000, &mut rng).laws;
        let coordinates: Vec<Vec<f64>> = laws.iter().map(|law| law.coordinates(10.0)).collect();
        for (k, deviation) in deviations.into_iter().enumerate() {
            assert_near(moments(coordinates.iter().map(|point| point[k])).1 / deviation, 1.0, 0.1);
        }
    }
}

#[test]
fn rows_that_do_not_tell_leave_the_permanent_share_open() {
    let posterior = sample_posterior(LawKind::CureWeibull, &rossi(), 400, &mut ChaCha8Rng::seed_from_u64(7));
    let mut shares: Vec<f64> = posterior.laws.iter().map(Law::permanent).collect();
    shares.sort_by(f64::total_cmp);
    println!("{} {} {} {:?}", shares[20], shares[200], shares[380], posterior.convergence);
    assert!(shares[20] < 0.15 && shares[380] > 0.55);
}

#[test]
fn the_same_seed_gives_the_same_draws() {
    let draw = || sample_posterior(LawKind::CureWeibull, &ovarian(), 20, &mut ChaCha8Rng::seed_from_u64(9)).laws;
    assert_eq!(draw(), draw());
}

/// Rank of the truth among draws, as a number that is uniform on 1/40 … 1.
fn rank(truth: f64, draws: impl Iterator<Item = f64>) -> f64 {
    (1 + draws.filter(|draw| *draw < truth).count()) as f64 / (DRAWS + 1) as f64
}

#[track_caller]
fn assert_uniform(ranks: &[Vec<f64>]) {
    let band = UniformBand::new(ranks.len(), POINTS, 1.0 - FALSE_ALARM / ranks[0].len() as f64);
    for parameter in 0..ranks[0].len() {
        let numbers: Vec<f64> = ranks.iter().map(|ranks| ranks[parameter]).collect();
        println!("{parameter}: mean rank {}", moments(numbers.iter().copied()).0);
        assert_eq!(band.points_outside(&numbers), 0, "parameter {parameter}: {numbers:?}");
    }
}

/// A law from the prior, rows from the law, each last seen on a day between 0 and 60 unless it ended before.
fn ranks_of_a_law(kind: LawKind, rng: &mut ChaCha8Rng) -> Vec<f64> {
    let prior = LawPrior { unit_days: 10.0 };
    let Some(truth) = prior.draw(kind, rng) else { return Vec::new() };
    let rows: Vec<Time> = (0..15)
        .map(|cluster| {
            let (end, seen) = (truth.quantile(rng.random::<f64>()).max(1e-300), 60.0 * rng.random::<f64>());
            Time { days: end.min(seen), ended: end <= seen, weight: 1.0, cluster }
        })
        .collect();
    let posterior = sample_posterior_with_prior(kind, &rows, prior, DRAWS, rng);
    let draws: Vec<Vec<f64>> = posterior.laws.iter().map(|law| law.coordinates(10.0)).collect();
    let truth = truth.coordinates(10.0);
    truth.iter().enumerate().map(|(k, &truth)| rank(truth, draws.iter().map(|draw| draw[k]))).collect()
}

fn check_law(kind: LawKind, simulations: usize) {
    let mut rng = ChaCha8Rng::seed_from_u64(kind.parameter_count() as u64);
    let ranks: Vec<Vec<f64>> = (0..simulations).map(|_| ranks_of_a_law(kind, &mut rng)).collect();
    assert_uniform(&ranks);
}

#[test]
fn weibull_posteriors_are_calibrated() {
    check_law(LawKind::Weibull, 100);
}

#[test]
fn cure_posteriors_are_calibrated() {
    check_law(LawKind::CureWeibull, 100);
}

fn draw_poisson(mean: f64, rng: &mut impl Rng) -> u32 {
    let (mut count, mut left) = (0, mean);
    loop {
        left += rng.random::<f64>().max(f64::MIN_POSITIVE).ln();
        if left < 0.0 {
            return count;
        }
        count += 1;
    }
}

fn draw_events(mean: f64, overdispersion: f64, rng: &mut ChaCha8Rng) -> u32 {
    let size = 1.0 / overdispersion;
    let mixed = if overdispersion > 0.0 { mean * draw_gamma(size, rng) / size } else { mean };
    draw_poisson(mixed, rng)
}

fn draw_rows(truth: &RateLaw<1>, rows_each: usize, rng: &mut ChaCha8Rng) -> Vec<RateRow<1>> {
    let cells = (0..truth.groups.len()).flat_map(|group| [0.0, 1.0].map(|x| (group, [x])));
    cells
        .flat_map(|(group, covariates)| vec![RateRow { events: 0, years: 1.0, group, covariates }; rows_each])
        .map(|row| RateRow {
            events: draw_events(truth.rate(row.group, &row.covariates), truth.overdispersion, rng),
            ..row
        })
        .collect()
}

#[test]
fn rate_posteriors_are_calibrated() {
    // A mean of about one in two years, and spreads that leave the counts small.
    let prior = RatePrior { mean: -0.7, mean_deviation: 0.7, spread: 0.7, effect: 0.7, overdispersion: Some(1.0) };
    let mut rng = ChaCha8Rng::seed_from_u64(11);
    let ranks: Vec<Vec<f64>> = (0..60)
        .map(|_| {
            let truth: RateLaw<1> = prior.draw(3, &mut rng);
            let rows = draw_rows(&truth, 12, &mut rng);
            let laws = sample_rates(&rows, 3, prior, DRAWS, &mut rng).laws;
            let rank_of = |read: &dyn Fn(&RateLaw<1>) -> f64| rank(read(&truth), laws.iter().map(read));
            vec![
                rank_of(&|law| law.mean),
                rank_of(&|law| law.spread),
                rank_of(&|law| law.groups[0]),
                rank_of(&|law| law.effects[0]),
                rank_of(&|law| law.overdispersion),
            ]
        })
        .collect();
    assert_uniform(&ranks);
}

#[test]
fn many_rows_tell_the_rates() {
    let truth = RateLaw { mean: -1.0, spread: 1.0, groups: vec![-2.5, -1.0, 0.0], effects: [1.2], overdispersion: 0.8 };
    let mut rng = ChaCha8Rng::seed_from_u64(12);
    let rows = draw_rows(&truth, 2000, &mut rng);
    let posterior = sample_rates(&rows, 3, RatePrior::WEAK, 200, &mut rng);
    println!("{:?}", posterior.convergence);
    assert!(posterior.convergence.r_hat < 1.1);
    for group in 0..3 {
        for x in [0.0, 1.0] {
            assert_near(posterior.mean_rate(group, &[x]) / truth.rate(group, &[x]), 1.0, 0.12);
        }
    }
    let overdispersion = posterior.laws.iter().map(|law| law.overdispersion).sum::<f64>() / 200.0;
    assert_near(overdispersion, 0.8, 0.12);
    let none =
        rows.iter().filter(|row| row.group == 2 && row.covariates == [1.0] && row.events > 0).count() as f64 / 2000.0;
    assert_near(truth.chance_of_any(2, &[1.0], 1.0), none, 0.04);
}

#[test]
fn a_group_without_rows_leans_on_the_others() {
    let row = |group, events| RateRow { events, years: 10.0, group, covariates: [] };
    let rows: Vec<RateRow<0>> = (0..20).flat_map(|i| [row(0, 2 + i % 2), row(1, 3 - i % 2)]).collect();
    let prior = RatePrior { overdispersion: None, ..RatePrior::WEAK };
    let posterior = sample_rates(&rows, 3, prior, 400, &mut ChaCha8Rng::seed_from_u64(13));
    let (known, open) = (
        moments(posterior.laws.iter().map(|law| law.groups[0])),
        moments(posterior.laws.iter().map(|law| law.groups[2])),
    );
    println!("{known:?} {open:?}");
    // 50 events in 200 years: the log rate is known to 1/√50.
    assert_near(known.0, f64::ln(0.25), 0.05);
    assert_near(known.1, 0.141, 0.03);
    assert_near(open.0, f64::ln(0.25), 0.3);
    assert!(open.1 > 2.0 * known.1);
    assert!(posterior.laws.iter().all(|law| law.overdispersion == 0.0));
}

#[test]
fn the_fit_lies_within_the_posterior() {
    let fit = fit_law(LawKind::CureWeibull, &ovarian()).expect("some ended");
    let posterior = sample_posterior(LawKind::CureWeibull, &ovarian(), 400, &mut ChaCha8Rng::seed_from_u64(14));
    let below = posterior.laws.iter().filter(|law| law.permanent() < fit.law.permanent()).count();
    assert!((80..390).contains(&below), "{below}");
}
