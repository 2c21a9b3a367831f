//! What stands among many figures that were looked at: of a hundred that do not differ, five lie beyond two standard errors.
//!
//! Whatever is told as a finding passes here first, so that of all that is told at most [`FALSE_DISCOVERY_RATE`] is chance, on average.

use crate::analysis::summary::LEVELS;

/// Share of what is told that may be chance, on average (false discovery rate).
pub const FALSE_DISCOVERY_RATE: f64 = 0.01;

/// Standard errors by which one figure must exceed another, or nothing, to be told as the larger: of the few dozen that a report compares, chance
/// makes none such.
pub const SURE: f64 = 3.0;

/// Whether the size of a figure exceeds that of another by more than chance explains, each an estimate with its standard error.
pub fn exceeds(larger: (f64, Option<f64>), smaller: (f64, Option<f64>)) -> bool {
    let error = larger.1.unwrap_or(0.0).hypot(smaller.1.unwrap_or(0.0));
    larger.0.abs() - smaller.0.abs() > SURE * error
}

/// The median among the 5%, 25%, 50%, 75% and 95% quantiles of `count` values, with its standard error.
///
/// Of any distribution: the share of values below its median is known to half over the root of their count. The error is how far quantiles,
/// taken as straight between those known, reach within [`SURE`] times that.
pub fn estimate_median(quantiles: [f64; 5], count: f64) -> (f64, Option<f64>) {
    let wanted = SURE * 0.5 / count.max(1.0).sqrt();
    let reach = wanted.min(0.5 - LEVELS[0]);
    let width = quantile_between(quantiles, 0.5 + reach) - quantile_between(quantiles, 0.5 - reach);
    (quantiles[2], Some(width / (2.0 * SURE) * wanted / reach))
}

/// The quantile of a level from 5% to 95%, straight between those known.
fn quantile_between(quantiles: [f64; 5], level: f64) -> f64 {
    let upper = LEVELS.iter().position(|known| *known >= level).unwrap_or(LEVELS.len() - 1).max(1);
    let part = (level - LEVELS[upper - 1]) / (LEVELS[upper] - LEVELS[upper - 1]);
    quantiles[upper - 1] + (quantiles[upper] - quantiles[upper - 1]) * part.clamp(0.0, 1.0)
}

/// How many of the first `most` of figures in falling order stand apart from all behind them; none where none do.
pub fn count_apart(falling: &[(f64, Option<f64>)], most: usize) -> usize {
    let stands_apart =
        |n: &usize| *n == falling.len() || falling[*n..].iter().all(|next| exceeds(falling[n - 1], *next));
    (1..=most.min(falling.len())).rev().find(stands_apart).unwrap_or(0)
}

/// Which of these findings stand, by the probabilities with which chance alone would make each of them; `looked_at` is
/// how many there were to choose from, those without a finding included (Benjamini and Hochberg 1995).
///
/// NaN stands for no finding.
pub fn control_false_discoveries(chances: &[f64], looked_at: usize, false_share: f64) -> Vec<bool> {
    let mut rising: Vec<f64> = chances.iter().copied().filter(|chance| !chance.is_nan()).collect();
    rising.sort_unstable_by(f64::total_cmp);
    let looked_at = looked_at.max(rising.len()) as f64;
    let under = |&(rank, chance): &(usize, &f64)| *chance <= (rank + 1) as f64 / looked_at * false_share;
    let limit = rising.iter().enumerate().filter(under).map(|(_, &chance)| chance).next_back();
    chances.iter().map(|&chance| limit.is_some_and(|limit| chance <= limit)).collect()
}

/// Which of these figures differ from nothing by more than chance explains, each an estimate with its standard error; of
/// one without an error nothing is known.
pub fn find_differences(figures: &[(f64, Option<f64>)]) -> Vec<bool> {
    let chances: Vec<f64> = figures.iter().map(|&(value, se)| two_sided_p_value(value, se)).collect();
    control_false_discoveries(&chances, chances.len(), FALSE_DISCOVERY_RATE)
}

/// The probability that chance alone carries an estimate of nothing so far to either side.
pub fn two_sided_p_value(value: f64, se: Option<f64>) -> f64 {
    match se {
        _ if value == 0.0 => 1.0,
        // Known exactly, as what was stated is.
        Some(0.0) => 0.0,
        Some(se) => libm::erfc((value / se).abs() / std::f64::consts::SQRT_2),
        None => f64::NAN,
    }
}

#[cfg(test)]
mod tests {
    /// Figures in falling order that overlap are no ranking.
    #[test]
    fn only_what_stands_apart_comes_first() {
        let figures = [(9.0, Some(0.5)), (8.5, Some(0.5)), (3.0, Some(0.5)), (2.8, Some(0.5)), (2.5, None)];
        assert_eq!(super::count_apart(&figures, 3), 2);
        assert_eq!(super::count_apart(&figures, 1), 0);
        assert_eq!(super::count_apart(&figures[..2], 3), 2);
        assert_eq!(super::count_apart(&figures[2..], 2), 0);
        assert!(super::exceeds((-9.0, Some(0.5)), (3.0, Some(0.5))) && !super::exceeds(figures[0], figures[1]));
    }

    use super::*;

    /// The error of the median of a normal is √(π/2) of that of its mean; straight lines between quantiles make it 8% wider. Where half the values
    /// lie at either end, the median may be at any place between.
    #[test]
    fn the_error_of_a_median_is_that_of_its_distribution() {
        let normal = [-1.644_854, -0.674_490, 0.0, 0.674_490, 1.644_854];
        let (median, error) = estimate_median(normal, 10_000.0);
        assert!(median == 0.0 && (error.unwrap() / 0.012_533 - 1.076).abs() < 0.001, "{error:?}");
        assert!(estimate_median([1.0; 5], 40.0).1.unwrap() == 0.0);
        assert!(estimate_median([0.0, 0.0, 0.5, 1.0, 1.0], 100.0).1.unwrap() > 0.09);
        // Wider than all that is known, the error goes on growing.
        let of = |count: f64| estimate_median(normal, count).1.unwrap();
        assert!(of(1.0) > 2.9 * of(9.0) && of(0.0) == of(1.0) && of(400.0) > of(1_600.0));
    }

    /// The example of Benjamini and Hochberg 1995, 15 chances: at 5% their procedure rejects the first four.
    #[test]
    fn the_example_of_benjamini_and_hochberg() {
        let chances = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
            0.7590, 1.0,
        ];
        let count = |of: &[f64], all| control_false_discoveries(of, all, 0.05).iter().filter(|&&stands| stands).count();
        assert_eq!(count(&chances, 15), 4);
        assert_eq!(control_false_discoveries(&chances, 15, 0.05)[..5], [true, true, true, true, false]);
        // In any order, and where the others are only counted.
        let turned: Vec<f64> = chances.iter().rev().copied().collect();
        assert_eq!(control_false_discoveries(&turned, 15, 0.05)[10..], [false, true, true, true, true]);
        assert_eq!(count(&chances[..5], 15), 4);
        // Alone one is held against the whole share.
        assert_eq!((count(&[0.05], 1), count(&[0.05], 2), count(&[f64::NAN], 1), count(&[], 9)), (1, 0, 0, 0));
    }

    /// The step goes up: one that fails alone stands with a later one that passes (R 4.3: p.adjust(c(.04, .045), "BH")
    /// is 0.045 for both).
    #[test]
    fn a_later_rank_carries_those_before_it() {
        assert_eq!(control_false_discoveries(&[0.04, 0.045], 2, 0.045), [true, true]);
        assert_eq!(control_false_discoveries(&[0.04, 0.045], 2, 0.0449), [false, false]);
    }

    #[test]
    fn chances_are_those_of_the_normal() {
        // Two-sided 5% at 1.959964, 0.27% at 3 (any table).
        assert!((two_sided_p_value(-1.959_963_985, Some(1.0)) - 0.05).abs() < 1e-9);
        assert!((two_sided_p_value(6.0, Some(2.0)) - 0.002_699_796).abs() < 1e-9);
        assert_eq!(
            (two_sided_p_value(0.0, Some(1.0)), two_sided_p_value(0.0, Some(0.0)), two_sided_p_value(0.1, Some(0.0))),
            (1.0, 1.0, 0.0)
        );
        assert!(two_sided_p_value(1.0, None).is_nan());
    }

    /// Of 100 figures of which 20 differ by five errors, hardly any of the others is told: at most 1% of what is told.
    #[test]
    fn of_what_is_told_hardly_any_is_chance() {
        let mut stream = crate::draws::Streams::new(4, 1).stream(crate::draws::Purpose::Noise, crate::draws::Key::NONE);
        let (mut told, mut chance) = (0, 0);
        for _ in 0..500 {
            let mut figure = |mean: f64| {
                let level = crate::normal::Level::new(stream.uniform());
                (mean + crate::normal::quantile(level), Some(1.0))
            };
            let figures: Vec<_> = (0..100).map(|i| figure(if i < 20 { 5.0 } else { 0.0 })).collect();
            let stands = find_differences(&figures);
            told += stands.iter().filter(|&&stands| stands).count();
            chance += stands[20..].iter().filter(|&&stands| stands).count();
        }
        // 80% of 1% of about 9,700 told are 78, give or take 9; beyond two errors alone there would be 1,820.
        assert!(told > 9_000 && (30..=125).contains(&chance), "{chance} of {told}");
    }
}
