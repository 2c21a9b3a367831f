//! Where tables stand, and how much room words and numbers take.

use super::cells::{Content, Scale, Shown, count_characters, is_small_share};
use crate::table::Unit;

/// Most characters of a column of words before they are put on several lines.
pub(super) const WIDEST: f64 = 40.0;
/// A column with a count as large as this is shown in millions.
const MANY: f64 = 1e7;
/// Pixels of a line.
const LINE: u32 = 20;

/// Where a table stands: its head in row `top`, its rows from there to `last`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::report) struct Area {
    pub(super) on: String,
    pub(super) top: u32,
    pub(super) last: u32,
    pub(super) left: u16,
}

impl Area {
    /// The row below the table.
    pub(in crate::report) fn below(&self) -> u32 {
        self.last + 1
    }

    /// The head of a column, for a chart.
    pub(super) fn head(&self, column: u16) -> (&str, u32, u16) {
        (&self.on, self.top, self.left + column)
    }

    /// The first `most` cells of a column below its head, for a chart.
    pub(super) fn column(&self, column: u16, most: u32) -> (&str, u32, u16, u32, u16) {
        let last = self.last.min(self.top.saturating_add(most)).max(self.top + 1);
        (&self.on, self.top + 1, self.left + column, last, self.left + column)
    }

    /// The rows from `first` to `last` of a column, counted from 0 below the head.
    pub(super) fn rows(&self, column: u16, first: u32, last: u32) -> (&str, u32, u16, u32, u16) {
        (&self.on, self.top + 1 + first, self.left + column, self.top + 1 + last, self.left + column)
    }
}

/// What is known of a column before it is written.
#[derive(Debug, Clone, Default)]
pub(super) struct Column {
    /// Characters of the longest text.
    text: usize,
    /// Greatest and least of its money.
    money: [f64; 2],
    /// The smallest amount of it that is not nothing, whatever its sign.
    least_money: Option<f64>,
    /// Whether some share is too small to be shown like others.
    has_small_shares: bool,
    /// The greatest of its counts.
    greatest_count: f64,
    /// Characters of the longest other number.
    number: usize,
    /// Whether it holds numbers.
    pub(super) numeric: bool,
}

impl Column {
    pub(super) fn see(&mut self, content: &Content) {
        match content {
            Content::Words(words) => self.text = self.text.max(room(words)),
            Content::Number(value, Unit::Dollars) => {
                self.money = [self.money[0].max(*value), self.money[1].min(*value)];
                if *value != 0.0 {
                    self.least_money = Some(self.least_money.map_or(value.abs(), |least| least.min(value.abs())));
                }
                self.numeric = true;
            }
            Content::Number(value, unit) => {
                self.number = self.number.max(count_characters(*value, *unit));
                if *unit == Unit::Count {
                    self.greatest_count = self.greatest_count.max(value.abs());
                }
                self.has_small_shares |= *unit == Unit::Share && is_small_share(*value);
                self.numeric = true;
            }
            Content::Day(_) => self.text = self.text.max("yyyy-mm-dd".len()),
            Content::Empty => {}
        }
    }

    /// The scale of all money in the columns of a table.
    pub(super) fn find_scale(columns: &[Self]) -> Scale {
        let greatest = columns.iter().map(|column| column.money[0].max(-column.money[1])).fold(0.0, f64::max);
        let least = columns.iter().filter_map(|column| column.least_money).fold(f64::INFINITY, f64::min);
        Scale::of(greatest).showing(least)
    }

    /// How its numbers are shown, money in `scale`.
    pub(super) fn find_shown(&self, scale: Scale) -> Shown {
        Shown { scale, has_small_shares: self.has_small_shares, in_millions: self.greatest_count >= MANY }
    }

    pub(super) fn width(&self, head: &str, scale: Scale) -> f64 {
        let money = self.money.iter().filter(|m| **m != 0.0).map(|m| scale.count_characters(*m)).max().unwrap_or(0);
        let word = head.split_whitespace().map(room).max().unwrap_or(0);
        // Heads take up to three lines.
        let third = room(head).div_ceil(3);
        let words = (self.text as f64 * 1.05).min(WIDEST);
        (money.max(self.number).max(word).max(third) as f64 * 1.1).max(words)
    }
}

/// Rows that a chart of so many pixels covers, with a little air.
pub(in crate::report) fn covered(height: u32) -> u32 {
    height.div_ceil(LINE) + 1
}

/// Lines that words take in a column of so many characters.
pub(super) fn lines(words: &str, space: f64) -> usize {
    if words.len() as f64 <= space {
        return 1;
    }
    let (mut lines, mut used) = (1, 0.0);
    for word in words.split_whitespace() {
        let wide = room(word) as f64 * 1.05;
        if used > 0.0 && used + wide > space {
            (lines, used) = (lines + 1, 0.0);
        }
        // A word longer than a line is broken.
        let more = (wide / space).ceil().max(1.0) - 1.0;
        lines += more as usize;
        used += wide - more * space + 1.0;
    }
    lines
}

/// Characters of the Latin alphabet that words are as wide as.
pub(super) fn room(words: &str) -> usize {
    words.chars().map(|c| if c >= '\u{1100}' { 2 } else { 1 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_money_of_a_table_is_shown_in_one_unit() {
        let mut columns = [Column::default(), Column::default()];
        let see = |column: &mut Column, dollars: f64| column.see(&Content::Number(dollars, Unit::Dollars));
        see(&mut columns[0], 140.6e9);
        see(&mut columns[1], -0.95e9);
        let scale = Column::find_scale(&columns);
        assert_eq!(scale.format(2), "$#,##0.00,,,\"bn\";-$#,##0.00,,,\"bn\"");
        assert_eq!(scale, Scale::of(1e9), "two decimals show both");
        see(&mut columns[1], 1.2e6);
        assert_ne!(Column::find_scale(&columns), Scale::of(1e9), "a million needs three");
        assert_eq!(Column::find_scale(&columns[1..]), Scale::of(1e8).showing(1.2e6));
    }
}
