//! How likely it is that fewer than half of the users are left: a shaded table of markets and dates.

use super::metric::{span, told_dates};
use crate::analysis::{MarketSummary, Summary};
use crate::charts::shaded::{ShadedCell, ShadedRow, ShadedTable};
use crate::charts::sheet::{Origin, Sheet};
use crate::charts::{Cell, Chart, Table};
use crate::text::clean::clean;
use crate::text::names::{join_list, name_in_title};
use crate::text::numbers::{day, month_year, percent, spoken_percent, whole_percent};

/// The chart, where the summary has the figures and it happens anywhere.
pub(super) fn chart(summary: &Summary) -> Option<Chart> {
    let last = |market: &MarketSummary| market.below_half.last().copied().unwrap_or(0.0);
    let happens = |market: &&MarketSummary| market.below_half.iter().any(|share| *share > 0.0);
    let mut drawn: Vec<&MarketSummary> = summary.markets.values().filter(happens).collect();
    if drawn.is_empty() {
        return None;
    }
    drawn.sort_by(|a, b| last(b).total_cmp(&last(a)));
    let dates: Vec<usize> = told_dates(summary).into_iter().skip(1).collect();
    let share = |market: &MarketSummary, date: usize| market.below_half.get(date).copied().unwrap_or(0.0);
    let main = summary.markets.get(&summary.main_market);
    let row = |(i, market): (usize, &&MarketSummary)| ShadedRow {
        name: market.name.clone(),
        bold: main.is_some_and(|main| std::ptr::eq(main, *market)),
        cells: dates
            .iter()
            .enumerate()
            .map(|(j, date)| {
                let share = share(market, *date);
                let row = i * dates.len() + j;
                Some(ShadedCell { shade: Some(share), words: whole_percent(share), note: String::new(), row })
            })
            .collect(),
    };
    let never: Vec<String> =
        summary.markets.values().filter(|m| !happens(m)).map(|m| name_in_title(&clean(&m.name))).collect();
    let cells = |market: &&MarketSummary| -> Vec<Vec<Cell>> {
        let of = |date: &usize| {
            let share = share(market, *date);
            let words = [Cell::text(clean(&market.name)), Cell::text(day(summary.dates[*date]))];
            words.into_iter().chain([Cell::figure(percent(share, 0.001), share)]).collect()
        };
        dates.iter().map(of).collect()
    };
    let sheet = Sheet {
        name: "users-below-half".to_owned(),
        title: finding(summary, &drawn),
        subtitle:
            "Chance that fewer than half of the users are left that there would be on that date with no government \
                   action, %; the darker, the likelier"
                .to_owned(),
        kind: "Shaded table of chances by market and date".to_owned(),
        spoken: drawn.iter().map(|m| format!("{} {}", m.name, whole_percent(last(m)))).collect(),
        table: Table::new(
            "Chance that fewer than half of the users are left that there would be with no government action",
            ["Market", "Date", "Chance"],
            drawn.iter().flat_map(cells),
        ),
        origin: Origin::of_run(summary),
    };
    let table = ShadedTable {
        heading: "Market".to_owned(),
        heads: dates.iter().map(|date| month_year(summary.dates[*date])).collect(),
        rows: drawn.iter().enumerate().map(row).collect(),
        notes: (!never.is_empty()).then(|| format!("In no simulation: {}", join_list(&never))).into_iter().collect(),
    };
    Some(table.chart(sheet))
}

/// Of the main market; of the likeliest where it does not happen there.
fn finding(summary: &Summary, drawn: &[&MarketSummary]) -> String {
    let by = month_year(span(summary).1);
    let main = summary.markets.get(&summary.main_market);
    let market = main.filter(|main| drawn.iter().any(|m| std::ptr::eq(*m, *main))).or(drawn.first().copied());
    let Some(market) = market else { return String::new() };
    let (name, share) = (name_in_title(&market.name), market.below_half.last().copied().unwrap_or(0.0));
    match share {
        none if none <= 0.0 => {
            format!("By {by}, the app has at least half of its baseline users in {name} in every simulation")
        }
        all if all >= 1.0 => {
            format!("By {by}, the app has fewer than half of its baseline users in {name} in every simulation")
        }
        share => format!(
            "In {} of simulations, the app has fewer than half of its baseline users in {name} by {by}",
            spoken_percent(share)
        ),
    }
}
