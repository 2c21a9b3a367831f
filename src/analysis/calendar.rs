//! Days of a run as dates, and dates as people write them.

use jiff::ToSpan;
use jiff::civil::Date;

/// The civil date so many days after `start`.
pub fn date(start: Date, days: f64) -> Date {
    start.saturating_add((days.round() as i64).days())
}

/// Three letters for a month.
pub fn name_month(date: Date) -> &'static str {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let index = usize::try_from(date.month() - 1).unwrap_or_default();
    MONTHS.get(index).copied().unwrap_or_default()
}

/// A date such as `14 Aug 2020`.
pub fn write_date(date: Date) -> String {
    format!("{} {} {}", date.day(), name_month(date), date.year())
}
