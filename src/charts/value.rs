//! Distribution of value, coloured by how the main market ended, against the baseline.

use crate::analysis::{Estimate, Histogram, Summary};

use super::canvas::{Anchor, Canvas, Type};
use super::font::clean;
use super::frame::{Frame, Origin, Swatch, key, short};
use super::numbers::{self, Figure, figure, percent, whole_percent};
use super::scale::{Scale, ticks};
use super::style::{AXIS, GRID, INK, LABEL, MARGIN, MUTED, PAPER, SMALL, STATES, State, WIDTH};
use super::{Chart, ChartError, Table};

const HEIGHT: f64 = 280.0;
const LANE: f64 = 18.0;

/// The chart.
pub(super) fn chart(summary: &Summary) -> Result<Chart, ChartError> {
    let (value, baseline) = headline(summary);
    let histogram = &summary.value_histogram;
    let title = finding(summary, value, baseline);
    let mut frame = Frame::new(&title, &subtitle(summary));
    let states: Vec<State> = STATES.into_iter().filter(|s| counted(histogram, s.key) > 0).collect();
    let total = states.iter().map(|s| counted(histogram, s.key)).sum::<u64>().max(1) as f64;
    let mut words: Vec<(Swatch, String)> = states
        .iter()
        .map(|s| {
            let share = whole_percent(counted(histogram, s.key) as f64 / total);
            (Swatch::Full(s.colour), format!("{} {share}", s.word))
        })
        .collect();
    words.push((Swatch::Line(INK), "without any measure".to_owned()));
    let top = key(&mut frame.canvas, &words, frame.top + 6.0) + 12.0 + 3.0 * LANE;
    let plot = Plot::new(histogram, total, top);
    plot.grid(&mut frame.canvas);
    plot.bars(&mut frame.canvas, histogram, &states);
    plot.outline(&mut frame.canvas, histogram);
    plot.axis(&mut frame.canvas, histogram);
    plot.markers(&mut frame.canvas, value);
    let alt = alt(summary, value, &states, total);
    frame.finish(&Origin::of(summary), "value", top + HEIGHT + 22.0, &alt, Table::default())
}

/// The estimate to lead with, and its baseline: abroad where there is a home.
fn headline(summary: &Summary) -> (&Estimate, &Estimate) {
    if summary.scenario.home.is_some() {
        (&summary.value_abroad, &summary.baseline_value_abroad)
    } else {
        (&summary.value, &summary.baseline_value)
    }
}

fn main_market(summary: &Summary) -> String {
    let key = &summary.main_market;
    short(summary.markets.get(key).map_or(key, |m| &m.name))
}

fn counted(histogram: &Histogram, state: &str) -> u64 {
    histogram.counts.get(state).map_or(0, |c| c.iter().sum())
}

fn finding(summary: &Summary, value: &Estimate, baseline: &Estimate) -> String {
    let what = match summary.scenario.home.as_ref().and_then(|key| summary.markets.get(key)) {
        Some(home) => format!("Value outside {}", short(&home.name)),
        None => "Value".to_owned(),
    };
    let against = match (value.mean, baseline.mean) {
        (Some(v), Some(b)) if b > 0.0 && v < b => format!(", {} below the baseline", percent(1.0 - v / b, 0.01)),
        (Some(v), Some(b)) if b > 0.0 && v > b => format!(", {} above the baseline", percent(v / b - 1.0, 0.01)),
        _ => String::new(),
    };
    let low = figure(value, Figure::P5);
    format!("{what} is {} on average{against}; one history in twenty falls below {low}", figure(value, Figure::Mean))
}

fn subtitle(summary: &Summary) -> String {
    format!(
        "Histories by value at {}, % of histories in each bin of {}; coloured by outcome in {}. The outermost bins hold all beyond",
        numbers::day(summary.scenario.start),
        bin_width(&summary.value_histogram),
        main_market(summary)
    )
}

fn bin_width(histogram: &Histogram) -> String {
    match histogram.edges.as_slice() {
        [a, b, ..] => numbers::tick_money(b - a),
        _ => "–".to_owned(),
    }
}

struct Plot {
    x: Scale,
    y: Scale,
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    total: f64,
    baseline_total: f64,
    lines: Vec<f64>,
}

impl Plot {
    fn new(histogram: &Histogram, total: f64, top: f64) -> Self {
        let (left, right, bottom) = (MARGIN + 42.0, WIDTH - MARGIN - 10.0, top + HEIGHT);
        let bins = histogram.baseline.len();
        let baseline_total = histogram.baseline.iter().sum::<u64>().max(1) as f64;
        let tallest = (0..bins)
            .map(|i| histogram.counts.values().filter_map(|c| c.get(i)).sum::<u64>() as f64 / total)
            .chain(histogram.baseline.iter().map(|n| *n as f64 / baseline_total))
            .fold(0.0, f64::max);
        let lines = ticks(0.0, tallest, 4);
        let ends =
            (histogram.edges.first().copied().unwrap_or_default(), histogram.edges.last().copied().unwrap_or_default());
        Self {
            x: Scale::new(ends, (left, right)),
            y: Scale::new((0.0, lines.last().copied().unwrap_or(1.0)), (bottom, top)),
            left,
            right,
            top,
            bottom,
            total,
            baseline_total,
            lines,
        }
    }

    fn grid(&self, canvas: &mut Canvas) {
        let step = self.lines.get(1).copied().unwrap_or(1.0);
        for &share in &self.lines {
            let y = self.y.at(share);
            canvas.line(vec![(self.left, y), (self.right, y)], GRID, 1.0);
            let place = numbers::last_place(step, None).max(0.001);
            let place = if (step * 100.0).fract().abs() < 1e-9 { 0.01 } else { place };
            canvas.text(
                (self.left - 8.0, y + 4.3),
                percent(share, place),
                Type::new(SMALL, MUTED).anchored(Anchor::End),
            );
        }
    }

    fn bars(&self, canvas: &mut Canvas, histogram: &Histogram, states: &[State]) {
        for (bin, edges) in histogram.edges.windows(2).enumerate() {
            let (from, to) = (self.x.at(edges[0]) + 0.4, self.x.at(edges[1]) - 0.4);
            let mut below = 0;
            for state in states {
                let count = histogram.counts.get(state.key).and_then(|c| c.get(bin)).copied().unwrap_or(0);
                if count > 0 {
                    let height = |n: u64| self.y.at(n as f64 / self.total);
                    canvas.rect((from, height(below + count)), (to, height(below)), state.colour);
                    below += count;
                }
            }
        }
    }

    /// The baseline as a stepped line, on a wider light one so that it shows on every colour.
    fn outline(&self, canvas: &mut Canvas, histogram: &Histogram) {
        let mut steps = vec![(self.left, self.bottom)];
        for (edges, count) in histogram.edges.windows(2).zip(&histogram.baseline) {
            let y = self.y.at(*count as f64 / self.baseline_total);
            steps.extend([(self.x.at(edges[0]), y), (self.x.at(edges[1]), y)]);
        }
        steps.push((self.right, self.bottom));
        canvas.line(steps.clone(), PAPER, 3.2);
        canvas.line(steps, INK, 1.6);
    }

    fn axis(&self, canvas: &mut Canvas, histogram: &Histogram) {
        canvas.line(vec![(self.left, self.bottom), (self.right, self.bottom)], AXIS, 1.0);
        let (Some(first), Some(last)) = (histogram.edges.first(), histogram.edges.last()) else { return };
        let style = Type::new(SMALL, MUTED).anchored(Anchor::Middle);
        for value in ticks(*first, *last, 6).into_iter().filter(|v| v >= first && v <= last) {
            let x = self.x.at(value);
            canvas.line(vec![(x, self.bottom), (x, self.bottom + 5.0)], AXIS, 1.0);
            canvas.text((x, self.bottom + 19.0), numbers::tick_money(value), style);
        }
    }

    /// Marks mean, 5% and 95%, the mean in a row of its own above the others.
    fn markers(&self, canvas: &mut Canvas, value: &Estimate) {
        let marks = [("mean", Figure::Mean, 0.0), ("5%", Figure::P5, 1.0), ("95%", Figure::P95, 2.0)];
        for (word, which, lane) in marks {
            let Some((v, _)) = which.of(value) else { continue };
            let x = self.x.at(v);
            let y = self.top - 3.0 * LANE + (lane + 0.7) * LANE;
            let base = Type::new(LABEL, INK);
            let style = if lane == 0.0 { base.bold() } else { base };
            let text = format!("{word} {}", figure(value, which));
            let width = style.width(&text);
            let text_x = if which == Figure::P5 { x - width - 6.0 } else { x + 6.0 };
            canvas.line(vec![(x, y - 10.0), (x, self.bottom)], PAPER, 3.0);
            canvas.line(vec![(x, y - 10.0), (x, self.bottom)], INK, 1.0);
            canvas.text((text_x.clamp(MARGIN, WIDTH - MARGIN - width), y), text, style);
        }
    }
}

fn alt(summary: &Summary, value: &Estimate, states: &[State], total: f64) -> String {
    let ends: Vec<String> = states
        .iter()
        .map(|s| format!("{} {}", s.word, whole_percent(counted(&summary.value_histogram, s.key) as f64 / total)))
        .collect();
    format!(
        "Histogram of value. Mean {}, 5% {}, median {}, 95% {}. Outcome in {}: {}.",
        figure(value, Figure::Mean),
        figure(value, Figure::P5),
        figure(value, Figure::P50),
        figure(value, Figure::P95),
        clean(summary.markets.get(&summary.main_market).map_or(&summary.main_market, |m| &m.name)),
        ends.join(", ")
    )
}
