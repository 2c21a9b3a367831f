//! The page of a decision.

use super::information_tables;
use super::narrative::findings;
use super::tables::{self, name, name_value, name_world};
use crate::analysis::decision::{Decision, World};
use crate::charts::Chart;
use crate::report::method::write_method;
use crate::report::page::{Page, Section, describe_scenario, key_figure};
use crate::table::Table;
use crate::text::clean::clean;
use crate::text::numbers::count;

/// Strategies whose figures lead the page.
const LEADING: usize = 3;

/// The page.
pub(super) fn page(decision: &Decision, charts: &[Chart]) -> Page {
    let several = decision.worlds.len() > 1;
    let title = match decision.worlds.as_slice() {
        [world] => format!("{}: what to do", name_world(world)),
        worlds => format!("What to do in {} worlds", worlds.len()),
    };
    let replications = count(decision.replications);
    Page {
        title,
        version: decision.version.clone(),
        questions: list_questions(decision),
        scope: format!(
            "{} strategies{}, each in the same {replications} simulations; decided by {}",
            decision.choices.len(),
            if several { format!(" in {} worlds", decision.worlds.len()) } else { String::new() },
            name_value(decision)
        ),
        key: list_key_figures(decision),
        findings: findings(decision),
        warnings: decision.warnings.clone(),
        sections: vec![Section::of_charts(charts), Section::of_tables(&list_tables(decision))],
        method: write_method(&["decision"], &[("replications", &replications)]),
        provenance: provenance(decision),
        files: vec![
            ("decision.json", "every figure"),
            ("choices.csv", "a row for every strategy in every world"),
            ("pairs.csv", "a row for every two strategies"),
            ("inputs.csv", "what knowing each input is worth"),
            ("events.csv", "what knowing each event, and bringing each outcome about, is worth"),
        ],
        ..Page::default()
    }
}

/// The question of each world, and which files are the same one.
fn list_questions(decision: &Decision) -> Vec<(String, String)> {
    let several = decision.worlds.len() > 1;
    let question = |world: &World| {
        let same = match world.same_as.as_slice() {
            [] => String::new(),
            same => {
                let names: Vec<String> = same.iter().map(|title| clean(title)).collect();
                format!(" The same world: {}.", names.join("; "))
            }
        };
        let title = if several { name_world(world) } else { String::new() };
        let text = format!("{}{same}", world.question).trim().to_owned();
        (!text.is_empty() || several).then_some((title, text))
    };
    decision.worlds.iter().filter_map(question).collect()
}

fn list_key_figures(decision: &Decision) -> Vec<[String; 3]> {
    let figure = |world: &World, choice: usize, title: String| {
        world.figures(choice).map(|figures| key_figure(title, &figures.value))
    };
    match decision.worlds.as_slice() {
        [world] => {
            let leading = world.ranked().into_iter().take(LEADING);
            leading.filter_map(|choice| figure(world, choice, name(decision, choice))).collect()
        }
        worlds => worlds
            .iter()
            .filter_map(|world| {
                let best = world.recommendation.best;
                figure(world, best, format!("{}: {}", name_world(world), name(decision, best)))
            })
            .collect(),
    }
}

fn list_tables(decision: &Decision) -> Vec<(String, Table)> {
    let mut found: Vec<(String, Table)> = Vec::new();
    found.extend(
        decision.across.as_ref().map(|across| ("Strategies and worlds".to_owned(), tables::regrets(decision, across))),
    );
    if let (Some(search), Some(world)) = (&decision.search, decision.worlds.first()) {
        found.push(("Search: the surface".to_owned(), tables::search(search, &world.scenario)));
    }
    for world in &decision.worlds {
        let heading = |what: &str| {
            if decision.worlds.len() > 1 { format!("{}: {what}", name_world(world)) } else { capital(what) }
        };
        found.push((heading("strategies"), tables::strategies(decision, world)));
        found.push((heading("markets kept"), tables::kept_markets(decision, world)));
        found.push((heading("differences from the recommended strategy"), tables::differences(decision, world)));
        found.push((heading("opportunity loss"), tables::opportunity_loss(decision, world)));
        found.push((heading("choice by criterion"), tables::criteria(decision, world)));
        found.extend(tables::contribution(decision, world).map(|table| (heading("what makes the difference"), table)));
        let inputs = information_tables::inputs(decision, world).filter(|table| !table.rows.is_empty());
        found.extend(inputs.map(|table| (heading("inputs: worth knowing, switching values"), table)));
        let events = information_tables::events(decision, world);
        found.extend(events.map(|table| (heading("events: worth knowing, worth bringing about"), table)));
        if !world.information.refused.is_empty() {
            found.push((heading("events that are not valued"), information_tables::refused(world)));
        }
        found.extend(tables::waiting(decision, world).map(|table| (heading("the same choice later"), table)));
    }
    found
}

fn capital(text: &str) -> String {
    crate::report::words::capitalize(text)
}

fn provenance(decision: &Decision) -> Vec<(String, String)> {
    let mut lines: Vec<(String, String)> =
        decision.worlds.iter().map(|world| describe_scenario(&world.scenario)).collect();
    lines.push((
        "Random numbers".to_owned(),
        format!("seed {}, {} simulations of each strategy", decision.seed, count(decision.replications)),
    ));
    lines
}
