//! Shares of the variance: of each driver alone, and with all that it acts together with; luck is one of them.

use super::names::{is_luck, mark_meaning, mark_of, name_of, row_of};
use super::{leading, measure, origin, rest, up};
use crate::analysis::sensitivity::{Index, Indices, Interval, Sensitivity};
use crate::charts::canvas::Canvas;
use crate::charts::frame::Frame;
use crate::charts::rows::{Axis, ON_DARK, Swatch, ends, figure, legend, name, remark, shares, whisker};
use crate::charts::style::{Colour, FAN_MEDIAN, INK, LOSS, MARGIN, WIDTH};
use crate::charts::{Cell, Chart, ChartError, Table};
use crate::text::names::capitalize;
use crate::text::names::join_list;
use crate::text::numbers::noisy_share;
use crate::text::numbers::rounded_money;
use crate::text::numbers::share_interval;
use crate::text::numbers::{count, percent, spoken_percent};

/// Most rows.
const MOST: usize = 15;
const ROW: f64 = 36.0;
const LEFT: f64 = MARGIN + 212.0;
const RIGHT: f64 = WIDTH - MARGIN - 104.0;
/// Heights of the two bars of a row, from its middle.
const TOTAL: (f64, f64) = (-11.0, -1.0);
const FIRST: (f64, f64) = (1.0, 11.0);
/// Error of the share left to chance above which the title does not state it.
const VAGUE: f64 = 0.15;

/// The chart; none where nothing varies.
pub(super) fn chart(of: &Sensitivity, value: &Indices, rows: u64) -> Result<Option<Chart>, ChartError> {
    let ranked = of.ranked();
    let shown = shown(of, &ranked);
    if shown.is_empty() || value.variance <= 0.0 {
        return Ok(None);
    }
    let title = finding(of, value);
    let mut frame = Frame::new(&title, &subtitle(of, value, rows));
    let top = frame.top + 46.0;
    let bottom = top + ROW * shown.len() as f64;
    let entries = [
        (Swatch::Outline(FAN_MEDIAN), "in all, with what it does together with others (total)"),
        (Swatch::Box(FAN_MEDIAN), "alone (first order)"),
        (Swatch::Box(LOSS), "chance"),
        (Swatch::Whisker(INK), "95% interval"),
    ];
    legend(&mut frame.canvas, (MARGIN, frame.top + 12.0), &entries);
    let index = |driver: usize| value.factors.get(driver);
    let reach = shown.iter().filter_map(|driver| index(*driver)).flat_map(|i| [i.first, i.total]);
    let reach = reach.flat_map(|i| [i.low, i.high]).map(|end| end.clamp(-0.2, 1.2)).chain([0.0, 0.01]);
    let axis = Axis::within(ends(reach), 6, (LEFT, RIGHT));
    axis.draw(&mut frame.canvas, (top, bottom), shares);
    axis.mark(&mut frame.canvas, 0.0, (top, bottom));
    for (i, driver) in shown.iter().enumerate() {
        let Some(index) = index(*driver) else { continue };
        let y = top + ROW * (i as f64 + 0.5);
        name(&mut frame.canvas, (MARGIN, y), &name_of(of, *driver), mark_of(of, *driver), LEFT - MARGIN - 12.0);
        bars(&mut frame.canvas, &axis, index, y, if is_luck(of, *driver) { LOSS } else { FAN_MEDIAN });
        let alone = format!("{} alone", noisy_share(index.first.estimate));
        figure(&mut frame.canvas, y, &noisy_share(index.total.estimate), &alone, 92.0);
        frame.canvas.zone((MARGIN, y - ROW / 2.0), (WIDTH - MARGIN, y + ROW / 2.0), i);
    }
    let mut order = shown.clone();
    order.extend(ranked.iter().map(|(driver, _)| *driver).filter(|driver| !shown.contains(driver)));
    let inputs: Vec<(usize, f64)> = ranked.iter().copied().filter(|(driver, _)| !is_luck(of, *driver)).collect();
    let told = shown.iter().filter(|driver| !is_luck(of, **driver)).count();
    let more = rest(of, &inputs, told, |most| format!("at most {} in all", noisy_share(up(most))));
    let mut end = bottom;
    for words in more.into_iter().chain(mark_meaning(of, &shown)) {
        end = remark(&mut frame.canvas, end, &words);
    }
    let alt = alt(of, value, &title, &shown);
    frame.finish(&origin(of), "sobol", end + 4.0, &alt, table(of, value, &order)).map(Some)
}

/// The drivers that have a row: the greatest, and luck wherever it stands.
fn shown(of: &Sensitivity, ranked: &[(usize, f64)]) -> Vec<usize> {
    let mut shown: Vec<usize> = ranked.iter().take(MOST).map(|(driver, _)| *driver).collect();
    let luck = ranked.iter().map(|(driver, _)| *driver).find(|driver| is_luck(of, *driver));
    if let Some(luck) = luck.filter(|luck| !shown.contains(luck)) {
        shown.truncate(MOST - 1);
        shown.push(luck);
    }
    shown
}

fn bars(canvas: &mut Canvas, axis: &Axis, index: &Index, y: f64, colour: Colour) {
    let span = |estimate: f64| {
        let (a, b) = (axis.at(0.0), axis.at(estimate));
        (a.min(b), a.max(b).max(a.min(b) + 1.0))
    };
    let (from, to) = span(index.total.estimate);
    canvas.outline((from, y + TOTAL.0), (to, y + TOTAL.1), colour, 1.4);
    let (from, to) = span(index.first.estimate);
    canvas.rect((from, y + FIRST.0), (to, y + FIRST.1), colour);
    for (interval, (top, bottom)) in [(index.total, TOTAL), (index.first, FIRST)] {
        whisker(
            canvas,
            axis,
            (interval.low, interval.high),
            y + f64::midpoint(top, bottom),
            if bottom > 0.0 { ON_DARK } else { INK },
        );
    }
}

/// What is left to luck where all inputs are known.
fn chance(of: &Sensitivity, value: &Indices) -> Option<Interval> {
    let luck = (0..of.drivers.len()).find(|driver| is_luck(of, *driver))?;
    value.factors.get(luck).map(|index| index.total)
}

fn finding(of: &Sensitivity, value: &Indices) -> String {
    let what = measure(of);
    let names = leading(of);
    let most = match names.as_slice() {
        [] => "; none of them stands out".to_owned(),
        names => format!(", most of all {}", join_list(names)),
    };
    match chance(of, value) {
        Some(luck) if (luck.high - luck.low) / 2.0 <= VAGUE => {
            let left = luck.estimate.clamp(0.0, 1.0);
            if left >= 0.995 {
                return format!("Chance decides nearly all that is uncertain in {what}, and inputs next to nothing");
            }
            if left < 0.005 {
                return format!("Inputs explain nearly all that is uncertain in {what}{most}");
            }
            let part = capitalize(&spoken_percent(1.0 - left));
            format!("{part} of what is uncertain in {what} is explained by inputs{most}; chance decides the rest")
        }
        _ if names.is_empty() => format!("What explains the uncertainty of {what} is not known from so few rows"),
        _ => format!("What is uncertain in {what} is explained most of all by {}", join_list(&names)),
    }
}

fn subtitle(of: &Sensitivity, value: &Indices, rows: u64) -> String {
    let alone = &value.alone;
    let place = crate::text::numbers::last_place(alone.estimate, Some(alone.se)).clamp(0.01, 0.1);
    let missing = if value.missing > 0 { format!(", {} left out", count(value.missing)) } else { String::new() };
    format!(
        "Share of the variance of {} (mean {}, standard deviation {}), %; {} rows of the design{missing}. All first orders \
         together: {} ± {}",
        measure(of),
        rounded_money(value.mean, None),
        rounded_money(value.variance.max(0.0).sqrt(), None),
        count(rows),
        percent(alone.estimate, place),
        percent(alone.se, crate::text::numbers::last_place(alone.se, Some(alone.se)).clamp(0.001, 0.1)),
    )
}

fn alt(of: &Sensitivity, value: &Indices, title: &str, shown: &[usize]) -> String {
    let told = shown.iter().take(6).filter_map(|driver| {
        let index = value.factors.get(*driver)?;
        let (first, total) = (noisy_share(index.first.estimate), noisy_share(index.total.estimate));
        Some(format!("{} {total}, {first} alone", name_of(of, *driver)))
    });
    let told: Vec<String> = told.collect();
    format!("Bars of shares of the variance. {title}. {}.", told.join("; "))
}

fn table(of: &Sensitivity, value: &Indices, order: &[usize]) -> Table {
    let cell = |i: Interval| Cell::figure(share_interval(i.estimate, i.low, i.high), i.estimate);
    let rows = order.iter().filter_map(|driver| {
        let index = value.factors.get(*driver)?;
        Some(vec![Cell::text(row_of(of, *driver)), cell(index.total), cell(index.first)])
    });
    Table::new(
        format!("Share of the variance of {} by driver, with 95% intervals", measure(of)),
        ["Driver", "In all (total)", "Alone (first order)"],
        rows,
    )
}
