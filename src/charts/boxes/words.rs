//! Words for the limits of a box, in the unit of each variable.

use crate::analysis::discovery::{Limit, Range, Variable};
use crate::analysis::{StudiedScenario, date};
use crate::quantity::Dimension;
use crate::scenario::Scale;
use crate::text::clean::clean;
use crate::text::names::join_list;
use crate::text::numbers;
use crate::text::phrases::{format_quantity, variable_in_title};
use jiff::civil::date as civil;

/// Most names of a category in a sentence.
const NAMES: usize = 3;
/// Days that dates are kept within.
const MOST_DAYS: f64 = 2e6;

/// A value of a variable.
pub(super) fn value(of: &Variable, value: f64) -> String {
    match of.scale {
        Scale::Number(dimension) => format_quantity(value, Some(dimension)),
        Scale::Date => numbers::day(date(civil(1970, 1, 1), value.clamp(-MOST_DAYS / 4.0, MOST_DAYS))),
        Scale::Words => format_quantity(value, None),
    }
}

/// The name of a code.
pub(super) fn name(of: &Variable, code: usize) -> String {
    clean(of.names.get(code).map_or("?", String::as_str))
}

/// What is in the box: `≤ $7.1`, `$5 to $7.1`, `sell, refuse`.
pub(super) fn range(of: &Variable, limit: &Limit) -> String {
    match &limit.range {
        Range::Number { low: Some(low), high: Some(high) } => span(&value(of, *low), &value(of, *high)),
        Range::Number { low: Some(low), high: None } => format!("≥ {}", value(of, *low)),
        Range::Number { low: None, high: Some(high) } => format!("≤ {}", value(of, *high)),
        Range::Number { low: None, high: None } => "–".to_owned(),
        Range::Category { kept } => kept.iter().map(|code| name(of, usize::from(*code))).collect::<Vec<_>>().join(", "),
    }
}

/// Both ends, or the one value that they are.
pub(super) fn span(low: &str, high: &str) -> String {
    if low == high { low.to_owned() } else { format!("{low} to {high}") }
}

/// A limit within a sentence: `revenue per user in the United States is below $7.1`.
pub(super) fn sentence(of: &Variable, limit: &Limit, scenario: &StudiedScenario) -> String {
    let what = variable_in_title(&of.name, scenario);
    let whole = of.scale == Scale::Number(Dimension::Count);
    let [under, over] = match of.scale {
        Scale::Date => ["no later than", "no earlier than"],
        _ if whole => ["at most", "at least"],
        _ => ["below", "above"],
    };
    match &limit.range {
        Range::Number { low: Some(low), high: Some(high) } => match (value(of, *low), value(of, *high)) {
            (low, high) if low == high => format!("{what} is {low}"),
            (low, high) => format!("{what} is between {low} and {high}"),
        },
        Range::Number { low: Some(low), high: None } => format!("{what} is {over} {}", value(of, *low)),
        Range::Number { low: None, high: Some(high) } => format!("{what} is {under} {}", value(of, *high)),
        Range::Number { low: None, high: None } => format!("{what} is anything"),
        Range::Category { kept } => format!("{what} is {}", names(of, kept)),
    }
}

/// Names that are kept, or those that are left where they are fewer.
fn names(of: &Variable, kept: &[u8]) -> String {
    let kept: Vec<usize> = kept.iter().map(|code| usize::from(*code)).collect();
    let left: Vec<usize> = (0..of.names.len()).filter(|code| !kept.contains(code)).collect();
    let told = |codes: &[usize]| -> Vec<String> { codes.iter().map(|code| name(of, *code)).collect() };
    match (kept.len(), left.len()) {
        (n, _) if n <= NAMES => either(&told(&kept), "or"),
        (_, n) if n <= NAMES => format!("not {}", either(&told(&left), "or")),
        (n, _) => format!("one of {n} names"),
    }
}

fn either(names: &[String], word: &str) -> String {
    let joined = join_list(names);
    match names {
        [.., before, last] => joined.replace(&format!("{before} and {last}"), &format!("{before} {word} {last}")),
        _ => joined,
    }
}
