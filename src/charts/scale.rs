//! From figures and dates to pixels, and where to put ticks.

use jiff::civil::{Date, date};

/// A straight line from data to pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scale {
    data: (f64, f64),
    pixels: (f64, f64),
}

impl Scale {
    /// `data.0` falls on `pixels.0`; equal ends of data are spread, so that nothing divides by zero.
    pub(super) fn new(data: (f64, f64), pixels: (f64, f64)) -> Self {
        let spread = if data.1 > data.0 { data } else { (data.0 - 0.5, data.0 + 0.5) };
        Self { data: spread, pixels }
    }

    /// The pixel of a figure, kept within the ends.
    pub(super) fn at(self, value: f64) -> f64 {
        let share = ((value - self.data.0) / (self.data.1 - self.data.0)).clamp(0.0, 1.0);
        self.pixels.0 + share * (self.pixels.1 - self.pixels.0)
    }
}

/// Round figures from `low` to `high`, about `wanted` of them, both ends covered.
pub(super) fn ticks(low: f64, high: f64, wanted: usize) -> Vec<f64> {
    let span = if high > low { high - low } else { 1.0 };
    let raw = span / wanted.max(1) as f64;
    let decade = libm::pow(10.0, libm::floor(libm::log10(raw)));
    let step = decade * [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().find(|m| m * decade >= raw * 0.999).unwrap_or(10.0);
    let first = libm::floor(low / step + 1e-9);
    let last = libm::ceil(high / step - 1e-9).max(first + 1.0);
    (0..=((last - first) as usize).min(50)).map(|i| (first + i as f64) * step).collect()
}

/// Dates to pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Time {
    start: Date,
    scale: Scale,
    pixels: (f64, f64),
    days: f64,
}

/// Days from one date to another.
pub(super) fn days_between(from: Date, to: Date) -> f64 {
    f64::from(from.duration_until(to).as_hours() as i32) / 24.0
}

impl Time {
    pub(super) fn new(start: Date, end: Date, pixels: (f64, f64)) -> Self {
        let days = days_between(start, end).max(1.0);
        Self { start, scale: Scale::new((0.0, days), pixels), pixels, days }
    }

    /// The pixel of a date, kept within the ends.
    pub(super) fn at(self, day: Date) -> f64 {
        self.scale.at(days_between(self.start, day))
    }

    /// Firsts of years, quarters or months with their words, none closer than its words allow.
    pub(super) fn ticks(self, width: impl Fn(&str) -> f64) -> Vec<(f64, String)> {
        let steps: &[i32] = &[1, 3, 6, 12, 24, 60, 120, 240, 600, 1200];
        let mut found = Vec::new();
        for &months in steps {
            found = self.firsts(months);
            let widest = found.iter().map(|(_, label)| width(label)).fold(0.0, f64::max);
            let spacing = (self.pixels.1 - self.pixels.0) * f64::from(months) * 30.4 / self.days;
            if spacing >= widest + 12.0 && (months >= 12 || self.days < 900.0) {
                break;
            }
        }
        found
    }

    fn firsts(self, months: i32) -> Vec<(f64, String)> {
        let mut out = Vec::new();
        let first = i32::from(self.start.year()) * 12;
        for index in 0..20_000 {
            let month = first + index * months - first.rem_euclid(months.max(12));
            let Ok(year) = i16::try_from(month.div_euclid(12)) else { break };
            if !(1..=9998).contains(&year) {
                break;
            }
            let day = date(year, month.rem_euclid(12) as i8 + 1, 1);
            let offset = days_between(self.start, day);
            if offset > self.days {
                break;
            }
            if offset >= 0.0 {
                let label = if months >= 12 { year.to_string() } else { crate::text::numbers::month_year(day) };
                out.push((self.at(day), label));
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_cover_the_data() {
        assert_eq!(ticks(0.0, 1.0, 4), [0.0, 0.25, 0.5, 0.75, 1.0]);
        assert_eq!(ticks(-3.0, 11.0, 3), [-5.0, 0.0, 5.0, 10.0, 15.0]);
        assert!(ticks(0.0, 0.0, 4).len() >= 2);
    }

    #[test]
    fn figures_fall_where_they_belong() {
        let scale = Scale::new((0.0, 10.0), (100.0, 0.0));
        let pixels = [scale.at(0.0), scale.at(2.5), scale.at(99.0)];
        assert!(pixels.iter().zip([100.0, 75.0, 0.0]).all(|(a, b)| (a - b).abs() < 1e-12), "{pixels:?}");
    }

    #[test]
    fn years_fall_on_their_first_day() {
        let time = Time::new(date(2020, 8, 3), date(2025, 8, 3), (0.0, 1826.0));
        let ticks = time.ticks(|_| 30.0);
        let labels: Vec<&str> = ticks.iter().map(|t| t.1.as_str()).collect();
        assert_eq!(labels, ["2021", "2022", "2023", "2024", "2025"]);
        assert!((ticks[0].0 - 151.0).abs() < 1e-9);
    }

    #[test]
    fn short_spans_have_months_and_long_ones_fewer_years() {
        let short = Time::new(date(2020, 8, 3), date(2020, 12, 31), (0.0, 600.0)).ticks(|_| 50.0);
        assert_eq!(short.first().map(|t| t.1.as_str()), Some("Sep 2020"));
        let long = Time::new(date(2020, 1, 1), date(2100, 1, 1), (0.0, 300.0)).ticks(|_| 30.0);
        assert!(long.len() >= 2 && long.len() <= 8, "{long:?}");
    }
}
