//! Scenarios compared on the same luck, against known answers and against the rows.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use marketgate::analysis::{Comparison, Dominance, Gatherer, Order, Pairing, Summary};
use marketgate::scenario::Scenario;
use marketgate::simulation::{Settings, simulate};

use crate::common::{self, Files};
use crate::sample::{CASH, SIGMAS, STILL, Sample, another, close, run, scenario};
use crate::study::unwrapped;

/// A direct ban may come, and users and ARPU are uncertain.
const RISKY: &[&str] = &["policy.ban.rate=0.3 per year", "policy.ban.permanent=100%", "markets.us.arpu=$8 to $12"];

fn gathered(sample: &Sample, count: u64) -> Summary {
    let mut gatherer = Gatherer::new(&sample.scenario, &sample.layout);
    let settings = Settings { replications: count, seed: 1, threads: 2 };
    simulate(&sample.scenario, &sample.layout, settings, &AtomicBool::new(false), |block| {
        gatherer.take(block);
        Ok(())
    })
    .unwrap();
    gatherer.summary(1).unwrap()
}

fn named(name: &str, settings: &[&str]) -> Scenario {
    let settings: Vec<String> = settings.iter().map(ToString::to_string).collect();
    Scenario::parse(&format!("{name}.toml"), STILL, &settings).unwrap()
}

fn compared(scenarios: Vec<Scenario>, count: u64) -> (Comparison, Vec<Sample>) {
    let samples: Vec<Sample> = scenarios.into_iter().map(|s| run(s, count, 1, 2)).collect();
    let summaries: Vec<Summary> = samples.iter().map(|sample| gathered(sample, count)).collect();
    let mut pairing = Pairing::new(summaries.iter().collect());
    let columns: Vec<Vec<Vec<f64>>> = samples
        .iter()
        .enumerate()
        .map(|(side, sample)| pairing.columns(side).iter().map(|name| sample.column(name)).collect())
        .collect();
    let sides: Vec<&[Vec<f64>]> = columns.iter().map(Vec::as_slice).collect();
    pairing.take(&sides, count as usize);
    (pairing.comparison(), samples)
}

#[test]
fn a_scenario_compared_with_itself_differs_in_nothing() {
    let (found, _) = compared(vec![named("a", RISKY), named("b", RISKY)], 600);
    let pair = &found.pairs[0];
    for difference in [&pair.difference, &pair.baseline_difference] {
        assert_eq!([difference.mean, difference.se, difference.p5, difference.p95], [Some(0.0); 4]);
    }
    assert_eq!((pair.same.probability, pair.second_higher.probability), (1.0, 0.0));
    assert_eq!(pair.dominance, Some(Dominance::Alike));
    let market = found.sides[1].markets["us"].difference.as_ref().unwrap();
    assert_eq!([market.value.mean, market.value.se, market.retention.p95], [Some(0.0); 3]);
    assert!(found.sides.iter().all(|side| side.best.probability == 1.0), "ties count for both");
}

#[test]
fn paired_differences_are_those_of_the_rows() {
    let banned = [RISKY, &["policy.ban.rate=1 per year"]].concat();
    let (found, samples) = compared(vec![named("a", RISKY), named("b", &banned)], 1000);
    let (first, second) = (samples[0].column("value"), samples[1].column("value"));
    let differences: Vec<f64> = first.iter().zip(&second).map(|(a, b)| b - a).collect();
    let n = differences.len() as f64;
    let mean = differences.iter().sum::<f64>() / n;
    let error = (differences.iter().map(|d| (d - mean).powi(2)).sum::<f64>() / (n - 1.0) / n).sqrt();
    let pair = &found.pairs[0];
    close(pair.difference.mean.unwrap(), mean, 1e-9);
    close(pair.difference.se.unwrap(), error, 1e-9);
    let share = |holds: &dyn Fn(f64) -> bool| differences.iter().filter(|d| holds(**d)).count() as f64 / n;
    assert_eq!(pair.second_higher.probability, share(&|d| d > 1e-3));
    assert_eq!(pair.first_higher.probability, share(&|d| d < -1e-3));
    // Pairing takes out what both share: ARPU, and the bans that come to both.
    let apart = (found.sides[0].value.se.unwrap().powi(2) + found.sides[1].value.se.unwrap().powi(2)).sqrt();
    assert!(error < 0.8 * apart, "{error} against {apart}");
}

#[test]
fn a_ban_more_is_higher_in_no_history() {
    // On the same luck, where the ban does not come about all else is as it was.
    let ban = "events.b={ on = 2021-02-01, market = \"us\", kind = \"ban\", probability = \"50%\" }";
    let (found, _) = compared(vec![named("a", RISKY), named("b", &[RISKY, &[ban]].concat())], 1000);
    let pair = &found.pairs[0];
    assert_eq!(pair.second_higher.probability, 0.0);
    assert!(pair.same.probability > 0.4 && pair.first_higher.probability > 0.3);
    // Nobody chooses it.
    assert_eq!(pair.dominance, None);
    assert!(!found.is_one_world());
    assert_eq!((pair.baseline_difference.p5, pair.baseline_difference.p95), (Some(0.0), Some(0.0)));
}

#[test]
fn twice_the_arpu_is_twice_the_value_in_every_history() {
    let (found, _) = compared(vec![named("a", &[]), named("b", &["markets.us.arpu=$20"])], 5);
    let pair = &found.pairs[0];
    close(pair.difference.mean.unwrap(), found.sides[0].value.mean.unwrap(), 1e-9);
    assert!(pair.difference.se.unwrap() < 1e-6 * CASH);
    close(pair.baseline_difference.mean.unwrap(), found.sides[0].value.mean.unwrap(), 1e-9);
    assert_eq!((pair.second_higher.probability, pair.dominance), (1.0, None));
}

#[test]
fn a_choice_that_only_adds_a_cost_is_dominated() {
    // Users grow, and hiding costs a tenth of that; nothing is hidden from that may happen.
    let growing = ["markets.us.growth=30%", "markets.us.arpu=$8 to $12", "strategy=a"];
    let choice = |name: &str, own: &[&'static str]| named(name, &[&growing[..], own].concat());
    let first = choice("a", &["strategies.a.visibility=50%"]);
    let second = choice("b", &["strategies.a.visibility=50%", "strategies.a.visibility_cost=10%"]);
    let (found, _) = compared(vec![first, second], 1000);
    assert!(found.is_one_world());
    let pair = &found.pairs[0];
    assert_eq!((pair.second_higher.probability, pair.first_higher.probability), (0.0, 1.0));
    assert_eq!(found.dominance(pair), Some(Dominance::First(Order::Stochastic)));
    assert_eq!(found.sides.iter().map(|side| side.best.probability).collect::<Vec<_>>(), [1.0, 0.0]);
}

#[test]
fn what_makes_a_comparison_less_than_fair_is_told() {
    let later = scenario(&STILL.replace("2021-01-01", "2022-01-01").replace("2 years", "3 years"), &["design=random"]);
    let (found, _) = compared(vec![named("a", RISKY), later], 50);
    let told = found.warnings.join("\n");
    for part in ["begins on 2022-01-01", "end at different dates", "another design (random)"] {
        assert!(told.contains(part), "{part}: {told}");
    }
}

#[test]
fn three_are_compared_two_by_two() {
    let banned = [RISKY, &["policy.ban.rate=1 per year"]].concat();
    let (found, samples) = compared(vec![named("a", RISKY), named("b", &banned), named("c", &[])], 400);
    let pairs: Vec<(usize, usize)> = found.pairs.iter().map(|p| (p.first, p.second)).collect();
    assert_eq!(pairs, [(0, 1), (0, 2), (1, 2)]);
    let values: Vec<Vec<f64>> = samples.iter().map(|s| s.column("value")).collect();
    let best = |side: usize| {
        let most = |row: usize| values.iter().map(|v| v[row]).fold(f64::NEG_INFINITY, f64::max);
        (0..400).filter(|&row| values[side][row] >= most(row) * (1.0 - 1e-9)).count() as f64 / 400.0
    };
    for (side, found) in found.sides.iter().enumerate() {
        assert_eq!(found.highest().probability, best(side));
        // Each is a world of its own.
        assert_eq!(found.best.probability, 1.0);
    }
    for side in &found.sides {
        assert!(side.below.is_sorted() && *side.below.last().unwrap() <= 1.0);
    }
    let at = |side: usize, level: f64| values[side].iter().filter(|v| **v <= level).count() as f64 / 400.0;
    for (i, level) in found.grid.iter().enumerate() {
        assert_eq!(found.sides[0].below[i], at(0, *level));
    }
}

#[test]
fn paired_errors_hold_what_they_promise() {
    // The mean difference over other histories lies within its errors.
    let banned = [RISKY, &["policy.ban.rate=1 per year"]].concat();
    let (few, _) = compared(vec![named("a", RISKY), named("b", &banned)], 500);
    let (many, _) = compared(vec![named("a", RISKY), named("b", &banned)], 6000);
    let (few, many) = (&few.pairs[0].difference, &many.pairs[0].difference);
    let gap = (few.mean.unwrap() - many.mean.unwrap()).abs();
    assert!(gap < SIGMAS * few.se.unwrap(), "{gap} for {:?}", few.se);
    assert!(many.se.unwrap() < 0.4 * few.se.unwrap());
}

// ---- the commands -------------------------------------------------------------------------------

fn marketgate(arguments: &[&str], folder: &Path) -> (i32, String, String) {
    let output = common::marketgate(arguments).current_dir(folder).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

fn two_files() -> Files {
    let files = Files::new();
    files.write("calm.toml", STILL);
    files.write("risky.toml", "extends = \"calm.toml\"\n[policy.ban]\nrate = \"1 per year\"\n");
    files
}

#[test]
fn several_files_leave_a_report_each_and_one_for_the_comparison() {
    let files = two_files();
    let root = files.path().join("root");
    let (code, told, errors) = marketgate(&["run", "calm.toml", "risky.toml", "-n", "60"], &root);
    assert_eq!(code, 0, "{errors}");
    for name in ["calm", "risky", "comparison"] {
        assert!(root.join("output").join(name).join("report.html").is_file(), "{name}");
    }
    assert!(
        unwrapped(&told).contains("compared on the same random draws")
            && told.lines().all(|line| line.chars().count() <= 80 || line.contains("files in")),
        "{told}"
    );
    let saved = |place: &str| std::fs::read_to_string(root.join(place).join("comparison/comparison.json")).unwrap();
    let first = saved("output");
    // Finished runs give the same bytes, and so does the command of its own.
    let (code, _, errors) = marketgate(&["compare", "output/calm", "risky.toml", "-n", "60", "-o", "again"], &root);
    assert_eq!(code, 0, "{errors}");
    assert_eq!(first, saved("again"));
    let read = |name: &str| std::fs::read(root.join("output/comparison").join(name)).unwrap();
    let page = read("report.html");
    let (code, _, errors) = marketgate(&["report", "output/comparison"], &root);
    assert_eq!((code, page == read("report.html")), (0, true), "{errors}");
}

#[test]
fn files_of_one_world_and_one_choice_are_one_run_shown_once() {
    let files = two_files();
    files.write("twin.toml", "extends = \"risky.toml\"\ntitle = \"Another title\"\n");
    let root = files.path().join("root");
    let (code, told, errors) = marketgate(&["run", "risky.toml", "calm.toml", "twin.toml", "-n", "40"], &root);
    assert_eq!(code, 0, "{errors}");
    assert!(unwrapped(&told).contains("twin is the same run as risky, and shown once."), "{told}");
    let json = |arguments: &[&str]| -> Comparison {
        let (code, told, errors) = marketgate(&[arguments, &["-q", "--json", "--format", "svg"]].concat(), &root);
        assert_eq!(code, 0, "{errors}");
        serde_json::from_str(&told).unwrap()
    };
    let found = json(&["compare", "output/risky", "output/calm", "output/twin"]);
    let names = |found: &Comparison| found.sides.iter().map(marketgate::analysis::Side::name).collect::<Vec<_>>();
    assert_eq!((names(&found), &found.sides[0].same), (vec!["risky".into(), "calm".into()], &vec!["twin".to_owned()]));
    // Two of one run are both shown: there is nothing else to compare.
    let found = json(&["compare", "output/risky", "output/twin"]);
    assert_eq!((names(&found), found.pairs[0].same.probability), (vec!["risky".into(), "twin".into()], 1.0));
    // What one world's owner chooses stands together.
    files.write("waits.toml", "extends = \"risky.toml\"\n[strategies.wait]\non_order = \"exit\"\n");
    let found = json(&["compare", "output/risky", "output/calm", "waits.toml", "-n", "40"]);
    assert_eq!(names(&found), ["risky", "waits", "calm"]);
    assert_eq!(found.worlds(), [vec![0, 1], vec![2]]);
    assert_eq!(found.pairs.iter().map(|pair| pair.dominance.is_some()).collect::<Vec<_>>(), [true, false, false]);
}

#[test]
fn two_definitions_under_one_key_are_refused() {
    let files = Files::new();
    let sells = |reserve: &str| format!("{STILL}[strategies.s]\non_order = \"refuse\"\nreserve = \"{reserve}\"\n");
    files.write("calm.toml", &sells("20%"));
    files.write("firm.toml", &sells("30%"));
    files.write("risky.toml", "extends = \"calm.toml\"\n[policy.ban]\nrate = \"1 per year\"\n");
    let root = files.path().join("root");
    let refused = |arguments: &[&str], named: [&str; 2]| {
        let (code, _, told) = marketgate(arguments, &root);
        assert_eq!(code, 2, "{told}");
        for part in [named[0], named[1], "strategy `s`", "another key"] {
            assert!(told.contains(part), "{part} in {told}");
        }
    };
    for command in ["run", "compare"] {
        refused(&[command, "risky.toml", "calm.toml", "firm.toml", "-n", "5"], ["risky.toml", "firm.toml"]);
    }
    assert!(!root.join("output").exists(), "nothing is simulated in vain");
    marketgate(&["run", "firm.toml", "-n", "20", "-q"], &root);
    refused(&["compare", "output/firm", "risky.toml", "-n", "20"], ["output/firm", "risky.toml"]);
    // The same definition in another world is the same choice.
    let (code, _, errors) = marketgate(&["run", "calm.toml", "risky.toml", "-n", "20", "-q"], &root);
    assert_eq!(code, 0, "{errors}");
}

#[test]
fn luck_that_is_not_the_same_is_refused() {
    let files = two_files();
    let root = files.path().join("root");
    marketgate(&["run", "calm.toml", "-n", "20", "--seed", "7", "-q"], &root);
    let (code, _, told) = marketgate(&["compare", "output/calm", "risky.toml", "-n", "20"], &root);
    assert_eq!(code, 2);
    assert!(told.contains("seeds 1, 7") && told.contains("--seed"), "{told}");
    assert!(!root.join("output/risky").exists(), "nothing is simulated in vain");
}

#[test]
fn settings_that_nothing_would_heed_are_refused() {
    let files = two_files();
    let root = files.path().join("root");
    marketgate(&["run", "calm.toml", "risky.toml", "-n", "20", "-q"], &root);
    let finished = ["compare", "output/calm", "output/risky", "-o", "again"];
    assert_eq!(marketgate(&finished, &root).0, 0);
    for ignored in [&["-n", "10"][..], &["--seed", "3"], &["--set", "markets.us.arpu=$1"]] {
        let (code, _, told) = marketgate(&[&finished[..], ignored].concat(), &root);
        assert_eq!(code, 2);
        assert!(told.contains("finished runs"), "{told}");
    }
}

#[test]
fn no_scenario_takes_the_place_of_a_comparison() {
    let files = two_files();
    files.write("comparison.toml", STILL);
    let (code, _, told) = marketgate(&["run", "comparison.toml", "-n", "20"], &files.path().join("root"));
    assert_eq!(code, 2);
    assert!(told.contains("rename the file"), "{told}");
}

#[test]
fn the_value_that_leads_is_one_for_all() {
    let home = |key: &str| {
        format!("{STILL}{}{}", another("china"), another("india"))
            .replace("[company]", &format!("[company]\nhome = \"{key}\""))
    };
    let files = Files::new();
    files.write("none.toml", &format!("{STILL}{}{}", another("china"), another("india")));
    files.write("china.toml", &home("china"));
    files.write("same.toml", &home("china").replace("arpu = \"$10\"", "arpu = \"$12\""));
    files.write("india.toml", &home("india").replace("arpu = \"$10\"", "arpu = \"$12\""));
    let root = files.path().join("root");
    let json = |arguments: &[&str]| -> serde_json::Value {
        let (code, told, errors) =
            marketgate(&[arguments, &["-n", "20", "-q", "--json", "--format", "svg"]].concat(), &root);
        assert_eq!(code, 0, "{errors}");
        serde_json::from_str(&told).unwrap()
    };
    for (other, leading, warned) in
        [("same.toml", "value_abroad", false), ("india.toml", "value", true), ("none.toml", "value", true)]
    {
        let compared = json(&["compare", "china.toml", other]);
        assert_eq!(compared["measure"], leading, "{other}");
        let explained = json(&["diff", "china.toml", other]);
        assert_eq!(explained["headline"], leading, "{other}");
        assert_eq!(explained["home"].is_null(), warned, "{other}");
        for study in [&compared, &explained] {
            let told = study["warnings"].to_string();
            assert_eq!(told.contains("The home market is not the same (china in"), warned, "{other}: {told}");
        }
        // The means that both tell are those of the summaries.
        let summary = |name: &str| -> serde_json::Value {
            let path = root.join("output").join(name.trim_end_matches(".toml")).join("summary.json");
            serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
        };
        let figures = &explained["figures"][leading];
        for (number, (side, name)) in [("a", "china.toml"), ("b", other)].into_iter().enumerate() {
            let mean = summary(name)[leading]["mean"].as_f64().unwrap();
            assert_eq!(compared["sides"][number]["value"]["mean"].as_f64().unwrap(), mean);
            if explained["groups"].as_array().is_some_and(|groups| !groups.is_empty()) {
                close(figures[side]["mean"].as_f64().unwrap(), mean, 1e-9);
            }
        }
    }
    let (_, told, _) = marketgate(&["diff", "china.toml", "india.toml", "-n", "20", "--format", "svg"], &root);
    assert!(
        told.contains("To bear in mind:") && unwrapped(&told).contains("The home market is not the same"),
        "{told}"
    );
    // Of a sweep the points are what is compared.
    let swept = json(&["sweep", "china.toml", "--vary", "company.home=china,india"]);
    assert!(swept["figures"].get("value.mean").is_some() && swept["figures"].get("value_abroad.mean").is_none());
    assert!(swept["warnings"].to_string().contains("home market is varied"));
    let swept = json(&["sweep", "china.toml", "--vary", "markets.us.arpu=$1,$2"]);
    assert!(swept["figures"].get("value_abroad.mean").is_some());
}

#[test]
fn two_of_one_name_are_told_apart() {
    let files = two_files();
    let root = files.path().join("root");
    let run = |settings: &[&str], folder: &str| {
        let (code, _, errors) =
            marketgate(&[&["run", "risky.toml", "-n", "60", "-q", "-o", folder], settings].concat(), &root);
        assert_eq!(code, 0, "{errors}");
    };
    run(&[], "one");
    run(&["--set", "markets.us.arpu=$12"], "other");
    run(&["--set", "strategy=refuse", "--set", "strategies.refuse.on_order=['refuse']"], "third");
    let compared = |arguments: &[&str]| {
        let (code, told, errors) = marketgate(&[&["compare"], arguments].concat(), &root);
        assert_eq!(code, 0, "{errors}");
        told
    };
    // By their folders, where nothing else tells them apart; by no more of the path than that.
    let told = compared(&["one/risky", "other/risky"]);
    for part in ["risky (one)", "risky (other)", "less risky (one)"] {
        assert!(unwrapped(&told).contains(part), "{part} in\n{told}");
    }
    let read = |name: &str| std::fs::read_to_string(root.join("output/comparison").join(name)).unwrap();
    for file in ["comparison.csv", "report.html", "comparison.json"] {
        let text = read(file);
        assert!(text.contains("other") && !text.contains(root.to_str().unwrap()), "{file}");
    }
    assert!(read("comparison.csv").contains("risky (other)"));
    // By strategy, where each has its own.
    let told = compared(&["one/risky", "third/risky"]);
    assert!(told.contains("(refuse)"), "{told}");
    // A name that is one's own needs nothing.
    let told = compared(&["calm.toml", "one/risky", "-n", "60"]);
    assert!(!told.contains("risky (one)"), "{told}");
    // What is compared lies in folders of their own.
    for twice in [&["one/risky", "one/../one/risky"][..], &["one/risky", "risky.toml", "-n", "60", "-o", "one"]] {
        let (code, _, told) = marketgate(&[&["compare"], twice].concat(), &root);
        assert!(code == 2 && told.contains("in one folder"), "{code}: {told}");
    }
}
