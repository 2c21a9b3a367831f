//! How the forecast of one question moved as news arrived: the same case on several days.

use super::of_cases;
use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::analysis::hindcast::{CaseQuestion, HindcastCase, Hindcasts};
use crate::charts::canvas::{Anchor, Type};
use crate::charts::legend::ring;
use crate::charts::panel::{Panel, panels};
use crate::charts::scale::Time;
use crate::charts::sheet::Sheet;
use crate::charts::style::{INK, PAPER, SIDES, SMALL};
use crate::charts::{Cell, Chart, Table};
use crate::text::clean::clean;
use crate::text::numbers::{day, percent, whole_percent};

/// Most questions that are drawn; the table has all.
const MOST: usize = 4;

/// A question on several days.
struct Path {
    /// What is asked, of which story, and what happened.
    name: String,
    market: String,
    outcome: Option<bool>,
    points: Vec<(Date, f64)>,
    /// Forecasts by others.
    others: Vec<(Date, f64)>,
}

/// The chart, where a question was asked on two days at least.
pub(super) fn chart(of: &Hindcasts) -> Option<Chart> {
    let mut paths = list_paths(of);
    paths.sort_by_key(|path| std::cmp::Reverse(path.points.len()));
    if paths.is_empty() {
        return None;
    }
    let drawn = &paths[..paths.len().min(MOST)];
    let sheet = Sheet {
        name: "forecasts-over-time".to_owned(),
        title: "How forecasts moved as news arrived".to_owned(),
        subtitle: format!(
            "Probability of yes by the day of what was known, %; behind each question what happened. {} of {} questions that were asked on \
             several days{}",
            drawn.len(),
            paths.len(),
            if paths.iter().any(|path| !path.others.is_empty()) { "; rings: forecasts by others" } else { "" }
        ),
        kind: "Small lines of probabilities over time".to_owned(),
        spoken: drawn.iter().map(describe).collect(),
        table: table(&paths),
        origin: of_cases(of),
    };
    Some(sheet.chart(|frame| {
        let canvas = &mut frame.canvas;
        // On a phone one below the other, so that their names fit.
        let ends = canvas.format.pick(30.0, 60.0);
        let places = panels(canvas.format, drawn.len(), frame.top, false, ends);
        let mut bottom = frame.top;
        for (panel, path) in places.iter().zip(drawn) {
            draw_path(canvas, *panel, path);
            bottom = panel.below();
        }
        bottom
    }))
}

fn draw_path(canvas: &mut crate::charts::canvas::Canvas, panel: Panel, path: &Path) {
    panel.heading(canvas, &path.name);
    let y = panel.upwards(canvas, &[0.0, 0.25, 0.5, 0.75, 1.0], false, |share| percent(share, 0.01));
    let all = || path.points.iter().chain(&path.others).map(|(date, _)| *date);
    let (Some(first), Some(last)) = (all().min(), all().max()) else { return };
    let x = Time::new(first, last, (panel.left, panel.right));
    panel.dates(canvas, x);
    let points: Vec<(f64, f64)> = path.points.iter().map(|(date, share)| (x.at(*date), y.at(*share))).collect();
    canvas.line(points.clone(), SIDES[0], 2.0);
    points.iter().for_each(|at| canvas.dot(*at, 3.0, SIDES[0]));
    path.others.iter().for_each(|(date, share)| ring(canvas, (x.at(*date), y.at(*share)), 3.6, (SIDES[2], PAPER)));
    if let Some((at, (_, share))) = points.last().zip(path.points.last()) {
        let style = Type::new(SMALL, INK).anchored(Anchor::Start);
        canvas.text((at.0 + 5.0, at.1 + 4.0), whole_percent(*share), style);
    }
}

/// Questions of the same case, market, kind and day, by when they were asked.
fn list_paths(of: &Hindcasts) -> Vec<Path> {
    type Asked<'h> = (&'h HindcastCase, &'h CaseQuestion);
    let mut asked: BTreeMap<(String, String, &'static str, Date), Vec<Asked>> = BTreeMap::new();
    for case in &of.cases {
        for question in &case.questions {
            let key = (case.story.clone(), question.market.clone(), question.kind.name(), question.by);
            asked.entry(key).or_default().push((case, question));
        }
    }
    let path = |((_, market, kind, by), asked): ((String, String, &str, Date), Vec<Asked>)| {
        let mut points: Vec<(Date, f64)> =
            asked.iter().map(|(case, question)| (case.as_of, question.probability)).collect();
        points.sort_by_key(|point| point.0);
        points.dedup_by_key(|point| point.0);
        let is_of = |other: &crate::analysis::hindcast::OtherForecast| {
            asked.iter().any(|(case, question)| other.question == format!("{}.{}", case.name, question.key))
        };
        let others =
            of.others.iter().filter(|other| is_of(other)).map(|other| (other.date, other.probability)).collect();
        (points.len() > 1).then(|| Path {
            name: format!(
                "{} {}, {}: {}",
                name_kind(kind),
                day(by),
                asked[0].0.story,
                name_outcome(asked[0].1.outcome)
            ),
            market: clean(&market),
            outcome: asked[0].1.outcome,
            points,
            others,
        })
    };
    asked.into_iter().filter_map(path).collect()
}

/// What happened in a word.
const fn name_outcome(outcome: Option<bool>) -> &'static str {
    match outcome {
        Some(true) => "yes",
        Some(false) => "no",
        None => "not known yet",
    }
}

/// A kind of question in a word.
fn name_kind(kind: &str) -> &'static str {
    match kind {
        "legal" => "Order in force on",
        "access" => "Banned on",
        "store" => "Out of stores on",
        "sale_announced" => "Sale signed by",
        _ => "Sold by",
    }
}

fn describe(path: &Path) -> String {
    let shares: Vec<String> =
        path.points.iter().map(|(date, share)| format!("{} on {}", whole_percent(*share), day(*date))).collect();
    format!("{}: {}", path.name, shares.join(", "))
}

fn table(paths: &[Path]) -> Table {
    let rows = paths.iter().flat_map(|path| {
        path.points.iter().map(|(date, share)| {
            vec![
                Cell::text(path.name.clone()),
                Cell::text(path.market.clone()),
                Cell::text(day(*date)),
                Cell::figure(percent(*share, 0.001), *share),
                Cell::text(name_outcome(path.outcome)),
            ]
        })
    });
    Table::new(
        "Probability of yes by the day of what was known",
        ["Question", "Market", "Known until", "Forecast", "Happened"],
        rows,
    )
}
