//! Coverage against density: what each box on the way gives up of one for the other.

use super::{base, origin};
use crate::analysis::discovery::{Discovered, Region};
use crate::charts::canvas::{Anchor, Canvas, Type};
use crate::charts::legend::{Swatch, draw_legend, ring};
use crate::charts::panel::Panel;
use crate::charts::scale::{Scale, shares, ticks};
use crate::charts::sheet::Sheet;
use crate::charts::style::{AXIS, Colour, FAN_INNER, FAN_MEDIAN, FAN_OUTER, GAIN, INK, LOSS, MUTED, PAPER, SMALL};
use crate::charts::{Cell, Chart, Table};
use crate::text::names::capitalize;
use crate::text::numbers::{count, percent, spoken_percent, whole_percent};
use crate::text::phrases::{describe_condition, describe_variable};

const HEIGHT: f64 = 330.0;
const RADIUS: f64 = 4.0;
/// Colours of no limit, one, two, three, and more.
const LIMITS: [Colour; 5] = [PAPER, FAN_OUTER, FAN_INNER, GAIN, FAN_MEDIAN];
/// Width of a strip that a pointer finds.
const STRIP: f64 = 7.0;

pub(super) fn chart(of: &Discovered) -> Chart {
    let mut spoken = vec![format!("Overall {}", whole_percent(base(of)))];
    if let Some(region) = &of.chosen {
        spoken.push(format!("the box told: {}", describe_region(region)));
    }
    let sheet = Sheet {
        name: "trade-off".to_owned(),
        title: finding(of),
        subtitle: format!(
            "Boxes on the way of the search among {} simulations, by how many of the simulations sought they hold (coverage) and \
             how many of theirs are sought ones (density), %; colour: limits",
            count(of.rows)
        ),
        kind: format!("Coverage against density of {} boxes", of.trajectory.boxes.len()),
        spoken,
        table: table(of),
        origin: origin(of),
    };
    let densest = of.trajectory.boxes.iter().map(|region| region.density).fold(base(of), f64::max);
    let marks: Vec<f64> = ticks(0.0, densest, 5).into_iter().filter(|mark| *mark <= 1.0 + 1e-9).collect();
    let step = marks.first().zip(marks.get(1)).map_or(0.1, |(a, b)| b - a);
    let told: Vec<(Swatch, String)> = of
        .chosen
        .iter()
        .map(|region| {
            let held = format!("{} of {} simulations", count(region.rows as u64), count(of.rows));
            (Swatch::Ring(LOSS, PAPER), format!("the box told: {}; {held}", describe_region(region)))
        })
        .collect();
    sheet.chart(|frame| {
        let canvas = &mut frame.canvas;
        let format = canvas.format;
        let mut top = draw_legend(canvas, (format.margin(), frame.top + 12.0), &legend(of));
        if !told.is_empty() {
            top = draw_legend(canvas, (format.margin(), top + 20.0), &told);
        }
        let panel = Panel::whole(format, (top + 34.0, format.pick(HEIGHT, 260.0)), 46.0, 14.0);
        let y = panel.upwards(canvas, &marks, true, |mark| shares(mark, step));
        let x = Scale::new((0.0, 1.0), (panel.left, panel.right));
        panel.axis(canvas, [0.0, 0.25, 0.5, 0.75, 1.0].map(|mark| (x.at(mark), percent(mark, 0.01))));
        let label = Type::new(SMALL, INK);
        canvas.text((panel.right, panel.bottom + 37.0), "Coverage", label.anchored(Anchor::End));
        canvas.text((format.margin(), panel.top - 14.0), "Density", label);
        overall(canvas, base(of), y, (panel.left, panel.right));
        points(canvas, of, x, y);
        chosen(canvas, of, x, y);
        zones(canvas, of, x, (panel.top, panel.bottom));
        panel.bottom + 42.0
    })
}

fn finding(of: &Discovered) -> String {
    let it = describe_condition(&of.condition, &of.scenario);
    let Some(region) = of.chosen.as_ref().filter(|region| region.restricted() > 0) else {
        let densest = of.trajectory.boxes.iter().map(|region| region.density).fold(base(of), f64::max);
        return format!(
            "No box is told for simulations {it}: the densest on the way, {} against {} overall, owes it to limits that chance would give",
            spoken_percent(densest),
            spoken_percent(base(of))
        );
    };
    let limits =
        if region.restricted() == 1 { "one limit".to_owned() } else { format!("{} limits", region.restricted()) };
    format!(
        "A box of {limits} holds {} of the simulations {it}; they are {} of those in it, against {} overall",
        spoken_percent(region.coverage),
        spoken_percent(region.density),
        spoken_percent(base(of))
    )
}

/// What marks and colours mean.
fn legend(of: &Discovered) -> Vec<(Swatch, String)> {
    let most = of.trajectory.boxes.iter().map(Region::restricted).max().unwrap_or(0).min(LIMITS.len() - 1);
    let words = |n: usize| match n {
        0 => "no limit".to_owned(),
        1 if most == 1 => "1 limit".to_owned(),
        n if n < most => n.to_string(),
        4 => "4 limits or more".to_owned(),
        n => format!("{n} limits"),
    };
    let mut entries: Vec<(Swatch, String)> = (0..=most).map(|n| (Swatch::Ring(MUTED, LIMITS[n]), words(n))).collect();
    if of.trajectory.boxes.len() > of.trajectory.peeled {
        entries.push((Swatch::Box(MUTED), "square: widened again (pasting)".to_owned()));
    }
    entries
}

/// The share of all histories.
fn overall(canvas: &mut Canvas, share: f64, y: Scale, (left, right): (f64, f64)) {
    let at = y.at(share);
    canvas.line(vec![(left, at), (right, at)], INK, 1.0);
    let below = if at + 20.0 < y.at(0.0) { at + 15.0 } else { at - 6.0 };
    let (words, style) = (format!("all simulations: {}", whole_percent(share)), Type::new(SMALL, INK));
    canvas.rect((left + 4.0, below - 10.0), (left + 8.0 + style.width(&words), below + 3.0), PAPER);
    canvas.text((left + 6.0, below), words, style);
}

/// Boxes in the order of the search, those of peeling as dots and those of pasting as squares.
fn points(canvas: &mut Canvas, of: &Discovered, x: Scale, y: Scale) {
    let boxes = &of.trajectory.boxes;
    let at = |region: &Region| (x.at(region.coverage), y.at(region.density));
    canvas.line(boxes.iter().map(at).collect(), AXIS, 1.2);
    for (i, region) in boxes.iter().enumerate() {
        let fill = LIMITS[region.restricted().min(LIMITS.len() - 1)];
        let (px, py) = at(region);
        if i < of.trajectory.peeled {
            ring(canvas, (px, py), RADIUS, (MUTED, fill));
        } else {
            canvas.rect((px - 4.0, py - 4.0), (px + 4.0, py + 4.0), MUTED);
            canvas.rect((px - 2.8, py - 2.8), (px + 2.8, py + 2.8), fill);
        }
    }
}

/// Marks the box that is told.
fn chosen(canvas: &mut Canvas, of: &Discovered, x: Scale, y: Scale) {
    let Some(region) = &of.chosen else { return };
    let at = (x.at(region.coverage), y.at(region.density));
    ring(canvas, at, 8.0, (LOSS, PAPER));
    canvas.dot(at, RADIUS, LIMITS[region.restricted().min(LIMITS.len() - 1)]);
}

fn describe_region(region: &Region) -> String {
    format!("coverage {}, density {}", whole_percent(region.coverage), whole_percent(region.density))
}

/// Strips along the coverage; each stands for its densest box.
fn zones(canvas: &mut Canvas, of: &Discovered, x: Scale, (top, bottom): (f64, f64)) {
    let mut columns: std::collections::BTreeMap<i64, usize> = std::collections::BTreeMap::new();
    for (i, region) in of.trajectory.boxes.iter().enumerate() {
        let best = columns.entry((x.at(region.coverage) / STRIP).round() as i64).or_insert(i);
        if of.trajectory.boxes.get(*best).is_some_and(|other| other.density < region.density) {
            *best = i;
        }
    }
    for (column, row) in columns {
        let middle = column as f64 * STRIP;
        canvas.zone((middle - STRIP / 2.0, top), (middle + STRIP / 2.0, bottom), row);
    }
}

fn table(of: &Discovered) -> Table {
    let rows = of.trajectory.boxes.iter().enumerate().map(|(i, region)| {
        let step = match i {
            0 => "all simulations",
            i if i < of.trajectory.peeled => "peeling",
            _ => "pasting",
        };
        let limited = region.limits.iter().filter_map(|limit| of.variables.get(limit.variable));
        let names: Vec<String> = limited.map(|limited| describe_variable(&limited.name, &of.scenario)).collect();
        vec![
            Cell::figure(i.to_string(), i as f64),
            Cell::text(step),
            Cell::figure(region.restricted().to_string(), region.restricted() as f64),
            Cell::figure(percent(region.coverage, 0.001), region.coverage),
            Cell::figure(percent(region.density, 0.001), region.density),
            Cell::figure(count(region.rows as u64), region.rows as f64),
            if names.is_empty() { Cell::MISSING } else { Cell::text(capitalize(&names.join("; "))) },
        ]
    });
    let heads = ["Box", "Step", "Limits", "Coverage", "Density", "Simulations", "Limited"];
    Table::new(
        format!("Boxes on the way to simulations {}", describe_condition(&of.condition, &of.scenario)),
        heads,
        rows,
    )
}
