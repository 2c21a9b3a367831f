//! Scheduled events in small multiples: numbered lines, and below all panels what the numbers mean.

use super::metric::{event_words, events_of, span};
use crate::analysis::{EventInfo, Summary};
use crate::charts::canvas::{Canvas, Type};
use crate::charts::panel::Panel;
use crate::charts::scale::Time;
use crate::charts::style::{INK, MARGIN, MUTED, SMALL, WIDTH};
use crate::text::numbers;

/// Most events that are explained; the charts of single markets tell them all.
const MOST: usize = 12;
/// Events that are explained in one column; more take two.
const ONE_COLUMN: usize = 4;
const LINE: f64 = 17.0;
const SIZE: f64 = SMALL - 1.0;

struct Note<'a> {
    key: &'a str,
    x: f64,
    event: &'a EventInfo,
}

/// The events of a chart, numbered from 1 in the order of its panels.
pub(super) struct Notes<'a> {
    notes: Vec<Note<'a>>,
}

/// Numbers that stand together since their lines are too near for one each.
#[derive(Debug, Clone, PartialEq)]
struct Cluster {
    numbers: (usize, usize),
    x: (f64, f64),
}

impl<'a> Notes<'a> {
    /// The events of the markets whose keys come with the panels.
    pub(super) fn of<'p>(summary: &'a Summary, panels: impl Iterator<Item = (&'a str, &'p Panel)>) -> Self {
        let (start, end) = span(summary);
        let notes = panels.flat_map(|(key, panel)| {
            let time = Time::new(start, end, (panel.left, panel.right));
            events_of(summary, key).into_iter().map(move |event| Note { key, x: time.at(event.date), event })
        });
        Self { notes: notes.collect() }
    }

    /// Whether a market has any.
    pub(super) fn marked(&self, key: &str) -> bool {
        self.notes.iter().any(|note| note.key == key)
    }

    /// Draws a market's lines in its panel, and their numbers above it.
    pub(super) fn mark(&self, canvas: &mut Canvas, key: &str, panel: Panel) {
        let mut clusters: Vec<Cluster> = Vec::new();
        for (i, note) in self.notes.iter().enumerate().filter(|(_, note)| note.key == key) {
            canvas.line(vec![(note.x, panel.top - 2.0), (note.x, panel.bottom)], MUTED, 0.8);
            clusters.push(Cluster { numbers: (i + 1, i + 1), x: (note.x, note.x) });
            while let [.., before, last] = clusters.as_slice() {
                if before.span(panel).1 + 4.0 <= last.span(panel).0 {
                    break;
                }
                let joined = Cluster { numbers: (before.numbers.0, last.numbers.1), x: (before.x.0, last.x.1) };
                clusters.truncate(clusters.len() - 2);
                clusters.push(joined);
            }
        }
        for cluster in clusters {
            canvas.text((cluster.span(panel).0, panel.top - 5.0), cluster.words(), style());
        }
    }

    /// Writes what the numbers mean below `top`; returns where that ends.
    pub(super) fn explain(&self, canvas: &mut Canvas, top: f64) -> f64 {
        let told = self.notes.len().min(MOST);
        let columns = if told > ONE_COLUMN { 2 } else { 1 };
        let rows = told.div_ceil(columns);
        let wide = (WIDTH - 2.0 * MARGIN) / columns as f64;
        let place = |i: usize| (MARGIN + wide * (i / rows.max(1)) as f64, top + 20.0 + LINE * (i % rows.max(1)) as f64);
        for (i, note) in self.notes.iter().take(told).enumerate() {
            let (x, y) = place(i);
            let words = format!("{}: {}", numbers::day(note.event.date), event_words(note.event));
            canvas.text((x, y), (i + 1).to_string(), style());
            let small = Type::new(SIZE, MUTED);
            canvas.text((x + 20.0, y), small.fit(&words, wide - 36.0), small);
        }
        let mut bottom = top + if told > 0 { 8.0 + LINE * rows as f64 } else { 0.0 };
        if self.notes.len() > told {
            bottom += LINE;
            let rest = format!("Events from {} on are told in the charts of single markets", told + 1);
            canvas.text((MARGIN, bottom - 5.0), rest, Type::new(SIZE, MUTED));
        }
        bottom
    }
}

fn style() -> Type {
    Type::new(SIZE, INK).bold()
}

impl Cluster {
    fn words(&self) -> String {
        match self.numbers {
            (first, last) if first == last => first.to_string(),
            (first, last) if last == first + 1 => format!("{first}, {last}"),
            (first, last) => format!("{first} to {last}"),
        }
    }

    /// Left and right end of its words.
    fn span(&self, panel: Panel) -> (f64, f64) {
        let width = style().width(&self.words());
        let left = (f64::midpoint(self.x.0, self.x.1) - width / 2.0).max(panel.left - 3.0);
        (left, left + width)
    }
}
