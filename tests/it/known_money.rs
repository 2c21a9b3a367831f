//! Cash, value and the bridge against known answers (model, sections 9 and 12).

use crate::sample::{CASH, STILL, Sample, YEAR, another, close, discount, integral, sample, state};

const PARTS: [&str; 9] =
    ["blocked", "users_lost", "sale", "restructuring", "threat", "costs", "backlash", "redeployment", "later_risk"];

/// A market with everything that moves over time: growth, fading growth of ARPU, a margin that rises through 0, tax.
const LIVELY: &[&str] = &[
    "horizon=5 years",
    "company.discount_rate=12%",
    "company.cash_tax=20%",
    "markets.us.growth=60%",
    "markets.us.ceiling=250M",
    "markets.us.arpu=$6",
    "markets.us.arpu_growth=90%",
    "markets.us.arpu_growth_long_run=5%",
    "markets.us.arpu_growth_fade=1.8 years",
    "markets.us.margin=-40%",
    "markets.us.margin_long_run=30%",
    "markets.us.margin_time=1.1 years",
    "markets.us.terminal_growth=4%",
];

/// Cash rate of [`LIVELY`] at `t` years, discounted, and the day on which the margin is 0.
fn lively(t: f64) -> f64 {
    let room = 1.0 - 100.0 / 250.0;
    let g = 0.6 / room;
    let users = 250e6 / (1.0 + 1.5 * (-g * t).exp());
    let arpu = 6.0 * (0.05 * t + 0.85 * 1.8 * (1.0 - (-t / 1.8).exp())).exp();
    let gross = (0.3 - 0.7 * (-t / 1.1).exp()) * arpu * users * (-0.12 * t).exp();
    gross - 0.2 * gross.max(0.0)
}

// ---- value ---------------------------------------------------------------------------------------

#[test]
fn value_without_events_is_the_integral_for_any_step() {
    let even = 1.1 * (0.7_f64 / 0.3).ln();
    let cash = integral(0.0, even, 20_000, lively) + integral(even, 5.0, 20_000, lively);
    let value = cash + lively(5.0) / (0.12 - 0.04);
    for step in ["1 day", "7 days", "13.7 days", "31 days"] {
        let step = format!("step={step}");
        let s = sample(STILL, &[LIVELY, &[&step]].concat(), 1);
        close(s.only("value"), value, 1e-6);
        close(s.only("terminal_value"), lively(5.0) / 0.08, 1e-9);
        assert_eq!(s.only("loss"), 0.0);
    }
}

#[test]
fn a_tax_on_gains_alone_is_integrated_across_break_even() {
    // From heavy losses, which bear no tax, to gains that bear four fifths, within a month-long step.
    let settings = [
        "company.cash_tax=80%",
        "markets.us.margin=-300%",
        "markets.us.margin_long_run=60%",
        "markets.us.margin_time=30 days",
        "step=31 days",
        "horizon=1 year",
    ];
    let s = sample(STILL, &settings, 1);
    let time = 30.0 / YEAR;
    let cash = |t: f64| {
        let gross = (0.6 - 3.6 * (-t / time).exp()) * 1e9 * (-0.1 * t).exp();
        gross - 0.8 * gross.max(0.0)
    };
    let even = time * 6.0_f64.ln();
    let value = integral(0.0, even, 4000, cash) + integral(even, 1.0, 4000, cash) + cash(1.0) / 0.1;
    // Half a step is 0.52 of the margin's time: Simpson's error is 0.52⁵/90 of what one such piece holds, or 1e-4 of it.
    close(s.only("value"), value, 2e-4);
    let fine = sample(STILL, &[&settings[..], &["step=2 days"]].concat(), 1);
    close(fine.only("value"), value, 1e-7);
}

#[test]
fn a_market_that_nothing_touches_is_its_baseline_to_the_last_bit() {
    // Under review without effect on revenue, in anger that drives nobody away, beside a market that is banned.
    let text = STILL.to_owned() + &another("eu") + &another("cn");
    let settings = [
        LIVELY,
        &[
            "company.home=cn",
            "markets.us.volatility=0.3",
            "markets.cn.volatility=0.2",
            "policy.review.rate=2 per year",
            "backlash.talks=1",
            "events.t={ on = 2021-03-01, market = \"us\", kind = \"acquisition-talks\" }",
            "events.b={ on = 2021-06-01, market = \"eu\", kind = \"ban\" }",
        ],
    ]
    .concat();
    let s = sample(&text, &settings, 50);
    for market in ["us", "cn"] {
        assert_eq!(s.column(&format!("{market}.value")), s.column(&format!("{market}.baseline_value")));
        assert!(s.column(&format!("{market}.vs_baseline")).iter().all(|ratio| *ratio == 1.0));
    }
    assert!(s.column("us.reviews").iter().sum::<f64>() > 50.0);
    assert!(s.column("loss").iter().all(|loss| *loss > 0.0));
}

#[test]
fn value_is_linear_in_arpu() {
    // Everything that can happen in a market, but no lump sum in dollars.
    let settings = [
        LIVELY,
        &[
            "markets.us.volatility=0.2",
            "policy.review.rate=0.5",
            "policy.review.forced_sale=60%",
            "policy.review.mitigated=20%",
            "policy.review.mitigation_cost=3%",
            "policy.ban.rate=0.1",
            "policy.ban.permanent=40%",
            "policy.order.enforcement=30% to 90%",
            "policy.court.injunction=40%",
            "company.severance=10%",
            "response.ordered_revenue=80%",
            "response.order_churn=0.2",
            "response.circumvention=20%",
            "response.circumvention_revenue=30%",
            "strategies.s.on_order=[\"sell\", \"litigate\"]",
            "strategies.s.then=[\"restructure\"]",
            "deal.stake=10%",
            "deal.tax=20%",
            "deal.bidders.a={ interest = \"80%\", multiple = \"0.5 to 1.3\", host_approval = \"60%\" }",
            "deal.bidders.b={ interest = \"80%\", multiple = \"0.5 to 1.3\", host_approval = \"60%\" }",
        ],
    ]
    .concat();
    let one = sample(STILL, &settings, 400);
    let two = sample(STILL, &[&settings[..], &["markets.us.arpu=$12"]].concat(), 400);
    for name in ["value", "baseline_value", "loss", "us.sale_price", "bridge.sale", "bridge.blocked"] {
        for (a, b) in one.column(name).iter().zip(two.column(name)) {
            assert!((2.0 * a - b).abs() <= 1e-12 * b.abs() || a.is_nan() && b.is_nan(), "{name}: {a} and {b}");
        }
    }
    let states = |s: &Sample| {
        s.column("us.final_state").iter().fold([0; 9], |mut n, x| {
            n[*x as usize] += 1;
            n
        })
    };
    assert_eq!(states(&one), states(&two));
    assert!(states(&one).iter().filter(|n| **n > 0).count() >= 5, "{:?}", states(&one));
}

#[test]
fn the_path_of_value_is_level_but_for_surprises() {
    // Cash stands still, so that what has been earned and what is owned add up to the same value from day to day,
    // except on day 55, when a sale gives four fifths of it away at half its worth.
    let settings = [
        "horizon=1 year",
        "step=7 days",
        "strategies.s.keep=0%",
        "events.t={ on = 2021-01-11, kind = \"acquisition-talks\", market = \"us\" }",
        "deal={ process = \"35 days\", host_delay = \"10 days\", bargaining_power = \"100%\", stake = \"20%\" }",
        "deal.bidders.b={ interest = \"100%\", multiple = 0.5, host_approval = \"100%\" }",
    ];
    let s = sample(STILL, &settings, 1);
    let after = CASH / 0.1 * (1.0 - 0.4 * discount(55.0));
    for (date, day) in s.layout.fan_days.iter().enumerate() {
        let value = s.fans[0][s.layout.value_fan(date)];
        close(f64::from(value), if *day < 55.0 { CASH / 0.1 } else { after }, 1e-6);
    }
    close(s.only("value"), after, 1e-9);
}

#[test]
fn home_is_left_out_of_value_abroad() {
    let text = STILL.to_owned() + &another("cn");
    let s = sample(&text, &["company.home=cn", "markets.cn.arpu=$40"], 1);
    close(s.only("value_abroad"), CASH / 0.1, 1e-9);
    close(s.only("baseline_value_abroad"), CASH / 0.1, 1e-9);
    close(s.only("value"), 5.0 * CASH / 0.1, 1e-9);
}

// ---- reduced revenue -----------------------------------------------------------------------------

#[test]
fn revenue_is_lower_under_review_and_order() {
    let review = "events.r={ on = 2021-01-11, market = \"us\", kind = \"review\", length = \"50 days\" }";
    let s = sample(STILL, &[review, "response.review_revenue=92%"], 1);
    let worth = CASH / 0.1;
    close(s.only("bridge.threat"), -0.08 * worth * (discount(10.0) - discount(60.0)), 1e-9);
    close(s.only("value"), worth + s.only("bridge.threat"), 1e-12);
    let long = review.replace("50 days", "5 years");
    let s = sample(STILL, &[&long, "response.review_revenue=92%"], 1);
    close(s.only("bridge.threat"), -0.08 * worth * discount(10.0), 1e-9);
    assert_eq!(s.only("us.final_state"), state::REVIEW);
    let order = "events.o={ on = 2021-01-11, market = \"us\", kind = \"forced-sale\", deadline = \"5 years\" }";
    let s = sample(STILL, &[order, "response.ordered_revenue=85%"], 1);
    // Still under order at the horizon: the terminal value is at the reduced revenue.
    close(s.only("bridge.threat"), -0.15 * worth * discount(10.0), 1e-9);
    assert_eq!(s.only("us.final_state"), state::ORDERED);
}

// ---- blocks --------------------------------------------------------------------------------------

#[test]
fn a_lasting_ban_is_worth_what_circumvention_pays() {
    let settings = [
        "events.b={ on = 2021-01-01, market = \"us\", kind = \"ban\" }",
        "policy.ban.permanent=100%",
        "response.circumvention=30%",
        "response.circumvention_revenue=20%",
        "response.circumvention_decay=0.7",
    ];
    // Before the horizon and after it alike: 0.06 of the cash, discounted at r + δ.
    for horizon in ["1 year", "4 years"] {
        let horizon = format!("horizon={horizon}");
        let s = sample(STILL, &[&settings[..], &[&horizon]].concat(), 1);
        close(s.only("value"), 0.06 * CASH / (0.1 + 0.7), 1e-6);
        close(s.only("bridge.blocked"), s.only("value") - s.only("baseline_value"), 1e-12);
    }
}

#[test]
fn a_lasting_restriction_wears_the_value_off() {
    let settings = [
        "events.b={ on = 2021-01-01, market = \"us\", kind = \"restriction\" }",
        "policy.ban.permanent=100%",
        "policy.ban.rate=0",
        "response.restricted_wear=1.5",
    ];
    for horizon in ["1 year", "4 years"] {
        let horizon = format!("horizon={horizon}");
        let s = sample(STILL, &[&settings[..], &[&horizon]].concat(), 1);
        close(s.only("value"), CASH / (0.1 + 0.6), 1e-6);
    }
}

#[test]
fn a_ban_that_is_lifted_costs_its_time() {
    // Everybody waits (no capture) and is back within weeks: what is lost is the cash of 200 days and of the return.
    let settings = [
        "events.b={ on = 2021-01-01, market = \"us\", kind = \"ban\" }",
        "policy.ban.permanent=0%",
        "policy.ban.after=200 days",
        "response.capture=0",
        "response.reseed=0%",
        "step=1 day",
    ];
    let s = sample(STILL, &settings, 1);
    let back = YEAR / 14.0;
    let lost = CASH * ((1.0 - discount(200.0)) / 0.1 + discount(200.0) / (0.1 + back));
    close(s.only("loss"), lost, 1e-4);
    close(s.only("bridge.blocked"), -CASH * (1.0 - discount(200.0)) / 0.1, 1e-9);
}

// ---- the bridge ----------------------------------------------------------------------------------

#[test]
fn the_bridge_leads_from_baseline_to_value() {
    let text = STILL.to_owned() + &another("eu") + &another("cn");
    let settings = [
        LIVELY,
        &[
            "company.home=cn",
            "company.severance=15%",
            "markets.us.volatility=0.15",
            "markets.us.links.eu=0.7",
            "markets.us.leverage=50%",
            "markets.cn.growth=20%",
            "markets.eu.growth=30%",
            "markets.eu.content.us=30%",
            "response.content_churn=0.5",
            "response.order_churn=0.3",
            "response.ordered_revenue=80%",
            "response.review_revenue=95%",
            "response.circumvention=20%",
            "response.circumvention_revenue=30%",
            "policy.review.rate=0.4",
            "policy.review.jump=2",
            "policy.review.forced_sale=50%",
            "policy.review.restriction=10%",
            "policy.review.mitigation_accept=20%",
            "policy.review.mitigation_cost=4%",
            "policy.ban.rate=0.05",
            "policy.order.fine=$20M",
            "policy.order.enforcement=50%",
            "policy.order.restricted_first=40%",
            "policy.court.cost=$5M",
            "policy.court.injunction=30%",
            "backlash={ talks = 1, signing = 1, churn = \"0.3 per year\", sensitivity = 0.5 }",
            "retaliation={ rate = \"0.1 per year\", jump = \"4 per year\" }",
            "structure={ delay = \"20 days\", up_front = \"$50M\", host_acceptance = \"50%\" }",
            "deal.stake=15%",
            "deal.attempts=1",
            "deal.bidders.a={ interest = \"80%\", multiple = \"0.6 to 1.5\", host_approval = \"60%\" }",
            "strategies.s={ on_order = [\"sell\", \"litigate\"], then = [\"restructure\"], offer_mitigation = true, redeployment = 0.3 }",
        ],
    ]
    .concat();
    let s = sample(&text, &settings, 600);
    let check = |prefix: &str, value: &str, baseline: &str| {
        let parts: Vec<Vec<f64>> = PARTS.iter().map(|part| s.column(&format!("{prefix}bridge.{part}"))).collect();
        let (value, baseline) = (s.column(value), s.column(baseline));
        for i in 0..s.rows.len() {
            let sum: f64 = parts.iter().map(|part| part[i]).sum();
            let gross: f64 = parts.iter().map(|part| part[i].abs()).sum::<f64>() + value[i].abs() + baseline[i].abs();
            assert!((sum - (value[i] - baseline[i])).abs() <= 1e-12 * gross, "row {i}: {sum}");
        }
        parts
    };
    let parts = check("", "value", "baseline_value");
    for (part, name) in parts.iter().zip(PARTS) {
        assert!(part.iter().any(|x| x.abs() > 1.0), "{name} is never used");
    }
    for market in ["us", "eu", "cn"] {
        check(&format!("{market}."), &format!("{market}.value"), &format!("{market}.baseline_value"));
    }
    // The markets add up to the company, and the path leads from the baseline less what is sunk to the value.
    let last = s.layout.fan_days.len() - 1;
    for i in 0..s.rows.len() {
        let sum: f64 = ["us", "eu", "cn"].iter().map(|m| s.column(&format!("{m}.value"))[i]).sum();
        let value = s.column("value")[i];
        assert!((sum - value).abs() <= 1e-12 * (sum.abs() + 1e9));
        close(f64::from(s.fans[i][s.layout.value_fan(last)]), value, 1e-6);
        close(f64::from(s.fans[i][s.layout.value_fan(0)]), s.column("baseline_value")[i] - s.column("sunk")[i], 1e-6);
    }
}
