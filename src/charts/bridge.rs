//! From the baseline to value, part by part: a waterfall of differences from the baseline.

use indexmap::IndexMap;

use crate::analysis::{Estimate, Summary};

use super::canvas::{Anchor, Canvas, Type};
use super::font::clean;
use super::frame::{Frame, Origin};
use super::names::{named, sentence};
use super::numbers::{self, Figure, figure, last_place, money};
use super::scale::{Scale, ticks};
use super::style::{AXIS, Colour, GAIN, GRID, INK, LABEL, LOSS, MARGIN, MUTED, SMALL, WIDTH, part_word};
use super::{Cell, Chart, ChartError, Table};

const ROW: f64 = 34.0;
const BAR: f64 = 20.0;

/// The figures that the chart tells: those abroad where there is a home.
struct Lead<'a> {
    parts: &'a IndexMap<String, f64>,
    errors: &'a IndexMap<String, f64>,
    value: &'a Estimate,
    baseline: &'a Estimate,
    /// Baseline less value.
    loss: Option<f64>,
    /// Its standard error, where it is known.
    error: Option<f64>,
    /// Home, which is left out.
    outside: Option<String>,
}

impl<'a> Lead<'a> {
    fn of(summary: &'a Summary) -> Self {
        let home = summary.scenario.home.as_ref().and_then(|key| summary.markets.get(key));
        match home.filter(|_| !summary.bridge_abroad.is_empty()) {
            Some(home) => {
                let (value, baseline) = (&summary.value_abroad, &summary.baseline_value_abroad);
                Self {
                    parts: &summary.bridge_abroad,
                    errors: &summary.bridge_abroad_se,
                    value,
                    baseline,
                    loss: baseline.mean.zip(value.mean).map(|(without, with)| without - with),
                    error: None,
                    outside: Some(named(&home.name)),
                }
            }
            None => Self {
                parts: &summary.bridge,
                errors: &summary.bridge_se,
                value: &summary.value,
                baseline: &summary.baseline_value,
                loss: summary.loss.mean,
                error: summary.loss.se,
                outside: None,
            },
        }
    }
}

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
    let lead = Lead::of(summary);
    let parts = parts(&lead);
    let title = finding(&lead);
    let home = lead.outside.as_ref().map(|home| format!(", outside {home}")).unwrap_or_default();
    let mut frame = Frame::new(
        &title,
        &format!(
            "Mean difference from the same histories without any measure{home}, dollars at the start, ± standard error"
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
    let alt = alt(&lead, &parts);
    frame.finish(&Origin::of(summary), "bridge", bottom + 4.0, &alt, table(&parts))
}

/// Each part that is not nothing, from where the one before it ends; then all of them together.
fn parts(lead: &Lead) -> Vec<Part> {
    let mut at = 0.0;
    let mut out = Vec::new();
    for (key, value) in lead.parts.iter().filter(|(_, v)| **v != 0.0 && v.is_finite()) {
        let colour = if *value < 0.0 { LOSS } else { GAIN };
        let word = part_word(key).to_owned();
        out.push(Part { word, from: at, to: at + value, error: lead.errors.get(key).copied(), colour });
        at += value;
    }
    out.push(Part { word: "All together".to_owned(), from: 0.0, to: at, error: lead.error, colour: INK });
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

fn finding(lead: &Lead) -> String {
    let baseline = figure(lead.baseline, Figure::Mean);
    let worst = lead.parts.iter().filter(|(_, v)| **v < 0.0).min_by(|a, b| a.1.total_cmp(b.1));
    let outside = lead.outside.as_ref().map(|home| format!("Outside {home}, ")).unwrap_or_default();
    let written = |loss: f64| money(loss.abs(), last_place(loss, lead.error).max(last_place(loss, None)));
    let told = match (lead.loss, worst) {
        (Some(loss), Some((part, _))) if loss > 0.0 => {
            let share = lead.baseline.mean.filter(|b| *b > 0.0).map(|b| loss / b);
            let of = share.map(|s| format!(" ({})", numbers::whole_percent(s))).unwrap_or_default();
            let part = part_word(part).to_lowercase();
            format!("measures take {}{of} off a baseline of {baseline}; the largest part is {part}", written(loss))
        }
        (Some(loss), _) if loss < 0.0 => format!("measures add {} to a baseline of {baseline}", written(loss)),
        _ => format!("measures take nothing off a baseline of {baseline}"),
    };
    sentence(&format!("{outside}{told}"))
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

fn alt(lead: &Lead, parts: &[Part]) -> String {
    let listed: Vec<String> = parts.iter().map(|p| format!("{} {}", p.word, p.written())).collect();
    format!(
        "Waterfall from a baseline of {} to a value of {}: {}.",
        figure(lead.baseline, Figure::Mean),
        figure(lead.value, Figure::Mean),
        listed.join("; ")
    )
}
