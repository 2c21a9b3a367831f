//! Each rule, fired and not.

use super::*;
use crate::scenario::AUDIT_RULES;

const BASE: &str = "start = 2020-08-03\nhorizon = '3 years'\n[company]\ndiscount_rate = '10% to 14%'\n[markets.us]\nusers = '100M'\n\
                    ceiling = '200M'\ngrowth = '5% to 15%'\nchurn = 0.3\narpu = '$4 to $9'\nmargin = '10% to 20%'\n";
const SECOND: &str = "[markets.canada]\nusers = '5M'\nceiling = '12M'\ngrowth = '5% to 15%'\nchurn = 0.3\narpu = '$4 to $9'\n\
                      margin = '10% to 20%'\n";
const SALE: &str = "[events.o]\non = 2020-09-01\nmarket = 'us'\nkind = 'forced-sale'\n[strategies.s]\non_order = ['sell']\n\
                    [deal.bidders.x]\ninterest = '50%'\nmultiple = 1\nhost_approval = '50%'\n";

fn parse(text: &str) -> Scenario {
    Scenario::parse("t.toml", text, &[]).unwrap_or_else(|error| panic!("{error}"))
}

/// The rules that object to the base with `more` behind it, by name.
fn objections(more: &str) -> Vec<&'static str> {
    audit_scenario(&parse(&format!("{BASE}{more}"))).iter().map(|finding| finding.rule.id).collect()
}

#[track_caller]
fn fires(rule: &str, fired: &str, silent: &str) {
    assert!(objections(fired).contains(&rule), "{rule} does not fire: {:?}", objections(fired));
    assert!(!objections(silent).contains(&rule), "{rule} fires: {silent}");
}

#[test]
fn a_plain_scenario_is_clean() {
    assert_eq!(objections(""), [] as [&str; 0]);
}

#[test]
fn every_rule_is_checked_in_its_order() {
    let listed: Vec<&str> =
        AUDIT_RULES.iter().map(|rule| rule.id).filter(|id| *id != pairs::BEAR_SHARES_BULL).collect();
    assert_eq!(CHECKS.map(|(id, _)| id).to_vec(), listed);
}

#[test]
fn a_rate_needs_its_period() {
    let rule = "probability-without-horizon";
    fires(rule, "[policy.ban]\nrate = '5%'\n", "[policy.ban]\nrate = '5% per year'\n");
    fires(rule, "[policy.review]\njump = 0.3\nrate = '0.1 per year'\n", "[policy.review]\nrate = 0\n");
}

#[test]
fn facts_that_differ_want_a_range() {
    let arpu = |value: &str| {
        format!("arpu_growth = {{ value = '10%', source = 'own' }}\n{SECOND}").replace("'$4 to $9'", value)
    };
    let cited = |value: &str| arpu(&format!("{{ value = '{value}', source = 'S004, S005, S006' }}"));
    fires("point-within-known-range", &cited("$7.5"), &cited("$6 to $9.5"));
    fires("point-within-known-range", &cited("$7.5"), &arpu("{ value = '$7.5', source = 'S005' }"));
}

#[test]
fn a_discount_rate_holds_no_premium() {
    let rule = "ban-premium-in-discount-rate";
    let with =
        |rate: &str| audit_scenario(&parse(&BASE.replace("'10% to 14%'", rate))).iter().any(|f| f.rule.id == rule);
    assert!(with("{ value = '14%', note = '4 points of country risk' }") && with("'22% to 28%'"));
    assert!(!with("{ value = '14%', note = 'no premium for bans' }"));
}

#[test]
fn several_uncertain_markets_want_dependence() {
    let rule = "correlations-silently-zero";
    let tied = "[[correlations]]\nbetween = ['markets.us.arpu', 'markets.canada.arpu']\nrank = 0.5\n";
    fires(rule, SECOND, &format!("{SECOND}{tied}"));
    fires(rule, SECOND, "");
}

#[test]
fn a_wide_normal_cuts_at_zero() {
    let with = |multiple: &str| SALE.replace("multiple = 1", &format!("multiple = '{multiple}'"));
    fires("wide-normal-on-positive", &with("normal(1, 0.6), min 0.01"), &with("normal(1, 0.1), min 0.01"));
    fires("wide-normal-on-positive", &with("normal(1, 0.6), min 0.01"), &with("0.2 to 3"));
}

#[test]
fn nobody_is_surer_than_history() {
    let with = |permanent: &str| format!("[policy.ban]\nrate = '5% per year'\npermanent = {permanent}\n");
    let rule = "narrower-than-history";
    fires(rule, &with("'20% to 25%'"), &with("'10% to 45%'"));
    fires(rule, &with("'20% to 25%'"), &with("{ prior = 'block', column = 'permanent' }"));
    // What is pinned is a case, and no forecast.
    fires(rule, &with("'20% to 25%'"), &with("'100%'"));
}

#[test]
fn figures_grow_old() {
    let with = |source: &str| format!("arpu_growth = {{ value = '10%', source = '{source}' }}\n");
    fires("stale-source", &with("U001"), &with("U005"));
    fires("stale-source", &with("U001"), &with("U001, U005"));
    fires("stale-source", &with("U001"), &with("E001"));
}

#[test]
fn taxed_cash_wants_a_taxed_sale() {
    let taxed = format!("{SALE}[policy.court]\ncost = '$1M'\n");
    let with = |more: &str| {
        audit_scenario(&parse(&format!(
            "{}{taxed}{more}",
            BASE.replace("[markets.us]", "cash_tax = '20%'\n[markets.us]")
        )))
    };
    assert!(with("").iter().any(|finding| finding.rule.id == "untaxed-sale"));
    assert!(!with("[deal]\ntax = '20%'\n").iter().any(|finding| finding.rule.id == "untaxed-sale"));
    assert!(!objections(SALE).contains(&"untaxed-sale"));
}

#[test]
fn terminal_growth_keeps_its_distance() {
    fires(
        "terminal-growth-near-discount-rate",
        "terminal_growth = '6% to 8%, max 9%'\n",
        "terminal_growth = '2% to 4%'\n",
    );
}

#[test]
fn an_input_that_waits_for_nothing_is_named() {
    let court = "[policy.court]\nupheld = '30%'\n";
    let sued = format!(
        "{court}[strategies.s]\non_order = ['litigate']\n[events.o]\non = 2020-09-01\nmarket = 'us'\nkind = 'forced-sale'\n"
    );
    fires("input-without-effect", court, &sued);
    let found = audit_scenario(&parse(&format!("{BASE}{court}")));
    assert!(
        found.iter().any(|finding| finding.found.contains("policy.court.upheld (nobody goes to court)")),
        "{found:?}"
    );
}

#[test]
fn a_bear_case_is_more_than_one_event() {
    let case = |title: &str, more: &str| parse(&format!("title = '{title}'\n{BASE}{more}"));
    let order = "[events.o]\non = 2020-09-01\nmarket = 'us'\nkind = 'ban'\n";
    let (bear, bull) = (case("Bear case", order), case("Bull case", ""));
    assert_eq!(audit_together(&[&bear, &bull]).len(), 1);
    let other = case("Bear case", "arpu_growth = '5%'\n");
    assert!(audit_together(&[&other, &bull]).is_empty() && audit_together(&[&case("One", order), &bull]).is_empty());
    let quiet = case("Bear case", "[audit.allow]\nbear-shares-bull = 'the ban alone is asked about'\n");
    assert_eq!(audit_together(&[&bull, &quiet])[0].silenced.as_deref(), Some("the ban alone is asked about"));
}

#[test]
fn a_silenced_rule_says_why() {
    let more = format!("{SECOND}[audit.allow]\ncorrelations-silently-zero = 'two unlike businesses'\n");
    let found = audit_scenario(&parse(&format!("{BASE}{more}")));
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].silenced.as_deref(), Some("two unlike businesses"));
}
