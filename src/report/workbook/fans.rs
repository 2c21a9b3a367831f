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

/// Every quantile of every date, market and measure, a row each; as in `fans.csv`.
pub(super) fn add(book: &mut Book, summary: &Summary) -> Result<(), ReportError> {
    let mut sheet = book.sheet("Fans")?;
    let heads = ["Date", "Market", "Key", "Measure", "5%", "25%", "Median", "75%", "95%"];
    let unit = |name: &str| {
        let figure = catalogue::user_metrics().find(|figure| figure.name == name);
        figure.map_or(Unit::Share, |figure| Unit::of_estimate(figure.kind.unit().name()))
    };
    let all = summary.fans.iter().map(|(measure, fan)| ("", "", &**measure, fan, unit(measure)));
    let own = summary.markets.iter().flat_map(|(key, m)| {
        m.fans.iter().map(move |(measure, fan)| (&*m.name, &**key, &**measure, fan, unit(measure)))
    });
    let rows = std::iter::once(("", "", "value", &summary.value_path, Unit::Dollars)).chain(all).chain(own).flat_map(
        |(name, key, measure, fan, unit)| {
            let words = [name, key, measure].map(Cell::text);
            summary.dates.iter().enumerate().map(move |(i, date)| {
                let [name, key, measure] = words.clone();
                let [p5, p25, p50, p75, p95] = quantiles(fan, i, unit);
                [Cell::date(*date), name, key, measure, p5, p25, p50, p75, p95]
            })
        },
    );
    sheet.whole_table(&book.formats, 0, &heads, rows)?;
    book.add(sheet)
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
