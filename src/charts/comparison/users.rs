//! Users of each market in every scenario, overlaid: medians by date.

use super::{name, origin, palette};
use crate::analysis::{Comparison, Side, SideMarket};
use crate::charts::canvas::{Canvas, Type};
use crate::charts::labels::{Column, Label};
use crate::charts::panel::Panel;
use crate::charts::scale::{Time, ticks};
use crate::charts::sheet::Sheet;
use crate::charts::style::{AXIS, INK, MARGIN, SMALL, WIDTH};
use crate::charts::{Cell, Chart, ChartError, Table};
use crate::text::clean::clean;
use crate::text::names::{name_in_title, shorten_name};
use crate::text::numbers::{self, percent, spoken_percent, whole_percent};
use jiff::civil::Date;

/// Measures that are drawn: key in the comparison, name of the chart, what it is.
pub(super) const MEASURES: [(&str, &str, &str); 3] = [
    ("retention", "users", "Users (active and circumventing) as % of users at the start"),
    (
        "vs_baseline",
        "users-vs-baseline",
        "Users as % of users on the same date in the same simulation with no government action",
    ),
    ("cohort", "users-day-one", "People active at the start who still are, %"),
];

/// Most space for names at the right of a panel, space for figures at its left, and between rows.
const ENDS: f64 = 170.0;
const TICKS: f64 = 46.0;
const HEIGHT: f64 = 130.0;
const BETWEEN: f64 = 56.0;

/// A line of one scenario in one market.
struct Line<'a> {
    side: usize,
    dates: &'a [Date],
    values: &'a [f64],
}

/// The chart, where there is anything to draw.
pub(super) fn chart(
    comparison: &Comparison,
    (measure, stem, unit): (&str, &str, &str),
) -> Result<Option<Chart>, ChartError> {
    let markets = markets(comparison, measure);
    let Some(span) = span(comparison).filter(|_| !markets.is_empty()) else { return Ok(None) };
    let untold = comparison.sides.len().saturating_sub(palette::MOST_LINES);
    let more = if untold > 0 { format!(". {untold} more scenarios are in the table") } else { String::new() };
    let (rows, numbered): (Vec<Vec<Cell>>, Vec<usize>) = rows(comparison, &markets);
    let heads = ["Market", "Date"].into_iter().map(str::to_owned).chain(comparison.sides.iter().map(name));
    let sheet = Sheet {
        name: stem.to_owned(),
        title: finding(comparison, &markets, measure, span.1),
        subtitle: format!("{unit}; median simulation of each scenario{more}"),
        kind: "Lines by market and scenario".to_owned(),
        spoken: markets.iter().map(|market| spoken(comparison, market)).collect(),
        table: Table::new(format!("{unit}; medians"), heads, rows),
        origin: origin(comparison),
    };
    let mut frame = sheet.begin();
    let columns = if markets.len() == 1 { 1 } else { 2 };
    let wide = (WIDTH - 2.0 * MARGIN) / columns as f64;
    let longest = comparison.sides.iter().take(palette::MOST_LINES).map(|side| label(100.0, side));
    let ends = (longest.map(|word| Type::new(SMALL, INK).bold().width(&word)).fold(0.0, f64::max) + 26.0).min(ENDS);
    let mut bottom = frame.top;
    for (i, ((market, lines), row)) in markets.iter().zip(numbered).enumerate() {
        let left = MARGIN + wide * (i % columns) as f64 + TICKS;
        let top = frame.top + 26.0 + (HEIGHT + BETWEEN) * (i / columns) as f64;
        let right = left + wide - TICKS - ends;
        let panel = Panel { left, right, top, bottom: top + HEIGHT, first: true, head: 0.0, ends };
        let time = Time::new(span.0, span.1, (panel.left, panel.right));
        panel.heading(&mut frame.canvas, &market.name);
        draw_lines(&mut frame.canvas, comparison, lines, panel, time);
        let xs = lines.first().map(|line| line.dates.iter().map(|date| time.at(*date)).collect::<Vec<_>>());
        panel.zones(&mut frame.canvas, &xs.unwrap_or_default(), row);
        bottom = panel.below();
    }
    sheet.finish(frame, bottom).map(Some)
}

type Market<'a> = (&'a SideMarket, Vec<Line<'a>>);

/// Markets of the first scenario and then those that only others have, each with its lines.
fn markets<'a>(comparison: &'a Comparison, measure: &str) -> Vec<Market<'a>> {
    let mut keys: Vec<&String> = Vec::new();
    for key in comparison.sides.iter().flat_map(|side| side.markets.keys()) {
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    let market = |key: &String| {
        let sides = comparison.sides.iter().enumerate();
        let lines: Vec<(Line<'a>, &'a SideMarket)> = sides
            .filter_map(|(side, found)| {
                let market = found.markets.get(key)?;
                Some((Line { side, dates: &found.dates, values: market.medians.get(measure)? }, market))
            })
            .collect();
        let named = lines.first()?.1;
        Some((named, lines.into_iter().map(|(line, _)| line).collect()))
    };
    keys.into_iter().filter_map(market).collect()
}

/// First and last date of all scenarios.
fn span(comparison: &Comparison) -> Option<(Date, Date)> {
    let dates = || comparison.sides.iter().flat_map(|side| &side.dates).copied();
    dates().min().zip(dates().max())
}

fn last(line: &Line) -> f64 {
    line.values.last().copied().unwrap_or_default()
}

/// The market in which the scenarios differ most at the end.
fn finding(comparison: &Comparison, markets: &[Market], measure: &str, end: Date) -> String {
    let by = numbers::month_year(end);
    let ends = |lines: &[Line]| {
        let low = lines.iter().min_by(|a, b| last(a).total_cmp(&last(b)));
        let high = lines.iter().max_by(|a, b| last(a).total_cmp(&last(b)));
        low.zip(high).map(|(low, high)| ((low.side, last(low)), (high.side, last(high))))
    };
    let gap = |lines: &[Line]| ends(lines).map_or(0.0, |(low, high)| high.1 - low.1);
    let widest = markets.iter().max_by(|a, b| gap(&a.1).total_cmp(&gap(&b.1)));
    let what = match measure {
        "retention" => "of those at the start",
        _ => "of what they would be with no government action",
    };
    match widest.and_then(|(market, lines)| Some((market, ends(lines)?))) {
        Some((market, (low, high))) if high.1 - low.1 > 0.01 && measure == "cohort" => format!(
            "By {by} {} of those active in {} at the start still are in {}, {} in {}, at the median",
            spoken_percent(high.1),
            name_in_title(&market.name),
            name(&comparison.sides[high.0]),
            spoken_percent(low.1),
            name(&comparison.sides[low.0])
        ),
        Some((market, (low, high))) if high.1 - low.1 > 0.01 => format!(
            "By {by} users of {} are {} {what} in {}, {} in {}, at the median",
            name_in_title(&market.name),
            spoken_percent(high.1),
            name(&comparison.sides[high.0]),
            spoken_percent(low.1),
            name(&comparison.sides[low.0])
        ),
        _ => format!("By {by} the medians of all scenarios differ by 1 percentage point at most in every market"),
    }
}

fn draw_lines(canvas: &mut Canvas, comparison: &Comparison, lines: &[Line], panel: Panel, time: Time) {
    let highest = lines.iter().flat_map(|l| l.values).copied().fold(1.0, f64::max);
    let scale = panel.upwards(canvas, &ticks(0.0, highest, 3), true, |v| percent(v, 0.01));
    canvas.line(vec![(panel.left, scale.at(1.0)), (panel.right, scale.at(1.0))], AXIS, 0.8);
    let mut order: Vec<&Line> = lines.iter().filter(|l| l.side < palette::MOST_LINES).collect();
    for line in order.iter().rev() {
        let points = line.dates.iter().zip(line.values).map(|(date, v)| (time.at(*date), scale.at(*v))).collect();
        canvas.line(points, palette::colour(line.side), if line.side == 0 { 2.4 } else { 1.8 });
    }
    panel.dates(canvas, time);
    order.sort_by(|a, b| last(b).total_cmp(&last(a)).then(a.side.cmp(&b.side)));
    let end = |line: &&Line| Label {
        aim: scale.at(last(line)),
        words: label(last(line), &comparison.sides[line.side]),
        style: Type::new(SMALL, palette::colour(line.side)).bold(),
        swatch: None,
    };
    let column = Column {
        left: panel.right,
        right: panel.right + panel.ends - 6.0,
        gap: 15.0,
        within: (panel.top + 2.0, panel.bottom),
    };
    column.draw(canvas, &order.iter().map(end).collect::<Vec<_>>());
}

/// What stands at the end of a line.
fn label(share: f64, side: &Side) -> String {
    format!("{} {}", whole_percent(share), name(side))
}

/// Rows of the table, one for each date of each market's first line; and the number of the first row of each market.
fn rows(comparison: &Comparison, markets: &[Market]) -> (Vec<Vec<Cell>>, Vec<usize>) {
    let (mut rows, mut numbered) = (Vec::new(), Vec::new());
    for (market, lines) in markets {
        numbered.push(rows.len());
        for date in lines.first().map(|line| line.dates).unwrap_or_default() {
            let on = |side: usize| {
                let line = lines.iter().find(|l| l.side == side)?;
                line.values.get(line.dates.iter().position(|d| d == date)?).copied()
            };
            let cell = |side| on(side).map_or(Cell::MISSING, |share| Cell::figure(percent(share, 0.001), share));
            let words = [Cell::text(clean(&market.name)), Cell::text(date.to_string())];
            rows.push(words.into_iter().chain((0..comparison.sides.len()).map(cell)).collect());
        }
    }
    (rows, numbered)
}

fn spoken(comparison: &Comparison, (market, lines): &Market) -> String {
    let ends = lines.iter().map(|l| format!("{} {}", name(&comparison.sides[l.side]), whole_percent(last(l))));
    format!("{}: {}", shorten_name(&market.name), ends.collect::<Vec<_>>().join(", "))
}
