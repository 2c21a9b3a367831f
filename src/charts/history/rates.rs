//! How often governments block a platform, by kind of government and by what came before.

use super::of_records;
use crate::analysis::calibration::{Calibration, GovernmentRate, RateFit};
use crate::analysis::statistics::EstimateRange;
use crate::charts::legend::{Swatch, entries};
use crate::charts::rows::{Column, ON_LIGHT, Row, RowChart};
use crate::charts::sheet::Sheet;
use crate::charts::style::{INK, SIDES};
use crate::charts::{Cell, Chart, Table};
use crate::text::names::capitalize;
use crate::text::numbers::{number, number_range};

/// The chart, where rates are fitted.
pub(super) fn chart(of: &Calibration) -> Option<Chart> {
    let rates = of.rates.as_ref()?;
    let files: Vec<String> = of.files.iter().map(|file| file.name.clone()).collect();
    let [autocracies, democracies] = rates.repeat.map(|times| number(times.estimate, 0.1));
    let sheet = Sheet {
        name: "blocks-per-year".to_owned(),
        title: format!(
            "After a block in the three years before, autocracies block {autocracies} times as often, democracies {democracies} times"
        ),
        subtitle: format!(
            "New nationwide blocks of platforms per country and year, {} to {}: median and central 90% of the fit, ticks as counted",
            rates.years[0], rates.years[1]
        ),
        kind: "Rows of rates with intervals".to_owned(),
        spoken: rates
            .governments
            .iter()
            .map(|g| format!("{}: {}", g.government.plural(), number(g.counted, 0.001)))
            .collect(),
        table: table(rates),
        origin: of_records(&files, &of.version),
    };
    let row = |government: &GovernmentRate| {
        let name = capitalize(government.government.plural());
        let mark = |row: Row<'static>, rate: EstimateRange, counted: Option<f64>, lift: f64, colour| {
            let row = row.whisker((rate.low, rate.high), lift, ON_LIGHT).dot(rate.estimate, lift, colour);
            match counted {
                Some(counted) => row.tick(counted, (lift - 5.0, lift + 5.0), INK, 1.6),
                None => row,
            }
        };
        let row = Row::new(name).note(count_rows(government));
        let row = mark(row, government.first, government.counted_by_history[0], -8.0, SIDES[0]);
        mark(row, government.repeat, government.counted_by_history[1], 8.0, SIDES[2])
            .figure(number(government.counted, 0.001), "as counted, all")
    };
    let chart = RowChart {
        legend: entries([
            (Swatch::Ring(SIDES[0], SIDES[0]), "no block in the three years before"),
            (Swatch::Ring(SIDES[2], SIDES[2]), "a block in the three years before"),
        ]),
        height: 52.0,
        heads: vec!["a year"],
        columns: vec![Column::from_zero(4, number)],
        rows: rates.governments.iter().map(row).collect(),
        ..RowChart::default()
    };
    Some(chart.chart(sheet))
}

fn count_rows(government: &GovernmentRate) -> String {
    let blocks = if government.blocks == 1 { "block" } else { "blocks" };
    format!("{} country-years, {} {blocks}", government.rows, government.blocks)
}

fn table(rates: &RateFit) -> Table {
    let rows = rates.governments.iter().map(|government| {
        let range = |rate: EstimateRange| Cell::figure(number_range(rate, 0.001), rate.estimate);
        vec![
            Cell::text(capitalize(government.government.plural())),
            Cell::figure(government.rows.to_string(), government.rows as f64),
            Cell::figure(government.blocks.to_string(), f64::from(government.blocks)),
            Cell::figure(number(government.counted, 0.001), government.counted),
            range(government.first),
            range(government.repeat),
        ]
    });
    Table::new(
        "New blocks per country and year: medians and central 90% of draws",
        [
            "Government",
            "Country-years",
            "Blocks",
            "As counted",
            "No block in the three years before",
            "A block in the three years before",
        ],
        rows,
    )
}
