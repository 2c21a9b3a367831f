//! Laws agree with themselves.

use marketgate::inference::survival::{LESS_THAN_A_DAY, Law, LawKind, LawPrior, Time, Weibull, log_likelihood};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng as _;

use crate::inference::data::assert_near;

fn some_laws() -> Vec<Law> {
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    let prior = LawPrior { unit_days: 20.0 };
    LawKind::ALL
        .iter()
        .flat_map(|&kind| (0..8).filter_map(|_| prior.draw(kind, &mut rng)).collect::<Vec<_>>())
        .collect()
}

#[test]
fn coordinates_lead_back_to_the_law() {
    for law in some_laws() {
        let coordinates = law.coordinates(7.0);
        assert_eq!(coordinates.len(), law.kind().parameter_count());
        let back = law.kind().law_at(&coordinates, 7.0).expect("as many as it has");
        for days in [0.1, 1.0, 30.0, 1000.0] {
            assert_near(back.survival(days), law.survival(days), 1e-9);
        }
        assert_eq!(law.kind().law_at(&[0.0; 9], 7.0), None);
    }
}

#[test]
fn quantiles_undo_the_share_that_ended() {
    for law in some_laws() {
        for ended in [0.001, 0.1, 0.5, 0.9, 0.999] {
            let days = law.quantile(ended);
            if ended >= 1.0 - law.permanent() {
                assert_eq!(days, f64::INFINITY);
            } else {
                assert_near(law.cdf(days), ended, 1e-10);
            }
        }
    }
}

#[test]
fn the_density_is_the_slope_of_the_share_that_ended() {
    for law in some_laws() {
        let days = law.quantile(0.4 * (1.0 - law.permanent()));
        let step = 1e-5 * days;
        let slope = (law.cdf(days + step) - law.cdf(days - step)) / (2.0 * step);
        assert_near(slope / law.density(days), 1.0, 1e-4);
    }
}

#[test]
fn means_of_known_laws() {
    let exponential = Law::Exponential { mean: 10.0 };
    assert_near(exponential.mean_restricted(25.0), 10.0 * (1.0 - f64::exp(-2.5)), 1e-9);
    // Mean of a Weibull: scale · Γ(1 + 1/shape).
    let weibull = Law::Weibull(Weibull { shape: 0.5, scale: 3.0 });
    assert_near(weibull.mean_restricted(1e5), 6.0, 1e-6);
    let never = Law::CureExponential { permanent: 1.0, mean: 1.0 };
    assert_near(never.mean_restricted(50.0), 50.0, 1e-9);
}

#[test]
fn the_likelihood_by_hand() {
    let law = Law::CureExponential { permanent: 0.25, mean: 4.0 };
    let rows = [
        Time { days: 2.0, ended: true, weight: 1.0, cluster: 0 },
        Time { days: 8.0, ended: false, weight: 3.0, cluster: 1 },
    ];
    let expected = f64::ln(0.75 / 4.0 * f64::exp(-0.5)) + 3.0 * f64::ln(0.25 + 0.75 * f64::exp(-2.0));
    assert_near(log_likelihood(&law, &rows), expected, 1e-14);
}

#[test]
fn what_ended_on_its_first_day_lasted_half_a_day() {
    assert_eq!(Time::from_record(0, true, 4).days, LESS_THAN_A_DAY);
    assert_eq!(Time::from_record(3, true, 4), Time { days: 3.0, ended: true, weight: 1.0, cluster: 4 });
}
