//! What stands on a map without numbers: contour lines and words on plates.

use super::Map;
use crate::charts::canvas::{Anchor, Canvas, Type};
use crate::charts::style::{Colour, INK, PAPER, SMALL};
use crate::charts::sweep::axis::OWN;
use crate::charts::sweep::contours::{Area, Field, Point, along, inside, long, outside, smooth};

/// Shorter contours are specks.
const SPECK: f64 = 10.0;

/// A contour with its level and its colour.
pub(super) struct Contour {
    line: Vec<Point>,
    level: f64,
    colour: Colour,
}

/// Words on a plate.
pub(in crate::charts::sweep) struct Plate {
    area: Area,
    words: String,
    style: Type,
    ground: Colour,
}

impl Map<'_> {
    /// Contours with their words, and those of the scenario's own place.
    pub(super) fn contours(&self, canvas: &mut Canvas, lines: &[Contour], own: Option<Point>, small: bool) {
        let mut blocked = self.gaps();
        let mut plates: Vec<Plate> = Vec::new();
        if let Some((x, y)) = own {
            blocked.push([x - 8.0, y - 8.0, x + 8.0, y + 8.0]);
            plates.extend(self.own_plate((x, y)).filter(|_| !small));
        }
        for contour in lines {
            plates.extend(self.plate(contour, lines, &plates, &blocked, small));
        }
        let hidden: Vec<Area> = plates.iter().map(|plate| plate.area).collect();
        for contour in lines {
            for part in outside(&contour.line, &hidden).into_iter().filter(|part| long(part) >= SPECK) {
                canvas.line(part, contour.colour, 1.2);
            }
        }
        for plate in plates {
            let [left, top, right, bottom] = plate.area;
            canvas.rect((left, top), (right, bottom), plate.ground);
            let at = (f64::midpoint(left, right), f64::midpoint(top, bottom) + plate.style.size * 0.36);
            canvas.text(at, plate.words, plate.style.anchored(Anchor::Middle));
        }
    }

    /// Contours at every so many of the inner edges of classes, the longest of each level first.
    pub(super) fn lines(&self, every: usize) -> Vec<Contour> {
        let values: Vec<Vec<Option<f64>>> = (0..self.up.len())
            .map(|row| (0..self.across.len()).map(|column| self.value((column, row))).collect())
            .collect();
        let field = Field { xs: &self.across.centres, ys: &self.up.centres, values: &values };
        let edges = &self.classes.edges;
        let round = |edge: f64| (edge / self.classes.step / every as f64).fract().abs();
        let mut out = Vec::new();
        for (i, level) in edges.iter().enumerate().take(edges.len() - 1).skip(1) {
            let kept = edges.len() < 7 || [round(*level), 1.0 - round(*level)].iter().any(|rest| *rest < 1e-6);
            let mut lines: Vec<Vec<Point>> =
                if kept { field.contours(*level).iter().map(|line| smooth(line)).collect() } else { Vec::new() };
            lines.retain(|line| long(line) >= SPECK);
            lines.sort_by_key(|line| std::cmp::Reverse(line.len()));
            let colour = self.classes.shade(i - 1).words;
            out.extend(lines.into_iter().map(|line| Contour { line, level: *level, colour }));
        }
        out
    }

    /// Words on a contour, nearest to its middle where nothing is in the way; none on short ones.
    fn plate(
        &self,
        contour: &Contour,
        all: &[Contour],
        taken: &[Plate],
        blocked: &[Area],
        small: bool,
    ) -> Option<Plate> {
        let words = self.view.tick(contour.level, self.classes.step);
        let size = if small { SMALL - 1.0 } else { SMALL };
        let half = Type::new(size, INK).width(&words) / 2.0 + 3.0;
        let at = along(&contour.line, 4.0);
        if (at.len() as f64) * 4.0 < 3.2 * half {
            return None;
        }
        let free = |(x, y): &Point| {
            let area = [x - half, y - 8.0, x + half, y + 8.0];
            let others = all.iter().filter(|other| other.level != contour.level);
            self.holds(&area)
                && !blocked.iter().chain(taken.iter().map(|plate| &plate.area)).any(|other| touch(&area, other, 3.0))
                && !others.into_iter().any(|other| other.line.windows(2).any(|p| inside(p[0], p[1], &area).is_some()))
        };
        let (x, y) = at.into_iter().find(free)?;
        let cell = self.across.cell(x).zip(self.up.cell(y))?;
        let shade = self.classes.shade_of(self.value(cell)?);
        let style = Type::new(size, shade.words);
        Some(Plate { area: [x - half, y - 8.0, x + half, y + 8.0], words, style, ground: shade.colour })
    }

    /// Cells without a figure, on whose strokes no words should stand.
    fn gaps(&self) -> Vec<Area> {
        self.all().filter(|cell| self.value(*cell).is_none()).map(|cell| self.cell(cell)).collect()
    }

    /// Words beside the scenario's own place.
    pub(in crate::charts::sweep) fn own_plate(&self, (x, y): Point) -> Option<Plate> {
        let style = Type::new(SMALL, INK);
        let wide = style.width(OWN) + 8.0;
        let places = [(9.0, -9.0), (-9.0 - wide, -9.0), (-wide / 2.0, -27.0), (-wide / 2.0, 9.0)];
        let mut areas = places.into_iter().map(|(dx, dy)| [x + dx, y + dy, x + dx + wide, y + dy + 18.0]);
        let gaps = self.gaps();
        let area = areas.find(|area| self.holds(area) && !gaps.iter().any(|gap| touch(area, gap, 0.0)))?;
        Some(Plate { area, words: OWN.to_owned(), style, ground: PAPER })
    }

    fn holds(&self, area: &Area) -> bool {
        let [left, top, right, bottom] = self.area;
        area[0] > left + 2.0 && area[1] > top + 2.0 && area[2] < right - 2.0 && area[3] < bottom - 2.0
    }
}

fn touch(a: &Area, b: &Area, gap: f64) -> bool {
    a[0] < b[2] + gap && b[0] < a[2] + gap && a[1] < b[3] + gap && b[1] < a[3] + gap
}
