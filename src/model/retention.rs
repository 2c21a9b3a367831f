//! How long people stay: the day-one cohort left to itself (model, section 8).
//!
//! Retention of new installs follows a shifted-beta-geometric curve (Fader and Hardie 2007): each
//! user leaves with a daily probability of their own, beta-distributed over users. The people active
//! on the first day are survivors of installs of all ages, so they stay longer than new ones.

use crate::quantity::YEAR;
use crate::simd::{Real, exponentials};

/// Pieces into which the first days of an install's life are cut, each the longer the later it is.
const EARLY_PIECES: [u32; 9] = [6, 2, 1, 1, 1, 1, 1, 1, 1];

/// Share of the day-one cohort still active after a time, left to itself.
#[derive(Debug, Clone, PartialEq)]
pub enum Curve {
    /// Exponential, with churn per year.
    Exponential(f64),
    /// By day, from day 0; linear between days.
    Daily(Vec<f64>),
}

impl Curve {
    /// Share still active after `days`.
    pub fn share(&self, days: f64) -> f64 {
        match self {
            Self::Exponential(churn) => (-churn * days / YEAR).exponential(),
            Self::Daily(shares) => {
                let last = shares.len() - 1;
                let day = (days.max(0.0) as usize).min(last);
                let next = (day + 1).min(last);
                shares[day] + (shares[next] - shares[day]) * (days - day as f64).clamp(0.0, 1.0)
            }
        }
    }

    /// Shares still active after each of several times in days.
    pub fn shares(&self, days: &[f64], shares: &mut Vec<f64>) {
        shares.clear();
        match self {
            Self::Exponential(churn) => {
                shares.extend(days.iter().map(|day| -churn * day / YEAR));
                exponentials(shares);
            }
            Self::Daily(_) => shares.extend(days.iter().map(|&day| self.share(day))),
        }
    }

    /// Churn per year as a single rate: −ln of the share left after one year.
    pub fn yearly_rate(&self) -> f64 {
        match self {
            Self::Exponential(churn) => *churn,
            Self::Daily(_) => -libm::log(self.share(YEAR).max(1e-12)),
        }
    }
}

/// A shifted-beta-geometric curve: S(n) = B(α, β + n) / B(α, β).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BetaGeometric {
    /// α.
    pub alpha: f64,
    /// β.
    pub beta: f64,
}

impl BetaGeometric {
    /// Share of new installs still active after `day` days (whole or not).
    pub fn survival(&self, day: f64) -> f64 {
        libm::exp(self.log_survival(day))
    }

    fn log_survival(&self, day: f64) -> f64 {
        self.log_survivals()(day)
    }

    /// ln S of any day.
    fn log_survivals(&self) -> impl Fn(f64) -> f64 + use<> {
        let Self { alpha, beta } = *self;
        let whole = libm::lgamma(alpha + beta) - libm::lgamma(beta);
        move |day| libm::lgamma(beta + day) - libm::lgamma(alpha + beta + day) + whole
    }

    /// The curve of these ln α and ln β.
    fn of(at: [f64; 2]) -> Self {
        Self { alpha: libm::exp(at[0]), beta: libm::exp(at[1]) }
    }

    /// Least squares in the logarithm of retention: exact for two points, for more the best fit.
    ///
    /// Gauss–Newton on ln α and ln β with halved steps; `points` are (day, share), ascending in day
    /// and falling in share, at least two.
    pub fn fit(points: &[(f64, f64)]) -> Self {
        let points: Vec<(f64, f64)> = points.iter().map(|&(day, share)| (day, libm::log(share))).collect();
        let error = |at: [f64; 2]| -> f64 {
            let log_survival = Self::of(at).log_survivals();
            points.iter().map(|&(day, log_share)| (log_survival(day) - log_share).powi(2)).sum()
        };
        let mut at = [libm::log(0.5), libm::log(0.5)];
        let mut best = error(at);
        for _ in 0..100 {
            let step = gauss_newton_step(&points, at);
            let mut size = 1.0;
            let mut moved = false;
            while size > 1e-6 {
                let trial = [0, 1].map(|i| (at[i] + size * step[i].clamp(-2.0, 2.0)).clamp(-12.0, 12.0));
                let there = error(trial);
                if there < best {
                    moved = best - there > 1e-18;
                    (at, best) = (trial, there);
                    break;
                }
                size *= 0.5;
            }
            if !moved {
                break;
            }
        }
        Self::of(at)
    }

    /// The cohort of those active on the first day: survivors of installs over `app_age` days that grew
    /// at `growth` per year, for `days` ahead.
    ///
    /// The integral over ages is taken by Gauss' rule on the first days, on which installs fall off steeply, and by Simpson's
    /// day by day after, to a part in 10⁷; of the last day as much as `app_age` has. Between days the share is linear.
    pub fn cohort(&self, app_age: f64, growth: f64, days: f64) -> Curve {
        let ages = (app_age.max(1.0)) as usize;
        let ahead = libm::ceil(days) as usize + 1;
        let fade = libm::exp(-growth / YEAR);
        let mut sums = Vec::with_capacity(ages + ahead + 1);
        let mut sum = 0.0;
        // Survivors at the beginning and in the middle of each day, weighted by the installs of that age.
        let mut begin = 1.0;
        let mut middle = self.survival(0.5) * fade.sqrt();
        sums.push(sum);
        for (day, [kept, kept_later]) in self.kept(fade, ages + ahead).into_iter().enumerate() {
            let end = begin * kept;
            sum += match EARLY_PIECES.get(day) {
                Some(&pieces) => self.early_survivors(day as f64, pieces, growth),
                None => (begin + 4.0 * middle + end) * (1.0 / 6.0),
            };
            sums.push(sum);
            begin = end;
            middle *= kept_later;
        }
        let last_days = self.parts_of_days(ages, app_age.max(1.0) - ages as f64, growth, ahead);
        let whole = sums[ages] + last_days[0];
        let rise = 1.0 / fade;
        let mut scale = 1.0;
        let shares = last_days
            .into_iter()
            .enumerate()
            .map(|(t, last_day)| {
                let share = (scale * (sums[t + ages] + last_day - sums[t]) / whole).clamp(0.0, 1.0);
                scale *= rise;
                share
            })
            .collect();
        Curve::Daily(shares)
    }

    /// Survivors, weighted by the installs of that age, of the first `part` of day `from` and of each of the `more` days after it.
    fn parts_of_days(&self, from: usize, part: f64, growth: f64, more: usize) -> Vec<f64> {
        if part <= 0.0 {
            return vec![0.0; more + 1];
        }
        let log_survival = self.log_survivals();
        let mut ages = [0.0, 0.5, 1.0].map(|share| from as f64 + share * part);
        let mut survivors = ages.map(|age| libm::exp(log_survival(age) - growth * age / YEAR));
        let fade = libm::exp(-growth / YEAR);
        (0..=more)
            .map(|_| {
                let [begin, middle, end] = survivors;
                for (age, survivors) in ages.iter_mut().zip(&mut survivors) {
                    *survivors *= self.kept_a_day(*age, fade);
                    *age += 1.0;
                }
                part / 6.0 * (begin + 4.0 * middle + end)
            })
            .collect()
    }

    /// Survivors of one day's installs of ages `day` to `day` + 1, by Gauss' rule of three points.
    fn early_survivors(&self, day: f64, pieces: u32, growth: f64) -> f64 {
        let log_survival = self.log_survivals();
        let at = |age: f64| libm::exp(log_survival(age) - growth * age / YEAR);
        let edge = |piece: u32| day + (f64::from(piece) / f64::from(pieces)).powi(2);
        let apart = 0.6_f64.sqrt();
        (0..pieces)
            .map(|piece| {
                let (middle, half) =
                    (f64::midpoint(edge(piece), edge(piece + 1)), 0.5 * (edge(piece + 1) - edge(piece)));
                half / 9.0 * (5.0 * at(middle - apart * half) + 8.0 * at(middle) + 5.0 * at(middle + apart * half))
            })
            .sum()
    }

    /// What a day leaves of survivors weighted by installs, S(n + 1) / S(n) times `fade`: from the beginning and from the middle of
    /// each of so many days.
    fn kept(&self, fade: f64, days: usize) -> Vec<[f64; 2]> {
        (0..days).map(|day| [0.0, 0.5].map(|part| self.kept_a_day(day as f64 + part, fade))).collect()
    }

    /// What a day leaves of survivors of this age in days, weighted by installs.
    fn kept_a_day(&self, age: f64, fade: f64) -> f64 {
        fade * (self.beta + age) / (self.alpha + self.beta + age)
    }
}

/// A step towards the least squares from ln α and ln β; `points` are (day, ln share).
fn gauss_newton_step(points: &[(f64, f64)], at: [f64; 2]) -> [f64; 2] {
    const APART: f64 = 1e-5;
    let moved = |i: usize, by: f64| {
        let mut at = at;
        at[i] += by;
        BetaGeometric::of(at).log_survivals()
    };
    let here = BetaGeometric::of(at).log_survivals();
    let [alpha, beta] = [0, 1].map(|i| [moved(i, APART), moved(i, -APART)]);
    let (mut a, mut b, mut c, mut u, mut v) = (1e-12, 0.0, 1e-12, 0.0, 0.0);
    for &(day, log_share) in points {
        let residual = log_share - here(day);
        let [x, y] = [&alpha, &beta].map(|[up, down]| (up(day) - down(day)) / (2.0 * APART));
        a += x * x;
        b += x * y;
        c += y * y;
        u += x * residual;
        v += y * residual;
    }
    let determinant = (a * c - b * b).max(1e-18);
    [(c * u - b * v) / determinant, (a * v - b * u) / determinant]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_points_are_met_exactly() {
        let curve = BetaGeometric::fit(&[(1.0, 0.45), (30.0, 0.15)]);
        assert!((curve.survival(1.0) - 0.45).abs() < 1e-6, "{curve:?}");
        assert!((curve.survival(30.0) - 0.15).abs() < 1e-6, "{curve:?}");
    }

    #[test]
    fn a_known_curve_is_found_again() {
        let truth = BetaGeometric { alpha: 0.668, beta: 3.806 }; // Fader and Hardie (2007), high-end data
        let points: Vec<_> = [1.0, 7.0, 30.0, 90.0].iter().map(|&d| (d, truth.survival(d))).collect();
        let found = BetaGeometric::fit(&points);
        assert!((found.alpha - truth.alpha).abs() < 1e-4 && (found.beta - truth.beta).abs() < 1e-3, "{found:?}");
    }

    #[test]
    fn survival_is_the_mean_of_the_geometric_ones() {
        // E (1-θ)^n for θ ~ Beta(α, β), by the product form.
        let curve = BetaGeometric { alpha: 1.3, beta: 2.1 };
        let product: f64 = (0..10).map(|i| (2.1 + f64::from(i)) / (3.4 + f64::from(i))).product();
        assert!((curve.survival(10.0) - product).abs() < 1e-12);
    }

    #[test]
    fn survivors_stay_longer_than_new_installs() {
        let curve = BetaGeometric::fit(&[(1.0, 0.45), (7.0, 0.25), (30.0, 0.15)]);
        let cohort = curve.cohort(730.0, 0.0, 400.0);
        assert!((cohort.share(0.0) - 1.0).abs() < 1e-12);
        assert!(cohort.share(30.0) > 0.85 && cohort.share(365.0) > 0.3, "{}", cohort.share(365.0));
    }

    #[test]
    fn the_cohort_agrees_with_the_integral_over_ages() {
        let curve = BetaGeometric { alpha: 0.6, beta: 0.8 };
        let (growth, pieces) = (0.7, 200_000);
        // Ages are times, not numbers of days.
        for age in [7.0, 7.9, 200.0, 200.5] {
            let integral = |t: f64| -> f64 {
                (0..pieces)
                    .map(|i| {
                        let a = (f64::from(i) + 0.5) * age / f64::from(pieces);
                        curve.survival(a + t) * (-growth * a / YEAR).exp()
                    })
                    .sum()
            };
            let cohort = curve.cohort(age, growth, 300.0);
            for t in [0.0, 1.0, 45.0, 300.0] {
                let exact = integral(t) / integral(0.0);
                assert!((cohort.share(t) - exact).abs() < 1e-6, "{age} days, at {t}: {} for {exact}", cohort.share(t));
            }
        }
    }
}
