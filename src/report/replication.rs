//! One replication as a dated story, for the terminal.

use super::terminal::{join_parts, print_table, wrap_words};
use crate::analysis::{Line, describe_log, state};
use crate::model::Access;
use crate::quantity::{self, Dimension, money};
use crate::scenario::Scenario;
use crate::simulation::{Layout, Replay, Settings};
use crate::table::{Cell, Column, Table};
use crate::text::clean::clean;

/// What happens in a replication, and what becomes of each market in it, in lines of at most `width` columns.
pub fn print_replication(
    scenario: &Scenario,
    layout: &Layout,
    settings: Settings,
    (number, replay): (u64, &Replay),
    width: usize,
) -> String {
    let figure = |name: &str| layout.column(name).map_or(f64::NAN, |column| replay.row[column]);
    let worth = |value: &str| {
        let [value, baseline] = [value.to_owned(), format!("baseline_{value}")].map(|name| money(figure(&name)));
        format!("{value} against a baseline of {baseline}")
    };
    let outside = match scenario.company.home {
        Some(_) => format!("; outside the home market {}", worth("value_abroad")),
        None => String::new(),
    };
    let (seed, all) = (settings.seed, settings.replications);
    let line = format!("Replication {number} (seed {seed}, of {all}): worth {}{outside}", worth("value"));
    let head = format!("{}\n{}\n", wrap_words(&clean(&scenario.title), width), wrap_words(&line, width));
    let story = describe_log(scenario, &replay.log);
    let story = if story.is_empty() { "Nothing happens.\n".to_owned() } else { print_table(&timeline(story), width) };
    join_parts([head, story, print_table(&outcomes(scenario, figure), width)])
}

fn timeline(lines: Vec<Line>) -> Table {
    Table::new(
        "",
        ["date", "where", "what"],
        lines.into_iter().map(|line| [line.date, line.place, line.sentence].map(Cell::text).to_vec()),
    )
}

fn outcomes(scenario: &Scenario, figure: impl Fn(&str) -> f64) -> Table {
    let rows = scenario.markets.iter().map(|market| {
        let of = |name: &str| figure(&format!("{}.{name}", market.key));
        let dollars = |name: &str| Cell::money(of(name)).with_text(money(of(name)));
        vec![
            Cell::text(&*market.name),
            Cell::text(state(Access::ALL[of("final_state") as usize])),
            Cell::share(of("retention")).with_text(quantity::format(of("retention"), Dimension::Share)),
            dollars("value"),
            dollars("baseline_value"),
        ]
    });
    let length = quantity::format(scenario.horizon, Dimension::Duration);
    let names = ["market", "outcome"].map(Column::from);
    let figures = ["users kept", "value", "baseline"].map(Column::right);
    Table::new(format!("After {length}"), names.into_iter().chain(figures), rows)
}
