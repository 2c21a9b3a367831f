//! What is said of generated studies: of too few walks, of shares that contradict one another, of inputs that move together, of nothing.

use super::*;
use crate::charts::drivers::sample::{self, interval};
use crate::charts::drivers::sensitivity as draw;

/// All that a reader is told: findings, titles of charts.
fn told(study: &Sensitivity) -> Vec<String> {
    let findings = findings(study).into_iter().flat_map(|finding| [finding.headline, finding.detail]);
    findings.chain(draw(study).unwrap().into_iter().map(|chart| chart.title)).collect()
}

fn names_any(study: &Sensitivity) -> bool {
    let named = |driver: usize| {
        let name = name_driver(study, driver);
        let place = name.split(',').next().unwrap_or_default().to_owned();
        told(study).iter().any(|text| text.to_lowercase().contains(&place.to_lowercase()))
    };
    (0..study.drivers.len()).any(named)
}

#[test]
fn a_screening_that_is_too_small_names_nothing() {
    let mut study = sample::morris(9);
    assert!(names_any(&study));
    let Found::Morris { trajectories, .. } = &mut study.found else { panic!() };
    *trajectories = 3;
    assert!(!names_any(&study), "{:?}", told(&study));
    // Nor are sure changes told where one that may be far greater is not sure.
    let mut study = sample::morris(9);
    let Found::Morris { effects, .. } = &mut study.found else { panic!() };
    for (driver, effect) in effects.iter_mut().enumerate() {
        let (strength, se) = if driver == 4 { (90e9, 30e9) } else { (2.5e9, 0.3e9) };
        effect.iter_mut().for_each(|effect| (effect.strength, effect.se) = (strength, Some(se)));
    }
    assert!(!names_any(&study), "{:?}", told(&study));
    assert!(told(&study)[0].contains("too small"));
}

#[test]
fn shares_that_are_vague_or_contradict_one_another_are_not_told() {
    let spoilt: [fn(&mut crate::analysis::sensitivity::Index); 2] = [
        |index| index.total = interval(0.4, 0.1),
        |index| (index.first, index.total) = (interval(0.6, 0.02), interval(0.45, 0.02)),
    ];
    for spoil in spoilt {
        let mut study = sample::sobol(9);
        let Found::Sobol { value: Some(value), pairs, retention, .. } = &mut study.found else { panic!() };
        spoil(&mut value.factors[0]);
        (*pairs, *retention) = (None, vec![None; retention.len()]);
        assert!(!names_any(&study), "{:?}", told(&study));
        assert!(told(&study).iter().all(|text| !text.contains('%')), "{:?}", told(&study));
    }
}

#[test]
fn chance_comes_first_where_it_is_most_and_nothing_is_missing_from_more_than_all() {
    let mut study = sample::sobol(9);
    let luck = study.drivers.len() - 1;
    let Found::Sobol { value: Some(value), .. } = &mut study.found else { panic!() };
    value.factors[luck].total = interval(0.57, 0.02);
    value.alone = interval(1.1, 0.02);
    let told = told(&study);
    assert!(told[0].starts_with("Chance makes most of the variance; among inputs, "), "{told:?}");
    assert!(told.iter().any(|text| text.starts_with("Chance decides 57% of what is uncertain")), "{told:?}");
    assert!(told.iter().all(|text| !text.contains("in combination")), "{told:?}");
}

#[test]
fn inputs_that_move_together_are_named_once_and_what_is_alike_has_no_order() {
    let mut study = sample::tornado(9);
    let Found::Tornado { bars, .. } = &mut study.found else { panic!() };
    for (driver, bar) in bars.iter_mut().enumerate() {
        let swing = [-23e9, 23e9, 22.5e9].get(driver).copied().unwrap_or(1e9);
        bar.iter_mut().for_each(|bar| bar.swing = Some(interval(swing, 1e9)));
    }
    let [first, third] = [study.drivers[1].paths.clone(), study.drivers[2].paths.clone()];
    study.drivers[1].together = third;
    study.drivers[2].together = first;
    let (names, told) = ([0, 1, 2].map(|driver| name_driver(&study, driver)), told(&study));
    for headline in [&told[0], told.last().unwrap()] {
        assert!(headline.contains("(with an input tied to it)"), "{headline}");
        assert!(headline.contains("depends most on ") && headline.contains(", in no sure order"), "{headline}");
    }
    assert!(told[0].contains(&names[1]) && !told[0].contains(&names[2]), "{}", told[0]);
}

#[test]
fn where_nothing_is_worth_learning_no_rule_is_told() {
    let mut study = sample::learning(9);
    let Found::Evppi { learning, .. } = &mut study.found else { panic!() };
    for (driver, input) in learning.inputs.iter_mut().enumerate() {
        let worth = if driver % 2 == 0 { 0.2e9 } else { -0.2e9 };
        input.iter_mut().for_each(|input| input.worth = interval(worth, 0.2e9));
    }
    assert!(!names_any(&study), "{:?}", told(&study));
    assert!(told(&study)[1].contains("less than about $800m cannot be told from chance"), "{:?}", told(&study));
    let charts = draw(&study).unwrap();
    let cells: Vec<String> = charts[0].table.rows.iter().flatten().map(Cell::write).collect();
    assert!(
        cells.iter().all(|cell| !cell.contains("up to ") && !cell.contains(" of 10") && !cell.contains('−')),
        "{cells:?}"
    );
}
