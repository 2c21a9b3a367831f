//! The three metrics of users, as charts name them, with the events that move them.

use crate::analysis::{EventInfo, Fan, Summary};
use crate::text::clean::clean;
use crate::text::numbers::{day, month_year, spoken_percent};
use jiff::civil::Date;

/// One of the three metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum UserMetric {
    /// Of users at the start.
    Retention,
    /// Of users without any measure.
    VsBaseline,
    /// Of those who were users on the first day.
    Cohort,
}

/// All of them, in the order in which a reader wants them.
pub(super) const METRICS: [UserMetric; 3] = [UserMetric::Retention, UserMetric::VsBaseline, UserMetric::Cohort];

impl UserMetric {
    /// What the summary calls it.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Retention => "retention",
            Self::VsBaseline => "vs_baseline",
            Self::Cohort => "cohort",
        }
    }

    /// What its charts are called.
    pub(super) fn stem(self) -> String {
        self.key().replace('_', "-")
    }

    /// What it is and in which unit.
    pub(super) fn unit(self, summary: &Summary) -> String {
        match self {
            Self::Retention => "Users (active and circumventing) as % of users at the start".to_owned(),
            Self::VsBaseline => {
                "Users as % of users on the same date in the same simulation with no government action".to_owned()
            }
            Self::Cohort => format!(
                "People who used the app on {} and still do, as % of all who did then",
                day(summary.scenario.start)
            ),
        }
    }

    /// Of what users are a share; nothing where it is people who stay.
    fn whole(self) -> Option<&'static str> {
        match self {
            Self::Retention => Some("those at the start"),
            Self::VsBaseline => Some("what they would be with no government action"),
            Self::Cohort => None,
        }
    }

    /// The finding for one market, with its name as it stands within a sentence.
    pub(super) fn finding(self, market: &str, fan: &Fan, summary: &Summary) -> String {
        let (start, by) = (month_year(summary.scenario.start), month_year(span(summary).1));
        let last = |quantile: &[f64]| quantile.last().copied().map_or_else(|| "–".to_owned(), spoken_percent);
        let [low, median, high] = [&fan.p5, &fan.p50, &fan.p95].map(|quantile| last(quantile));
        let range = if low == high { String::new() } else { format!(" at the median; 5% to 95%: {low} to {high}") };
        match self.whole() {
            Some(whole) => format!("In {market}, users by {by} are {median} of {whole}{range}"),
            None => format!("In {market}, {median} of the users of {start} still use the app in {by}{range}"),
        }
    }

    /// The finding over all markets, from the least and the greatest median.
    pub(super) fn range(self, summary: &Summary, (worst, low): (&str, &str), (best, high): (&str, &str)) -> String {
        let (start, by) = (month_year(summary.scenario.start), month_year(span(summary).1));
        let (users, of) = match self.whole() {
            Some(whole) => (format!("Users by {by}"), format!(" of {whole}")),
            None => (format!("Of the users of {start}, those who still use the app in {by}"), String::new()),
        };
        format!("{users} range from {low}{of} in {worst} to {high} in {best}, at the median")
    }
}

/// First and last date of the fans.
pub(super) fn span(summary: &Summary) -> (Date, Date) {
    let first = summary.dates.first().copied().unwrap_or(summary.scenario.start);
    (first, summary.dates.last().copied().unwrap_or(first))
}

/// Events of a market within the fans' dates, in their order; without those that cannot happen.
pub(super) fn events_of<'a>(summary: &'a Summary, key: &str) -> Vec<&'a EventInfo> {
    let (start, end) = span(summary);
    let possible = |e: &EventInfo| !matches!(e.probability.trim(), "0%" | "0" | "0.0");
    let within = |e: &EventInfo| e.date >= start && e.date <= end;
    let mut events: Vec<_> = summary.events.iter().filter(|e| e.market == key && possible(e) && within(e)).collect();
    events.sort_by_key(|e| e.date);
    events
}

/// An event in words: what, and how probable where it is not certain.
pub(super) fn event_words(event: &EventInfo) -> String {
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
