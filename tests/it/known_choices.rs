//! Choices that the model's documentation states where rules meet (docs/model.md, section 12).

use crate::sample::{CASH, STILL, YEAR, another, close, discount, sample, state};

const WORTH: f64 = CASH / 0.1;
const FOR_GOOD: &str = "policy.ban.permanent=100%";
const ENFORCED: &str = "policy.order.enforcement=100%";
const ORDER: &str = "events.o={ on = 2021-01-01, market = \"us\", kind = \"forced-sale\", deadline = \"90 days\" }";
const DEAL: &str = "deal={ process = \"45 days\", host_delay = \"10 days\", bargaining_power = \"100%\" }";
const BUYER: &str =
    "deal.bidders.b={ interest = \"100%\", multiple = 0.8, host_approval = \"100%\", delay = \"5 days\" }";

// ---- deals and what befalls their markets ---------------------------------------------------------

#[test]
fn an_order_makes_a_voluntary_deal_forced_whatever_the_strategy_answers() {
    // Sought from the start, to be signed on day 45; ordered on day 20, enforced on day 40.
    let settings = [
        "strategies.s={ on_order = [\"refuse\"], seek_buyer = \"0 days\", keep = \"0%\" }",
        "events.o={ on = 2021-01-21, market = \"us\", kind = \"forced-sale\", deadline = \"20 days\" }",
        DEAL,
        BUYER,
        ENFORCED,
        FOR_GOOD,
    ];
    assert_eq!(sample(STILL, &settings, 1).only("us.final_state"), state::BANNED);
    // Or lifted on day 30.
    let lift = "events.p={ on = 2021-01-31, market = \"us\", kind = \"lift\" }";
    assert_eq!(sample(STILL, &[&settings[..], &[lift]].concat(), 1).only("us.final_state"), state::OPEN);
    // Without an order it is signed and closed.
    let free = [&settings[..], &["events.o.probability=0%"]].concat();
    assert_eq!(sample(STILL, &free, 1).only("us.final_state"), state::DIVESTED);
}

#[test]
fn a_direct_ban_does_not_end_the_deal_and_its_lift_does() {
    let ban = "events.b={ on = 2021-01-21, market = \"us\", kind = \"ban\" }";
    let settings = ["strategies.s.on_order=[\"sell\"]", ORDER, ban, DEAL, BUYER, ENFORCED];
    let s = sample(STILL, &[&settings[..], &[FOR_GOOD]].concat(), 1);
    assert_eq!(s.only("us.final_state"), state::DIVESTED);
    assert_eq!(s.only("us.days_without_access"), 35.0);
    let lifted = ["policy.ban.permanent=0%", "policy.ban.after=20 days"];
    let s = sample(STILL, &[&settings[..], &lifted].concat(), 1);
    assert_eq!(s.only("us.final_state"), state::OPEN);
}

#[test]
fn an_order_elsewhere_waits_for_the_deal_on_the_table() {
    let text = STILL.to_owned() + &another("eu");
    let settings = [
        "events.o={ on = 2021-01-01, market = \"us\", kind = \"forced-sale\", deadline = \"200 days\" }",
        "events.p={ on = 2021-01-11, market = \"eu\", kind = \"forced-sale\", deadline = \"200 days\" }",
        "strategies.s.on_order=[\"sell\"]",
        DEAL,
        BUYER,
        ENFORCED,
    ];
    let s = sample(&text, &settings, 1);
    // Closed on day 55, and 55 days after that.
    for (market, day) in [("us", 55.0), ("eu", 110.0)] {
        assert_eq!(s.only(&format!("{market}.final_state")), state::DIVESTED);
        close(s.only(&format!("{market}.value")), WORTH * (1.0 - 0.2 * discount(day)), 1e-9);
    }
}

#[test]
fn a_deal_without_bidders_fails_when_its_process_is_over() {
    // Only then does the owner sue: on day 45 + 10, for a ruling on day 85, before the deadline.
    let nobody = BUYER.replace("100%", "0%");
    let settings = [
        "strategies.s={ on_order = [\"sell\"], then = [\"litigate\"] }",
        "policy.court={ filing = \"10 days\", ruling_delay = \"30 days\", upheld = \"0%\", cost = \"$8M\" }",
        ORDER,
        DEAL,
        &nobody,
        ENFORCED,
        "deal.attempts=1",
    ];
    let s = sample(STILL, &settings, 1);
    assert_eq!(s.only("us.final_state"), state::OPEN);
    close(s.only("loss"), 8e6 * discount(55.0), 1e-9);
}

#[test]
fn what_its_former_owner_does_elsewhere_does_not_touch_a_market_that_is_sold() {
    let text = STILL.to_owned() + &another("eu");
    let settings = [
        "markets.us.growth=50%",
        "events.t={ on = 2021-01-01, kind = \"acquisition-talks\", market = \"us\", perimeter = [\"us\"] }",
        "events.b={ on = 2021-01-02, kind = \"ban\", market = \"eu\" }",
        "strategies.s={ keep = \"0%\", redeployment = 0.5, visibility_cost = \"20%\" }",
        "deal={ process = \"0 days\", host_delay = \"0 days\" }",
        "deal.bidders.b={ interest = \"100%\", multiple = 1, host_approval = \"100%\", delay = \"0 days\" }",
        FOR_GOOD,
    ];
    let s = sample(&text, &settings, 1);
    assert_eq!(s.only("us.final_state"), state::DIVESTED);
    close(s.only("us.vs_baseline"), 1.0, 1e-12);
}

// ---- courts --------------------------------------------------------------------------------------

#[test]
fn an_exit_that_starts_during_a_stay_comes_when_the_measure_is_upheld() {
    // Signed on day 20, enforced on day 40, stayed on day 50; the host refuses on day 55, and the owner would leave;
    // upheld on day 70.
    let settings = [
        "strategies.s={ on_order = [\"sell\", \"litigate\"], then = [\"exit\"] }",
        "policy.court={ filing = \"10 days\", injunction = \"100%\", injunction_delay = \"40 days\", ruling_delay = \"60 days\" }",
        "deal={ process = \"20 days\", host_delay = \"35 days\" }",
        "deal.bidders.b={ interest = \"100%\", multiple = 0.8, host_approval = \"0%\", delay = \"5 days\" }",
        ORDER,
        "events.o.deadline=40 days",
        ENFORCED,
        FOR_GOOD,
    ];
    let s = sample(STILL, &[&settings[..], &["policy.court.upheld=100%"]].concat(), 1);
    assert_eq!(s.only("us.final_state"), state::EXITED);
    close(s.only("us.days_without_access"), 10.0 + 2.0 * YEAR - 70.0, 1e-12);
    let s = sample(STILL, &[&settings[..], &["policy.court.upheld=0%"]].concat(), 1);
    assert_eq!(s.only("us.final_state"), state::OPEN);
    assert_eq!(s.only("us.days_without_access"), 10.0);
}

#[test]
fn a_stay_pinned_to_a_date_has_a_suit_behind_it() {
    // Stayed on day 20 with 70 days left, ruled upon on day 80.
    let stay = "events.i={ on = 2021-01-21, market = \"us\", kind = \"injunction\" }";
    let court = ["policy.court.ruling_delay=60 days", "policy.court.upheld=40%"];
    let s = sample(STILL, &[&court[..], &[ORDER, stay, ENFORCED, FOR_GOOD]].concat(), 4000);
    s.share("us.first_ban_day", 150.0, 0.4);
    s.share("us.final_state", state::OPEN, 0.6);
}

// ---- policy and money ----------------------------------------------------------------------------

#[test]
fn a_second_regime_replaces_the_first() {
    let regime = |key: &str, day: &str, rates: &str| {
        format!("events.{key}={{ on = {day}, market = \"us\", kind = \"regime\", rates = {rates} }}")
    };
    let settings =
        [&regime("r", "2021-07-20", "2"), &regime("q", "2022-02-05", "0.5"), "policy.ban.rate=0.8", FOR_GOOD];
    let (first, second) = (200.0 / YEAR, 400.0 / YEAR);
    let exposure = first + 2.0 * (second - first) + 0.5 * (2.0 - second);
    sample(STILL, &settings, 4000).share("us.final_state", state::OPEN, (-0.8 * exposure).exp());
}

#[test]
fn severance_is_a_share_of_what_the_market_earns_at_that_moment() {
    let ban = "events.b={ on = 2021-01-21, market = \"us\", kind = \"ban\" }";
    let reduced = ["company.severance=20%", "response.ordered_revenue=70%"];
    let s = sample(STILL, &[&reduced[..], &[ORDER, ban, FOR_GOOD]].concat(), 1);
    close(s.only("bridge.costs"), -0.2 * 0.7 * 1e9 * discount(20.0), 1e-9);
}

#[test]
fn a_scheduled_export_control_excites_no_host() {
    let text = STILL.to_owned() + &another("cn");
    let settings = [
        "company.home=cn",
        "markets.cn.links.us=5",
        "policy.review.jump=50 per year",
        "events.c={ on = 2021-01-21, kind = \"export-control\" }",
    ];
    let s = sample(&text, &settings, 100);
    s.share("us.reviews", 0.0, 1.0);
    s.share("export_control", 1.0, 1.0);
    s.share("retaliations", 0.0, 1.0);
}

#[test]
fn several_sources_of_content_multiply_growth_and_add_churn() {
    let text = STILL.to_owned() + &another("eu") + &another("br");
    let settings = [
        "events.b={ on = 2021-01-01, market = \"us\", kind = \"ban\" }",
        "events.c={ on = 2021-01-01, market = \"eu\", kind = \"exit\" }",
        "markets.br.content={ us = \"40%\", eu = \"30%\" }",
        FOR_GOOD,
    ];
    let s = sample(&text, &[&settings[..], &["response.content_churn=0.5"]].concat(), 1);
    close(s.only("br.retention"), (-0.7 * 0.5 * 2.0_f64).exp(), 1e-12);
    let s = sample(&text, &[&settings[..], &["markets.br.growth=60%"]].concat(), 1);
    let g: f64 = 0.6 / 0.75 * 0.6 * 0.7;
    close(s.only("br.retention"), 4.0 / (1.0 + 3.0 * (-2.0 * g).exp()), 1e-12);
}

#[test]
fn a_lift_comes_only_after_a_restriction_has_become_a_ban() {
    // Restricted on day 90 for 50 days; the 20 days to the lift begin with the ban.
    let settings = [
        "policy.order.restricted_first=100%",
        "policy.order.restricted_length=50 days",
        "policy.ban.permanent=0%",
        "policy.ban.after=20 days",
    ];
    let s = sample(STILL, &[&settings[..], &[ORDER, ENFORCED]].concat(), 1);
    assert_eq!(s.only("us.first_ban_day"), 140.0);
    assert_eq!(s.only("us.days_without_access"), 20.0);
    assert_eq!(s.only("us.final_state"), state::OPEN);
}
