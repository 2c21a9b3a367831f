//! A comparison for the terminal.

use super::narrative::dominances;
use crate::analysis::{Comparison, Estimate, Proportion, Side};
use crate::report::cells::{figure_cells, mean_cell};
use crate::report::terminal::{join_parts, print_table, wrap_words};
use crate::report::warnings::print_warnings;
use crate::table::{Cell, Column, Table};
use crate::text::clean::clean;
use crate::text::numbers::{Figure, count, probability};

/// The comparison in lines of at most `width` columns.
pub(super) fn print_comparison(comparison: &Comparison, width: usize) -> String {
    let what = comparison.home.as_ref().map_or("Value".to_owned(), |home| format!("Value outside {}", clean(home)));
    let heading = format!(
        "{what}, compared on the same random draws · {} replications · seed {}",
        count(comparison.replications),
        comparison.seed
    );
    let values = comparison.sides.iter().map(|side| row(side, &side.value, side.best));
    let differences = comparison.against_first().map(|(side, pair)| {
        let mut row = row(side, &pair.difference, pair.second_better);
        row.push(Cell::text(if pair.difference.is_noise() { "too close to call" } else { "" }));
        row
    });
    let first = comparison.sides.first().map(Side::name).unwrap_or_default();
    let tables = [
        Table::new("", columns("", "best in"), values),
        Table::new("", columns(&format!("less {first}"), "better in").chain([Column::from("")]), differences),
    ];
    let dominances = dominances(comparison).into_iter().map(|found| format!("{} {}", found.headline, found.detail));
    let dominances: String = dominances.map(|text| wrap_words(&text, width) + "\n").collect();
    let parts = [wrap_words(&heading, width) + "\n"].into_iter().chain(tables.map(|table| print_table(&table, width)));
    join_parts(parts.chain([dominances, print_warnings(&comparison.warnings)]))
}

fn columns(first: &str, last: &str) -> impl Iterator<Item = Column> {
    [Column::from(first)].into_iter().chain(["mean ± error", "5%", "median", "95%", last].map(Column::right))
}

fn row(side: &Side, e: &Estimate, odds: Proportion) -> Vec<Cell> {
    let mut cells = vec![Cell::text(side.name()), mean_cell(e)];
    cells.extend(figure_cells(e, [Figure::P5, Figure::P50, Figure::P95]));
    cells.push(Cell::share(odds.probability).with_text(probability(odds)));
    cells
}
