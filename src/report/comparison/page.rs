//! The page of a comparison.

use maud::Markup;

use super::narrative::{findings, name};
use crate::analysis::{Comparison, Estimate, Pair, Side, SideMarket};
use crate::charts::Chart;
use crate::report::cells::{figure_cells, mean_cell};
use crate::report::method::write_method;
use crate::report::page::{Page, Section, key_figure, render_switch};
use crate::report::words::join_list;
use crate::table::{Cell, Column, Table};
use crate::text::numbers::{Figure, count, day, interval, probability};

/// Charts of users, of which one is shown at a time, and what people call them.
const USERS: [(&str, &str); 3] = [
    ("users", "users, of those at the start"),
    ("users-vs-baseline", "users, against the baseline"),
    ("users-day-one", "day-one users still active"),
];

/// The page.
pub(super) fn page(comparison: &Comparison, charts: &[Chart]) -> Page {
    let names: Vec<String> = comparison.sides.iter().map(name).collect();
    let is_of_users = |chart: &&Chart| USERS.iter().any(|(stem, _)| chart.name == *stem);
    let (replications, levels) = (count(comparison.replications), comparison.grid.len().to_string());
    let tables = [("Every two scenarios".to_owned(), pairs(comparison)), ("Markets".to_owned(), markets(comparison))];
    Page {
        title: format!("Compared on the same random draws: {}", join_list(&names)),
        version: comparison.version.clone(),
        questions: comparison.sides.iter().map(|side| (side.name(), side.scenario.title.clone())).collect(),
        scope: format!("{replications} simulations of each, paired one by one"),
        key: comparison.sides.iter().map(|side| key_figure(side.name(), &side.value)).collect(),
        findings: findings(comparison),
        warnings: comparison.warnings.clone(),
        sections: vec![
            Section::of_charts(charts.iter().filter(|c| !is_of_users(c))),
            Section::new("markets", "Users, market by market", render_users(charts)),
            Section::of_tables(&tables),
        ],
        method: write_method(&["comparison"], &[("replications", &replications), ("levels", &levels)]),
        provenance: provenance(comparison),
        files: vec![
            ("comparison.json", "every figure"),
            ("comparison.csv", "the differences"),
            ("workbook.xlsx", "the tables for spreadsheets"),
        ],
        ..Page::default()
    }
}

/// The charts of users, one figure at a time.
fn render_users(charts: &[Chart]) -> Markup {
    let find = |&(stem, word)| Some((stem, word, vec![charts.iter().find(|chart| chart.name == stem)?]));
    render_switch(&[], &USERS.iter().filter_map(find).collect::<Vec<_>>())
}

/// Every two scenarios.
fn pairs(comparison: &Comparison) -> Table {
    let row = |pair: &Pair| -> Option<Vec<Cell>> {
        let (first, second) = (comparison.sides.get(pair.first)?, comparison.sides.get(pair.second)?);
        let (e, better, same) = (&pair.difference, pair.second_better, pair.same);
        let mut cells = vec![Cell::text(second.name()), Cell::text(first.name()), mean_cell(e)];
        cells.extend(figure_cells(e, [Figure::P5, Figure::P50, Figure::P95]));
        cells.extend([
            Cell::share(better.probability).with_text(probability(better)).with_detail(interval(better)),
            Cell::share(same.probability).with_text(probability(same)),
            mean_cell(&pair.baseline_difference),
        ]);
        Some(cells)
    };
    Table::new(
        "Value of the first less that of the second, simulation by simulation, dollars: mean ± the standard error of paired \
         differences, quantiles; how often it is better, with its 95% interval",
        [
            "Scenario",
            "Less",
            "Mean ± error",
            "5%",
            "Median",
            "95%",
            "Better in",
            "The same in",
            "With no government action",
        ],
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
        (side.name(), format!("strategy {}, from {}, digest `{}`", s.strategy, day(s.start), s.digest))
    });
    let drawn = format!("seed {}, {} replications of each", comparison.seed, count(comparison.replications));
    let repeat = "with the `run.toml` of each scenario: `marketgate compare A/run.toml B/run.toml`, or with their folders, without \
                  simulating: `marketgate compare A B`.";
    let last = [("Random numbers".to_owned(), drawn), ("To repeat".to_owned(), repeat.to_owned())];
    sides.chain(last).collect()
}
