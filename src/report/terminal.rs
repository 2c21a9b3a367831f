//! The main figures for the terminal, aligned, each with how sure it is.

use std::fmt::Write as _;

use crate::analysis::{Estimate, Proportion, Summary};
use crate::text::clean::clean;
use crate::text::numbers::{Figure, count, error_of, last_place, number, write_row, write_row_in_whole};
use crate::text::states::STATES;

use super::narrative::{ends, gain, home, known, mean, wanted};
use super::warnings::warnings_terminal;

/// Widest line on the terminal.
pub(super) const COLUMNS: usize = 100;
/// Columns for the words of the totals.
const TOTALS: usize = 30;

/// The main figures for a terminal, aligned, no line wider than 100 columns.
pub fn terminal(summary: &Summary) -> String {
    let mut out = String::new();
    for line in head(summary) {
        let _ = writeln!(out, "{}", cut(&line, COLUMNS));
    }
    let _ = writeln!(out, "\n{}{:>20}{:>16}{:>16}{:>16}", pad("", TOTALS), "mean ± error", "5%", "median", "95%");
    for (word, estimate) in totals(summary) {
        let [low, mid, high] = write_row(estimate, [Figure::P5, Figure::P50, Figure::P95]);
        let _ = writeln!(out, "{}{:>20}{low:>16}{mid:>16}{high:>16}", pad(&word, TOTALS), mean(estimate));
    }
    let heads =
        [("market", 20), ("value ± error", 22), ("users kept (5% to 95%)", 26), ("of the baseline (5% to 95%)", 28)];
    let _ = writeln!(out, "\n{}", heads.map(|(word, space)| pad(word, space)).concat().trim_end());
    for m in summary.markets.values() {
        let cells = [clean(&m.name), mean(&m.value), spread(&m.retention), spread(&m.vs_baseline)];
        let line: String = cells.iter().zip(heads).map(|(cell, (_, space))| pad(cell, space)).collect();
        let _ = writeln!(out, "{}", line.trim_end());
    }
    let told = [known(summary), gain(summary), wanted(summary).map(|text| format!("Asked for: {text}."))];
    out += &outcome_table(summary);
    let lines = |text: String| format!("{}\n", wrap_words(&text, COLUMNS).join("\n"));
    let parts = told.into_iter().flatten().map(lines).chain([warnings_terminal(&summary.warnings)]);
    parts.filter(|part| !part.is_empty()).fold(out, |out, part| format!("{out}\n{part}"))
}

/// A text in lines of at most so many columns, broken between words.
pub(super) fn wrap_words(text: &str, space: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let taken = lines.last().map_or(0, |line| columns(line));
        if taken > 0 && taken + 1 + columns(word) > space {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            *line += if line.is_empty() { "" } else { " " };
            *line += word;
        }
    }
    lines
}

fn head(summary: &Summary) -> [String; 2] {
    let s = &summary.scenario;
    [
        clean(&s.title),
        format!(
            "{} · strategy {} · {} replications · seed {}",
            clean(&s.name),
            clean(&s.strategy),
            count(summary.replications),
            summary.seed
        ),
    ]
}

fn totals(summary: &Summary) -> Vec<(String, &Estimate)> {
    let mut rows = Vec::new();
    if let Some(home) = home(summary) {
        let named = format!("Value outside {home}");
        let fits = columns(&named) < TOTALS;
        rows.push((if fits { named } else { "Value outside home".to_owned() }, &summary.value_abroad));
        rows.push(("  without any measure".to_owned(), &summary.baseline_value_abroad));
    }
    rows.push(("Value".to_owned(), &summary.value));
    rows.push(("  without any measure".to_owned(), &summary.baseline_value));
    rows.push(("Loss to measures".to_owned(), &summary.loss));
    rows
}

/// States as the terminal's narrow columns write them.
const NARROW: [&str; 9] = ["open", "review", "ordered", "stayed", "restrict", "banned", "restruct", "sold", "left"];

/// How each market ends, in percent with its error: a column for each state that occurs.
fn outcome_table(summary: &Summary) -> String {
    let seen: Vec<_> = STATES
        .iter()
        .zip(NARROW)
        .filter(|(s, _)| summary.markets.values().any(|m| ends(m, s.key).probability > 0.0))
        .collect();
    let heads: String = seen.iter().map(|(_, word)| format!("{word:>9}")).collect::<Vec<_>>().concat();
    let mut out = format!("\n{}{heads}\n", pad("ends, % ± error", 19));
    for market in summary.markets.values() {
        let cells: String =
            seen.iter().map(|(s, _)| format!("{:>9}", narrow(ends(market, s.key)))).collect::<Vec<_>>().concat();
        let _ = writeln!(out, "{}{cells}", pad(&clean(&market.name), 19));
    }
    out
}

fn narrow(p: Proportion) -> String {
    let error = error_of(p);
    if p.probability <= 0.0 {
        return "–".to_owned();
    }
    if p.probability < 0.0005 {
        return "<0.1".to_owned();
    }
    if p.probability >= 1.0 {
        return "100".to_owned();
    }
    let place = last_place(p.probability, Some(error)).clamp(0.001, 0.1) * 100.0;
    let sure = if error > 0.0 { format!("±{}", number(error.max(0.0005) * 100.0, place)) } else { String::new() };
    format!("{}{sure}", number(p.probability * 100.0, place))
}

/// Columns that a text takes on a terminal; East Asian characters take two.
pub(super) fn columns(text: &str) -> usize {
    let wide = |c: char| matches!(u32::from(c), 0x1100..=0x115F | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0xFE30..=0xFE6F | 0xFF00..=0xFF60 | 0x1F300..=0x1FAFF | 0x20000..=0x3FFFD);
    text.chars().map(|c| 1 + usize::from(wide(c))).sum()
}

pub(super) fn cut(text: &str, space: usize) -> String {
    if columns(text) <= space {
        return text.to_owned();
    }
    let mut out = String::new();
    for c in text.chars() {
        if columns(&out) + columns(c.encode_utf8(&mut [0; 4])) + 1 > space {
            break;
        }
        out.push(c);
    }
    out + "…"
}

/// A cell of exactly `space` columns, or one blank less than that where it is cut.
pub(super) fn pad(text: &str, space: usize) -> String {
    let text = cut(text, space.saturating_sub(1));
    let gap = space.saturating_sub(columns(&text));
    text + &" ".repeat(gap)
}

/// Middle of a distribution with its 5% and 95%, such as `71% (2% to 96%)`.
fn spread(estimate: &Estimate) -> String {
    let [low, mid, high] = write_row_in_whole(estimate, [Figure::P5, Figure::P50, Figure::P95]);
    if estimate.p5.is_some() && estimate.p95.is_some() && low != high {
        format!("{mid} ({low} to {high})")
    } else {
        mid
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::sample;

    #[test]
    fn the_terminal_is_aligned_and_narrow() {
        for summary in
            [sample::summary(), sample::with_markets(12, "一个非常长的市场名称 with a very long name indeed")]
        {
            let text = terminal(&summary);
            assert!(text.lines().all(|l| columns(l) <= COLUMNS), "{text}");
            assert!(text.contains("$63.2bn ± 0.2"));
            let ends: Vec<usize> = text
                .lines()
                .filter(|l| l.contains('±') && l.contains('$') && l.ends_with("bn") && l.contains("  "))
                .map(columns)
                .collect();
            assert!(ends.len() == 5 && ends.iter().all(|e| *e == ends[0]), "{text}");
        }
    }
}
