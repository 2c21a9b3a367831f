//! What sold markets fetch: quantiles of the price, for each market that is ever sold.

use crate::analysis::{Estimate, MarketSummary, Summary};
use crate::charts::rows::{Column, Row, RowChart, quantiles};
use crate::charts::sheet::{Origin, Sheet};
use crate::charts::style::{FAN_MEDIAN, INK};
use crate::charts::{Cell, Chart, ChartError, Table};
use crate::text::clean::clean;
use crate::text::names::name_in_title;
use crate::text::numbers::{self, Figure, figure, whole_percent, write_row};

/// The chart, where any market is sold in any history.
pub(super) fn chart(summary: &Summary) -> Result<Option<Chart>, ChartError> {
    let sold: Vec<&MarketSummary> =
        summary.markets.values().filter(|m| m.sale_price.count > 0 && m.sale_price.p50.is_some()).collect();
    if sold.is_empty() {
        return Ok(None);
    }
    let row = |market: &&MarketSummary| {
        let price = &market.sale_price;
        let [low, mid, high] = write_row(price, [Figure::P5, Figure::P50, Figure::P95]);
        let range = if price.p5.and(price.p95).is_some() { format!("{low} to {high}") } else { String::new() };
        let row = Row::new(&*market.name).note(share_sold(summary, market)).bold(INK).range(quantiles(price), 9.0);
        row.figure(format!("median {mid}"), range).figure_in(FAN_MEDIAN)
    };
    let sheet = Sheet {
        name: "sale-prices".to_owned(),
        title: finding(summary, &sold),
        subtitle: "Price where sold, dollars at closing: median, middle half, and 5% to 95% of sales".to_owned(),
        kind: "Bars of sale prices".to_owned(),
        spoken: sold.iter().map(|market| spoken(market)).collect(),
        table: table(summary, &sold),
        origin: Origin::of_run(summary),
    };
    let columns = vec![Column { holds: vec![0.0], ..Column::default() }];
    let rows = sold.iter().map(row).collect();
    RowChart { names: 200.0, figures: 150.0, height: 48.0, columns, rows, ..RowChart::default() }.chart(sheet).map(Some)
}

fn spoken(market: &MarketSummary) -> String {
    let price = &market.sale_price;
    let [low, mid, high] = write_row(price, [Figure::P5, Figure::P50, Figure::P95]);
    match price.count {
        1 => format!("{}: {mid}, one sale", market.name),
        n => format!("{}: median {mid}, 5% to 95% {low} to {high}, {} sales", market.name, numbers::count(n)),
    }
}

fn share_sold(summary: &Summary, market: &MarketSummary) -> String {
    let (sales, share) = (market.sale_price.count, market.sale_price.count as f64 / summary.replications.max(1) as f64);
    format!("sold in {}: {} sale{}", whole_percent(share), numbers::count(sales), if sales == 1 { "" } else { "s" })
}

fn finding(summary: &Summary, sold: &[&MarketSummary]) -> String {
    let main = summary.markets.get(&summary.main_market).filter(|m| m.sale_price.p50.is_some());
    let Some(market) = main.or_else(|| sold.first().copied()) else { return "What sold markets fetch".to_owned() };
    let price = figure(&market.sale_price, Figure::P50);
    let discount = match market.sale_discount.p50 {
        Some(d) if d >= 0.005 => {
            format!("; the median discount on standalone value is {}", numbers::percent(d, 0.01))
        }
        Some(d) if d > -0.005 => "; the median sale is at about standalone value".to_owned(),
        Some(d) => format!("; the median premium on standalone value is {}", numbers::percent(-d, 0.01)),
        None => String::new(),
    };
    format!("Where sold, the business in {} fetches {price} at the median{discount}", name_in_title(&market.name))
}

fn table(summary: &Summary, sold: &[&MarketSummary]) -> Table {
    let rows = sold.iter().map(|market| {
        let (price, share) = (&market.sale_price, market.sale_price.count as f64 / summary.replications.max(1) as f64);
        let cell = |estimate: &Estimate, which: Figure| match which.read(estimate) {
            Some((value, _)) => Cell::figure(figure(estimate, which), value),
            None => Cell::MISSING,
        };
        let mean = match (price.mean, price.se) {
            (Some(mean), error) => Cell::figure(numbers::money_with_error(mean, error), mean),
            _ => Cell::MISSING,
        };
        let mut cells = vec![
            Cell::text(clean(&market.name)),
            Cell::figure(numbers::percent(share, 0.001), share),
            Cell::figure(numbers::count(price.count), price.count as f64),
            mean,
        ];
        let quantiles = [Figure::P5, Figure::P25, Figure::P50, Figure::P75, Figure::P95];
        cells.extend(quantiles.map(|which| cell(price, which)));
        cells.push(cell(&market.sale_discount, Figure::P50));
        cells
    });
    let columns =
        ["Market", "Sold in", "Sales", "Mean ± error", "5%", "25%", "Median", "75%", "95%", "Median discount"];
    Table::new("Price where sold, dollars at closing, and its discount from standalone value", columns, rows)
}
