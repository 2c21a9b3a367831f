//! How likely a limit of a box would look as good by chance: quasi-p-values (Bryant and Lempert 2010).
//!
//! For one limited end of one variable: the box without that limit alone holds T' histories, H' of them hits. The box
//! itself holds T, H of them hits. The quasi-p-value is the probability that of T histories, each a hit with probability
//! H'/T', at least H are: how often a part of that size of the wider box would be as dense if the limit had nothing to
//! do with hits. The two ends of a number are judged apart; the names of a category together.
//!
//! "Quasi", since the limits were chosen among many to make the box dense, on the same histories. That many were looked at
//! is corrected for: of all ends of all variables, a limit stands that stands by Benjamini and Hochberg's procedure.

use crate::analysis::statistics::evidence::control_false_discoveries;
use serde::{Deserialize, Serialize};

use super::region::{Column, Count, End, Limit, Outside, Region};
use super::table::Discovery;

/// Share of the limits that are kept that may be chance, on average.
pub const SIGNIFICANT: f64 = 0.05;

/// A limited end with its quasi-p-value.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Significance {
    /// Number of the variable's column, from 0.
    pub variable: usize,
    /// Which end.
    pub end: End,
    /// Its quasi-p-value.
    pub quasi_p: f64,
}

impl Discovery<'_> {
    /// The quasi-p-value of each limited end of a box, in the order of its limits, low before high.
    pub fn significance(&self, region: &Region) -> Vec<Significance> {
        let (inside, alone) = self.counts(&region.limits);
        let judge = |(variable, end, kept_out): (usize, End, Count)| {
            let wider = inside.plus(kept_out);
            let chance = if wider.rows == 0 { 1.0 } else { wider.density() };
            Significance { variable, end, quasi_p: at_least(inside.hits, inside.rows, chance) }
        };
        alone.into_iter().map(judge).collect()
    }

    /// A box without the limits that do not stand among all that might have been: the least significant goes, the others
    /// are judged anew, and so on.
    pub fn prune(&self, region: &Region) -> Region {
        let mut pruned = region.clone();
        loop {
            let ends = self.significance(&pruned);
            let chances: Vec<f64> = ends.iter().map(|end| end.quasi_p).collect();
            let all_stand =
                control_false_discoveries(&chances, self.ends(), SIGNIFICANT).into_iter().all(|stands| stands);
            let least = ends.into_iter().reduce(|a, b| if b.quasi_p > a.quasi_p { b } else { a });
            let Some(least) = least.filter(|_| !all_stand) else { return pruned };
            let drop = |limit: Limit| {
                if limit.variable == least.variable { limit.with(least.end, None) } else { Some(limit) }
            };
            let limits: Vec<Limit> = pruned.limits.into_iter().filter_map(drop).collect();
            pruned = self.measure(limits);
        }
    }

    /// Ends that might be limited: two of a number, one of names.
    fn ends(&self) -> usize {
        self.columns.iter().map(|column| if matches!(column, Column::Number(_)) { 2 } else { 1 }).sum()
    }

    /// The box of these limits, with what it holds.
    pub fn measure(&self, limits: Vec<Limit>) -> Region {
        let (inside, _) = self.counts(&limits);
        Region::new(limits, inside, Count { rows: self.rows, hits: self.hits.len() })
    }

    /// What the box of these limits holds, and what each limited end alone keeps out of it.
    fn counts(&self, limits: &[Limit]) -> (Count, Vec<(usize, End, Count)>) {
        let mut inside = Count::default();
        let mut alone = vec![[Count::default(); 3]; limits.len()];
        for row in 0..self.rows {
            let hit = self.hits.has(row as u32);
            match Outside::of(row, limits, self.columns) {
                Outside::Nothing => inside.add(hit),
                Outside::One(place, end) => alone[place][end as usize].add(hit),
                Outside::More => {}
            }
        }
        let ends = limits
            .iter()
            .zip(alone)
            .flat_map(|(limit, alone)| limit.ends().map(move |end| (limit.variable, end, alone[end as usize])));
        (inside, ends.collect())
    }
}

/// Probability of at least `hits` of `rows` independent histories, each a hit with this chance.
pub(super) fn at_least(hits: usize, rows: usize, chance: f64) -> f64 {
    if hits == 0 || chance >= 1.0 {
        return 1.0;
    }
    if chance <= 0.0 {
        return 0.0;
    }
    let odds = chance / (1.0 - chance);
    // Away from the mean terms fall, and the sum ends where they no longer count.
    let sum = |first: usize, step: &dyn Fn(usize) -> Option<(usize, f64)>| {
        let (mut at, mut term) = (first, exactly(first, rows, chance));
        let mut sum = term;
        while let Some((next, ratio)) = step(at).filter(|_| term > sum * f64::EPSILON) {
            (at, term) = (next, term * ratio);
            sum += term;
        }
        sum.min(1.0)
    };
    if hits as f64 > rows as f64 * chance {
        sum(hits, &|k| (k < rows).then(|| (k + 1, (rows - k) as f64 / (k + 1) as f64 * odds)))
    } else {
        1.0 - sum(hits - 1, &|k| (k > 0).then(|| (k - 1, k as f64 / ((rows - k + 1) as f64 * odds))))
    }
}

/// Probability of exactly `hits` of `rows`; `chance` is neither 0 nor 1.
fn exactly(hits: usize, rows: usize, chance: f64) -> f64 {
    let factorial = |n: usize| libm::lgamma(n as f64 + 1.0);
    let ways = factorial(rows) - factorial(hits) - factorial(rows - hits);
    libm::exp(ways + hits as f64 * libm::log(chance) + (rows - hits) as f64 * libm::log1p(-chance))
}

#[cfg(test)]
mod tests {
    use super::at_least;

    /// `scipy.stats.binom.sf(hits - 1, rows, chance)` (scipy 1.17.1).
    #[test]
    fn tails_are_those_of_scipy() {
        let known = [
            (3, 10, 0.2, 0.322_200_473_600_000_15),
            (10, 10, 0.5, 0.000_976_562_5),
            (1, 1000, 0.001, 0.632_304_575_229_035_9),
            (150, 1000, 0.2, 0.999_981_668_467_686_2),
            (20_300, 100_000, 0.2, 0.009_035_943_466_841_204),
            (19_000, 100_000, 0.2, 0.999_999_999_999_999_1),
            (5, 5, 1e-9, 1.000_000_000_000_000_3e-45),
            (90, 100, 0.999, 1.0),
        ];
        for (hits, rows, chance, tail) in known {
            let found = at_least(hits, rows, chance);
            assert!((found / tail - 1.0).abs() < 1e-9, "{hits} of {rows} at {chance}: {found} for {tail}");
        }
        assert_eq!(at_least(60_000, 100_000, 0.2), 0.0);
    }

    #[test]
    fn tails_at_the_edges() {
        assert_eq!(at_least(0, 10, 0.3), 1.0);
        assert_eq!(at_least(0, 0, 0.3), 1.0);
        assert_eq!(at_least(3, 10, 1.0), 1.0);
        assert_eq!(at_least(3, 10, 0.0), 0.0);
        // As many as expected of many: about a half, from either side of the mean.
        for hits in 49_990..50_010 {
            assert!((at_least(hits, 100_000, 0.5) - 0.5).abs() < 0.04);
        }
    }
}
