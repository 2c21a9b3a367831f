//! Users of each market in every scenario at the end: a shaded table of medians.

use super::{name, origin};
use crate::analysis::{Comparison, Side, SideMarket};
use crate::charts::shaded::{ShadedCell, ShadedRow, ShadedTable};
use crate::charts::sheet::Sheet;
use crate::charts::{Cell, Chart, Table};
use crate::text::clean::clean;
use crate::text::names::{join_list, name_in_title, shorten_name};
use crate::text::numbers::{self, percent, spoken_percent, whole_percent};

/// Measures that the table behind the chart tells: key in the comparison, and heading; the first is drawn.
const MEASURES: [(&str, &str); 3] = [
    ("retention", "Of users at the start"),
    ("vs_baseline", "Of users with no government action"),
    ("cohort", "Of those active at the start"),
];
/// More columns cannot be read; the others are in the table.
const MOST: usize = 12;
/// Users at and above this share of those at the start have the darkest shade.
const DARKEST: f64 = 1.25;

/// Medians that differ by no more of the larger are about alike.
const LITTLE: f64 = 0.05;

/// A market with the median of each scenario at the end, where it has one.
struct Market<'a> {
    figures: &'a SideMarket,
    key: &'a str,
    ends: Vec<Option<f64>>,
}

impl Market<'_> {
    /// The lowest and the highest, each with its scenario.
    fn extremes(&self) -> Option<((usize, f64), (usize, f64))> {
        let known = || self.ends.iter().enumerate().filter_map(|(side, end)| Some((side, (*end)?)));
        let low = known().min_by(|a, b| a.1.total_cmp(&b.1))?;
        let high = known().rev().max_by(|a, b| a.1.total_cmp(&b.1))?;
        Some((low, high))
    }

    /// Whether all scenarios have the same, as it is written.
    fn is_tied(&self) -> bool {
        self.extremes().is_none_or(|(low, high)| whole_percent(low.1) == whole_percent(high.1))
    }
}

/// The chart, where there is anything to draw.
pub(super) fn chart(comparison: &Comparison) -> Option<Chart> {
    let markets = list_markets(comparison);
    if markets.is_empty() {
        return None;
    }
    let shown = comparison.sides.len().min(MOST);
    let (tied, apart): (Vec<&Market>, Vec<&Market>) = markets.iter().partition(|market| market.is_tied());
    let drawn = if apart.is_empty() { tied.clone() } else { apart.clone() };
    let cell = |row: usize, side: usize, market: &Market| {
        let share = market.ends[side]?;
        let row = row * comparison.sides.len() + side;
        Some(ShadedCell { shade: Some(share / DARKEST), words: whole_percent(share), note: String::new(), row })
    };
    let row = |(i, market): (usize, &&Market)| ShadedRow {
        name: market.figures.name.clone(),
        bold: market.key == comparison.main_market,
        cells: (0..shown).map(|side| cell(i, side, market)).collect(),
    };
    let more = comparison.sides.len() - shown;
    let few = (more > 0).then(|| format!("{more} more scenarios are in the table"));
    let same = (!apart.is_empty() && !tied.is_empty()).then(|| {
        let told = |market: &&Market| {
            let share = market.ends.iter().flatten().next().copied().unwrap_or_default();
            format!("{} ({})", name_in_title(&clean(&market.figures.name)), whole_percent(share))
        };
        format!("The same in every scenario: {}", join_list(&tied.iter().map(told).collect::<Vec<_>>()))
    });
    let sheet = Sheet {
        name: "users".to_owned(),
        title: finding(comparison, &apart),
        subtitle:
            "Users (active and circumventing) at the end as % of users at the start: median of each scenario; the \
                   darker, the more"
                .to_owned(),
        kind: "Shaded table of users by market and scenario".to_owned(),
        spoken: markets.iter().map(|market| spoken(comparison, market)).collect(),
        table: table(comparison, &drawn),
        origin: origin(comparison),
    };
    let table = ShadedTable {
        heading: "Market".to_owned(),
        heads: comparison.sides.iter().take(shown).map(name).collect(),
        rows: drawn.iter().enumerate().map(row).collect(),
        notes: same.into_iter().chain(few).collect(),
    };
    Some(table.chart(sheet))
}

fn end_of(side: &Side, key: &str, measure: &str) -> Option<f64> {
    side.markets.get(key)?.medians.get(measure)?.last().copied()
}

/// Markets of the first scenario and then those that only others have; the one that differs most between scenarios first.
fn list_markets(comparison: &Comparison) -> Vec<Market<'_>> {
    let mut markets: Vec<Market> = Vec::new();
    for (key, market) in comparison.sides.iter().flat_map(|side| &side.markets) {
        if markets.iter().all(|known| known.key != key) {
            let ends = comparison.sides.iter().map(|side| end_of(side, key, MEASURES[0].0)).collect();
            markets.push(Market { figures: market, key, ends });
        }
    }
    markets.retain(|market| market.ends.iter().any(Option::is_some));
    let gap = |market: &Market| market.extremes().map_or(0.0, |(low, high)| high.1 - low.1);
    markets.sort_by(|a, b| gap(b).total_cmp(&gap(a)));
    markets
}

/// How the scenarios differ in the main market; in the one in which they differ most, where they do not differ there.
fn finding(comparison: &Comparison, apart: &[&Market]) -> String {
    let end = comparison.sides.iter().flat_map(|side| &side.dates).max();
    let by = end.map(|end| numbers::month_year(*end)).unwrap_or_default();
    let main = apart.iter().find(|market| market.key == comparison.main_market).or(apart.first());
    let Some((market, (low, high))) = main.and_then(|market| Some((market, market.extremes()?))) else {
        return format!("By {by} the median of users is the same in all scenarios in every market");
    };
    let place = name_in_title(&market.figures.name);
    if high.1 - low.1 <= LITTLE * high.1 {
        let [low, high] = [low, high].map(|end| spoken_percent(end.1));
        return format!(
            "By {by} users in {place} are {low} to {high} of those at the start at the median, about alike in every scenario"
        );
    }
    format!(
        "By {by} users in {place} are {} of those at the start in {}, {} in {}, at the median",
        spoken_percent(high.1),
        name(&comparison.sides[high.0]),
        spoken_percent(low.1),
        name(&comparison.sides[low.0])
    )
}

fn spoken(comparison: &Comparison, market: &Market) -> String {
    let ends = comparison.sides.iter().zip(&market.ends);
    let ends = ends.filter_map(|(side, end)| Some(format!("{} {}", name(side), whole_percent((*end)?))));
    format!("{}: {}", shorten_name(&market.figures.name), ends.collect::<Vec<_>>().join(", "))
}

fn table(comparison: &Comparison, markets: &[&Market]) -> Table {
    let rows = markets.iter().flat_map(|market| {
        comparison.sides.iter().map(move |side| {
            let cell = |(measure, _): (&str, &str)| {
                end_of(side, market.key, measure)
                    .map_or(Cell::MISSING, |share| Cell::figure(percent(share, 0.001), share))
            };
            let words = [Cell::text(clean(&market.figures.name)), Cell::text(name(side))];
            words.into_iter().chain(MEASURES.map(cell)).collect()
        })
    });
    let heads = ["Market", "Scenario"].into_iter().chain(MEASURES.map(|(_, heading)| heading));
    Table::new("Users at the end by market and scenario; medians", heads, rows)
}
