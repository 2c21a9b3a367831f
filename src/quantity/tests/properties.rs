//! Properties that must hold for every text and every number.

use proptest::prelude::*;

use super::{Dimension, plain};
use crate::quantity::{Distribution, format, format_exact, parse, parse_scalar};

const DIMENSIONS: [Dimension; 10] = [
    Dimension::Users,
    Dimension::Money,
    Dimension::MoneyPerUserYear,
    Dimension::Share,
    Dimension::Rate,
    Dimension::Growth,
    Dimension::Margin,
    Dimension::Duration,
    Dimension::Factor,
    Dimension::Count,
];

fn dimension() -> impl Strategy<Value = Dimension> {
    prop::sample::select(DIMENSIONS.as_slice())
}

/// Texts made of the words of the grammar, which come much further than arbitrary ones.
fn words() -> impl Strategy<Value = String> {
    #[rustfmt::skip]
    let words = prop::sample::select(vec![
        "1", "2.5", "0", "30", "1e3", "$", "%", "-", "−", "_", ".", ",", ":", "(", ")", "@", " ", "to", "min", "max", "rest",
        "days", "weeks", "per", "user", "year", "month", "bn", "M", "users", "choice(", "mixture(", "normal(", "lognormal(",
        "uniform(", "triangular(", "pert(", "beta(", "gamma(", "exponential(", "weibull(", "é", "\u{a0}", "e", "0.5: ", "50%: ",
    ]);
    prop::collection::vec(words, 0..30).prop_map(|words| words.concat())
}

/// Whatever is read is total and lies in its support; whatever is refused is refused at a place in the text.
fn sound(text: &str, dimension: Dimension) {
    match parse(text, dimension) {
        Ok(distribution) => {
            let (low, high) = distribution.support();
            for u in [1e-9, 0.3, 0.5, 0.999] {
                let x = distribution.quantile(u);
                assert!(x.is_finite() && x >= low && x <= high, "{text}: {x} at {u} in {low}..{high}");
            }
            assert!(!distribution.describe().is_empty());
        }
        Err(fault) => assert!(text.get(fault.span.clone()).is_some(), "{text}: {fault:?}"),
    }
}

/// One distribution of each kind.
fn any_distribution() -> impl Strategy<Value = Distribution> {
    let texts = [
        "normal(5, 2)",
        "5 to 12",
        "uniform(2, 7)",
        "triangular(1, 2, 6)",
        "triangular(1, 1, 6)",
        "pert(1, 2, 6)",
        "pert(1, 6, 6)",
        "beta(0.5, 3)",
        "gamma(2.5, 3)",
        "gamma(0.3, 3)",
        "exponential(40)",
        "weibull(0.7, 100)",
        "normal(5, 2), min 4, max 9",
        "gamma(2.5, 3), min 20",
        "mixture(30%: 10 to 40, 70%: 300 to 2000)",
        "mixture(30%: pert(1, 2, 6), 20%: 4, rest: exponential(3)), max 30",
    ];
    prop::sample::select(texts.to_vec()).prop_map(plain)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_the_reader_panic(text in "\\PC{0,60}", dimension in dimension()) {
        sound(&text, dimension);
    }

    #[test]
    fn no_text_of_the_grammar_makes_the_reader_panic(text in words(), dimension in dimension()) {
        sound(&text, dimension);
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..60), dimension in dimension()) {
        sound(&String::from_utf8_lossy(&bytes), dimension);
    }

    /// Every finite number, down to the subnormal ones, is written so that it is read back bit for bit.
    #[test]
    fn exact_text_is_read_back_exactly(bits in any::<u64>(), dimension in dimension()) {
        let value = f64::from_bits(bits);
        let value = if dimension == Dimension::Count { value.trunc() } else { value };
        prop_assume!(value.is_finite());
        let text = format_exact(value, dimension);
        prop_assert_eq!(parse_scalar(&text, dimension).map(f64::to_bits), Ok(value.to_bits()), "{}", text);
    }

    /// Text for people is read back to three significant digits.
    #[test]
    fn text_for_people_is_read_back_roughly(value in 1e-3..1e13_f64, dimension in dimension()) {
        let value = match dimension {
            Dimension::Count => value.trunc(),
            // Prices are told to the cent, lengths below a day to the hour.
            Dimension::MoneyPerUserYear => value + 2.0,
            _ => value,
        };
        let text = format(value, dimension);
        let value = if value == 0.0 { 1e-300 } else { value };
        let back = parse_scalar(&text, dimension);
        prop_assert!(back.as_ref().is_ok_and(|back| (back / value - 1.0).abs() < 0.0051), "{} {:?}", text, back);
    }

    #[test]
    fn probability_undoes_the_quantile(distribution in any_distribution(), u in 1e-6..(1.0 - 1e-6)) {
        let x = distribution.quantile(u);
        // With atoms the quantile is the least value whose probability reaches u.
        prop_assert!(distribution.cdf(x) >= u - 1e-12);
        prop_assert!(distribution.cdf(x - 1e-9 * x.abs().max(1.0)) <= u + 1e-12);
        prop_assert!((distribution.cdf(x) + distribution.survival(x) - 1.0).abs() < 1e-13);
    }

    #[test]
    fn quantiles_ascend(distribution in any_distribution(), u in 0.0..1.0, v in 0.0..1.0) {
        let (u, v) = if u < v { (u, v) } else { (v, u) };
        let (low, high) = (distribution.quantile(u), distribution.quantile(v));
        // To rounding, where the quantile is found numerically.
        prop_assert!(low <= high * (1.0 + 1e-14), "{} at {}, {} at {}", low, u, high, v);
    }

    #[test]
    fn what_is_left_lies_above_the_floor_and_ascends(
        distribution in any_distribution(), u in 0.0..1.0, v in 0.0..1.0, floor in -10.0..3000.0,
    ) {
        let (u, v) = if u < v { (u, v) } else { (v, u) };
        let (low, high) = (distribution.quantile_above(u, floor), distribution.quantile_above(v, floor));
        prop_assert!(low >= floor && low <= high * (1.0 + 1e-14) || high <= 0.0);
        // The definition, where 1 − F has digits.
        if distribution.survival(floor) > 1e-3 {
            let expected = distribution.cdf(floor) + v * distribution.survival(floor);
            prop_assert!(distribution.cdf(high) >= expected - 1e-11);
        }
    }
}
