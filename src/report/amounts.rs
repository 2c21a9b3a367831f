//! One unit and one number of decimals for the amounts of a table.

use crate::text::numbers::{error_place, number, trimmed};

/// Units, the largest first: what one is, its sign, its word.
const UNITS: [(f64, &str, &str); 4] =
    [(1e12, "tn", "trillions"), (1e9, "bn", "billions"), (1e6, "m", "millions"), (1.0, "", "")];
/// Most decimals.
const MOST: i32 = 2;

/// The unit of the dollars or people of a table, and how finely they are written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct AmountUnit {
    size: f64,
    sign: &'static str,
    word: &'static str,
    decimals: i32,
}

impl AmountUnit {
    /// The one in which the greatest of some amounts has one to three digits before the point; with decimals enough for
    /// three digits of it, and more (two at the most) where others would be written as nothing.
    pub(super) fn of_values(values: impl IntoIterator<Item = f64>) -> Self {
        let sizes: Vec<f64> = values.into_iter().map(f64::abs).filter(|v| v.is_finite() && *v > 0.0).collect();
        let greatest = sizes.iter().copied().fold(0.0, f64::max);
        let (size, sign, word) = UNITS.into_iter().find(|unit| greatest >= unit.0).unwrap_or(UNITS[3]);
        let digits = |value: f64| libm::floor(libm::log10(value / size)) as i32;
        let of_greatest = if greatest > 0.0 { 2 - digits(greatest) } else { 0 };
        let of_least = sizes.iter().map(|value| -digits(*value)).max().unwrap_or(0);
        let most = if size > 1.0 { MOST } else { 0 };
        Self { size, sign, word, decimals: of_greatest.max(of_least).clamp(0, most) }
    }

    /// The same, written no more finely than the error of the figure that leads supports, but for three digits of that figure.
    pub(super) fn no_finer_than(self, leading: f64, error: Option<f64>) -> Self {
        let Some(error) = error.filter(|error| *error > 0.0 && error.is_finite()) else { return self };
        let digits = |value: f64| libm::floor(libm::log10(value.abs() / self.size) + 1e-9) as i32;
        let of_leading = if leading == 0.0 { 0 } else { 2 - digits(leading) };
        Self { decimals: self.decimals.min((-digits(error)).max(of_leading).max(0)), ..self }
    }

    /// What dollars are told in, such as `billions of dollars`.
    pub(super) fn name(self, of: &str) -> String {
        if self.word.is_empty() { of.to_owned() } else { format!("{} of {of}", self.word) }
    }

    /// An amount as a bare number, such as `1.20`; plain 0 where nothing is left of it, a dash where it is none.
    pub(super) fn write(self, amount: f64) -> String {
        if amount.is_finite() {
            number(amount / self.size, libm::pow(10.0, f64::from(-self.decimals)))
        } else {
            "–".to_owned()
        }
    }

    /// An amount with its error, such as `−10.3 ± 0.4`; the error alone is left out where nothing is left of it.
    pub(super) fn write_with_error(self, amount: f64, error: Option<f64>) -> String {
        let own = libm::pow(10.0, f64::from(-self.decimals));
        match error.filter(|error| !matches!(self.write(*error).as_str(), "0" | "–")) {
            Some(error) => {
                let error = error / self.size;
                format!("{} ± {}", self.write(amount), trimmed(&number(error, error_place(error).min(own))))
            }
            None => self.write(amount),
        }
    }

    /// An amount of dollars with its unit, such as `$1.20bn`.
    pub(super) fn write_dollars(self, dollars: f64) -> String {
        let text = self.write(dollars);
        match text.strip_prefix('−') {
            _ if text == "–" => text,
            Some(size) => format!("−${size}{}", self.sign),
            None if text == "0" => "$0".to_owned(),
            None => format!("${text}{}", self.sign),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_amounts_of_a_table_have_one_unit_and_as_many_decimals() {
        let amounts = [123.4e9, 7.26e9, 0.044e9, -0.2446e9, -1.22e3, 0.0];
        let unit = AmountUnit::of_values(amounts);
        let written = amounts.map(|amount| unit.write_dollars(amount));
        assert_eq!(written, ["$123.40bn", "$7.26bn", "$0.04bn", "−$0.24bn", "$0", "$0"]);
        let coarse = unit.no_finer_than(123.4e9, Some(3e8));
        assert_eq!(amounts.map(|amount| coarse.write(amount))[..3], ["123.4", "7.3", "0"]);
        assert_eq!(unit.no_finer_than(123.4e9, Some(2e10)).write(123.4e9), "123");
        assert_eq!(unit.no_finer_than(33.4e9, Some(2e9)).write(33.4e9), "33.4", "three digits of what leads");
        assert_eq!([unit.no_finer_than(1e9, None), unit.no_finer_than(1e9, Some(0.0))], [unit; 2]);
        assert_eq!(unit.name("dollars"), "billions of dollars");
        assert_eq!(coarse.write_with_error(-10.33e9, Some(0.41e9)), "−10.3 ± 0.4");
        assert_eq!(
            coarse.write_with_error(-10.33e9, Some(0.14e9)),
            "−10.3 ± 0.14",
            "no error loses a fourth of itself"
        );
        assert_eq!(coarse.write_with_error(-10.33e9, Some(0.0)), "−10.3");
    }

    #[test]
    fn three_digits_of_the_greatest_are_enough_where_none_is_small() {
        let unit = AmountUnit::of_values([421e6, 50e6]);
        assert_eq!([unit.write_dollars(421.4e6), unit.write_dollars(50.3e6)], ["$421m", "$50m"]);
        let unit = AmountUnit::of_values([42e6, 5e6]);
        assert_eq!([unit.write_dollars(42.11e6), unit.write_dollars(5.03e6)], ["$42.1m", "$5.0m"]);
        assert_eq!(AmountUnit::of_values([900.0, 3.0]).write_dollars(3.4), "$3");
        let none = AmountUnit::of_values([]);
        assert_eq!([none.write_dollars(f64::NAN), none.name("users")], ["–", "users"]);
    }
}
