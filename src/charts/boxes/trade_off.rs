//! Coverage against density: what each box on the way gives up of one for the other.

use super::{base, origin};
use crate::analysis::discovery::{Discovered, Region};
use crate::charts::canvas::{Anchor, Canvas, Type};
use crate::charts::frame::Frame;
use crate::charts::rows::{Swatch, legend, ring, shares};
use crate::charts::scale::{Scale, ticks};
use crate::charts::style::{
    AXIS, Colour, FAN_INNER, FAN_MEDIAN, FAN_OUTER, GAIN, GRID, INK, LABEL, LOSS, MARGIN, MUTED, PAPER, SMALL, WIDTH,
};
use crate::charts::{Cell, Chart, ChartError, Table};
use crate::text::names::capitalize;
use crate::text::numbers::{count, percent, spoken_percent, whole_percent};
use crate::text::phrases::{describe_condition, describe_variable};

const HEIGHT: f64 = 330.0;
/// Space over the drawing, for the words at the box that is told.
const HEAD: f64 = 66.0;
const RADIUS: f64 = 4.0;
/// Height of the words at the box that is told.
const HIGH: f64 = 32.0;
/// Colours of no limit, one, two, three, and more.
const LIMITS: [Colour; 5] = [PAPER, FAN_OUTER, FAN_INNER, GAIN, FAN_MEDIAN];
/// Width of a strip that a pointer finds.
const STRIP: f64 = 7.0;

pub(super) fn chart(of: &Discovered) -> Result<Chart, ChartError> {
    let title = finding(of);
    let subtitle = format!(
        "Boxes on the way of the search among {} histories, by how many of the histories sought they hold (coverage) and \
         how many of theirs are sought ones (density), %; colour: limits",
        count(of.rows)
    );
    let mut frame = Frame::new(&title, &subtitle);
    let (left, right) = (MARGIN + 46.0, WIDTH - MARGIN - 14.0);
    let (top, bottom) = (frame.top + HEAD, frame.top + HEAD + HEIGHT);
    let densest = of.trajectory.boxes.iter().map(|region| region.density).fold(base(of), f64::max);
    let marks = ticks(0.0, densest, 5);
    let most = marks.last().copied().unwrap_or(1.0).min(1.0);
    let (x, y) = (Scale::new((0.0, 1.0), (left, right)), Scale::new((0.0, most), (bottom, top)));
    let canvas = &mut frame.canvas;
    key(canvas, of, top - HEAD + 12.0);
    axes(canvas, x, y, &marks, (left, right));
    overall(canvas, base(of), y, (left, right));
    points(canvas, of, x, y);
    chosen(canvas, of, x, y, (left, right));
    zones(canvas, of, x, (top, bottom));
    let told = of.chosen.as_ref().map_or_else(String::new, |region| {
        format!(
            " The box told: coverage {}, density {}.",
            whole_percent(region.coverage),
            whole_percent(region.density)
        )
    });
    let alt = format!(
        "Coverage against density of {} boxes. {title}.{told} Overall {}.",
        of.trajectory.boxes.len(),
        whole_percent(base(of))
    );
    frame.finish(&origin(of), "trade-off", bottom + 42.0, &alt, table(of))
}

fn finding(of: &Discovered) -> String {
    let it = describe_condition(&of.condition, &of.scenario);
    let Some(region) = of.chosen.as_ref().filter(|region| region.restricted() > 0) else {
        return format!("No box holds histories {it} much more densely than the {} overall", spoken_percent(base(of)));
    };
    let limits =
        if region.restricted() == 1 { "one limit".to_owned() } else { format!("{} limits", region.restricted()) };
    format!(
        "A box of {limits} holds {} of the histories {it}; they are {} of those in it, against {} overall",
        spoken_percent(region.coverage),
        spoken_percent(region.density),
        spoken_percent(base(of))
    )
}

/// What marks and colours mean.
fn key(canvas: &mut Canvas, of: &Discovered, y: f64) {
    let most = of.trajectory.boxes.iter().map(Region::restricted).max().unwrap_or(0).min(LIMITS.len() - 1);
    let words = ["no limit", "1", "2", "3", "4 or more"];
    let mut entries: Vec<(Swatch, &str)> = (0..=most).map(|n| (Swatch::Ring(MUTED, LIMITS[n]), words[n])).collect();
    if let Some(last) = entries.last_mut().filter(|_| most > 0) {
        last.1 = ["", "1 limit", "2 limits", "3 limits", "4 limits or more"][most];
    }
    if of.trajectory.boxes.len() > of.trajectory.peeled {
        entries.push((Swatch::Box(MUTED), "square: widened again (pasting)"));
    }
    legend(canvas, (MARGIN, y), &entries);
}

fn axes(canvas: &mut Canvas, x: Scale, y: Scale, marks: &[f64], (left, right): (f64, f64)) {
    let small = Type::new(SMALL, MUTED);
    let step = marks.first().zip(marks.get(1)).map_or(0.1, |(a, b)| b - a);
    let bottom = y.at(0.0);
    for &mark in marks.iter().filter(|mark| **mark <= 1.0 + 1e-9) {
        canvas.line(vec![(left, y.at(mark)), (right, y.at(mark))], GRID, 1.0);
        canvas.text((left - 8.0, y.at(mark) + 4.3), shares(mark, step), small.anchored(Anchor::End));
    }
    canvas.line(vec![(left, bottom), (right, bottom)], AXIS, 1.0);
    for mark in [0.0, 0.25, 0.5, 0.75, 1.0] {
        canvas.line(vec![(x.at(mark), bottom), (x.at(mark), bottom + 5.0)], AXIS, 1.0);
        canvas.text((x.at(mark), bottom + 19.0), percent(mark, 0.01), small.anchored(Anchor::Middle));
    }
    let label = Type::new(SMALL, INK);
    canvas.text((right, bottom + 37.0), "Coverage", label.anchored(Anchor::End));
    canvas.text((MARGIN, y.at(f64::INFINITY) - 14.0), "Density", label);
}

/// The share of all histories.
fn overall(canvas: &mut Canvas, share: f64, y: Scale, (left, right): (f64, f64)) {
    let at = y.at(share);
    canvas.line(vec![(left, at), (right, at)], INK, 1.0);
    let below = if at + 20.0 < y.at(0.0) { at + 15.0 } else { at - 6.0 };
    let (words, style) = (format!("all histories: {}", whole_percent(share)), Type::new(SMALL, INK));
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
fn chosen(canvas: &mut Canvas, of: &Discovered, x: Scale, y: Scale, (left, right): (f64, f64)) {
    let Some(region) = &of.chosen else { return };
    let at = (x.at(region.coverage), y.at(region.density));
    ring(canvas, at, 8.0, (LOSS, PAPER));
    canvas.dot(at, RADIUS, LIMITS[region.restricted().min(LIMITS.len() - 1)]);
    let bold = Type::new(LABEL, INK).bold();
    let small = Type::new(SMALL, MUTED);
    let words = format!("told: {}", sentence_of(region));
    let note = format!("{} of {} histories", count(region.rows as u64), count(of.rows));
    let width = bold.width(&words).max(small.width(&note));
    let points: Vec<(f64, f64)> =
        of.trajectory.boxes.iter().map(|region| (x.at(region.coverage), y.at(region.density))).collect();
    let overall = y.at(base(of));
    let free = |place: &[f64; 4]| {
        let inside = place[0] >= left + 4.0 && place[2] <= right && place[3] <= y.at(0.0) - 4.0;
        let above = place[3] < overall - 4.0 || (place[1] > overall + 4.0 && place[0] > left + 150.0);
        inside && above && place[1] >= y.at(f64::INFINITY) + 2.0 && !points.windows(2).any(|pair| touches(place, pair))
    };
    let (beside, under) = (16.0, 12.0);
    let places = [
        [at.0 - beside - width, at.1 + under - 10.0],
        [at.0 - width / 2.0, at.1 + under],
        [at.0 + beside, at.1 + under - 10.0],
        [at.0 + beside, at.1 - under - HIGH + 6.0],
        [at.0 - beside - width, at.1 - under - HIGH + 6.0],
        [at.0 - width / 2.0, at.1 - under - HIGH],
    ];
    let boxes = places.map(|[from, top]| [from, top, from + width, top + HIGH]);
    let place = boxes.into_iter().find(free);
    // Where no place is free, over the drawing.
    let top = y.at(f64::INFINITY);
    let [from, above, _, _] = place.unwrap_or([right - width, top - HIGH - 6.0, right, top]);
    canvas.text((from, above + 12.0), words, bold);
    canvas.text((from, above + 28.0), note, small);
}

/// Whether a stretch of the way comes near a place.
fn touches(place: &[f64; 4], pair: &[(f64, f64)]) -> bool {
    let [Some((x0, y0)), Some((x1, y1))] = [pair.first(), pair.last()] else { return false };
    let near = 7.0;
    (0..=20).any(|i| {
        let t = f64::from(i) / 20.0;
        let (x, y) = (x0 + (x1 - x0) * t, y0 + (y1 - y0) * t);
        x > place[0] - near && x < place[2] + near && y > place[1] - near && y < place[3] + near
    })
}

fn sentence_of(region: &Region) -> String {
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
            0 => "all histories",
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
    Table::new(
        format!("Boxes on the way to histories {}", describe_condition(&of.condition, &of.scenario)),
        ["Box", "Step", "Limits", "Coverage", "Density", "Histories", "Limited"],
        rows,
    )
}
