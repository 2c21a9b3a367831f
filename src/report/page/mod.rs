//! The report: one page that holds everything, asks nothing of any other place, and can be mailed.

mod doubts;
mod drivers;
mod explore;
mod fans;
mod figures;
mod inputs;
mod limits;
mod parts;
mod results;
mod shell;
mod stories;
mod tables;

use maud::{Markup, html};

use crate::analysis::{Estimate, PageRows, StudiedScenario, Summary};
use crate::charts::Chart;
use crate::text::clean::clean;
use crate::text::numbers::{Figure, count, is_constant, write_row};

use super::board::{Board, describe_origin, describe_scope, list_further_warnings};
use super::columns::RowFiles;
use super::decision::describe_world;
use super::narrative::{Finding, Topic, describe_goal, list_findings, mean};
use super::warnings::mark_code;
use super::words::keep_together;
use fans::Fans;

pub(super) use doubts::{describe_doubts, describe_main_doubts};
pub(super) use drivers::name_foremost_drivers;
pub(super) use figures::render_charts;
pub(in crate::report) use limits::occurs;
pub(super) use shell::{Page, Section};

/// Where the charts of a run stand, by the beginnings of their names; all others are about markets.
const OUTCOMES: [&str; 3] = ["value", "outcomes", "sale-prices"];
/// Those that say more than a board asks.
const MORE: [&str; 3] = ["loss-exceedance", "sale-terms", "users-below-half"];
/// Those that only an expert asks for.
const METHOD: [&str; 2] = ["convergence", "inputs"];

/// Drivers that a board sees.
const FEW_DRIVERS: usize = 5;
/// All markets side by side, which the page shows one at a time.
const ALL_MARKETS: &str = "retention";

/// The page of a run whose simulations stand in the files `rows`.
pub(super) fn page(board: &Board<'_>, page_rows: Option<&PageRows>, rows: RowFiles, charts: &[Chart]) -> Page {
    let Board { summary, inputs, .. } = *board;
    let mut sections = list_sections(board, charts);
    let named = |name: &str| render_charts(charts.iter().filter(|c| c.name == name));
    sections.extend(page_rows.and_then(|rows| explore::section(summary, rows)));
    let more: Vec<&Chart> = charts.iter().filter(|c| MORE.contains(&c.name.as_str())).collect();
    if !more.is_empty() {
        sections.push(Section::new("charts", "Annex: more charts", render_charts(more)));
    }
    sections.extend([
        Section::new("tables", "Annex: all figures", results::render_tables(summary)),
        Section::new(
            "precision",
            "Annex: method and precision",
            html! {
                (render_findings(summary, Topic::Precision))
                (render_further_warnings(summary))
                (named("convergence"))
                (limits::render_method(summary))
            },
        ),
        Section::new("inputs", "Annex: inputs and sources", self::inputs::inputs(summary, inputs, &named("inputs"))),
    ]);
    Page {
        provenance_heading: "Annex: provenance",
        sections,
        provenance: provenance(summary, rows),
        files: files(rows, page_rows),
        ..front(board)
    }
}

/// The page that prints on four sheets: the answer, what stands behind it, and what the model leaves out.
pub(super) fn board_page(board: &Board<'_>, charts: &[Chart]) -> Page {
    let summary = board.summary;
    let shown = |names: &[&str]| render_charts(charts.iter().filter(|c| names.contains(&c.name.as_str())));
    let mut sections = vec![
        Section::new("answer", "The answer", board.render()),
        Section::new(
            "outcomes",
            "How it may end",
            html! {
                (render_headlines(summary, Topic::Outcome))
                (shown(&["value", "outcomes"]))
            },
        ),
        Section::new(
            "markets",
            "Where value is lost",
            html! {
                (render_headlines(summary, Topic::Markets))
                (shown(&["bridge", "access"]))
            },
        ),
    ];
    let last = html! {
        @if let Some(drivers) = drivers::render_drivers(summary, FEW_DRIVERS) { (drivers) }
        h3 { "What the model leaves out" }
        (limits::limits(summary, board.inputs))
    };
    sections.push(Section::new("limits", "What it depends on and leaves out", last));
    Page {
        is_board: true,
        provenance_heading: "Provenance",
        sections,
        provenance: vec![(
            "Scenario".to_owned(),
            format!("{}, digest `{}`, seed {}", summary.scenario.name, summary.scenario.digest, summary.seed),
        )],
        ..front(board)
    }
}

/// What stands above the sections.
fn front(board: &Board<'_>) -> Page {
    let summary = board.summary;
    let s = &summary.scenario;
    let question = Some((String::new(), s.question.clone())).filter(|(_, question)| !question.is_empty());
    let scope = [describe_scope(board), describe_origin(s)];
    Page {
        title: s.title.clone(),
        headline: board.write_headline(),
        version: summary.version.clone(),
        questions: question.into_iter().collect(),
        scope: scope.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · "),
        ..Page::default()
    }
}

/// The sections before the annexes.
fn list_sections(board: &Board<'_>, charts: &[Chart]) -> Vec<Section> {
    let summary = board.summary;
    let (fans, others) = Fans::among(charts);
    let is_of_outcomes = |c: &&Chart| OUTCOMES.contains(&c.name.as_str());
    let elsewhere =
        |name: &str| [&OUTCOMES[..], &MORE, &METHOD, &[ALL_MARKETS]].iter().any(|list| list.contains(&name));
    let is_of_markets = |c: &&Chart| !elsewhere(&c.name);
    let mut sections = vec![Section::new("answer", "The answer", board.render())];
    sections.extend(render_decision(board).map(|body| Section::new("decision", "What the owner can do", body)));
    sections.push(Section::new(
        "outcomes",
        "How it may end",
        html! {
            (render_findings(summary, Topic::Loss))
            (render_findings(summary, Topic::Outcome))
            (render_charts(others.iter().copied().filter(is_of_outcomes)))
        },
    ));
    sections.push(Section::new(
        "markets",
        "Market by market",
        html! {
            (render_findings(summary, Topic::Markets))
            (render_charts(others.iter().copied().filter(is_of_markets)))
            (parts::render_parts(summary))
            (fans.markup(summary))
        },
    ));
    if !summary.stories.is_empty() {
        sections.push(Section::new("stories", "Three histories, told", stories::stories(summary)));
    }
    sections.extend(
        drivers::render_drivers(summary, usize::MAX).map(|body| Section::new("drivers", "What value depends on", body)),
    );
    sections.push(Section::new("limits", "What the model leaves out", limits::limits(summary, board.inputs)));
    sections
}

/// What `decide` found in this world.
fn render_decision(board: &Board<'_>) -> Option<Markup> {
    let (decision, world) = board.find_world()?;
    Some(render_list(&describe_world(decision, world)))
}

fn render_findings(summary: &Summary, topic: Topic) -> Markup {
    let found: Vec<Finding> = find_about(summary, topic);
    render_list(&found)
}

/// The points alone.
fn render_headlines(summary: &Summary, topic: Topic) -> Markup {
    html! { ul.points { @for finding in find_about(summary, topic) { li dir="auto" { (keep_together(&clean(&finding.headline))) } } } }
}

/// What to bear in mind, of that what has no place on the first page.
fn render_further_warnings(summary: &Summary) -> Markup {
    let further = list_further_warnings(summary);
    html! { @if !further.is_empty() {
        p { "To bear in mind besides:" }
        ul.limits { @for warning in further { li dir="auto" { (mark_code(&clean(warning))) } } }
    } }
}

fn find_about(summary: &Summary, topic: Topic) -> Vec<Finding> {
    list_findings(summary).into_iter().filter(|(of, _)| *of == topic).map(|(_, finding)| finding).collect()
}

fn render_list(found: &[Finding]) -> Markup {
    html! { @if !found.is_empty() { ul.findings { @for Finding { headline, detail } in found { li dir="auto" {
        b { (keep_together(&clean(headline))) }
        @if !detail.is_empty() { p { (keep_together(&clean(detail))) } }
    } } } } }
}

/// What, its mean, and its range where it has one.
pub(super) fn key_figure(word: String, estimate: &Estimate) -> [String; 3] {
    let [low, high] = write_row(estimate, [Figure::P5, Figure::P95]);
    let range = if is_constant(estimate) { String::new() } else { format!("{low} to {high} (5–95%)") };
    [word, mean(estimate), range]
}

/// Which scenario a study is of, as a line of its provenance.
pub(super) fn describe_scenario(scenario: &StudiedScenario) -> (String, String) {
    let StudiedScenario { name, digest, strategy, .. } = scenario;
    ("Scenario".to_owned(), format!("{name}, digest `{digest}`, strategy {strategy}"))
}

/// What is needed to get the same bytes again.
fn provenance(summary: &Summary, rows: RowFiles) -> Vec<(String, String)> {
    let rows = if rows == RowFiles::BOTH { String::new() } else { format!(" --rows {}", rows.write_argument()) };
    let drawn =
        format!("seed {}, design {}, {} replications", summary.seed, summary.design, count(summary.replications));
    let repeat = format!(
        "in the folder of this report: `marketgate run run.toml{rows}`. The file holds the resolved scenario and the seed; with the \
         same version the results are the same to the byte."
    );
    let scenario = format!("{}, digest `{}`", summary.scenario.name, summary.scenario.digest);
    let mut lines = vec![("Scenario", scenario), ("Random numbers", drawn)];
    lines.extend(describe_goal(summary).map(|wanted| ("Precision asked for", wanted)));
    lines.push(("To repeat", repeat));
    lines.into_iter().map(|(what, text)| (what.to_owned(), text)).collect()
}

fn files(rows: RowFiles, page_rows: Option<&PageRows>) -> Vec<(&'static str, &'static str)> {
    let of_rows = [(rows.csv, "outcomes.csv"), (rows.parquet, "outcomes.parquet"), (rows.parts, "outcomes")];
    let of_rows = of_rows.into_iter().filter(|(is_there, _)| *is_there).map(|(_, name)| (name, "one row a simulation"));
    let mut files = vec![("summary.json", "every figure")];
    files.extend(of_rows);
    files.extend(page_rows.map(|_| explore::FILE));
    files.extend([
        ("fans.csv", "quantiles by date"),
        ("markets.csv", "figures by market"),
        ("inputs.csv", "the table of inputs"),
        ("workbook.xlsx", "the tables for spreadsheets"),
    ]);
    files
}
