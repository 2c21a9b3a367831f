//! The audit: what a careful reader would object to in a scenario, rule by rule. The rules are named in `scenario/audit_rules.rs`.

mod figures;
mod pairs;
mod sources;
#[cfg(test)]
mod tests;

use super::acting_inputs::ActingInputs;
use crate::scenario::{AuditRule, Input, Scenario, find_audit_rule};

/// An objection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditFinding {
    /// The rule that objects.
    pub rule: &'static AuditRule,
    /// To what, in a sentence.
    pub found: String,
    /// Why the scenario silences the rule, if it does.
    pub silenced: Option<String>,
}

/// What a rule looks at.
struct Audited<'s> {
    scenario: &'s Scenario,
    /// Which inputs can act under one of the strategies.
    acting: ActingInputs,
}

/// Whether a rule objects, and to what.
type Check = fn(&Audited<'_>) -> Option<String>;

/// The rules that look at one scenario, in the order of [`AUDIT_RULES`](crate::scenario::AUDIT_RULES).
const CHECKS: [(&str, Check); 10] = [
    ("probability-without-horizon", figures::find_rates_without_period),
    ("point-within-known-range", sources::find_points_within_ranges),
    ("ban-premium-in-discount-rate", figures::find_ban_premium),
    ("correlations-silently-zero", figures::find_missing_dependence),
    ("wide-normal-on-positive", figures::find_wide_normals),
    ("narrower-than-history", figures::find_narrower_than_history),
    ("stale-source", sources::find_stale_sources),
    ("untaxed-sale", figures::find_untaxed_sale),
    ("terminal-growth-near-discount-rate", figures::find_near_terminal_growth),
    ("input-without-effect", sources::find_inputs_without_effect),
];

/// Audits one scenario; its findings, also those that it silences, in the order of the rules.
pub fn audit_scenario(scenario: &Scenario) -> Vec<AuditFinding> {
    let audited = Audited { scenario, acting: ActingInputs::find_under_any_strategy(scenario) };
    let finding = |(id, check): &(&str, Check)| {
        let found = check(&audited)?;
        Some(AuditFinding { rule: find_audit_rule(id)?, found, silenced: find_silence(scenario, id) })
    };
    CHECKS.iter().filter_map(finding).collect()
}

/// Audits scenarios against one another: what is wrong with a pair of them. Either of the two may silence a rule.
pub fn audit_together(scenarios: &[&Scenario]) -> Vec<AuditFinding> {
    let pairs =
        scenarios.iter().enumerate().flat_map(|(i, one)| scenarios[i + 1..].iter().map(move |other| (*one, *other)));
    let finding = |(one, other): (&Scenario, &Scenario)| {
        let found = pairs::find_shared_case(one, other)?;
        let rule = find_audit_rule(pairs::BEAR_SHARES_BULL)?;
        let silenced = find_silence(one, rule.id).or_else(|| find_silence(other, rule.id));
        Some(AuditFinding { rule, found, silenced })
    };
    pairs.filter_map(finding).collect()
}

fn find_silence(scenario: &Scenario, id: &str) -> Option<String> {
    scenario.silenced_rules().iter().find(|(rule, _)| rule == id).map(|(_, reason)| reason.clone())
}

impl<'s> Audited<'s> {
    /// The inputs that can act under one of the strategies.
    fn acting_inputs(&self) -> impl Iterator<Item = &'s Input> {
        let inputs = self.scenario.inputs().iter().enumerate();
        inputs.filter(|(number, _)| self.acting.can_act(*number)).map(|(_, input)| input)
    }
}

/// The first few of some names, and how many there are besides; none where there are none.
fn list_names(names: &[String]) -> Option<String> {
    const SHOWN: usize = 3;
    match names {
        [] => None,
        few if few.len() <= SHOWN + 1 => Some(few.join(", ")),
        many => Some(format!("{} and {} more", many[..SHOWN].join(", "), many.len() - SHOWN)),
    }
}
