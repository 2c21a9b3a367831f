//! Tables for spreadsheets and scripts.

use crate::analysis::{Estimate, Proportion, Statistic, Summary};
use crate::simulation::catalogue::{self, Summarised};
use crate::table::{Cell, Table, Unit, write_csv};

use super::ReportError;
use super::cells::{EXACT_KEYS, exact_figures};

/// A table as CSV.
pub(super) fn encode(table: Table) -> Result<Vec<u8>, ReportError> {
    write_csv(table.columns.iter().map(|column| &*column.name), table.rows).map_err(ReportError::encode)
}

/// The table of `fans.csv`: quantiles by date, market and measure; the market is empty where the measure is of the company.
pub fn list_fans(summary: &Summary) -> Table {
    let all = summary.fans.iter().map(|(name, fan)| ("", &**name, fan));
    let markets =
        summary.markets.iter().flat_map(|(key, m)| m.fans.iter().map(move |(name, fan)| (&**key, &**name, fan)));
    let fans = std::iter::once(("", "value", &summary.value_path)).chain(all).chain(markets);
    let rows = fans.flat_map(|(market, measure, fan)| {
        summary.dates.iter().enumerate().map(move |(i, date)| {
            let quantiles = [&fan.p5, &fan.p25, &fan.p50, &fan.p75, &fan.p95];
            let quantiles = quantiles.map(|q| Cell::known(q.get(i).copied(), Unit::Number));
            [Cell::date(*date), Cell::text(market), Cell::text(measure)].into_iter().chain(quantiles).collect()
        })
    });
    Table::new("", ["date", "market", "measure", "p5", "p25", "p50", "p75", "p95"], rows)
}

/// The table of `markets.csv`: every estimate and probability of the run, one a row; the market is empty where the measure is of the
/// company.
pub fn list_figures(summary: &Summary) -> Table {
    let company = catalogue::company().filter(|figure| !figure.at_home);
    let mut rows: Vec<Vec<Cell>> =
        company.filter_map(|figure| Some(estimate_row("", "", figure.name, summary.estimate(figure)?))).collect();
    for (key, market) in &summary.markets {
        let probability = |measure: &str, share, interval| probability_row(key, &market.name, measure, share, interval);
        rows.extend(market.outcomes.iter().map(|(state, share)| {
            probability(&format!("ends_{state}"), *share, market.outcomes_interval.get(state).copied())
        }));
        rows.extend(catalogue::market().filter_map(|figure| match figure.summarised {
            Summarised::Chance(name) => {
                let Proportion { probability: share, interval } = market.chance(name)?;
                Some(probability(name, share, Some(interval)))
            }
            _ => Some(estimate_row(key, &market.name, figure.name, market.estimate(figure)?)),
        }));
    }
    let names = ["market", "name", "measure", "unit", "count"].into_iter().chain(EXACT_KEYS).chain(["low", "high"]);
    Table::new("", names, rows)
}

fn estimate_row(key: &str, name: &str, measure: &str, e: &Estimate) -> Vec<Cell> {
    let interval = Statistic::Mean.measure(e).interval;
    let ends = [0, 1].map(|end| Cell::known(interval.map(|ends| ends[end]), Unit::Number));
    let words = [key, name, measure, &e.unit].map(Cell::text);
    words.into_iter().chain([Cell::count(e.count)]).chain(exact_figures(e)).chain(ends).collect()
}

fn probability_row(key: &str, name: &str, measure: &str, share: f64, interval: Option<[f64; 2]>) -> Vec<Cell> {
    let ends = [0, 1].map(|end| Cell::known(interval.map(|ends| ends[end]), Unit::Share));
    let words = [key, name, measure, "probability"].map(Cell::text);
    let figures = [Cell::MISSING, Cell::share(share)].into_iter().chain(std::iter::repeat_n(Cell::MISSING, 6));
    words.into_iter().chain(figures).chain(ends).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::sample;

    #[test]
    fn fans_hold_every_quantile_of_every_date() {
        let summary = sample::summary();
        let bytes = encode(list_fans(&summary)).unwrap();
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
        let text = String::from_utf8(encode(list_figures(&summary)).unwrap()).unwrap();
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        for row in reader.records().map(Result::unwrap) {
            assert!(row[1].is_empty() || row[1].starts_with('\''), "{row:?}");
        }
    }

    #[test]
    fn missing_is_not_zero() {
        let row = estimate_row("", "", "x", &Estimate::default());
        assert_eq!(row[4], Cell::count(0));
        assert!(row.len() == 14 && row[5..].iter().all(Cell::is_missing));
    }
}
