//! Quantities as text: for people, and exactly.

use super::dimension::Dimension;
use super::unit::{MONTH, YEAR};

/// Sizes below it are the noise of arithmetic among figures of ordinary size.
const NOISE: f64 = 1e-12;

/// A value for people, to three significant digits: `$1.2bn`, `100M`, `45 days`, `12%`, `0.3 per year`.
pub fn format(value: f64, dimension: Dimension) -> String {
    match dimension {
        Dimension::Users => scaled(value, "", ["k", "M", "bn", "tn"]),
        Dimension::MoneyPerUserYear if value.abs() < 999.5 => signed(value, |size| format!("${size:.2}")),
        Dimension::Money | Dimension::MoneyPerUserYear => money(value),
        Dimension::Share | Dimension::Growth | Dimension::Margin => percent(value),
        Dimension::Rate => signed(value, |size| format!("{} per year", significant(size))),
        Dimension::Duration => duration(value),
        Dimension::Factor | Dimension::Count => signed(value, significant),
    }
}

/// An amount of money for people: `$1.2bn`, `−$340m`, `$12`.
pub fn money(dollars: f64) -> String {
    scaled(dollars, "$", ["k", "m", "bn", "tn"])
}

/// A count with thousands separated, such as `10,000`.
pub fn format_count(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// A value that [`parse_scalar`](super::parse_scalar) reads back to exactly the same number.
pub fn format_exact(value: f64, dimension: Dimension) -> String {
    let sign = if value.is_sign_negative() { "-" } else { "" };
    let size = value.abs();
    match dimension {
        Dimension::Money | Dimension::MoneyPerUserYear => format!("{sign}${size}"),
        Dimension::Rate => format!("{sign}{size} per year"),
        Dimension::Duration => format!("{sign}{size} days"),
        _ => format!("{sign}{size}"),
    }
}

fn percent(value: f64) -> String {
    signed(value * 100.0, |size| format!("{}%", significant(size)))
}

fn duration(days: f64) -> String {
    let plural = |number: f64, unit: &str| {
        let number = significant(number);
        let ending = if number == "1" { "" } else { "s" };
        format!("{number} {unit}{ending}")
    };
    signed(days, |days| {
        let whole = |number: f64| (number - number.round()).abs() < 1e-9;
        if days >= 2.0 * YEAR || (days >= YEAR && whole(days / YEAR)) {
            plural(days / YEAR, "year")
        } else if days >= MONTH && whole(days / MONTH) {
            plural(days / MONTH, "month")
        } else if days >= 1.0 || days == 0.0 {
            plural(days, "day")
        } else {
            plural(days * 24.0, "hour")
        }
    })
}

/// With the sign before everything, and none for what rounds to zero.
fn signed(value: f64, size: impl Fn(f64) -> String) -> String {
    let text = size(value.abs());
    let zero = !text.contains(|c: char| ('1'..='9').contains(&c)) && value.is_finite();
    if value < 0.0 && !zero { format!("−{text}") } else { text }
}

/// Three significant digits with a word for the power of a thousand.
fn scaled(value: f64, before: &str, words: [&str; 4]) -> String {
    signed(value, |size| {
        let rounded = round_significant(size);
        let (scale, word) = [(1e12, words[3]), (1e9, words[2]), (1e6, words[1]), (1e3, words[0])]
            .into_iter()
            .find(|(scale, _)| rounded >= *scale)
            .unwrap_or((1.0, ""));
        format!("{before}{}{word}", significant(rounded / scale))
    })
}

/// A size (not negative) to three significant digits, without trailing zeros; whole above 100.
fn significant(size: f64) -> String {
    let rounded = round_significant(size);
    if rounded < NOISE {
        // The noise of arithmetic.
        return "0".to_owned();
    }
    if (1e-6..1e15).contains(&rounded) { format!("{rounded}") } else { format!("{rounded:e}") }
}

fn round_significant(size: f64) -> f64 {
    // Through decimal text, so that the digits are those that a reader would round to.
    format!("{size:.2e}").parse().unwrap_or(size)
}
