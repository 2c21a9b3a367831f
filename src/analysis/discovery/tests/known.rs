//! Tables in which it is known what is to be found.

use rand::seq::SliceRandom as _;

use super::super::resampling::Source;
use super::super::*;
use crate::draws::{Key, Purpose, Stream, Streams};

/// Uniform numbers, and hits that are dense in a planted box of the first two: x₀ > 0.6 and x₁ < 0.5.
struct Planted {
    numbers: Vec<Vec<f64>>,
    names: Vec<u8>,
    hits: Vec<bool>,
}

fn stream(name: &str) -> Stream {
    Streams::new(5, 0).stream(Purpose::Resampling, Key::named(name))
}

impl Planted {
    /// Hits with probability `dense` in the box and `thin` elsewhere.
    fn new(rows: usize, variables: usize, [dense, thin]: [f64; 2]) -> Self {
        let column = |variable| {
            let mut stream = stream(&format!("variable {variable}"));
            (0..rows).map(|_| stream.uniform()).collect()
        };
        let numbers: Vec<Vec<f64>> = (0..variables).map(column).collect();
        let (mut names, mut luck) = (stream("names"), stream("hits"));
        let chance = |row: usize| if numbers[0][row] > 0.6 && numbers[1][row] < 0.5 { dense } else { thin };
        let hits = (0..rows).map(|row| luck.uniform() < chance(row)).collect();
        let names = (0..rows).map(|_| (names.uniform() * 4.0) as u8).collect();
        Self { numbers, names, hits }
    }

    fn columns(&self) -> Vec<Column<'_>> {
        let numbers = self.numbers.iter().map(|values| Column::Number(values));
        numbers.chain([Column::Category { codes: &self.names, names: 4 }]).collect()
    }

    /// The best box, and what is left of it.
    fn best(&self) -> (Region, Region) {
        let columns = self.columns();
        let discovery = Discovery::new(&columns, &self.hits, Options::default());
        let best = discovery.find().best().unwrap().clone();
        let pruned = discovery.prune(&best);
        assert!(discovery.significance(&pruned).iter().all(|limit| limit.quasi_p <= SIGNIFICANT));
        (best, pruned)
    }
}

fn ends(limit: &Limit) -> [Option<f64>; 2] {
    match limit.range {
        Range::Number { low, high } => [low, high],
        Range::Category { .. } => panic!("{limit:?}"),
    }
}

/// Steps of 5 per cent of a box that is 0.4 or 0.5 wide, and the luck of 4,000 rows.
const RESOLUTION: f64 = 0.04;

#[test]
fn a_planted_box_is_found_and_nothing_else() {
    let (best, pruned) = Planted::new(4000, 6, [0.9, 0.05]).best();
    assert!(best.restricts(0) && best.restricts(1));
    let [x0, x1] = &pruned.limits[..] else { panic!("{pruned:?}") };
    assert_eq!((x0.variable, x1.variable), (0, 1));
    let ([Some(low), None], [None, Some(high)]) = (ends(x0), ends(x1)) else { panic!("{pruned:?}") };
    assert!((low - 0.6).abs() < RESOLUTION && (high - 0.5).abs() < RESOLUTION, "{pruned:?}");
    // In the planted box lie 0.2 · 0.9 of all rows as hits, elsewhere 0.8 · 0.05.
    assert!((pruned.coverage - 0.18 / 0.22).abs() < 0.05 && (pruned.density - 0.9).abs() < 0.05, "{pruned:?}");
    assert!((pruned.mass - 0.2).abs() < 0.02, "{pruned:?}");
}

#[test]
fn names_are_found() {
    let mut planted = Planted::new(4000, 3, [0.5, 0.5]);
    let mut luck = stream("named hits");
    planted.hits = planted.names.iter().map(|name| luck.uniform() < if *name == 2 { 0.8 } else { 0.05 }).collect();
    let (_, pruned) = planted.best();
    assert_eq!(pruned.limits, [Limit { variable: 3, range: Range::Category { kept: vec![2] } }]);
}

#[test]
fn variables_without_influence_change_nothing() {
    let few = Planted::new(4000, 2, [0.95, 0.02]).best().1;
    let many = Planted::new(4000, 40, [0.95, 0.02]).best().1;
    // The names come last, so the numbers of the first two variables are the same.
    assert_eq!(few.limits, many.limits);
    assert_eq!(few, many);
}

#[test]
fn without_a_difference_there_is_no_box() {
    let mut planted = Planted::new(500, 3, [0.5, 0.5]);
    for hit in [false, true] {
        planted.hits.fill(hit);
        let columns = planted.columns();
        let discovery = Discovery::new(&columns, &planted.hits, Options::default());
        let trajectory = discovery.find();
        if hit {
            let [whole] = &trajectory.boxes[..] else { panic!("{trajectory:?}") };
            assert_eq!((whole.coverage, whole.density, whole.mass, whole.restricted()), (1.0, 1.0, 1.0, 0));
            assert_eq!(discovery.prune(whole), *whole);
            assert_eq!(discovery.resample(whole, Source::Search, 1).variables, [0.0; 4]);
        } else {
            assert_eq!(trajectory, Trajectory { boxes: Vec::new(), peeled: 0 });
            assert_eq!(trajectory.best(), None);
        }
    }
    assert_eq!(find(&[], &[], Options::default()).boxes, []);
    assert_eq!(find(&[], &[true, false], Options::default()).boxes.len(), 1);
}

#[test]
fn boxes_hold_what_they_say_and_pastes_make_them_denser() {
    let mut planted = Planted::new(2000, 5, [0.7, 0.2]);
    // With few ties, and with many.
    planted.numbers[1].iter_mut().for_each(|x| *x = (*x * 300.0).floor() / 300.0);
    planted.numbers[2].iter_mut().for_each(|x| *x = (*x * 6.0).floor() / 6.0);
    let columns = planted.columns();
    let mut pastes = 0;
    for (peel, paste) in [(0.05, 0.05), (0.1, 0.02), (0.2, 0.02), (0.3, 0.3), (0.4, 0.1)] {
        for objective in [Objective::Lenient, Objective::Density] {
            let options = Options { peel, paste, least_mass: 0.03, objective };
            let discovery = Discovery::new(&columns, &planted.hits, options);
            let trajectory = discovery.find();
            for region in &trajectory.boxes {
                let inside = (0..2000).filter(|&row| region.contains(&columns, row));
                let hits = inside.clone().filter(|&row| planted.hits[row]);
                assert_eq!((region.rows, region.hits), (inside.count(), hits.count()), "{region:?}");
                assert_eq!(discovery.measure(region.limits.clone()), *region);
                assert!(region.mass >= options.least_mass);
                assert!(region.limits.is_sorted_by(|a, b| a.variable < b.variable));
            }
            let pasted = &trajectory.boxes[trajectory.peeled - 1..];
            assert!(pasted.is_sorted_by(|a, b| a.rows < b.rows && a.density < b.density));
            pastes += pasted.len() - 1;
        }
    }
    assert!(pastes > 10, "{pastes} pastes");
}

#[test]
fn the_order_of_rows_does_not_matter() {
    let planted = Planted::new(2000, 4, [0.8, 0.1]);
    let mut order: Vec<usize> = (0..2000).collect();
    order.shuffle(&mut stream("order"));
    let shuffled = Planted {
        numbers: planted.numbers.iter().map(|values| order.iter().map(|&row| values[row]).collect()).collect(),
        names: order.iter().map(|&row| planted.names[row]).collect(),
        hits: order.iter().map(|&row| planted.hits[row]).collect(),
    };
    let all = |planted: &Planted| find(&planted.columns(), &planted.hits, Options::default());
    assert_eq!(all(&planted), all(&shuffled));
}

#[test]
fn resamples_restrict_what_matters() {
    let planted = Planted::new(3000, 6, [0.8, 0.05]);
    let columns = planted.columns();
    let discovery = Discovery::new(&columns, &planted.hits, Options::default());
    let best = discovery.find().best().unwrap().clone();
    let found = discovery.resample(&best, Source::Search, 3);
    assert_eq!(found.variables[..2], [1.0, 1.0]);
    assert!(found.variables[2..].iter().all(|share| *share <= 0.5), "{:?}", found.variables);
    assert_eq!(found.boxes.len() as u64, RESAMPLES);
    for nearest in &found.boxes {
        let nearest = nearest.unwrap();
        let apart = (nearest.coverage - best.coverage).hypot(nearest.density - best.density);
        assert!(apart < 0.1, "{nearest:?} for {best:?}");
    }
    assert_eq!(discovery.resample(&best, Source::Search, 3), found);
    assert_ne!(discovery.resample(&best, Source::Search, 4), found);
}

#[test]
fn any_number_of_threads_finds_the_same() {
    let planted = Planted::new(3000, 30, [0.6, 0.2]);
    let columns = planted.columns();
    let on = |threads| {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(|| {
            let discovery = Discovery::new(&columns, &planted.hits, Options::default());
            let trajectory = discovery.find();
            let best = trajectory.best().unwrap().clone();
            (discovery.prune(&best), discovery.resample(&best, Source::Search, 1), trajectory)
        })
    };
    let one = on(1);
    assert_eq!(on(2), one);
    assert_eq!(on(7), one);
}

#[test]
fn the_best_box_is_that_of_the_greatest_harmonic_mean() {
    let region = |limits: usize, rows, hits: usize| Region {
        limits: vec![Limit { variable: 0, range: Range::Number { low: Some(0.0), high: None } }; limits],
        rows,
        hits,
        coverage: hits as f64 / 100.0,
        density: hits as f64 / rows as f64,
        mass: rows as f64 / 1000.0,
    };
    // 2 hits / (rows + 100): 0.18, 0.8, 0.8, 0.8 and 0.79.
    let boxes =
        vec![region(0, 1000, 100), region(3, 150, 100), region(2, 125, 90), region(2, 100, 80), region(1, 90, 75)];
    let trajectory = Trajectory { boxes, peeled: 5 };
    assert_eq!(trajectory.best(), Some(&trajectory.boxes[2]));
}

/// The box that would be told of a planted table.
fn told(planted: &Planted) -> Discovered {
    let variable = |name: String, names: &[&str]| Variable {
        name,
        scale: crate::scenario::Scale::Number(crate::quantity::Dimension::Factor),
        names: names.iter().map(|name| (*name).to_owned()).collect(),
        ends: None,
    };
    let numbers = (0..planted.numbers.len()).map(|number| variable(format!("x{number}"), &[]));
    let names = planted.names.iter().map(|&name| f64::from(name)).collect();
    discover(Histories {
        scenario: crate::charts::drivers::sample::scenario(),
        seed: 1,
        condition: "value < $1B".to_owned(),
        variables: numbers.chain([variable("names".to_owned(), &["a", "b", "c", "d"])]).collect(),
        columns: planted.numbers.iter().cloned().chain([names]).collect(),
        hits: planted.hits.clone(),
        pick: None,
        warnings: Vec::new(),
    })
}

#[test]
fn of_hits_that_lie_anywhere_no_box_is_told() {
    for (chance, variables) in [(0.04, 30), (0.3, 30), (0.5, 3), (0.9, 10)] {
        let planted = Planted::new(4000, variables, [chance, chance]);
        assert_eq!(told(&planted).chosen, None, "{chance} by {variables}");
    }
}

#[test]
fn a_box_that_says_little_is_not_told_and_one_that_says_something_is() {
    // 5% in the box, 4% elsewhere: there beyond doubt, and of no use.
    assert_eq!(told(&Planted::new(40_000, 4, [0.05, 0.04])).chosen, None);
    let planted = Planted::new(40_000, 4, [0.12, 0.04]);
    let chosen = told(&planted).chosen.unwrap();
    assert!(chosen.limits.iter().all(|limit| limit.variable < 2) && chosen.density > 0.08, "{chosen:?}");
    // What is told is the best of all boxes once their limits are pruned.
    let columns = planted.columns();
    let discovery = Discovery::new(&columns, &planted.hits, Options::default());
    let mean = |region: &Region| 2.0 / (1.0 / region.coverage + 1.0 / region.density);
    for region in &discovery.find().boxes {
        let pruned = discovery.prune(region);
        let base = planted.hits.iter().filter(|hit| **hit).count() as f64 / 40_000.0;
        assert!(!pruned.tells(base) || mean(&pruned) <= mean(&chosen) + 1e-12, "{pruned:?} beside {chosen:?}");
    }
}
