//! Tables of a page: each scrolls inside its frame, can be reached by the keyboard, and is sorted by its headings.

use maud::{Markup, html};

use crate::table::{Alignment, Cell, Table, Value};
use crate::text::clean::clean;

/// Tables of fewer columns are no wider than they need.
const NARROW: usize = 4;
/// Tables of as many are set smaller on paper.
const MANY: usize = 9;

/// A table under its heading.
pub(in crate::report) fn render_section(heading: &str, table: &Table) -> Markup {
    html! { h3 { (clean(heading)) } (render_table(heading, table)) }
}

/// A table in its frame; `label` says what it is to those who cannot see where it stands.
pub(in crate::report) fn render_table(label: &str, table: &Table) -> Markup {
    let class = match table.columns.len() {
        columns if columns < NARROW => "narrow",
        columns if columns >= MANY => "many",
        _ => "",
    };
    render_table_as(label, table, class, "")
}

/// The same with a class of its own, and an identifier where something refers to it.
pub(in crate::report) fn render_table_as(label: &str, table: &Table, class: &str, id: &str) -> Markup {
    let alignments: Vec<Option<&str>> = (0..table.columns.len())
        .map(|column| (table.align_column(column) == Alignment::Left).then_some("text"))
        .collect();
    html! {
        div.scroll tabindex="0" role="region" aria-label=(clean(label)) {
            table class=[Some(class).filter(|c| !c.is_empty())] id=[Some(id).filter(|i| !i.is_empty())] data-sort {
                caption dir="auto" { (clean(&table.caption)) }
                thead { tr { @for (column, class) in table.columns.iter().zip(&alignments) {
                    @if column.name.is_empty() { td {} } @else { th scope="col" class=[*class] { (clean(&column.name)) } }
                } } }
                @let (rows, totals) = table.split_totals();
                tbody { @for row in rows { (render_row(row, &alignments)) } }
                // A body of its own is not sorted with the others.
                @if !totals.is_empty() { tbody { @for row in totals { (render_row(row, &alignments)) } } }
            }
        }
    }
}

fn render_row(row: &[Cell], classes: &[Option<&str>]) -> Markup {
    html! {
        tr { @for (i, (cell, class)) in row.iter().zip(classes).enumerate() {
            @let value = cell.as_figure().map(shorten_value);
            @if i == 0 { th scope="row" class=[*class] data-value=[value] { (render_cell(cell)) } }
            @else { td class=[*class] data-value=[value] { (render_cell(cell)) } }
        } }
    }
}

fn render_cell(cell: &Cell) -> Markup {
    let text = clean(&cell.write());
    html! {
        @match &cell.value {
            // A path breaks between its names, where it must.
            Value::Path(_) => code { @for piece in text.split_inclusive(['.', '_']) { (piece) wbr; } },
            // Words of another direction stay among themselves.
            Value::Text(words) if !words.is_ascii() => bdi { (text) },
            _ => (text),
        }
        @if !cell.detail.is_empty() { small dir="auto" { (clean(&cell.detail)) } }
    }
}

/// Seven digits of a number, as short as a script can read them: enough to sort by.
fn shorten_value(value: f64) -> String {
    let rounded: f64 = format!("{value:.6e}").parse().unwrap_or(value);
    let (plain, scientific) = (rounded.to_string(), format!("{rounded:e}"));
    if scientific.len() < plain.len() { scientific } else { plain }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_to_sort_by_are_short() {
        let written = [0.0, 1.0, -4_609_236_854.396_921, 0.1032, 1e-9, 12_345_678.0].map(shorten_value);
        assert_eq!(written, ["0", "1", "-4609237000", "0.1032", "1e-9", "12345680"]);
    }

    #[test]
    fn missing_has_no_value_and_words_stand_left() {
        let rows = vec![
            vec![Cell::text("a"), Cell::figure("1%", 0.01).with_detail("<0 to 2%")],
            vec![Cell::text("<b>"), Cell::MISSING],
            vec![Cell::path("us.arpu"), Cell::MISSING],
        ];
        let markup = render_table("t", &Table::new("<c>", ["Part", "Figure"], rows)).into_string();
        let figure = "<td data-value=\"0.01\">1%<small dir=\"auto\">&lt;0 to 2%</small></td>";
        assert!(markup.contains(figure) && markup.contains("<td>–</td>"), "{markup}");
        assert!(markup.contains("<th scope=\"row\" class=\"text\">a</th>") && markup.contains("&lt;c&gt;"));
        assert!(markup.contains("&lt;b&gt;") && markup.contains("<code>us.<wbr>arpu<wbr></code>"), "{markup}");
    }
}
