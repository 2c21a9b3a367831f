//! Choices against worlds: what each strategy regrets in each world.

use super::name_measure;
use crate::analysis::decision::{AcrossWorlds, Decision};
use crate::charts::rows::{BAR, Column, Row, RowChart};
use crate::charts::scale::dollars;
use crate::charts::sheet::{Origin, Sheet};
use crate::charts::style::{GAIN, LOSS, MUTED};
use crate::charts::{Cell, Chart, Table};
use crate::text::clean::clean;
use crate::text::names::decapitalize;
use crate::text::numbers::rounded_money;

/// Most worlds that stand side by side.
const MOST: usize = 4;
/// Space of names, and the part of all that lies between two columns.
const NAMES: f64 = 190.0;
const GAP: f64 = 0.015;
/// How far an axis reaches beyond the greatest regret: words beside the longest bar have room, and all columns have one scale.
const BEYOND: f64 = 2.2;

/// The chart, where there are several worlds.
pub(super) fn chart(decision: &Decision) -> Option<Chart> {
    let Some(across) = &decision.across else { return None };
    let shown = decision.worlds.len().min(MOST);
    let most = across.regrets.iter().flatten().copied().fold(0.0, f64::max);
    let column = |number: usize| Column {
        heading: format!("{}", number + 1),
        part: (number as f64 / shown as f64, (number + 1) as f64 / shown as f64 - GAP),
        holds: vec![0.0, BEYOND * most],
        ..Column::from_zero(2, dollars)
    };
    let row = |(place, &choice): (usize, &usize)| {
        let mut row = Row::new(clean(decision.choice_name(choice)));
        for (number, regret) in across.regrets[place].iter().take(shown).enumerate() {
            let colour = if *regret > 0.0 { LOSS } else { GAIN };
            let words = if *regret > 0.0 { write_regret(decision, number, choice, *regret) } else { "best".to_owned() };
            row = row.column(number).bar(0.0, *regret, BAR, colour).words(
                *regret,
                false,
                0.0,
                words,
                if *regret > 0.0 { MUTED } else { GAIN },
            );
        }
        row
    };
    let mut order: Vec<(usize, &usize)> = across.choices.iter().enumerate().collect();
    order.sort_by(|a, b| across.worst_regret[a.0].total_cmp(&across.worst_regret[b.0]));
    let names: Vec<String> = decision
        .worlds
        .iter()
        .enumerate()
        .map(|(number, world)| format!("{}: {}", number + 1, clean(&world.scenario.title)))
        .collect();
    let sheet = Sheet {
        name: "regrets".to_owned(),
        title: finding(decision, across),
        subtitle: format!(
            "What the best strategy of a world is worth more on average, {} in dollars, by world",
            decapitalize(&name_measure(decision))
        ),
        kind: "Bars of regret by strategy and world".to_owned(),
        spoken: order
            .iter()
            .map(|(place, choice)| {
                format!(
                    "{}: {} at most",
                    clean(decision.choice_name(**choice)),
                    rounded_money(across.worst_regret[*place], None)
                )
            })
            .collect(),
        table: table(decision, across),
        origin: Origin {
            scenario: format!("{} worlds", decision.worlds.len()),
            start: decision.worlds.first().map(|world| world.scenario.start),
            seed: decision.seed,
            replications: decision.replications,
            version: decision.version.clone(),
        },
    };
    let rows = RowChart {
        names: NAMES,
        figures: 0.0,
        height: 30.0,
        columns: (0..shown).map(column).collect(),
        rows: order.into_iter().map(row).collect(),
        notes: names,
        ..RowChart::default()
    };
    Some(rows.chart(sheet))
}

/// A regret with no more digits than its error supports.
fn write_regret(decision: &Decision, world: usize, choice: usize, regret: f64) -> String {
    let world = &decision.worlds[world];
    rounded_money(regret, world.measure_lead(world.recommendation.best, choice).and_then(|(_, se)| se))
}

fn finding(decision: &Decision, across: &AcrossWorlds) -> String {
    let place = across.choices.iter().position(|&choice| choice == across.minimax_regret).unwrap_or(0);
    let name = clean(decision.choice_name(across.minimax_regret));
    if across.worst_regret[place] <= 0.0 {
        return format!("“{name}” is worth the most on average in every world");
    }
    if let Some(rival) = across.find_rival_in_regret(&decision.worlds) {
        let rival = clean(decision.choice_name(rival));
        return format!("Which has the least of the worst regrets, “{name}” or “{rival}”, is too close to call");
    }
    format!(
        "“{name}” has the least of the worst regrets over the {} worlds: {}",
        decision.worlds.len(),
        rounded_money(across.worst_regret[place], None)
    )
}

fn table(decision: &Decision, across: &AcrossWorlds) -> Table {
    let rows = across.choices.iter().zip(&across.regrets).map(|(&choice, regrets)| {
        let cells = regrets
            .iter()
            .enumerate()
            .map(|(world, regret)| Cell::figure(write_regret(decision, world, choice, *regret), *regret));
        std::iter::once(Cell::text(clean(decision.choice_name(choice)))).chain(cells).collect()
    });
    let heads =
        std::iter::once("Strategy".to_owned()).chain(decision.worlds.iter().map(|world| clean(&world.scenario.title)));
    Table::new("Regret of each strategy in each world, dollars", heads, rows)
}
