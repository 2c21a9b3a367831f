//! How many blocks still stand after so many days: as seen, and as fitted.

use super::of_records;
use crate::analysis::calibration::{Calibration, LengthFit};
use crate::calibration::Measure;
use crate::charts::canvas::{Anchor, Canvas, Type};
use crate::charts::legend::{Swatch, draw_legend};
use crate::charts::panel::{Panel, draw_band, path};
use crate::charts::scale::Scale;
use crate::charts::sheet::Sheet;
use crate::charts::style::{FAN_OUTER, MUTED, SIDES, SMALL};
use crate::charts::{Cell, Chart, Table};
use crate::text::numbers::{percent, whole_percent};

const HEIGHT: f64 = 300.0;
/// First and last day of the axis.
const DAYS: (f64, f64) = (1.0, 3_653.0);

/// The chart of blocks, where a law is fitted to any.
pub(super) fn chart(of: &Calibration) -> Option<Chart> {
    let fits: Vec<&LengthFit> = of
        .lengths
        .iter()
        .filter(|fit| fit.measure == Measure::Block && !fit.curve.is_empty())
        .take(SIDES.len())
        .collect();
    let colours = || fits.iter().zip(SIDES);
    let first = fits.first()?;
    let sheet = Sheet {
        name: "blocks-standing".to_owned(),
        title: find_title(&fits),
        subtitle: "Share of blocks that still stand so many days after they began, %; steps: as seen (Kaplan and Meier); lines: a Weibull law \
                   with a permanent part; band: its central 90% for the first file"
            .to_owned(),
        kind: "Lines of shares over days, on a logarithmic scale of days".to_owned(),
        spoken: fits.iter().map(|fit| describe(fit)).collect(),
        table: table(&fits),
        origin: of_records(&fits.iter().map(|fit| fit.file.clone()).collect::<Vec<_>>(), &of.version),
    };
    Some(sheet.chart(|frame| {
        let canvas = &mut frame.canvas;
        let format = canvas.format;
        let legend: Vec<(Swatch, String)> =
            colours().map(|(fit, colour)| (Swatch::Line(colour), describe_file(fit))).collect();
        let top = draw_legend(canvas, (format.margin(), frame.top + 12.0), &legend);
        let panel = Panel::whole(format, (top + 16.0, format.pick(HEIGHT, 220.0)), 46.0, format.pick(30.0, 10.0));
        let y = panel.shares(canvas);
        let x = Scale::new((libm::log10(DAYS.0), libm::log10(DAYS.1)), (panel.left, panel.right));
        draw_days(canvas, panel, x);
        let at = |days: f64| x.at(libm::log10(days.clamp(DAYS.0, DAYS.1)));
        let curve = |fit: &LengthFit, column: usize| fit.curve.iter().map(|point| point[column]).collect::<Vec<f64>>();
        let xs: Vec<f64> = first.curve.iter().map(|point| at(point[0])).collect();
        draw_band(canvas, &xs, [&curve(first, 2), &curve(first, 3)], y, FAN_OUTER);
        for (fit, colour) in colours() {
            let xs: Vec<f64> = fit.curve.iter().map(|point| at(point[0])).collect();
            canvas.line(path(&xs, &curve(fit, 1), y), colour, 1.4);
            canvas.line(steps(fit, at, y), colour, 2.4);
        }
        panel.zones(canvas, &first.standing.iter().map(|standing| at(standing.days)).collect::<Vec<_>>(), 0);
        panel.below() + 16.0
    }))
}

/// The estimate as steps.
fn steps(fit: &LengthFit, at: impl Fn(f64) -> f64, y: Scale) -> Vec<(f64, f64)> {
    let (mut points, mut share) = (vec![(at(DAYS.0), y.at(1.0))], 1.0);
    for [days, after] in &fit.steps {
        points.extend([(at(*days), y.at(share)), (at(*days), y.at(*after))]);
        share = *after;
    }
    points.push((at(fit.last_day), y.at(share)));
    points
}

fn draw_days(canvas: &mut Canvas, panel: Panel, x: Scale) {
    let ticks = [
        (1.0, "1 day"),
        (7.0, "1 week"),
        (30.0, "1 month"),
        (91.0, "3"),
        (365.25, "1 year"),
        (1096.0, "3"),
        (3653.0, "10"),
    ];
    panel.axis(canvas, ticks.map(|(days, words)| (x.at(libm::log10(days)), words.to_owned())));
    let style = Type::new(SMALL, MUTED).anchored(Anchor::Middle);
    canvas.text(
        (f64::midpoint(panel.left, panel.right), panel.bottom + 34.0),
        "time since it began, on a logarithmic scale",
        style,
    );
}

fn describe_file(fit: &LengthFit) -> String {
    format!("{} ({} blocks, {} decisions)", fit.file, fit.rows, fit.decisions)
}

fn describe(fit: &LengthFit) -> String {
    let month = fit.standing.iter().find(|standing| (standing.days - 30.0).abs() < 0.5);
    let share = month.map_or_else(|| "–".to_owned(), |standing| whole_percent(standing.share));
    format!("{}: {share} after 30 days", fit.file)
}

/// How many stand after a month, file by file.
fn find_title(fits: &[&LengthFit]) -> String {
    let month = |fit: &&LengthFit| {
        let standing = fit.standing.iter().find(|standing| (standing.days - 30.0).abs() < 0.5)?;
        Some(format!("{} in {}", whole_percent(standing.share), fit.file))
    };
    let told: Vec<String> = fits.iter().filter_map(month).collect();
    if told.is_empty() {
        return "How long blocks stood".to_owned();
    }
    format!("After 30 days, blocks that still stood: {}", told.join(", "))
}

fn table(fits: &[&LengthFit]) -> Table {
    let rows = fits.iter().flat_map(|fit| {
        fit.standing.iter().map(|standing| {
            let share = |share: f64| Cell::figure(percent(share, 0.01), share);
            let interval =
                standing.interval.map(|[low, high]| format!("{} to {}", percent(low, 0.01), percent(high, 0.01)));
            vec![
                Cell::text(fit.file.clone()),
                Cell::figure(format!("{:.0}", standing.days), standing.days),
                share(standing.share),
                interval.map_or(Cell::MISSING, Cell::text),
                standing.fitted.map_or(Cell::MISSING, share),
            ]
        })
    });
    Table::new(
        "Share of blocks that still stand",
        ["File", "Days since it began", "As seen", "95% interval", "As fitted"],
        rows,
    )
}
