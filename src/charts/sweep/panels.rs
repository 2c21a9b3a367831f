//! Three inputs on a full grid: a heat map for each level of the one with fewest, on one scale of colours.

use super::classes::Classes;
use super::finding::of_many;
use super::heat::{Mark, what};
use super::input::Input;
use super::map::{Map, Over};
use super::view::{View, evenly};
use crate::charts::Chart;
use crate::charts::canvas::{Canvas, Type};
use crate::charts::format::Format;
use crate::charts::style::{INK, LABEL, SMALL};
use crate::text::names::capitalize;

/// Most panels.
const MOST: usize = 12;
/// Most space for levels at the left, space between panels, and above and below each.
const BESIDE: f64 = 120.0;
const BETWEEN: f64 = 22.0;
const ABOVE: f64 = 26.0;
const BELOW: f64 = 30.0;

/// Where panels stand.
struct Layout {
    columns: usize,
    left: f64,
    wide: f64,
    high: f64,
    top: f64,
}

impl Layout {
    fn new(format: Format, n: usize, beside: f64) -> Self {
        let columns = match n {
            0..=1 => 1,
            2..=4 => format.pick(2, 1),
            _ => format.pick(3, 2),
        };
        let high = format.pick([300.0, 220.0, 160.0], [200.0, 130.0, 130.0])[columns - 1];
        let left = format.margin() + beside;
        let wide = (format.right() - left - 12.0 + BETWEEN) / columns as f64 - BETWEEN;
        Self { columns, left: left.round(), wide: wide.floor(), high, top: 0.0 }
    }

    fn area(&self, i: usize) -> [f64; 4] {
        let (row, column) = (i / self.columns, i % self.columns);
        let left = self.left + (self.wide + BETWEEN) * column as f64;
        let top = self.top + ABOVE + (self.high + ABOVE + BELOW) * row as f64;
        [left.round(), top, (left + self.wide).round(), top + self.high]
    }
}

/// The chart.
pub(super) fn chart(view: &View) -> Chart {
    let by = fewest(view);
    let rest: Vec<usize> = (0..3).filter(|input| *input != by).collect();
    let inputs = if view.inputs[rest[0]].is_words() { (rest[1], rest[0]) } else { (rest[0], rest[1]) };
    let panel = &view.inputs[by];
    let levels: Vec<usize> = evenly(panel.order.len(), MOST).into_iter().map(|i| panel.order[i]).collect();
    let classes = Classes::of(view.shaded(), 0);
    let style = Type::new(SMALL - 1.0, INK);
    let up = &view.inputs[inputs.1];
    let widest = (0..up.places.len()).map(|level| style.width(&up.level(level))).fold(20.0, f64::max);
    let beside = |format: Format| (widest + 9.0).min(format.pick(BESIDE, 80.0));
    let layout = Layout::new(Format::Wide, levels.len(), beside(Format::Wide));
    let map = |level: usize, area: [f64; 4]| {
        Map::new(view, &classes, inputs, area, move |point| panel.swept.at[point] as usize == level)
    };
    // All panels bear the same: numbers only where they fit in each.
    let kinds: Vec<Over> = levels.iter().enumerate().map(|(i, level)| map(*level, layout.area(i)).over()).collect();
    let over = [Over::Nothing, Over::Contours].into_iter().find(|kind| kinds.contains(kind)).unwrap_or(Over::Numbers);
    let marked = levels.iter().any(|level| is_own(panel, *level) && map(*level, layout.area(0)).own().is_some());
    let mark = if marked { Mark::Told } else { Mark::None };
    let points: Vec<usize> = levels.iter().flat_map(|level| map(*level, layout.area(0)).listed()).collect();
    let what = describe_panels(view, by, inputs, over, (levels.len(), mark));
    let sheet = view.sheet(format!("Heat maps by {}", panel.name), of_many(view), &what, &points);
    sheet.chart(|frame| {
        let canvas = &mut frame.canvas;
        let format = canvas.format;
        let top = classes.along(canvas, view, (format.margin(), frame.top + 8.0), format.space());
        let mut layout = Layout::new(format, levels.len(), beside(format));
        layout.top = top + 10.0;
        let (mut first, mut bottom) = (0, layout.top);
        for (i, level) in levels.iter().enumerate() {
            let area = layout.area(i);
            let drawn = map(*level, area);
            let short = panel.level(*level);
            heading(canvas, &capitalize(&format!("{} {short}", panel.name)), &short, area);
            drawn.draw(canvas, drawn.fitting(over), (first, is_own(panel, *level)), true);
            bottom = drawn.ticks_below(canvas, true).max(bottom);
            if i % layout.columns == 0 {
                drawn.ticks_beside(canvas, beside(format), true);
            }
            first += drawn.listed().len();
        }
        bottom
    })
}

/// The input with fewest levels; of equals one of words, or else the last.
fn fewest(view: &View) -> usize {
    let rank = |i: &usize| (view.inputs[*i].places.len(), !view.inputs[*i].is_words(), std::cmp::Reverse(*i));
    (0..view.inputs.len()).min_by_key(rank).unwrap_or(0)
}

/// Whether a level is that of the scenario.
fn is_own(input: &Input, level: usize) -> bool {
    input.base().is_some_and(|base| (base - input.places[level]).abs() <= 1e-9 * base.abs().max(1e-9))
}

fn describe_panels(
    view: &View,
    by: usize,
    inputs: (usize, usize),
    over: Over,
    (panels, mark): (usize, Mark),
) -> String {
    let all = view.inputs[by].places.len();
    let chosen = if all > panels { format!(", {panels} of its {all} levels, evenly chosen") } else { String::new() };
    let (x, y) = (&view.inputs[inputs.0], &view.inputs[inputs.1]);
    let marks = what(view, inputs, over, mark);
    format!("A map for each {}{chosen}. Across: {}; upwards: {}. {marks}", view.inputs[by].name, x.whole(), y.whole())
}

/// Writes what a panel is of, in its width.
fn heading(canvas: &mut Canvas, whole: &str, short: &str, [left, top, right, _]: [f64; 4]) {
    let style = Type::new(LABEL, INK).bold();
    let words = if style.width(whole) <= right - left { whole } else { short };
    canvas.text((left, top - 9.0), style.fit(words, right - left), style);
}
