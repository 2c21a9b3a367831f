//! Orders and courts against known answers (model, section 5).

use crate::sample::{CASH, STILL, Sample, YEAR, close, discount, event, mean, sample, share, state};

const ORDER: &str = "events.o={ on = 2021-01-01, market = \"us\", kind = \"forced-sale\", deadline = \"90 days\" }";
const FOR_GOOD: &str = "policy.ban.permanent=100%";
const ENFORCED: &str = "policy.order.enforcement=100%";

fn order(settings: &[&str], count: u64) -> Sample {
    sample(STILL, &[&[ORDER, FOR_GOOD], settings].concat(), count)
}

// ---- deadlines -----------------------------------------------------------------------------------

#[test]
fn an_order_is_enforced_or_lapses() {
    let s = order(&["policy.order.enforcement=35%"], 6000);
    s.share("us.final_state", state::BANNED, 0.35);
    s.share("us.final_state", state::OPEN, 0.65);
    s.share("us.orders", 1.0, 1.0);
    let days = s.column("us.first_ban_day");
    assert!(days.iter().all(|day| day.is_nan() || *day == 90.0));
    let regime = "events.r={ on = 2021-02-01, market = \"us\", kind = \"regime\", enforcement = 2 }";
    order(&["policy.order.enforcement=35%", regime], 6000).share("us.final_state", state::BANNED, 0.7);
    order(&["policy.order.enforcement=65%", regime], 500).share("us.final_state", state::BANNED, 1.0);
}

#[test]
fn a_deadline_is_extended_up_to_so_many_times() {
    let extension = ["policy.order.extension.probability=60%", "policy.order.extension.max=3"];
    let s = order(&[&extension[..], &[ENFORCED, "policy.order.extension.length=15 days"]].concat(), 6000);
    for (day, probability) in [(90.0, 0.4), (105.0, 0.24), (120.0, 0.144), (135.0, 0.216)] {
        s.share("us.first_ban_day", day, probability);
    }
    // Length drawn afresh each time: total time 90 + Σ of the lengths, mean 90 + 12 (0.6 + 0.36 + 0.216).
    let s =
        order(&[&extension[..], &[ENFORCED, "policy.order.extension.length=uniform(4 days, 20 days)"]].concat(), 6000);
    s.mean("us.first_ban_day", 90.0 + 12.0 * (0.6 + 0.36 + 0.216));
    let squares: Vec<f64> = s.column("us.first_ban_day").iter().map(|day| (day - 90.0).powi(2)).collect();
    // E (Σ L)² = Σ_k P(K = k) (k var + k² mean²), var = 16²/12.
    let (variance, square) = (256.0 / 12.0, 144.0);
    let second =
        0.24 * (variance + square) + 0.144 * (2.0 * variance + 4.0 * square) + 0.216 * (3.0 * variance + 9.0 * square);
    mean(&squares, second, "square of the time won");
    let regime = "events.r={ on = 2021-02-01, market = \"us\", kind = \"regime\", extension = 0.5 }";
    let s = order(&[&extension[..], &[ENFORCED, regime]].concat(), 4000);
    s.share("us.first_ban_day", 90.0, 0.7);
}

#[test]
fn an_order_is_revoked_at_its_rate() {
    let revocation = "policy.order.revocation=2 per year";
    let s = order(&[ENFORCED, revocation], 6000);
    s.share("us.final_state", state::BANNED, (-2.0 * 90.0 / YEAR).exp());
    s.share("us.final_state", state::OPEN, 1.0 - (-2.0 * 90.0 / YEAR).exp());
    // A change of regime moves the running clock.
    let regime = "events.r={ on = 2021-01-31, market = \"us\", kind = \"regime\", revocation = 3 }";
    let s = order(&[ENFORCED, revocation, regime], 6000);
    s.share("us.final_state", state::BANNED, (-2.0 * (30.0 + 3.0 * 60.0) / YEAR).exp());
}

#[test]
fn enforcement_may_go_by_way_of_a_restriction() {
    let s = order(&[ENFORCED, "policy.order.restricted_first=30%", "policy.order.restricted_length=50 days"], 6000);
    s.share("us.restrictions", 1.0, 0.3);
    s.share("us.first_restriction_day", 90.0, 0.3);
    s.share("us.first_ban_day", 140.0, 0.3);
    s.share("us.first_ban_day", 90.0, 0.7);
    s.share("us.final_state", state::BANNED, 1.0);
}

#[test]
fn a_new_order_replaces_the_deadline_and_begins_a_new_case() {
    let again = "events.p={ on = 2021-02-20, market = \"us\", kind = \"forced-sale\", deadline = \"100 days\" }";
    let extension = [ENFORCED, "policy.order.extension.probability=100%", "policy.order.extension.max=1"];
    let s = order(&[&extension[..], &[again, "policy.order.extension.length=15 days"]].concat(), 1);
    assert_eq!(s.only("us.first_ban_day"), 50.0 + 100.0 + 15.0);
    assert_eq!(s.only("us.orders"), 2.0);
    // The first was extended already: extensions count from 0 again.
    let late = "events.p={ on = 2021-04-05, market = \"us\", kind = \"forced-sale\", deadline = \"100 days\" }";
    let s = order(&[&extension[..], &[late, "policy.order.extension.length=15 days"]].concat(), 1);
    assert_eq!(s.only("us.first_ban_day"), 94.0 + 100.0 + 15.0);
}

#[test]
fn a_scheduled_extension_moves_the_deadline_of_the_order_in_force() {
    let extension = |on: &str, deadline: &str| event("x", on, "us", &format!("\"extension\", deadline = {deadline}"));
    let banned = |settings: &[&str]| order(&[&[ENFORCED], settings].concat(), 1).only("us.first_ban_day");
    // To a date, to a time after the event; on the day of the deadline itself; to an earlier day.
    assert_eq!(banned(&[&extension("2021-02-01", "2021-07-20")]), 200.0);
    assert_eq!(banned(&[&extension("2021-02-01", "\"75 days\"")]), 31.0 + 75.0);
    assert_eq!(banned(&[&extension("2021-04-01", "2021-07-20")]), 200.0);
    assert_eq!(banned(&[&extension("2021-02-01", "2021-03-01")]), 59.0);
    // It counts as one of those that the law allows.
    let law = "policy.order.extension={ probability = \"100%\", max = 2, length = \"10 days\" }";
    assert_eq!(banned(&[law]), 110.0);
    assert_eq!(banned(&[law, &extension("2021-02-01", "2021-07-20")]), 210.0);
    // The owner who leaves does so on the new day.
    let leaves = "strategies.s.on_order=[\"exit\"]";
    let s = order(&[leaves, &extension("2021-02-01", "2021-07-20")], 1);
    assert_eq!(s.only("us.days_without_access"), 2.0 * YEAR - 200.0);
}

#[test]
fn an_extension_meets_an_order_in_force_or_nothing() {
    let late = event("x", "2021-05-01", "us", "\"extension\", deadline = 2021-07-20");
    let s = order(&[ENFORCED, &late], 1);
    assert_eq!((s.only("us.first_ban_day"), s.skipped), (90.0, vec![0, 1]));
    let fines = "policy.order.daily_fine={ probability = \"100%\", amount = \"$1M\" }";
    assert_eq!(order(&[fines, ENFORCED, &late], 1).skipped, [0, 1]);
    let notice = event("o", "2021-01-01", "us", "\"ban\", notice = \"200 days\"");
    let s = sample(STILL, &[FOR_GOOD, &notice, &late.replace("07-20", "12-01")], 1);
    assert_eq!((s.only("us.first_ban_day"), s.skipped), (334.0, vec![0, 0]));
}

#[test]
fn an_event_happens_with_its_probability() {
    let event = "events.o={ on = 2021-01-01, market = \"us\", kind = \"forced-sale\", probability = \"25%\" }";
    let s = sample(STILL, &[event], 4000);
    s.share("us.orders", 1.0, 0.25);
    assert_eq!(s.skipped, [0]);
}

#[test]
fn an_event_that_does_not_fit_is_skipped_and_counted() {
    let lift = "events.l={ on = 2021-05-01, market = \"us\", kind = \"lift\" }";
    let s = order(&[lift, "policy.order.enforcement=35%"], 2000);
    // Where the order was enforced on day 90 the lift ends the ban on day 120; where it lapsed there is none.
    s.share("us.final_state", state::OPEN, 1.0);
    let blocked = s.column("us.days_without_access").iter().filter(|days| **days == 30.0).count();
    share(blocked, 2000, 0.35, "banned until the lift");
    assert_eq!(s.skipped, [0, 2000 - blocked as u64]);
}

// ---- lump sums -----------------------------------------------------------------------------------

#[test]
fn an_enforced_order_costs_fine_severance_and_suit() {
    let costs = [ENFORCED, "policy.order.fine=$70M", "company.severance=20%", "policy.court.cost=$9M"];
    let s = order(&costs, 1);
    // A fifth of a year's revenue of $1,000M.
    close(s.only("bridge.costs"), -(70e6 + 200e6) * discount(90.0), 1e-12);
    close(s.only("bridge.blocked"), -CASH / 0.1 * discount(90.0), 1e-9);
    let litigate = ["strategies.s.on_order=[\"litigate\"]", "policy.court.upheld=100%", "policy.court.filing=7 days"];
    let s = order(&[&costs[..], &litigate].concat(), 1);
    close(s.only("bridge.costs"), -(70e6 + 200e6) * discount(90.0) - 9e6 * discount(7.0), 1e-12);
}

#[test]
fn an_owner_who_exits_leaves_at_the_deadline_and_pays_no_fine() {
    let exit = ["strategies.s.on_order=[\"exit\"]", "policy.order.fine=$70M", "company.severance=20%"];
    let extension = ["policy.order.extension.probability=100%", "policy.order.extension.max=1"];
    let s = order(&[&exit[..], &extension, &["policy.order.extension.length=15 days"]].concat(), 1);
    assert_eq!(s.only("us.final_state"), state::EXITED);
    assert_eq!(s.only("us.bans"), 0.0);
    close(s.only("us.days_without_access"), 2.0 * YEAR - 105.0, 1e-12);
    close(s.only("bridge.costs"), -200e6 * discount(105.0), 1e-12);
    close(s.only("value"), CASH / 0.1 * (1.0 - discount(105.0)) - 200e6 * discount(105.0), 1e-9);
}

// ---- courts --------------------------------------------------------------------------------------

/// Suit on day 10; a stay on day 30 with probability `injunction`; the ruling on day 70.
fn suit(injunction: &str, deadline: &str, settings: &[&str], count: u64) -> Sample {
    let order = format!("events.o.deadline={deadline} days");
    let injunction = format!("policy.court.injunction={injunction}");
    let court = [
        "strategies.s.on_order=[\"litigate\"]",
        "policy.court.filing=10 days",
        "policy.court.injunction_delay=20 days",
        "policy.court.ruling_delay=60 days",
        ENFORCED,
        &injunction,
        &order,
    ];
    self::order(&[&court[..], settings].concat(), count)
}

#[test]
fn a_stay_stops_the_clock_and_a_ruling_ends_it() {
    let s = suit("40%", "100", &["policy.court.upheld=70%"], 6000);
    s.share("us.final_state", state::OPEN, 0.3);
    s.share("us.first_ban_day", 100.0, 0.7 * 0.6);
    s.share("us.first_ban_day", 140.0, 0.7 * 0.4);
}

#[test]
fn an_order_comes_back_with_a_fortnight_at_least() {
    let s = suit("100%", "35", &["policy.court.upheld=100%"], 1);
    assert_eq!(s.only("us.first_ban_day"), 84.0);
    let s = suit("100%", "45", &["policy.court.upheld=100%"], 1);
    assert_eq!(s.only("us.first_ban_day"), 85.0);
}

#[test]
fn a_market_waits_stayed_for_the_ruling() {
    let s = suit("100%", "100", &["policy.court.ruling_delay=5 years"], 1);
    assert_eq!(s.only("us.final_state"), state::STAYED);
    close(s.only("value"), s.only("baseline_value"), 1e-9);
}

#[test]
fn a_ruling_after_enforcement_opens_the_market() {
    let s = suit("0%", "40", &["policy.court.upheld=0%"], 1);
    assert_eq!(s.only("us.final_state"), state::OPEN);
    assert_eq!(s.only("us.days_without_access"), 30.0);
}

#[test]
fn a_stayed_ban_comes_back_with_the_time_it_had_left_and_at_no_new_cost() {
    // Enforced on day 25 for 100 days, stayed on day 30 with 95 left, upheld on day 70: lifted on day 165.
    let settings = [
        "policy.court.upheld=100%",
        "policy.ban.permanent=0%",
        "policy.ban.after=100 days",
        "policy.order.fine=$70M",
        "company.severance=20%",
    ];
    let s = suit("100%", "25", &settings, 1);
    assert_eq!(s.only("us.days_without_access"), 5.0 + 95.0);
    assert_eq!(s.only("us.bans"), 1.0);
    assert_eq!(s.only("us.final_state"), state::OPEN);
    close(s.only("bridge.costs"), -270e6 * discount(25.0), 1e-12);
    // So does a restriction on its way to a ban: restricted on days 25 to 30 and 70 to 115, then banned.
    let s = suit(
        "100%",
        "25",
        &["policy.court.upheld=100%", "policy.order.restricted_first=100%", "policy.order.restricted_length=50 days"],
        1,
    );
    assert_eq!(s.only("us.first_restriction_day"), 25.0);
    assert_eq!(s.only("us.first_ban_day"), 115.0);
}

#[test]
fn revocation_stands_still_under_a_stay() {
    // The clock runs on days 0 to 30 and 70 to 140.
    let s = suit("100%", "100", &["policy.court.upheld=100%", "policy.order.revocation=3 per year"], 6000);
    s.share("us.first_ban_day", 140.0, (-3.0 * 100.0 / YEAR).exp());
}

#[test]
fn a_direct_ban_is_a_case_of_its_own() {
    let ban = "events.b={ on = 2021-01-21, market = \"us\", kind = \"ban\" }";
    let s = suit("0%", "200", &[ban, "policy.court.upheld=0%"], 1);
    // Banned on day 20, sued on day 30, struck down on day 90.
    assert_eq!(s.only("us.days_without_access"), 70.0);
    assert_eq!(s.only("us.bans"), 1.0);
}

#[test]
fn a_stay_that_is_scheduled_takes_the_place_of_the_courts_own() {
    // The court would stay on day 60; a stay is pinned to day 20 and an upholding ruling to day 40. Nothing
    // stays the order a second time: it is enforced on day 40 + 80.
    let pinned = [
        "events.i={ on = 2021-01-21, market = \"us\", kind = \"injunction\" }",
        "events.j={ on = 2021-02-10, market = \"us\", kind = \"ruling\", upheld = \"100%\" }",
        "policy.court.injunction_delay=50 days",
        "policy.court.ruling_delay=400 days",
    ];
    let s = suit("100%", "100", &pinned, 1);
    assert_eq!(s.only("us.first_ban_day"), 120.0);
    assert_eq!(s.only("us.final_state"), state::BANNED);
}

#[test]
fn a_scheduled_ruling_has_its_own_probability() {
    let ruling = "events.j={ on = 2021-02-10, market = \"us\", kind = \"ruling\", upheld = \"20%\" }";
    let s = order(&[ENFORCED, ruling, "policy.court.upheld=90%"], 4000);
    s.share("us.final_state", state::BANNED, 0.2);
}

#[test]
fn what_follows_a_lost_suit_starts_once() {
    // The suit is lost on day 70, and the owner leaves at the deadline.
    let s = suit("0%", "100", &["policy.court.upheld=100%", "strategies.s.then=[\"exit\"]"], 1);
    assert_eq!(s.only("us.final_state"), state::EXITED);
    close(s.only("us.days_without_access"), 2.0 * YEAR - 100.0, 1e-12);
    // Lost after enforcement, at once.
    let s = suit("0%", "40", &["policy.court.upheld=100%", "strategies.s.then=[\"exit\"]"], 1);
    assert_eq!(s.only("us.final_state"), state::EXITED);
    assert_eq!(s.only("us.first_ban_day"), 40.0);
}

// ---- lifting -------------------------------------------------------------------------------------

#[test]
fn a_ban_with_a_cure_is_lifted_by_the_weibull_law() {
    let settings = [
        "events.b={ on = 2021-01-01, market = \"us\", kind = \"ban\" }",
        "policy.ban.permanent=30%",
        "policy.ban.after=weibull(0.8, 200 days)",
    ];
    let s = sample(STILL, &settings, 6000);
    let still = |day: f64| 0.3 + 0.7 * (-(day / 200.0_f64).powf(0.8)).exp();
    s.share("us.final_state", state::BANNED, still(2.0 * YEAR));
    for day in [50.0, 300.0] {
        let banned = s.column("us.days_without_access").iter().filter(|days| **days > day).count();
        share(banned, 6000, still(day), "still banned");
    }
}
