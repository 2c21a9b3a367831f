//! One input of words: a dot with its 95% interval in a row for each level.

use super::axis::Upwards;
use super::finding::of_one;
use super::line::ends;
use super::view::View;
use crate::charts::canvas::Type;
use crate::charts::style::{FAN_INNER, FAN_MEDIAN, GRID, INK, LABEL, MARGIN, MUTED, SMALL, WIDTH};
use crate::charts::{Chart, ChartError};
use crate::text::names::capitalize;

const ROW: f64 = 28.0;
/// Most rows, and most space for their words.
const MOST: usize = 60;
const WORDS: f64 = 250.0;

/// The chart.
pub(super) fn chart(view: &View) -> Result<Chart, ChartError> {
    let input = &view.inputs[0];
    // The same level has the same luck, and so the same figure: its first point stands for it.
    let first = |level: &usize| input.swept.at.iter().position(|at| *at as usize == *level);
    let mut points: Vec<usize> = input.order.iter().filter_map(first).collect();
    let title = of_one(view, &points);
    let more = points.len().saturating_sub(MOST);
    points.truncate(MOST);
    let few = if more > 0 { format!("; {more} more levels are left out") } else { String::new() };
    let mut frame = view.frame(&title, &format!("{}; bar: 95% interval{few}", capitalize(&view.name)));
    let style = Type::new(LABEL, INK);
    let bold = Type::new(LABEL, FAN_MEDIAN).bold();
    let told = |point: usize| view.value(point).map_or_else(|| "–".to_owned(), |v| view.write(v));
    let widest = |words: &mut dyn Iterator<Item = f64>| words.fold(0.0, f64::max);
    let room = widest(&mut points.iter().map(|p| style.width(&input.told(*p)))).clamp(60.0, WORDS) + 2.0;
    let figures = widest(&mut points.iter().map(|p| bold.width(&told(*p))));
    let (left, right) = (MARGIN + room + 24.0, WIDTH - MARGIN - figures - 20.0);
    let heading = Type::new(SMALL, INK).bold();
    let top = frame.top + 24.0;
    let bottom = top + ROW * points.len() as f64;
    let upwards = Upwards::new(view, ends(view, &points));
    let x = upwards.scale((left, right));
    let canvas = &mut frame.canvas;
    canvas.text((MARGIN, top - 9.0), heading.fit(&input.heading(), WIDTH - 2.0 * MARGIN), heading);
    upwards.grid_below(canvas, x, (top, bottom));
    for (row, point) in points.iter().enumerate() {
        let y = top + ROW * (row as f64 + 0.5);
        canvas.text((MARGIN, y + 4.7), style.fit(&input.told(*point), room), style);
        canvas.line(vec![(left, y), (right, y)], GRID, 0.6);
        canvas.zone((MARGIN, y - ROW / 2.0), (WIDTH - MARGIN, y + ROW / 2.0), row);
        let Some(value) = view.value(*point) else {
            canvas.text((right + 16.0, y + 4.7), told(*point), Type::new(LABEL, MUTED));
            continue;
        };
        if let Some((low, high)) = view.band(*point) {
            canvas.rect((x.at(low), y - 3.5), (x.at(high).max(x.at(low) + 1.0), y + 3.5), FAN_INNER);
        }
        canvas.dot((x.at(value), y), 4.5, FAN_MEDIAN);
        canvas.text((right + 16.0, y + 4.7), told(*point), bold);
    }
    let alt = format!("Dots with intervals. {title}. {}.", view.range());
    view.finish(frame, bottom + 22.0, &alt, view.table(&points))
}
