//! What a sale fetches against standalone value, by the number of bidders and the time left when it was signed.

use crate::analysis::{MarketSummary, SaleGroup, SaleTiming, Summary};

use super::canvas::{Anchor, Canvas, Type};
use super::frame::{Frame, Origin};
use super::scale::{Scale, ticks};
use super::style::{AXIS, FAN_INNER, FAN_MEDIAN, FAN_OUTER, GRID, INK, LABEL, MARGIN, MUTED, SMALL, WIDTH};
use super::{Cell, Chart, ChartError, Table};
use crate::text::names::{capitalize, name_in_title};
use crate::text::numbers::{self, count, whole_percent};

/// Groups of fewer sales tell little, and look it.
const FEW: u64 = 10;
const NAMES: f64 = 128.0;
/// Space at the right of each panel for the median and the number of sales.
const ENDS: f64 = 84.0;
const ROW: f64 = 36.0;
const BOX: f64 = 16.0;

/// The chart, where any market is sold in any history.
pub(super) fn chart(summary: &Summary) -> Result<Option<Chart>, ChartError> {
    let Some(market) = sold(summary) else { return Ok(None) };
    let mut groups: Vec<&SaleGroup> = market.sales.iter().collect();
    groups.sort_by(|a, b| order(a.timing).total_cmp(&order(b.timing)).then(a.bidders.cmp(&b.bidders)));
    let (mut times, mut bidders): (Vec<SaleTiming>, Vec<u32>) = (Vec::new(), Vec::new());
    for group in &groups {
        if !times.contains(&group.timing) {
            times.push(group.timing);
        }
        if !bidders.contains(&group.bidders) {
            bidders.push(group.bidders);
        }
    }
    bidders.sort_unstable();
    let title = finding(market, &groups);
    let few =
        if groups.iter().any(|g| g.count < FEW) { format!("; hollow: fewer than {FEW} sales") } else { String::new() };
    let mut frame = Frame::new(
        &title,
        &format!("Price as % of standalone value at signing: median, middle half, and 5% to 95% of sales{few}"),
    );
    let plot = Plot::new(&groups, &times, &bidders, frame.top + 52.0);
    plot.scaffold(&mut frame.canvas);
    for (i, group) in groups.iter().enumerate() {
        plot.draw(&mut frame.canvas, group, i);
    }
    let (alt, bottom) = (alt(&title, &groups), plot.bottom());
    frame.finish(&Origin::of(summary), "sale-terms", bottom + 4.0, &alt, table(market, &groups)).map(Some)
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

/// Rows of times, a panel for each number of bidders.
struct Plot<'a> {
    times: &'a [SaleTiming],
    bidders: &'a [u32],
    lines: Vec<f64>,
    highest: f64,
    top: f64,
    wide: f64,
}

impl<'a> Plot<'a> {
    fn new(groups: &[&SaleGroup], times: &'a [SaleTiming], bidders: &'a [u32], top: f64) -> Self {
        let highest = groups.iter().map(|g| g.price_to_standalone[4]).fold(1.0, f64::max);
        let wide = (WIDTH - 2.0 * MARGIN - NAMES) / bidders.len().max(1) as f64;
        let lines = ticks(0.0, highest, if bidders.len() > 1 { 3 } else { 6 });
        Self { times, bidders, lines: lines.into_iter().filter(|v| *v <= highest).collect(), highest, top, wide }
    }

    fn bottom(&self) -> f64 {
        self.top + ROW * self.times.len() as f64
    }

    /// Left and right end of a panel's scale.
    fn span(&self, panel: usize) -> (f64, f64) {
        let left = MARGIN + NAMES + self.wide * panel as f64;
        (left, left + self.wide - ENDS)
    }

    fn scale(&self, panel: usize) -> Scale {
        Scale::new((0.0, self.highest), self.span(panel))
    }

    /// Headings, grid, and the words of the rows.
    fn scaffold(&self, canvas: &mut Canvas) {
        let small = Type::new(SMALL, MUTED);
        canvas.text((MARGIN, self.top - 10.0), "Left at signing", small);
        for (i, timing) in self.times.iter().enumerate() {
            let y = self.top + ROW * (i as f64 + 0.5);
            canvas.text((MARGIN, y + 4.4), capitalize(&time_words(*timing)), Type::new(LABEL, INK));
        }
        for (panel, bidders) in self.bidders.iter().enumerate() {
            let (scale, (left, right)) = (self.scale(panel), self.span(panel));
            let heading = Type::new(LABEL, INK).bold();
            canvas.text((left, self.top - 30.0), capitalize(&bidder_words(*bidders)), heading);
            let mut free = f64::NEG_INFINITY;
            for &share in &self.lines {
                let x = scale.at(share);
                let whole = (share - 1.0).abs() < 1e-9;
                canvas.line(vec![(x, self.top - 4.0), (x, self.bottom())], if whole { AXIS } else { GRID }, 1.0);
                let word = numbers::percent(share, 0.01);
                let half = small.width(&word) / 2.0;
                if x - half > free && x - half >= left - 20.0 && x + half <= right + 20.0 {
                    canvas.text((x, self.top - 10.0), word, small.anchored(Anchor::Middle));
                    free = x + half + 6.0;
                }
            }
            if !self.lines.iter().any(|share| (share - 1.0).abs() < 1e-9) {
                canvas.line(vec![(scale.at(1.0), self.top - 4.0), (scale.at(1.0), self.bottom())], AXIS, 1.0);
            }
        }
    }

    fn draw(&self, canvas: &mut Canvas, group: &SaleGroup, number: usize) {
        let row = self.times.iter().position(|t| *t == group.timing).unwrap_or(0);
        let panel = self.bidders.iter().position(|b| *b == group.bidders).unwrap_or(0);
        let (scale, y) = (self.scale(panel), self.top + ROW * (row as f64 + 0.5));
        let [low, lower, median, upper, high] = group.price_to_standalone.map(|share| scale.at(share));
        let (top, bottom) = (y - BOX / 2.0, y + BOX / 2.0);
        if group.count < FEW {
            canvas.outline((low, top), (high.max(low + 1.0), bottom), AXIS, 1.0);
            canvas.line(vec![(median, top - 2.0), (median, bottom + 2.0)], MUTED, 1.6);
        } else {
            canvas.rect((low, top), (high.max(low + 1.0), bottom), FAN_OUTER);
            canvas.rect((lower, top), (upper.max(lower + 1.0), bottom), FAN_INNER);
            canvas.line(vec![(median, top - 3.0), (median, bottom + 3.0)], FAN_MEDIAN, 2.6);
        }
        let x = self.span(panel).1 + 8.0;
        let (bold, small) = (Type::new(LABEL, FAN_MEDIAN).bold(), Type::new(SMALL - 1.0, MUTED));
        let style = if group.count < FEW { Type::new(LABEL, MUTED) } else { bold };
        canvas.text((x, y - 1.0), whole_percent(group.price_to_standalone[2]), style);
        let words = sales(group.count);
        // A million sales are told by their number alone.
        let words = if small.width(&words) > ENDS - 12.0 { count(group.count) } else { words };
        canvas.text((x, y + 12.5), small.fit(&words, ENDS - 12.0), small);
        let left = self.span(panel).0;
        canvas.zone((left, y - ROW / 2.0), (left + self.wide - 2.0, y + ROW / 2.0), number);
    }
}

fn sales(n: u64) -> String {
    format!("{} {}", count(n), if n == 1 { "sale" } else { "sales" })
}

fn table(market: &MarketSummary, groups: &[&SaleGroup]) -> Table {
    let rows = groups.iter().map(|group| {
        let mut cells = vec![
            Cell::figure(capitalize(&time_words(group.timing)), -order(group.timing)),
            Cell::figure(capitalize(&bidder_words(group.bidders)), f64::from(group.bidders)),
            Cell::figure(count(group.count), group.count as f64),
        ];
        cells.extend(group.price_to_standalone.map(|share| Cell::figure(numbers::percent(share, 0.01), share)));
        cells
    });
    Table::new(
        format!("Price as % of standalone value at signing, in {}", name_in_title(&market.name)),
        ["Left at signing", "Bidders", "Sales", "5%", "25%", "Median", "75%", "95%"],
        rows,
    )
}

fn alt(title: &str, groups: &[&SaleGroup]) -> String {
    let told = groups.iter().map(|group| {
        let [low, _, median, _, high] = group.price_to_standalone.map(whole_percent);
        let (bidders, time) = (bidder_words(group.bidders), time_words(group.timing));
        format!("{time}, {bidders}: {median} ({low} to {high}), {}", sales(group.count))
    });
    format!("Boxes of prices as % of standalone value. {title}. {}.", told.collect::<Vec<_>>().join("; "))
}
