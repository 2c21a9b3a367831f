//! Differences between two runs on the same random draws, each with the error of the pairs; and the share of chance.

use crate::analysis::metric::MetricColumn;
use crate::analysis::statistics::{Interval, Statistic};
use crate::simulation::WorseSide;

/// Figures that differ by less, relatively, are the same: a cut step rounds differently.
const ROUNDING: f64 = 1e-9;
/// The share of simulations that an expected shortfall is the mean of.
const TAIL: f64 = 0.05;

/// The figure over simulations; none where it does not exist. NaN stands for a simulation without it.
pub(super) fn estimate(values: &[f64], column: &MetricColumn) -> Option<f64> {
    let mut known: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
    if column.statistic != Statistic::Mean {
        known.sort_unstable_by(f64::total_cmp);
    }
    of_sorted(&known, column)
}

/// The same of known values, which ascend where the statistic is no mean.
fn of_sorted(known: &[f64], column: &MetricColumn) -> Option<f64> {
    let n = known.len();
    let last = n.checked_sub(1)?;
    Some(match (column.statistic, column.statistic.level()) {
        (Statistic::Mean, _) => known.iter().sum::<f64>() / n as f64,
        (_, Some(level)) => {
            let place = level * last as f64;
            let (below, part) = (place as usize, place.fract());
            known[below] + part * (known[(below + 1).min(last)] - known[below])
        }
        _ => {
            let of_tail = TAIL * n as f64;
            let worst = |k: usize| if column.worse == WorseSide::Lower { known[k] } else { known[last - k] };
            let whole = (of_tail as usize).min(last);
            let sum: f64 = (0..whole).map(worst).sum();
            (sum + (of_tail - whole as f64) * worst(whole)) / of_tail
        }
    })
}

/// The figure in `to` less that in `from`, simulation by simulation on the same draws, with the error of the pairs; exactly 0
/// with no error where no simulation differs. None where the figure does not exist in one of them.
///
/// Of a mean the error is that of the paired influences of simulations, of quantiles and expected shortfalls a jackknife over
/// groups of √n simulations (Shao and Wu 1989).
pub(super) fn paired_difference(from: &[f64], to: &[f64], column: &MetricColumn) -> Option<Interval> {
    let (first, second) = (estimate(from, column)?, estimate(to, column)?);
    if from.iter().zip(to).all(|(a, b)| is_same(*a, *b)) {
        return Some(Interval::from_error(0.0, 0.0));
    }
    if column.statistic != Statistic::Mean {
        return Some(Interval::from_error(second - first, jackknife(from, to, column)?));
    }
    let n = from.len() as f64;
    let part = |values: &[f64]| values.iter().filter(|value| !value.is_nan()).count() as f64 / n;
    let parts = [part(from), part(to)];
    let influence = |value: f64, mean: f64, part: f64| if value.is_nan() { 0.0 } else { (value - mean) / part };
    let pairs = || from.iter().zip(to);
    let each = pairs().map(|(a, b)| influence(*b, second, parts[1]) - influence(*a, first, parts[0]));
    let variance = each.map(|influence| influence * influence).sum::<f64>() / (n - 1.0);
    // Of complete pairs, so that equal ones add nothing but exact zeros.
    let is_complete = parts == [1.0, 1.0];
    let change = if is_complete { pairs().map(|(a, b)| b - a).sum::<f64>() / n } else { second - first };
    Some(Interval::from_error(change, (variance / n).sqrt()))
}

fn is_same(a: f64, b: f64) -> bool {
    a == b || (a.is_nan() && b.is_nan()) || (a - b).abs() <= ROUNDING * a.abs().max(b.abs())
}

/// The standard error of a difference from what it is without each of √n groups of simulations.
fn jackknife(from: &[f64], to: &[f64], column: &MetricColumn) -> Option<f64> {
    let n = from.len();
    let groups = (n as f64).sqrt().ceil().max(2.0) as usize;
    let sorted = |values: &[f64]| {
        let mut known: Vec<(f64, usize)> =
            values.iter().enumerate().filter(|(_, value)| !value.is_nan()).map(|(i, v)| (*v, i % groups)).collect();
        known.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        known
    };
    let [from, to] = [sorted(from), sorted(to)];
    let without = |values: &[(f64, usize)], group: usize| {
        let left: Vec<f64> = values.iter().filter(|(_, of)| *of != group).map(|(value, _)| *value).collect();
        of_sorted(&left, column)
    };
    let differences: Vec<f64> =
        (0..groups).map(|group| Some(without(&to, group)? - without(&from, group)?)).collect::<Option<_>>()?;
    let g = groups as f64;
    let mean = differences.iter().sum::<f64>() / g;
    let spread = differences.iter().map(|difference| (difference - mean).powi(2)).sum::<f64>();
    Some((spread * (g - 1.0) / g).sqrt())
}

/// The share of the variance of one simulation that is chance: what would remain if every input were known (law of total
/// variance). `first` and `second` are simulations that have inputs in common and nothing else; the error is a jackknife over
/// them. None where nothing varies.
pub(super) fn share_of_chance(first: &[f64], second: &[f64]) -> Option<Interval> {
    let known = || first.iter().zip(second).filter(|(a, b)| !a.is_nan() && !b.is_nan());
    let n = known().count() as f64;
    if n < 3.0 {
        return None;
    }
    let origin = known().map(|(a, b)| 0.5 * (a + b)).sum::<f64>() / n;
    // By pairs: half the square of their difference, their mean, and its square.
    let terms: Vec<[f64; 3]> = known()
        .map(|(a, b)| {
            let (apart, middle) = (if is_same(*a, *b) { 0.0 } else { a - b }, 0.5 * (a + b) - origin);
            [0.5 * apart * apart, middle, middle * middle]
        })
        .collect();
    let sum = terms.iter().fold([0.0; 3], |sum, term| [0, 1, 2].map(|k| sum[k] + term[k]));
    // One-way analysis of variance of groups of two.
    let share = |[within, middle, square]: [f64; 3], n: f64| {
        let within = within / n;
        let between = 2.0 * ((square - middle * middle / n) / (n - 1.0)).max(0.0);
        (within + between > 0.0).then(|| 2.0 * within / (within + between))
    };
    let whole = share(sum, n)?;
    let left: Vec<f64> =
        terms.iter().map(|term| share([0, 1, 2].map(|k| sum[k] - term[k]), n - 1.0)).collect::<Option<_>>()?;
    let mean = left.iter().sum::<f64>() / n;
    let spread = left.iter().map(|share| (share - mean).powi(2)).sum::<f64>();
    Some(Interval::from_error(whole, (spread * (n - 1.0) / n).sqrt()))
}

#[cfg(test)]
mod tests {
    use super::super::known::{ALARM, stream};
    use super::*;

    fn column(statistic: Statistic) -> MetricColumn {
        MetricColumn { name: String::new(), event: None, statistic, worse: WorseSide::Lower }
    }

    /// Pairs of normals with standard deviation 1 and correlation `rho`, the second of mean `shift`.
    fn pairs(seed: u64, n: usize, rho: f64, shift: f64) -> [Vec<f64>; 2] {
        let mut noise = stream(seed);
        let a: Vec<f64> = (0..n).map(|_| noise.normal()).collect();
        let b = a.iter().map(|a| shift + rho * a + (1.0 - rho * rho).sqrt() * noise.normal()).collect();
        [a, b]
    }

    #[test]
    fn the_error_of_a_mean_is_that_of_the_paired_differences() {
        let [a, b] = pairs(1, 4_000, 0.9, 0.5);
        let found = paired_difference(&a, &b, &column(Statistic::Mean)).unwrap();
        // The difference has variance 2 − 2ρ = 0.2.
        assert!((found.se - (0.2_f64 / 4_000.0).sqrt()).abs() < 0.05 * found.se, "{found:?}");
        assert!((found.estimate - 0.5).abs() < ALARM * found.se);
    }

    /// Of independent samples the error of a median is √(π/2n) each, of a quantile √(p(1 − p)/n)/φ.
    #[test]
    fn errors_of_quantiles_are_the_known_ones() {
        for (statistic, known) in [(Statistic::P50, 1.2533), (Statistic::P5, 2.1129)] {
            let errors: Vec<f64> = (0..40)
                .map(|seed| {
                    let [a, b] = pairs(seed, 900, 0.0, 1.0);
                    let found = paired_difference(&a, &b, &column(statistic)).unwrap();
                    assert!((found.estimate - 1.0).abs() < ALARM * found.se, "{found:?}");
                    found.se
                })
                .collect();
            let mean = errors.iter().sum::<f64>() / 40.0;
            let known = known * (2.0_f64 / 900.0).sqrt();
            // Of 30 groups each errs by some 13%, the mean of 40 by 2%; groups of √n leave a bias of a few percent.
            assert!((mean / known - 1.0).abs() < 0.15, "{mean} for {known}");
        }
    }

    #[test]
    fn means_of_what_happens_in_some_simulations_have_the_error_of_ratios() {
        let [a, b] = pairs(3, 6_000, 0.0, 0.0);
        // In the second half of simulations there is nothing in `b`.
        let b: Vec<f64> = b.iter().enumerate().map(|(i, b)| if i % 2 == 0 { 2.0 + b } else { f64::NAN }).collect();
        let found = paired_difference(&a, &b, &column(Statistic::Mean)).unwrap();
        let known = (1.0 / 6_000.0_f64 + 1.0 / 3_000.0).sqrt();
        assert!((found.se / known - 1.0).abs() < 0.05 && (found.estimate - 2.0).abs() < ALARM * found.se, "{found:?}");
        assert_eq!(paired_difference(&a, &vec![f64::NAN; 6_000], &column(Statistic::Mean)), None);
    }

    #[test]
    fn what_changes_nothing_is_exactly_nothing() {
        let [a, _] = pairs(4, 100, 0.0, 0.0);
        let rounded: Vec<f64> = a.iter().map(|a| a * (1.0 + 1e-15)).collect();
        for statistic in Statistic::ALL {
            let found = paired_difference(&a, &rounded, &column(statistic)).unwrap();
            assert_eq!((found.estimate, found.se), (0.0, 0.0), "{statistic:?}");
        }
    }

    #[test]
    fn an_expected_shortfall_is_the_mean_of_the_worst_twentieth() {
        let values: Vec<f64> = (0..50).map(f64::from).collect();
        // 2.5 of 50: 0, 1, and half of 2.
        assert_eq!(estimate(&values, &column(Statistic::Es5)), Some((0.0 + 1.0 + 0.5 * 2.0) / 2.5));
        let higher = MetricColumn { worse: WorseSide::Higher, ..column(Statistic::Es5) };
        assert_eq!(estimate(&values, &higher), Some((49.0 + 48.0 + 0.5 * 47.0) / 2.5));
        assert_eq!(estimate(&values, &column(Statistic::P50)), Some(24.5));
        assert_eq!(estimate(&[f64::NAN], &column(Statistic::Mean)), None);
    }

    #[test]
    fn the_share_of_chance_is_the_known_one() {
        // Inputs have variance 3, chance 1: a quarter is chance.
        let mut noise = stream(5);
        let inputs: Vec<f64> = (0..4_000).map(|_| 3.0_f64.sqrt() * noise.normal()).collect();
        let mut with = |scale: f64| -> Vec<f64> { inputs.iter().map(|input| input + scale * noise.normal()).collect() };
        let found = share_of_chance(&with(1.0), &with(1.0)).unwrap();
        // The error of a correlation of 0.75: (1 − 0.75²)/√n.
        assert!((found.estimate - 0.25).abs() < ALARM * found.se, "{found:?}");
        assert!((found.se / (0.4375 / 4_000.0_f64.sqrt()) - 1.0).abs() < 0.15, "{found:?}");
        let none = share_of_chance(&with(0.0), &with(0.0)).unwrap();
        assert_eq!((none.estimate, none.se), (0.0, 0.0));
        let all = pairs(6, 4_000, 0.0, 0.0);
        let found = share_of_chance(&all[0], &all[1]).unwrap();
        assert!((found.estimate - 1.0).abs() < ALARM * found.se && found.se < 0.03, "{found:?}");
        assert_eq!(share_of_chance(&[1.0; 9], &[1.0; 9]), None);
    }
}
