//! What the inputs of a scenario come to before any government acts, market by market and in all.

use crate::model::{ImpliedFigures, work_out_implied_figures};
use crate::quantity::YEAR;
use crate::report::amounts::AmountUnit;
use crate::report::terminal::{print_table, wrap_words};
use crate::scenario::Scenario;
use crate::table::{Cell, Column, Table};
use crate::text::clean::clean;

/// The table of what a scenario implies.
pub(super) fn print_implied(scenario: &Scenario, width: usize) -> String {
    let Some(figures) = work_out_implied_figures(scenario) else {
        let text = "With every input at its median a market has no terminal value, so nothing is worked out here.";
        return wrap_words(text, width) + "\n";
    };
    print_table(&list_implied(scenario, &figures), width)
}

fn list_implied(scenario: &Scenario, figures: &[ImpliedFigures]) -> Table {
    let all = sum_figures(figures);
    let several = figures.len() > 1;
    let unit = |figure: fn(&ImpliedFigures) -> f64| AmountUnit::of_values(figures.iter().chain([&all]).map(figure));
    let (people, dollars, value) = (unit(|f| f.users), unit(|f| f.revenue), unit(|f| f.value));
    let years = (scenario.horizon() / YEAR * 10.0).round() / 10.0;
    let write_row = |name: &str, of: &ImpliedFigures| {
        let multiple = if of.revenue > 0.0 { format!("{:.1}", of.value / of.revenue) } else { "–".to_owned() };
        let figures = [
            people.write(of.users),
            people.write(of.users_at_horizon),
            dollars.write(of.revenue),
            dollars.write(of.margin),
            value.write(of.value),
            multiple.replace('-', "−"),
        ];
        std::iter::once(clean(name)).chain(figures).map(Cell::text).collect()
    };
    let markets = scenario.markets().iter().zip(figures).map(|(market, of)| write_row(market.name(), of));
    let rows: Vec<Vec<Cell>> = markets.chain(several.then(|| write_row("all", &all))).collect();
    let (of_users, of_dollars, of_value) = (people.name("users"), dollars.name("dollars"), value.name("dollars"));
    let caption = format!(
        "What it implies, every input at its median and no government action: {of_users}, revenue and contribution margin (no overhead is \
         deducted) in {of_dollars}, value in {of_value}"
    );
    let names = [
        "users now".to_owned(),
        format!("users in {years} years"),
        "revenue a year".to_owned(),
        "margin a year".to_owned(),
        "value".to_owned(),
        "value / revenue".to_owned(),
    ];
    Table::new(caption, std::iter::once(Column::from("")).chain(names.map(Column::right)), rows)
}

fn sum_figures(figures: &[ImpliedFigures]) -> ImpliedFigures {
    let sum = |figure: fn(&ImpliedFigures) -> f64| figures.iter().map(figure).sum();
    ImpliedFigures {
        users: sum(|of| of.users),
        revenue: sum(|of| of.revenue),
        margin: sum(|of| of.margin),
        users_at_horizon: sum(|of| of.users_at_horizon),
        value: sum(|of| of.value),
    }
}
