//! Which share of an output's variance two factors bring only together, for few factors.
//!
//! A row has, besides the points of first orders, for each factor B with that factor taken from A. What i and j bring
//! closed is the mean of f(BA_i)·f(AB_j) − f(A)·f(B) over the variance, since the two points have i and j in common and
//! nothing else (Saltelli 2002, "Making best use of model evaluations to compute sensitivity indices"); less the first
//! orders of both. Values are counted from the mean of all points, and i comes before j, as SALib has it.

use crate::analysis::statistics::{Interval, Resampled};
use serde::{Deserialize, Serialize};

use super::variance::mean_and_variance;

/// Most factors whose pairs are looked at.
const MOST_FACTORS: usize = 12;
/// Sums that are not of one factor: rows, f(A), f(B), f(A)² + f(B)², f(A)·f(B).
const COMMON: usize = 5;
/// Sums of one factor: f(B)·(f(AB_i) − f(A)), f(AB_i) − f(A), f(AB_i), f(BA_i).
const OF_FACTOR: usize = 4;

/// An output at the points of one row.
#[derive(Debug, Clone, Copy)]
pub struct PairRow<'a> {
    /// Its number, from which it follows how often it counts in each resample.
    pub number: u64,
    /// f(A).
    pub a: f64,
    /// f(B).
    pub b: f64,
    /// For each factor, f of A with that factor from B.
    pub ab: &'a [f64],
    /// For each factor, f of B with that factor from A.
    pub ba: &'a [f64],
}

/// Shares of pairs in the variance of one output, in memory that does not grow with the number of rows.
#[derive(Debug, Clone)]
pub struct SecondOrder {
    sums: Resampled,
    factors: usize,
    /// What values are counted from, so that little cancels: the first.
    origin: Option<f64>,
}

/// What two factors bring only together.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Pair {
    /// One factor.
    pub i: usize,
    /// The other, a later one.
    pub j: usize,
    /// Their share of the variance beyond what each brings alone.
    pub share: Interval,
}

impl SecondOrder {
    /// Nothing taken yet of an output of `factors` factors.
    ///
    /// # Panics
    /// When there are more than 12: errors of pairs are those of two first orders and more, and pairs are many.
    pub fn new(factors: usize, seed: u64) -> Self {
        assert!(factors <= MOST_FACTORS, "{factors} factors are too many for pairs");
        let terms = COMMON + OF_FACTOR * factors + pairs(factors).count();
        Self { sums: Resampled::new(terms, seed), factors, origin: None }
    }

    /// Takes a row; one with a NaN is left out as a whole, for its points belong together.
    ///
    /// # Panics
    /// When the row has another number of factors.
    pub fn take(&mut self, row: &PairRow) {
        assert_eq!([row.ab.len(), row.ba.len()], [self.factors; 2], "two values for each factor");
        if [row.a, row.b].iter().chain(row.ab).chain(row.ba).any(|value| value.is_nan()) {
            return;
        }
        let origin = *self.origin.get_or_insert(row.a);
        let (a, b) = (row.a - origin, row.b - origin);
        let mut terms = vec![1.0, a, b, a * a + b * b, a * b];
        for (ab, ba) in row.ab.iter().zip(row.ba) {
            let change = ab - row.a;
            terms.extend([b * change, change, ab - origin, ba - origin]);
        }
        terms.extend(pairs(self.factors).map(|(i, j)| (row.ba[i] - origin) * (row.ab[j] - origin)));
        self.sums.take(row.number, &terms);
    }

    /// What each pair brings; none where the output is constant or there are too few rows.
    pub fn pairs(&self) -> Option<Vec<Pair>> {
        let origin = self.origin?;
        let found = self.sums.intervals(|sums| shares(sums, self.factors, origin))?;
        Some(pairs(self.factors).zip(found).map(|((i, j), share)| Pair { i, j, share }).collect())
    }
}

/// All pairs, the first factor before the second.
fn pairs(factors: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..factors).flat_map(move |i| (i + 1..factors).map(move |j| (i, j)))
}

/// Share of each pair beyond first orders.
fn shares(sums: &[f64], factors: usize, origin: f64) -> Option<Vec<f64>> {
    let (common, rest) = sums.split_at(COMMON);
    let (of, products) = rest.split_at(OF_FACTOR * factors);
    let &[n, a, b, squares, product] = common else { return None };
    let (_, variance) = mean_and_variance(n, a + b, squares, origin)?;
    let of: Vec<&[f64]> = of.chunks_exact(OF_FACTOR).collect();
    let all: f64 = a + b + of.iter().map(|of| of[2] + of[3]).sum::<f64>();
    let centre = all / ((2 + 2 * factors) as f64 * n);
    let first = |i: usize| of[i][0] - centre * of[i][1];
    let share = |((i, j), sum): ((usize, usize), &f64)| {
        // Sum of (f(BA_i) − c)(f(AB_j) − c) − (f(A) − c)(f(B) − c), where c² falls out.
        let closed = sum - product - centre * (of[i][3] + of[j][2] - a - b);
        (closed - first(i) - first(j)) / (n * variance)
    };
    Some(pairs(factors).zip(products).map(share).collect())
}

#[cfg(test)]
mod tests {
    use super::super::known::{BOOTSTRAP_ALARM, Points, ishigami, ishigami_shares, near, points, random, recurrence};
    use super::*;

    fn take(second: &mut SecondOrder, number: u64, points: &Points) {
        second.take(&PairRow { number, a: points.a, b: points.b, ab: &points.ab, ba: &points.ba });
    }

    fn estimates(second: &SecondOrder) -> Vec<f64> {
        second.pairs().unwrap().iter().map(|pair| pair.share.estimate).collect()
    }

    /// SALib 1.6.0, `analyze.sobol` with second order; see `tests/reference/sensitivity_reference.py`.
    #[test]
    fn pairs_are_those_of_salib_on_the_same_rows() {
        let mut second = SecondOrder::new(3, 1);
        (1..=256).for_each(|row| take(&mut second, row.into(), &points(ishigami, &recurrence(row, 3))));
        near(&estimates(&second), &[-0.002_602_453_037_754_693, 0.239_791_914_792_929_1, -0.011_208_474_315_342_57]);
        let pairs: Vec<_> = second.pairs().unwrap().iter().map(|pair| (pair.i, pair.j)).collect();
        assert_eq!(pairs, [(0, 1), (0, 2), (1, 2)]);
    }

    #[test]
    fn the_first_and_third_of_ishigamis_factors_act_together() {
        let mut second = SecondOrder::new(3, 8);
        (0..20_000).for_each(|row| take(&mut second, row, &points(ishigami, &random(8, row, 3))));
        // All of what the third brings, it brings with the first: 0.2437.
        let together = ishigami_shares()[2][1];
        for (pair, known) in second.pairs().unwrap().iter().zip([0.0, together, 0.0]) {
            // At a false-alarm rate of 1e-6 each; and errors are small enough to tell the one from the others.
            assert!((pair.share.estimate - known).abs() < BOOTSTRAP_ALARM * pair.share.se, "{pair:?} for {known}");
            assert!(pair.share.se < together / 8.0, "{pair:?}");
        }
    }

    #[test]
    fn a_product_is_all_pair() {
        // x·y of uniforms on −1 to 1, and a third that does nothing.
        let f = |u: &[f64]| (2.0 * u[0] - 1.0) * (2.0 * u[1] - 1.0);
        let mut second = SecondOrder::new(3, 9);
        (0..5_000).for_each(|row| take(&mut second, row, &points(f, &random(9, row, 3))));
        for (pair, known) in second.pairs().unwrap().iter().zip([1.0, 0.0, 0.0]) {
            assert!((pair.share.estimate - known).abs() < BOOTSTRAP_ALARM * pair.share.se, "{pair:?} for {known}");
        }
    }

    #[test]
    fn a_constant_has_no_pairs_and_a_row_with_a_gap_is_left_out() {
        let mut second = SecondOrder::new(3, 1);
        (0..20).for_each(|row| take(&mut second, row, &points(|_| 4.0, &random(1, row, 3))));
        assert_eq!(second.pairs(), None);
        let [mut whole, mut gaps] = [SecondOrder::new(3, 1), SecondOrder::new(3, 1)];
        for row in 0..30 {
            let mut points = points(ishigami, &random(1, row, 3));
            take(&mut whole, row, &points);
            take(&mut gaps, row, &points);
            points.ba[2] = f64::NAN;
            take(&mut gaps, row, &points);
        }
        assert_eq!(whole.pairs(), gaps.pairs());
    }
}
