//! One replication as a dated story, for the terminal.

use jiff::civil::Date;

use super::amounts::AmountUnit;
use super::terminal::{join_parts, print_table, wrap_hanging, wrap_words};
use crate::analysis::{LeadingValue, Line, STATES, date, describe_log};
use crate::scenario::Scenario;
use crate::simulation::{Layout, Replay, Settings};
use crate::table::{Cell, Column, Table};
use crate::text::clean::clean;
use crate::text::names::add_article;
use crate::text::numbers::{count, day, last_place, money, whole_percent};
use crate::text::states::state_word;

/// Columns of a date and the air behind it.
const DATE: usize = 13;

/// What happens in a replication, and what becomes of each market in it, in lines of at most `width` columns.
pub fn print_replication(
    scenario: &Scenario,
    layout: &Layout,
    settings: Settings,
    (number, replay): (u64, &Replay),
    width: usize,
) -> String {
    let figure = |name: &str| layout.column(name).map_or(f64::NAN, |column| replay.row[column]);
    let of = format!(
        "Simulated history {number} of {} (counted from 0) · seed {}",
        count(settings.replications),
        settings.seed
    );
    let worth = describe_worth(scenario, &figure);
    let head: Vec<String> =
        [clean(&scenario.title), of, worth].iter().map(|line| wrap_words(line, width) + "\n").collect();
    let lines = describe_log(scenario, &replay.log);
    let story = if lines.is_empty() {
        wrap_words("Nothing happens: no government acts, and nothing is sold.", width) + "\n"
    } else {
        lines.iter().map(|line| print_line(line, width)).collect()
    };
    join_parts([head.concat(), story, print_table(&outcomes(scenario, figure), width)])
}

/// What the business is worth in this history, outside home first.
fn describe_worth(scenario: &Scenario, figure: &impl Fn(&str) -> f64) -> String {
    let worth = |value: &str, baseline: &str| {
        let [value, baseline] = [value, baseline].map(figure).map(|value| money(value, last_place(value, None)));
        format!("{value}, against {baseline} with no government action")
    };
    let leading = LeadingValue::of_scenario(scenario);
    let first = worth(leading.name(), leading.baseline());
    match scenario.company.home {
        Some(home) => {
            let home = add_article(&clean(&scenario.markets[home.0].name));
            format!("Value outside {home}: {first}. Of the whole company: {}.", worth("value", "baseline_value"))
        }
        None => format!("Value: {first}."),
    }
}

/// A line of the story: its date, its place, and what happened, further lines under the first.
fn print_line(line: &Line, width: usize) -> String {
    let on = line.date.parse::<Date>().map_or_else(|_| clean(&line.date), day);
    let place = clean(&line.place);
    let told = if place.is_empty() { clean(&line.sentence) } else { format!("{place}: {}", clean(&line.sentence)) };
    wrap_hanging(&format!("{on:<DATE$}"), &told, width)
}

fn outcomes(scenario: &Scenario, figure: impl Fn(&str) -> f64) -> Table {
    let of = |key: &str, name: &str| figure(&format!("{key}.{name}"));
    let values = scenario.markets.iter().flat_map(|m| ["value", "baseline_value"].map(|name| of(&m.key, name)));
    let unit = AmountUnit::of_values(values);
    let rows = scenario.markets.iter().map(|market| {
        let of = |name: &str| of(&market.key, name);
        let dollars = |name: &str| Cell::money(of(name)).with_text(unit.write_dollars(of(name)));
        let state = STATES.get(of("final_state") as usize).copied().unwrap_or_default();
        vec![
            Cell::text(&*market.name),
            Cell::text(state_word(state)),
            Cell::share(of("retention")).with_text(whole_percent(of("retention"))),
            dollars("value"),
            dollars("baseline_value"),
        ]
    });
    let caption = format!(
        "At the end, on {}. Users kept: of those at the start. Dollars at the start; baseline: no government action",
        day(date(scenario.start, scenario.horizon))
    );
    let names = ["market", "outcome"].map(Column::from);
    let figures = ["users kept", "value", "baseline"].map(Column::right);
    Table::new(caption, names.into_iter().chain(figures), rows)
}
