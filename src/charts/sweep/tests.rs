//! Charts of sweeps read back: whether words fit, and whether marks stand where the figures say.

use roxmltree::Document;

use super::sample::{self, arpu, deadlines, grid, hypercube, interest, measured, worded};
use super::*;
use crate::analysis::{Scale, SweepDesign, SweptInput};
use crate::charts::Cell;
use crate::charts::style::{FAN_MEDIAN, FAN_OUTER, RAMP};
use crate::charts::tests::words::{assert_clear, assert_known_colours, assert_legible, assert_readable};
use crate::charts::tests::{Word, areas, boxes, dots, lines, place, words as read};
use crate::quantity::Dimension;

const HOSTILE: &str = "<script>alert('x')</script>\u{202E}\u{0}\"&amp;\u{1b}[31m مرحبا a very long name that goes on and on and on and on";
const STRATEGIES: [&str; 8] =
    ["sell", "refuse", "litigate", "restructure", "hold", "exit", "early-sale", "wait-and-see"];

fn dates(n: usize) -> SweptInput {
    let days: Vec<f64> = (0..n).map(|i| 18_488.0 + 45.0 * i as f64).collect();
    SweptInput { base: Some(18_600.0), ..measured("events.us-order.on", Scale::Date, &days) }
}

fn people(n: i32) -> SweptInput {
    let users: Vec<f64> = (0..n).map(|i| 1e6 * 10.0_f64.powf(f64::from(i) * 3.0 / f64::from(n - 1))).collect();
    SweptInput {
        logarithmic: true,
        base: Some(50e6),
        ..measured("markets.us.users", Scale::Number(Dimension::Users), &users)
    }
}

fn six() -> Vec<SweptInput> {
    vec![deadlines(12), interest(5), arpu(4), worded("strategy", &STRATEGIES[..4]), dates(3), people(5)]
}

/// Without some figures.
fn holed(mut sweep: Sweep, lost: impl Fn(usize) -> bool) -> Sweep {
    for figure in sweep.figures.values_mut() {
        for list in [&mut figure.value, &mut figure.se, &mut figure.low, &mut figure.high] {
            list.iter_mut().enumerate().filter(|(i, _)| lost(*i)).for_each(|(_, v)| *v = None);
        }
    }
    sweep
}

/// With every figure drawn towards its first.
fn flat(mut sweep: Sweep, share: f64) -> Sweep {
    for figure in sweep.figures.values_mut() {
        for list in [&mut figure.value, &mut figure.low, &mut figure.high] {
            let first = list[0];
            list.iter_mut().for_each(|v| *v = v.zip(first).map(|(v, first)| first + (v - first) * share));
        }
    }
    sweep
}

fn hostile(mut sweep: Sweep) -> Sweep {
    for input in &mut sweep.inputs {
        HOSTILE.clone_into(&mut input.path);
        input.levels.iter_mut().for_each(|level| HOSTILE.clone_into(&mut level.written));
    }
    for text in [&mut sweep.scenario.name, &mut sweep.name, &mut sweep.version] {
        HOSTILE.clone_into(text);
    }
    sweep.scenario.home = Some(HOSTILE.to_owned());
    let figure = sweep.figures[0].clone();
    sweep.figures.insert(HOSTILE.to_owned(), figure.clone());
    sweep.figures.insert(format!("{HOSTILE}.."), figure);
    sweep
}

fn strategies(n: usize) -> SweptInput {
    worded("strategy", &STRATEGIES[..n])
}

fn of_one_input() -> Vec<(&'static str, Sweep)> {
    let logarithmic = grid(vec![people(9)]);
    let mut file = hypercube(vec![deadlines(2)], 30);
    file.design = SweepDesign::File;
    vec![
        ("twelve", grid(vec![deadlines(12)])),
        ("two", grid(vec![deadlines(2)])),
        ("forty", grid(vec![deadlines(40)])),
        ("point", grid(vec![deadlines(1)])),
        ("log", logarithmic),
        ("dates", grid(vec![dates(9)])),
        ("share", grid(vec![interest(5)])),
        ("gaps", holed(grid(vec![deadlines(12)]), |i| [0, 3, 5, 6].contains(&i))),
        ("noise", flat(grid(vec![deadlines(12)]), 0.02)),
        ("equal", flat(grid(vec![deadlines(12)]), 0.0)),
        ("words", grid(vec![strategies(8)])),
        ("word", grid(vec![strategies(1)])),
        ("words-gaps", holed(grid(vec![strategies(5)]), |i| i == 2)),
        ("cube-1", hypercube(vec![deadlines(2)], 5000)),
        ("file-1", file),
        ("hostile-1", hostile(grid(vec![deadlines(5)]))),
        ("hostile-words", hostile(grid(vec![strategies(4)]))),
    ]
}

fn of_two_inputs() -> Vec<(&'static str, Sweep)> {
    vec![
        ("map-2x2", grid(vec![deadlines(2), interest(2)])),
        ("map-6x5", grid(vec![deadlines(6), interest(5)])),
        ("map-12x9", grid(vec![deadlines(12), interest(9)])),
        ("map-40x40", grid(vec![deadlines(40), interest(40)])),
        ("map-70x3", grid(vec![deadlines(70), interest(3)])),
        ("map-log", grid(vec![people(13), dates(10)])),
        ("map-1x1", grid(vec![deadlines(1), interest(1)])),
        ("map-1x30", grid(vec![deadlines(1), interest(30)])),
        ("map-equal", flat(grid(vec![deadlines(12), interest(9)]), 0.0)),
        ("map-noise", flat(grid(vec![deadlines(12), interest(9)]), 0.01)),
        ("map-gaps", holed(grid(vec![deadlines(12), interest(9)]), |i| i % 17 == 3 || i > 90)),
        ("map-few-gaps", holed(grid(vec![deadlines(5), interest(5)]), |i| i % 7 == 3)),
        ("lines-3", grid(vec![strategies(3), deadlines(9)])),
        ("lines-6", grid(vec![deadlines(40), strategies(6)])),
        ("lines-gaps", holed(grid(vec![strategies(4), deadlines(9)]), |i| i % 5 == 2 || i == 8)),
        ("table-8x6", grid(vec![strategies(8), deadlines(6)])),
        ("table-8x40", grid(vec![strategies(8), deadlines(40)])),
        ("table-words", grid(vec![strategies(8), worded("company.home", &["china", "singapore", "united states"])])),
        ("map-hostile", hostile(grid(vec![deadlines(12), interest(9)]))),
        ("words-hostile", hostile(grid(vec![strategies(7), worded("x", &["a", "b", "c"])]))),
        ("lines-hostile", hostile(grid(vec![strategies(4), deadlines(9)]))),
    ]
}

fn of_many_inputs() -> Vec<(&'static str, Sweep)> {
    let mut all = vec![
        ("panels-4", grid(vec![deadlines(12), interest(9), arpu(4)])),
        ("panels-1", grid(vec![deadlines(12), interest(9), arpu(1)])),
        ("panels-20", grid(vec![deadlines(20), interest(22), arpu(21)])),
        ("panels-small", grid(vec![deadlines(3), interest(3), arpu(3)])),
        ("panels-words", grid(vec![strategies(5), interest(9), worded("company.home", &["china", "singapore"])])),
        ("panels-gaps", holed(grid(vec![deadlines(12), interest(9), strategies(6)]), |i| i % 13 == 5)),
        ("panels-hostile", hostile(grid(vec![deadlines(12), interest(9), arpu(6)]))),
        ("four", grid(vec![deadlines(6), interest(5), arpu(4), strategies(3)])),
        ("four-equal", flat(grid(vec![deadlines(3), interest(3), arpu(2), strategies(3)]), 0.0)),
        ("four-gaps", holed(grid(vec![deadlines(6), interest(5), arpu(4), strategies(3)]), |i| i % 3 == 0)),
        ("four-hostile", hostile(grid(vec![deadlines(6), interest(5), arpu(4), strategies(3)]))),
        ("fifteen", hypercube(six().into_iter().chain(six()).chain(six().into_iter().take(3)).collect(), 300)),
    ];
    for (n, name) in [(2, "cube-2"), (3, "cube-3"), (4, "cube-4"), (5, "cube-5"), (6, "cube-6")] {
        all.push((name, hypercube(six().into_iter().take(n).collect(), 5000)));
    }
    all.push(("cube-few", hypercube(six(), 12)));
    all
}

fn all() -> Vec<(&'static str, Sweep)> {
    of_one_input().into_iter().chain(of_two_inputs()).chain(of_many_inputs()).collect()
}

fn chart(of: &Sweep, number: usize) -> Chart {
    sweep(of).unwrap().swap_remove(number)
}

#[test]
fn words_are_apart_inside_and_legible_on_either_page() {
    for (name, of) in all() {
        for chart in sweep(&of).unwrap() {
            assert_readable(name, &chart);
            assert_legible(name, &chart);
            assert_known_colours(&chart);
            // Parallel lines pass under the plates of words by design.
            if !chart.alt.starts_with("Parallel") {
                assert_clear(name, &chart);
            }
        }
    }
}

#[test]
fn every_zone_stands_for_a_row_and_none_overlap() {
    for (name, of) in all() {
        for chart in sweep(&of).unwrap() {
            let table = &chart.table;
            assert!(!table.rows.is_empty() && table.rows.iter().all(|row| row.len() == table.columns.len()), "{name}");
            let mut sorted = chart.zones.clone();
            sorted.sort_by(|a, b| a.top.total_cmp(&b.top));
            for (i, a) in sorted.iter().enumerate() {
                assert!(a.row < table.rows.len() && a.left < a.right && a.top < a.bottom, "{name}: {a:?}");
                for b in sorted[i + 1..].iter().take_while(|b| b.top < a.bottom - 1e-6) {
                    let apart = a.left >= b.right - 1e-6 || b.left >= a.right - 1e-6;
                    assert!(apart, "{name}, {}: {a:?} on {b:?}", chart.name);
                }
            }
        }
    }
}

#[test]
fn hostile_names_stay_names() {
    for (name, of) in all().into_iter().filter(|(name, _)| name.contains("hostile")) {
        let charts = sweep(&of).unwrap();
        let mut names: Vec<&str> = charts.iter().map(|chart| &*chart.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), charts.len());
        for chart in charts {
            let document = Document::parse(&chart.svg).unwrap();
            assert!(document.descendants().all(|node| !node.has_tag_name("script")), "{name}");
            assert!(!chart.svg.contains(['\u{202E}', '\u{0}', '\u{1b}']), "{name}");
            assert!(chart.name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') && chart.name.len() < 100);
        }
    }
}

#[test]
fn files_are_named_after_their_figures() {
    let names: Vec<String> = sweep(&grid(vec![deadlines(3)])).unwrap().into_iter().map(|chart| chart.name).collect();
    assert_eq!(names, ["sweep-value-abroad-mean", "sweep-markets-us-outcomes-banned", "sweep-bridge-abroad-sale"]);
    let mut many = grid(vec![deadlines(3)]);
    let figure = many.figures[0].clone();
    (0..40).for_each(|i| drop(many.figures.insert(format!("value.{i}"), figure.clone())));
    assert_eq!(sweep(&many).unwrap().len(), MOST_FIGURES);
    assert!(sweep(&holed(many, |_| true)).unwrap().is_empty());
}

#[test]
fn titles_state_what_is_seen() {
    let title = |of: &Sweep| chart(of, 0).title;
    for (of, wanted) in [
        (
            grid(vec![deadlines(12)]),
            "Mean value outside China rises from $30.2bn to $36.4bn as the deadline (us-order) goes from 30 days to 360 days",
        ),
        (
            grid(vec![strategies(8)]),
            "Mean value outside China is highest ($36.3bn) at strategy wait-and-see, lowest ($30.2bn) at sell",
        ),
        (
            flat(grid(vec![deadlines(12)]), 0.0),
            "Mean value outside China does not move beyond noise: $30.2bn at 12 points",
        ),
        (grid(vec![deadlines(1)]), "Mean value outside China is $33.9bn at the only point"),
        (
            grid(vec![deadlines(12), interest(9)]),
            "Mean value outside China is highest ($39.2bn) at deadline 360 days and interest 90%, \
             lowest ($30.2bn) at 30 days and 10%; deadline matters more",
        ),
        (
            hypercube(six(), 5000),
            "Over 5,000 points, mean value outside China ranges from $30.9bn to $40.2bn; deadline matters most",
        ),
    ] {
        assert_eq!(title(&of), wanted);
    }
}

/// The height that a figure of an axis stands for: a little above the middle of its box.
fn height(words: &[Word], text: &str) -> f64 {
    let word = place(words, text);
    f64::midpoint(word.top, word.bottom) - 1.12
}

fn middle(words: &[Word], text: &str) -> f64 {
    let word = place(words, text);
    f64::midpoint(word.left, word.right)
}

#[test]
fn points_of_a_line_stand_where_the_figures_say() {
    let of = grid(vec![deadlines(12)]);
    let drawn = chart(&of, 0);
    let document = Document::parse(&drawn.svg).unwrap();
    let words = read(&document);
    let x = |days: f64| {
        let (a, b) = (middle(&words, "30 days"), middle(&words, "330 days"));
        a + (days - 30.0) / 300.0 * (b - a)
    };
    let y = |value: f64| {
        let (a, b) = (height(&words, "$30bn"), height(&words, "$34bn"));
        a + (value - 30e9) / 4e9 * (b - a)
    };
    let figure = &of.figures[0];
    let (found, band) = (dots(&document, FAN_MEDIAN), &areas(&document, FAN_OUTER)[0]);
    assert_eq!((found.len(), band.len()), (12, 24));
    for (point, dot) in found.iter().enumerate() {
        let days = of.inputs[0].level(point).value.unwrap();
        let near =
            |at: (f64, f64), value: Option<f64>| (at.0 - x(days)).abs() < 0.4 && (at.1 - y(value.unwrap())).abs() < 0.5;
        assert!(near(*dot, figure.value[point]), "{point}: {dot:?}");
        assert!(near(band[point], figure.high[point]) && near(band[23 - point], figure.low[point]), "{point}");
    }
}

#[test]
fn cells_have_the_colour_and_the_number_of_their_figure() {
    let of = grid(vec![deadlines(6), interest(5)]);
    let drawn = chart(&of, 0);
    assert_eq!(drawn.zones.len(), 30);
    let document = Document::parse(&drawn.svg).unwrap();
    let words = read(&document);
    let ramp: Vec<[f64; 4]> = RAMP.iter().flat_map(|shade| boxes(&document, *shade)).collect();
    for zone in &drawn.zones {
        let (x, y) = (f64::midpoint(zone.left, zone.right), f64::midpoint(zone.top, zone.bottom));
        let written = words.iter().find(|w| w.left < x && x < w.right && w.top < y && y < w.bottom).unwrap();
        let Cell::Figure(told, _) = &drawn.table.rows[zone.row][2] else { panic!("{zone:?}") };
        assert_eq!(&written.text, told);
        assert!(ramp.iter().any(|b| b[0] < x && x < b[0] + b[2] && b[1] < y && y < b[1] + b[3]));
    }
    let highest = drawn.zones.iter().max_by(|a, b| (a.left - a.top).total_cmp(&(b.left - b.top))).unwrap();
    let Cell::Figure(days, _) = &drawn.table.rows[highest.row][0] else { panic!() };
    assert_eq!(days, "360 days");
}

#[test]
fn contours_are_named_and_only_where_they_mean_something() {
    let named = |of: &Sweep| {
        let drawn = chart(of, 0);
        let document = Document::parse(&drawn.svg).unwrap();
        // A contour's name and the scale's.
        read(&document).iter().filter(|word| word.text == "$34bn").count()
    };
    assert_eq!(named(&grid(vec![deadlines(12), interest(9)])), 2);
    assert_eq!(named(&grid(vec![deadlines(6), interest(5)])), 1, "numbers instead");
    assert!(named(&flat(grid(vec![deadlines(12), interest(9)]), 0.01)) < 2, "noise has none");
}

#[test]
fn many_points_are_thinned_and_said_to_be() {
    for (inputs, most) in [(1, 400), (4, 700)] {
        let drawn = chart(&hypercube(six().into_iter().take(inputs).collect(), 5000), 0);
        let document = Document::parse(&drawn.svg).unwrap();
        let subtitle: String = read(&document).iter().map(|word| format!("{} ", word.text)).collect();
        let most_told = crate::charts::numbers::count(most);
        assert!(subtitle.contains(&format!("{most_told} of 5,000 points")), "{subtitle}");
        assert_eq!(drawn.table.rows.len() as u64, most);
        assert!(drawn.svg.len() < 700_000, "{}", drawn.svg.len());
    }
    assert_eq!(lines(&Document::parse(&chart(&grid(vec![deadlines(40)]), 0).svg).unwrap(), FAN_MEDIAN)[0].len(), 40);
}

#[test]
fn damaged_sweeps_are_refused() {
    let damaged: [fn(&mut Sweep); 7] = [
        |s| s.inputs.clear(),
        |s| s.histories.clear(),
        |s| s.inputs[0].at.truncate(2),
        |s| s.inputs[0].at[1] = 99,
        |s| s.inputs[0].levels[1].value = None,
        |s| s.inputs[0].levels[1].value = Some(f64::NAN),
        |s| s.figures[1].low.truncate(2),
    ];
    for damage in damaged {
        let mut of = grid(vec![deadlines(5)]);
        damage(&mut of);
        assert!(matches!(sweep(&of), Err(ChartError::Summary(_))));
    }
}

#[test]
fn absurd_figures_are_drawn_without_a_panic() {
    for factor in [0.0, 1e-300, 1e290, -1.0, f64::NAN, f64::INFINITY] {
        for inputs in [vec![deadlines(5)], vec![deadlines(12), interest(9)], six()] {
            let mut of = if inputs.len() > 2 { hypercube(inputs, 50) } else { grid(inputs) };
            of.inputs[0].logarithmic = true;
            for figure in of.figures.values_mut() {
                for list in [&mut figure.value, &mut figure.se, &mut figure.low, &mut figure.high] {
                    list.iter_mut().flatten().for_each(|v| *v *= factor);
                }
            }
            assert!(sweep(&of).is_ok(), "{factor}");
        }
    }
    let extreme = sample::one(Scale::Number(Dimension::Factor), &[1e-300, 1.0, 1e300]);
    assert!(sweep(&extreme).is_ok());
}

#[test]
#[ignore = "for looking at"]
fn dump() {
    for (name, of) in all() {
        for (i, chart) in sweep(&of).unwrap().into_iter().enumerate() {
            if i == 0 || name.len() % 3 == i {
                std::fs::create_dir_all("/tmp/sweep-charts").unwrap();
                std::fs::write(format!("/tmp/sweep-charts/{name}-{i}.png"), chart.png().unwrap()).unwrap();
            }
        }
    }
}
