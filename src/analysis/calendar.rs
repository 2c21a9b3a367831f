//! Days of a run as dates, and dates as people write them.

use jiff::ToSpan;
use jiff::civil::Date;

/// The civil date so many days after `start`.
pub fn date(start: Date, days: f64) -> Date {
    start.saturating_add((days.round() as i64).days())
}

/// Days between the dates on which two days of a run are told, so that whoever counts on the calendar comes to the same number.
pub(super) fn count_days(start: Date, from: f64, to: f64) -> i32 {
    (date(start, to) - date(start, from)).get_days()
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Days in whose fractions a length is a day more or less than the dates: 30 Jun 2030 to 7 Jul 2030 is a week, whatever the hours.
    #[test]
    fn days_between_dates_are_those_of_the_calendar() {
        let start = jiff::civil::date(2030, 6, 1);
        for (from, to, days) in
            [(29.45, 36.4, 7), (28.6, 36.4, 7), (28.51, 36.49, 7), (-0.4, 0.4, 0), (-268.0, 2.0, 270)]
        {
            assert_eq!(count_days(start, from, to), days, "{from} to {to}");
            assert_eq!((date(start, to) - date(start, from)).get_days(), days);
        }
        assert_eq!([date(start, 29.45), date(start, 36.4)].map(write_date), ["30 Jun 2030", "7 Jul 2030"]);
    }
}
