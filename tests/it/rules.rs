//! Rules of a strategy in files: what is refused and where, what is said of them, and that they survive being written out.

use marketgate::simulation::Layout;
use marketgate::{Scenario, ScenarioError, Settings, Severity, simulate};

use crate::common::BASE;
use crate::sample::{STILL, another, scenario};
use crate::study::{Desk, unwrapped};

const ORDER: &str = "events.o={ on = 2021-01-01, market = \"us\", kind = \"forced-sale\", deadline = \"90 days\" }";

/// What is wrong with a strategy whose rules are these, behind the base.
fn mistakes(rules: &str) -> ScenarioError {
    let text = format!("{BASE}[strategies.s]\nperimeter = ['us']\nrules = [{rules}]\n");
    match Scenario::parse("test.toml", &text, &[]) {
        Err(error) => error,
        Ok(_) => panic!("no error in {rules}"),
    }
}

/// The only mistake, shown with its line.
#[track_caller]
fn says(rules: &str, parts: &[&str]) {
    let error = mistakes(rules);
    assert_eq!(error.diagnostics().iter().filter(|d| d.severity == Severity::Error).count(), 1, "{error}");
    let told = error.to_string();
    for part in parts {
        assert!(told.contains(part), "`{part}` is not in\n{told}");
    }
}

#[test]
fn an_unknown_name_is_refused_at_its_place_with_the_nearest() {
    says(
        "{ when = 'us.state == ordered and us.time_to_deadlin < 30 days', start = 'exit' }",
        &["test.toml:17:44", "there is no observation `us.time_to_deadlin`", "did you mean `us.time_to_deadline`?"],
    );
    says("{ when = 'uk.state == ordered', start = 'exit' }", &["there is no market `uk`", "did you mean `us`?"]);
    says("{ when = 'us.state == orderd', start = 'exit' }", &["not one of the words", "did you mean `ordered`?"]);
    says("{ when = 'us.time_to_deadline < 30', start = 'exit' }", &["`30` has no unit", "`30 days`"]);
    says("{ when = 'us.offers < 2 days', start = 'exit' }", &["compares a number with a length of time"]);
    says("{ when = 'us.offers', start = 'exit' }", &["this is a number, not a condition"]);
}

#[test]
fn no_rule_looks_into_the_future_or_at_what_is_drawn() {
    let text = format!("{BASE}[markets.eu]{}", BASE.split("[markets.us]").nth(1).unwrap());
    let home = text.replace("[company]", "[company]\nhome = 'eu'");
    let scenario = Scenario::parse("test.toml", &home, &[]).unwrap();
    let seen = [
        "us.reviews",
        "us.orders",
        "us.restrictions",
        "us.bans",
        "eu.reviews",
        "eu.orders",
        "eu.restrictions",
        "eu.bans",
        "us.users",
        "eu.users",
        "retaliations",
        "export_control",
    ];
    let (mut ends, mut inputs) = (0, 0);
    for column in Layout::new(&scenario).columns {
        let rule = format!("{{ when = '{} > 0 and us.state == ordered', start = 'exit', market = 'us' }}", column.name);
        let text = format!("{home}[strategies.s]\nrules = [{rule}]\n");
        let told = Scenario::parse("test.toml", &text, &[]).map_err(|error| error.to_string());
        if seen.contains(&column.name.as_str()) {
            assert!(told.is_ok() || column.name == "export_control", "{}: {told:?}", column.name);
            continue;
        }
        let told = told.map(drop).unwrap_err();
        let input = scenario.input(&column.name).is_some();
        let why = if input { "is an input, and what is drawn" } else { "is known only at the end of the simulation" };
        assert!(told.contains(&format!("`{}` {why}", column.name)), "{told}");
        assert!(told.contains("test.toml:"), "{told}");
        *(if input { &mut inputs } else { &mut ends }) += 1;
    }
    assert!(ends > 60 && inputs > 5, "{ends} and {inputs}");
    says(
        "{ when = 'us.banned', start = 'exit' }",
        &["only at the end", "whether it is so on the day is `us.state == banned`"],
    );
    says("{ when = 'policy.order.enforcement > 30%', start = 'exit' }", &["is an input"]);
    says("{ when = 'markets.us.policy.court.upheld > 30%', start = 'exit' }", &["is an input"]);
    says("{ when = 'events.o.probability > 30%', start = 'exit' }", &["is an input"]);
}

#[test]
fn a_rule_that_names_no_market_or_several_says_which_it_acts_on() {
    says("{ when = 'date > 2021-01-01', start = 'exit' }", &["test.toml:17:19", "names no market", "market = \"us\""]);
    let two = STILL.to_owned() + &another("eu");
    let rule = "strategies.s={ rules = [{ when = \"us.bans > 0 and eu.bans > 0\", start = \"exit\" MARKET }] }";
    let parse = |market: &str| Scenario::parse("t.toml", &two, &[rule.replace("MARKET", market)]);
    let told = parse("").unwrap_err().to_string();
    assert!(told.contains("names `us` and `eu`"), "{told}");
    assert!(parse(", market = \"eu\"").is_ok());
    let told = parse(", market = \"ue\"").unwrap_err().to_string();
    assert!(told.contains("there is no market `ue`"), "{told}");
}

#[test]
fn what_can_never_act_is_refused() {
    says("{ when = 'us.offers < 1', start = 'refuse' }", &["test.toml:17:44", "`refuse` starts nothing"]);
    says("{ when = 'us.offers < 1', start = [] }", &["starts one answer at least"]);
    let review = "{ when = 'us.state == review and us.bans == 0', start = ['exit', 'restructure'] }";
    says(review, &["test.toml:17:19", "`restructure` can start", "where us.state is ordered or stayed"]);
    says("{ when = 'us.state == open', start = 'sell' }", &["never holds while `us`", "review, ordered, stayed"]);
    says("{ when = 'us.state == banned and us.time_to_deadline < 9 days', start = 'exit' }", &["never holds"]);
    says("{ when = 'us.state == banned and not us.state == banned', start = 'exit' }", &["never holds"]);
    let text = format!("{BASE}[markets.eu]{}", BASE.split("[markets.us]").nth(1).unwrap());
    let text =
        format!("{text}[strategies.s]\nperimeter = ['eu']\nrules = [{{ when = 'us.offers < 1', start = 'sell' }}]\n");
    let told = Scenario::parse("t.toml", &text, &[]).unwrap_err().to_string();
    assert!(told.contains("`perimeter` leaves `us` out") && told.contains("t.toml:24"), "{told}");
}

#[test]
fn a_rule_is_a_table_of_known_keys() {
    says(
        "{ wen = 'us.bans > 0', when = 'us.bans > 0', start = 'exit' }",
        &["unknown key `wen`", "did you mean `when`?"],
    );
    says("{ start = 'exit' }", &["lacks `when`"]);
    says("{ when = 'us.bans > 0' }", &["lacks `start`"]);
    says("{ when = 3, start = 'exit' }", &["expected a string"]);
    says("{ when = 'us.bans > 0', start = 'sel' }", &["did you mean `sell`?"]);
    says("{ when = 'us.bans > 0', start = ['sell', 'sell'] }", &["named twice"]);
    says("'us.bans > 0'", &["expected a table"]);
    let told = Scenario::parse("t.toml", BASE, &["strategies.s.rules=sell".to_owned()]).unwrap_err().to_string();
    assert!(told.contains("expected a list of tables"), "{told}");
}

#[test]
fn rules_are_bounded() {
    let many = |count: usize| vec!["{ when = 'us.bans > 0', start = 'exit' }"; count].join(", ");
    says(&many(17), &["at most 16 rules"]);
    let text = format!("{BASE}[strategies.s]\nrules = [{}]\n", many(16));
    assert!(Scenario::parse("t.toml", &text, &[]).is_ok());
    let long = format!("{{ when = 'us.bans > 0{}', start = 'exit' }}", " or us.bans > 0".repeat(300));
    says(&long, &["at most 4096 bytes"]);
    says("{ when = \"us.bans > 0 \\u001b[2J\", start = 'exit' }", &["no control characters"]);
}

#[test]
fn rules_are_written_out_and_read_again() {
    let rules = "[[strategies.a.rules]]\nwhen = 'us.state == \"ordered\" and us.time_to_deadline < 30 days'\nstart = 'restructure'\n\
                 [[strategies.a.rules]]\nwhen = 'date > 2021-02-01'\nstart = ['litigate', 'exit']\nmarket = 'us'\n";
    let text = format!("{STILL}[strategies.a]\non_order = 'sell'\n{rules}");
    let first = Scenario::parse("a.toml", &text, &[]).unwrap();
    let again = Scenario::parse("a.toml", &first.resolved(), &[]).unwrap();
    assert_eq!((first.digest(), first.rules()), (again.digest(), again.rules()));
    assert_eq!(again.resolved(), first.resolved());
    assert_eq!(again.rules().len(), 2);
    // They decide results: without them, or with others, the scenario is another.
    let without = Scenario::parse("a.toml", &text.replace(rules, ""), &[]).unwrap();
    let other = Scenario::parse("a.toml", &text.replace("30 days", "31 days"), &[]).unwrap();
    let none = Scenario::parse("a.toml", &text.replace(rules, "rules = []\n"), &[]).unwrap();
    assert!(first.digest() != without.digest() && first.digest() != other.digest());
    assert_eq!(without.digest(), none.digest());
    // On the command line they are set as a whole.
    let set = ["strategies.a.rules=[{ when = \"us.bans > 0\", start = \"exit\" }]".to_owned()];
    assert_eq!(Scenario::parse("a.toml", &text, &set).unwrap().rules().len(), 1);
}

#[test]
fn what_never_fired_and_how_often_others_did_is_said() {
    let rules = "strategies.wait={ rules = [{ when = \"us.state == ordered\", start = \"exit\" }, \
                 { when = \"us.state == ordered and us.offers > 3\", start = \"litigate\" }] }";
    let probable = ORDER.replace("deadline", "probability = \"50%\", deadline");
    for threads in [1, 2] {
        let settings = Settings { replications: 1200, threads, ..Settings::default() };
        let results = simulate(&scenario(STILL, &[&probable, rules]), &settings).unwrap();
        let told = results.summary().warnings.join("\n");
        let ordered = results.figure("markets.us.measures.orders.mean").unwrap().value.unwrap() * 1200.0;
        assert!(
            told.contains(&format!(
                "Rule 1 of “wait”, by which the owner decides to leave, acts in {ordered:.0} of 1,200 simulations."
            )),
            "{told}"
        );
        assert!(
            told.contains("Rule 2 of “wait”, by which the owner decides to sue, never acts in 1,200 simulations."),
            "{told}"
        );
    }
}

#[test]
fn check_and_trace_tell_of_rules() {
    let rules = "[strategies.wait]\nrules = [{ when = 'us.time_to_deadline <= 30 days', start = 'restructure' }]\n";
    let order = "[events.o]\non = 2021-01-11\nmarket = 'us'\nkind = 'forced-sale'\ndeadline = '60 days'\n";
    let desk = Desk::new(&format!("{STILL}{rules}{order}"));
    let told = unwrapped(&desk.run(&["check", "s.toml"]));
    assert!(told.contains("rule 1: start restructure in us when us.time_to_deadline <= 30 days"), "{told}");
    let told = unwrapped(&desk.run(&["trace", "s.toml", "-n", "1", "--replication", "0"]));
    assert!(told.contains("10 Feb 2021 us: By rule 1 of the strategy the owner proposes a partnership."), "{told}");
}

#[test]
fn a_seller_by_rule_without_a_buyer_is_a_warning() {
    let text = format!("{BASE}[strategies.s]\nrules = [{{ when = 'us.orders > 0', start = 'sell' }}]\n");
    let warnings = Scenario::parse("t.toml", &text, &[]).unwrap().warnings().join("\n");
    assert!(warnings.contains("strategy `s` sells, and there is no bidder"), "{warnings}");
}
