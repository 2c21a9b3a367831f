//! The report: one page that holds everything, asks nothing of any other place, and can be mailed.

mod doubts;
mod explore;
mod fans;
mod figures;
mod inputs;
mod limits;
mod pointer;
mod pointers;
mod results;
mod shell;
mod stories;
mod tables;

use maud::html;

use crate::analysis::{Estimate, PageRows, StudiedScenario, Summary};
use crate::charts::Chart;
use crate::text::numbers::{self, Figure, count, is_constant, write_row};

use super::columns::RowFiles;
use super::inputs::InputRow;
use super::narrative::{describe_goal, findings, home, mean};
use fans::Fans;

pub(super) use figures::{render_charts, render_switch};
pub(super) use shell::{Page, Section};

/// Charts that stand where their question is asked, rather than with the others.
const APART: [&str; 2] = ["convergence", "inputs"];

/// The page of a run whose simulations stand in the files `rows`.
pub(super) fn page(
    (summary, page_rows): (&Summary, Option<&PageRows>),
    inputs: &[InputRow],
    rows: RowFiles,
    charts: &[Chart],
) -> Page {
    let (fans, others) = Fans::among(charts);
    let shared = others.iter().copied().filter(|c| !APART.contains(&c.name.as_str()));
    let apart = |name: &str| render_charts(others.iter().copied().filter(|c| c.name == name));
    let mut sections = vec![
        Section::new("first", "What to look at first", pointers::pointers(summary, inputs, &fans, charts)),
        Section::of_charts(shared),
        Section::new("markets", "Users, market by market", fans.markup(summary)),
    ];
    sections.extend(page_rows.and_then(|rows| explore::section(summary, rows)));
    if !summary.stories.is_empty() {
        sections.push(Section::new("stories", "Single simulations, day by day", stories::stories(summary)));
    }
    sections.extend([
        Section::of_tables(&results::tables(summary)),
        Section::new("inputs", "Inputs", self::inputs::inputs(summary, inputs, &apart("inputs"))),
        Section::new("limits", "What the model leaves out", limits::limits(summary, inputs)),
    ]);
    let s = &summary.scenario;
    let question = Some((String::new(), s.question.clone())).filter(|(_, question)| !question.is_empty());
    Page {
        title: s.title.clone(),
        version: summary.version.clone(),
        questions: question.into_iter().collect(),
        scope: format!(
            "Scenario {}, strategy {}, {} to {}, {} simulations",
            s.name,
            s.strategy,
            numbers::day(s.start),
            numbers::day(s.end),
            count(summary.replications)
        ),
        key: key_figures(summary),
        findings: findings(summary),
        warnings: summary.warnings.clone(),
        sections,
        provenance: provenance(summary, rows),
        files: files(rows, page_rows),
        end: Some(html! { (apart("convergence")) }),
        ..Page::default()
    }
}

fn key_figures(summary: &Summary) -> Vec<[String; 3]> {
    let value = ("Value".to_owned(), &summary.value);
    let baseline = |estimate| ("With no government action".to_owned(), estimate);
    let cards = match home(summary) {
        Some(home) => vec![
            (format!("Value outside {home}"), &summary.value_abroad),
            baseline(&summary.baseline_value_abroad),
            value,
        ],
        None => vec![value, baseline(&summary.baseline_value)],
    };
    let loss = ("Loss to government action".to_owned(), &summary.loss);
    cards.into_iter().chain([loss]).map(|(word, estimate)| key_figure(word, estimate)).collect()
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
    let rows = match (rows.csv, rows.parquet) {
        (true, true) => "",
        (true, false) => " --rows csv",
        (false, true) => " --rows parquet",
        (false, false) => " --rows none",
    };
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
    let of_rows = [(rows.csv, "outcomes.csv"), (rows.parquet, "outcomes.parquet")];
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
