//! Tables for spreadsheets and scripts.

use crate::analysis::{Estimate, Summary};

use super::ReportError;
use crate::csv_table::guard_formula;

/// A figure to the last bit; nothing where there is none.
pub(super) fn cell(value: Option<f64>) -> String {
    value.map(|v| v.to_string()).unwrap_or_default()
}

/// `fans.csv`: quantiles by date, market and measure.
pub(super) fn fans(summary: &Summary) -> Result<Vec<u8>, ReportError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut row = |cells: &[&str]| writer.write_record(cells).map_err(ReportError::encode);
    row(&["date", "market", "measure", "p5", "p25", "p50", "p75", "p95"])?;
    let markets =
        summary.markets.iter().flat_map(|(key, m)| m.fans.iter().map(move |(name, fan)| (&**key, &**name, fan)));
    for (market, measure, fan) in std::iter::once(("", "value", &summary.value_path)).chain(markets) {
        for (i, date) in summary.dates.iter().enumerate() {
            let figures = [&fan.p5, &fan.p25, &fan.p50, &fan.p75, &fan.p95].map(|q| cell(q.get(i).copied()));
            let [p5, p25, p50, p75, p95] = &figures;
            row(&[&date.to_string(), &guard_formula(market), &guard_formula(measure), p5, p25, p50, p75, p95])?;
        }
    }
    writer.into_inner().map_err(ReportError::encode)
}

/// `markets.csv`: every estimate and probability of the run, one a row.
pub(super) fn markets(summary: &Summary) -> Result<Vec<u8>, ReportError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header =
        ["market", "name", "measure", "unit", "count", "mean", "se", "p5", "p25", "p50", "p75", "p95", "low", "high"];
    writer.write_record(header).map_err(ReportError::encode)?;
    let whole = [
        ("value", &summary.value),
        ("baseline_value", &summary.baseline_value),
        ("value_abroad", &summary.value_abroad),
        ("baseline_value_abroad", &summary.baseline_value_abroad),
        ("loss", &summary.loss),
        ("loss_abroad", &summary.loss_abroad),
        ("sunk", &summary.sunk),
    ];
    for (measure, estimate) in whole {
        writer.write_record(estimated("", "", measure, estimate)).map_err(ReportError::encode)?;
    }
    for (key, market) in &summary.markets {
        let (key, name) = (guard_formula(key), guard_formula(&market.name));
        for (state, share) in &market.outcomes {
            let interval = market.outcomes_interval.get(state).copied();
            let row = likely(&key, &name, &format!("ends_{state}"), *share, interval);
            writer.write_record(row).map_err(ReportError::encode)?;
        }
        let blocked =
            likely(&key, &name, "ever_blocked", market.ever_blocked.probability, Some(market.ever_blocked.interval));
        writer.write_record(blocked).map_err(ReportError::encode)?;
        let fixed = [
            ("retention", &market.retention),
            ("vs_baseline", &market.vs_baseline),
            ("cohort", &market.cohort),
            ("value", &market.value),
            ("baseline_value", &market.baseline_value),
            ("days_without_access", &market.days_without_access),
            ("sale_price", &market.sale_price),
            ("sale_discount", &market.sale_discount),
        ];
        let counted = market.measures.iter().map(|(kind, estimate)| (kind.as_str(), estimate));
        for (measure, estimate) in fixed.into_iter().chain(counted) {
            writer.write_record(estimated(&key, &name, measure, estimate)).map_err(ReportError::encode)?;
        }
    }
    writer.into_inner().map_err(ReportError::encode)
}

fn estimated(key: &str, name: &str, measure: &str, e: &Estimate) -> Vec<String> {
    let interval = match (e.mean, e.se) {
        (Some(mean), Some(se)) => [Some(mean - 1.96 * se), Some(mean + 1.96 * se)],
        _ => [None, None],
    };
    let mut row =
        vec![key.to_owned(), name.to_owned(), guard_formula(measure), guard_formula(&e.unit), e.count.to_string()];
    row.extend([e.mean, e.se, e.p5, e.p25, e.p50, e.p75, e.p95, interval[0], interval[1]].map(cell));
    row
}

fn likely(key: &str, name: &str, measure: &str, share: f64, interval: Option<[f64; 2]>) -> Vec<String> {
    let mut row = vec![
        key.to_owned(),
        name.to_owned(),
        guard_formula(measure),
        "probability".to_owned(),
        String::new(),
        cell(Some(share)),
    ];
    row.extend(std::iter::repeat_n(String::new(), 6));
    row.extend([cell(interval.map(|i| i[0])), cell(interval.map(|i| i[1]))]);
    row
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::sample;

    #[test]
    fn fans_hold_every_quantile_of_every_date() {
        let summary = sample::summary();
        let bytes = fans(&summary).unwrap();
        let mut reader = csv::Reader::from_reader(&*bytes);
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), 66 * (1 + 10 * 3));
        let row = rows.iter().find(|r| &r[0] == "2025-08-03" && &r[1] == "us" && &r[2] == "retention").unwrap();
        let median = summary.markets["us"].fans["retention"].p50[65];
        assert_eq!(row[5].parse::<f64>().unwrap().to_bits(), median.to_bits());
    }

    #[test]
    fn names_cannot_become_formulas() {
        let summary = sample::with_markets(1, "=HYPERLINK(\"http://x\")");
        let text = String::from_utf8(markets(&summary).unwrap()).unwrap();
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        for row in reader.records().map(Result::unwrap) {
            assert!(row[1].is_empty() || row[1].starts_with('\''), "{row:?}");
        }
    }

    #[test]
    fn missing_is_not_zero() {
        let row = estimated("", "", "x", &Estimate::default());
        assert_eq!(&row[4..], ["0", "", "", "", "", "", "", "", "", ""]);
    }
}
