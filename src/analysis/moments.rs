//! Means and proportions with their errors.

use super::summary::Proportion;

/// Running mean and variance (Welford 1962), in the order of the values.
#[derive(Debug, Clone, Copy, Default)]
pub struct Moments {
    count: u64,
    mean: f64,
    squares: f64,
}

impl Moments {
    /// Takes a value; NaN is not one.
    pub fn add(&mut self, value: f64) {
        if value.is_nan() {
            return;
        }
        self.count += 1;
        let gap = value - self.mean;
        self.mean += gap / self.count as f64;
        self.squares += gap * (value - self.mean);
    }

    /// How many values it has taken.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Their mean.
    pub fn mean(&self) -> Option<f64> {
        (self.count > 0).then_some(self.mean)
    }

    /// Standard error of the mean, as of independent values.
    ///
    /// Latin hypercube and Sobol' designs spread the parameters evenly, so that the true error is at most
    /// about this and usually less: the figure errs on the side of caution.
    pub fn standard_error(&self) -> Option<f64> {
        let n = self.count as f64;
        (self.count > 1).then(|| (self.squares / (n - 1.0) / n).sqrt())
    }
}

/// A share of `n` with its Wilson 95% interval (Wilson 1927).
pub fn proportion(count: u64, n: u64) -> Proportion {
    let (p, n) = (count as f64 / n as f64, n as f64);
    let z = 1.959_963_985;
    let centre = p + z * z / (2.0 * n);
    let half = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + z * z / n;
    Proportion { probability: p, interval: [((centre - half) / scale).max(0.0), ((centre + half) / scale).min(1.0)] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_of_a_known_sample() {
        let mut moments = Moments::default();
        [2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0, f64::NAN].iter().for_each(|&v| moments.add(v));
        assert_eq!(moments.mean(), Some(5.0));
        let error = moments.standard_error().expect("eight values");
        assert!((error - (32.0_f64 / 7.0 / 8.0).sqrt()).abs() < 1e-15);
    }

    #[test]
    fn wilson_interval_of_a_known_case() {
        // 15 of 50: 0.1910 to 0.4375 (Brown, Cai and DasGupta 2001, formula 4).
        let p = proportion(15, 50);
        assert!((p.interval[0] - 0.1910).abs() < 1e-4 && (p.interval[1] - 0.4375).abs() < 1e-4, "{p:?}");
        assert_eq!(proportion(0, 10).interval[0], 0.0);
    }
}
