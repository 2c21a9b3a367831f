//! Differences for spreadsheets and scripts.

use crate::analysis::{Comparison, Estimate, Pair, Proportion};
use crate::csv_table::guard_formula;
use crate::report::ReportError;
use crate::report::tables::cell;

/// `comparison.csv`: every paired difference, one a row.
pub(super) fn differences(comparison: &Comparison) -> Result<Vec<u8>, ReportError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header = [
        "first",
        "second",
        "market",
        "measure",
        "unit",
        "count",
        "mean",
        "se",
        "p5",
        "p25",
        "p50",
        "p75",
        "p95",
        "second_better",
        "second_better_low",
        "second_better_high",
        "same",
    ];
    writer.write_record(header).map_err(ReportError::encode)?;
    for pair in &comparison.pairs {
        let [first, second] = [pair.first, pair.second].map(|i| side(comparison, i));
        let between = [first.as_str(), second.as_str(), ""];
        let mut put = |between: [&str; 3], measure: &str, estimate: &Estimate, odds: Option<&Pair>| {
            writer.write_record(row(between, measure, estimate, odds)).map_err(ReportError::encode)
        };
        put(between, &comparison.measure, &pair.difference, Some(pair))?;
        put(between, &format!("baseline_{}", comparison.measure), &pair.baseline_difference, None)?;
        if pair.first == 0
            && let Some(side) = comparison.sides.get(pair.second)
        {
            for (key, market) in &side.markets {
                let key = guard_formula(key);
                let between = [between[0], between[1], key.as_str()];
                if let Some(difference) = &market.difference {
                    put(between, "value", &difference.value, None)?;
                    put(between, "retention", &difference.retention, None)?;
                }
            }
        }
    }
    writer.into_inner().map_err(ReportError::encode)
}

fn side(comparison: &Comparison, number: usize) -> String {
    comparison.sides.get(number).map(|side| guard_formula(&side.name())).unwrap_or_default()
}

fn row(between: [&str; 3], measure: &str, e: &Estimate, odds: Option<&Pair>) -> Vec<String> {
    let mut row = between.map(str::to_owned).to_vec();
    row.extend([guard_formula(measure), guard_formula(&e.unit), e.count.to_string()]);
    row.extend([e.mean, e.se, e.p5, e.p25, e.p50, e.p75, e.p95].map(cell));
    let better = odds.map(|pair| pair.second_better);
    let end = |i: usize| better.map(|p: Proportion| p.interval[i]);
    row.extend([better.map(|p| p.probability), end(0), end(1), odds.map(|pair| pair.same.probability)].map(cell));
    row
}
