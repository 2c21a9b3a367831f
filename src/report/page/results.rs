//! The tables of figures.

use maud::{Markup, html};

use super::tables::render_section;
use crate::analysis::{Estimate, LEAST_FOR_RANGE, MarketSummary, Proportion, Statistic, Summary};
use crate::simulation::Unit;
use crate::simulation::catalogue::{self, Figure, Summarised};
use crate::table::{Cell, Table};
use crate::text::numbers::{is_nothing, is_told, money_with_error};
use crate::text::states::{STATES, part_word};

use super::super::cells::{figure_cells, mean_cell, median_cell, probability_cell};
use super::super::narrative::{ends, home, place_in_names};

/// All tables of figures, each under its heading.
pub(super) fn render_tables(summary: &Summary) -> Markup {
    let tables = [
        ("Value and users", Some(totals(summary))),
        ("From the baseline to value", Some(bridge(summary))),
        ("Markets", Some(markets(summary))),
        ("How each market ends", Some(outcomes(summary))),
        ("Government actions taken", actions(summary)),
        ("Sales", sales(summary)),
    ];
    html! { @for (heading, table) in tables { @if let Some(table) = table { (render_section(heading, &table)) } } }
}

fn totals(summary: &Summary) -> Table {
    let quantiles = [Statistic::P5, Statistic::P25, Statistic::P50, Statistic::P75, Statistic::P95, Statistic::Es5];
    let place = place_in_names(summary);
    let row = |figure: &Figure| {
        let e = summary.estimate(figure).filter(|e| is_told(figure, e))?;
        Some(
            [Cell::text(figure.heading(place.as_deref())), mean_cell(e)]
                .into_iter()
                .chain(figure_cells(e, quantiles))
                .collect(),
        )
    };
    Table::new(
        "Mean ± its standard error, quantiles, and the mean of the worst 5%; dollars are those of the start",
        ["Figure", "Mean ± error", "5%", "25%", "Median", "75%", "95%", "Worst 5%"],
        catalogue::listed_company(summary.scenario.home.is_some()).filter_map(row),
    )
}

fn bridge(summary: &Summary) -> Table {
    let parts = summary.list_whole_bridge_parts().into_iter().filter(|part| !is_nothing(part.mean)).map(|part| {
        vec![Cell::text(part_word(part.key)), Cell::money(part.mean).with_text(money_with_error(part.mean, part.se))]
    });
    let whole = |word: &str, e: &Estimate| [vec![Cell::text(word), mean_cell(e)]];
    let home = home(summary).map_or_else(String::new, |home| format!(", {home} included"));
    Table::new(
        format!(
            "Mean of each part over all simulations ± its standard error{home}; parts that are nothing are left out"
        ),
        ["Part", "Dollars"],
        whole("Baseline", &summary.baseline_value).into_iter().chain(parts).chain(whole("Value", &summary.value)),
    )
}

/// A row for each market.
fn by_market(summary: &Summary, cells: impl Fn(&MarketSummary) -> Vec<Cell>) -> impl Iterator<Item = Vec<Cell>> {
    summary.markets.values().map(move |m| std::iter::once(Cell::text(&*m.name)).chain(cells(m)).collect())
}

fn markets(summary: &Summary) -> Table {
    let listed = || catalogue::listed_market(false);
    let chances = || {
        catalogue::market().filter_map(|figure| match figure.summarised {
            Summarised::Chance(name) => Some((figure.heading, name)),
            _ => None,
        })
    };
    let may_lose = summary.markets.values().any(|m| m.negative_value.is_some_and(|chance| chance.probability > 0.0));
    let cell = |figure: &Figure, estimate: Option<&Estimate>| match estimate {
        None => Cell::MISSING,
        Some(e) if figure.kind.unit() == Unit::Dollars => mean_cell(e),
        Some(e) => median_cell(e),
    };
    let cells = |m: &MarketSummary| {
        let figures = listed().map(|figure| cell(figure, m.estimate(figure)));
        let loses = may_lose.then(|| m.negative_value.map_or(Cell::MISSING, probability_cell));
        figures.chain(chances().filter_map(|(_, name)| m.chance(name).map(probability_cell))).chain(loses).collect()
    };
    let of_company = |figure: &Figure| catalogue::company().find(|of| of.name == figure.name);
    let all = listed().map(|figure| cell(figure, of_company(figure).and_then(|of| summary.estimate(of))));
    let chances_of_all = chances().map(|_| Cell::MISSING).chain(may_lose.then_some(Cell::MISSING));
    let all = [Cell::text("All markets")].into_iter().chain(all).chain(chances_of_all).collect();
    let names = listed().map(|figure| figure.heading).chain(chances().map(|(heading, _)| heading));
    let table = Table::new(
        "Value: mean ± its standard error. Users at the horizon and days: median (5% to 95%); a block that still stands at the horizon counts to that day. \
         Probability: with its 95% interval",
        ["Market"].into_iter().chain(names).chain(may_lose.then_some("Value below zero")),
        by_market(summary, cells),
    );
    if summary.markets.len() > 1 { table.with_total(all) } else { table }
}

fn outcomes(summary: &Summary) -> Table {
    let occurs = |key: &str| summary.markets.values().any(|m| ends(m, key).probability > 0.0);
    let seen: Vec<_> = STATES.iter().filter(|state| occurs(state.key)).collect();
    let cell =
        |p: Proportion| if p.probability > 0.0 { probability_cell(p) } else { Cell::share(0.0).with_text("–") };
    Table::new(
        "Probability of each outcome at the horizon, with its 95% interval",
        std::iter::once("Market").chain(seen.iter().map(|state| state.word)),
        by_market(summary, |m| seen.iter().map(|state| cell(ends(m, state.key))).collect()),
    )
}

fn actions(summary: &Summary) -> Option<Table> {
    let first = summary.markets.values().find(|m| !m.measures.is_empty())?;
    // What no government does in any simulation has no column.
    let occurs = |kind: &&str| summary.markets.values().any(|m| m.measures.get(*kind).is_some_and(is_ever));
    let kinds: Vec<&str> = first.measures.keys().map(String::as_str).filter(occurs).collect();
    if kinds.is_empty() {
        return None;
    }
    let cells =
        |m: &MarketSummary| kinds.iter().map(|kind| m.measures.get(*kind).map_or(Cell::MISSING, mean_cell)).collect();
    Some(Table::new(
        "Mean number in a simulation ± its standard error",
        std::iter::once("Market").chain(kinds.iter().copied()),
        by_market(summary, cells),
    ))
}

/// Whether a count is above nothing in any simulation.
fn is_ever(count: &Estimate) -> bool {
    count.mean.is_some_and(|mean| mean > 0.0)
}

fn sales(summary: &Summary) -> Option<Table> {
    let sold = summary.markets.values().filter(|m| m.sale_price.count > 0);
    let row = |m: &MarketSummary| {
        let (price, discount) = (m.sale_price.without_quantiles_of_few(), m.sale_discount.without_quantiles_of_few());
        let count = Cell::count(price.count);
        vec![Cell::text(&*m.name), count, mean_cell(&price), median_cell(&price), median_cell(&discount)]
    };
    let table = Table::new(
        format!(
            "Over the simulations in which the market is sold: its price in dollars at closing, not discounted to the start, mean ± its standard error and, of {LEAST_FOR_RANGE} sales or more, \
             median (5% to 95%); discount on standalone value, what the business is worth on its own then"
        ),
        ["Market", "Sales", "Mean price", "Price", "Discount"],
        sold.map(row),
    );
    (!table.rows.is_empty()).then_some(table)
}
