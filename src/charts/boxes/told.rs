//! The box that is told: for each limited variable, its range in the box within its whole range.

use super::{base, origin, words};
use crate::analysis::discovery::{Discovered, Limit, Range, Region, Variable};
use crate::charts::canvas::{Anchor, Canvas, Type};
use crate::charts::font::{self, Weight};
use crate::charts::format::Format;
use crate::charts::rows::{Band, Row, RowChart};
use crate::charts::scale::{Scale, ends};
use crate::charts::sheet::Sheet;
use crate::charts::style::{AXIS, FAN_MEDIAN, INK, MUTED, SMALL, TITLE};
use crate::charts::{Cell, Chart, Table};
use crate::text::names::{capitalize, join_list};
use crate::text::numbers::{count, spoken_percent, whole_percent};
use crate::text::phrases::{describe_condition, describe_variable};

/// Most rows.
const MOST: usize = 16;
/// Space for the ends of a whole range on either side of its line.
const ENDS: f64 = 82.0;
/// Limits that the title tells.
const TOLD: usize = 3;

/// A limit with what is known of it.
struct Limited<'a> {
    limit: &'a Limit,
    variable: &'a Variable,
    /// Quasi-p-values of its ends.
    p: Vec<f64>,
    /// Halves in which its variable is limited again, and halves.
    again: Option<(usize, usize)>,
}

pub(super) fn chart(of: &Discovered, region: &Region) -> Chart {
    let rows = rows(of, region);
    let name = |row: &Limited| describe_variable(&row.variable.name, &of.scenario);
    let mut drawn = Vec::new();
    for limited in rows.iter().take(MOST) {
        let row = Row::new(name(limited)).figure(p_words(limited).unwrap_or_default(), again_words(limited));
        drawn.push(row.drawn(move |canvas, band| match &limited.limit.range {
            Range::Number { low, high } => draw_numbers(canvas, limited, (*low, *high), band),
            Range::Category { kept } => draw_names(canvas, limited.variable, kept, band),
        }));
    }
    let sheet = Sheet {
        name: "box".to_owned(),
        title: finding(of, region, &rows),
        subtitle: format!(
            "What the box asks of each variable: thin line, its range among all {} simulations; thick bar, its range in the box, \
             which holds {} of them. Quasi-p: how likely a limit would look as good by chance; again: in how many random halves it is found too",
            count(of.rows),
            count(region.rows as u64)
        ),
        kind: format!("Ranges of {} variables in the box", rows.len()),
        spoken: rows.iter().map(|row| format!("{}: {}", name(row), words::range(row.variable, row.limit))).collect(),
        table: table(of, &rows),
        origin: origin(of),
    };
    let more = rows.len().saturating_sub(MOST);
    let chart = RowChart {
        names: 200.0,
        figures: 166.0,
        height: 50.0,
        columns: Vec::new(),
        rows: drawn,
        notes: (more > 0).then(|| format!("and {more} more limits")).into_iter().collect(),
        ..RowChart::default()
    };
    chart.chart(sheet)
}

/// Limits, the most significant first.
fn rows<'a>(of: &'a Discovered, region: &'a Region) -> Vec<Limited<'a>> {
    let halves = of.reproducibility.as_ref().map(|again| again.boxes.len());
    let row = |limit: &'a Limit| {
        let ends = of.significance.iter().filter(|found| found.variable == limit.variable);
        let share = of.reproducibility.as_ref().and_then(|again| again.variables.get(limit.variable).copied());
        let again = share.zip(halves).map(|(share, halves)| ((share * halves as f64).round() as usize, halves));
        Some(Limited {
            limit,
            variable: of.variables.get(limit.variable)?,
            p: ends.map(|found| found.quasi_p).collect(),
            again,
        })
    };
    let mut rows: Vec<Limited> = region.limits.iter().filter_map(row).collect();
    let least = |row: &Limited| row.p.iter().copied().fold(1.0, f64::min);
    rows.sort_by(|a, b| least(a).total_cmp(&least(b)));
    rows
}

/// With as many limits in words as a title has room for.
fn finding(of: &Discovered, region: &Region, rows: &[Limited]) -> String {
    let space = Format::Wide.space();
    let fits = |title: &String| font::wrap(title, TITLE, Weight::Bold, space, 3).join(" ") == *title;
    let titles = (0..=TOLD).rev().map(|told| title(of, region, rows, told));
    titles.into_iter().find(fits).unwrap_or_else(|| title(of, region, rows, 0))
}

fn title(of: &Discovered, region: &Region, rows: &[Limited], told: usize) -> String {
    let mut limits: Vec<String> =
        rows.iter().take(told).map(|row| words::sentence(row.variable, row.limit, &of.scenario)).collect();
    let more = if limits.is_empty() { "" } else { " more" };
    match rows.len() - limits.len() {
        0 => {}
        1 => limits.push(format!("one{more} limit holds")),
        n => limits.push(format!("{n}{more} limits hold")),
    }
    format!(
        "{} of the simulations {} lie where {}; there it happens in {} of all, against {} overall",
        capitalize(&spoken_percent(region.coverage)),
        describe_condition(&of.condition, &of.scenario),
        join_list(&limits),
        spoken_percent(region.density),
        spoken_percent(base(of))
    )
}

/// The range in the box on the whole range, each with its ends.
fn draw_numbers(canvas: &mut Canvas, row: &Limited, (low, high): (Option<f64>, Option<f64>), band: Band) {
    let Band { y, left, right } = band;
    let variable = row.variable;
    let known: Vec<f64> = variable.ends.into_iter().flatten().chain(low).chain(high).collect();
    let (least, most) = ends(known.into_iter());
    let scale = Scale::new((least, most), (left + ENDS, right - ENDS));
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
        let x = at.clamp(left + half, (right - half).max(left + half));
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

/// Names that are in the box, and below them those that are not.
fn draw_names(canvas: &mut Canvas, variable: &Variable, kept: &[u8], band: Band) {
    let Band { y, left: from, right } = band;
    let inside = |code: &usize| kept.iter().any(|kept| usize::from(*kept) == *code);
    let (kept, left): (Vec<usize>, Vec<usize>) = (0..variable.names.len()).partition(inside);
    let join = |codes: &[usize]| codes.iter().map(|code| words::name(variable, *code)).collect::<Vec<_>>().join(", ");
    let (bold, muted) = (Type::new(SMALL, INK).bold(), Type::new(SMALL, MUTED));
    let outside = if left.is_empty() { String::new() } else { format!("not {}", join(&left)) };
    canvas.text((from, y - 2.0), bold.fit(&join(&kept), right - from), bold);
    canvas.text((from, y + 14.0), muted.fit(&outside, right - from), muted);
}

fn p_words(row: &Limited) -> Option<String> {
    let written = |p: &f64| if *p < 0.001 { "<0.001".to_owned() } else { format!("{p:.3}") };
    let all: Vec<String> = row.p.iter().take(2).map(written).collect();
    (!all.is_empty()).then(|| format!("quasi-p {}", all.join(", ")))
}

fn again_words(row: &Limited) -> String {
    row.again.map_or_else(String::new, |(again, halves)| format!("again in {again} of {halves} halves"))
}

fn table(of: &Discovered, rows: &[Limited]) -> Table {
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
    let heads = ["Variable", "In the box", "In all simulations", "Quasi-p", "Limited again in halves"];
    let condition = describe_condition(&of.condition, &of.scenario);
    Table::new(format!("Limits of the box of simulations {condition}"), heads, cells)
}
