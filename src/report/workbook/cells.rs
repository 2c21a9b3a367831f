//! What a cell can hold, and how a spreadsheet shows it.

use jiff::civil::Date;
use rust_xlsxwriter::{Color, ExcelDateTime, Format, FormatAlign, FormatBorder};

use crate::charts::style::{AXIS, Colour, GRID, MUTED};
use crate::table::{Cell, Unit, Value};
use crate::text::clean::clean;

/// Most UTF-16 units of text in one cell.
const LONGEST_TEXT: usize = 32_767;
/// Greatest magnitude that a spreadsheet holds.
const GREATEST: f64 = 9.99e307;

/// What a spreadsheet holds of a cell.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Content {
    /// Words; never a formula or a link, whatever they begin with.
    Words(String),
    /// A number, held in full and shown by its unit.
    Number(f64, Unit),
    /// A day.
    Day(Date),
    /// Nothing known.
    Empty,
}

impl Content {
    /// What is held of a cell: words fit for one, no number beyond what one holds, days that the calendar of spreadsheets has.
    pub(super) fn of(cell: &Cell) -> Self {
        match &cell.value {
            Value::Text(words) | Value::Path(words) => Self::words(words),
            Value::Figure(value, unit) if value.abs() <= GREATEST => Self::Number(*value, *unit),
            Value::Figure(..) | Value::Missing => Self::Empty,
            Value::Date(date) if serial(*date).is_some() => Self::Day(*date),
            Value::Date(date) => Self::Words(date.to_string()),
        }
    }

    /// Words of the scenario or of the program, fit for a cell.
    pub(super) fn words(words: &str) -> Self {
        let mut words = clean(words);
        let mut units = 0;
        let end = words.char_indices().find(|(_, c)| {
            units += c.len_utf16();
            units > LONGEST_TEXT
        });
        if let Some((end, _)) = end {
            words.truncate(end);
        }
        if words.is_empty() { Self::Empty } else { Self::Words(words) }
    }

    /// Its words, where it holds any.
    pub(super) fn as_words(&self) -> &str {
        if let Self::Words(words) = self { words } else { "" }
    }
}

/// A day as spreadsheets count them, from 1900 to 9999.
pub(super) fn serial(date: Date) -> Option<ExcelDateTime> {
    ExcelDateTime::from_ymd(u16::try_from(date.year()).ok()?, date.month() as u8, date.day() as u8).ok()
}

/// In what dollars are shown: one unit and one number of decimals for all of a table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scale {
    /// So many dollars make one.
    size: f64,
    /// Its number among the formats.
    rank: usize,
    /// With three decimals in place of two.
    fine: bool,
}

const SCALES: [Scale; 4] = [
    Scale { size: 1e9, rank: 0, fine: false },
    Scale { size: 1e6, rank: 1, fine: false },
    Scale { size: 1e3, rank: 2, fine: false },
    Scale { size: 1.0, rank: 3, fine: false },
];
/// What follows the digits in each unit: a comma divides by a thousand.
const SUFFIXES: [&str; 4] = [",,,\"bn\"", ",,\"m\"", ",\"k\"", ""];
const SHARE: &str = "0.0%";
const SMALL_SHARE: &str = "0.000%";

impl Scale {
    /// The one for a column in which nothing is greater than `greatest`.
    pub(super) fn of(greatest: f64) -> Self {
        SCALES.into_iter().find(|unit| greatest >= unit.size).unwrap_or(SCALES[3])
    }

    /// The same with another decimal where `least`, the smallest amount that is not nothing, would be shown as nothing.
    pub(super) fn showing(self, least: f64) -> Self {
        Self { fine: self.rank < 3 && least < 0.005 * self.size, ..self }
    }

    fn decimals(self) -> usize {
        if self.fine { 3 } else { 2 }
    }

    /// Characters of `value` as it is shown.
    pub(super) fn count_characters(self, value: f64) -> usize {
        let text = format!("{:.*}", self.decimals(), value / self.size);
        "$bn".len() + grouped(&text)
    }

    /// The format of dollars in this unit, with so many decimals.
    pub(super) fn format(self, decimals: usize) -> String {
        let point = if decimals == 0 { String::new() } else { format!(".{}", "0".repeat(decimals)) };
        let positive = format!("$#,##0{point}{}", SUFFIXES[self.rank]);
        format!("{positive};-{positive}")
    }
}

/// Characters of a number with its separators of thousands.
fn grouped(text: &str) -> usize {
    let digits = text.split('.').next().unwrap_or(text).trim_start_matches('-').len();
    text.len() + digits.saturating_sub(1) / 3
}

/// How the numbers of a column are shown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shown {
    /// Money, in this unit.
    pub(super) scale: Scale,
    /// Shares, with more decimals since some are small.
    pub(super) has_small_shares: bool,
    /// Counts, of people mostly, in millions.
    pub(super) in_millions: bool,
}

impl Shown {
    /// Money in a unit, all else in full.
    pub(super) fn of(scale: Scale) -> Self {
        Self { scale, has_small_shares: false, in_millions: false }
    }
}

/// A share that would be shown as nothing though it is something.
pub(super) fn is_small_share(share: f64) -> bool {
    share != 0.0 && share.abs() < 0.0005
}

/// Characters of a number other than money as it is shown.
pub(super) fn count_characters(value: f64, unit: Unit) -> usize {
    match unit {
        Unit::Share => format!("{:.1}%", value * 100.0).len(),
        Unit::Count => grouped(&format!("{value:.0}")),
        Unit::Identifier => format!("{value:.0}").len(),
        Unit::Dollars | Unit::Days | Unit::Number => grouped(&format!("{value:.2}")),
    }
}

/// A colour of the charts, for a workbook.
pub(super) fn colour(colour: Colour) -> Color {
    let [r, g, b] = colour.0.map(u32::from);
    Color::RGB(r << 16 | g << 8 | b)
}

/// Every format of a workbook, made once.
#[derive(Debug)]
pub(super) struct Formats {
    number_head: Format,
    /// Clear of the button of a filter.
    filtered_head: Format,
    text_head: Format,
    /// The title of a sheet.
    pub(super) title: Format,
    /// Words under the title.
    pub(super) subtitle: Format,
    /// The title of a table.
    pub(super) heading: Format,
    /// A paragraph.
    pub(super) paragraph: Format,
    /// Words that stay on their line.
    pub(super) text: Format,
    /// Words that may take several lines.
    pub(super) wrapped: Format,
    /// A day.
    pub(super) date: Format,
    money: [Format; 4],
    fine_money: [Format; 4],
    share: Format,
    small_share: Format,
    count: Format,
    millions: Format,
    name: Format,
    days: Format,
    plain: Format,
}

impl Formats {
    pub(super) fn new() -> Self {
        let top = || Format::new().set_align(FormatAlign::Top);
        let number = |shown: &str| top().set_num_format(shown);
        let head = Format::new()
            .set_bold()
            .set_text_wrap()
            .set_align(FormatAlign::Bottom)
            .set_background_color(colour(GRID))
            .set_border_bottom(FormatBorder::Thin)
            .set_border_bottom_color(colour(AXIS));
        Self {
            filtered_head: head.clone().set_align(FormatAlign::Right).set_indent(2),
            number_head: head.clone().set_align(FormatAlign::Right),
            text_head: head.set_align(FormatAlign::Left),
            title: top().set_bold().set_font_size(15).set_text_wrap(),
            subtitle: top().set_font_color(colour(MUTED)).set_text_wrap(),
            heading: Format::new().set_bold().set_font_size(13),
            paragraph: top().set_text_wrap(),
            text: top().set_align(FormatAlign::Left),
            wrapped: top().set_align(FormatAlign::Left).set_text_wrap(),
            date: number("yyyy-mm-dd").set_align(FormatAlign::Left),
            money: SCALES.map(|scale| number(&scale.format(2))),
            fine_money: SCALES.map(|scale| number(&scale.format(3))),
            share: number(SHARE),
            small_share: number(SMALL_SHARE),
            count: number("#,##0"),
            millions: number("#,##0.0,,\"m\""),
            name: number("0"),
            days: number("#,##0.0"),
            plain: number("#,##0.00"),
        }
    }

    /// The format of a column's name: over numbers to the right, as they stand.
    pub(super) fn head(&self, numeric: bool, filtered: bool) -> &Format {
        match (numeric, filtered) {
            (false, _) => &self.text_head,
            (true, false) => &self.number_head,
            (true, true) => &self.filtered_head,
        }
    }

    /// The format of numbers of a unit, as those of its column are shown.
    pub(super) fn number(&self, unit: Unit, Shown { scale, has_small_shares, in_millions }: Shown) -> &Format {
        match unit {
            Unit::Dollars if scale.fine => &self.fine_money[scale.rank],
            Unit::Dollars => &self.money[scale.rank],
            Unit::Share if has_small_shares => &self.small_share,
            Unit::Share => &self.share,
            Unit::Count if in_millions => &self.millions,
            Unit::Count => &self.count,
            Unit::Identifier => &self.name,
            Unit::Days => &self.days,
            Unit::Number => &self.plain,
        }
    }
}
