//! What is printed: tables that fit a terminal, and sentences wrapped between words.

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Width, presets};

use crate::table::{Alignment, Cell, Table};
use crate::text::clean::clean;

use super::narrative::Finding;
use super::page::Page;
use super::warnings::print_warnings;

/// Widest line where the width of the terminal is not known.
pub const COLUMNS: usize = 80;
/// Lines that a terminal shows at once, at the least.
const SCREEN: usize = 20;
/// Columns of a terminal that a column of words has at least where it is longer.
const LEAST_WORDS: usize = 16;
/// Columns between two columns of a table.
const GAP: usize = 2;

/// A table in lines of at most `width` columns, its caption above it. Words are wrapped where they must be; columns of figures that
/// do not fit stand below, with the names of their rows again.
pub fn print_table(table: &Table, width: usize) -> String {
    let texts = write_cells(table);
    let (words, blocks) = arrange_columns(table, &texts, width);
    let print_block = |figures: Vec<usize>| {
        let mut printed = comfy_table::Table::new();
        printed.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
        printed.set_width(u16::try_from(width).unwrap_or(u16::MAX));
        let columns: Vec<usize> = words.iter().copied().chain(figures).collect();
        printed.set_header(columns.iter().map(|&column| clean(&table.columns[column].name)));
        for row in &texts {
            printed.add_row(columns.iter().map(|&column| row.get(column).map_or("", String::as_str)));
        }
        for (column, printed) in columns.into_iter().zip(printed.column_iter_mut()) {
            printed.set_padding((0, GAP as u16));
            if table.align_column(column) == Alignment::Right {
                let fixed = u16::try_from(measure_column(table, &texts, column) + GAP).unwrap_or(u16::MAX);
                printed.set_cell_alignment(CellAlignment::Right);
                printed.set_constraint(ColumnConstraint::Absolute(Width::Fixed(fixed)));
            } else {
                // Headings are broken between words only, and so are cells but for their very long words.
                let heading = table.columns[column].name.split_whitespace().map(count_columns);
                let cells = texts.iter().filter_map(|row| row.get(column)).flat_map(|text| text.split_whitespace());
                let words = heading.chain(cells.map(count_columns).filter(|&word| word <= LEAST_WORDS));
                let least = u16::try_from(words.max().unwrap_or(0) + GAP).unwrap_or(u16::MAX);
                printed.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(least)));
            }
        }
        printed.trim_fmt()
    };
    let caption = Some(wrap_words(&clean(&table.caption), width)).filter(|_| !table.caption.is_empty());
    caption.into_iter().chain(blocks.into_iter().map(print_block)).collect::<Vec<_>>().join("\n") + "\n"
}

/// A table with some of its columns, in the order given.
pub(super) fn pick_columns(table: &Table, columns: &[usize]) -> Table {
    let pick = |row: &Vec<Cell>| columns.iter().filter_map(|&column| row.get(column).cloned()).collect();
    Table {
        caption: table.caption.clone(),
        columns: columns.iter().filter_map(|&column| table.columns.get(column).cloned()).collect(),
        rows: table.rows.iter().map(pick).collect(),
        totals: table.totals,
    }
}

/// A table without what stands under its cells elsewhere, such as intervals.
pub(super) fn drop_details(mut table: Table) -> Table {
    table.rows.iter_mut().flatten().for_each(|cell| cell.detail.clear());
    table
}

/// Whether a table can be printed in so many columns of a terminal without being divided.
pub(super) fn fits(table: &Table, width: usize) -> bool {
    arrange_columns(table, &write_cells(table), width).1.len() < 2
}

fn write_cells(table: &Table) -> Vec<Vec<String>> {
    table.rows.iter().map(|row| row.iter().map(print_cell).collect()).collect()
}

/// Columns of a terminal that a column takes: its longest cell, or the longest word of its heading.
fn measure_column(table: &Table, texts: &[Vec<String>], column: usize) -> usize {
    let cells = texts.iter().filter_map(|row| row.get(column)).map(|text| count_columns(text));
    let names = table.columns[column].name.split_whitespace().map(count_columns);
    cells.chain(names).max().unwrap_or(0)
}

/// The columns of words, and the blocks of columns of figures that fit beside them.
fn arrange_columns(table: &Table, texts: &[Vec<String>], width: usize) -> (Vec<usize>, Vec<Vec<usize>>) {
    let columns = 0..table.columns.len();
    let (words, figures): (Vec<usize>, Vec<usize>) =
        columns.partition(|&column| table.align_column(column) == Alignment::Left);
    let width_of = |column: usize| measure_column(table, texts, column);
    let least: usize = words.iter().map(|&column| width_of(column).min(LEAST_WORDS) + GAP).sum();
    let mut blocks: Vec<Vec<usize>> = vec![Vec::new()];
    let mut used = least;
    for column in figures {
        if used + width_of(column) > width && used > least {
            blocks.push(Vec::new());
            used = least;
        }
        used += width_of(column) + GAP;
        blocks.last_mut().into_iter().for_each(|block| block.push(column));
    }
    (words, blocks)
}

/// A cell with what stands under it elsewhere, such as `71% (2% to 96%)`.
fn print_cell(cell: &Cell) -> String {
    let text = clean(&cell.write());
    if cell.detail.is_empty() { text } else { format!("{text} ({})", clean(&cell.detail)) }
}

/// A text in lines of at most so many columns, broken between words.
pub(super) fn wrap_words(text: &str, width: usize) -> String {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let used = lines.last().map_or(0, |line| count_columns(line));
        if used > 0 && used + 1 + count_columns(word) > width {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            *line += if line.is_empty() { "" } else { " " };
            *line += word;
        }
    }
    lines.join("\n")
}

/// A text behind `head`, its further lines under where it begins.
pub(super) fn wrap_hanging(head: &str, text: &str, width: usize) -> String {
    let indent = count_columns(head);
    let wrapped = wrap_words(text, width.saturating_sub(indent));
    let line = |(number, line): (usize, &str)| match number {
        0 => format!("{head}{line}\n"),
        _ => format!("{}{line}\n", " ".repeat(indent)),
    };
    wrapped.lines().enumerate().map(line).collect()
}

/// The same with two blanks before each line.
pub(super) fn indent_words(text: &str, width: usize) -> String {
    wrap_words(text, width.saturating_sub(2)).lines().map(|line| format!("  {line}\n")).collect()
}

/// Columns that a text takes on a terminal; East Asian characters take two.
pub(super) fn count_columns(text: &str) -> usize {
    let wide = |c: char| matches!(u32::from(c), 0x1100..=0x115F | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0xFE30..=0xFE6F | 0xFF00..=0xFF60 | 0x1F300..=0x1FAFF | 0x20000..=0x3FFFD);
    text.chars().map(|c| 1 + usize::from(wide(c))).sum()
}

impl Page {
    /// Title, findings and warnings in lines of at most `width` columns.
    pub(super) fn print(&self, width: usize) -> String {
        let mut text =
            format!("{}\n{}\n", wrap_words(&clean(&self.title), width), wrap_words(&clean(&self.scope), width));
        for Finding { headline, detail } in &self.findings {
            text += &format!("\n{}\n", wrap_words(&clean(headline), width));
            if !detail.is_empty() {
                text += &indent_words(&clean(detail), width);
            }
        }
        join_parts([text, print_warnings(&self.warnings)])
    }

    /// What is printed, with what was found first at its end too, unless that can still be read without scrolling.
    pub(super) fn end_with_answer(&self, text: String, width: usize) -> String {
        let Some(answer) = self.findings.first().map(|found| wrap_words(&clean(&found.headline), width)) else {
            return text;
        };
        match text.find(&answer) {
            Some(place) if text[place..].lines().count() <= SCREEN => text,
            _ => join_parts([text, answer + "\n"]),
        }
    }
}

/// Parts of what is printed with an empty line between, but for those that are empty.
pub(super) fn join_parts(parts: impl IntoIterator<Item = String>) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Column;

    #[test]
    fn figures_that_do_not_fit_stand_below_with_their_rows_again() {
        let names = (0..9).map(|i| Column::right(format!("column {i}")));
        let row =
            |name: &str| [Cell::text(name)].into_iter().chain((0..9).map(|i| Cell::count(1_000_000 + i))).collect();
        let table =
            Table::new("So many", [Column::from("row")].into_iter().chain(names), [row("first"), row("second")]);
        let text = print_table(&table, 60);
        assert!(text.lines().all(|line| count_columns(line) <= 60), "{text}");
        assert!(text.starts_with("So many\n"));
        assert_eq!([text.matches("first").count(), text.matches("1,000,008").count()], [3, 2], "{text}");
    }

    #[test]
    fn columns_are_picked_and_details_dropped() {
        let row = vec![Cell::text("a"), Cell::share(0.5).with_detail("(40–60%)"), Cell::count(3)];
        let table = Table::new("Caption", ["name", "share", "count"], [row]);
        let picked = drop_details(pick_columns(&table, &[2, 1, 7]));
        assert_eq!(print_table(&picked, 40), "Caption\ncount  share\n    3  50.0%\n");
    }

    #[test]
    fn a_long_text_ends_with_the_answer_and_a_short_one_does_not_say_it_twice() {
        let page = Page { findings: vec![Finding::new("Sell: it is worth the most.", "")], ..Page::default() };
        let short = page.print(40);
        assert_eq!(page.end_with_answer(short.clone(), 40), short);
        let long = page.end_with_answer(short + &"a row\n".repeat(30), 40);
        assert!(long.ends_with("a row\n\nSell: it is worth the most.\n"), "{long}");
        assert_eq!(Page::default().end_with_answer("text\n".to_owned(), 40), "text\n");
    }

    #[test]
    fn words_are_wrapped_between_words_and_long_ones_are_not_lost() {
        let table = Table::new("", ["a", "b"], [vec![Cell::text("word ".repeat(30)), Cell::text("x".repeat(90))]]);
        let text = print_table(&table, 40);
        assert!(text.lines().all(|line| count_columns(line) <= 40), "{text}");
        assert_eq!([text.matches("word").count(), text.matches('x').count()], [30, 90], "{text}");
        assert_eq!(wrap_words("aa bb cc", 5), "aa bb\ncc");
    }
}
