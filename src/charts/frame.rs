//! What every chart has around it: a title that states the finding, measure and unit, and where it comes from.

use crate::analysis::{StudiedScenario, Summary};
use crate::text::clean::clean;
use crate::text::numbers;

use super::canvas::{Anchor, Canvas, Type};
use super::font::{self, Weight};
use super::style::{AXIS, GRID, INK, LABEL, MARGIN, MUTED, SMALL, SUBTITLE, TITLE, WIDTH};
use super::{Chart, ChartError, Table};

/// What a chart's footer says of where its figures come from.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Origin {
    pub(super) scenario: String,
    pub(super) seed: u64,
    pub(super) replications: u64,
    pub(super) version: String,
}

impl Origin {
    /// One run.
    pub(super) fn of(summary: &Summary) -> Self {
        Self {
            scenario: format!("Scenario: {}", summary.scenario.name),
            seed: summary.seed,
            replications: summary.replications,
            version: summary.version.clone(),
        }
    }

    /// A study of one scenario.
    pub(super) fn of_study(scenario: &StudiedScenario, seed: u64, replications: u64, version: &str) -> Self {
        Self { scenario: format!("Scenario: {}", scenario.name), seed, replications, version: version.to_owned() }
    }
}

/// A chart in the making.
pub(super) struct Frame {
    pub(super) canvas: Canvas,
    /// Where the body begins.
    pub(super) top: f64,
    title: String,
}

impl Frame {
    /// Draws title and subtitle.
    pub(super) fn new(title: &str, subtitle: &str) -> Self {
        let (title, subtitle) = (clean(title), clean(subtitle));
        let mut canvas = Canvas::default();
        let space = WIDTH - 2.0 * MARGIN;
        let mut y = MARGIN + TITLE * 0.8;
        for line in font::wrap_evenly(&title, TITLE, Weight::Bold, space, 3) {
            canvas.text((MARGIN, y), line, Type::new(TITLE, INK).bold());
            y += TITLE * 1.3;
        }
        y -= 1.0;
        for line in font::wrap_evenly(&subtitle, SUBTITLE, Weight::Regular, space, 3) {
            canvas.text((MARGIN, y), line, Type::new(SUBTITLE, MUTED));
            y += SUBTITLE * 1.35;
        }
        Self { canvas, top: y + 2.0, title }
    }

    /// Draws the footer below `bottom` and makes the chart.
    pub(super) fn finish(
        mut self,
        origin: &Origin,
        name: &str,
        bottom: f64,
        alt: &str,
        table: Table,
    ) -> Result<Chart, ChartError> {
        let rule = bottom + 14.0;
        self.canvas.line(vec![(MARGIN, rule), (WIDTH - MARGIN, rule)], AXIS, 0.6);
        let style = Type::new(SMALL, MUTED);
        let source = format!(
            "seed {} · {} replications · marketgate {}",
            origin.seed,
            numbers::count(origin.replications),
            clean(&origin.version)
        );
        let source = style.fit(&source, (WIDTH - 2.0 * MARGIN) * 0.6);
        let space = WIDTH - 2.0 * MARGIN - style.width(&source) - 20.0;
        let scenario = style.fit(&clean(&origin.scenario), space);
        let y = rule + SMALL * 1.5;
        self.canvas.text((MARGIN, y), scenario, style);
        self.canvas.text((WIDTH - MARGIN, y), source, style.anchored(Anchor::End));
        let height = y + MARGIN * 0.75;
        let alt = clean(alt);
        let svg = self.canvas.svg((WIDTH, height.ceil()), &self.title, &alt)?;
        Ok(Chart { name: name.to_owned(), title: self.title, alt, svg, table, zones: self.canvas.zones })
    }
}

/// A name without what stands after it in brackets.
fn bare(name: &str) -> &str {
    name.split_once(" (").map_or(name, |(bare, _)| bare)
}

/// A name fit for a title.
pub(super) fn short(name: &str) -> String {
    font::fit(bare(&clean(name)), TITLE, Weight::Bold, 380.0)
}

/// One panel of small multiples: the space for its drawing, under its heading.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Panel {
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) top: f64,
    pub(super) bottom: f64,
    /// Whether it stands first in its row, and carries the ticks of its figures.
    pub(super) first: bool,
    /// Height of what stands between its heading and its drawing.
    pub(super) head: f64,
    /// Space for labels at its right.
    pub(super) ends: f64,
}

/// Space that a panel leaves for ticks at its left.
const TICKS: f64 = 42.0;

/// Panels for `n` small multiples below `top`, row by row, each with room for labels at its right; and for ticks at
/// its left where each has its `own` scale.
pub(super) fn panels(n: usize, top: f64, own: bool, ends: f64) -> Vec<Panel> {
    let columns = match n {
        0..=1 => 1,
        2..=4 => 2,
        _ => 3,
    };
    let height = match columns {
        1 => 280.0,
        2 => 170.0,
        _ => 120.0,
    };
    let (shared, each) = if own { (0.0, TICKS) } else { (TICKS, 0.0) };
    let full = (WIDTH - 2.0 * MARGIN - shared) / columns as f64;
    (0..n)
        .map(|i| {
            let (row, column) = (i / columns, i % columns);
            let cell = MARGIN + shared + full * column as f64;
            let y = top + 26.0 + (height + 56.0) * row as f64;
            let (left, right) = (cell + each, cell + full - ends);
            Panel { left, right, top: y, bottom: y + height, first: column == 0, head: 0.0, ends }
        })
        .collect()
}

/// Moves panels down until each row has, under its headings, the height that the neediest of its panels wants.
pub(super) fn make_room(panels: &mut [Panel], wanted: &[f64]) {
    let rows: Vec<usize> = panels.iter().enumerate().filter(|(_, p)| p.first).map(|(i, _)| i).collect();
    let mut moved = 0.0;
    for (i, &from) in rows.iter().enumerate() {
        let to = rows.get(i + 1).copied().unwrap_or(panels.len());
        let head = wanted.get(from..to).unwrap_or_default().iter().copied().fold(0.0, f64::max);
        moved += head;
        for panel in &mut panels[from..to] {
            (panel.top, panel.bottom, panel.head) = (panel.top + moved, panel.bottom + moved, head);
        }
    }
}

impl Panel {
    /// Where the words under its axis end.
    pub(super) fn below(self) -> f64 {
        self.bottom + 20.0
    }

    /// Draws the heading, cut to the panel's width.
    pub(super) fn heading(self, canvas: &mut Canvas, name: &str) {
        let style = Type::new(LABEL, INK).bold();
        let (name, space) = (clean(name), self.right - self.left + self.ends - 10.0);
        let name = if style.width(&name) > space { bare(&name) } else { &name };
        canvas.text((self.left, self.top - self.head - 10.0), style.fit(name, space), style);
    }

    /// Draws grid lines and, in the first panel of a row or where `own`, their figures.
    pub(super) fn grid(self, canvas: &mut Canvas, lines: &[(f64, String)], own: bool) {
        for (y, label) in lines {
            canvas.line(vec![(self.left, *y), (self.right, *y)], GRID, 1.0);
            if self.first || own {
                let style = Type::new(SMALL, MUTED).anchored(Anchor::End);
                canvas.text((self.left - 6.0, y + SMALL * 0.36), style.fit(label, TICKS + 10.0), style);
            }
        }
    }

    /// Draws the axis of dates; of short labels where the panel is narrow.
    pub(super) fn dates(self, canvas: &mut Canvas, time: super::scale::Time) {
        canvas.line(vec![(self.left, self.bottom), (self.right, self.bottom)], AXIS, 1.0);
        let style = Type::new(SMALL, MUTED).anchored(Anchor::Middle);
        let mut last = f64::NEG_INFINITY;
        for (x, label) in time.ticks(|text| style.width(text)) {
            canvas.line(vec![(x, self.bottom), (x, self.bottom + 4.0)], AXIS, 1.0);
            let half = style.width(&label) / 2.0;
            if x - half > last && x + half < self.right + self.ends - 6.0 {
                canvas.text((x, self.bottom + 17.0), &*label, style);
                last = x + half + 4.0;
            }
        }
    }

    /// Marks a strip for each date or count, as far as half-way to the next, with the number of its row.
    pub(super) fn zones(self, canvas: &mut Canvas, xs: &[f64], first: usize) {
        for (i, x) in xs.iter().enumerate() {
            let from = if i == 0 { self.left } else { f64::midpoint(xs[i - 1], *x) };
            let to = xs.get(i + 1).map_or(self.right, |next| f64::midpoint(*x, *next));
            canvas.zone((from, self.top), (to, self.bottom), first + i);
        }
    }
}
