//! Two inputs on a full grid: a heat map.

use super::cells::are_even;
use super::classes::Classes;
use super::finding::of_many;
use super::input::Input;
use super::map::{Map, Over};
use super::view::View;
use crate::charts::Chart;
use crate::charts::canvas::{Anchor, Type};
use crate::charts::format::Format;
use crate::charts::style::{INK, SMALL};

/// Height of the map where its rows are measured, and of a row of words.
const HEIGHT: f64 = 380.0;
const ROW: f64 = 26.0;
/// Most space for levels at the left.
const BESIDE: f64 = 190.0;

/// The chart.
pub(super) fn chart(view: &View) -> Chart {
    let inputs = orientation(view);
    let (across, up) = (&view.inputs[inputs.0], &view.inputs[inputs.1]);
    let classes = Classes::of(view.shaded(), 0);
    // What stands on the cells decides what is said above them, which decides where they are.
    let tried = Map::new(view, &classes, inputs, Place::of(view, up, &classes, Format::Wide).area(0.0), |_| true);
    let over = tried.over();
    let mark = match tried.own() {
        None => Mark::None,
        Some(_) if over == Over::Numbers => Mark::Told,
        Some(at) if tried.own_plate(at).is_some() => Mark::Named,
        Some(_) => Mark::Told,
    };
    let kind = format!("Heat map of {} by {} and {}", view.name, across.name, up.name);
    let sheet = view.sheet(kind, of_many(view), &what(view, inputs, over, mark), &tried.listed());
    let bold = Type::new(SMALL, INK).bold();
    sheet.chart(|frame| {
        let canvas = &mut frame.canvas;
        let (format, place) = (canvas.format, Place::of(view, up, &classes, canvas.format));
        let mut top = frame.top;
        if format.is_narrow() {
            top = classes.along(canvas, view, (format.margin(), top + 8.0), format.space());
        }
        let top = (top + 28.0).round();
        let map = Map::new(view, &classes, inputs, place.area(top), |_| true);
        let [left, _, right, _] = place.area(top);
        canvas.text((format.margin(), top - 10.0), bold.fit(&up.heading(), right - format.margin()), bold);
        let over = map.fitting(over);
        map.draw(canvas, over, (0, true), format.is_narrow());
        map.ticks_beside(canvas, place.beside, format.is_narrow());
        let below = map.ticks_below(canvas, format.is_narrow());
        let heading = bold.fit(&across.heading(), right - left);
        canvas.text((f64::midpoint(left, right), below + 14.0), heading, bold.anchored(Anchor::Middle));
        if !format.is_narrow() {
            classes.upright(canvas, view, (right + 14.0, top), (place.high, false));
        }
        below + 20.0
    })
}

/// Where the map stands.
struct Place {
    left: f64,
    right: f64,
    high: f64,
    /// Space for levels at the left.
    beside: f64,
}

impl Place {
    fn of(view: &View, up: &Input, classes: &Classes, format: Format) -> Self {
        let style = Type::new(SMALL, INK);
        let labels = (0..up.places.len()).map(|level| style.width(&up.level(level)));
        let beside = (labels.fold(0.0, f64::max) + 9.0).clamp(30.0, format.pick(BESIDE, 110.0));
        let scale = if format.is_narrow() { 0.0 } else { classes.width(view) + 18.0 };
        let rows = up.places.len().min(up.cells) as f64;
        let high = if up.is_words() { ROW * rows } else { format.pick(HEIGHT, 260.0).min(90.0 * rows).max(180.0) };
        Self { left: (format.margin() + beside).round(), right: (format.right() - scale).round(), high, beside }
    }

    fn area(&self, top: f64) -> [f64; 4] {
        [self.left, top, self.right, top + self.high]
    }
}

/// The first input across and the second upwards; but words in rows, and of two kinds of words the more in rows.
fn orientation(view: &View) -> (usize, usize) {
    let (first, second) = (&view.inputs[0], &view.inputs[1]);
    let turned = match (first.is_words(), second.is_words()) {
        (true, true) => first.places.len() > second.places.len(),
        (first, second) => first && !second,
    };
    if turned { (1, 0) } else { (0, 1) }
}

/// How the scenario's own place is explained.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// It has none.
    None,
    /// By words beside it.
    Named,
    /// Above the map.
    Told,
}

/// What the marks are.
pub(super) fn what(view: &View, inputs: (usize, usize), over: Over, mark: Mark) -> String {
    let (x, y) = (&view.inputs[inputs.0], &view.inputs[inputs.1]);
    let kind = if over == Over::Contours { "; lines: equal figures" } else { "" };
    let own = match mark {
        Mark::Named | Mark::None => "",
        Mark::Told if over == Over::Numbers => "; outlined: as in the scenario",
        Mark::Told => "; dot: as in the scenario",
    };
    let uneven = [x, y].into_iter().filter(|input| !input.is_words() && are_even(input)).map(|input| &*input.name);
    let uneven: Vec<&str> = uneven.collect();
    let even =
        if uneven.is_empty() { String::new() } else { format!("; {} is not drawn to scale", uneven.join(" and ")) };
    let thinned = [x, y].into_iter().any(|input| input.places.len() > input.cells);
    let few = if thinned { format!("; of more than {0} levels, {0} evenly chosen", x.cells) } else { String::new() };
    let gaps = if view.known().len() < view.sweep.points() { "; struck out: no figure there" } else { "" };
    format!("Colour: {}{kind}{own}{even}{few}{gaps}; 95% intervals are in the table", view.name)
}
