//! The three measures of users, as charts name them, and their quantiles: drawn, written and in tables.

use jiff::civil::Date;

use crate::analysis::{EventInfo, Fan, MarketSummary, Summary};

use super::canvas::{Canvas, Type};
use super::frame::Panel;
use super::labels::{Column, Label};
use super::scale::{Scale, Time};
use super::style::{FAN_INNER, FAN_MEDIAN, FAN_OUTER, LABEL, MUTED, SMALL};
use super::{Cell, Table};
use crate::text::clean::clean;
use crate::text::numbers::{self, spoken_percent, whole_percent};

/// One of the three measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Measure {
    /// Of users at the start.
    Retention,
    /// Of users without any measure.
    VsBaseline,
    /// Of those who were users on the first day.
    Cohort,
}

/// All of them, in the order in which a reader wants them.
pub(super) const MEASURES: [Measure; 3] = [Measure::Retention, Measure::VsBaseline, Measure::Cohort];

impl Measure {
    /// What the summary calls it.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Retention => "retention",
            Self::VsBaseline => "vs_baseline",
            Self::Cohort => "cohort",
        }
    }

    /// What its charts are called.
    pub(super) fn stem(self) -> &'static str {
        match self {
            Self::VsBaseline => "vs-baseline",
            _ => self.key(),
        }
    }

    /// What it is and in which unit.
    pub(super) fn unit(self, summary: &Summary) -> String {
        match self {
            Self::Retention => "Users (active and circumventing) as % of users at the start".to_owned(),
            Self::VsBaseline => {
                "Users as % of users on the same date in the same history without any measure".to_owned()
            }
            Self::Cohort => format!(
                "People who used the app on {} and still do, as % of all who did then",
                numbers::day(summary.scenario.start)
            ),
        }
    }

    /// The finding for one market, with its name as it stands within a sentence.
    pub(super) fn finding(self, market: &str, fan: &Fan, summary: &Summary) -> String {
        let by = numbers::month_year(span(summary).1);
        let last = |quantile: &[f64]| quantile.last().copied().map_or_else(|| "–".to_owned(), spoken_percent);
        let [low, median, high] = [&fan.p5, &fan.p50, &fan.p95].map(|quantile| last(quantile));
        let range = if low == high { String::new() } else { format!(" at the median; 5% to 95%: {low} to {high}") };
        match self {
            Self::Retention => format!("In {market}, users by {by} are {median} of those at the start{range}"),
            Self::VsBaseline => {
                format!("In {market}, users by {by} are {median} of what they would be without any measure{range}")
            }
            Self::Cohort => format!(
                "In {market}, {median} of the users of {} still use the app in {by}{range}",
                numbers::month_year(summary.scenario.start)
            ),
        }
    }

    /// The finding over all markets, from the least and the greatest median.
    pub(super) fn range(self, summary: &Summary, (worst, low): (&str, &str), (best, high): (&str, &str)) -> String {
        let by = numbers::month_year(span(summary).1);
        match self {
            Self::Retention => {
                format!(
                    "Users by {by} range from {low} of those at the start in {worst} to {high} in {best}, at the median"
                )
            }
            Self::VsBaseline => format!(
                "Users by {by} range from {low} of what they would be without any measure in {worst} to {high} in {best}, at the median"
            ),
            Self::Cohort => format!(
                "Of the users of {}, those who still use the app in {by} range from {low} in {worst} to {high} in {best}, at the median",
                numbers::month_year(summary.scenario.start)
            ),
        }
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

/// Draws both bands and the median.
pub(super) fn draw(canvas: &mut Canvas, fan: &Fan, dates: &[Date], time: Time, scale: Scale) {
    let line = |values: &[f64]| -> Vec<(f64, f64)> {
        dates.iter().zip(values).map(|(d, v)| (time.at(*d), scale.at(*v))).collect()
    };
    for (low, high, colour) in [(&fan.p5, &fan.p95, FAN_OUTER), (&fan.p25, &fan.p75, FAN_INNER)] {
        let mut outline = line(high);
        outline.extend(line(low).into_iter().rev());
        if outline.len() > 2 {
            canvas.area(outline, colour);
        }
    }
    if fan.p50.len() > 1 {
        canvas.line(line(&fan.p50), FAN_MEDIAN, 2.2);
    }
}

/// Writes beside the last date where each quantile ends; the median alone where all end together.
pub(super) fn ends(canvas: &mut Canvas, fan: &Fan, scale: Scale, panel: Panel) {
    let figures = [("95%:", &fan.p95), ("75%:", &fan.p75), ("median", &fan.p50), ("25%:", &fan.p25), ("5%:", &fan.p5)];
    let median = fan.p50.last().copied();
    let told =
        |word: &str, value: f64| word == "median" || median.is_none_or(|m| (scale.at(value) - scale.at(m)).abs() > 0.5);
    let labels: Vec<Label> = figures
        .iter()
        .filter_map(|(word, values)| Some((*word, values.last().copied()?)))
        .filter(|(word, value)| told(word, *value))
        .map(|(word, value)| {
            let (figure, aim) = (whole_percent(value), scale.at(value));
            let (style, words) = match word {
                "median" => (Type::new(LABEL, FAN_MEDIAN).bold(), format!("median {figure}")),
                _ => (Type::new(SMALL, MUTED), format!("{word} {figure}")),
            };
            Label { aim, words, style, swatch: None }
        })
        .collect();
    let (left, right, within) = (panel.right, panel.right + panel.ends, (panel.top, panel.bottom));
    Column { left, right, gap: 16.0, within }.draw(canvas, &labels);
}

/// Quantiles of a measure by market and date; the rows of one market stand together.
pub(super) fn table(summary: &Summary, measure: Measure, fans: &[(&MarketSummary, &Fan)]) -> Table {
    let row = |market: &MarketSummary, fan: &Fan, i: usize, date: Date| {
        let days = super::scale::days_between(summary.scenario.start, date);
        let quantile = |values: &Vec<f64>| match values.get(i) {
            Some(share) => Cell::figure(numbers::percent(*share, 0.001), *share),
            None => Cell::MISSING,
        };
        let mut cells = vec![Cell::text(clean(&market.name)), Cell::figure(numbers::day(date), days)];
        cells.extend([&fan.p5, &fan.p25, &fan.p50, &fan.p75, &fan.p95].map(quantile));
        cells
    };
    let rows = fans
        .iter()
        .flat_map(|(market, fan)| summary.dates.iter().enumerate().map(|(i, date)| row(market, fan, i, *date)));
    Table::new(
        format!("{}: quantiles over histories", measure.unit(summary)),
        ["Market", "Date", "5%", "25%", "Median", "75%", "95%"],
        rows,
    )
}
