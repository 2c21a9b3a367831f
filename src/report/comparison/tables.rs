//! Differences for spreadsheets and scripts.

use crate::analysis::{Comparison, Estimate, Pair, Side};
use crate::report::cells::{EXACT_KEYS, exact_figures};
use crate::table::{Cell, Table, Unit};

/// `comparison.csv`: every paired difference, one a row.
pub(super) fn differences(comparison: &Comparison) -> Table {
    let mut rows = Vec::new();
    for pair in &comparison.pairs {
        let [first, second] = [pair.first, pair.second].map(|i| comparison.sides.get(i));
        let names = [first, second].map(|side| side.map(Side::name).unwrap_or_default());
        let mut add = |market: &str, measure: &str, estimate: &Estimate, odds: Option<&Pair>| {
            let words = [&names[0], &names[1], market, measure, &estimate.unit].map(Cell::text);
            let higher = odds.map(|pair| pair.second_higher);
            let odds = [
                higher.map(|p| p.probability),
                higher.map(|p| p.interval[0]),
                higher.map(|p| p.interval[1]),
                odds.map(|pair| pair.same.probability),
            ];
            let figures = [Cell::count(estimate.count)].into_iter().chain(exact_figures(estimate));
            let worlds = Cell::text(if comparison.is_of_choices(pair) { "same" } else { "different" });
            let odds = odds.map(|p| Cell::known(p, Unit::Share));
            rows.push(words.into_iter().chain(figures).chain(odds).chain([worlds]).collect());
        };
        add("", &comparison.measure, &pair.difference, Some(pair));
        add("", &format!("baseline_{}", comparison.measure), &pair.baseline_difference, None);
        let markets = second.filter(|_| pair.first == 0).into_iter().flat_map(|side| &side.markets);
        for (key, difference) in markets.filter_map(|(key, market)| Some((key, market.difference.as_ref()?))) {
            add(key, "value", &difference.value, None);
            add(key, "retention", &difference.retention, None);
        }
    }
    let names = ["first", "second", "market", "measure", "unit", "count"].into_iter().chain(EXACT_KEYS);
    let odds = ["second_higher", "second_higher_low", "second_higher_high", "same", "worlds"];
    Table::new("", names.chain(odds), rows)
}
