//! A comparison for the terminal.

use std::fmt::Write as _;

use super::narrative::{dominances, name};
use crate::analysis::Comparison;
use crate::charts::font::clean;
use crate::charts::numbers::{Figure, count, figure, probability};
use crate::report::narrative::mean;
use crate::report::terminal::{COLUMNS, cut, pad};

/// Columns for names of scenarios.
const NAMES: usize = 22;

/// The comparison for a terminal, aligned, no line wider than 100 columns.
pub fn terminal(comparison: &Comparison) -> String {
    let what = comparison.home.as_ref().map_or("Value".to_owned(), |home| format!("Value outside {}", clean(home)));
    let heading = format!(
        "{what}, compared on the same luck · {} replications · seed {}",
        count(comparison.replications),
        comparison.seed
    );
    let mut out = format!("{}\n\n", cut(&heading, COLUMNS));
    let heads = ["mean ± error", "5%", "median", "95%", "best in"];
    let _ = writeln!(out, "{}{}", pad("", NAMES), row(heads.map(str::to_owned)));
    for side in &comparison.sides {
        let [low, mid, high] = [Figure::P5, Figure::P50, Figure::P95].map(|f| figure(&side.value, f));
        let cells = [mean(&side.value), low, mid, high, probability(side.best)];
        let _ = writeln!(out, "{}{}", pad(&name(side), NAMES), row(cells));
    }
    let first = comparison.sides.first().map(name).unwrap_or_default();
    let heads = ["mean ± error", "5%", "median", "95%", "better in"];
    let _ = writeln!(out, "\n{}{}", pad(&format!("less {first}"), NAMES), row(heads.map(str::to_owned)));
    for (side, pair) in comparison.against_first() {
        let [low, mid, high] = [Figure::P5, Figure::P50, Figure::P95].map(|f| figure(&pair.difference, f));
        let noise = if pair.difference.is_noise() { "  within the noise" } else { "" };
        let cells = [mean(&pair.difference), low, mid, high, probability(pair.second_better)];
        let _ = writeln!(out, "{}{}", pad(&name(side), NAMES), row(cells) + noise);
    }
    let _ = writeln!(out);
    for found in dominances(comparison) {
        let _ = writeln!(out, "{}", wrapped(&format!("{} {}", found.headline, found.detail)));
    }
    for warning in &comparison.warnings {
        let _ = writeln!(out, "{}", wrapped(&format!("Mind: {}", clean(warning))));
    }
    out
}

fn row([mean, low, mid, high, odds]: [String; 5]) -> String {
    format!("{mean:>18}{low:>13}{mid:>13}{high:>13}{odds:>11}")
}

/// Broken between words into lines that a terminal holds.
fn wrapped(sentence: &str) -> String {
    let mut lines = vec![String::new()];
    for word in sentence.split_whitespace() {
        let line = lines.last_mut().map(|line| line.chars().count()).unwrap_or_default();
        if line > 0 && line + 1 + word.chars().count() > COLUMNS {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines.join("\n")
}
