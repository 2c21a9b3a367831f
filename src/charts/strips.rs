//! Inputs as drawn against inputs as asked for: whether the sampling did what the scenario says.

use std::collections::BTreeMap;

use crate::analysis::evidence::find_differences;
use crate::analysis::{LEVELS, Summary};
use crate::quantity;

use super::canvas::{Anchor, Canvas, Type};
use super::frame::{Frame, Origin};
use super::labels::{Flag, Wanted, flags, lanes};
use super::scale::{Scale, ticks};
use super::style::{AXIS, FAN_MEDIAN, FAN_OUTER, GRID, INK, LABEL, MARGIN, MUTED, SMALL, WIDTH};
use super::{Cell, Chart, ChartError, Table};
use crate::text::clean::clean;
use crate::text::numbers::{self, count, number};

/// Height of a strip, and of what separates it from the next.
const STRIP: f64 = 36.0;
const BETWEEN: f64 = 14.0;
/// Height of a name over a strip.
const LANE: f64 = 16.0;
/// Standard errors on either side that hold 95% of plain random draws.
const CHANCE: f64 = crate::analysis::Z;
const RADIUS: f64 = 2.2;
/// Inputs that are named.
const NAMED: usize = 3;
/// Least difference that is worth a name.
const SEEN: f64 = 0.0005;

/// One input at one level.
struct Point<'a> {
    input: usize,
    path: &'a str,
    level: usize,
    /// Share of draws at or below the quantile asked for, less the share asked for.
    off: f64,
    /// Standard error of that share in plain random draws.
    error: f64,
    /// Whether it is further off than chance explains among all points, and by enough to be seen.
    beyond: bool,
}

/// The chart, where any input is uncertain.
pub(super) fn chart(summary: &Summary) -> Result<Option<Chart>, ChartError> {
    let points = points(summary);
    if points.is_empty() {
        return Ok(None);
    }
    let named = named(&points);
    let title = finding(summary, &points);
    let mut frame = Frame::new(&title, &subtitle(&named));
    let (left, right) = (MARGIN + 96.0, WIDTH - MARGIN - 10.0);
    let top = frame.top + 40.0;
    let band = CHANCE * (0.25 / summary.replications.max(1) as f64).sqrt();
    let reach = points.iter().map(|p| p.off.abs()).fold(band, f64::max) * 1.05;
    let lines = ticks(-reach, reach, 6);
    let end = lines.iter().fold(reach, |far, v| far.max(v.abs()));
    let x = Scale::new((-end, end), (left, right));
    let flags: Vec<Vec<Flag>> = (0..LEVELS.len()).map(|level| names(&named, level, x, (left, right))).collect();
    let mut y = top;
    let mut strips: Vec<(f64, f64)> = Vec::new();
    for flags in &flags {
        let from = y + LANE * lanes(flags) as f64;
        strips.push((y, from));
        y = from + STRIP + BETWEEN;
    }
    let plot = Plot { x, strips, error: 1.0 / (summary.replications.max(1) as f64).sqrt() };
    plot.scaffold(&mut frame.canvas, &lines, top);
    for (level, flags) in flags.iter().enumerate() {
        let of_level: Vec<&Point> = points.iter().filter(|p| p.level == level).collect();
        plot.dots(&mut frame.canvas, level, &of_level);
        plot.flags(&mut frame.canvas, level, flags);
    }
    let bottom = y - 4.0;
    let alt = format!("Dots of inputs as drawn against inputs as asked for, at five quantiles. {title}.");
    frame.finish(&Origin::of(summary), "inputs", bottom, &alt, table(summary)).map(Some)
}

fn points(summary: &Summary) -> Vec<Point<'_>> {
    let n = summary.replications.max(1) as f64;
    let mut points: Vec<Point> = summary
        .inputs
        .iter()
        .enumerate()
        .flat_map(|(input, (path, figures))| {
            figures.asked_below.into_iter().zip(figures.drawn_below).enumerate().map(move |(level, (asked, drawn))| {
                let error = (asked * (1.0 - asked) / n).max(0.0).sqrt();
                Point { input, path, level, off: drawn - asked, error, beyond: false }
            })
        })
        .collect();
    let stands = find_differences(&points.iter().map(|point| (point.off, Some(point.error))).collect::<Vec<_>>());
    points.iter_mut().zip(stands).for_each(|(point, stands)| point.beyond = stands && point.off.abs() > SEEN);
    points
}

/// Each of the worst inputs at the level where it is worst.
fn named<'p>(points: &'p [Point<'p>]) -> Vec<&'p Point<'p>> {
    let mut sorted: Vec<&Point> = points.iter().filter(|p| p.off.abs() >= SEEN).collect();
    sorted.sort_by(|a, b| b.off.abs().total_cmp(&a.off.abs()));
    let mut found: Vec<&Point> = Vec::new();
    for point in sorted {
        if found.len() < NAMED && found.iter().all(|other| other.input != point.input) {
            found.push(point);
        }
    }
    found
}

/// A difference of shares in percentage points.
fn in_points(off: f64) -> String {
    number(off * 100.0, 0.01)
}

fn finding(summary: &Summary, points: &[Point]) -> String {
    let n = summary.inputs.len();
    let of = if n == 1 { "one uncertain input".to_owned() } else { format!("{} uncertain inputs", count(n as u64)) };
    let mut beyond: Vec<&Point> = points.iter().filter(|p| p.beyond).collect();
    beyond.sort_by(|a, b| b.off.abs().total_cmp(&a.off.abs()));
    let Some(worst) = beyond.first() else {
        let most = points.iter().map(|p| p.off.abs()).fold(0.0, f64::max);
        let place = if most >= 0.001 { 0.1 } else { 0.01 };
        // Rounded up, so that the sentence is true of the worst.
        let most = (most * 100.0 / place - 1e-6).ceil().max(1.0) * place;
        return format!("Inputs were drawn as asked: of {of}, none is off by more than {} points", number(most, place));
    };
    let mut inputs: Vec<usize> = beyond.iter().map(|p| p.input).collect();
    inputs.sort_unstable();
    inputs.dedup();
    let path = clean(worst.path);
    let off = in_points(worst.off.abs());
    match inputs.len() {
        1 => format!("Of {of}, only {path} is further from what was asked than chance explains, by {off} points"),
        many => format!(
            "Of {of}, {many} are further from what was asked than chance explains; {path} most, by {off} points"
        ),
    }
}

fn subtitle(named: &[&Point]) -> String {
    let mut out =
        "Each dot an input: share of its draws at or below a quantile asked for, less the share asked for, in \
                   percentage points; band: where 95% of plain random draws would fall"
            .to_owned();
    if named.iter().any(|p| p.path.ends_with(".ceiling")) {
        out.push_str(". Ceilings are kept above the users of the same history, and so may differ");
    }
    out
}

/// Names the worst inputs of a level over its strip.
fn names(named: &[&Point], level: usize, x: Scale, ends: (f64, f64)) -> Vec<Flag> {
    let mut mine: Vec<&&Point> = named.iter().filter(|p| p.level == level).collect();
    mine.sort_by(|a, b| a.off.total_cmp(&b.off));
    let wanted = mine.iter().map(|point| {
        let sign = if point.off > 0.0 { "+" } else { "" };
        Wanted {
            x: x.at(point.off),
            words: format!("{} {sign}{}", clean(point.path), in_points(point.off)),
            before: false,
        }
    });
    flags(wanted.collect(), Type::new(SMALL, INK), ends, NAMED)
}

struct Plot {
    x: Scale,
    /// Where each level begins, and its strip.
    strips: Vec<(f64, f64)>,
    /// One over the root of the number of draws.
    error: f64,
}

impl Plot {
    /// Grid, bands of chance, and what the rows are.
    fn scaffold(&self, canvas: &mut Canvas, lines: &[f64], top: f64) {
        let small = Type::new(SMALL, MUTED);
        let step = lines.get(1).zip(lines.first()).map_or(0.01, |(b, a)| b - a);
        for &value in lines {
            let sign = if value > 0.0 { "+" } else { "" };
            let place = numbers::last_place(step * 100.0, None).max(0.01);
            let word = match value {
                v if v.abs() < 1e-12 => "as asked".to_owned(),
                v => format!("{sign}{}", trimmed(&number(v * 100.0, place))),
            };
            canvas.text((self.x.at(value), top - 10.0), word, small.anchored(Anchor::Middle));
        }
        for (p, (_, from)) in LEVELS.into_iter().zip(&self.strips) {
            let (middle, to) = (from + STRIP / 2.0, from + STRIP);
            for &value in lines {
                canvas.line(vec![(self.x.at(value), from - 3.0), (self.x.at(value), to + 3.0)], GRID, 1.0);
            }
            let half = CHANCE * (p * (1.0 - p)).sqrt() * self.error;
            canvas.rect((self.x.at(-half), *from), (self.x.at(half), to), FAN_OUTER);
            canvas.line(vec![(self.x.at(0.0), from - 3.0), (self.x.at(0.0), to + 3.0)], AXIS, 1.0);
            let word = if p == 0.5 { "Median".to_owned() } else { format!("{} quantile", numbers::percent(p, 0.01)) };
            canvas.text((MARGIN, middle + 4.6), word, Type::new(LABEL, INK));
        }
    }

    /// Dots of one level; those at one place are spread over the strip.
    fn dots(&self, canvas: &mut Canvas, level: usize, points: &[&Point]) {
        let mut columns: BTreeMap<i64, Vec<&Point>> = BTreeMap::new();
        for point in points {
            columns.entry((self.x.at(point.off) / 3.0).round() as i64).or_default().push(point);
        }
        let from = self.strips[level].1;
        let middle = from + STRIP / 2.0;
        let mut free = f64::NEG_INFINITY;
        for column in columns.values() {
            let step = (2.4 * RADIUS).min((STRIP - 2.0 * RADIUS) / column.len().max(1) as f64);
            for (i, point) in column.iter().enumerate() {
                let at = (self.x.at(point.off), middle + (i as f64 - (column.len() as f64 - 1.0) / 2.0) * step);
                canvas.dot(at, RADIUS, if point.beyond { INK } else { FAN_MEDIAN });
            }
            // A column stands for its worst input.
            let Some(worst) = column.iter().max_by(|a, b| a.off.abs().total_cmp(&b.off.abs())) else { continue };
            let x = self.x.at(worst.off);
            let left = (x - 4.0).max(free);
            if x + 4.0 > left {
                canvas.zone((left, from), (x + 4.0, from + STRIP), worst.input);
                free = x + 4.0;
            }
        }
    }

    /// Writes the names, each with a line to its dot.
    fn flags(&self, canvas: &mut Canvas, level: usize, flags: &[Flag]) {
        let (top, from) = self.strips[level];
        for flag in flags {
            if let Some(start) = flag.draw(canvas, Type::new(SMALL, INK), top - 3.0, LANE) {
                canvas.line(vec![(flag.x, start), (flag.x, from + STRIP / 2.0)], INK, 0.9);
            }
        }
    }
}

/// Without zeros that say nothing.
fn trimmed(text: &str) -> String {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text.to_owned() }
}

fn table(summary: &Summary) -> Table {
    let rows = summary.inputs.iter().map(|(path, figures)| {
        let mut cells = vec![Cell::text(clean(path))];
        for level in 0..LEVELS.len() {
            let off = figures.drawn_below[level] - figures.asked_below[level];
            cells.push(Cell::figure(in_points(off), off));
        }
        for level in 0..LEVELS.len() {
            let of = |value: f64| quantity::format(value, figures.dimension);
            let (asked, drawn) = (figures.asked[level], figures.drawn[level]);
            cells.push(Cell::figure(of(asked), asked));
            cells.push(Cell::figure(of(drawn), drawn));
        }
        cells
    });
    let words = LEVELS.map(|p| if p == 0.5 { "median".to_owned() } else { numbers::percent(p, 0.01) });
    let mut columns = vec!["Input".to_owned()];
    columns.extend(words.iter().map(|word| format!("Off at {word}")));
    columns.extend(words.iter().flat_map(|word| [format!("Asked, {word}"), format!("Drawn, {word}")]));
    Table::new(
        "Share of draws at or below the quantile asked for, less the share asked for, percentage points; and \
                  the quantiles as asked and as drawn",
        columns,
        rows,
    )
}
