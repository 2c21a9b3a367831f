//! Inputs in the part in which a condition holds: how far each lies from where it lies in the whole run.

use super::{is_stated, origin, source, what};
use crate::analysis::shift::{Moved, Shift, leading};
use crate::charts::canvas::{Anchor, Type};
use crate::charts::frame::Frame;
use crate::charts::rows::{Axis, ON_DARK, ON_LIGHT, Swatch, ends, legend, name, plain, remark, whisker};
use crate::charts::style::{FAN_INNER, FAN_MEDIAN, INK, LABEL, MARGIN, MUTED, SMALL, SUBTITLE, WIDTH};
use crate::charts::{Cell, Chart, ChartError, Table};
use crate::text::clean::clean;
use crate::text::names::capitalize;
use crate::text::names::join_list;
use crate::text::numbers::{last_place, number};
use crate::text::paths::describe_input;
use crate::text::phrases::{format_quantity, input_in_title};

/// Most rows.
const MOST: usize = 15;
const ROW: f64 = 34.0;
const LEFT: f64 = MARGIN + 220.0;
const RIGHT: f64 = WIDTH - MARGIN - 184.0;
const SIDE: f64 = crate::analysis::Z;

/// The chart; none where no input has moved.
pub(super) fn chart(of: &Shift, moved: &[Moved], bad: &str) -> Result<Option<Chart>, ChartError> {
    let mut ranked: Vec<&Moved> = moved.iter().collect();
    ranked.sort_by(|a, b| b.shift.abs().total_cmp(&a.shift.abs()));
    let shown = &ranked[..ranked.len().min(MOST)];
    if shown.is_empty() {
        return Ok(None);
    }
    let title = finding(of, moved);
    let mut frame = Frame::new(&title, &subtitle(of, bad));
    let top = frame.top + 46.0;
    let bottom = top + ROW * shown.len() as f64;
    let entries = [
        (Swatch::Box(FAN_INNER), "lower than in the whole run"),
        (Swatch::Box(FAN_MEDIAN), "higher"),
        (Swatch::Whisker(ON_LIGHT), "95% interval"),
    ];
    legend(&mut frame.canvas, (MARGIN, frame.top + 12.0), &entries);
    let head = Type::new(SMALL, MUTED).anchored(Anchor::End);
    frame.canvas.text((WIDTH - MARGIN, top - 10.0), "median of all → of these", head);
    let interval = |input: &Moved| (input.shift - SIDE * input.se, input.shift + SIDE * input.se);
    let reach = shown.iter().flat_map(|input| <[f64; 2]>::from(interval(input)));
    let axis = Axis::within(ends(reach.chain([0.0])), 6, (LEFT, RIGHT));
    axis.draw(&mut frame.canvas, (top, bottom), |value, step| {
        format!("{}{}", if value > 0.0 { "+" } else { "" }, plain(value, step))
    });
    axis.mark(&mut frame.canvas, 0.0, (top, bottom));
    for (i, row) in shown.iter().enumerate() {
        let y = top + ROW * (i as f64 + 0.5);
        let canvas = &mut frame.canvas;
        name(canvas, (MARGIN, y), &describe_input(&row.path, &of.scenario), "", LEFT - MARGIN - 12.0);
        let (a, b) = (axis.at(0.0), axis.at(row.shift));
        let (colour, error) = if row.shift < 0.0 { (FAN_INNER, ON_LIGHT) } else { (FAN_MEDIAN, ON_DARK) };
        canvas.rect((a.min(b), y - 7.0), (a.max(b).max(a.min(b) + 0.5), y + 7.0), colour);
        whisker(canvas, &axis, interval(row), y, error);
        let style = Type::new(LABEL, INK).anchored(Anchor::End);
        canvas.text((WIDTH - MARGIN, y + 4.6), style.fit(&medians(row), 172.0), style);
        canvas.zone((MARGIN, y - ROW / 2.0), (WIDTH - MARGIN, y + ROW / 2.0), i);
    }
    let mut end = bottom;
    if ranked.len() > shown.len() {
        let most = ranked.get(shown.len()).map_or(0.0, |input| input.shift.abs());
        let more = ranked.len() - shown.len();
        let inputs =
            if more == 1 { "1 more input, moved".to_owned() } else { format!("{more} more inputs, each moved") };
        let most = number((most * 100.0 - 1e-9).ceil() / 100.0, 0.01);
        end = remark(&mut frame.canvas, end, &format!("and {inputs} by at most {most} standard deviations"));
    }
    let told = shown
        .iter()
        .take(5)
        .map(|row| format!("{} {}, {}", describe_input(&row.path, &of.scenario), shift(row), medians(row)));
    let alt = format!("Bars of shifts of inputs. {title}. {}.", told.collect::<Vec<_>>().join("; "));
    frame.finish(&origin(of), "moved", end + 4.0, &alt, table(of, &ranked)).map(Some)
}

fn subtitle(of: &Shift, bad: &str) -> String {
    let bad = Type::new(SUBTITLE, MUTED).fit(&clean(bad), 320.0);
    let bad = if bad.is_empty() { String::new() } else { format!("; as a bad scenario: “{bad}”") };
    format!("Mean of each input there less its mean in the whole run, in its standard deviations; {}{bad}", source(of))
}

fn finding(of: &Shift, moved: &[Moved]) -> String {
    let what = what(of);
    let clear: Vec<&Moved> = leading(moved).filter(|row| !is_stated(of, &row.path)).take(3).collect();
    if clear.is_empty() {
        return format!("{what}, no input lies elsewhere by much more than chance explains");
    }
    let told: Vec<String> = clear
        .iter()
        .enumerate()
        .map(|(i, row)| {
            let verb = if i == 0 { " is" } else { "" };
            let way = if row.shift > 0.0 { "higher" } else { "lower" };
            format!("{}{verb} {way}", input_in_title(&row.path, &of.scenario))
        })
        .collect();
    format!("{what}, {} than in the whole run", join_list(&told))
}

fn medians(of: &Moved) -> String {
    let [before, after] = [of.before[1], of.after[1]].map(|value| format_quantity(value, Some(of.dimension)));
    // A unit that both have is written once.
    match (before.split_once(' '), after.split_once(' ')) {
        (Some((number, unit)), Some((_, other))) if unit == other => format!("{number} → {after}"),
        _ => format!("{before} → {after}"),
    }
}

fn shift(of: &Moved) -> String {
    let place = last_place(of.shift, Some(of.se)).clamp(0.001, 0.1);
    format!("{}{} ± {}", if of.shift > 0.0 { "+" } else { "" }, number(of.shift, place), number(of.se, place))
}

fn table(of: &Shift, ranked: &[&Moved]) -> Table {
    let rows = ranked.iter().map(|row| {
        let written = |value: f64| format_quantity(value, Some(row.dimension));
        let span = |ends: [f64; 3]| format!("{} to {}", written(ends[0]), written(ends[2]));
        vec![
            Cell::text(capitalize(&describe_input(&row.path, &of.scenario))),
            Cell::figure(shift(row), row.shift),
            Cell::figure(written(row.before[1]), row.before[1]),
            Cell::figure(written(row.after[1]), row.after[1]),
            Cell::text(span(row.before)),
            Cell::text(span(row.after)),
        ]
    });
    let heads = ["Input", "Shift ± error", "Median before", "Median after", "5% to 95% before", "5% to 95% after"];
    Table::new("Shift of each input in standard deviations of the whole run, and where it lies", heads, rows)
}
