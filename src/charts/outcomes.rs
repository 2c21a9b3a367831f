//! How each market ends: the probability of each final state, as a table of bars.

use crate::analysis::{MarketSummary, Proportion, Summary};

use super::canvas::{Canvas, Type};
use super::font;
use super::frame::{Frame, Origin};
use super::measures::span;
use super::style::{GRID, INK, LABEL, MARGIN, MUTED, SMALL, WIDTH};
use crate::text::states::{STATES, State};

use super::{Cell, Chart, ChartError, Table};
use crate::text::clean::clean;
use crate::text::names::{capitalize, name_in_title};
use crate::text::numbers::{self, whole_percent};

const NAMES: f64 = 150.0;
const ROW: f64 = 38.0;

/// The chart.
pub(super) fn chart(summary: &Summary) -> Result<Chart, ChartError> {
    let title = finding(summary);
    let mut frame = Frame::new(&title, "Probability of each final state, % of histories");
    let states: Vec<State> =
        STATES.into_iter().filter(|s| summary.markets.values().any(|m| ends(m, s.key) > 0.0)).collect();
    let left = MARGIN + NAMES;
    let cell = ((WIDTH - MARGIN - left) / states.len().max(1) as f64).min(160.0);
    let top = frame.top + 36.0;
    for (i, state) in states.iter().enumerate() {
        heading(&mut frame.canvas, state, left + cell * i as f64, top, cell);
    }
    for (i, market) in summary.markets.values().enumerate() {
        let y = top + ROW * (i as f64 + 0.5);
        let canvas = &mut frame.canvas;
        canvas.line(vec![(MARGIN, y - ROW / 2.0), (WIDTH - MARGIN, y - ROW / 2.0)], GRID, 1.0);
        let style = Type::new(LABEL, INK);
        let lines = font::wrap(&clean(&market.name), LABEL, style.weight, NAMES - 14.0, 2);
        let first = y + 4.6 - 8.0 * (lines.len() as f64 - 1.0);
        for (k, line) in lines.into_iter().enumerate() {
            canvas.text((MARGIN, first + 16.0 * k as f64), line, style);
        }
        for (j, state) in states.iter().enumerate() {
            let x = left + cell * j as f64;
            figure(canvas, ends(market, state.key), state, x, y, cell);
            canvas.zone((x - 4.0, y - ROW / 2.0), (x + cell - 4.0, y + ROW / 2.0), i * states.len() + j);
        }
    }
    let bottom = top + ROW * summary.markets.len() as f64;
    frame.finish(&Origin::of(summary), "outcomes", bottom, &alt(&title, summary), table(summary, &states))
}

fn ends(market: &MarketSummary, state: &str) -> f64 {
    market.outcomes.get(state).copied().unwrap_or(0.0)
}

fn finding(summary: &Summary) -> String {
    let by = numbers::month_year(span(summary).1);
    let Some(market) = summary.markets.get(&summary.main_market) else {
        return format!("How each market stands in {by}");
    };
    let mut likely: Vec<(&str, f64)> =
        STATES.iter().map(|s| (s.word, ends(market, s.key))).filter(|(_, p)| *p > 0.0).collect();
    likely.sort_by(|a, b| b.1.total_cmp(&a.1));
    if let [(word, p)] = likely.as_slice()
        && *p >= 1.0
    {
        return format!("In {} the app ends {word} in every simulation", name_in_title(&market.name));
    }
    let told: Vec<String> = likely
        .iter()
        .take(3)
        .enumerate()
        .map(|(i, (word, p))| format!("{word} in {}{}", whole_percent(*p), if i == 0 { " of simulations" } else { "" }))
        .collect();
    let told = match told.as_slice() {
        [first, second] => format!("{first} and {second}"),
        [first, second, third] => format!("{first}, {second} and {third}"),
        _ => told.concat(),
    };
    format!("In {} the app ends {told}", name_in_title(&market.name))
}

/// A row for each market and state, with the interval of its probability.
fn table(summary: &Summary, states: &[State]) -> Table {
    let row = |market: &MarketSummary, state: &State| {
        let share = ends(market, state.key);
        let known = market.outcomes_interval.get(state.key).copied();
        let proportion = known.map(|interval| Proportion { probability: share, interval });
        let written = proportion.map_or_else(|| whole_percent(share), numbers::probability);
        let interval = proportion.map_or(Cell::MISSING, |p| Cell::text(numbers::interval(p)));
        vec![
            Cell::text(clean(&market.name)),
            Cell::text(capitalize(state.word)),
            Cell::figure(written, share),
            interval,
        ]
    };
    let rows = summary.markets.values().flat_map(|market| states.iter().map(move |state| row(market, state)));
    Table::new(
        "Probability of each final state, % of histories, with its 95% interval",
        ["Market", "Ends", "Probability", "95% interval"],
        rows,
    )
}

/// The word of a state, in one line or two, hanging above its column.
pub(super) fn heading(canvas: &mut Canvas, state: &State, x: f64, top: f64, cell: f64) {
    let style = Type::new(SMALL, MUTED);
    let whole = style.width(state.word) <= cell - 6.0;
    let word = if whole { state.word.to_owned() } else { state.word.replace("restructured", "re- structured") };
    let lines = font::wrap(&word, SMALL, style.weight, cell - 6.0, 2);
    for (i, line) in lines.iter().rev().enumerate() {
        canvas.text((x, top - 8.0 - 14.0 * i as f64), &**line, style);
    }
}

pub(super) fn figure(canvas: &mut Canvas, share: f64, state: &State, x: f64, y: f64, cell: f64) {
    if share <= 0.0 {
        canvas.text((x, y + 4.4), "–", Type::new(SMALL, MUTED));
        return;
    }
    let style = match share {
        s if s >= 0.5 => Type::new(LABEL, INK).bold(),
        s if s <= 0.005 => Type::new(LABEL, MUTED),
        _ => Type::new(LABEL, INK),
    };
    canvas.text((x, y + 1.0), whole_percent(share), style);
    canvas.rect((x, y + 6.0), (x + ((cell - 12.0) * share).max(1.5), y + 13.0), state.colour());
}

fn alt(title: &str, summary: &Summary) -> String {
    let rows: Vec<String> = summary
        .markets
        .values()
        .map(|m| {
            let cells: Vec<String> = STATES
                .iter()
                .map(|s| (s.word, ends(m, s.key)))
                .filter(|(_, p)| *p > 0.0)
                .map(|(word, p)| format!("{word} {}", whole_percent(p)))
                .collect();
            format!("{}: {}", m.name, cells.join(", "))
        })
        .collect();
    format!("Table of final states by market. {title}. {}.", rows.join("; "))
}
