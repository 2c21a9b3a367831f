//! What the scenario itself settles: events that it rules out, and what it takes from later than the day from which it looks ahead.

use super::Board;
use crate::analysis::{EventInfo, Summary};
use crate::text::clean::clean;
use crate::text::numbers::{count, day};

use super::super::inputs::{InputRow, day_of_knowledge, find_hindsight};
use super::super::words::join_list;

/// Events named at most.
const NAMED: usize = 4;

/// Whether an event has no chance, as where a file on top of others rules it out.
pub(in crate::report) fn is_ruled_out(event: &EventInfo) -> bool {
    event.probability.trim().trim_end_matches('%').trim().parse() == Ok(0.0)
}

/// What the scenario settles, in sentences.
pub(super) fn describe_premises(board: &Board<'_>) -> Vec<String> {
    [describe_ruled_out(board.summary), describe_later_events(board), describe_later_inputs(board)]
        .into_iter()
        .flatten()
        .collect()
}

/// The events of the scenario that come in no simulation.
fn describe_ruled_out(summary: &Summary) -> Option<String> {
    let events: Vec<&EventInfo> = summary.events.iter().filter(|event| is_ruled_out(event)).collect();
    let come = if events.len() == 1 { "it comes" } else { "they come" };
    let names = name_events(&events)?;
    Some(format!("The scenario rules out {names}: {come} in no simulation."))
}

/// `“A” (3 Aug 2020) and “B” (14 Aug 2020)`; none of none.
fn name_events(events: &[&EventInfo]) -> Option<String> {
    let name = |event: &&EventInfo| {
        let label = clean(&event.label);
        format!("“{}” ({})", label.trim_end_matches('.'), day(event.date))
    };
    let mut names: Vec<String> = events.iter().take(NAMED).map(name).collect();
    let more = events.len().saturating_sub(NAMED);
    names.extend((more > 0).then(|| format!("{more} more")));
    (!names.is_empty()).then(|| join_list(&names))
}

/// Inputs of the scenario that cite what nobody knew on the day from which it looks ahead.
pub(super) fn list_hindsight<'a>(board: &Board<'a>) -> Vec<&'a InputRow> {
    let day = day_of_knowledge(board.summary);
    board.inputs.iter().filter(|input| find_hindsight(input, day).is_some()).collect()
}

/// The event that comes about by an input, its probability.
fn event_of(input: &InputRow) -> Option<&str> {
    input.path.strip_prefix("events.")?.strip_suffix(".probability")
}

/// Events that are known of from later, and so are no forecast.
fn describe_later_events(board: &Board<'_>) -> Option<String> {
    let later = list_hindsight(board);
    let is_later = |event: &&EventInfo| {
        event.date > board.summary.scenario.start
            && !is_ruled_out(event)
            && later.iter().any(|input| event_of(input) == Some(&event.key))
    };
    let events: Vec<&EventInfo> = board.summary.events.iter().filter(is_later).collect();
    let names = name_events(&events)?;
    Some(format!("Taken from what came later, and so no forecast: {names}."))
}

/// How many other inputs rest on later facts.
fn describe_later_inputs(board: &Board<'_>) -> Option<String> {
    let known = day_of_knowledge(board.summary);
    let others: Vec<&InputRow> = list_hindsight(board).into_iter().filter(|input| event_of(input).is_none()).collect();
    let (verb, are) = if others.len() == 1 { ("input cites", "It is") } else { ("inputs cite", "They are") };
    (!others.is_empty()).then(|| {
        format!(
            "{} {verb} facts from after {}: to that extent this is hindsight, not a forecast of that day. {are} marked in the report’s annex of inputs and sources.",
            count(others.len() as u64),
            day(known)
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::sample;

    fn event(key: &str, label: &str, probability: &str) -> EventInfo {
        EventInfo {
            key: key.to_owned(),
            label: label.to_owned(),
            market: "us".to_owned(),
            kind: "review".to_owned(),
            date: jiff::civil::date(2020, 9, 3),
            probability: probability.to_owned(),
        }
    }

    #[test]
    fn events_without_a_chance_are_named_however_the_chance_is_written() {
        let mut summary = sample::summary();
        summary.events.clear();
        let told = |summary: &Summary| {
            describe_premises(&Board { summary, inputs: &[], decision: None, remark: None }).join(" ")
        };
        assert_eq!(told(&summary), "");
        for zero in ["0%", "0", "0.0", " 0.00 %"] {
            summary.events = vec![event("review", "The review.", zero), event("order", "The order", "5%")];
            assert_eq!(
                told(&summary),
                "The scenario rules out “The review” (3 Sep 2020): it comes in no simulation.",
                "{zero}"
            );
        }
        summary.events.push(event("ban", "The ban", "0%"));
        assert!(
            told(&summary).ends_with("and “The ban” (3 Sep 2020): they come in no simulation."),
            "{}",
            told(&summary)
        );
        for chance in ["0% to 10%", "100%", "", "choice(50%: 0%, 50%: 10%)"] {
            assert!(!is_ruled_out(&event("order", "The order", chance)), "{chance}");
        }
    }

    /// E047 is of 19 January 2025, E014 of 6 August 2020.
    #[test]
    fn what_is_taken_from_later_is_called_hindsight() {
        let mut summary = sample::summary();
        summary.events = vec![event("dark", "The app goes dark", "")];
        let input = |path: &str, source: &str| InputRow {
            path: path.to_owned(),
            source: source.to_owned(),
            ..InputRow::default()
        };
        let told = |summary: &Summary, inputs: &[InputRow]| {
            describe_premises(&Board { summary, inputs, decision: None, remark: None })
        };
        let later = [input("events.dark.probability", "E047"), input("structure.delay", "assumption, E047")];
        assert_eq!(
            told(&summary, &later),
            [
                "Taken from what came later, and so no forecast: “The app goes dark” (3 Sep 2020).",
                "1 input cites facts from after 3 Aug 2020: to that extent this is hindsight, not a forecast of that day. It is marked in the report’s annex of inputs and sources.",
            ]
        );
        assert!(
            told(&summary, &[input("structure.delay", "E006"), input("company.cash_tax", "assumption")]).is_empty()
        );
        summary.scenario.start = jiff::civil::date(2026, 1, 1);
        assert!(told(&summary, &later).is_empty());
    }
}
