//! Every input with what it rests on, and as it was drawn.

use indexmap::IndexMap;
use maud::{Markup, html};

use crate::analysis::{InputFigures, LEVELS, Summary};
use crate::quantity;
use crate::text::clean::clean;

use super::super::inputs::InputRow;
use super::super::words::join_list;
use super::tables::{Column, Entry, Grid};

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
            tally.assumed += usize::from(assumed(input));
            let word = if assumed(input) { "assumption" } else { input.confidence.trim() };
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
fn assumed(input: &InputRow) -> bool {
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
        (table(summary, rows).markup())
    }
}

fn table(summary: &Summary, rows: &[InputRow]) -> Grid {
    Grid {
        label: "Every input".to_owned(),
        caption: "Every input, with what it rests on".to_owned(),
        class: "inputs",
        id: "inputs-table",
        columns: vec![
            Column::words("Input"),
            Column::words("As written"),
            Column::figures("5%"),
            Column::figures("Median"),
            Column::figures("95%"),
            Column::words("Source"),
            Column::words("Confidence"),
            Column::words("Set in"),
        ],
        rows: rows.iter().map(|row| entries(row, summary.inputs.get(&row.path))).collect(),
    }
}

fn entries(row: &InputRow, figures: Option<&InputFigures>) -> Vec<Entry> {
    let known = row.p5 == row.p95;
    let quantile = |asked: &str, level: f64| {
        let at = LEVELS.iter().position(|l| *l == level);
        let figures = figures.zip(at).map(|(f, i)| (f.asked[i], quantity::format(f.drawn[i], f.dimension)));
        let drawn = figures.as_ref().map(|(_, drawn)| drawn);
        let shown = html! { (clean(asked)) @if let Some(drawn) = drawn { small { (drawn) } } };
        Entry::figure(shown, figures.map(|(asked, _)| asked))
    };
    let blank = || Entry::words(html! {});
    vec![
        Entry::words(html! { code { (breakable(&clean(&row.path))) } }),
        Entry::words(html! { span dir="auto" { (clean(&row.written)) } small { (clean(&row.family)) } }),
        if known { blank() } else { quantile(&row.p5, 0.05) },
        quantile(&row.p50, 0.5),
        if known { blank() } else { quantile(&row.p95, 0.95) },
        Entry::words(html! {
            span dir="auto" { (clean(&row.source)) }
            @if !row.note.is_empty() { small dir="auto" { (clean(&row.note)) } }
        }),
        Entry::words(html! { (clean(&row.confidence)) }),
        // As `check` does: the file, without the folders above it.
        Entry::words(html! { (clean(row.origin.rsplit(['/', '\\']).next().unwrap_or(&row.origin))) }),
    ]
}

/// A path that breaks between its names, where it must.
fn breakable(path: &str) -> Markup {
    html! { @for piece in path.split_inclusive(['.', '_']) { (piece) wbr; } }
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
        assert!(html.contains(&format!("2<small>{drawn}</small>")), "{html}");
    }
}
