//! What sold markets fetch: quantiles of the price, for each market that is ever sold.

use crate::analysis::{Estimate, MarketSummary, Summary};

use super::canvas::{Anchor, Canvas, Type};
use super::frame::{Frame, Origin};
use super::scale::{Scale, ticks};
use super::style::{FAN_INNER, FAN_MEDIAN, FAN_OUTER, GRID, INK, LABEL, MARGIN, MUTED, SMALL, WIDTH};
use super::{Cell, Chart, ChartError, Table};
use crate::text::clean::clean;
use crate::text::names::name_in_title;
use crate::text::numbers::{self, Figure, figure, whole_percent, write_row};

const ROW: f64 = 48.0;

/// The chart, where any market is sold in any history.
pub(super) fn chart(summary: &Summary) -> Result<Option<Chart>, ChartError> {
    let sold: Vec<&MarketSummary> =
        summary.markets.values().filter(|m| m.sale_price.count > 0 && m.sale_price.p50.is_some()).collect();
    if sold.is_empty() {
        return Ok(None);
    }
    let title = finding(summary, &sold);
    let mut frame =
        Frame::new(&title, "Price where sold, dollars at closing: median, middle half, and 5% to 95% of sales");
    let (left, right) = (MARGIN + 200.0, WIDTH - MARGIN - 150.0);
    let top = frame.top + 34.0;
    let bottom = top + ROW * sold.len() as f64;
    let prices = || sold.iter().flat_map(|m| [m.sale_price.p5, m.sale_price.p50, m.sale_price.p95]).flatten();
    let lines = ticks(prices().fold(0.0, f64::min), prices().fold(0.0, f64::max), 4);
    let ends = (lines.first().copied().unwrap_or(0.0), lines.last().copied().unwrap_or(1.0));
    let scale = Scale::new(ends, (left, right));
    for &value in &lines {
        let x = scale.at(value);
        frame.canvas.line(vec![(x, top - 4.0), (x, bottom)], GRID, 1.0);
        let style = Type::new(SMALL, MUTED).anchored(Anchor::Middle);
        frame.canvas.text((x, top - 10.0), numbers::tick_money(value), style);
    }
    for (i, market) in sold.iter().enumerate() {
        let y = top + ROW * (i as f64 + 0.5);
        row(&mut frame.canvas, summary, market, scale, y);
        frame.canvas.zone((MARGIN, y - ROW / 2.0), (WIDTH - MARGIN, y + ROW / 2.0), i);
    }
    frame
        .finish(&Origin::of(summary), "sale-prices", bottom + 4.0, &alt(&title, &sold), table(summary, &sold))
        .map(Some)
}

fn share_sold(summary: &Summary, market: &MarketSummary) -> String {
    let share = market.sale_price.count as f64 / summary.replications.max(1) as f64;
    format!("sold in {} of simulations ({})", whole_percent(share), numbers::count(market.sale_price.count))
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

fn row(canvas: &mut Canvas, summary: &Summary, market: &MarketSummary, scale: Scale, y: f64) {
    let name = Type::new(LABEL, INK).bold();
    canvas.text((MARGIN, y - 2.0), name.fit(&clean(&market.name), 190.0), name);
    let small = Type::new(11.0, MUTED);
    canvas.text((MARGIN, y + 13.0), small.fit(&share_sold(summary, market), 190.0), small);
    let price = &market.sale_price;
    let bands = [(price.p5, price.p95, FAN_OUTER), (price.p25, price.p75, FAN_INNER)];
    for (low, high, colour) in bands {
        if let (Some(low), Some(high)) = (low, high) {
            canvas.rect((scale.at(low), y - 9.0), (scale.at(high).max(scale.at(low) + 1.0), y + 9.0), colour);
        }
    }
    if let Some(median) = price.p50 {
        let x = scale.at(median);
        canvas.line(vec![(x, y - 12.0), (x, y + 12.0)], FAN_MEDIAN, 2.6);
    }
    let end = Type::new(LABEL, FAN_MEDIAN).bold().anchored(Anchor::End);
    canvas.text((WIDTH - MARGIN, y - 2.0), format!("median {}", figure(price, Figure::P50)), end);
    if let (Some(_), Some(_)) = (price.p5, price.p95) {
        let range = format!("{} to {}", figure(price, Figure::P5), figure(price, Figure::P95));
        canvas.text((WIDTH - MARGIN, y + 13.0), range, small.anchored(Anchor::End));
    }
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

fn alt(title: &str, sold: &[&MarketSummary]) -> String {
    let rows: Vec<String> = sold
        .iter()
        .map(|m| {
            let price = &m.sale_price;
            let [low, mid, high] = write_row(price, [Figure::P5, Figure::P50, Figure::P95]);
            match price.count {
                1 => format!("{}: {mid}, one sale", m.name),
                n => format!("{}: median {mid}, 5% to 95% {low} to {high}, {} sales", m.name, numbers::count(n)),
            }
        })
        .collect();
    format!("Bars of sale prices. {title}. {}.", rows.join("; "))
}
