//! How far an input is moved that the file does not call uncertain: one rule for each thing that inputs measure.

use crate::quantity::Dimension;
use crate::scenario::fields::Field;

/// How a range is made around a value.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Rule {
    /// So much less and more, in the input's own unit.
    Steps(f64),
    /// So large a part less and more.
    Part(f64),
    /// Half and twice the value, and at least so much less and more.
    Doubling(f64),
    /// Half and twice the value; up to this from 0.
    DoublingFromZero(f64),
}

/// The rules with their words: this table and that in `docs/studies.md` are held to be the same.
const RULES: [(Dimension, Rule, &str); 10] = [
    (Dimension::Share, Rule::Steps(0.2), "±20 points"),
    (Dimension::Margin, Rule::Steps(0.1), "±10 points"),
    (Dimension::Growth, Rule::Doubling(0.02), "÷2 to ×2, at least ±2 points"),
    (Dimension::Rate, Rule::DoublingFromZero(0.1), "÷2 to ×2; from 0, up to 0.1 per year"),
    (Dimension::Factor, Rule::DoublingFromZero(0.5), "÷2 to ×2; from 0, up to 0.5"),
    (Dimension::Count, Rule::DoublingFromZero(1.0), "÷2 to ×2, whole; from 0, up to 1"),
    (Dimension::Duration, Rule::DoublingFromZero(30.0), "÷2 to ×2; from 0, up to 30 days"),
    (Dimension::Money, Rule::Part(0.3), "±30%"),
    (Dimension::MoneyPerUserYear, Rule::Part(0.3), "±30%"),
    (Dimension::Users, Rule::Part(0.3), "±30%"),
];

fn rule(dimension: Dimension) -> (Rule, &'static str) {
    let found = RULES.iter().find(|(known, ..)| *known == dimension);
    found.map_or((Rule::Part(0.3), "±30%"), |&(_, rule, words)| (rule, words))
}

/// The rule for what an input measures, in words.
pub fn describe_range(dimension: Dimension) -> &'static str {
    rule(dimension).1
}

/// A plausible range around a known value, within what the format allows; none where the rule gives none, as of ±30% of nothing.
pub fn plausible_range(value: f64, field: &Field) -> Option<[f64; 2]> {
    let halves = [0.5 * value, 2.0 * value];
    let sorted = [halves[0].min(halves[1]), halves[0].max(halves[1])];
    let [low, high] = match rule(field.dimension).0 {
        Rule::Steps(step) => [value - step, value + step],
        Rule::Part(part) => [value - part * value.abs(), value + part * value.abs()],
        Rule::Doubling(least) => [sorted[0].min(value - least), sorted[1].max(value + least)],
        Rule::DoublingFromZero(most) if value == 0.0 => [0.0, most],
        Rule::DoublingFromZero(_) => sorted,
    };
    let whole = |end: f64| if field.dimension == Dimension::Count { libm::round(end) } else { end };
    // Shares of two digits stay such: 0.5 − 0.2 is 0.3.
    let round = |end: f64| libm::round(end * 1e9) / 1e9;
    let [low, high] = [low, high].map(|end| round(whole(end)).clamp(field.min, field.max));
    (low < high).then_some([low, high])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::fields;

    fn range(path: &str, value: f64) -> Option<[f64; 2]> {
        plausible_range(value, fields().find(|field| field.path == path).unwrap())
    }

    #[test]
    fn ranges_are_those_of_the_rules() {
        for (path, value, known) in [
            ("deal.bargaining_power", 0.5, Some([0.3, 0.7])),
            ("deal.bidders.*.interest", 0.95, Some([0.75, 1.0])),
            ("policy.order.enforcement", 0.0, Some([0.0, 0.2])),
            ("markets.*.margin", -0.05, Some([-0.15, 0.05])),
            ("markets.*.terminal_growth", 0.02, Some([0.0, 0.04])),
            ("markets.*.growth", -0.4, Some([-0.8, -0.2])),
            ("policy.review.rate", 0.3, Some([0.15, 0.6])),
            ("policy.ban.rate", 0.0, Some([0.0, 0.1])),
            ("response.restricted_wear", 1.0, Some([0.5, 2.0])),
            ("policy.order.extension.max", 3.0, Some([2.0, 6.0])),
            ("deal.host_delay", 30.0, Some([15.0, 60.0])),
            ("markets.*.arpu", 10.0, Some([7.0, 13.0])),
            ("policy.court.cost", 0.0, None),
        ] {
            assert_eq!(range(path, value), known, "{path}");
        }
    }

    #[test]
    fn the_manual_has_the_same_rules() {
        let manual = include_str!("../../../docs/studies.md");
        for (dimension, _, words) in RULES {
            assert!(manual.contains(&format!("| {words} |")), "{dimension:?}: {words}");
        }
        for field in fields() {
            assert!(RULES.iter().any(|(dimension, ..)| *dimension == field.dimension), "{}", field.path);
        }
    }
}
