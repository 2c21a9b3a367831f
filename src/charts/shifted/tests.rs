//! Charts of shifted runs read back: whether words fit, and what titles say.

use super::*;
use crate::charts::tests::sound::{HOSTILE, assert_sound};

fn drawn(run: &str, of: &Shift) -> Vec<Chart> {
    let charts = shift(of).unwrap();
    charts.iter().for_each(|chart| assert_sound(run, chart));
    charts
}

fn all() -> [Shift; 3] {
    [sample::bands(), sample::probabilities(), sample::condition(40)]
}

#[test]
fn every_kind_of_shift_is_readable() {
    let counts = all().map(|of| drawn("a shift", &of).len());
    assert_eq!(counts, [2, 2, 2]);
    for inputs in [0, 1, 2, 15, 16, 250] {
        drawn("inputs", &sample::condition(inputs));
    }
    for figures in 0..20 {
        let mut of = sample::bands();
        of.figures.truncate(figures);
        drawn(&format!("{figures} figures"), &of);
    }
}

/// Share at or below the level of a number.
type Shape = fn(usize) -> f64;

#[test]
fn curves_that_cross_touch_or_lie_at_the_edge_are_readable() {
    let step = |at: usize| move |i: usize| if i < at { 0.0 } else { 1.0 };
    let shapes: [(&str, Shape); 4] = [
        ("early", |i| if i < 2 { 0.0 } else { 1.0 }),
        ("late", |i| if i < 118 { 0.0 } else { 1.0 }),
        ("flat", |i| if i < 119 { 0.5 } else { 1.0 }),
        ("straight", |i| i as f64 / 119.0),
    ];
    for (run, shape) in shapes {
        let mut of = sample::bands();
        of.figures.clear();
        of.below_after = (0..120).map(shape).collect();
        drawn(run, &of);
        of.below_before = (0..120).map(step(60)).collect();
        drawn(run, &of);
        of.below_before = of.below_after.clone();
        drawn(run, &of);
    }
}

#[test]
fn long_and_hostile_names_stay_names() {
    for name in [HOSTILE, "中华人民共和国的市场", "markets.us.a_very_long_name_of_an_input_that_goes_on_and_on", ""]
    {
        for mut of in all() {
            for text in [&mut of.version, &mut of.scenario.name] {
                name.clone_into(text);
            }
            match &mut of.by {
                ShiftedBy::Bands(bands) => {
                    let band = Band { path: name.to_owned(), ..bands[0].clone() };
                    *bands = vec![band; 4];
                }
                ShiftedBy::Probabilities(stated) => {
                    name.clone_into(&mut stated[0].condition);
                    *stated = vec![stated[0].clone(); 4];
                }
                ShiftedBy::Condition { condition, moved, name: bad } => {
                    moved.iter_mut().for_each(|input| name.clone_into(&mut input.path));
                    name.clone_into(condition);
                    name.clone_into(bad);
                }
            }
            of.figures = of.figures.into_iter().map(|(path, figure)| (format!("{path}{name}"), figure)).collect();
            drawn(name, &of);
        }
    }
}

#[test]
fn figures_of_any_size_are_readable() {
    for factor in [-1.0, 1e-9, 1e6, 0.0] {
        let mut of = sample::condition(12);
        for figure in of.figures.values_mut() {
            for told in [&mut figure.before, &mut figure.after, &mut figure.change] {
                told.value = told.value.map(|value| value * factor);
                told.se = told.se.filter(|_| factor != 1e6);
            }
        }
        if let ShiftedBy::Condition { moved, .. } = &mut of.by {
            moved.iter_mut().for_each(|input| input.shift *= factor.clamp(-1.0, 5.0));
        }
        drawn(&format!("times {factor}"), &of);
    }
}

#[test]
fn titles_state_what_was_done_and_what_comes_of_it() {
    let titles = |of: &Shift| -> Vec<String> { drawn("a shift", of).into_iter().map(|chart| chart.title).collect() };
    assert_eq!(
        titles(&sample::bands())[0],
        "With revenue per user in the United States in its lowest 10%, the median value outside China falls from $62.1bn to $47.7bn"
    );
    assert_eq!(
        titles(&sample::probabilities()),
        [
            "If simulations in which the United States ends banned are put at 40%, not 22%, the median value outside \
             China falls from $62.1bn to $47.7bn",
            "If simulations in which the United States ends banned are put at 40%, not 22%, the mean value outside \
             China falls from $61.2bn to $48.3bn"
        ]
    );
    assert_eq!(
        titles(&sample::condition(20))[1],
        "In simulations with value outside China below $20bn, revenue per user in the United States is lower, discount rate higher and \
         growth of users in Europe lower than in the whole run"
    );
    // That value is lower where it is below an amount says nothing, and has no chart.
    let stated = titles(&sample::condition(3));
    assert!(stated[0].ends_with("the mean users kept in the United States is 52.0% instead of 71.0%"), "{}", stated[0]);
    // Nor has what differs by no more than chance explains.
    let mut still = sample::condition(3);
    still.figures.values_mut().for_each(|figure| figure.change.se = figure.change.value.map(f64::abs));
    if let ShiftedBy::Condition { moved, .. } = &mut still.by {
        moved.iter_mut().for_each(|input| input.se = 1.0);
    }
    assert_eq!(titles(&still), Vec::<String>::new());
}

#[test]
fn medians_are_read_off_the_distribution_where_they_are_not_told() {
    let mut of = sample::bands();
    of.figures.shift_remove("value_abroad.p50");
    let title = &drawn("no median", &of)[0].title;
    assert!(title.contains("falls from $62.1bn to $47.7bn"), "{title}");
}

#[test]
fn damaged_shifts_are_refused() {
    let damaged: [fn(&mut Shift); 4] = [
        |of| of.grid[3] = f64::NAN,
        |of| of.below_after.truncate(3),
        |of| of.below_before[4] = f64::NAN,
        |of| of.figures[0].change.value = Some(f64::INFINITY),
    ];
    for damage in damaged {
        let mut of = sample::bands();
        damage(&mut of);
        assert!(matches!(shift(&of), Err(ChartError::Summary(_))));
    }
}
