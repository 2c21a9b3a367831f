//! Good English around names and figures that are only known when the page is made.

use crate::analysis::Summary;
use crate::text::clean::clean;
use crate::text::names::add_article;
pub(super) use crate::text::names::{capitalize, join_list};
use crate::text::numbers::{percent, spoken_percent};

/// A market's name within a sentence, with its article where it takes one.
pub(super) fn name_market(name: &str) -> String {
    add_article(&clean(name))
}

/// Of which users shares are where markets were blocked before the start: ` (India: before its block)`; nothing where none was.
pub(super) fn describe_users_before(summary: &Summary) -> String {
    let blocked = summary.markets.values().filter(|market| market.is_blocked_at_start());
    let names: Vec<String> = blocked.map(|market| clean(&market.name)).collect();
    if names.is_empty() { String::new() } else { format!(" ({}: before the block)", join_list(&names)) }
}

/// Keeps a figure with its sign and its error on one line.
pub(super) fn keep_together(sentence: &str) -> String {
    sentence.replace(" ± ", "\u{a0}±\u{a0}").replace("−$", "−\u{2060}$")
}

/// How much less `value` is than a positive `base`, which is `written`: "33% less than …".
pub(super) fn share_less(value: f64, base: f64, written: &str) -> String {
    let lost = (base - value) / base;
    let than = format!("the {written} it would be worth with no government action");
    match lost {
        l if base <= 0.0 || !l.is_finite() => format!("against {written} with no government action"),
        l if l.abs() < 1e-9 => format!("as much as {than}"),
        l if l.abs() < 0.005 => format!("about as much as {than}"),
        l if l < 0.0 => format!("{} more than {than}", spoken_percent(-l)),
        _ if value < 0.0 => format!("a loss, instead of {than}"),
        l => format!("{} less than {than}", spoken_percent(l)),
    }
}

/// A share of mean value: more than all of it where what comes before is a loss.
pub(in crate::report) fn share_of_value(share: f64) -> String {
    match share {
        s if s > 1.005 => format!("More than all ({})", percent(s, 0.01)),
        s if s >= 0.995 => "Nearly all".to_owned(),
        s => percent(s, 0.01),
    }
}

/// A count within a sentence.
pub(super) fn spell_count(n: usize) -> String {
    let words = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    words.get(n).map_or_else(|| n.to_string(), |word| (*word).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_and_shares_read_well() {
        let of = |n: usize| join_list(&["a", "b", "c"].map(str::to_owned)[..n]);
        assert_eq!([of(0), of(1), of(2), of(3)], ["", "a", "a and b", "a, b and c"]);
        assert!(share_less(2.0, 3.0, "$3").starts_with("33% less than the $3 it would be worth"));
        assert!(share_less(-1.0, 3.0, "$3").starts_with("a loss, instead of"));
        assert!(share_less(3.0, 2.0, "$2").starts_with("50% more than"));
        assert!(share_less(3.0, 3.0, "$3").starts_with("as much as"));
        assert_eq!(share_less(3.0, 0.0, "$0"), "against $0 with no government action");
    }
}
