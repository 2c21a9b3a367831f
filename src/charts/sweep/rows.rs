//! One input of words: a dot with its 95% interval in a row for each level.

use super::finding::of_one;
use super::view::View;
use crate::charts::Chart;
use crate::charts::canvas::Type;
use crate::charts::rows::{Column, Row, RowChart};
use crate::charts::scale::tick_word;
use crate::charts::style::{FAN_INNER, FAN_MEDIAN, INK, LABEL};
use crate::text::names::capitalize;

/// Most rows, and most space for their words.
const MOST: usize = 60;
const WORDS: f64 = 250.0;

/// The chart.
pub(super) fn chart(view: &View) -> Chart {
    let input = &view.inputs[0];
    // The same level has the same luck, and so the same figure: its first point stands for it.
    let first = |level: &usize| input.swept.at.iter().position(|at| *at as usize == *level);
    let mut points: Vec<usize> = input.order.iter().filter_map(first).collect();
    let title = of_one(view, &points);
    let more = points.len().saturating_sub(MOST);
    points.truncate(MOST);
    let few = if more > 0 { format!("; {more} more levels are left out") } else { String::new() };
    let style = Type::new(LABEL, INK).bold();
    let told = |point: usize| view.value(point).map_or_else(|| "–".to_owned(), |v| view.write(v));
    let row = |point: &usize| {
        let row = Row::new(input.told(*point)).figure(told(*point), "").figure_in(FAN_MEDIAN);
        let row =
            if let Some((low, high)) = view.band(*point) { row.bar(low, high, (-3.5, 3.5), FAN_INNER) } else { row };
        if let Some(value) = view.value(*point) { row.ring(value, 0.0, (FAN_MEDIAN, FAN_MEDIAN)) } else { row }
    };
    let rows = RowChart {
        names: points.iter().map(|p| style.width(&input.told(*p))).fold(60.0, f64::max).min(WORDS) + 24.0,
        figures: points.iter().map(|p| style.width(&told(*p))).fold(0.0, f64::max) + 24.0,
        height: 30.0,
        heading: input.heading(),
        columns: vec![Column { word: tick_word(&view.figure.unit), ..Column::default() }],
        rows: points.iter().map(row).collect(),
        ..RowChart::default()
    };
    let what = format!("{}; bar: 95% interval{few}", capitalize(&view.name));
    rows.chart(view.sheet("Dots with intervals".to_owned(), title, &what, &points))
}
