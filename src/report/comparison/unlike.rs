//! Different cases side by side: each with its own dates and dollars, nothing set against anything.

use super::narrative::{name, name_value};
use crate::analysis::{Comparison, Side};
use crate::report::cells::{figure_cells, mean_cell};
use crate::report::narrative::Finding;
use crate::report::words::join_list;
use crate::table::{Cell, Column, Table};
use crate::text::numbers::{Figure, day};

/// What makes them different cases, in place of what a comparison finds.
pub(super) fn describe_unlike(comparison: &Comparison) -> Finding {
    let names: Vec<String> = comparison.sides.iter().map(name).collect();
    let reasons: Vec<String> = comparison.list_unlike().into_iter().map(str::to_owned).collect();
    Finding::new(
        format!("{} are different cases: they differ in {}.", join_list(&names), join_list(&reasons)),
        "Their figures stand side by side, each in dollars at its own start; which is worth more, and how often, means nothing between them.",
    )
}

/// The value of each case, with its dates.
pub(super) fn list_cases(comparison: &Comparison) -> Table {
    let row = |side: &Side| {
        let mut cells = vec![Cell::text(side.name())];
        cells.extend([side.scenario.start, side.scenario.end].map(|date| Cell::text(day(date))));
        cells.push(mean_cell(&side.value));
        cells.extend(figure_cells(&side.value, [Figure::P5, Figure::P50, Figure::P95]));
        cells
    };
    let words = ["Case", "Start", "Horizon"].map(Column::from);
    let figures = ["Mean ± error", "5%", "Median", "95%"].map(Column::right);
    let caption = format!("{} of each case, in dollars at its own start; ± simulation error", name_value(comparison));
    Table::new(caption, words.into_iter().chain(figures), comparison.sides.iter().map(row))
}

/// Value and users of each market of each case.
pub(super) fn list_markets(comparison: &Comparison) -> Table {
    let markets = comparison.sides.iter().flat_map(|side| side.markets.values().map(move |market| (side, market)));
    let rows = markets.map(|(side, market)| {
        let mut cells = vec![Cell::text(side.name()), Cell::text(&*market.name), mean_cell(&market.value)];
        cells.extend(figure_cells(&market.retention, [Figure::P50]));
        cells
    });
    let words = ["Case", "Market"].map(Column::from);
    let figures = ["Value", "Users kept (median)"].map(Column::right);
    let caption = "Value of each market, in dollars at the start of its case, ± simulation error; users at the horizon of its case over those at its start";
    Table::new(caption, words.into_iter().chain(figures), rows)
}
