//! What every chart says around its drawing: a title with a subtitle above, where it comes from below, and in words and
//! figures for those who cannot see it.

use super::canvas::Drawing;
use super::font::Weight;
use super::format::Format;
use crate::analysis::{StudiedScenario, Summary};
use crate::charts::canvas::{Anchor, Canvas, Type};
use crate::charts::style::{AXIS, INK, MUTED, SMALL, SUBTITLE, TITLE};
use crate::charts::{Chart, Table, font};
use crate::text::clean::clean;
use crate::text::numbers::{count, day};
use jiff::civil::Date;

/// Space above the title.
const MARGIN: f64 = 24.0;

/// Where a chart comes from.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Origin {
    /// What was simulated: the title of a scenario, or of several.
    pub(super) scenario: String,
    /// First day of the simulations, where it is known.
    pub(super) start: Option<Date>,
    pub(super) seed: u64,
    /// None where nothing was simulated, and the figures are of records.
    pub(super) replications: u64,
    pub(super) version: String,
}

impl Origin {
    /// One run.
    pub(super) fn of_run(summary: &Summary) -> Self {
        Self {
            scenario: choose_title(&summary.scenario.title, &summary.scenario.name),
            start: Some(summary.scenario.start),
            seed: summary.seed,
            replications: summary.replications,
            version: summary.version.clone(),
        }
    }

    /// A study of one scenario.
    pub(super) fn of_study(scenario: &StudiedScenario, seed: u64, replications: u64, version: &str) -> Self {
        let title = choose_title(&scenario.title, &scenario.name);
        Self { scenario: title, start: Some(scenario.start), seed, replications, version: version.to_owned() }
    }

    /// What has no one first day, such as a study of several scenarios.
    pub(super) fn of_several(scenario: String, seed: u64, replications: u64, version: &str) -> Self {
        Self { scenario, start: None, seed, replications, version: version.to_owned() }
    }

    /// That it is simulated, from when on, and of what.
    fn describe(&self) -> String {
        match self.start {
            // A title that holds the day says it already.
            Some(start) if names_day(&self.scenario, start) => format!("Simulation · {}", clean(&self.scenario)),
            Some(start) => format!("Simulation from {} · {}", day(start), clean(&self.scenario)),
            None if self.replications == 0 => format!("Records · {}", clean(&self.scenario)),
            None => format!("Simulation · {}", clean(&self.scenario)),
        }
    }

    /// How many simulations by what.
    fn describe_method(&self) -> String {
        if self.replications == 0 {
            return format!("marketgate {}", clean(&self.version));
        }
        let replications = count(self.replications);
        format!("{replications} simulations · seed {} · marketgate {}", self.seed, clean(&self.version))
    }
}

/// The title of a scenario; its name where it has none.
pub(super) fn choose_title(title: &str, name: &str) -> String {
    if title.trim().is_empty() { name.to_owned() } else { title.to_owned() }
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

    /// The chart, drawn in both widths by `draw`, which begins at the top of a frame and tells where it ends.
    pub(super) fn chart(self, draw: impl Fn(&mut Frame) -> f64) -> Chart {
        let of = |format: Format| {
            let mut frame = self.begin(format);
            let bottom = draw(&mut frame);
            self.finish(frame, bottom)
        };
        let (drawing, narrow) = (of(Format::Wide), of(Format::Narrow));
        let (spoken, title) = (self.spoken.join("; "), clean(&self.title));
        let told = if spoken.is_empty() { String::new() } else { format!(" {spoken}.") };
        let alt = clean(&format!("{}. {title}.{told}", self.kind));
        Chart { name: self.name, alt, title, table: self.table, drawing, narrow }
    }

    /// Draws title and subtitle.
    fn begin(&self, format: Format) -> Frame {
        let mut canvas = Canvas::new(format);
        let (left, space) = (format.margin(), format.space());
        let mut y = MARGIN + TITLE * 0.8;
        for line in font::wrap_evenly(&clean(&self.title), TITLE, Weight::Bold, space, format.pick(3, 8)) {
            canvas.text((left, y), line, Type::new(TITLE, INK).bold());
            y += TITLE * 1.3;
        }
        let title_end = y - TITLE * 0.96;
        y -= 1.0;
        for line in font::wrap_evenly(&clean(&self.subtitle), SUBTITLE, Weight::Regular, space, format.pick(3, 9)) {
            canvas.text((left, y), line, Type::new(SUBTITLE, MUTED));
            y += SUBTITLE * 1.35;
        }
        Frame { canvas, top: y + 2.0, title_end }
    }

    /// Draws the footer below `bottom`.
    fn finish(&self, mut frame: Frame, bottom: f64) -> Drawing {
        let (canvas, rule) = (&mut frame.canvas, bottom + 14.0);
        let format = canvas.format;
        canvas.line(vec![(format.margin(), rule), (format.right(), rule)], AXIS, 0.6);
        let (style, mut y) = (Type::new(SMALL, MUTED), rule + SMALL * 1.5);
        let (told, method) = (self.origin.describe(), self.origin.describe_method());
        if format.is_narrow() {
            let lines = font::wrap(&told, SMALL, style.weight, format.space(), 2);
            for line in lines.into_iter().chain(font::wrap(&method, SMALL, style.weight, format.space(), 2)) {
                canvas.text((format.margin(), y), line, style);
                y += SMALL * 1.35;
            }
            y -= SMALL * 1.35;
        } else {
            let method = style.fit(&method, format.space() * 0.6);
            let told = style.fit(&told, format.space() - style.width(&method) - 20.0);
            canvas.text((format.margin(), y), told, style);
            canvas.text((format.right(), y), method, style.anchored(Anchor::End));
        }
        frame.canvas.draw((y + MARGIN * 0.75).ceil(), frame.title_end)
    }
}
/// Whether a title holds a day, as in `TikTok, 3 August 2020: a ban`.
fn names_day(title: &str, date: Date) -> bool {
    let short = day(date);
    let Some((before, year)) = short.rsplit_once(' ') else { return false };
    title.match_indices(before).any(|(at, _)| {
        let rest = title[at + before.len()..].trim_start_matches(char::is_alphabetic);
        rest.strip_prefix(' ').is_some_and(|rest| rest.starts_with(year))
    })
}
