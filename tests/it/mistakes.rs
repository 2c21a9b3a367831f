//! Mistakes in scenarios: each is told at its line, with what was expected; all at once; and none panics.

use crate::common::{BASE, Files};
use crate::sample::{STILL, another, event, scenario};
use marketgate::scenario::{LoadError, Scenario, ScenarioError, Severity};
use proptest::prelude::*;

fn errors(text: &str) -> ScenarioError {
    match Scenario::parse("test.toml", text, &[]) {
        Err(error) => error,
        Ok(_) => panic!("no error in\n{text}"),
    }
}

/// The only error of the base with `more` behind it, as one text with the quoted line.
fn the_error(more: &str) -> String {
    let error = errors(&format!("{BASE}{more}"));
    let errors: Vec<_> = error.diagnostics().iter().filter(|d| d.severity == Severity::Error).collect();
    assert_eq!(errors.len(), 1, "{error}");
    errors[0].render(false)
}

/// Asserts that `more` behind the base gives one error that says all `parts`.
#[track_caller]
fn says(more: &str, parts: &[&str]) {
    let told = the_error(more);
    for part in parts {
        assert!(told.contains(part), "`{part}` is not in\n{told}");
    }
}

#[test]
fn five_mistakes_are_five_errors_each_at_its_line() {
    let text = r#"start = 2020-08-03
horizon = "5 years"
[company]
discount_rate = "10% to 14%"
[markets.us]
users = "100M"
ceiling = "140M to 200M"
growth = "60% to 20%"
churn = "0.3 per year"
arpuu = "$6 to $9"
arpu = "$6 to $9"
margin = "45 days"
links = { canda = 0.8 }
[markets.canada]
users = "10M"
ceiling = "20M"
growth = "10%"
churn = 0.3
arpu = "$5"
margin = "10%"
[policy.review]
cleared = "50%"
mitigated = "30%"
ban = "40%"
"#;
    let error = errors(text);
    let told: Vec<(usize, &str)> =
        error.diagnostics().iter().map(|d| (d.place.as_ref().unwrap().line, d.message.as_str())).collect();
    let expected =
        [(8, "reversed"), (10, "unknown key `arpuu`"), (12, "days"), (13, "no market `canda`"), (24, "sum to 1.2")];
    assert_eq!(told.len(), expected.len(), "{error}");
    for ((line, message), (at, part)) in told.iter().zip(expected) {
        assert!(*line == at && message.contains(part), "{line}: {message}");
    }
    let text = error.to_string();
    for part in ["--> test.toml:8:", "growth = \"60% to 20%\"", "did you mean `arpu`?", "did you mean `canada`?", "^"] {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

#[test]
fn required_keys_are_reported_at_their_header() {
    let error = errors(
        "start = 2020-08-03\nhorizon = \"5 years\"\n[company]\ndiscount_rate = 0.1\n\n[markets.us]\nmargin_long_run = 0.1\nusers = 5\n",
    );
    let told = error.to_string();
    for key in ["ceiling", "growth", "churn", "arpu", "margin"] {
        assert!(told.contains(&format!("[markets.us] lacks `{key}`")), "{told}");
    }
    assert!(error.diagnostics().iter().all(|d| d.place.as_ref().unwrap().line == 6));
    let empty = errors("").to_string();
    for part in ["lacks `start`", "lacks `horizon`", "lacks `discount_rate`", "lacks `markets`"] {
        assert!(empty.contains(part), "{empty}");
    }
}

#[test]
fn the_mark_stands_under_the_faulty_part_of_a_quantity() {
    let told = the_error("arpu_growth = \"5% to 12 days\"\n");
    let line = told.lines().find(|l| l.contains("^^")).unwrap();
    let quoted = told.lines().find(|l| l.contains("arpu_growth =")).unwrap();
    let at = line.find('^').unwrap();
    assert!(quoted[at..].starts_with("12 days"), "{told}");
}

#[test]
fn quantities_must_be_quantities() {
    says("arpu_growth = true\n", &["found true or false"]);
    says("arpu_growth = [1, 2]\n", &["found a list"]);
    says("arpu_growth = nan\n", &["not finite"]);
    says("arpu_growth = {}\n", &["lacks `value`"]);
    says("arpu_growth = { source = 'x' }\n", &["lacks `value`"]);
    says("arpu_growth = { csv = 'a.csv' }\n", &["lacks `column`"]);
    says("arpu_growth = { value = 0.1, sorce = 'x' }\n", &["did you mean `source`?"]);
    says("arpu_growth = { value = 0.1, csv = 'a.csv', column = 'x' }\n", &["one of them"]);
    says("arpu_growth = { value = { value = 1 } }\n", &["found a table"]);
    says("arpu_growth_fade = 45\n", &["45 days"]);
}

#[test]
fn texts_cannot_steer_a_terminal() {
    for text in [
        "name = \"\\u001b[2J\"\n",
        "arpu_growth = { value = 0, note = \"\\u0007\" }\n",
        "[events.e]\non = 2021-01-01\nmarket = 'us'\nkind = 'ban'\nlabel = \"\\u009b\"\n",
    ] {
        says(text, &["no control characters"]);
    }
    says(&format!("name = '{}'\n", "x".repeat(10_001)), &["at most 10000 bytes"]);
}

#[test]
fn churn_is_a_rate_or_retention() {
    let with = |churn: &str| errors(&BASE.replace("churn = \"0.3 per year\"", churn)).to_string();
    assert!(with("churn = { app_age = '2 years' }").contains("day1, day7"));
    assert!(with("churn = { day1 = '20%', day7 = '30%' }").contains("more users are left on day 7"));
    assert!(with("churn = { value = 0.3, day1 = '20%' }").contains("unknown key `day1`"));
    assert!(with("churn = { day2 = '20%' }").contains("did you mean `day"));
}

#[test]
fn outcomes_of_reviews_leave_no_gap() {
    let outcomes = |text: &str| format!("[policy.review]\n{text}\n");
    says(&outcomes("cleared = '50%'\nban = '20%'"), &["sum to 0.7", "rest"]);
    says(&outcomes("cleared = '50%'\nban = '20% to 60%'"), &["uncertain", "rest"]);
    says(&outcomes("cleared = 'rest'\nban = 'rest'"), &["more than one"]);
    says(&outcomes("ban = '70%'\nforced_sale = 'uniform(40%, 50%)'"), &["sum to 1.1"]);
    let market = "[policy.review]\nban = '70%'\n[markets.us.policy.review]\nforced_sale = '60%'\n";
    says(market, &["sum to 1.3", "forced_sale = '60%'"]);
}

#[test]
fn rules_between_inputs_are_checked() {
    let error = errors(&BASE.replace("140M to 200M", "104M")).to_string();
    assert!(error.contains("below 1.05 times") && error.contains("ceiling = \"104M\""), "{error}");
    says("terminal_growth = 'uniform(14%, 15%)'\n[company2]\n", &["unknown key"]);
    let error = errors(&BASE.replace("\"10% to 14%\"", "0.05").replace("margin =", "terminal_growth = 0.05\nmargin ="))
        .to_string();
    assert!(error.contains("discount_rate > terminal_growth"), "{error}");
}

#[test]
fn events_hold_what_fits_their_kind() {
    let event = |text: &str| format!("[events.e]\n{text}\n");
    says(
        &event("on = 2021-01-01\nkind = 'ban'\nmarket = 'us'\ndeadline = '90 days'"),
        &["no `deadline`", "forced-sale"],
    );
    says(&event("on = 2021-01-01\nkind = 'bann'\nmarket = 'us'"), &["did you mean `ban`?"]);
    says(&event("on = 2021-01-01\nkind = 'ban'"), &["lacks `market`"]);
    says(&event("on = 2021-01-01\nkind = 'export-control'"), &["lacks `market`", "home"]);
    says(&event("on = 2021-02-30\nkind = 'ban'\nmarket = 'us'"), &["TOML"]);
    says(&event("on = '2021-02-30'\nkind = 'ban'\nmarket = 'us'"), &["a date"]);
    let no_time = "expected a date such as 2020-08-03, without a time of day, found";
    for date in ["2021-01-01T00:00:00Z", "2021-01-01T22:30:00", "2021-01-01 22:30:00"] {
        says(&event(&format!("on = {date}\nkind = 'ban'\nmarket = 'us'")), &[no_time, "a date and a time"]);
        let order = format!("on = 2021-01-01\nkind = 'forced-sale'\nmarket = 'us'\ndeadline = {date}");
        says(&event(&order), &[no_time, "a date and a time"]);
    }
    says(&event("on = '2021-01-01 22:30'\nkind = 'ban'\nmarket = 'us'"), &[no_time, "a string"]);
    says(&event("on = 2021-01-01\nkind = 'extension'\nmarket = 'us'"), &["lacks `deadline`", "the new deadline"]);
    says(&event("on = 2020-01-01\nkind = 'ban'\nmarket = 'us'\nprobability = '30%'"), &["100%, or 0%"]);
    says(&event("kind = 'ban'\nmarket = 'us'"), &["lacks `on`"]);
}

#[test]
fn an_event_behind_the_end_is_a_warning() {
    let text = format!("{BASE}[events.e]\non = 2040-01-01\nkind = 'ban'\nmarket = 'us'\n");
    let scenario = Scenario::parse("t.toml", &text, &[]).unwrap();
    assert_eq!(scenario.warnings().len(), 1);
    assert!(scenario.warnings()[0].contains("after the end") && scenario.warnings()[0].contains("t.toml:"));
}

#[test]
fn a_discount_rate_that_may_fall_below_growth_is_a_warning() {
    let text = format!("{BASE}terminal_growth = '5% to 11%'\n");
    let warnings = Scenario::parse("t.toml", &text, &[]).unwrap().warnings().join("\n");
    assert!(warnings.contains("may be drawn below the terminal growth of `us`"), "{warnings}");
}

#[test]
fn a_seller_without_a_buyer_and_an_unknown_fact_are_warnings() {
    let text = format!("{BASE}arpu_growth = {{ value = 0, source = 'Z999' }}\n[strategies.s]\non_order = 'sell'\n");
    let warnings = Scenario::parse("t.toml", &text, &[]).unwrap().warnings().join("\n");
    assert!(warnings.contains("no bidder") && warnings.contains("`Z999`"), "{warnings}");
}

#[test]
fn orders_of_one_day_are_drawn_independently_and_that_is_said() {
    let text = STILL.to_owned() + &another("eu");
    let warned = |events: &[String]| {
        let settings: Vec<&str> = events.iter().map(String::as_str).collect();
        scenario(&text, &settings).warnings().join("\n")
    };
    let on = |key: &str, day: &str, market: &str, what: &str| event(key, day, market, &format!("\"{what}\""));
    let sale = on("a", "2021-03-01", "us", "forced-sale");
    for (market, what) in
        [("us", "restriction"), ("us", "forced-sale"), ("us", "ban"), ("eu", "forced-sale"), ("eu", "ban")]
    {
        let told = warned(&[sale.clone(), on("b", "2021-03-01", market, what)]);
        assert!(told.contains("events `a` and `b`") && told.contains("drawn independently"), "{market} {what}: {told}");
    }
    let told = warned(&[sale.clone(), on("b", "2021-03-01", "eu", "ban"), on("c", "2021-03-01", "eu", "forced-sale")]);
    assert!(told.contains("`a` and `b` and `c`"), "{told}");
    let never = event("b", "2021-03-01", "us", "\"ban\", probability = \"0%\"");
    for other in [on("b", "2021-03-02", "us", "ban"), on("b", "2021-03-01", "us", "review"), never] {
        assert_eq!(warned(&[sale.clone(), other]), "");
    }
    // What happened before the start is certain.
    assert_eq!(warned(&[on("a", "2020-03-01", "us", "ban"), on("b", "2020-03-01", "eu", "ban")]), "");
}

#[test]
fn home_is_needed_for_what_home_does() {
    says("[backlash]\ntalks = 1\n", &["needs a home market", "[backlash]"]);
    says("[export_control]\nlength = '1 year'\n", &["needs a home market"]);
}

#[test]
fn strategies_are_named_and_consistent() {
    says("[strategies.a]\n[strategies.b]\n", &["lacks `strategy`", "a, b"]);
    says("[strategies.a]\non_order = ['sell', 'refuse']\n", &["stands alone"]);
    says("[strategies.a]\non_order = ['sell', 'sell']\n", &["named twice"]);
    says("[strategies.a]\nperimeter = ['us', 'us']\n", &["named twice"]);
    says("[strategies.a]\nperimeter = ['eu']\n", &["no market `eu`"]);
    says("[strategies.a]\nalgorithm = 'hide'\n", &["one of sell, keep, sell-or-keep"]);
    let error = Scenario::parse("t", BASE, &["strategy=sel".into()]).unwrap_err().to_string();
    assert!(error.contains("no strategy `sel`"), "{error}");
}

#[test]
fn correlations_are_between_what_varies_once() {
    let pair = |a: &str, b: &str, rank: &str| format!("[[correlations]]\nbetween = ['{a}', '{b}']\nrank = {rank}\n");
    let (arpu, margin, growth) = ("markets.us.arpu", "markets.us.margin", "markets.us.growth");
    says(&pair(arpu, "markets.us.users", "0.5"), &["known value"]);
    says(&pair(arpu, "policy.review.length", "0.5"), &["afresh at each use"]);
    says(&pair(arpu, "markets.us.marginn", "0.5"), &["did you mean `markets.us.margin`?"]);
    says(&pair(arpu, margin, "1"), &["−1 < rank < 1"]);
    says(&pair(arpu, arpu, "0.5"), &["twice"]);
    says(&format!("{}{}", pair(arpu, margin, "0.5"), pair(margin, arpu, "0.4")), &["twice"]);
    says("[[correlations]]\nbetween = ['markets.us.arpu']\nrank = 0.5\n", &["two inputs or more"]);
    says(
        "[[correlations]]\nbetween = ['markets.us.arpu', 'markets.us.margin']\nrank = 0.5\nnte = 'x'\n",
        &["unknown key `nte`"],
    );
    says("[[correlations]]\nbetween = ['markets.us.arpu', 'markets.us.margin']\n", &["lacks `rank`"]);
    let impossible = [pair(arpu, margin, "0.9"), pair(margin, growth, "0.9"), pair(arpu, growth, "-0.9")].concat();
    says(&impossible, &["contradict each other", "markets.us."]);
}

#[test]
fn time_is_bounded() {
    let with = |settings: &[&str]| {
        let settings: Vec<String> = settings.iter().map(ToString::to_string).collect();
        Scenario::parse("t", BASE, &settings).map(|_| ()).map_err(|e| e.to_string())
    };
    for wrong in [
        "horizon=0 days",
        "horizon=101 years",
        "step=32 days",
        "step=0.2 days",
        "start=2020-13-01",
        "start=9999-01-01",
        "record=[\"0 days\"]",
        "run.replications=0",
        "run.seed=-1",
        "design=grid",
        "horizon=5",
    ] {
        assert!(with(&[wrong]).is_err(), "{wrong}");
    }
    assert!(with(&["horizon=90 years", "step=1 day"]).unwrap_err().contains("20000 steps"));
    assert!(with(&["horizon=100 years", "step=31 days"]).is_ok());
}

#[test]
fn a_parent_outside_missing_or_circular_is_refused() {
    let files = Files::new();
    let load = |text: &str| match Scenario::load(&files.write("a/b/top.toml", text), &[]) {
        Err(LoadError::Scenario(error)) => error.to_string(),
        other => panic!("{other:?}"),
    };
    files.write("outside.toml", BASE);
    files.write("a/b/circle.toml", "extends = 'top.toml'");
    for (parent, part) in [
        ("../../outside.toml", "outside"),
        ("/etc/passwd.toml", "not a relative path"),
        ("missing.toml", "cannot read"),
        ("top.toml", "circle"),
        ("circle.toml", "circle"),
        ("data.csv", "not a .toml"),
    ] {
        let told = load(&format!("title = 'x'\nextends = '{parent}'\n"));
        assert!(told.contains(part), "{parent}: {told}");
    }
    for number in 0..20 {
        files.write(&format!("a/b/c{number}.toml"), &format!("extends = 'c{}.toml'", number + 1));
    }
    assert!(load("extends = 'c0.toml'").contains("more than 16 files"));
    let outer = Scenario::load(&files.path().join("root/none.toml"), &[]);
    assert!(matches!(outer, Err(LoadError::Io { .. })));
}

#[test]
fn data_files_are_checked_cell_by_cell() {
    let files = Files::new();
    let load = |csv: &str, column: &str| {
        files.write("d.csv", csv);
        let more = format!("[policy.ban]\npermanent = {{ csv = 'd.csv', column = '{column}' }}\n");
        match Scenario::load(&files.write("top.toml", &format!("{BASE}{more}")), &[]) {
            Err(LoadError::Scenario(error)) => error.to_string(),
            other => panic!("{other:?}"),
        }
    };
    for (csv, column, parts) in [
        ("p,q\n1%,1\n,2\n", "p", ["d.csv:3:", "empty cell"]),
        ("p,q\n1%,1\n5 days,2\n", "p", ["d.csv:3:1", "days"]),
        ("p,q\n1%,1\n120%,2\n", "p", ["d.csv:3:1", "out of range"]),
        ("p,q\n1%,1\n\n2%,2\n", "p", ["d.csv:3:1", "an empty line"]),
        ("p,q\n1%\n", "p", ["d.csv:2:1", "1 cell where the header has 2"]),
        ("p,q\n20%,a\n25%,\"second\n30%,c\n35%,d\n", "p", ["d.csv:3:1", "never closed"]),
        ("q,p\n\"a\nb\",1%\n\"c\nd\",120%\n", "p", ["d.csv:4:1", "out of range"]),
        ("p,q\n1%,\"x\"y\n", "p", ["d.csv:2:1", "closing quote"]),
        ("p,q\n.5,1\n", "p", ["d.csv:2:1", "begins with a dot"]),
        ("p,q\n1%,1\n", "pp", ["no column `pp`", "did you mean `p`?"]),
        ("p,p\n1%,1\n", "p", ["two columns", "`p`"]),
        ("p\n", "p", ["no rows", "top.toml"]),
    ] {
        let told = load(csv, column);
        assert!(parts.iter().all(|part| told.contains(part)), "{csv:?}: {told}");
    }
}

#[test]
fn broken_text_is_told_and_nothing_after_it() {
    let told = errors("start = 2020-08-03\nhorizon = \nstep = 'x\n");
    assert_eq!(told.diagnostics().len(), 2, "{told}");
    assert!(told.to_string().contains("this is not TOML"));
}

#[test]
fn large_and_deep_inputs_are_bounded() {
    let wide: String = (0..200_000).map(|n| format!("k{n} = 1\n")).collect();
    assert!(errors(&wide).to_string().contains("more"));
    errors(&format!("x = {}", "[".repeat(1_000_000)));
    errors(&format!("{} = 1", "a.".repeat(500_000) + "a"));
    errors(&format!("title = '{}'\n", "x".repeat(3_000_000)));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn arbitrary_text_never_panics(text in "\\PC*", setting in "\\PC*") {
        let _ = Scenario::parse("t", &text, std::slice::from_ref(&setting));
        let _ = Scenario::parse("t", BASE, &[setting, text]);
    }

    #[test]
    fn arbitrary_values_at_arbitrary_keys_never_panic(
        path in prop::sample::select(vec!["start", "horizon", "markets", "markets.us", "markets.us.churn", "markets.us.arpu",
            "policy.review.cleared", "correlations", "events.e.on", "events.e", "strategies.s.on_order", "strategies.s.rules", "run.seed", "extends",
            "company.home", "markets.us.links", "markets.us.links.us", "record", "step", "deal.bidders", "strategy"]),
        value in prop::sample::select(vec!["1", "-1", "'x'", "true", "[]", "[[]]", "{}", "{ value = 1 }", "2020-01-01", "[1, 'x']",
            "nan", "inf", "'5 to 12'", "'5 days'", "'rest'", "'us'", "[{}]", "{ us = 1 }", "{ value = {} }", "{ csv = 'x', column = 'y' }",
            "'uniform(0, 1e308)'", "9223372036854775807", "1e308", "''", "'\\u0000'", "'𝄞 to é'", "[{ when = 'us.state == ordered', start = 'exit' }]",
            "[{ when = 'us.𝄞', start = [], market = 1 }]", "[{ when = 1, start = 'refuse', x = 1 }, 1]"]),
    ) {
        let _ = Scenario::parse("t", BASE, &[format!("{path}={value}")]).map_err(|error| error.render(true));
    }

    #[test]
    fn a_changed_byte_never_panics(at in 0..BASE.len(), byte in any::<u8>()) {
        let mut bytes = BASE.as_bytes().to_vec();
        bytes[at] = byte;
        let files = Files::new();
        let path = files.write("t.toml", "");
        std::fs::write(&path, bytes).unwrap();
        let _ = Scenario::load(&path, &[]).map(|scenario| scenario.resolved());
    }
}
