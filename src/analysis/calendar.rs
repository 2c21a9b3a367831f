//! Days of a run as dates.

use jiff::ToSpan;
use jiff::civil::Date;

/// The civil date so many days after `start`.
pub fn date(start: Date, days: f64) -> Date {
    start.saturating_add((days.round() as i64).days())
}
