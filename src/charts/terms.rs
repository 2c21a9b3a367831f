//! What a sale fetches against standalone value, by the number of bidders and the time left when it was signed.

use crate::analysis::evidence::{estimate_median, exceeds};
use crate::analysis::{LEAST_FOR_RANGE, MarketSummary, SaleGroup, SaleTiming, Summary};
use crate::charts::shaded::{ShadedCell, ShadedRow, ShadedTable};
use crate::charts::sheet::{Origin, Sheet};
use crate::charts::{Cell, Chart, Table};
use crate::text::names::{capitalize, name_in_title};
use crate::text::numbers::{self, count, whole_percent};

/// Days by which sales without a deadline are sorted: more than any that has one.
const LONGEST: f64 = 36_525.0;

/// The chart, where any market is sold in any history: a row for each time left, a column for each number of bidders.
pub(super) fn chart(summary: &Summary) -> Option<Chart> {
    let market = sold(summary)?;
    let mut groups: Vec<&SaleGroup> = market.sales.iter().collect();
    groups.sort_by(|a, b| order(a.timing).total_cmp(&order(b.timing)).then(a.bidders.cmp(&b.bidders)));
    let mut bidders: Vec<u32> = groups.iter().map(|group| group.bidders).collect();
    bidders.sort_unstable();
    bidders.dedup();
    let known = groups.iter().filter(|group| has_range(group));
    let highest = known.map(|group| group.price_to_standalone[2]).fold(1.0, f64::max);
    let cell = |number: usize, group: &SaleGroup| ShadedCell {
        shade: has_range(group).then(|| group.price_to_standalone[2] / highest),
        words: if has_range(group) { whole_percent(group.price_to_standalone[2]) } else { "–".to_owned() },
        note: sales(group.count),
        row: number,
    };
    let numbered: Vec<(usize, &SaleGroup)> = groups.iter().copied().enumerate().collect();
    let rows = numbered.chunk_by(|a, b| a.1.timing == b.1.timing).map(|of_time| ShadedRow {
        name: capitalize(&time_words(of_time[0].1.timing)),
        bold: false,
        cells: bidders
            .iter()
            .map(|bidders| {
                of_time.iter().find(|(_, group)| group.bidders == *bidders).map(|(i, group)| cell(*i, group))
            })
            .collect(),
    });
    let free = groups.iter().any(|group| group.timing == SaleTiming::Free);
    let few = groups.iter().any(|group| !has_range(group));
    let notes = [
        free.then(|| "No deadline: no order to sell stood then, or a ban had ended it.".to_owned()),
        few.then(|| format!("–: fewer than {LEAST_FOR_RANGE} sales.")),
    ];
    let spoken = |group: &&SaleGroup| {
        let [low, _, median, _, high] = group.price_to_standalone.map(whole_percent);
        let (bidders, time) = (bidder_words(group.bidders), time_words(group.timing));
        let price = if has_range(group) { format!("{median} ({low} to {high}), ") } else { String::new() };
        format!("{time}, {bidders}: {price}{}", sales(group.count))
    };
    let sheet = Sheet {
        name: "sale-terms".to_owned(),
        title: finding(market, &groups),
        subtitle: "Median price as % of standalone value (what the business is worth on its own), by the time left when the sale was signed and the number of \
                   bidders; the darker, the dearer"
            .to_owned(),
        kind: "Shaded table of prices as % of standalone value".to_owned(),
        spoken: groups.iter().map(spoken).collect(),
        table: table(market, &groups),
        origin: Origin::of_run(summary),
    };
    let table = ShadedTable {
        heading: "Time left".to_owned(),
        heads: bidders.iter().map(|bidders| capitalize(&bidder_words(*bidders))).collect(),
        rows: rows.collect(),
        notes: notes.into_iter().flatten().collect(),
    };
    Some(table.chart(sheet))
}

/// The main market where it is sold, else the one most often sold.
fn sold(summary: &Summary) -> Option<&MarketSummary> {
    let sales = |m: &&MarketSummary| m.sales.iter().fold(0, |sum: u64, group| sum.saturating_add(group.count));
    let main = summary.markets.get(&summary.main_market).filter(|m| sales(m) > 0);
    main.or_else(|| summary.markets.values().filter(|m| sales(m) > 0).max_by_key(sales))
}

/// Rows go from the most time to the least; sales without a deadline, which may have been made in haste too, come last.
fn order(timing: SaleTiming) -> f64 {
    match timing {
        SaleTiming::Free => f64::INFINITY,
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
    let pairs = groups.iter().filter(|a| has_range(a)).flat_map(|a| {
        let more = groups.iter().filter(|b| has_range(b) && b.timing == a.timing && b.bidders > a.bidders);
        more.map(move |b| (*a, *b))
    });
    let widest = pairs.max_by_key(|(a, b)| (b.bidders - a.bidders, a.count.min(b.count)));
    let median = |group: &SaleGroup| whole_percent(group.price_to_standalone[2]);
    let when = |timing: SaleTiming| match timing {
        SaleTiming::Free => "With no deadline".to_owned(),
        timing @ SaleTiming::DaysLeft { .. } => format!("With {} left", time_words(timing)),
    };
    let pay = |bidders: u32| if bidders == 1 { "pays" } else { "pay" };
    if let Some((one, many)) = widest.filter(|(one, many)| medians_differ(one, many)) {
        return format!(
            "{}, {} typically {} {} of the standalone value of {name}, and {} {}",
            when(one.timing),
            bidder_words(one.bidders),
            pay(one.bidders),
            median(one),
            bidder_words(many.bidders),
            median(many),
        );
    }
    let of_most = groups.iter().max_by_key(|g| g.count).filter(|group| has_range(group));
    of_most.map_or_else(
        || format!("Too few sales of {name} to tell what bidders pay by the time left"),
        |group| {
            format!(
                "{}, {} typically {} {} of the standalone value of {name}",
                when(group.timing),
                bidder_words(group.bidders),
                pay(group.bidders),
                median(group)
            )
        },
    )
}

/// Whether enough sales stand behind a group for its range to be told.
fn has_range(group: &SaleGroup) -> bool {
    group.count >= LEAST_FOR_RANGE
}

/// Whether two medians differ beyond chance.
fn medians_differ(one: &SaleGroup, many: &SaleGroup) -> bool {
    let [one, many] = [one, many].map(|group| estimate_median(group.price_to_standalone, group.count as f64));
    exceeds(many, one) || exceeds(one, many)
}

fn sales(n: u64) -> String {
    format!("{} {}", count(n), if n == 1 { "sale" } else { "sales" })
}

fn table(market: &MarketSummary, groups: &[&SaleGroup]) -> Table {
    let rows = groups.iter().map(|group| {
        let mut cells = vec![
            Cell::figure(capitalize(&time_words(group.timing)), (-order(group.timing)).abs().min(LONGEST)),
            Cell::figure(capitalize(&bidder_words(group.bidders)), f64::from(group.bidders)),
            Cell::figure(count(group.count), group.count as f64),
        ];
        cells.extend(group.price_to_standalone.iter().enumerate().map(|(i, &share)| match i {
            _ if !has_range(group) => Cell::MISSING,
            _ => Cell::figure(numbers::percent(share, 0.01), share),
        }));
        cells
    });
    let heads = ["Left at signing", "Bidders", "Sales", "5%", "25%", "Median", "75%", "95%"];
    Table::new(format!("Price as % of standalone value at signing, in {}", name_in_title(&market.name)), heads, rows)
}
