//! Rules about what stands behind inputs: facts, their age, and inputs that nothing waits for.

use std::path::Path;

use super::{Audited, list_names};
use crate::quantity::Distribution;
use crate::scenario::{Fact, Input, Origin, find_facts};

/// Part of the greater by which facts must differ to be unlike.
const UNLIKE: f64 = 0.05;
/// How far beyond its facts a value may lie and still be about the same, as a share of it.
const ABOUT: f64 = 0.1;
/// Months after which a figure is old.
const YEAR: i32 = 12;
/// Topics of facts that grow old: users and money.
const AGEING: [&str; 4] = ["users", "revenue", "growth", "valuation"];

/// Known values whose facts differ.
pub(super) fn find_points_within_ranges(audited: &Audited<'_>) -> Option<String> {
    let describe = |input: &Input| {
        let value = input.quantity().distribution().and_then(Distribution::fixed_value)?;
        let facts: Vec<&Fact> = find_facts(input.source()?).filter(|fact| !fact.unit.is_empty()).collect();
        let (first, others) = facts.split_first()?;
        let alike = others.iter().filter(|fact| (&fact.unit, &fact.market) == (&first.unit, &first.market));
        let numbers: Vec<f64> = std::iter::once(first).chain(alike).filter_map(|fact| fact.number()).collect();
        let (least, most) = numbers.iter().fold((f64::INFINITY, 0.0_f64), |(l, m), x| (l.min(*x), m.max(*x)));
        let is_about = (least * (1.0 - ABOUT)..=most * (1.0 + ABOUT)).contains(&value);
        let differ = numbers.len() > 1 && most - least > UNLIKE * most;
        (is_about && differ)
            .then(|| format!("{} = {} ({})", input.path(), input.written(), input.source().unwrap_or_default()))
    };
    let names: Vec<String> = audited.acting_inputs().filter_map(describe).collect();
    list_names(&names).map(|names| format!("{names}."))
}

/// Users and money of markets whose newest fact is old.
pub(super) fn find_stale_sources(audited: &Audited<'_>) -> Option<String> {
    let start = audited.scenario.start();
    let start = 12 * i32::from(start.year()) + i32::from(start.month());
    let ages = |fact: &&Fact| {
        let topic = fact.topic.as_str();
        topic.starts_with("start") || AGEING.contains(&topic) || topic.is_empty()
    };
    let of_market = |input: &&Input| {
        let key = input.field().path.strip_prefix("markets.*.").unwrap_or_default();
        !key.is_empty() && !key.contains('.') && key != "churn" && key != "leverage"
    };
    let describe = |input: &Input| {
        let newest = find_facts(input.source()?)
            .filter(ages)
            .filter_map(|fact| Some((fact.month()?, fact)))
            .max_by_key(|found| found.0);
        let (month, fact) = newest?;
        (start - month > YEAR).then(|| format!("{} ({} of {})", input.path(), fact.id, fact.as_of))
    };
    let names: Vec<String> = audited.acting_inputs().filter(of_market).filter_map(describe).collect();
    list_names(&names).map(|names| format!("{names}."))
}

/// Inputs of the file itself, or of the command line, that can act under none of its strategies.
pub(super) fn find_inputs_without_effect(audited: &Audited<'_>) -> Option<String> {
    let scenario = audited.scenario;
    let is_own = |input: &Input| match input.origin() {
        Origin::File { file, .. } => Path::new(file).file_stem().is_some_and(|stem| stem == scenario.file()),
        Origin::CommandLine => true,
        Origin::Default | Origin::Atlas(_) | Origin::Category(_) => false,
    };
    let inputs = scenario.inputs().iter().enumerate().filter(|(_, input)| is_own(input));
    let idle = inputs.filter_map(|(number, input)| Some((input, audited.acting.why_idle(number)?)));
    let names: Vec<String> = idle.map(|(input, why)| format!("{} ({})", input.path(), why.describe())).collect();
    list_names(&names).map(|names| format!("{names}."))
}
