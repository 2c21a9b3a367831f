//! Charts of discoveries read back: whether words fit, and what titles say.

use super::*;
use crate::charts::tests::sound::{HOSTILE, assert_sound};
use crate::charts::tests::words as read;

fn chart(of: &Discovered, name: &str) -> Chart {
    discovery(of).unwrap().into_iter().find(|chart| chart.name == name).unwrap()
}

#[test]
fn any_number_of_limits_is_readable() {
    for limits in 0..=7 {
        let charts = discovery(&sample::discovered(limits)).unwrap();
        assert_eq!(charts.len(), if limits == 0 { 1 } else { 2 });
        charts.iter().for_each(|chart| assert_sound(&format!("{limits} limits"), chart));
    }
}

#[test]
fn long_and_hostile_names_stay_names() {
    for name in
        [HOSTILE, "中华人民共和国的市场", "markets.the-united-federated-republics.of-somewhere.and_elsewhere", ""]
    {
        let mut of = sample::discovered(7);
        of.variables.iter_mut().for_each(|variable| {
            name.clone_into(&mut variable.name);
            variable.names.iter_mut().for_each(|word| name.clone_into(word));
        });
        for text in [&mut of.condition, &mut of.version, &mut of.scenario.name] {
            name.clone_into(text);
        }
        discovery(&of).unwrap().iter().for_each(|chart| assert_sound(name, chart));
    }
}

#[test]
fn extreme_ranges_and_places_are_readable() {
    for (coverage, density) in [(0.0, 1.0), (1.0, 1.0), (1.0, 0.24), (0.02, 0.24), (0.99, 0.9)] {
        let mut of = sample::discovered(3);
        let chosen = of.chosen.as_mut().unwrap();
        (chosen.coverage, chosen.density) = (coverage, density);
        let run = format!("coverage {coverage}, density {density}");
        discovery(&of).unwrap().iter().for_each(|chart| assert_sound(&run, chart));
    }
    let mut of = sample::discovered(5);
    for variable in &mut of.variables {
        variable.ends = variable.ends.map(|[low, _]| [low, low]);
    }
    (of.significance, of.reproducibility) = (Vec::new(), None);
    discovery(&of).unwrap().iter().for_each(|chart| assert_sound("one value", chart));
    of.trajectory.boxes.truncate(1);
    of.trajectory.peeled = 1;
    (of.hits, of.rows) = (0, 0);
    discovery(&of).unwrap().iter().for_each(|chart| assert_sound("one box", chart));
    of.trajectory.boxes.clear();
    (of.trajectory.peeled, of.chosen) = (0, None);
    assert!(discovery(&of).unwrap().is_empty());
}

#[test]
fn every_number_of_limits_is_explained() {
    let words = read(&chart(&sample::discovered(7), "trade-off").drawing);
    let boxes = sample::discovered(7).trajectory.boxes;
    let most = boxes.iter().map(Region::restricted).max().unwrap();
    assert!(most >= 4);
    for meaning in ["no limit", "1", "2", "3", "4 limits or more"] {
        assert!(words.iter().any(|word| word.text == meaning), "{meaning}");
    }
    assert!(words.iter().any(|word| word.text.starts_with("the box told: coverage 38%")));
}

#[test]
fn titles_state_the_box_in_words() {
    let title = |limits: usize, name: &str| chart(&sample::discovered(limits), name).title;
    assert_eq!(
        title(2, "box"),
        "38% of the simulations with value outside China below $20bn lie where revenue per user in the United States is below $7.10 a year and \
         discount rate is above 11.3%; there it happens in 42% of all, against 24% overall"
    );
    let many = title(7, "box");
    assert!(many.contains("$7.10 a year and 6 more limits hold; there"), "{many}");
    assert_eq!(
        title(2, "trade-off"),
        "A box of 2 limits holds 38% of the simulations with value outside China below $20bn; they are 42% of those in it, \
         against 24% overall"
    );
    let none = title(0, "trade-off");
    assert!(
        none.starts_with(
            "No box is told for simulations with value outside China below $20bn: the densest on the way, "
        ),
        "{none}"
    );
}

#[test]
fn names_of_categories_are_told_by_those_that_are_fewer() {
    let of = sample::discovered(7);
    let limits = &of.chosen.as_ref().unwrap().limits;
    let told = |i: usize| words::sentence(&of.variables[i], &limits[i], &of.scenario);
    assert_eq!(told(5), "strategy is sell or hold");
    assert_eq!(told(6), "final state in the United States is not banned, restructured or exited");
    assert_eq!(told(3), "date (us-order) is no later than 9 Nov 2020");
    assert_eq!(told(4), "greatest number of extensions of an order is 1");
}

#[test]
fn damaged_discoveries_are_refused() {
    let damaged: [fn(&mut Discovered); 5] = [
        |of| of.variables.truncate(1),
        |of| of.trajectory.peeled = 999,
        |of| of.trajectory.boxes[1].density = f64::NAN,
        |of| of.reproducibility.as_mut().unwrap().variables.truncate(1),
        |of| of.variables[0].ends = Some([f64::NEG_INFINITY, 1.0]),
    ];
    for damage in damaged {
        let mut of = sample::discovered(4);
        damage(&mut of);
        assert!(matches!(discovery(&of), Err(ChartError::Summary(_))));
    }
}
