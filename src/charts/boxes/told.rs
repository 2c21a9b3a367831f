//! The box that is told: for each limited variable, its range in the box within its whole range.

use super::{base, origin, words};
use crate::analysis::discovery::{Discovered, Limit, Range, Region, Variable};
use crate::charts::canvas::{Anchor, Canvas, Type};
use crate::charts::font::{self, Weight};
use crate::charts::frame::Frame;
use crate::charts::rows::name;
use crate::charts::scale::Scale;
use crate::charts::style::{AXIS, FAN_MEDIAN, FAN_OUTER, GRID, INK, MARGIN, MUTED, SMALL, TITLE, WIDTH};
use crate::charts::{Cell, Chart, ChartError, Table};
use crate::text::names::capitalize;
use crate::text::names::join_list;
use crate::text::numbers::{count, spoken_percent, whole_percent};
use crate::text::phrases::{describe_condition, describe_variable};

const ROW: f64 = 50.0;
/// Most rows.
const MOST: usize = 16;
const LEFT: f64 = MARGIN + 200.0;
const RIGHT: f64 = WIDTH - MARGIN - 156.0;
/// Space for the ends of a whole range on either side of its line.
const ENDS: f64 = 82.0;
/// Limits that the title tells.
const TOLD: usize = 3;

/// A limit with what is known of it.
struct Row<'a> {
    limit: &'a Limit,
    variable: &'a Variable,
    /// Quasi-p-values of its ends.
    p: Vec<f64>,
    /// Halves in which its variable is limited again, and halves.
    again: Option<(usize, usize)>,
}

pub(super) fn chart(of: &Discovered, region: &Region) -> Result<Chart, ChartError> {
    let rows = rows(of, region);
    let shown = &rows[..rows.len().min(MOST)];
    let title = finding(of, region, &rows);
    let subtitle = format!(
        "What the box asks of each variable: thin line, its range among all {} histories; thick bar, its range in the box, \
         which holds {} of them. Quasi-p: how likely a limit would look as good by chance; again: in how many random halves it is found too",
        count(of.rows),
        count(region.rows as u64)
    );
    let mut frame = Frame::new(&title, &subtitle);
    let top = frame.top + 10.0;
    for (i, row) in shown.iter().enumerate() {
        let y = top + ROW * (i as f64 + 0.5);
        let canvas = &mut frame.canvas;
        if i > 0 {
            canvas.line(vec![(MARGIN, y - ROW / 2.0), (WIDTH - MARGIN, y - ROW / 2.0)], GRID, 1.0);
        }
        name(canvas, (MARGIN, y), &describe_variable(&row.variable.name, &of.scenario), "", LEFT - MARGIN - 12.0);
        match &row.limit.range {
            Range::Number { low, high } => numbers(canvas, row, (*low, *high), y),
            Range::Category { kept } => chips(canvas, row.variable, kept, y),
        }
        remarks(canvas, row, y);
        canvas.zone((MARGIN, y - ROW / 2.0), (WIDTH - MARGIN, y + ROW / 2.0), i);
    }
    let mut bottom = top + ROW * shown.len() as f64;
    if rows.len() > shown.len() {
        bottom =
            crate::charts::rows::remark(&mut frame.canvas, bottom, &format!("and {} more limits", rows.len() - MOST));
    }
    let told: Vec<String> = rows
        .iter()
        .map(|row| {
            format!(
                "{}: {}",
                describe_variable(&row.variable.name, &of.scenario),
                words::range(row.variable, row.limit)
            )
        })
        .collect();
    let alt = format!("Ranges of {} variables in the box. {title}. {}.", rows.len(), told.join("; "));
    frame.finish(&origin(of), "box", bottom + 2.0, &alt, table(of, &rows))
}

/// Limits, the most significant first.
fn rows<'a>(of: &'a Discovered, region: &'a Region) -> Vec<Row<'a>> {
    let halves = of.reproducibility.as_ref().map(|again| again.boxes.len());
    let row = |limit: &'a Limit| {
        let ends = of.significance.iter().filter(|found| found.variable == limit.variable);
        let share = of.reproducibility.as_ref().and_then(|again| again.variables.get(limit.variable).copied());
        let again = share.zip(halves).map(|(share, halves)| ((share * halves as f64).round() as usize, halves));
        Some(Row {
            limit,
            variable: of.variables.get(limit.variable)?,
            p: ends.map(|found| found.quasi_p).collect(),
            again,
        })
    };
    let mut rows: Vec<Row> = region.limits.iter().filter_map(row).collect();
    let least = |row: &Row| row.p.iter().copied().fold(1.0, f64::min);
    rows.sort_by(|a, b| least(a).total_cmp(&least(b)));
    rows
}

/// With as many limits in words as a title has room for.
fn finding(of: &Discovered, region: &Region, rows: &[Row]) -> String {
    let space = WIDTH - 2.0 * MARGIN;
    let fits = |title: &String| font::wrap(title, TITLE, Weight::Bold, space, 3).join(" ") == *title;
    let titles = (0..=TOLD).rev().map(|told| title(of, region, rows, told));
    titles.into_iter().find(fits).unwrap_or_else(|| title(of, region, rows, 0))
}

fn title(of: &Discovered, region: &Region, rows: &[Row], told: usize) -> String {
    let mut limits: Vec<String> =
        rows.iter().take(told).map(|row| words::sentence(row.variable, row.limit, &of.scenario)).collect();
    let more = if limits.is_empty() { "" } else { " more" };
    match rows.len() - limits.len() {
        0 => {}
        1 => limits.push(format!("one{more} limit holds")),
        n => limits.push(format!("{n}{more} limits hold")),
    }
    format!(
        "{} of the histories {} lie where {}; there it happens in {} of all, against {} overall",
        capitalize(&spoken_percent(region.coverage)),
        describe_condition(&of.condition, &of.scenario),
        join_list(&limits),
        spoken_percent(region.density),
        spoken_percent(base(of))
    )
}

/// The range in the box on the whole range, each with its ends.
fn numbers(canvas: &mut Canvas, row: &Row, (low, high): (Option<f64>, Option<f64>), y: f64) {
    let variable = row.variable;
    let known: Vec<f64> = variable.ends.into_iter().flatten().chain(low).chain(high).collect();
    let (least, most) = crate::charts::rows::ends(known.into_iter());
    let scale = Scale::new((least, most), (LEFT + ENDS, RIGHT - ENDS));
    let line = y + 6.0;
    canvas.line(vec![(scale.at(least), line), (scale.at(most), line)], AXIS, 1.4);
    let (from, to) = (scale.at(low.unwrap_or(least)), scale.at(high.unwrap_or(most)));
    canvas.rect((from, line - 5.0), (to.max(from + 2.0), line + 5.0), FAN_MEDIAN);
    let small = Type::new(SMALL, MUTED);
    let write = |end: f64| small.fit(&words::value(variable, end), ENDS - 10.0);
    canvas.text((scale.at(least) - 6.0, line + 4.3), write(least), small.anchored(Anchor::End));
    canvas.text((scale.at(most) + 6.0, line + 4.3), write(most), small);
    let bold = Type::new(SMALL, INK).bold();
    let mut put = |words: &str, at: f64| {
        let half = bold.width(words) / 2.0;
        let x = at.clamp(LEFT + half, (RIGHT - half).max(LEFT + half));
        canvas.text((x, line - 11.0), words, bold.anchored(Anchor::Middle));
    };
    let ends = [(low, from), (high, to)].map(|(end, at)| end.map(|end| (words::value(variable, end), at)));
    match ends {
        [Some((low, a)), Some((high, b))] if b - a < f64::midpoint(bold.width(&low), bold.width(&high)) + 12.0 => {
            put(&words::span(&low, &high), f64::midpoint(a, b));
        }
        [Some((low, a)), Some((high, b))] => {
            put(&low, a);
            put(&high, b);
        }
        [Some((low, a)), None] => put(&format!("≥ {low}"), a),
        [None, Some((high, b))] => put(&format!("≤ {high}"), b),
        [None, None] => {}
    }
}

/// Names that are in the box on a ground of their own, then those that are not.
fn chips(canvas: &mut Canvas, variable: &Variable, kept: &[u8], y: f64) {
    let inside = |code: usize| kept.iter().any(|kept| usize::from(*kept) == code);
    let (mut first, mut others): (Vec<usize>, Vec<usize>) = (0..variable.names.len()).partition(|code| inside(*code));
    first.append(&mut others);
    let style = |code: usize| {
        if inside(code) { Type::new(SMALL, INK).bold() } else { Type::new(SMALL, MUTED) }
    };
    let words: Vec<Chip> = first
        .iter()
        .map(|code| (style(*code).fit(&words::name(variable, *code), 130.0), style(*code), inside(*code)))
        .collect();
    let lines = laid_out(&words);
    let first = if lines.len() > 1 { y - 5.0 } else { y + 5.0 };
    for (i, line) in lines.iter().enumerate() {
        let at = first + 22.0 * i as f64;
        for (x, (word, style, inside)) in line {
            if *inside {
                canvas.rect((*x, at - 12.5), (x + style.width(word) + 12.0, at + 4.5), FAN_OUTER);
            }
            canvas.text((x + 6.0, at), &**word, *style);
        }
    }
}

/// A word of a category, how it is written, and whether it is in the box.
type Chip = (String, Type, bool);

/// Words in at most two lines, each with its place; how many have no room is told by the last.
fn laid_out(words: &[Chip]) -> Vec<Vec<(f64, Chip)>> {
    let rest = |n: usize| (format!("+ {n}"), Type::new(SMALL, MUTED), false);
    let wide = |chip: &Chip| chip.1.width(&chip.0) + 18.0;
    let (mut lines, mut x) = (vec![Vec::new()], LEFT);
    for (i, chip) in words.iter().enumerate() {
        let left = words.len() - i;
        let after = if left > 1 && lines.len() == 2 { wide(&rest(left)) } else { 0.0 };
        if x + wide(chip) - 6.0 + after > RIGHT && x > LEFT {
            if lines.len() == 2 {
                lines.last_mut().into_iter().for_each(|line| line.push((x, rest(left))));
                break;
            }
            lines.push(Vec::new());
            x = LEFT;
        }
        lines.last_mut().into_iter().for_each(|line| line.push((x, chip.clone())));
        x += wide(chip);
    }
    lines
}

/// Quasi-p-values, and whether halves of the histories say the same.
fn remarks(canvas: &mut Canvas, row: &Row, y: f64) {
    let style = Type::new(SMALL, MUTED).anchored(Anchor::End);
    let lines: Vec<String> = [p_words(row), row.again.map(again_words)].into_iter().flatten().collect();
    let first = if lines.len() > 1 { y - 4.0 } else { y + 4.3 };
    for (i, line) in lines.into_iter().enumerate() {
        canvas.text((WIDTH - MARGIN, first + 16.0 * i as f64), line, style);
    }
}

fn p_words(row: &Row) -> Option<String> {
    let written = |p: &f64| if *p < 0.001 { "<0.001".to_owned() } else { format!("{p:.3}") };
    let all: Vec<String> = row.p.iter().take(2).map(written).collect();
    (!all.is_empty()).then(|| format!("quasi-p {}", all.join(", ")))
}

fn again_words((again, halves): (usize, usize)) -> String {
    format!("again in {again} of {halves} halves")
}

fn table(of: &Discovered, rows: &[Row]) -> Table {
    let cells = rows.iter().map(|row| {
        let whole = row.variable.ends.map_or(Cell::MISSING, |[low, high]| {
            Cell::text(format!("{} to {}", words::value(row.variable, low), words::value(row.variable, high)))
        });
        let least = row.p.iter().copied().fold(f64::NAN, f64::min);
        vec![
            Cell::text(capitalize(&describe_variable(&row.variable.name, &of.scenario))),
            Cell::text(words::range(row.variable, row.limit)),
            whole,
            p_words(row).map_or(Cell::MISSING, |words| Cell::figure(words.trim_start_matches("quasi-p "), least)),
            row.again.map_or(Cell::MISSING, |(again, halves)| {
                Cell::figure(whole_percent(again as f64 / halves.max(1) as f64), again as f64)
            }),
        ]
    });
    let heads = ["Variable", "In the box", "In all histories", "Quasi-p", "Limited again in halves"];
    Table::new(
        format!("Limits of the box of histories {}", describe_condition(&of.condition, &of.scenario)),
        heads,
        cells,
    )
}
