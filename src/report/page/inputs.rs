//! Every input with what it rests on, in groups that unfold, and the sources in full.

use jiff::civil::Date;
use maud::{Markup, html};

use crate::analysis::{ScenarioInfo, Summary};
use crate::scenario::{Fact, find_facts};
use crate::table::{Cell, Table};
use crate::text::clean::clean;
use crate::text::numbers::day as write_day;

use super::super::inputs::{InputRow, Tally, day_of_knowledge, describe_confidence, find_hindsight};
use super::super::words::{capitalize, join_list, spell_count};
use super::doubts::describe_stray_draws;
use super::tables::render_table_as;

/// So many ratings are told one by one.
const RATINGS: usize = 6;

/// The section; `chart` of what was drawn is shown where something was not drawn as asked for.
pub(super) fn inputs(summary: &Summary, rows: &[InputRow], chart: &Markup) -> Markup {
    if rows.is_empty() {
        return html! { p { "The inputs were not saved with these results; " code { "run.toml" } " holds them." } };
    }
    let tally = Tally::count_inputs(rows);
    let mut rated: Vec<String> =
        tally.confidence.iter().take(RATINGS).map(|(word, n)| format!("{n} {}", describe_confidence(word))).collect();
    let others: usize = tally.confidence.iter().skip(RATINGS).map(|(_, n)| n).sum();
    if others > 0 {
        rated.push(format!("{others} with other ratings, which stand beside them"));
    }
    let idle = rows.iter().filter(|row| !row.idle.is_empty()).count();
    let day = day_of_knowledge(summary);
    html! {
        p.tally { (tally.headline()) }
        @if !rated.is_empty() { p.note dir="auto" { "By confidence: " (join_list(&rated)) ". " (describe_single_values(tally.single)) } }
        @if idle > 0 { p.note { (capitalize(&spell_count(idle))) " more cannot act in this run, and are not counted." } }
        @if let Some(told) = describe_hindsight(summary, rows) { p.note dir="auto" { (told) } }
        @if let Some(stray) = describe_stray_draws(summary) { p.note dir="auto" { (stray) } (chart) }
        @else if !summary.inputs.is_empty() {
            p.note { "Each input that is drawn once a simulation was drawn as asked for: no quantile is off by more than chance explains." }
        }
        div.filter {
            label for="filter-inputs" { "Show inputs that hold" }
            input id="filter-inputs" type="search" data-filter="inputs-groups" autocomplete="off" placeholder="us arpu, assumption, …";
            output for="filter-inputs" aria-live="polite" {}
        }
        div id="inputs-groups" {
            @for (name, rows) in group_inputs(&summary.scenario, summary, rows) {
                details.group {
                    summary { (clean(&name)) span.note { " " (rows.len()) } }
                    (render_table_as(&format!("Inputs: {name}"), &table(&name, &rows, day), "inputs", ""))
                }
            }
        }
        (render_sources(rows))
    }
}

/// How many inputs have one value each, and how far those are assumptions too.
fn describe_single_values([all, assumed]: [usize; 2]) -> String {
    match (all, assumed) {
        (0, _) => String::new(),
        (all, 0) => format!("{all} more have a single value."),
        (all, assumed) => {
            format!("{all} more have a single value, which in {assumed} of them is in whole or in part an assumption.")
        }
    }
}

/// Marks an input that cites what nobody knew on the day from which the scenario looks ahead.
const HINDSIGHT: &str = "hindsight";

/// How many inputs are marked so, and how.
fn describe_hindsight(summary: &Summary, rows: &[InputRow]) -> Option<String> {
    let day = day_of_knowledge(summary);
    let later = rows.iter().filter(|row| find_hindsight(row, day).is_some()).count();
    let cite = if later == 1 { "input cites" } else { "inputs cite" };
    (later > 0).then(|| {
        format!(
            "{later} {cite} facts from after {}, those that settle events included. The word “{HINDSIGHT}” stands beside the source of each, with the first such fact \
             and its date; the field below finds the word.",
            write_day(day)
        )
    })
}

/// Inputs by what they are about; those that cannot act stand last.
fn group_inputs<'a>(
    scenario: &ScenarioInfo,
    summary: &Summary,
    rows: &'a [InputRow],
) -> Vec<(String, Vec<&'a InputRow>)> {
    let mut groups: Vec<(String, Vec<&InputRow>)> = Vec::new();
    for row in rows {
        let name = match row.idle.as_str() {
            "" => name_group(scenario, summary, &row.path),
            _ => IDLE.to_owned(),
        };
        match groups.iter_mut().find(|group| group.0 == name) {
            Some(group) => group.1.push(row),
            None => groups.push((name, vec![row])),
        }
    }
    groups.sort_by_key(|group| group.0 == IDLE);
    groups
}

const IDLE: &str = "Inputs that cannot act in this run";

fn name_group(scenario: &ScenarioInfo, summary: &Summary, path: &str) -> String {
    let (first, rest) = path.split_once('.').unwrap_or((path, ""));
    let key = rest.split('.').next().unwrap_or_default();
    match first {
        "company" | "noise" => "The company".to_owned(),
        "markets" => summary.markets.get(key).map_or_else(|| key.to_owned(), |market| market.name.clone()),
        "policy" => "Governments, where a market does not say otherwise".to_owned(),
        "response" => "Users under government action, where a market does not say otherwise".to_owned(),
        "pressure" => "Pressure from country to country".to_owned(),
        "deal" => "Deals and bidders".to_owned(),
        "structure" => "Partnerships".to_owned(),
        "events" => "Scheduled events".to_owned(),
        "strategies" if key == scenario.strategy => {
            let name = if scenario.strategy_name.is_empty() { key } else { &scenario.strategy_name };
            format!("The strategy of this run: {name}")
        }
        "strategies" => "Other strategies".to_owned(),
        _ => "The home country".to_owned(),
    }
}

fn table(name: &str, rows: &[&InputRow], day: Date) -> Table {
    Table::new(
        format!("{name}: every input, with what it rests on"),
        ["Input", "As written", "5% to 95%", "Source", "Confidence", "Set in"],
        rows.iter().map(|row| input_cells(row, day)),
    )
}

fn input_cells(row: &InputRow, day: Date) -> Vec<Cell> {
    let range = if row.p5 == row.p95 { String::new() } else { format!("{} to {}", row.p5, row.p95) };
    let hindsight = find_hindsight(row, day).map(|(id, of)| format!("{HINDSIGHT}: {id} is of {of}"));
    let idle = Some(row.idle.clone()).filter(|why| !why.is_empty());
    let remarks = [idle, hindsight, Some(row.note.clone()).filter(|note| !note.is_empty())];
    let remarks = remarks.into_iter().flatten().collect::<Vec<_>>().join("; ");
    // As `check` does: the file, without the folders above it.
    let file = row.origin.rsplit(['/', '\\']).next().unwrap_or(&row.origin);
    vec![
        Cell::path(&*row.path),
        Cell::text(&*row.written).with_detail(&*row.family),
        Cell::text(range),
        Cell::text(&*row.source).with_detail(remarks),
        Cell::text(describe_confidence(&row.confidence)),
        Cell::text(file),
    ]
}

/// The facts that inputs cite, each once, in the order of their ids.
fn list_sources(rows: &[InputRow]) -> Vec<&'static Fact> {
    let mut facts: Vec<&Fact> =
        rows.iter().flat_map(|row| find_facts(&row.source).chain(find_facts(&row.note))).collect();
    facts.sort_by(|a, b| a.id.cmp(&b.id));
    facts.dedup_by(|a, b| a.id == b.id);
    facts
}

fn render_sources(rows: &[InputRow]) -> Markup {
    let facts = list_sources(rows);
    html! { @if !facts.is_empty() {
        h3 { "Sources" }
        ul.sources { @for fact in facts { li dir="auto" {
            b { (fact.id) } " " (clean(&fact.title))
            @if fact.address.starts_with("https://") { " · " a href=(fact.address) rel="noreferrer" { (shorten_address(&fact.address)) } }
            @if !fact.confidence.trim().to_lowercase().starts_with("assum") { " · " (describe_confidence(&fact.confidence)) }
        } } }
    } }
}

/// An address without what every address has.
fn shorten_address(address: &str) -> &str {
    address.trim_start_matches("https://").trim_start_matches("www.").trim_end_matches('/')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::sample;

    fn row(path: &str, source: &str, p95: &str) -> InputRow {
        InputRow {
            path: path.to_owned(),
            source: source.to_owned(),
            p5: "1".to_owned(),
            p95: p95.to_owned(),
            ..InputRow::default()
        }
    }

    #[test]
    fn inputs_stand_under_what_they_are_about_and_sources_in_full() {
        let mut summary = sample::summary();
        summary.scenario.strategy = "sell".to_owned();
        let rows = [
            InputRow {
                idle: "of strategies that are not in force".to_owned(),
                ..row("strategies.wait.reserve", "assumption", "2")
            },
            row("markets.us.arpu", "U001 and U002", "2"),
            row("company.discount_rate", "assumption", "2"),
            row("markets.us.users", "U001", "1"),
        ];
        let groups: Vec<(String, usize)> = group_inputs(&summary.scenario, &summary, &rows)
            .into_iter()
            .map(|(name, rows)| (name, rows.len()))
            .collect();
        let of = |name: &str, count: usize| (name.to_owned(), count);
        assert_eq!(groups, [of("United States", 2), of("The company", 1), of(IDLE, 1)]);
        let page = inputs(&summary, &rows, &html! {}).into_string();
        assert_eq!(page.matches("<b>U001</b>").count(), 1, "{page}");
        assert!(page.contains("CNBC") && page.contains("href=\"https://www.cnbc.com/"), "{page}");
        assert!(page.contains("Of 2 uncertain inputs"), "{page}");
    }

    /// E047 is of 18 January 2025, E014 of 6 August 2020; the sample looks ahead from 3 August 2020.
    #[test]
    fn what_cites_later_facts_is_marked_with_the_first() {
        let summary = sample::summary();
        let known = [
            row("markets.us.arpu", "assumption", "2"),
            InputRow { origin: "default".to_owned(), ..row("deal.wait", "E047", "1") },
        ];
        let page = |rows: &[InputRow]| inputs(&summary, rows, &html! {}).into_string();
        assert!(!page(&known).contains(HINDSIGHT), "{}", page(&known));
        let later =
            [row("structure.delay", "assumption, E047", "2"), row("markets.us.arpu", "E014", "2"), known[0].clone()];
        assert!(page(&later).contains("2 inputs cite facts from after 3 Aug 2020"), "{}", page(&later));
        assert_eq!(page(&later).matches("hindsight: E0").count(), 2);
        assert!(page(&later).contains("hindsight: E047 is of 2025-01-18"), "{}", page(&later));
    }

    #[test]
    fn a_note_says_that_inputs_were_drawn_as_asked_for_only_where_they_were() {
        let mut summary = sample::summary();
        let rows = [row("markets.us.arpu", "assumption", "2")];
        summary.inputs.values_mut().for_each(|f| f.drawn_below = f.asked_below);
        let page = |summary: &Summary| inputs(summary, &rows, &html! { "CHART" }).into_string();
        assert!(page(&summary).contains("drawn as asked for") && !page(&summary).contains("CHART"));
        summary.inputs.values_mut().for_each(|f| f.drawn_below[2] = 0.2);
        assert!(!page(&summary).contains("drawn as asked for") && page(&summary).contains("CHART"));
    }
}
