//! From the baseline to value, part by part: a waterfall of differences from the baseline.

use crate::analysis::Summary;

use super::frame::{Frame, Origin};
use super::numbers::{self, Figure, figure, last_place, money};
use super::style::part_word;
use super::waterfall::{Part, Waterfall};
use super::{Cell, Chart, ChartError, Table};

const WATERFALL: Waterfall<'static> = Waterfall { zero: "baseline", words: 168.0, row: 34.0 };

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
    let top = frame.top;
    let bottom = WATERFALL.draw(&mut frame.canvas, &parts, top);
    let alt = alt(summary, &parts);
    frame.finish(&Origin::of(summary), "bridge", bottom + 4.0, &alt, table(&parts))
}

/// Each part that is not nothing, from where the one before it ends; then all of them together.
fn parts(summary: &Summary) -> Vec<Part> {
    let mut at = 0.0;
    let mut out = Vec::new();
    for (key, value) in summary.bridge.iter().filter(|(_, v)| **v != 0.0 && v.is_finite()) {
        let (word, error) = (part_word(key).to_owned(), summary.bridge_se.get(key).copied());
        out.push(Part { word, note: None, from: at, to: at + value, error });
        at += value;
    }
    out.push(Part { word: "All together".to_owned(), note: None, from: 0.0, to: at, error: summary.loss.se });
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

fn alt(summary: &Summary, parts: &[Part]) -> String {
    let listed: Vec<String> = parts.iter().map(|p| format!("{} {}", p.word, p.written())).collect();
    format!(
        "Waterfall from a baseline of {} to a value of {}: {}.",
        figure(&summary.baseline_value, Figure::Mean),
        figure(&summary.value, Figure::Mean),
        listed.join("; ")
    )
}
