//! Which share of an output's variance one input explains alone, from rows of any design: the correlation ratio
//! (Pearson 1905), corrected as by Kelley (1935, "An unbiased correlation ratio measure").
//!
//! Rows are sorted by the input into J = 20 bins. Between is Σ n_b (m_b − m)², within is Σ (y − m_b)², and of n rows
//!
//! share = (between − (J − 1) / (n − J) · within) / (between + within),
//!
//! since of an input that does nothing, between is on average J − 1 variances. What the mean varies inside a bin is
//! missed: of a straight line over a uniform input 1/J² = 0.25%, of one over a normal input 1.7%.

use crate::analysis::statistics::{Bins, Interval, is_constant};
/// Bins of an input.
const BINS: usize = 20;

/// Sums by bin of one input.
#[derive(Debug, Clone)]
pub(super) struct CorrelationRatio {
    bins: Bins,
    /// What outputs are counted from, so that little cancels.
    origin: f64,
    /// By bin: rows, and sums of the first four powers of the output.
    sums: Vec<[f64; 5]>,
}

/// A bin: its share of the rows, how far its mean is off the mean of all, and its central moments 2 to 4.
struct Moments4 {
    weight: f64,
    gap: f64,
    central: [f64; 3],
}

impl CorrelationRatio {
    /// Bins by the input's values in the first rows; outputs are about as large as `origin`.
    pub(super) fn new(input: &[f64], origin: f64) -> Self {
        let bins = Bins::of(input, BINS);
        Self { sums: vec![[0.0; 5]; bins.count()], bins, origin }
    }

    /// Takes a row.
    pub(super) fn add(&mut self, input: f64, output: f64) {
        let Some(bin) = self.bins.find_bin(input) else { return };
        let value = output - self.origin;
        let mut power = 1.0;
        for sum in &mut self.sums[bin] {
            *sum += power;
            power *= value;
        }
    }

    /// The share; none where the output is constant, or rows are fewer than bins.
    pub(super) fn share(&self) -> Option<Interval> {
        let n: f64 = self.sums.iter().map(|sums| sums[0]).sum();
        let mean = self.sums.iter().map(|sums| sums[1]).sum::<f64>() / n;
        let bins: Vec<Moments4> = self.sums.iter().filter(|s| s[0] > 0.0).map(|s| Moments4::of(s, n, mean)).collect();
        let filled = bins.len() as f64;
        let between: f64 = bins.iter().map(|bin| bin.weight * bin.gap * bin.gap).sum();
        let within: f64 = bins.iter().map(|bin| bin.weight * bin.central[0]).sum();
        let variance = between + within;
        if n <= filled || is_constant(variance, self.origin + mean) {
            return None;
        }
        let share = (between - (filled - 1.0) / (n - filled) * within) / variance;
        // Beyond 0 to 1 there is only noise.
        let bounded = share.clamp(0.0, 1.0);
        let influence: f64 = bins.iter().map(|bin| bin.influence(bounded, n)).sum::<f64>() / (variance * variance);
        // Of an input that does nothing the influence is none; what is left is the noise of J − 1 squared means.
        let noise = 2.0 * (filled - 1.0) * ((1.0 - bounded) / n).powi(2);
        Some(Interval::from_error(share, (influence.max(0.0) / n + noise).sqrt()))
    }
}

impl Moments4 {
    fn of(&[count, s1, s2, s3, s4]: &[f64; 5], n: f64, mean: f64) -> Self {
        let [a, b, c, d] = [s1, s2, s3, s4].map(|sum| sum / count);
        let central =
            [b - a * a, c - 3.0 * a * b + 2.0 * a.powi(3), d - 4.0 * a * c + 6.0 * a * a * b - 3.0 * a.powi(4)];
        Self { weight: count / n, gap: a - mean, central }
    }

    /// Its part of the mean square of a row's influence on the share r, times the variance squared.
    ///
    /// A row at d off the mean by its bin and e within it moves between by d² + 2de and the variance by (d + e)², hence
    /// r by (d² + 2de − r (d + e)²) over the variance; the terms are the mean square of that, e having mean 0. Of the
    /// square of d, what the noise of the bin's mean adds is taken away.
    fn influence(&self, r: f64, n: f64) -> f64 {
        let [second, third, fourth] = self.central;
        let square = self.gap * self.gap - second / (self.weight * n);
        let rest = 1.0 - r;
        let squares = (rest * square).powi(2) + 4.0 * rest * rest * square * second + r * r * fourth;
        self.weight * (squares - 2.0 * r * rest * square * second - 4.0 * r * rest * self.gap * third)
    }
}

#[cfg(test)]
mod tests {
    use super::super::known::{ALARM, stratified, stream};
    use super::*;
    use crate::normal::{self, Level};

    /// The share of an output over rows, of which the input's bins are exact.
    fn share(inputs: &[f64], outputs: impl IntoIterator<Item = f64>) -> Interval {
        let mut ratio = CorrelationRatio::new(inputs, 0.0);
        inputs.iter().zip(outputs).for_each(|(&input, output)| ratio.add(input, output));
        ratio.share().unwrap()
    }

    #[test]
    fn the_formula_is_that_of_an_analysis_of_variance() {
        // Two groups: 1, 2, 3 and 5, 7. Between 3·1.6² + 2·2.4² = 19.2, within 2 + 2 = 4, n − J = 3, J − 1 = 1.
        let found = share(&[0.0, 0.0, 0.0, 1.0, 1.0], [1.0, 2.0, 3.0, 5.0, 7.0]);
        // Rounding only.
        assert!((found.estimate - (19.2 - 4.0 / 3.0) / 23.2).abs() < 1e-14, "{found:?}");
    }

    /// What bins of a normal input see of its variance: Σ m_b²/20, m_b = 20 (φ(z_b) − φ(z_{b+1})).
    fn seen() -> f64 {
        let density = |bin: usize| match bin {
            0 | BINS => 0.0,
            _ => normal::density(normal::quantile(Level::new(bin as f64 / BINS as f64))),
        };
        (0..BINS).map(|bin| BINS as f64 * (density(bin) - density(bin + 1)).powi(2)).sum()
    }

    #[test]
    fn the_share_of_a_normal_input_is_the_known_one_and_its_error_too() {
        // y = x + e of equal variance: half, less the 1.7% that bins miss.
        assert!((seen() - 0.9833).abs() < 1e-4, "{}", seen());
        let (runs, n) = (400, 1_000);
        let [mut gaps, mut squares, mut said] = [0.0; 3];
        for seed in 0..runs {
            let inputs: Vec<f64> = stratified(n, seed).into_iter().map(|u| normal::quantile(Level::new(u))).collect();
            let mut noise = stream(10_000 + seed);
            let found = share(&inputs, inputs.iter().map(|x| x + noise.normal()));
            let gap = found.estimate - 0.5 * seen();
            gaps += gap;
            squares += gap * gap;
            said += found.se * found.se;
        }
        let runs = runs as f64;
        // Of 400 runs the mean errs by a twentieth of a deviation; of a share of many rows 1/n is left as bias.
        assert!((gaps / runs).abs() < ALARM * (squares / runs / runs).sqrt() + 1.0 / n as f64, "{}", gaps / runs);
        // Inputs spread evenly leave part of the error away, so that what is said errs on the side of caution; the
        // variance of 400 runs errs by √(2/400) = 7%, 4.9 times that is 35%.
        assert!((0.65..2.0).contains(&(said / squares)), "{said} for {squares}");
    }

    #[test]
    fn an_input_that_does_nothing_has_no_share_on_average() {
        let (runs, n) = (400, 400);
        let [mut sum, mut squares, mut said] = [0.0; 3];
        for seed in 0..runs {
            let mut noise = stream(20_000 + seed);
            let found = share(&stratified(n, seed), std::iter::repeat_with(|| noise.normal()));
            sum += found.estimate;
            squares += found.estimate * found.estimate;
            said += found.se * found.se;
        }
        let runs = runs as f64;
        assert!((sum / runs).abs() < ALARM * (squares / runs / runs).sqrt(), "{}", sum / runs);
        // Without the correction it would be 19/399 = 0.048, an error of 0.015 over 20 away from none.
        assert!((sum / runs).abs() < 0.01);
        // As above; rows of χ² with 19 degrees have a kurtosis of 3.6, and 4.9 · √(2.6/400) is 40%.
        assert!((0.6..1.4).contains(&(said / squares)), "{said} for {squares}");
    }

    #[test]
    fn shares_without_noise_or_variance() {
        let inputs = stratified(400, 1);
        assert_eq!(share(&[0.0, 0.0, 1.0, 1.0], [2.0, 2.0, 5.0, 5.0]).estimate, 1.0);
        let mut constant = CorrelationRatio::new(&inputs, 7.1);
        inputs.iter().for_each(|&input| constant.add(input, 7.1));
        assert_eq!(constant.share(), None);
        assert_eq!(CorrelationRatio::new(&inputs, 0.0).share(), None);
        // A straight line over a uniform input: 1 − 1/20², corrected by 19/380 of what is left.
        let line = share(&inputs, inputs.iter().copied());
        assert!((line.estimate - (1.0 - 0.0025 * 1.05)).abs() < 1e-4, "{line:?}");
    }
}
