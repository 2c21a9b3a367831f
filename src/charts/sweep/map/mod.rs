//! A heat map: cells coloured by the figure, with its numbers or with contour lines, and the scenario's own place.

mod plates;
mod ticks;

use super::cells::Cells;
use super::classes::Classes;
use super::contours::{Area, Point};
use super::view::View;
use crate::charts::canvas::{Anchor, Canvas, Type};
use crate::charts::style::{AXIS, INK, PAPER, SMALL};

/// Most cells that have their number written in them.
const NUMBERED: usize = 60;
/// Height of a line of words.
const LINE: f64 = 15.0;
/// More levels than this beside a map have their words further apart.
const MANY: usize = 16;

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

    /// The figure of a cell.
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

    /// The same that stands on another map of these cells, where it fits on this one.
    pub(super) fn fitting(&self, over: Over) -> Over {
        if over == Over::Numbers && self.over() != Over::Numbers { Over::Nothing } else { over }
    }

    /// Draws it; `row` is the number of its first row in the table, and whether the scenario's own place is on it.
    pub(super) fn draw(&self, canvas: &mut Canvas, over: Over, (row, marked): (usize, bool), small: bool) {
        self.ground(canvas);
        for (number, cell) in (row..).zip(self.all().filter(|cell| self.points[cell.1][cell.0].is_some())) {
            let [left, top, right, bottom] = self.cell(cell);
            canvas.zone((left, top), (right, bottom), number);
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
}
