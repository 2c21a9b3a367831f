//! What every chart says around its drawing: a title with a subtitle above, where it comes from below, and in words and
//! figures for those who cannot see it.

use super::font::Weight;
use crate::analysis::{StudiedScenario, Summary};
use crate::charts::canvas::{Anchor, Canvas, Type};
use crate::charts::style::{AXIS, INK, MARGIN, MUTED, SMALL, SUBTITLE, TITLE, WIDTH};
use crate::charts::{Chart, ChartError, Table, font};
use crate::text::clean::clean;
use crate::text::numbers::count;

/// Where a chart comes from.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Origin {
    pub(super) scenario: String,
    pub(super) seed: u64,
    pub(super) replications: u64,
    pub(super) version: String,
}

impl Origin {
    /// One run.
    pub(super) fn of_run(summary: &Summary) -> Self {
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

/// What a chart says beside its drawing.
pub(super) struct Sheet {
    /// Stem of its file.
    pub(super) name: String,
    /// The finding.
    pub(super) title: String,
    pub(super) subtitle: String,
    /// What kind of drawing it is.
    pub(super) kind: String,
    /// Its figures in words.
    pub(super) spoken: Vec<String>,
    /// The figures behind it.
    pub(super) table: Table,
    pub(super) origin: Origin,
}

/// A chart in the making.
pub(super) struct Frame {
    pub(super) canvas: Canvas,
    /// Where the body begins.
    pub(super) top: f64,
    /// Where the title ends.
    title_end: f64,
}

impl Sheet {
    /// A sheet whose subtitle and figures in words are to come.
    pub(super) fn new(name: &str, kind: &str, title: String, table: Table, origin: Origin) -> Self {
        let (name, kind) = (name.to_owned(), kind.to_owned());
        Self { name, title, subtitle: String::new(), kind, spoken: Vec::new(), table, origin }
    }

    /// Draws title and subtitle.
    pub(super) fn begin(&self) -> Frame {
        let mut canvas = Canvas::default();
        let space = WIDTH - 2.0 * MARGIN;
        let mut y = MARGIN + TITLE * 0.8;
        for line in font::wrap_evenly(&clean(&self.title), TITLE, Weight::Bold, space, 3) {
            canvas.text((MARGIN, y), line, Type::new(TITLE, INK).bold());
            y += TITLE * 1.3;
        }
        let title_end = y - TITLE * 0.96;
        y -= 1.0;
        for line in font::wrap_evenly(&clean(&self.subtitle), SUBTITLE, Weight::Regular, space, 3) {
            canvas.text((MARGIN, y), line, Type::new(SUBTITLE, MUTED));
            y += SUBTITLE * 1.35;
        }
        Frame { canvas, top: y + 2.0, title_end }
    }

    /// Draws the footer below `bottom` and makes the chart.
    pub(super) fn finish(self, mut frame: Frame, bottom: f64) -> Result<Chart, ChartError> {
        let (canvas, rule) = (&mut frame.canvas, bottom + 14.0);
        canvas.line(vec![(MARGIN, rule), (WIDTH - MARGIN, rule)], AXIS, 0.6);
        let (style, space) = (Type::new(SMALL, MUTED), WIDTH - 2.0 * MARGIN);
        let origin = &self.origin;
        let replications = count(origin.replications);
        let source =
            format!("seed {} · {replications} replications · marketgate {}", origin.seed, clean(&origin.version));
        let source = style.fit(&source, space * 0.6);
        let scenario = style.fit(&clean(&origin.scenario), space - style.width(&source) - 20.0);
        let y = rule + SMALL * 1.5;
        canvas.text((MARGIN, y), scenario, style);
        canvas.text((WIDTH - MARGIN, y), source, style.anchored(Anchor::End));
        let (spoken, title) = (self.spoken.join("; "), clean(&self.title));
        let told = if spoken.is_empty() { String::new() } else { format!(" {spoken}.") };
        let height = (y + MARGIN * 0.75).ceil();
        Ok(Chart {
            name: self.name,
            alt: clean(&format!("{}. {title}.{told}", self.kind)),
            title,
            table: self.table,
            zones: std::mem::take(&mut canvas.zones),
            drawing: frame.canvas.draw((WIDTH, height), frame.title_end)?,
        })
    }
}
