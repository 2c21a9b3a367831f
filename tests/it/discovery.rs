//! Boxes in which something happens: limits that are known, and counts that are those of the rows.

use marketgate::analysis::STATES;
use marketgate::analysis::discovery::{Discovered, Range, Region};

use crate::sample::{STILL, close};
use crate::study::{Desk, Table, product, risky};

/// Whether rows of a run lie in a box.
fn inside(study: &Discovered, region: &Region, outcomes: &Table) -> Vec<bool> {
    let mut inside = vec![true; study.rows as usize];
    for limit in &region.limits {
        let variable = &study.variables[limit.variable];
        match &limit.range {
            Range::Number { low, high } => {
                let values = outcomes.numbers(&variable.name);
                for (inside, value) in inside.iter_mut().zip(values) {
                    *inside &= low.is_none_or(|low| value >= low) && high.is_none_or(|high| value <= high);
                }
            }
            Range::Category { kept } => {
                let names: Vec<&str> = kept.iter().map(|code| variable.names[*code as usize].as_str()).collect();
                let words = outcomes.words(&variable.name);
                inside.iter_mut().zip(words).for_each(|(inside, word)| *inside &= names.contains(&word.as_str()));
            }
        }
    }
    inside
}

/// Holds the counts of every box against the rows.
fn counts(study: &Discovered, outcomes: &Table, hits: &[bool]) {
    let all = hits.iter().filter(|hit| **hit).count();
    assert_eq!((study.rows, study.hits), (hits.len() as u64, all as u64));
    for region in study.trajectory.boxes.iter().chain(&study.chosen) {
        let inside = inside(study, region, outcomes);
        let rows = inside.iter().filter(|inside| **inside).count();
        let found = inside.iter().zip(hits).filter(|(inside, hit)| **inside && **hit).count();
        assert_eq!((region.rows, region.hits), (rows, found));
        assert_eq!(region.coverage, found as f64 / all as f64);
        assert_eq!(region.density, found as f64 / rows as f64);
        assert_eq!(region.mass, rows as f64 / hits.len() as f64);
    }
}

/// Ends of the limit on a variable.
fn ends(study: &Discovered, region: &Region, name: &str) -> (Option<f64>, Option<f64>) {
    let of = |limit: &&marketgate::analysis::discovery::Limit| study.variables[limit.variable].name == name;
    let limit = region.limits.iter().find(of).unwrap_or_else(|| panic!("no limit on {name}: {region:?}"));
    let Range::Number { low, high } = limit.range else { panic!("{limit:?}") };
    (low, high)
}

fn found(desk: &Desk, arguments: &[&str]) -> Discovered {
    desk.json(&[&["discover"], arguments].concat())
}

#[test]
fn a_box_limits_the_one_input_that_decides() {
    // Value is 1e9 · $10 · margin: below $4bn where the margin is below 40%, a quarter of 30% to 70%.
    let desk = Desk::new(&product("$10", "uniform(30%, 70%)"));
    let study = found(&desk, &["s.toml", "-n", "2500", "--where", "value < $4B"]);
    let outcomes = desk.table("output/s/outcomes.csv");
    let hits: Vec<bool> = outcomes.numbers("value").iter().map(|value| *value < 4e9).collect();
    counts(&study, &outcomes, &hits);
    assert_eq!(study.variables.len(), 2);
    let chosen = study.chosen.as_ref().unwrap();
    assert_eq!(chosen.restricted(), 1, "{chosen:?}");
    let (low, high) = ends(&study, chosen, "markets.us.margin");
    assert_eq!(low, None);
    // A peel takes a twentieth of the box, so that the last one misses by at most that: 5% of a width of 10 points.
    close(high.unwrap(), 0.4, 0.05 * 0.1 / 0.4);
    assert!(chosen.coverage > 0.94 && chosen.density > 0.94, "{chosen:?}");
    // Of 600 histories all hits, where a quarter would be by chance.
    assert!(study.significance.len() == 1 && study.significance[0].quasi_p < 1e-100);
    // Of a row of boxes each is denser than the one before while they are peeled.
    let peeled = &study.trajectory.boxes[..study.trajectory.peeled];
    assert!(peeled.len() > 10 && peeled.is_sorted_by(|a, b| a.density <= b.density && a.rows > b.rows));
    let told = desk.run(&["discover", "output/s", "--where", "value < $4B", "--format", "svg"]);
    assert!(told.contains("at most 4") || told.contains("at most 39"), "{told}");
    desk.rebuilds("output/s-discovery");
}

#[test]
fn a_box_limits_two_inputs_where_both_decide() {
    let desk = Desk::new(&product("uniform($5, $15)", "uniform(30%, 70%)"));
    let condition = "markets.us.arpu > $11 and markets.us.margin <= 46%";
    let study = found(&desk, &["s.toml", "-n", "3000", "--where", condition]);
    let outcomes = desk.table("output/s/outcomes.csv");
    let (arpu, margin) = (outcomes.numbers("markets.us.arpu"), outcomes.numbers("markets.us.margin"));
    let hits: Vec<bool> = arpu.iter().zip(&margin).map(|(x, y)| *x > 11.0 && *y <= 0.46).collect();
    counts(&study, &outcomes, &hits);
    let chosen = study.chosen.as_ref().unwrap();
    assert_eq!(chosen.restricted(), 2, "{chosen:?}");
    let (arpu, margin) = (ends(&study, chosen, "markets.us.arpu"), ends(&study, chosen, "markets.us.margin"));
    assert_eq!((arpu.1, margin.0), (None, None));
    // To one peel of a twentieth of a side.
    close(arpu.0.unwrap(), 11.0, 0.05 * 4.0 / 11.0);
    close(margin.1.unwrap(), 0.46, 0.05 * 0.16 / 0.46);
    // Missing a limit by a twentieth costs as much of coverage or of density, and there are two.
    assert!(chosen.coverage > 0.9 && chosen.density > 0.9, "{chosen:?}");
}

#[test]
fn a_box_may_be_limited_by_how_a_market_ends() {
    // Who is banned for good early has lost more than half: all of those are banned, and no input tells.
    let desk = Desk::new(&risky().replace("$8 to $12", "$10").replace("uniform(30%, 70%)", "50%"));
    desk.run(&["run", "s.toml", "-n", "2000", "-q", "--format", "svg"]);
    let outcomes = desk.table("output/s/outcomes.csv");
    let study = found(
        &desk,
        &[
            "output/s",
            "--where",
            "us.retention == 0%",
            "--by",
            "us.final_state,policy.order.enforcement,us.final_state",
        ],
    );
    assert_eq!(
        study.variables.iter().map(|v| v.name.as_str()).collect::<Vec<_>>(),
        ["us.final_state", "policy.order.enforcement"]
    );
    let hits: Vec<bool> = outcomes.numbers("us.retention").iter().map(|kept| *kept == 0.0).collect();
    counts(&study, &outcomes, &hits);
    let chosen = study.chosen.as_ref().unwrap();
    assert_eq!((chosen.coverage, chosen.density, chosen.restricted()), (1.0, 1.0, 1));
    let banned = STATES.iter().position(|state| *state == "banned").unwrap() as u8;
    assert_eq!(chosen.limits[0].range, Range::Category { kept: vec![banned] });
    // The state as a condition is the same, in each of its spellings.
    for condition in ["us.banned", "us.final_state == banned", "not (us.final_state != 'banned')"] {
        let other = found(&desk, &["output/s", "--where", condition, "--by", "us.final_state"]);
        assert_eq!(other.hits, study.hits, "{condition}");
    }
}

#[test]
fn a_file_is_run_once_and_its_finished_run_gives_the_same() {
    let desk = Desk::new(&risky());
    let condition = ["--where", "value < $2B and us.banned"];
    let first = found(&desk, &[&["s.toml", "-n", "1500"], &condition[..]].concat());
    let saved = desk.bytes("output/s-discovery/discovery.json");
    let (_, _, told) = desk.tell(&[&["discover", "s.toml", "-n", "1500", "--format", "svg"], &condition[..]].concat());
    assert!(told.contains("using the finished run"), "{told}");
    assert_eq!(found(&desk, &[&["output/s"], &condition[..]].concat()), first);
    assert!(desk.bytes("output/s-discovery/discovery.json") == saved);
    // Other settings are another run.
    let other = found(&desk, &[&["s.toml", "-n", "1500", "--seed", "2"], &condition[..]].concat());
    assert_ne!(other.hits, first.hits);
    let outcomes = desk.table("output/s/outcomes.csv");
    let banned = outcomes.words("us.final_state");
    let values = outcomes.numbers("value");
    let hits: Vec<bool> = values.iter().zip(banned).map(|(value, word)| *value < 2e9 && word == "banned").collect();
    counts(&other, &outcomes, &hits);
}

#[test]
fn what_cannot_be_found_is_refused() {
    let desk = Desk::new(&risky());
    desk.run(&["run", "s.toml", "-n", "300", "-q", "--format", "svg"]);
    let refused = |arguments: &[&str], parts: &[&str]| {
        desk.refused(&[&["discover", "output/s"], arguments].concat(), parts);
    };
    refused(&["--where", "value < $0"], &["holds in none of 300"]);
    refused(&["--where", "value > -$1"], &["holds in every one of 300"]);
    refused(&["--where", "valu < $2B"], &["\n  valu < $2B\n  ^^^^\n", "did you mean `value`?"]);
    refused(&["--where", "value < 3 days"], &["compares an amount of money with a length of time", "        ^^^^^^\n"]);
    refused(&["--where", "us.final_state == bannd"], &["^^^^^", "banned"]);
    refused(&["--where", "value <"], &["missing", "^"]);
    refused(
        &["--where", "us.banned", "--by", "us.final_stat,markets.us.arpuu"],
        &["`us.final_state`", "`markets.us.arpu`"],
    );
    refused(&["--where", "us.banned", "--by", "us.first_ban_day"], &["`us.first_ban_day` is missing in some"]);
    refused(&["--where", "us.banned", "-n", "5"], &["finished run"]);
    refused(&[], &["--where"]);
    let still = Desk::new(STILL);
    still.refused(&["discover", "s.toml", "-n", "50", "--where", "value > $1"], &["no input is uncertain"]);
    desk.refused(&["discover", "nowhere.toml", "--where", "us.banned"], &["nowhere.toml"]);
    // A scenario that is not that of the run any more.
    let text = String::from_utf8(desk.bytes("output/s/run.toml")).unwrap();
    std::fs::write(desk.path("output/s/run.toml"), text.replace("uniform(30%, 70%)", "uniform(30%, 60%)")).unwrap();
    refused(&["--where", "us.banned"], &["run.toml", "run it again"]);
}
