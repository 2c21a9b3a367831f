//! Who has access over time: the probability of each state, stacked, market by market.

use std::fmt::Write as _;

use crate::analysis::{MarketSummary, Summary};

use super::canvas::{Canvas, Type};
use super::fan::{span, spread};
use super::frame::{Frame, Origin, Panel, Swatch, key, panels, short};
use super::numbers::{self, spoken_percent, whole_percent};
use super::scale::{Scale, Time};
use super::style::{INK, LABEL, MUTED, PAPER, STATES, State};
use super::{Chart, ChartError, Table};

/// States in which nobody has lawful access.
const WITHOUT: [&str; 2] = ["banned", "exited"];

/// The chart.
pub(super) fn chart(summary: &Summary) -> Result<Chart, ChartError> {
    let (start, end) = span(summary);
    let title = finding(summary);
    let mut frame = Frame::new(&title, "Share of histories in each state on each date, %; at the right, how they end");
    let seen: Vec<State> = STATES
        .into_iter()
        .filter(|s| summary.markets.values().any(|m| m.access.get(s.key).is_some_and(|v| v.iter().any(|p| *p > 0.0))))
        .collect();
    let words: Vec<_> = seen.iter().map(|s| (Swatch::Full(s.colour), s.word.to_owned())).collect();
    let below_key = key(&mut frame.canvas, &words, frame.top + 6.0) + 14.0;
    let grid = panels(summary.markets.len(), below_key, false);
    for (market, panel) in summary.markets.values().zip(&grid) {
        let canvas = &mut frame.canvas;
        let time = Time::new(start, end, (panel.left, panel.right));
        let scale = Scale::new((0.0, 1.0), (panel.bottom, panel.top));
        panel.heading(canvas, &market.name);
        let lines = [0.0, 0.5, 1.0].map(|v| (scale.at(v), format!("{}%", numbers::number(v * 100.0, 1.0))));
        panel.grid(canvas, &lines, false);
        let xs: Vec<f64> = summary.dates.iter().map(|d| time.at(*d)).collect();
        areas(canvas, market, &seen, &xs, scale);
        panel.dates(canvas, time);
        ends(canvas, market, &seen, scale, *panel);
    }
    let bottom = grid.last().map_or(below_key, |p| p.below());
    frame.finish(&Origin::of(summary), "access", bottom, &alt(&title, summary), Table::default())
}

fn without(market: &MarketSummary) -> f64 {
    WITHOUT.iter().filter_map(|s| market.access.get(*s)?.last().copied()).sum()
}

fn finding(summary: &Summary) -> String {
    let by = numbers::month_year(span(summary).1);
    let worst = summary.markets.values().max_by(|a, b| without(a).total_cmp(&without(b)));
    match worst {
        Some(market) if without(market) > 0.0 => format!(
            "{} is the likeliest to end without the app: in {} of histories by {by}",
            short(&market.name),
            spoken_percent(without(market))
        ),
        _ => format!("No market is without the app in {by} in any history"),
    }
}

fn areas(canvas: &mut Canvas, market: &MarketSummary, states: &[State], xs: &[f64], scale: Scale) {
    let mut floor = vec![0.0; xs.len()];
    for state in states {
        let Some(shares) = market.access.get(state.key).filter(|s| s.iter().any(|p| *p > 0.0)) else { continue };
        let roof: Vec<f64> = floor.iter().zip(shares).map(|(f, s)| (f + s).min(1.0)).collect();
        let edge =
            |heights: &[f64]| -> Vec<(f64, f64)> { xs.iter().zip(heights).map(|(x, h)| (*x, scale.at(*h))).collect() };
        let mut outline = edge(&roof);
        outline.extend(edge(&floor).into_iter().rev());
        canvas.area(outline, state.colour);
        if floor.iter().any(|f| *f > 0.0) {
            canvas.line(edge(&floor), PAPER, 0.8);
        }
        floor = roof;
    }
}

/// Writes how often each state is the last, where the band is high enough to point at.
fn ends(canvas: &mut Canvas, market: &MarketSummary, states: &[State], scale: Scale, panel: Panel) {
    let mut floor = 0.0;
    let mut labels: Vec<(f64, f64, State)> = Vec::new();
    for state in states {
        let share = market.access.get(state.key).and_then(|s| s.last().copied()).unwrap_or(0.0);
        if share >= 0.045 {
            labels.push((scale.at(floor + share / 2.0), share, *state));
        }
        floor += share;
    }
    labels.reverse();
    let wanted: Vec<f64> = labels.iter().map(|l| l.0).collect();
    let ys = spread(&wanted, 13.0, (panel.top + 4.0, panel.bottom - 4.0));
    for ((_, share, state), y) in labels.iter().zip(ys) {
        canvas.rect((panel.right + 1.0, y - 4.5), (panel.right + 4.0, y + 4.5), state.colour);
        canvas.text((panel.right + 7.0, y + 4.0), whole_percent(*share), Type::new(11.0, INK));
    }
    if labels.is_empty() {
        canvas.text((panel.right + 7.0, panel.bottom), "–", Type::new(LABEL, MUTED));
    }
}

fn alt(title: &str, summary: &Summary) -> String {
    let mut out = format!("Stacked areas by market. {title}. How histories end:");
    for market in summary.markets.values() {
        let ends: Vec<String> = STATES
            .iter()
            .filter_map(|s| {
                let share = market.access.get(s.key)?.last().copied().filter(|p| *p > 0.0)?;
                Some(format!("{} {}", s.word, whole_percent(share)))
            })
            .collect();
        let _ = write!(out, " {}: {};", market.name, ends.join(", "));
    }
    out.trim_end_matches(';').to_owned() + "."
}
