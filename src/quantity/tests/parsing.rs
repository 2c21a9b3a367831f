//! What is read, and how mistakes are told.

use super::{Dimension, near, read, refused};
use crate::quantity::{parse_number, parse_plain, parse_scalar, parse_with_doubts};

#[test]
fn known_values_in_their_units() {
    use Dimension::{Count, Duration, Factor, Growth, Margin, Money, MoneyPerUserYear, Rate, Share, Users};
    let cases = [
        ("12", Share, 12.0),
        ("12%", Share, 0.12),
        ("7 %", Share, 0.07),
        ("0.5", Share, 0.5),
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

#[test]
fn a_unit_may_stand_on_the_last_number_only() {
    use Dimension::{Duration, Money, MoneyPerUserYear, Rate, Share, Users};
    for (short, long, dimension) in [
        ("10 to 40 days", "10 days to 40 days", Duration),
        ("5 to 12%", "5% to 12%", Share),
        ("100 to 150M", "100M to 150M", Users),
        ("$3 to 5bn", "$3bn to $5bn", Money),
        ("$500M to 1.2bn", "$500M to $1.2bn", Money),
        ("$6 to 9.5", "$6 to $9.5", MoneyPerUserYear),
        ("$0.5 to $0.7 per user per month", "$6 to $8.4 per user per year", MoneyPerUserYear),
        ("0.15 to 0.4 per month", "0.15 per month to 0.4 per month", Rate),
        ("2% to 5% per month", "2% per month to 5% per month", Rate),
        ("2 to 5% per month", "2% per month to 5% per month", Rate),
        ("uniform(10, 40 days)", "uniform(10 days, 40 days)", Duration),
        ("pert(10, 20, 40 days)", "pert(10 days, 20 days, 40 days)", Duration),
        ("choice(50%: 2, rest: 4 weeks)", "choice(50%: 2 weeks, rest: 4 weeks)", Duration),
        ("choice(50%: $6, rest: 8)", "choice(50%: $6, rest: $8)", MoneyPerUserYear),
        ("choice(50%: 2 weeks, rest: 0)", "choice(50%: 2 weeks, rest: 0 weeks)", Duration),
        ("10 to 40 days, min 0", "10 days to 40 days, min 0 days", Duration),
        ("uniform($0, $5M)", "uniform($0M, $5M)", Money),
    ] {
        let (short, long) = (read(short, dimension), read(long, dimension));
        near(short.quantile(0.2), long.quantile(0.2), 1e-14);
        near(short.quantile(0.9), long.quantile(0.9), 1e-14);
    }
    let fault = refused("$3 to $5bn", Dimension::Money);
    assert_eq!((fault.span, fault.help.as_deref()), (0..2, Some("write the unit on both, as in $3bn to $5bn")));
}

/// Text, dimension, the number that is wrong, and what is offered instead.
#[rustfmt::skip]
const MIXED: &[(&str, Dimension, &str, &str)] = &[
    ("5% to 12", Dimension::Growth, "12", "write `12%`"),
    ("3% to 6", Dimension::Rate, "6", "write `6%`"),
    ("normal(12%, 2)", Dimension::Growth, "2", "write `2%`"),
    ("normal(12%, 0.02)", Dimension::Growth, "0.02", "write `2%` or `0.02%`"),
    ("0.05 to 0.12, max 20%", Dimension::Share, "0.05", "write `5%` or `0.05%`"),
    ("1 to 3 months, min 10", Dimension::Duration, "10", "write `10 months`"),
    ("10 days to 40", Dimension::Duration, "40", "write `40 days`"),
    ("140M to 200", Dimension::Users, "200", "write `200M`"),
    ("choice(50%: 100M, 40%: 250000, rest: 1M)", Dimension::Users, "250000", "write `0.25M`"),
    ("140M to 200M, min 90000000", Dimension::Users, "90000000", "write `90M`"),
    ("3 to $5bn", Dimension::Money, "3", "write `$3bn`"),
    ("normal($5M, 2)", Dimension::Money, "2", "write `$2M`"),
    ("$6 to $9.5, max 12", Dimension::MoneyPerUserYear, "12", "write `$12`"),
    ("$0.5 per user per month to 8", Dimension::MoneyPerUserYear, "8", "write `$8 per user per month`"),
    ("3% per month to 6%", Dimension::Rate, "6%", "write `6% per month`"),
    ("0.03 to 6% per month, max 0.1 per month", Dimension::Rate, "0.1 per month", "write `10% per month` or `0.1% per month`"),
    ("pert(5%, 7, 9)", Dimension::Share, "7", "write `7%`"),
    ("mixture(30%: 20, rest: 5% to 12%)", Dimension::Share, "20", "write `20%`"),
    ("mixture(30%: $6 to $9, rest: 12 to 20)", Dimension::MoneyPerUserYear, "12", "write `$12`"),
    ("lognormal(45 days, 0.4), max 60", Dimension::Duration, "60", "write `60 days`"),
    ("weibull(0.8, 200 days), max 900", Dimension::Duration, "900", "write `900 days`"),
    (".5", Dimension::Share, ".5", "write 0.5; in a shell, an amount such as $3.50 needs single quotes"),
    ("-$.50", Dimension::Money, "-$.50", "write 0.50;"),
    ("choice(.6: 1, rest: 2)", Dimension::Factor, ".6", "write 0.6;"),
];

#[test]
fn numbers_with_and_without_a_unit_are_not_mixed() {
    for &(text, dimension, part, help) in MIXED {
        let fault = refused(text, dimension);
        assert_eq!(&text[fault.span.clone()], part, "{text}: {fault:?}");
        assert!(fault.help.as_deref().is_some_and(|given| given.contains(help)), "{text}: {fault:?}");
    }
}

#[test]
fn a_bound_that_contradicts_the_stated_range_is_doubted() {
    let doubts = |text: &str| {
        let (_, doubts) =
            parse_with_doubts(text, Dimension::Duration, None).unwrap_or_else(|fault| panic!("{text}: {fault:?}"));
        doubts.into_iter().map(|doubt| text[doubt.span].to_owned()).collect::<Vec<_>>()
    };
    for (text, doubted) in [
        ("1 to 3 months, min 10 days, max 1 year", &[] as &[&str]),
        ("10 to 40 days, min 12 days, max 30 days", &["12 days", "30 days"]),
        ("uniform(2, 7 days), min 3 days", &["3 days"]),
        ("triangular(1, 2, 6 days), max 5 days", &["5 days"]),
        ("pert(1, 2, 6 days), max 6 days", &[]),
        ("choice(60%: 45 days, 40%: 90 days), max 60 days", &["60 days"]),
        ("mixture(30%: 10 to 40 days, rest: exponential(9 days)), max 30 days", &["30 days"]),
        ("normal(50 days, 5 days), min 40 days", &[]),
        ("weibull(0.8, 200 days), max 100 days", &[]),
    ] {
        assert_eq!(doubts(text), doubted, "{text}");
    }
}

#[test]
fn plain_numbers_are_those_that_programs_write() {
    for (text, value) in [("1", 1.0), ("-2.5", -2.5), ("+3e4", 3e4), ("0.5", 0.5), ("1e-320", 1e-320)] {
        assert_eq!(parse_plain(text), Some(value));
    }
    for text in [".5", "-.5", "inf", "nan", "1e999", "", "-", "$1", "5%", "infinity"] {
        assert_eq!(parse_plain(text), None, "{text}");
    }
}

#[test]
fn a_lognormal_is_told_by_logarithms_or_by_its_median() {
    near(read("lognormal(3, 0.5)", Dimension::Duration).quantile(0.5), libm::exp(3.0), 1e-14);
    near(read("lognormal(30 days, 0.5)", Dimension::Duration).quantile(0.5), 30.0, 1e-14);
    near(read("lognormal($2bn, 0.5)", Dimension::Money).quantile(0.5), 2e9, 1e-14);
}

#[test]
fn parameters_take_units_of_the_quantity_or_none() {
    near(read("gamma(2, 3 weeks)", Dimension::Duration).mean(), 42.0, 1e-14);
    near(read("weibull(1, 2 weeks)", Dimension::Duration).mean(), 14.0, 1e-13);
    near(read("exponential(2% per month)", Dimension::Rate).mean(), 0.24, 1e-14);
    near(read("normal(10%, 2%)", Dimension::Growth).quantile(0.5), 0.1, 1e-15);
    near(read("beta(2, 6)", Dimension::Share).mean(), 0.25, 1e-15);
    assert_eq!(&refused("weibull(1 day, 2 days)", Dimension::Duration).message, "`1 day` has the wrong unit");
    assert_eq!(&refused("weibull(1, 2)", Dimension::Duration).message, "`2` has no unit");
    assert!(refused("beta(2, 6)", Dimension::Duration).message.contains("numbers from 0 to 1"));
}

#[test]
fn a_wrong_unit_is_told_with_those_accepted() {
    use Dimension::{Count, Duration, Factor, Growth, Margin, Money, MoneyPerUserYear, Rate, Share, Users};
    for (text, dimension) in [
        ("45 days", Money),
        ("12%", Money),
        ("$3 per year", Money),
        ("5 users", Money),
        ("12%", Duration),
        ("$5", Duration),
        ("5M days", Duration),
        ("45", Duration),
        ("3 days per year", Duration),
        ("$5", Users),
        ("5%", Users),
        ("45 days", Users),
        ("5 per year", Users),
        ("$5 per year", MoneyPerUserYear),
        ("$5 per user", MoneyPerUserYear),
        ("5%", MoneyPerUserYear),
        ("$5", Share),
        ("5k", Share),
        ("5% per year", Share),
        ("3 days", Rate),
        ("$3", Rate),
        ("2 per user per year", Rate),
        ("3 days", Growth),
        ("5% per year", Margin),
        ("5%", Factor),
        ("1.5M", Factor),
        ("$5", Factor),
        ("5%", Count),
    ] {
        let fault = refused(text, dimension);
        assert_eq!(fault.span, 0..text.len(), "{text}");
        assert_eq!(fault.help, Some(format!("this takes {}", dimension.accepts())), "{text}");
        let problem = if text == "45" { "has no unit" } else { "has the wrong unit" };
        assert_eq!(fault.message, format!("`{text}` {problem}"));
    }
}

/// Text, dimension, the part that is wrong, and a part of what is said of it.
#[rustfmt::skip]
const MISTAKES: &[(&str, Dimension, &str, &str)] = &[
    ("", Dimension::Share, "", "a number is missing"),
    ("   ", Dimension::Share, "", "a number is missing"),
    ("soon", Dimension::Duration, "soon", "`soon` is not a number"),
    ("12 parsecs", Dimension::Duration, "parsecs", "`parsecs` is not a unit"),
    ("12% %", Dimension::Share, "%", "`%` is not expected"),
    ("12 days days", Dimension::Duration, "days", "`days` is not a unit that belongs here"),
    ("3 per fortnight", Dimension::Rate, "per fortnight", "`per fortnight` is not a unit"),
    ("3 bn bn", Dimension::Money, "bn", "`bn` is not a unit"),
    ("1.2.3", Dimension::Factor, "1.2.3", "is not a number"),
    ("1e999", Dimension::Factor, "1e999", "too large"),
    ("$1e300 trillion", Dimension::Money, "$1e300 trillion", "too large"),
    ("1e99999999999999999999", Dimension::Factor, "1e99999999999999999999", "too large"),
    ("nan", Dimension::Factor, "nan", "is not a number"),
    ("inf", Dimension::Factor, "inf", "is not a number"),
    ("100,000", Dimension::Users, ",000", "is not expected"),
    ("5-12", Dimension::Factor, "-12", "is not expected"),
    ("12 to 5", Dimension::Factor, "12 to 5", "reversed"),
    ("5 to 5", Dimension::Factor, "5 to 5", "equal"),
    ("0 to 5", Dimension::Factor, "0 to 5", "needs a > 0"),
    ("-1 to 5", Dimension::Rate, "-1 to 5", "needs a > 0"),
    ("0% to 5%", Dimension::Share, "0% to 5%", "0 < a < b < 1"),
    ("5 to 12", Dimension::Share, "5 to 12", "0 < a < b < 1"),
    ("95% to 100%", Dimension::Share, "95% to 100%", "0 < a < b < 1"),
    ("5 to", Dimension::Factor, "", "a number is missing"),
    ("5 to 12 @0.8", Dimension::Factor, "0.8", "from 1 to 99.99 per cent"),
    ("5 to 12 @100", Dimension::Factor, "100", "from 1 to 99.99 per cent"),
    ("5 to 12 @", Dimension::Factor, "", "a number is missing"),
    ("5 to 12 to 13", Dimension::Factor, "to 13", "is not expected"),
    ("5 12", Dimension::Factor, "12", "is not expected"),
    ("normal(5, 0)", Dimension::Factor, "normal(5, 0)", "standard deviation above 0"),
    ("normal(5)", Dimension::Factor, "normal(5)", "`normal` takes 2 numbers"),
    ("normal(5, 2, 3)", Dimension::Factor, "normal(5, 2, 3)", "`normal` takes 2 numbers"),
    ("normal()", Dimension::Factor, "", "a number is missing"),
    ("normal(5, 2", Dimension::Factor, "", "`)` is missing at the end"),
    ("normal(5; 2)", Dimension::Factor, ";", "expected `)`, found `;`"),
    ("Normal(5, 2)", Dimension::Factor, "Normal", "`Normal` is not a family"),
    ("gauss(5, 2)", Dimension::Factor, "gauss", "`gauss` is not a family"),
    ("uniform(7, 2)", Dimension::Factor, "uniform(7, 2)", "a < b"),
    ("triangular(1, 7, 6)", Dimension::Factor, "triangular(1, 7, 6)", "a ≤ m ≤ b"),
    ("pert(1, 0, 6)", Dimension::Factor, "pert(1, 0, 6)", "a ≤ m ≤ b"),
    ("beta(0, 2)", Dimension::Share, "beta(0, 2)", "≤ a ≤"),
    ("gamma(-1, 2)", Dimension::Factor, "gamma(-1, 2)", "≤ k ≤"),
    ("gamma(2, 0)", Dimension::Factor, "gamma(2, 0)", "θ above 0"),
    ("exponential(0)", Dimension::Factor, "exponential(0)", "mean above 0"),
    ("weibull(0, 2)", Dimension::Factor, "weibull(0, 2)", "shape"),
    ("weibull(2, -2)", Dimension::Factor, "weibull(2, -2)", "scale above 0"),
    ("lognormal(1, 0)", Dimension::Factor, "lognormal(1, 0)", "0 < σ"),
    ("lognormal($0, 1)", Dimension::Money, "lognormal($0, 1)", "median above 0"),
    ("choice(60%: 45, 30%: 90)", Dimension::Factor, "60%: 45, 30%: 90", "sum to 0.8"),
    ("choice(60%: 45, 50%: 90, rest: 1)", Dimension::Factor, "60%: 45, 50%: 90, rest: 1", "leaves nothing for `rest`"),
    ("choice(rest: 45, rest: 90)", Dimension::Factor, "rest: 45, rest", "once only"),
    ("choice(160%: 45, rest: 90)", Dimension::Factor, "160%", "from 0% to 100%"),
    ("choice(60: 45, rest: 90)", Dimension::Factor, "60", "from 0% to 100%"),
    ("choice(60%, 45)", Dimension::Factor, ",", "expected `:`, found `,`"),
    ("choice(100%: 4 to 5)", Dimension::Factor, "t", "expected `)`, found `t`"),
    ("mixture(60%: 5 to 4, rest: 1)", Dimension::Factor, "5 to 4", "reversed"),
    ("5 to 12, min 200", Dimension::Factor, "5 to 12, min 200", "hardly any probability"),
    ("5 to 12, min 9, max 7", Dimension::Factor, "5 to 12, min 9, max 7", "below the greatest"),
    ("5 to 12, min 1, min 2", Dimension::Factor, "2", "given twice"),
    ("5 to 12, mean 1", Dimension::Factor, ", mean 1", "is not expected"),
    ("7, min 8", Dimension::Factor, "7, min 8", "hardly any probability"),
    ("1.5", Dimension::Count, "1.5", "whole number"),
    ("1 to 3", Dimension::Count, "1 to 3", "whole number"),
    ("choice(50%: 1, 50%: 1.5)", Dimension::Count, "choice(50%: 1, 50%: 1.5)", "whole number"),
];

#[test]
fn mistakes_are_told_where_they_are() {
    for &(text, dimension, part, message) in MISTAKES {
        let fault = refused(text, dimension);
        assert_eq!(&text[fault.span.clone()], part, "{text}: {fault:?}");
        assert!(fault.message.contains(message), "{text}: {fault:?}");
    }
}

#[test]
fn help_is_offered() {
    for (text, dimension, help) in [
        ("100,000", Dimension::Users, "100_000"),
        ("5–12%", Dimension::Share, "a to b"),
        ("5 to 5", Dimension::Factor, "as one number"),
        ("0 to 5", Dimension::Factor, "uniform(a, b)"),
        ("gauss(5, 2)", Dimension::Factor, "known are normal, lognormal, uniform"),
        ("normal(5)", Dimension::Factor, "normal(mean, standard deviation)"),
        ("choice(60%: 45, 30%: 90)", Dimension::Factor, "`rest` takes what is left"),
        ("45", Dimension::Duration, "45 days"),
    ] {
        let fault = refused(text, dimension);
        assert!(fault.help.as_deref().is_some_and(|given| given.contains(help)), "{text}: {fault:?}");
    }
}

#[test]
fn sizes_are_bounded() {
    let parts = |count: usize| {
        let parts: Vec<String> = (0..count).map(|i| format!("{}: {i}", 1.0 / count as f64)).collect();
        format!("choice({})", parts.join(", "))
    };
    read(&parts(64), Dimension::Factor);
    assert!(refused(&parts(65), Dimension::Factor).message.contains("at most 64 parts"));
    let nested = |depth: usize| format!("{}1{}", "mixture(1: ".repeat(depth), ")".repeat(depth));
    read(&nested(3), Dimension::Factor);
    assert!(refused(&nested(4), Dimension::Factor).message.contains("at most 3 deep"));
    assert!(refused(&nested(160), Dimension::Factor).message.contains("at most 3 deep"));
    read(&format!("{}7", " ".repeat(1999)), Dimension::Factor);
    assert!(refused(&format!("{}7", " ".repeat(2000)), Dimension::Factor).message.contains("at most 2000 bytes"));
}

#[test]
fn weights_may_miss_1_by_rounding_only() {
    read("choice(0.1: 1, 0.2: 2, 0.7: 3)", Dimension::Factor);
    read("choice(0.3333333333: 1, 0.3333333333: 2, 0.3333333334: 3)", Dimension::Factor);
    refused("choice(0.333: 1, 0.333: 2, 0.333: 3)", Dimension::Factor);
    // A part of weight 0 is never drawn, but it is checked.
    assert_eq!(read("mixture(100%: 2, rest: 5 to 6)", Dimension::Factor).fixed_value(), Some(2.0));
    refused("mixture(100%: 2, rest: 6 to 5)", Dimension::Factor);
}

#[test]
fn bare_numbers() {
    assert_eq!(parse_number(0.12, Dimension::Share).unwrap().fixed_value(), Some(0.12));
    assert_eq!(parse_number(250.0, Dimension::Users).unwrap().fixed_value(), Some(250.0));
    assert_eq!(parse_number(2.0, Dimension::Count).unwrap().fixed_value(), Some(2.0));
    assert!(parse_number(2.5, Dimension::Count).is_err());
    assert!(parse_number(f64::NAN, Dimension::Share).is_err());
    assert!(parse_number(f64::INFINITY, Dimension::Share).is_err());
    let fault = parse_number(45.0, Dimension::Duration).unwrap_err();
    assert_eq!(fault.help.as_deref(), Some("write \"45 days\""));
}

#[test]
fn a_scalar_is_no_distribution() {
    let fault = parse_scalar("5 to 12", Dimension::Factor).unwrap_err();
    assert_eq!(fault.span, 0..7);
    assert!(fault.message.contains("known value"));
}
