//! Integrals over time of curves that are steep near 0.

/// Positive points and weights of the Gauss–Legendre rule of eight points on [−1, 1] (Abramowitz and Stegun, table 25.4).
const GAUSS: [(f64, f64); 4] = [
    (0.183_434_642_495_649_8, 0.362_683_783_378_362),
    (0.525_532_409_916_329, 0.313_706_645_877_887_3),
    (0.796_666_477_413_626_7, 0.222_381_034_453_374_5),
    (0.960_289_856_497_536_3, 0.101_228_536_290_376_3),
];
/// Halvings of the range towards 0 that are integrated apart; what is left is one piece.
const HALVINGS: i32 = 24;

/// The integral from `from` to `to` days, both at least 0, of a smooth curve that may be steep near 0, such as a Weibull law's.
///
/// Pieces halve towards 0, so that a curve that is smooth in log time is integrated to about 1e-10 of its range. Not for steps.
pub(crate) fn integrate(from: f64, to: f64, curve: impl Fn(f64) -> f64) -> f64 {
    let (mut sum, mut high) = (0.0, to);
    for halving in 0..=HALVINGS {
        let low = if halving == HALVINGS { from } else { (high / 2.0).max(from) };
        let middle = f64::midpoint(low, high);
        sum += integrate_piece(low, middle, &curve) + integrate_piece(middle, high, &curve);
        if low <= from {
            break;
        }
        high = low;
    }
    sum
}

fn integrate_piece(low: f64, high: f64, curve: &impl Fn(f64) -> f64) -> f64 {
    let (middle, half) = (f64::midpoint(low, high), (high - low) / 2.0);
    let terms = GAUSS.iter().map(|(x, weight)| weight * (curve(middle - half * x) + curve(middle + half * x)));
    half * terms.sum::<f64>()
}
