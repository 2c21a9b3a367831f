//! Inputs as people have them: revenue instead of ARPU, daily instead of monthly users, a date as a deadline.

use crate::common::BASE;
use crate::sample::{STILL, close, sample};
use crate::study::Desk;
use marketgate::scenario::{Quantity, Scenario};

#[track_caller]
fn parse(text: &str) -> Scenario {
    Scenario::parse("a.toml", text, &[]).unwrap_or_else(|error| panic!("{error}"))
}

#[track_caller]
fn refused(text: &str, parts: &[&str]) {
    let error = Scenario::parse("a.toml", text, &[]).unwrap_err().to_string();
    parts.iter().for_each(|part| assert!(error.contains(part), "no `{part}` in\n{error}"));
}

/// [`STILL`] with its users and ARPU stated otherwise: 100M users at $10.
fn restated(users: &str, arpu: &str) -> String {
    let text = STILL.lines().filter(|line| !line.starts_with("users") && !line.starts_with("arpu"));
    text.map(|line| line.to_owned() + "\n").collect::<String>() + users + "\n" + arpu + "\n"
}

#[test]
fn revenue_is_users_times_arpu() {
    let plain = sample(&restated("users = '100M'", "arpu = '$10'"), &[], 1);
    for (users, arpu) in [
        ("users = '100M'", "revenue = '$1bn'"),
        ("daily_users = '60M'\ndaily_share = '60%'", "arpu = '$10'"),
        ("daily_users = '60M'\ndaily_share = '60%'", "revenue = '$1bn'"),
    ] {
        let other = sample(&restated(users, arpu), &[], 1);
        close(other.only("value"), plain.only("value"), 1e-12);
        close(other.only("us.users"), plain.only("us.users"), 1e-12);
    }
}

#[test]
fn arpu_follows_draw_by_draw() {
    // Revenue is known, so value does not move with uncertain users; nor does it with a known ARPU's users but in proportion.
    let s = sample(&restated("users = '60M to 140M, max 300M'", "revenue = '$1bn'"), &[], 200);
    let (users, values) = (s.column("markets.us.users"), s.column("value"));
    assert!(users.iter().any(|n| *n > 1.2e8) && users.iter().any(|n| *n < 0.8e8));
    values.iter().for_each(|value| close(*value, values[0], 1e-9));
    // And revenue and share both count.
    let s =
        sample(&restated("daily_users = '60M'\ndaily_share = '40% to 80%'", "revenue = '$0.5bn to $2bn'"), &[], 200);
    let (revenues, values) = (s.column("markets.us.revenue"), s.column("value"));
    let ratio = values[0] / revenues[0];
    values.iter().zip(&revenues).for_each(|(value, revenue)| close(value / revenue, ratio, 1e-9));
}

#[test]
fn addressable_users_are_drawn_above_those_that_follow() {
    let text = restated("daily_users = '60M'\ndaily_share = '40% to 80%'", "arpu = '$10'")
        .lines()
        .map(|line| if line.starts_with("ceiling") { "ceiling = '80M to 200M'" } else { line })
        .map(|line| line.to_owned() + "\n")
        .collect::<String>();
    let s = sample(&text, &[], 300);
    let (shares, ceilings) = (s.column("markets.us.daily_share"), s.column("markets.us.ceiling"));
    assert!(shares.iter().zip(&ceilings).all(|(share, ceiling)| *ceiling >= 1.05 * 6e7 / share * (1.0 - 1e-12)));
}

#[test]
fn what_is_said_twice_or_by_half_is_refused_at_its_line() {
    refused(&format!("{BASE}revenue = '$1bn'\n"), &["has both `arpu` and `revenue`", "arpu = ", "leave `arpu` out"]);
    refused(&format!("{BASE}daily_users = '50M'\ndaily_share = '50%'\n"), &["has both `users` and `daily_users`"]);
    let half = BASE.replace("users = \"100M\"", "daily_users = '50M'");
    refused(&half, &["lacks `daily_share`", "users follow from `daily_users` and `daily_share`"]);
    let few =
        BASE.replace("users = \"100M\"", "daily_users = '150M'\ndaily_share = '50%'").replace("140M to 200M", "200M");
    refused(&few, &["the ceiling of `us` is below 1.05 times its users"]);
    refused(&BASE.replace("arpu = \"$6 to $9\"\n", ""), &["lacks `arpu`"]);
}

#[test]
fn revenue_stands_in_for_the_arpu_of_the_atlas() {
    let text = BASE
        .replace("ceiling = \"140M to 200M\"\n", "")
        .replace("arpu = \"$6 to $9\"", "atlas = 'US'\nrevenue = '$1bn'");
    let scenario = parse(&text.replace("2020-08-03", "2026-08-03"));
    assert!(scenario.input("markets.us.arpu").is_none() && scenario.input("markets.us.revenue").is_some());
    let again = Scenario::parse("run.toml", &scenario.resolved(), &[]).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!((again.digest(), again.resolved()), (scenario.digest(), scenario.resolved()));
}

const ORDER: &str = "\n[events.order]\non = 2021-01-14\nmarket = 'us'\nkind = 'forced-sale'\n";

#[test]
fn a_date_is_a_deadline() {
    let days = |deadline: &str| {
        let scenario = parse(&format!("{BASE}{ORDER}deadline = {deadline}\n"));
        let input = scenario.input("events.order.deadline").unwrap();
        let Quantity::Distribution(law) = input.quantity() else { panic!() };
        (law.fixed_value().unwrap(), input.note().map(str::to_owned), scenario.digest().to_owned())
    };
    let plain = days("'90 days'");
    for date in ["2021-04-14", "'2021-04-14'", "{ value = 2021-04-14 }"] {
        let dated = days(date);
        assert_eq!((dated.0, dated.1.as_deref()), (90.0, Some("to 2021-04-14")), "{date}");
        assert_eq!(dated.2, plain.2);
    }
    assert_eq!(days("{ value = 2021-04-14, note = 'by law' }").1.as_deref(), Some("by law"));
    // Notice and length too.
    let ban = ORDER.replace("forced-sale", "ban");
    assert_eq!(
        parse(&format!("{BASE}{ban}notice = 2021-01-15\n")).input("events.order.notice").unwrap().written(),
        "1 days"
    );
    refused(
        &format!("{BASE}{ORDER}deadline = 2021-01-14\n"),
        &["2021-01-14 is not after the date of the event", "a.toml:"],
    );
    refused(&format!("{BASE}[policy.order]\ndeadline = 2021-01-14\n"), &["found a date"]);
}

#[test]
fn a_run_and_the_run_of_what_it_leaves_are_the_same_bytes() {
    let text = restated("daily_users = '60M'\ndaily_share = '50% to 70%, min 40%'", "revenue = '$0.5bn to $2bn'");
    let text =
        text.replace("[policy.court]", &format!("{}deadline = 2021-04-14\n\n[policy.court]", ORDER.trim_start()));
    let desk = Desk::new(&text);
    desk.run(&["run", "s.toml", "-n", "50", "--quiet"]);
    desk.run(&["run", "output/s/run.toml", "-n", "50", "--quiet", "-o", "again"]);
    for file in ["run.toml", "summary.json", "outcomes.csv", "fans.csv"] {
        assert!(desk.bytes(&format!("output/s/{file}")) == desk.bytes(&format!("again/s/{file}")), "{file}");
    }
}

/// [`STILL`] without a word of money.
fn without_money() -> String {
    let money = ["arpu", "margin", "discount_rate", "terminal_growth"];
    let text = STILL.lines().filter(|line| !money.iter().any(|key| line.starts_with(key)));
    text.map(|line| line.to_owned() + "\n").collect()
}

#[test]
fn a_case_of_users_needs_no_money() {
    let ban = "events.b={ on = 2021-03-01, market = 'us', kind = 'ban' }";
    let (with, without) = (sample(STILL, &[ban], 20), sample(&without_money(), &[ban], 20));
    assert_eq!(with.column("us.users"), without.column("us.users"));
    assert!(without.column("value").iter().all(|value| *value == 0.0));
    let said = parse(&without_money());
    assert!(said.warnings().iter().any(|warning| warning.contains("of users only")), "{:?}", said.warnings());
    assert!(parse(STILL).warnings().is_empty());
    // One word of money, and all of it is needed.
    refused(&(without_money() + "margin = '10%'\n"), &["lacks `arpu`", "lacks `discount_rate`"]);
    // The atlas gives no ARPU to it either.
    let text = without_money().replace("2021-01-01", "2026-01-01") + "atlas = 'US'\n";
    assert_eq!(parse(&text).input("markets.us.arpu").unwrap().written(), "$0");
}

#[test]
fn a_run_of_users_only_is_told_as_one_and_repeated_to_the_byte() {
    let text = without_money() + "[events.b]\non = 2021-03-01\nmarket = 'us'\nkind = 'ban'\n";
    let desk = Desk::new(&text);
    desk.run(&["run", "s.toml", "-n", "50", "--quiet"]);
    desk.run(&["run", "output/s/run.toml", "-n", "50", "--quiet", "-o", "again"]);
    for file in ["run.toml", "summary.json", "outcomes.csv", "fans.csv"] {
        assert!(desk.bytes(&format!("output/s/{file}")) == desk.bytes(&format!("again/s/{file}")), "{file}");
    }
    let page = String::from_utf8(desk.bytes("output/s/report.html")).unwrap();
    assert!(page.contains("of users only"));
}
