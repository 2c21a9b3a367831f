//! Which share of an output's variance each factor brings, alone and with all that it acts together with (Sobol' 1993).
//!
//! A row has two independent points A and B of the factors and, for each factor, A with that factor taken from B.
//! First order: mean of f(B)·(f(AB_i) − f(A)) over the variance (Saltelli et al. 2010, "Variance based sensitivity
//! analysis of model output", table 2, b). Total: half the mean of (f(A) − f(AB_i))² over the variance (Jansen 1999;
//! ibid., f). The variance is that of all f(A) and f(B), and values are counted from their mean, without which the
//! first order would carry the noise of the mean squared; both as SALib has them.

use crate::analysis::statistics::{Interval, Resampled, is_constant};
use serde::{Deserialize, Serialize};

/// Sums that are not of one factor: rows, f(A), f(B), f(A)² + f(B)².
const COMMON: usize = 4;

/// An output at the points of one row.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// Its number, from which it follows how often it counts in each resample.
    pub number: u64,
    /// f(A).
    pub a: f64,
    /// f(B).
    pub b: f64,
    /// For each factor, f of A with that factor from B.
    pub mixed: &'a [f64],
}

/// Shares of the variance of one output, in memory that does not grow with the number of rows.
#[derive(Debug, Clone)]
pub struct Variance {
    sums: Resampled,
    factors: usize,
    /// What values are counted from, so that little cancels: the first.
    origin: Option<f64>,
    terms: Vec<f64>,
    rows: u64,
    missing: u64,
}

/// Shares of one factor. Errors may carry them below 0 or above 1; they are not cut, since the excess shows the error.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Index {
    /// First order: by how much the variance would fall, on average, if this factor were known.
    pub first: Interval,
    /// Total: how much of the variance would be left, on average, if all others were known.
    pub total: Interval,
}

/// Where the variance of an output comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Indices {
    /// Rows taken.
    pub rows: u64,
    /// Rows left out because the output does not exist at one of their points.
    pub missing: u64,
    /// Mean of the output at A and B.
    pub mean: f64,
    /// Its variance.
    pub variance: f64,
    /// Sum of all first orders; what it lacks to 1 is what factors do only together.
    pub alone: Interval,
    /// By factor.
    pub factors: Vec<Index>,
}

impl Variance {
    /// Nothing taken yet of an output of `factors` factors.
    ///
    /// Intervals are those of independent rows; of rows spread evenly they err on the side of caution.
    pub fn new(factors: usize, seed: u64) -> Self {
        let terms = COMMON + 3 * factors;
        let sums = Resampled::new(terms, seed);
        Self { sums, factors, origin: None, terms: Vec::with_capacity(terms), rows: 0, missing: 0 }
    }

    /// Takes a row; one with a NaN is left out as a whole, for its points belong together.
    ///
    /// # Panics
    /// When the row has another number of factors.
    pub fn take(&mut self, row: &Row) {
        assert_eq!(row.mixed.len(), self.factors, "a value for each factor");
        if row.a.is_nan() || row.b.is_nan() || row.mixed.iter().any(|value| value.is_nan()) {
            self.missing += 1;
            return;
        }
        self.rows += 1;
        let origin = *self.origin.get_or_insert(row.a);
        let (a, b) = (row.a - origin, row.b - origin);
        self.terms.clear();
        self.terms.extend([1.0, a, b, a * a + b * b]);
        for mixed in row.mixed {
            let change = mixed - row.a;
            self.terms.extend([b * change, change, change * change]);
        }
        self.sums.take(row.number, &self.terms);
    }

    /// The shares; none where the output is constant or there are too few rows.
    pub fn indices(&self) -> Option<Indices> {
        let origin = self.origin?;
        let found = self.sums.intervals(|sums| shares(sums, origin))?;
        let (common, factors) = found.split_at(3);
        let index = |pair: &[Interval]| Index { first: pair[0], total: pair[1] };
        Some(Indices {
            rows: self.rows,
            missing: self.missing,
            mean: common[0].estimate,
            variance: common[1].estimate,
            alone: common[2],
            factors: factors.chunks_exact(2).map(index).collect(),
        })
    }
}

/// Mean, variance, sum of first orders; then first order and total of each factor.
fn shares(sums: &[f64], origin: f64) -> Option<Vec<f64>> {
    let (common, factors) = sums.split_at(COMMON);
    let &[n, a, b, squares] = common else { return None };
    let (mean, variance) = mean_and_variance(n, a + b, squares, origin)?;
    let points = (2 + factors.len() / 3) as f64;
    // f(AB_i) is f(A) plus the change.
    let changes: f64 = factors.chunks_exact(3).map(|of| of[1]).sum();
    let centre = ((points - 1.0) * a + b + changes) / (points * n);
    let mut found = vec![mean, variance, 0.0];
    for of in factors.chunks_exact(3) {
        let first = (of[0] - centre * of[1]) / (n * variance);
        found[2] += first;
        found.extend([first, 0.5 * of[2] / (n * variance)]);
    }
    Some(found)
}

/// Mean and variance of f(A) and f(B) together, from sums counted from `origin`; none where they are constant.
pub(super) fn mean_and_variance(n: f64, sum: f64, squares: f64, origin: f64) -> Option<(f64, f64)> {
    let gap = sum / (2.0 * n);
    let variance = squares / (2.0 * n) - gap * gap;
    let mean = origin + gap;
    (n > 0.0 && !is_constant(variance, mean)).then_some((mean, variance))
}

#[cfg(test)]
mod tests {
    use super::super::known::{
        BOOTSTRAP_ALARM, Points, g, g_shares, ishigami, ishigami_shares, near, points, random, recurrence,
    };
    use super::*;

    fn take(variance: &mut Variance, number: u64, points: &Points) {
        variance.take(&Row { number, a: points.a, b: points.b, mixed: &points.ab });
    }

    /// The shares of a function over `rows` independent rows.
    fn indices(f: impl Fn(&[f64]) -> f64, factors: usize, rows: u64, seed: u64) -> Indices {
        let mut variance = Variance::new(factors, seed);
        (0..rows).for_each(|row| take(&mut variance, row, &points(&f, &random(seed, row, factors))));
        variance.indices().unwrap()
    }

    /// SALib 1.6.0, `analyze.sobol` without second order; see `tests/reference/sensitivity_reference.py`.
    #[test]
    fn shares_are_those_of_salib_on_the_same_rows() {
        let found = |f: fn(&[f64]) -> f64, factors: usize| {
            let mut variance = Variance::new(factors, 1);
            (1..=256).for_each(|row| take(&mut variance, row.into(), &points(f, &recurrence(row, factors))));
            let indices = variance.indices().unwrap().factors;
            [0, 1].map(|k| indices.iter().map(|of| [of.first, of.total][k].estimate).collect::<Vec<_>>())
        };
        let [first, total] = found(ishigami, 3);
        near(&first, &[0.352_272_205_546_877_8, 0.467_652_242_108_364_3, 0.018_965_199_176_031_46]);
        near(&total, &[0.750_446_269_048_503_6, 0.449_812_554_592_789, 0.254_296_738_451_514]);
        let [first, total] = found(g, 8);
        near(
            &first[..4],
            &[0.702_191_998_752_157, 0.186_016_853_804_035_3, 0.023_348_720_004_400_51, 0.009_496_134_833_809_162],
        );
        near(
            &first[4..],
            &[
                -4.936_742_348_648_33e-5,
                -0.000_129_884_055_864_004_5,
                0.000_314_920_990_051_107_2,
                9.060_724_294_099_266e-5,
            ],
        );
        near(
            &total[..4],
            &[0.795_266_437_447_737_5, 0.249_933_205_661_007_7, 0.035_821_379_103_535_79, 0.009_813_730_208_326_701],
        );
        near(
            &total[4..],
            &[
                0.000_100_656_195_543_835_5,
                0.000_104_596_938_874_430_3,
                0.000_138_852_749_819_507_6,
                0.000_100_034_032_402_639_8,
            ],
        );
    }

    /// Estimates lie within their errors, at a false-alarm rate of 1e-6 each, and errors are small enough to tell.
    fn known(found: &Indices, known: &[[f64; 2]], largest_error: f64) {
        assert_eq!(found.factors.len(), known.len());
        for (of, known) in found.factors.iter().zip(known) {
            for (share, known) in [of.first, of.total].iter().zip(known) {
                assert!((share.estimate - known).abs() < BOOTSTRAP_ALARM * share.se, "{share:?} for {known}");
                assert!(share.se < largest_error, "{share:?}");
            }
        }
        let alone: f64 = known.iter().map(|known| known[0]).sum();
        assert!(
            (found.alone.estimate - alone).abs() < BOOTSTRAP_ALARM * found.alone.se,
            "{:?} for {alone}",
            found.alone
        );
    }

    #[test]
    fn shares_of_ishigamis_function() {
        // Of 10,000 rows errors are about 1/√10,000 times a deviation of 1 to 2 variances.
        let found = indices(ishigami, 3, 10_000, 3);
        known(&found, &ishigami_shares(), 0.025);
        // Mean a/2, variance a²/8 + bπ⁴/5 + b²π⁸/18 + 1/2 = 13.845 = 3.72², kurtosis 3.5: of 20,000 values, 4.9 errors
        // are 4.9 · 3.72/√20,000 and 4.9 · 13.845 · √(2.5/20,000).
        assert!((found.mean - 3.5).abs() < 0.129 && (found.variance - 13.845).abs() < 0.76, "{found:?}");
    }

    #[test]
    fn shares_of_sobols_g_function() {
        known(&indices(g, 8, 10_000, 4), &g_shares(), 0.03);
    }

    #[test]
    fn luck_is_one_more_factor() {
        // x·r + y of uniforms on −1 to 1, r the luck: 1/9 of the variance by x and r together, 1/3 by y.
        let f = |u: &[f64]| (2.0 * u[0] - 1.0) * (2.0 * u[2] - 1.0) + 2.0 * u[1] - 1.0;
        known(&indices(f, 3, 10_000, 5), &[[0.0, 0.25], [0.75, 0.75], [0.0, 0.25]], 0.03);
    }

    #[test]
    fn intervals_cover_as_often_as_they_say() {
        // 500 times 300 rows. An error from 100 resamples makes of 95% 94.7%; 4.9 standard errors of 1% below that, less
        // one for the skew that 300 rows leave, is 89%; of always covering it would be too wide.
        let [mut first, mut total] = [0; 2];
        let [shares, ..] = ishigami_shares();
        for seed in 0..500 {
            let of = indices(ishigami, 3, 300, 1000 + seed).factors[0];
            let holds = |share: Interval, known: f64| u32::from(share.low <= known && known <= share.high);
            first += holds(of.first, shares[0]);
            total += holds(of.total, shares[1]);
        }
        assert!([first, total].iter().all(|covered| (445..=497).contains(covered)), "{first} and {total} of 500");
    }

    #[test]
    fn a_constant_has_no_shares_and_a_row_with_a_gap_is_left_out() {
        let mut variance = Variance::new(2, 1);
        assert_eq!(variance.indices(), None);
        // 0.1 + 0.2 is not 0.3: rounding is no variance.
        let constant = [0.3, 0.1 + 0.2];
        (0..50).for_each(|number| variance.take(&Row { number, a: 0.3, b: 0.1 + 0.2, mixed: &constant }));
        assert_eq!(variance.indices(), None);

        let [mut whole, mut gaps] = [Variance::new(3, 1), Variance::new(3, 1)];
        for row in 0..100 {
            let mut points = points(ishigami, &random(1, row, 3));
            if row % 10 == 3 {
                points.ab[1] = f64::NAN;
            } else {
                take(&mut whole, row, &points);
            }
            take(&mut gaps, row, &points);
        }
        let [whole, gaps] = [whole, gaps].map(|variance| variance.indices().unwrap());
        assert_eq!((gaps.rows, gaps.missing, whole.missing), (90, 10, 0));
        assert_eq!(whole.factors, gaps.factors);
    }

    #[test]
    fn a_large_mean_does_not_drown_the_shares() {
        // Values near 1e9 are rounded to 1e-7, a ten-millionth of their deviation; shares to about as much.
        let [small, large] = [0.0, 1e9].map(|mean| indices(|u| mean + ishigami(u), 3, 500, 6).factors);
        for (small, large) in small.iter().zip(&large) {
            assert!((small.first.estimate - large.first.estimate).abs() < 1e-6, "{small:?} and {large:?}");
            assert!((small.total.se - large.total.se).abs() < 1e-6, "{small:?} and {large:?}");
        }
    }
}
