//! What two inputs bring only together.

use super::names::{name_of, row_of, title_of};
use super::{measure, origin};
use crate::analysis::sensitivity::{Pair, Sensitivity};
use crate::charts::canvas::Type;
use crate::charts::frame::Frame;
use crate::charts::rows::{Axis, Swatch, ends, figure, legend, remark, ring, shares, whisker};
use crate::charts::style::{FAN_MEDIAN, INK, LABEL, MARGIN, MUTED, PAPER, WIDTH};
use crate::charts::{Cell, Chart, ChartError, Table};
use crate::text::names::capitalize;
use crate::text::numbers;
use crate::text::numbers::share_interval;
use crate::text::numbers::spoken_percent;

/// Most rows.
const MOST: usize = 12;
const ROW: f64 = 38.0;
const LEFT: f64 = MARGIN + 290.0;
const RIGHT: f64 = WIDTH - MARGIN - 96.0;

/// The chart; none without pairs.
pub(super) fn chart(of: &Sensitivity, pairs: &[Pair]) -> Result<Option<Chart>, ChartError> {
    let stands = Sensitivity::leading_pairs(pairs);
    let clear = |pair: &Pair| {
        pairs.iter().zip(&stands).any(|(other, stands)| *stands && (other.i, other.j) == (pair.i, pair.j))
    };
    let mut ranked: Vec<&Pair> = pairs.iter().collect();
    ranked.sort_by(|a, b| b.share.estimate.total_cmp(&a.share.estimate));
    let shown = &ranked[..ranked.len().min(MOST)];
    if shown.is_empty() {
        return Ok(None);
    }
    let title = finding(of, ranked.iter().copied().find(|pair| clear(pair)), pairs.len());
    let subtitle = format!(
        "Share of the variance of {} that two inputs bring beyond what each brings alone (second order), %. Noise may \
         carry it below nothing",
        measure(of)
    );
    let mut frame = Frame::new(&title, &subtitle);
    let top = frame.top + 46.0;
    let bottom = top + ROW * shown.len() as f64;
    let entries = [
        (Swatch::Ring(FAN_MEDIAN, FAN_MEDIAN), "more than chance explains"),
        (Swatch::Ring(MUTED, PAPER), "within what chance explains"),
        (Swatch::Whisker(INK), "95% interval"),
    ];
    legend(&mut frame.canvas, (MARGIN, frame.top + 12.0), &entries);
    let reach = shown.iter().flat_map(|pair| [pair.share.low, pair.share.high]).map(|end| end.clamp(-0.5, 1.2));
    let axis = Axis::within(ends(reach.chain([0.0, 0.01])), 5, (LEFT, RIGHT));
    axis.draw(&mut frame.canvas, (top, bottom), shares);
    axis.mark(&mut frame.canvas, 0.0, (top, bottom));
    for (i, pair) in shown.iter().enumerate() {
        let y = top + ROW * (i as f64 + 0.5);
        let canvas = &mut frame.canvas;
        for (words, lift) in [(row_of(of, pair.i), -3.0), (format!("with {}", name_of(of, pair.j)), 12.0)] {
            let style = Type::new(LABEL, INK);
            canvas.text((MARGIN, y + lift), style.fit(&words, LEFT - MARGIN - 14.0), style);
        }
        whisker(canvas, &axis, (pair.share.low, pair.share.high), y, INK);
        let colours = if clear(pair) { (FAN_MEDIAN, FAN_MEDIAN) } else { (MUTED, PAPER) };
        ring(canvas, (axis.at(pair.share.estimate), y), 4.6, colours);
        let place = numbers::last_place(pair.share.estimate, Some(pair.share.se)).clamp(0.001, 0.1);
        figure(canvas, y, &numbers::percent(pair.share.estimate, place), "", 88.0);
        canvas.zone((MARGIN, y - ROW / 2.0), (WIDTH - MARGIN, y + ROW / 2.0), i);
    }
    let mut end = bottom;
    if ranked.len() > shown.len() {
        end = remark(&mut frame.canvas, end, &format!("and {} more pairs", ranked.len() - shown.len()));
    }
    let told = shown.iter().take(5).map(|pair| {
        let share = pair.share;
        format!(
            "{} with {} {}",
            name_of(of, pair.i),
            name_of(of, pair.j),
            share_interval(share.estimate, share.low, share.high)
        )
    });
    let alt = format!("Dots of shares of pairs. {title}. {}.", told.collect::<Vec<_>>().join("; "));
    frame.finish(&origin(of), "sobol-pairs", end + 4.0, &alt, table(of, &ranked)).map(Some)
}

fn finding(of: &Sensitivity, first: Option<&Pair>, pairs: usize) -> String {
    let what = measure(of);
    let Some(first) = first else {
        return format!("No two inputs act together on {what} by more than chance explains");
    };
    let most = if pairs > 1 { ", the most of any pair that is beyond chance" } else { "" };
    format!(
        "{} and {} bring {} of what is uncertain in {what} only together{most}",
        capitalize(&title_of(of, first.i)),
        title_of(of, first.j),
        spoken_percent(first.share.estimate.min(1.0))
    )
}

fn table(of: &Sensitivity, ranked: &[&Pair]) -> Table {
    let rows = ranked.iter().map(|pair| {
        let share = pair.share;
        let written = share_interval(share.estimate, share.low, share.high);
        vec![Cell::text(row_of(of, pair.i)), Cell::text(row_of(of, pair.j)), Cell::figure(written, share.estimate)]
    });
    Table::new(
        format!("Share of the variance of {} that two inputs bring only together", measure(of)),
        ["Input", "With", "Share (95% interval)"],
        rows,
    )
}
