//! How often the loss exceeds how much.

use crate::analysis::{Exceedance, Summary};
use crate::charts::canvas::{Anchor, Canvas, Type};
use crate::charts::panel::Panel;
use crate::charts::rows::SIDE;
use crate::charts::scale::{Scale, ends};
use crate::charts::sheet::{Origin, Sheet};
use crate::charts::style::{AXIS, FAN_INNER, FAN_MEDIAN, INK, LABEL, PAPER};
use crate::charts::{Cell, Chart, Table};
use crate::text::names::name_in_title;
use crate::text::numbers::{last_place, money, percent};

const HEIGHT: f64 = 280.0;
/// Probabilities that are marked, with their return periods in words.
const PERIODS: [(f64, &str); 8] = [
    (1.0, ""),
    (0.5, "1 in 2"),
    (0.2, "1 in 5"),
    (0.1, "1 in 10"),
    (0.05, "1 in 20"),
    (0.02, "1 in 50"),
    (0.01, "1 in 100"),
    (0.001, "1 in 1,000"),
];

/// The chart, where the summary has the figures and anything is lost.
pub(super) fn chart(summary: &Summary) -> Option<Chart> {
    let curve = &summary.exceedance;
    if curve.loss.len() < 2 || curve.loss.iter().all(|loss| *loss == 0.0) {
        return None;
    }
    let sheet = Sheet {
        name: "loss-exceedance".to_owned(),
        title: finding(curve),
        subtitle: subtitle(summary),
        kind: "Curve of the probability that the loss exceeds an amount".to_owned(),
        spoken: Vec::new(),
        table: table(curve),
        origin: Origin::of_run(summary),
    };
    let (low, high) = ends(curve.loss.iter().chain(&curve.low).chain(&curve.high).copied().chain([0.0]));
    Some(sheet.chart(|frame| {
        let canvas = &mut frame.canvas;
        let format = canvas.format;
        let size = (frame.top + 18.0, format.pick(HEIGHT, 260.0));
        let panel = Panel::whole(format, size, format.pick(124.0, 78.0), format.pick(24.0, 12.0));
        let x = panel.dollars(canvas, (low, high));
        let y = draw_periods(canvas, curve, panel);
        if low < 0.0 {
            canvas.line(vec![(x.at(0.0), panel.top), (x.at(0.0), panel.bottom)], AXIS, 1.0);
        }
        let line = |losses: &[f64]| -> Vec<(f64, f64)> {
            losses.iter().zip(&curve.probability).map(|(loss, p)| (x.at(*loss), y.at(depth(*p)))).collect()
        };
        let mut band = line(&curve.high);
        band.extend(line(&curve.low).into_iter().rev());
        canvas.area(band, FAN_INNER);
        canvas.line(line(&curve.loss), FAN_MEDIAN, 2.0);
        draw_marks(canvas, curve, (x, y), panel);
        panel.zones(canvas, &curve.loss.iter().map(|loss| x.at(*loss)).collect::<Vec<_>>(), 0);
        panel.bottom + 22.0
    }))
}

/// How rare a probability is: the logarithm of its return period.
fn depth(probability: f64) -> f64 {
    -libm::log10(probability.clamp(1e-9, 1.0))
}

/// The scale of return periods, the rarest below, with a line at each that people think in.
fn draw_periods(canvas: &mut Canvas, curve: &Exceedance, panel: Panel) -> Scale {
    let least = curve.probability.iter().copied().fold(0.5, f64::min);
    let y = Scale::new((0.0, depth(least)), (panel.top, panel.bottom));
    let known = PERIODS.into_iter().filter(|(p, ..)| *p >= least * (1.0 - 1e-9));
    let words = |p: f64, period: &str| {
        let share = percent(p, if p < 0.01 { 0.0001 } else { 0.01 });
        if period.is_empty() || canvas.format.is_narrow() { share } else { format!("{share} · {period}") }
    };
    let lines: Vec<(f64, String)> = known.map(|(p, period)| (y.at(depth(p)), words(p, period))).collect();
    panel.grid(canvas, &lines, true);
    y
}

fn subtitle(summary: &Summary) -> String {
    let home = summary.scenario.home.as_ref().and_then(|key| summary.markets.get(key));
    let home = home.map(|m| format!(", {} included", name_in_title(&m.name))).unwrap_or_default();
    format!(
        "Loss that is exceeded with each chance, against the same simulation with no government action{home}; the rarer, the \
         lower (logarithmic scale); band: 95% interval"
    )
}

/// The place of a probability in the lists.
fn index(curve: &Exceedance, probability: f64) -> Option<usize> {
    curve.probability.iter().position(|p| (p - probability).abs() < 1e-9)
}

/// The loss at a place in the lists, with no more digits than its interval supports.
fn written(curve: &Exceedance, i: usize) -> String {
    let error = (curve.high[i] - curve.low[i]) / (2.0 * SIDE);
    money(curve.loss[i], last_place(curve.loss[i], Some(error)).max(last_place(curve.loss[i], None)))
}

/// Whether the loss at a place is one that just so many exceed: not the same as at a place beside it, as where many
/// simulations lose as much.
fn stands_apart(curve: &Exceedance, i: usize) -> bool {
    let at = |i: usize| curve.loss.get(i).copied();
    let above = |a: f64, b: f64| b - a > 1e-6 * a.abs().max(b.abs());
    let next = at(i + 1).is_none_or(|next| above(curve.loss[i], next));
    next && i.checked_sub(1).and_then(at).is_none_or(|before| above(before, curve.loss[i]))
}

fn finding(curve: &Exceedance) -> String {
    let above = |p: f64| index(curve, p).filter(|i| curve.loss[*i] > 0.0);
    let apart = |i: &usize| stands_apart(curve, *i);
    match (above(0.5), above(0.05)) {
        (Some(half), Some(rare)) if apart(&half) && apart(&rare) => format!(
            "An even chance of losing more than {}; 1 in 20, more than {}",
            written(curve, half),
            written(curve, rare)
        ),
        (None, Some(rare)) if apart(&rare) => {
            format!("A 1 in 20 chance of losing more than {}; at most half lose anything", written(curve, rare))
        }
        (_, Some(rare)) => match (index(curve, 0.95).map(|i| written(curve, i)), written(curve, rare)) {
            (Some(least), most) if least == most => format!("The loss is {most} in nearly every simulation"),
            (Some(least), most) => format!("The loss ranges from {least} to {most} (5% to 95%)"),
            (None, most) => format!("The loss is {most} at its 95% quantile"),
        },
        _ => match curve.loss.iter().position(|loss| *loss > 0.0) {
            Some(0) => format!("At least {} of simulations lose something", percent(curve.probability[0], 0.001)),
            Some(i) => format!("About {} of simulations lose something", percent(curve.probability[i], 0.001)),
            None => match curve.probability.last() {
                Some(least) => format!("At most {} of simulations lose anything", percent(*least, 0.0001)),
                None => "No simulation loses anything".to_owned(),
            },
        },
    }
}

/// Marks the probabilities that people think in where the curve has them, with the loss beside each.
fn draw_marks(canvas: &mut Canvas, curve: &Exceedance, (x, y): (Scale, Scale), panel: Panel) {
    let bold = Type::new(LABEL, INK).bold();
    for (p, _) in PERIODS {
        let Some(i) = index(curve, p).filter(|i| curve.loss[*i] > 0.0 && stands_apart(curve, *i)) else { continue };
        let at = (x.at(curve.loss[i]), y.at(depth(p)));
        canvas.dot(at, 4.4, PAPER);
        canvas.dot(at, 3.2, FAN_MEDIAN);
        let words = written(curve, i);
        // The curve falls to the right: above it there is room at the right, and below it at the left.
        let wide = bold.width(&words);
        if at.0 + 8.0 + wide <= panel.right + panel.ends {
            canvas.text((at.0 + 8.0, at.1 - 5.0), words, bold);
        } else if at.0 - 9.0 - wide >= panel.left && at.1 + 16.0 <= panel.bottom {
            canvas.text((at.0 - 9.0, at.1 + 14.0), words, bold.anchored(Anchor::End));
        }
    }
}

fn table(curve: &Exceedance) -> Table {
    let rows = (0..curve.loss.len()).map(|i| {
        let (p, loss) = (curve.probability[i], curve.loss[i]);
        let place = last_place(loss, Some((curve.high[i] - curve.low[i]) / (2.0 * SIDE)));
        let interval = format!("{} to {}", money(curve.low[i], place), money(curve.high[i], place));
        let place = if p < 0.01 { 0.0001 } else { 0.01 };
        vec![Cell::figure(written(curve, i), loss), Cell::figure(percent(p, place), p), Cell::text(interval)]
    });
    let heads = ["Loss", "Exceeded in", "95% interval of the loss"];
    Table::new("Loss that is exceeded with each probability, dollars, with its 95% interval", heads, rows)
}
