//! `check` as people run it, and what `run` tells of the same.

use crate::common::BASE;
use crate::study::{Desk, unwrapped};

const LIFT: &str = "[events.l]\non = 2021-06-01\nmarket = 'us'\nkind = 'lift'\nlabel = 'The lift'\n";

#[test]
fn what_cannot_happen_is_told_by_check_and_run_and_what_may_happen_is_not() {
    let desk = Desk::new(&format!("{BASE}{LIFT}"));
    let part = "“The lift” (2021-06-01) cannot happen: no order, restriction or ban can be in force by then";
    let checked = unwrapped(&desk.run(&["check", "s.toml"]));
    assert!(checked.contains(&format!("What cannot happen: {part}")), "{checked}");
    let ran = unwrapped(&desk.run(&["run", "s.toml", "-n", "20"]));
    assert!(ran.contains(part) && !ran.contains("had no effect"), "{ran}");
    desk.write("t.toml", &format!("{BASE}{LIFT}[policy.ban]\nrate = '0.01 per year'\n"));
    assert!(!desk.run(&["check", "t.toml"]).contains("cannot happen:"));
    let ran = unwrapped(&desk.run(&["run", "t.toml", "-n", "20"]));
    assert!(!ran.contains("cannot happen") && ran.contains("had no effect"), "{ran}");
}

#[test]
fn the_audit_is_silenced_with_a_reason_and_the_digest_stays() {
    let court = "[policy.court]\nupheld = '30%'\n";
    let desk = Desk::new(&format!("{BASE}{court}"));
    desk.write("t.toml", &format!("{BASE}{court}[audit.allow]\ninput-without-effect = 'kept for later'\n"));
    let digest = |text: &str| text.split_once("digest ").unwrap().1.split(' ').next().unwrap().to_owned();
    let (loud, silent) = (desk.run(&["check", "s.toml"]), desk.run(&["check", "t.toml"]));
    assert!(loud.contains("input-without-effect: policy.court.upheld"), "{loud}");
    assert!(silent.contains("silenced: input-without-effect: kept for later"), "{silent}");
    assert_eq!(digest(&loud), digest(&silent));
    desk.refused(&["check", "s.toml", "--set", "audit.allow.no-such-rule=x"], &["no rule `no-such-rule`"]);
}

#[test]
fn a_bear_and_a_bull_are_audited_together() {
    let desk = Desk::new(&format!("title = 'Bear case'\n{BASE}{LIFT}"));
    desk.write("t.toml", &format!("title = 'Bull case'\n{BASE}"));
    let told = unwrapped(&desk.run(&["check", "s.toml", "t.toml"]));
    assert!(told.contains("bear-shares-bull: “Bear case” and “Bull case”"), "{told}");
    assert!(!desk.run(&["check", "s.toml"]).contains("bear-shares-bull"));
}

#[test]
fn every_input_is_printed_where_it_is_asked_for() {
    let desk = Desk::new(BASE);
    let page = desk.run(&["check", "s.toml"]);
    for flag in ["--inputs", "-v"] {
        let list = desk.run(&["check", "s.toml", flag]);
        assert!(list.contains("[markets.us]") && list.contains("Cannot act in this case:"), "{list}");
        assert!(!page.contains("[markets.us]"), "{page}");
    }
}
