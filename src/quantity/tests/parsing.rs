//! What is read, and how mistakes are told.

use super::{Dimension, near, read, refused};
use crate::quantity::{parse_number, parse_scalar};

#[test]
fn known_values_in_their_units() {
    use Dimension::{Count, Duration, Factor, Growth, Margin, Money, MoneyPerUserYear, Rate, Share, Users};
    let cases = [
        ("12", Share, 12.0),
        ("12%", Share, 0.12),
        ("7 %", Share, 0.07),
        (".5", Share, 0.5),
        ("0.37", Factor, 0.37),
        ("1e-3", Factor, 1e-3),
        ("1E3", Factor, 1e3),
        ("3", Count, 3.0),
        ("$3.2B", Money, 3.2e9),
        ("$1.2bn", Money, 1.2e9),
        ("$ 1.2 billion", Money, 1.2e9),
        ("$5M", Money, 5e6),
        ("$340m", Money, 340e6),
        ("$250k", Money, 250e3),
        ("$0.4", Money, 0.4),
        ("-$3bn", Money, -3e9),
        ("−$3bn", Money, -3e9),
        ("1_000_000", Money, 1e6),
        ("$8", MoneyPerUserYear, 8.0),
        ("$8 per user per year", MoneyPerUserYear, 8.0),
        ("$8 per user and year", MoneyPerUserYear, 8.0),
        ("$0.5 per user per month", MoneyPerUserYear, 6.0),
        ("100M", Users, 100e6),
        ("100M users", Users, 100e6),
        ("1.2B", Users, 1.2e9),
        ("50k", Users, 50e3),
        ("3bn", Users, 3e9),
        ("250000 people", Users, 250e3),
        ("45 days", Duration, 45.0),
        ("1 day", Duration, 1.0),
        ("6 weeks", Duration, 42.0),
        ("9 months", Duration, 9.0 * 365.25 / 12.0),
        ("2 years", Duration, 730.5),
        ("12 hours", Duration, 0.5),
        ("0.3 per year", Rate, 0.3),
        ("2% per year", Rate, 0.02),
        ("5% per month", Rate, 0.6),
        ("0.15 per month", Rate, 1.8),
        ("0.3", Rate, 0.3),
        ("60%", Growth, 0.6),
        ("60% per year", Growth, 0.6),
        ("-5%", Growth, -0.05),
        ("−20%", Margin, -0.2),
        ("  35%  ", Margin, 0.35),
    ];
    for (text, dimension, expected) in cases {
        let value = parse_scalar(text, dimension).unwrap_or_else(|fault| panic!("{text}: {fault:?}"));
        near(value, expected, 4e-16);
    }
}

#[test]
fn decimal_units_round_once() {
    // 7 × 0.01 and 3.3 × 10⁶ would each be one bit off.
    for (text, dimension, expected) in
        [("7%", Dimension::Share, 0.07_f64), ("29%", Dimension::Share, 0.29), ("$3.3M", Dimension::Money, 3.3e6)]
    {
        assert_eq!(parse_scalar(text, dimension).unwrap().to_bits(), expected.to_bits(), "{text}");
    }
}
