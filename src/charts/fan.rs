//! Users retained in one market: a fan over time, with the scheduled events of that market.

use std::fmt::Write as _;

use jiff::civil::Date;

use crate::analysis::{EventInfo, Fan, MarketSummary, Summary};

use super::canvas::{Anchor, Canvas, Type};
use super::font::clean;
use super::frame::{Frame, Origin, Panel, short};
use super::numbers::{self, whole_percent};
use super::scale::{Scale, Time, ticks};
use super::style::{AXIS, FAN_INNER, FAN_MEDIAN, FAN_OUTER, GRID, INK, LABEL, MARGIN, MUTED, SMALL, WIDTH};
use super::{Chart, ChartError, Table};

const HEIGHT: f64 = 300.0;
const LANE: f64 = 18.0;
/// Rows of event labels; a label that finds no room in them is told in the subtitle.
const LANES: usize = 8;

/// The chart of one market.
pub(super) fn chart(summary: &Summary, key: &str, market: &MarketSummary, name: &str) -> Result<Chart, ChartError> {
    let empty = Fan::default();
    let fan = market.fans.get("retention").unwrap_or(&empty);
    let (start, end) = span(summary);
    let (title, alt) = words(market, fan, end);
    let left = MARGIN + 42.0;
    let right = WIDTH - MARGIN - 152.0;
    let time = Time::new(start, end, (left, right));
    let style = Type::new(SMALL, INK);
    let events = place(&events_of(summary, key, start, end), time, style, (left, WIDTH - MARGIN));
    let lanes = events.iter().filter_map(|e| e.lane).max().map_or(0, |l| l + 1);
    let untold = events.iter().filter(|e| e.lane.is_none()).count();
    let mut subtitle = "Users (active and circumventing) as % of users at the start. Line: median; dark band: middle \
                        half of histories; light band: 5% to 95%"
        .to_owned();
    if untold > 0 {
        let _ = write!(subtitle, ". {untold} more events are marked without a label");
    }
    let mut frame = Frame::new(&title, &subtitle);
    let first_lane = frame.top + 10.0;
    let top = first_lane + lanes as f64 * LANE + 6.0;
    let bottom = top + HEIGHT;
    let canvas = &mut frame.canvas;
    let lines = ticks(0.0, top_of(fan), 5);
    let scale = Scale::new((0.0, lines.last().copied().unwrap_or(1.0)), (bottom, top));
    for &v in &lines {
        canvas.line(vec![(left, scale.at(v)), (right, scale.at(v))], GRID, 1.0);
        let written = format!("{}%", numbers::number(v * 100.0, 1.0));
        canvas.text((left - 8.0, scale.at(v) + 4.3), written, Type::new(SMALL, MUTED).anchored(Anchor::End));
    }
    draw(canvas, fan, &summary.dates, time, scale);
    canvas.line(vec![(left, scale.at(1.0)), (right, scale.at(1.0))], AXIS, 1.0);
    for event in &events {
        // A label that had to move left lies across its line, which then begins below it.
        let above = if event.text_x > event.x { 0.15 } else { 1.0 };
        let from = event.lane.map_or(top, |lane| first_lane + (lane as f64 + above) * LANE);
        canvas.line(vec![(event.x, from), (event.x, bottom)], MUTED, 0.9);
        if let Some(lane) = event.lane {
            canvas.text((event.text_x, first_lane + (lane as f64 + 0.72) * LANE), &*event.label, style);
        }
    }
    Panel { left, right, top, bottom, first: true }.dates(canvas, time);
    ends(canvas, fan, scale, right, (top, bottom));
    frame.finish(&Origin::of(summary), name, bottom + 22.0, &alt, Table::default())
}

/// First and last date of the fans.
pub(super) fn span(summary: &Summary) -> (Date, Date) {
    let first = summary.dates.first().copied().unwrap_or(summary.scenario.start);
    (first, summary.dates.last().copied().unwrap_or(first))
}

fn words(market: &MarketSummary, fan: &Fan, end: Date) -> (String, String) {
    let name = short(&market.name);
    let by = numbers::month_year(end);
    let last = |quantile: &[f64]| quantile.last().copied().map_or_else(|| "–".to_owned(), whole_percent);
    let title = format!(
        "{name}: the median history keeps {} of users by {by}, one in twenty less than {}",
        last(&fan.p50).replace('<', "less than "),
        last(&fan.p5).trim_start_matches('<')
    );
    let alt = format!(
        "Fan chart. {}: users by {by} as a share of users at the start: median {}, middle half {} to {}, 5% to 95% {} to {}.",
        clean(&market.name),
        last(&fan.p50),
        last(&fan.p25),
        last(&fan.p75),
        last(&fan.p5),
        last(&fan.p95)
    );
    (title, alt)
}

/// The greatest share that a fan's scale must show: at least all users, and not a fresh tick for a hair above them.
pub(super) fn top_of(fan: &Fan) -> f64 {
    let top = fan.p95.iter().copied().fold(1.0, f64::max);
    if top < 1.005 { 1.0 } else { top }
}

/// Draws both bands and the median.
pub(super) fn draw(canvas: &mut Canvas, fan: &Fan, dates: &[Date], time: Time, scale: Scale) {
    let line = |values: &[f64]| -> Vec<(f64, f64)> {
        dates.iter().zip(values).map(|(d, v)| (time.at(*d), scale.at(*v))).collect()
    };
    for (low, high, colour) in [(&fan.p5, &fan.p95, FAN_OUTER), (&fan.p25, &fan.p75, FAN_INNER)] {
        let mut outline = line(high);
        outline.extend(line(low).into_iter().rev());
        if outline.len() > 2 {
            canvas.area(outline, colour);
        }
    }
    if fan.p50.len() > 1 {
        canvas.line(line(&fan.p50), FAN_MEDIAN, 2.2);
    }
}

/// Writes where each quantile ends, beside its end; the median alone where all end together.
fn ends(canvas: &mut Canvas, fan: &Fan, scale: Scale, right: f64, within: (f64, f64)) {
    let figures = [
        ("95th percentile", &fan.p95),
        ("75th", &fan.p75),
        ("median", &fan.p50),
        ("25th", &fan.p25),
        ("5th percentile", &fan.p5),
    ];
    let median = fan.p50.last().copied();
    let told =
        |word: &str, value: f64| word == "median" || median.is_none_or(|m| (scale.at(value) - scale.at(m)).abs() > 0.5);
    let known: Vec<(&str, f64)> = figures
        .iter()
        .filter_map(|(word, values)| Some((*word, values.last().copied()?)))
        .filter(|(word, value)| told(word, *value))
        .collect();
    let wanted: Vec<f64> = known.iter().map(|(_, v)| scale.at(*v)).collect();
    let placed = spread(&wanted, 16.0, within);
    for (((word, value), y), aim) in known.iter().zip(placed).zip(wanted) {
        let median = *word == "median";
        let style = if median { Type::new(LABEL, FAN_MEDIAN).bold() } else { Type::new(SMALL, MUTED) };
        canvas.line(vec![(right + 2.0, aim), (right + 10.0, y)], AXIS, 0.7);
        canvas.text((right + 14.0, y + 4.4), format!("{} {word}", whole_percent(*value)), style);
    }
}

/// Moves heights that are in order apart until none is nearer than `gap`, within the ends.
pub(super) fn spread(wanted: &[f64], gap: f64, (top, bottom): (f64, f64)) -> Vec<f64> {
    let mut placed = wanted.to_vec();
    let mut least = top;
    for y in &mut placed {
        *y = y.max(least);
        least = *y + gap;
    }
    let mut most = bottom;
    for y in placed.iter_mut().rev() {
        *y = y.min(most);
        most = *y - gap;
    }
    placed
}

/// Events of a market within the chart's dates.
fn events_of<'a>(summary: &'a Summary, key: &str, start: Date, end: Date) -> Vec<&'a EventInfo> {
    let mut events: Vec<_> =
        summary.events.iter().filter(|e| e.market == key && e.date >= start && e.date <= end).collect();
    events.sort_by_key(|e| e.date);
    events
}

struct Placed {
    x: f64,
    label: String,
    text_x: f64,
    width: f64,
    lane: Option<usize>,
}

/// Gives each event's label the topmost row in which it touches no other label and no other event's line.
fn place(events: &[&EventInfo], time: Time, style: Type, (left, right): (f64, f64)) -> Vec<Placed> {
    let mut placed: Vec<Placed> = Vec::new();
    for event in events {
        let x = time.at(event.date);
        let odds = event.probability.trim();
        let odds =
            if matches!(odds, "" | "100%" | "1" | "1.0") { String::new() } else { format!(" ({})", clean(odds)) };
        let room = (right - left) * 0.7;
        let date = numbers::day(event.date);
        let label = style.fit(&format!("{date}  {}{odds}", clean(&event.label)), room);
        let width = style.width(&label) * 1.02;
        let text_x = (x + 5.0).min(right - width);
        let lane = (0..LANES).find(|&lane| !clashes(&placed, lane, x, text_x, width));
        placed.push(Placed { x, label, text_x, width, lane });
    }
    placed
}

fn clashes(placed: &[Placed], lane: usize, x: f64, text_x: f64, width: f64) -> bool {
    placed.iter().any(|other| {
        let Some(its) = other.lane else { return false };
        let over = text_x < other.text_x + other.width + 10.0 && other.text_x < text_x + width + 10.0;
        let my_line_through_it = its > lane && x > other.text_x - 3.0 && x < other.text_x + other.width + 3.0;
        let its_line_through_me = its < lane && other.x > text_x - 3.0 && other.x < text_x + width + 3.0;
        (its == lane && over) || my_line_through_it || its_line_through_me
    })
}
