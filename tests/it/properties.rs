//! What must hold in every history of every scenario.

use marketgate::analysis::{Estimate, Fan, Gatherer, Summary};
use marketgate::model::{Plan, World};
use marketgate::scenario::Scenario;
use marketgate::simulation::{Layout, Parameters};

use crate::random;
use crate::sample::{Sample, run, state};

const SCENARIOS: u64 = 400;
const PARTS: [&str; 9] =
    ["blocked", "users_lost", "sale", "restructuring", "threat", "costs", "backlash", "redeployment", "later_risk"];

fn parse(seed: u64) -> Scenario {
    let text = random::scenario(seed);
    Scenario::parse("random.toml", &text, &[]).unwrap_or_else(|error| panic!("seed {seed}: {error}\n{text}"))
}

fn markets(text: &str) -> Vec<&str> {
    let heads = text.lines().filter_map(|line| line.strip_prefix("[markets.")?.strip_suffix(']'));
    heads.filter(|key| !key.contains('.')).collect()
}

#[test]
fn rows_hold_together() {
    let mut seen = [0; 9];
    for seed in 0..SCENARIOS {
        let text = random::scenario(seed);
        let s = run(parse(seed), 12, seed, 2);
        let home = text.contains("\nhome = ");
        for row in 0..s.rows.len() {
            let at = |name: &str| s.rows[row][s.layout.column(name).unwrap()];
            let place = format!("seed {seed}, row {row}");
            check_row(&at, home, &place);
            for market in markets(&text) {
                check_market(&at, market, &s, &place);
                seen[at(&format!("{market}.final_state")) as usize] += 1;
            }
            // A market that loses money may be thrown in, but nobody is paid to take the whole.
            let price: f64 =
                markets(&text).iter().map(|m| at(&format!("{m}.sale_price"))).filter(|p| !p.is_nan()).sum();
            assert!(price >= -1e-6, "{place}: {price}");
            // What fans record at the end is what the row says, in single precision.
            let end = f64::from(s.fans[row][s.layout.value_fan(s.layout.fan_days.len() - 1)]);
            assert!((end - at("value")).abs() <= 1e-6 * at("value").abs() + 1.0, "{place}");
        }
        assert!(s.fans.iter().flatten().all(|x| x.is_finite()), "seed {seed}");
        assert!(s.states.iter().flatten().all(|x| *x < 9), "seed {seed}");
    }
    // The scenarios reach every state, so that nothing above was looked at in vain.
    assert!(seen.iter().all(|n| *n > 20), "{seen:?}");
}

fn check_row(at: &impl Fn(&str) -> f64, home: bool, place: &str) {
    for name in ["value", "value_abroad", "baseline_value", "baseline_value_abroad", "loss", "sunk", "terminal_value"] {
        assert!(at(name).is_finite(), "{place}: {name}");
    }
    assert_eq!(at("loss"), at("baseline_value") - at("value"), "{place}");
    for name in ["retaliations", "export_control", "peak_backlash"] {
        assert!(if home { at(name) >= 0.0 } else { at(name).is_nan() }, "{place}: {name}");
    }
    bridge(&|part| at(&format!("bridge.{part}")), at("value"), at("baseline_value"), place);
}

/// The parts of a bridge sum to value − baseline but for rounding.
fn bridge(part: &impl Fn(&str) -> f64, value: f64, baseline: f64, place: &str) {
    let sum: f64 = PARTS.iter().map(|name| part(name)).sum();
    let gross: f64 = PARTS.iter().map(|name| part(name).abs()).sum::<f64>() + value.abs() + baseline.abs();
    assert!((sum - (value - baseline)).abs() <= 1e-9 * gross, "{place}: {sum} and {}", value - baseline);
}

fn check_market(at: &impl Fn(&str) -> f64, market: &str, s: &Sample, place: &str) {
    let place = format!("{place}, {market}");
    let of = |name: &str| at(&format!("{market}.{name}"));
    bridge(&|part| of(&format!("bridge.{part}")), of("value"), of("baseline_value"), &place);
    let dates: Vec<&str> =
        ["", ".50d", ".1y"].into_iter().filter(|d| s.layout.column(&format!("{market}.cohort{d}")).is_some()).collect();
    for date in dates {
        for measure in ["retention", "vs_baseline"] {
            let x = of(&format!("{measure}{date}"));
            assert!(x.is_finite() && x >= 0.0, "{place}: {measure}{date} {x}");
        }
        assert!((0.0..=1.0 + 1e-12).contains(&of(&format!("cohort{date}"))), "{place}");
    }
    let horizon = *s.layout.fan_days.last().unwrap();
    let days = of("days_without_access");
    assert!((0.0..=horizon).contains(&days), "{place}: {days}");
    assert!(days == 0.0 || of("ever_blocked") == 1.0, "{place}");
    for measure in ["review", "order", "restriction", "ban"] {
        let (count, first) = (of(&format!("{measure}s")), of(&format!("first_{measure}_day")));
        assert!(count >= 0.0 && count.fract() == 0.0, "{place}");
        assert!(if count == 0.0 { first.is_nan() } else { (0.0..=horizon).contains(&first) }, "{place}: {first}");
    }
    let ending = of("final_state");
    assert!((0.0..9.0).contains(&ending) && ending.fract() == 0.0, "{place}");
    assert_eq!(ending == state::DIVESTED, !of("sale_price").is_nan(), "{place}");
    assert_eq!(of("sale_price").is_nan(), of("sale_discount").is_nan(), "{place}");
    assert!(ending != state::EXITED || of("retention") == 0.0, "{place}");
}

#[test]
fn stocks_are_never_negative_and_nobody_is_counted_twice() {
    for seed in 0..SCENARIOS {
        let scenario = parse(seed);
        // Those beyond the horizon never come.
        let days: Vec<f64> = (0..200).map(|k| f64::from(k) * 11.3).collect();
        let plan = Plan::new(&scenario, seed, days);
        let parameters = Parameters::new(&scenario, seed);
        let (mut uniforms, mut values) = (Vec::new(), Vec::new());
        parameters.block(0, &mut uniforms);
        let mut world = World::new(&plan, false);
        for replication in 0..8 {
            parameters.values(&uniforms, replication, &mut values);
            world.start_replication(replication as u64, &values).unwrap();
            world.run(|world, _| (0..world.markets.len()).for_each(|m| check_stocks(world, m, seed))).unwrap();
        }
    }
}

fn check_stocks(world: &World, m: usize, seed: u64) {
    let stocks = world.stocks_now(m);
    let people = [stocks.active, stocks.circumventing, stocks.dormant, stocks.captured];
    let cohort = [stocks.cohort.active, stocks.cohort.circumventing, stocks.cohort.dormant];
    assert!(people.iter().chain(&cohort).all(|x| *x >= 0.0 && x.is_finite()), "seed {seed}: {stocks:?}");
    assert!(cohort.iter().sum::<f64>() <= 1.0 + 1e-9, "seed {seed}: {stocks:?}");
    let rates = world.pressure_rates(m);
    assert!(rates.iter().all(|rate| *rate >= 0.0 && rate.is_finite()), "seed {seed}: {rates:?}");
    let cut_off = world.markets[m].access.is_cut_off();
    assert!(!cut_off || stocks.active == 0.0, "seed {seed}: {stocks:?}");
    assert!(cut_off || stocks.circumventing == 0.0, "seed {seed}: {stocks:?}");
    assert!(world.anger_at(world.now) >= 0.0);
}

// ---- figures -------------------------------------------------------------------------------------

fn summary(scenario: &Scenario, count: u64, seed: u64) -> Summary {
    let layout = Layout::new(scenario);
    let mut gatherer = Gatherer::new(scenario, &layout);
    let settings = marketgate::simulation::Settings { replications: count, seed, threads: 2 };
    let stop = std::sync::atomic::AtomicBool::new(false);
    marketgate::simulation::simulate(scenario, &layout, settings, &stop, |block| {
        gatherer.take(block);
        Ok(())
    })
    .unwrap();
    gatherer.summary(seed).unwrap()
}

fn ordered(quantiles: &[Option<f64>], place: &str) {
    assert!(quantiles.windows(2).all(|pair| pair[0] <= pair[1]), "{place}: {quantiles:?}");
}

fn check_estimate(estimate: &Estimate, place: &str) {
    let Estimate { p5, p25, p50, p75, p95, .. } = *estimate;
    ordered(&[p5, p25, p50, p75, p95], place);
    assert_eq!(estimate.count == 0, estimate.mean.is_none(), "{place}");
    for (key, interval) in &estimate.intervals {
        assert!(interval[0] <= interval[1], "{place}: {key}");
    }
}

fn check_fan(fan: &Fan, dates: usize, place: &str) {
    for i in 0..dates {
        ordered(&[fan.p5[i], fan.p25[i], fan.p50[i], fan.p75[i], fan.p95[i]].map(Some), place);
    }
}

#[test]
fn quantiles_are_ordered_and_shares_sum_to_1() {
    for seed in 0..40 {
        let scenario = parse(seed);
        let s = summary(&scenario, 60, seed);
        let dates = s.dates.len();
        for estimate in [&s.value, &s.value_abroad, &s.baseline_value, &s.loss, &s.sunk] {
            check_estimate(estimate, &format!("seed {seed}"));
        }
        // The mean of the worst twentieth lies beyond its edge, but for the width of a bin.
        let beyond = |of: &Estimate| of.es5.zip(of.p5.zip(of.p95)).unwrap();
        let (worst, (edge, _)) = beyond(&s.value);
        assert!(worst <= edge + 0.01 * edge.abs(), "seed {seed}: {worst}, {edge}");
        let (worst, (_, edge)) = beyond(&s.loss);
        assert!(worst >= edge - 0.01 * edge.abs(), "seed {seed}: {worst}, {edge}");
        check_fan(&s.value_path, dates, &format!("seed {seed}"));
        for (key, market) in &s.markets {
            let place = format!("seed {seed}, {key}");
            let figures = [&market.retention, &market.vs_baseline, &market.cohort, &market.value, &market.sale_price];
            figures.iter().for_each(|estimate| check_estimate(estimate, &place));
            market.fans.values().for_each(|fan| check_fan(fan, dates, &place));
            let sum: f64 = market.outcomes.values().sum();
            assert!((sum - 1.0).abs() < 1e-12, "{place}: {sum}");
            for date in 0..dates {
                let sum: f64 = market.access.values().map(|shares| shares[date]).sum();
                assert!((sum - 1.0).abs() < 1e-12, "{place}: {sum}");
            }
        }
        assert!(!serde_json::to_string(&s).unwrap().contains("NaN"));
    }
}
