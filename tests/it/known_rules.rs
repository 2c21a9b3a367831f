//! Rules of a strategy at work against known answers: on which day they fire, how often, and what they bring (model, section 10).

use marketgate::model::LogEvent;
use marketgate::simulation::{Layout, replay};

use crate::sample::{CASH, STILL, Sample, YEAR, another, close, discount, run, sample, scenario, state, with};

const WORTH: f64 = CASH / 0.1;
const ORDER: &str = "events.o={ on = 2021-01-01, market = \"us\", kind = \"forced-sale\", deadline = \"90 days\" }";
const REVIEW: &str = "events.r={ on = 2021-01-11, market = \"us\", kind = \"review\" }";
const BAN: &str = "events.b={ on = 2021-01-11, market = \"us\", kind = \"ban\" }";
const RESTRICTION: &str = "events.b={ on = 2021-01-11, market = \"us\", kind = \"restriction\" }";
const FOR_GOOD: &str = "policy.ban.permanent=100%";
const ENFORCED: &str = "policy.order.enforcement=100%";
const DEAL: &str = "deal={ process = \"45 days\", host_delay = \"10 days\", bargaining_power = \"100%\" }";
const BUYER: &str =
    "deal.bidders.b={ interest = \"100%\", multiple = 0.8, host_approval = \"100%\", delay = \"5 days\" }";

/// A strategy of one rule, and whatever else it has.
fn rule(when: &str, start: &str, more: &str) -> String {
    format!("strategies.s={{ rules = [{{ when = \"{when}\", start = \"{start}\" }}]{more} }}")
}

/// Days on which rules start something in the first history, each with the number of the rule.
fn firings(text: &str, settings: &[&str]) -> Vec<(usize, f64)> {
    let scenario = scenario(text, settings);
    let log = replay(&scenario, &Layout::new(&scenario), 1, 0).unwrap().log;
    let fired = log.into_iter().filter_map(|entry| match entry.event {
        LogEvent::RuleStarts { rule, .. } => Some((rule, entry.day)),
        _ => None,
    });
    fired.collect()
}

fn bits(s: &Sample) -> (Vec<u64>, Vec<u32>, &[Vec<u8>]) {
    let rows = s.rows.iter().flatten().map(|x| x.to_bits()).collect();
    (rows, s.fans.iter().flatten().map(|x| x.to_bits()).collect(), &s.states)
}

/// Two markets under pressure of every kind, whose users move about.
fn troubled() -> (String, Vec<&'static str>) {
    let settings = vec![
        "policy.review={ rate = \"1.5 per year\", jump = \"1 per year\", length = \"20 days to 90 days\", forced_sale = \"60%\", restriction = \"10%\" }",
        "policy.ban={ rate = \"0.2 per year\", permanent = \"40%\", after = \"weibull(0.8, 100 days)\" }",
        "policy.order={ enforcement = \"30% to 80%\", revocation = \"0.5 per year\", extension = { probability = \"30%\" } }",
        "policy.court={ injunction = \"40%\", filing = \"10 days\", ruling_delay = \"30 days to 200 days\" }",
        "deal.bidders.ant={ interest = \"70%\", multiple = \"0.5 to 1.3\", host_approval = \"60%\" }",
        "deal.bidders.bee={ interest = \"70%\", multiple = \"0.5 to 1.3\", host_approval = \"60%\" }",
        "structure={ delay = \"20 to 60 days\", host_acceptance = \"60%\" }",
        "markets.us.volatility=20%",
        "markets.eu.volatility=20%",
        "markets.us.growth=30%",
        "record=[\"100 days\"]",
    ];
    (STILL.to_owned() + &another("eu"), settings)
}

/// A rule of the market `us` and one of `eu`.
fn rules_of_both(when: &str, start: &str) -> String {
    let of =
        |market: &str| format!("{{ when = \"{}\", start = \"{start}\" }}", when.replace("M.", &format!("{market}.")));
    format!("strategies.s={{ rules = [{}, {}] }}", of("us"), of("eu"))
}

// ---- the same as other words for it ---------------------------------------------------------------

#[test]
fn a_rule_for_the_day_of_an_order_is_that_answer_to_it_to_the_bit() {
    let (text, settings) = troubled();
    let blocked = "M.state == ordered or M.state == restricted or M.state == banned";
    for (answer, when) in [
        ("sell", "M.state == ordered"),
        ("restructure", "M.state == ordered"),
        ("exit", "M.state == ordered"),
        // Who litigates sues over what falls without an order too.
        ("litigate", blocked),
    ] {
        let on_order = format!("strategies.s={{ on_order = \"{answer}\" }}");
        let plain = sample(&text, &with(&settings, &[&on_order]), 150);
        let ruled = sample(&text, &with(&settings, &[&rules_of_both(when, answer)]), 150);
        assert!(plain.column("us.orders").iter().filter(|orders| **orders > 0.0).count() > 30, "{answer}");
        assert!(ruled.fired[0] > 30 && plain.fired.is_empty(), "{answer}: {:?}", ruled.fired);
        assert_eq!(bits(&plain), bits(&ruled), "{answer}");
        let refusing = sample(&text, &settings, 150);
        assert_ne!(bits(&refusing).0, bits(&ruled).0, "{answer} changes nothing");
    }
}

#[test]
fn a_rule_that_never_fires_changes_no_number() {
    let (text, settings) = troubled();
    let owner = "on_order = [\"sell\", \"litigate\"]";
    let plain = sample(&text, &with(&settings, &[&format!("strategies.s={{ {owner} }}")]), 150);
    // It is looked at after every event and on every day of every case.
    let idle = "us.orders > 1000 and (us.time_to_deadline < 1 day or us.users > 1 or date < 2021-06-01)";
    let ruled = format!("strategies.s={{ {owner}, rules = [{{ when = \"{idle}\", start = \"exit\" }}] }}");
    let ruled = sample(&text, &with(&settings, &[&ruled]), 150);
    assert_eq!(ruled.fired, [0]);
    assert_eq!(bits(&plain), bits(&ruled));
}

#[test]
fn rules_give_the_same_on_any_number_of_threads() {
    let (text, settings) = troubled();
    let owner = rules_of_both("M.time_to_deadline < 60 days and (M.offers == 0 or M.users < 120M)", "litigate");
    let scenario = scenario(&text, &with(&settings, &[&owner]));
    let [one, two] = [1, 2].map(|threads| run(scenario.clone(), 150, 3, threads));
    assert!(one.fired.iter().all(|fired| (10..140).contains(fired)), "{:?}", one.fired);
    assert_eq!(one.fired, two.fired);
    assert_eq!(bits(&one), bits(&two));
}

// ---- on which day -----------------------------------------------------------------------------------

#[test]
fn a_rule_fires_on_the_day_on_which_its_condition_begins_to_hold() {
    let later = ORDER.replace("2021-01-01", "2021-02-01").replace("90 days", "90.5 days");
    let controlled = "events.x={ on = 2021-01-21, market = \"cn\", kind = \"export-control\", length = \"30 days\" }";
    let home = STILL.to_owned() + &another("cn");
    let two = STILL.to_owned() + &another("eu");
    let elsewhere = BAN.replace("us", "eu");
    let lost = ["policy.court.upheld=100%", "policy.court.injunction=0%", FOR_GOOD];
    let extended = ["policy.order.extension={ probability = \"100%\", max = 2, length = \"20 days\" }"];
    let cases: [(&str, &str, &str, &[&str], f64); 21] = [
        (STILL, "us.state == ordered", "", &[ORDER], 0.0),
        // Exactly thirty days are left on day 60, fewer from day 61 on.
        (STILL, "us.time_to_deadline <= 30 days", "", &[ORDER], 60.0),
        (STILL, "us.time_to_deadline < 30 days", "", &[ORDER], 61.0),
        // Due on day 121.5: on day 91 there are 30.5 left.
        (STILL, "us.time_to_deadline <= 30 days", "", &[&later], 92.0),
        (STILL, "us.state == ordered and us.time_in_state >= 45 days", "", &[&later], 76.0),
        (STILL, "us.state == ordered and date >= 2021-02-20", "", &[ORDER], 50.0),
        (STILL, "us.extensions == 2", "", &[ORDER, extended[0]], 110.0),
        (STILL, "us.state == ordered and us.offers > 0", ", on_order = \"sell\"", &[ORDER, DEAL, BUYER], 5.0),
        (STILL, "us.best_offer > 79% and us.best_offer < 0.81", ", on_order = \"sell\"", &[ORDER, DEAL, BUYER], 5.0),
        (STILL, "us.selling and us.deal_signed", ", on_order = \"sell\"", &[ORDER, DEAL, BUYER], 45.0),
        (STILL, "not us.selling and us.orders == 1", ", on_order = \"sell\"", &[ORDER, DEAL], 45.0),
        // Sued on day 20, ruled on day 80.
        (
            STILL,
            "us.sued and not us.suit_pending",
            ", on_order = \"litigate\"",
            &[BAN, lost[0], lost[1], lost[2]],
            80.0,
        ),
        (STILL, "us.suit_pending", ", on_order = \"litigate\"", &[BAN, lost[0], lost[1], lost[2]], 10.0),
        (STILL, "us.structure_proposed", ", on_order = \"restructure\"", &[ORDER], 0.0),
        (STILL, "us.state == ordered and us.measures == 2 and us.reviews == 1", "", &[REVIEW, &later], 31.0),
        (STILL, "us.state == restricted and us.restrictions == 1", "", &[RESTRICTION], 10.0),
        (STILL, "us.bans > 0", "", &[BAN], 10.0),
        // 100M e^{-0.4 t/year} falls below 95M after 46.8 days without new users.
        (STILL, "us.state == restricted and us.users < 95M", "", &[RESTRICTION, FOR_GOOD], 57.0),
        (&two, "eu.state == banned and us.state == ordered", "", &[ORDER, &elsewhere], 10.0),
        (&two, "markets_blocked >= 1 and us.state == ordered", "", &[ORDER, &elsewhere], 10.0),
        // It begins on day 20 and ends on day 50, when nothing else happens.
        (&home, "us.time_in_state > 25 days and not export_control", "", &["company.home=cn", ORDER, controlled], 50.0),
    ];
    for (text, when, more, settings, day) in cases {
        let start = if when.contains("restricted") && !when.contains("users") { "litigate" } else { "exit" };
        let owner =
            format!("strategies.s={{ rules = [{{ when = \"{when}\", start = \"{start}\", market = \"us\" }}]{more} }}");
        assert_eq!(firings(text, &with(settings, &[&owner, ENFORCED])), [(0, day)], "{when}");
    }
}

#[test]
fn a_rule_fires_once_a_case_and_again_in_the_next() {
    let lifted = "events.l={ on = 2021-01-21, market = \"us\", kind = \"lift\" }";
    let again = "events.p={ on = 2021-04-11, market = \"us\", kind = \"forced-sale\", deadline = \"60 days\" }";
    let owner = rule("us.state == ordered and us.time_to_deadline <= 80 days", "litigate", "");
    let slow = "policy.court.ruling_delay=900 days";
    assert_eq!(firings(STILL, &[ORDER, lifted, again, &owner, slow]), [(0, 10.0), (0, 100.0)]);
    assert_eq!(sample(STILL, &[ORDER, lifted, again, &owner, slow], 1).fired, [1]);
    // A new order takes the place of one that stands: it is a case of its own.
    let at_once = again.replace("2021-04-11", "2021-02-20");
    assert_eq!(firings(STILL, &[ORDER, &at_once, &owner, slow]), [(0, 10.0), (0, 50.0)]);
    // An order that is enforced is the same case, also where a court stays it in between.
    let stayed = "events.i={ on = 2021-01-31, market = \"us\", kind = \"injunction\" }";
    let ends = ["policy.court.ruling_delay=60 days", "policy.court.upheld=100%", FOR_GOOD, ENFORCED];
    let whatever = rule("us.orders > 0", "exit", "");
    assert_eq!(firings(STILL, &with(&ends, &[ORDER, stayed, &whatever])), [(0, 0.0)]);
    // So is each review, though nothing is in hand between them.
    let second = "events.q={ on = 2021-07-20, market = \"us\", kind = \"review\" }";
    let owner = rule("us.state == review", "sell", "");
    assert_eq!(firings(STILL, &[REVIEW, second, &owner, DEAL, &BUYER.replace("100%", "0%")]), [(0, 10.0), (0, 200.0)]);
}

#[test]
fn rules_fire_in_their_order_and_see_what_others_have_started() {
    let owner = "strategies.s={ rules = [
        { when = \"us.suit_pending and us.structure_proposed\", start = \"exit\" },
        { when = \"us.state == ordered\", start = [\"restructure\", \"litigate\"] },
        { when = \"us.state == ordered\", start = \"litigate\" }] }";
    // The third finds a suit under way, so that it has nothing to start; the second starts two answers.
    assert_eq!(firings(STILL, &[ORDER, owner]), [(1, 0.0), (1, 0.0), (0, 0.0)]);
    assert_eq!(sample(STILL, &[ORDER, owner], 1).fired, [1, 1, 0]);
}

#[test]
fn an_order_from_before_the_start_is_answered_at_the_start() {
    let before = ORDER.replace("2021-01-01", "2020-12-12");
    let owner = rule("us.time_to_deadline < 75 days", "exit", "");
    assert_eq!(firings(STILL, &[&before, &owner]), [(0, 0.0)]);
    let owner = rule("us.time_to_deadline <= 50 days", "exit", "");
    assert_eq!(firings(STILL, &[&before, &owner]), [(0, 20.0)]);
}

#[test]
fn only_the_rules_of_the_strategy_in_force_run() {
    let settings = [ORDER, &rule("us.state == ordered", "exit", ""), "strategies.t={}", "strategy=t"];
    let s = sample(STILL, &with(&settings, &["policy.order.enforcement=0%"]), 1);
    assert_eq!((s.only("us.final_state"), s.fired.len()), (state::OPEN, 0));
}

// ---- what it brings -----------------------------------------------------------------------------------

#[test]
fn leaving_within_a_review_ends_the_cash_of_that_day() {
    // Under review from day 10 for 30 days; the owner leaves after 20 of them.
    let owner = rule("us.state == review and us.time_in_state >= 20 days", "exit", "");
    let s = sample(STILL, &[REVIEW, &owner, "company.severance=20%"], 1);
    assert_eq!(s.only("us.final_state"), state::EXITED);
    close(s.only("us.days_without_access"), 2.0 * YEAR - 30.0, 1e-12);
    close(s.only("value"), WORTH * (1.0 - discount(30.0)) - 200e6 * discount(30.0), 1e-9);
}

#[test]
fn a_late_switch_to_leaving_keeps_the_cash_until_the_deadline() {
    // Until thirty days before it the owner refuses; from then on the fine is escaped, not the end.
    let owner = rule("us.time_to_deadline <= 30 days", "exit", "");
    let s = sample(STILL, &[ORDER, ENFORCED, FOR_GOOD, "policy.order.fine=$70M", &owner], 1);
    close(s.only("value"), WORTH * (1.0 - discount(90.0)), 1e-9);
    let refused = sample(STILL, &[ORDER, ENFORCED, FOR_GOOD, "policy.order.fine=$70M"], 1);
    close(refused.only("value"), WORTH * (1.0 - discount(90.0)) - 70e6 * discount(90.0), 1e-9);
    // Once enforced, one leaves at once: the cash of those who circumvent is given up.
    let owner = rule("us.state == banned and us.time_in_state >= 10 days", "exit", "");
    let s = sample(STILL, &[ORDER, ENFORCED, FOR_GOOD, &owner], 1);
    assert_eq!(s.only("us.final_state"), state::EXITED);
    assert_eq!(firings(STILL, &[ORDER, ENFORCED, FOR_GOOD, &owner]), [(0, 100.0)]);
}

#[test]
fn a_sale_without_an_order_is_one_by_choice() {
    // Opened on day 15 for 45 days, closed 10 later, at the bid: 0.8 of what the market is worth.
    let owner = rule("us.state == review and us.time_in_state >= 5 days", "sell", ", keep = \"0%\"");
    let text = STILL.to_owned() + &another("eu");
    let s = sample(&text, &[REVIEW, &owner, DEAL, BUYER], 1);
    assert_eq!((s.only("us.final_state"), s.only("eu.final_state")), (state::DIVESTED, state::OPEN));
    close(s.only("us.value"), WORTH * (1.0 - 0.2 * discount(70.0)), 1e-9);
    assert!(s.only("us.sale_days_left").is_nan());
    // With a perimeter the whole of it is sold.
    let both = owner.replace("keep", "perimeter = [\"us\", \"eu\"], keep");
    let s = sample(&text, &[REVIEW, &both, DEAL, BUYER], 1);
    close(s.only("eu.value"), WORTH * (1.0 - 0.2 * discount(70.0)), 1e-9);
}

#[test]
fn a_suit_over_a_block_without_an_order_is_brought_when_the_rule_says() {
    // Restricted on day 10, decided on day 20, filed on day 30, struck down on day 90.
    let court = "policy.court={ filing = \"10 days\", ruling_delay = \"60 days\", injunction = \"0%\", upheld = \"0%\", cost = \"$8M\" }";
    let owner = rule("us.state == banned and us.time_in_state >= 10 days", "litigate", "");
    let s = sample(STILL, &[BAN, FOR_GOOD, court, &owner], 1);
    assert_eq!((s.only("us.final_state"), s.only("us.days_without_access")), (state::OPEN, 80.0));
    close(s.only("bridge.costs"), -8e6 * discount(30.0), 1e-12);
}

#[test]
fn what_a_rule_starts_fails_like_any_answer_and_what_comes_then_starts() {
    let owner = rule("us.time_to_deadline <= 80 days", "restructure", ", then = \"exit\"");
    let refused = "structure={ delay = \"20 days\", host_acceptance = \"0%\" }";
    let s = sample(STILL, &[ORDER, ENFORCED, &owner, refused], 1);
    assert_eq!((s.only("us.final_state"), s.only("us.bans")), (state::EXITED, 0.0));
}

#[test]
fn nothing_is_begun_anew_and_nothing_that_cannot_begin() {
    // The owner sells and sues already; a structure cannot be proposed once the order is enforced.
    let owner = |when: &str, start: &str| {
        format!(
            "strategies.s={{ on_order = [\"sell\", \"litigate\"], rules = [{{ when = \"{when}\", start = {start} }}] }}"
        )
    };
    let court = "policy.court.ruling_delay=900 days";
    for (when, start) in [
        ("us.time_in_state > 5 days and us.state == ordered", "[\"sell\", \"litigate\"]"),
        ("us.orders == 1 and us.bans == 1", "\"restructure\""),
    ] {
        assert_eq!(firings(STILL, &[ORDER, ENFORCED, FOR_GOOD, court, DEAL, BUYER, &owner(when, start)]), [], "{when}");
    }
    // A market that a court has given back without an order can be sold, and is not left.
    let stay = "events.i={ on = 2021-01-31, market = \"us\", kind = \"injunction\" }";
    let stayed =
        |start: &str| firings(STILL, &[BAN, stay, FOR_GOOD, DEAL, BUYER, &rule("us.state == stayed", start, "")]);
    assert_eq!(stayed("exit"), []);
    assert_eq!(stayed("sell"), [(0, 30.0)]);
    // One deal at a time: the other is on the table until day 55.
    let text = STILL.to_owned() + &another("eu");
    let other = "events.p={ on = 2021-01-01, market = \"eu\", kind = \"forced-sale\", deadline = \"200 days\" }";
    let owner = rule("us.state == review", "sell", ", on_order = \"sell\", keep = \"0%\"");
    let long = "policy.review.length=200 days";
    assert_eq!(firings(&text, &[other, REVIEW, long, DEAL, BUYER, &owner]), [(0, 55.0)]);
}
