//! From the baseline to value, part by part: a waterfall of differences from the baseline.

use crate::analysis::Summary;

use super::canvas::{Anchor, Canvas, Type};
use super::font::clean;
use super::frame::{Frame, Origin};
use super::numbers::{self, Figure, figure, last_place, money};
use super::scale::{Scale, ticks};
use super::style::{AXIS, Colour, GAIN, GRID, INK, LABEL, LOSS, MARGIN, MUTED, SMALL, WIDTH, part_word};
use super::{Cell, Chart, ChartError, Table};

const ROW: f64 = 34.0;
const BAR: f64 = 20.0;

struct Part {
    word: String,
    from: f64,
    to: f64,
    error: Option<f64>,
    colour: Colour,
}

impl Part {
    fn written(&self) -> String {
        signed(self.to - self.from, self.error)
    }
}

/// The chart.
pub(super) fn chart(summary: &Summary) -> Result<Chart, ChartError> {
    let parts = parts(summary);
    let title = finding(summary);
    let home = if summary.scenario.home.is_some() { ", home included" } else { "" };
    let mut frame = Frame::new(
        &title,
        &format!(
            "Mean difference from the value of the same histories without any measure{home}, dollars at the start, ± standard error"
        ),
    );
    let (left, right) = (MARGIN + 168.0, WIDTH - MARGIN - 150.0);
    let top = frame.top + 34.0;
    let reach = parts.iter().flat_map(|p| [p.from, p.to]);
    let (low, high) = (reach.clone().fold(0.0, f64::min), reach.fold(0.0, f64::max));
    let lines = if low < high { ticks(low, high, 4) } else { vec![0.0] };
    let ends = (lines.first().copied().unwrap_or(-1.0), lines.last().copied().unwrap_or(1.0));
    let scale = Scale::new(ends, (left, right));
    let bottom = top + ROW * parts.len() as f64;
    grid(&mut frame.canvas, scale, &lines, (top, bottom));
    for (i, part) in parts.iter().enumerate() {
        let y = top + ROW * (i as f64 + 0.5);
        row(&mut frame.canvas, part, scale, y, i + 1 == parts.len());
        frame.canvas.zone((MARGIN, y - ROW / 2.0), (WIDTH - MARGIN, y + ROW / 2.0), i);
    }
    let alt = alt(summary, &parts);
    frame.finish(&Origin::of(summary), "bridge", bottom + 4.0, &alt, table(&parts))
}

/// Each part that is not nothing, from where the one before it ends; then all of them together.
fn parts(summary: &Summary) -> Vec<Part> {
    let mut at = 0.0;
    let mut out = Vec::new();
    for (key, value) in summary.bridge.iter().filter(|(_, v)| **v != 0.0 && v.is_finite()) {
        let colour = if *value < 0.0 { LOSS } else { GAIN };
        let word = part_word(key).to_owned();
        out.push(Part { word, from: at, to: at + value, error: summary.bridge_se.get(key).copied(), colour });
        at += value;
    }
    out.push(Part { word: "All together".to_owned(), from: 0.0, to: at, error: summary.loss.se, colour: INK });
    out
}

fn table(parts: &[Part]) -> Table {
    let rows = parts.iter().map(|p| vec![Cell::text(&*p.word), Cell::figure(p.written(), p.to - p.from)]);
    Table {
        caption: "Mean difference from the baseline, dollars at the start, ± standard error".to_owned(),
        columns: ["Part", "Difference"].map(str::to_owned).to_vec(),
        rows: rows.collect(),
    }
}

fn signed(value: f64, error: Option<f64>) -> String {
    format!("{}{}", if value > 0.0 { "+" } else { "" }, numbers::with_error(value, error))
}

fn finding(summary: &Summary) -> String {
    let baseline = figure(&summary.baseline_value, Figure::Mean);
    let worst = summary.bridge.iter().filter(|(_, v)| **v < 0.0).min_by(|a, b| a.1.total_cmp(b.1));
    match (summary.loss.mean, worst) {
        (Some(loss), Some((part, _))) if loss > 0.0 => {
            let share = summary.baseline_value.mean.filter(|b| *b > 0.0).map(|b| loss / b);
            let of = share.map(|s| format!(" ({})", numbers::whole_percent(s))).unwrap_or_default();
            let part = part_word(part).to_lowercase();
            format!(
                "Measures take {}{of} off a baseline of {baseline}; the largest part is {part}",
                figure(&summary.loss, Figure::Mean)
            )
        }
        (Some(loss), _) if loss < 0.0 => {
            let gain = money(-loss, last_place(loss, summary.loss.se));
            format!("Measures add {gain} to a baseline of {baseline}")
        }
        _ => format!("Measures take nothing off a baseline of {baseline}"),
    }
}

fn grid(canvas: &mut Canvas, scale: Scale, lines: &[f64], (top, bottom): (f64, f64)) {
    let style = Type::new(SMALL, MUTED).anchored(Anchor::Middle);
    for &value in lines {
        let x = scale.at(value);
        let zero = value == 0.0;
        canvas.line(vec![(x, top - 4.0), (x, bottom)], if zero { INK } else { GRID }, 1.0);
        let word = if zero {
            "baseline".to_owned()
        } else {
            format!("{}{}", if value > 0.0 { "+" } else { "" }, numbers::tick_money(value))
        };
        canvas.text((x, top - 10.0), word, style);
    }
}

fn row(canvas: &mut Canvas, part: &Part, scale: Scale, y: f64, last: bool) {
    let base = Type::new(LABEL, INK);
    let style = if last { base.bold() } else { base };
    if last {
        canvas.line(vec![(MARGIN, y - ROW / 2.0), (WIDTH - MARGIN, y - ROW / 2.0)], AXIS, 0.8);
    }
    canvas.text((MARGIN, y + 4.6), style.fit(&clean(&part.word), 158.0), style);
    let (a, b) = (scale.at(part.from), scale.at(part.to));
    let (from, to) = (a.min(b), a.max(b).max(a.min(b) + 1.0));
    canvas.rect((from, y - BAR / 2.0), (to, y + BAR / 2.0), part.colour);
    if !last {
        canvas.line(vec![(b, y + BAR / 2.0), (b, y + ROW - BAR / 2.0)], AXIS, 0.8);
    }
    canvas.text((WIDTH - MARGIN, y + 4.6), part.written(), style.anchored(Anchor::End));
}

fn alt(summary: &Summary, parts: &[Part]) -> String {
    let listed: Vec<String> = parts.iter().map(|p| format!("{} {}", p.word, p.written())).collect();
    format!(
        "Waterfall from a baseline of {} to a value of {}: {}.",
        figure(&summary.baseline_value, Figure::Mean),
        figure(&summary.value, Figure::Mean),
        listed.join("; ")
    )
}
