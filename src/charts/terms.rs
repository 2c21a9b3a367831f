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
    let stays = market.access.get("stayed").is_some_and(|shares| shares.iter().any(|share| *share > 0.0));
    let notes = [
        free.then(|| "No deadline: no order to sell stood then, or a ban had ended it.".to_owned()),
        stays.then(|| "While a court suspends an order its time stands still.".to_owned()),
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

/// What the number of bidders makes, in the same time, and what the time left makes, with as many bidders: each where enough sales tell.
fn finding(market: &MarketSummary, groups: &[&SaleGroup]) -> String {
    let name = name_in_title(&market.name);
    let worth = format!("of the standalone value of {name}");
    let times = pick_times(groups);
    match (find_widest(groups), times.as_deref()) {
        (Some((one, many)), times) => {
            let [few, more] = [one, many].map(|group| bidder_words(group.bidders));
            let time = times.map(|times| format!("; {}", describe_times_beside(times, one))).unwrap_or_default();
            let when = capitalize(&when(one.timing));
            format!("{when}, {few} {} {} {worth} and {more} {}{time}", pay(one.bidders), median(one), median(many))
        }
        (None, Some(times)) => capitalize(&describe_times(times, &format!(" {worth}"))),
        (None, None) => format!("Too few sales of {name} to tell what bidders pay by the time left"),
    }
}

/// The fewest and the most bidders where both have enough sales in the same time, at the busiest time, and differ beyond noise.
fn find_widest<'a>(groups: &[&'a SaleGroup]) -> Option<(&'a SaleGroup, &'a SaleGroup)> {
    let pairs = groups.iter().filter(|a| has_range(a)).flat_map(|a| {
        let more = groups.iter().filter(|b| has_range(b) && b.timing == a.timing && b.bidders > a.bidders);
        more.map(move |b| (*a, *b))
    });
    let widest = pairs.max_by_key(|(a, b)| (b.bidders - a.bidders, a.count.min(b.count)));
    widest.filter(|(one, many)| medians_differ(one, many))
}

/// Sales before a deadline of the fewest bidders that have enough of them at two times or more, from the most time to the least.
fn pick_times<'a>(groups: &[&'a SaleGroup]) -> Option<Vec<&'a SaleGroup>> {
    let dated: Vec<&SaleGroup> =
        groups.iter().copied().filter(|group| has_range(group) && group.timing != SaleTiming::Free).collect();
    let of = |bidders: u32| dated.iter().copied().filter(|group| group.bidders == bidders).collect::<Vec<_>>();
    let mut by_bidders: Vec<Vec<&SaleGroup>> =
        dated.iter().map(|group| group.bidders).map(of).filter(|of| of.len() > 1).collect();
    by_bidders.sort_by_key(|of| of.first().map(|group| group.bidders));
    let mut times = by_bidders.into_iter().next()?;
    times.sort_by(|a, b| order(a.timing).total_cmp(&order(b.timing)));
    Some(times)
}

/// How the price goes with the time left: both ends where they differ, from the least to the most where only others do, else that it does not.
fn describe_times(times: &[&SaleGroup], worth: &str) -> String {
    let ([longest, .., shortest], Some(bidders)) = (times, times.first().map(|group| group.bidders)) else {
        return String::new();
    };
    let (who, pay) = (bidder_words(bidders), pay(bidders));
    if medians_differ(longest, shortest) {
        let [long, short] = [longest, shortest].map(|group| when(group.timing));
        return format!("{who} {pay} {}{worth} {long} and {} {short}", median(longest), median(shortest));
    }
    let of = |group: &&SaleGroup| group.price_to_standalone[2];
    if times.iter().any(|a| times.iter().any(|b| medians_differ(a, b))) {
        let least = times.iter().map(of).fold(f64::INFINITY, f64::min);
        let most = times.iter().map(of).fold(0.0, f64::max);
        return format!("{who} {pay} {} to {}{worth}, by the time left", whole_percent(least), whole_percent(most));
    }
    let sales: f64 = times.iter().map(|group| group.count as f64).sum();
    let all = times.iter().map(|group| of(group) * group.count as f64).sum::<f64>() / sales;
    format!("{who} {pay} about {}{worth} at each time left that is shown", whole_percent(all))
}

/// The same beside a group that has been told: where it is one of both ends, only the other.
fn describe_times_beside(times: &[&SaleGroup], told: &SaleGroup) -> String {
    let [longest, .., shortest] = times else { return String::new() };
    let other = match told {
        told if told == *longest => shortest,
        told if told == *shortest => longest,
        _ => return describe_times(times, ""),
    };
    if !medians_differ(longest, shortest) {
        return describe_times(times, "");
    }
    format!("{}, {} {} {}", when(other.timing), bidder_words(other.bidders), pay(other.bidders), median(other))
}

fn median(group: &SaleGroup) -> String {
    whole_percent(group.price_to_standalone[2])
}

fn when(timing: SaleTiming) -> String {
    match timing {
        SaleTiming::Free => "with no deadline".to_owned(),
        timing @ SaleTiming::DaysLeft { .. } => format!("with {} left", time_words(timing)),
    }
}

fn pay(bidders: u32) -> &'static str {
    if bidders == 1 { "pays" } else { "pay" }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::sample;

    fn title(medians: &[(u32, f64, Option<f64>, u64, f64)]) -> String {
        let mut summary = sample::summary();
        summary.markets["us"].sales = medians
            .iter()
            .map(|&(bidders, from, to, count, median)| SaleGroup {
                bidders,
                timing: SaleTiming::DaysLeft { from, to },
                count,
                price_to_standalone: [-0.1, -0.06, 0.0, 0.06, 0.1].map(|apart| median + apart),
            })
            .collect();
        finding(&summary.markets["us"], &summary.markets["us"].sales.iter().collect::<Vec<_>>())
    }

    /// Flat prices are told as flat, others by both ends of the time left; one cell alone, or few sales, by none.
    #[test]
    fn the_title_tells_what_time_makes() {
        let flat = [
            (1, 180.0, None, 57, 0.718),
            (1, 90.0, Some(180.0), 224, 0.703),
            (1, 60.0, Some(90.0), 121, 0.724),
            (2, 90.0, Some(180.0), 23, 0.79),
        ];
        let worth = "of the standalone value of the United States";
        assert_eq!(title(&flat), format!("One bidder pays about 71% {worth} at each time left that is shown"));
        let ends = [(1, 180.0, None, 829, 0.788), (1, 90.0, Some(180.0), 228, 0.778), (1, 0.0, Some(30.0), 194, 0.656)];
        let both = "with 180 days or more left and 66% with under 30 days left";
        assert_eq!(title(&ends), format!("One bidder pays 79% {worth} {both}"));
        let several: Vec<_> = ends.into_iter().chain([(3, 180.0, None, 739, 1.047)]).collect();
        assert_eq!(
            title(&several),
            format!(
                "With 180 days or more left, one bidder pays 79% {worth} and three or more bidders 105%; with under 30 days left, one bidder pays 66%"
            )
        );
        let too_few = "Too few sales of the United States to tell what bidders pay by the time left";
        assert_eq!(title(&[(1, 30.0, Some(60.0), 90, 0.72), (1, 0.0, Some(30.0), 2, 0.66)]), too_few);
        assert_eq!(title(&[(1, 30.0, Some(60.0), 31, 0.72)]), too_few);
    }
}
