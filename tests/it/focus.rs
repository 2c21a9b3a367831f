//! Rare endings by importance sampling: against probabilities that are known, and against plain runs.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use marketgate::analysis::Outcomes;
use marketgate::analysis::focus::{Focus, focus};
use marketgate::expression::Expression;
use marketgate::scenario::Scenario;
use marketgate::simulation::{Layout, Settings, Tilt, WeightedBlock, simulate, threads};

use crate::common::BASE;
use crate::sample::{STILL, another, sample, scenario};
use crate::study::{Desk, product, risky, unwrapped};

/// Histories looked for under several seeds.
fn look(scenario: &Scenario, condition: &str, replications: u64, seeds: u64) -> Vec<Focus> {
    let condition = Expression::parse(condition, Outcomes::new(scenario).vocabulary()).unwrap();
    let of = |seed: u64| {
        let settings = Settings { replications, seed, threads: 2 };
        focus(scenario, &condition, settings, &AtomicBool::new(false), |_| {}).unwrap()
    };
    (1..=seeds).map(of).collect()
}

/// Estimates agree with a probability known to `error`: their mean, and each as well as its own error says. Their variance
/// is that which is told.
#[track_caller]
fn agree(found: &[Focus], truth: f64, error: f64) {
    let n = found.len() as f64;
    let mean = found.iter().map(|of| of.probability.value).sum::<f64>() / n;
    let told = found.iter().map(|of| of.probability.se.powi(2)).sum::<f64>() / n;
    assert!((mean - truth).abs() < 4.9 * (told / n + error * error).sqrt(), "{mean}, not {truth} ± {error}");
    let spread = found.iter().map(|of| (of.probability.value - truth).powi(2)).sum::<f64>() / n;
    // Even places make errors less than told; with 4 seeds χ² over its degrees of freedom has its 1e-6 at 8.4, with 8 at 5.3.
    assert!(spread < 8.0 * told + error * error, "{} for {}", spread.sqrt(), told.sqrt());
    for of in found {
        assert!((of.weight.value - 1.0).abs() < 5.5 * of.weight.se.max(1e-12), "{:?}", of.weight);
        let [all, hits] = of.effective;
        assert!(hits > 0.0 && hits <= of.hits as f64 + 1e-6 && all <= of.replications as f64 + 1e-6);
        assert!(of.probability.low < of.probability.value && of.probability.value < of.probability.high);
    }
}

fn gain(found: &[Focus]) -> f64 {
    let mean = |of: fn(&Focus) -> f64| found.iter().map(of).sum::<f64>();
    let p = mean(|of| of.probability.value) / found.len() as f64;
    p * (1.0 - p) / found[0].replications as f64 / (mean(|of| of.probability.se.powi(2)) / found.len() as f64)
}

// ---- known probabilities -------------------------------------------------------------------------

#[test]
fn an_ending_that_one_input_decides_has_its_probability() {
    let scenario = scenario(&product("$8 to $12", "uniform(30%, 70%)"), &[]);
    let found = look(&scenario, "markets.us.margin > 69.8%", 3_000, 8);
    agree(&found, 0.005, 0.0);
    assert!(gain(&found) > 3.0, "{}", gain(&found));
    assert!(found.iter().all(|of| of.led.iter().any(|led| led.inputs == ["markets.us.margin"])));
}

#[test]
fn an_ending_that_two_inputs_decide_has_its_probability() {
    let scenario = scenario(&product("uniform($5, $15)", "uniform(30%, 70%)"), &[]);
    let found = look(&scenario, "markets.us.margin > 67% and markets.us.arpu < $5.8", 3_000, 8);
    agree(&found, 0.075 * 0.08, 0.0);
    assert!(gain(&found) > 3.0, "{}", gain(&found));
}

#[test]
fn a_ban_that_hardly_comes_has_its_probability() {
    let text = STILL.to_owned() + "[policy.ban]\nrate = '0.005 per year'\npermanent = '100%'\n";
    let found = look(&scenario(&text, &[]), "us.banned", 3_000, 8);
    agree(&found, -libm::expm1(-0.005 * 2.0), 0.0);
    assert!(gain(&found) > 3.0, "{}", gain(&found));
    assert_eq!((found[0].led[0].decides.as_str(), found[0].led[0].of.as_deref()), ("ban-arrival", Some("us")));
}

#[test]
fn independent_bans_of_two_markets_have_the_product_of_their_probabilities() {
    let policy = "[policy.ban]\nrate = '0.05 per year'\njump = '0 per year'\npermanent = '100%'\n";
    let text = STILL.to_owned() + &another("uk") + policy;
    let found = look(&scenario(&text, &[]), "us.banned and uk.banned", 3_000, 6);
    agree(&found, libm::expm1(-0.1).powi(2), 0.0);
}

// ---- against plain runs --------------------------------------------------------------------------

/// Probabilities in a plain run, with their errors.
fn plain(text: &str, conditions: &[&str], n: u64) -> Vec<(f64, f64)> {
    let sample = sample(text, &[], n);
    let outcomes = Outcomes::new(&sample.scenario);
    let columns: Vec<usize> = outcomes.columns.iter().map(|name| sample.layout.column(name).unwrap()).collect();
    let of = |text: &&str| {
        let condition = Expression::parse(text, outcomes.vocabulary()).unwrap();
        let hits = sample.rows.iter().filter(|row| condition.holds(|column| row[columns[column]])).count();
        let p = hits as f64 / n as f64;
        (p, (p * (1.0 - p) / n as f64).sqrt())
    };
    conditions.iter().map(of).collect()
}

#[test]
fn inputs_and_chance_together_agree_with_a_plain_run() {
    let conditions =
        ["us.banned and value < $90M", "us.open and value > $3B", "value < $40M or us.first_ban_day > 715 days"];
    for (condition, (p, error)) in conditions.into_iter().zip(plain(&risky(), &conditions, 20_000)) {
        assert!(p > 0.001 && p < 0.2, "{condition}: {p}");
        agree(&look(&scenario(&risky(), &[]), condition, 3_000, 4), p, error);
    }
}

#[test]
fn correlated_inputs_agree_with_a_plain_run() {
    let tied = "[[correlations]]\nbetween = ['markets.us.arpu', 'markets.us.margin']\nrank = 0.6\n";
    let text = product("uniform($5, $15)", "uniform(30%, 70%)") + tied;
    let condition = "markets.us.arpu > $14.2 and markets.us.margin > 66%";
    let [(p, error)] = plain(&text, &[condition], 20_000)[..] else { unreachable!() };
    let found = look(&scenario(&text, &[]), condition, 3_000, 6);
    agree(&found, p, error);
    assert!(gain(&found) > 3.0, "{}", gain(&found));
}

#[test]
fn what_goes_with_the_ending_is_that_of_its_histories() {
    let scenario = scenario(&product("uniform($5, $15)", "uniform(30%, 70%)"), &[]);
    for of in look(&scenario, "markets.us.margin > 69.6%", 6_000, 3) {
        let figure = |path: &str| of.within.figures[path].after;
        let (value, se) = (figure("value.mean").value.unwrap(), figure("value.mean").se.unwrap());
        // ARPU keeps its mean of $10, the margin is 69.8% on average; all: 50%.
        let all = of.within.figures["value.mean"].before;
        let truth = all.value.unwrap() * 0.698 / 0.5;
        assert!((value - truth).abs() < 5.0 * (se + all.se.unwrap() * 1.4), "{value} ± {se}, not {truth}");
        let quantiles = ["value.p5", "value.p50", "value.p95"].map(|path| figure(path).value.unwrap());
        assert!(quantiles.is_sorted());
    }
}

// ---- reproducible --------------------------------------------------------------------------------

#[test]
fn led_nowhere_histories_are_those_of_a_plain_run() {
    let tied = "[[correlations]]\nbetween = ['markets.us.arpu', 'markets.us.margin']\nrank = 0.6\n";
    let bundled = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/tiktok-2020/forced-sale.toml");
    for scenario in [scenario(&(risky() + tied), &[]), Scenario::load(&bundled, &[]).unwrap_or_else(|e| panic!("{e}"))]
    {
        let layout = Layout::new(&scenario);
        let settings = Settings { replications: 120, seed: 4, threads: 2 };
        let mut rows: Vec<u64> = Vec::new();
        let stop = AtomicBool::new(false);
        simulate(&scenario, &layout, settings, &stop, |block| {
            rows.extend(block.values.iter().map(|value| value.to_bits()));
            Ok(())
        })
        .unwrap();
        let mut block = WeightedBlock::default();
        let pool = threads(settings).unwrap();
        pool.install(|| block.run(&scenario, &layout, settings, &stop, &Tilt::default(), (0, 120))).unwrap();
        let led: Vec<u64> =
            block.histories.iter().flat_map(|led| led.row.iter().map(|value| value.to_bits())).collect();
        assert!(rows == led);
        assert!(
            block.histories.iter().all(|led| led.plain && led.likelihood_ratio == 1.0 && !led.decisions.is_empty())
        );
    }
}

#[test]
fn the_same_bytes_on_any_number_of_threads() {
    let desk = Desk::new(&risky());
    let run = |threads: &str, folder: &str| {
        let condition = "us.banned and value < $90M";
        desk.run(&[
            "run",
            "s.toml",
            "--focus",
            condition,
            "-n",
            "2000",
            "--threads",
            threads,
            "-o",
            folder,
            "--format",
            "svg,png",
        ]);
    };
    run("1", "one");
    run("3", "three");
    for file in
        ["focus.json", "report.html", "focus.csv", "rounds.csv", "led.csv", "moved.csv", "charts/focus-needed.svg"]
    {
        assert!(desk.bytes(&format!("one/s-focus/{file}")) == desk.bytes(&format!("three/s-focus/{file}")), "{file}");
    }
    assert!(desk.path("one/s-focus/charts/focus-needed.png").is_file());
    desk.rebuilds("one/s-focus");
}

// ---- what is told --------------------------------------------------------------------------------

#[test]
fn the_run_beside_is_left_alone_and_a_failure_leaves_what_was_there() {
    let desk = Desk::new(&risky());
    desk.run(&["run", "s.toml", "-n", "200", "-q", "--format", "svg"]);
    let before = desk.bytes("output/s/summary.json");
    let told = desk.run(&["run", "s.toml", "--focus", "us.banned and value < $90M", "-n", "2000", "--format", "svg"]);
    assert!(unwrapped(&told).contains("of equal weight"), "{told}");
    assert!(unwrapped(&told).contains("an error of 5% needs"), "{told}");
    assert!(desk.bytes("output/s/summary.json") == before);
    let page = desk.bytes("output/s-focus/report.html");
    let (code, out, errors) = desk.tell(&["run", "s.toml", "--focus", "value < $1", "-n", "1000", "--format", "svg"]);
    assert_eq!((code, out.as_str()), (1, ""), "{errors}");
    for part in ["none of 1,000 simulations", "95% confidence", "value < $1"] {
        assert!(errors.contains(part), "{errors}");
    }
    assert!(desk.bytes("output/s-focus/report.html") == page);
    let leftovers = std::fs::read_dir(desk.path("output")).unwrap().count();
    assert_eq!(leftovers, 2);
}

#[test]
fn of_an_ending_that_is_not_rare_it_is_said_that_a_plain_run_would_do() {
    let desk = Desk::new(&risky());
    let told = desk.run(&["run", "s.toml", "--focus", "us.open or us.banned", "-n", "1000", "--format", "svg"]);
    assert!(unwrapped(&told).contains("--focus brings little here: a plain run does about as well."), "{told}");
    assert!(unwrapped(&told).contains("The outcome is not rare."), "{told}");
    desk.rebuilds("output/s-focus");
}

#[test]
fn mistakes_are_told_before_anything_is_run() {
    let desk = Desk::new(&risky());
    desk.refused(&["run", "s.toml", "--focus", "us.baned"], &["us.baned", "did you mean `us.banned`?"]);
    desk.refused(&["run", "s.toml", "--focus", "value < 3 days"], &["value < 3 days"]);
    desk.refused(&["run", "s.toml", "--focus", "us.banned", "--precision", "1%"], &["--focus", "--precision"]);
    desk.refused(&["run", "none.toml", "--focus", "us.banned"], &["none.toml"]);
    assert!(!desk.path("output").exists());
}

#[test]
fn several_files_are_looked_at_one_after_another() {
    let desk = Desk::new(&risky());
    desk.write("t.toml", &risky().replace("0.3 per year", "0.2 per year"));
    let found: Vec<Focus> =
        desk.json(&["run", "s.toml", "t.toml", "--focus", "us.banned and value < $90M", "-n", "2000"]);
    assert_eq!(found.iter().map(|of| of.scenario.name.as_str()).collect::<Vec<_>>(), ["s", "t"]);
    assert!(found[0].probability.value > found[1].probability.value);
    assert!(!desk.path("output/comparison").exists());
    let desk = Desk::new(&(BASE.to_owned() + "[policy.ban]\nrate = '0.02 per year'\n"));
    let one: Focus = desk.json(&["run", "s.toml", "--focus", "us.ever_blocked and us.retention < 70%", "-n", "2000"]);
    assert_eq!(one.rounds.iter().map(|round| round.replications).sum::<u64>(), 2_000);
}
