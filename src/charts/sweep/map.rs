//! A heat map: cells coloured by the figure, with its numbers or with contour lines, and the scenario's own place.

use super::cells::Cells;
use super::classes::Classes;
use super::contours::{Area, Field, Point, along, inside, long, outside};
use super::view::{View, fitting};
use crate::charts::canvas::{Anchor, Canvas, Type};
use crate::charts::font::{Weight, wrap};
use crate::charts::style::{AXIS, Colour, INK, MUTED, PAPER, SMALL};

/// Most cells that have their number written in them.
const NUMBERED: usize = 60;
/// Height of a line of words, and how many a heading of a column may have.
const LINE: f64 = 15.0;
const LINES: usize = 3;
/// Shorter contours are specks.
const SPECK: f64 = 10.0;
/// More levels than this beside a map have their words further apart.
const MANY: usize = 16;
/// Words of the scenario's own place.
const OWN: &str = "as in the scenario";

/// What stands on the cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Over {
    Numbers,
    Contours,
    Nothing,
}

/// A map in its place.
pub(super) struct Map<'a> {
    view: &'a View<'a>,
    classes: &'a Classes,
    /// Numbers of the inputs.
    inputs: (usize, usize),
    across: Cells,
    up: Cells,
    /// The point of each cell, by row from the first level and by column.
    points: Vec<Vec<Option<usize>>>,
    area: Area,
}

/// A contour with its level and its colour.
struct Contour {
    line: Vec<Point>,
    level: f64,
    colour: Colour,
}

/// Words on a plate.
pub(super) struct Plate {
    area: Area,
    words: String,
    style: Type,
    ground: Colour,
}

impl<'a> Map<'a> {
    /// A map of two inputs at those points that `of` lets through.
    pub(super) fn new(
        view: &'a View<'a>,
        classes: &'a Classes,
        inputs: (usize, usize),
        area: Area,
        of: impl Fn(usize) -> bool,
    ) -> Self {
        let [left, top, right, bottom] = area;
        let (x, y) = (&view.inputs[inputs.0], &view.inputs[inputs.1]);
        let across = Cells::of(x, (left, right));
        let up = Cells::of(y, if y.is_words() { (top, bottom) } else { (bottom, top) });
        let mut points = vec![vec![None; across.len()]; up.len()];
        let slot = |cells: &Cells, levels: usize| {
            let mut slots = vec![None; levels];
            cells.levels.iter().enumerate().for_each(|(i, level)| slots[*level] = Some(i));
            slots
        };
        let (columns, rows) = (slot(&across, x.places.len()), slot(&up, y.places.len()));
        for point in (0..view.sweep.points()).filter(|point| of(*point)) {
            let at = |input: usize| view.inputs[input].swept.at[point] as usize;
            if let (Some(column), Some(row)) = (columns[at(inputs.0)], rows[at(inputs.1)]) {
                points[row][column] = Some(point);
            }
        }
        Self { view, classes, inputs, across, up, points, area }
    }

    /// The points of its cells, in the order of their zones.
    pub(super) fn listed(&self) -> Vec<usize> {
        self.points.iter().flatten().flatten().copied().collect()
    }

    fn value(&self, (column, row): (usize, usize)) -> Option<f64> {
        self.points[row][column].and_then(|point| self.view.value(point))
    }

    fn cell(&self, (column, row): (usize, usize)) -> Area {
        let (x, y) = (&self.across.edges[column..column + 2], &self.up.edges[row..row + 2]);
        [x[0].min(x[1]), y[0].min(y[1]), x[0].max(x[1]), y[0].max(y[1])]
    }

    fn all(&self) -> impl Iterator<Item = (usize, usize)> + use<> {
        let columns = self.across.len();
        (0..self.up.len()).flat_map(move |row| (0..columns).map(move |column| (column, row)))
    }

    /// What may stand on the cells: numbers where they fit, or else contours, unless there is nothing but noise.
    pub(super) fn over(&self) -> Over {
        let style = Type::new(SMALL, INK);
        let widest = self
            .all()
            .filter_map(|cell| self.value(cell))
            .map(|v| style.width(&self.view.write(v)))
            .fold(0.0, f64::max);
        let room = self.across.narrowest() >= widest + 8.0 && self.up.narrowest() >= LINE + 2.0;
        let ordered = [self.inputs.0, self.inputs.1].iter().all(|input| !self.view.inputs[*input].is_words());
        if self.across.len() * self.up.len() <= NUMBERED && room {
            Over::Numbers
        } else if ordered && !self.view.is_noise() && self.across.len() > 2 && self.up.len() > 2 {
            Over::Contours
        } else {
            Over::Nothing
        }
    }

    /// Draws it; `row` is the number of its first row in the table, and whether the scenario's own place is on it.
    pub(super) fn draw(&self, canvas: &mut Canvas, over: Over, (row, marked): (usize, bool), small: bool) {
        self.ground(canvas);
        let mut number = row;
        for cell in self.all().filter(|cell| self.points[cell.1][cell.0].is_some()) {
            let [left, top, right, bottom] = self.cell(cell);
            canvas.zone((left, top), (right, bottom), number);
            number += 1;
        }
        let own = self.own().filter(|_| marked);
        match over {
            Over::Numbers => self.numbers(canvas),
            Over::Contours => self.contours(canvas, &self.lines(if small { 2 } else { 1 }), own, small),
            Over::Nothing => self.contours(canvas, &[], own, small),
        }
        let [left, top, right, bottom] = self.area;
        canvas.outline((left, top), (right, bottom), AXIS, 1.0);
        match own {
            Some(at) if over == Over::Numbers => self.ring_cell(canvas, at),
            Some(at) => {
                canvas.dot(at, 5.5, PAPER);
                canvas.dot(at, 3.5, INK);
            }
            None => {}
        }
    }

    /// Cells, those of one colour beside each other in one piece; those without a figure are struck out.
    fn ground(&self, canvas: &mut Canvas) {
        for row in 0..self.up.len() {
            let class = |column: usize| self.value((column, row)).map(|value| self.classes.number(value));
            let mut from = 0;
            while from < self.across.len() {
                let Some(of) = class(from) else {
                    let [left, top, right, bottom] = self.cell((from, row));
                    canvas.line(vec![(left, bottom), (right, top)], AXIS, 0.8);
                    from += 1;
                    continue;
                };
                let to =
                    (from..self.across.len()).find(|column| class(*column) != Some(of)).unwrap_or(self.across.len());
                let (first, last) = (self.cell((from, row)), self.cell((to - 1, row)));
                canvas.rect((first[0], first[1]), (last[2], last[3]), self.classes.shade(of).colour);
                from = to;
            }
        }
    }

    fn numbers(&self, canvas: &mut Canvas) {
        for cell in self.all() {
            let Some(value) = self.value(cell) else { continue };
            let [left, top, right, bottom] = self.cell(cell);
            let style = Type::new(SMALL, self.classes.shade_of(value).words).anchored(Anchor::Middle);
            let at = (f64::midpoint(left, right), f64::midpoint(top, bottom) + 4.3);
            canvas.text(at, self.view.write(value), style);
        }
    }

    /// The pixel of the scenario's own values, where both are known and lie in range.
    pub(super) fn own(&self) -> Option<Point> {
        let (x, y) = (&self.view.inputs[self.inputs.0], &self.view.inputs[self.inputs.1]);
        self.across.pixel(x.base()?).zip(self.up.pixel(y.base()?))
    }

    fn ring_cell(&self, canvas: &mut Canvas, (x, y): Point) {
        let Some(cell) = self.across.cell(x).zip(self.up.cell(y)) else { return };
        let [left, top, right, bottom] = self.cell(cell);
        canvas.outline((left + 1.5, top + 1.5), (right - 1.5, bottom - 1.5), PAPER, 3.0);
        canvas.outline((left + 1.0, top + 1.0), (right - 1.0, bottom - 1.0), INK, 2.0);
    }

    /// Contours with their words, and those of the scenario's own place.
    fn contours(&self, canvas: &mut Canvas, lines: &[Contour], own: Option<Point>, small: bool) {
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
            for part in outside(&contour.line, &hidden) {
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
    fn lines(&self, every: usize) -> Vec<Contour> {
        let values: Vec<Vec<Option<f64>>> = (0..self.up.len())
            .map(|row| (0..self.across.len()).map(|column| self.value((column, row))).collect())
            .collect();
        let field = Field { xs: &self.across.centres, ys: &self.up.centres, values: &values };
        let edges = &self.classes.edges;
        let round = |edge: f64| (edge / self.classes.step / every as f64).fract().abs();
        let mut out = Vec::new();
        for (i, level) in edges.iter().enumerate().take(edges.len() - 1).skip(1) {
            let kept = edges.len() < 7 || [round(*level), 1.0 - round(*level)].iter().any(|rest| *rest < 1e-6);
            let mut lines = if kept { field.contours(*level) } else { Vec::new() };
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
    pub(super) fn own_plate(&self, (x, y): Point) -> Option<Plate> {
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

    /// Writes the levels across below the map; returns where they end.
    pub(super) fn ticks_below(&self, canvas: &mut Canvas, small: bool) -> f64 {
        let input = &self.view.inputs[self.inputs.0];
        let style = Type::new(if small { SMALL - 1.0 } else { SMALL }, MUTED).anchored(Anchor::Middle);
        let bottom = self.area[3];
        let told = self.across.levels.iter().zip(&self.across.centres).map(|(level, x)| (*x, input.level(*level)));
        if !input.is_words() {
            for (x, words) in fitting(told.collect(), style, if self.across.len() > MANY { 24.0 } else { 10.0 }) {
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
    pub(super) fn ticks_beside(&self, canvas: &mut Canvas, room: f64, small: bool) {
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

fn touch(a: &Area, b: &Area, gap: f64) -> bool {
    a[0] < b[2] + gap && b[0] < a[2] + gap && a[1] < b[3] + gap && b[1] < a[3] + gap
}
