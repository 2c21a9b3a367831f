//! How often the loss exceeds how much.

use crate::analysis::{Exceedance, Summary};
use crate::charts::canvas::{Canvas, Type};
use crate::charts::panel::Panel;
use crate::charts::rows::SIDE;
use crate::charts::scale::{Scale, ends};
use crate::charts::sheet::{Origin, Sheet};
use crate::charts::style::{AXIS, FAN_INNER, FAN_MEDIAN, INK, LABEL, MARGIN, PAPER, WIDTH};
use crate::charts::{Cell, Chart, ChartError, Table};
use crate::text::names::name_in_title;
use crate::text::numbers::{last_place, money, percent};

const HEIGHT: f64 = 280.0;
/// Probabilities that are marked, with their words.
const MARKED: [(f64, &str); 4] = [(0.5, "1 in 2"), (0.1, "1 in 10"), (0.05, "1 in 20"), (0.01, "1 in 100")];

/// The chart, where the summary has the figures and anything is lost.
pub(super) fn chart(summary: &Summary) -> Result<Option<Chart>, ChartError> {
    let curve = &summary.exceedance;
    if curve.loss.len() < 2 || curve.loss.iter().all(|loss| *loss == 0.0) {
        return Ok(None);
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
    let mut frame = sheet.begin();
    let canvas = &mut frame.canvas;
    let (low, high) = ends(curve.loss.iter().chain(&curve.low).chain(&curve.high).copied().chain([0.0]));
    let marked = marked(curve);
    let mut panel = Panel::whole((frame.top + 18.0, HEIGHT), 46.0, 16.0);
    panel.right = right_end(curve, &marked, (low, high), panel);
    panel.ends = 0.0;
    let (x, y) = (panel.dollars(canvas, (low, high)), panel.shares(canvas));
    if low < 0.0 {
        canvas.line(vec![(x.at(0.0), panel.top), (x.at(0.0), panel.bottom)], AXIS, 1.0);
    }
    let line = |losses: &[f64]| -> Vec<(f64, f64)> {
        losses.iter().zip(&curve.probability).map(|(loss, p)| (x.at(*loss), y.at(*p))).collect()
    };
    let mut band = line(&curve.high);
    band.extend(line(&curve.low).into_iter().rev());
    canvas.area(band, FAN_INNER);
    canvas.line(line(&curve.loss), FAN_MEDIAN, 2.0);
    marks(canvas, curve, &marked, x, y);
    panel.zones(canvas, &curve.loss.iter().map(|loss| x.at(*loss)).collect::<Vec<_>>(), 0);
    sheet.finish(frame, panel.bottom + 22.0).map(Some)
}

fn subtitle(summary: &Summary) -> String {
    let home = summary.scenario.home.as_ref().and_then(|key| summary.markets.get(key));
    let home = home.map(|m| format!(", {} included", name_in_title(&m.name))).unwrap_or_default();
    format!(
        "% of simulations that lose more than an amount against the same simulation with no government action{home}; band: 95% interval"
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

/// How words at a mark are written.
const WORDS: Type = Type::new(LABEL, INK);

/// The probabilities that people think in, by their place in the lists, each with its words.
fn marked(curve: &Exceedance) -> Vec<(usize, String)> {
    let known = MARKED.iter().filter_map(|(p, words)| Some((index(curve, *p)?, *words)));
    let lost = known.filter(|(i, _)| curve.loss[*i] > 0.0 && stands_apart(curve, *i)).enumerate();
    let words = |(n, (i, words)): (usize, (usize, &str))| {
        let more = if n == 0 { "loses more" } else { "more" };
        (i, format!("{words} {more} than {}", written(curve, i)))
    };
    lost.map(words).collect()
}

/// Where the drawing ends, so that the words at every mark find room at its right.
fn right_end(curve: &Exceedance, marked: &[(usize, String)], (low, high): (f64, f64), panel: Panel) -> f64 {
    let ends = marked.iter().map(|(i, words)| {
        let share = (curve.loss[*i] - low) / (high - low);
        panel.left + (WIDTH - MARGIN - 6.0 - WORDS.width(words) - panel.left) / share
    });
    ends.fold(panel.right, f64::min)
}

/// Marks each probability with its words on a stem above the curve.
fn marks(canvas: &mut Canvas, curve: &Exceedance, marked: &[(usize, String)], x: Scale, y: Scale) {
    let mut stem = f64::INFINITY;
    for (i, words) in marked.iter().rev() {
        let (at_x, at_y) = (x.at(curve.loss[*i]), y.at(curve.probability[*i]));
        stem = (at_y - 14.0).min(stem - 19.0);
        canvas.line(vec![(at_x, stem - 9.0), (at_x, at_y)], INK, 0.9);
        canvas.dot((at_x, at_y), 4.4, PAPER);
        canvas.dot((at_x, at_y), 3.2, FAN_MEDIAN);
        canvas.text((at_x + 6.0, stem), &**words, WORDS);
    }
}

fn table(curve: &Exceedance) -> Table {
    let rows = (0..curve.loss.len()).map(|i| {
        let (p, loss) = (curve.probability[i], curve.loss[i]);
        let place = last_place(loss, Some((curve.high[i] - curve.low[i]) / (2.0 * SIDE)));
        let interval = format!("{} to {}", money(curve.low[i], place), money(curve.high[i], place));
        let place = if p < 0.01 { 0.0001 } else { 0.01 };
        vec![
            Cell::figure(money(loss, last_place(loss, None)), loss),
            Cell::figure(percent(p, place), p),
            Cell::text(interval),
        ]
    });
    let heads = ["Loss", "Exceeded in", "95% interval of the loss"];
    Table::new("Loss that is exceeded with each probability, dollars, with its 95% interval", heads, rows)
}
