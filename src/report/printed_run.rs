//! A run for the terminal: its main figures, what to bear in mind, and the answer last.

use super::amounts::AmountUnit;
use super::board;
use super::cells::median_cell;
use super::narrative::{describe_gain, describe_goal, describe_precision, ends, home};
use super::page::describe_doubts;
use super::terminal::{indent_words, join_parts, print_table, wrap_words};
use super::warnings::print_warnings;
use super::words::describe_users_before;
use crate::analysis::{Estimate, Summary};
use crate::simulation::catalogue;
use crate::table::{Cell, Column, Table};
use crate::text::clean::clean;
use crate::text::numbers::{Figure, count, day, is_told, whole_percent, write_row};
use crate::text::phrases::locate_value;
use crate::text::states::{STATES, State};

/// A state that no market ends in as often as this stands among the others.
const OFTEN: f64 = 0.005;
/// What is told of a distribution, and how its columns are called.
const TOLD: [(Figure, &str); 6] = [
    (Figure::P5, "5%"),
    (Figure::P25, "25%"),
    (Figure::P50, "median"),
    (Figure::P75, "75%"),
    (Figure::P95, "95%"),
    (Figure::Mean, "mean"),
];

/// The main figures of a run in lines of at most `width` columns, the answer last.
pub fn print_summary(summary: &Summary, width: usize) -> String {
    let notes = [
        describe_precision(summary),
        describe_gain(summary),
        describe_goal(summary).map(|text| format!("Asked for: {text}.")),
    ];
    let notes = notes.into_iter().flatten().map(|note| wrap_words(&note, width) + "\n");
    let tables = [
        list_dollars(summary),
        list_return(summary),
        list_users(summary),
        list_markets(summary),
        list_outcomes(summary, width),
    ];
    let tables = tables.iter().filter(|table| !table.rows.is_empty()).map(|table| print_table(table, width));
    let parts = [print_heading(summary, width)].into_iter().chain(tables).chain(notes);
    join_parts(parts.chain([print_warnings(&collect_warnings(summary)), print_answer(summary, width)]))
}

/// The same in short, for a run among several that stand compared above it.
pub fn print_headline(summary: &Summary, width: usize) -> String {
    let values = print_table(&list_dollars(summary), width);
    let warnings = print_warnings(&collect_warnings(summary));
    join_parts([print_heading(summary, width), values, warnings, print_answer(summary, width)])
}

fn print_heading(summary: &Summary, width: usize) -> String {
    let s = &summary.scenario;
    let strategy = if s.strategy_name.is_empty() { &s.strategy } else { &s.strategy_name };
    let scope = format!(
        "{} · strategy “{}” · {} simulations · seed {}",
        clean(&s.name),
        clean(strategy),
        count(summary.replications),
        summary.seed
    );
    format!("{}\n{}\n", wrap_words(&clean(&s.title), width), wrap_words(&scope, width))
}

/// The question of the scenario, where it asks one, and its answer.
fn print_answer(summary: &Summary, width: usize) -> String {
    let answer = describe_answer(summary);
    match clean(&summary.scenario.question) {
        question if question.is_empty() => wrap_words(&answer, width) + "\n",
        question => format!("{}\n{}", wrap_words(&question, width), indent_words(&answer, width)),
    }
}

/// The answer to the scenario's question in a sentence, and the range behind it.
fn describe_answer(summary: &Summary) -> String {
    let lines = board::describe_answer(summary, &[]);
    let likely = lines.first().map(|line| format!(" {} {}", line.point, line.detail));
    clean(&format!("{}.{}", board::write_headline(summary), likely.unwrap_or_default()))
}

/// What the report warns of: what holds for the run, and an input that was not drawn as asked for.
fn collect_warnings(summary: &Summary) -> Vec<String> {
    summary.warnings.iter().cloned().chain(describe_doubts(summary)).collect()
}

/// Figures of the company as a whole that are in dollars or in people, with their headings.
fn listed<'s>(summary: &'s Summary, unit: &'s str) -> Vec<(String, &'s Estimate)> {
    let (home, place) = (home(summary), locate_value(summary, clean));
    let told = |figure: &catalogue::Figure| {
        let estimate = summary.estimate(figure).filter(|e| is_told(figure, e) && e.unit == unit)?;
        Some((figure.heading(place.as_deref()), estimate))
    };
    catalogue::listed_company(home.is_some()).filter_map(told).collect()
}

fn list_dollars(summary: &Summary) -> Table {
    let listed = listed(summary, "USD");
    let unit = find_unit(&listed);
    list_estimates(&format!("In {}, at the start", unit.name("dollars")), unit, listed)
}

/// Value over what the owner once paid, and the return a year.
fn list_return(summary: &Summary) -> Table {
    let told = listed(summary, "").into_iter().chain(listed(summary, "share"));
    let rows = told.map(|(name, estimate)| {
        [Cell::text(name)]
            .into_iter()
            .chain(write_row(estimate, TOLD.map(|(which, _)| which)).map(Cell::text))
            .collect()
    });
    let names = TOLD.map(|(_, name)| Column::right(name));
    Table::new("The investment, at the start", [Column::from("")].into_iter().chain(names), rows)
}

fn list_users(summary: &Summary) -> Table {
    let listed = listed(summary, "people");
    let unit = find_unit(&listed);
    list_estimates(&format!("In {}", unit.name("users")), unit, listed)
}

/// One unit for all; no digit that the error of the first, which leads, does not support.
fn find_unit(listed: &[(String, &Estimate)]) -> AmountUnit {
    let means = listed.iter().filter_map(|(_, estimate)| estimate.mean);
    let leading = listed.first().map(|(_, estimate)| *estimate);
    let mean = leading.and_then(|estimate| estimate.mean).unwrap_or_default();
    AmountUnit::of_values(means).no_finer_than(mean, leading.and_then(|estimate| estimate.se))
}

fn list_estimates(caption: &str, unit: AmountUnit, listed: Vec<(String, &Estimate)>) -> Table {
    let rows = listed.into_iter().map(|(heading, estimate)| {
        let figures = TOLD.map(|(which, _)| Cell::text(unit.write(which.measure(estimate).value.unwrap_or(f64::NAN))));
        [Cell::text(heading)].into_iter().chain(figures).collect()
    });
    let figures = TOLD.map(|(_, name)| Column::right(name));
    Table::new(caption, [Column::from("")].into_iter().chain(figures), rows)
}

fn list_markets(summary: &Summary) -> Table {
    let of_home = summary.scenario.home.as_deref();
    let abroad = || summary.markets.iter().filter(|(key, _)| Some(key.as_str()) != of_home).map(|(_, m)| &m.value);
    let error = abroad().filter_map(|value| value.se).fold(0.0, f64::max);
    let means = || abroad().filter_map(|value| value.mean);
    let greatest = means().map(f64::abs).fold(0.0, f64::max);
    let unit = AmountUnit::of_values(means()).no_finer_than(greatest, Some(error));
    let rows = summary.markets.values().map(|m| {
        let value = Cell::known(m.value.mean, crate::table::Unit::Dollars)
            .with_text(unit.write(m.value.mean.unwrap_or(f64::NAN)));
        vec![Cell::text(&*m.name), value, median_cell(&m.retention), median_cell(&m.vs_baseline)]
    });
    let figures = ["mean value", "users kept", "of the baseline"].map(Column::right);
    let caption = format!(
        "Mean value in {}; users, median (5% to 95%): of those at the start{}, and of the baseline",
        unit.name("dollars"),
        describe_users_before(summary)
    );
    Table::new(caption, [Column::from("market")].into_iter().chain(figures), rows)
}

/// How each market ends: a column for each state that is not rare everywhere, and one for all others.
fn list_outcomes(summary: &Summary, width: usize) -> Table {
    let often = |key: &str| summary.markets.values().map(|m| ends(m, key).probability).fold(0.0, f64::max);
    let mut kept: Vec<_> = STATES.iter().filter(|state| often(state.key) >= OFTEN).collect();
    kept.sort_by(|a, b| often(b.key).total_cmp(&often(a.key)));
    loop {
        let table = list_states(summary, &kept.iter().map(|state| state.key).collect::<Vec<_>>());
        // What does not fit beside the others is counted with the rare ones, the rarest first.
        if super::terminal::fits(&table, width) || kept.len() < 2 {
            return table;
        }
        kept.pop();
    }
}

fn list_states(summary: &Summary, kept: &[&str]) -> Table {
    let (listed, others): (Vec<&State>, Vec<&State>) = STATES.iter().partition(|state| kept.contains(&state.key));
    let share = |market, key| ends(market, key).probability;
    let has_others = summary.markets.values().any(|m| others.iter().any(|state| share(m, state.key) > 0.0));
    let cell = |share: f64| {
        let text = if share > 0.0 { whole_percent(share) } else { "–".to_owned() };
        Cell::share(share).with_text(text)
    };
    let rows = summary.markets.values().map(|market| {
        let states = listed.iter().map(|state| cell(share(market, state.key)));
        let rest = has_others.then(|| cell(others.iter().map(|state| share(market, state.key)).sum()));
        [Cell::text(&*market.name)].into_iter().chain(states).chain(rest).collect()
    });
    let names = listed.iter().map(|state| state.word).chain(has_others.then_some("other"));
    let caption = format!("Outcomes on {}, in percent of simulations", day(summary.scenario.end));
    Table::new(caption, [Column::from("market")].into_iter().chain(names.map(Column::right)), rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::sample;
    use crate::report::terminal::{COLUMNS, count_columns};

    fn column_ends(text: &str, from: &str, lines: usize) -> Vec<usize> {
        text.lines().skip_while(|line| !line.starts_with(from)).skip(2).take(lines).map(count_columns).collect()
    }

    #[test]
    fn the_terminal_is_aligned_narrow_and_ends_with_the_answer() {
        for summary in
            [sample::summary(), sample::with_markets(12, "一个非常长的市场名称 with a very long name indeed")]
        {
            let text = print_summary(&summary, COLUMNS);
            assert!(text.lines().all(|l| count_columns(l) <= COLUMNS), "{text}");
            let ends = column_ends(&text, "In billions of dollars", 4);
            assert!(ends.iter().all(|end| *end == ends[0]), "{text}");
            assert!(!text.contains('±') || text.contains("is known to ±"), "{text}");
            let answer = describe_answer(&summary);
            let last: String = text.lines().skip_while(|l| *l != wrap_words(&summary.scenario.question, 80)).collect();
            let squeeze = |text: &str| text.split_whitespace().collect::<String>();
            assert!(squeeze(&last).ends_with(&squeeze(&answer)), "{last}");
        }
    }

    #[test]
    fn rare_outcomes_stand_together_and_shares_add_up() {
        let mut summary = sample::summary();
        let market = summary.markets.get_mut("us").unwrap();
        market.outcomes.values_mut().for_each(|p| *p = 0.0);
        for (state, p) in
            [("open", 0.5), ("banned", 0.49), ("exited", 0.004), ("restructured", 0.003), ("ordered", 0.003)]
        {
            market.outcomes[state] = p;
        }
        summary.markets.retain(|key, _| key == "us");
        let table = list_outcomes(&summary, COLUMNS);
        let names: Vec<&str> = table.columns.iter().map(|column| &*column.name).collect();
        assert_eq!(names, ["market", "open", "banned", "other"]);
        let cells: Vec<String> = table.rows[0].iter().map(Cell::write).collect();
        assert_eq!(cells[1..], ["50%", "49%", "1%"]);
        // Where there is no room for all, the rarest go first; one column is left at least.
        assert_eq!(list_outcomes(&summary, 20).columns.len(), 3);
    }

    #[test]
    fn every_warning_is_printed_in_long_and_in_short() {
        let mut summary = sample::summary();
        summary.warnings = vec!["No bidder came.".to_owned(), "The order never came about.".to_owned()];
        for text in [print_summary(&summary, COLUMNS), print_headline(&summary, COLUMNS)] {
            assert!(summary.warnings.iter().all(|warning| text.contains(warning.as_str())), "{text}");
        }
    }
}
