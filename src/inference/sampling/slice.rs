//! The slice sampler of Neal (2003, Annals of Statistics 31, 705–767): stepping out, shrinkage, one direction at a time.
//!
//! It needs no tuning of steps. The first half of warm-up moves along the coordinates; the second half and the draws move along
//! directions in which the points of the first half were uncorrelated. The directions then stand still, so that the draws are exact.

use rand::Rng;

use super::{Draws, check_convergence, draw_normal, draw_uniform};

/// How far a slice is stepped out at most, in widths.
const MOST_STEPS_OUT: usize = 40;
/// How often a slice is drawn from before the point stays. A slice holds its own point, so that only rounding could come near it.
const MOST_SHRINKS: usize = 200;

/// How long a chain is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Schedule {
    /// Rounds of moves before the first draw.
    pub warm_up: usize,
    /// Rounds from one draw to the next, at least 1.
    pub thin: usize,
    /// Draws.
    pub draws: usize,
}

/// Runs several chains whose starts lie about the given centre with the given spread in each coordinate, and checks that they agree.
/// `schedule.draws` counts the draws of all chains; the last chains give one fewer where it does not divide.
pub fn sample_chains(
    log_density: impl Fn(&[f64]) -> f64,
    start: (&[f64], f64),
    chains: usize,
    schedule: Schedule,
    rng: &mut impl Rng,
) -> Draws {
    let each = Schedule { draws: schedule.draws.div_ceil(chains.max(1)), ..schedule };
    let samples: Vec<Vec<Vec<f64>>> = (0..chains.max(1))
        .map(|_| {
            let point: Vec<f64> = start.0.iter().map(|centre| centre + start.1 * draw_normal(rng)).collect();
            sample_chain(&log_density, &point, each, rng)
        })
        .collect();
    let convergence = check_convergence(&samples);
    // In turn, so that fewer draws than all take from each chain alike.
    let turns = (0..each.draws).flat_map(|draw| samples.iter().map(move |chain| chain[draw].clone()));
    Draws { points: turns.take(schedule.draws).collect(), convergence }
}

/// Runs one chain from a point. Where the density is 0 or no number (−∞ or NaN), the chain does not go; it moves only from a
/// start with a positive density.
pub fn sample_chain(
    log_density: impl Fn(&[f64]) -> f64,
    start: &[f64],
    schedule: Schedule,
    rng: &mut impl Rng,
) -> Vec<Vec<f64>> {
    let size = start.len();
    let unit = |axis: usize| (0..size).map(|other| if other == axis { 1.0 } else { 0.0 }).collect::<Vec<f64>>();
    let mut directions: Vec<Vec<f64>> = (0..size).map(unit).collect();
    let mut chain = Chain { value: number(log_density(start)), point: start.to_vec() };
    let mut seen: Vec<Vec<f64>> = Vec::new();
    for _ in 0..schedule.warm_up / 2 {
        chain.move_along(&log_density, &directions, rng);
        seen.push(chain.point.clone());
    }
    // The first points still come from the start.
    if let Some(found) = uncorrelated_directions(&seen[seen.len() / 4..]) {
        directions = found;
    }
    for _ in schedule.warm_up / 2..schedule.warm_up {
        chain.move_along(&log_density, &directions, rng);
    }
    let mut draws = Vec::with_capacity(schedule.draws);
    for _ in 0..schedule.draws {
        for _ in 0..schedule.thin.max(1) {
            chain.move_along(&log_density, &directions, rng);
        }
        draws.push(chain.point.clone());
    }
    draws
}

struct Chain {
    point: Vec<f64>,
    /// Log density at the point.
    value: f64,
}

impl Chain {
    fn move_along(&mut self, log_density: &impl Fn(&[f64]) -> f64, directions: &[Vec<f64>], rng: &mut impl Rng) {
        directions.iter().for_each(|direction| self.move_once(log_density, direction, rng));
    }

    /// One move along a direction, whose length is the width of a step out.
    fn move_once(&mut self, log_density: &impl Fn(&[f64]) -> f64, direction: &[f64], rng: &mut impl Rng) {
        let from = self.point.clone();
        let mut point = from.clone();
        let mut value_at = |along: f64| {
            point.iter_mut().zip(from.iter().zip(direction)).for_each(|(x, (x0, d))| *x = x0 + along * d);
            number(log_density(&point))
        };
        let height = self.value + libm::log(draw_uniform(rng));
        let mut low = -draw_uniform(rng);
        let mut high = low + 1.0;
        // The steps are shared out at random, as detailed balance asks of a limit.
        let below = (draw_uniform(rng) * MOST_STEPS_OUT as f64) as usize;
        for _ in 0..below {
            if value_at(low) <= height {
                break;
            }
            low -= 1.0;
        }
        for _ in below + 1..MOST_STEPS_OUT {
            if value_at(high) <= height {
                break;
            }
            high += 1.0;
        }
        for _ in 0..MOST_SHRINKS {
            let along = low + draw_uniform(rng) * (high - low);
            let value = value_at(along);
            if value > height {
                (self.value, self.point) = (value, point);
                return;
            }
            *(if along < 0.0 { &mut low } else { &mut high }) = along;
        }
    }
}

fn number(value: f64) -> f64 {
    if value.is_nan() { f64::NEG_INFINITY } else { value }
}

/// Twice the columns of the Cholesky factor of the covariance; None where it has none.
fn uncorrelated_directions(points: &[Vec<f64>]) -> Option<Vec<Vec<f64>>> {
    let size = points.first()?.len();
    let count = points.len() as f64;
    let means: Vec<f64> = (0..size).map(|axis| points.iter().map(|point| point[axis]).sum::<f64>() / count).collect();
    let covariance = |a: usize, b: usize| {
        points.iter().map(|point| (point[a] - means[a]) * (point[b] - means[b])).sum::<f64>() / count
    };
    let mut columns = vec![vec![0.0; size]; size];
    for column in 0..size {
        for row in column..size {
            let known: f64 = (0..column).map(|k| columns[k][row] * columns[k][column]).sum();
            let rest = covariance(row, column) - known;
            if row == column {
                if rest.is_nan() || rest <= 1e-12 * covariance(row, row) {
                    return None;
                }
                columns[column][row] = rest.sqrt();
            } else {
                columns[column][row] = rest / columns[column][column];
            }
        }
    }
    columns.iter_mut().flatten().for_each(|value| *value *= 2.0);
    Some(columns)
}
