//! How many histories it takes to know the probability so well: led there, and plain.

use super::origin;
use crate::analysis::focus::{Focus, Needed};
use crate::charts::rows::{Column, Row, RowChart};
use crate::charts::sheet::Sheet;
use crate::charts::style::{FAN_INNER, FAN_MEDIAN, MUTED};
use crate::charts::{Cell, Chart, ChartError, Table};
use crate::text::numbers::{count, percent, rounded_count};
use crate::text::phrases::describe_condition;

/// The chart; none where nothing is known of it.
pub(super) fn chart(of: &Focus) -> Result<Option<Chart>, ChartError> {
    let figures = || of.needed.iter().flat_map(|needed| [needed.replications, needed.plain]);
    if !figures().all(|figure| figure.is_finite() && figure > 0.0) {
        return Err(ChartError::Summary("a number of simulations is no number".to_owned()));
    }
    // Two numbers that are nearly one are no picture.
    if of.needed.is_empty() || !of.pays() {
        return Ok(None);
    }
    let (low, high) = (figures().fold(f64::INFINITY, f64::min), figures().fold(0.0, f64::max));
    let decades = [libm::floor(libm::log10(low) - 0.3), libm::ceil(libm::log10(high))];
    let row = |needed: &Needed| {
        let bars = [(needed.replications, FAN_MEDIAN, "led", -10.0), (needed.plain, FAN_INNER, "plain", 10.0)];
        let row = Row::new(format!("to within {}", error(needed)));
        bars.into_iter().fold(row, |row, (figure, colour, word, lift)| {
            let (end, words) = (libm::log10(figure), format!("{} {word}", rounded_count(figure)));
            row.bar(decades[0], end, (lift - 8.0, lift + 8.0), colour).words(end, false, lift, words, MUTED)
        })
    };
    let cells = of.needed.iter().map(|needed| {
        let count = |figure: f64| Cell::figure(rounded_count(figure), figure);
        vec![Cell::figure(error(needed), needed.error), count(needed.replications), count(needed.plain)]
    });
    let heads = ["Error, share of the probability", "Led", "Plain"];
    let spoken = |needed: &Needed| {
        format!("{}: {} led, {} plain", error(needed), rounded_count(needed.replications), rounded_count(needed.plain))
    };
    let sheet = Sheet {
        name: "focus-needed".to_owned(),
        title: finding(of),
        subtitle: format!(
            "Simulations until the standard error of the probability of simulations {} is so small a share of it, by decades",
            describe_condition(&of.condition, &of.scenario)
        ),
        kind: "Bars of numbers of simulations".to_owned(),
        spoken: of.needed.iter().map(spoken).collect(),
        table: Table::new("Simulations until the probability is known so well", heads, cells),
        origin: origin(of),
    };
    let wanted = (decades[1] - decades[0]).max(1.0) as usize;
    let columns = vec![Column { wanted, word: |at, _| histories_at(at), holds: decades.to_vec(), ..Column::default() }];
    let rows = of.needed.iter().map(row).collect();
    Ok(Some(RowChart { names: 150.0, figures: 20.0, height: 54.0, columns, rows, ..RowChart::default() }.chart(sheet)))
}

fn finding(of: &Focus) -> String {
    let Some(needed) = of.needed.get(1).or(of.needed.first()) else { return String::new() };
    let (led, plain) = (rounded_count(needed.replications), rounded_count(needed.plain));
    format!("To know it to within {}, {led} simulations led there do the work of {plain} plain ones", error(needed))
}

fn error(needed: &Needed) -> String {
    percent(needed.error, 0.01)
}

fn histories_at(decade: f64) -> String {
    let whole = (decade - decade.round()).abs() < 1e-6;
    if whole { count(libm::pow(10.0, decade).round() as u64) } else { String::new() }
}
