//! The page of a comparison.

use super::narrative::{findings, name, name_strategy};
use super::unlike;
use crate::analysis::{Comparison, Estimate, Pair, Proportion, Side, SideMarket};
use crate::charts::Chart;
use crate::report::cells::{figure_cells, mean_cell};
use crate::report::method::write_method;
use crate::report::page::{Page, Section, key_figure};
use crate::report::words::join_list;
use crate::table::{Cell, Column, Table};
use crate::text::numbers::{Figure, count, day, interval, probability};

/// The page.
pub(super) fn page(comparison: &Comparison, charts: &[Chart]) -> Page {
    let names: Vec<String> = comparison.sides.iter().map(name).collect();
    let has_choices = comparison.pairs.iter().any(|pair| comparison.is_of_choices(pair));
    let (replications, levels) = (count(comparison.replications), comparison.grid.len().to_string());
    let is_of_unlike = comparison.is_of_unlike();
    let tables = if is_of_unlike {
        vec![
            ("Cases".to_owned(), unlike::list_cases(comparison)),
            ("Markets".to_owned(), unlike::list_markets(comparison)),
        ]
    } else {
        vec![
            ("Worlds and choices".to_owned(), choices(comparison)),
            ("Every two scenarios".to_owned(), pairs(comparison)),
            ("Markets".to_owned(), markets(comparison)),
        ]
    };
    let (title, scope) = if is_of_unlike {
        ("Different cases side by side", format!("{replications} simulations of each"))
    } else {
        ("Compared on the same random draws", format!("{replications} simulations of each, paired one by one"))
    };
    Page {
        title: format!("{title}: {}", join_list(&names)),
        version: comparison.version.clone(),
        questions: comparison.sides.iter().map(|side| (side.name(), side.scenario.title.clone())).collect(),
        scope,
        key: comparison.sides.iter().map(|side| key_figure(side.name(), &side.value)).collect(),
        findings: findings(comparison),
        warnings: comparison.warnings.clone(),
        sections: vec![Section::of_charts(charts), Section::of_tables(&tables)],
        method: write_method(
            if has_choices { &["comparison", "dominance"] } else { &["comparison"] },
            &[("replications", &replications), ("levels", &levels)],
        ),
        provenance: provenance(comparison),
        files: vec![
            ("comparison.json", "every figure"),
            ("comparison.csv", "the differences"),
            ("workbook.xlsx", "the tables for spreadsheets"),
        ],
        ..Page::default()
    }
}

/// What the owner does in which world, and what it is worth: of several choices in one world, how often each is the best.
fn choices(comparison: &Comparison) -> Table {
    let worlds = comparison.worlds();
    let row = |(world, number): (&Vec<usize>, usize)| -> Option<Vec<Cell>> {
        let (first, side) = (comparison.sides.get(*world.first()?)?, comparison.sides.get(number)?);
        let words = [first.name(), side.name()].map(Cell::text).into_iter().chain([Cell::text(name_strategy(side))]);
        let mut cells: Vec<Cell> = words.chain([mean_cell(&side.value)]).collect();
        cells.extend(figure_cells(&side.value, [Figure::P5, Figure::P50, Figure::P95]));
        let alone = |k: usize| side.alone.map(|alone| alone[k]);
        cells.push(best_cell(side.highest(), alone(0)));
        cells.push(if world.len() > 1 { best_cell(side.best, alone(1)) } else { Cell::MISSING });
        Some(cells)
    };
    let sides = worlds.iter().flat_map(|world| world.iter().map(move |side| (world, *side)));
    let mut table = Table::new(
        "Value, dollars: mean ± standard error, quantiles; in which share of simulations no other is worth more, of all and of the \
         choices in its world; a tie counts for each",
        ["World", "Scenario", "Choice", "Mean ± error", "5%", "Median", "95%", "Highest in", "Best of its world in"],
        sides.filter_map(row),
    );
    // In one world the highest is the best; where nothing is chosen there is none.
    let (highest, best) = (7, 8);
    let needless = [(best, worlds.iter().all(|world| world.len() == 1)), (highest, worlds.len() == 1)];
    for (column, _) in needless.into_iter().filter(|(_, is_needless)| *is_needless) {
        table.columns.remove(column);
        table.rows.iter_mut().for_each(|row| drop(row.remove(column)));
    }
    table
}

/// How often none is worth more, and under it how often all others are worth less.
fn best_cell(best: Proportion, alone: Option<Proportion>) -> Cell {
    let cell = Cell::share(best.probability).with_text(format!("{} ({})", probability(best), interval(best)));
    match alone.filter(|alone| *alone != best) {
        Some(alone) => cell.with_detail(format!("alone in {}", probability(alone))),
        None => cell,
    }
}

fn share_cell(share: Proportion) -> Cell {
    Cell::share(share.probability).with_text(probability(share)).with_detail(interval(share))
}

/// Every two scenarios.
fn pairs(comparison: &Comparison) -> Table {
    let row = |pair: &Pair| -> Option<Vec<Cell>> {
        let (first, second) = (comparison.sides.get(pair.first)?, comparison.sides.get(pair.second)?);
        let (e, higher, same) = (&pair.difference, pair.second_higher, pair.same);
        let mut cells = vec![Cell::text(second.name()), Cell::text(first.name()), mean_cell(e)];
        cells.extend(figure_cells(e, [Figure::P5, Figure::P50, Figure::P95]));
        cells.extend([
            share_cell(higher),
            Cell::share(same.probability).with_text(probability(same)),
            mean_cell(&pair.baseline_difference),
        ]);
        Some(cells)
    };
    let (better, odds) = if comparison.is_one_world() { ("better", "Better in") } else { ("higher", "Higher in") };
    Table::new(
        format!(
            "Value of the first less that of the second, simulation by simulation, dollars: mean ± the standard error of paired \
             differences, quantiles; how often it is {better}, with its 95% interval"
        ),
        ["Scenario", "Less", "Mean ± error", "5%", "Median", "95%", odds, "The same in", "With no government action"],
        comparison.pairs.iter().filter_map(row),
    )
}

/// Markets of each scenario, and what they differ by from the first.
fn markets(comparison: &Comparison) -> Table {
    let first = comparison.sides.first().map(name).unwrap_or_default();
    let difference = |e: Option<&Estimate>| e.map_or(Cell::MISSING, mean_cell);
    let row = |(side, market): (&Side, &SideMarket)| {
        let mut cells = vec![Cell::text(&*market.name), Cell::text(side.name()), mean_cell(&market.value)];
        cells.push(difference(market.difference.as_ref().map(|d| &d.value)));
        cells.extend(figure_cells(&market.retention, [Figure::P50]));
        cells.push(difference(market.difference.as_ref().map(|d| &d.retention)));
        cells
    };
    let words = ["Market", "Scenario"].map(Column::from);
    let figures =
        ["Value", "Difference in value", "Users kept (median)", "Difference in users kept"].map(Column::right);
    let markets = comparison.sides.iter().flat_map(|side| side.markets.values().map(move |market| (side, market)));
    Table::new(
        format!(
            "Means ± standard errors; differences are from {first}, simulation by simulation, in dollars and in users at the start"
        ),
        words.into_iter().chain(figures),
        markets.map(row),
    )
}

fn provenance(comparison: &Comparison) -> Vec<(String, String)> {
    let sides = comparison.sides.iter().map(|side| {
        let s = &side.scenario;
        let world = if s.world.is_empty() { String::new() } else { format!(", world `{}`", s.world) };
        (side.name(), format!("strategy {}, from {}, digest `{}`{world}", s.strategy, day(s.start), s.digest))
    });
    let drawn = format!("seed {}, {} replications of each", comparison.seed, count(comparison.replications));
    let repeat = "with the `run.toml` of each scenario: `marketgate compare A/run.toml B/run.toml`, or with their folders, without \
                  simulating: `marketgate compare A B`.";
    let last = [("Random numbers".to_owned(), drawn), ("To repeat".to_owned(), repeat.to_owned())];
    sides.chain(last).collect()
}
