//! A prior investment: value over it and the return a year, against known answers.

use crate::sample::{STILL, close, event, sample};
use crate::study::{Desk, unwrapped};
use marketgate::scenario::Scenario;
use marketgate::simulation::Layout;

/// [`STILL`], which is worth $5bn on 2021-01-01, with an investment.
fn invested(sum: &str, day: &str) -> String {
    STILL
        .replace("discount_rate = \"10%\"", &format!("discount_rate = \"10%\"\ninvestment = '{sum}'\ninvested = {day}"))
}

#[test]
fn the_return_is_the_rate_at_which_the_investment_has_grown() {
    // 2,922 days are eight years of 365.25 days; 1.1^8 = 2.14358881.
    let s = sample(&invested("$2bn", "2013-01-01"), &[], 1);
    close(s.only("multiple"), 2.5, 1e-6);
    close(s.only("irr"), 2.5_f64.powf(1.0 / 8.0) - 1.0, 1e-6);
    let s = sample(&invested("$5bn", "2013-01-01"), &["markets.us.arpu=$21.4358881"], 1);
    close(s.only("irr"), 0.1, 1e-6);
    // By quadrature of ln: the same rate, continuous, over any number of days.
    let s = sample(&invested("$4bn", "2020-10-13"), &[], 1);
    close((1.0 + s.only("irr")).ln() * 80.0 / 365.25, 1.25_f64.ln(), 1e-6);
}

#[test]
fn it_follows_value_and_investment_draw_by_draw_and_ends_at_minus_all() {
    let ban = event("b", "2021-01-02", "us", "'ban'");
    let settings = [ban.as_str(), "events.b.probability=50%", "policy.ban.permanent=100%", "company.severance=100%"];
    let s = sample(&invested("$1bn to $3bn", "2018-01-08"), &settings, 200);
    let (values, sums) = (s.column("value"), s.column("company.investment"));
    let (multiples, rates) = (s.column("multiple"), s.column("irr"));
    let years = 1089.0 / 365.25;
    for i in 0..200 {
        close(multiples[i], values[i] / sums[i], 1e-12);
        let expected = (values[i] / sums[i]).max(0.0).powf(1.0 / years) - 1.0;
        close(rates[i], expected, 1e-9);
    }
    // What severance leaves of a ban on the second day is less than nothing.
    assert!(values.iter().any(|value| *value < 0.0) && rates.contains(&-1.0) && rates.iter().any(|rate| *rate > 0.0));
}

#[test]
fn nothing_else_moves_and_without_an_investment_nothing_is_recorded() {
    let noisy = "markets.us.volatility=20%";
    let (with, without) = (sample(&invested("$2bn", "2013-01-01"), &[noisy], 50), sample(STILL, &[noisy], 50));
    for name in ["value", "us.users", "bridge.blocked"] {
        assert_eq!(with.column(name), without.column(name));
    }
    let layout = Layout::new(&without.scenario);
    assert!(layout.column("multiple").is_none() && layout.column("irr").is_none());
    assert_eq!(with.layout.columns.len(), layout.columns.len() + 2);
}

#[test]
fn a_sum_needs_its_date_and_the_date_lies_before_the_start() {
    let refused = |text: &str, part: &str| {
        let error = Scenario::parse("a.toml", text, &[]).unwrap_err().to_string();
        assert!(error.contains(part), "no `{part}` in\n{error}");
    };
    let text = invested("$2bn", "2013-01-01");
    refused(&text.replace("invested = 2013-01-01\n", ""), "lacks `invested`");
    refused(&text.replace("investment = '$2bn'\n", ""), "lacks `investment`");
    refused(&invested("$2bn", "2021-01-01"), "the investment was not made before the start, 2021-01-01");
    refused(&invested("$2bn", "'soon'"), "expected a date such as");
}

#[test]
fn page_workbook_terminal_and_summary_tell_it_and_a_run_is_repeated_to_the_byte() {
    let desk = Desk::new(&invested("$2bn to $4bn", "2013-01-01"));
    let told = unwrapped(&desk.run(&["run", "s.toml", "-n", "200"]));
    assert!(told.contains("Value over the investment") && told.contains("Return a year on the investment"), "{told}");
    desk.run(&["run", "output/s/run.toml", "-n", "200", "--quiet", "-o", "again"]);
    for file in ["run.toml", "summary.json", "outcomes.csv", "fans.csv"] {
        assert!(desk.bytes(&format!("output/s/{file}")) == desk.bytes(&format!("again/s/{file}")), "{file}");
    }
    let page = String::from_utf8(desk.bytes("output/s/report.html")).unwrap();
    assert!(page.contains("the investment is worth") && page.contains("Return a year on the investment"));
    desk.run(&[
        "sweep",
        "s.toml",
        "--vary",
        "company.investment=$2bn,$4bn",
        "--metric",
        "multiple.mean",
        "-n",
        "20",
        "--quiet",
    ]);
    let means = desk.table("output/s-sweep/sweep.csv").numbers("multiple.mean");
    close(means[0], 2.0 * means[1], 1e-9);
    // Without an investment there is no such figure.
    let plain = Desk::new(STILL);
    plain.refused(&["sweep", "s.toml", "--vary", "markets.us.arpu=$2,$4", "--metric", "irr.mean"], &["irr.mean"]);
    plain.run(&["run", "s.toml", "-n", "20", "--quiet"]);
    let summary = String::from_utf8(plain.bytes("output/s/summary.json")).unwrap();
    assert!(!summary.contains("\"irr\"") && !summary.contains("\"multiple\""));
    let rows = String::from_utf8(plain.bytes("output/s/outcomes.csv")).unwrap();
    assert!(!rows.contains("irr") && !rows.contains("multiple"));
}
