//! What it would be worth to know an input before a strategy is chosen.

use super::names::{name_of, row_of, title_of};
use super::{driver_row, measure, overflow_notes, round_up, sheet};
use crate::analysis::evidence::exceeds;
use crate::analysis::sensitivity::{Learned, Sensitivity, ValueOfLearning};
use crate::charts::canvas::Type;
use crate::charts::rows::{BAR, Column, RowChart, colours_by_chance, legend_by_chance};
use crate::charts::scale::dollars;
use crate::charts::style::{MUTED, SMALL};
use crate::charts::{Cell, Chart, Table};
use crate::text::clean::clean;
use crate::text::names::shorten;
use crate::text::numbers::{money_with_error, rounded_money, tick_money};
use crate::text::phrases::format_quantity;
use indexmap::IndexMap;

/// Most rows.
const MOST: usize = 12;

/// What is known of one input.
struct Learning<'a> {
    driver: usize,
    learned: &'a Learned,
    /// Whether knowing it is worth more than chance explains, and by enough to matter.
    counts: bool,
}

/// The chart; none where no input has a value.
pub(super) fn chart(
    of: &Sensitivity,
    strategies: &IndexMap<String, String>,
    means: &[(f64, Option<f64>)],
    learning: &ValueOfLearning,
) -> Option<Chart> {
    let (ranked, leading) = (of.ranked(), of.leading());
    let row = |driver: usize| {
        let learned = learning.inputs.get(driver)?.as_ref()?;
        Some(Learning { driver, learned, counts: leading.contains(&driver) })
    };
    // Information is never worth less than nothing: what seems so is noise, and is not shown.
    let seen = ranked.iter().filter(|(_, worth)| *worth > 0.0);
    let rows: Vec<Learning> = seen.filter_map(|(driver, _)| row(*driver)).collect();
    let shown = &rows[..rows.len().min(MOST)];
    if shown.is_empty() {
        return None;
    }
    let title = finding(of, &rows, &strategy(strategies, learning.best));
    let mut sheet = sheet(of, "learning", "Bars of what knowing would be worth", title, table(of, &rows, strategies));
    sheet.subtitle = subtitle(of, strategies, means, learning);
    let told = |row: &Learning| format!("{} {}", name_of(of, row.driver), worth(row.learned));
    sheet.spoken = shown.iter().take(5).map(told).collect();
    let visible: Vec<usize> = shown.iter().map(|row| row.driver).collect();
    let row = |row: &Learning| {
        let worth = &row.learned.worth;
        // Where the bar is dark the whisker is seen beside it, and where it is light on it.
        let (bar, line) = colours_by_chance(row.counts);
        let choice = choice(of, row, strategies, 200.0);
        let figure = self::worth(row.learned);
        driver_row(of, row.driver)
            .bar(0.0, worth.estimate, BAR, bar)
            .whisker((worth.low, worth.high), 0.0, line)
            .figure(figure, choice)
    };
    let rows = RowChart {
        legend: legend_by_chance(),
        names: 196.0,
        figures: 268.0,
        height: 48.0,
        columns: vec![Column::from_zero(4, dollars)],
        rows: shown.iter().map(row).collect(),
        notes: overflow_notes(of, &ranked, &visible, |most| {
            format!("a worth of at most {}", tick_money(round_up(most.max(0.0))))
        }),
        ..RowChart::default()
    };
    Some(rows.chart(sheet))
}

fn worth(learned: &Learned) -> String {
    money_with_error(learned.worth.estimate, Some(learned.worth.se))
}

/// Name of a strategy.
fn strategy(strategies: &IndexMap<String, String>, number: usize) -> String {
    clean(strategies.get_index(number).map_or("", |(key, name)| if name.is_empty() { key } else { name }))
}

fn finding(of: &Sensitivity, rows: &[Learning], best: &str) -> String {
    let clear: Vec<&Learning> = rows.iter().filter(|row| row.counts).take(3).collect();
    let Some((first, others)) = clear.split_first() else {
        return format!(
            "Learning no single input is worth more than chance explains before “{}” is chosen",
            shorten(best, 28)
        );
    };
    let size = rounded_money(first.learned.worth.estimate, Some(first.learned.worth.se));
    let figure = |row: &Learning| (row.learned.worth.estimate, Some(row.learned.worth.se));
    let less = others.iter().filter(|other| exceeds(figure(first), figure(other)));
    let others: Vec<String> = less.map(|row| title_of(of, row.driver)).collect();
    let then = if others.is_empty() { String::new() } else { format!(", more than {}", others.join(" or ")) };
    format!("Knowing {} before choosing would be worth {size}{then}", title_of(of, first.driver))
}

fn subtitle(
    of: &Sensitivity,
    strategies: &IndexMap<String, String>,
    means: &[(f64, Option<f64>)],
    learning: &ValueOfLearning,
) -> String {
    let style = Type::new(crate::charts::style::SUBTITLE, MUTED);
    let best = style.fit(&strategy(strategies, learning.best), 260.0);
    let mean =
        means.get(learning.best).map(|(mean, se)| format!(" ({})", money_with_error(*mean, *se))).unwrap_or_default();
    format!(
        "Gain in mean {} from knowing one input before choosing among {} strategies, dollars. Without it “{best}” is best{mean}. \
         Knowing everything, chance too, would be worth {}: more than anyone can learn",
        measure(of),
        strategies.len(),
        money_with_error(learning.foresight.estimate, Some(learning.foresight.se))
    )
}

/// `up to $6.1 refuse, else sell`; no rule where knowing it is worth nothing that chance does not explain.
fn choice(of: &Sensitivity, row: &Learning, strategies: &IndexMap<String, String>, space: f64) -> String {
    if !row.counts {
        return "within what chance explains".to_owned();
    }
    let dimension = of.drivers.get(row.driver).and_then(|driver| driver.dimension);
    let mut parts: Vec<(Option<f64>, usize)> = Vec::new();
    for slice in &row.learned.slices {
        match parts.last_mut() {
            Some(last) if last.1 == slice.choice => last.0 = slice.upper,
            _ => parts.push((slice.upper, slice.choice)),
        }
    }
    let name = |number: usize| {
        Type::new(SMALL, MUTED).fit(&strategy(strategies, number), space / parts.len().clamp(1, 4) as f64 + 60.0)
    };
    match parts.as_slice() {
        [] => String::new(),
        [(_, one)] => format!("{} wherever it lies", name(*one)),
        parts => {
            let told = parts.iter().enumerate().map(|(i, (upper, number))| match upper {
                Some(upper) if i + 1 < parts.len() => {
                    format!("up to {} {}", format_quantity(*upper, dimension), name(*number))
                }
                _ => format!("else {}", name(*number)),
            });
            told.collect::<Vec<_>>().join(", ")
        }
    }
}

fn table(of: &Sensitivity, rows: &[Learning], strategies: &IndexMap<String, String>) -> Table {
    let cells = rows.iter().map(|row| {
        let worth = Cell::figure(worth(row.learned), row.learned.worth.estimate);
        let agreed = row.learned.slices.iter().filter(|slice| slice.agreed).count();
        let all = row.learned.slices.len();
        vec![
            Cell::text(row_of(of, row.driver)),
            worth,
            Cell::text(choice(of, row, strategies, 2_000.0)),
            if row.counts {
                Cell::figure(format!("{agreed} of {all}"), agreed as f64 / all.max(1) as f64)
            } else {
                Cell::MISSING
            },
        ]
    });
    let heads = ["Input", "Worth ± error", "Choice by where it lies", "Slices in which both halves choose so"];
    Table::new("What it would be worth to know an input before choosing, dollars, ± standard error", heads, cells)
}
