//! Quantiles by date: all of them in long form, and the medians side by side with their chart.

use crate::analysis::{Fan, Summary};
use crate::report::ReportError;
use crate::simulation::catalogue;
use crate::table::{Cell, Unit};

use super::book::Book;
use super::native;

/// Lines that can be told apart in one chart.
const MOST_LINES: usize = 12;
/// Pixels of the chart.
const CHART: (u32, u32) = (760, 440);
/// The measure whose medians are drawn.
const DRAWN: &str = "retention";

/// The sheets of quantiles by date, one for each unit, and what each holds.
pub(super) const SHEETS: [(Unit, &str, &str); 3] = [
    (Unit::Dollars, "Value over time", "value accrued by each date, with its quantiles"),
    (Unit::Count, "Users over time", "users at each date, without and with government action, with their quantiles"),
    (Unit::Share, "Shares over time", "of each market at each date: users kept, against the baseline, first-day users"),
];

/// Every quantile of every date, market and measure, a row each; as in `fans.csv`, but a sheet for each unit.
pub(super) fn add(book: &mut Book, summary: &Summary) -> Result<(), ReportError> {
    let heads = ["Date", "Market", "Key", "Measure", "5%", "25%", "Median", "75%", "95%"];
    for (unit, name, _) in SHEETS {
        let mut sheet = book.sheet(name)?;
        let rows = list_fans(summary, unit);
        sheet.whole_table(&book.formats, 0, &heads, rows)?;
        book.add(sheet)?;
    }
    Ok(())
}

/// A row for each date of each measure in a unit.
fn list_fans(summary: &Summary, unit: Unit) -> impl Iterator<Item = [Cell; 9]> + Clone {
    let unit_of = |name: &str| {
        let figure = catalogue::user_metrics().find(|figure| figure.name == name);
        figure.map_or(Unit::Share, |figure| Unit::of_estimate(figure.kind.unit().name()))
    };
    let all = summary.fans.iter().map(move |(measure, fan)| ("", "", &**measure, fan, unit_of(measure)));
    let own = summary.markets.iter().flat_map(move |(key, m)| {
        m.fans.iter().map(move |(measure, fan)| (&*m.name, &**key, &**measure, fan, unit_of(measure)))
    });
    let value = std::iter::once(("", "", "value", &summary.value_path, Unit::Dollars));
    value.chain(all).chain(own).filter(move |fan| fan.4 == unit).flat_map(|(name, key, measure, fan, unit)| {
        let words = [name, key, measure].map(Cell::text);
        summary.dates.iter().enumerate().map(move |(i, date)| {
            let [name, key, measure] = words.clone();
            let [p5, p25, p50, p75, p95] = quantiles(fan, i, unit);
            [Cell::date(*date), name, key, measure, p5, p25, p50, p75, p95]
        })
    })
}

fn quantiles(fan: &Fan, i: usize, unit: Unit) -> [Cell; 5] {
    [&fan.p5, &fan.p25, &fan.p50, &fan.p75, &fan.p95].map(|q| Cell::known(q.get(i).copied(), unit))
}

/// The median share of users kept, a column a market, with a chart of the largest markets.
pub(super) fn add_medians(book: &mut Book, summary: &Summary) -> Result<(), ReportError> {
    let mut sheet = book.sheet("Medians")?;
    let mut heads = vec!["Date"];
    heads.extend(summary.markets.values().map(|m| m.name.as_str()));
    let rows = summary.dates.iter().enumerate().map(|(i, date)| {
        let medians = summary.markets.values().map(|m| {
            let median = m.fans.get(DRAWN).and_then(|fan| fan.p50.get(i)).copied();
            Cell::known(median, Unit::Share)
        });
        std::iter::once(Cell::date(*date)).chain(medians).collect::<Vec<Cell>>()
    });
    let area = sheet.table(&book.formats, (0, 0), &heads, rows)?;
    sheet.freeze(1, 1)?;
    let lines = largest(summary);
    if let (Some(first), Some(last), false) = (summary.dates.first(), summary.dates.last(), lines.is_empty()) {
        let all = lines.len() == summary.markets.len();
        let title =
            if all { "Median share of users kept, by market" } else { "Median share of users kept, largest markets" };
        let mut chart = native::medians(&area, &lines, (*first, *last), title);
        // Beside the table where that is not too wide to find it there.
        let corner = if all { (1, heads.len() as u16) } else { (area.below() + 1, 1) };
        sheet.chart(corner, CHART, &mut chart)?;
    }
    book.add(sheet)
}

/// Columns of the markets with the greatest baseline value, in the order of the table.
fn largest(summary: &Summary) -> Vec<u16> {
    let mut markets: Vec<(u16, f64)> =
        (1..).zip(summary.markets.values().map(|m| m.baseline_value.mean.unwrap_or(0.0))).collect();
    markets.sort_by(|a, b| b.1.total_cmp(&a.1));
    let mut columns: Vec<u16> = markets.into_iter().take(MOST_LINES).map(|(column, _)| column).collect();
    columns.sort_unstable();
    columns
}
