//! Structures, retaliation and export control against known answers (model, sections 6 and 7).

use std::f64::consts::LN_2;

use crate::sample::{CASH, STILL, Sample, YEAR, another, close, discount, mean, sample, state};

// ---- structures ----------------------------------------------------------------------------------

/// A structure offered on an order of day 0, answered on day 30.
fn structure(text: &str, settings: &[&str], count: u64) -> Sample {
    let offer = [
        "events.o={ on = 2021-01-01, market = \"us\", kind = \"forced-sale\", deadline = \"90 days\" }",
        "strategies.s.on_order=[\"restructure\"]",
        "policy.order.enforcement=100%",
        "policy.ban.permanent=100%",
        "structure={ delay = \"30 days\", stake = \"25%\", licence = \"15%\", running = \"4%\", price = 0.6, up_front = \"$80M\" }",
    ];
    sample(text, &[&offer[..], settings].concat(), count)
}

#[test]
fn a_structure_pays_stake_and_licence() {
    let s = structure(STILL, &["structure.host_acceptance=100%"], 1);
    assert_eq!(s.only("us.final_state"), state::RESTRUCTURED);
    let worth = CASH / 0.1;
    // Revenue is twice the cash; of it stake · (margin − licence − running) + licence.
    let share = (0.25 * (0.5 - 0.15 - 0.04) + 0.15) * 2.0;
    let price = 0.6 * 0.75 * worth;
    let later = discount(30.0);
    close(s.only("value"), worth * (1.0 - later) + later * (price - 80e6 + share * worth), 1e-9);
    let running = 0.25 * 0.04 * 2.0 * worth;
    close(s.only("bridge.costs"), -later * (80e6 + running), 1e-9);
    close(s.only("bridge.restructuring"), later * (price - (1.0 - share) * worth + running), 1e-9);
}

#[test]
fn host_and_home_must_both_accept_a_structure() {
    let s = structure(STILL, &["structure.host_acceptance=30%"], 4000);
    s.share("us.final_state", state::RESTRUCTURED, 0.3);
    s.share("us.final_state", state::BANNED, 0.7);
    // Home decides as on a deal without the technology, 20 days later, in its anger.
    let text = STILL.to_owned() + &another("cn");
    let home = [
        "company.home=cn",
        "deal.home_delay=20 days",
        "deal.home_approval=0%",
        "deal.home_approval_without_algorithm=70%",
        "backlash.acceptance=0.9",
        "backlash.half_life=20 days",
        "backlash.sensitivity=1.5",
        "structure.host_acceptance=60%",
    ];
    let s = structure(&text, &home, 6000);
    let approved = 1.0 / (1.0 + (-(0.7_f64 / 0.3).ln() + 1.5 * 0.45).exp());
    s.share("us.final_state", state::RESTRUCTURED, 0.6 * approved);
    s.share("peak_backlash", 0.9, 0.6);
}

#[test]
fn a_structure_must_be_approved_before_the_deadline() {
    let late = ["structure.host_acceptance=100%", "events.o.deadline=25 days"];
    structure(STILL, &late, 50).share("us.final_state", state::BANNED, 1.0);
    let text = STILL.to_owned() + &another("cn");
    let home = ["company.home=cn", "deal.home_delay=20 days", "deal.home_approval_without_algorithm=100%"];
    let settings = [&home[..], &["structure.host_acceptance=100%", "events.o.deadline=40 days"]].concat();
    structure(&text, &settings, 50).share("us.final_state", state::BANNED, 1.0);
    // An accepted structure that awaits approval may move the deadline.
    let moved = ["policy.order.extension.if_signed=45%", "policy.order.extension.length=15 days"];
    let s = structure(&text, &[&settings[..], &moved].concat(), 4000);
    s.share("us.final_state", state::RESTRUCTURED, 0.45);
}

#[test]
fn a_refused_structure_is_followed_by_the_next_answer() {
    let next = [
        "structure.host_acceptance=0%",
        "strategies.s.then=[\"sell\"]",
        "deal={ process = \"20 days\", host_delay = \"10 days\" }",
    ];
    let bidder = "deal.bidders.b={ interest = \"100%\", multiple = 0.8, host_approval = \"100%\", delay = \"5 days\" }";
    let s = structure(STILL, &[&next[..], &[bidder, "deal.bargaining_power=100%"]].concat(), 1);
    assert_eq!(s.only("us.final_state"), state::DIVESTED);
    // Talks on day 30, signed on day 50, closed on day 60.
    let worth = CASH / 0.1;
    close(s.only("value"), worth * (1.0 - discount(60.0)) + 0.8 * worth * discount(60.0), 1e-9);
}

#[test]
fn a_structure_that_enforcement_overtakes_is_followed_by_the_next_answer() {
    let late = ["structure.host_acceptance=100%", "events.o.deadline=25 days", "strategies.s.then=[\"exit\"]"];
    let s = structure(STILL, &late, 1);
    assert_eq!(s.only("us.final_state"), state::EXITED);
    assert_eq!(s.only("us.first_ban_day"), 25.0);
    close(s.only("us.days_without_access"), 2.0 * YEAR - 25.0, 1e-12);
}

#[test]
fn a_restructured_market_is_banned_at_a_lower_rate() {
    let settings = [
        "structure.host_acceptance=100%",
        "structure.delay=0 days",
        "policy.ban.rate=1.5",
        "policy.ban.restructured_pressure=30%",
    ];
    let s = structure(STILL, &settings, 6000);
    s.share("us.final_state", state::RESTRUCTURED, (-1.5_f64 * 0.3 * 2.0).exp());
    // The terminal hazard too: constant cash, bans for good, so that the horizon does not matter.
    let share = (0.25 * (0.5 - 0.15 - 0.04) + 0.15) * 2.0;
    s.mean("value", 0.6 * 0.75 * CASH / 0.1 - 80e6 + share * CASH / (0.1 + 0.45));
}

#[test]
fn a_structure_stays_one_through_a_ban_and_its_lift() {
    // Restructured on day 30, banned on day 59 for 100 days, in which half of the users circumvent at full revenue, and
    // after which everybody is back at once.
    let settings = [
        "structure.host_acceptance=100%",
        "events.b={ on = 2021-03-01, market = \"us\", kind = \"ban\" }",
        "policy.ban.permanent=0%",
        "policy.ban.after=100 days",
        "response.circumvention=50%",
        "response.circumvention_revenue=100%",
        "response.circumvention_decay=0",
        "response.capture=0",
        "response.return_time=0.01 days",
        "step=1 day",
    ];
    let s = structure(STILL, &settings, 1);
    assert_eq!(s.only("us.final_state"), state::RESTRUCTURED);
    assert_eq!(s.only("us.days_without_access"), 100.0);
    let worth = CASH / 0.1;
    let share = (0.25 * (0.5 - 0.15 - 0.04) + 0.15) * 2.0;
    let (begun, banned, lifted) = (discount(30.0), discount(59.0), discount(159.0));
    let lump = begun * (0.6 * 0.75 * worth - 80e6);
    // While it is blocked the owner has its stake of what comes in.
    let blocked = 0.25 * 0.5 * (banned - lifted);
    let expected = worth * (1.0 - begun) + lump + worth * (share * (begun - banned + lifted) + blocked);
    close(s.only("value"), expected, 1e-3);
}

// ---- retaliation ---------------------------------------------------------------------------------

const DECAY: f64 = LN_2 * YEAR / 90.0;

#[test]
fn home_retaliates_at_its_base_rate() {
    let text = STILL.to_owned() + &another("cn");
    let s = sample(&text, &["company.home=cn", "retaliation.rate=0.7 per year"], 4000);
    s.mean("retaliations", 1.4);
    s.share("retaliations", 0.0, (-1.4_f64).exp());
    s.share("export_control", 0.0, (-1.4_f64).exp());
}

#[test]
fn host_measures_excite_retaliation_by_leverage_and_link() {
    let text = STILL.to_owned() + &another("cn");
    let common = [
        "company.home=cn",
        "retaliation.rate=0.3 per year",
        "retaliation.jump=8 per year",
        "policy.ban.permanent=100%",
    ];
    let felt = (1.0 - (-DECAY * (2.0 - 20.0 / YEAR)).exp()) / DECAY;
    let ban = "events.b={ on = 2021-01-21, market = \"us\", kind = \"ban\" }";
    let s = sample(&text, &[&common[..], &[ban, "markets.us.leverage=60%"]].concat(), 4000);
    // A Poisson process in a rate that the ban alone has raised: it does not excite itself.
    s.mean("retaliations", 0.6 + 8.0 * 0.6 * felt);
    s.share("retaliations", 0.0, (-(0.6 + 8.0 * 0.6 * felt)).exp());
    let linked = [ban, "markets.us.leverage=60%", "markets.us.links.cn=0.5"];
    sample(&text, &[&common[..], &linked].concat(), 4000).mean("retaliations", 0.6 + 8.0 * 0.3 * felt);
    sample(&text, &[&common[..], &[ban]].concat(), 4000).mean("retaliations", 0.6);
}

#[test]
fn retaliation_excites_the_hosts_in_turn() {
    // Retaliation at 1.2 a year, each adding weight 0.5 · link 0.8 to a host whose reviews excite nothing:
    // E reviews = jump · 0.4 · 1.2 · ∫ (1 − e^{−bt})/b dt.
    let text = STILL.to_owned() + &another("cn");
    let settings = [
        "company.home=cn",
        "retaliation.rate=1.2 per year",
        "markets.cn.links.us=0.8",
        "policy.review.jump=4 per year",
        "policy.review.length=0 days",
        "pressure.weights.review=0",
    ];
    let s = sample(&text, &settings, 6000);
    let b = LN_2 * YEAR / 180.0;
    s.mean("us.reviews", 4.0 * 0.4 * 1.2 * (2.0 - (1.0 - (-2.0 * b).exp()) / b) / b);
    s.mean("retaliations", 2.4);
    s.share("cn.reviews", 0.0, 1.0);
}

#[test]
fn retaliation_is_excited_by_each_measure_by_its_weight() {
    // A review and an order, twenty days apart: weights 0.25 and 0.5.
    let text = STILL.to_owned() + &another("cn");
    let settings = [
        "company.home=cn",
        "retaliation.jump=6 per year",
        "markets.us.leverage=100%",
        "events.r={ on = 2021-01-01, market = \"us\", kind = \"review\", length = \"400 days\" }",
        "events.o={ on = 2021-01-21, market = \"us\", kind = \"forced-sale\", deadline = \"5 years\" }",
    ];
    let s = sample(&text, &settings, 4000);
    let felt = |day: f64| (1.0 - (-DECAY * (2.0 - day / YEAR)).exp()) / DECAY;
    mean(&s.column("retaliations"), 6.0 * (0.25 * felt(0.0) + 0.5 * felt(20.0)), "retaliations");
}
