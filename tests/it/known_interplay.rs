//! Rules that meet: what a second implementation of the model found the first to have wrong, held fast.

use marketgate::analysis::STATES;

use crate::sample::{CASH, STILL, Sample, another, sample};

/// An order on the United States on day 120 with 200 days to its deadline, surely enforced.
const ORDER: &str = "events.o={ on = 2021-05-01, market = \"us\", kind = \"forced-sale\", deadline = \"200 days\" }";

/// How a market ended in the only history of a sample.
fn ending(s: &Sample, market: &str) -> &'static str {
    STATES[s.only(&format!("{market}.final_state")) as usize]
}

fn bidder(multiple: f64, delay: &str) -> String {
    format!(
        "deal.bidders.b={{ interest = \"100%\", delay = \"{delay}\", multiple = {multiple}, host_approval = \"100%\" }}"
    )
}

#[test]
fn a_late_bid_that_does_not_qualify_clears_the_table() {
    // By choice the owner takes nothing below 1; the one bid comes on day 90, after the process, at 0.9. Under
    // the order of day 120 the same bid is taken.
    let seller = "strategies.s={ on_order = [\"sell\"], seek_buyer = \"30 days\" }";
    let late = bidder(0.9, "60 days");
    let settings = [seller, &late, "deal.process=45 days", ORDER, "policy.order.enforcement=100%"];
    let s = sample(STILL, &settings, 1);
    assert_eq!(ending(&s, "us"), "divested");
}

#[test]
fn the_marked_value_of_a_steady_business_is_steady() {
    // Cash never changes: what has been earned and what is to come always make the same sum.
    let s = sample(STILL, &["step=31 days"], 1);
    for date in 0..s.layout.fan_days.len() {
        let value = s.fans[0][s.layout.value_fan(date)];
        let exact = CASH / 0.1;
        assert!((f64::from(value) / exact - 1.0).abs() < 1e-6, "date {date}: {value} for {exact}");
    }
}

#[test]
fn only_orders_force_a_sale() {
    // Canada is banned when talks begin and freed while they go on: they were never forced and go on.
    let text = STILL.to_owned() + &another("canada");
    let bid = bidder(1.5, "10 days");
    let settings = [
        "strategies.s={ on_order = [\"refuse\"], perimeter = [\"us\", \"canada\"] }",
        &bid,
        "events.ban={ on = 2021-02-01, market = \"canada\", kind = \"ban\" }",
        "events.talks={ on = 2021-02-10, market = \"us\", kind = \"acquisition-talks\" }",
        "events.lift={ on = 2021-03-01, market = \"canada\", kind = \"lift\" }",
        "policy.ban.permanent=100%",
    ];
    let s = sample(&text, &settings, 1);
    assert_eq!((ending(&s, "us"), ending(&s, "canada")), ("divested", "divested"));
}

#[test]
fn an_order_forces_talks_whatever_the_owner_answers() {
    // The order lapses before the process is over, and with it the talks that it had made forced.
    let bid = bidder(1.5, "10 days");
    let settings = [
        "strategies.s={ on_order = [\"refuse\"] }",
        &bid,
        "deal.process=100 days",
        "events.talks={ on = 2021-02-01, market = \"us\", kind = \"acquisition-talks\" }",
        "events.o={ on = 2021-02-10, market = \"us\", kind = \"forced-sale\", deadline = \"30 days\" }",
        "policy.order.enforcement=0%",
    ];
    assert_eq!(ending(&sample(STILL, &settings, 1), "us"), "open");
    let without_order: Vec<&str> = settings.iter().copied().filter(|s| !s.starts_with("events.o=")).collect();
    assert_eq!(ending(&sample(STILL, &without_order, 1), "us"), "divested");
}

#[test]
fn an_exit_decided_during_a_stay_comes_when_the_ban_does() {
    // Signed on day 6 after the order, enforced on day 10, stayed on day 25, refused by the host on day 46:
    // only exit is left, and the ban is upheld on day 65.
    let settings = [
        "strategies.s={ on_order = [\"litigate\", \"sell\"], then = [\"exit\"] }",
        "deal.bidders.b={ interest = \"100%\", delay = \"1 day\", multiple = 1.5, host_approval = \"0%\" }",
        "deal.process=6 days",
        "deal.host_delay=40 days",
        "events.o={ on = 2021-02-01, market = \"us\", kind = \"forced-sale\", deadline = \"10 days\" }",
        "policy.order.enforcement=100%",
        "policy.ban.permanent=100%",
        "policy.court.filing=5 days",
        "policy.court.injunction=100%",
        "policy.court.injunction_delay=20 days",
        "policy.court.upheld=100%",
    ];
    assert_eq!(ending(&sample(STILL, &settings, 1), "us"), "exited");
}

#[test]
fn a_structure_stays_one_through_a_ban_and_its_lift() {
    let settings = [
        "strategies.s={ on_order = [\"restructure\"] }",
        "structure.host_acceptance=100%",
        "structure.delay=10 days",
        ORDER,
        "events.ban={ on = 2021-08-01, market = \"us\", kind = \"ban\" }",
        "events.lift={ on = 2021-09-01, market = \"us\", kind = \"lift\" }",
        "policy.ban.permanent=100%",
    ];
    assert_eq!(ending(&sample(STILL, &settings, 1), "us"), "restructured");
}

#[test]
fn an_event_before_the_start_of_probability_0_did_not_happen() {
    let ban = "events.b={ on = 2020-09-23, market = \"us\", kind = \"ban\", probability = \"0%\" }";
    let s = sample(STILL, &[ban, "policy.ban.permanent=100%"], 1);
    assert_eq!((ending(&s, "us"), s.only("sunk")), ("open", 0.0));
}
