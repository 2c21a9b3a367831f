//! One replication told as a dated story: each day tells what was known on it, and nothing of later days.

mod circumstances;
mod matters;
mod sentences;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::model::{LogEntry, LogEvent};
use crate::scenario::Scenario;

use super::calendar::date;
use circumstances::Circumstances;
pub(super) use sentences::name_answer;
use sentences::{CONTROL_ENDS, CONTROL_STANDS, describe_event, label};

/// One line of the story: date, place, sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Date, as in 2020-08-14.
    pub date: String,
    /// Name of the market, or empty; of several, to which the same happens on the same day, their names.
    pub place: String,
    /// What happened.
    pub sentence: String,
}

/// What happened in sentences, in order, and what is still open at the end in markets of which anything is told.
pub fn describe_log(scenario: &Scenario, log: &[LogEntry]) -> Vec<Line> {
    let mut circumstances = Circumstances::default();
    let mut lines = Vec::new();
    let mut ends = find_control_ends(log).into_iter().filter(|day| *day <= scenario.horizon).peekable();
    let mut end_control = |until: f64, lines: &mut Vec<Line>, circumstances: &mut Circumstances| {
        while let Some(day) = ends.next_if(|day| *day < until) {
            circumstances.is_controlled = false;
            lines.push(place_line(scenario, (day, None), CONTROL_ENDS.to_owned()));
        }
    };
    let is_whole = log.iter().any(|entry| matches!(entry.event, LogEvent::Ends { .. }));
    let mut entries = arrange_log(log).into_iter().peekable();
    while let Some(entry) = entries.next() {
        end_control(entry.day, &mut lines, &mut circumstances);
        let LogEvent::Scheduled(event) = entry.event else {
            lines.extend(tell(scenario, entry, &mut circumstances));
            continue;
        };
        // What a scheduled event does stands next to it, and is told with it.
        let announced = format!("{} (as scheduled).", label(scenario, event));
        let effect = entries.next_if(|next| is_effect(entry, next));
        let line = match effect.and_then(|effect| tell(scenario, effect, &mut circumstances)) {
            Some(line) if !matches!(effect.map(|effect| &effect.event), Some(LogEvent::Regime(_))) => {
                Line { sentence: format!("{announced} {}", line.sentence), ..line }
            }
            _ => place_line(scenario, (entry.day, entry.market), announced),
        };
        lines.push(line);
    }
    end_control(f64::INFINITY, &mut lines, &mut circumstances);
    if is_whole && circumstances.is_control_told && circumstances.is_controlled {
        lines.push(place_line(scenario, (scenario.horizon, None), CONTROL_STANDS.to_owned()));
    }
    join_places(lines)
}

/// What happens to several markets on one day, as one measure over them does, is told once.
fn join_places(lines: Vec<Line>) -> Vec<Line> {
    let mut joined: Vec<Line> = Vec::with_capacity(lines.len());
    for line in lines {
        let of_day = joined.iter_mut().rev().take_while(|before| before.date == line.date);
        let mut alike = of_day.filter(|before| !before.place.is_empty() && before.sentence.ends_with(&line.sentence));
        match alike.next().filter(|_| !line.place.is_empty()) {
            Some(before) => before.place = format!("{}; {}", before.place, line.place),
            None => joined.push(line),
        }
    }
    joined
}

/// Whether `next` is what the scheduled event of `entry` does.
fn is_effect(entry: &LogEntry, next: &LogEntry) -> bool {
    let is_own = !matches!(
        next.event,
        LogEvent::Scheduled(_)
            | LogEvent::Averted(_)
            | LogEvent::Skipped { .. }
            | LogEvent::RuleStarts { .. }
            | LogEvent::Ends { .. }
    );
    is_own && next.day.to_bits() == entry.day.to_bits() && (next.market.is_none() || next.market == entry.market)
}

fn tell(scenario: &Scenario, entry: &LogEntry, circumstances: &mut Circumstances) -> Option<Line> {
    Some(place_line(scenario, (entry.day, entry.market), describe_event(scenario, entry, circumstances)?))
}

fn place_line(scenario: &Scenario, (day, market): (f64, Option<usize>), sentence: String) -> Line {
    Line {
        date: date(scenario.start, day).to_string(),
        place: market.map(|m| scenario.markets[m].name.clone()).unwrap_or_default(),
        sentence,
    }
}

/// What belongs to the story, in the order of days: what was over before the start does not.
fn arrange_log(log: &[LogEntry]) -> Vec<&LogEntry> {
    let is_over = |entry: &LogEntry| matches!(entry.event, LogEvent::ExportControl { until, .. } if until < 0.0);
    let mut arranged: Vec<&LogEntry> = log.iter().filter(|entry| !is_over(entry)).collect();
    arranged.sort_by(|a, b| a.day.total_cmp(&b.day));
    arranged
}

/// The days after the start on which export control ends, which the log knows from its beginning.
fn find_control_ends(log: &[LogEntry]) -> Vec<f64> {
    let controls = log.iter().filter_map(|entry| match entry.event {
        LogEvent::ExportControl { until, .. } => Some((entry.day, until)),
        _ => None,
    });
    let controls: Vec<(f64, f64)> = controls.collect();
    let is_prolonged = |number: usize, until: f64| controls.get(number + 1).is_some_and(|&(day, _)| day <= until);
    let ends =
        controls.iter().enumerate().filter(|&(number, &(_, until))| until >= 0.0 && !is_prolonged(number, until));
    ends.map(|(_, &(_, until))| until).collect()
}
