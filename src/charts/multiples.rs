//! Fans of all markets side by side: users retained, and users against the baseline.

use std::fmt::Write as _;

use jiff::civil::Date;

use crate::analysis::{Fan, MarketSummary, Summary};

use super::canvas::Type;
use super::fan::{draw, span, top_of};
use super::frame::{Frame, Origin, panels, short};
use super::numbers::{self, spoken_percent, whole_percent};
use super::scale::{Scale, Time, ticks};
use super::style::{AXIS, FAN_MEDIAN, LABEL, MUTED};
use super::{Chart, ChartError, Table};

/// Panels keep one scale until the highest is this many times the lowest.
const COMMON_SCALE: f64 = 3.0;

const BANDS: &str = "Line: median, with its last figure; dark band: middle half of histories; light band: 5% to 95%";

/// Users retained, of those at the start.
pub(super) fn retention(summary: &Summary) -> Result<Chart, ChartError> {
    let by = numbers::month_year(span(summary).1);
    let title = match extremes(summary, "retention") {
        Some(((worst, low), (best, high))) if worst != best => {
            format!("Users kept by {by} range from {low} in {worst} to {high} in {best}, in the median history")
        }
        Some(((only, share), _)) => format!("{only} keeps {share} of its users by {by} in the median history"),
        None => format!("Users kept by {by}"),
    };
    chart(summary, "retention", &title, "Users (active and circumventing) as % of users at the start")
}

/// Users, of those there would have been without any measure.
pub(super) fn against_baseline(summary: &Summary) -> Result<Chart, ChartError> {
    let by = numbers::month_year(span(summary).1);
    let title = match extremes(summary, "vs_baseline") {
        Some(((worst, low), _)) => {
            format!("By {by} the median history has {low} of the users that {worst} would have without any measure")
        }
        None => format!("Users by {by} against the baseline"),
    };
    chart(
        summary,
        "vs_baseline",
        &title,
        "Users as % of users on the same date in the same history without any measure",
    )
}

type NamedShare = (String, String);

/// The markets whose last median is least and greatest.
fn extremes(summary: &Summary, measure: &str) -> Option<(NamedShare, NamedShare)> {
    let last = |m: &MarketSummary| m.fans.get(measure).and_then(|f| f.p50.last().copied());
    let mut known: Vec<(&MarketSummary, f64)> = summary.markets.values().filter_map(|m| Some((m, last(m)?))).collect();
    known.sort_by(|a, b| a.1.total_cmp(&b.1));
    let word = |(m, share): &(&MarketSummary, f64)| (short(&m.name), spoken_percent(*share));
    Some((word(known.first()?), word(known.last()?)))
}

fn chart(summary: &Summary, measure: &str, title: &str, unit: &str) -> Result<Chart, ChartError> {
    let empty = Fan::default();
    let fans: Vec<(&String, &MarketSummary, &Fan)> =
        summary.markets.iter().map(|(k, m)| (k, m, m.fans.get(measure).unwrap_or(&empty))).collect();
    let tops: Vec<f64> = fans.iter().map(|(_, _, f)| top_of(f)).collect();
    let highest = tops.iter().copied().fold(1.0, f64::max);
    let lowest = tops.iter().copied().fold(f64::INFINITY, f64::min);
    let own = highest > COMMON_SCALE * lowest;
    let marked = summary.events.iter().any(|e| within(e.date, span(summary)));
    let mut subtitle = format!("{unit}. {BANDS}");
    if marked {
        subtitle.push_str("; upright lines: scheduled events");
    }
    if own {
        subtitle.push_str(". Scales differ between markets");
    }
    let mut frame = Frame::new(title, &subtitle);
    let grid = panels(fans.len(), frame.top, own);
    for (((key, market, fan), panel), top) in fans.iter().zip(&grid).zip(&tops) {
        let canvas = &mut frame.canvas;
        let (start, end) = span(summary);
        let time = Time::new(start, end, (panel.left, panel.right));
        let figures = ticks(0.0, if own { *top } else { highest }, 3);
        let scale = Scale::new((0.0, figures.last().copied().unwrap_or(1.0)), (panel.bottom, panel.top));
        let lines: Vec<(f64, String)> =
            figures.iter().map(|v| (scale.at(*v), format!("{}%", numbers::number(v * 100.0, 1.0)))).collect();
        panel.heading(canvas, &market.name);
        panel.grid(canvas, &lines, own);
        draw(canvas, fan, &summary.dates, time, scale);
        canvas.line(vec![(panel.left, scale.at(1.0)), (panel.right, scale.at(1.0))], AXIS, 0.8);
        for event in summary.events.iter().filter(|e| &e.market == *key && within(e.date, (start, end))) {
            let x = time.at(event.date);
            canvas.line(vec![(x, panel.top), (x, panel.bottom)], MUTED, 0.8);
        }
        panel.dates(canvas, time);
        if let Some(last) = fan.p50.last() {
            let y = scale.at(*last).clamp(panel.top + 5.0, panel.bottom - 3.0);
            let style = Type::new(LABEL, FAN_MEDIAN).bold();
            canvas.text((panel.right + 4.0, y + 4.5), whole_percent(*last), style);
        }
    }
    let bottom = grid.last().map_or(frame.top, |p| p.below());
    let name = measure.replace('_', "-");
    frame.finish(&Origin::of(summary), &name, bottom, &alt(title, &fans), Table::default())
}

fn within(date: Date, (start, end): (Date, Date)) -> bool {
    date >= start && date <= end
}

fn alt(title: &str, fans: &[(&String, &MarketSummary, &Fan)]) -> String {
    let mut out = format!("Fan charts by market. {title}. Last figures, median and 5% to 95%:");
    for (_, market, fan) in fans {
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
