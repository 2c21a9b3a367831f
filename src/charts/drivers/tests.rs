//! Charts of sensitivity analyses read back: whether words fit, and what titles say.

use super::*;
use crate::analysis::StudiedScenario;
use crate::analysis::sensitivity::Interval;
use crate::charts::style::{FAN_INNER, FAN_MEDIAN, INK, LOSS, SIDES};
use crate::charts::tests::sound::{HOSTILE, assert_sound};
use crate::charts::tests::{boxes, lines};

fn drawn(of: &Sensitivity) -> Vec<Chart> {
    sensitivity(of).unwrap()
}

fn chart(of: &Sensitivity, name: &str) -> Chart {
    drawn(of).into_iter().find(|chart| chart.name == name).unwrap_or_else(|| panic!("no chart {name}"))
}

/// A study of so many drivers.
type Make = fn(usize) -> Sensitivity;

const MADE: [(&str, Make); 5] = [
    ("one-at-a-time", sample::one_at_a_time),
    ("tornado", sample::tornado),
    ("morris", sample::morris),
    ("sobol", sample::sobol),
    ("learning", sample::learning),
];

#[test]
fn any_number_of_drivers_is_readable() {
    for (run, make) in MADE {
        for drivers in [1, 2, 3, 5, 10, 12, 13, 16, 40, 250] {
            let charts = drawn(&make(drivers));
            assert!(!charts.is_empty(), "{run}");
            charts.iter().for_each(|chart| assert_sound(&format!("{run} of {drivers}"), chart));
        }
    }
}

/// All names in a study are this one.
fn named(mut of: Sensitivity, name: &str) -> Sensitivity {
    for driver in &mut of.drivers {
        driver.paths.iter_mut().for_each(|path| *path = format!("markets.{name}.{name}"));
    }
    let markets = [(name.to_owned(), name.to_owned())].into_iter().collect();
    let (name, title) = (name.to_owned(), name.to_owned());
    of.scenario = StudiedScenario { home: Some(name.clone()), name, title, markets, ..of.scenario };
    of.version = of.scenario.name.clone();
    if let Found::Evppi { strategies, .. } = &mut of.found {
        strategies.values_mut().for_each(|name| *name = of.scenario.name.clone());
    }
    of
}

#[test]
fn long_and_hostile_names_stay_names() {
    for (run, make) in MADE {
        for name in [HOSTILE, "the-united-federated-republics-of-somewhere-and-elsewhere", "中华人民共和国的市场", ""]
        {
            for drivers in [1, 4, 30] {
                let charts = drawn(&named(make(drivers), name));
                charts.iter().for_each(|chart| assert_sound(&format!("{run} of {name}"), chart));
            }
        }
    }
}

/// All figures times a factor.
fn scaled(mut of: Sensitivity, factor: f64) -> Sensitivity {
    let scale = |i: &mut Interval| {
        (i.estimate, i.low, i.high, i.se) = (
            i.estimate * factor,
            (i.low * factor).min(i.high * factor),
            (i.low * factor).max(i.high * factor),
            i.se * factor.abs(),
        );
    };
    match &mut of.found {
        Found::OneAtATime { figures, .. } => {
            for figure in figures {
                figure.base = figure.base.map(|base| base * factor);
                for swing in figure.swings.iter_mut().flatten() {
                    scale(&mut swing.size);
                    swing.ends.iter_mut().flatten().for_each(|end| {
                        end.value *= factor;
                        scale(&mut end.change);
                    });
                }
            }
        }
        Found::Tornado { overall, bars } => {
            let parts = bars.iter_mut().flatten().flat_map(|bar| [&mut bar.low, &mut bar.high]).flatten();
            for part in parts.chain([overall]) {
                part.mean *= factor;
                part.p5 *= factor;
                part.se = part.se.map(|se| se * factor.abs());
                part.p5_interval = None;
            }
            bars.iter_mut().flatten().flat_map(|bar| &mut bar.swing).for_each(scale);
        }
        Found::Morris { effects, .. } => {
            for effect in effects.iter_mut().flatten() {
                effect.mean *= factor;
                effect.strength *= factor.abs();
                effect.se = effect.se.map(|se| se * factor.abs());
                effect.spread = effect.spread.map(|spread| spread * factor.abs());
            }
        }
        Found::Sobol { value, retention, .. } => {
            for index in value.iter_mut().chain(retention.iter_mut().flatten()).flat_map(|found| &mut found.factors) {
                scale(&mut index.first);
                scale(&mut index.total);
            }
        }
        Found::Evppi { learning, .. } => {
            learning.inputs.iter_mut().flatten().for_each(|input| scale(&mut input.worth));
        }
    }
    of
}

#[test]
fn negative_and_vanishing_figures_are_readable() {
    for (run, make) in MADE {
        for factor in [-1.0, 0.0, 1e-9, 40.0] {
            let charts = drawn(&scaled(make(20), factor));
            charts.iter().for_each(|chart| assert_sound(&format!("{run} times {factor}"), chart));
        }
    }
}

#[test]
fn nothing_known_has_no_chart() {
    let mut tornado = sample::tornado(5);
    let Found::Tornado { bars, .. } = &mut tornado.found else { panic!() };
    bars.iter_mut().for_each(|bar| *bar = None);
    let mut morris = sample::morris(5);
    let Found::Morris { effects, .. } = &mut morris.found else { panic!() };
    effects.iter_mut().for_each(|effect| *effect = None);
    let mut sobol = sample::sobol(5);
    let Found::Sobol { value, pairs, retention, .. } = &mut sobol.found else { panic!() };
    (*value, *pairs) = (None, None);
    retention.iter_mut().skip(2).for_each(|found| *found = None);
    let mut learning = sample::learning(5);
    let Found::Evppi { learning: found, .. } = &mut learning.found else { panic!() };
    found.inputs.iter_mut().for_each(|input| *input = None);
    for of in [tornado, morris, sobol, learning, sample::tornado(0), sample::morris(0), sample::learning(0)] {
        assert!(drawn(&of).is_empty());
    }
}

#[test]
fn titles_name_what_matters() {
    let title = |of: &Sensitivity, name: &str| chart(of, name).title;
    assert_eq!(
        title(&sample::one_at_a_time(250), "one-at-a-time"),
        "Mean value outside China depends most on revenue per user in the United States (a default), discount rate and growth of users in Europe, \
         each moved alone"
    );
    assert_eq!(
        title(&sample::tornado(250), "tornado"),
        "The value outside China depends most on revenue per user in the United States, discount rate and growth of users in Europe"
    );
    assert_eq!(
        title(&sample::morris(250), "morris"),
        "The mean value outside China depends on revenue per user in the United States, discount rate and growth of users in Europe, among others"
    );
    assert_eq!(
        title(&sample::sobol(250), "sobol"),
        "62% of what is uncertain in value outside China is explained by inputs, most of all revenue per user in the United States, \
         discount rate and growth of users in Europe with 3 others; chance decides the rest"
    );
    assert_eq!(
        title(&sample::sobol(250), "sobol-over-time"),
        "How many users stay in the United States depends most on chance at first (37% of the variance in May 2020), on revenue per user \
         in the United States at the end (38% in May 2025)"
    );
    assert_eq!(
        title(&sample::sobol(250), "sobol-pairs"),
        "5% of the variance of value outside China comes from revenue per user in the United States and discount rate acting together, \
         more than any other pair beyond chance"
    );
    assert_eq!(
        title(&sample::learning(250), "learning"),
        "Knowing revenue per user in the United States before choosing would be worth $420m, more than discount rate or growth of users in Europe"
    );
}

#[test]
fn titles_do_not_make_much_of_noise() {
    let title = |of: &Sensitivity, name: &str| chart(of, name).title;
    let nothing = "No input moves the mean value outside China by more than chance explains";
    assert_eq!(title(&scaled(sample::tornado(20), 0.0), "tornado"), nothing);
    assert_eq!(title(&scaled(sample::morris(20), 0.0), "morris"), nothing);
    let mut of = sample::learning(20);
    let Found::Evppi { learning, .. } = &mut of.found else { panic!() };
    learning.inputs.iter_mut().flatten().for_each(|input| input.worth = sample::interval(0.01e9, 0.01e9));
    let learned = title(&of, "learning");
    assert_eq!(learned, "Learning no single input is worth more than chance explains before “sell” is chosen");
    let mut of = sample::sobol(20);
    let Found::Sobol { pairs: Some(pairs), .. } = &mut of.found else { panic!() };
    pairs.iter_mut().for_each(|pair| pair.share = sample::interval(0.01, 0.01));
    assert_eq!(
        title(&of, "sobol-pairs"),
        "No two inputs act together on value outside China by more than chance explains"
    );
    of.measure = "value".to_owned();
    assert!(title(&of, "sobol").contains("uncertain in value is explained"), "{}", title(&of, "sobol"));
}

#[test]
fn what_moves_together_is_marked_and_the_rest_is_counted() {
    let tornado = chart(&sample::tornado(250), "tornado");
    assert!(tornado.svg().contains(">Growth of users, Europe *<"));
    assert!(tornado.svg().contains("* moves together with others"));
    assert!(tornado.svg().contains("and 211 more inputs, each with a swing of at most $"), "{}", tornado.svg());
    assert!(tornado.svg().contains("27 that hardly vary"), "{}", tornado.svg());
    let sobol = chart(&sample::sobol(250), "sobol");
    assert!(sobol.svg().contains("* inputs that move together"));
    assert!(sobol.svg().contains("Chance (what no input"), "luck is always told");
}

#[test]
fn damaged_studies_are_refused() {
    let refused = |mut of: Sensitivity, damage: fn(&mut Sensitivity)| {
        damage(&mut of);
        assert!(matches!(sensitivity(&of), Err(ChartError::Summary(_))));
    };
    for (_, make) in MADE {
        refused(make(4), |of| of.drivers.truncate(3));
    }
    refused(sample::one_at_a_time(4), |of| {
        if let Found::OneAtATime { figures, .. } = &mut of.found {
            figures[1].swings.pop();
        }
    });
    refused(sample::one_at_a_time(4), |of| {
        if let Found::OneAtATime { figures, .. } = &mut of.found {
            figures[0].base = Some(f64::INFINITY);
        }
    });
    refused(sample::tornado(4), |of| {
        if let Found::Tornado { overall, .. } = &mut of.found {
            overall.mean = f64::NAN;
        }
    });
    refused(sample::sobol(4), |of| {
        if let Found::Sobol { dates, .. } = &mut of.found {
            dates.reverse();
        }
    });
    refused(sample::sobol(4), |of| {
        if let Found::Sobol { pairs: Some(pairs), .. } = &mut of.found {
            pairs[0].j = 9;
        }
    });
    refused(sample::learning(4), |of| {
        if let Found::Evppi { learning, .. } = &mut of.found {
            learning.best = 9;
        }
    });
}

#[test]
fn bars_of_a_tornado_are_as_long_as_what_they_stand_for() {
    let of = sample::tornado(4);
    let drawn = chart(&of, "tornado");
    let document = &drawn.drawing;
    let Found::Tornado { overall, bars } = &of.found else { panic!() };
    for (colour, part) in [(FAN_INNER, 0), (FAN_MEDIAN, 1)] {
        // The first box of a colour is that of the legend.
        let long: Vec<f64> = boxes(document, colour).iter().skip(1).map(|side| side[2]).collect();
        let sizes: Vec<f64> =
            bars.iter().flatten().map(|bar| ([bar.low, bar.high][part].unwrap().mean - overall.mean).abs()).collect();
        assert_eq!(long.len(), sizes.len());
        for (long_one, size) in long.iter().zip(&sizes) {
            assert!((long_one - long[0] * size / sizes[0]).abs() < 0.3, "{long_one} for {size}");
        }
    }
}

#[test]
fn inputs_moved_one_at_a_time_say_what_they_are_and_what_is_not_shown() {
    let of = sample::one_at_a_time(250);
    let drawn = chart(&of, "one-at-a-time");
    let svg = drawn.svg();
    for words in [">Number of bidders<", ">default<", ">drawn at each use<", ">none<", ">all<"] {
        assert!(svg.contains(words), "{words}");
    }
    let Found::OneAtATime { figures, .. } = &of.found else { panic!() };
    let (leading, moving) = (figures[0].leading().len(), figures[0].ranked().len());
    assert!(leading > 15 && leading < moving && moving < 250);
    assert!(svg.contains(&format!("and {} more inputs, each with a swing of at most $", leading - 15)), "{svg}");
    let rest = format!(
        "{} inputs not distinguishable from noise; {} inputs that moved nothing in any simulation",
        moving - leading,
        250 - moving
    );
    assert!(svg.contains(&rest), "{rest}: {svg}");
    // Of the second figure another chart.
    assert!(chart(&of, "one-at-a-time-2").title.starts_with("5th percentile of value, United States depends most on "));
}

#[test]
fn lines_over_time_are_told_apart_on_either_page() {
    let drawn = chart(&sample::sobol(30), "sobol-over-time");
    let document = &drawn.drawing;
    let known: Vec<_> = SIDES.into_iter().chain([INK, LOSS]).collect();
    let used: Vec<_> =
        known.into_iter().filter(|colour| lines(document, *colour).iter().any(|l| l.len() > 2)).collect();
    assert_eq!(used.len(), 6, "{used:?}");
    assert!(used.contains(&LOSS) && !used.contains(&SIDES[2]));
}
