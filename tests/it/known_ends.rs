//! What an order may end in besides a ban, one order over several markets, and sales that are tried again (model, sections 5 and 6).

use marketgate::model::LogEvent;
use marketgate::simulation::{Layout, replay};

use crate::sample::{CASH, STILL, Sample, YEAR, another, close, discount, event, sample, scenario, state, with};

const FOR_GOOD: &str = "policy.ban.permanent=100%";
const ENFORCED: &str = "policy.order.enforcement=100%";
const WORTH: f64 = CASH / 0.1;

fn order(days: u32) -> String {
    event("o", "2021-01-01", "us", &format!("\"forced-sale\", deadline = \"{days} days\""))
}

fn run(settings: &[&str]) -> Sample {
    let order = order(90);
    sample(STILL, &with(&[&order, FOR_GOOD, ENFORCED], settings), 1)
}

// ---- ends of an order --------------------------------------------------------------------------

#[test]
fn a_trustee_sells_at_what_it_brings() {
    let trustee = "policy.order.trustee={ probability = \"100%\", length = \"60 days\", price = 0.4 }";
    let s = run(&[trustee, "deal.tax=25%", "deal.tax_basis=$1B"]);
    assert_eq!((s.only("us.final_state"), s.only("us.sale_closing_day")), (state::DIVESTED, 150.0));
    close(s.only("us.sale_price"), 0.4 * WORTH, 1e-9);
    // The owner keeps cash up to the sale, and of the price what tax leaves.
    let kept = WORTH * (1.0 - discount(150.0)) + discount(150.0) * (2e9 - 0.25 * 1e9);
    close(s.only("value"), kept, 1e-9);
    // An order that is revoked meanwhile ends the trusteeship.
    let order = order(90);
    let settings = [&*order, FOR_GOOD, ENFORCED, trustee, "policy.order.revocation=2 per year"];
    let s = sample(STILL, &settings, 4000);
    s.share("us.final_state", state::DIVESTED, (-2.0 * 150.0 / YEAR).exp());
}

#[test]
fn fines_run_for_every_day_until_the_order_is_gone() {
    let fines = "policy.order.daily_fine={ probability = \"100%\", amount = \"$1M\" }";
    // ∫ 1e6 e^{−rt} dt over the days.
    let due = |from: f64, to: f64| 1e6 * YEAR / 0.1 * (discount(from) - discount(to));
    let s = run(&[fines]);
    assert_eq!(s.only("us.final_state"), state::ORDERED);
    close(s.only("bridge.costs"), -due(90.0, 2.0 * YEAR), 1e-9);
    let lifted = event("l", "2021-06-30", "us", "\"lift\"");
    let s = run(&[fines, &lifted]);
    assert_eq!(s.only("us.final_state"), state::OPEN);
    close(s.only("bridge.costs"), -due(90.0, 180.0), 1e-9);
    // They stand still under a stay, and run on where it is upheld.
    let stay = event("i", "2021-06-30", "us", "\"injunction\"");
    let s = run(&[fines, &stay, "policy.court={ ruling_delay = \"100 days\", upheld = \"100%\" }"]);
    close(s.only("bridge.costs"), -due(90.0, 180.0) - due(280.0, 2.0 * YEAR), 1e-9);
}

#[test]
fn a_structure_may_be_imposed() {
    let imposed = "policy.order.imposed_structure=100%";
    let terms = "structure={ stake = \"20%\", licence = \"0%\", running = \"0%\", price = 0.5, up_front = \"$3M\" }";
    let s = run(&[imposed, terms]);
    assert_eq!((s.only("us.final_state"), s.only("us.days_without_access")), (state::RESTRUCTURED, 0.0));
    let value = WORTH * (1.0 - discount(90.0)) + discount(90.0) * (0.2 * WORTH + 0.8 * 0.5 * WORTH - 3e6);
    close(s.only("value"), value, 1e-9);
}

#[test]
fn ends_have_their_probabilities_and_a_ban_takes_the_rest() {
    let ends = [
        "policy.order.trustee={ probability = \"20%\", length = \"10 days\" }",
        "policy.order.daily_fine={ probability = \"30%\", amount = \"$1M\" }",
        "policy.order.imposed_structure=10%",
    ];
    let order = order(90);
    let s = sample(STILL, &with(&[&order, FOR_GOOD, ENFORCED], &ends), 6000);
    for (ending, share) in
        [(state::DIVESTED, 0.2), (state::ORDERED, 0.3), (state::RESTRUCTURED, 0.1), (state::BANNED, 0.4)]
    {
        s.share("us.final_state", ending, share);
    }
    // Those that exceed 1 together are scaled down.
    let most = ["policy.order.daily_fine.probability=90%", "policy.order.imposed_structure=60%"];
    let s = sample(STILL, &with(&[&order, FOR_GOOD, ENFORCED], &most), 4000);
    s.share("us.final_state", state::ORDERED, 0.6);
    s.share("us.final_state", state::RESTRUCTURED, 0.4);
}

#[test]
fn a_case_may_be_settled_at_any_stage() {
    let rate = "policy.order.settlement=3 per year";
    let order = order(90);
    let s = sample(STILL, &[&order, FOR_GOOD, ENFORCED, rate], 6000);
    let by = |days: f64| 1.0 - (-3.0 * days / YEAR).exp();
    s.share("us.final_state", state::OPEN, by(2.0 * YEAR));
    // Before the deadline, and so never banned.
    let never = s.column("us.first_ban_day").iter().filter(|day| day.is_nan()).count() as f64 / 6000.0;
    assert!((never - by(90.0)).abs() < 4.9 * (by(90.0) * (1.0 - by(90.0)) / 6000.0).sqrt(), "{never}");
    // On a date, with the running cost of mitigation from then on.
    for action in
        ["\"forced-sale\", deadline = \"2 years\"", "\"ban\"", "\"restriction\"", "\"ban\", notice = \"300 days\""]
    {
        let (action, settled) =
            (event("a", "2021-01-01", "us", action), event("s", "2021-03-02", "us", "\"settlement\""));
        let s = sample(STILL, &[&action, &settled, FOR_GOOD, "policy.review.mitigation_cost=10%"], 1);
        assert_eq!(s.only("us.final_state"), state::OPEN, "{action}");
        assert!(s.only("bridge.threat") < 0.0 || s.only("value") < s.only("baseline_value"), "{action}");
    }
    let early = event("s", "2021-03-02", "us", "\"settlement\"");
    assert_eq!(sample(STILL, &[&early], 1).skipped, [1]);
    let past = [event("a", "2020-10-01", "us", "\"ban\""), event("s", "2020-12-01", "us", "\"settlement\"")];
    let s = sample(STILL, &[&past[0], &past[1], FOR_GOOD, "policy.review.mitigation_cost=10%"], 1);
    assert_eq!((s.only("us.final_state"), s.only("us.retention")), (state::OPEN, 1.0));
}

// ---- one order over several markets ------------------------------------------------------------

fn joint(what: &str, on: &str) -> String {
    format!("events.o={{ on = {on}, markets = [\"us\", \"ca\"], kind = {what} }}")
}

fn two_markets() -> String {
    STILL.to_owned() + &another("ca")
}

/// Share of histories in which each of two markets ends so, and both do.
fn shares(s: &Sample, ending: f64) -> [f64; 3] {
    let (us, ca) = (s.column("us.final_state"), s.column("ca.final_state"));
    let count = |is: &dyn Fn(f64, f64) -> bool| {
        us.iter().zip(&ca).filter(|(a, b)| is(**a, **b)).count() as f64 / us.len() as f64
    };
    [count(&|a, _| a == ending), count(&|_, b| b == ending), count(&|a, b| a == ending && b == ending)]
}

#[test]
fn one_order_over_two_markets_has_one_fate() {
    let order = joint("\"forced-sale\", deadline = \"90 days\"", "2021-01-01");
    let policy = ["policy.order.enforcement=50%", FOR_GOOD, "policy.order.extension.probability=40%"];
    let s = sample(&two_markets(), &with(&[&order], &policy), 4000);
    let [us, ca, both] = shares(&s, state::BANNED);
    assert_eq!([us, ca], [both, both]);
    assert!((both - 0.5).abs() < 4.9 * 0.5 / 4000.0_f64.sqrt(), "{both}");
    assert_eq!(
        s.column("us.first_ban_day").iter().map(|x| x.to_bits()).collect::<Vec<_>>(),
        s.column("ca.first_ban_day").iter().map(|x| x.to_bits()).collect::<Vec<_>>()
    );
    // Two orders of one day have two fates.
    let apart = [order_on("us"), order_on("ca")];
    let s = sample(&two_markets(), &with(&[&apart[0], &apart[1]], &policy), 4000);
    let [us, ca, both] = shares(&s, state::BANNED);
    assert!((both - us * ca).abs() < 0.04 && both < 0.35, "{us} {ca} {both}");
    // Before the start, too.
    let order = joint("\"forced-sale\", deadline = \"90 days\"", "2020-12-12");
    let s = sample(&two_markets(), &with(&[&order], &policy), 1000);
    let [us, ca, both] = shares(&s, state::BANNED);
    assert!(us == both && ca == both && (both - 0.5).abs() < 0.08, "{us} {ca} {both}");
}

fn order_on(market: &str) -> String {
    event(market, "2021-01-01", market, "\"forced-sale\", deadline = \"90 days\"")
}

#[test]
fn it_has_one_suit_that_is_paid_once() {
    let owner = "strategies.s={ on_order = [\"litigate\"] }";
    let court = "policy.court={ filing = \"10 days\", injunction = \"50%\", injunction_delay = \"5 days\", ruling_delay = \"30 days\", \
                 upheld = \"50%\", cost = \"$8M\" }";
    let order = joint("\"forced-sale\", deadline = \"200 days\"", "2021-01-01");
    let s = sample(&two_markets(), &[&order, owner, court, ENFORCED, FOR_GOOD, "policy.order.fine=$5M"], 1000);
    let [us, ca, both] = shares(&s, state::BANNED);
    assert!(us == both && ca == both && (both - 0.5).abs() < 0.08, "{us} {ca} {both}");
    for (costs, ending) in s.column("bridge.costs").into_iter().zip(s.column("us.final_state")) {
        // A stay of 25 days puts the deadline off by as much.
        let fines = [200.0, 225.0].map(|day| 5e6 * discount(day));
        let suit = 8e6 * discount(10.0);
        let wanted = if ending == state::BANNED { fines.map(|fine| -suit - fine) } else { [-suit; 2] };
        assert!(wanted.iter().any(|wanted| (costs - wanted).abs() < 1e-3), "{costs} {wanted:?}");
    }
}

#[test]
fn its_government_decides_by_its_own_policy_and_it_is_sold_as_one() {
    let order = joint("\"forced-sale\", deadline = \"90 days\"", "2021-01-01");
    let own = "markets.ca.policy.order.enforcement=0%";
    let s = sample(&two_markets(), &[&order, own, ENFORCED, FOR_GOOD], 1);
    assert_eq!([s.only("us.final_state"), s.only("ca.final_state")], [state::BANNED; 2]);
    let buyer = "deal={ process = \"20 days\", host_delay = \"10 days\", bidders = { b = { interest = \"100%\", multiple = 0.8, \
                 host_approval = \"100%\", delay = \"5 days\" } } }";
    let s = sample(&two_markets(), &[&order, ENFORCED, FOR_GOOD, buyer, "strategies.s={ on_order = [\"sell\"] }"], 1);
    assert_eq!([s.only("us.sale_closing_day"), s.only("ca.sale_closing_day")], [30.0; 2]);
    // Ordered before the start, they are sold as one all the same.
    let past = joint("\"forced-sale\", deadline = \"90 days\"", "2020-12-22");
    let s = sample(&two_markets(), &[&past, ENFORCED, FOR_GOOD, buyer, "strategies.s={ on_order = [\"sell\"] }"], 1);
    assert_eq!([s.only("us.sale_closing_day"), s.only("ca.sale_closing_day")], [30.0; 2]);
    // One order adds to pressure once: elsewhere as much as an order on the first market alone.
    let third = two_markets() + &another("uk");
    let jump = [
        "policy.review.jump=5 per year",
        "pressure.half_life=10 years",
        "markets.us.links.uk=1",
        "policy.order.enforcement=0%",
    ];
    let reviews = |order: &str| sample(&third, &with(&[order], &jump), 2000).column("uk.reviews").iter().sum::<f64>();
    assert_eq!(reviews(&order), reviews(&order_on("us").replace("events.us", "events.o")));
    for on_ban in ["\"ban\"", "\"ban\", notice = \"30 days\"", "\"restriction\""] {
        let s = sample(&two_markets(), &[&joint(on_ban, "2021-02-01"), FOR_GOOD], 1);
        assert_eq!(s.only("us.final_state"), s.only("ca.final_state"), "{on_ban}");
        assert!(s.only("us.final_state") > state::STAYED, "{on_ban}");
    }
}

// ---- selling again -----------------------------------------------------------------------------

const BUYER: &str =
    "deal.bidders.b={ interest = \"30%\", multiple = 0.9, host_approval = \"100%\", delay = \"5 days\" }";

fn days_of_talks(settings: &[&str]) -> Vec<f64> {
    let scenario = scenario(STILL, settings);
    let log = replay(&scenario, &Layout::new(&scenario), 1, 0).unwrap().log;
    log.iter().filter(|entry| matches!(entry.event, LogEvent::TalksBegin { .. })).map(|entry| entry.day).collect()
}

#[test]
fn a_failed_process_is_followed_by_others_while_there_is_time() {
    let sells = "strategies.s={ on_order = [\"sell\"], then = [\"exit\"] }";
    let nobody = "deal.bidders.b={ interest = \"0%\", multiple = 0.9, host_approval = \"100%\" }";
    let deal = |attempts: u32| format!("deal={{ process = \"20 days\", attempts = {attempts}, gap = \"15 days\" }}");
    let order = order(100);
    let talks = |attempts: u32| days_of_talks(&[&order, FOR_GOOD, ENFORCED, sells, nobody, &deal(attempts)]);
    assert_eq!(talks(1), [0.0]);
    assert_eq!(talks(2), [0.0, 35.0]);
    // The fourth would fail on day 125, and the third at the deadline: the next after it would come too late.
    assert_eq!(talks(9), [0.0, 35.0, 70.0]);
    // What comes then comes after the last.
    let s = sample(STILL, &[&order, FOR_GOOD, ENFORCED, sells, nobody, &deal(9)], 1);
    assert_eq!(s.only("us.final_state"), state::EXITED);
    // Each process is a new chance: 1 − 0.7ᵏ.
    for (attempts, probability) in [(1, 0.3), (2, 0.51), (3, 0.657)] {
        let s = sample(
            STILL,
            &[
                &order,
                FOR_GOOD,
                ENFORCED,
                "strategies.s={ on_order = [\"sell\"] }",
                BUYER,
                "deal.host_delay=1 day",
                &deal(attempts),
            ],
            4000,
        );
        s.share("us.final_state", state::DIVESTED, probability);
    }
    // By choice as well.
    let seeks = "strategies.s={ seek_buyer = \"10 days\" }";
    assert_eq!(days_of_talks(&[seeks, nobody, &deal(3)]), [10.0, 45.0, 80.0]);
}

// ---- what buyers and the owner know -------------------------------------------------------------

#[test]
fn buyers_know_the_deadline() {
    let sells = "strategies.s={ on_order = [\"sell\"], reserve = \"50%\" }";
    let deal = |pressure: &str| {
        format!(
            "deal={{ process = \"20 days\", host_delay = \"5 days\", fallback = \"0%\", bargaining_power = \"60%\", deadline_pressure = \"{pressure}\", \
             deadline_scale = \"30 days\", bidders = {{ b = {{ interest = \"100%\", multiple = 0.9, host_approval = \"100%\", delay = \"5 days\" }} }} }}"
        )
    };
    let order = order(80);
    let discount = |pressure: &str| {
        sample(STILL, &[&order, FOR_GOOD, ENFORCED, sells, &deal(pressure)], 1).only("us.sale_discount")
    };
    // Signed with 60 days left: o + β (b − o), o = 0.5, b = 0.9.
    close(discount("0%"), 1.0 - (0.5 + 0.6 * 0.4), 1e-12);
    close(discount("50%"), 1.0 - (0.5 + 0.6 * (1.0 - 0.5 * (-2.0_f64).exp()) * 0.4), 1e-12);
}

#[test]
fn the_owner_knows_what_a_ban_would_leave_him_and_what_tax_takes() {
    let least = |settings: &[&str]| {
        let order = order(90);
        let buyer =
            "deal.bidders.b={ interest = \"100%\", multiple = 0.05, host_approval = \"100%\", delay = \"5 days\" }";
        let settings = with(&[&order, ENFORCED, "strategies.s={ on_order = [\"sell\"] }", buyer], settings);
        let scenario = scenario(STILL, &settings);
        let log = replay(&scenario, &Layout::new(&scenario), 1, 0).unwrap().log;
        let bid = log.iter().find_map(|entry| match entry.event {
            LogEvent::Bid { least, .. } => Some(least),
            _ => None,
        });
        bid.unwrap() / WORTH
    };
    // For good: nothing. Lifted after one year, with users lost at 2 a year and value at 10%.
    assert_eq!(least(&[FOR_GOOD]), 0.0);
    let one_year = "policy.ban.after=365.25 days";
    close(least(&["policy.ban.permanent=0%", one_year]), (-2.1_f64).exp(), 1e-9);
    close(least(&["policy.ban.permanent=40%", one_year]), 0.6 * (-2.1_f64).exp(), 1e-9);
    // A mixture of two lengths, and circumvention that earns half.
    let mixed = "policy.ban.after=choice(50%: 36.525 days, 50%: 365.25 days)";
    let back = 0.5 * ((-0.21_f64).exp() + (-2.1_f64).exp());
    let ways = ["response.circumvention=20%", "response.circumvention_revenue=50%"];
    close(least(&with(&ways, &["policy.ban.permanent=0%", mixed])), 0.1 + 0.9 * back, 1e-9);
    // Half of orders are enforced; tax takes a quarter of what is above $1bn.
    let half = ["policy.order.enforcement=50%", FOR_GOOD];
    close(least(&half), 0.5, 1e-12);
    close(least(&with(&half, &["deal.tax=25%", "deal.tax_basis=$1B"])), (2.5 - 0.25) / 0.75 / 5.0, 1e-9);
    // Stated, it is what is stated.
    close(least(&["deal.fallback=30%"]), 0.3, 1e-12);
    // A trustee, fines, a structure leave more than a ban.
    let ends = [
        "policy.order.trustee={ probability = \"40%\", price = 0.5 }",
        "policy.order.daily_fine.probability=20%",
        FOR_GOOD,
    ];
    close(least(&ends), 0.4 * 0.5 + 0.2, 1e-9);
}
