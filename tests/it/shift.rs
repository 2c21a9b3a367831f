//! Runs seen otherwise: bands, events at other probabilities and what goes with a condition, against the rows.

use marketgate::analysis::shift::{How, Moved, Shift, ShiftedBy, Told};
use marketgate::normal;

use crate::sample::{SIGMAS, STILL, another, close, integral};
use crate::study::{Desk, Table, mean_and_error, product, risky, rows, unwrapped};

/// Quantile 5% of the standard normal.
const Z05: f64 = -1.644_853_626_951_472_2;

/// Runs `s.toml` and reads its rows.
fn run(desk: &Desk, n: &str) -> Table {
    desk.run(&["run", "s.toml", "-n", n, "-q", "--format", "svg"]);
    desk.table("output/s/outcomes.csv")
}

fn stress(desk: &Desk, arguments: &[&str]) -> Shift {
    desk.json(&[&["stress"], arguments].concat())
}

fn reweight(desk: &Desk, arguments: &[&str]) -> Shift {
    desk.json(&[&["reweight", "output/s"], arguments].concat())
}

fn told(shift: &Shift, path: &str) -> [(f64, f64); 3] {
    let figure = shift.figures.get(path).unwrap_or_else(|| panic!("no {path} in {:?}", shift.figures.keys()));
    let of = |told: Told| (told.value.unwrap(), told.se.unwrap());
    [of(figure.before), of(figure.after), of(figure.change)]
}

/// Whether a figure is the mean of something in each row.
fn is_mean(path: &str) -> bool {
    path.split('.').next_back() == Some("mean") || path.contains(".outcomes.")
}

/// What a figure is of each row.
fn figure(outcomes: &Table, path: &str) -> Vec<f64> {
    if let Some(state) = path.strip_prefix("markets.us.outcomes.") {
        return outcomes.words("us.final_state").iter().map(|word| f64::from(u8::from(word == state))).collect();
    }
    outcomes.numbers(path.trim_start_matches("markets.").trim_end_matches(".mean"))
}

/// Holds means before and after, and their change, against the rows in which something holds and the others.
fn means(shift: &Shift, outcomes: &Table, holds: &[bool]) {
    let others: Vec<bool> = holds.iter().map(|holds| !holds).collect();
    let n = holds.len() as f64;
    let share = holds.iter().filter(|holds| **holds).count() as f64 / n;
    let mut looked = 0;
    for path in shift.figures.keys().filter(|path| is_mean(path)) {
        let values = figure(outcomes, path);
        let (all, all_error) = mean_and_error(values.iter().copied());
        let (there, error) = mean_and_error(rows(&values, holds));
        let (elsewhere, error_elsewhere) = mean_and_error(rows(&values, &others));
        let [before, after, change] = told(shift, path);
        // Rounding only; but that the error of the whole is put together from variances of the parts with one history less
        // each, not one less in all.
        close(before.0, all, 1e-11);
        let parts = error * error * share * n + error_elsewhere * error_elsewhere * (1.0 - share) * n;
        close(before.1, all_error, 1e-11 + parts / (all_error * all_error * n * n));
        close(after.0, there, 1e-11);
        assert!((after.1 - error).abs() <= 1e-9 * error + 1e-9 * there.abs(), "{path}: {after:?}, not {error}");
        let gap = there - elsewhere;
        assert!((change.0 - (1.0 - share) * gap).abs() <= 1e-9 * there.abs().max(all.abs()), "{path}: {change:?}");
        // The change is (1 − p)(there − elsewhere), whose p was found too.
        let known = (1.0 - share).powi(2) * (error * error + error_elsewhere * error_elsewhere)
            + gap * gap * share * (1.0 - share) / n;
        assert!(
            (change.1 - known.sqrt()).abs() <= 1e-6 * known.sqrt() + 1e-9,
            "{path}: {change:?}, not {}",
            known.sqrt()
        );
        looked += 1;
    }
    assert!(looked >= 5, "{looked} figures");
}

/// Holds quantiles of value and its distribution against rows.
fn quantiles(shift: &Shift, values: &[f64], after: bool) {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len();
    for (name, p) in [("p5", 0.05), ("p50", 0.5), ("p95", 0.95)] {
        let found = told(shift, &format!("value.{name}"))[usize::from(after)].0;
        let ends = [(p * n as f64).floor() as usize - 1, (p * n as f64).ceil() as usize].map(|i| sorted[i.min(n - 1)]);
        // A bin of the sketch is at most 1/1024 of a value wide.
        assert!(
            (ends[0] * (1.0 - 1.0 / 1024.0)..=ends[1] * (1.0 + 1.0 / 1024.0)).contains(&found),
            "{name}: {found} {ends:?}"
        );
    }
    let below = if after { &shift.below_after } else { &shift.below_before };
    for (level, found) in shift.grid.iter().zip(below) {
        let at = |level: f64| values.iter().filter(|value| **value <= level).count() as f64 / n as f64;
        let slack = level.abs() / 1024.0;
        assert!((at(level - slack) - 1e-9..=at(level + slack) + 1e-9).contains(found), "{level}: {found}");
    }
}

// ---- bands ---------------------------------------------------------------------------------------

#[test]
fn a_wide_band_is_the_rows_that_lie_in_it() {
    let desk = Desk::new(&risky());
    let outcomes = run(&desk, "4000");
    let shift = stress(&desk, &["output/s", "--set-band", "markets.us.arpu=p0..p50"]);
    // The median of a lognormal with these 5% and 95% quantiles.
    let median = 96_f64.sqrt();
    let holds: Vec<bool> = outcomes.numbers("markets.us.arpu").iter().map(|x| *x <= median).collect();
    let count = holds.iter().filter(|holds| **holds).count() as u64;
    // Every block of a thousand has one draw in each of a thousand strata.
    assert_eq!((shift.how, shift.effective), (How::Reweighted { rows: count }, 2000.0));
    means(&shift, &outcomes, &holds);
    let values = outcomes.numbers("value");
    quantiles(&shift, &values, false);
    quantiles(&shift, &rows(&values, &holds), true);
    let ShiftedBy::Bands(bands) = &shift.by else { panic!("{:?}", shift.by) };
    assert_eq!((bands[0].shares, bands[0].values[0]), ([0.0, 0.5], None));
    close(bands[0].values[1].unwrap(), median, 1e-12);
    desk.rebuilds("output/s-stress");
    // Two bands hold together; shares are also written as such.
    let two = ["--set-band", "markets.us.arpu=p20..p100", "--set-band", "markets.us.margin=10%..60%"];
    let shift = stress(&desk, &[&["output/s"], &two[..]].concat());
    let low = 10.0_f64 * (96_f64.sqrt() / 10.0); // the median again
    let low = low * (normal::quantile(normal::Level::new(0.2)) / -Z05 * (12.0_f64 / 8.0).sqrt().ln()).exp();
    let holds: Vec<bool> = outcomes
        .numbers("markets.us.arpu")
        .iter()
        .zip(outcomes.numbers("markets.us.margin"))
        .map(|(x, y)| *x >= low && (0.34..=0.54).contains(&y))
        .collect();
    assert!(holds.iter().filter(|holds| **holds).count() > 1000);
    means(&shift, &outcomes, &holds);
}

#[test]
fn a_thousand_histories_are_enough_and_fewer_are_simulated_anew() {
    let desk = Desk::new(&product("uniform($5, $15)", "50%"));
    run(&desk, "4000");
    let how = |band: &str| stress(&desk, &["output/s", "--set-band", &format!("markets.us.arpu={band}")]).how;
    assert_eq!(how("p25..p50"), How::Reweighted { rows: 1000 });
    assert_eq!(how("p25..p49.9"), How::Simulated { rows: 4000, found: 996 });
    for (band, says) in [("p0..p90", "finished run"), ("p0..p10", "simulated anew")] {
        let told =
            desk.run(&["stress", "output/s", "--set-band", &format!("markets.us.arpu={band}"), "--format", "svg"]);
        assert!(told.to_lowercase().contains(says), "{band}: {told}");
    }
}

#[test]
fn every_history_simulated_anew_lies_in_the_band() {
    // Value is 5e8 · x, x uniform from 5 to 15: in p40..p43 from 4.5bn to 4.65bn, evenly.
    let desk = Desk::new(&product("uniform($5, $15)", "50%"));
    run(&desk, "2000");
    let shift = stress(&desk, &["output/s", "--set-band", "markets.us.arpu=p40..p43"]);
    assert_eq!(shift.how, How::Simulated { rows: 2000, found: 60 });
    let [_, after, change] = told(&shift, "value.mean");
    // Two thousand independent draws err by 0.15bn/√12/√2000, and those of strata by less.
    assert!((after.0 - 4.575e9).abs() < SIGMAS * after.1 && after.1 < 1.1e6, "{after:?}");
    close(after.1, 0.15e9 / (12.0_f64 * 2000.0).sqrt(), 0.05);
    close(change.0, after.0 - told(&shift, "value.mean")[0].0, 1e-9);
    for (level, below) in shift.grid.iter().zip(&shift.below_after) {
        // Bins of the sketch are at most 1/1024 of a value wide.
        if *level <= 4.5e9 * (1.0 - 1.0 / 1024.0) {
            assert_eq!(*below, 0.0, "{level}");
        }
        if *level >= 4.65e9 * (1.0 + 1.0 / 1024.0) {
            close(*below, 1.0, 1e-12);
        }
    }
    // Another seed draws others.
    let other = stress(&desk, &["s.toml", "-n", "2000", "--seed", "2", "--set-band", "markets.us.arpu=p40..p43"]);
    assert_ne!(told(&other, "value.mean")[1].0, after.0);
}

#[test]
fn what_is_correlated_with_a_band_goes_with_it() {
    let correlated = "[[correlations]]\nbetween = ['markets.us.arpu', 'markets.us.margin']\nrank = 0.8\n";
    let desk = Desk::new(&(product("uniform($5, $15)", "uniform(30%, 70%)") + correlated));
    run(&desk, "3000");
    let shift = stress(&desk, &["output/s", "--set-band", "markets.us.arpu=p0..p5"]);
    assert_eq!(shift.how, How::Simulated { rows: 3000, found: 150 });
    // A normal copula: given z of the ARPU, the margin is 30% + 40% Φ(r z + √(1 − r²) e), of which the mean is
    // 30% + 40% Φ(r z / √(2 − r²)).
    let r = 2.0 * (std::f64::consts::PI * 0.8 / 6.0).sin();
    let arpu = |z: f64| 5.0 + 10.0 * normal::cdf(z);
    let margin = |z: f64| 0.3 + 0.4 * normal::cdf(r * z / (2.0 - r * r).sqrt());
    let known = integral(-9.0, Z05, 2000, |z| 1e9 * arpu(z) * margin(z) * normal::density(z)) / 0.05;
    let [_, after, _] = told(&shift, "value.mean");
    assert!((after.0 - known).abs() < SIGMAS * after.1, "{after:?}, not {known}");
    // Without the dependence the mean would be 5.25 · 50%, many errors away.
    assert!((2.625e9 - known) > 20.0 * after.1);
}

#[test]
fn threads_change_no_figure_of_a_band() {
    let desk = Desk::new(&risky());
    for threads in ["1", "2"] {
        let band = ["--set-band", "markets.us.arpu=p95..p100", "--threads", threads, "-o", threads];
        let shift = stress(&desk, &[&["s.toml", "-n", "2300"], &band[..]].concat());
        assert!(matches!(shift.how, How::Simulated { .. }));
    }
    assert!(desk.bytes("1/s-stress/shift.json") == desk.bytes("2/s-stress/shift.json"));
    assert!(desk.bytes("1/s-stress/shift.csv") == desk.bytes("2/s-stress/shift.csv"));
}

#[test]
fn bands_that_are_none_are_refused() {
    let desk = Desk::new(&(risky() + "[policy.review]\nlength = '20 days to 90 days'\n").replacen(
        "[policy.review]\nlength = \"30 days\"\n",
        "",
        1,
    ));
    run(&desk, "200");
    for (band, parts) in [
        ("markets.us.arpuu=p0..p5", &["no input `markets.us.arpuu`", "`markets.us.arpu`"][..]),
        ("markets.us.users=p0..p5", &["`markets.us.users`"]),
        ("policy.review.length=p0..p5", &["`policy.review.length` is not drawn once a simulation"]),
        ("markets.us.arpu=p5..p5", &["first end is to lie below"]),
        ("markets.us.arpu=p0..p101", &["PATH=pA..pB"]),
        ("markets.us.arpu=low", &["PATH=pA..pB"]),
        ("markets.us.arpu", &["PATH=pA..pB"]),
        ("markets.us.arpu=p0..p0.01", &["too little to simulate"]),
    ] {
        desk.refused(&["stress", "output/s", "--set-band", band], parts);
    }
    let twice = ["--set-band", "markets.us.arpu=p0..p5", "--set-band", "markets.us.arpu=p0..p9"];
    desk.refused(&[&["stress", "output/s"], &twice[..]].concat(), &["given twice"]);
    desk.refused(&["stress", "output/s"], &["--set-band"]);
    desk.refused(&["stress", "output/s", "-n", "7", "--set-band", "markets.us.arpu=p0..p5"], &["finished run"]);
}

/// Means in the rows, each with a weight, against a shift.
fn weighted_means(shift: &Shift, outcomes: &Table, weights: &[f64]) {
    let whole: f64 = weights.iter().sum();
    for path in shift.figures.keys().filter(|path| is_mean(path)) {
        let values = figure(outcomes, path);
        let mean = values.iter().zip(weights).map(|(value, weight)| value * weight).sum::<f64>() / whole;
        let [before, after, change] = told(shift, path);
        assert!((after.0 - mean).abs() <= 1e-9 * mean.abs().max(before.0.abs()), "{path}: {after:?}, not {mean}");
        assert!((change.0 - (after.0 - before.0)).abs() <= 1e-9 * mean.abs().max(before.0.abs()), "{path}: {change:?}");
    }
    let squares: f64 = weights.iter().map(|weight| weight * weight).sum();
    close(shift.effective, whole * whole / squares, 1e-9);
}

#[test]
fn a_band_of_a_choice_holds_its_share_of_each_value() {
    // $6 holds 0% to 50%, $8 holds 50% to 80%, $12 the rest.
    let ban = "[policy.ban]\nrate = '0.3 per year'\npermanent = '100%'\n";
    let desk = Desk::new(&(product("choice(50%: $6, 30%: $8, 20%: $12)", "uniform(30%, 70%)") + ban));
    let outcomes = run(&desk, "6000");
    let arpu = outcomes.numbers("markets.us.arpu");
    let count = |value: f64| arpu.iter().filter(|x| **x == value).count() as u64;
    assert_eq!([6.0, 8.0, 12.0].map(count), [3000, 1800, 1200]);
    for (band, of, rows) in [
        ("p50..p80", [0.0, 1.0, 0.0], 1800),
        ("p0..p5", [1.0, 0.0, 0.0], 3000),
        ("p40..p70", [0.2, 2.0 / 3.0, 0.0], 4800),
        ("p75..p100", [0.0, 1.0 / 6.0, 1.0], 3000),
    ] {
        let shift = stress(&desk, &["output/s", "--set-band", &format!("markets.us.arpu={band}")]);
        let weights: Vec<f64> =
            arpu.iter().map(|x| of[[6.0, 8.0, 12.0].iter().position(|v| v == x).unwrap()]).collect();
        assert_eq!(shift.how, How::Reweighted { rows }, "{band}");
        weighted_means(&shift, &outcomes, &weights);
    }
    let told = desk.run(&["stress", "output/s", "--set-band", "markets.us.arpu=p50..p80", "--format", "svg"]);
    assert!(unwrapped(&told).contains("at $8.00 a year (50% to 80% of its distribution)"), "{told}");
    desk.rebuilds("output/s-stress");
    // Where too few are there, those simulated anew have the same weights: $6 counts a fifth of $8's two thirds and so on.
    run(&desk, "1000");
    let shift = stress(&desk, &["output/s", "--set-band", "markets.us.arpu=p40..p70"]);
    assert!(matches!(shift.how, How::Simulated { rows: 1000, .. }), "{:?}", shift.how);
    // Of 1,000 in the band 625 are at $6 with weight 0.2, 375 at $8 with weight 2/3: a third of the weight, and two thirds.
    let known = (375.0_f64).powi(2) / (625.0 * 0.04 + 375.0 * 4.0 / 9.0);
    assert!((shift.effective - known).abs() < 0.1 * known, "{} for {known}", shift.effective);
}

#[test]
fn a_band_of_rows_of_data_holds_its_share_of_each() {
    let text = product("$10", "uniform(30%, 70%)").replace("arpu = \"$10\"", "arpu = { csv = 'd.csv', column = 'x' }");
    let desk = Desk::new(&text);
    desk.write("d.csv", "x\n$5\n$5\n$5\n$10\n$20\n");
    let outcomes = run(&desk, "5000");
    let arpu = outcomes.numbers("markets.us.arpu");
    for (band, of) in [("p60..p80", [0.0, 1.0, 0.0]), ("p40..p80", [1.0 / 3.0, 1.0, 0.0]), ("p0..p20", [1.0, 0.0, 0.0])]
    {
        let shift = stress(&desk, &["output/s", "--set-band", &format!("markets.us.arpu={band}")]);
        let weights: Vec<f64> =
            arpu.iter().map(|x| of[[5.0, 10.0, 20.0].iter().position(|v| v == x).unwrap()]).collect();
        if matches!(shift.how, How::Reweighted { .. }) {
            weighted_means(&shift, &outcomes, &weights);
        } else {
            let [_, after, _] = told(&shift, "value.mean");
            // Value is 1e9 times ARPU times a margin of 50% on average.
            assert!((after.0 - 1e9 * 10.0 * 0.5).abs() < SIGMAS * after.1, "{band}: {after:?}");
        }
    }
}

#[test]
fn what_an_input_has_no_part_in_is_not_said_to_move() {
    // Nine markets; the ARPU of one decides its value, and nothing in the others.
    let others: String = (0..8).map(|i| another(&format!("m{i}"))).collect();
    let ban = "[policy.ban]\nrate = '0.2 per year'\npermanent = '100%'\n";
    let text = STILL.replace("arpu = \"$10\"", "arpu = \"$8 to $12\"") + &others + ban;
    let desk = Desk::new(&text);
    let mut beyond = 0;
    for seed in ["1", "2"] {
        desk.run(&["run", "s.toml", "-n", "2000", "--seed", seed, "-q", "--format", "svg"]);
        let shift = stress(&desk, &["output/s", "--set-band", "markets.us.arpu=p0..p60"]);
        let changed: Vec<&str> = shift.changed().into_iter().map(|(path, _)| path).collect();
        assert!(changed.contains(&"markets.us.value.mean"), "{changed:?}");
        assert!(!changed.iter().any(|path| path.starts_with("markets.m")), "{changed:?}");
        // Beyond two errors there are some of these eighty, as there must be by chance.
        let sure = |told: &Told| told.value.unwrap().abs() > 2.0 * told.se.unwrap();
        beyond += shift.figures.iter().filter(|(path, f)| path.starts_with("markets.m") && sure(&f.change)).count();
        let told = desk.run(&["stress", "output/s", "--set-band", "markets.us.arpu=p0..p60", "--format", "svg"]);
        assert!(!(0..8).any(|i| told.contains(&format!(" m{i} ")) || told.contains(&format!("(m{i})"))), "{told}");
    }
    assert!(beyond > 0);
}

// ---- reverse -------------------------------------------------------------------------------------

#[test]
fn reverse_tells_which_inputs_moved_and_makes_a_scenario_of_them() {
    // Bans are rare here, so that inputs have their part in a low value.
    let desk = Desk::new(&risky().replace("0.3 per year", "0.03 per year"));
    let outcomes = run(&desk, "3000");
    let condition = "value < $2.5B and not us.exited";
    let shift = stress(&desk, &["output/s", "--reverse", condition]);
    let values = outcomes.numbers("value");
    let holds: Vec<bool> = values.iter().map(|value| *value < 2.5e9).collect();
    let others: Vec<bool> = holds.iter().map(|holds| !holds).collect();
    let count = holds.iter().filter(|holds| **holds).count();
    assert!(count > 300 && count < 2700);
    assert_eq!((shift.how, shift.effective), (How::Reweighted { rows: count as u64 }, count as f64));
    means(&shift, &outcomes, &holds);
    quantiles(&shift, &rows(&values, &holds), true);
    let ShiftedBy::Condition { condition: stated, moved, name } = &shift.by else { panic!("{:?}", shift.by) };
    assert_eq!((stated.as_str(), moved.len()), (condition, 3));
    assert!(moved.is_sorted_by(|a, b| a.shift.abs() >= b.shift.abs()));
    for Moved { path, shift: found, se, before, after, .. } in moved {
        let input = outcomes.numbers(path);
        let (all, error) = mean_and_error(input.iter().copied());
        let deviation = error * (input.len() as f64).sqrt();
        let [(there, there_error), (_, elsewhere_error)] =
            [&holds, &others].map(|keep| mean_and_error(rows(&input, keep)));
        assert!((found - (there - all) / deviation).abs() < 1e-9, "{path}: {found}");
        let out = 1.0 - count as f64 / input.len() as f64;
        close(*se, out * there_error.hypot(elsewhere_error) / deviation, 1e-9);
        for (quantiles, mut values) in [(before, input.clone()), (after, rows(&input, &holds))] {
            values.sort_by(f64::total_cmp);
            for (found, p) in quantiles.iter().zip([0.05, 0.5, 0.95]) {
                let place = p * (values.len() - 1) as f64;
                let ends = [place.floor(), place.ceil()].map(|i| values[i as usize]);
                // Bins of the sketch are 1/256 of a value wide.
                assert!((ends[0] * (1.0 - 1.0 / 256.0)..=ends[1] * (1.0 + 1.0 / 256.0)).contains(found), "{path} {p}");
            }
        }
    }
    // A low margin makes a low value; what decides nothing has no part in it.
    assert_eq!(moved[0].path, "markets.us.margin");
    assert!(name.starts_with("low markets.us.margin") && !name.contains("enforcement"), "{name}");
    let table = desk.table("output/s-stress/moved.csv");
    assert_eq!(table.words("input"), moved.iter().map(|m| m.path.as_str()).collect::<Vec<_>>());
    assert_eq!(table.numbers("shift_sd"), moved.iter().map(|m| m.shift).collect::<Vec<_>>());
    desk.rebuilds("output/s-stress");
    // Their scenario can be checked and run, and is worse on the same luck.
    desk.run(&["check", "output/s-stress/scenario.toml"]);
    let bad: serde_json::Value = desk.json(&["run", "output/s-stress/scenario.toml", "-n", "3000", "-o", "bad"]);
    let (mean, error) = mean_and_error(values);
    assert!(bad["value"]["mean"].as_f64().unwrap() < mean - SIGMAS * error, "{bad}");
    let bad = desk.table("bad/s-bad/outcomes.csv");
    let mut margin = bad.numbers("markets.us.margin");
    margin.sort_by(f64::total_cmp);
    // A to B are quantiles 5% and 95%; values in the file have seven digits, and the design has each stratum once.
    close(margin[150], moved[0].after[0], 0.01);
    close(margin[2850], moved[0].after[2], 0.01);
}

#[test]
fn conditions_that_set_nothing_apart_are_refused() {
    let desk = Desk::new(&risky());
    run(&desk, "200");
    for (condition, parts) in [
        ("value < $0", &["holds in 0 of 200"][..]),
        ("value > -$1", &["holds in 200 of 200"]),
        ("vlaue < $1B", &["^^^^^", "`value`"]),
        ("value", &["not a condition"]),
    ] {
        desk.refused(&["stress", "output/s", "--reverse", condition], parts);
    }
    let both = ["--reverse", "us.banned", "--set-band", "markets.us.arpu=p0..p5"];
    desk.refused(&[&["stress", "output/s"], &both[..]].concat(), &["cannot be used with"]);
}

// ---- other probabilities -------------------------------------------------------------------------

#[test]
fn an_event_at_another_probability_weighs_both_parts() {
    let desk = Desk::new(&risky());
    let outcomes = run(&desk, "4000");
    let banned: Vec<bool> = outcomes.words("us.final_state").iter().map(|word| word == "banned").collect();
    let open: Vec<bool> = banned.iter().map(|banned| !banned).collect();
    let count = |holds: &[bool]| holds.iter().filter(|holds| **holds).count() as f64;
    let (n1, n0) = (count(&banned), count(&open));
    for (statement, p) in [("us.banned=0.35", 0.35), ("us.final_state == banned=90%", 0.9), ("us.banned=0%", 0.0)] {
        let shift = reweight(&desk, &["--probability", statement]);
        // Equal weights within each part: (Σw)²/Σw².
        close(shift.effective, 1.0 / (p * p / n1 + (1.0 - p) * (1.0 - p) / n0), 1e-9);
        let ShiftedBy::Probabilities(stated) = &shift.by else { panic!("{:?}", shift.by) };
        assert_eq!((stated[0].before, stated[0].after, stated[0].count), (n1 / 4000.0, p, n1 as u64));
        let mut looked = 0;
        for path in shift.figures.keys().filter(|path| is_mean(path)) {
            let values = figure(&outcomes, path);
            let [(there, there_error), (rest, rest_error)] =
                [&banned, &open].map(|keep| mean_and_error(rows(&values, keep)));
            let [before, after, change] = told(&shift, path);
            let scale = there.abs().max(rest.abs());
            assert!((after.0 - (p * there + (1.0 - p) * rest)).abs() <= 1e-9 * scale, "{path}: {after:?}");
            assert!((change.0 - (after.0 - before.0)).abs() <= 1e-9 * scale, "{path}: {change:?}");
            // The shares are stated, so that the parts alone err.
            let error = (p * there_error).hypot((1.0 - p) * rest_error);
            assert!((after.1 - error).abs() <= 1e-9 * scale, "{path}: {after:?}, not {error}");
            looked += 1;
        }
        assert!(looked >= 4, "{looked}");
        // The median has half of the weight below it.
        let median = told(&shift, "value.p50")[1].0;
        let weight = |below: &dyn Fn(f64) -> bool| -> f64 {
            let values = outcomes.numbers("value");
            let of = |keep: &[bool]| rows(&values, keep).iter().filter(|value| below(**value)).count() as f64;
            p * of(&banned) / n1 + (1.0 - p) * of(&open) / n0
        };
        // A bin of the sketch is at most 1/1024 of a value wide.
        assert!(weight(&|value| value < median * (1.0 - 1.0 / 1024.0)) <= 0.5, "{statement}");
        assert!(weight(&|value| value <= median * (1.0 + 1.0 / 1024.0)) >= 0.5, "{statement}");
    }
    desk.rebuilds("output/s-reweight");
}

#[test]
fn stating_what_was_found_changes_nothing() {
    let desk = Desk::new(&risky());
    let outcomes = run(&desk, "2000");
    let share = outcomes.numbers("value").iter().filter(|value| **value < 2e9).count() as f64 / 2000.0;
    let shift = reweight(&desk, &["--probability", &format!("value < $2B={share}")]);
    // Rounding only.
    close(shift.effective, 2000.0, 1e-9);
    for (path, figure) in &shift.figures {
        let (before, after) = (figure.before.value.unwrap(), figure.after.value.unwrap());
        assert!((after - before).abs() <= 1e-9 * before.abs().max(1e-3), "{path}: {figure:?}");
    }
    for (before, after) in shift.below_before.iter().zip(&shift.below_after) {
        assert!((before - after).abs() < 1e-9);
    }
}

#[test]
fn two_events_meet_both_probabilities_and_keep_how_they_hang_together() {
    // Both markets are at the same uncertain risk, so that the two events go together.
    let ban = "[policy.ban]\nrate = '0.03 to 1.2 per year'\npermanent = '100%'\n";
    let desk = Desk::new(&(STILL.to_owned() + &another("eu") + ban));
    let outcomes = run(&desk, "5000");
    let [us, eu] = ["us", "eu"].map(|market| -> Vec<bool> {
        outcomes.words(&format!("{market}.final_state")).iter().map(|word| word == "banned").collect()
    });
    let class = |a: bool, b: bool| -> Vec<bool> { us.iter().zip(&eu).map(|(us, eu)| (*us, *eu) == (a, b)).collect() };
    let classes = [(true, true), (true, false), (false, true), (false, false)].map(|(a, b)| class(a, b));
    let shares = [0, 1, 2, 3].map(|i| classes[i].iter().filter(|holds| **holds).count() as f64 / 5000.0);
    let odds = shares[0] * shares[3] / shares[1] / shares[2];
    assert!(odds > 1.2, "the two hang together: {odds}");
    let (a, b) = (0.25, 0.6);
    let shift =
        reweight(&desk, &["--probability", &format!("us.banned={a}"), "--probability", &format!("eu.banned={b}")]);
    for (market, p) in [("us", a), ("eu", b)] {
        close(told(&shift, &format!("markets.{market}.outcomes.banned"))[1].0, p, 1e-9);
    }
    // The one of least relative entropy has the same odds ratio: x (1 − a − b + x) = odds (a − x)(b − x), by bisection.
    let (mut low, mut high) = (f64::max(0.0, a + b - 1.0), f64::min(a, b));
    for _ in 0..200 {
        let x = 0.5 * (low + high);
        if x * (1.0 - a - b + x) < odds * (a - x) * (b - x) { low = x } else { high = x }
    }
    let known = [low, a - low, b - low, 1.0 - a - b + low];
    let values = outcomes.numbers("value");
    let mean: f64 = known.iter().zip(&classes).map(|(p, keep)| p * mean_and_error(rows(&values, keep)).0).sum();
    // Scaling ends when probabilities are met to 1e-12.
    close(told(&shift, "value.mean")[1].0, mean, 1e-9);
    let squares: f64 = known.iter().zip(shares).map(|(p, share)| p * p / (5000.0 * share)).sum();
    close(shift.effective, 1.0 / squares, 1e-9);
    // The same event twice at two probabilities is a contradiction.
    let twice = ["--probability", "us.banned=0.3", "--probability", "us.final_state == banned=0.4"];
    desk.refused(&[&["reweight", "output/s"], &twice[..]].concat(), &["contradict"]);
}

#[test]
fn events_that_are_too_rare_are_refused() {
    let desk = Desk::new(&risky());
    let outcomes = run(&desk, "1500");
    let mut values = outcomes.numbers("value");
    values.sort_by(f64::total_cmp);
    let refused = |statement: &str, parts: &[&str]| {
        desk.refused(&["reweight", "output/s", "--probability", statement], parts);
    };
    // Halfway between two values, so that 49 and 50 histories lie below.
    let below = |count: usize| format!("value < ${:.0}", 0.5 * (values[count - 1] + values[count]));
    refused(&format!("{}=3%", below(49)), &["happens in 49 of 1500 simulations only", "50"]);
    reweight(&desk, &["--probability", &format!("{}=3%", below(50))]);
    let above = format!("value > ${:.0}", 0.5 * (values[30 - 1] + values[30]));
    refused(&format!("{above}=50%"), &["does not happen in 30 of 1500 simulations only"]);
    // Enough histories, but too unequal weights: 1/(0.5²/60 + 0.5²/1440) is 230.
    refused(&format!("{}=50%", below(60)), &["worth 230", "1,000"]);
    for (statement, parts) in [
        ("us.banned", &["EVENT=PROBABILITY"][..]),
        ("value >= $3B", &["EVENT=PROBABILITY"]),
        ("us.banned=1.5", &["probability"]),
        ("us.banned=maybe", &["us.banned=maybe"]),
        ("us.bannd=0.5", &["^^^^^^^^", "did you mean `us.banned`?"]),
        ("value < $0=0.5", &["in 0 of 1500"]),
    ] {
        refused(statement, parts);
    }
    desk.refused(&["reweight", "output/s"], &["--probability"]);
    desk.refused(&["reweight", "output/s", "--seed", "4", "--probability", "us.banned=0.3"], &["finished run"]);
}
