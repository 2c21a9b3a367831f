//! Distributions of value overlaid: how often each scenario is worth at most so much.

use super::{by_mean, measure, name, origin, palette, too_close};
use crate::analysis::{Comparison, Dominance, Order, Side};
use crate::charts::distribution::{self, Curve};
use crate::charts::sheet::Sheet;
use crate::charts::{Cell, Chart, Table};
use crate::text::names::decapitalize;
use crate::text::numbers::{self, Figure, figure, percent};

/// The chart.
pub(super) fn chart(comparison: &Comparison) -> Chart {
    let untold = comparison.sides.len().saturating_sub(palette::MOST_LINES);
    let more = if untold > 0 { format!(". {untold} more scenarios are in the table") } else { String::new() };
    let median = |side: &Side| format!("{} {}", name(side), figure(&side.value, Figure::P50));
    let sheet = Sheet {
        name: "distributions".to_owned(),
        title: finding(comparison),
        subtitle: format!(
            "Chance that {} is no more than the amount shown, %. The lower the curve, the {}{more}",
            decapitalize(&measure(comparison)),
            if comparison.is_one_world() { "better" } else { "higher the value" },
        ),
        kind: "Curves of the distribution of value".to_owned(),
        spoken: comparison.sides.iter().map(median).collect(),
        table: table(comparison),
        origin: origin(comparison),
    };
    let curve = |(number, side): (usize, &Side)| Curve {
        name: name(side),
        note: String::new(),
        colour: palette::colour(number),
        below: side.below.clone(),
        median: None,
    };
    let shown = comparison.sides.iter().enumerate().take(palette::MOST_LINES);
    let curves: Vec<Curve> = shown.map(curve).collect();
    sheet.chart(|frame| distribution::draw(frame, &comparison.grid, &curves))
}

/// Medians of different worlds; of choices in one world, dominance between the one of the greatest mean and the others.
fn finding(comparison: &Comparison) -> String {
    let order = by_mean(comparison);
    if !comparison.is_one_world() {
        return describe_medians(comparison);
    }
    let Some(&best) = order.first() else { return measure(comparison) };
    let side = &comparison.sides[best];
    let wins = |order: &[Order]| {
        let others = (0..comparison.sides.len()).filter(|&other| other != best);
        let beaten = others.filter(|&other| match comparison.pair(best, other) {
            Some((pair, turned)) => match (comparison.dominance(pair), turned) {
                (Some(Dominance::First(o)), false) | (Some(Dominance::Second(o)), true) => order.contains(&o),
                _ => false,
            },
            None => false,
        });
        beaten.count()
    };
    let others = comparison.sides.len() - 1;
    let (first, any) = (wins(&[Order::Stochastic]), wins(&[Order::Stochastic, Order::RiskAverse]));
    let all = |n: usize| match (n, others) {
        (_, 1) => name(&comparison.sides[1 - best]),
        (2, 2) => "both others".to_owned(),
        _ if n == others => "all others".to_owned(),
        _ => format!("{n} of {others} others"),
    };
    if first > 0 {
        format!("{} is at no level of value worse than {} beyond simulation error", name(side), all(first))
    } else if any > 0 {
        format!(
            "For the risk-averse {} is at no level of value worse than {} beyond simulation error",
            name(side),
            all(any)
        )
    } else if order.get(1).is_some_and(|&next| too_close(comparison, best, next)) {
        format!("{} leads on average by too little to call, and is not better at every level of value", name(side))
    } else {
        format!("{} is worth the most on average, but not better at every level of value", name(side))
    }
}

/// The highest and the lowest median.
fn describe_medians(comparison: &Comparison) -> String {
    let median = |side: &&Side| side.value.p50.unwrap_or(f64::NEG_INFINITY);
    let (sides, value) = (|| comparison.sides.iter(), decapitalize(&measure(comparison)));
    let highest = sides().reduce(|a, b| if median(&b) > median(&a) { b } else { a });
    let lowest = sides().reduce(|a, b| if median(&b) < median(&a) { b } else { a });
    let Some((highest, lowest)) = highest.zip(lowest) else { return measure(comparison) };
    let [high, low] = [highest, lowest].map(|side| figure(&side.value, Figure::P50));
    if high == low {
        return format!("Median {value} is {high} in every world");
    }
    format!("Median {value} is {high} in {}, {low} in {}", name(highest), name(lowest))
}

fn table(comparison: &Comparison) -> Table {
    let rows = comparison.grid.iter().enumerate().map(|(i, level)| {
        let shares = comparison
            .sides
            .iter()
            .map(|side| side.below.get(i).map_or(Cell::MISSING, |share| Cell::figure(percent(*share, 0.001), *share)));
        [Cell::figure(numbers::tick_money(*level), *level)].into_iter().chain(shares).collect()
    });
    let heads = ["Value".to_owned()].into_iter().chain(comparison.sides.iter().map(name));
    Table::new("Chance of being worth no more than the amount, by scenario", heads, rows)
}
