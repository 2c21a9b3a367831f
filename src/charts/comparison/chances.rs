//! How often each scenario is worth more than each other one, where more than two are compared.

use super::{measure, name, origin};
use crate::analysis::{Comparison, Pair, Proportion, Side};
use crate::charts::share_table::{self, ShareCell, ShareRow};
use crate::charts::sheet::Sheet;
use crate::charts::style::{FAN_INNER, INK};
use crate::charts::{Cell, Chart, Table};
use crate::text::names::join_list;
use crate::text::numbers::{interval, probability, whole_percent};
use crate::text::phrases::write_best;

/// A table of more columns cannot be read.
const MOST: usize = 12;

/// The chart, where three to twelve are compared.
pub(super) fn chart(comparison: &Comparison) -> Option<Chart> {
    let sides = comparison.sides.len();
    if !(3..=MOST).contains(&sides) {
        return None;
    }
    let names: Vec<String> = comparison.sides.iter().map(name).collect();
    let mut cells = Vec::new();
    let mut cell = |i: usize, j: usize| match find_odds(comparison, i, j).filter(|_| i != j) {
        Some(odds) => {
            cells.push(vec![
                Cell::text(&*names[i]),
                Cell::text(&*names[j]),
                Cell::figure(probability(odds), odds.probability),
                Cell::text(interval(odds)),
            ]);
            let (share, bold) = (odds.probability, odds.interval[0] > 0.5);
            ShareCell { share, colour: FAN_INNER, bold, row: Some(cells.len() - 1) }
        }
        None => ShareCell { share: 0.0, colour: FAN_INNER, bold: false, row: None },
    };
    let rows: Vec<ShareRow> =
        (0..sides).map(|i| (names[i].clone(), Some(INK), (0..sides).map(|j| cell(i, j)).collect())).collect();
    let pair = |p: &Pair| {
        let (first, second) = (comparison.sides.get(p.first)?, comparison.sides.get(p.second)?);
        Some(format!("{} over {} in {}", name(second), name(first), whole_percent(p.second_higher.probability)))
    };
    let sheet = Sheet {
        name: "chances".to_owned(),
        title: finding(comparison),
        subtitle: "Share of simulations in which the scenario of the row is worth more than that of the column, %"
            .to_owned(),
        kind: "Table of odds".to_owned(),
        spoken: comparison.pairs.iter().filter_map(pair).collect(),
        table: Table::new(
            "Share of simulations in which one scenario is worth more than another",
            ["Scenario", "worth more than", "in", "95% interval"],
            cells,
        ),
        origin: origin(comparison),
    };
    Some(share_table::chart(sheet, &names.iter().map(String::as_str).collect::<Vec<_>>(), &rows))
}

/// How often side `i` is worth more than side `j`.
fn find_odds(comparison: &Comparison, i: usize, j: usize) -> Option<Proportion> {
    let (pair, turned) = comparison.pair(i, j)?;
    Some(if turned { pair.second_higher } else { pair.first_higher })
}

fn finding(comparison: &Comparison) -> String {
    let odds = |side: &Side| side.highest().probability;
    let most = comparison.sides.iter().map(odds).fold(0.0, f64::max);
    let highest: Vec<&Side> = comparison.sides.iter().filter(|side| odds(side) >= most).collect();
    let names: Vec<String> = highest.iter().map(|side| name(side)).collect();
    let often = whole_percent(most);
    match (highest.as_slice(), comparison.is_one_world()) {
        ([one], is_one_world) => {
            let often = write_best(one.highest(), one.alone.map(|[of_all, _]| of_all));
            // "in 70% of simulations", "alone in 30% of simulations, tied in 40%".
            let often = match often.split_once(", ") {
                Some((alone, tied)) => format!("{alone} of simulations, {tied}"),
                None => format!("{often} of simulations"),
            };
            if is_one_world {
                format!("{} is worth the most {often}", name(one))
            } else {
                format!("{} is highest in {} {often}", measure(comparison), name(one))
            }
        }
        (_, false) => format!(
            "{} is highest in {} in {often} of simulations, ties counted for all",
            measure(comparison),
            join_list(&names)
        ),
        (all, true) if all.len() == comparison.sides.len() => {
            format!("Each scenario is worth the most in {often} of simulations, ties counted for all")
        }
        (_, true) => {
            format!("{} are each worth the most in {often} of simulations, ties counted for all", join_list(&names))
        }
    }
}
