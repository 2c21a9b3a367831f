//! Every input with what it rests on, and as it was drawn.

use indexmap::IndexMap;
use maud::{Markup, html};

use crate::analysis::{InputFigures, LEVELS, Summary};
use crate::quantity;
use crate::table::{Cell, Table};
use crate::text::clean::clean;

use super::super::inputs::InputRow;
use super::super::words::join_list;
use super::tables::render_table_as;

/// So many ratings are told one by one.
const RATINGS: usize = 4;

/// How many inputs rest on what.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Tally {
    /// Inputs that are not known values.
    pub(super) uncertain: usize,
    /// Of those, the ones that no source stands behind.
    pub(super) assumed: usize,
    /// Uncertain inputs by how far their source is trusted, most frequent first.
    confidence: Vec<(String, usize)>,
}

impl Tally {
    /// Counts.
    pub(super) fn of(inputs: &[InputRow]) -> Self {
        let mut by: IndexMap<String, usize> = IndexMap::new();
        let mut tally = Self::default();
        // One that varies within the digits shown is uncertain all the same; without a family, the digits decide.
        let known =
            |i: &&InputRow| if i.family.is_empty() { i.p5 == i.p95 } else { i.family.starts_with("known value") };
        for input in inputs.iter().filter(|i| !known(i)) {
            tally.uncertain += 1;
            tally.assumed += usize::from(is_assumed(input));
            let word = if is_assumed(input) { "assumption" } else { input.confidence.trim() };
            *by.entry(clean(if word.is_empty() { "not rated" } else { word })).or_default() += 1;
        }
        tally.confidence = by.into_iter().collect();
        tally.confidence.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        tally
    }

    fn headline(&self) -> String {
        let rest = |n: usize| if n == 1 { "names a source" } else { "name a source" };
        let are = |n: usize| if n == 1 { "is an assumption" } else { "are assumptions" };
        let sourced = self.uncertain - self.assumed;
        format!(
            "Of {} uncertain inputs {sourced} {}, {} {}.",
            self.uncertain,
            rest(sourced),
            self.assumed,
            are(self.assumed)
        )
    }
}

/// Whether nothing but a judgement stands behind an input.
fn is_assumed(input: &InputRow) -> bool {
    let (source, confidence) = (input.source.trim().to_lowercase(), input.confidence.trim().to_lowercase());
    let none = ["", "-", "–", "—", "?", "n/a", "na", "none", "unknown", "tbd", "todo", "placeholder"];
    let own = ["assum", "guess", "own ", "our ", "my ", "estimate", "judgement", "judgment", "opinion", "expert"];
    none.contains(&source.as_str())
        || own.iter().any(|word| source.starts_with(word))
        || confidence.starts_with("assum")
}

/// The section; `chart` stands between what is counted and the table.
pub(super) fn inputs(summary: &Summary, rows: &[InputRow], chart: &Markup) -> Markup {
    if rows.is_empty() {
        return html! {
            p { "The inputs were not saved with these results; " code { "run.toml" } " holds them." }
            (chart)
        };
    }
    let tally = Tally::of(rows);
    let mut rated: Vec<String> = tally.confidence.iter().take(RATINGS).map(|(word, n)| format!("{n} {word}")).collect();
    let others: usize = tally.confidence.iter().skip(RATINGS).map(|(_, n)| n).sum();
    if others > 0 {
        rated.push(format!("{others} rated otherwise"));
    }
    html! {
        p.tally { (tally.headline()) }
        @if !rated.is_empty() { p.note dir="auto" { "By confidence: " (join_list(&rated)) ". The other " (rows.len() - tally.uncertain) " inputs are known values." } }
        p.note {
            "Under a quantile asked for stands what was drawn in this run. Known values have no spread, and what is drawn afresh at each \
             use has no draws to compare."
        }
        (chart)
        div.filter {
            label for="filter-inputs" { "Show inputs that hold" }
            input id="filter-inputs" type="search" data-filter="inputs-table" autocomplete="off" placeholder="us arpu, assumption, …";
            output for="filter-inputs" aria-live="polite" {}
        }
        (render_table_as("Every input", &table(summary, rows), "inputs", "inputs-table"))
    }
}

fn table(summary: &Summary, rows: &[InputRow]) -> Table {
    Table::new(
        "Every input, with what it rests on",
        ["Input", "As written", "5%", "Median", "95%", "Source", "Confidence", "Set in"],
        rows.iter().map(|row| input_cells(row, summary.inputs.get(&row.path))),
    )
}

fn input_cells(row: &InputRow, figures: Option<&InputFigures>) -> Vec<Cell> {
    let is_known = row.p5 == row.p95;
    let quantile = |asked: &str, level: f64| {
        let at = LEVELS.iter().position(|l| *l == level);
        let figures = figures.zip(at).map(|(f, i)| (f.asked[i], quantity::format(f.drawn[i], f.dimension)));
        figures.map_or_else(|| Cell::text(asked), |(value, drawn)| Cell::figure(asked, value).with_detail(drawn))
    };
    let end = |asked: &str, level: f64| if is_known { Cell::text("") } else { quantile(asked, level) };
    // As `check` does: the file, without the folders above it.
    let file = row.origin.rsplit(['/', '\\']).next().unwrap_or(&row.origin);
    vec![
        Cell::path(&*row.path),
        Cell::text(&*row.written).with_detail(&*row.family),
        end(&row.p5, 0.05),
        quantile(&row.p50, 0.5),
        end(&row.p95, 0.95),
        Cell::text(&*row.source).with_detail(&*row.note),
        Cell::text(&*row.confidence),
        Cell::text(file),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(source: &str, confidence: &str, p95: &str) -> InputRow {
        let owned = |s: &str| s.to_owned();
        InputRow {
            source: owned(source),
            confidence: owned(confidence),
            p5: owned("1"),
            p95: owned(p95),
            ..InputRow::default()
        }
    }

    #[test]
    fn what_rests_on_a_source_is_counted() {
        let rows = [
            row("S1", "found-in-source", "2"),
            row("S1", "", "2"),
            row("assumption", "assumption", "2"),
            row("S2", "Assumption", "2"),
            row("", "", "2"),
            row("S3", "high", "1"),
        ];
        let tally = Tally::of(&rows);
        assert_eq!(tally.headline(), "Of 5 uncertain inputs 2 name a source, 3 are assumptions.");
        assert_eq!(tally.confidence[0], ("assumption".to_owned(), 3));
        assert_eq!(tally.confidence.iter().map(|c| c.1).sum::<usize>(), tally.uncertain);
    }

    #[test]
    fn draws_stand_under_what_was_asked_for() {
        let summary = crate::charts::sample::summary();
        let mut input = row("S1", "high", "2");
        input.path = "markets.m1.arpu".to_owned();
        let html = inputs(&summary, &[input], &html! {}).into_string();
        let drawn =
            quantity::format(summary.inputs["markets.m1.arpu"].drawn[4], summary.inputs["markets.m1.arpu"].dimension);
        assert!(html.contains(&format!("2<small dir=\"auto\">{drawn}</small>")), "{html}");
    }
}
