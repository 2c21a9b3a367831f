//! Distribution of value, coloured by how the main market ended, against the baseline.

use super::bins::Bins;
use super::labels::{Flag, Label, Wanted, flags, lanes};
use crate::analysis::{Estimate, Histogram, LeadingValue, Summary};
use crate::charts::canvas::{Canvas, Type};
use crate::charts::format::Format;
use crate::charts::labels::Column;
use crate::charts::legend::{Swatch, draw_legend};
use crate::charts::panel::Panel;
use crate::charts::scale::{Scale, shares, ticks};
use crate::charts::sheet::{Origin, Sheet};
use crate::charts::style::{INK, LABEL, MUTED, PAPER, SMALL};
use crate::charts::{Cell, Chart, Table, font};
use crate::text::names::{capitalize, name_in_title};
use crate::text::numbers::{self, Figure, figure, money_with_error, percent, spoken_percent, whole_percent};
use crate::text::phrases::locate_value;
use crate::text::states::{STATES, State};

const HEIGHT: f64 = 280.0;
const LANE: f64 = 18.0;
/// Space for the column of endings at the right.
const ENDS: f64 = 200.0;
/// The same on a phone, where they stand below.
const ENDS_NARROW: f64 = 8.0;
/// Width of that column.
const COLUMN: f64 = 18.0;

/// The chart.
pub(super) fn chart(summary: &Summary) -> Chart {
    let (value, baseline) = headline(summary);
    let histogram = &summary.value_histogram;
    let states: Vec<State> = STATES.into_iter().filter(|s| counted(histogram, s.key) > 0).collect();
    let total = (0..histogram.baseline.len()).map(|bin| stacked(histogram, bin)).fold(0, u64::saturating_add).max(1);
    let ends = |s: &State| format!("{} {}", s.word, whole_percent(counted(histogram, s.key) as f64 / total as f64));
    let [mean, low, mid, high] = [Figure::Mean, Figure::P5, Figure::P50, Figure::P95].map(|of| figure(value, of));
    let sheet = Sheet {
        name: "value".to_owned(),
        title: finding(summary, value, baseline),
        subtitle: subtitle(summary),
        kind: "Histogram of value".to_owned(),
        spoken: vec![
            format!("Mean {mean}, 5% {low}, median {mid}, 95% {high}"),
            format!("outcome in {}: {}", main_market(summary), states.iter().map(ends).collect::<Vec<_>>().join(", ")),
        ],
        table: table(summary, &states, total as f64),
        origin: Origin::of_run(summary),
    };
    sheet.chart(|frame| {
        let (canvas, mut first_lane) = (&mut frame.canvas, frame.top + 8.0);
        let format = canvas.format;
        if format.is_narrow() {
            let without = (Swatch::Line(INK), describe_baseline(baseline));
            first_lane = draw_legend(canvas, (format.margin(), frame.top + 12.0), &[without]) + 8.0;
        }
        let marks = Plot::marks(histogram, value, format);
        let top = first_lane + 4.0 + LANE * lanes(&marks).max(1) as f64;
        let plot = Plot::new(canvas, histogram, top, total as f64);
        plot.bars(canvas, histogram, &states);
        plot.outline(canvas, histogram);
        plot.bins.axis(canvas, plot.panel.bottom, |bin| tall(histogram, bin) > 0);
        plot.markers(canvas, histogram, &marks, first_lane);
        let mut bottom = plot.panel.bottom + 36.0;
        if format.is_narrow() {
            bottom = plot.list_endings(canvas, summary, &states);
        } else {
            plot.endings(canvas, summary, &states);
            plot.name_baseline(canvas, baseline);
        }
        for bin in 0..histogram.baseline.len() {
            let (from, to) = plot.bins.reach(bin);
            canvas.zone((from, top), (to, plot.panel.bottom), bin);
        }
        bottom
    })
}

/// The estimate to lead with, and its baseline.
fn headline(summary: &Summary) -> (&Estimate, &Estimate) {
    LeadingValue::of_runs([summary]).in_run(summary)
}

fn main_market(summary: &Summary) -> String {
    let key = &summary.main_market;
    name_in_title(summary.markets.get(key).map_or(key, |m| &m.name))
}

fn counted(histogram: &Histogram, state: &str) -> u64 {
    histogram.counts.get(state).map_or(0, |c| c.iter().fold(0, |sum: u64, n| sum.saturating_add(*n)))
}

/// Histories in a bin, whatever their ending, or of the baseline where that has more.
fn tall(histogram: &Histogram, bin: usize) -> u64 {
    stacked(histogram, bin).max(histogram.baseline.get(bin).copied().unwrap_or(0))
}

fn stacked(histogram: &Histogram, bin: usize) -> u64 {
    histogram.counts.values().filter_map(|c| c.get(bin)).fold(0, |sum: u64, n| sum.saturating_add(*n))
}

fn finding(summary: &Summary, value: &Estimate, baseline: &Estimate) -> String {
    let what =
        locate_value(summary, name_in_title).map_or_else(|| "Value".to_owned(), |place| format!("Value {place}"));
    let against = match (value.mean, baseline.mean) {
        (Some(v), Some(b)) if b > 0.0 => match v / b - 1.0 {
            more if more.abs() < 1e-9 => ", as much as the baseline".to_owned(),
            more if more.abs() < 0.005 => ", about as much as the baseline".to_owned(),
            more if more < -1.0 => format!(", against a baseline of {}", figure(baseline, Figure::Mean)),
            more if more < 0.0 => format!(", {} below the baseline", spoken_percent(-more)),
            more => format!(", {} above the baseline", spoken_percent(more)),
        },
        _ => String::new(),
    };
    let mean = figure(value, Figure::Mean);
    let [low, high] = numbers::write_row(value, [Figure::P5, Figure::P95]);
    match value.count {
        0 | 1 => format!("{what} is {mean}{against}"),
        _ if numbers::is_constant(value) => format!("{what} is {mean} in every simulation{against}"),
        _ => format!("{what} is {mean} on average{against}; 5% to 95%: {low} to {high}"),
    }
}

fn subtitle(summary: &Summary) -> String {
    let width = match summary.value_histogram.edges.as_slice() {
        [a, b, ..] => numbers::tick_money(b - a),
        _ => "–".to_owned(),
    };
    format!(
        "Simulations by value on {}, % in each step of {width}; colours tell how it ends in {}",
        numbers::day(summary.scenario.start),
        main_market(summary)
    )
}

struct Plot<'a> {
    bins: Bins<'a>,
    panel: Panel,
    y: Scale,
    total: f64,
    baseline_total: f64,
}

impl<'a> Plot<'a> {
    /// Draws the grid.
    fn new(canvas: &mut Canvas, histogram: &'a Histogram, top: f64, total: f64) -> Self {
        let format = canvas.format;
        let bins = Self::bins(histogram, format);
        let mut panel = Panel::whole(format, (top, format.pick(HEIGHT, 220.0)), 0.0, format.pick(ENDS, ENDS_NARROW));
        panel.left = bins.left;
        let baseline_total = histogram.baseline.iter().copied().fold(0, u64::saturating_add).max(1) as f64;
        let drawn = (0..histogram.baseline.len()).map(|bin| stacked(histogram, bin) as f64 / total);
        let tallest = drawn.chain(histogram.baseline.iter().map(|n| *n as f64 / baseline_total)).fold(0.0, f64::max);
        let lines = ticks(0.0, tallest, 4);
        let step = lines.get(1).copied().unwrap_or(1.0);
        let y = panel.upwards(canvas, &lines, true, |share| shares(share, step));
        Self { bins, panel, y, total, baseline_total }
    }

    fn bins(histogram: &'a Histogram, format: Format) -> Bins<'a> {
        let ends = format.pick(ENDS, ENDS_NARROW);
        Bins::new(&histogram.edges, format.margin() + format.pick(42.0, 32.0), format.right() - ends)
    }

    /// What is marked above the bars.
    fn marks(histogram: &'a Histogram, value: &Estimate, format: Format) -> Vec<Flag> {
        let bins = Self::bins(histogram, format);
        let words = [("mean", Figure::Mean), ("5%:", Figure::P5), ("95%:", Figure::P95)];
        let mut wanted: Vec<Wanted> = words
            .into_iter()
            .filter_map(|(word, which)| {
                let x = bins.at(which.read(value)?.0);
                Some(Wanted { x, words: format!("{word} {}", figure(value, which)), before: which == Figure::P5 })
            })
            .collect();
        wanted.sort_by(|a, b| a.x.total_cmp(&b.x));
        flags(wanted, Type::new(LABEL, INK), (format.margin(), bins.right), 3)
    }

    fn bars(&self, canvas: &mut Canvas, histogram: &Histogram, states: &[State]) {
        for bin in 0..histogram.baseline.len() {
            let (from, to) = self.bins.span(bin);
            let mut below = 0;
            for state in states {
                let count = histogram.counts.get(state.key).and_then(|c| c.get(bin)).copied().unwrap_or(0);
                if count > 0 {
                    let height = |n: u64| self.y.at(n as f64 / self.total);
                    let above = count.saturating_add(below);
                    canvas.rect((from + 0.5, height(above)), (to - 0.5, height(below)), state.colour());
                    below = above;
                }
            }
        }
    }

    /// Height of the baseline over a bin.
    fn baseline_at(&self, histogram: &Histogram, bin: usize) -> f64 {
        self.y.at(histogram.baseline.get(bin).copied().unwrap_or(0) as f64 / self.baseline_total)
    }

    /// Height above which nothing is drawn over a bin.
    fn roof(&self, histogram: &Histogram, bin: usize) -> f64 {
        self.baseline_at(histogram, bin).min(self.y.at(stacked(histogram, bin) as f64 / self.total))
    }

    /// The baseline as a stepped line, on a wider light one so that it shows on every colour.
    fn outline(&self, canvas: &mut Canvas, histogram: &Histogram) {
        for part in self.bins.joined() {
            let mut steps = vec![(self.bins.span(part.start).0, self.panel.bottom)];
            for bin in part.clone() {
                let (y, (from, to)) = (self.baseline_at(histogram, bin), self.bins.span(bin));
                steps.extend([(from, y), (to, y)]);
            }
            steps.push((self.bins.span(part.end - 1).1, self.panel.bottom));
            if part.clone().any(|bin| histogram.baseline.get(bin).is_some_and(|n| *n > 0)) {
                canvas.line(steps.clone(), PAPER, 3.2);
                canvas.line(steps, INK, 1.6);
            }
        }
    }

    /// Marks mean, 5% and 95% from above, down to where bars begin.
    fn markers(&self, canvas: &mut Canvas, histogram: &Histogram, marks: &[Flag], first_lane: f64) {
        for mark in marks {
            let style = Type::new(LABEL, INK);
            let style = if mark.words.starts_with("mean") { style.bold() } else { style };
            let Some(from) = mark.draw(canvas, style, first_lane, LANE) else { continue };
            let to = self.roof(histogram, self.bins.of(mark.x)) - 3.0;
            canvas.line(vec![(mark.x, from), (mark.x, to.max(from + 4.0))], INK, 1.0);
            canvas.area(vec![(mark.x - 3.5, to - 4.0), (mark.x + 3.5, to - 4.0), (mark.x, to + 1.0)], INK);
        }
    }

    /// All histories as one column at the right, each ending named beside its part.
    fn endings(&self, canvas: &mut Canvas, summary: &Summary, states: &[State]) {
        let left = self.bins.right + 28.0;
        let scale = Scale::new((0.0, 1.0), (self.panel.bottom, self.panel.top + 26.0));
        let mut floor = 0.0;
        let mut labels = Vec::new();
        for state in states {
            let share = counted(&summary.value_histogram, state.key) as f64 / self.total;
            canvas.rect((left, scale.at(floor + share)), (left + COLUMN, scale.at(floor)), state.colour());
            let words = format!("{} {}", whole_percent(share), state.word);
            let aim = scale.at(floor + share / 2.0);
            labels.push(Label { aim, words, style: Type::new(SMALL, INK), swatch: Some(state.colour()) });
            floor += share;
        }
        labels.reverse();
        let within = (self.panel.top + 32.0, self.panel.bottom - 6.0);
        Column { left: left + COLUMN, right: canvas.format.width() - 8.0, gap: 17.0, within }.draw(canvas, &labels);
        let style = Type::new(SMALL, MUTED);
        let words = format!("How it ends in {}", main_market(summary));
        let lines = font::wrap_evenly(&words, SMALL, style.weight, canvas.format.right() - left, 3);
        for (i, line) in lines.iter().rev().enumerate() {
            canvas.text((left, self.panel.top + 16.0 - 15.0 * i as f64), &**line, style);
        }
    }

    /// Names the outline under the column of endings.
    fn name_baseline(&self, canvas: &mut Canvas, baseline: &Estimate) {
        let (style, y, left) = (Type::new(SMALL, INK), self.panel.bottom + 19.0, self.bins.right + 28.0);
        canvas.line(vec![(left, y - 4.0), (left + 18.0, y - 4.0)], INK, 1.6);
        canvas.text((left + 24.0, y), "with no government action", style);
        let mean = baseline.mean.map(|_| format!("mean {}", figure(baseline, Figure::Mean)));
        canvas.text((left + 24.0, y + 15.0), mean.unwrap_or_default(), style);
    }

    /// The endings under the axis, each with its share; returns where they end.
    fn list_endings(&self, canvas: &mut Canvas, summary: &Summary, states: &[State]) -> f64 {
        let (left, top) = (canvas.format.margin(), self.panel.bottom + 42.0);
        let bold = Type::new(SMALL, INK).bold();
        let words = bold.fit(&format!("How it ends in {}", main_market(summary)), canvas.format.space());
        canvas.text((left, top), words, bold);
        let share = |state: &State| counted(&summary.value_histogram, state.key) as f64 / self.total;
        let entry =
            |state: &State| (Swatch::Edged(state.colour()), format!("{} {}", whole_percent(share(state)), state.word));
        let entries: Vec<(Swatch, String)> = states.iter().map(entry).collect();
        draw_legend(canvas, (left, top + 18.0), &entries)
    }
}

fn describe_baseline(baseline: &Estimate) -> String {
    let mean = baseline.mean.map(|_| format!(", mean {}", figure(baseline, Figure::Mean)));
    format!("with no government action{}", mean.unwrap_or_default())
}

fn table(summary: &Summary, states: &[State], total: f64) -> Table {
    let histogram = &summary.value_histogram;
    let (value, baseline) = headline(summary);
    let share = |n: u64, of: f64| Cell::figure(percent(n as f64 / of, 0.001), n as f64 / of);
    let baseline_total = histogram.baseline.iter().fold(0, |sum: u64, n| sum.saturating_add(*n)).max(1) as f64;
    let bins = Bins::new(&histogram.edges, 0.0, 1.0);
    let mut rows: Vec<Vec<Cell>> = (0..histogram.baseline.len())
        .map(|bin| {
            let from = histogram.edges.get(bin).copied().unwrap_or_default();
            let mut cells = vec![Cell::figure(bins.words(bin), from)];
            cells.push(share(stacked(histogram, bin), total));
            cells.push(share(histogram.baseline[bin], baseline_total));
            let of = |s: &State| histogram.counts.get(s.key).and_then(|c| c.get(bin)).copied().unwrap_or(0);
            cells.extend(states.iter().map(|s| share(of(s), total)));
            cells
        })
        .collect();
    for (word, which) in [("Mean", Figure::Mean), ("5% quantile", Figure::P5), ("95% quantile", Figure::P95)] {
        let cell = |estimate: &Estimate| {
            which.read(estimate).map_or(Cell::MISSING, |(v, error)| Cell::figure(money_with_error(v, error), v))
        };
        let mut cells = vec![Cell::text(word), cell(value), cell(baseline)];
        cells.extend(states.iter().map(|_| Cell::MISSING));
        rows.push(cells);
    }
    let columns = ["Value", "All", "No government action"].into_iter().map(str::to_owned);
    let caption = format!(
        "% of simulations by value, dollars, and by how it ends in {}, to a few tenths of a point; the last rows ± standard error",
        main_market(summary)
    );
    Table::new(caption, columns.chain(states.iter().map(|s| capitalize(s.word))), rows)
}
