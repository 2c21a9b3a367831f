//! Charts of sweeps read back: whether words fit, and whether marks stand where the figures say.

mod cases;

use super::sample::{self, arpu, deadlines, grid, hypercube, interest};
use super::*;
use crate::analysis::Scale;
use crate::charts::style::{FAN_MEDIAN, FAN_OUTER, RAMP};
use crate::charts::tests::words::{assert_clear, assert_known_colours, assert_legible, assert_readable};
use crate::charts::tests::{Word, areas, boxes, dots, lines, place, words as read};
use crate::quantity::Dimension;
use cases::{all, flat, holed, six, strategies};

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
            let mut sorted = chart.drawing.zones.clone();
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
            assert!(!chart.svg().contains(['\u{202E}', '\u{0}', '\u{1b}']), "{name}");
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
    let footer = |name: &str| chart(&Sweep { name: name.to_owned(), ..grid(vec![deadlines(3)]) }, 0).svg();
    assert!(!footer("sweep").contains("· sweep") && footer("deadlines").contains("· sweep deadlines, "));
}

/// However many points: what is drawn, and told in the table, is bounded, and the chart says that it is not all.
#[test]
fn charts_of_many_points_show_some_and_say_so() {
    for (of, rows, said) in [
        (hypercube(six(), 20_000), 400, "400 of 20,000 points, evenly chosen"),
        (grid(vec![deadlines(20_000)]), 400, "400 of 20,000 points, evenly chosen"),
        (grid(vec![deadlines(150), interest(140)]), 60 * 60, "of more than 60 levels, 60 evenly chosen"),
        (grid(vec![deadlines(40), interest(35), arpu(14)]), 12 * 30 * 30, "of more than 30 levels, 30 evenly chosen"),
    ] {
        let chart = chart(&of, 0);
        assert_eq!(chart.table.rows.len(), rows, "{said}");
        let told: Vec<String> = read(&chart.drawing).into_iter().map(|word| word.text).collect();
        assert!(told.join(" ").contains(said), "{said}");
    }
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
            "Mean value outside China is highest ($36.3bn) at strategy wait-and-see, nowhere measurably below the scenario's own",
        ),
        (
            flat(grid(vec![deadlines(12)]), 0.0),
            "Mean value outside China does not move beyond noise: $30.2bn at 12 points",
        ),
        (grid(vec![deadlines(1)]), "Mean value outside China is $33.9bn at the only point"),
        (
            grid(vec![deadlines(12), interest(9)]),
            "Mean value outside China is highest ($39.2bn) at deadline 360 days and interest 90%, \
             nowhere measurably below the scenario's own; deadline matters more",
        ),
        (
            hypercube(six(), 5000),
            "Over 5,000 points, mean value outside China ranges from $30.9bn to $40.2bn; deadline matters most",
        ),
    ] {
        assert_eq!(title(&of), wanted);
    }
}

/// Below 90 days a deadline costs, beyond it nothing; interest counts throughout. The scenario stands at interest 60% without a short deadline.
fn bent() -> Sweep {
    let mut of = grid(vec![deadlines(12), interest(9)]);
    let value = |point: usize, of: &Sweep| {
        let [deadline, interest] = [0, 1].map(|input: usize| of.inputs[input].level(point).value.unwrap());
        34e9 - 1.3e9 * ((90.0 - deadline) / 60.0).max(0.0) + 1e9 * (interest - 0.6)
    };
    let values: Vec<f64> = (0..of.points()).map(|point| value(point, &of)).collect();
    let figure = &mut of.figures[0];
    for (list, more) in [(&mut figure.value, 0.0), (&mut figure.low, -1.8e9), (&mut figure.high, 1.8e9)] {
        *list = values.iter().map(|value| Some(value + more)).collect();
    }
    figure.se = vec![Some(0.9e9); values.len()];
    figure.change = values.iter().map(|value| Some(value - 34e9)).collect();
    figure.change_se = vec![Some(0.1e9); values.len()];
    of
}

#[test]
fn where_a_figure_bends_is_told_and_no_highest_point_within_chance() {
    let lowest = "Mean value outside China is lowest ($32.2bn) at deadline 30 days and interest 10%, nowhere measurably above the \
                  scenario's own; deadline matters only below 90 days, and beyond that interest matters more";
    assert_eq!(chart(&bent(), 0).title, lowest);
    // From the other end: a deadline counts above 270 days alone.
    let mut turned = bent();
    let last = turned.inputs[0].levels.len() as u32 - 1;
    turned.inputs[0].at.iter_mut().for_each(|at| *at = last - *at);
    let title = chart(&turned, 0).title;
    assert!(title.contains("deadline matters only above 300 days, and beyond that interest matters more"), "{title}");
}

#[test]
fn a_figure_whose_changes_are_not_known_is_told_with_its_error() {
    let mut of = bent();
    let figure = &mut of.figures[0];
    (figure.change, figure.change_se) = (Vec::new(), Vec::new());
    let title = chart(&of, 0).title;
    assert!(title.contains("each known to ± $0.9bn only: too coarse to tell what moves it"), "{title}");
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
    let document = &drawn.drawing;
    let words = read(document);
    let x = |days: f64| {
        let (a, b) = (middle(&words, "30 days"), middle(&words, "330 days"));
        a + (days - 30.0) / 300.0 * (b - a)
    };
    let y = |value: f64| {
        let (a, b) = (height(&words, "$30bn"), height(&words, "$34bn"));
        a + (value - 30e9) / 4e9 * (b - a)
    };
    let figure = &of.figures[0];
    let (found, band) = (dots(document, FAN_MEDIAN), &areas(document, FAN_OUTER)[0]);
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
    assert_eq!(drawn.drawing.zones.len(), 30);
    let document = &drawn.drawing;
    let words = read(document);
    let ramp: Vec<[f64; 4]> = RAMP.iter().flat_map(|shade| boxes(document, *shade)).collect();
    for zone in &drawn.drawing.zones {
        let (x, y) = (f64::midpoint(zone.left, zone.right), f64::midpoint(zone.top, zone.bottom));
        let written = words.iter().find(|w| w.left < x && x < w.right && w.top < y && y < w.bottom).unwrap();
        assert_eq!(written.text, drawn.table.rows[zone.row][2].write(), "{zone:?}");
        assert!(ramp.iter().any(|b| b[0] < x && x < b[0] + b[2] && b[1] < y && y < b[1] + b[3]));
    }
    let highest = drawn.drawing.zones.iter().max_by(|a, b| (a.left - a.top).total_cmp(&(b.left - b.top))).unwrap();
    assert_eq!(drawn.table.rows[highest.row][0].write(), "360 days");
}

#[test]
fn contours_are_named_and_only_where_they_mean_something() {
    let named = |of: &Sweep| {
        let drawn = chart(of, 0);
        let document = &drawn.drawing;
        // A contour's name and the scale's.
        read(document).iter().filter(|word| word.text == "$34bn").count()
    };
    assert_eq!(named(&grid(vec![deadlines(12), interest(9)])), 2);
    assert_eq!(named(&grid(vec![deadlines(6), interest(5)])), 1, "numbers instead");
    assert!(named(&flat(grid(vec![deadlines(12), interest(9)]), 0.01)) < 2, "noise has none");
}

#[test]
fn many_points_are_thinned_and_said_to_be() {
    for (inputs, most) in [(1, 400), (4, 400)] {
        let drawn = chart(&hypercube(six().into_iter().take(inputs).collect(), 5000), 0);
        let document = &drawn.drawing;
        let subtitle: String = read(document).iter().map(|word| format!("{} ", word.text)).collect();
        let most_told = crate::text::numbers::count(most);
        assert!(subtitle.contains(&format!("{most_told} of 5,000 points")), "{subtitle}");
        assert_eq!(drawn.table.rows.len() as u64, most);
        assert!(drawn.svg().len() < 700_000, "{}", drawn.svg().len());
    }
    assert_eq!(lines(&chart(&grid(vec![deadlines(40)]), 0).drawing, FAN_MEDIAN)[0].len(), 40);
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
