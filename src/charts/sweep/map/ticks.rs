//! Levels beside and below a map.

use super::{LINE, MANY, Map};
use crate::charts::canvas::{Anchor, Canvas, Type};
use crate::charts::font::{Weight, wrap};
use crate::charts::style::{AXIS, MUTED, SMALL};
use crate::charts::sweep::view::fitting;

/// Lines of words that a column may have.
const LINES: usize = 3;

impl Map<'_> {
    /// Writes the levels across below the map; returns where they end.
    pub(in crate::charts::sweep) fn ticks_below(&self, canvas: &mut Canvas, small: bool) -> f64 {
        let input = &self.view.inputs[self.inputs.0];
        let style = Type::new(if small { SMALL - 1.0 } else { SMALL }, MUTED).anchored(Anchor::Middle);
        let bottom = self.area[3];
        let told = self.across.levels.iter().zip(&self.across.centres).map(|(level, x)| (*x, input.level(*level)));
        if !input.is_words() {
            let (left, right) = (self.area[0], self.area[2]);
            for (x, words) in fitting(told.collect(), style, if self.across.len() > MANY { 24.0 } else { 10.0 }) {
                let half = style.width(&words) / 2.0;
                // Beside a small map there is another.
                if small && (x - half < left - 9.0 || x + half > right + 9.0) {
                    continue;
                }
                canvas.line(vec![(x, bottom), (x, bottom + 4.0)], AXIS, 1.0);
                canvas.text((x, bottom + 17.0), words, style);
            }
            return bottom + 22.0;
        }
        let room = self.across.narrowest() - 8.0;
        if room < 24.0 {
            return bottom + 4.0;
        }
        let mut lines = 0;
        for (x, words) in told {
            let wrapped = wrap(&words, style.size, Weight::Regular, room, if small { 1 } else { LINES });
            lines = lines.max(wrapped.len());
            for (i, line) in wrapped.into_iter().enumerate() {
                canvas.text((x, bottom + 17.0 + LINE * i as f64), line, style);
            }
        }
        bottom + 7.0 + LINE * lines as f64
    }

    /// Writes the levels upwards at the left of the map, in `room` pixels.
    pub(in crate::charts::sweep) fn ticks_beside(&self, canvas: &mut Canvas, room: f64, small: bool) {
        let input = &self.view.inputs[self.inputs.1];
        let style = Type::new(if small { SMALL - 1.0 } else { SMALL }, MUTED).anchored(Anchor::End);
        let gaps = self.up.centres.windows(2).map(|pair| (pair[1] - pair[0]).abs()).fold(f64::INFINITY, f64::min);
        let least = if self.up.len() > MANY && !input.is_words() { 2.0 * LINE } else { LINE };
        let every = if gaps.is_finite() { (least / gaps).ceil().max(1.0) as usize } else { 1 };
        let left = self.area[0];
        for (level, y) in self.up.levels.iter().zip(&self.up.centres).step_by(every) {
            canvas.line(vec![(left - 4.0, *y), (left, *y)], AXIS, 1.0);
            canvas.text((left - 7.0, y + 4.3), style.fit(&input.level(*level), room - 7.0), style);
        }
    }
}
