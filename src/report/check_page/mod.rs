//! A scenario as a careful analyst wants to see it before it is run: what it implies, who can act and when, what cannot happen, what
//! the audit objects to, and what its inputs rest on.

mod actors;
mod implied;
mod ledger;

use super::scenario_inputs::{print_heading, print_rules};
use super::terminal::{join_parts, wrap_hanging, wrap_words};
use super::warnings::print_warnings;
use crate::analysis::acting_inputs::ActingInputs;
use crate::analysis::audit::{AuditFinding, audit_scenario};
use crate::model::{collect_doubts, describe_impossibilities};
use crate::scenario::Scenario;
use crate::text::clean::clean;

/// Widest line of the page, in columns.
const WIDEST: usize = 100;

/// The page on a scenario, in lines of at most `width` columns, and no more than 100.
pub fn print_check(scenario: &Scenario, width: usize) -> String {
    let width = width.min(WIDEST);
    let acting = ActingInputs::find(scenario);
    join_parts([
        print_heading(scenario, width),
        implied::print_implied(scenario, width),
        actors::print_actors(scenario, &acting, width),
        print_rules(scenario, width),
        print_notes(scenario, width),
        print_audit(&audit_scenario(scenario), width),
        ledger::print_ledger(scenario, &acting, width),
    ])
}

/// What cannot happen, and what is doubtful.
pub(super) fn print_notes(scenario: &Scenario, width: usize) -> String {
    let impossible = describe_impossibilities(scenario);
    let doubts = collect_doubts(scenario);
    if impossible.is_empty() && doubts.is_empty() {
        return "Nothing in particular to bear in mind.\n".to_owned();
    }
    let lines: String = impossible.iter().map(|text| wrap_hanging("  ", &clean(text), width)).collect();
    let impossible = if lines.is_empty() { lines } else { format!("What cannot happen:\n{lines}") };
    join_parts([impossible, print_warnings(&doubts)])
}

/// What the audit objects to, and what the scenario silences; empty where it objects to nothing.
pub fn print_audit(findings: &[AuditFinding], width: usize) -> String {
    let width = width.min(WIDEST);
    let print = |finding: &AuditFinding| {
        let rule = finding.rule;
        let text = finding.silenced.as_ref().map_or_else(
            || format!("{}: {} {} {}", rule.id, finding.found, rule.reason, rule.remedy),
            |reason| format!("silenced: {}: {reason}", rule.id),
        );
        wrap_hanging("  ", &clean(&text), width)
    };
    let lines: String = findings.iter().map(print).collect();
    if lines.is_empty() { wrap_words("Audit: no objection.", width) + "\n" } else { format!("Audit:\n{lines}") }
}

#[cfg(test)]
mod tests;
