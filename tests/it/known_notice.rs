//! Bans and restrictions that are announced before they take force, against known answers (model, section 5).

use crate::sample::{STILL, Sample, YEAR, event, sample, state, with};

const FOR_GOOD: &str = "policy.ban.permanent=100%";
const SUES: &str = "strategies.s={ on_order = [\"litigate\"] }";

/// A ban announced on a date, with so many days of notice.
fn announced(kind: &str, on: &str, notice: u32) -> String {
    event("b", on, "us", &format!("\"{kind}\", notice = \"{notice} days\""))
}

fn run(event: &str, settings: &[&str]) -> Sample {
    sample(STILL, &with(&[event, FOR_GOOD], settings), 1)
}

fn bits(s: &Sample) -> Vec<u64> {
    s.rows[0].iter().map(|x| x.to_bits()).collect()
}

#[test]
fn an_announced_ban_takes_force_when_its_notice_ends() {
    let s = run(&announced("ban", "2021-01-11", 45), &[]);
    assert_eq!((s.only("us.first_ban_day"), s.only("us.orders"), s.only("us.bans")), (55.0, 0.0, 1.0));
    // But for the threat, which costs nothing here, it is a ban that falls on that day.
    let direct = run(&event("b", "2021-02-25", "us", "\"ban\""), &[]);
    assert_eq!((s.only("value"), s.only("us.retention")), (direct.only("value"), direct.only("us.retention")));
    let out = run(&announced("restriction", "2021-01-11", 45), &[]);
    assert_eq!((out.only("us.final_state"), out.only("us.first_ban_day").is_nan()), (state::RESTRICTED, true));
    let direct = run(&event("b", "2021-02-25", "us", "\"restriction\""), &[]);
    assert_eq!(out.only("us.retention"), direct.only("us.retention"));
    // No notice is none.
    assert_eq!(
        bits(&run(&announced("ban", "2021-01-11", 0), &[])),
        bits(&run(&event("b", "2021-01-11", "us", "\"ban\""), &[]))
    );
}

#[test]
fn a_court_suspends_it_before_anyone_is_cut_off() {
    let ban = announced("ban", "2021-01-01", 45);
    let court = |upheld: &str| {
        format!(
            "policy.court={{ filing = \"10 days\", injunction = \"100%\", injunction_delay = \"20 days\", ruling_delay = \"100 days\", \
             upheld = \"{upheld}\" }}"
        )
    };
    let struck_down = run(&ban, &[SUES, &court("0%")]);
    assert_eq!((struck_down.only("us.final_state"), struck_down.only("us.days_without_access")), (state::OPEN, 0.0));
    assert_eq!(struck_down.only("value"), struck_down.only("baseline_value"));
    // Suspended on day 30 with fifteen days left, upheld on day 110.
    let upheld = run(&ban, &[SUES, &court("100%")]);
    assert_eq!(upheld.only("us.first_ban_day"), 125.0);
    // An owner that does not sue is banned on day 45.
    assert_eq!(run(&ban, &["strategies.s={}", &court("0%")]).only("us.first_ban_day"), 45.0);
    // A stay pinned to a date before it is in force is none that comes too late.
    let stay = event("i", "2021-02-01", "us", "\"injunction\"");
    let stayed = run(&ban, &[&stay, "policy.court={ ruling_delay = \"10 years\" }"]);
    assert_eq!((stayed.only("us.final_state"), stayed.skipped.clone()), (state::STAYED, vec![0, 0]));
}

#[test]
fn the_owner_answers_an_announcement_as_an_order() {
    let ban = announced("ban", "2021-01-01", 45);
    let left = run(&ban, &["strategies.s={ on_order = [\"exit\"] }"]);
    assert_eq!((left.only("us.final_state"), left.only("us.first_ban_day").is_nan()), (state::EXITED, true));
    assert_eq!(left.only("us.days_without_access"), run(&ban, &[]).only("us.days_without_access"));
    let buyer = "deal={ process = \"20 days\", host_delay = \"10 days\", bidders = { b = { interest = \"100%\", multiple = 0.8, \
                 host_approval = \"100%\", delay = \"5 days\" } } }";
    let sold = run(&ban, &["strategies.s={ on_order = [\"sell\"] }", buyer]);
    assert_eq!((sold.only("us.final_state"), sold.only("us.sale_days_left")), (state::DIVESTED, 25.0));
    // Revoked at a rate of 5 a year before it takes force.
    let revoked = sample(STILL, &[&ban, FOR_GOOD, "policy.order.revocation=5 per year"], 6000);
    revoked.share("us.final_state", state::BANNED, (-5.0 * 45.0 / YEAR).exp());
}

#[test]
fn what_was_announced_before_the_start_goes_on() {
    // In force on day 15, and on the twentieth day before the start.
    assert_eq!(run(&announced("ban", "2020-12-02", 45), &[]).only("us.first_ban_day"), 15.0);
    let in_force = run(&announced("ban", "2020-11-12", 30), &[]);
    let direct = run(&event("b", "2020-12-12", "us", "\"ban\""), &[]);
    for figure in ["value", "us.retention", "us.cohort", "us.final_state"] {
        assert_eq!(in_force.only(figure), direct.only(figure), "{figure}");
    }
    // Stayed before it could take force: it never has been, and is suspended still.
    let stay = event("i", "2020-12-01", "us", "\"injunction\"");
    let stayed = run(&announced("ban", "2020-11-12", 30), &[&stay, "policy.court={ ruling_delay = \"10 years\" }"]);
    assert_eq!((stayed.only("us.final_state"), stayed.only("us.days_without_access")), (state::STAYED, 0.0));
    assert_eq!(stayed.only("us.retention"), 1.0);
    // Struck down before the start.
    let ruling = event("r", "2020-12-20", "us", "\"ruling\", upheld = \"0%\"");
    assert_eq!(run(&announced("ban", "2020-11-12", 30), &[&stay, &ruling]).only("us.final_state"), state::OPEN);
}

#[test]
fn bans_that_come_of_themselves_and_by_reviews_have_the_notice_of_the_policy() {
    let hazard = ["policy.ban.rate=0.5 per year", FOR_GOOD];
    let at_once = sample(STILL, &hazard, 400);
    let noticed = sample(STILL, &with(&hazard, &["policy.ban.notice=30 days"]), 400);
    for (now, later) in at_once.column("us.first_ban_day").iter().zip(noticed.column("us.first_ban_day")) {
        let later_still = now + 30.0;
        assert!(
            (later_still - later).abs() < 1e-9 || (later.is_nan() && (now.is_nan() || later_still > 730.0)),
            "{now} {later}"
        );
    }
    let review = event("r", "2021-01-01", "us", "\"review\", length = \"30 days\"");
    let outcome = |outcome: &str| format!("policy.review={{ {outcome} = \"100%\" }}");
    let s = run(&review, &[&outcome("ban"), "policy.ban.notice=30 days"]);
    assert_eq!(s.only("us.first_ban_day"), 60.0);
    let s = run(&review, &[&outcome("restriction"), "policy.ban.notice=30 days"]);
    assert_eq!((s.only("us.final_state"), s.only("us.restrictions")), (state::RESTRICTED, 1.0));
}

#[test]
fn where_the_app_is_out_of_stores_a_ban_falls_on_the_day_it_is_announced() {
    let out = event("a", "2021-01-01", "us", "\"restriction\"");
    let s = run(&announced("ban", "2021-01-21", 45), &[&out]);
    assert_eq!(s.only("us.first_ban_day"), 20.0);
    let out = event("a", "2020-11-02", "us", "\"restriction\"");
    let s = run(&announced("ban", "2020-11-22", 45), &[&out]);
    let direct = run(&event("b", "2020-11-22", "us", "\"ban\""), &[&out]);
    assert_eq!(bits(&s)[..20], bits(&direct)[..20]);
}
