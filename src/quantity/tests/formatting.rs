//! Values as people read them, and exactly.

use super::Dimension;
use crate::quantity::{MONTH, YEAR, format, money};

#[test]
fn values_for_people() {
    use Dimension::{Count, Duration, Factor, Growth, Margin, Money, MoneyPerUserYear, Rate, Share, Users};
    for (value, dimension, expected) in [
        (100e6, Users, "100M"),
        (1.234e9, Users, "1.23bn"),
        (999_999.0, Users, "1M"),
        (250_000.0, Users, "250k"),
        (999.0, Users, "999"),
        (0.0, Users, "0"),
        (1.2e9, Money, "$1.2bn"),
        (-340e6, Money, "−$340m"),
        (3.456e12, Money, "$3.46tn"),
        (12.0, Money, "$12"),
        (8.0, MoneyPerUserYear, "$8.00"),
        (-0.4, MoneyPerUserYear, "−$0.40"),
        (-0.001, MoneyPerUserYear, "$0.00"),
        (1234.0, MoneyPerUserYear, "$1.23k"),
        (0.12, Share, "12%"),
        (0.123_456, Share, "12.3%"),
        (0.07, Share, "7%"),
        (1.0, Share, "100%"),
        (0.000_123_4, Share, "0.0123%"),
        (-0.05, Growth, "−5%"),
        (-2.0, Margin, "−200%"),
        (0.3, Rate, "0.3 per year"),
        (1.8, Rate, "1.8 per year"),
        (45.0, Duration, "45 days"),
        (1.0, Duration, "1 day"),
        (0.0, Duration, "0 days"),
        (0.5, Duration, "12 hours"),
        (9.0 * MONTH, Duration, "9 months"),
        (MONTH, Duration, "1 month"),
        (YEAR, Duration, "1 year"),
        (400.0, Duration, "400 days"),
        (2.0 * YEAR, Duration, "2 years"),
        (1000.0, Duration, "2.74 years"),
        (1.5, Factor, "1.5"),
        (1234.0, Factor, "1230"),
        (2.0, Count, "2"),
    ] {
        assert_eq!(format(value, dimension), expected, "{value} {dimension:?}");
    }
    assert_eq!(money(-0.4), "−$0.4");
}
