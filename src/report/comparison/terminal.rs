//! A comparison for the terminal.

use super::dominance::dominances;
use super::narrative::{describe_same_runs, findings, name_value};
use super::unlike;
use crate::analysis::{Comparison, Estimate, Proportion, Side};
use crate::report::amounts::AmountUnit;
use crate::report::terminal::{join_parts, print_table, wrap_hanging, wrap_words};
use crate::report::warnings::print_warnings;
use crate::table::{Cell, Column, Table};
use crate::text::clean::clean;
use crate::text::numbers::{Figure, count, percent, probability};

/// The comparison in lines of at most `width` columns: how all stand to the first, and what the choices of each world do to one another.
pub(super) fn print_comparison(comparison: &Comparison, width: usize) -> String {
    let heading = format!(
        "{}, compared on the same random draws · {} simulations · seed {}",
        name_value(comparison),
        count(comparison.replications),
        comparison.seed
    );
    if comparison.is_of_unlike() {
        return print_unlike(comparison, width);
    }
    let (is_one_world, worlds) = (comparison.is_one_world(), comparison.worlds());
    let mut tables = vec![list_values(comparison, is_one_world), list_differences(comparison, 0, is_one_world)];
    // The first world's choices stand among the differences from the first already, in neutral words.
    let choices = worlds.iter().filter(|world| !is_one_world && world.len() > 1);
    tables.extend(choices.map(|world| list_differences(comparison, world[0], true)));
    let sentences = dominances(comparison).into_iter().chain(describe_same_runs(comparison));
    let sentences = sentences.map(|found| format!("{} {}", found.headline, found.detail));
    let sentences: String = sentences.map(|text| wrap_words(text.trim_end(), width) + "\n").collect();
    let tables = tables.iter().map(|table| print_table(table, width));
    let titles = comparison.sides.iter().filter(|side| !side.scenario.title.is_empty());
    let titles =
        titles.map(|side| wrap_hanging("  ", &clean(&format!("{}: {}", side.name(), side.scenario.title)), width));
    let heading = format!("{}\n{}", wrap_words(&heading, width), titles.collect::<String>());
    let parts = [heading].into_iter().chain(tables);
    join_parts(parts.chain([sentences, print_warnings(&comparison.warnings)]))
}

/// Different cases side by side.
fn print_unlike(comparison: &Comparison, width: usize) -> String {
    let sentences = findings(comparison).into_iter().map(|found| format!("{} {}", found.headline, found.detail));
    let sentences: String = sentences.map(|text| wrap_words(text.trim_end(), width) + "\n").collect();
    join_parts([print_table(&unlike::list_cases(comparison), width), sentences, print_warnings(&comparison.warnings)])
}

fn list_values(comparison: &Comparison, is_one_world: bool) -> Table {
    let best = |side: &Side| if is_one_world { side.best } else { side.highest() };
    let alone = |side: &Side| side.alone.map_or_else(|| best(side), |alone| alone[usize::from(is_one_world)]);
    let unit = find_unit(comparison.sides.iter().map(|side| &side.value));
    let rows = comparison.sides.iter().map(|side| {
        let mean = Cell::text(unit.write(side.value.mean.unwrap_or(f64::NAN)));
        let (best, alone) = (best(side), alone(side));
        let tied = best.probability - alone.probability;
        let mut row = row(side, &side.value, unit, mean, alone);
        row.push(Cell::share(tied).with_text(if tied > 0.0 { percent(tied, 0.001) } else { "–".to_owned() }));
        row
    });
    let word = if is_one_world { "best" } else { "highest" };
    let caption = format!(
        "In {}, at the start; in how many simulations none is worth more: alone, and tied",
        unit.name("dollars")
    );
    Table::new(caption, columns("", "mean", &format!("{word} alone")).chain([Column::right("tied")]), rows)
}

/// One unit for all estimates, without digits that the least sure of their means does not support.
fn find_unit<'e>(estimates: impl Iterator<Item = &'e Estimate> + Clone) -> AmountUnit {
    let error = estimates.clone().filter_map(|e| e.se).fold(0.0, f64::max);
    let means = estimates.filter_map(|e| e.mean);
    let greatest = means.clone().map(f64::abs).fold(0.0, f64::max);
    AmountUnit::of_values(means).no_finer_than(greatest, Some(error))
}

/// Differences from side `first`: of the choices in its world, or of all.
fn list_differences(comparison: &Comparison, first: usize, of_choices: bool) -> Table {
    let pairs = comparison.pairs.iter().filter(|pair| pair.first == first);
    let pairs = pairs.filter(|pair| !of_choices || comparison.is_of_choices(pair));
    let pairs: Vec<_> = pairs.collect();
    let unit = find_unit(pairs.iter().map(|pair| &pair.difference));
    let rows = pairs.into_iter().filter_map(|pair| {
        let side = comparison.sides.get(pair.second)?;
        let e = &pair.difference;
        let mean = Cell::text(unit.write_with_error(e.mean.unwrap_or(f64::NAN), e.se));
        let mut row = row(side, e, unit, mean, pair.second_higher);
        let noise = if of_choices { "too close to call" } else { "not measurable" };
        row.push(Cell::text(if pair.difference.is_noise() { noise } else { "" }));
        Some(row)
    });
    let name = comparison.sides.get(first).map(Side::name).unwrap_or_default();
    let odds = if of_choices { "better in" } else { "higher in" };
    let caption = format!("In {}; ± simulation error", unit.name("dollars"));
    Table::new(caption, columns(&format!("less {name}"), "mean ± error", odds).chain([Column::from("")]), rows)
}

fn columns(first: &str, mean: &str, last: &str) -> impl Iterator<Item = Column> {
    [Column::from(first)].into_iter().chain(["5%", "median", "95%", mean, last].map(Column::right))
}

fn row(side: &Side, e: &Estimate, unit: AmountUnit, mean: Cell, odds: Proportion) -> Vec<Cell> {
    let figures = [Figure::P5, Figure::P50, Figure::P95];
    let mut cells = vec![Cell::text(side.name())];
    cells.extend(figures.map(|which| Cell::text(unit.write(which.measure(e).value.unwrap_or(f64::NAN)))));
    cells.push(mean);
    cells.push(Cell::share(odds.probability).with_text(probability(odds)));
    cells
}
