//! Units that stand on one number for several: every family in every dimension.

use proptest::prelude::*;

use super::{Dimension, read, refused};
use crate::quantity::{format, parse_scalar};

/// How numbers of a dimension are written: what stands before, and what behind.
const STYLES: [(Dimension, &str, &str); 14] = [
    (Dimension::Users, "", "M"),
    (Dimension::Users, "", " million users"),
    (Dimension::Money, "$", "bn"),
    (Dimension::Money, "$", ""),
    (Dimension::MoneyPerUserYear, "$", ""),
    (Dimension::MoneyPerUserYear, "$", " per user per month"),
    (Dimension::Share, "", "%"),
    (Dimension::Rate, "", "% per month"),
    (Dimension::Rate, "", " per year"),
    (Dimension::Growth, "", "%"),
    (Dimension::Growth, "", "% per month"),
    (Dimension::Margin, "", " %"),
    (Dimension::Duration, "", " days"),
    (Dimension::Duration, "", " months"),
];

/// Families with as many numbers of the quantity as they take; `{}` stands for one.
const FORMS: [(&str, usize); 8] = [
    ("{} to {}", 2),
    ("{} to {} @80", 2),
    ("normal({}, {})", 2),
    ("uniform({}, {})", 2),
    ("triangular({}, {}, {})", 3),
    ("pert({}, {}, {})", 3),
    ("choice(20%: {}, 30%: {}, rest: {})", 3),
    ("choice(0.4: {}, rest: {})", 2),
];

fn fill(form: &str, numbers: impl IntoIterator<Item = String>) -> String {
    numbers.into_iter().fold(form.to_owned(), |text, number| text.replacen("{}", &number, 1))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    /// `$3 to 5bn` is `$3bn to $5bn`, and so for every family; a unit on the first number only is refused, at the first
    /// number that has none, and so is one bare bound.
    #[test]
    fn a_unit_stands_for_all_or_is_refused(
        (dimension, before, behind) in prop::sample::select(STYLES.as_slice()),
        (form, count) in prop::sample::select(FORMS.as_slice()),
        first in 1..9_u32, more in 1..9_u32,
    ) {
        let number = |i: usize| (first + more * i as u32).to_string();
        let united = |i: usize| format!("{before}{}{behind}", number(i));
        let whole = read(&fill(form, (0..count).map(united)), dimension);
        let short = (0..count).map(|i| {
            [if i == 0 { before } else { "" }, &number(i), if i + 1 == count { behind } else { "" }].concat()
        });
        prop_assert_eq!(&read(&fill(form, short), dimension), &whole);
        let longer = |i: usize| if i + 1 == count { number(i) } else { united(i) };
        if !behind.is_empty() {
            let text = fill(form, (0..count).map(longer));
            let fault = refused(&text, dimension);
            prop_assert_eq!(&text[fault.span.clone()], number(count - 1), "{}", text);
            prop_assert!(fault.help.unwrap().contains(&format!("`{}`", united(count - 1))), "{}", text);
        }
        let bounded = fill(form, (0..count).map(united)) + ", max 90";
        let fault = refused(&bounded, dimension);
        prop_assert_eq!(&bounded[fault.span.clone()], "90", "{}", bounded);
        prop_assert!(fault.help.unwrap().contains(&format!("`{before}90{behind}`")), "{}", bounded);
    }

    /// What `check` prints of an input is read back as the same to three digits, whatever its sign.
    #[test]
    fn what_check_prints_is_read_back(
        (dimension, before, behind) in prop::sample::select(STYLES.as_slice()),
        (form, count) in prop::sample::select(FORMS.as_slice()),
        first in 1..9_u32, more in 1..9_u32, level in prop::sample::select(vec![0.05, 0.5, 0.95]),
    ) {
        let united = |i: usize| format!("{before}{}{behind}", first + more * i as u32);
        let quantile = read(&fill(form, (0..count).map(united)), dimension).quantile(level);
        // Prices are printed to the cent.
        let least = if dimension == Dimension::MoneyPerUserYear { 0.005 } else { 0.0 };
        for value in [quantile, -quantile] {
            let text = format(value, dimension);
            let back = parse_scalar(&text, dimension);
            let error = back.as_ref().map(|back| (back - value).abs());
            prop_assert!(error.is_ok_and(|error| error <= least + 0.0051 * value.abs()), "{} {} {:?}", value, text, back);
        }
    }
}
