//! A margin of EBITDA in place of contribution, and a stated value in place of revenue, against known answers.

use crate::common::BASE;
use crate::sample::{CASH, STILL, Sample, close, discount, event, sample, scenario, with};
use crate::study::{Desk, unwrapped};
use marketgate::scenario::Scenario;

#[track_caller]
fn refused(text: &str, parts: &[&str]) {
    let error = Scenario::parse("a.toml", text, &[]).unwrap_err().to_string();
    parts.iter().for_each(|part| assert!(error.contains(part), "no `{part}` in\n{error}"));
}

/// [`STILL`] without some of its lines, and with more.
fn restated(without: &[&str], more: &str) -> String {
    let text = STILL.lines().filter(|line| !without.iter().any(|key| line.starts_with(key)));
    text.map(|line| line.to_owned() + "\n").collect::<String>() + more + "\n"
}

fn ebitda(lines: &str) -> String {
    restated(&["margin"], lines)
}

fn pinned(lines: &str) -> String {
    restated(&["arpu", "margin"], lines)
}

#[test]
fn contribution_is_ebitda_and_overhead() {
    let plain = sample(STILL, &[], 1);
    let other = sample(&ebitda("ebitda_margin = '20%'\noverhead = '30%'"), &[], 1);
    close(other.only("value"), plain.only("value"), 1e-12);
    // In the long run too, and draw by draw: cash is in proportion to the sum.
    let long = "ebitda_margin = '-10%'\nebitda_margin_long_run = '25%'\noverhead = '15%'";
    let same = sample(&restated(&["margin"], "margin = '5%'\nmargin_long_run = '40%'"), &[], 1);
    close(sample(&ebitda(long), &[], 1).only("value"), same.only("value"), 1e-12);
    let s = sample(&ebitda("ebitda_margin = '10% to 30%, min 0%'\noverhead = '10% to 20%'"), &[], 200);
    let (margins, overheads) = (s.column("markets.us.ebitda_margin"), s.column("markets.us.overhead"));
    let sums = margins.iter().zip(&overheads).map(|(margin, overhead)| margin + overhead);
    sums.zip(s.column("value")).for_each(|(sum, value)| close(value, plain.only("value") * sum / 0.5, 1e-9));
}

#[test]
fn more_than_all_of_revenue_counts_as_all() {
    refused(&ebitda("ebitda_margin = '70%'\noverhead = '40%'"), &["of `us` are more than 100% of revenue"]);
    let s = sample(&ebitda("ebitda_margin = '70%'\noverhead = 'choice(50%: 10%, 50%: 40%)'"), &[], 50);
    assert!(s.scenario.warnings().iter().any(|warning| warning.contains("such draws count as 100%")));
    let most = s.column("value").into_iter().fold(0.0, f64::max);
    close(most, 2.0 * sample(STILL, &[], 1).only("value"), 1e-12);
}

#[test]
fn half_a_margin_and_two_of_them_are_refused() {
    refused(&ebitda("ebitda_margin = '20%'"), &["lacks `overhead`", "overhead stays when a market is lost"]);
    refused(&ebitda("overhead = '20%'"), &["lacks `ebitda_margin`"]);
    refused(&(STILL.to_owned() + "overhead = '20%'\n"), &["has both `margin` and `overhead`"]);
    refused(
        &ebitda("ebitda_margin = '20%'\noverhead = '10%'\nmargin_long_run = '30%'"),
        &["write `ebitda_margin_long_run`"],
    );
    refused(
        &(STILL.to_owned() + "ebitda_margin_long_run = '30%'\n"),
        &["write `ebitda_margin` and `overhead` with it"],
    );
}

/// What a column holds is the same in both but for rounding.
fn same(a: &Sample, b: &Sample, names: &[&str]) {
    for name in names {
        a.column(name).iter().zip(b.column(name)).for_each(|(a, b)| {
            assert!(a.is_nan() == b.is_nan(), "{name}");
            if !a.is_nan() {
                close(*a, b, 1e-9);
            }
        });
    }
}

#[test]
fn a_stated_value_is_the_value_without_government_action() {
    let more = "growth = '20% to 40%'\nvolatility = '20%'\narpu_growth = '5% to 30%'\nstandalone = '$2bn to $3bn'";
    let text =
        restated(&["arpu", "margin", "growth"], more) + "margin = '30%'\nmargin_long_run = '20% to 40%, min 5%'\n";
    for tax in ["0%", "25%"] {
        let s = sample(&text, &[&format!("company.cash_tax={tax}")], 200);
        let pins = s.column("markets.us.standalone");
        s.column("value").iter().zip(&pins).for_each(|(value, pin)| close(*value, *pin, 1e-9));
        let least = pins.iter().copied().fold(f64::MAX, f64::min);
        assert!(least < 2.2e9 && pins.iter().any(|pin| *pin > 2.8e9));
    }
}

#[test]
fn what_happens_to_a_stated_value_is_what_happens_to_the_same_cash() {
    // Cash of $500M a year for ever at 10% is $5bn.
    close(sample(STILL, &[], 1).only("value"), 10.0 * CASH, 1e-6);
    let ban = event("b", "2021-07-01", "us", "'ban'");
    let order = event("o", "2021-02-01", "us", "'forced-sale', deadline = '300 days'");
    let sale =
        "deal.bidders.b={ interest = '100%', multiple = '0.5 to 1.5', host_approval = '100%', delay = '10 days' }";
    let sells = "strategies.s.on_order='sell'";
    let noisy = "markets.us.volatility=10%";
    let names = ["value", "us.value", "us.users", "us.baseline_value", "bridge.blocked"];
    for settings in [vec![ban.as_str()], vec![order.as_str(), sells, sale, "policy.order.enforcement=60%"]] {
        let settings = with(&settings, &["policy.ban.permanent=50%"]);
        let plain = sample(STILL, &settings, 100);
        let pin = format!("markets.us.standalone=${}", plain.only("us.baseline_value"));
        same(&sample(&pinned(""), &with(&settings, &[&pin]), 100), &plain, &names);
        // With noise in users the pin holds all the same.
        let noised = sample(&pinned("standalone = '$5bn'"), &with(&settings, &[noisy]), 50);
        noised.column("us.baseline_value").iter().for_each(|value| close(*value, 5e9, 1e-9));
    }
    // Banned for good on day 181: what is kept is the cash until then.
    let s = sample(&pinned("standalone = '$5bn'"), &[&ban, "policy.ban.permanent=100%"], 1);
    close(s.only("value"), 5e9 * (1.0 - discount(181.0)), 1e-6);
}

#[test]
fn shares_of_revenue_are_of_cash_over_margin() {
    // Severance of a year's revenue: revenue is cash where no margin is stated, else cash over margin.
    let exit = event("x", "2021-01-02", "us", "'exit'");
    let settings = [exit.as_str(), "company.severance=100%"];
    let lost = |more: &str| sample(&pinned(more), &settings, 1).only("bridge.costs");
    close(lost("standalone = '$5bn'"), -0.5e9 * discount(1.0), 1e-6);
    close(lost("standalone = '$5bn'\nmargin = '25%'"), -2e9 * discount(1.0), 1e-6);
    close(lost("standalone = '$5bn'\nebitda_margin = '5%'\noverhead = '20%'"), -2e9 * discount(1.0), 1e-6);
}

#[test]
fn a_stated_value_leaves_no_room_for_revenue() {
    let pin = "standalone = '$2bn'\n";
    refused(&(STILL.to_owned() + pin), &["has both `arpu` and `standalone`", "revenue is scaled to the value"]);
    refused(&pinned(&format!("{pin}revenue = '$1bn'")), &["has both `standalone` and `revenue`"]);
    refused(&pinned(&format!("{pin}margin = '-10% to 10%'")), &["its margin may be 0 or less", "leave it out"]);
    refused(&pinned(&format!("{pin}margin_long_run = '10%'")), &["write `margin` with it"]);
    refused(&BASE.replace("arpu = \"$6 to $9\"", "standalone = '$0'"), &["out of range"]);
    // The atlas gives neither ARPU nor margin to it.
    let text = pinned(pin).replace("2021-01-01", "2026-01-01") + "atlas = 'US'\n";
    let scenario = scenario(&text, &[]);
    assert!(scenario.input("markets.us.arpu").is_none() && scenario.input("markets.us.margin").is_none());
    let again = Scenario::parse("run.toml", &scenario.resolved(), &[]).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!((again.digest(), again.resolved()), (scenario.digest(), scenario.resolved()));
}

#[test]
fn runs_of_both_are_repeated_to_the_byte_and_said_to_be_what_they_are() {
    let text = pinned("standalone = '$2bn to $3bn'\nebitda_margin = '10%'\noverhead = '10% to 20%'");
    let desk = Desk::new(&(text + "[events.b]\non = 2021-03-01\nmarket = 'us'\nkind = 'ban'\n"));
    desk.run(&["run", "s.toml", "-n", "50", "--quiet"]);
    desk.run(&["run", "output/s/run.toml", "-n", "50", "--quiet", "-o", "again"]);
    for file in ["run.toml", "summary.json", "outcomes.csv", "fans.csv"] {
        assert!(desk.bytes(&format!("output/s/{file}")) == desk.bytes(&format!("again/s/{file}")), "{file}");
    }
    assert!(unwrapped(&desk.run(&["check", "s.toml"])).contains("contribution margin (no overhead is deducted)"));
    assert!(unwrapped(&desk.run(&["explain", "markets.us.margin"])).contains("No overhead is deducted."));
}
