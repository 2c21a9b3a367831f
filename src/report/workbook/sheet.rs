//! A sheet in the making: words and tables are put on it, and it keeps account of how wide its columns must be.

use rust_xlsxwriter::{Chart, Format, FormatAlign, Worksheet, XlsxError};

use crate::report::ReportError;

use super::cells::{Cell, Formats, Kind, Unit, length, serial};

/// Characters that fit on one landscape page at the smallest size still read with ease.
const PAGE: f64 = 215.0;
/// Most characters of a column of words before they are put on several lines.
const WIDEST: f64 = 44.0;
/// Least characters of any column.
const LEAST: f64 = 8.0;
/// Room for the button of a filter, and for the border.
const ROOM: f64 = 2.5;
/// Height of a line of text in points.
const LINE: f64 = 15.0;
/// Pixels of a line.
const LINE_PIXELS: u32 = 20;
/// Pixels of a character, by which widths of columns are measured.
const CHARACTER: f64 = 7.0;
/// A4.
const PAPER: u8 = 9;

/// A sheet in the making.
pub(in crate::report) struct Sheet {
    pub(super) name: String,
    sheet: Worksheet,
    widths: Vec<f64>,
    /// Characters from the left edge of the sheet to the right edge of its outermost chart.
    reach: f64,
    frozen: u16,
}

/// Where a table stands: its head in row `top`, its rows from there to `last`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::report) struct Area {
    sheet: String,
    top: u32,
    last: u32,
    left: u16,
}

impl Area {
    /// The row below the table.
    pub(in crate::report) fn below(&self) -> u32 {
        self.last + 1
    }

    /// The head of a column, for a chart.
    pub(super) fn head(&self, column: u16) -> (&str, u32, u16) {
        (&self.sheet, self.top, self.left + column)
    }

    /// The first `most` cells of a column below its head, for a chart.
    pub(super) fn column(&self, column: u16, most: u32) -> (&str, u32, u16, u32, u16) {
        let last = self.last.min(self.top.saturating_add(most)).max(self.top + 1);
        (&self.sheet, self.top + 1, self.left + column, last, self.left + column)
    }

    /// The rows from `first` to `last` of a column, counted from 0 below the head.
    pub(super) fn rows(&self, column: u16, first: u32, last: u32) -> (&str, u32, u16, u32, u16) {
        (&self.sheet, self.top + 1 + first, self.left + column, self.top + 1 + last, self.left + column)
    }
}

/// What is known of a column before it is written.
#[derive(Debug, Clone, Default)]
struct Column {
    /// Characters of the longest text.
    text: usize,
    /// Greatest and least of its money.
    money: [f64; 2],
    /// Characters of the longest other number.
    number: usize,
    numeric: bool,
}

impl Column {
    fn see(&mut self, cell: &Cell) {
        match cell {
            Cell::Text(words) => self.text = self.text.max(words.chars().map(room).sum()),
            Cell::Number(value, Kind::Money) => {
                self.money = [self.money[0].max(*value), self.money[1].min(*value)];
                self.numeric = true;
            }
            Cell::Number(value, kind) => {
                self.number = self.number.max(length(*value, *kind));
                self.numeric = true;
            }
            Cell::Date(_) => self.text = self.text.max("yyyy-mm-dd".len()),
            Cell::Empty => {}
        }
    }

    fn unit(&self) -> Unit {
        Unit::of(self.money[0].max(-self.money[1]))
    }

    fn width(&self, head: &str) -> f64 {
        let money = self.money.iter().filter(|m| **m != 0.0).map(|m| self.unit().length(*m)).max().unwrap_or(0);
        let word = head.split_whitespace().map(|w| w.chars().map(room).sum()).max().unwrap_or(0);
        // Heads take up to three lines.
        let third = head.chars().map(room).sum::<usize>().div_ceil(3);
        let words = (self.text as f64 * 1.05).min(WIDEST);
        (money.max(self.number).max(word).max(third) as f64 * 1.1).max(words)
    }
}

/// Rows that a chart of so many pixels covers, with a little air.
pub(in crate::report) fn covered(height: u32) -> u32 {
    height.div_ceil(LINE_PIXELS) + 1
}

/// Characters of the Latin alphabet that `c` is as wide as.
fn room(c: char) -> usize {
    if c >= '\u{1100}' { 2 } else { 1 }
}

impl Sheet {
    pub(super) fn new(name: String, footer: &str) -> Result<Self, ReportError> {
        let mut sheet = Worksheet::new();
        sheet.set_name(&name).map_err(ReportError::encode)?;
        sheet.set_landscape().set_paper_size(PAPER).set_margins(0.5, 0.5, 0.6, 0.6, 0.3, 0.3);
        sheet.set_footer(format!("&L{footer}&C&A&RPage &P of &N"));
        Ok(Self { name, sheet, widths: Vec::new(), reach: 0.0, frozen: 0 })
    }

    /// A table with its head in row `top`, from column `left` on. Each column of money is shown in one unit.
    ///
    /// # Errors
    /// [`ReportError::Encode`] where it does not fit on a sheet.
    pub(in crate::report) fn table<R>(
        &mut self,
        formats: &Formats,
        (top, left): (u32, u16),
        heads: &[impl AsRef<str>],
        rows: R,
    ) -> Result<Area, ReportError>
    where
        R: Iterator<Item: AsRef<[Cell]>> + Clone,
    {
        let mut columns = vec![Column::default(); heads.len()];
        for row in rows.clone() {
            columns.iter_mut().zip(row.as_ref()).for_each(|(column, cell)| column.see(cell));
        }
        let places = || (left..).zip(&columns);
        for ((at, column), head) in places().zip(heads) {
            let format = if column.numeric { &formats.number_head } else { &formats.text_head };
            let head = Cell::text(head.as_ref());
            let words = if let Cell::Text(words) = &head { words } else { "" };
            self.sheet.write_string_with_format(top, at, words, format).map_err(ReportError::encode)?;
            self.widen(at, column.width(words));
        }
        let units: Vec<Unit> = columns.iter().map(Column::unit).collect();
        let mut last = top;
        for row in rows {
            last += 1;
            for ((at, cell), unit) in (left..).zip(row.as_ref()).zip(&units) {
                self.put(formats, (last, at), cell, *unit).map_err(ReportError::encode)?;
            }
        }
        Ok(Area { sheet: self.name.clone(), top, last, left })
    }

    fn put(&mut self, formats: &Formats, (row, at): (u32, u16), cell: &Cell, unit: Unit) -> Result<(), XlsxError> {
        match cell {
            Cell::Text(words) => {
                let long = words.chars().map(room).sum::<usize>() as f64 > WIDEST;
                let format = if long { &formats.wrapped } else { &formats.text };
                self.sheet.write_string_with_format(row, at, words, format)?;
            }
            Cell::Number(value, kind) => {
                self.sheet.write_number_with_format(row, at, *value, formats.number(*value, *kind, unit))?;
            }
            Cell::Date(date) => match serial(*date) {
                Some(day) => drop(self.sheet.write_datetime_with_format(row, at, day, &formats.date)?),
                None => drop(self.sheet.write_string(row, at, date.to_string())?),
            },
            Cell::Empty => {}
        }
        Ok(())
    }

    /// One cell outside a table, to the left; words run over the empty cells to their right.
    ///
    /// # Errors
    /// [`ReportError::Encode`] where it lies off the sheet.
    pub(in crate::report) fn fact(
        &mut self,
        formats: &Formats,
        at: (u32, u16),
        cell: &Cell,
    ) -> Result<(), ReportError> {
        if let Cell::Number(value, kind) = cell {
            let format = formats.number(*value, *kind, Unit::of(value.abs())).clone().set_align(FormatAlign::Left);
            self.sheet.write_number_with_format(at.0, at.1, *value, &format).map_err(ReportError::encode)?;
            return Ok(());
        }
        self.put(formats, at, cell, Unit::of(0.0)).map_err(ReportError::encode)
    }

    /// Words in a format of their own.
    ///
    /// # Errors
    /// [`ReportError::Encode`] where they lie off the sheet.
    pub(in crate::report) fn words(
        &mut self,
        (row, at): (u32, u16),
        words: &str,
        format: &Format,
    ) -> Result<(), ReportError> {
        if let Cell::Text(words) = Cell::text(words) {
            self.sheet.write_string_with_format(row, at, words, format).map_err(ReportError::encode)?;
        }
        Ok(())
    }

    /// Words over the columns 0 to `last` of a row, on as many lines as they need; `scale` is their size
    /// relative to ordinary text. Widths must be known.
    ///
    /// # Errors
    /// [`ReportError::Encode`] where they lie off the sheet.
    pub(in crate::report) fn paragraph(
        &mut self,
        (row, last): (u32, u16),
        words: &str,
        format: &Format,
        scale: f64,
    ) -> Result<(), ReportError> {
        let Cell::Text(words) = Cell::text(words) else { return Ok(()) };
        self.sheet.merge_range(row, 0, row, last, &words, format).map_err(ReportError::encode)?;
        let space: f64 = (0..=last).map(|at| self.width(at)).sum();
        let lines = (words.chars().map(room).sum::<usize>() as f64 * scale * 1.1 / space).ceil().clamp(1.0, 20.0);
        self.sheet.set_row_height(row, lines * LINE * scale).map_err(ReportError::encode)?;
        Ok(())
    }

    /// Makes a column at least so many characters wide.
    pub(in crate::report) fn widen(&mut self, at: u16, characters: f64) {
        let at = usize::from(at);
        if self.widths.len() <= at {
            self.widths.resize(at + 1, LEAST);
        }
        self.widths[at] = self.widths[at].max(characters + ROOM);
    }

    /// Characters that fit in a column.
    pub(super) fn width(&self, at: u16) -> f64 {
        self.widths.get(usize::from(at)).copied().unwrap_or(LEAST)
    }

    /// Characters that fit in all columns.
    pub(super) fn whole_width(&self) -> f64 {
        self.widths.iter().sum()
    }

    /// Keeps the first `rows` rows and `columns` columns in sight, and prints them on every page.
    ///
    /// # Errors
    /// [`ReportError::Encode`] where they lie off the sheet.
    pub(in crate::report) fn freeze(&mut self, rows: u32, columns: u16) -> Result<(), ReportError> {
        self.frozen = columns;
        self.sheet.set_freeze_panes(rows, columns).map_err(ReportError::encode)?;
        if rows > 0 {
            self.sheet.set_repeat_rows(0, rows - 1).map_err(ReportError::encode)?;
        }
        Ok(())
    }

    /// Puts a filter on a table's head.
    ///
    /// # Errors
    /// [`ReportError::Encode`] where the table lies off the sheet.
    pub(in crate::report) fn filter(&mut self, area: &Area, columns: usize) -> Result<(), ReportError> {
        let right = area.left + (columns as u16).saturating_sub(1);
        self.sheet.autofilter(area.top, area.left, area.last, right).map_err(ReportError::encode)?;
        Ok(())
    }

    /// Puts a chart of a size in pixels with its corner on a cell; the columns to its left must be known.
    ///
    /// # Errors
    /// [`ReportError::Encode`] where the chart has no data.
    pub(in crate::report) fn chart(
        &mut self,
        (row, at): (u32, u16),
        (width, height): (u32, u32),
        chart: &mut Chart,
    ) -> Result<(), ReportError> {
        chart.set_width(width).set_height(height);
        self.sheet.insert_chart_with_offset(row, at, chart, 6, 6).map_err(ReportError::encode)?;
        let left: f64 = (0..at).map(|column| self.width(column)).sum();
        self.reach = self.reach.max(left + f64::from(width) / CHARACTER + 1.0);
        Ok(())
    }

    /// Sets widths and pages, now that all is on the sheet.
    pub(super) fn finish(mut self) -> Result<Worksheet, ReportError> {
        for (at, width) in (0..).zip(&self.widths) {
            self.sheet.set_column_width(at, *width).map_err(ReportError::encode)?;
        }
        let pages = (self.whole_width().max(self.reach) / PAGE).ceil().clamp(1.0, 1000.0) as u16;
        self.sheet.set_print_fit_to_pages(pages, 0);
        if pages > 1 && self.frozen > 0 {
            self.sheet.set_repeat_columns(0, self.frozen - 1).map_err(ReportError::encode)?;
        }
        Ok(self.sheet)
    }
}
