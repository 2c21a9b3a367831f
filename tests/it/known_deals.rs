//! Deals against known answers: prices, approvals, what ends them, who gets what (model, section 6).

use marketgate::model::Notice;

use crate::sample::{CASH, STILL, Sample, YEAR, another, close, discount, integral, mean, sample, share, state};
use crate::study::{Desk, unwrapped};

/// An order on day 0 with 90 days, surely enforced, for good; the owner sells in 45 days and expects nothing without a sale.
const SALE: &[&str] = &[
    "events.o={ on = 2021-01-01, market = \"us\", kind = \"forced-sale\", deadline = \"90 days\" }",
    "strategies.s.on_order=[\"sell\"]",
    "policy.order.enforcement=100%",
    "policy.ban.permanent=100%",
    "deal.process=45 days",
    "deal.host_delay=10 days",
];

fn bidder(key: &str, multiple: &str) -> String {
    format!(
        "deal.bidders.{key}={{ interest = \"100%\", multiple = \"{multiple}\", host_approval = \"100%\", delay = \"10 days\" }}"
    )
}

fn sale(bidders: &[String], settings: &[&str], count: u64) -> Sample {
    let bidders: Vec<&str> = bidders.iter().map(String::as_str).collect();
    sample(STILL, &[SALE, &bidders, settings].concat(), count)
}

/// Price over standalone value, for the histories with a sale.
fn ratios(s: &Sample) -> Vec<f64> {
    s.column("us.sale_discount").into_iter().filter(|d| !d.is_nan()).map(|d| 1.0 - d).collect()
}

// ---- the normal law ------------------------------------------------------------------------------

fn density(z: f64) -> f64 {
    (-0.5 * z * z).exp() / (2.0 * std::f64::consts::PI).sqrt()
}

/// Φ(z), by quadrature.
fn phi(z: f64) -> f64 {
    if z < -9.0 { 0.0 } else { integral(-9.0, z, 200, density) }
}

/// ln x is normal with these.
const MU: f64 = -0.2;
const SIGMA: f64 = 0.35;
const MULTIPLE: &str = "lognormal(-0.2, 0.35)";

// ---- price ---------------------------------------------------------------------------------------

#[test]
fn bidders_pay_the_second_price() {
    // d = 0, β = 0, x i.i.d.: E price/S = E of the second of four = ∫ x 4·3 F² (1 − F) f dx.
    let bidders = ["a", "b", "c", "d"].map(|key| bidder(key, MULTIPLE));
    let s = sale(&bidders, &["deal.bidder_correlation=0%", "deal.bargaining_power=0%"], 6000);
    s.share("us.final_state", state::DIVESTED, 1.0);
    let second = integral(-8.0, 8.0, 800, |z| {
        let below = phi(z);
        (MU + SIGMA * z).exp() * 12.0 * below * below * (1.0 - below) * density(z)
    });
    mean(&ratios(&s), second, "second price");
}

#[test]
fn the_owner_signs_nothing_below_his_least() {
    // Two bidders, d = 0.8, β = 0.3: price = o + β (b1 − o), o = max(b2, d); no sale if both are below d.
    let settings = ["strategies.s.reserve=80%", "deal.bidder_correlation=0%", "deal.bargaining_power=30%"];
    let s = sale(&[bidder("a", MULTIPLE), bidder("b", MULTIPLE)], &settings, 8000);
    let cut = (0.8_f64.ln() - MU) / SIGMA;
    s.share("us.final_state", state::DIVESTED, 1.0 - phi(cut).powi(2));
    s.share("us.final_state", state::BANNED, phi(cut).powi(2));
    let bid = |z: f64| (MU + SIGMA * z).exp();
    // The best bid is at z, the other below it: mean of the price over the other.
    let price = integral(cut, 8.0, 800, |z| {
        let other = 0.8 * phi(cut) + integral(cut, z, 100, |y| bid(y) * density(y));
        2.0 * density(z) * (0.7 * other + 0.3 * bid(z) * phi(z))
    });
    mean(&ratios(&s), price / (1.0 - phi(cut).powi(2)), "price");
}

#[test]
fn further_rounds_take_what_is_left_between_offer_and_valuation_while_a_rival_is_there() {
    let price = |bidders: &[String], rounds: &str| {
        let rounds = format!("deal.rounds={rounds}");
        1.0 - sale(bidders, &["deal.bargaining_power=30%", &rounds], 1).only("us.sale_discount")
    };
    let (two, one) = ([bidder("a", "0.9"), bidder("b", "0.7")], [bidder("a", "0.9")]);
    for (rounds, left) in [("1", 0.7), ("2", 0.49), ("3", 0.343)] {
        close(price(&two, rounds), 0.7 + 0.2 * (1.0 - left), 1e-12);
        close(price(&one, rounds), 0.3 * 0.9, 1e-12);
    }
}

// ---- a better offer after the signing ------------------------------------------------------------

/// Signed with `a`, who would pay 0.8, on day 45 at half of that; `b` turns up on day 60, before the host has decided on day 65.
fn topped(late: &str, settings: &[&str], count: u64) -> Sample {
    let b = bidder("b", late).replace("10 days", "60 days");
    let more = ["deal.host_delay=20 days", "deal.bargaining_power=50%", "deal.bidder_correlation=0%"];
    sale(&[bidder("a", "0.8"), b], &[&more[..], settings].concat(), count)
}

#[test]
fn a_late_bidder_tops_a_signed_deal_where_it_may() {
    let fee = "deal.break_up_fee=5%";
    for (late, settings, ratio, signed, closed) in [
        // Nobody may top it.
        ("1", &[fee][..], 0.4, 45.0, 65.0),
        // 0.98 after the fee against 0.8: half of the difference above the first buyer's valuation; approvals begin anew.
        ("1", &["deal.topping=100%", fee][..], 0.8 + 0.5 * (0.98 - 0.8), 60.0, 80.0),
        ("1", &["deal.topping=100%"][..], 0.9, 60.0, 80.0),
        ("1", &["deal.topping=100%", fee, "deal.rounds=2"][..], 0.8 + 0.75 * (0.98 - 0.8), 60.0, 80.0),
        // The first buyer matches 0.58, and its approvals go on.
        ("0.6", &["deal.topping=100%", fee][..], 0.58, 45.0, 65.0),
        // 0.39 after the fee is less than what is signed.
        ("0.41", &["deal.topping=100%", fee][..], 0.4, 45.0, 65.0),
    ] {
        let s = topped(late, settings, 1);
        close(1.0 - s.only("us.sale_discount"), ratio, 1e-12);
        assert_eq!([s.only("us.sale_day"), s.only("us.sale_closing_day")], [signed, closed], "{late} {settings:?}");
    }
    // After the closing it is too late.
    let s = topped("1", &["deal.topping=100%", "deal.host_delay=10 days"], 1);
    close(1.0 - s.only("us.sale_discount"), 0.4, 1e-12);
}

#[test]
fn the_price_after_a_contest_is_that_of_an_ascending_auction() {
    // x of the late bidder is log-normal; after a fee of 5% of 0.4 it offers x − 0.02.
    let s = topped(MULTIPLE, &["deal.topping=100%", "deal.break_up_fee=5%"], 6000);
    let price = |offered: f64| match offered {
        offered if offered <= 0.4 => 0.4,
        offered if offered <= 0.8 => offered,
        offered => 0.8 + 0.5 * (offered - 0.8),
    };
    let expected = integral(-8.0, 8.0, 1600, |z| price((MU + SIGMA * z).exp() - 0.02) * density(z));
    mean(&ratios(&s), expected, "price");
    // Topped in 30% of simulations, and then by as much.
    let s = topped("1", &["deal.topping=30%", "deal.break_up_fee=5%"], 4000);
    let high = ratios(&s).iter().filter(|ratio| (**ratio - 0.89).abs() < 1e-9).count();
    share(high, 4000, 0.3, "topped");
    assert!(ratios(&s).iter().all(|ratio| (ratio - 0.89).abs() < 1e-9 || (ratio - 0.4).abs() < 1e-9));
}

#[test]
fn two_late_bidders_contest_one_after_the_other() {
    let c = bidder("c", "1.2").replace("10 days", "62 days");
    let b = bidder("b", "1").replace("10 days", "60 days");
    let more = ["deal.host_delay=15 days", "deal.process=50 days", "deal.bargaining_power=50%", "deal.topping=100%"];
    let s = sale(&[bidder("a", "0.8"), b, c], &[&more[..], &["deal.break_up_fee=10%"]].concat(), 1);
    // b: 1 − 0.1 · 0.4 = 0.96 against 0.8, so 0.88; c: 1.2 − 0.088 = 1.112 against 1.
    close(1.0 - s.only("us.sale_discount"), 1.0 + 0.5 * 0.112, 1e-12);
    assert_eq!([s.only("us.sale_day"), s.only("us.sale_closing_day"), s.only("us.sale_bidders")], [62.0, 77.0, 3.0]);
}

#[test]
fn a_topped_deal_that_the_host_refuses_falls_back_on_the_first_buyer() {
    let b = bidder("b", "1").replace("10 days", "60 days").replace("100%\", delay", "0%\", delay");
    let more = ["deal.host_delay=10 days", "deal.process=55 days", "deal.bargaining_power=50%", "deal.topping=100%"];
    let s = sale(&[bidder("a", "0.8"), b], &more, 1);
    close(1.0 - s.only("us.sale_discount"), 0.4, 1e-12);
    assert_eq!([s.only("us.sale_day"), s.only("us.sale_closing_day")], [70.0, 80.0]);
}

#[test]
fn the_story_of_a_topped_deal_reads_in_its_order() {
    let desk = Desk::new(STILL);
    let more = ["deal.host_delay=20 days", "deal.bargaining_power=50%", "deal.topping=100%", "deal.break_up_fee=5%"];
    let bidders = [bidder("first", "0.8"), bidder("second", "1").replace("10 days", "60 days")];
    let settings: Vec<&str> = [SALE, &more].concat().into_iter().chain(bidders.iter().map(String::as_str)).collect();
    let set = settings.iter().flat_map(|setting| ["--set", setting]);
    let told = unwrapped(&desk.run(&["trace", "s.toml", "-n", "1"].into_iter().chain(set).collect::<Vec<_>>()));
    let mut rest = told.as_str();
    for part in [
        "Valuation by first: $4bn.",
        "Offer by first signed:",
        "Second outbids the buyer, who gets $",
        "from it for the broken deal.",
        "Offer by second signed:",
        "The host government approves the deal.",
        "Sold for $",
    ] {
        let (_, after) = rest.split_once(part).unwrap_or_else(|| panic!("no `{part}` in\n{rest}\nof\n{told}"));
        rest = after;
    }
}

#[test]
fn bids_are_correlated_as_given() {
    // Both below d: ∫ Φ((c − √ρ v)/√(1−ρ))² φ(v) dv.
    let settings = ["strategies.s.reserve=80%", "deal.bidder_correlation=60%"];
    let s = sale(&[bidder("a", MULTIPLE), bidder("b", MULTIPLE)], &settings, 8000);
    let cut = (0.8_f64.ln() - MU) / SIGMA;
    let both = integral(-8.0, 8.0, 400, |v| phi((cut - 0.6_f64.sqrt() * v) / 0.4_f64.sqrt()).powi(2) * density(v));
    s.share("us.final_state", state::BANNED, both);
}

#[test]
fn one_bidder_pays_the_least_and_a_share_of_the_surplus() {
    // With β = 1 the price is the bid itself; the luck is the same with β = 0.3.
    let settings = |power: &'static str| [power, "policy.order.enforcement=60%", "deal.fallback=20%"];
    let [bids, prices] = ["deal.bargaining_power=100%", "deal.bargaining_power=30%"]
        .map(|power| sale(&[bidder("a", MULTIPLE)], &settings(power), 200).column("us.sale_discount"));
    // d = (1 − e) + e · fallback.
    let least = 0.4 + 0.6 * 0.2;
    let mut sold = 0;
    for (bid, price) in bids.iter().zip(prices).map(|(b, p)| (1.0 - b, 1.0 - p)) {
        assert_eq!(bid.is_nan(), price.is_nan());
        if !bid.is_nan() {
            assert!(bid >= least);
            close(price, least + 0.3 * (bid - least), 1e-12);
            sold += 1;
        }
    }
    assert!(sold > 150, "{sold}");
}

#[test]
fn the_least_price_counts_on_circumvention_where_no_fallback_is_given() {
    let settings = ["deal.bargaining_power=0%", "response.circumvention=50%", "response.circumvention_revenue=40%"];
    let s = sale(&[bidder("a", "0.9")], &[&settings[..], &["policy.order.enforcement=70%"]].concat(), 1);
    close(1.0 - s.only("us.sale_discount"), 0.3 + 0.7 * 0.2, 1e-12);
}

#[test]
fn the_least_price_of_a_stayed_measure_is_that_of_the_measure() {
    // Stayed on day 30, signed on day 45: an order enforced with 60%, or a ban that fell on day 25.
    let settings = [
        "strategies.s.on_order=[\"sell\", \"litigate\"]",
        "policy.court={ filing = \"10 days\", injunction = \"100%\", injunction_delay = \"20 days\", ruling_delay = \"300 days\" }",
        "deal.bargaining_power=0%",
        "deal.fallback=20%",
    ];
    let s = sale(&[bidder("a", "0.9")], &[&settings[..], &["policy.order.enforcement=60%"]].concat(), 1);
    close(1.0 - s.only("us.sale_discount"), 0.4 + 0.6 * 0.2, 1e-12);
    let ban = "events.b={ on = 2021-01-06, market = \"us\", kind = \"ban\" }";
    let s = sale(&[bidder("a", "0.9")], &[&settings[..], &[ban]].concat(), 1);
    close(1.0 - s.only("us.sale_discount"), 0.2, 1e-12);
}

#[test]
fn technology_that_stays_behind_takes_its_share_of_the_bid() {
    let s = sale(
        &[bidder("a", "0.9")],
        &["deal.bargaining_power=100%", "deal.algorithm_share=40%", "strategies.s.algorithm=\"keep\""],
        1,
    );
    close(1.0 - s.only("us.sale_discount"), 0.9 * 0.6, 1e-12);
}

#[test]
fn the_price_is_the_standalone_value_to_go() {
    // Sold on day 0 at a multiple of 1: the price is the baseline's whole value, growth, tax and all. The step is cut
    // where the transition ends, after which the quadrature is another, by less than its own error of 1e-6.
    let settings = [
        "horizon=5 years",
        "markets.us.growth=60%",
        "markets.us.volatility=0.2",
        "markets.us.arpu_growth=80%",
        "markets.us.margin=-40%",
        "markets.us.margin_long_run=30%",
        "company.cash_tax=20%",
        "markets.us.terminal_growth=3%",
        "events.t={ on = 2021-01-01, kind = \"acquisition-talks\", market = \"us\" }",
        "deal={ process = \"0 days\", host_delay = \"0 days\", bargaining_power = \"100%\" }",
        "deal.bidders.b={ interest = \"100%\", multiple = 1, host_approval = \"100%\", delay = \"0 days\" }",
    ];
    let s = sample(STILL, &settings, 20);
    for (price, worth) in s.column("us.sale_price").iter().zip(s.column("baseline_value")) {
        close(*price, worth, 1e-8);
    }
    for (value, worth) in s.column("value").iter().zip(s.column("baseline_value")) {
        close(*value, worth, 1e-8);
    }
}

#[test]
fn the_owner_gets_proceeds_less_tax_and_keeps_his_stake() {
    let settings = ["deal.bargaining_power=100%", "deal.stake=20%", "deal.tax=25%", "deal.tax_basis=$1B"];
    let s = sale(&[bidder("a", "0.7")], &settings, 1);
    // Cash for 55 days, then a fifth of it for ever, and four fifths of the price after tax.
    let worth = CASH / 0.1;
    let price = 0.7 * worth;
    let proceeds = 0.8 * (price - 0.25 * (price - 1e9));
    close(s.only("us.sale_price"), price, 1e-9);
    close(s.only("value"), worth * (1.0 - discount(55.0)) + discount(55.0) * (proceeds + 0.2 * worth), 1e-9);
    close(s.only("bridge.sale"), discount(55.0) * (proceeds - 0.8 * worth), 1e-9);
    // Below its basis a sale bears no tax.
    let s = sale(&[bidder("a", "0.7")], &[&settings[..], &["deal.tax_basis=$4B"]].concat(), 1);
    close(s.only("bridge.sale"), discount(55.0) * (0.8 * price - 0.8 * worth), 1e-9);
}

#[test]
fn markets_sold_together_share_the_price_by_their_worth() {
    let text = STILL.to_owned() + &another("ca") + &another("eu");
    let settings = [
        "markets.ca.arpu=$4",
        "markets.ca.policy.order.enforcement=0%",
        "strategies.s.perimeter=[\"us\", \"ca\"]",
        "strategies.s.keep=70%",
        "deal.bargaining_power=0%",
        &bidder("a", "0.9"),
    ];
    let s = sample(&text, &[SALE, &settings].concat(), 1);
    // The owner keeps nothing of `us` under its order, and expects to keep 70% of `ca` where none stands:
    // d = 0.7 · 4/14.
    let ratio = 0.7 * 4.0 / 14.0;
    close(1.0 - s.only("us.sale_discount"), ratio, 1e-9);
    close(1.0 - s.only("ca.sale_discount"), ratio, 1e-9);
    close(s.only("us.sale_price"), ratio * CASH / 0.1, 1e-9);
    close(s.only("ca.sale_price"), ratio * 0.4 * CASH / 0.1, 1e-9);
    assert_eq!(s.only("ca.final_state"), state::DIVESTED);
    assert_eq!(s.only("eu.final_state"), state::OPEN);
    assert!(s.only("eu.sale_price").is_nan());
}

// ---- approval ------------------------------------------------------------------------------------

#[test]
fn where_the_host_refuses_the_next_bidder_is_taken() {
    let refused = |key: &str, multiple: &str, approval: &str| {
        bidder(key, multiple).replace("host_approval = \"100%\"", &format!("host_approval = \"{approval}\""))
    };
    let bidders = [refused("a", "0.9", "40%"), refused("b", "0.7", "50%")];
    let s = sale(&bidders, &["deal.bargaining_power=100%"], 4000);
    let at = |ratio: f64| ratios(&s).iter().filter(|r| (**r - ratio).abs() < 1e-9).count();
    share(at(0.9), 4000, 0.4, "sold to the first");
    share(at(0.7), 4000, 0.6 * 0.5, "sold to the second");
    s.share("us.final_state", state::BANNED, 0.6 * 0.5);
}

#[test]
fn bidders_turn_up_with_their_interest() {
    let shy = |key: &str, multiple: &str| bidder(key, multiple).replace("interest = \"100%\"", "interest = \"30%\"");
    let s = sale(&[shy("a", "0.9"), shy("b", "0.7")], &["deal.bargaining_power=100%"], 4000);
    let at = |ratio: f64| ratios(&s).iter().filter(|r| (**r - ratio).abs() < 1e-9).count();
    share(at(0.9), 4000, 0.3, "sold to the first");
    share(at(0.7), 4000, 0.7 * 0.3, "sold to the second");
}

/// A home market, which decides on day 60.
fn with_home(settings: &[&str], count: u64) -> Sample {
    let text = STILL.to_owned() + &another("cn");
    let home = ["company.home=cn", "deal.home_delay=15 days", "deal.bargaining_power=100%"];
    sample(&text, &[SALE, &home, &[&bidder("a", "0.9")], settings].concat(), count)
}

#[test]
fn anger_lowers_the_odds_of_home_approval() {
    let anger =
        ["backlash.talks=0.8", "backlash.signing=1.1", "backlash.half_life=20 days", "backlash.sensitivity=0.9"];
    let half = |days: f64| (-days / 20.0).exp2();
    // Talks on day 0, signing on day 45, decision on day 60.
    for (cap, peak) in [("3", 0.8 * half(45.0) + 1.1), ("1", 1.0)] {
        let cap = format!("backlash.cap={cap}");
        let s = with_home(&[&anger[..], &[&cap, "deal.home_approval=65%"]].concat(), 6000);
        let odds = (0.65_f64 / 0.35).ln() - 0.9 * peak * half(15.0);
        let approved = 1.0 / (1.0 + (-odds).exp());
        s.share("us.final_state", state::DIVESTED, approved);
        s.share("us.final_state", state::BANNED, 1.0 - approved);
        close(s.only("peak_backlash"), peak, 1e-12);
    }
    with_home(&[&anger[..], &["deal.home_approval=100%"]].concat(), 300).share("us.final_state", state::DIVESTED, 1.0);
    with_home(&[&anger[..], &["deal.home_approval=0%"]].concat(), 300).share("us.final_state", state::DIVESTED, 0.0);
}

#[test]
fn export_control_changes_the_odds_while_it_lasts() {
    let odds = ["deal.home_approval=80%", "deal.home_approval_controlled=15%"];
    for (length, approved) in [("5 years", 0.15), ("30 days", 0.8)] {
        let control = format!("events.c={{ on = 2021-01-21, kind = \"export-control\", length = \"{length}\" }}");
        let s = with_home(&[&odds[..], &[&control]].concat(), 4000);
        s.share("us.final_state", state::DIVESTED, approved);
        s.share("export_control", 1.0, 1.0);
    }
    with_home(&odds, 100).share("export_control", 0.0, 1.0);
}

#[test]
fn a_deal_is_cut_again_without_the_technology() {
    let settings = [
        "strategies.s.algorithm=\"sell-or-keep\"",
        "deal.home_approval=45%",
        "deal.home_approval_without_algorithm=60%",
        "deal.algorithm_share=50%",
    ];
    let s = with_home(&settings, 4000);
    let at = |ratio: f64| ratios(&s).iter().filter(|r| (**r - ratio).abs() < 1e-9).count();
    share(at(0.9), 4000, 0.45, "sold with the technology");
    share(at(0.45), 4000, 0.55 * 0.6, "sold without");
    s.share("us.final_state", state::BANNED, 0.55 * 0.4);
    // Signed anew on day 60, approved on day 75: in time for the deadline on day 90.
    s.share("us.bans", 0.0, 1.0 - 0.55 * 0.4);
    let s = with_home(&[&settings[..], &["strategies.s.algorithm=\"sell\""]].concat(), 4000);
    s.share("us.final_state", state::DIVESTED, 0.45);
}

#[test]
fn approvals_begin_anew_after_a_refusal() {
    // Signed on day 45. The host refuses on day 55; home decides on the next bidder 60 days after that.
    let worth = CASH / 0.1;
    let late = |ratio: f64, day: f64| worth * (1.0 - discount(day)) + ratio * worth * discount(day);
    let unwanted = bidder("b", "1.1").replace("host_approval = \"100%\"", "host_approval = \"0%\"");
    let slow_home = ["events.o.deadline=300 days", "deal.home_delay=60 days", "deal.home_approval=100%", &unwanted];
    close(with_home(&slow_home, 1).only("us.value"), late(0.9, 115.0), 1e-9);
    // Home refuses on day 60; the host decides on what is cut again 40 days after that.
    let slow_host = [
        "events.o.deadline=300 days",
        "deal.host_delay=40 days",
        "strategies.s.algorithm=\"sell-or-keep\"",
        "deal.home_approval=0%",
        "deal.home_approval_without_algorithm=100%",
        "deal.algorithm_share=50%",
    ];
    close(with_home(&slow_host, 1).only("us.value"), late(0.45, 100.0), 1e-9);
}

// ---- time ----------------------------------------------------------------------------------------

#[test]
fn an_unsigned_deal_fails_when_the_order_is_enforced_and_a_signed_one_goes_on() {
    // Signed on day 45, closed on day 55; the order is enforced on day 50, or on day 40.
    let s = sale(&[bidder("a", "0.9")], &["events.o.deadline=50 days"], 1);
    assert_eq!(s.only("us.final_state"), state::DIVESTED);
    assert_eq!(s.only("us.days_without_access"), 5.0);
    let s = sale(&[bidder("a", "0.9")], &["events.o.deadline=40 days"], 1);
    assert_eq!(s.only("us.final_state"), state::BANNED);
}

#[test]
fn a_signed_deal_may_move_the_deadline() {
    let settings = [
        "events.o.deadline=50 days",
        "policy.order.extension.if_signed=70%",
        "policy.order.extension.probability=0%",
        "policy.order.extension.length=15 days",
    ];
    let s = sale(&[bidder("a", "0.9")], &settings, 4000);
    s.share("us.bans", 0.0, 0.7);
    s.share("us.final_state", state::DIVESTED, 1.0);
}

#[test]
fn a_late_first_bid_leaves_time_to_rivals() {
    // The process is over on day 45; the first bid comes on day 60 and the second on day 65; signed on day 72,
    // at the second price; closed on day 82.
    let late = |key: &str, multiple: &str, day: &str| bidder(key, multiple).replace("10 days", &format!("{day} days"));
    let bidders = [late("a", "0.6", "60"), late("b", "0.9", "65")];
    let settings = ["deal.wait=12 days", "deal.bargaining_power=0%", "policy.order.fine=$1M"];
    let s = sale(&bidders, &settings, 1);
    close(1.0 - s.only("us.sale_discount"), 0.6, 1e-12);
    let worth = CASH / 0.1;
    close(s.only("value"), worth * (1.0 - discount(82.0)) + 0.6 * worth * discount(82.0), 1e-9);
    // A wait of 4 days is over before the second bid comes: d = 0 is all that the first has to pay.
    let s = sale(&bidders, &[&settings[..], &["deal.wait=4 days"]].concat(), 1);
    assert_eq!(s.only("us.sale_discount"), 1.0);
}

#[test]
fn a_deal_ends_with_the_order_behind_it_or_survives_it() {
    let lift = |day: &str| format!("events.l={{ on = 2021-0{day}, market = \"us\", kind = \"lift\" }}");
    // Unsigned on day 31.
    let s = sale(&[bidder("a", "0.9")], &[&lift("2-01"), "deal.survives=100%"], 1);
    assert_eq!(s.only("us.final_state"), state::OPEN);
    // Signed on day 45, lifted on day 50.
    let s = sale(&[bidder("a", "0.9")], &[&lift("2-20"), "deal.survives=35%"], 4000);
    s.share("us.final_state", state::DIVESTED, 0.35);
    s.share("us.final_state", state::OPEN, 0.65);
}

#[test]
fn an_owner_who_seeks_a_buyer_sells_all_but_home() {
    let text = STILL.to_owned() + &another("eu") + &another("cn");
    let settings = [
        "company.home=cn",
        "strategies.s.seek_buyer=20 days",
        "strategies.s.keep=50%",
        "deal={ process = \"45 days\", host_delay = \"10 days\", home_delay = \"5 days\", home_approval = \"100%\" }",
        "deal.bargaining_power=40%",
        &bidder("a", "0.9"),
    ];
    let s = sample(&text, &settings, 1);
    for market in ["us", "eu"] {
        assert_eq!(s.only(&format!("{market}.final_state")), state::DIVESTED);
        close(1.0 - s.only(&format!("{market}.sale_discount")), 0.5 + 0.4 * 0.4, 1e-12);
    }
    assert_eq!(s.only("cn.final_state"), state::OPEN);
    // Cash for 75 days, then the price.
    let worth = CASH / 0.1;
    close(s.only("us.value"), worth * (1.0 - discount(75.0)) + 0.66 * worth * discount(75.0), 1e-9);
    // An owner who keeps all of it by not selling sells for no less.
    let s = sample(&text, &[&settings[..], &["strategies.s.keep=100%"]].concat(), 1);
    assert_eq!(s.only("us.final_state"), state::OPEN);
}

#[test]
fn a_deal_for_what_is_worth_nothing_falls_through_with_a_warning() {
    let s = sale(&[bidder("a", "0.9")], &["markets.us.margin=-10%"], 10);
    assert_eq!(s.noticed(Notice::WorthlessDeal), 10);
    s.share("us.final_state", state::BANNED, 1.0);
}

#[test]
fn a_banned_market_is_sold_and_opens_under_its_buyer() {
    // Banned before the talks: worth what its dormant users are worth.
    let settings = [
        "events.b={ on = 2021-01-11, market = \"us\", kind = \"ban\" }",
        "events.t={ on = 2021-01-21, kind = \"acquisition-talks\", market = \"us\", perimeter = [\"us\"] }",
        "policy.ban.permanent=100%",
        "response.capture=3",
        "response.habit=1 day",
        "deal={ process = \"20 days\", host_delay = \"10 days\", bargaining_power = \"100%\" }",
        &bidder("a", "0.8"),
    ];
    let s = sample(STILL, &settings, 1);
    assert_eq!(s.only("us.final_state"), state::DIVESTED);
    assert_eq!(s.only("us.days_without_access"), 40.0);
    close(s.only("us.sale_price"), 0.8 * CASH / 0.1 * (-3.0 * 40.0 / YEAR).exp(), 1e-9);
}

// ---- how it was signed ---------------------------------------------------------------------------

#[test]
fn a_sale_tells_its_day_its_rivals_and_the_time_that_was_left() {
    // Signed on day 45 of 90; the host takes 10 days. Two of three bids reach the least of 80%.
    let bidders = [bidder("a", "0.9"), bidder("b", "0.85"), bidder("c", "0.5")];
    let s = sale(&bidders, &["strategies.s.reserve=80%"], 1);
    close(s.only("us.sale_day"), 45.0, 1e-12);
    close(s.only("us.sale_days_left"), 45.0, 1e-12);
    assert_eq!(s.only("us.sale_bidders"), 2.0);
}

#[test]
fn the_clock_of_a_stayed_order_stands_still() {
    // Stayed on day 30 with 60 days left; signed on day 45.
    let stayed = [
        "strategies.s.on_order=[\"sell\", \"litigate\"]",
        "policy.court={ filing = \"10 days\", injunction = \"100%\", injunction_delay = \"20 days\", ruling_delay = \"300 days\" }",
    ];
    let s = sale(&[bidder("a", "0.9")], &stayed, 1);
    close(s.only("us.sale_days_left"), 60.0, 1e-12);
}

#[test]
fn a_sale_by_choice_has_no_deadline_and_no_sale_has_no_terms() {
    let free = ["events.o.probability=0%", "strategies.s.seek_buyer=0 days", "strategies.s.perimeter=[\"us\"]"];
    let s = sale(&[bidder("a", "1.2")], &free, 1);
    assert_eq!(s.only("us.final_state"), state::DIVESTED);
    close(s.only("us.sale_day"), 45.0, 1e-12);
    assert!(s.only("us.sale_days_left").is_nan());
    let none = sale(&[bidder("a", "1.2")], &["deal.bidders.a.interest=0%"], 1);
    assert!(["sale_day", "sale_bidders", "sale_days_left"].iter().all(|c| none.only(&format!("us.{c}")).is_nan()));
}
