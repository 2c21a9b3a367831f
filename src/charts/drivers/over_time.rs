//! What users kept hang on, over time: total shares of the variance of the leading drivers.

use super::names::{is_luck, name_of, title_of};
use super::sheet;
use crate::analysis::sensitivity::{Indices, Interval, Sensitivity};
use crate::charts::canvas::Type;
use crate::charts::labels::{Column, Label};
use crate::charts::legend::{Swatch, draw_narrow_legend};
use crate::charts::panel::{Panel, draw_band, path};
use crate::charts::scale::{Time, ends, shares, ticks};
use crate::charts::style::{Colour, FAN_OUTER, INK, LOSS, SIDES, SMALL};
use crate::charts::{Cell, Chart, Table};
use crate::text::clean::clean;
use crate::text::names::name_in_title;
use crate::text::numbers::{day, month_year, noisy_share, share_interval};
use jiff::civil::Date;

/// Most lines.
const MOST: usize = 6;
const HEIGHT: f64 = 300.0;
/// Space for names at the right.
const ENDS: f64 = 262.0;

/// A driver's line.
struct Line {
    driver: usize,
    colour: Colour,
    points: Vec<Interval>,
}

impl Line {
    fn last(&self) -> f64 {
        self.points.last().map_or(0.0, |point| point.estimate)
    }
}

/// The chart, where at least two dates have figures.
pub(super) fn chart(of: &Sensitivity, market: &str, dates: &[Date], retention: &[Option<Indices>]) -> Option<Chart> {
    let known: Vec<(Date, &Indices)> =
        dates.iter().zip(retention).filter_map(|(date, found)| Some((*date, found.as_ref()?))).collect();
    let (Some(first), Some(last), true) = (known.first(), known.last(), known.len() >= 2) else { return None };
    let lines = lines(of, &known);
    // Of shares that may be anything at the end nothing is to be seen.
    let leader = lines.first()?;
    if !leader.points.last().is_some_and(Interval::is_clear) {
        return None;
    }
    let place = clean(of.scenario.markets.get(market).map_or(market, String::as_str));
    let title = finding(of, &place, &lines, [first.0, last.0]);
    let kind = "Lines of shares of the variance over time";
    let mut sheet = sheet(of, "sobol-over-time", kind, title, table(of, &known, &lines));
    let subtitle = "Share of the variance of users over users at the start, with what a driver does together with others \
                    (total), %; band: 95% interval of the first at the end";
    subtitle.clone_into(&mut sheet.subtitle);
    let spoken = |line: &Line| format!("{} {}", name_of(of, line.driver), noisy_share(line.last()));
    sheet.spoken = lines.iter().map(spoken).collect();
    let (low, high) = ends(lines.iter().flat_map(|line| line.points.iter().map(|p| p.estimate)).chain([0.0, 0.01]));
    let marks = ticks(low.max(-0.2), high.min(1.2), 5);
    let step = marks.first().zip(marks.get(1)).map_or(0.1, |(a, b)| b - a);
    let name = |line: &Line| {
        let name = if is_luck(of, line.driver) { "chance".to_owned() } else { name_of(of, line.driver) };
        format!("{} {name}", noisy_share(line.last()))
    };
    Some(sheet.chart(|frame| {
        let canvas = &mut frame.canvas;
        let format = canvas.format;
        let names = lines.iter().map(|line| (Swatch::Line(line.colour), name(line)));
        let top = draw_narrow_legend(canvas, frame.top, names);
        let size = (top + 14.0, format.pick(HEIGHT, 220.0));
        let panel = Panel::whole(format, size, 46.0, format.pick(ENDS, 10.0));
        let y = panel.upwards(canvas, &marks, true, |mark| shares(mark, step));
        let x = Time::new(first.0, last.0, (panel.left, panel.right));
        let xs: Vec<f64> = known.iter().map(|(date, _)| x.at(*date)).collect();
        let figures = |line: &Line, of: fn(&Interval) -> f64| -> Vec<f64> { line.points.iter().map(of).collect() };
        if let Some(first) = lines.first() {
            draw_band(canvas, &xs, [&figures(first, |p| p.low), &figures(first, |p| p.high)], y, FAN_OUTER);
        }
        for line in lines.iter().rev() {
            canvas.line(path(&xs, &figures(line, |p| p.estimate), y), line.colour, 2.2);
        }
        panel.dates(canvas, x);
        if !format.is_narrow() {
            let label = |line: &Line| Label {
                aim: y.at(line.last()),
                words: name(line),
                style: Type::new(SMALL, INK),
                swatch: Some(line.colour),
            };
            let within = (panel.top + 4.0, panel.bottom - 6.0);
            let column = Column { left: panel.right, right: format.right(), gap: 18.0, within };
            column.draw(canvas, &lines.iter().map(label).collect::<Vec<_>>());
        }
        panel.zones(canvas, &xs, 0);
        panel.below()
    }))
}

/// Lines of the drivers with the greatest shares on any date, the greatest at the end first.
fn lines(of: &Sensitivity, known: &[(Date, &Indices)]) -> Vec<Line> {
    let points = |driver: usize| -> Vec<Interval> {
        known.iter().filter_map(|(_, found)| found.factors.get(driver).map(|index| index.total)).collect()
    };
    let greatest = |line: &Line| line.points.iter().map(|point| point.estimate).fold(f64::NEG_INFINITY, f64::max);
    let all = (0..of.drivers.len()).map(|driver| Line { driver, colour: INK, points: points(driver) });
    let mut lines: Vec<Line> = all.collect();
    lines.sort_by(|a, b| greatest(b).total_cmp(&greatest(a)));
    lines.truncate(MOST);
    lines.sort_by(|a, b| b.last().total_cmp(&a.last()));
    // On a dark page the third of them is near the colour of chance.
    let chance = lines.iter().any(|line| is_luck(of, line.driver));
    let mut colours = SIDES.into_iter().filter(|colour| !chance || *colour != SIDES[2]).chain([INK]);
    for line in &mut lines {
        line.colour = if is_luck(of, line.driver) { LOSS } else { colours.next().unwrap_or(INK) };
    }
    lines
}

fn finding(of: &Sensitivity, place: &str, lines: &[Line], [first, last]: [Date; 2]) -> String {
    let leader = |at: usize| {
        let share = |line: &&Line| line.points.get(at).map_or(f64::NEG_INFINITY, |point| point.estimate);
        lines.iter().max_by(|a, b| share(a).total_cmp(&share(b)))
    };
    let count = lines.first().map_or(0, |line| line.points.len());
    let share =
        |line: &Line, at: usize| line.points.get(at).map_or_else(String::new, |point| noisy_share(point.estimate));
    let (Some(start), Some(end)) = (leader(0), leader(count.saturating_sub(1))) else { return String::new() };
    let name = |line: &Line| title_of(of, line.driver);
    let place = name_in_title(place);
    let known = |line: &Line, at: usize| line.points.get(at).is_some_and(|point| point.low > 0.0 && point.is_clear());
    if !known(end, count.saturating_sub(1)) {
        return format!("On what it depends how many users stay in {place} is not known from so few rows");
    }
    if !known(start, 0) {
        let (name, share) = (name(end), share(end, count.saturating_sub(1)));
        return format!(
            "How many users stay in {place} depends most on {name} at the end: {share} of the variance in {}",
            month_year(last)
        );
    }
    let [from, to] = [(start, 0), (end, count.saturating_sub(1))].map(|(line, at)| share(line, at));
    if start.driver == end.driver {
        let always = (0..count).all(|at| leader(at).is_some_and(|line| line.driver == start.driver));
        let when = if always { "at every date" } else { "at first and at the end" };
        return format!(
            "How many users stay in {place} depends most on {} {when}: {from} of the variance in {}, {to} in {}",
            name(start),
            month_year(first),
            month_year(last)
        );
    }
    format!(
        "How many users stay in {place} depends most on {} at first ({from} of the variance in {}), on {} at the end ({to} in {})",
        name(start),
        month_year(first),
        name(end),
        month_year(last)
    )
}

fn table(of: &Sensitivity, known: &[(Date, &Indices)], lines: &[Line]) -> Table {
    let rows = known.iter().enumerate().map(|(at, (date, _))| {
        let figures = lines.iter().map(|line| {
            line.points.get(at).map_or(Cell::MISSING, |point| {
                Cell::figure(share_interval(point.estimate, point.low, point.high), point.estimate)
            })
        });
        [Cell::text(day(*date))].into_iter().chain(figures).collect()
    });
    let heads = ["Date".to_owned()].into_iter().chain(lines.iter().map(|line| name_of(of, line.driver)));
    Table::new("Total share of the variance of users over users at the start, with 95% intervals", heads, rows)
}
