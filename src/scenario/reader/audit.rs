//! `[audit]`: which rules of the audit a scenario silences, and why.

use super::super::audit_rules::{AUDIT_RULES, find_audit_rule};
use super::super::diagnostics::suggest_name;
use super::state::Reader;

impl Reader<'_> {
    /// The rules silenced, each with the reason given, in the order written.
    pub(super) fn read_silenced_rules(&mut self) -> Vec<(String, String)> {
        let mut top = self.root();
        let mut audit = top.enter("audit");
        let mut allow = audit.enter("allow");
        let mut silenced = Vec::new();
        for id in allow.keys() {
            let span = allow.span(id);
            if find_audit_rule(id).is_none() {
                let help = suggest_name(id, AUDIT_RULES.iter().map(|rule| rule.id));
                allow.reader.error(span, format!("the audit has no rule `{id}`")).help_if_known(help);
            }
            let reason = allow.read_text(id).unwrap_or_default().trim().to_owned();
            if reason.is_empty() {
                allow.error(id, format!("say why `{id}` may be silent")).label("expected a reason");
            }
            silenced.push((id.to_owned(), reason));
        }
        silenced
    }
}

#[cfg(test)]
mod tests {
    use crate::scenario::Scenario;

    const BASE: &str = "start = 2020-08-03\nhorizon = '3 years'\n[company]\ndiscount_rate = '12%'\n[markets.us]\nusers = '100M'\n\
                        ceiling = '200M'\ngrowth = '5% to 15%'\nchurn = 0.3\narpu = '$4 to $9'\nmargin = '10% to 20%'\n";

    fn parse(more: &str) -> Result<Scenario, String> {
        Scenario::parse("t.toml", &format!("{BASE}{more}"), &[]).map_err(|error| error.to_string())
    }

    #[test]
    fn a_rule_is_silenced_with_its_reason_and_nothing_else_changes() {
        let silent = parse("[audit]\nallow = { untaxed-sale = 'sold by a tax-free holding' }\n").unwrap();
        let plain = parse("").unwrap();
        assert_eq!(silent.silenced_rules(), [("untaxed-sale".to_owned(), "sold by a tax-free holding".to_owned())]);
        assert_eq!([silent.digest(), &silent.world_digest()], [plain.digest(), &plain.world_digest()]);
        let again = Scenario::parse("run.toml", &silent.resolved(), &[]).unwrap();
        assert_eq!((again.silenced_rules(), again.digest()), (silent.silenced_rules(), silent.digest()));
    }

    #[test]
    fn an_unknown_rule_and_a_missing_reason_are_errors() {
        let unknown = parse("[audit.allow]\nuntaxed-sales = 'why'\n").unwrap_err();
        assert!(
            unknown.contains("no rule `untaxed-sales`") && unknown.contains("did you mean `untaxed-sale`?"),
            "{unknown}"
        );
        let silent = parse("[audit.allow]\nuntaxed-sale = ' '\n").unwrap_err();
        assert!(silent.contains("say why `untaxed-sale` may be silent"), "{silent}");
        assert!(parse("[audit.allow]\nuntaxed-sale = 3\n").is_err() && parse("[audit]\nallow = 'all'\n").is_err());
    }
}
