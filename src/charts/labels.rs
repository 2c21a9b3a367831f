//! Words beside what they name, in place of a legend: at the ends of bands, and as flags on lines.

use crate::charts::canvas::{Anchor, Canvas, Type};
use crate::charts::style::{AXIS, Colour};

/// Words beside the end of a band or line.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Label {
    /// The height that is named.
    pub(super) aim: f64,
    pub(super) words: String,
    pub(super) style: Type,
    /// Colour of what is named, where the words alone do not tell.
    pub(super) swatch: Option<Colour>,
}

/// Where labels stand.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    /// Where what is named ends.
    pub(super) left: f64,
    /// Where words must end.
    pub(super) right: f64,
    /// Least distance of one line of words from the next.
    pub(super) gap: f64,
    /// Heights between which their middles stay.
    pub(super) within: (f64, f64),
}

/// Length of the line from a label to what it names.
const LEADER: f64 = 6.0;
const SWATCH: f64 = 4.0;

impl Column {
    /// Writes labels, which come in order from the top, each with a line to what it names.
    pub(super) fn draw(self, canvas: &mut Canvas, labels: &[Label]) {
        let wanted: Vec<f64> = labels.iter().map(|l| l.aim).collect();
        for (label, y) in labels.iter().zip(spread(&wanted, self.gap, self.within)) {
            let from = self.left + 2.0;
            canvas.line(vec![(from, label.aim), (from + LEADER, y)], AXIS, 0.8);
            let mut x = from + LEADER + 3.0;
            if let Some(colour) = label.swatch {
                canvas.rect((x, y - 5.0), (x + SWATCH, y + 5.0), colour);
                x += SWATCH + 4.0;
            }
            let words = label.style.fit(&label.words, self.right - x);
            canvas.text((x, y + label.style.size * 0.36), words, label.style.anchored(Anchor::Start));
        }
    }
}

/// Moves heights that are in order apart until none is nearer than `gap`, within the ends.
pub(super) fn spread(wanted: &[f64], gap: f64, (top, bottom): (f64, f64)) -> Vec<f64> {
    let mut placed = wanted.to_vec();
    let mut least = top;
    for y in &mut placed {
        *y = y.max(least);
        least = *y + gap;
    }
    let mut most = bottom;
    for y in placed.iter_mut().rev() {
        *y = y.min(most);
        most = *y - gap;
    }
    placed
}

/// Words wanted at an upright line.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Wanted {
    /// The line.
    pub(super) x: f64,
    pub(super) words: String,
    /// Whether they stand before the line, where there is room.
    pub(super) before: bool,
}

/// Words at an upright line, in a row above the drawing; without one where no row has room.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Flag {
    pub(super) x: f64,
    pub(super) words: String,
    text_x: f64,
    width: f64,
    pub(super) lane: Option<usize>,
}

/// Panels that are less wide are a phone's.
const PHONE: f64 = 400.0;

/// Gives each label the topmost of `lanes` rows in which it touches no other label and no other label's line.
pub(super) fn flags(wanted: Vec<Wanted>, style: Type, (left, right): (f64, f64), lanes: usize) -> Vec<Flag> {
    let mut placed: Vec<Flag> = Vec::new();
    for Wanted { x, words, before } in wanted {
        let most = (right - left) * 0.7;
        // On a phone no two stand in a row: all that is right of the line is free.
        let most = if right - left < PHONE { most.max((right - x - 5.0) / 1.02) } else { most };
        let words = style.fit(&words, most);
        let width = style.width(&words) * 1.02;
        let earlier = x - 5.0 - width;
        let text_x = if before && earlier >= left { earlier } else { (x + 5.0).min(right - width) };
        let lane = (0..lanes).find(|&lane| !clashes(&placed, lane, x, text_x, width));
        placed.push(Flag { x, words, text_x, width, lane });
    }
    placed
}

fn clashes(placed: &[Flag], lane: usize, x: f64, text_x: f64, width: f64) -> bool {
    placed.iter().any(|other| {
        let Some(its) = other.lane else { return false };
        let over = text_x < other.text_x + other.width + 10.0 && other.text_x < text_x + width + 10.0;
        let through = |line: f64, from: f64, wide: f64| line > from - 3.0 && line < from + wide + 3.0;
        let my_line_through_it = its >= lane && through(x, other.text_x, other.width);
        let its_line_through_me = its <= lane && through(other.x, text_x, width);
        (its == lane && over) || my_line_through_it || its_line_through_me
    })
}

/// Number of rows that flags take.
pub(super) fn lanes(flags: &[Flag]) -> usize {
    flags.iter().filter_map(|f| f.lane).max().map_or(0, |lane| lane + 1)
}

impl Flag {
    /// Writes the words in their row, the first of which begins at `top`; returns where their line is to begin.
    pub(super) fn draw(&self, canvas: &mut Canvas, style: Type, top: f64, lane_height: f64) -> Option<f64> {
        let lane = self.lane? as f64;
        canvas.text((self.text_x, top + (lane + 0.72) * lane_height), &*self.words, style.anchored(Anchor::Start));
        // Words that had to move lie across their line, which then begins below them.
        let across = self.text_x <= self.x && self.x <= self.text_x + self.width;
        Some(top + (lane + if across { 1.0 } else { 0.15 }) * lane_height)
    }
}
