//! Scores, intervals and bands against known answers.

use marketgate::inference::scoring::{
    PitInterval, UniformBand, beta_tail, brier_score, censoring_weights, central_coverage, clopper_pearson,
    expected_bins, pit, survival_crps, wilson,
};
use marketgate::inference::shares::OutcomeShares;
use marketgate::inference::survival::{Forecast, Law, Predictive, Time, Weibull};
use proptest::prelude::*;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng as _;

use crate::inference::data::{assert_near, times};

fn time(days: f64, ended: bool) -> Time {
    Time { days, ended, weight: 1.0, cluster: 0 }
}

#[test]
fn crps_of_an_exponential_forecast() {
    let forecast = Law::Exponential { mean: 10.0 }.mixture();
    let expected = [
        (5.0, true, 2.130_613_194_3),
        (20.0, true, 20.0 + 20.0 * f64::exp(-2.0) - 15.0),
        (5.0, false, 0.291_215_988_4),
        (20.0, false, 7.615_127_470_3),
    ];
    for (days, ended, crps) in expected {
        assert_near(survival_crps(&forecast, &time(days, ended), 1000.0), crps, 1e-9);
    }
}

#[test]
fn crps_stops_at_the_horizon() {
    let never = Law::CureExponential { permanent: 1.0, mean: 1.0 }.mixture();
    assert_near(survival_crps(&never, &time(30.0, true), 100.0), 70.0, 1e-9);
    assert_near(survival_crps(&never, &time(130.0, true), 100.0), 0.0, 1e-9);
    assert_near(survival_crps(&never, &time(30.0, false), 100.0), 0.0, 1e-9);
    // A steep law with a permanent part, against sums over small steps.
    let law = Law::CureWeibull { permanent: 0.3, after: Weibull { shape: 0.5, scale: 10.0 } };
    let step = 1e-3;
    let sum: f64 = (0..400_000)
        .map(|i| {
            let days = (f64::from(i) + 0.5) * step;
            let ended = law.cdf(days);
            if days < 20.0 { ended * ended } else { (1.0 - ended) * (1.0 - ended) }
        })
        .sum();
    assert_near(survival_crps(&law.mixture(), &time(20.0, true), 400.0), sum * step, 1e-5);
}

#[test]
fn a_forecast_of_several_laws_is_their_average() {
    let laws = [Law::Exponential { mean: 5.0 }, Law::CureExponential { permanent: 0.4, mean: 1.0 }];
    let forecast = Predictive::new(&laws);
    assert_near(forecast.survival(3.0), f64::midpoint(laws[0].survival(3.0), laws[1].survival(3.0)), 1e-15);
    let density = f64::midpoint(laws[0].density(3.0), laws[1].density(3.0));
    assert_near(forecast.log_score(&time(3.0, true)), density.ln(), 1e-13);
    assert_near(forecast.log_score(&time(3.0, false)), forecast.survival(3.0).ln(), 1e-13);
}

#[test]
fn brier_score_by_hand() {
    // Of four rows one was last seen on day 3: the two seen for longer count 3/2 at the horizon, for it.
    let rows = times(&[(2.0, true), (3.0, false), (5.0, true), (9.0, true)]);
    let weights = censoring_weights(&rows, 6.0).expect("seen long enough");
    [1.0, 0.0, 1.5, 1.5].iter().zip(&weights).for_each(|(expected, weight)| assert_near(*weight, *expected, 1e-14));
    let score = brier_score(&[0.2, 0.9, 0.5, 0.6], &rows, 6.0).expect("seen long enough");
    assert_near(score.score, (0.04 + 1.5 * 0.25 + 1.5 * 0.16) / 4.0, 1e-14);
    assert_eq!((score.known, score.unknown), (3, 1));
    assert!(censoring_weights(&times(&[(2.0, true), (3.0, false)]), 6.0).is_none());
}

#[test]
fn a_censored_row_is_spread_over_what_is_left() {
    // Forecast survival .37 where it was last seen. In survival: .07 of .37 lies in [.3, .4), a tenth of .37 in each lower part.
    let bins = expected_bins(&[PitInterval { low: 0.63, high: 1.0 }], 10);
    for (bin, weight) in bins.iter().rev().enumerate() {
        let expected = [0.270_270_270_2, 0.270_270_270_2, 0.270_270_270_2, 0.189_189_189_2];
        assert_near(*weight, expected.get(bin).copied().unwrap_or(0.0), 1e-10);
    }
    assert_near(bins.iter().sum(), 1.0, 1e-14);
}

#[test]
fn coverage_counts_undecided_rows_in_part() {
    let forecast = Law::Exponential { mean: 10.0 }.mixture();
    let at = |share: f64| -10.0 * f64::ln(1.0 - share);
    let rows = [
        pit(&forecast, &time(at(0.5), true)),
        pit(&forecast, &time(at(0.05), true)),
        pit(&forecast, &time(at(0.95), false)),
        pit(&forecast, &time(at(0.6), false)),
    ];
    let coverage = central_coverage(&rows, 0.8).expect("four rows");
    assert_near(coverage.inside, 1.0 + 0.3 / 0.4, 1e-12);
    assert_eq!((coverage.rows, coverage.decided), (4, 3));
    assert_near(coverage.share, 1.75 / 4.0, 1e-12);
    assert!(central_coverage(&[], 0.8).is_none());
}

#[test]
fn intervals_of_eight_in_nine() {
    let near = |found: [f64; 2], expected: [f64; 2]| {
        found.iter().zip(expected).for_each(|(found, expected)| assert_near(*found, expected, 1e-7));
    };
    near(wilson(8.0, 9.0, 0.95).expect("nine"), [0.565_000_3, 0.980_109_1]);
    near(clopper_pearson(8, 9, 0.95), [0.517_503_5, 0.997_190_9]);
    near(OutcomeShares::from_counts(&[8.0, 1.0]).interval(0, 0.95).expect("two"), [0.585_530_7, 0.987_735_9]);
    near(beta_tail(9.0, 2.0, 0.9), [0.605_836_7, 0.963_228_5]);
    let flat = OutcomeShares::with_prior(&[8.0, 1.0], 1.0);
    assert_near(flat.means()[0], 0.818_181_8, 1e-7);
    assert_eq!(clopper_pearson(0, 9, 0.95)[0], 0.0);
    assert_eq!(clopper_pearson(9, 9, 0.95)[1], 1.0);
    assert!(wilson(0.0, 0.0, 0.95).is_none());
}

#[test]
fn shares_that_are_drawn_have_the_mean_and_sum_to_one() {
    let shares = OutcomeShares::from_counts(&[3.0, 0.0, 6.0]);
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    let mut sums = [0.0; 3];
    for _ in 0..4000 {
        let draw = shares.draw(&mut rng);
        assert_near(draw.iter().sum(), 1.0, 1e-12);
        sums.iter_mut().zip(draw).for_each(|(sum, share)| *sum += share / 4000.0);
    }
    // Four standard errors of the widest share are 0.01.
    sums.iter().zip(shares.means()).for_each(|(sum, mean)| assert_near(*sum, mean, 0.01));
}

#[test]
fn the_predictive_of_counts_is_the_product_of_next_means() {
    let shares = OutcomeShares::from_counts(&[2.0, 1.0]);
    let by_hand = f64::ln(2.5 / 4.0 * 3.5 / 5.0 * 1.5 / 6.0);
    assert_near(shares.log_predictive(&[2.0, 1.0]), by_hand, 1e-12);
}

#[test]
fn bands_as_simulated_by_others() {
    for (n, points, pointwise) in [(20, 20, 0.0123), (50, 50, 0.0062), (100, 100, 0.0041), (100, 20, 0.0085)] {
        let band = UniformBand::new(n, points, 0.95);
        assert_near(band.pointwise, pointwise, 3e-4);
        assert!(band.probability >= 0.95 && band.probability < 0.953, "{}", band.probability);
    }
}

#[test]
fn the_band_of_ten_numbers_holds_more_often_than_asked() {
    // The simulated level .0225 holds with 94.95%, which is closest to 95%; the next below, P(at most 1 of 10 below 1/2) · 2, with 96.04%.
    assert_near(UniformBand::at_level(10, 10, 0.0225).probability, 0.95, 6e-4);
    let band = UniformBand::new(10, 10, 0.95);
    assert_near(band.pointwise, 22.0 / 1024.0, 1e-6);
    let mut rng = ChaCha8Rng::seed_from_u64(8);
    let trials = 20_000;
    let inside = (0..trials).filter(|_| band.points_outside(&[(); 10].map(|()| rng.random::<f64>())) == 0).count();
    // Three standard errors.
    assert_near(inside as f64 / f64::from(trials), band.probability, 0.0042);
}

#[test]
fn even_numbers_stay_in_the_band_and_lumps_do_not() {
    let band = UniformBand::new(100, 20, 0.95);
    let even: Vec<f64> = (0..100).map(|i| (f64::from(i) + 0.5) / 100.0).collect();
    assert_eq!(band.points_outside(&even), 0);
    let lumped: Vec<f64> = even.iter().map(|u| 0.3 + 0.4 * u).collect();
    assert!(band.points_outside(&lumped) > 5);
}

proptest! {
    #[test]
    fn censoring_weights_keep_the_number_of_rows(
        rows in prop::collection::vec((1_u32..20, any::<bool>()), 1..30), horizon in 0_u32..15,
    ) {
        let mut rows: Vec<(f64, bool)> = rows.into_iter().map(|(days, ended)| (f64::from(days), ended)).collect();
        rows.push((25.0, false));
        let weights = censoring_weights(&times(&rows), f64::from(horizon)).expect("one was seen for 25 days");
        prop_assert!((weights.iter().sum::<f64>() - rows.len() as f64).abs() < 1e-9);
    }
}
