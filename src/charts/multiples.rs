//! Fans of one measure of users in all markets, side by side.

use std::fmt::Write as _;

use crate::analysis::{Fan, MarketSummary, Summary};

use super::canvas::{Canvas, Type};
use super::frame::{Frame, Origin, Panel, make_room, panels};
use super::labels::{Column, Label};
use super::measures::{Measure, draw, events_of, span, table, top_of};
use super::notes::Notes;
use super::scale::{Scale, Time, ticks};
use super::style::{AXIS, FAN_MEDIAN, LABEL, MUTED, SMALL};
use super::{Chart, ChartError};
use crate::text::names::name_in_title;
use crate::text::numbers::{self, spoken_percent, whole_percent};

/// Panels keep one scale until the highest is this many times the lowest.
const COMMON_SCALE: f64 = 3.0;
/// Space for words at the right of a panel.
const ENDS: f64 = 84.0;
/// Height of a row of numbers over a panel.
const HEAD: f64 = 14.0;

/// A market in the chart.
struct Drawn<'a> {
    key: &'a str,
    market: &'a MarketSummary,
    fan: &'a Fan,
}

/// The chart, where any market has the measure.
pub(super) fn chart(summary: &Summary, measure: Measure) -> Result<Option<Chart>, ChartError> {
    let empty = Fan::default();
    let all: Vec<Drawn> = summary
        .markets
        .iter()
        .map(|(key, market)| Drawn { key, market, fan: market.fans.get(measure.key()).unwrap_or(&empty) })
        .collect();
    if all.iter().all(|d| d.fan.p50.is_empty()) {
        return Ok(None);
    }
    let tops: Vec<f64> = all.iter().map(|d| top_of(d.fan)).collect();
    let highest = tops.iter().copied().fold(1.0, f64::max);
    let own = highest > COMMON_SCALE * tops.iter().copied().fold(f64::INFINITY, f64::min);
    let title = finding(summary, measure, &all);
    let differ = if own { ". Scales differ between markets" } else { "" };
    let marked = all.iter().any(|d| !events_of(summary, d.key).is_empty());
    let numbered = if marked { ". Numbered lines: scheduled events" } else { "" };
    let mut frame = Frame::new(&title, &format!("{}{differ}{numbered}", measure.unit(summary)));
    let mut grid = panels(all.len(), frame.top, own, ENDS);
    let notes = Notes::of(summary, all.iter().map(|d| d.key).zip(&grid));
    make_room(&mut grid, &all.iter().map(|d| if notes.marked(d.key) { HEAD } else { 0.0 }).collect::<Vec<_>>());
    let scales: Vec<Scale> = grid
        .iter()
        .zip(&tops)
        .map(|(panel, top)| axis(&mut frame.canvas, *panel, if own { *top } else { highest }, own))
        .collect();
    let explained = explained(&all, &scales);
    for (i, drawn) in all.iter().enumerate() {
        panel(&mut frame.canvas, summary, drawn, grid[i], scales[i]);
        notes.mark(&mut frame.canvas, drawn.key, grid[i]);
        ends(&mut frame.canvas, drawn.fan, grid[i], scales[i], i == explained);
        let time = time(summary, grid[i]);
        let xs: Vec<f64> = summary.dates.iter().map(|d| time.at(*d)).collect();
        grid[i].zones(&mut frame.canvas, &xs, i * summary.dates.len());
    }
    let bottom = notes.explain(&mut frame.canvas, grid.last().map_or(frame.top, |p| p.below()));
    let fans: Vec<(&MarketSummary, &Fan)> = all.iter().map(|d| (d.market, d.fan)).collect();
    let table = table(summary, measure, &fans);
    frame.finish(&Origin::of(summary), measure.stem(), bottom, &alt(&title, &all), table).map(Some)
}

fn time(summary: &Summary, panel: Panel) -> Time {
    let (start, end) = span(summary);
    Time::new(start, end, (panel.left, panel.right))
}

fn finding(summary: &Summary, measure: Measure, all: &[Drawn]) -> String {
    let mut known: Vec<(&Drawn, f64)> = all.iter().filter_map(|d| Some((d, d.fan.p50.last().copied()?))).collect();
    known.sort_by(|a, b| a.1.total_cmp(&b.1));
    let (Some((worst, low)), Some((best, high))) = (known.first(), known.last()) else {
        return measure.unit(summary);
    };
    let [low, high] = [low, high].map(|share| spoken_percent(*share));
    let [worst_name, best_name] = [worst, best].map(|d| name_in_title(&d.market.name));
    if low == high || worst_name == best_name {
        return measure.finding(&worst_name, worst.fan, summary);
    }
    measure.range(summary, (&worst_name, &low), (&best_name, &high))
}

/// Draws grid and ticks, and gives the scale.
fn axis(canvas: &mut Canvas, panel: Panel, top: f64, own: bool) -> Scale {
    let figures = ticks(0.0, top, 3);
    let scale = Scale::new((0.0, figures.last().copied().unwrap_or(1.0)), (panel.bottom, panel.top));
    let lines: Vec<(f64, String)> =
        figures.iter().map(|v| (scale.at(*v), format!("{}%", numbers::number(v * 100.0, 1.0)))).collect();
    panel.grid(canvas, &lines, own);
    scale
}

fn panel(canvas: &mut Canvas, summary: &Summary, drawn: &Drawn, panel: Panel, scale: Scale) {
    let time = time(summary, panel);
    panel.heading(canvas, &drawn.market.name);
    draw(canvas, drawn.fan, &summary.dates, time, scale);
    canvas.line(vec![(panel.left, scale.at(1.0)), (panel.right, scale.at(1.0))], AXIS, 0.8);
    panel.dates(canvas, time);
}

/// The panel whose bands are to be named: the first in which all of them are seen, or the one in which most is.
fn explained(all: &[Drawn], scales: &[Scale]) -> usize {
    let seen: Vec<f64> = all.iter().zip(scales).map(|(drawn, scale)| thinnest(drawn.fan, *scale)).collect();
    let best = (0..seen.len()).max_by(|a, b| seen[*a].total_cmp(&seen[*b])).unwrap_or(0);
    seen.iter().position(|thin| *thin >= 7.0).unwrap_or(best)
}

/// Height in pixels of the thinner of the two bands at the last date.
fn thinnest(fan: &Fan, scale: Scale) -> f64 {
    let at = |values: &[f64]| values.last().map_or(0.0, |v| scale.at(*v));
    let inner = at(&fan.p25) - at(&fan.p75);
    (at(&fan.p75) - at(&fan.p95)).max(at(&fan.p5) - at(&fan.p25)).min(inner)
}

/// Writes the last median, and what the bands are where they are to be named.
fn ends(canvas: &mut Canvas, fan: &Fan, panel: Panel, scale: Scale, explained: bool) {
    let Some(last) = fan.p50.last() else { return };
    let (bold, small) = (Type::new(LABEL, FAN_MEDIAN).bold(), Type::new(SMALL - 1.0, MUTED));
    let median = Type { size: small.size, ..bold };
    let label = |aim: f64, words: &str, style: Type| Label { aim, words: words.to_owned(), style, swatch: None };
    let column = Column {
        left: panel.right,
        right: panel.right + panel.ends,
        gap: 15.0,
        within: (panel.top + 4.0, panel.bottom - 4.0),
    };
    let aim = scale.at(*last);
    if !explained {
        let y = aim.clamp(panel.top + 5.0, panel.bottom - 3.0);
        canvas.text((panel.right + 5.0, y + 4.5), whole_percent(*last), bold);
        return;
    }
    let median = label(aim, &format!("median {}", whole_percent(*last)), median);
    if thinnest(fan, scale) < 1.0 {
        column.draw(canvas, &[median]);
        return;
    }
    let at = |values: &[f64]| values.last().map_or(0.0, |v| scale.at(*v));
    let upper = at(&fan.p75) - at(&fan.p95) >= at(&fan.p5) - at(&fan.p25);
    let edges = if upper { (&fan.p95, &fan.p75) } else { (&fan.p25, &fan.p5) };
    let outer = label(f64::midpoint(at(edges.0), at(edges.1)), "5% to 95%", small);
    let above = aim - at(&fan.p75) > at(&fan.p25) - aim;
    let edge = if above { &fan.p75 } else { &fan.p25 };
    let mut labels = [outer, median, label(f64::midpoint(aim, at(edge)), "middle half", small)];
    labels.sort_by(|a, b| a.aim.total_cmp(&b.aim));
    column.draw(canvas, &labels);
}

fn alt(title: &str, all: &[Drawn]) -> String {
    let mut out = format!("Fan charts by market. {title}. Last figures, median and 5% to 95%:");
    for Drawn { market, fan, .. } in all {
        if let (Some(low), Some(mid), Some(high)) = (fan.p5.last(), fan.p50.last(), fan.p95.last()) {
            let _ = write!(
                out,
                " {} {} ({} to {});",
                market.name,
                whole_percent(*mid),
                whole_percent(*low),
                whole_percent(*high)
            );
        }
    }
    out.trim_end_matches(';').to_owned() + "."
}
