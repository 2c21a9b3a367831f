//! Users of each market in every scenario, overlaid: medians by date.

use jiff::civil::Date;

use super::{name, origin, palette};
use crate::analysis::{Comparison, Side, SideMarket};
use crate::charts::canvas::{Canvas, Type};
use crate::charts::frame::{Frame, Panel, short};
use crate::charts::labels::spread;
use crate::charts::scale::{Scale, Time, ticks};
use crate::charts::style::{AXIS, INK, MARGIN, SMALL, WIDTH};
use crate::charts::{Cell, Chart, ChartError, Table};
use crate::text::names::name_in_title;
use crate::text::numbers::{self, number, spoken_percent, whole_percent};

/// Measures that are drawn: key in the comparison, name of the chart, what it is.
pub(super) const MEASURES: [(&str, &str, &str); 3] = [
    ("retention", "users", "Users (active and circumventing) as % of users at the start"),
    (
        "vs_baseline",
        "users-vs-baseline",
        "Users as % of users on the same date in the same simulation without any measure",
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
    let title = finding(comparison, &markets, measure, span.1);
    let untold = comparison.sides.len().saturating_sub(palette::MOST_LINES);
    let more = if untold > 0 { format!(". {untold} more scenarios are in the table") } else { String::new() };
    let mut frame = Frame::new(&title, &format!("{unit}; median history of each scenario{more}"));
    let columns = if markets.len() == 1 { 1 } else { 2 };
    let wide = (WIDTH - 2.0 * MARGIN) / columns as f64;
    let longest = comparison.sides.iter().take(palette::MOST_LINES).map(|side| label(100.0, side));
    let ends = (longest.map(|word| Type::new(SMALL, INK).bold().width(&word)).fold(0.0, f64::max) + 22.0).min(ENDS);
    let mut bottom = frame.top;
    let mut rows = Vec::new();
    for (i, (market, lines)) in markets.iter().enumerate() {
        let left = MARGIN + wide * (i % columns) as f64 + TICKS;
        let top = frame.top + 26.0 + (HEIGHT + BETWEEN) * (i / columns) as f64;
        let panel =
            Panel { left, right: left + wide - TICKS - ends, top, bottom: top + HEIGHT, first: true, head: 0.0, ends };
        panel_of(&mut frame.canvas, comparison, market, lines, panel, span);
        zones(&mut frame.canvas, comparison, market, lines, panel, span, &mut rows);
        bottom = panel.below();
    }
    let heads = ["Market", "Date"].into_iter().map(str::to_owned).chain(comparison.sides.iter().map(name));
    let table = Table::new(format!("{unit}; medians"), heads, rows);
    let alt = alt(comparison, &markets, &title);
    frame.finish(&origin(comparison), stem, bottom, &alt, table).map(Some)
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
        _ => "of what they would be without any measure",
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

fn panel_of(
    canvas: &mut Canvas,
    comparison: &Comparison,
    market: &SideMarket,
    lines: &[Line],
    panel: Panel,
    (start, end): (Date, Date),
) {
    let time = Time::new(start, end, (panel.left, panel.right));
    let highest = lines.iter().flat_map(|l| l.values).copied().fold(1.0, f64::max);
    let figures = ticks(0.0, highest, 3);
    let scale = Scale::new((0.0, figures.last().copied().unwrap_or(1.0)), (panel.bottom, panel.top));
    let grid: Vec<(f64, String)> =
        figures.iter().map(|v| (scale.at(*v), format!("{}%", number(v * 100.0, 1.0)))).collect();
    panel.heading(canvas, &market.name);
    panel.grid(canvas, &grid, true);
    canvas.line(vec![(panel.left, scale.at(1.0)), (panel.right, scale.at(1.0))], AXIS, 0.8);
    let shown: Vec<&Line> = lines.iter().filter(|l| l.side < palette::MOST_LINES).collect();
    for line in shown.iter().rev() {
        let points = line.dates.iter().zip(line.values).map(|(date, v)| (time.at(*date), scale.at(*v))).collect();
        canvas.line(points, palette::colour(line.side), if line.side == 0 { 2.4 } else { 1.8 });
    }
    panel.dates(canvas, time);
    let mut order = shown;
    order.sort_by(|a, b| last(b).total_cmp(&last(a)).then(a.side.cmp(&b.side)));
    let wanted: Vec<f64> = order.iter().map(|l| scale.at(last(l))).collect();
    let placed = spread(&wanted, 15.0, (panel.top + 2.0, panel.bottom));
    for ((line, y), aim) in order.iter().zip(placed).zip(wanted) {
        let style = Type::new(SMALL, palette::colour(line.side)).bold();
        canvas.line(vec![(panel.right + 1.0, aim), (panel.right + 8.0, y)], AXIS, 0.7);
        let word = style.fit(&label(last(line), &comparison.sides[line.side]), ENDS - 22.0);
        canvas.text((panel.right + 11.0, y + 4.2), word, style);
    }
}

/// What stands at the end of a line.
fn label(share: f64, side: &Side) -> String {
    format!("{} {}", whole_percent(share), name(side))
}

/// A strip for each date of the first line, and its row.
fn zones(
    canvas: &mut Canvas,
    comparison: &Comparison,
    market: &SideMarket,
    lines: &[Line],
    panel: Panel,
    (start, end): (Date, Date),
    rows: &mut Vec<Vec<Cell>>,
) {
    let Some(first) = lines.first() else { return };
    let time = Time::new(start, end, (panel.left, panel.right));
    let xs: Vec<f64> = first.dates.iter().map(|date| time.at(*date)).collect();
    panel.zones(canvas, &xs, rows.len());
    for date in first.dates {
        let on = |side: usize| {
            let line = lines.iter().find(|l| l.side == side)?;
            let place = line.dates.iter().position(|d| d == date)?;
            line.values.get(place).copied()
        };
        let cell = |side| on(side).map_or(Cell::MISSING, |share| Cell::figure(numbers::percent(share, 0.001), share));
        let words = [Cell::text(crate::text::clean::clean(&market.name)), Cell::text(date.to_string())];
        rows.push(words.into_iter().chain((0..comparison.sides.len()).map(cell)).collect());
    }
}

fn alt(comparison: &Comparison, markets: &[Market], title: &str) -> String {
    let told: Vec<String> = markets
        .iter()
        .map(|(market, lines)| {
            let ends = lines.iter().map(|l| format!("{} {}", name(&comparison.sides[l.side]), whole_percent(last(l))));
            format!("{}: {}", short(&market.name), ends.collect::<Vec<_>>().join(", "))
        })
        .collect();
    format!("Lines by market and scenario. {title}. Last medians: {}.", told.join("; "))
}
