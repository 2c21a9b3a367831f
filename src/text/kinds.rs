//! Words for inputs that are moved one at a time, and for the changes that follow.

use super::numbers::{estimated, signed_money};
use super::phrases::format_quantity;
use crate::analysis::sensitivity::{InputKind, Movement};
use crate::quantity::Dimension;

/// All bidders as one input.
pub(crate) const BIDDERS: &str = "number of bidders";

/// What the file says of an input.
pub(crate) const fn describe_kind(kind: InputKind) -> &'static str {
    match kind {
        InputKind::Uncertain | InputKind::Bidders => "uncertain",
        InputKind::EachUse => "drawn at each use",
        InputKind::Known => "known value",
        InputKind::Default => "default",
        InputKind::Choice => "choice",
    }
}

/// The value of an input at its low end (0) or its high one (1).
pub(crate) fn describe_end(movement: &Movement, side: usize, dimension: Option<Dimension>) -> String {
    match (movement.kind, movement.ends.get(side).copied().flatten()) {
        (_, None) => "–".to_owned(),
        (InputKind::Bidders, _) if side == 0 => "none".to_owned(),
        (InputKind::Bidders, _) => "all".to_owned(),
        (_, Some(value)) => format_quantity(value, dimension),
    }
}

/// A change of a figure of this unit with its sign and error, such as `+$1.2bn ± $0.1bn` or `−3.1 points ± 0.2`.
pub(crate) fn signed_change(value: f64, error: Option<f64>, unit: &str) -> String {
    let signed = |text: String| {
        if value > 0.0 && (!text.starts_with('0') || text.starts_with("0.")) { format!("+{text}") } else { text }
    };
    match unit {
        "USD" => signed_money(value, error),
        "share" => {
            let text = signed(estimated(100.0 * value, error.map(|error| 100.0 * error), "points"));
            format!("{text} points")
        }
        _ => signed(estimated(value, error, unit)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_have_their_sign_and_unit() {
        for (value, error, unit, told) in [
            (1.24e9, Some(0.1e9), "USD", "+$1.2bn ± $0.1bn"),
            (-0.031, Some(0.002), "share", "−3.1 ± 0.2 points"),
            (0.004, None, "share", "+0.400 points"),
            (1.5e6, None, "people", "+1.50m"),
            (0.0, None, "days", "0"),
        ] {
            assert_eq!(signed_change(value, error, unit), told);
        }
    }
}
