//! Every input of a scenario as it is understood, for the terminal: those that can act first; what depends on what, and what to mind.

use std::path::Path;

use indexmap::IndexMap;

use super::inputs::{InputRow, describe_inputs};
use super::terminal::{join_parts, print_table, wrap_hanging, wrap_words};
use super::warnings::print_warnings;
use crate::analysis::acting_inputs::{ActingInputs, Idle};
use crate::quantity::{self, Distribution};
use crate::scenario::{Origin, Scenario, find_other_company, is_attained};
use crate::table::{Cell, Table};
use crate::text::clean::clean;
use crate::text::numbers::day;

/// Columns from which on all that is known of an input fits beside one another.
const WIDE: usize = 130;

/// A scenario as it is understood, with its warnings, in lines of at most `width` columns.
pub fn print_scenario(scenario: &Scenario, warnings: &[String], width: usize) -> String {
    let warnings = match print_warnings(warnings) {
        none if none.is_empty() => "Nothing in particular to bear in mind.\n".to_owned(),
        some => some,
    };
    let note = format!(
        "A terminal of {WIDE} columns or more shows the family of each input, where it is set, and its confidence too."
    );
    let note = (width < WIDE).then(|| wrap_words(&note, width) + "\n");
    let acting = ActingInputs::find(scenario);
    let parts = [print_heading(scenario, width)].into_iter().chain(print_inputs(scenario, &acting, width)).chain(note);
    let idle = print_idle_inputs(scenario, &acting, width);
    join_parts(parts.chain([print_rules(scenario, width), print_dependence(scenario, width), idle, warnings]))
}

/// The rules of the strategy in force, with their numbers; empty where there are none.
pub(super) fn print_rules(scenario: &Scenario, width: usize) -> String {
    let rules = scenario.rules().iter().zip(1..).map(|(rule, number)| {
        let start = rule.starts().collect::<Vec<_>>().join(", ");
        let market = scenario.markets()[rule.market().0].key();
        wrap_words(&clean(&format!("rule {number}: start {start} in {market} when {}", rule.when())), width) + "\n"
    });
    rules.collect()
}

pub(super) fn print_heading(scenario: &Scenario, width: usize) -> String {
    let length = quantity::format(scenario.horizon(), quantity::Dimension::Duration);
    let others: Vec<&str> = scenario.strategies().filter(|key| *key != scenario.strategy()).collect();
    let others = if others.is_empty() { String::new() } else { format!(" (others: {})", others.join(", ")) };
    // The files that inputs were set in, in the order of the inputs.
    let mut files: Vec<&str> = Vec::new();
    for input in scenario.inputs() {
        match input.origin() {
            Origin::File { file, .. } if !files.contains(&file.as_str()) => files.push(file),
            _ => {}
        }
    }
    let lines = [
        format!("{}: {}", scenario.name(), scenario.title()),
        scenario.question().to_owned(),
        format!("{length} from {} · strategy {}{others}", day(scenario.start()), scenario.strategy()),
        format!("digest {} · files {}", scenario.digest(), files.join(", ")),
    ];
    lines.iter().filter(|line| !line.is_empty()).map(|line| wrap_words(&clean(line), width) + "\n").collect()
}

/// The rows of all inputs that can act, or of all others, by their numbers.
fn list_rows(scenario: &Scenario, keep: impl Fn(usize) -> bool) -> impl Iterator<Item = (usize, InputRow)> {
    describe_inputs(scenario).into_iter().enumerate().filter(move |(number, _)| keep(*number))
}

/// One table for each table of the scenario, with its path above it: inputs that can act.
fn print_inputs(scenario: &Scenario, acting: &ActingInputs, width: usize) -> Vec<String> {
    let shown = if width < WIDE { 4 } else { 7 };
    let mut tables: Vec<Table> = Vec::new();
    let subject = format!("{} {}", scenario.title(), scenario.question());
    for (_, row) in list_rows(scenario, |number| acting.can_act(number)) {
        let (path, key) = row.path.rsplit_once('.').unwrap_or(("", &row.path));
        let caption = format!("[{path}]");
        if tables.last().is_none_or(|last| last.caption != caption) {
            let names = ["input", "written", "5% – 50% – 95%", "source", "family", "set in", "confidence"];
            tables.push(Table::new(caption, names.into_iter().take(shown), []));
        }
        let range = if row.p5 == row.p95 { row.p50 } else { format!("{} – {} – {}", row.p5, row.p50, row.p95) };
        let file = Path::new(&row.origin).file_name().map_or(row.origin.clone(), |name| name.to_string_lossy().into());
        let source = match find_other_company(&row.source, &subject) {
            Some(company) => format!("{} (about {company})", row.source),
            None => row.source.clone(),
        };
        let cells = [key, &row.written, &range, &source, &row.family, &file, &row.confidence].map(Cell::text);
        tables.last_mut().into_iter().for_each(|table| table.rows.push(cells[..shown].to_vec()));
    }
    tables.iter().map(|table| print_table(table, width)).collect()
}

/// Inputs that cannot act, each with what was written, by the reason.
fn print_idle_inputs(scenario: &Scenario, acting: &ActingInputs, width: usize) -> String {
    let mut reasons: Vec<(Idle, Vec<String>)> = Vec::new();
    for (number, row) in list_rows(scenario, |number| !acting.can_act(number)) {
        let Some(why) = acting.why_idle(number) else { continue };
        let written = format!("{} = {}", row.path, row.written);
        match reasons.iter_mut().find(|(reason, _)| *reason == why) {
            Some((_, inputs)) => inputs.push(written),
            None => reasons.push((why, vec![written])),
        }
    }
    if reasons.is_empty() {
        return String::new();
    }
    reasons.sort_by_key(|(why, _)| *why);
    let print = |(why, inputs): &(Idle, Vec<String>)| {
        wrap_hanging("  ", &clean(&format!("{}: {}", why.describe(), inputs.join("; "))), width)
    };
    format!("Cannot act in this case:\n{}", reasons.iter().map(print).collect::<String>())
}

fn print_dependence(scenario: &Scenario, width: usize) -> String {
    let ranks = scenario.correlations().map(|(first, second, [rank, attained])| {
        let attained = if is_attained(rank, attained) { String::new() } else { format!(" ({attained:.2} attained)") };
        format!("rank correlation {rank}{attained} between {first} and {second}")
    });
    let data = scenario.data().iter();
    let data = data.map(|data| format!("rows of {} drawn whole: {}", data.path(), data.columns().join(", ")));
    let draws = list_shared_draws(scenario).into_iter();
    let draws = draws.map(|(draw, paths)| format!("drawn together ({draw}): {}", paths.join(", ")));
    let lines: String = ranks.chain(data).chain(draws).map(|line| wrap_hanging("  ", &clean(&line), width)).collect();
    if lines.is_empty() { "dependence: none\n".into() } else { format!("dependence:\n{lines}") }
}

/// Draws that several uncertain inputs share, each with the paths of these inputs.
fn list_shared_draws(scenario: &Scenario) -> IndexMap<&str, Vec<&str>> {
    let mut draws: IndexMap<&str, Vec<&str>> = IndexMap::new();
    for input in scenario.inputs() {
        let is_known = input.quantity().distribution().and_then(Distribution::fixed_value).is_some();
        if let Some(draw) = input.draw().filter(|_| !is_known) {
            draws.entry(draw).or_default().push(input.path());
        }
    }
    draws.retain(|_, paths| paths.len() > 1);
    draws
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scenario(more: &str) -> Scenario {
        scenario_set(more, &[])
    }

    fn scenario_set(more: &str, settings: &[String]) -> Scenario {
        let base = "start = 2020-08-03\nhorizon = '5 years'\n[company]\ndiscount_rate = '12%'\n[markets.us]\nusers = '100M'\n\
                    ceiling = '200M'\ngrowth = '5% to 15%'\nchurn = 0.3\narpu = '$4 to $9'\nmargin = '10% to 20%'\n";
        Scenario::parse("t.toml", &format!("{base}{more}"), settings).unwrap()
    }

    fn line<'t>(text: &'t str, key: &str) -> &'t str {
        text.lines().find(|line| line.trim_start().starts_with(key)).unwrap()
    }

    #[test]
    fn an_input_is_shown_as_it_is_understood() {
        let reviews = "[policy.review]\nrate = '0.1 per year'\n";
        let text = print_scenario(&scenario(reviews), &[], 160);
        let arpu = line(&text, "arpu ");
        for part in ["$4 to $9", "log-normal", "$4.00 – $6.00 – $9.00", "t.toml:10"] {
            assert!(arpu.contains(part), "{part} in {arpu}");
        }
        assert!(line(&text, "users").contains("known value"));
        assert!(line(&text, "length").contains("each use"));
        assert!(line(&text, "cash_tax").contains("default"));
        assert!(text.contains("dependence: none") && text.contains("Nothing in particular"));
        let (acting, idle) = text.split_once("Cannot act in this case:\n").unwrap();
        assert!(!acting.contains("bargaining_power") && idle.contains("deal.bargaining_power = 50%"), "{text}");
    }

    #[test]
    fn rules_of_the_strategy_in_force_are_shown_with_their_numbers() {
        let more = "[strategies.s]\nrules = [{ when = 'us.offers < 1', start = 'exit' }, { when = 'us.sued', start = ['sell', 'restructure'] }]\n\
                    [strategies.t]\nrules = [{ when = 'us.bans > 0', start = 'exit' }]\n";
        let text = print_scenario(&scenario_set(more, &["strategy=s".to_owned()]), &[], 80);
        assert!(text.contains("rule 1: start exit in us when us.offers < 1\n"), "{text}");
        assert!(text.contains("rule 2: start sell, restructure in us when us.sued\n") && !text.contains("us.bans"));
    }

    #[test]
    fn shared_draws_are_dependence() {
        let more = "margin_long_run = { value = '10% to 20%', draw = 'x' }\narpu_growth = { value = '1% to 3%', draw = 'x' }\n";
        let text = print_scenario(&scenario(more), &[], 160);
        assert!(text.contains("drawn together (x): markets.us.arpu_growth, markets.us.margin_long_run"), "{text}");
        let alone = "arpu_growth = { value = '1% to 3%', draw = 'x' }\n";
        assert!(print_scenario(&scenario(alone), &[], 160).contains("dependence: none"));
    }

    #[test]
    fn dependence_and_warnings_are_shown() {
        let more = "[[correlations]]\nbetween = ['markets.us.arpu', 'markets.us.margin']\nrank = 0.5\n";
        let text = print_scenario(&scenario(more), &["branching ratio 1.2".into()], 80);
        assert!(text.contains("rank correlation 0.5 between markets.us.arpu and markets.us.margin"));
        assert!(text.contains("To bear in mind:\n  branching ratio 1.2"));
        assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    }
}
