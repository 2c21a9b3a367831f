//! What sales fetch: quantiles of the price, for each deal.

use crate::analysis::{Estimate, LEAST_FOR_RANGE, MarketSummary, Summary};
use crate::charts::rows::{Column, Row, RowChart, quantiles};
use crate::charts::sheet::{Origin, Sheet};
use crate::charts::style::{FAN_MEDIAN, INK};
use crate::charts::{Cell, Chart, Table};
use crate::text::clean::clean;
use crate::text::names::{join_list, name_in_title, shorten_name};
use crate::text::numbers::{self, Figure, figure, whole_percent, write_row};

/// Most rows.
const MOST: usize = 8;
/// Quantiles told, all in one rounding.
const QUANTILES: [Figure; 5] = [Figure::P5, Figure::P25, Figure::P50, Figure::P75, Figure::P95];

/// What was sold, and what it fetched.
struct Sold {
    name: String,
    /// The same within a sentence.
    title: String,
    price: Estimate,
    /// Median of the discount on standalone value, where all of it is one market's or is told of the first.
    discount: Option<Estimate>,
}

/// The chart, where anything is sold in any simulation: a row for each deal, or for each market where deals are not known.
pub(super) fn chart(summary: &Summary) -> Option<Chart> {
    let sold = list_sold(summary);
    if sold.is_empty() {
        return None;
    }
    let row = |sold: &Sold| {
        let price = &sold.price;
        let [low, _, mid, _, high] = write_row(price, QUANTILES);
        let range = if price.p5.and(price.p95).is_some() { format!("{low} to {high}") } else { String::new() };
        let row = Row::new(&*sold.name).note(share_sold(summary, price)).bold(INK);
        let is_few = price.p50.is_none();
        let row = row.range(if is_few { [None, None, price.mean, None, None] } else { quantiles(price) }, 9.0);
        let told = match price.count {
            1 => figure(price, Figure::Mean),
            _ if is_few => format!("mean {}", figure(price, Figure::Mean)),
            _ => format!("median {mid}"),
        };
        row.figure(told, range).figure_in(FAN_MEDIAN)
    };
    let few = if sold.iter().any(|sold| sold.price.count < LEAST_FOR_RANGE) {
        format!("; of fewer than {LEAST_FOR_RANGE} sales the mean alone")
    } else {
        String::new()
    };
    let sheet = Sheet {
        name: "sale-prices".to_owned(),
        title: finding(summary, &sold),
        subtitle: format!(
            "Price of the deal where it closed, dollars at closing: median, middle half, and 5% to 95% of sales{few}{}",
            note_signed(summary)
        ),
        kind: "Bars of sale prices".to_owned(),
        spoken: sold.iter().map(spoken).collect(),
        table: table(summary, &sold),
        origin: Origin::of_run(summary),
    };
    let columns = vec![Column { holds: vec![0.0], ..Column::default() }];
    let rows = sold.iter().map(row).collect();
    let rows = RowChart { names: 300.0, figures: 150.0, height: 48.0, columns, rows, ..RowChart::default() };
    Some(rows.chart(sheet))
}

/// Deals as wholes, the most frequent first; results of earlier versions know only the markets' shares.
fn list_sold(summary: &Summary) -> Vec<Sold> {
    let market = |key: &String| summary.markets.get(key);
    let name = |keys: &[String], write: fn(&str) -> String| {
        let mut names: Vec<String> =
            keys.iter().map(|key| market(key).map_or_else(|| key.clone(), |m| write(&m.name))).collect();
        if names.len() > 3 {
            let more = names.len() - 2;
            names.truncate(2);
            names.push(format!("{more} other markets"));
        }
        join_list(&names)
    };
    let deals = summary.deals.iter().filter(|deal| deal.price.count > 0 && deal.price.p50.is_some());
    let deals: Vec<Sold> = deals
        .take(MOST)
        .map(|deal| Sold {
            name: name(&deal.markets, shorten_name),
            title: name(&deal.markets, name_in_title),
            price: deal.price.without_quantiles_of_few(),
            discount: deal.markets.first().and_then(market).map(|m| m.sale_discount.without_quantiles_of_few()),
        })
        .collect();
    if !deals.is_empty() {
        return deals;
    }
    let sold = summary.markets.values().filter(|m| m.sale_price.count > 0 && m.sale_price.p50.is_some());
    let of = |m: &'_ MarketSummary| (m.name.clone(), name_in_title(&m.name));
    sold.map(|m| {
        let (name, title) = of(m);
        let price = m.sale_price.without_quantiles_of_few();
        Sold { name, title, price, discount: Some(m.sale_discount.without_quantiles_of_few()) }
    })
    .collect()
}

/// How often a sale of the main market is signed, where that is more often than it is sold, as a further sentence.
fn note_signed(summary: &Summary) -> String {
    const APART: f64 = 0.01;
    let Some(main) = summary.markets.get(&summary.main_market) else { return String::new() };
    let sold = main.sale_price.count as f64 / summary.replications.max(1) as f64;
    let signed = main.sale_signed.filter(|signed| signed - sold >= APART);
    signed.map_or_else(String::new, |signed| {
        let place = name_in_title(&main.name);
        let [signed, sold] = [signed, sold].map(whole_percent);
        format!(". A sale of the business in {place} is signed in {signed} of simulations; it is sold in {sold}")
    })
}

fn spoken(sold: &Sold) -> String {
    let mean = figure(&sold.price, Figure::Mean);
    let [low, _, mid, _, high] = write_row(&sold.price, QUANTILES);
    match sold.price.count {
        1 => format!("{}: {mean}, one sale", sold.name),
        n if n < LEAST_FOR_RANGE => format!("{}: mean {mean}, {} sales", sold.name, numbers::count(n)),
        n => format!("{}: median {mid}, 5% to 95% {low} to {high}, {} sales", sold.name, numbers::count(n)),
    }
}

fn share_sold(summary: &Summary, price: &Estimate) -> String {
    let share = price.count as f64 / summary.replications.max(1) as f64;
    format!(
        "sold in {}: {} sale{}",
        whole_percent(share),
        numbers::count(price.count),
        if price.count == 1 { "" } else { "s" }
    )
}

/// Of the deal that has the main market, else of the most frequent.
fn finding(summary: &Summary, sold: &[Sold]) -> String {
    let main = summary.deals.iter().take(sold.len()).position(|deal| deal.markets.contains(&summary.main_market));
    let known = summary.markets.get(&summary.main_market).map(|m| &m.name);
    let alone = sold.iter().position(|sold| Some(&sold.name) == known);
    let Some(sold) = main.or(alone).or(Some(0)).and_then(|i| sold.get(i)) else {
        return "What sold markets fetch".to_owned();
    };
    let [_, _, price, ..] = write_row(&sold.price, QUANTILES);
    let price = if sold.price.p50.is_none() { figure(&sold.price, Figure::Mean) } else { price };
    let discount = match sold.discount.as_ref().and_then(|discount| discount.p50.or(discount.mean)) {
        Some(d) if d >= 0.005 => format!(", {} below what it is worth on its own", numbers::percent(d, 0.01)),
        Some(d) if d > -0.005 => ", about what it is worth on its own".to_owned(),
        Some(d) => format!(", {} above what it is worth on its own", numbers::percent(-d, 0.01)),
        None => String::new(),
    };
    let of = match sold.price.count {
        1 => "in the one sale".to_owned(),
        n if n < LEAST_FOR_RANGE => format!("on average over {n} sales"),
        _ => "at the median".to_owned(),
    };
    format!("Where sold, the business in {} fetches {price} {of}{discount}", sold.title)
}

fn table(summary: &Summary, sold: &[Sold]) -> Table {
    let rows = sold.iter().map(|sold| {
        let (price, share) = (&sold.price, sold.price.count as f64 / summary.replications.max(1) as f64);
        let cell = |estimate: &Estimate, which: Figure| match which.read(estimate) {
            Some((value, _)) => Cell::figure(figure(estimate, which), value),
            None => Cell::MISSING,
        };
        let mean = match (price.mean, price.se) {
            (Some(mean), error) => Cell::figure(numbers::money_with_error(mean, error), mean),
            _ => Cell::MISSING,
        };
        let mut cells = vec![
            Cell::text(clean(&sold.name)),
            Cell::figure(numbers::percent(share, 0.001), share),
            Cell::figure(numbers::count(price.count), price.count as f64),
            mean,
        ];
        let written = QUANTILES.into_iter().zip(write_row(price, QUANTILES));
        cells.extend(written.map(|(which, text)| match which.read(price) {
            Some((value, _)) => Cell::figure(text, value),
            None => Cell::MISSING,
        }));
        cells.push(sold.discount.as_ref().map_or(Cell::MISSING, |discount| cell(discount, Figure::P50)));
        cells
    });
    let columns = ["Sold", "Sold in", "Sales", "Mean ± error", "5%", "25%", "Median", "75%", "95%", "Median discount"];
    Table::new(
        "Price where sold, dollars at closing, and its discount from standalone value, what the business is worth on its own",
        columns,
        rows,
    )
}
