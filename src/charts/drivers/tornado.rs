//! A tornado: the mean, and the bad end, where an input is in its lowest tenth and where in its highest.

use super::names::{mark_meaning, mark_of, name_of, row_of};
use super::{leading, measure, origin, rest, up};
use crate::analysis::sensitivity::{Bar, Part, Sensitivity};
use crate::charts::canvas::{Anchor, Canvas, Type};
use crate::charts::frame::Frame;
use crate::charts::rows::{
    Axis, ON_DARK, ON_LIGHT, Swatch, dollars, ends, figure, legend, name, remark, ring, whisker,
};
use crate::charts::scale::Scale;
use crate::charts::style::{AXIS, Colour, FAN_INNER, FAN_MEDIAN, INK, LABEL, MARGIN, MUTED, SMALL, WIDTH};
use crate::charts::{Cell, Chart, ChartError, Table};
use crate::text::names::capitalize;
use crate::text::names::join_list;
use crate::text::numbers::noisy_share;
use crate::text::numbers::rounded_money;
use crate::text::numbers::share_interval;
use crate::text::numbers::signed_money;
use crate::text::numbers::{money_with_error, tick_money};
use crate::text::phrases::format_quantity;

/// Most rows.
const MOST: usize = 12;
const ROW: f64 = 36.0;
const BAR: f64 = 7.0;
/// Where the panel of means ends, and that of the bad end begins and ends.
const LEFT: f64 = MARGIN + 196.0;
const MEANS: f64 = 556.0;
const TAIL: (f64, f64) = (582.0, 702.0);
/// Most pixels of an input's value at an end of a bar.
const VALUE: f64 = 92.0;
/// Standard errors on either side of a mean that make a 95% interval.
const SIDE: f64 = crate::analysis::Z;
/// Distance of words from what they stand beside.
const GAP: f64 = 6.0;
/// Colours of low and high, and of whiskers on them.
const SIDES: [Colour; 2] = [FAN_INNER, FAN_MEDIAN];
const WHISKERS: [Colour; 2] = [ON_LIGHT, ON_DARK];

/// An end of a bar.
struct End<'a> {
    part: &'a Part,
    /// The value of the input there.
    value: String,
    colour: Colour,
}

impl End<'_> {
    fn interval(&self) -> (f64, f64) {
        let half = SIDE * self.part.se.unwrap_or(0.0);
        (self.part.mean - half, self.part.mean + half)
    }
}

/// A row: where the input is low, and where it is high.
struct Row<'a> {
    driver: usize,
    bar: &'a Bar,
    ends: [End<'a>; 2],
}

impl<'a> Row<'a> {
    /// How far its marks reach to the left and to the right, each with the end whose words stand there.
    fn outer(&self, mean: f64) -> [(f64, &End<'a>); 2] {
        let [low, high] = &self.ends;
        let [lower, upper] = if low.part.mean <= high.part.mean { [low, high] } else { [high, low] };
        let [(from, _), (_, to)] = [lower, upper].map(End::interval);
        [(from.min(upper.interval().0).min(mean), lower), (to.max(lower.interval().1).max(mean), upper)]
    }
}

/// The chart; none where no input has low and high ends.
pub(super) fn chart(of: &Sensitivity, overall: &Part, bars: &[Option<Bar>]) -> Result<Option<Chart>, ChartError> {
    let ranked = of.ranked();
    let rows: Vec<Row> = ranked.iter().filter_map(|(driver, _)| row(of, *driver, bars)).collect();
    let shown = &rows[..rows.len().min(MOST)];
    if shown.is_empty() {
        return Ok(None);
    }
    let title = finding(of, bars);
    let mut frame = Frame::new(&title, &subtitle(of, overall));
    let top = frame.top + 62.0;
    let bottom = top + ROW * shown.len() as f64;
    let [means, tail] = axes(shown, overall);
    heads(&mut frame.canvas, frame.top, [&means, &tail]);
    for (axis, at) in [(&means, overall.mean), (&tail, overall.p5)] {
        axis.draw(&mut frame.canvas, (top, bottom), dollars);
        axis.mark(&mut frame.canvas, at, (top, bottom));
    }
    for (i, row) in shown.iter().enumerate() {
        let y = top + ROW * (i as f64 + 0.5);
        let canvas = &mut frame.canvas;
        name(canvas, (MARGIN, y), &name_of(of, row.driver), mark_of(of, row.driver), LEFT - MARGIN - 12.0);
        means_of(canvas, &means, row, overall.mean, y);
        tails_of(canvas, &tail, row, y);
        let share = row.bar.share.map_or_else(|| "–".to_owned(), |share| noisy_share(share.estimate));
        figure(canvas, y, &share, "", WIDTH - MARGIN - TAIL.1 - 8.0);
        canvas.zone((MARGIN, y - ROW / 2.0), (WIDTH - MARGIN, y + ROW / 2.0), i);
    }
    let drivers: Vec<usize> = shown.iter().map(|row| row.driver).collect();
    let more = rest(of, &ranked, shown.len(), |most| format!("a swing of at most {}", tick_money(up(most))));
    let mut end = bottom;
    for words in more.into_iter().chain(mark_meaning(of, &drivers)) {
        end = remark(&mut frame.canvas, end, &words);
    }
    let alt = alt(of, &title, overall, shown);
    frame.finish(&origin(of), "tornado", end + 4.0, &alt, table(of, &rows)).map(Some)
}

fn row<'a>(of: &Sensitivity, driver: usize, bars: &'a [Option<Bar>]) -> Option<Row<'a>> {
    let bar = bars.get(driver)?.as_ref()?;
    let (low, high) = (bar.low.as_ref()?, bar.high.as_ref()?);
    let signs = if bar.strict { ["<", ">"] } else { ["≤", "≥"] };
    let dimension = of.drivers.get(driver).and_then(|driver| driver.dimension);
    let end = |part, side: usize| End {
        part,
        value: format!("{} {}", signs[side], format_quantity(bar.thresholds[side], dimension)),
        colour: SIDES[side],
    };
    Some(Row { driver, bar, ends: [end(low, 0), end(high, 1)] })
}

fn finding(of: &Sensitivity, bars: &[Option<Bar>]) -> String {
    let names = leading(of);
    let what = measure(of);
    if names.is_empty() {
        return format!("No input moves the mean {what} by more than chance explains");
    }
    format!("The {what} hangs {} on {}", if names.len() < bars.len() { "most" } else { "" }, join_list(&names))
        .replace("  ", " ")
}

fn subtitle(of: &Sensitivity, overall: &Part) -> String {
    format!(
        "{} where one input is in its lowest or its highest tenth, dollars; upright lines: all histories (mean {}, 5th \
         percentile {}); thin lines: 95% intervals",
        capitalize(&measure(of)),
        money_with_error(overall.mean, overall.se),
        rounded_money(overall.p5, None)
    )
}

/// Scales of both panels.
fn axes(rows: &[Row], overall: &Part) -> [Axis; 2] {
    let parts = || rows.iter().flat_map(|row| &row.ends);
    let means = ends(parts().flat_map(|end| <[f64; 2]>::from(end.interval())).chain([overall.mean]));
    let tail = |end: &End| end.part.p5_interval.unwrap_or([end.part.p5; 2]);
    let tails = ends(parts().flat_map(|end| tail(end).into_iter().chain([end.part.p5])).chain([overall.p5]));
    [Axis::within(means, 4, room(rows, overall.mean, means)), Axis::within(tails, 3, TAIL)]
}

/// Pixels of a scale that leaves room for words at either end of every bar.
fn room(rows: &[Row], mean: f64, means: (f64, f64)) -> (f64, f64) {
    let style = Type::new(SMALL, INK);
    let (mut left, mut right) = (LEFT, MEANS);
    // Each round the scale gives way by what still juts out; what is left after so many is less than a pixel.
    for _ in 0..24 {
        let scale = Scale::new(means, (left, right));
        let (mut before, mut after) = (0.0_f64, 0.0_f64);
        for row in rows {
            let [(low, lower), (high, upper)] = row.outer(mean);
            let wide = |end: &End| style.width(&end.value).min(VALUE) + GAP;
            before = before.max(LEFT - scale.at(low) + wide(lower));
            after = after.max(scale.at(high) + wide(upper) - MEANS);
        }
        (left, right) = (left + before, right - after);
    }
    (left, right)
}

/// What the colours mean, and what the panels show.
fn heads(canvas: &mut Canvas, top: f64, [means, tail]: [&Axis; 2]) {
    let entries =
        [(Swatch::Box(SIDES[0]), "input in its lowest tenth"), (Swatch::Box(SIDES[1]), "in its highest tenth")];
    legend(canvas, (MARGIN, top + 12.0), &entries);
    let style = Type::new(LABEL, INK).bold().anchored(Anchor::Middle);
    canvas.text((means.middle(), top + 34.0), "Mean", style);
    canvas.text((tail.middle(), top + 34.0), "5th percentile", style);
    let end = Type::new(SMALL, MUTED).anchored(Anchor::End);
    canvas.text((WIDTH - MARGIN, top + 37.0), "share of", end);
    canvas.text((WIDTH - MARGIN, top + 52.0), "variance", end);
}

/// The bar from the overall mean to each end; two ends on one side have half its height each.
fn means_of(canvas: &mut Canvas, axis: &Axis, row: &Row, mean: f64, y: f64) {
    let same_side = (row.ends[0].part.mean - mean) * (row.ends[1].part.mean - mean) > 0.0;
    for ((end, colour), lane) in row.ends.iter().zip(WHISKERS).zip([-1.0, 1.0]) {
        let (from, to, middle) = if same_side {
            (y.min(y + lane * BAR), y.max(y + lane * BAR), y + lane * BAR / 2.0)
        } else {
            (y - BAR, y + BAR, y)
        };
        let (a, b) = (axis.at(mean), axis.at(end.part.mean));
        canvas.rect((a.min(b), from), (a.max(b).max(a.min(b) + 0.5), to), end.colour);
        whisker(canvas, axis, end.interval(), middle, colour);
    }
    let style = Type::new(SMALL, INK);
    let [(low, lower), (high, upper)] = row.outer(mean);
    canvas.text((axis.at(low) - GAP, y + 4.3), style.fit(&lower.value, VALUE), style.anchored(Anchor::End));
    canvas.text((axis.at(high) + GAP, y + 4.3), style.fit(&upper.value, VALUE), style);
}

/// The bad end where the input is low and where it is high, each in a line of its own.
fn tails_of(canvas: &mut Canvas, axis: &Axis, row: &Row, y: f64) {
    for (end, lane) in row.ends.iter().zip([-5.0, 5.0]) {
        if let Some([low, high]) = end.part.p5_interval {
            canvas.line(vec![(axis.at(low), y + lane), (axis.at(high), y + lane)], AXIS, 1.4);
        }
        ring(canvas, (axis.at(end.part.p5), y + lane), 4.2, (FAN_MEDIAN, end.colour));
    }
}

fn alt(of: &Sensitivity, title: &str, overall: &Part, rows: &[Row]) -> String {
    let told = rows.iter().take(5).map(|row| {
        let [low, high] = &row.ends;
        let mean = |end: &End| rounded_money(end.part.mean, end.part.se);
        format!("{}: {} at {}, {} at {}", name_of(of, row.driver), mean(low), low.value, mean(high), high.value)
    });
    let told: Vec<String> = told.collect();
    format!(
        "Tornado of the mean {}, over all {}. {title}. {}.",
        measure(of),
        money_with_error(overall.mean, overall.se),
        told.join("; ")
    )
}

fn table(of: &Sensitivity, rows: &[Row]) -> Table {
    let cells = rows.iter().map(|row| {
        let mut cells = vec![Cell::text(row_of(of, row.driver))];
        for (end, threshold) in row.ends.iter().zip(row.bar.thresholds) {
            cells.push(Cell::figure(&*end.value, threshold));
            cells.push(Cell::figure(money_with_error(end.part.mean, end.part.se), end.part.mean));
            cells.push(Cell::figure(rounded_money(end.part.p5, None), end.part.p5));
        }
        let swing =
            row.bar.swing.map_or(Cell::MISSING, |s| Cell::figure(signed_money(s.estimate, Some(s.se)), s.estimate));
        let share = row
            .bar
            .share
            .map_or(Cell::MISSING, |s| Cell::figure(share_interval(s.estimate, s.low, s.high), s.estimate));
        cells.extend([swing, share]);
        cells
    });
    let heads = ["Input", "Low", "mean", "5%", "High", "mean", "5%", "High less low", "Share of variance"];
    Table::new(
        format!(
            "Mean and 5th percentile of {} where an input is in its lowest and its highest tenth, dollars, ± standard error",
            measure(of)
        ),
        heads,
        cells,
    )
}
