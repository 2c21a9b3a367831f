//! What is printed: tables that fit a terminal, sentences wrapped between words, and the main figures of a run.

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Width, presets};

use crate::analysis::{Proportion, Summary};
use crate::simulation::catalogue;
use crate::table::{Alignment, Cell, Column, Table};
use crate::text::clean::clean;
use crate::text::numbers::{Figure, count, error_of, is_told, last_place, number};
use crate::text::states::STATES;

use super::cells::{figure_cells, mean_cell, median_cell};
use super::narrative::{Finding, describe_gain, describe_goal, describe_precision, ends, home};
use super::page::Page;
use super::warnings::print_warnings;

/// Widest line where the width of the terminal is not known.
pub const COLUMNS: usize = 80;
/// Columns of a terminal that a column of words has at least where it is longer.
const LEAST_WORDS: usize = 16;
/// Columns between two columns of a table.
const GAP: usize = 2;

/// A table in lines of at most `width` columns, its caption above it. Words are wrapped where they must be; columns of figures that
/// do not fit stand below, with the names of their rows again.
pub fn print_table(table: &Table, width: usize) -> String {
    let texts: Vec<Vec<String>> = table.rows.iter().map(|row| row.iter().map(print_cell).collect()).collect();
    let columns = 0..table.columns.len();
    let (words, figures): (Vec<usize>, Vec<usize>) =
        columns.partition(|&column| table.align_column(column) == Alignment::Left);
    let width_of = |column: usize| {
        let cells = texts.iter().filter_map(|row| row.get(column)).map(|text| count_columns(text));
        let names = table.columns[column].name.split_whitespace().map(count_columns);
        cells.chain(names).max().unwrap_or(0)
    };
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
                let fixed = u16::try_from(width_of(column) + GAP).unwrap_or(u16::MAX);
                printed.set_cell_alignment(CellAlignment::Right);
                printed.set_constraint(ColumnConstraint::Absolute(Width::Fixed(fixed)));
            } else {
                // Headings are broken between words only.
                let words = table.columns[column].name.split_whitespace().map(count_columns);
                let least = u16::try_from(words.max().unwrap_or(0) + GAP).unwrap_or(u16::MAX);
                printed.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(least)));
            }
        }
        printed.trim_fmt()
    };
    let caption = Some(wrap_words(&clean(&table.caption), width)).filter(|_| !table.caption.is_empty());
    caption.into_iter().chain(blocks.into_iter().map(print_block)).collect::<Vec<_>>().join("\n") + "\n"
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
}

/// Parts of what is printed with an empty line between, but for those that are empty.
pub(super) fn join_parts(parts: impl IntoIterator<Item = String>) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
}

/// The main figures of a run, each with how sure it is, in lines of at most `width` columns.
pub fn print_summary(summary: &Summary, width: usize) -> String {
    let s = &summary.scenario;
    let (replications, seed) = (count(summary.replications), summary.seed);
    let scope =
        format!("{} · strategy {} · {replications} replications · seed {seed}", clean(&s.name), clean(&s.strategy));
    let head = format!("{}\n{}\n", wrap_words(&clean(&s.title), width), wrap_words(&scope, width));
    let notes = [
        describe_precision(summary),
        describe_gain(summary),
        describe_goal(summary).map(|text| format!("Asked for: {text}.")),
    ];
    let notes = notes.into_iter().flatten().map(|note| wrap_words(&note, width) + "\n");
    let tables = [totals(summary), markets(summary), outcomes(summary)].map(|table| print_table(&table, width));
    let parts = [head].into_iter().chain(tables).chain(notes).chain([print_warnings(&summary.warnings)]);
    join_parts(parts)
}

fn totals(summary: &Summary) -> Table {
    let home = home(summary);
    let row = |figure: &catalogue::Figure| {
        let e = summary.estimate(figure).filter(|e| is_told(figure, e))?;
        let quantiles = figure_cells(e, [Figure::P5, Figure::P50, Figure::P95]);
        Some([Cell::text(figure.heading(home.as_deref())), mean_cell(e)].into_iter().chain(quantiles).collect())
    };
    let figures = ["mean ± error", "5%", "median", "95%"].map(Column::right);
    let rows = catalogue::listed_company(home.is_some()).filter_map(row);
    Table::new("", [Column::from("")].into_iter().chain(figures), rows)
}

fn markets(summary: &Summary) -> Table {
    let rows = summary.markets.values().map(|m| {
        vec![Cell::text(&*m.name), mean_cell(&m.value), median_cell(&m.retention), median_cell(&m.vs_baseline)]
    });
    let figures = ["value ± error", "users kept", "of the baseline"].map(Column::right);
    let caption = "Users: median (5% to 95%), of those at the start and of the baseline";
    Table::new(caption, [Column::from("market")].into_iter().chain(figures), rows)
}

/// How each market ends: a column for each state that occurs.
fn outcomes(summary: &Summary) -> Table {
    let occurs = |key: &str| summary.markets.values().any(|m| ends(m, key).probability > 0.0);
    let seen: Vec<_> = STATES.iter().filter(|state| occurs(state.key)).collect();
    let rows = summary.markets.values().map(|market| {
        let cell = |p: Proportion| Cell::share(p.probability).with_text(write_percent(p));
        [Cell::text(&*market.name)].into_iter().chain(seen.iter().map(|state| cell(ends(market, state.key)))).collect()
    });
    let states = seen.iter().map(|state| Column::right(state.word));
    Table::new("Outcomes: % of simulations ± error", [Column::from("market")].into_iter().chain(states), rows)
}

/// A probability in percent with its error, such as `28.0±0.4`.
fn write_percent(p: Proportion) -> String {
    let error = error_of(p);
    match p.probability {
        share if share <= 0.0 => return "–".to_owned(),
        share if share < 0.0005 => return "<0.1".to_owned(),
        share if share >= 1.0 => return "100".to_owned(),
        _ => {}
    }
    let place = last_place(p.probability, Some(error)).clamp(0.001, 0.1) * 100.0;
    let sure = if error > 0.0 { format!("±{}", number(error.max(0.0005) * 100.0, place)) } else { String::new() };
    format!("{}{sure}", number(p.probability * 100.0, place))
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
            let text = print_summary(&summary, COLUMNS);
            assert!(text.lines().all(|l| count_columns(l) <= COLUMNS), "{text}");
            assert!(text.contains("$63.2bn ± 0.2"));
            let ends: Vec<usize> = text
                .lines()
                .filter(|l| l.contains('±') && l.contains('$') && l.ends_with("bn") && l.contains("  "))
                .map(count_columns)
                .collect();
            assert!(ends.len() == 7 && ends.iter().all(|e| *e == ends[0]), "{text}");
        }
    }

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
    fn words_are_wrapped_between_words_and_long_ones_are_not_lost() {
        let table = Table::new("", ["a", "b"], [vec![Cell::text("word ".repeat(30)), Cell::text("x".repeat(90))]]);
        let text = print_table(&table, 40);
        assert!(text.lines().all(|line| count_columns(line) <= 40), "{text}");
        assert_eq!([text.matches("word").count(), text.matches('x').count()], [30, 90], "{text}");
        assert_eq!(wrap_words("aa bb cc", 5), "aa bb\ncc");
    }
}
