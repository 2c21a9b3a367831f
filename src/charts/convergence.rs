//! How sure the mean is: the running mean with its band, against the number of histories.

use crate::analysis::{Convergence, Summary};
use crate::charts::canvas::{Anchor, Canvas, Type};
use crate::charts::panel::{self, Panel, draw_band};
use crate::charts::rows::SIDE;
use crate::charts::scale::{Scale, ends, ticks};
use crate::charts::sheet::{Origin, Sheet};
use crate::charts::style::{AXIS, FAN_INNER, FAN_MEDIAN, LABEL, MUTED, SMALL};
use crate::charts::{Cell, Chart, Table};
use crate::text::names::name_in_title;
use crate::text::numbers::{self, count, last_place, money, money_with_error};
use crate::text::phrases::locate_value;

const HEIGHT: f64 = 220.0;
/// Space for words at the right.
const ENDS: f64 = 150.0;

/// The chart, where the summary has the figures.
pub(super) fn chart(summary: &Summary) -> Option<Chart> {
    let path = &summary.convergence;
    let (Some(mean), Some(se), true) = (path.mean.last(), path.se.last(), path.mean.len() >= 2) else {
        return None;
    };
    // Where all agree there is nothing to settle.
    numbers::known_error(*mean, Some(*se))?;
    let runs = path.replications.last().copied().unwrap_or_default();
    let outside = locate_value(summary, name_in_title).map(|place| format!(" {place}")).unwrap_or_default();
    // A bound is never rounded down.
    let place = last_place(SIDE * se, None);
    let side = money((SIDE * se / place).ceil() * place, place);
    let written = money_with_error(*mean, Some(*se));
    let sheet = Sheet {
        name: "convergence".to_owned(),
        title: format!(
            "The mean value{outside} is known to within {side} after {} simulations (95% interval)",
            count(runs)
        ),
        subtitle: format!("Mean value{outside} of the first simulations, with its 95% interval, by their number"),
        kind: "Line of the running mean with its band".to_owned(),
        spoken: vec![format!("Mean {written}")],
        table: table(path),
        origin: Origin::of_run(summary),
    };
    let edge = |sign: f64| -> Vec<f64> { path.mean.iter().zip(&path.se).map(|(m, e)| m + sign * SIDE * e).collect() };
    let (low, high) = (edge(-1.0), edge(1.0));
    let (least, most) = ends(low.iter().chain(&high).copied());
    // Every tenfold is at the same distance.
    let place = |n: u64| libm::log10(n.max(1) as f64);
    let first = path.replications.first().copied().unwrap_or(1).max(1);
    Some(sheet.chart(|frame| {
        let canvas = &mut frame.canvas;
        let format = canvas.format;
        let size = (frame.top + format.pick(18.0, 42.0), format.pick(HEIGHT, 180.0));
        let panel = Panel::whole(format, size, 58.0, format.pick(ENDS, 10.0));
        let y = panel.upwards(canvas, &ticks(least, most, 4), true, numbers::tick_money);
        let x = Scale::new((place(first), place(runs.max(2))), (panel.left, panel.right));
        let xs: Vec<f64> = path.replications.iter().map(|n| x.at(place(*n))).collect();
        draw_axis(canvas, panel, x, (first, runs.max(2)));
        draw_band(canvas, &xs, [&low, &high], y, FAN_INNER);
        canvas.line(vec![(panel.left, y.at(*mean)), (panel.right, y.at(*mean))], AXIS, 0.8);
        canvas.line(panel::path(&xs, &path.mean, y), FAN_MEDIAN, 2.0);
        let bold = Type::new(LABEL, FAN_MEDIAN).bold();
        let (small, words) = (Type::new(SMALL, MUTED), "mean, ± standard error");
        if format.is_narrow() {
            let at = (format.margin(), panel.top - 18.0);
            canvas.text(at, words, small);
            canvas.text((format.right(), at.1), bold.fit(&written, 180.0), bold.anchored(Anchor::End));
        } else {
            let (left, middle) = (panel.right + 10.0, y.at(*mean).clamp(panel.top + 18.0, panel.bottom - 10.0));
            canvas.text((left, middle - 10.0), words, small);
            canvas.text((left, middle + 6.0), bold.fit(&written, ENDS - 10.0), bold);
        }
        panel.zones(canvas, &xs, 0);
        panel.bottom + 40.0
    }))
}

/// Ticks at powers of ten and at the last number, from the right, as far as they have room.
fn draw_axis(canvas: &mut Canvas, panel: Panel, x: Scale, (first, last): (u64, u64)) {
    let powers = (0..19).rev().map(|power| 10_u64.pow(power)).filter(|n| (first..last).contains(n));
    let style = Type::new(SMALL, MUTED);
    let mut free = f64::INFINITY;
    let mut found: Vec<(f64, String)> = Vec::new();
    for n in std::iter::once(last).chain(powers) {
        let (at, words) = (x.at(libm::log10(n as f64)), count(n));
        let half = style.width(&words) / 2.0;
        if at + half < free {
            free = at - half - 10.0;
            found.push((at, words));
        }
    }
    panel.axis(canvas, found.into_iter().rev());
    let middle = (f64::midpoint(panel.left, panel.right), panel.bottom + 36.0);
    canvas.text(middle, "number of simulations, on a logarithmic scale", style.anchored(Anchor::Middle));
}

fn table(path: &Convergence) -> Table {
    let rows = path.replications.iter().zip(&path.mean).zip(&path.se).map(|((n, mean), se)| {
        let place = last_place(*mean, Some(*se));
        let interval = format!("{} to {}", money(mean - SIDE * se, place), money(mean + SIDE * se, place));
        vec![
            Cell::figure(count(*n), *n as f64),
            Cell::figure(money_with_error(*mean, Some(*se)), *mean),
            Cell::text(interval),
        ]
    });
    let caption = "Mean value over the first simulations, dollars, ± standard error";
    Table::new(caption, ["Simulations", "Mean", "95% interval"], rows)
}
