//! What is varied, as charts need it: its name, its levels in order, and how its values are written.

use crate::analysis::{Scale as Measured, Sweep, SweptInput};
use crate::quantity::{Dimension, YEAR};
use crate::text::clean::clean;
use crate::text::names::capitalize;
use crate::text::numbers::{self, trimmed};
use crate::text::paths;
use jiff::ToSpan;
use jiff::civil::{Date, date};

/// Digits that a value is written with where fewer do not tell levels apart.
const MOST_DIGITS: i32 = 7;
/// More levels than this are not told apart by their digits.
const MOST_TOLD: usize = 100;

/// Most cells along an axis of a map, and of each of several maps.
const CELLS: usize = 60;
const CELLS_OF_PANELS: usize = 30;

/// An input of a sweep.
pub(super) struct Input<'a> {
    pub(super) swept: &'a SweptInput,
    /// Within a sentence.
    pub(super) name: String,
    unit: Unit,
    digits: i32,
    /// Where each level lies: its value or its logarithm; of words their number.
    pub(super) places: Vec<f64>,
    /// Numbers of the levels, from the first place to the last.
    pub(super) order: Vec<usize>,
    /// Most levels that have a cell along an axis of a map; of more, every so many has one.
    pub(super) cells: usize,
}

/// How values are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    People,
    Money,
    Percent,
    Days,
    Years,
    Number,
    Whole,
    Date,
    Words,
}

impl<'a> Input<'a> {
    pub(super) fn of(swept: &'a SweptInput, sweep: &Sweep) -> Self {
        let told = paths::describe_input(&swept.path, &sweep.scenario);
        let twins =
            sweep.inputs.iter().filter(|other| paths::describe_input(&other.path, &sweep.scenario) == told).count();
        let name = if twins > 1 { clean(&swept.path) } else { told };
        let log = is_logarithmic(swept);
        let place = |(i, value): (usize, Option<f64>)| match value {
            Some(value) if swept.scale != Measured::Words => position(value, log),
            _ => i as f64,
        };
        let places: Vec<f64> = swept.levels.iter().map(|level| level.value).enumerate().map(place).collect();
        let mut order: Vec<usize> = (0..places.len()).collect();
        order.sort_by(|a, b| places[*a].total_cmp(&places[*b]));
        let unit = unit(swept);
        let cells = if sweep.inputs.len() > 2 { CELLS_OF_PANELS } else { CELLS };
        Self { swept, name, unit, digits: digits(swept, unit), places, order, cells }
    }

    /// Whether its values are words, which have no distance from each other.
    pub(super) fn is_words(&self) -> bool {
        self.unit == Unit::Words
    }

    pub(super) fn is_dates(&self) -> bool {
        self.unit == Unit::Date
    }

    pub(super) fn is_logarithmic(&self) -> bool {
        is_logarithmic(self.swept)
    }

    /// Name of an axis.
    pub(super) fn heading(&self) -> String {
        capitalize(&self.whole())
    }

    /// Its name within a sentence, with what its ticks do not say.
    pub(super) fn whole(&self) -> String {
        let per = match self.swept.scale {
            Measured::Number(Dimension::Rate | Dimension::Growth) => ", per year",
            Measured::Number(Dimension::MoneyPerUserYear) => ", per user and year",
            _ => "",
        };
        format!("{}{per}", self.name)
    }

    /// The place of a value.
    pub(super) fn place(&self, value: f64) -> f64 {
        position(value, self.is_logarithmic())
    }

    /// The place of the scenario's own value, where it has one.
    pub(super) fn base(&self) -> Option<f64> {
        let base = self.swept.base.filter(|base| base.is_finite() && !self.is_words())?;
        Some(self.place(base)).filter(|place| place.is_finite())
    }

    /// The place of a point.
    pub(super) fn at(&self, point: usize) -> f64 {
        self.places[self.swept.at[point] as usize]
    }

    /// Ends of its places.
    pub(super) fn ends(&self) -> (f64, f64) {
        let end = |level: Option<&usize>| level.map_or(0.0, |level| self.places[*level]);
        (end(self.order.first()), end(self.order.last()))
    }

    /// A level in words.
    pub(super) fn level(&self, level: usize) -> String {
        let level = &self.swept.levels[level];
        match level.value {
            Some(value) if self.unit != Unit::Words => self.write(value),
            _ => clean(&level.written),
        }
    }

    /// The level of a point in words.
    pub(super) fn told(&self, point: usize) -> String {
        self.level(self.swept.at[point] as usize)
    }

    /// A value in words.
    pub(super) fn write(&self, value: f64) -> String {
        let dollars = matches!(self.swept.scale, Measured::Number(Dimension::MoneyPerUserYear));
        written(value, self.unit, self.digits, dollars)
    }

    /// The factor from a value to the number that is written of it, so that ticks are round in words.
    pub(super) fn written_per_value(&self) -> f64 {
        match self.unit {
            Unit::Years => 1.0 / YEAR,
            Unit::Percent => 100.0,
            _ => 1.0,
        }
    }
}

fn is_logarithmic(swept: &SweptInput) -> bool {
    let measured = matches!(swept.scale, Measured::Number(_));
    swept.logarithmic && measured && swept.levels.iter().all(|level| level.value.is_some_and(|v| v > 0.0))
}

fn position(value: f64, log: bool) -> f64 {
    if log { libm::log10(value) } else { value }
}

fn unit(swept: &SweptInput) -> Unit {
    let quarters = |value: f64| {
        let quarters = value / YEAR * 4.0;
        quarters >= 1.999 && (quarters - quarters.round()).abs() < 1e-6
    };
    let values = || swept.levels.iter().filter_map(|level| level.value);
    match swept.scale {
        Measured::Words => Unit::Words,
        Measured::Date => Unit::Date,
        Measured::Number(dimension) => match dimension {
            Dimension::Users => Unit::People,
            Dimension::Money | Dimension::MoneyPerUserYear => Unit::Money,
            Dimension::Share | Dimension::Growth | Dimension::Margin => Unit::Percent,
            Dimension::Rate if swept.levels.iter().any(|level| level.written.contains('%')) => Unit::Percent,
            Dimension::Duration if values().all(quarters) => Unit::Years,
            Dimension::Duration => Unit::Days,
            Dimension::Count => Unit::Whole,
            Dimension::Rate | Dimension::Factor => Unit::Number,
        },
    }
}

/// Digits that tell levels apart: three, or four where those write all of them exactly.
fn digits(swept: &SweptInput, unit: Unit) -> i32 {
    let values: Vec<f64> = swept.levels.iter().filter_map(|level| level.value).collect();
    let exact = |value: &f64| rounded(*value, 4) == rounded(*value, 12);
    let least = if values.iter().all(exact) { 4 } else { 3 };
    let distinct = |digits: &i32| {
        let mut told: Vec<String> = values.iter().map(|value| written(*value, unit, *digits, false)).collect();
        told.sort_unstable();
        told.windows(2).all(|pair| pair[0] != pair[1])
    };
    if values.len() > MOST_TOLD { least } else { (least..MOST_DIGITS).find(distinct).unwrap_or(MOST_DIGITS) }
}

/// A number to so many digits, without zeros at its end.
fn rounded(value: f64, digits: i32) -> String {
    if value == 0.0 || !value.is_finite() {
        return numbers::number(value, 1.0);
    }
    let place = libm::pow(10.0, libm::floor(libm::log10(value.abs()) + 1e-9) - f64::from(digits - 1));
    trimmed(&numbers::number(value, place))
}

fn written(value: f64, unit: Unit, digits: i32, per_user: bool) -> String {
    let days = |n: String| if n == "1" { "1 day".to_owned() } else { format!("{n} days") };
    match unit {
        Unit::People => scaled(value, digits, [("bn", 1e9), ("m", 1e6), ("k", 1e3)]),
        Unit::Money if per_user => money(&rounded(value, digits)),
        Unit::Money => money(&scaled(value, digits, [("bn", 1e9), ("m", 1e6), ("k", 1e3)])),
        Unit::Percent => format!("{}%", rounded(value * 100.0, digits)),
        Unit::Days => days(rounded(value, digits)),
        Unit::Years => match rounded(value / YEAR, digits) {
            one if one == "1" => "1 year".to_owned(),
            n => format!("{n} years"),
        },
        Unit::Number | Unit::Words => rounded(value, digits),
        Unit::Whole => rounded(value, 15),
        Unit::Date => numbers::day(on(value)),
    }
}

fn money(amount: &str) -> String {
    match amount.strip_prefix('−') {
        Some(size) => format!("−${size}"),
        None => format!("${amount}"),
    }
}

fn scaled(value: f64, digits: i32, scales: [(&str, f64); 3]) -> String {
    // What is rounded to a thousand millions is a billion.
    let nearly = 1.0 - 0.5 * libm::pow(10.0, -f64::from(digits));
    match scales.into_iter().find(|(_, scale)| value.abs() >= *scale * nearly) {
        Some((suffix, scale)) => format!("{}{suffix}", rounded(value / scale, digits)),
        None => rounded(value, digits),
    }
}

/// The date so many days after 1 January 1970; the nearest that calendars have.
pub(super) fn on(days: f64) -> Date {
    let days = days.round().clamp(-700_000.0, 2_900_000.0) as i64;
    date(1970, 1, 1).saturating_add(days.days())
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    fn told(dimension: Dimension, levels: &[(&str, f64)]) -> Vec<String> {
        let mut sweep = sample::one(Measured::Number(dimension), &levels.iter().map(|l| l.1).collect::<Vec<_>>());
        for (level, (text, _)) in sweep.inputs[0].levels.iter_mut().zip(levels) {
            (*text).clone_into(&mut level.written);
        }
        let input = Input::of(&sweep.inputs[0], &sweep);
        (0..levels.len()).map(|level| input.level(level)).collect()
    }

    #[test]
    fn values_are_written_in_their_unit() {
        assert_eq!(told(Dimension::Duration, &[("", 1.0), ("", 90.0), ("", 365.25)]), ["1 day", "90 days", "365 days"]);
        assert_eq!(told(Dimension::Duration, &[("", 365.25), ("", 913.125)]), ["1 year", "2.5 years"]);
        assert_eq!(told(Dimension::Users, &[("", 100e6), ("", 1.25e9), ("", 0.0)]), ["100m", "1.25bn", "0"]);
        assert_eq!(told(Dimension::Money, &[("", -5e8), ("", 12.5)]), ["−$500m", "$12.5"]);
        assert_eq!(told(Dimension::Share, &[("", 0.125), ("", 0.9)]), ["12.5%", "90%"]);
        assert_eq!(told(Dimension::Rate, &[("10%", 0.1), ("12%", 0.12)]), ["10%", "12%"]);
        assert_eq!(told(Dimension::Rate, &[("0.1", 0.1), ("2", 2.0)]), ["0.1", "2"]);
    }

    #[test]
    fn levels_are_told_apart_and_no_more() {
        assert_eq!(told(Dimension::Factor, &[("", 1.0 / 3.0), ("", 2.0 / 3.0)]), ["0.333", "0.667"]);
        assert_eq!(told(Dimension::Factor, &[("", 1000.1), ("", 1000.2)]), ["1000.1", "1000.2"]);
        assert_eq!(told(Dimension::Count, &[("", 3.0), ("", 12_345_678.0)]), ["3", "12345678"]);
    }

    #[test]
    fn dates_are_dates_however_far() {
        assert_eq!(numbers::day(on(18_488.0)), "14 Aug 2020");
        let _ = (on(f64::MAX), on(-1e300), on(f64::NAN));
    }
}
