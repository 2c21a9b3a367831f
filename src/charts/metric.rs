//! What charts of users have in common: their dates, and the events that move them.

use super::labels::{Flag, Wanted, flags};
use super::panel::Panel;
use super::scale::Time;
use crate::analysis::{EventInfo, Fan, Summary};
use crate::charts::canvas::Type;
use crate::charts::format::Format;
use crate::charts::style::{INK, SMALL};
use crate::text::clean::clean;
use crate::text::numbers::day;
use jiff::civil::Date;

/// Rows of event labels; an event whose label finds no room in them has none.
const LANES: usize = 8;

/// Most years of which tables tell.
const MOST_TOLD: f64 = 10.0;

/// First and last date of the fans.
pub(super) fn span(summary: &Summary) -> (Date, Date) {
    let first = summary.dates.first().copied().unwrap_or(summary.scenario.start);
    (first, summary.dates.last().copied().unwrap_or(first))
}

/// Flags over a panel of the events of a market.
pub(super) fn place_events(summary: &Summary, key: &str, panel: &Panel, format: Format) -> Vec<Flag> {
    let (start, end) = span(summary);
    let time = Time::new(start, end, (panel.left, panel.right));
    let wanted = events_of(summary, key).into_iter().map(|event| {
        let words = format!("{}: {}", day(event.date), event_words(event));
        Wanted { x: time.at(event.date), words, before: false }
    });
    flags(wanted.collect(), Type::new(SMALL, INK), (panel.left, format.right()), LANES)
}

/// Events of a market within the fans' dates, in their order; without those that cannot happen.
fn events_of<'a>(summary: &'a Summary, key: &str) -> Vec<&'a EventInfo> {
    let (start, end) = span(summary);
    let possible = |e: &EventInfo| !matches!(e.probability.trim(), "0%" | "0" | "0.0");
    let within = |e: &EventInfo| e.date >= start && e.date <= end;
    let mut events: Vec<_> = summary.events.iter().filter(|e| e.market == key && possible(e) && within(e)).collect();
    events.sort_by_key(|e| e.date);
    events
}

/// An event in words: what, and how probable where it is not certain.
fn event_words(event: &EventInfo) -> String {
    let label = clean(&event.label);
    match event.probability.trim() {
        "" | "100%" | "1" | "1.0" => label,
        odds => format!("{label} ({})", clean(odds)),
    }
}

/// The greatest share that a fan's scale must show: at least all users, and not a fresh tick for a hair above them.
pub(super) fn top_of(fan: &Fan) -> f64 {
    let top = fan.p95.iter().copied().fold(1.0, f64::max);
    if top < 1.005 { 1.0 } else { top }
}

/// Places among the dates of the fans that tables tell: the first, about one a year, and the last.
pub(super) fn told_dates(summary: &Summary) -> Vec<usize> {
    let last = summary.dates.len().saturating_sub(1);
    let (start, end) = span(summary);
    let years = (super::scale::days_between(start, end) / 365.25).round().clamp(1.0, MOST_TOLD) as usize;
    let mut told: Vec<usize> = (0..=years).map(|year| (year * last + years / 2) / years).collect();
    told.dedup();
    told
}

/// The same for what is drawn large: about one a quarter.
pub(super) fn quarters(summary: &Summary) -> Vec<usize> {
    let last = summary.dates.len().saturating_sub(1);
    let (start, end) = span(summary);
    let quarters = (super::scale::days_between(start, end) / 91.3).round().clamp(1.0, 4.0 * MOST_TOLD) as usize;
    let mut told: Vec<usize> = (0..=quarters).map(|i| (i * last + quarters / 2) / quarters).collect();
    told.dedup();
    told
}
