//! What a user brings over time: revenue per user, and the margin on it (model, section 9).

use crate::quantity::YEAR;
use crate::simd::Real;

/// Revenue per user and margin over time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Earnings {
    /// Revenue per active user at the start, in dollars per year.
    pub arpu: f64,
    /// Growth h₀ of revenue per user at the start, per year.
    pub growth: f64,
    /// Its growth h∞ in the long run, per year.
    pub growth_long_run: f64,
    /// Time T_h in which growth fades, in years.
    pub growth_fade: f64,
    /// Contribution margin m₀ at the start, share of revenue.
    pub margin: f64,
    /// Contribution margin m∞ in the long run, share of revenue.
    pub margin_long_run: f64,
    /// Time T_m in which the margin approaches it, in years.
    pub margin_time: f64,
    /// Discount rate r, per year.
    pub discount_rate: f64,
}

impl Earnings {
    /// Revenue per user and year at `day`, discounted to the start.
    pub fn revenue(&self, day: f64) -> f64 {
        let t = day / YEAR;
        let fading = -(-t / self.growth_fade).exponential_m1() * self.growth_fade;
        let growth = self.growth_long_run * t + (self.growth - self.growth_long_run) * fading;
        self.arpu * (growth - self.discount_rate * t).exponential()
    }

    /// Contribution margin at `day`.
    pub fn margin(&self, day: f64) -> f64 {
        if self.margin == self.margin_long_run {
            return self.margin;
        }
        let gone = (-day / YEAR / self.margin_time).exponential();
        self.margin_long_run + (self.margin - self.margin_long_run) * gone
    }

    /// The day on which the margin is 0, if it ever is.
    pub fn break_even(&self) -> Option<f64> {
        let ratio = self.margin_long_run / (self.margin_long_run - self.margin);
        (ratio > 0.0 && ratio < 1.0).then(|| -libm::log(ratio) * self.margin_time * YEAR)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EARNINGS: Earnings = Earnings {
        arpu: 8.0,
        growth: 0.6,
        growth_long_run: 0.05,
        growth_fade: 1.5,
        margin: -0.5,
        margin_long_run: 0.3,
        margin_time: 2.0,
        discount_rate: 0.12,
    };

    #[test]
    fn arpu_is_the_integral_of_its_fading_growth() {
        let years = 3.0;
        let steps = 100_000;
        let dt = years / f64::from(steps);
        let log: f64 = (0..steps)
            .map(|i| {
                let t = (f64::from(i) + 0.5) * dt;
                (0.05 + 0.55 * (-t / 1.5_f64).exp() - 0.12) * dt
            })
            .sum();
        let exact = EARNINGS.revenue(years * YEAR);
        assert!((exact / (8.0 * log.exp()) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn margin_is_zero_at_break_even() {
        let day = EARNINGS.break_even().expect("it goes from loss to profit");
        assert!(EARNINGS.margin(day).abs() < 1e-12);
        assert_eq!(Earnings { margin: 0.1, ..EARNINGS }.break_even(), None);
    }
}
