//! What happened before the start, against known answers (model, section 3).

use std::f64::consts::LN_2;

use marketgate::model::{Notice, foresee_warnings};

use crate::sample::{CASH, STILL, Sample, YEAR, another, close, event, mean, sample, share, state, with};

const FOR_GOOD: &str = "policy.ban.permanent=100%";

/// A ban 100 days before the start.
const BAN: &str = "events.b={ on = 2020-09-23, market = \"us\", kind = \"ban\" }";
const ELAPSED: f64 = 100.0;

fn past(settings: &[&str], count: u64) -> Sample {
    sample(STILL, settings, count)
}

// ---- blocks --------------------------------------------------------------------------------------

#[test]
fn stocks_are_aged_to_the_start() {
    let settings = [BAN, "policy.ban.permanent=100%", "response.circumvention=20%", "response.circumvention_decay=1.3"];
    let s = past(&settings, 1);
    close(s.only("us.retention"), 0.2 * (-1.3 * (2.0 + ELAPSED / YEAR)).exp(), 1e-12);
    assert_eq!(s.only("us.days_without_access"), 2.0 * YEAR);
    assert_eq!(s.only("us.bans"), 0.0);
    let restriction = "events.b={ on = 2020-09-23, market = \"us\", kind = \"restriction\" }";
    let s = past(&[restriction, "policy.ban.permanent=100%", "response.restricted_wear=2"], 1);
    close(s.only("us.retention"), (-0.8 * (2.0 + ELAPSED / YEAR)).exp(), 1e-12);
}

#[test]
fn those_who_paused_before_the_start_have_been_coming_back() {
    let restriction = event("b", "2020-09-23", "us", "\"restriction\"");
    let pause = ["response.removal_pause=20%", "response.return_time=50 days", "response.restricted_wear=0"];
    // Noise begins with the simulation.
    let volatility = ["markets.us.volatility=30%", "record=[\"30 days\"]"];
    let s = past(&[&pause[..], &volatility, &[&restriction, FOR_GOOD]].concat(), 20);
    let away = |days: f64| 0.2 * (-days / 50.0).exp();
    for (sunk, worth) in s.column("sunk").into_iter().zip(s.column("baseline_value")) {
        close(sunk, worth * away(ELAPSED), 1e-9);
    }
    let s = past(&[&pause[..], &volatility[1..], &[&restriction, FOR_GOOD]].concat(), 1);
    close(s.only("us.retention.30d"), 1.0 - away(ELAPSED + 30.0), 1e-12);
}

#[test]
fn what_was_lost_before_the_start_is_sunk() {
    let worth = CASH / 0.1;
    let s = past(&[BAN, "policy.ban.permanent=100%"], 1);
    close(s.only("sunk"), worth, 1e-12);
    close(s.only("baseline_value"), worth, 1e-12);
    assert_eq!(s.only("value"), 0.0);
    let restriction = "events.b={ on = 2020-09-23, market = \"us\", kind = \"restriction\" }";
    let s = past(&[restriction, "policy.ban.permanent=100%"], 1);
    close(s.only("sunk"), worth * (1.0 - (-0.4 * ELAPSED / YEAR).exp()), 1e-12);
    // Value runs from there to its end.
    close(f64::from(s.fans[0][s.layout.value_fan(0)]), s.only("baseline_value") - s.only("sunk"), 1e-6);
    close(f64::from(s.fans[0][s.layout.value_fan(s.layout.fan_days.len() - 1)]), s.only("value"), 1e-6);
}

#[test]
fn a_block_that_still_stands_is_lifted_by_the_conditional_law() {
    let law = |day: f64| (-(day / 200.0_f64).powf(0.8)).exp();
    let settings = [BAN, "policy.ban.permanent=30%", "policy.ban.after=weibull(0.8, 200 days)"];
    let s = past(&settings, 6000);
    for day in [50.0, 300.0, 2.0 * YEAR - 1e-6] {
        let banned = s.column("us.days_without_access").iter().filter(|days| **days > day).count();
        let still = (0.3 + 0.7 * law(ELAPSED + day)) / (0.3 + 0.7 * law(ELAPSED));
        share(banned, 6000, still, "still banned");
    }
}

#[test]
fn users_come_back_by_the_whole_length_of_the_block() {
    // Lifted on day 20, after 120 days: of those captured e^{−120/habit} come back, and all the dormant; a year
    // and more later nobody is dormant any more.
    let settings = [
        BAN,
        "events.l={ on = 2021-01-21, market = \"us\", kind = \"lift\" }",
        "policy.ban.permanent=100%",
        "response.capture=2",
        "response.habit=60 days",
        "response.reseed=0%",
    ];
    let s = past(&settings, 1);
    let waiting = (-2.0_f64 * 120.0 / YEAR).exp();
    close(s.only("us.retention"), waiting + (1.0 - waiting) * (-2.0_f64).exp(), 1e-9);
    assert_eq!(s.only("us.days_without_access"), 20.0);
}

#[test]
fn a_past_measure_excites_with_its_true_age() {
    let text = STILL.to_owned() + &another("eu");
    let b = LN_2 * YEAR / 180.0;
    for (kind, weight) in [("ban", 1.0), ("review", 0.25), ("forced-sale", 0.5), ("restriction", 0.5)] {
        let event = BAN.replace("\"ban\"", &format!("\"{kind}\""));
        let settings =
            ["markets.us.links.eu=0.8", "markets.eu.policy.ban.jump=2 per year", "policy.ban.permanent=100%"];
        let rest = ["policy.order.enforcement=0%", "policy.order.deadline=1000 days", "policy.review.length=200 days"];
        let s = sample(&text, &[&settings[..], &rest, &[&event]].concat(), 3000);
        let felt = (-b * ELAPSED / YEAR).exp() * (1.0 - (-2.0 * b).exp()) / b;
        s.share("eu.bans", 0.0, (-2.0 * 0.8 * weight * felt).exp());
    }
}

#[test]
fn a_market_lifted_before_the_start_is_open() {
    let lift = "events.l={ on = 2020-12-01, market = \"us\", kind = \"lift\" }";
    let s = past(&[BAN, lift, "policy.ban.permanent=100%"], 1);
    assert_eq!(s.only("us.final_state"), state::OPEN);
    assert_eq!(s.only("sunk"), 0.0);
    close(s.only("value"), s.only("baseline_value"), 1e-12);
}

#[test]
fn an_exit_before_the_start_is_final() {
    let s = past(&["events.x={ on = 2020-09-23, market = \"us\", kind = \"exit\" }"], 1);
    assert_eq!(s.only("us.final_state"), state::EXITED);
    close(s.only("sunk"), CASH / 0.1, 1e-12);
}

// ---- reviews, orders, courts ---------------------------------------------------------------------

const ORDER: &str = "events.o={ on = 2020-12-02, market = \"us\", kind = \"forced-sale\", deadline = \"90 days\" }";
const ENFORCED: &[&str] = &["policy.order.enforcement=100%", "policy.ban.permanent=100%"];

#[test]
fn an_order_before_the_start_keeps_its_deadline() {
    let s = past(&[&[ORDER], ENFORCED].concat(), 1);
    assert_eq!(s.only("us.first_ban_day"), 60.0);
    // Drawn given that it had not passed: uniform on 30 to 130 days after the start.
    let drawn = [&ORDER.replace(", deadline = \"90 days\"", ""), "policy.order.deadline=uniform(0 days, 160 days)"];
    let s = past(&[&drawn[..], ENFORCED].concat(), 4000);
    mean(&s.column("us.first_ban_day"), 65.0, "deadline");
    share(s.column("us.first_ban_day").iter().filter(|day| **day < 26.0).count(), 4000, 0.2, "first fifth");
}

#[test]
fn an_extension_before_the_start_moves_the_deadline() {
    let extended = event("x", "2020-12-22", "us", "\"extension\", deadline = 2021-06-01");
    let s = past(&[&[ORDER, &extended], ENFORCED].concat(), 1);
    assert_eq!(s.only("us.first_ban_day"), 151.0);
    assert_eq!(s.skipped, [0, 0]);
    // It is one of those that the law allows.
    for (most, day) in [(1, 151.0), (2, 161.0)] {
        let law = format!("policy.order.extension={{ probability = \"100%\", max = {most}, length = \"10 days\" }}");
        assert_eq!(past(&[&[ORDER, &extended, &law], ENFORCED].concat(), 1).only("us.first_ban_day"), day);
    }
    // Of an announced ban likewise; where nothing was ordered it does nothing.
    let ban = event("o", "2020-12-02", "us", "\"ban\", notice = \"90 days\"");
    assert_eq!(past(&[&ban, &extended, FOR_GOOD], 1).only("us.first_ban_day"), 151.0);
    let s = past(&[&extended], 1);
    assert_eq!((s.only("us.final_state"), s.skipped), (state::OPEN, vec![1]));
}

#[test]
fn the_owner_answers_an_earlier_order_from_the_start_on() {
    let deal = [
        "strategies.s.on_order=[\"sell\"]",
        "deal={ process = \"40 days\", host_delay = \"10 days\", bargaining_power = \"100%\" }",
        "deal.bidders.b={ interest = \"100%\", multiple = 0.8, host_approval = \"100%\", delay = \"5 days\" }",
    ];
    let s = past(&[&[ORDER], ENFORCED, &deal].concat(), 1);
    assert_eq!(s.only("us.final_state"), state::DIVESTED);
    let late = crate::sample::discount(50.0);
    close(s.only("value"), CASH / 0.1 * (1.0 - late + 0.8 * late), 1e-9);
}

#[test]
fn a_review_before_the_start_ends_when_it_was_to_end() {
    let review = "events.r={ on = 2020-12-02, market = \"us\", kind = \"review\" }";
    let ban = ["policy.review.ban=100%", "policy.review.cleared=0%", "policy.ban.permanent=100%"];
    let s = past(&[&ban[..], &[&review.replace(" }", ", length = \"70 days\" }")]].concat(), 1);
    assert_eq!(s.only("us.first_ban_day"), 40.0);
    let s = past(&[&ban[..], &[review, "policy.review.length=uniform(10 days, 110 days)"]].concat(), 4000);
    mean(&s.column("us.first_ban_day"), 40.0, "end of the review");
}

#[test]
fn a_measure_stayed_before_the_start_waits_for_its_ruling() {
    // An order of day −30 with 90 days, stayed on day −10 with 70 left; the ruling is drawn given that it has not
    // come in the 10 days since: uniform on 0 to 90. Where it upholds, the 70 days begin then.
    let stay = "events.i={ on = 2020-12-22, market = \"us\", kind = \"injunction\" }";
    let court = ["policy.court.ruling_delay=uniform(0 days, 100 days)", "policy.court.upheld=60%"];
    let s = past(&[&[ORDER, stay], ENFORCED, &court].concat(), 4000);
    s.share("us.final_state", state::BANNED, 0.6);
    s.share("us.final_state", state::OPEN, 0.4);
    let days: Vec<f64> = s.column("us.first_ban_day").into_iter().filter(|day| !day.is_nan()).collect();
    mean(&days, 45.0 + 70.0, "enforcement");
    // A second stay adds nothing to the first.
    let again = stay.replace("events.i", "events.k").replace("2020-12-22", "2020-12-27");
    let s = past(
        &[&[ORDER, stay, &again], ENFORCED, &["policy.court.ruling_delay=30 days", "policy.court.upheld=100%"]]
            .concat(),
        1,
    );
    assert_eq!(s.only("us.first_ban_day"), 20.0 + 70.0);
}

#[test]
fn a_measure_struck_down_before_the_start_is_gone_and_one_upheld_stands() {
    let ruling = |upheld: &str| {
        format!("events.j={{ on = 2020-12-22, market = \"us\", kind = \"ruling\", upheld = \"{upheld}\" }}")
    };
    let s = past(&[&[ORDER, &ruling("0%")], ENFORCED].concat(), 20);
    s.share("us.final_state", state::OPEN, 1.0);
    let s = past(&[&[ORDER, &ruling("100%")], ENFORCED].concat(), 20);
    s.share("us.first_ban_day", 60.0, 1.0);
    // A stay from day −20 to −10 put the deadline off by as much. The suit is lost: the owner leaves in time.
    let stay = "events.i={ on = 2020-12-12, market = \"us\", kind = \"injunction\" }";
    let leave = ["strategies.s={ on_order = [\"litigate\"], then = [\"exit\"] }"];
    let s = past(&[&[ORDER, stay, &ruling("100%")], ENFORCED, &leave].concat(), 20);
    s.share("us.final_state", state::EXITED, 1.0);
    assert_eq!(s.only("us.days_without_access"), 2.0 * YEAR - 70.0);
    // A fortnight is left at least.
    let short = ORDER.replace("90 days", "22 days");
    let s = past(&[&[&short, stay, &ruling("100%")], ENFORCED].concat(), 20);
    s.share("us.first_ban_day", 4.0, 1.0);
}

#[test]
fn a_regime_before_the_start_holds() {
    let regime = "events.g={ on = 2020-12-22, market = \"us\", kind = \"regime\", rates = 3, enforcement = 0.5 }";
    let s = past(&[regime, "policy.ban.rate=0.2", "policy.ban.permanent=100%"], 4000);
    s.share("us.final_state", state::OPEN, (-0.2_f64 * 3.0 * 2.0).exp());
    let s = past(&[&[ORDER, regime], ENFORCED].concat(), 4000);
    s.share("us.final_state", state::BANNED, 0.5);
}

#[test]
fn talks_and_export_control_before_the_start_go_on() {
    let text = STILL.to_owned() + &another("cn");
    let settings = [
        "company.home=cn",
        "events.t={ on = 2020-12-12, kind = \"acquisition-talks\", market = \"us\" }",
        "strategies.s.keep=0%",
        "deal={ process = \"40 days\", host_delay = \"10 days\", home_delay = \"10 days\", bargaining_power = \"100%\", attempts = 1 }",
        "deal.bidders.b={ interest = \"100%\", multiple = 0.8, host_approval = \"100%\", delay = \"5 days\" }",
        "deal.home_approval=100%",
        "deal.home_approval_controlled=0%",
    ];
    // Signed 40 days after the talks began, on day 20, and closed on day 30.
    let s = sample(&text, &settings, 1);
    assert_eq!(s.only("us.final_state"), state::DIVESTED);
    let late = crate::sample::discount(30.0);
    close(s.only("us.value"), CASH / 0.1 * (1.0 - late + 0.8 * late), 1e-9);
    // Under control until day 40, or only until day 19.
    let control =
        |length: &str| format!("events.c={{ on = 2020-12-12, kind = \"export-control\", length = \"{length} days\" }}");
    assert_eq!(sample(&text, &[&settings[..], &[&control("60")]].concat(), 1).only("us.final_state"), state::OPEN);
    assert_eq!(sample(&text, &[&settings[..], &[&control("39")]].concat(), 1).only("us.final_state"), state::DIVESTED);
}

#[test]
fn a_ban_stayed_before_the_start_comes_back_with_the_time_it_had_left() {
    // Banned on day −100, stayed on day −40 after 60 of 200 days; users return for 40 days by the start. The ruling
    // on day −40 + 60 upholds: 140 days of the ban are left.
    let settings = [
        BAN,
        "events.i={ on = 2020-11-22, market = \"us\", kind = \"injunction\" }",
        "policy.court.ruling_delay=60 days",
        "policy.court.upheld=100%",
        "policy.ban.permanent=0%",
        "policy.ban.after=200 days",
        "response.capture=2",
        "response.habit=1 day",
        "response.reseed=0%",
    ];
    let s = past(&settings, 1);
    assert_eq!(s.only("us.days_without_access"), 140.0);
    assert_eq!(s.only("us.bans"), 0.0);
    let waiting = (-2.0_f64 * 60.0 / YEAR).exp();
    let back = waiting * (1.0 - (-40.0_f64 / 14.0).exp());
    close(s.only("sunk"), CASH / 0.1 * (1.0 - back), 1e-12);
    // Nobody looks for a court when there is nothing to contest.
    let idle = past(&["events.i={ on = 2020-11-22, market = \"us\", kind = \"injunction\" }"], 3);
    assert_eq!(idle.skipped, [3]);
}

// ---- terms that are over ----------------------------------------------------------------------------

#[test]
fn what_has_lasted_as_long_as_it_can_ends_at_the_start_with_a_warning() {
    let before = |what: &str| event("p", "2020-11-01", "us", what);
    let (ban, review, sale) = (before("\"ban\""), before("\"review\""), before("\"forced-sale\""));
    let (length, deadline) =
        (before("\"review\", length = \"47 days\""), before("\"forced-sale\", deadline = \"47 days\""));
    let never = "policy.ban.permanent=0%";
    for settings in [
        [ban.as_str(), never, "policy.ban.after=47 days"],
        [&ban, never, "policy.ban.after=uniform(10 days, 61 days)"],
        [&ban, never, "policy.ban.after=choice(30%: 20 days, rest: 60 days)"],
        [&before("\"restriction\""), never, "policy.ban.after=47 days"],
        [&review, "policy.review.cleared=100%", "policy.review.length=47 days"],
        [&length, "policy.review.cleared=100%", "policy.review.length=470 days"],
        [&sale, "policy.order.enforcement=0%", "policy.order.deadline=47 days"],
        [&deadline, "policy.order.enforcement=0%", "policy.order.deadline=470 days"],
    ] {
        let s = sample(STILL, &settings, 3);
        assert_eq!((s.only("us.final_state"), s.only("us.days_without_access")), (state::OPEN, 0.0), "{settings:?}");
        assert_eq!(s.noticed(Notice::OutlastedTerm), 3, "{settings:?}");
        // `check` says so too.
        assert!(foresee_warnings(&s.scenario).join("\n").contains("as long as any term"), "{settings:?}");
    }
    // What may still stand has no warning, however unlikely it is.
    for (settings, ending) in [
        ([ban.as_str(), FOR_GOOD, "policy.ban.after=47 days"], state::BANNED),
        ([&ban, "policy.ban.permanent=10%", "policy.ban.after=47 days"], state::BANNED),
        ([&ban, never, "policy.ban.after=weibull(1, 1 day)"], state::OPEN),
        ([&ban, never, "policy.ban.after=uniform(10 days, 62 days)"], state::OPEN),
        ([&review, "policy.review.cleared=100%", "policy.review.length=62 days"], state::OPEN),
    ] {
        let s = sample(STILL, &settings, 3);
        s.share("us.final_state", ending, 1.0);
        assert_eq!(s.noticed(Notice::OutlastedTerm), 0, "{settings:?}");
        assert!(foresee_warnings(&s.scenario).is_empty(), "{settings:?}");
    }
}

#[test]
fn a_restriction_that_became_a_ban_is_one_block_before_the_start_as_after_it() {
    // 40 days of restriction, 30 of ban, lifted: before the start as far as it goes, and the same 100 days later.
    let history = |days: [&str; 3]| {
        let [restriction, ban, lift] = days;
        let settings = [
            event("r", restriction, "us", "\"restriction\""),
            event("b", ban, "us", "\"ban\""),
            event("l", lift, "us", "\"lift\""),
            "response.restricted_wear=3".into(),
            "response.circumvention=20%".into(),
            "response.habit=80 days".into(),
            "response.win_back=0".into(),
            FOR_GOOD.into(),
        ];
        let settings: Vec<&str> = settings.iter().map(String::as_str).collect();
        let s = sample(STILL, &with(&settings, &["horizon=4 years", "step=1 day"]), 1);
        (s.only("us.retention"), s.only("us.cohort") * (0.4 * 4.0_f64).exp())
    };
    let (before, after) =
        (history(["2020-12-02", "2021-01-11", "2021-02-10"]), history(["2021-03-02", "2021-04-11", "2021-05-11"]));
    close(before.0, after.0, 2e-3);
    // Both before the start: restricted for as long, and banned on the last day before it.
    let (split, whole) = (history(["2020-11-21", "2020-12-31", "2021-01-30"]), after);
    close(split.0, whole.0, 2e-3);
}
