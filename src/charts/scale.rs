//! From figures and dates to pixels, and where to put ticks.

use crate::text::numbers::last_place;
use crate::text::numbers::money;
use crate::text::numbers::number;
use crate::text::numbers::percent;
use crate::text::numbers::trimmed;
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

/// Round figures between two ends, at least two where there are, and their distance.
pub(super) fn inner_ticks((low, high): (f64, f64), wanted: usize) -> (Vec<f64>, f64) {
    let inside = |wanted: usize| -> (Vec<f64>, f64) {
        let all = ticks(low, high, wanted);
        let step = all.first().zip(all.get(1)).map_or(1.0, |(a, b)| b - a);
        (all.into_iter().filter(|value| (low..=high).contains(value)).collect(), step)
    };
    // One tick alone says nothing of the scale.
    let tried = (wanted..=4 * wanted).map(inside).find(|(lines, _)| lines.len() >= 2);
    tried.unwrap_or_else(|| inside(wanted))
}

/// The place to which ticks of this step are written: three digits of the step, of which those that are nothing are cut.
fn place(step: f64) -> f64 {
    let place = last_place(step, None);
    let whole = |place: &f64| ((step / place).round() - step / place).abs() < 1e-6;
    [place * 100.0, place * 10.0].into_iter().find(whole).unwrap_or(place)
}

/// Dollars at a tick.
pub(super) fn dollars(value: f64, step: f64) -> String {
    trimmed(&money(value, place(step)))
}

/// A share at a tick.
pub(super) fn shares(value: f64, step: f64) -> String {
    percent(value, place(step))
}

/// A number at a tick.
pub(super) fn plain(value: f64, step: f64) -> String {
    trimmed(&number(value, place(step)))
}

/// Days at a tick.
fn days(value: f64, step: f64) -> String {
    format!("{} days", plain(value, step.max(1.0)))
}

/// A number of people at a tick.
fn people(value: f64, step: f64) -> String {
    dollars(value, step.max(1.0)).replace('$', "")
}

/// How a figure of this unit is written at a tick.
pub(super) fn tick_word(unit: &str) -> fn(f64, f64) -> String {
    match unit {
        "USD" => dollars,
        "share" => shares,
        "days" => days,
        "people" => people,
        _ => plain,
    }
}

/// Dollars at a tick of changes.
pub(super) fn signed_dollars(value: f64, step: f64) -> String {
    format!("{}{}", if value > 0.0 { "+" } else { "" }, dollars(value, step))
}

/// A number at a tick of changes.
pub(super) fn signed_plain(value: f64, step: f64) -> String {
    format!("{}{}", if value > 0.0 { "+" } else { "" }, plain(value, step))
}

/// Least and greatest of figures; 0 to 1 of none.
pub(super) fn ends(figures: impl Iterator<Item = f64>) -> (f64, f64) {
    let (low, high) = figures.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)));
    if low <= high { (low, high) } else { (0.0, 1.0) }
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

    #[test]
    fn ticks_are_written_to_their_step() {
        assert_eq!(dollars(61.25e9, 0.25e9), "$61.25bn");
        assert_eq!(dollars(61.5e9, 0.25e9), "$61.5bn");
        assert_eq!([dollars(0.0, 5e9), dollars(-5e9, 5e9), dollars(20e9, 20e9)], ["$0", "−$5bn", "$20bn"]);
        assert_eq!([shares(0.25, 0.05), shares(0.025, 0.025)], ["25%", "2.5%"]);
        assert_eq!([plain(1.5, 0.5), plain(0.0, 0.5), plain(-20.0, 10.0)], ["1.5", "0", "−20"]);
        assert_eq!([signed_dollars(5e9, 5e9), signed_plain(-1.5, 0.5)], ["+$5bn", "−1.5"]);
    }

    #[test]
    fn an_axis_has_at_least_two_ticks() {
        for (low, high) in [(12.1, 29.7), (0.0, 1.0), (-3.2, -1.1), (0.31, 0.62), (1e9, 1.01e9)] {
            let (lines, _) = inner_ticks((low, high), 2);
            assert!(lines.len() >= 2 && lines.len() <= 6, "{lines:?}");
        }
        assert!(inner_ticks((3.0, 3.0), 2).0.len() <= 2);
    }
}
