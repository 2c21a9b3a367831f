//! One change leaves everything that it should not touch to the bit: common random numbers at work.

use marketgate::model::LogEvent;
use marketgate::simulation::{Layout, replay};

use crate::random;
use crate::sample::{Sample, close, run, sample, scenario};

/// What all markets share.
const SHARED: &str = r#"
start = 2021-01-01
horizon = "2 years"
step = "31 days"
record = []

[company]
discount_rate = "8% to 14%, min 5%"

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
"#;

/// An owner who sells nothing: deals are one at a time, so that a sale in one market may wait for one in another.
const NO_SALE: &str = r#"strategies.s={ on_order = ["litigate"], then = ["restructure"] }"#;

fn market(key: &str) -> String {
    format!(
        r#"
[markets.{key}]
users = "100M"
ceiling = "200M to 400M"
growth = "10% to 40%"
churn = "0.4 per year"
volatility = "10% to 30%"
arpu = "$6 to $12"
margin = "50%"
"#
    )
}

/// These markets in this order, under every kind of pressure; of the links only that from `us` to `eu` is set.
fn world(markets: &[&str]) -> String {
    let markets: String = markets.iter().map(|key| market(key)).collect();
    format!("{SHARED}{markets}\n[markets.us.links]\neu = 0.7\n")
}

const THREE: &[&str] = &["us", "eu", "br"];

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

fn of(markets: &[&str]) -> impl Fn(&str) -> bool {
    |name| markets.iter().any(|market| name.starts_with(&format!("{market}.")))
}

fn is_input(name: &str) -> bool {
    ["markets.", "policy.", "company.", "response."].iter().any(|table| name.starts_with(table))
}

#[test]
fn another_market_leaves_the_others_as_they_were() {
    // It stands first, so that every number of a market moves by one; it is under the same pressure.
    let base = sample(&world(THREE), &[NO_SALE], 300);
    let more = sample(&world(&["aa", "us", "eu", "br"]), &[NO_SALE], 300);
    assert!(more.column("aa.days_without_access").iter().any(|days| *days > 0.0));
    unmoved(&base, &more, is_input, "another market");
    unmoved(&base, &more, of(THREE), "another market");
}

#[test]
fn the_order_of_markets_does_not_matter() {
    let (base, turned) = (sample(&world(THREE), &[NO_SALE], 300), sample(&world(&["br", "us", "eu"]), &[NO_SALE], 300));
    unmoved(&base, &turned, is_input, "another order");
    unmoved(&base, &turned, of(THREE), "another order");
}

#[test]
fn a_parameter_of_one_market_moves_that_market_alone() {
    let base = sample(&world(THREE), &[NO_SALE], 300);
    for setting in [
        "markets.eu.arpu=$20",
        "markets.eu.growth=70%",
        "markets.eu.volatility=0.3",
        "markets.eu.policy.ban.rate=2 per year",
        "markets.eu.policy.order.enforcement=100%",
        "markets.eu.response.capture=9 per year",
    ] {
        let moved = sample(&world(THREE), &[NO_SALE, setting], 300);
        assert_ne!(base.column("eu.value"), moved.column("eu.value"), "{setting}");
        unmoved(&base, &moved, of(&["us", "br"]), setting);
    }
    // What `us` suffers moves `eu` through its link, and `br` not.
    let jump = "policy.ban.jump=2 per year";
    let still = sample(&world(THREE), &[NO_SALE, jump], 300);
    let moved = sample(&world(THREE), &[NO_SALE, jump, "markets.us.policy.ban.rate=3 per year"], 300);
    assert_ne!(moved.column("eu.bans"), still.column("eu.bans"));
    unmoved(&still, &moved, of(&["br"]), "a linked market");
}

#[test]
fn a_bidder_who_never_qualifies_moves_nothing() {
    let base = sample(&world(THREE), &[], 300);
    for interest in ["0%", "100%"] {
        let bidder = format!(
            "deal.bidders.aaa={{ interest = \"{interest}\", multiple = 0.001, host_approval = \"60%\", delay = \"0 days\" }}"
        );
        let more = sample(&world(THREE), &[&bidder], 300);
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
        let scenario = scenario(&world(THREE), &settings);
        let layout = Layout::new(&scenario);
        let mut bids = Vec::new();
        for replication in 0..60 {
            for entry in replay(&scenario, &layout, 1, replication).unwrap().log {
                if let LogEvent::Bid { bidder, amount, .. } = entry.event
                    && entry.day <= 45.0
                {
                    bids.push((format!("{replication} {}", bidders[bidder]), entry.day.to_bits(), amount.to_bits()));
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
    let text = world(THREE);
    let [sell, refuse] = ["[\"sell\"]", "[\"refuse\"]"].map(|answer| {
        let strategy = format!("strategies.s={{ on_order = {answer}, then = [] }}");
        sample(&text, &[&strategy, "policy.order.extension.if_signed=30%"], 300)
    });
    assert_ne!(sell.column("value"), refuse.column("value"));
    unmoved(&sell, &refuse, is_input, "the strategy");
    let first = ["us.first_review_day", "us.first_order_day", "br.first_review_day", "br.first_order_day"];
    unmoved(&sell, &refuse, |name| first.contains(&name), "the strategy");
    // The baseline is integrated over the owner's pieces, so that it moves by less than the error of the quadrature.
    for (a, b) in sell.column("baseline_value").iter().zip(refuse.column("baseline_value")) {
        close(*a, b, 1e-6);
    }
}

#[test]
fn more_pressure_means_earlier_events_on_the_same_luck() {
    let text = world(THREE);
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
