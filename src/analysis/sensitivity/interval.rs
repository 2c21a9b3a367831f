//! A figure with its error.

use super::super::moments::Moments;

/// Values that spread by less than this, relatively, are the same: what is left is rounding.
const ROUNDING: f64 = 1e-12;

pub use super::super::statistic::Interval;

/// Whether values of this variance and mean are all the same but for rounding.
pub(super) fn constant(variance: f64, mean: f64) -> bool {
    variance <= (ROUNDING * mean).powi(2)
}

/// Standard deviation of the values taken.
pub(super) fn deviation(moments: &Moments) -> Option<f64> {
    Some(moments.standard_error()? * (moments.count() as f64).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_is_as_wide_as_it_says() {
        let interval = Interval::from_error(2.0, 0.5);
        assert_eq!(interval.estimate, 2.0);
        // 2 ± 0.979982 of any table; to the digits written here.
        assert!((interval.low - 1.020_018).abs() < 1e-6 && (interval.high - 2.979_982).abs() < 1e-6, "{interval:?}");
    }

    #[test]
    fn rounding_is_not_variance() {
        assert!(constant(0.0, 0.0) && constant(0.0, 5.0) && constant(-1e-20, 1.0) && constant(1e-10, 1e9));
        assert!(!constant(1e-10, 0.0) && !constant(1e-10, 1.0) && !constant(1.0, 1e9));
    }
}
