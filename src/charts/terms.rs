//! What a sale fetches against standalone value, by the number of bidders and the time left when it was signed.

use crate::analysis::{MarketSummary, SaleGroup, SaleTiming, Summary};
use crate::charts::canvas::{Canvas, Type};
use crate::charts::rows::{Column, Row, RowChart};
use crate::charts::scale::shares;
use crate::charts::sheet::{Origin, Sheet};
use crate::charts::style::{AXIS, FAN_MEDIAN, LABEL, MARGIN, MUTED, SMALL, WIDTH};
use crate::charts::{Cell, Chart, ChartError, Table};
use crate::text::names::{capitalize, name_in_title};
use crate::text::numbers::{self, count, whole_percent};

/// Groups of fewer sales tell little, and look it.
const FEW: u64 = 10;
const NAMES: f64 = 128.0;
/// Days by which sales without a deadline are sorted: more than any that has one.
const LONGEST: f64 = 36_525.0;
/// Space at the right of each panel for the median and the number of sales.
const ENDS: f64 = 84.0;

/// The chart, where any market is sold in any history: rows of times, a column for each number of bidders.
pub(super) fn chart(summary: &Summary) -> Result<Option<Chart>, ChartError> {
    let Some(market) = sold(summary) else { return Ok(None) };
    let mut groups: Vec<&SaleGroup> = market.sales.iter().collect();
    groups.sort_by(|a, b| order(a.timing).total_cmp(&order(b.timing)).then(a.bidders.cmp(&b.bidders)));
    let mut bidders: Vec<u32> = groups.iter().map(|group| group.bidders).collect();
    bidders.sort_unstable();
    bidders.dedup();
    let highest = groups.iter().map(|g| g.price_to_standalone[4]).fold(1.0, f64::max);
    let wide = (WIDTH - 2.0 * MARGIN - NAMES) / bidders.len().max(1) as f64;
    let column = |(i, bidders): (usize, &u32)| {
        let left = MARGIN + NAMES + wide * i as f64;
        Column {
            heading: capitalize(&bidder_words(*bidders)),
            pixels: Some((left, left + wide - ENDS)),
            wanted: if wide < 400.0 { 3 } else { 6 },
            word: shares,
            holds: vec![0.0, highest],
            line: Some(1.0),
            ..Column::default()
        }
    };
    let columns: Vec<Column> = bidders.iter().enumerate().map(column).collect();
    let mut rows: Vec<Row> = Vec::new();
    let numbered: Vec<(usize, &SaleGroup)> = groups.iter().copied().enumerate().collect();
    for of_time in numbered.chunk_by(|a, b| a.1.timing == b.1.timing) {
        let mut row = Row::new(time_words(of_time[0].1.timing));
        for (number, group) in of_time {
            let panel = bidders.iter().position(|b| *b == group.bidders).unwrap_or(0);
            row = draw_group(row.column(panel).cell(panel, *number), group);
        }
        let mut ends: Vec<(f64, &SaleGroup)> = Vec::new();
        for (_, group) in of_time {
            let panel = bidders.iter().position(|b| *b == group.bidders).unwrap_or(0);
            ends.push((MARGIN + NAMES + wide * (panel + 1) as f64 - ENDS + 8.0, group));
        }
        rows.push(row.drawn(move |canvas, y| ends.iter().for_each(|(x, group)| draw_words(canvas, group, (*x, y)))));
    }
    let few =
        if groups.iter().any(|g| g.count < FEW) { format!("; hollow: fewer than {FEW} sales") } else { String::new() };
    let spoken = |group: &&SaleGroup| {
        let [low, _, median, _, high] = group.price_to_standalone.map(whole_percent);
        let (bidders, time) = (bidder_words(group.bidders), time_words(group.timing));
        format!("{time}, {bidders}: {median} ({low} to {high}), {}", sales(group.count))
    };
    let sheet = Sheet {
        name: "sale-terms".to_owned(),
        title: finding(market, &groups),
        subtitle: format!(
            "Price as % of standalone value at signing: median, middle half, and 5% to 95% of sales{few}"
        ),
        kind: "Boxes of prices as % of standalone value".to_owned(),
        spoken: groups.iter().map(spoken).collect(),
        table: table(market, &groups),
        origin: Origin::of_run(summary),
    };
    let heading = "Left at signing".to_owned();
    RowChart { names: NAMES, figures: 0.0, heading, columns, rows, ..RowChart::default() }.chart(sheet).map(Some)
}

fn draw_group<'a>(row: Row<'a>, group: &SaleGroup) -> Row<'a> {
    let [low, .., high] = group.price_to_standalone;
    if group.count < FEW {
        let row = row.outline(low, high, (-8.0, 8.0), AXIS);
        return row.tick(group.price_to_standalone[2], (-10.0, 10.0), MUTED, 1.6);
    }
    row.range(group.price_to_standalone.map(Some), 8.0)
}

/// The median and the number of sales beside a box.
fn draw_words(canvas: &mut Canvas, group: &SaleGroup, (x, y): (f64, f64)) {
    let (bold, small) = (Type::new(LABEL, FAN_MEDIAN).bold(), Type::new(SMALL - 1.0, MUTED));
    let style = if group.count < FEW { Type::new(LABEL, MUTED) } else { bold };
    canvas.text((x, y - 1.0), whole_percent(group.price_to_standalone[2]), style);
    let words = sales(group.count);
    // A million sales are told by their number alone.
    let words = if small.width(&words) > ENDS - 12.0 { count(group.count) } else { words };
    canvas.text((x, y + 12.5), small.fit(&words, ENDS - 12.0), small);
}

/// The main market where it is sold, else the one most often sold.
fn sold(summary: &Summary) -> Option<&MarketSummary> {
    let sales = |m: &&MarketSummary| m.sales.iter().fold(0, |sum: u64, group| sum.saturating_add(group.count));
    let main = summary.markets.get(&summary.main_market).filter(|m| sales(m) > 0);
    main.or_else(|| summary.markets.values().filter(|m| sales(m) > 0).max_by_key(sales))
}

/// Rows go from the most time to the least.
fn order(timing: SaleTiming) -> f64 {
    match timing {
        SaleTiming::Free => f64::NEG_INFINITY,
        SaleTiming::DaysLeft { from, .. } => -from,
    }
}

/// The time left in words.
fn time_words(timing: SaleTiming) -> String {
    let days = |days: f64| numbers::number(days, 1.0);
    match timing {
        SaleTiming::Free => "no deadline".to_owned(),
        SaleTiming::DaysLeft { from, to: Some(to) } if from <= 0.0 => format!("under {} days", days(to)),
        SaleTiming::DaysLeft { from, to: Some(to) } => format!("{} to {} days", days(from), days(to)),
        SaleTiming::DaysLeft { from, to: None } => format!("{} days or more", days(from)),
    }
}

fn bidder_words(bidders: u32) -> String {
    match bidders {
        1 => "one bidder".to_owned(),
        2 => "two bidders".to_owned(),
        3 => "three or more bidders".to_owned(),
        n => format!("{n} bidders"),
    }
}

/// Compares the fewest with the most bidders where both have enough sales in the same time, at the busiest time.
fn finding(market: &MarketSummary, groups: &[&SaleGroup]) -> String {
    let name = name_in_title(&market.name);
    let pairs = groups.iter().filter(|a| a.count >= FEW).flat_map(|a| {
        let more = groups.iter().filter(|b| b.count >= FEW && b.timing == a.timing && b.bidders > a.bidders);
        more.map(move |b| (*a, *b))
    });
    let widest = pairs.max_by_key(|(a, b)| (b.bidders - a.bidders, a.count.min(b.count)));
    let median = |group: &SaleGroup| whole_percent(group.price_to_standalone[2]);
    let when = |timing: SaleTiming| match timing {
        SaleTiming::Free => "With no deadline".to_owned(),
        timing @ SaleTiming::DaysLeft { .. } => format!("With {} left", time_words(timing)),
    };
    let pay = |bidders: u32| if bidders == 1 { "pays" } else { "pay" };
    if let Some((one, many)) = widest {
        return format!(
            "{}, {} {} {} of the standalone value of {name} in the median, and {} {}",
            when(one.timing),
            bidder_words(one.bidders),
            pay(one.bidders),
            median(one),
            bidder_words(many.bidders),
            median(many),
        );
    }
    groups.iter().max_by_key(|g| g.count).map_or_else(String::new, |group| {
        format!(
            "{}, {} {} {} of the standalone value of {name} in the median",
            when(group.timing),
            bidder_words(group.bidders),
            pay(group.bidders),
            median(group)
        )
    })
}

fn sales(n: u64) -> String {
    format!("{} {}", count(n), if n == 1 { "sale" } else { "sales" })
}

fn table(market: &MarketSummary, groups: &[&SaleGroup]) -> Table {
    let rows = groups.iter().map(|group| {
        let mut cells = vec![
            Cell::figure(capitalize(&time_words(group.timing)), (-order(group.timing)).min(LONGEST)),
            Cell::figure(capitalize(&bidder_words(group.bidders)), f64::from(group.bidders)),
            Cell::figure(count(group.count), group.count as f64),
        ];
        cells.extend(group.price_to_standalone.map(|share| Cell::figure(numbers::percent(share, 0.01), share)));
        cells
    });
    let heads = ["Left at signing", "Bidders", "Sales", "5%", "25%", "Median", "75%", "95%"];
    Table::new(format!("Price as % of standalone value at signing, in {}", name_in_title(&market.name)), heads, rows)
}
