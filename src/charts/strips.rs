//! Inputs as drawn against inputs as asked for: whether the sampling did what the scenario says.

use crate::analysis::evidence::find_differences;
use crate::analysis::{LEVELS, Summary};
use crate::charts::rows::{Column, DOT, Row, RowChart, SIDE};
use crate::charts::scale::{plain, signed_plain};
use crate::charts::sheet::{Origin, Sheet};
use crate::charts::style::{FAN_MEDIAN, FAN_OUTER, INK};
use crate::charts::{Cell, Chart, Table};
use crate::text::clean::clean;
use crate::text::numbers::{self, count, number};
use crate::text::phrases::format_quantity;

/// Height of a strip.
const STRIP: f64 = 36.0;
/// Places along a strip at which dots stand above each other.
const PLACES: f64 = 160.0;
/// Inputs that are named.
const NAMED: usize = 3;
/// Inputs that the table tells; a file has all.
const TOLD: usize = 40;
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
pub(super) fn chart(summary: &Summary) -> Option<Chart> {
    let points = points(summary);
    if points.is_empty() {
        return None;
    }
    let (named, listed) = (named(&points), told(&points));
    let sheet = Sheet {
        name: "inputs".to_owned(),
        title: finding(summary, &points),
        subtitle: subtitle(&named),
        kind: "Dots of inputs as drawn against inputs as asked for, at five quantiles".to_owned(),
        spoken: Vec::new(),
        table: table(summary, &listed),
        origin: Origin::of_run(summary),
    };
    let error = 1.0 / (summary.replications.max(1) as f64).sqrt();
    let row = |(level, p): (usize, f64)| {
        let of_level: Vec<&Point> = points.iter().filter(|point| point.level == level).collect();
        let half = SIDE * (p * (1.0 - p)).sqrt() * error;
        let name = if p == 0.5 { "Median".to_owned() } else { format!("{} quantile", numbers::percent(p, 0.01)) };
        let band = Row::new(name).zoned().bar(-half, half, (-STRIP / 2.0, STRIP / 2.0), FAN_OUTER);
        let row = draw_dots(band, &of_level, &listed);
        let told: Vec<&&Point> = named.iter().filter(|point| point.level == level).collect();
        let signed = |off: f64| format!("{}{}", if off > 0.0 { "+" } else { "" }, in_points(off));
        let Some(one) = told.first() else { return row };
        // Others are as far off only where they are written so.
        let alike = told.iter().filter(|point| signed(point.off) == signed(one.off)).count();
        let others = if alike > 1 { " and others" } else { "" };
        row.figure(signed(one.off), format!("{}{others}", clean(one.path)))
    };
    let reach = points.iter().map(|point| point.off.abs()).fold(SIDE * 0.5 * error, f64::max) * 1.05;
    let column = Column {
        word: |share, step| signed_plain(share * 100.0, step * 100.0),
        zero: "as asked".to_owned(),
        holds: vec![-reach, reach],
        ..Column::from_zero(6, plain)
    };
    let (heads, columns) = (vec!["furthest off"], vec![column]);
    let rows = LEVELS.into_iter().enumerate().map(row).collect();
    let rows =
        RowChart { names: 108.0, figures: 190.0, height: STRIP + 14.0, heads, columns, rows, ..RowChart::default() };
    Some(rows.chart(sheet))
}

/// Dots of one level, of which those at one place are spread over the strip; a place stands for its worst input, where
/// the table tells that.
fn draw_dots<'a>(row: Row<'a>, points: &[&Point], listed: &[usize]) -> Row<'a> {
    let mut sorted: Vec<&Point> = points.to_vec();
    sorted.sort_by(|a, b| a.off.total_cmp(&b.off));
    let spread = sorted.last().zip(sorted.first()).map_or(0.0, |(last, first)| last.off - first.off);
    let place = |point: &Point| (point.off / spread.max(f64::MIN_POSITIVE) * PLACES).round();
    sorted.chunk_by(|a, b| place(a) == place(b)).fold(row, |row, column| {
        let step = (2.4 * DOT).min((STRIP - 2.0 * DOT) / column.len() as f64);
        let lift = |i: usize| (i as f64 - (column.len() as f64 - 1.0) / 2.0) * step;
        let worst = column.iter().max_by(|a, b| a.off.abs().total_cmp(&b.off.abs())).unwrap_or(&column[0]);
        let colour = |point: &Point| if point.beyond { INK } else { FAN_MEDIAN };
        let dots = column.iter().enumerate();
        let row = dots.fold(row, |row, (i, point)| row.dot(point.off, lift(i), colour(point)));
        match listed.iter().position(|input| *input == worst.input) {
            Some(number) => row.spot(worst.off, number),
            None => row,
        }
    })
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
    let of = if n == 1 {
        "the one input that is drawn once a simulation".to_owned()
    } else {
        format!("the {} inputs that are drawn once a simulation", count(n as u64))
    };
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
        1 => format!("Of {of}, only {path} is further from what was asked than chance explains: {off} points"),
        many => {
            format!("Of {of}, {many} are further from what was asked than chance explains; {path} most, {off} points")
        }
    }
}

fn subtitle(named: &[&Point]) -> String {
    let mut out =
        "Each dot an input: share of its draws at or below a quantile asked for, less the share asked for, in \
                   percentage points; band: where 95% of plain random draws would fall"
            .to_owned();
    if named.iter().any(|p| p.path.ends_with(".ceiling")) {
        out.push_str(". Ceilings are kept above the users of the same simulation, and so may differ");
    }
    out
}

/// The inputs that the table tells, the furthest off first.
fn told(points: &[Point]) -> Vec<usize> {
    let mut sorted: Vec<&Point> = points.iter().collect();
    sorted.sort_by(|a, b| b.off.abs().total_cmp(&a.off.abs()));
    let mut told: Vec<usize> = Vec::new();
    for point in sorted {
        if told.len() < TOLD && !told.contains(&point.input) {
            told.push(point.input);
        }
    }
    told
}

fn table(summary: &Summary, told: &[usize]) -> Table {
    let known = told.iter().filter_map(|input| summary.inputs.get_index(*input));
    let rows = known.map(|(path, figures)| {
        let mut cells = vec![Cell::text(clean(path))];
        for level in 0..LEVELS.len() {
            let off = figures.drawn_below[level] - figures.asked_below[level];
            cells.push(Cell::figure(in_points(off), off));
        }
        let of = |value: f64| Cell::figure(format_quantity(value, Some(figures.dimension)), value);
        let median = LEVELS.len() / 2;
        cells.extend([of(figures.asked[median]), of(figures.drawn[median])]);
        cells
    });
    let words = LEVELS.map(|p| if p == 0.5 { "median".to_owned() } else { numbers::percent(p, 0.01) });
    let mut columns = vec!["Input".to_owned()];
    columns.extend(words.iter().map(|word| format!("Off at {word}")));
    columns.extend(["Median asked".to_owned(), "Median drawn".to_owned()]);
    let all = summary.inputs.len();
    let which = if told.len() < all {
        format!("; the {} of {all} inputs that are furthest off", told.len())
    } else {
        String::new()
    };
    let caption = format!(
        "Share of draws at or below the quantile asked for, less the share asked for, percentage points{which}"
    );
    Table::new(caption, columns, rows)
}
