//! Differences on the same luck: every scenario less the first.

use super::ranges::{Range, ranges};
use super::{measure, name, origin, palette};
use crate::analysis::{Comparison, Estimate, Pair, Side};
use crate::charts::sheet::Sheet;
use crate::charts::{Cell, Chart, Table};
use crate::text::names::decapitalize;
use crate::text::numbers::{Figure, interval, is_nothing, money_with_error, probability, whole_percent, write_row};

/// The chart.
pub(super) fn chart(comparison: &Comparison) -> Chart {
    let first = comparison.sides.first().map(name).unwrap_or_default();
    let mut pairs: Vec<(&Side, &Pair)> = comparison.against_first().collect();
    let mean = |pair: &Pair| pair.difference.mean.unwrap_or(f64::NEG_INFINITY);
    pairs.sort_by(|a, b| mean(b.1).total_cmp(&mean(a.1)));
    let rows: Vec<Range> = pairs.iter().map(|(side, pair)| range(comparison, side, pair)).collect();
    let sheet = Sheet {
        name: "differences".to_owned(),
        title: finding(comparison, &first),
        subtitle: format!(
            "{} less that of {first}, simulation by simulation on the same random draws, dollars. Light bar: 5% to 95% of simulations; dark: middle half; \
             line: median; black mark: mean with its 95% interval",
            measure(comparison)
        ),
        kind: "Bars of differences in value".to_owned(),
        spoken: rows.iter().map(|r| format!("{}: {}, {}", r.name, r.figure, r.remark)).collect(),
        table: table(&pairs, comparison.is_one_world(), &first),
        origin: origin(comparison),
    };
    ranges(&rows, true).chart(sheet)
}

/// How a choice compares with another in its world, or one world with another.
fn write_way(comparison: &Comparison, pair: &Pair) -> &'static str {
    if comparison.is_of_choices(pair) { "better" } else { "higher" }
}

fn range<'a>(comparison: &Comparison, side: &'a Side, pair: &'a Pair) -> Range<'a> {
    let same = match pair.same.probability {
        p if p > 0.0 => format!(", same in {}", whole_percent(p)),
        _ => String::new(),
    };
    Range {
        name: name(side),
        note: format!("{} in {}{same}", write_way(comparison, pair), whole_percent(pair.second_higher.probability)),
        estimate: &pair.difference,
        figure: signed(&pair.difference).split(" ± ").next().unwrap_or_default().to_owned(),
        remark: write_row(&pair.difference, [Figure::P5, Figure::P95]).join(" to "),
        colour: palette::colour(pair.second),
    }
}

fn signed(difference: &Estimate) -> String {
    let Some(mean) = difference.mean else { return "–".to_owned() };
    format!("{}{}", if mean > 0.0 && !is_nothing(mean) { "+" } else { "" }, money_with_error(mean, difference.se))
}

/// The greatest difference in words.
fn finding(comparison: &Comparison, first: &str) -> String {
    let size = |pair: &Pair| pair.difference.mean.unwrap_or_default();
    let Some((side, pair)) = comparison.against_first().max_by(|a, b| size(a.1).abs().total_cmp(&size(b.1).abs()))
    else {
        return format!("Differences from {first}");
    };
    let (mean, often) = (size(pair), whole_percent(pair.second_higher.probability));
    if !comparison.is_of_choices(pair) {
        return describe_worlds(comparison, first, side, pair);
    }
    if pair.same.probability >= 1.0 {
        return format!("{} and {first} are worth the same in every simulation", name(side));
    }
    if pair.difference.is_noise() {
        return format!(
            "{} and {first} are too close to call on average ({}); {0} is better in {often} of simulations",
            name(side),
            signed(&pair.difference)
        );
    }
    format!(
        "{} is worth {} {} than {first} on average, and better in {often} of simulations",
        name(side),
        money_with_error(mean.abs(), pair.difference.se),
        if mean > 0.0 { "more" } else { "less" }
    )
}

/// What differs between two worlds.
fn describe_worlds(comparison: &Comparison, first: &str, side: &Side, pair: &Pair) -> String {
    let (value, side, mean) = (measure(comparison), name(side), pair.difference.mean.unwrap_or_default());
    let often = whole_percent(pair.second_higher.probability);
    if pair.same.probability >= 1.0 {
        format!("{value} is the same in {side} and in {first} in every simulation")
    } else if pair.difference.is_noise() {
        format!(
            "Mean {} does not differ measurably between {side} and {first} ({})",
            decapitalize(&value),
            signed(&pair.difference)
        )
    } else {
        let (size, way) =
            (money_with_error(mean.abs(), pair.difference.se), if mean > 0.0 { "higher" } else { "lower" });
        format!("{value} is {size} {way} in {side} than in {first} on average, and higher in {often} of simulations")
    }
}

fn table(pairs: &[(&Side, &Pair)], one_world: bool, first: &str) -> Table {
    let quantiles = [Figure::P5, Figure::P25, Figure::P50, Figure::P75, Figure::P95];
    let rows = pairs.iter().map(|(side, pair)| {
        let mean = pair.difference.mean.map_or(Cell::MISSING, |mean| Cell::figure(signed(&pair.difference), mean));
        let higher = pair.second_higher;
        let cells = quantiles.into_iter().zip(write_row(&pair.difference, quantiles)).map(|(which, text)| {
            which.read(&pair.difference).map_or(Cell::MISSING, |(value, _)| Cell::figure(text, value))
        });
        let odds = Cell::figure(format!("{} ({})", probability(higher), interval(higher)), higher.probability);
        let same = Cell::figure(probability(pair.same), pair.same.probability);
        [Cell::text(name(side)), mean].into_iter().chain(cells).chain([odds, same]).collect()
    });
    let odds = if one_world { "Better in" } else { "Higher in" };
    let heads = ["Scenario", "Mean ± error", "5%", "25%", "Median", "75%", "95%", odds, "Same in"];
    let caption = format!(
        "Value less that of {first}, simulation by simulation, dollars; mean ± the standard error of paired differences"
    );
    Table::new(caption, heads, rows)
}
