//! One measure of users in one market: a fan over time, with the scheduled events of that market.

use std::fmt::Write as _;

use crate::analysis::{Fan, MarketSummary, Summary};

use super::canvas::{Anchor, Canvas, Type};
use super::frame::{Frame, Origin, Panel};
use super::labels::{Flag, Wanted, flags, lanes};
use super::measures::{Measure, draw, ends, event_words, events_of, span, table, top_of};
use super::scale::{Scale, Time, ticks};
use super::style::{AXIS, GRID, INK, MARGIN, MUTED, SMALL, WIDTH};
use super::{Chart, ChartError};
use crate::text::clean::clean;
use crate::text::names::name_in_title;
use crate::text::numbers::{self, whole_percent};

const HEIGHT: f64 = 300.0;
const LANE: f64 = 18.0;
/// Rows of event labels; a label that finds no room in them is told in the subtitle.
const LANES: usize = 8;
/// Space for words at the right.
const ENDS: f64 = 168.0;

/// The chart of one market.
pub(super) fn chart(
    summary: &Summary,
    key: &str,
    market: &MarketSummary,
    measure: Measure,
    name: &str,
) -> Result<Chart, ChartError> {
    let empty = Fan::default();
    let fan = market.fans.get(measure.key()).unwrap_or(&empty);
    let (start, end) = span(summary);
    let (left, right) = (MARGIN + 42.0, WIDTH - MARGIN - ENDS);
    let time = Time::new(start, end, (left, right));
    let events = events(summary, key, time, left);
    let untold = events.iter().filter(|e| e.lane.is_none()).count();
    let mut subtitle = measure.unit(summary);
    if untold > 0 {
        let _ = write!(subtitle, ". {untold} more events are marked without a label");
    }
    let mut frame = Frame::new(&measure.finding(&name_in_title(&market.name), fan, summary), &subtitle);
    let first_lane = frame.top + 10.0;
    let top = first_lane + lanes(&events) as f64 * LANE + 6.0;
    let panel = Panel { left, right, top, bottom: top + HEIGHT, first: true, head: 0.0, ends: ENDS };
    let canvas = &mut frame.canvas;
    let lines = ticks(0.0, top_of(fan), 5);
    let scale = Scale::new((0.0, lines.last().copied().unwrap_or(1.0)), (panel.bottom, top));
    for &v in &lines {
        canvas.line(vec![(left, scale.at(v)), (right, scale.at(v))], GRID, 1.0);
        let written = format!("{}%", numbers::number(v * 100.0, 1.0));
        canvas.text((left - 8.0, scale.at(v) + 4.3), written, Type::new(SMALL, MUTED).anchored(Anchor::End));
    }
    draw(canvas, fan, &summary.dates, time, scale);
    canvas.line(vec![(left, scale.at(1.0)), (right, scale.at(1.0))], AXIS, 1.0);
    mark(canvas, &events, first_lane, (top, panel.bottom));
    panel.dates(canvas, time);
    ends(canvas, fan, scale, panel);
    let xs: Vec<f64> = summary.dates.iter().map(|d| time.at(*d)).collect();
    panel.zones(canvas, &xs, 0);
    let (bottom, alt) = (panel.bottom + 22.0, alt(summary, market, measure, fan));
    frame.finish(&Origin::of(summary), name, bottom, &alt, table(summary, measure, &[(market, fan)]))
}

fn events(summary: &Summary, key: &str, time: Time, left: f64) -> Vec<Flag> {
    let wanted = events_of(summary, key).into_iter().map(|e| {
        let words = format!("{}: {}", numbers::day(e.date), event_words(e));
        Wanted { x: time.at(e.date), words, before: false }
    });
    flags(wanted.collect(), Type::new(SMALL, INK), (left, WIDTH - MARGIN), LANES)
}

fn mark(canvas: &mut Canvas, events: &[Flag], first_lane: f64, (top, bottom): (f64, f64)) {
    for event in events {
        let from = event.draw(canvas, Type::new(SMALL, INK), first_lane, LANE).unwrap_or(top);
        canvas.line(vec![(event.x, from), (event.x, bottom)], MUTED, 0.9);
    }
}

fn alt(summary: &Summary, market: &MarketSummary, measure: Measure, fan: &Fan) -> String {
    let last = |quantile: &[f64]| quantile.last().copied().map_or_else(|| "–".to_owned(), whole_percent);
    format!(
        "Fan chart. {}. {} in {}: median {}, middle half {} to {}, 5% to 95% {} to {}.",
        clean(&market.name),
        measure.unit(summary),
        numbers::month_year(span(summary).1),
        last(&fan.p50),
        last(&fan.p25),
        last(&fan.p75),
        last(&fan.p5),
        last(&fan.p95)
    )
}
