//! What drives value, against known shares, slopes and choices, and against the rows.

use marketgate::analysis::sensitivity::{
    Driver, Effect, Found, Indices, Interval, Part, Sensitivity, Tornado, ValueOfLearning,
};

use crate::sample::{SIGMAS, STILL, another, close};
use crate::study::{Desk, mean_and_error, product, risky, rows};

fn found(desk: &Desk, arguments: &[&str]) -> Sensitivity {
    desk.json(&[&["sensitivity"], arguments].concat())
}

/// Place of the driver with this input.
fn driver(study: &Sensitivity, path: &str) -> usize {
    let found = study.drivers.iter().position(|driver| driver.paths.iter().any(|known| known == path));
    found.unwrap_or_else(|| panic!("no {path} in {:?}", study.drivers))
}

fn luck(study: &Sensitivity) -> usize {
    study.drivers.iter().position(Driver::is_luck).unwrap()
}

/// Holds an estimate against what is known, by its own error and that of what is known.
#[track_caller]
fn near(found: Interval, known: f64, error: f64) {
    assert!(found.se > 0.0, "{found:?} has no error");
    assert!((found.estimate - known).abs() <= SIGMAS * (found.se + error), "{found:?}, not {known} ± {error}");
}

// ---- tornado -------------------------------------------------------------------------------------

fn tornado(study: &Sensitivity) -> Tornado {
    let Found::Tornado { overall, bars } = &study.found else { panic!("{:?}", study.found) };
    Tornado { overall: *overall, bars: bars.clone() }
}

/// Holds a part of a tornado against the values that it is of.
fn is_of(part: Part, mut values: Vec<f64>) {
    let (mean, error) = mean_and_error(values.iter().copied());
    assert_eq!(part.count, values.len() as u64);
    // Rounding only.
    close(part.mean, mean, 1e-12);
    close(part.se.unwrap(), error, 1e-9);
    values.sort_by(f64::total_cmp);
    let place = 0.05 * (values.len() - 1) as f64;
    let ends = [values[place.floor() as usize], values[place.ceil() as usize]];
    // Bins of its sketch are 1/256 of a value wide.
    let slack = ends[1].abs() / 256.0;
    assert!((ends[0] - slack..=ends[1] + slack).contains(&part.p5), "{part:?}: {ends:?}");
    let [low, high] = part.p5_interval.unwrap();
    assert!(low <= part.p5 && part.p5 <= high);
}

/// The correlation ratio over twenty bins by the first thousand rows, corrected as an analysis of variance is.
fn ratio(input: &[f64], values: &[f64]) -> f64 {
    let mut first = input[..1000].to_vec();
    first.sort_by(f64::total_cmp);
    let edges: Vec<f64> = (1..20).map(|bin| first[50 * bin - 1]).collect();
    let bin = |x: f64| edges.iter().filter(|edge| **edge < x).count();
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let (mut between, mut within) = (0.0, 0.0);
    for number in 0..20 {
        let inside: Vec<f64> = rows(values, &input.iter().map(|x| bin(*x) == number).collect::<Vec<_>>());
        let of_bin = inside.iter().sum::<f64>() / inside.len() as f64;
        between += inside.len() as f64 * (of_bin - mean).powi(2);
        within += inside.iter().map(|x| (x - of_bin).powi(2)).sum::<f64>();
    }
    (between - 19.0 / (n - 20.0) * within) / (between + within)
}

#[test]
fn a_tornado_is_that_of_the_rows_from_a_file_and_from_a_finished_run() {
    let desk = Desk::new(&risky());
    desk.run(&["run", "s.toml", "-n", "2500", "--seed", "4", "-q", "--format", "svg"]);
    let study = found(&desk, &["output/s"]);
    assert_eq!(study, found(&desk, &["s.toml", "--method", "tornado", "-n", "2500", "--seed", "4", "-o", "again"]));
    let saved = |folder: &str| desk.bytes(&format!("{folder}/s-tornado/sensitivity.json"));
    assert!(saved("output") == saved("again"));
    assert_eq!((study.histories, study.seed, study.measure.as_str()), (2500, 4, "value"));
    let outcomes = desk.table("output/s/outcomes.csv");
    let values = outcomes.numbers("value");
    let Tornado { overall, bars } = tornado(&study);
    is_of(overall, values.clone());
    assert_eq!(bars.len(), 3);
    for (driver, bar) in study.drivers.iter().zip(bars) {
        let (input, bar) = (outcomes.numbers(&driver.paths[0]), bar.unwrap());
        let mut first = input[..1000].to_vec();
        first.sort_by(f64::total_cmp);
        let [low, high] = [first[99], first[900]];
        assert_eq!((bar.thresholds, bar.strict, driver.grouped), ([low, high], false, false));
        let below = rows(&values, &input.iter().map(|x| *x <= low).collect::<Vec<_>>());
        let above = rows(&values, &input.iter().map(|x| *x >= high).collect::<Vec<_>>());
        let swing = bar.swing.unwrap();
        let [(mean_below, error_below), (mean_above, error_above)] =
            [&below, &above].map(|values| mean_and_error(values.iter().copied()));
        close(swing.estimate, mean_above - mean_below, 1e-9);
        close(swing.se, error_below.hypot(error_above), 1e-9);
        is_of(bar.low.unwrap(), below);
        is_of(bar.high.unwrap(), above);
        assert!((bar.share.unwrap().estimate - ratio(&input, &values)).abs() < 1e-9);
    }
    // By what it does to value each is as it should be.
    let bars = tornado(&study).bars;
    let swing = |path: &str| bars[driver(&study, path)].unwrap().swing.unwrap();
    assert!(swing("markets.us.margin").estimate > 10.0 * swing("markets.us.margin").se);
    near(swing("policy.order.enforcement"), 0.0, 0.0);
    desk.rebuilds("output/s-tornado");
}

#[test]
fn in_a_still_scenario_bars_are_conditional_means_of_the_input() {
    // Value is 1e9 · x · 50%: at x in its lowest tenth of 5 to 15, 5.5 on average, and evenly spread by the design.
    let desk = Desk::new(&product("uniform($5, $15)", "50%"));
    let study = found(&desk, &["s.toml", "--method", "tornado", "-n", "4000"]);
    let bar = tornado(&study).bars[driver(&study, "markets.us.arpu")].unwrap();
    // In a block each of a thousand strata has one draw. That of the stratum in which the first block has its threshold may
    // lie beyond it in the others: one of a hundred draws, $0.5 off their mean.
    close(bar.low.unwrap().mean, 5.5 * 5e8, 0.5 / 99.0 / 5.5);
    close(bar.high.unwrap().mean, 14.5 * 5e8, 0.5 / 99.0 / 14.5);
    // A straight line over twenty bins lacks 1/400.
    assert!((bar.share.unwrap().estimate - (1.0 - 1.0 / 400.0)).abs() < 1e-3);
}

// ---- shares of variance --------------------------------------------------------------------------

fn sobol(study: &Sensitivity) -> Indices {
    let Found::Sobol { value: Some(indices), .. } = &study.found else { panic!("{:?}", study.found) };
    assert_eq!(indices.factors.len(), study.drivers.len());
    indices.clone()
}

/// Relative variance of ARPU from $6 to $14, whose logarithm is normal with these as its 5% and 95% quantiles.
fn of_arpu() -> f64 {
    let deviation = (14.0_f64 / 6.0).ln() / (2.0 * 1.644_853_626_951_472_2);
    (deviation * deviation).exp() - 1.0
}

/// Relative variance of a margin uniform from 30% to 70%.
const OF_MARGIN: f64 = 0.4 * 0.4 / 12.0 / 0.25;

#[test]
fn shares_of_a_product_are_the_known_ones_and_luck_has_none() {
    let desk = Desk::new(&product("$6 to $14", "uniform(30%, 70%)"));
    let study = found(&desk, &["s.toml", "--method", "sobol", "-n", "1500", "--second-order"]);
    let indices = sobol(&study);
    let [x, y] = [of_arpu(), OF_MARGIN];
    // Of a product of independent factors: x + y + xy, relative to the squared mean.
    let all = x + y + x * y;
    for (path, alone) in [("markets.us.arpu", x), ("markets.us.margin", y)] {
        let index = indices.factors[driver(&study, path)];
        near(index.first, alone / all, 0.0);
        near(index.total, (alone + x * y) / all, 0.0);
        // Errors are small enough to tell first from total.
        assert!(index.total.se < 0.1, "{index:?}");
    }
    for nothing in [luck(&study), driver(&study, "policy.order.enforcement")] {
        let index = indices.factors[nothing];
        assert_eq!([index.first.estimate, index.total.estimate], [0.0; 2]);
    }
    // The mean of 3000 points of a Sobol' sequence errs by less than that of independent ones.
    let error = (indices.variance / 3000.0).sqrt();
    assert!((indices.mean - 1e9 * mean_arpu() * 0.5).abs() < SIGMAS * error, "{indices:?}");
    near(indices.alone, (x + y) / all, 0.0);
    let Found::Sobol { rows, pairs, retention, market, .. } = &study.found else { panic!() };
    assert_eq!((*rows, market.as_str()), (1500, "us"));
    assert!(!retention.is_empty() && retention.iter().all(Option::is_none), "users stand still");
    let [arpu, margin] = ["markets.us.arpu", "markets.us.margin"].map(|path| driver(&study, path));
    let pair = pairs.as_ref().unwrap().iter().find(|pair| [pair.i, pair.j] == [arpu.min(margin), arpu.max(margin)]);
    near(pair.unwrap().share, x * y / all, 0.0);
    assert_eq!(study.histories, 1500 * (4 + 2 + 2 + 2 * 4));
    desk.rebuilds("output/s-sobol");
}

/// Mean of ARPU from $6 to $14.
fn mean_arpu() -> f64 {
    84_f64.sqrt() * (1.0 + of_arpu()).sqrt()
}

#[test]
fn where_inputs_decide_nothing_luck_has_all() {
    let desk = Desk::new(&risky().replace("$8 to $12", "$10").replace("uniform(30%, 70%)", "50%"));
    let study = found(&desk, &["s.toml", "--method", "sobol", "-n", "600"]);
    assert_eq!(study.drivers.len(), 2);
    let indices = sobol(&study);
    let index = indices.factors[luck(&study)];
    near(index.first, 1.0, 0.0);
    near(index.total, 1.0, 0.0);
    let index = indices.factors[driver(&study, "policy.order.enforcement")];
    assert_eq!([index.first.estimate, index.total.estimate], [0.0; 2]);
    let Found::Sobol { retention, .. } = &study.found else { panic!() };
    let last = retention.last().unwrap().as_ref().unwrap();
    near(last.factors[luck(&study)].total, 1.0, 0.0);
}

#[test]
fn luck_and_an_input_share_a_product() {
    // When the ban comes hangs on luck alone; value is ARPU times what that leaves.
    let still = risky().replace("uniform(30%, 70%)", "50%");
    let known = Desk::new(&still.replace("$8 to $12", "$10"));
    known.run(&["run", "s.toml", "-n", "8000", "--seed", "9", "-q", "--format", "svg"]);
    let values = known.table("output/s/outcomes.csv").numbers("value");
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let squares: Vec<f64> = values.iter().map(|value| (value / mean - 1.0).powi(2)).collect();
    let (luck_alone, error) = mean_and_error(squares);
    let desk = Desk::new(&still.replace("$8 to $12", "$6 to $14"));
    let study = found(&desk, &["s.toml", "--method", "sobol", "-n", "2500"]);
    let indices = sobol(&study);
    let (x, z) = (of_arpu(), luck_alone);
    let all = x + z + x * z;
    // A share moves by no more than its relative variance does, relatively.
    let error = error / z;
    let index = indices.factors[driver(&study, "markets.us.arpu")];
    near(index.first, x / all, error);
    near(index.total, (x + x * z) / all, error);
    let index = indices.factors[luck(&study)];
    near(index.first, z / all, error);
    near(index.total, (z + x * z) / all, error);
    assert!(x / all > 0.1 && z / all > 0.1, "both matter: {x} {z}");
}

const CORRELATED: &str = "[[correlations]]\nbetween = ['markets.us.arpu', 'markets.us.margin']\nrank = 0.6\n";

#[test]
fn correlated_inputs_are_one_driver_and_are_marked() {
    let desk = Desk::new(&(product("$6 to $14", "uniform(30%, 70%)") + CORRELATED));
    let both = ["markets.us.arpu".to_owned(), "markets.us.margin".to_owned()];
    for method in ["sobol", "morris"] {
        let study = found(&desk, &["s.toml", "--method", method, "-n", "300"]);
        let group = &study.drivers[driver(&study, &both[0])];
        assert_eq!((&group.paths[..], group.grouped, group.dimension), (&both[..], true, None), "{method}");
        assert!(!study.drivers[driver(&study, "policy.order.enforcement")].grouped);
        assert!(!study.warnings.is_empty(), "{method}");
        if method == "sobol" {
            let index = sobol(&study).factors[driver(&study, &both[0])];
            near(index.first, 1.0, 0.0);
            near(index.total, 1.0, 0.0);
        }
    }
    let study = found(&desk, &["s.toml", "--method", "tornado", "-n", "300"]);
    let marked: Vec<(&str, bool)> = study.drivers.iter().map(|d| (d.paths[0].as_str(), d.grouped)).collect();
    assert_eq!(marked.len(), 3);
    assert!(marked.iter().all(|(path, grouped)| *grouped == (*path != "policy.order.enforcement")), "{marked:?}");
    assert!(!study.warnings.is_empty());
}

// ---- elementary effects --------------------------------------------------------------------------

fn effect(study: &Sensitivity, path: &str) -> Effect {
    let Found::Morris { effects, .. } = &study.found else { panic!("{:?}", study.found) };
    effects[driver(study, path)].unwrap()
}

#[test]
fn effects_of_a_sum_are_its_slopes_and_do_not_spread() {
    // Two markets, each worth 5e8 times its ARPU; the levels go from the 0.5% to the 99.5% quantile, 0.99 of a range.
    let two = STILL.to_owned() + &another("eu").replace("$10", "uniform($3, $4)");
    let desk = Desk::new(&two.replace("$10", "uniform($5, $15)"));
    let study = found(&desk, &["s.toml", "--method", "morris", "--trajectories", "25", "-n", "2"]);
    for (path, range) in [("markets.us.arpu", 10.0), ("markets.eu.arpu", 1.0)] {
        let effect = effect(&study, path);
        // Rounding only.
        close(effect.strength, 5e8 * 0.99 * range, 1e-9);
        close(effect.mean, effect.strength, 1e-12);
        assert!(effect.spread.unwrap() < 1e-6 * effect.strength, "{effect:?}");
        assert_eq!(effect.count, 25);
        // A step is two thirds of the levels.
        close(effect.change, effect.strength * 2.0 / 3.0, 1e-12);
    }
    assert_eq!(study.histories, 25 * 3 * 2);
    desk.rebuilds("output/s-morris");
}

#[test]
fn effects_of_a_product_spread_as_the_other_factor_does() {
    let desk = Desk::new(&product("uniform($5, $15)", "uniform(30%, 70%)"));
    let n = 400.0_f64;
    let study = found(&desk, &["s.toml", "--method", "morris", "--trajectories", "400", "-n", "1"]);
    // The other stands at one of four levels, equally likely: a deviation of √(5/36) of its range.
    for (path, slope, mean, range) in [("markets.us.arpu", 9.9, 0.5, 0.4), ("markets.us.margin", 0.396, 10.0, 10.0)] {
        let effect = effect(&study, path);
        let deviation = 1e9 * slope * 0.99 * range * (5.0_f64 / 36.0).sqrt();
        assert!((effect.strength - 1e9 * slope * mean).abs() < SIGMAS * deviation / n.sqrt(), "{effect:?}");
        // A deviation of n values errs by √((κ − 1)/4n) of itself; of four equal levels κ = 1.64.
        close(effect.spread.unwrap(), deviation, SIGMAS * (0.64 / 4.0 / n).sqrt());
        close(effect.se.unwrap(), effect.spread.unwrap() / n.sqrt(), 1e-9);
    }
    let nothing = effect(&study, "policy.order.enforcement");
    assert_eq!([nothing.mean, nothing.strength, nothing.spread.unwrap()], [0.0; 3]);
}

// ---- the value of learning -----------------------------------------------------------------------

/// An order on the first day, surely enforced: who sells gets a known price, who refuses is banned, for good or not.
fn choice() -> String {
    "strategy = 'sell'\n".to_owned()
        + STILL
        + "[policy.order]\nenforcement = '100%'\n[policy.ban]\npermanent = 'uniform(0%, 100%)'\nafter = '20 days'\n\
           [events.o]\non = 2021-01-01\nmarket = 'us'\nkind = 'forced-sale'\ndeadline = '90 days'\n\
           [deal]\nprocess = '45 days'\nhost_delay = '10 days'\nbargaining_power = '100%'\nfallback = '0%'\n\
           [deal.bidders.b]\ninterest = '100%'\nmultiple = 0.58\nhost_approval = '100%'\ndelay = '5 days'\n\
           [strategies.sell]\non_order = 'sell'\nreserve = '0%'\n[strategies.refuse]\non_order = 'refuse'\n"
}

fn learned(study: &Sensitivity) -> (Vec<(f64, Option<f64>)>, ValueOfLearning) {
    let Found::Evppi { means, learning, .. } = &study.found else { panic!("{:?}", study.found) };
    (means.clone(), learning.clone())
}

#[test]
fn learning_is_worth_what_follows_by_hand() {
    let desk = Desk::new(&choice());
    let n = 24_000;
    let study = found(&desk, &["s.toml", "--method", "evppi", "-n", "24000"]);
    let (means, learning) = learned(&study);
    // The same two strategies, each run for itself.
    let value = |strategy: &str, more: &[&str]| {
        let set = format!("strategy={strategy}");
        desk.run(&[&["run", "s.toml", "-n", "24000", "--set", &set, "-q", "--format", "svg"], more].concat());
        desk.table("output/s/outcomes.csv")
    };
    let tables = ["sell", "refuse"].map(|strategy| value(strategy, &[]));
    let values = [0, 1].map(|i| tables[i].numbers("value"));
    for (values, (mean, error)) in values.iter().zip(&means) {
        let (known, known_error) = mean_and_error(values.iter().copied());
        close(*mean, known, 1e-12);
        // Selling is worth the same in all histories, but for the rounding of their mean.
        assert!((error.unwrap() - known_error).abs() <= 1e-12 * known);
    }
    let best = f64::max(means[0].0, means[1].0);
    assert_eq!(means[learning.best].0, best);
    // Knowing everything: the better of the two in each history.
    let foresight: f64 = values[0].iter().zip(&values[1]).map(|(a, b)| a.max(*b)).sum::<f64>() / f64::from(n) - best;
    close(learning.foresight.estimate, foresight, 1e-9);
    // Knowing the probability p of a ban for good: refusing is worth a − b p on average, selling s whatever p is. By tenths of p, whose means
    // are 5%, 15%, ….
    let [never, always] = ["0%", "100%"].map(|p| {
        let set = format!("policy.ban.permanent={p}");
        value("refuse", &["--set", &set]).numbers("value")[0]
    });
    let sold = means[0].0;
    let refused = |p: f64| never - (never - always) * p;
    let tenths = (0..10).map(|tenth| refused((f64::from(tenth) + 0.5) / 10.0));
    let known = tenths.map(|value| value.max(sold)).sum::<f64>() / 10.0 - sold.max(refused(0.5));
    let input = learning.inputs[driver(&study, "policy.ban.permanent")].as_ref().unwrap();
    near(input.worth, known, 0.0);
    assert!(known > 20.0 * input.worth.se, "{known} {:?}", input.worth);
    assert!(input.worth.estimate < learning.foresight.estimate);
    // Who learns that a ban is hardly ever for good refuses, who learns that it is sells.
    // Means of 2,400 histories, each worth either $4.8bn or $0.1bn, err by at most $2.4bn/√2400, and tenths are $0.47bn apart
    // about where both are worth the same, at 40%: the middles of the nearest are 4.9 errors from it.
    let choices: Vec<usize> = input.slices.iter().map(|slice| slice.choice).collect();
    let by_hand: Vec<usize> =
        (0..10).map(|tenth| usize::from(refused((f64::from(tenth) + 0.5) / 10.0) > sold)).collect();
    assert_eq!(choices, by_hand);
    assert!(choices.contains(&0) && choices.contains(&1));
    assert_eq!(study.histories, 48_000);
    desk.rebuilds("output/s-evppi");
}

// ---- the command ---------------------------------------------------------------------------------

#[test]
fn threads_change_no_figure() {
    let desk = Desk::new(&(choice() + "[markets.us.policy.ban]\nrate = '0.1 to 0.4 per year'\n"));
    for (method, n) in
        [("one-at-a-time", "40"), ("tornado", "1500"), ("morris", "30"), ("sobol", "300"), ("evppi", "1500")]
    {
        for threads in ["1", "2"] {
            found(&desk, &["s.toml", "--method", method, "-n", n, "--threads", threads, "-o", threads]);
        }
        let saved = |folder: &str| desk.bytes(&format!("{folder}/s-{method}/sensitivity.json"));
        assert!(saved("1") == saved("2"), "{method}");
    }
}

#[test]
fn what_cannot_be_looked_at_is_refused() {
    let still = Desk::new(STILL);
    for method in ["tornado", "morris", "sobol"] {
        still.refused(
            &["sensitivity", "s.toml", "--method", method, "-n", "20"],
            &["no input of this scenario is uncertain"],
        );
    }
    let desk = Desk::new(&risky());
    desk.refused(&["sensitivity", "s.toml", "--method", "evppi", "-n", "20"], &["one strategy only"]);
    desk.refused(&["sensitivity", "s.toml", "--method", "morris", "--second-order"], &["--second-order", "sobol"]);
    desk.refused(&["sensitivity", "s.toml", "--trajectories", "4"], &["--trajectories", "morris"]);
    desk.refused(&["sensitivity", "s.toml", "--method", "sobl"], &["sobol"]);
    desk.refused(&["sensitivity", "none.toml"], &["none.toml"]);
    desk.run(&["run", "s.toml", "-n", "20", "-q", "--format", "svg"]);
    desk.refused(&["sensitivity", "output/s", "-n", "30"], &["finished run"]);
    desk.refused(&["sensitivity", "output"], &["run.toml"]);
}
