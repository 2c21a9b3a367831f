//! The same seed gives the same bytes: on any number of threads, for any number of histories, alone or together,
//! and from the resolved scenario.

use std::path::Path;

use marketgate::scenario::Scenario;
use marketgate::simulation::{Layout, replay};

use crate::common::Files;
use crate::random;
use crate::sample::{STILL, Sample, run, sample, scenario};

/// The bundled scenario of an order to sell, cut to two years to be quick.
fn forced_sale() -> Scenario {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/tiktok-2020/forced-sale.toml");
    Scenario::load(Path::new(path), &["horizon=2 years".into(), "step=31 days".into()]).unwrap()
}

fn parse(seed: u64) -> Scenario {
    Scenario::parse("random.toml", &random::scenario(seed), &[]).unwrap()
}

/// Rows as bits, so that NaN equals NaN and 0 differs from −0.
fn bits(rows: &[Vec<f64>]) -> Vec<Vec<u64>> {
    rows.iter().map(|row| row.iter().map(|x| x.to_bits()).collect()).collect()
}

fn same(a: &Sample, b: &Sample, rows: usize) {
    assert!(bits(&a.rows[..rows]) == bits(&b.rows[..rows]), "rows differ");
    let fans = |s: &Sample| -> Vec<Vec<u32>> {
        s.fans[..rows].iter().map(|fan| fan.iter().map(|x| x.to_bits()).collect()).collect()
    };
    assert!(fans(a) == fans(b), "fans differ");
    assert!(a.states[..rows] == b.states[..rows], "states differ");
}

#[test]
fn threads_change_nothing() {
    let one = run(forced_sale(), 1100, 7, 1);
    for threads in [2, 5] {
        let many = run(forced_sale(), 1100, 7, threads);
        same(&one, &many, 1100);
        assert_eq!((&one.skipped, one.notices), (&many.skipped, many.notices));
    }
}

#[test]
fn more_histories_leave_the_first_as_they_were() {
    let (short, long) = (run(forced_sale(), 1000, 7, 2), run(forced_sale(), 1500, 7, 2));
    same(&short, &long, 1000);
    let few = run(forced_sale(), 37, 7, 2);
    same(&few, &long, 37);
}

#[test]
fn a_replay_is_its_row_to_the_bit() {
    let all = run(forced_sale(), 1100, 7, 2);
    for replication in [0, 1, 499, 999, 1000, 1099] {
        let alone = replay(&all.scenario, &all.layout, 7, replication).unwrap();
        assert_eq!(bits(&[alone.row]), bits(&all.rows[replication as usize..][..1]), "replication {replication}");
        assert!(!alone.log.is_empty());
    }
    for seed in 0..60 {
        let all = run(parse(seed), 12, seed, 2);
        for replication in [0, 11] {
            let alone = replay(&all.scenario, &all.layout, seed, replication).unwrap();
            assert_eq!(bits(&[alone.row]), bits(&all.rows[replication as usize..][..1]), "seed {seed}");
        }
    }
}

#[test]
fn a_story_is_told_in_order_and_ends_at_the_horizon() {
    for seed in 0..60 {
        let scenario = parse(seed);
        let layout = Layout::new(&scenario);
        let story = replay(&scenario, &layout, seed, 3).unwrap().log;
        assert!(story.windows(2).all(|pair| pair[0].day <= pair[1].day), "seed {seed}");
        assert_eq!(story.last().unwrap().day, *layout.fan_days.last().unwrap(), "seed {seed}");
    }
}

#[test]
fn the_resolved_scenario_gives_the_same_histories() {
    let first = run(forced_sale(), 200, 7, 2);
    let copies = Files::new();
    for (name, text) in first.scenario.data_copies() {
        copies.write(&name, &text);
    }
    let again = Scenario::load(&copies.write("again.toml", &first.scenario.resolved()), &[]).unwrap();
    same(&first, &run(again, 200, 7, 2), 200);
    for seed in 0..100 {
        let first = run(parse(seed), 8, seed, 2);
        let again = Scenario::parse("again.toml", &first.scenario.resolved(), &[]).unwrap();
        let again_layout = Layout::new(&again);
        let moved = first.layout.columns.iter().zip(&again_layout.columns).find(|(a, b)| a != b);
        assert!(moved.is_none(), "seed {seed}: {moved:?}");
        same(&first, &run(again, 8, seed, 2), 8);
    }
}

#[test]
fn rows_of_data_are_drawn_the_same_from_the_resolved_scenario() {
    let files = Files::new();
    files.write("data/x.csv", "arpu,growth\n$5,1%\n$6,2%\n$9,7%\n");
    files.write("more/x.csv", "margin\n20%\n30%\n45%\n");
    let text = STILL
        .replace("arpu = \"$10\"", "arpu = { csv = 'data/x.csv', column = 'arpu' }")
        .replace("growth = \"0%\"\nchurn", "growth = { csv = 'data/x.csv', column = 'growth' }\nchurn")
        .replace("margin = \"50%\"", "margin = { csv = 'more/x.csv', column = 'margin' }");
    let first = run(Scenario::load(&files.write("a.toml", &text), &[]).unwrap(), 60, 7, 2);
    let again = Files::new();
    for (name, text) in first.scenario.data_copies() {
        again.write(&name, &text);
    }
    let path = again.write("run.toml", &first.scenario.resolved());
    let second = run(Scenario::load(&path, &[]).unwrap(), 60, 7, 2);
    assert_eq!(first.scenario.digest(), second.scenario.digest());
    same(&first, &second, 60);
    // The two files are drawn apart, though they have one name.
    let pairs: std::collections::HashSet<_> =
        first.rows.iter().map(|row| [0, 1, 2].map(|i| row[1 + i].to_bits())).collect();
    assert!(pairs.len() > 3, "{}", pairs.len());
}

#[test]
fn a_scenario_differs_from_itself_by_nothing() {
    let (one, two) = (run(forced_sale(), 300, 7, 2), run(forced_sale(), 300, 7, 2));
    for (a, b) in one.rows.iter().flatten().zip(two.rows.iter().flatten()) {
        assert!(a - b == 0.0 || a.is_nan() && b.is_nan(), "{a} − {b}");
    }
}

#[test]
fn another_seed_is_another_world() {
    let (one, two) = (run(forced_sale(), 50, 7, 2), run(forced_sale(), 50, 8, 2));
    assert!(one.column("value").iter().zip(two.column("value")).all(|(a, b)| *a != b));
}

// ---- what is looked at changes nothing -----------------------------------------------------------

#[test]
fn recording_more_dates_changes_no_number() {
    for seed in 0..60 {
        let text = random::scenario(seed);
        let more = text.replace(
            "record = [\"50 days\", \"1 year\"]",
            "record = [\"3 days\", \"50 days\", \"77.7 days\", \"1 year\"]",
        );
        assert_ne!(text, more);
        let (few, many) = (run(scenario(&text, &[]), 8, seed, 2), run(scenario(&more, &[]), 8, seed, 2));
        for column in &few.layout.columns {
            let bits = |s: &Sample| -> Vec<u64> { s.column(&column.name).iter().map(|x| x.to_bits()).collect() };
            assert_eq!(bits(&few), bits(&many), "seed {seed}: {}", column.name);
        }
    }
}

// ---- no dead columns -----------------------------------------------------------------------------

/// Columns of a sale, which only a market that is sold has.
const SALE: &[&str] = &[
    ".sale_price",
    ".sale_discount",
    ".sale_day",
    ".sale_closing_day",
    ".first_signing_day",
    ".sale_bidders",
    ".sale_days_left",
];

/// Columns of the order-to-sell run that do not vary, and why.
fn may_stand_still(name: &str) -> Option<&'static str> {
    let ends = |suffixes: &[&str]| suffixes.iter().any(|suffix| name.ends_with(suffix));
    let home = name.starts_with("china.");
    match name {
        _ if home && ends(&[".final_state", ".ever_blocked", ".days_without_access"]) => Some("home is never blocked"),
        _ if home && ends(&["reviews", "orders", "restrictions", "bans", "_day"]) => Some("home is at risk of nothing"),
        _ if home && ends(SALE) => Some("home is not sold"),
        _ if home && ends(&[".bridge.blocked", ".bridge.sale", ".bridge.restructuring", ".bridge.threat"]) => {
            Some("the same")
        }
        _ if home && ends(&[".loss", ".bridge.costs", ".bridge.later_risk", ".bridge.backlash"]) => {
            Some("no cost, hazard or churn at home")
        }
        _ if home && (name.contains(".vs_baseline") || ends(&[".bridge.users_lost"])) => {
            Some("nothing drives users away at home")
        }
        "us.first_review_day" => Some("the review is pinned to the first day"),
        "india.ever_blocked" => Some("blocked before the start"),
        "bridge.backlash" | "bridge_abroad.backlash" => Some("backlash.churn is 0"),
        _ if ends(&[".bridge.backlash"]) => Some("backlash is at home"),
        _ if ends(&["bridge.redeployment", "bridge_abroad.redeployment"]) => Some("the strategy redeploys nothing"),
        _ if ends(&["bridge.restructuring", "bridge_abroad.restructuring"]) => Some("the strategy offers no structure"),
        _ if ends(SALE) || ends(&[".bridge.sale"]) => Some("outside the perimeter nothing is sold"),
        _ => None,
    }
}

#[test]
fn no_column_of_a_real_run_is_dead() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/tiktok-2020/forced-sale.toml");
    let s = run(Scenario::load(Path::new(path), &["step=31 days".into()]).unwrap(), 2000, 1, 2);
    let mut dead = Vec::new();
    for column in &s.layout.columns {
        // A figure that only some histories have varies too.
        let values = s.column(&column.name);
        let varies = values.iter().any(|x| x.to_bits() != values[0].to_bits());
        if !varies && may_stand_still(&column.name).is_none() {
            dead.push(format!("{} {:?}", column.name, values.first()));
        }
    }
    assert!(dead.is_empty(), "{dead:#?}");
    // What is excused above is alive where it should be.
    for name in [
        "us.sale_price",
        "us.sale_day",
        "us.sale_closing_day",
        "us.first_signing_day",
        "us.sale_bidders",
        "us.sale_days_left",
        "us.bridge.sale",
        "bridge_abroad.sale",
        "canada.sale_discount",
        "us.bridge.costs",
    ] {
        let values: Vec<f64> = s.column(name).into_iter().filter(|x| !x.is_nan()).collect();
        assert!(values.iter().any(|x| *x != values[0]), "{name}");
    }
}

#[test]
fn what_must_exist_in_every_history_does() {
    let optional = |name: &str| name.ends_with("_day") || SALE.iter().any(|end| name.ends_with(end));
    let s = run(forced_sale(), 1000, 1, 2);
    for column in s.layout.columns.iter().filter(|c| !optional(&c.name)) {
        assert!(s.column(&column.name).iter().all(|x| x.is_finite()), "{}", column.name);
    }
    // Without a home there is nobody to retaliate.
    assert!(sample(STILL, &[], 3).column("retaliations").iter().all(|x| x.is_nan()));
}
