//! How many histories it takes to know the probability so well: led there, and plain.

use super::origin;
use crate::analysis::focus::{Focus, Needed};
use crate::charts::canvas::Type;
use crate::charts::frame::Frame;
use crate::charts::rows::Axis;
use crate::charts::style::{FAN_INNER, FAN_MEDIAN, INK, LABEL, MARGIN, MUTED, SMALL, WIDTH};
use crate::charts::{Cell, Chart, ChartError, Table};
use crate::text::numbers::rounded_count;
use crate::text::numbers::{count, percent};
use crate::text::phrases::describe_condition;

const HEAD: f64 = 34.0;
const ROW: f64 = 54.0;
const LEFT: f64 = MARGIN + 150.0;
const RIGHT: f64 = WIDTH - MARGIN - 110.0;

/// The chart; none where nothing is known of it.
pub(super) fn chart(of: &Focus) -> Result<Option<Chart>, ChartError> {
    let figures = || of.needed.iter().flat_map(|needed| [needed.replications, needed.plain]);
    if of.needed.is_empty() {
        return Ok(None);
    }
    if !figures().all(|figure| figure.is_finite() && figure > 0.0) {
        return Err(ChartError::Summary("a number of histories is no number".to_owned()));
    }
    let title = finding(of);
    let subtitle = format!(
        "Histories until the standard error of the probability of histories {} is so small a share of it, by decades",
        describe_condition(&of.condition, &of.scenario)
    );
    let mut frame = Frame::new(&title, &subtitle);
    let low = figures().fold(f64::INFINITY, f64::min);
    let high = figures().fold(0.0, f64::max);
    let decades = (libm::floor(libm::log10(low) - 0.3), libm::ceil(libm::log10(high)));
    let axis = Axis::within(decades, (decades.1 - decades.0).max(1.0) as usize, (LEFT, RIGHT));
    let top = frame.top + HEAD;
    let bottom = top + ROW * of.needed.len() as f64;
    axis.draw(&mut frame.canvas, (top, bottom), |value, _| histories_at(value));
    for (i, needed) in of.needed.iter().enumerate() {
        let y = top + ROW * i as f64;
        let canvas = &mut frame.canvas;
        let style = Type::new(LABEL, INK);
        canvas.text((MARGIN, y + ROW / 2.0 + 4.0), format!("to within {}", error(needed)), style);
        let bars = [(needed.replications, FAN_MEDIAN, "led"), (needed.plain, FAN_INNER, "plain")];
        for (k, (figure, colour, word)) in bars.into_iter().enumerate() {
            let middle = y + 17.0 + 20.0 * k as f64;
            let x = axis.at(libm::log10(figure));
            canvas.rect((LEFT, middle - 8.0), (x, middle + 8.0), colour);
            canvas.text((x + 6.0, middle + 4.3), format!("{} {word}", rounded_count(figure)), Type::new(SMALL, MUTED));
        }
        canvas.zone((MARGIN, y), (WIDTH - MARGIN, y + ROW), i);
    }
    let told = of.needed.iter().map(|needed| {
        format!("{}: {} led, {} plain", error(needed), rounded_count(needed.replications), rounded_count(needed.plain))
    });
    let alt = format!("Bars of numbers of histories. {title}. {}.", told.collect::<Vec<_>>().join("; "));
    frame.finish(&origin(of), "focus-needed", bottom + 4.0, &alt, table(of)).map(Some)
}

fn finding(of: &Focus) -> String {
    let Some(needed) = of.needed.get(1).or(of.needed.first()) else { return String::new() };
    let (led, plain) = (rounded_count(needed.replications), rounded_count(needed.plain));
    if of.pays() {
        format!("To know it to within {}, {led} histories led there do the work of {plain} plain ones", error(needed))
    } else {
        format!(
            "To know it to within {} takes {plain} plain histories, or {led} led there: a plain run does as well",
            error(needed)
        )
    }
}

fn error(needed: &Needed) -> String {
    percent(needed.error, 0.01)
}

fn histories_at(decade: f64) -> String {
    let whole = (decade - decade.round()).abs() < 1e-6;
    if whole { count(libm::pow(10.0, decade).round() as u64) } else { String::new() }
}

fn table(of: &Focus) -> Table {
    let rows = of.needed.iter().map(|needed| {
        vec![
            Cell::figure(error(needed), needed.error),
            Cell::figure(rounded_count(needed.replications), needed.replications),
            Cell::figure(rounded_count(needed.plain), needed.plain),
        ]
    });
    Table::new(
        "Histories until the probability is known so well",
        ["Error, share of the probability", "Led", "Plain"],
        rows,
    )
}
