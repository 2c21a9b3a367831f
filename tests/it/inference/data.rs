//! The data sets that several tests read.

use marketgate::inference::survival::Time;

const LEUKEMIA_6MP: [(f64, bool); 21] = [
    (6.0, true),
    (6.0, true),
    (6.0, true),
    (6.0, false),
    (7.0, true),
    (9.0, false),
    (10.0, true),
    (10.0, false),
    (11.0, false),
    (13.0, true),
    (16.0, true),
    (17.0, false),
    (19.0, false),
    (20.0, false),
    (22.0, true),
    (23.0, true),
    (25.0, false),
    (32.0, false),
    (32.0, false),
    (34.0, false),
    (35.0, false),
];
const LEUKEMIA_PLACEBO: [u32; 21] = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23];

/// Rows of weight 1, each its own cluster.
pub(crate) fn times(rows: &[(f64, bool)]) -> Vec<Time> {
    let row = |(cluster, &(days, ended)): (usize, &(f64, bool))| Time { days, ended, weight: 1.0, cluster };
    rows.iter().enumerate().map(row).collect()
}

/// The 6-MP arm of Freireich et al. 1963, in weeks.
pub(crate) fn leukemia_6mp() -> Vec<Time> {
    times(&LEUKEMIA_6MP)
}

/// Its placebo arm: all ended.
pub(crate) fn leukemia_placebo() -> Vec<Time> {
    times(&LEUKEMIA_PLACEBO.map(|week| (f64::from(week), true)))
}

pub(crate) fn ovarian() -> Vec<Time> {
    read(include_str!("data/ovarian.csv"))
}

pub(crate) fn lung() -> Vec<Time> {
    read(include_str!("data/lung.csv"))
}

pub(crate) fn rossi() -> Vec<Time> {
    read(include_str!("data/rossi.csv"))
}

fn read(csv: &str) -> Vec<Time> {
    let row = |line: &str| {
        let (time, ended) = line.split_once(',').expect("two columns");
        (time.parse().expect("a time"), ended == "1")
    };
    times(&csv.lines().skip(1).map(row).collect::<Vec<_>>())
}

/// Asserts that a value is as close as that.
#[track_caller]
pub(crate) fn assert_near(found: f64, expected: f64, tolerance: f64) {
    println!("found {found:.10}, expected {expected}");
    assert!((found - expected).abs() <= tolerance, "{found} is not {expected} within {tolerance}");
}
