//! Whether one distribution of value is better than another for everyone (Hadar and Russell 1969).
//!
//! First order: at every level the better one falls short less often, so that all who want more prefer it.
//! Second order: its expected shortfall below every level is smaller, so that all who want more and dislike risk do.
//!
//! Both are judged on paired replications: at each level a difference counts where it exceeds [`LIMIT`] of its own
//! standard errors. What is smaller is noise.

use serde::{Deserialize, Serialize};

/// Standard errors beyond which a difference is taken to be real.
///
/// At some sixty levels, whose differences go together, chance exceeds it in a few comparisons of a hundred at the most.
const LIMIT: f64 = 3.0;

/// How one scenario stands to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Dominance {
    /// No difference exceeds noise at any level.
    Alike,
    /// The first is better.
    First(Order),
    /// The second is better.
    Second(Order),
    /// Each is better for some.
    Neither,
}

/// For whom it is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Order {
    /// For all who want more.
    Stochastic,
    /// For all who want more and dislike risk.
    RiskAverse,
}

/// Sums over replications at every level of the grid.
#[derive(Debug, Clone)]
pub(in crate::analysis) struct Levels {
    /// Replications in which only the first falls short.
    only_first: Vec<i64>,
    /// Replications in which only the second does.
    only_second: Vec<i64>,
    /// Shortfall of the second less that of the first, and its square.
    shortfall: Vec<(f64, f64)>,
    count: u64,
}

impl Levels {
    pub(in crate::analysis) fn new(levels: usize) -> Self {
        Self {
            only_first: vec![0; levels + 1],
            only_second: vec![0; levels + 1],
            shortfall: vec![(0.0, 0.0); levels],
            count: 0,
        }
    }

    /// Takes the values of one replication; `grid` rises.
    pub(in crate::analysis) fn add(&mut self, first: f64, second: f64, grid: &[f64]) {
        self.count += 1;
        if first == second {
            return;
        }
        // A value falls short of, or at, the levels from the first one that reaches it. Counted where that begins and
        // ends; summed up when judged.
        let reach = |value: f64| grid.partition_point(|&level| level < value);
        let (a, b) = (reach(first), reach(second));
        let tally = if a < b { &mut self.only_first } else { &mut self.only_second };
        tally[a.min(b)] += 1;
        tally[a.max(b)] -= 1;
        for (sums, level) in self.shortfall.iter_mut().zip(grid) {
            let gap = (level - second).max(0.0) - (level - first).max(0.0);
            sums.0 += gap;
            sums.1 += gap * gap;
        }
    }

    /// What the sums say.
    pub(in crate::analysis) fn judge(&self) -> Dominance {
        match (sides(self.frequencies()), sides(self.shortfalls())) {
            ((false, false), (false, false)) => Dominance::Alike,
            ((true, false), (_, false)) => Dominance::First(Order::Stochastic),
            ((false, true), (false, _)) => Dominance::Second(Order::Stochastic),
            (_, (true, false)) => Dominance::First(Order::RiskAverse),
            (_, (false, true)) => Dominance::Second(Order::RiskAverse),
            _ => Dominance::Neither,
        }
    }

    /// The lowest and the highest level of `grid` at which enough simulations tell the two apart: only one of the two falls short in more than [`LIMIT`]²
    /// of them, so that a difference could exceed noise. None where that is nowhere so.
    pub(in crate::analysis) fn find_reach(&self, grid: &[f64]) -> Option<[f64; 2]> {
        let mut between = 0;
        let counts = self.only_first.iter().zip(&self.only_second).map(|(a, b)| {
            between += a + b;
            between as f64
        });
        let told: Vec<f64> = counts.zip(grid).filter(|(n, _)| *n > LIMIT * LIMIT).map(|(_, level)| *level).collect();
        Some([*told.first()?, *told.last()?])
    }

    /// How much more often the second falls short of each level, in standard errors.
    fn frequencies(&self) -> impl Iterator<Item = f64> + '_ {
        let (mut first, mut second) = (0, 0);
        self.only_first.iter().zip(&self.only_second).map(move |(a, b)| {
            first += a;
            second += b;
            self.in_errors((second - first) as f64, (second + first) as f64)
        })
    }

    /// How much deeper the second falls short of each level on average, in standard errors.
    fn shortfalls(&self) -> impl Iterator<Item = f64> + '_ {
        self.shortfall.iter().map(|&(sum, squares)| self.in_errors(sum, squares))
    }

    fn in_errors(&self, sum: f64, squares: f64) -> f64 {
        let n = self.count as f64;
        let variance = squares - sum * sum / n;
        if sum == 0.0 { 0.0 } else { sum / variance.max(f64::MIN_POSITIVE).sqrt() }
    }
}

/// Whether the first is better at some level, and whether the second is.
fn sides(differences: impl Iterator<Item = f64>) -> (bool, bool) {
    differences.fold((false, false), |(first, second), d| (first || d > LIMIT, second || d < -LIMIT))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The distributions of two functions of a uniform number, on the same luck.
    fn judged(first: impl Fn(f64) -> f64, second: impl Fn(f64) -> f64) -> Dominance {
        let grid: Vec<f64> = (0..=60).map(|i| f64::from(i) / 20.0 - 1.0).collect();
        let mut levels = Levels::new(grid.len());
        (0..4000).for_each(|i| {
            let u = (f64::from(i) * 0.618_034).fract();
            levels.add(first(u), second(u), &grid);
        });
        levels.judge()
    }

    #[test]
    fn more_in_every_history_is_first_order() {
        assert_eq!(judged(|u| u, |u| u + 0.1), Dominance::Second(Order::Stochastic));
        assert_eq!(judged(|u| u + 0.1, |u| u), Dominance::First(Order::Stochastic));
    }

    #[test]
    fn first_order_needs_no_history_to_be_better_in_all() {
        // The second is worse in some histories, but its distribution lies above.
        assert_eq!(judged(|u| u, |u| 1.0 - u + 0.2), Dominance::Second(Order::Stochastic));
    }

    #[test]
    fn less_spread_around_the_same_mean_is_second_order() {
        assert_eq!(judged(|u| 2.0 * u - 0.5, |u| u), Dominance::Second(Order::RiskAverse));
        assert_eq!(judged(|u| 0.5 * u + 0.25, |u| u), Dominance::First(Order::RiskAverse));
    }

    #[test]
    fn more_mean_with_a_worse_tail_is_neither() {
        // The second has the greater mean, and the greater shortfall below 0.
        assert_eq!(judged(|u| u, |u| 3.0 * u - 0.8), Dominance::Neither);
    }

    #[test]
    fn what_is_the_same_is_alike() {
        assert_eq!(judged(|u| u, |u| u), Dominance::Alike);
        // The same distribution, drawn the other way round.
        assert_eq!(judged(|u| u, |u| 1.0 - u), Dominance::Alike);
    }

    /// Ten simulations must lie between two values for a level to tell: three standard errors of ten that all go one way are 9.5.
    #[test]
    fn levels_with_few_simulations_between_tell_nothing() {
        let grid = [0.0, 1.0, 2.0, 3.0, 4.0];
        let mut levels = Levels::new(grid.len());
        assert_eq!(levels.find_reach(&grid), None);
        (0..9).for_each(|_| levels.add(0.5, 2.5, &grid));
        assert_eq!(levels.find_reach(&grid), None);
        levels.add(1.5, 3.5, &grid);
        assert_eq!(levels.find_reach(&grid), Some([2.0, 2.0]));
        levels.add(0.5, 3.5, &grid);
        assert_eq!(levels.find_reach(&grid), Some([1.0, 2.0]));
    }

    #[test]
    fn falling_short_is_counted_at_the_levels_between_two_values() {
        let grid = [0.0, 1.0, 2.0, 3.0];
        let mut levels = Levels::new(grid.len());
        levels.add(0.5, 2.5, &grid);
        levels.add(0.5, 2.5, &grid);
        let counts: Vec<i64> = levels
            .only_first
            .iter()
            .scan(0, |sum, n| {
                *sum += n;
                Some(*sum)
            })
            .collect();
        assert_eq!(counts, [0, 2, 2, 0, 0]);
        assert_eq!(levels.shortfall.iter().map(|s| s.0).collect::<Vec<_>>(), [0.0, -1.0, -3.0, -4.0]);
    }
}
