//! A comparison for the terminal.

use super::narrative::{describe_same_runs, dominances, name_value};
use crate::analysis::{Comparison, Estimate, Proportion, Side};
use crate::report::cells::{figure_cells, mean_cell};
use crate::report::terminal::{join_parts, print_table, wrap_words};
use crate::report::warnings::print_warnings;
use crate::table::{Cell, Column, Table};
use crate::text::numbers::{Figure, count, probability};

/// The comparison in lines of at most `width` columns: how all stand to the first, and what the choices of each world do to one another.
pub(super) fn print_comparison(comparison: &Comparison, width: usize) -> String {
    let heading = format!(
        "{}, compared on the same random draws · {} replications · seed {}",
        name_value(comparison),
        count(comparison.replications),
        comparison.seed
    );
    let (is_one_world, worlds) = (comparison.is_one_world(), comparison.worlds());
    let mut tables = vec![list_values(comparison, is_one_world), list_differences(comparison, 0, is_one_world)];
    // The first world's choices stand among the differences from the first already, in neutral words.
    let choices = worlds.iter().filter(|world| !is_one_world && world.len() > 1);
    tables.extend(choices.map(|world| list_differences(comparison, world[0], true)));
    let sentences = dominances(comparison).into_iter().chain(describe_same_runs(comparison));
    let sentences = sentences.map(|found| format!("{} {}", found.headline, found.detail));
    let sentences: String = sentences.map(|text| wrap_words(text.trim_end(), width) + "\n").collect();
    let tables = tables.iter().map(|table| print_table(table, width));
    let parts = [wrap_words(&heading, width) + "\n"].into_iter().chain(tables);
    join_parts(parts.chain([sentences, print_warnings(&comparison.warnings)]))
}

fn list_values(comparison: &Comparison, is_one_world: bool) -> Table {
    let odds = |side: &Side| if is_one_world { side.best } else { side.highest() };
    let rows = comparison.sides.iter().map(|side| row(side, &side.value, odds(side)));
    Table::new("", columns("", if is_one_world { "best in" } else { "highest in" }), rows)
}

/// Differences from side `first`: of the choices in its world, or of all.
fn list_differences(comparison: &Comparison, first: usize, of_choices: bool) -> Table {
    let pairs = comparison.pairs.iter().filter(|pair| pair.first == first);
    let pairs = pairs.filter(|pair| !of_choices || comparison.is_of_choices(pair));
    let rows = pairs.filter_map(|pair| {
        let mut row = row(comparison.sides.get(pair.second)?, &pair.difference, pair.second_higher);
        let noise = if of_choices { "too close to call" } else { "not measurable" };
        row.push(Cell::text(if pair.difference.is_noise() { noise } else { "" }));
        Some(row)
    });
    let name = comparison.sides.get(first).map(Side::name).unwrap_or_default();
    let odds = if of_choices { "better in" } else { "higher in" };
    Table::new("", columns(&format!("less {name}"), odds).chain([Column::from("")]), rows)
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
