//! Tables of a page: each scrolls inside its frame, can be reached by the keyboard, and is sorted by its headings.

use maud::{Markup, html};

use crate::table::{Alignment, Cell, Table};
use crate::text::clean::clean;

/// A table in the making.
pub(in crate::report) struct Grid {
    /// What it is, for those who cannot see where it stands.
    pub(in crate::report) label: String,
    /// What stands above it.
    pub(in crate::report) caption: String,
    /// Class of its looks.
    pub(in crate::report) class: &'static str,
    /// Identifier, empty where nothing refers to it.
    pub(in crate::report) id: &'static str,
    /// Headings.
    pub(in crate::report) columns: Vec<Column>,
    /// Rows; the first cell of each is its heading.
    pub(in crate::report) rows: Vec<Vec<Entry>>,
}

/// A column.
pub(in crate::report) struct Column {
    word: String,
    text: bool,
}

impl Column {
    /// A column of figures.
    pub(in crate::report) fn figures(word: &str) -> Self {
        Self { word: word.to_owned(), text: false }
    }

    /// A column of words.
    pub(in crate::report) fn words(word: &str) -> Self {
        Self { word: word.to_owned(), text: true }
    }
}

/// A cell.
pub(in crate::report) struct Entry {
    shown: Markup,
    value: Option<f64>,
}

impl Entry {
    /// A figure, with the value by which it is sorted.
    pub(in crate::report) fn figure(shown: Markup, value: Option<f64>) -> Self {
        Self { shown, value: value.filter(|v| v.is_finite()) }
    }

    /// Words.
    pub(in crate::report) fn words(shown: Markup) -> Self {
        Self { shown, value: None }
    }

    /// Words of the user.
    pub(in crate::report) fn name(text: &str) -> Self {
        Self::words(html! { bdi { (clean(text)) } })
    }

    /// Nothing is known.
    pub(in crate::report) fn missing() -> Self {
        Self::words(html! { "–" })
    }
}

impl Grid {
    /// The table of figures behind a chart.
    pub(in crate::report) fn behind(title: &str, table: &Table) -> Self {
        let text = |i: usize| table.align_column(i) == Alignment::Left;
        let columns =
            table.columns.iter().enumerate().map(|(i, column)| Column { word: clean(&column.name), text: text(i) });
        let entry = |cell: &Cell| Entry::figure(html! { (clean(&cell.write())) }, cell.as_figure());
        Self {
            label: format!("Figures: {title}"),
            caption: table.caption.clone(),
            class: if table.columns.len() < 4 { "narrow" } else { "" },
            id: "",
            columns: columns.collect(),
            rows: table.rows.iter().map(|row| row.iter().map(entry).collect()).collect(),
        }
    }

    /// The table in its frame.
    pub(in crate::report) fn markup(&self) -> Markup {
        let class = |i: usize| self.columns.get(i).filter(|c| c.text).map(|_| "text");
        html! {
            div.scroll tabindex="0" role="region" aria-label=(clean(&self.label)) {
                table class=[Some(self.class).filter(|c| !c.is_empty())] id=[Some(self.id).filter(|i| !i.is_empty())] data-sort {
                    caption dir="auto" { (clean(&self.caption)) }
                    thead { tr { @for (i, column) in self.columns.iter().enumerate() {
                        @if column.word.is_empty() { td {} } @else { th scope="col" class=[class(i)] { (column.word) } }
                    } } }
                    tbody { @for row in &self.rows { tr { @for (i, entry) in row.iter().enumerate() {
                        @let value = entry.value.map(short);
                        @if i == 0 { th scope="row" class=[class(i)] data-value=[value] { (entry.shown) } }
                        @else { td class=[class(i)] data-value=[value] { (entry.shown) } }
                    } } } }
                }
            }
        }
    }
}

/// Seven digits of a number, as short as a script can read them: enough to sort by.
fn short(value: f64) -> String {
    let rounded: f64 = format!("{value:.6e}").parse().unwrap_or(value);
    let (plain, scientific) = (rounded.to_string(), format!("{rounded:e}"));
    if scientific.len() < plain.len() { scientific } else { plain }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_to_sort_by_are_short() {
        let written = [0.0, 1.0, -4_609_236_854.396_921, 0.1032, 1e-9, 12_345_678.0].map(short);
        assert_eq!(written, ["0", "1", "-4609237000", "0.1032", "1e-9", "12345680"]);
    }

    #[test]
    fn missing_has_no_value_and_words_stand_left() {
        let table = Table::new(
            "<c>",
            ["Part", "Figure"],
            vec![vec![Cell::text("a"), Cell::figure("1%", 0.01)], vec![Cell::text("b"), Cell::MISSING]],
        );
        let markup = Grid::behind("t", &table).markup().into_string();
        assert!(markup.contains("<td data-value=\"0.01\">1%</td>") && markup.contains("<td>–</td>"), "{markup}");
        assert!(markup.contains("<th scope=\"row\" class=\"text\">a</th>") && markup.contains("&lt;c&gt;"));
    }
}
