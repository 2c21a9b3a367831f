//! Numbers as people read them: money, shares and dates, with no more digits than are known.
//!
//! The rule for digits: a figure is rounded to the leading digit of its error, and without an error to three significant
//! digits; an error itself to its leading digit, and to the second too where the first is 1 or 2, so that rounding changes
//! none by more than 15%. An error that is the noise of floating-point arithmetic is none. The figures of one
//! estimate share the coarsest of their units ([`write_row`]), so that printed quantiles stand in their order.

mod estimates;
mod shares;

use jiff::civil::Date;

use crate::quantity::{MONTH, YEAR};

pub(crate) use estimates::{
    Figure, figure, in_whole, is_always_nothing, is_constant, is_told, number_range, write_row, write_row_in_whole,
};
pub(crate) use shares::{
    interval, noisy_share, of_the_users, percent, probability, share_interval, share_with_interval, spoken_percent,
    supported_share, whole_percent, write_often,
};

/// A count with thousands separated, such as `10,000`.
pub(crate) use crate::quantity::format_count as count;

/// Three letters for a month; a date such as `14 Aug 2020`.
pub(crate) use crate::analysis::{name_month as month, write_date as day};

/// Part of a figure below which an error is the noise of floating-point arithmetic.
const NOISE: f64 = 1e-12;
/// The same of figures near 0, in their own unit.
const LEAST: f64 = 1e-13;
/// No amount is written more finely than in cents.
const CENT: f64 = 0.01;
/// Suffixes of large amounts, the largest first, and what they stand for.
const SUFFIXES: [(&str, f64); 4] = [("tn", 1e12), ("bn", 1e9), ("m", 1e6), ("k", 1e3)];

/// An error that says something of its figure: none where it is unknown, nothing, or the noise of arithmetic.
pub(crate) fn known_error(value: f64, error: Option<f64>) -> Option<f64> {
    error.filter(|e| e.is_finite() && *e > LEAST && *e > NOISE * value.abs())
}

/// The last place worth writing of a number known to `error`; three digits where the error is
/// unknown or nothing.
pub(crate) fn last_place(value: f64, error: Option<f64>) -> f64 {
    match known_error(value, error) {
        Some(e) => decade(e),
        None if value.abs() < LEAST || !value.is_finite() => 1.0,
        None => {
            let place = decade(value) / 100.0;
            // 999.6 to three digits is 1,000, of which the last is no digit of the three.
            if (value.abs() / place).round() >= 1000.0 { 10.0 * place } else { place }
        }
    }
}

/// The last place of an error as it is written: no error changes by more than 15%.
pub(crate) fn error_place(error: f64) -> f64 {
    let first = decade(error);
    if error.abs() < 3.0 * first { first / 10.0 } else { first }
}

fn decade(value: f64) -> f64 {
    libm::pow(10.0, libm::floor(libm::log10(value.abs()) + 1e-9))
}

/// A number to the place given, with a true minus sign; plain 0 where it rounds to nothing.
pub(crate) fn number(value: f64, place: f64) -> String {
    let rounded = if place > 1.0 { (value / place).round() * place } else { value };
    let decimals = if place >= 1.0 { 0 } else { (-libm::log10(place)).round().clamp(0.0, 12.0) as usize };
    let text = format!("{:.decimals$}", rounded.abs());
    if text.bytes().all(|b| matches!(b, b'0' | b'.')) {
        return "0".to_owned();
    }
    format!("{}{}", if value < 0.0 { "−" } else { "" }, text)
}

/// Dollars to the place given and no finer than in cents, such as `$1.2bn`.
pub(crate) fn money(value: f64, place: f64) -> String {
    let place = place.max(CENT);
    let rounded = (value / place).round() * place;
    let (suffix, scale) = SUFFIXES.into_iter().find(|(_, scale)| rounded.abs() >= *scale).unwrap_or(("", 1.0));
    let text = number(value / scale, place / scale);
    match text.strip_prefix('−') {
        Some(size) => format!("−${size}{suffix}"),
        None => format!("${text}{suffix}"),
    }
}

/// A number of people to the place given, such as `412m`.
pub(crate) fn people(value: f64, place: f64) -> String {
    money(value, place.max(1.0)).replace('$', "")
}

/// Dollars for a tick: three digits at most, without zeros that say nothing.
pub(crate) fn tick_money(value: f64) -> String {
    trimmed(&money(value, last_place(value, None)))
}

/// A number without zeros at its end that say nothing.
pub(crate) fn trimmed(text: &str) -> String {
    let Some(point) = text.find('.') else { return text.to_owned() };
    let end = text[point + 1..].find(|c: char| !c.is_ascii_digit()).map_or(text.len(), |i| point + 1 + i);
    let kept = text[..end].trim_end_matches('0').trim_end_matches('.');
    format!("{kept}{}", &text[end..])
}

/// Dollars with their standard error in the same unit, such as `$14.2bn ± $0.4bn`; the figure alone where there is none.
pub(crate) fn money_with_error(value: f64, error: Option<f64>) -> String {
    let error = known_error(value, error).filter(|e| *e >= CENT / 2.0);
    let place = last_place(value, error);
    let text = money(value, place);
    let Some(error) = error else { return text };
    if (value / place).round() == 0.0 {
        // Nothing at the places that the error supports; the unit is the error's.
        return format!("$0 ± {}", trimmed(&money(error, error_place(error))));
    }
    let (suffix, scale) = SUFFIXES.into_iter().find(|(suffix, _)| text.ends_with(suffix)).unwrap_or(("", 1.0));
    format!("{text} ± ${}{suffix}", trimmed(&number(error / scale, error_place(error).max(CENT) / scale)))
}

/// A figure of any unit with its standard error: `$14.2bn ± $0.4bn`, `41.2% ± 0.4`, `1.30 ± 0.021`.
pub(crate) fn estimated(value: f64, error: Option<f64>, unit: &str) -> String {
    let (scale, sign, coarsest) = match unit {
        "USD" => return money_with_error(value, error),
        "people" => return money_with_error(value, error).replace('$', ""),
        "share" => (100.0, "%", 0.1),
        _ => (1.0, "", f64::INFINITY),
    };
    let error = known_error(value, error);
    let place = last_place(value, error).min(coarsest) * scale;
    let text = format!("{}{sign}", number(value * scale, place));
    match error {
        Some(e) => format!("{text} ± {}", trimmed(&number(e * scale, error_place(e).min(coarsest) * scale))),
        None => text,
    }
}

/// Whether an amount is nothing, or less than can be paid.
pub(crate) fn is_nothing(dollars: f64) -> bool {
    dollars.abs() < CENT / 2.0
}

/// A figure to the place given, in its own unit.
pub(crate) fn in_unit(value: f64, place: f64, unit: &str) -> String {
    match unit {
        "USD" => money(value, place),
        "people" => people(value, place),
        "share" => percent(value, place),
        "days" => format!("{} days", number(value, place.max(1.0))),
        _ => number(value, place),
    }
}

/// A length of time within a sentence: `34 days`, `7 months`, `2.4 years`.
pub(crate) fn write_span(days: f64) -> String {
    match days {
        few if few < 90.0 => match number(few, 1.0).as_str() {
            "0" => "less than a day".to_owned(),
            "1" => "1 day".to_owned(),
            many => format!("{many} days"),
        },
        some if some < 2.0 * YEAR => format!("{} months", number(some / MONTH, 1.0)),
        many => format!("{} years", trimmed(&number(many / YEAR, 0.1))),
    }
}

/// Dollars with their sign and error; where nothing is left of them at the places that the error supports, the error
/// alone keeps its unit.
pub(crate) fn signed_money(value: f64, error: Option<f64>) -> String {
    let text = money_with_error(value, error);
    let plus = if value > 0.0 && text.starts_with('$') && !text.starts_with("$0") { "+" } else { "" };
    format!("{plus}{text}")
}

/// Dollars with the digits that their error supports, and no more than three.
pub(crate) fn rounded_money(value: f64, error: Option<f64>) -> String {
    money(value, last_place(value, error).max(last_place(value, None)))
}

/// A count of simulations to two digits, such as `13,000`.
pub(crate) fn rounded_count(simulations: f64) -> String {
    let simulations = simulations.max(1.0);
    let place = decade(simulations) / 10.0;
    count(((simulations / place).round() * place) as u64)
}

/// A month such as `Aug 2025`.
pub(crate) fn month_year(date: Date) -> String {
    format!("{} {}", month(date), date.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_has_the_digits_its_error_supports() {
        let write = |v, e| money(v, last_place(v, Some(e)));
        assert_eq!(write(71.234e9, 0.42e9), "$71.2bn");
        assert_eq!(write(71.234e9, 4.2e9), "$71bn");
        assert_eq!(write(71.234e9, 42e9), "$70bn");
        assert_eq!(write(-0.5e9, 0.01e9), "−$500m");
        assert_eq!(write(999.96e6, 1e5), "$1.0000bn");
        assert_eq!(write(1.234e12, 1e10), "$1.23tn");
        assert_eq!(write(0.0, 1e9), "$0");
        assert_eq!(write(-1e3, 1e9), "$0");
    }

    #[test]
    fn people_are_written_as_amounts_are_and_none_in_part() {
        assert_eq!(estimated(412.3e6, Some(2.1e6), "people"), "412m ± 2.1m");
        assert_eq!(estimated(412.3e6, None, "people"), "412m");
        assert_eq!([in_unit(1.3e9, 1e8, "people"), people(12.4, 0.1)], ["1.3bn", "12"]);
    }

    #[test]
    fn figures_without_an_error_have_three_digits() {
        assert_eq!(money(71.234e9, last_place(71.234e9, None)), "$71.2bn");
        assert_eq!(money(1234.0, last_place(1234.0, Some(0.0))), "$1.23k");
    }

    #[test]
    fn errors_share_the_unit_of_their_figure() {
        assert_eq!(money_with_error(-14.2e9, Some(0.23e9)), "−$14.2bn ± $0.23bn");
        assert_eq!(money_with_error(350.4e6, Some(6.0e6)), "$350m ± $6m");
        assert_eq!(money_with_error(1.0e9, None), "$1.00bn");
        assert_eq!(
            [money_with_error(1e6, Some(12e6)), money_with_error(40e6, Some(12e6))],
            ["$0 ± $12m", "$40m ± $12m"]
        );
        assert_eq!([tick_money(25e9), tick_money(0.0), tick_money(-2.5e9)], ["$25bn", "$0", "−$2.5bn"]);
    }

    /// Whatever its size, an error as it is written is at most 15% from what it is.
    #[test]
    fn no_error_is_rounded_away() {
        for step in 0..2_000 {
            let error = libm::pow(10.0, f64::from(step) / 250.0 - 4.0);
            let written: f64 = number(error, error_place(error)).parse().unwrap();
            assert!((written / error - 1.0).abs() <= 0.15, "{error}: {written}");
        }
        assert_eq!(money_with_error(958.6e6, Some(13.7e6)), "$960m ± $14m");
        assert_eq!(money_with_error(1.0e9, Some(12e6)), "$1.00bn ± $0.012bn");
    }

    #[test]
    fn the_noise_of_arithmetic_is_no_error_and_no_amount() {
        assert_eq!(money_with_error(412_423_061.580_871, Some(3e-8)), "$412m");
        assert_eq!(money_with_error(2.7e9, Some(1e-7)), "$2.70bn");
        assert_eq!([money_with_error(-1.2e-7, None), money_with_error(3e-9, Some(1e-9))], ["$0", "$0"]);
        assert_eq!(percent(-5.55e-17, last_place(-5.55e-17, None)), "0%");
        assert_eq!(estimated(0.25, Some(1e-17), "share"), "25.0%");
        assert_eq!(estimated(0.4137, Some(0.0042), "share"), "41.4% ± 0.4");
        assert_eq!(estimated(-5.55e-17, Some(2e-17), "share"), "0%");
        assert_eq!(estimated(1.304, Some(0.021), "count"), "1.30 ± 0.021");
        assert_eq!(estimated(2.0, Some(0.0), "count"), "2.00");
        assert!(is_nothing(-1.2e-7) && !is_nothing(0.01));
    }

    #[test]
    fn three_digits_stay_three_where_they_round_up() {
        let written = [999.6e6, 999.4e6, 1e9, -9.996e9, 0.9996].map(|value| money(value, last_place(value, None)));
        assert_eq!(written, ["$1.00bn", "$999m", "$1.00bn", "−$10.0bn", "$1.00"]);
    }

    #[test]
    fn counts_and_dates() {
        assert_eq!([count(0), count(999), count(1000), count(1_234_567)], ["0", "999", "1,000", "1,234,567"]);
        assert_eq!(day(jiff::civil::date(2020, 8, 4)), "4 Aug 2020");
    }

    #[test]
    fn a_change_has_its_sign_and_nothing_has_none() {
        assert_eq!(signed_money(1.21e9, Some(0.03e9)), "+$1.21bn ± $0.03bn");
        assert_eq!(signed_money(-1.21e9, Some(0.3e9)), "−$1.2bn ± $0.3bn");
        assert_eq!(signed_money(-1e5, Some(2.2e6)), "$0 ± $2.2m");
        assert_eq!([signed_money(0.0, None), signed_money(0.0, Some(0.0))], ["$0", "$0"]);
    }
}
