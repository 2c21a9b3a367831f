//! What cannot happen, and what only may not.

use super::*;

const BASE: &str = "start = 2021-01-01\nhorizon = '3 years'\n[company]\ndiscount_rate = '12%'\n[markets.us]\nname = 'United States'\n\
                    users = '100M'\nceiling = '200M'\ngrowth = '5% to 15%'\nchurn = 0.3\narpu = '$4 to $9'\nmargin = '10% to 20%'\n";
const SELLER: &str =
    "[strategies.s]\non_order = ['sell']\n[deal.bidders.x]\ninterest = '50%'\nmultiple = 1\nhost_approval = '50%'\n";

fn find(more: &str) -> Vec<Impossibility> {
    find_impossibilities(&Scenario::parse("t.toml", &format!("{BASE}{more}"), &[]).unwrap_or_else(|e| panic!("{e}")))
}

fn event(kind: &str, on: &str, more: &str) -> String {
    format!("[events.e-{on}-{kind}]\non = {on}\nmarket = 'us'\nkind = '{kind}'\nlabel = 'It happens.'\n{more}")
}

#[track_caller]
fn tells(more: &str, part: &str) {
    let found = find(more);
    assert!(found.len() == 1 && found[0].text.contains(part), "{part}: {found:?}");
}

#[track_caller]
fn is_silent(more: &str) {
    assert_eq!(find(more), [], "{more}");
}

#[test]
fn an_event_that_never_fits_is_told_and_one_that_may_fit_is_not() {
    for kind in ["lift", "settlement", "injunction", "ruling"] {
        let it = event(kind, "2022-01-01", "");
        tells(&it, "“It happens” (2022-01-01) cannot happen");
        is_silent(&format!("{it}[policy.ban]\nrate = '0.01 per year'\n"));
        is_silent(&format!("{it}{}", event("forced-sale", "2021-06-01", "probability = '5%'\n")));
        is_silent(&format!("{it}{}", event("ban", "2020-06-01", "")));
    }
    let extension = event("extension", "2022-01-01", "deadline = '90 days'\n");
    tells(&extension, "no order can be in force by then (United States)");
    is_silent(&format!("{extension}{}", event("forced-sale", "2021-06-01", "")));
    // A review that orders nothing brings nothing before a court.
    let review = event("review", "2021-02-01", "");
    tells(&format!("{review}{}", event("lift", "2022-01-01", "")), "cannot happen");
    is_silent(&format!("{review}{}[policy.review]\nban = '10%'\n", event("lift", "2022-01-01", "")));
}

#[test]
fn nothing_happens_in_a_market_that_was_left_for_certain() {
    let exit = |more: &str| event("exit", "2021-06-01", more);
    for kind in ["review", "ban", "forced-sale", "regime", "restriction"] {
        let later = event(kind, "2022-01-01", "");
        tells(&format!("{}{later}", exit("")), "the owner has left the market (United States) by then");
        is_silent(&format!("{}{later}", exit("probability = '50%'\n")));
    }
    tells(&format!("{}{}", event("exit", "2020-06-01", ""), event("ban", "2022-01-01", "")), "has left the market");
}

#[test]
fn what_is_set_aside_or_late_is_not_told() {
    is_silent(&event("lift", "2022-01-01", "probability = '0%'\n"));
    is_silent(&event("lift", "2030-01-01", ""));
}

#[test]
fn a_deadline_before_the_start_is_told() {
    let order = |days: &str| event("forced-sale", "2020-06-01", &format!("deadline = '{days}'\n"));
    tells(&order("30 days"), "The deadline of “It happens” (2020-06-01) has passed before the start");
    is_silent(&order("400 days"));
    is_silent(&order("30 to 400 days"));
    is_silent(&format!("{}{}", order("30 days"), event("lift", "2020-07-01", "")));
    tells(&event("review", "2020-06-01", "length = '30 days'\n"), "The end of “It happens”");
}

#[test]
fn export_control_without_a_home_is_told() {
    let control = event("export-control", "2021-06-01", "");
    tells(&control, "without a home market nobody at home approves a sale");
    let home = BASE.replace("[company]\n", "[company]\nhome = 'us'\n") + &control;
    let scenario = Scenario::parse("t.toml", &home, &[]).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(find_impossibilities(&scenario), []);
}

#[test]
fn a_perimeter_without_value_is_told() {
    let order = event("forced-sale", "2021-06-01", "");
    let loss = format!("{BASE}{order}{SELLER}").replace("'10% to 20%'", "'-20% to -10%'");
    let found = find_impossibilities(&Scenario::parse("t.toml", &loss, &[]).unwrap());
    assert!(found.len() == 1 && found[0].text.contains("(United States) has no positive value"), "{found:?}");
    is_silent(&format!("{order}{SELLER}"));
    // It loses money today, and will earn some day.
    let later = loss.replace("[events", "margin_long_run = '20%'\n[events");
    assert_eq!(find_impossibilities(&Scenario::parse("t.toml", &later, &[]).unwrap()), []);
}

#[test]
fn a_seller_whose_bidders_never_come_is_told() {
    tells(&SELLER.replace("'50%'\nmultiple", "'0%'\nmultiple"), "no bidder ever turns up");
    is_silent(SELLER);
}
