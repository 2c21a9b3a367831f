//! The same trajectories as the EMA Workbench finds.
//!
//! The table is that of `tests/reference/prim_reference.py`. Of row i, variable v is 32 bits as a share of 2³²:
//! `((i + 1) * STEPS[v] + 1234567 * v) % 2**32`; then `Prim(x, y, threshold=0.0001).find_box()`.

use super::super::*;
use super::figures::Cut::{High, Low, Names};
use super::figures::*;

const ROWS: u64 = 1000;
const STEPS: [u64; 6] = [2_654_435_769, 1_779_033_703, 3_144_134_277, 1_013_904_243, 2_773_480_763, 3_266_489_917];
const UNIT: f64 = 1.0 / (1_u64 << 32) as f64;

fn bits(row: u64, variable: u64) -> u64 {
    ((row + 1) * STEPS[variable as usize] + 1_234_567 * variable) % (1 << 32)
}

fn unit(row: u64, variable: u64) -> f64 {
    bits(row, variable) as f64 * UNIT
}

/// The high bits of a square, which form no lattice with the variables.
fn noise(row: u64) -> f64 {
    f64::from((bits(row, 5).pow(2) >> 20) as u32) * UNIT
}

fn numbers(variable: u64) -> Vec<f64> {
    (0..ROWS).map(|row| unit(row, variable)).collect()
}

/// Compares every box with `known`, and some of them in full.
fn compare(columns: &[Column], hits: &[bool], options: Options, known: &str, boxes: &[Known]) {
    let discovery = Discovery::new(columns, hits, options);
    let trajectory = discovery.find();
    let found: Vec<String> = trajectory
        .boxes
        .iter()
        .map(|region| format!("{}/{}/{}", region.rows, region.hits, region.restricted()))
        .collect();
    assert_eq!(found.join(" "), known);
    let peeled = 1 + trajectory.boxes.windows(2).filter(|pair| pair[1].rows < pair[0].rows).count();
    assert_eq!(trajectory.peeled, peeled);
    for known in boxes {
        let region = &trajectory.boxes[known.place];
        assert_eq!([region.coverage, region.density, region.mass], known.figures, "box {}", known.place);
        assert_eq!(discovery.measure(region.limits.clone()), *region, "box {}", known.place);
        let found = discovery.significance(region);
        assert_eq!(found.len(), known.limits.len(), "box {}: {found:?}", known.place);
        for (found, &(variable, cut, quasi_p)) in found.iter().zip(known.limits) {
            assert_eq!((found.variable, limit(region, found)), (variable, cut), "box {}", known.place);
            assert!((found.quasi_p / quasi_p - 1.0).abs() < 1e-9, "{found:?} for {quasi_p}");
        }
    }
}

/// The limit at an end that was judged.
fn limit(region: &Region, at: &Significance) -> Cut {
    let limit = region.limits.iter().find(|limit| limit.variable == at.variable).unwrap();
    match (&limit.range, at.end) {
        (Range::Number { low: Some(low), .. }, End::Low) => Low(*low),
        (Range::Number { high: Some(high), .. }, End::High) => High(*high),
        (Range::Category { kept }, End::Names) => Names(kept.clone().leak()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn continuous_variables() {
    let x = [0, 1, 2, 3, 4].map(numbers);
    let columns: Vec<Column> = x.iter().map(|x| Column::Number(x)).collect();
    let dense = |row: usize| x[0][row] > 0.55 && x[1][row] < 0.45 && x[3][row] > 0.15;
    let hits: Vec<bool> = (0..ROWS).map(|row| noise(row) < if dense(row as usize) { 0.85 } else { 0.08 }).collect();
    let options = Options::default();
    compare(&columns, &hits, options, CONTINUOUS, CONTINUOUS_BOXES);
    compare(&columns, &hits, Options { peel: 0.1, paste: 0.02, ..options }, PASTED, PASTED_BOXES);
    let density = Options { objective: Objective::Density, ..options };
    compare(&columns, &hits, density, ORIGINAL, ORIGINAL_BOXES);
}

#[test]
fn ties_and_names() {
    let x = [0, 1, 2].map(numbers);
    let tied: Vec<f64> = (0..ROWS).map(|row| ((bits(row, 3) * 8) >> 32) as f64).collect();
    let codes: Vec<u8> = (0..ROWS).map(|row| ((bits(row, 4) * 5) >> 32) as u8).collect();
    let mut columns: Vec<Column> = x.iter().map(|x| Column::Number(x)).collect();
    columns.extend([Column::Number(&tied), Column::Category { codes: &codes, names: 5 }]);
    let dense = |row: usize| x[0][row] > 0.5 && tied[row] >= 3.0 && [1, 3, 4].contains(&codes[row]);
    let hits: Vec<bool> = (0..ROWS).map(|row| noise(row) < if dense(row as usize) { 0.8 } else { 0.1 }).collect();
    let options = Options::default();
    compare(&columns, &hits, options, MIXED, MIXED_BOXES);
    compare(&columns, &hits, Options { peel: 0.2, paste: 0.02, ..options }, MIXED_PASTED, MIXED_PASTED_BOXES);
}
