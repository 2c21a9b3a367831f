//! Made-up discoveries, for looking at their charts and for testing what is made of them.

use crate::analysis::discovery::{
    DISCOVERY_FORMAT, Discovered, End, Limit, Nearest, Range, Region, Reproducibility, Significance, Trajectory,
    Variable,
};
use crate::charts::drivers::sample::scenario;
use crate::quantity::Dimension;
use crate::scenario::Scale;

const ROWS: usize = 10_000;
const HITS: usize = 2_400;

/// Name, unit, ends of all histories and of the box.
type Known = (&'static str, Scale, [f64; 2], [Option<f64>; 2]);

const NUMBERS: [Known; 5] = [
    ("markets.us.arpu", Scale::Number(Dimension::MoneyPerUserYear), [3.2, 17.4], [None, Some(7.1)]),
    ("company.discount_rate", Scale::Number(Dimension::Share), [0.081, 0.19], [Some(0.113), None]),
    (
        "markets.southeast-asia.policy.order.enforcement",
        Scale::Number(Dimension::Share),
        [0.03, 0.98],
        [Some(0.42), Some(0.61)],
    ),
    ("events.us-order.on", Scale::Date, [18_475.0, 18_840.0], [None, Some(18_575.0)]),
    ("policy.order.extension.max", Scale::Number(Dimension::Count), [0.0, 4.0], [Some(1.0), Some(1.0)]),
];

fn number((name, scale, ends, _): Known) -> Variable {
    Variable { name: name.to_owned(), scale, names: Vec::new(), ends: Some(ends) }
}

fn category(name: &str, names: &[&str]) -> Variable {
    let names = names.iter().map(|name| (*name).to_owned()).collect();
    Variable { name: name.to_owned(), scale: Scale::Words, names, ends: None }
}

/// A discovery whose box has so many limits, at most seven.
pub(crate) fn discovered(limits: usize) -> Discovered {
    let mut variables: Vec<Variable> = NUMBERS.into_iter().map(number).collect();
    variables.push(category("strategy", &["sell", "hold", "refuse", "list"]));
    variables.push(category(
        "us.final_state",
        &["open", "review", "ordered", "stayed", "restricted", "banned", "restructured", "divested", "exited"],
    ));
    let limit = |variable: usize| {
        let range = match variable {
            0..5 => Range::Number { low: NUMBERS[variable].3[0], high: NUMBERS[variable].3[1] },
            5 => Range::Category { kept: vec![0, 1] },
            _ => Range::Category { kept: vec![0, 1, 2, 3, 4, 7] },
        };
        Limit { variable, range }
    };
    let region = |limits: usize, coverage: f64, density: f64| {
        let hits = (HITS as f64 * coverage).round() as usize;
        let rows = (hits as f64 / density).round() as usize;
        let mass = rows as f64 / ROWS as f64;
        Region { limits: (0..limits).map(limit).collect(), rows, hits, coverage, density, mass }
    };
    let last = 0.24 + 0.12 * limits as f64;
    let step = |i: usize, of: usize| {
        let t = i as f64 / of as f64;
        region((limits * i).div_ceil(of), 1.0 - 0.86 * t, 0.24 + (last.min(0.93) - 0.24) * t.sqrt())
    };
    let peel = (0..=28).map(|i| step(i, 28));
    let paste = (0..if limits > 1 { 4 } else { 0 })
        .map(|i| region(limits, 0.14 + 0.02 * f64::from(i), last.min(0.93) - 0.004 * f64::from(i)));
    let boxes: Vec<Region> = peel.chain(paste).collect();
    let significance = (0..limits).flat_map(|variable| {
        let ends = if variable == 2 { vec![End::Low, End::High] } else { vec![End::Low] };
        ends.into_iter().map(move |end| Significance { variable, end, quasi_p: 1e-5 * 5.0_f64.powi(variable as i32) })
    });
    Discovered {
        format: DISCOVERY_FORMAT.to_owned(),
        version: "0.1.0".to_owned(),
        scenario: scenario(),
        seed: 1,
        condition: "value_abroad < $20B".to_owned(),
        rows: ROWS as u64,
        hits: HITS as u64,
        chosen: (limits > 0).then(|| region(limits, 0.38, 0.24 + 0.09 * limits as f64)),
        significance: significance.collect(),
        reproducibility: Some(Reproducibility {
            variables: (0..variables.len()).map(|i| 1.0 - 0.1 * i as f64).collect(),
            boxes: vec![Some(Nearest { coverage: 0.37, density: 0.7 }); 10],
        }),
        trajectory: Trajectory { boxes, peeled: 29 },
        variables,
        warnings: Vec::new(),
    }
}
