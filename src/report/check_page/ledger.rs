//! What the inputs of a scenario rest on, in short.

use indexmap::IndexMap;

use crate::analysis::acting_inputs::{ActingInputs, Idle};
use crate::analysis::{count_acting_defaults, list_leading_defaults};
use crate::report::inputs::{Tally, describe_inputs};
use crate::report::terminal::{wrap_hanging, wrap_words};
use crate::scenario::{Input, Origin, Scenario, find_other_company, is_source};
use crate::text::clean::clean;

/// Defaults that are named.
const DEFAULTS: usize = 10;

/// The section on inputs.
pub(super) fn print_ledger(scenario: &Scenario, acting: &ActingInputs, width: usize) -> String {
    let sentences = [
        Some(describe_counts(scenario, acting)),
        describe_unsourced_values(scenario, acting),
        describe_other_companies(scenario, acting),
        Some(describe_dependence(scenario)),
    ];
    let told = sentences.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let told = wrap_words(&clean(&told), width) + "\n";
    let more = "`marketgate check --inputs` prints every input, as it is understood and where from.";
    [
        told,
        print_defaults(scenario, acting, width),
        print_groups(scenario, acting, width),
        wrap_words(more, width) + "\n",
    ]
    .concat()
}

fn describe_counts(scenario: &Scenario, acting: &ActingInputs) -> String {
    let all = scenario.inputs().len();
    let rows = describe_inputs(scenario).into_iter().enumerate().filter(|(number, _)| acting.can_act(*number));
    let headline = Tally::count_inputs(&rows.map(|(_, row)| row).collect::<Vec<_>>()).headline();
    format!("Inputs: {all}, of which {} can act in this case; what follows is of these. {headline}", acting.count())
}

/// The inputs that can act.
fn list_acting<'s>(scenario: &'s Scenario, acting: &ActingInputs) -> impl Iterator<Item = &'s Input> {
    let inputs = scenario.inputs().iter().enumerate();
    inputs.filter(|(number, _)| acting.can_act(*number)).map(|(_, input)| input)
}

/// Known values that the scenario states without a source.
fn describe_unsourced_values(scenario: &Scenario, acting: &ActingInputs) -> Option<String> {
    let is_known = |input: &&Input| input.quantity().distribution().is_some_and(|law| law.fixed_value().is_some());
    let is_written = |input: &&Input| matches!(input.origin(), Origin::File { .. } | Origin::CommandLine);
    let known: Vec<&Input> = list_acting(scenario, acting).filter(is_written).filter(is_known).collect();
    let bare = known.iter().filter(|input| !is_source(input.source().unwrap_or_default())).count();
    let stand = if bare == 1 { "stands" } else { "stand" };
    (bare > 0).then(|| format!("Of {} known values that are written {bare} {stand} without a source.", known.len()))
}

/// Inputs whose facts are all about another company.
fn describe_other_companies(scenario: &Scenario, acting: &ActingInputs) -> Option<String> {
    let subject = format!("{} {}", scenario.title(), scenario.question());
    let mut companies: IndexMap<&'static str, usize> = IndexMap::new();
    let mut inputs = 0;
    for input in list_acting(scenario, acting) {
        let company = find_other_company(input.source().unwrap_or_default(), &subject);
        let Some(first) = company else { continue };
        *companies.entry(first).or_default() += 1;
        inputs += 1;
    }
    companies.sort_by(|a, a_count, b, b_count| b_count.cmp(a_count).then(a.cmp(b)));
    let named: Vec<String> = companies.iter().map(|(company, count)| format!("{company} ({count})")).collect();
    let rest = if inputs == 1 { "input rests" } else { "inputs rest" };
    (inputs > 0).then(|| format!("{inputs} {rest} on facts about another company: {}.", named.join(", ")))
}

fn describe_dependence(scenario: &Scenario) -> String {
    let correlations = scenario.correlations().count();
    let mut draws: Vec<&str> = scenario.inputs().iter().filter_map(Input::draw).collect();
    draws.sort_unstable();
    draws.dedup();
    let parts: Vec<String> =
        [(correlations, "rank correlation"), (draws.len(), "common draw"), (scenario.data().len(), "data file")]
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, name)| format!("{count} {name}{}", if count == 1 { "" } else { "s" }))
            .collect();
    let parts = if parts.is_empty() { "none".to_owned() } else { parts.join(", ") };
    format!("Dependence: {parts}.")
}

/// The defaults that matter most.
fn print_defaults(scenario: &Scenario, acting: &ActingInputs, width: usize) -> String {
    let listed = list_leading_defaults(scenario, acting, DEFAULTS);
    let all = count_acting_defaults(scenario, acting);
    if listed.is_empty() {
        return String::new();
    }
    let named = if listed.len() == 1 { "the one".to_owned() } else { format!("the {}", listed.len()) };
    let head = format!("Of {all} defaults that act, {named} that matter most, most first. Is yours alike?");
    let lines = listed.iter().map(|default| {
        let places = if default.places > 1 { format!(" in {} markets", default.places) } else { String::new() };
        let meaning = default.meaning.split(['.', ';']).next().unwrap_or_default();
        wrap_hanging("  ", &clean(&format!("{} = {}{places}: {meaning}", default.path, default.value)), width)
    });
    format!("{}\n{}", wrap_words(&head, width), lines.collect::<String>())
}

/// Acting inputs by group, and why the others cannot act.
fn print_groups(scenario: &Scenario, acting: &ActingInputs, width: usize) -> String {
    let mut groups: IndexMap<String, usize> = IndexMap::new();
    let mut idle: IndexMap<Idle, usize> = IndexMap::new();
    for (number, input) in scenario.inputs().iter().enumerate() {
        match acting.why_idle(number) {
            None => *groups.entry(name_group(input.path())).or_default() += 1,
            Some(why) => *idle.entry(why).or_default() += 1,
        }
    }
    idle.sort_by(|a, a_count, b, b_count| b_count.cmp(a_count).then(a.cmp(b)));
    let write = |(name, count): (String, usize)| format!("{name} {count}");
    let groups: Vec<String> = groups.into_iter().map(write).collect();
    let reasons: Vec<String> = idle.iter().map(|(why, count)| format!("{} {count}", why.describe())).collect();
    let mut text = wrap_words(&clean(&format!("Acting, by group: {}.", groups.join(", "))), width) + "\n";
    if !reasons.is_empty() {
        let count: usize = idle.values().sum();
        text += &(wrap_words(&format!("Cannot act: {count} ({}).", reasons.join("; ")), width) + "\n");
    }
    text
}

/// The group that an input is counted in: its market, or the first part of its path.
fn name_group(path: &str) -> String {
    let parts: Vec<&str> = path.split('.').collect();
    match parts.as_slice() {
        ["markets" | "events" | "strategies", name, _, ..] => (*name).to_owned(),
        ["policy", group, ..] => format!("policy.{group}"),
        ["deal", "bidders", ..] => "bidders".to_owned(),
        [first, ..] => (*first).to_owned(),
        [] => String::new(),
    }
}
