//! A sheet in the making: words and tables are put on it, and it keeps account of how wide its columns must be.

use rust_xlsxwriter::{Chart, Format, FormatAlign, Worksheet, XlsxError};

use crate::report::ReportError;
use crate::table::Cell;

use super::cells::{Content, Formats, Scale, Shown, serial};
use super::room::{Area, Column, WIDEST, lines, room};

/// Characters that one landscape page still shows; a sheet that is wider takes several side by side.
const PAGE: f64 = 340.0;
/// Least characters of any column.
const LEAST: f64 = 8.0;
/// Characters of air in a column.
const ROOM: f64 = 2.0;
/// Characters that the button of a filter covers.
const BUTTON: f64 = 2.0;
/// Most lines of one row: a row is no higher than a spreadsheet allows.
const MOST_LINES: usize = 25;
/// Height of a line of text in points.
const LINE: f64 = 15.0;
/// Pixels of a character, by which widths of columns are measured.
const CHARACTER: f64 = 7.0;
/// Rows of a sheet.
const MOST_ROWS: u32 = 1 << 20;
/// Points of the highest row.
const HIGHEST: f64 = 409.0;
/// A4.
const PAPER: u8 = 9;

/// A sheet in the making.
pub(in crate::report) struct Sheet {
    pub(super) name: String,
    inner: Worksheet,
    widths: Vec<f64>,
    /// Characters from the left edge of the sheet to the right edge of its outermost chart.
    reach: f64,
    /// Rows that begin a page.
    breaks: Vec<u32>,
    frozen: u16,
}

impl Sheet {
    pub(super) fn new(name: String, footer: &str) -> Result<Self, ReportError> {
        let mut sheet = Worksheet::new();
        sheet.set_name(&name).map_err(ReportError::encode)?;
        sheet.set_landscape().set_paper_size(PAPER).set_margins(0.5, 0.5, 0.6, 0.6, 0.3, 0.3);
        sheet.set_footer(format!("&L{footer}&C&A&RPage &P of &N"));
        Ok(Self { name, inner: sheet, widths: Vec::new(), reach: 0.0, breaks: Vec::new(), frozen: 0 })
    }

    /// A table with its head in row `top`, from column `left` on. All its money is shown in one unit.
    ///
    /// # Errors
    /// [`ReportError::Encode`] where it does not fit on a sheet.
    pub(in crate::report) fn table<R>(
        &mut self,
        formats: &Formats,
        at: (u32, u16),
        heads: &[impl AsRef<str>],
        rows: R,
    ) -> Result<Area, ReportError>
    where
        R: Iterator<Item: AsRef<[Cell]>> + Clone,
    {
        self.put_table(formats, at, heads, rows, false)
    }

    /// The same as the whole of a sheet: its head, and the first `columns` columns, stay in sight, are
    /// printed on every page, and can be filtered.
    ///
    /// # Errors
    /// [`ReportError::Encode`] where it does not fit on a sheet.
    pub(in crate::report) fn whole_table<R>(
        &mut self,
        formats: &Formats,
        columns: u16,
        heads: &[impl AsRef<str>],
        rows: R,
    ) -> Result<Area, ReportError>
    where
        R: Iterator<Item: AsRef<[Cell]>> + Clone,
    {
        let area = self.put_table(formats, (0, 0), heads, rows, true)?;
        self.freeze(1, columns)?;
        let right = (heads.len() as u16).saturating_sub(1);
        self.inner.autofilter(area.top, area.left, area.last, right).map_err(ReportError::encode)?;
        Ok(area)
    }

    fn put_table<R>(
        &mut self,
        formats: &Formats,
        (top, left): (u32, u16),
        heads: &[impl AsRef<str>],
        rows: R,
        filtered: bool,
    ) -> Result<Area, ReportError>
    where
        R: Iterator<Item: AsRef<[Cell]>> + Clone,
    {
        let mut columns = vec![Column::default(); heads.len()];
        let mut count = 0;
        for row in rows.clone() {
            count += 1;
            columns.iter_mut().zip(row.as_ref()).for_each(|(column, cell)| column.see(&Content::of(cell)));
        }
        if count >= MOST_ROWS - top {
            let reason = format!("{count} rows of \"{}\" do not fit on a sheet of {MOST_ROWS}", self.name);
            return Err(ReportError::Encode(reason));
        }
        let scale = Column::find_scale(&columns);
        for ((at, column), head) in (left..).zip(&columns).zip(heads) {
            let head = Content::words(head.as_ref());
            let words = head.as_words();
            let format = formats.head(column.numeric, filtered);
            self.inner.write_string_with_format(top, at, words, format).map_err(ReportError::encode)?;
            self.widen(at, column.width(words, scale) + if filtered { BUTTON } else { 0.0 });
        }
        let places = (left..).zip(heads);
        let tallest = places.map(|(at, head)| lines(head.as_ref(), self.width(at))).max().unwrap_or(1);
        if tallest > 1 {
            self.inner.set_row_height(top, tallest as f64 * LINE).map_err(ReportError::encode)?;
        }
        let mut last = top;
        for row in rows {
            last += 1;
            for ((at, cell), column) in (left..).zip(row.as_ref()).zip(&columns) {
                self.put(formats, (last, at), &Content::of(cell), column.find_shown(scale))
                    .map_err(ReportError::encode)?;
            }
        }
        Ok(Area { on: self.name.clone(), top, last, left })
    }

    fn put(
        &mut self,
        formats: &Formats,
        (row, at): (u32, u16),
        content: &Content,
        shown: Shown,
    ) -> Result<(), XlsxError> {
        match content {
            Content::Words(words) => {
                let long = room(words) as f64 > WIDEST;
                let format = if long { &formats.wrapped } else { &formats.text };
                self.inner.write_string_with_format(row, at, words, format)?;
            }
            Content::Number(value, unit) => {
                self.inner.write_number_with_format(row, at, *value, formats.number(*unit, shown))?;
            }
            Content::Day(date) => match serial(*date) {
                Some(day) => drop(self.inner.write_datetime_with_format(row, at, day, &formats.date)?),
                None => drop(self.inner.write_string(row, at, date.to_string())?),
            },
            Content::Empty => {}
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
        let content = Content::of(cell);
        if let Content::Number(value, unit) = content {
            let shown = formats.number(unit, Shown::of(Scale::of(value.abs())));
            let format = shown.clone().set_align(FormatAlign::Left);
            self.inner.write_number_with_format(at.0, at.1, value, &format).map_err(ReportError::encode)?;
            return Ok(());
        }
        self.put(formats, at, &content, Shown::of(Scale::of(0.0))).map_err(ReportError::encode)
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
        if let Content::Words(words) = Content::words(words) {
            self.inner.write_string_with_format(row, at, words, format).map_err(ReportError::encode)?;
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
        let Content::Words(words) = Content::words(words) else { return Ok(()) };
        self.inner.merge_range(row, 0, row, last, &words, format).map_err(ReportError::encode)?;
        let space: f64 = (0..=last).map(|at| self.width(at)).sum();
        let lines = lines(&words, space / scale).min(MOST_LINES) as f64;
        self.inner.set_row_height(row, (lines * LINE * scale).min(HIGHEST)).map_err(ReportError::encode)?;
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
        self.inner.set_freeze_panes(rows, columns).map_err(ReportError::encode)?;
        if rows > 0 {
            self.inner.set_repeat_rows(0, rows - 1).map_err(ReportError::encode)?;
        }
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
        self.inner.insert_chart_with_offset(row, at, chart, 6, 6).map_err(ReportError::encode)?;
        let left: f64 = (0..at).map(|column| self.width(column)).sum();
        self.reach = self.reach.max(left + f64::from(width) / CHARACTER + 1.0);
        Ok(())
    }

    /// Begins a page with a row, where the sheet is printed.
    pub(in crate::report) fn begin_page(&mut self, row: u32) {
        self.breaks.push(row);
    }

    /// Sets widths and pages, now that all is on the sheet.
    pub(super) fn finish(mut self) -> Result<Worksheet, ReportError> {
        for (at, width) in (0..).zip(&self.widths) {
            self.inner.set_column_width(at, *width).map_err(ReportError::encode)?;
        }
        let pages = (self.whole_width().max(self.reach) / PAGE).ceil().clamp(1.0, 1000.0) as u16;
        self.inner.set_print_fit_to_pages(pages, 0);
        self.inner.set_page_breaks(&self.breaks).map_err(ReportError::encode)?;
        if pages > 1 && self.frozen > 0 {
            self.inner.set_repeat_columns(0, self.frozen - 1).map_err(ReportError::encode)?;
        }
        Ok(self.inner)
    }
}
