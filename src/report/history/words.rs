//! Words that pages of the past share.

use crate::analysis::statistics::EstimateRange;
use crate::calibration::{LeftOut, Measure};
use crate::text::numbers::percent;

/// Rows that are named where a file has bad ones; the others are counted.
const NAMED_ROWS: usize = 5;

/// Measures of one kind, for people.
pub(super) const fn name_measures(measure: Measure) -> &'static str {
    match measure {
        Measure::Block => "blocks",
        Measure::NetworkShutdown => "shutdowns of the network",
        Measure::StoreRemoval => "removals from the stores",
        Measure::Throttle => "throttles",
        Measure::ForcedSale => "forced sales",
        Measure::Exit => "exits",
        Measure::BlockedDeal => "blocked deals",
    }
}

/// An estimate with its range, in percent: `34% (20% to 49%)`.
pub(super) fn share_range(range: EstimateRange) -> String {
    format!("{} ({} to {})", percent(range.estimate, 0.01), percent(range.low, 0.01), percent(range.high, 0.01))
}

/// A skill, which may be below zero: `28% (95%: 16% to 40%)`.
pub(super) fn skill_range(skill: EstimateRange) -> String {
    let percent = |skill: f64| format!("{:.0}%", 100.0 * skill).replace("-0%", "0%").replace('-', "−");
    format!("{} (95%: {} to {})", percent(skill.estimate), percent(skill.low), percent(skill.high))
}

/// Chance of so large a gain by luck alone.
pub(super) fn p_value(p: f64) -> String {
    if p < 0.001 { "p < 0.001".to_owned() } else { format!("p = {p:.3}") }
}

/// A length of days as people say it.
pub(super) fn days(days: f64) -> String {
    match days {
        few if few < 10.0 => format!("{few:.1} days"),
        some if some < 1_000.0 => format!("{some:.0} days"),
        many => format!("{:.1} years", many / 365.25),
    }
}

/// What was left out of a file, by line.
pub(super) fn describe_left_out(file: &str, rows: usize, left_out: &[LeftOut]) -> Option<String> {
    if left_out.is_empty() {
        return None;
    }
    let named: Vec<String> =
        left_out.iter().take(NAMED_ROWS).map(|row| format!("line {}: {}", row.line, row.reason)).collect();
    let more = left_out.len().saturating_sub(NAMED_ROWS);
    let more = if more > 0 { format!("; and {more} more") } else { String::new() };
    let are = if left_out.len() == 1 { "is" } else { "are" };
    Some(format!("{file}: {} of {rows} rows {are} left out: {}{more}.", left_out.len(), named.join("; ")))
}
