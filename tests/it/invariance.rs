//! One change leaves everything that it should not touch to the bit: common random numbers at work.

use marketgate::model::story::Happening;
use marketgate::simulation::{Layout, replay};

use crate::random;
use crate::sample::{STILL, Sample, another, run, sample, scenario};

/// Three markets under every kind of pressure, with links between the first two alone.
fn world() -> String {
    let world = r#"
[policy.review]
rate = "0.6 per year"
jump = "1 per year"
length = "20 days to 90 days"
forced_sale = "30% to 60%"
restriction = "10%"

[policy.order]
enforcement = "30% to 80%"
revocation = "0.5 per year"
extension = { probability = "30%" }

[policy.court]
injunction = "20% to 60%"

[policy.ban]
rate = "0.1 to 0.3 per year"
permanent = "20% to 60%"
after = "weibull(0.8, 100 days)"

[deal.bidders.ant]
interest = "70%"
multiple = "0.5 to 1.3"
host_approval = "60%"

[deal.bidders.bee]
interest = "70%"
multiple = "0.5 to 1.3"
host_approval = "60%"

[strategies.s]
on_order = ["sell", "litigate"]
then = ["restructure"]
reserve = "20%"

[markets.us]
volatility = "10% to 30%"
"#;
    let growing = |text: String| text.replace("growth = \"0%\"", "growth = \"10% to 40%\"").replace("arpu = \"$10\"", "arpu = \"$6 to $12\"");
    let head = growing(STILL.to_owned()).replace("[policy.court]\nruling_delay = \"60 days\"\n", "").replace("[policy.review]\nlength = \"30 days\"\n", "");
    let (before, us) = head.split_once("[markets.us]").unwrap();
    let (rest, volatile) = world.split_once("[markets.us]").unwrap();
    let us = format!("[markets.us]{volatile}{}\n[markets.us.links]\neu = 0.7\n", us.trim_start());
    format!("{before}{rest}{us}{}{}", growing(another("eu")), growing(another("br")))
}

/// Columns of these names are the same to the bit in both.
fn unmoved(a: &Sample, b: &Sample, which: impl Fn(&str) -> bool, what: &str) {
    let mut count = 0;
    for column in a.layout.columns.iter().filter(|column| which(&column.name)) {
        let bits = |s: &Sample| -> Vec<u64> { s.column(&column.name).iter().map(|x| x.to_bits()).collect() };
        assert!(bits(a) == bits(b), "{what} moves `{}`", column.name);
        count += 1;
    }
    assert!(count > 3, "{what}: nothing was compared");
}

fn of(markets: &'static [&'static str]) -> impl Fn(&str) -> bool {
    move |name| markets.iter().any(|market| name.starts_with(&format!("{market}.")))
}

fn is_input(name: &str) -> bool {
    ["markets.", "policy.", "company.", "response."].iter().any(|table| name.starts_with(table))
}

#[test]
fn another_market_leaves_the_others_as_they_were() {
    let text = world();
    let base = sample(&text, &[], 300);
    // It stands first, so that every number of a market moves by one; it is under the same pressure.
    let (before, rest) = text.split_once("[markets.us]").unwrap();
    let more = format!("{before}{}\n[markets.us]{rest}", another("aa").replace("growth = \"0%\"", "growth = \"5% to 90%\""));
    let more = sample(&more, &[], 300);
    assert!(more.column("aa.days_without_access").iter().any(|days| *days > 0.0));
    unmoved(&base, &more, is_input, "another market");
    // Reviews and bans in one market are the same; deals are one at a time, so that sales in one may wait for another.
    let alone = ["strategies.s={ on_order = [\"litigate\"], then = [\"restructure\"] }"];
    let (base, more) = (sample(&text, &alone, 300), sample(&format!("{before}{}\n[markets.us]{rest}", another("aa")), &alone, 300));
    unmoved(&base, &more, of(&["us", "eu", "br"]), "another market");
}

#[test]
fn the_order_of_markets_does_not_matter() {
    let text = world();
    let (before, rest) = text.split_once("[markets.us]").unwrap();
    let (first, last) = rest.split_once("[markets.br]").unwrap();
    let alone = ["strategies.s={ on_order = [\"litigate\"], then = [\"restructure\"] }"];
    let turned = format!("{before}[markets.br]{last}\n[markets.us]{first}");
    let (base, turned) = (sample(&text, &alone, 300), sample(&turned, &alone, 300));
    unmoved(&base, &turned, of(&["us", "eu", "br"]), "another order");
    unmoved(&base, &turned, is_input, "another order");
}

#[test]
fn a_parameter_of_one_market_moves_that_market_alone() {
    let text = world();
    let alone = ["strategies.s={ on_order = [\"litigate\"], then = [\"restructure\"] }"];
    let base = sample(&text, &alone, 300);
    for setting in [
        "markets.eu.arpu=$20",
        "markets.eu.growth=70%",
        "markets.eu.volatility=0.3",
        "markets.eu.policy.ban.rate=2 per year",
        "markets.eu.policy.order.enforcement=100%",
        "markets.eu.response.capture=9 per year",
    ] {
        let moved = sample(&text, &[&alone[..], &[setting]].concat(), 300);
        assert_ne!(base.column("eu.value"), moved.column("eu.value"), "{setting}");
        unmoved(&base, &moved, of(&["us", "br"]), setting);
    }
    // What `us` does moves `eu` through its link, and `br` not.
    let moved = sample(&text, &[&alone[..], &["markets.us.policy.ban.rate=3 per year", "policy.ban.jump=2 per year"]].concat(), 300);
    let still = sample(&text, &[&alone[..], &["policy.ban.jump=2 per year"]].concat(), 300);
    assert_ne!(moved.column("eu.bans"), still.column("eu.bans"));
    unmoved(&still, &moved, of(&["br"]), "a linked market");
}

#[test]
fn a_bidder_who_never_qualifies_moves_nothing() {
    let base = sample(&world(), &[], 300);
    for interest in ["0%", "100%"] {
        let bidder = format!("deal.bidders.aaa={{ interest = \"{interest}\", multiple = 0.001, host_approval = \"60%\", delay = \"0 days\" }}");
        let more = sample(&world(), &[&bidder], 300);
        unmoved(&base, &more, |_| true, "a bidder who never qualifies");
    }
    let sold = base.column("us.sale_price").iter().filter(|price| !price.is_nan()).count();
    assert!(sold > 20, "{sold}");
}

#[test]
fn another_bidder_leaves_the_bids_of_the_others() {
    let order = "events.o={ on = 2021-01-01, market = \"us\", kind = \"forced-sale\", deadline = \"90 days\" }";
    let bids = |settings: &[&str], bidders: &[&str]| -> Vec<(String, u64, u64)> {
        let settings = [&[order, "policy.order.revocation=0", "policy.ban.rate=0"], settings].concat();
        let scenario = scenario(&world(), &settings);
        let layout = Layout::of(&scenario);
        let mut bids = Vec::new();
        for replication in 0..60 {
            for telling in replay(&scenario, &layout, 1, replication).unwrap().story {
                if let Happening::Bid { bidder, amount, .. } = telling.happening
                    && telling.day <= 45.0
                {
                    bids.push((format!("{replication} {}", bidders[bidder]), telling.day.to_bits(), amount.to_bits()));
                }
            }
        }
        bids.sort();
        bids
    };
    let before = bids(&[], &["ant", "bee"]);
    let new = "deal.bidders.cat={ interest = \"80%\", multiple = \"0.5 to 1.3\", host_approval = \"60%\" }";
    let mut after = bids(&[new], &["ant", "bee", "cat"]);
    let all = after.len();
    after.retain(|(bidder, ..)| !bidder.ends_with("cat"));
    assert!(before.len() > 60 && all > after.len() + 30);
    assert_eq!(before, after);
}

#[test]
fn strategies_live_in_the_same_worlds() {
    let text = world();
    let [sell, refuse] = ["[\"sell\"]", "[\"refuse\"]"].map(|answer| {
        let strategy = format!("strategies.s={{ on_order = {answer}, then = [] }}");
        sample(&text, &[&strategy, "policy.order.extension.if_signed=30%"], 300)
    });
    assert_ne!(sell.column("value"), refuse.column("value"));
    let same = ["baseline_value", "us.baseline_value", "us.first_order_day", "br.first_review_day", "markets.us.arpu"];
    unmoved(&sell, &refuse, |name| same.contains(&name), "the strategy");
}

#[test]
fn more_pressure_means_earlier_events_on_the_same_luck() {
    let text = world();
    let settings = ["policy.review.rate=0", "policy.ban.permanent=100%"];
    let first = |rate: &str| {
        let rate = format!("policy.ban.rate={rate} per year");
        sample(&text, &[&settings[..], &[&rate]].concat(), 400).column("us.first_ban_day")
    };
    let (low, high) = (first("0.3"), first("0.5"));
    let mut earlier = 0;
    for (low, high) in low.into_iter().zip(high) {
        // A ban that does not come within the horizon is later than all.
        let [low, high] = [low, high].map(|day| if day.is_nan() { f64::INFINITY } else { day });
        assert!(high < low || high == low && low.is_infinite(), "{high} {low}");
        earlier += usize::from(high < low);
    }
    assert!(earlier > 200, "{earlier}");
}

#[test]
fn an_event_that_never_happens_moves_nothing() {
    for seed in 0..60 {
        let text = random::scenario(seed);
        let event = r#"events.never={ on = 2021-07-15, market = "us", kind = "ban", probability = "0%" }"#;
        let (base, more) = (run(scenario(&text, &[]), 8, seed, 2), run(scenario(&text, &[event]), 8, seed, 2));
        unmoved(&base, &more, |_| true, &format!("seed {seed}: an event that never happens"));
    }
}

#[test]
fn a_bridge_of_markets_adds_up_to_that_of_the_company() {
    for seed in 0..60 {
        let s = run(scenario(&random::scenario(seed), &[]), 8, seed, 2);
        for part in ["blocked", "users_lost", "sale", "threat", "costs", "later_risk"] {
            let whole = s.column(&format!("bridge.{part}"));
            let ending = format!(".bridge.{part}");
            let parts: Vec<Vec<f64>> =
                s.layout.columns.iter().filter(|c| c.name.ends_with(&ending)).map(|c| s.column(&c.name)).collect();
            for (row, whole) in whole.iter().enumerate() {
                let sum: f64 = parts.iter().map(|part| part[row]).sum();
                let gross: f64 = parts.iter().map(|part| part[row].abs()).sum();
                assert!((sum - whole).abs() <= 1e-12 * gross, "seed {seed}: {part}");
            }
        }
    }
}
