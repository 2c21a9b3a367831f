//! How good the model is, as a document: what was fitted, what is only assumed, how often ranges and forecasts were right.

use std::fmt::Write as _;
use std::sync::LazyLock;

use super::words::skill_range;
use crate::analysis::backtest::Backtest;
use crate::analysis::calibration::Calibration;
use crate::analysis::hindcast::Hindcasts;
use crate::calibration::Measure;
use crate::report::page::Page;
use crate::report::study::Study;
use crate::table::{Cell, Table};
use crate::text::numbers::whole_percent;

/// Heading of the paragraph that reports quote.
const SHORT: &str = "## In short";

/// The document that comes with the program.
static DOCUMENT: &str = include_str!("../../../docs/validation.md");

/// The short form that stands in every report: the paragraph under its heading.
pub(in crate::report) fn quote_validation() -> &'static str {
    static QUOTED: LazyLock<String> = LazyLock::new(|| {
        let lines = DOCUMENT.lines().skip_while(|line| *line != SHORT).skip(1);
        let lines: Vec<&str> = lines.skip_while(|line| line.is_empty()).take_while(|line| !line.is_empty()).collect();
        lines.join(" ")
    });
    &QUOTED
}

/// Writes the document from the results of `calibrate`, and of `backtest` of records and of hindcasts.
pub(crate) fn write_validation(calibration: &Calibration, backtest: &Backtest, hindcasts: &Hindcasts) -> String {
    let mut text = format!(
        "# How far to trust it\n\nWritten by `marketgate validate` (version {}) from the results of `marketgate calibrate`, `marketgate backtest` of the shipped \
         records and `marketgate backtest scenarios/hindcast` ({} simulations of each, seed {}).\n\n{SHORT}\n\n{}\n",
        calibration.version,
        hindcasts.replications,
        hindcasts.seed,
        summarise(backtest, hindcasts)
    );
    write_page(&mut text, "What was fitted", &calibration.page(&[]), &[]);
    text += ASSUMED;
    write_page(&mut text, "How often ranges were right", &backtest.page(&[]), &backtest.tables());
    write_page(&mut text, "How good forecasts were", &hindcasts.page(&[]), &hindcasts.tables());
    text += WHERE_NOT;
    text
}

/// What no record tells.
const ASSUMED: &str = "## What is only assumed\n\n\
    - Rates of reviews, and what becomes of one: no file counts reviews of apps.\n\
    - Whether an order is enforced, extended or settled, and what a court does: fewer than ten independent decisions of one kind, listed above.\n\
    - Prices against standalone value, who bids, and what the owner would take: sales on record are measured against different things.\n\
    - Users during and after a block: a dozen figures from different sources, days and kinds of measure.\n\
    - How pressure spreads from one government to another: the records tell a country's own history, and no more beyond chance.\n\n";

/// Where it must not be trusted.
const WHERE_NOT: &str = "\n## Where not to trust it\n\n\
    - A block that made news is not a block at random: named episodes are long and famous, the registry holds what was reported. A forecast of a new case lies between the two.\n\
    - Questions of sales rest on a handful of cases, and their files on judgement: no skill is told of fewer than ten cases.\n\
    - Nothing here validates a value in dollars: prices of nine sales are on record, against earlier values of different kinds, and are not scored.\n\
    - All hindcasts were written by people who knew what happened.\n";

fn summarise(backtest: &Backtest, hindcasts: &Hindcasts) -> String {
    let held: Vec<String> = backtest
        .lengths
        .iter()
        .filter(|set| set.measure == Measure::Block)
        .filter_map(|set| {
            let of_level = |wanted: f64| set.coverage.iter().find(|(level, ..)| (level - wanted).abs() < 1e-9);
            let (_, share, [low, high], _) = of_level(0.8)?;
            let narrow = of_level(0.5).map(|(_, share, ..)| format!("; 50% ranges {}", whole_percent(*share)));
            Some(format!(
                "{} of {} in {} (95%: {} to {}{})",
                whole_percent(*share),
                set.rows,
                set.file,
                whole_percent(*low),
                whole_percent(*high),
                narrow.unwrap_or_default()
            ))
        })
        .collect();
    let mut text = format!(
        "Held against history, 80% ranges for how long a block lasts held {}; a block that still stood counts in part.",
        held.join(" and ")
    );
    let all = hindcasts.scores.iter().find(|scored| scored.kind.is_none());
    if let Some((fitted, skill)) = hindcasts.fitted_only.as_ref().and_then(|fitted| Some((fitted, fitted.skill?))) {
        let verdict = match skill {
            skill if skill.low > 0.0 => "better than",
            skill if skill.high < 0.0 => "worse than",
            _ => "not told apart from",
        };
        let _ = write!(
            text,
            " Over {} questions of {} past cases, forecasts with priors fitted to what was known then were {verdict} the base rate, with a skill of {}",
            fitted.questions,
            fitted.cases,
            skill_range(skill)
        );
        let judged = all.and_then(|all| Some((all, all.skill?))).map(|(all, skill)| {
            format!(
                "; over all {} of {} cases, those with priors judged after the event among them, {}",
                all.questions,
                all.cases,
                skill_range(skill)
            )
        });
        let _ = write!(text, "{}.", judged.unwrap_or_default());
    }
    text += " No value in dollars has been held against history.";
    text
}

fn write_page(text: &mut String, heading: &str, page: &Page, tables: &[(&str, Table)]) {
    let _ = write!(text, "\n## {heading}\n\n");
    for finding in &page.findings {
        let _ = writeln!(text, "- **{}** {}", finding.headline, finding.detail);
    }
    for warning in &page.warnings {
        let _ = writeln!(text, "- {warning}");
    }
    text.push('\n');
    for (_, table) in tables {
        write_table(text, table);
    }
}

/// A table in Markdown.
fn write_table(text: &mut String, table: &Table) {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let _ = write!(text, "{}\n\n", table.caption);
    *text += &line(table.columns.iter().map(|column| column.name.clone()).collect());
    *text += &line(table.columns.iter().map(|_| "---".to_owned()).collect());
    for row in &table.rows {
        *text += &line(row.iter().map(Cell::write).map(|cell| cell.replace('|', "\\|")).collect());
    }
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_has_a_short_form_for_reports() {
        let short = quote_validation();
        assert!(
            short.contains("Held against history")
                && short.contains("past cases")
                && short.contains("skill")
                && short.ends_with('.'),
            "{short}"
        );
    }
}
