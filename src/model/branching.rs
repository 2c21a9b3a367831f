//! Whether pressure feeds on itself: how many government actions one brings about in the end.

use crate::model::ParameterDraw;
use crate::quantity::YEAR;
use crate::scenario::{MarketId, Scenario};

/// Rounds of the power iteration; far more than its three digits need.
const ROUNDS: usize = 200;

/// The branching ratio at the median of every input: the spectral radius of the matrix of actions that one
/// action of each market and kind directly brings about. At 1 or above an action brings about, in the end, infinitely many.
///
/// A review counts with what it may lead to: an order, a restriction or a ban.
pub fn branching_ratio(scenario: &Scenario) -> f64 {
    let medians: Vec<f64> = (0..scenario.inputs.len()).map(|input| scenario.value(input, 0.5)).collect();
    let mut draw = ParameterDraw::default();
    // A scenario whose medians have no terminal value is refused when it is run; pressure does not need one.
    if draw.set_values(scenario, &medians, YEAR).is_err() {
        return f64::NAN;
    }
    spectral_radius(&offspring(scenario, &draw))
}

/// What the user should be told of it, if anything.
pub(super) fn branching_warning(scenario: &Scenario) -> Option<String> {
    let ratio = branching_ratio(scenario);
    (ratio >= 1.0).then(|| {
        format!(
            "The branching ratio of pressure is {ratio:.2}: each government action brings about, on average, as many others or \
             more, so that they grow without end. Lower `policy.review.jump`, `policy.ban.jump`, the links or `pressure.half_life`."
        )
    })
}

/// Row: mother; column: child. Kinds are reviews, then bans of each market, and retaliation last.
fn offspring(scenario: &Scenario, draw: &ParameterDraw) -> Vec<Vec<f64>> {
    let markets = scenario.markets.len();
    let years = |days: f64| days / YEAR / std::f64::consts::LN_2;
    let lasting = years(draw[scenario.pressure.half_life]);
    let home = scenario.company.home.map(|MarketId(home)| home);
    let visibility = draw[scenario.strategies[scenario.strategy].visibility];
    let mut matrix = vec![vec![0.0; 2 * markets + 1]; 2 * markets + 1];
    let spread = |from: usize, weight: f64, row: &mut [f64]| {
        for (to, market) in scenario.markets.iter().enumerate() {
            if home != Some(to) {
                let pressure = visibility * weight * draw.weight(from, to) * lasting;
                row[to] = pressure * draw[market.policy.review.jump];
                row[markets + to] = pressure * draw[market.policy.ban.jump];
            }
        }
    };
    for m in (0..markets).filter(|&m| home != Some(m)) {
        for (row, weight) in [(m, review_weight(scenario, draw, m)), (markets + m, draw[scenario.pressure.ban_weight])]
        {
            spread(m, weight, &mut matrix[row]);
            if let Some(home) = home {
                let excited = weight * draw.weight(m, home) * draw[scenario.markets[m].leverage];
                matrix[row][2 * markets] =
                    excited * draw[scenario.home.retaliation_jump] * years(draw[scenario.home.retaliation_half_life]);
            }
        }
    }
    if let Some(home) = home {
        spread(home, draw[scenario.pressure.retaliation_weight], &mut matrix[2 * markets]);
    }
    matrix
}

/// Weight of a review with what it leads to, in the mean.
fn review_weight(scenario: &Scenario, draw: &ParameterDraw, m: usize) -> f64 {
    let pressure = &scenario.pressure;
    let policy = &scenario.markets[m].policy;
    let [_, _, sale, restriction, ban] = policy.review.outcomes.list().map(|p| p.map_or(0.0, |p| draw[p]));
    draw[pressure.review_weight]
        + sale * (draw[pressure.order_weight] + draw[policy.order.enforcement] * draw[pressure.ban_weight])
        + restriction * draw[pressure.restriction_weight]
        + ban * draw[pressure.ban_weight]
}

/// Greatest eigenvalue of a matrix without negative entries, by power iteration on I + M, which converges
/// also where M alone would swing.
fn spectral_radius(matrix: &[Vec<f64>]) -> f64 {
    let mut vector = vec![1.0; matrix.len()];
    let mut growth = 1.0;
    for _ in 0..ROUNDS {
        let next: Vec<f64> = matrix
            .iter()
            .zip(&vector)
            .map(|(row, own)| own + row.iter().zip(&vector).map(|(a, b)| a * b).sum::<f64>())
            .collect();
        growth = next.iter().fold(0.0_f64, |most, &x| most.max(x));
        vector = next.iter().map(|x| x / growth).collect();
    }
    growth - 1.0
}

#[cfg(test)]
mod tests {
    use super::spectral_radius;

    #[test]
    fn the_radius_of_known_matrices() {
        assert!((spectral_radius(&[vec![0.5]]) - 0.5).abs() < 1e-9);
        // Eigenvalues ±0.6: the plain power iteration would swing.
        assert!((spectral_radius(&[vec![0.0, 0.9], vec![0.4, 0.0]]) - 0.6).abs() < 1e-9);
        assert!((spectral_radius(&[vec![1.2, 0.5], vec![0.0, 0.3]]) - 1.2).abs() < 1e-9);
    }
}
