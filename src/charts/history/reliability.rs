//! What was given so much chance, and how much of it came: points on the diagonal are forecasts that keep their word.

use super::{of_cases, of_records};
use crate::analysis::backtest::Backtest;
use crate::analysis::hindcast::Hindcasts;
use crate::calibration::Measure;
use crate::charts::canvas::{Anchor, Type};
use crate::charts::legend::{Swatch, draw_legend, ring};
use crate::charts::panel::Panel;
use crate::charts::scale::Scale;
use crate::charts::sheet::{Origin, Sheet};
use crate::charts::style::{AXIS, Colour, INK, MUTED, SIDES, SMALL};
use crate::charts::{Cell, Chart, Table};
use crate::text::numbers::{count, percent, whole_percent};

const HEIGHT: f64 = 320.0;

/// Forecasts of one kind, in groups of about the same chance.
struct Series {
    name: String,
    colour: Colour,
    points: Vec<Point>,
}

/// A group: its mean chance, what came, and the 95% interval of that.
struct Point {
    rows: usize,
    forecast: f64,
    happened: f64,
    interval: [f64; 2],
}

/// Of lengths of blocks, file by file: whether a block still stands on a day.
pub(super) fn of_lengths(of: &Backtest) -> Option<Chart> {
    let blocks = || of.lengths.iter().filter(|set| set.measure == Measure::Block);
    let series: Vec<Series> = blocks()
        .zip(SIDES)
        .map(|(set, colour)| Series {
            name: format!("{}: stands after 7, 30, 90, 365 days", set.file),
            colour,
            points: set
                .reliability
                .iter()
                .map(|bin| Point {
                    rows: bin.rows,
                    forecast: bin.forecast,
                    happened: bin.happened,
                    interval: bin.interval,
                })
                .collect(),
        })
        .collect();
    let files: Vec<String> = blocks().map(|set| set.file.clone()).collect();
    draw("reliability-of-lengths", "Blocks foretold by other decisions", &series, of_records(&files, &of.version))
}

/// Of rates: whether a country blocks a platform within a year.
pub(super) fn of_rates(of: &Backtest) -> Option<Chart> {
    let rates = of.rates.as_ref()?;
    let points = rates.groups.iter().map(|group| Point {
        rows: group.rows,
        forecast: group.forecast,
        happened: group.happened.probability,
        interval: group.happened.interval,
    });
    let series = [Series { name: "a block within a year".to_owned(), colour: SIDES[0], points: points.collect() }];
    let title = "New blocks in a country and year, foretold by other countries";
    draw("reliability-of-rates", title, &series, of_records(&["countries by year".to_owned()], &of.version))
}

/// Of hindcasts: all questions whose outcome is known.
pub(super) fn of_hindcasts(of: &Hindcasts) -> Option<Chart> {
    let points = of.calibration.iter().map(|group| Point {
        rows: group.questions,
        forecast: group.forecast,
        happened: group.happened.probability,
        interval: group.happened.interval,
    });
    let series = [Series { name: "questions".to_owned(), colour: SIDES[0], points: points.collect() }];
    let origin = of_cases(of);
    draw("reliability-of-hindcasts", "Forecasts as they stood on a day in the past", &series, origin)
}

fn draw(name: &str, what: &str, series: &[Series], origin: Origin) -> Option<Chart> {
    let points = || series.iter().flat_map(|series| &series.points);
    points().next()?;
    let missed = points().filter(|point| !(point.interval[0]..=point.interval[1]).contains(&point.forecast)).count();
    let all = points().count();
    let sheet = Sheet {
        name: name.to_owned(),
        title: format!("{what}: in {} of {all} groups the share that came agrees with the chance given", all - missed),
        subtitle: "Share that came against mean chance given, in groups of about the same chance, %; whiskers: 95% interval as if all were \
                   independent; on the line forecasts keep their word"
            .to_owned(),
        kind: "Points of shares against chances".to_owned(),
        spoken: points()
            .map(|point| format!("given {}, came {}", whole_percent(point.forecast), whole_percent(point.happened)))
            .collect(),
        table: table(series),
        origin,
    };
    Some(sheet.chart(|frame| {
        let canvas = &mut frame.canvas;
        let format = canvas.format;
        let legend: Vec<(Swatch, String)> =
            series.iter().map(|series| (Swatch::Ring(series.colour, series.colour), series.name.clone())).collect();
        let top = draw_legend(canvas, (format.margin(), frame.top + 12.0), &legend);
        let panel = Panel::whole(format, (top + 14.0, format.pick(HEIGHT, 240.0)), 46.0, format.pick(200.0, 10.0));
        let y = panel.shares(canvas);
        let x = Scale::new((0.0, 1.0), (panel.left, panel.right));
        canvas.line(vec![(x.at(0.0), y.at(0.0)), (x.at(1.0), y.at(1.0))], AXIS, 1.0);
        panel.axis(canvas, [0.0, 0.25, 0.5, 0.75, 1.0].map(|share| (x.at(share), percent(share, 0.01))));
        let style = Type::new(SMALL, MUTED).anchored(Anchor::Middle);
        canvas.text((f64::midpoint(panel.left, panel.right), panel.bottom + 36.0), "chance given", style);
        let mut labels: Vec<(f64, f64)> = Vec::new();
        for series in series {
            for point in &series.points {
                let at = x.at(point.forecast);
                canvas.line(vec![(at, y.at(point.interval[0])), (at, y.at(point.interval[1]))], MUTED, 1.0);
                ring(canvas, (at, y.at(point.happened)), 4.6, (series.colour, series.colour));
                let place = (at + 7.0, y.at(point.happened) + 4.0);
                // Numbers that would overlap stand in the table alone.
                if labels.iter().all(|label| (label.0 - place.0).abs() > 30.0 || (label.1 - place.1).abs() > 13.0) {
                    canvas.text(place, count(point.rows as u64), Type::new(SMALL, INK));
                    labels.push(place);
                }
            }
        }
        panel.bottom + 40.0
    }))
}

fn table(series: &[Series]) -> Table {
    let rows = series.iter().flat_map(|series| {
        series.points.iter().map(|point| {
            vec![
                Cell::text(series.name.clone()),
                Cell::figure(count(point.rows as u64), point.rows as f64),
                Cell::figure(percent(point.forecast, 0.01), point.forecast),
                Cell::figure(percent(point.happened, 0.01), point.happened),
                Cell::text(format!("{} to {}", percent(point.interval[0], 0.01), percent(point.interval[1], 0.01))),
            ]
        })
    });
    Table::new(
        "What was given so much chance, and how much came",
        ["Forecasts", "Number", "Chance given", "Came", "95% interval"],
        rows,
    )
}
