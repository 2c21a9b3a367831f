//! What a cell can hold, and how a spreadsheet shows it.

use jiff::civil::Date;
use rust_xlsxwriter::{Color, ExcelDateTime, Format, FormatAlign, FormatBorder};

use crate::charts::style::{AXIS, Colour, GRID, MUTED};
use crate::text::clean::clean;

/// Most UTF-16 units of text in one cell.
const LONGEST_TEXT: usize = 32_767;
/// Greatest magnitude that a spreadsheet holds.
const GREATEST: f64 = 9.99e307;
/// Greatest whole number that every number below is held exactly with.
const EXACT: u64 = 1 << 53;

/// One cell of a table.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::report) enum Cell {
    /// Words; never a formula or a link, whatever they begin with.
    Text(String),
    /// A number, held in full and shown in a manner.
    Number(f64, Kind),
    /// A day.
    Date(Date),
    /// Nothing known.
    Empty,
}

impl Cell {
    /// Words of the scenario or of the program, fit for a cell.
    pub(in crate::report) fn text(words: &str) -> Self {
        let mut words = clean(words);
        let mut units = 0;
        let end = words.char_indices().find(|(_, c)| {
            units += c.len_utf16();
            units > LONGEST_TEXT
        });
        if let Some((end, _)) = end {
            words.truncate(end);
        }
        if words.is_empty() { Self::Empty } else { Self::Text(words) }
    }

    /// A number; empty where it is missing, not a number, or beyond what a cell holds.
    pub(in crate::report) fn number(value: Option<f64>, kind: Kind) -> Self {
        value.filter(|v| v.abs() <= GREATEST).map_or(Self::Empty, |v| Self::Number(v, kind))
    }

    /// A count.
    pub(in crate::report) fn count(count: u64) -> Self {
        Self::Number(count as f64, Kind::Count)
    }

    /// A whole number that names something: text where a cell would round it.
    pub(in crate::report) fn name(number: u64) -> Self {
        if number < EXACT { Self::Number(number as f64, Kind::Name) } else { Self::Text(number.to_string()) }
    }

    /// Its words, where it holds any.
    pub(super) fn words(&self) -> &str {
        if let Self::Text(words) = self { words } else { "" }
    }

    /// A day; words where it lies beyond the calendar of spreadsheets.
    pub(in crate::report) fn date(date: Date) -> Self {
        if serial(date).is_some() { Self::Date(date) } else { Self::Text(date.to_string()) }
    }
}

/// A day as spreadsheets count them, from 1900 to 9999.
pub(super) fn serial(date: Date) -> Option<ExcelDateTime> {
    ExcelDateTime::from_ymd(u16::try_from(date.year()).ok()?, date.month() as u8, date.day() as u8).ok()
}

/// How a number is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::report) enum Kind {
    /// Dollars.
    Money,
    /// A fraction, shown in percent.
    Share,
    /// How many.
    Count,
    /// A whole number without separators, such as a seed.
    Name,
    /// Days.
    Days,
    /// Anything else.
    Plain,
}

impl Kind {
    /// How an estimate of this unit is shown.
    pub(in crate::report) fn of(unit: &str) -> Self {
        match unit {
            "USD" => Self::Money,
            "share" => Self::Share,
            "days" => Self::Days,
            _ => Self::Plain,
        }
    }
}

/// In what dollars are shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Unit {
    /// So many dollars make one.
    size: f64,
    /// Its place among the formats.
    place: usize,
}

const UNITS: [Unit; 4] = [
    Unit { size: 1e9, place: 0 },
    Unit { size: 1e6, place: 1 },
    Unit { size: 1e3, place: 2 },
    Unit { size: 1.0, place: 3 },
];
/// What follows the digits in each unit: a comma divides by a thousand.
const SUFFIXES: [&str; 4] = [",,,\"bn\"", ",,\"m\"", ",\"k\"", ""];
const SHARE: &str = "0.0%";
const SMALL_SHARE: &str = "0.000%";

impl Unit {
    /// The one for a column in which nothing is greater than `greatest`.
    pub(super) fn of(greatest: f64) -> Self {
        UNITS.into_iter().find(|unit| greatest >= unit.size).unwrap_or(UNITS[3])
    }

    /// This one, or a lesser one where `value` would be shown as nothing though it is something.
    fn showing(self, value: f64) -> Self {
        let seen = |unit: &Unit| value == 0.0 || value.abs() >= 0.005 * unit.size;
        UNITS[self.place..].iter().copied().find(seen).unwrap_or(UNITS[3])
    }

    /// Characters of `value` as it is shown.
    pub(super) fn length(self, value: f64) -> usize {
        let unit = self.showing(value);
        let text = format!("{:.2}", value / unit.size);
        "$bn".len() + grouped(&text)
    }

    /// The format of dollars in this unit, with so many decimals.
    pub(super) fn shown(self, decimals: usize) -> String {
        let point = if decimals == 0 { String::new() } else { format!(".{}", "0".repeat(decimals)) };
        let positive = format!("$#,##0{point}{}", SUFFIXES[self.place]);
        format!("{positive};-{positive}")
    }
}

/// Characters of a number with its separators of thousands.
fn grouped(text: &str) -> usize {
    let digits = text.split('.').next().unwrap_or(text).trim_start_matches('-').len();
    text.len() + digits.saturating_sub(1) / 3
}

/// Characters of a number other than money as it is shown.
pub(super) fn length(value: f64, kind: Kind) -> usize {
    match kind {
        Kind::Share => format!("{:.1}%", value * 100.0).len(),
        Kind::Count => grouped(&format!("{value:.0}")),
        Kind::Name => format!("{value:.0}").len(),
        Kind::Money | Kind::Days | Kind::Plain => grouped(&format!("{value:.2}")),
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
    share: Format,
    small_share: Format,
    count: Format,
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
            money: UNITS.map(|unit| number(&unit.shown(2))),
            share: number(SHARE),
            small_share: number(SMALL_SHARE),
            count: number("#,##0"),
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

    /// The format that shows `value`; money in `unit`.
    pub(super) fn number(&self, value: f64, kind: Kind, unit: Unit) -> &Format {
        match kind {
            Kind::Money => &self.money[unit.showing(value).place],
            Kind::Share if value != 0.0 && value.abs() < 0.0005 => &self.small_share,
            Kind::Share => &self.share,
            Kind::Count => &self.count,
            Kind::Name => &self.name,
            Kind::Days => &self.days,
            Kind::Plain => &self.plain,
        }
    }
}
