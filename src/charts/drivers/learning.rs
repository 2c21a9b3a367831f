//! What it would be worth to know an input before a strategy is chosen.

use crate::text::names::shorten;
use crate::text::numbers::rounded_money;
use indexmap::IndexMap;

use super::names::{mark_meaning, mark_of, name_of, row_of, title_of};
use super::{measure, origin, rest, up};
use crate::analysis::sensitivity::{Learned, Sensitivity, ValueOfLearning};
use crate::charts::canvas::{Canvas, Type};
use crate::charts::font;
use crate::charts::frame::Frame;
use crate::charts::rows::{Axis, ON_DARK, ON_LIGHT, Swatch, dollars, ends, legend, name, remark, whisker};
use crate::charts::style::{FAN_INNER, FAN_MEDIAN, INK, LABEL, MARGIN, MUTED, SMALL, WIDTH};
use crate::charts::{Cell, Chart, ChartError, Table};
use crate::text::clean::clean;
use crate::text::numbers::{money_with_error, tick_money};
use crate::text::phrases::format_quantity;

/// Most rows.
const MOST: usize = 12;
const ROW: f64 = 40.0;
const LEFT: f64 = MARGIN + 196.0;
const RIGHT: f64 = WIDTH - MARGIN - 268.0;
const WORDS: f64 = 252.0;

/// What is known of one input.
struct Row<'a> {
    driver: usize,
    learned: &'a Learned,
    /// Whether knowing it is worth more than chance explains, and by enough to matter.
    counts: bool,
}

/// The chart; none where no input has a value.
pub(super) fn chart(
    of: &Sensitivity,
    strategies: &IndexMap<String, String>,
    means: &[(f64, Option<f64>)],
    learning: &ValueOfLearning,
) -> Result<Option<Chart>, ChartError> {
    let (ranked, leading) = (of.ranked(), of.leading());
    let row = |driver: usize| {
        let learned = learning.inputs.get(driver)?.as_ref()?;
        Some(Row { driver, learned, counts: leading.contains(&driver) })
    };
    let rows: Vec<Row> = ranked.iter().filter_map(|(driver, _)| row(*driver)).collect();
    let shown = &rows[..rows.len().min(MOST)];
    if shown.is_empty() {
        return Ok(None);
    }
    let title = finding(of, &rows, &strategy(strategies, learning.best));
    let mut frame = Frame::new(&title, &subtitle(of, strategies, means, learning));
    let top = frame.top + 46.0;
    let bottom = top + ROW * shown.len() as f64;
    let entries = [
        (Swatch::Box(FAN_MEDIAN), "more than chance explains"),
        (Swatch::Box(FAN_INNER), "within what chance explains"),
        (Swatch::Whisker(ON_LIGHT), "95% interval"),
    ];
    legend(&mut frame.canvas, (MARGIN, frame.top + 12.0), &entries);
    let reach = shown.iter().flat_map(|row| [row.learned.worth.low, row.learned.worth.high]);
    let axis = Axis::within(ends(reach.chain([0.0])), 4, (LEFT, RIGHT));
    axis.draw(&mut frame.canvas, (top, bottom), dollars);
    axis.mark(&mut frame.canvas, 0.0, (top, bottom));
    for (i, row) in shown.iter().enumerate() {
        let y = top + ROW * (i as f64 + 0.5);
        name(&mut frame.canvas, (MARGIN, y), &name_of(of, row.driver), mark_of(of, row.driver), LEFT - MARGIN - 12.0);
        bar(&mut frame.canvas, &axis, row, y);
        words(&mut frame.canvas, of, row, strategies, y);
        frame.canvas.zone((MARGIN, y - ROW / 2.0), (WIDTH - MARGIN, y + ROW / 2.0), i);
    }
    let drivers: Vec<usize> = shown.iter().map(|row| row.driver).collect();
    let more = rest(of, &ranked, shown.len(), |most| format!("a worth of at most {}", tick_money(up(most.max(0.0)))));
    let mut end = bottom;
    for words in more.into_iter().chain(mark_meaning(of, &drivers)) {
        end = remark(&mut frame.canvas, end, &words);
    }
    let told = shown.iter().take(5).map(|row| format!("{} {}", name_of(of, row.driver), worth(row.learned)));
    let alt = format!("Bars of what knowing would be worth. {title}. {}.", told.collect::<Vec<_>>().join("; "));
    frame.finish(&origin(of), "learning", end + 4.0, &alt, table(of, &rows, strategies)).map(Some)
}

fn worth(learned: &Learned) -> String {
    money_with_error(learned.worth.estimate, Some(learned.worth.se))
}

/// How near it comes to changing the choice.
fn lead(learned: &Learned) -> String {
    let least = learned.lead.map(|lead| money_with_error(lead.estimate, Some(lead.se)));
    least.map_or_else(|| "within what chance explains".to_owned(), |least| format!("the best still leads by {least}"))
}

/// Name of a strategy.
fn strategy(strategies: &IndexMap<String, String>, number: usize) -> String {
    clean(strategies.get_index(number).map_or("", |(key, name)| if name.is_empty() { key } else { name }))
}

fn finding(of: &Sensitivity, rows: &[Row], best: &str) -> String {
    let clear: Vec<&Row> = rows.iter().filter(|row| row.counts).take(3).collect();
    let Some((first, others)) = clear.split_first() else {
        return format!(
            "Learning no single input is worth more than chance explains before “{}” is chosen",
            shorten(best, 28)
        );
    };
    let size = rounded_money(first.learned.worth.estimate, Some(first.learned.worth.se));
    let others: Vec<String> = others.iter().map(|row| title_of(of, row.driver)).collect();
    let then = if others.is_empty() { String::new() } else { format!(", more than {}", others.join(" or ")) };
    format!("Knowing {} before choosing would be worth {size}{then}", title_of(of, first.driver))
}

fn subtitle(
    of: &Sensitivity,
    strategies: &IndexMap<String, String>,
    means: &[(f64, Option<f64>)],
    learning: &ValueOfLearning,
) -> String {
    let style = Type::new(crate::charts::style::SUBTITLE, MUTED);
    let best = style.fit(&strategy(strategies, learning.best), 260.0);
    let mean =
        means.get(learning.best).map(|(mean, se)| format!(" ({})", money_with_error(*mean, *se))).unwrap_or_default();
    format!(
        "Gain in mean {} from knowing one input before choosing among {} strategies, dollars. Without it “{best}” is best{mean}. \
         Knowing everything, chance too, would be worth {}: a ceiling that nobody reaches",
        measure(of),
        strategies.len(),
        money_with_error(learning.foresight.estimate, Some(learning.foresight.se))
    )
}

fn bar(canvas: &mut Canvas, axis: &Axis, row: &Row, y: f64) {
    let worth = &row.learned.worth;
    let (a, b) = (axis.at(0.0), axis.at(worth.estimate));
    let colour = if row.counts { FAN_MEDIAN } else { FAN_INNER };
    canvas.rect((a.min(b), y - 7.0), (a.max(b).max(a.min(b) + 0.5), y + 7.0), colour);
    // Where the bar is dark the whisker is seen beside it, and where it is light on it.
    let whole = (worth.low, worth.high);
    whisker(canvas, axis, whole, y, if row.counts { ON_DARK } else { ON_LIGHT });
}

/// The worth, and what to choose by where the input lies.
fn words(canvas: &mut Canvas, of: &Sensitivity, row: &Row, strategies: &IndexMap<String, String>, y: f64) {
    let left = WIDTH - MARGIN - WORDS;
    let bold = Type::new(LABEL, INK).bold();
    let small = Type::new(SMALL, MUTED);
    let choice = if row.counts { choice(of, row, strategies, 200.0) } else { lead(row.learned) };
    let lines = font::wrap(&choice, SMALL, small.weight, WORDS, 2);
    let mut at = if lines.len() > 1 { y - 9.0 } else { y - 2.0 };
    canvas.text((left, at), bold.fit(&worth(row.learned), WORDS), bold);
    for line in lines {
        at += if at < y - 8.0 { 14.5 } else { 13.5 };
        canvas.text((left, at), line, small);
    }
}

/// `up to $6.1 refuse, else sell`.
fn choice(of: &Sensitivity, row: &Row, strategies: &IndexMap<String, String>, space: f64) -> String {
    let dimension = of.drivers.get(row.driver).and_then(|driver| driver.dimension);
    let mut parts: Vec<(Option<f64>, usize)> = Vec::new();
    for slice in &row.learned.slices {
        match parts.last_mut() {
            Some(last) if last.1 == slice.choice => last.0 = slice.upper,
            _ => parts.push((slice.upper, slice.choice)),
        }
    }
    let name = |number: usize| {
        Type::new(SMALL, MUTED).fit(&strategy(strategies, number), space / parts.len().clamp(1, 4) as f64 + 60.0)
    };
    match parts.as_slice() {
        [] => String::new(),
        [(_, one)] => format!("{} wherever it lies", name(*one)),
        parts => {
            let told = parts.iter().enumerate().map(|(i, (upper, number))| match upper {
                Some(upper) if i + 1 < parts.len() => {
                    format!("up to {} {}", format_quantity(*upper, dimension), name(*number))
                }
                _ => format!("else {}", name(*number)),
            });
            told.collect::<Vec<_>>().join(", ")
        }
    }
}

fn table(of: &Sensitivity, rows: &[Row], strategies: &IndexMap<String, String>) -> Table {
    let cells = rows.iter().map(|row| {
        let worth = Cell::figure(worth(row.learned), row.learned.worth.estimate);
        let agreed = row.learned.slices.iter().filter(|slice| slice.agreed).count();
        let all = row.learned.slices.len();
        vec![
            Cell::text(row_of(of, row.driver)),
            worth,
            Cell::text(choice(of, row, strategies, 2_000.0)),
            Cell::figure(format!("{agreed} of {all}"), agreed as f64 / all.max(1) as f64),
        ]
    });
    let heads = ["Input", "Worth ± error", "Choice by where it lies", "Slices in which both halves choose so"];
    Table::new("What it would be worth to know an input before choosing, dollars, ± standard error", heads, cells)
}
