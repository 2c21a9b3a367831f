//! A metric of users as fans over time: of all markets side by side, and of one with its scheduled events.

use super::labels::{Column, Flag, Label, Wanted, flags, lanes};
use super::metric::{UserMetric, event_words, events_of, span, top_of};
use super::notes::Notes;
use crate::analysis::{Fan, MarketSummary, Summary};
use crate::charts::canvas::{Canvas, Type};
use crate::charts::legend::{Swatch, draw_legend, entries};
use crate::charts::panel::{Panel, draw_band, make_room, panels, path};
use crate::charts::scale::{Scale, Time, days_between, ticks};
use crate::charts::sheet::{Origin, Sheet};
use crate::charts::style::{AXIS, FAN_INNER, FAN_MEDIAN, FAN_OUTER, INK, LABEL, MARGIN, MUTED, SMALL, WIDTH};
use crate::charts::{Cell, Chart, ChartError, Table};
use crate::text::clean::clean;
use crate::text::names::name_in_title;
use crate::text::numbers::{day, month_year, percent, spoken_percent, whole_percent};

/// Panels keep one scale until the highest is this many times the lowest.
const COMMON_SCALE: f64 = 3.0;
/// Space for words at the right of a panel of several, and of one alone.
const ENDS: f64 = 84.0;
const ENDS_ALONE: f64 = 168.0;
/// Height of a row of numbers over a panel of several.
const HEAD: f64 = 14.0;
/// Height of a panel alone, and of a row of words over it.
const HEIGHT: f64 = 300.0;
const LANE: f64 = 18.0;
/// Rows of event labels; a label that finds no room in them is told in the subtitle.
const LANES: usize = 8;

/// A market with its key and its fan.
type Market<'a> = (&'a str, &'a MarketSummary, &'a Fan);

static EMPTY: Fan = Fan { p5: Vec::new(), p25: Vec::new(), p50: Vec::new(), p75: Vec::new(), p95: Vec::new() };

/// The chart of all markets, where any has the metric.
pub(super) fn chart_all(summary: &Summary, metric: UserMetric) -> Result<Option<Chart>, ChartError> {
    let fan = |market: &'_ MarketSummary| market.fans.get(metric.key()).is_some_and(|fan| !fan.p50.is_empty());
    if !summary.markets.values().any(fan) {
        return Ok(None);
    }
    let market = |(key, market)| (String::as_str(key), market, fan_of(market, metric));
    let all: Vec<Market> = summary.markets.iter().map(market).collect();
    let tops: Vec<f64> = all.iter().map(|market| top_of(market.2)).collect();
    let highest = tops.iter().copied().fold(1.0, f64::max);
    let own = highest > COMMON_SCALE * tops.iter().copied().fold(f64::INFINITY, f64::min);
    let differ = if own { ". Scales differ between markets" } else { "" };
    let marked = all.iter().any(|market| !events_of(summary, market.0).is_empty());
    let numbered = if marked { ". Numbered lines: scheduled events" } else { "" };
    let sheet = Sheet {
        name: metric.stem(),
        title: finding(summary, metric, &all),
        subtitle: format!("{}{differ}{numbered}", metric.unit(summary)),
        kind: "Fan charts by market".to_owned(),
        spoken: all.iter().filter_map(spoken).collect(),
        table: table(summary, metric, &all),
        origin: Origin::of_run(summary),
    };
    let mut frame = sheet.begin();
    let legend = [
        (Swatch::Box(FAN_OUTER), "5% to 95%"),
        (Swatch::Box(FAN_INNER), "middle half"),
        (Swatch::Box(FAN_MEDIAN), "median"),
    ];
    draw_legend(&mut frame.canvas, (MARGIN, frame.top + 12.0), &entries(legend));
    let mut grid = panels(all.len(), frame.top + 16.0, own, ENDS);
    let notes = Notes::of(summary, all.iter().map(|market| market.0).zip(&grid));
    make_room(&mut grid, &all.iter().map(|m| if notes.marked(m.0) { HEAD } else { 0.0 }).collect::<Vec<_>>());
    for (i, ((key, market, fan), panel)) in all.iter().zip(&grid).enumerate() {
        let canvas = &mut frame.canvas;
        panel.heading(canvas, &market.name);
        let figures = ticks(0.0, if own { tops[i] } else { highest }, 3);
        let (y, _) = draw_fan(canvas, summary, fan, *panel, &figures, i * summary.dates.len(), own);
        notes.mark(canvas, key, *panel);
        if let Some(last) = fan.p50.last() {
            let at = y.at(*last).clamp(panel.top + 5.0, panel.bottom - 3.0);
            canvas.text((panel.right + 5.0, at + 4.5), whole_percent(*last), Type::new(LABEL, FAN_MEDIAN).bold());
        }
    }
    let bottom = notes.explain(&mut frame.canvas, grid.last().map_or(frame.top, |panel| panel.below()));
    sheet.finish(frame, bottom).map(Some)
}

/// The chart of one market; `name` is its file's.
pub(super) fn chart_one(summary: &Summary, key: &str, metric: UserMetric, name: &str) -> Result<Chart, ChartError> {
    let market = &summary.markets[key];
    let fan = fan_of(market, metric);
    let mut panel = Panel::whole((0.0, HEIGHT), 42.0, ENDS_ALONE);
    let (start, end) = span(summary);
    let time = Time::new(start, end, (panel.left, panel.right));
    let events = events(summary, key, time, panel.left);
    let untold = match events.iter().filter(|event| event.lane.is_none()).count() {
        0 => String::new(),
        n => format!(". {n} more events are marked without a label"),
    };
    let last = |quantile: &[f64]| quantile.last().copied().map_or_else(|| "–".to_owned(), whole_percent);
    let [p5, p25, p50, p75, p95] = [&fan.p5, &fan.p25, &fan.p50, &fan.p75, &fan.p95].map(|quantile| last(quantile));
    let sheet = Sheet {
        name: name.to_owned(),
        title: metric.finding(&name_in_title(&market.name), fan, summary),
        subtitle: format!("{}{untold}", metric.unit(summary)),
        kind: format!("Fan chart. {}. {} in {}", clean(&market.name), metric.unit(summary), month_year(end)),
        spoken: vec![format!("Median {p50}, middle half {p25} to {p75}, 5% to 95% {p5} to {p95}")],
        table: table(summary, metric, &[(key, market, fan)]),
        origin: Origin::of_run(summary),
    };
    let mut frame = sheet.begin();
    let first_lane = frame.top + 10.0;
    panel.top = first_lane + lanes(&events) as f64 * LANE + 6.0;
    panel.bottom = panel.top + HEIGHT;
    let canvas = &mut frame.canvas;
    let (y, _) = draw_fan(canvas, summary, fan, panel, &ticks(0.0, top_of(fan), 5), 0, true);
    for event in &events {
        let from = event.draw(canvas, Type::new(SMALL, INK), first_lane, LANE).unwrap_or(panel.top);
        canvas.line(vec![(event.x, from), (event.x, panel.bottom)], MUTED, 0.9);
    }
    draw_ends(canvas, fan, y, panel);
    sheet.finish(frame, panel.bottom + 22.0)
}

fn fan_of(market: &MarketSummary, metric: UserMetric) -> &Fan {
    market.fans.get(metric.key()).unwrap_or(&EMPTY)
}

/// Draws axes, both bands, the median and the line of all users; the rows of its table begin at `first`.
fn draw_fan(
    canvas: &mut Canvas,
    summary: &Summary,
    fan: &Fan,
    panel: Panel,
    figures: &[f64],
    first: usize,
    own: bool,
) -> (Scale, Time) {
    let (start, end) = span(summary);
    let time = Time::new(start, end, (panel.left, panel.right));
    let y = panel.upwards(canvas, figures, own, |share| percent(share, 0.01));
    let xs: Vec<f64> = summary.dates.iter().map(|date| time.at(*date)).collect();
    for (low, high, colour) in [(&fan.p5, &fan.p95, FAN_OUTER), (&fan.p25, &fan.p75, FAN_INNER)] {
        draw_band(canvas, &xs, [low, high], y, colour);
    }
    if fan.p50.len() > 1 {
        canvas.line(path(&xs, &fan.p50, y), FAN_MEDIAN, 2.2);
    }
    canvas.line(vec![(panel.left, y.at(1.0)), (panel.right, y.at(1.0))], AXIS, 0.8);
    panel.dates(canvas, time);
    panel.zones(canvas, &xs, first);
    (y, time)
}

/// Writes beside the last date where each quantile ends; the median alone where all end together.
fn draw_ends(canvas: &mut Canvas, fan: &Fan, y: Scale, panel: Panel) {
    let figures = [("95%:", &fan.p95), ("75%:", &fan.p75), ("median", &fan.p50), ("25%:", &fan.p25), ("5%:", &fan.p5)];
    let median = fan.p50.last().map(|median| y.at(*median));
    let label = |(word, values): &(&str, &Vec<f64>)| {
        let value = *values.last()?;
        let aim = y.at(value);
        let style = match *word {
            "median" => Type::new(LABEL, FAN_MEDIAN).bold(),
            _ if median.is_some_and(|median| (aim - median).abs() <= 0.5) => return None,
            _ => Type::new(SMALL, MUTED),
        };
        Some(Label { aim, words: format!("{word} {}", whole_percent(value)), style, swatch: None })
    };
    let within = (panel.top, panel.bottom);
    let column = Column { left: panel.right, right: panel.right + panel.ends, gap: 16.0, within };
    column.draw(canvas, &figures.iter().filter_map(label).collect::<Vec<_>>());
}

fn events(summary: &Summary, key: &str, time: Time, left: f64) -> Vec<Flag> {
    let wanted = events_of(summary, key).into_iter().map(|event| {
        let words = format!("{}: {}", day(event.date), event_words(event));
        Wanted { x: time.at(event.date), words, before: false }
    });
    flags(wanted.collect(), Type::new(SMALL, INK), (left, WIDTH - MARGIN), LANES)
}

fn finding(summary: &Summary, metric: UserMetric, all: &[Market]) -> String {
    let mut known: Vec<(&Market, f64)> = all.iter().filter_map(|m| Some((m, m.2.p50.last().copied()?))).collect();
    known.sort_by(|a, b| a.1.total_cmp(&b.1));
    let (Some((worst, low)), Some((best, high))) = (known.first(), known.last()) else {
        return metric.unit(summary);
    };
    let [low, high] = [low, high].map(|share| spoken_percent(*share));
    let [worst_name, best_name] = [worst, best].map(|market| name_in_title(&market.1.name));
    if low == high || worst_name == best_name {
        return metric.finding(&worst_name, worst.2, summary);
    }
    metric.range(summary, (&worst_name, &low), (&best_name, &high))
}

fn spoken((_, market, fan): &Market) -> Option<String> {
    let [low, mid, high] = [fan.p5.last()?, fan.p50.last()?, fan.p95.last()?].map(|share| whole_percent(*share));
    Some(format!("{} {mid} ({low} to {high})", market.name))
}

/// Quantiles of a metric by market and date; the rows of one market stand together.
fn table(summary: &Summary, metric: UserMetric, all: &[Market]) -> Table {
    let row = |market: &MarketSummary, fan: &Fan, i: usize| {
        let date = summary.dates[i];
        let days = days_between(summary.scenario.start, date);
        let share = |values: &Vec<f64>| {
            values.get(i).map_or(Cell::MISSING, |share| Cell::figure(percent(*share, 0.001), *share))
        };
        let mut cells = vec![Cell::text(clean(&market.name)), Cell::figure(day(date), days)];
        cells.extend([&fan.p5, &fan.p25, &fan.p50, &fan.p75, &fan.p95].map(share));
        cells
    };
    let rows = all.iter().flat_map(|(_, market, fan)| (0..summary.dates.len()).map(move |i| row(market, fan, i)));
    let heads = ["Market", "Date", "5%", "25%", "Median", "75%", "95%"];
    Table::new(format!("{}: quantiles over simulations", metric.unit(summary)), heads, rows)
}
