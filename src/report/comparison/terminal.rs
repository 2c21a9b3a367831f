//! A comparison for the terminal.

use std::fmt::Write as _;

use super::narrative::{dominances, name};
use crate::analysis::{Comparison, Side};
use crate::report::narrative::mean;
use crate::report::terminal::{COLUMNS, columns, cut, pad, wrap_words};
use crate::report::warnings::warnings_terminal;
use crate::text::clean::clean;
use crate::text::numbers::{Figure, count, probability, write_row};

/// Columns for names of scenarios.
const NAMES: usize = 22;

/// The comparison for a terminal, aligned, no line wider than 100 columns.
pub fn terminal(comparison: &Comparison) -> String {
    let what = comparison.home.as_ref().map_or("Value".to_owned(), |home| format!("Value outside {}", clean(home)));
    let heading = format!(
        "{what}, compared on the same random draws · {} replications · seed {}",
        count(comparison.replications),
        comparison.seed
    );
    let mut out = format!("{}\n\n", cut(&heading, COLUMNS));
    let heads = ["mean ± error", "5%", "median", "95%", "best in"];
    let _ = writeln!(out, "{}{}", pad("", NAMES), row(heads.map(str::to_owned)));
    for side in &comparison.sides {
        let [low, mid, high] = write_row(&side.value, [Figure::P5, Figure::P50, Figure::P95]);
        let cells = [mean(&side.value), low, mid, high, probability(side.best)];
        let _ = writeln!(out, "{}{}", pad(&short(side, NAMES), NAMES), row(cells));
    }
    let first = comparison.sides.first().map(|side| short(side, NAMES - "less ".len())).unwrap_or_default();
    let heads = ["mean ± error", "5%", "median", "95%", "better in"];
    let _ = writeln!(out, "\n{}{}", pad(&format!("less {first}"), NAMES), row(heads.map(str::to_owned)));
    for (side, pair) in comparison.against_first() {
        let [low, mid, high] = write_row(&pair.difference, [Figure::P5, Figure::P50, Figure::P95]);
        let noise = if pair.difference.is_noise() { "  too close to call" } else { "" };
        let cells = [mean(&pair.difference), low, mid, high, probability(pair.second_better)];
        let _ = writeln!(out, "{}{}", pad(&short(side, NAMES), NAMES), row(cells) + noise);
    }
    let _ = writeln!(out);
    for found in dominances(comparison) {
        let _ = writeln!(out, "{}", wrap_words(&format!("{} {}", found.headline, found.detail), COLUMNS).join("\n"));
    }
    match warnings_terminal(&comparison.warnings) {
        warnings if warnings.is_empty() => out,
        warnings => format!("{out}\n{warnings}"),
    }
}

/// Name of a side in so many columns; what tells it apart from another of its name is not what is cut.
fn short(side: &Side, space: usize) -> String {
    let Some(label) = &side.label else { return name(side) };
    let label = format!(" ({})", cut(&clean(label), space / 2));
    cut(&clean(&side.scenario.name), space.saturating_sub(1 + columns(&label))) + &label
}

fn row([mean, low, mid, high, odds]: [String; 5]) -> String {
    format!("{mean:>18}{low:>13}{mid:>13}{high:>13}{odds:>11}")
}
