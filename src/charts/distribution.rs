//! Distributions overlaid: the share of histories at or below each level of an amount, a curve for each of several.

use crate::charts::canvas::{Canvas, Type};
use crate::charts::legend::{Swatch, draw_legend, draw_narrow_legend};
use crate::charts::panel::{Panel, path};
use crate::charts::sheet::Frame;
use crate::charts::style::{Colour, LABEL, MUTED, PAPER, SMALL};

const HEIGHT: f64 = 320.0;
/// Space over the drawing, for curves that find no room for their words beside them.
const HEAD: f64 = 28.0;
/// Height of a line of words, and space around it.
const LINE: f64 = 15.0;
const GAP: f64 = 7.0;
/// Most pixels of a name.
const NAME: f64 = 200.0;

/// A distribution.
pub(super) struct Curve {
    pub(super) name: String,
    /// What stands under the name.
    pub(super) note: String,
    pub(super) colour: Colour,
    /// Share at or below each level.
    pub(super) below: Vec<f64>,
    /// A level that is marked.
    pub(super) median: Option<f64>,
}

/// Draws curves over levels in dollars, the first in front; returns where they end.
pub(super) fn draw(frame: &mut Frame, levels: &[f64], curves: &[Curve]) -> f64 {
    let canvas = &mut frame.canvas;
    let format = canvas.format;
    let words = |curve: &Curve| (Swatch::Line(curve.colour), describe(curve));
    let top = draw_narrow_legend(canvas, frame.top, curves.iter().map(words));
    let head = format.pick(HEAD, 14.0);
    let panel = Panel::whole(format, (top + head, format.pick(HEIGHT, 240.0)), 42.0, 12.0);
    let ends = levels.first().copied().zip(levels.last().copied()).unwrap_or((0.0, 1.0));
    let (x, y) = (panel.dollars(canvas, ends), panel.shares(canvas));
    let xs: Vec<f64> = levels.iter().map(|level| x.at(*level)).collect();
    let paths: Vec<Vec<(f64, f64)>> = curves.iter().map(|curve| path(&xs, &curve.below, y)).collect();
    for (curve, path) in curves.iter().zip(&paths).rev() {
        canvas.line(path.clone(), curve.colour, 2.4);
    }
    for (median, colour) in curves.iter().filter_map(|curve| Some((curve.median?, curve.colour))) {
        canvas.dot((x.at(median), y.at(0.5)), 5.4, PAPER);
        canvas.dot((x.at(median), y.at(0.5)), 4.2, colour);
    }
    if !format.is_narrow() {
        let untold = draw_names(canvas, curves, &paths, panel);
        let entries = untold.into_iter().map(words).collect::<Vec<_>>();
        draw_legend(canvas, (panel.left, panel.top - 12.0), &entries);
    }
    panel.zones(canvas, &xs, 0);
    panel.below()
}

/// Its name, and what is said of it.
fn describe(curve: &Curve) -> String {
    if curve.note.is_empty() { curve.name.clone() } else { format!("{}, {}", curve.name, curve.note) }
}

/// Writes each name beside its curve, where neither another curve nor another name is in the way; returns the curves
/// that have no such place.
fn draw_names<'c>(canvas: &mut Canvas, curves: &'c [Curve], paths: &[Vec<(f64, f64)>], panel: Panel) -> Vec<&'c Curve> {
    let (mut taken, mut untold): (Vec<[f64; 4]>, Vec<&Curve>) = (Vec::new(), Vec::new());
    let small = Type::new(SMALL, MUTED);
    for (curve, points) in curves.iter().zip(paths) {
        let style = Type::new(LABEL, curve.colour).bold();
        let word = style.fit(&curve.name, NAME);
        let width = style.width(&word).max(small.width(&curve.note));
        let high = if curve.note.is_empty() { LINE } else { 2.0 * LINE + 2.0 };
        let y = |share: f64| panel.bottom - share * (panel.bottom - panel.top);
        let free = |place: &[f64; 4]| {
            place[0] > panel.left + 2.0
                && place[2] < panel.right - 2.0
                && place[1] > panel.top
                && !taken.iter().any(|other| overlap(place, other))
                && !paths.iter().any(|path| crosses(path, place))
        };
        let heights = (1..=19).map(|i| 0.5 + f64::from(i / 2) * 0.05 * if i % 2 == 0 { 1.0 } else { -1.0 });
        let mut beside = heights.flat_map(|share| {
            let (top, bottom) = (y(share) - high / 2.0, y(share) + high / 2.0);
            // The curve rises to the right: at the left of a name its lower end is the nearer, at the right its upper.
            let before = at_height(points, bottom) - GAP - 1.0 - width;
            [before, at_height(points, top) + GAP + 1.0].map(|from| [from, top, from + width, bottom])
        });
        // Where neighbours leave no room, at the right of all curves, with a line that leads to its own.
        let mut apart = (2..=9).map(|i| {
            let (top, bottom) = (y(f64::from(i) * 0.05) - high / 2.0, y(f64::from(i) * 0.05) + high / 2.0);
            let last = paths.iter().map(|path| at_height(path, top)).fold(panel.left, f64::max) + 4.0 * GAP;
            [last, top, last + width, bottom]
        });
        let near = beside.find(free);
        let Some(place) = near.or_else(|| apart.find(free)) else {
            untold.push(curve);
            continue;
        };
        if near.is_none() {
            let middle = f64::midpoint(place[1], place[3]);
            canvas.line(vec![(at_height(points, middle), middle), (place[0] - 3.0, middle)], curve.colour, 0.9);
        }
        canvas.text((place[0], place[1] + 11.5), word, style);
        canvas.text((place[0], place[1] + 27.5), &*curve.note, small);
        taken.push(place);
    }
    untold
}

/// Where a falling sequence of heights reaches `height`.
fn at_height(points: &[(f64, f64)], height: f64) -> f64 {
    let after = points.iter().position(|p| p.1 <= height).unwrap_or(points.len().saturating_sub(1));
    let Some(&(x, y)) = points.get(after) else { return 0.0 };
    match after.checked_sub(1).and_then(|i| points.get(i)) {
        Some(&(before, from)) if from > y => before + (x - before) * (from - height).clamp(0.0, from - y) / (from - y),
        _ => x,
    }
}

fn overlap(a: &[f64; 4], b: &[f64; 4]) -> bool {
    a[0] < b[2] + GAP && b[0] < a[2] + GAP && a[1] < b[3] + 2.0 && b[1] < a[3] + 2.0
}

/// Whether a curve comes nearer to a box than its gap.
fn crosses(points: &[(f64, f64)], place: &[f64; 4]) -> bool {
    let [enters, leaves] = [place[3], place[1]].map(|height| at_height(points, height));
    enters < place[2] + GAP && leaves > place[0] - GAP
}
