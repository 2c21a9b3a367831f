//! The results of hindcasts: how good forecasts were, a page, and tables for scripts.

use super::words::skill_range;
use crate::analysis::hindcast::{CaseQuestion, HINDCAST_FORMAT, HindcastCase, Hindcasts, Scored};
use crate::analysis::statistics::EstimateRange;
use crate::charts::{self, Chart, ChartError};
use crate::report::method::write_method;
use crate::report::narrative::Finding;
use crate::report::page::{Page, Section};
use crate::report::study::Study;
use crate::scenario::QuestionKind;
use crate::table::{Cell, Table};
use crate::text::clean::clean;
use crate::text::numbers::{count, day, number, number_range, percent, whole_percent};

/// Columns of scores that a page shows.
const LEADING: usize = 6;
/// Questions that are told as surprises.
const TOLD: usize = 8;
/// Least distance of a forecast from what happened that is a surprise.
const SURPRISE: f64 = 0.8;

impl Study for Hindcasts {
    const SAVED: &'static str = "hindcasts.json";
    const FORMAT: &'static str = HINDCAST_FORMAT;

    fn charts(&self) -> Result<Vec<Chart>, ChartError> {
        Ok(charts::history::hindcasts(self))
    }

    fn page(&self, charts: &[Chart]) -> Page {
        page(self, charts)
    }

    fn tables(&self) -> Vec<(&'static str, Table)> {
        vec![("questions.csv", questions_table(self)), ("scores.csv", scores_table(self))]
    }
}

fn page(of: &Hindcasts, charts: &[Chart]) -> Page {
    let mut tables = vec![("Scores".to_owned(), leading_scores(of)), ("Surprises".to_owned(), surprises_table(of))];
    tables.extend(reweighted_table(of).map(|table| ("Weighed to forecasts by others".to_owned(), table)));
    tables.push(("Every question".to_owned(), questions_table(of)));
    let questions: usize = of.cases.iter().map(|case| case.questions.len()).sum();
    let unfitted: Vec<&HindcastCase> = of.cases.iter().filter(|case| case.fitted_inputs == 0).collect();
    let warnings = (!unfitted.is_empty()).then(|| {
        format!(
            "In {} of {} files no prior is fitted to what was known; their ranges are the author's, who knew what happened.",
            unfitted.len(),
            of.cases.len()
        )
    });
    Page {
        title: "Forecasts held against what happened".to_owned(),
        version: of.version.clone(),
        scope: format!(
            "{} forecasts, {} questions, {} simulations each",
            of.cases.len(),
            questions,
            count(of.replications)
        ),
        findings: findings(of),
        warnings: warnings.into_iter().collect(),
        method: write_method(&["hindcasts"], &[]),
        provenance: vec![(
            "Random numbers".to_owned(),
            format!("seed {}, {} simulations of each case", of.seed, count(of.replications)),
        )],
        files: vec![
            ("questions.csv", "every question with its forecast, base rate and what happened"),
            ("scores.csv", "scores in all and by kind of question"),
            ("hindcasts.json", "every figure"),
        ],
        sections: vec![Section::of_charts(charts), Section::of_tables(&tables)],
        ..Page::default()
    }
}

fn findings(of: &Hindcasts) -> Vec<Finding> {
    let all = of.scores.iter().find(|scored| scored.kind.is_none());
    let by_kind = of.scores.iter().filter(|scored| scored.kind.is_some()).map(describe_kind);
    let fitted = of.fitted_only.as_ref().map(describe_fitted);
    all.map(describe_all).into_iter().chain(fitted).chain(describe_surprises(of)).chain(by_kind).collect()
}

/// The same for files with fitted priors alone.
fn describe_fitted(scored: &Scored) -> Finding {
    let skill = scored.skill.map_or_else(String::new, |skill| format!(": skill {}", skill_range(skill)));
    Finding::new(
        format!(
            "Where priors are fitted to what was known, {} questions of {} cases{skill}.",
            scored.questions, scored.cases
        ),
        format!(
            "Brier score {} against {} of the same base rates.",
            number_range(scored.brier, 0.001),
            number_range(scored.base_brier, 0.001)
        ),
    )
}

fn describe_all(scored: &Scored) -> Finding {
    let verdict = match scored.skill {
        Some(skill) if skill.low > 0.0 => "better than the base rate",
        Some(skill) if skill.high < 0.0 => "worse than the base rate",
        _ => "not told apart from the base rate",
    };
    let skill = scored.skill.map_or_else(String::new, |skill| format!(": skill {}", skill_range(skill)));
    Finding::new(
        format!("Over {} questions of {} cases the forecasts are {verdict}{skill}.", scored.questions, scored.cases),
        format!(
            "Brier score {} against {} of the base rate, which is how often such questions were answered yes in the other cases; log score {} \
             against {}. Each case counts once. A forecaster who always says 50% earns 0.25 and 0.69.",
            number_range(scored.brier, 0.001),
            number_range(scored.base_brier, 0.001),
            number_range(scored.log, 0.01),
            number_range(scored.base_log, 0.01)
        ),
    )
}

fn describe_kind(scored: &Scored) -> Finding {
    let name = scored.kind.map_or("all", name_kind);
    let asked = format!("{name}: {} questions of {} cases", scored.questions, scored.cases);
    match scored.skill {
        Some(skill) => Finding::new(
            format!("{asked}, skill {}.", skill_range(skill)),
            format!(
                "Brier score {} against {}.",
                number_range(scored.brier, 0.001),
                number_range(scored.base_brier, 0.001)
            ),
        ),
        None => Finding::new(
            format!("{asked}: too few cases for a skill."),
            format!(
                "Brier score {} against {}.",
                number(scored.brier.estimate, 0.001),
                number(scored.base_brier.estimate, 0.001)
            ),
        ),
    }
}

fn describe_surprises(of: &Hindcasts) -> Option<Finding> {
    let found = list_surprises(of);
    let worst = found.first()?;
    let mut cases: Vec<&str> = found.iter().map(|(case, _)| case.cluster.as_str()).collect();
    cases.sort_unstable();
    cases.dedup();
    let cases = if cases.len() == 1 { "one case".to_owned() } else { format!("{} cases", cases.len()) };
    Some(Finding::new(
        format!(
            "{} forecasts of {cases} surprised the model: what happened was given less than {}.",
            found.len(),
            whole_percent(1.0 - SURPRISE)
        ),
        format!("The greatest: {}.", describe_question(worst.0, worst.1)),
    ))
}

/// Questions whose answer was given little chance, the least first.
fn list_surprises(of: &Hindcasts) -> Vec<(&HindcastCase, &CaseQuestion)> {
    let all = of.cases.iter().flat_map(|case| case.questions.iter().map(move |question| (case, question)));
    let miss = |question: &CaseQuestion| {
        question.outcome.map_or(0.0, |outcome| (question.probability - f64::from(u8::from(outcome))).abs())
    };
    let mut found: Vec<_> = all.filter(|(_, question)| miss(question) > SURPRISE).collect();
    found.sort_by(|a, b| miss(b.1).total_cmp(&miss(a.1)));
    found
}

fn describe_question(case: &HindcastCase, question: &CaseQuestion) -> String {
    let outcome = if question.outcome == Some(true) { "it was so" } else { "it was not" };
    format!(
        "{}: {} {} {}, given {}, {outcome}",
        clean(&case.name),
        name_kind(question.kind).to_lowercase(),
        if is_by(question.kind) { "by" } else { "on" },
        day(question.by),
        whole_percent(question.probability)
    )
}

const fn is_by(kind: QuestionKind) -> bool {
    matches!(kind, QuestionKind::SaleAnnounced | QuestionKind::SaleClosed)
}

/// A kind of question for people.
const fn name_kind(kind: QuestionKind) -> &'static str {
    match kind {
        QuestionKind::Legal => "An order, restriction or ban in force",
        QuestionKind::Access => "Banned",
        QuestionKind::Store => "Out of the stores or banned",
        QuestionKind::SaleAnnounced => "A sale signed",
        QuestionKind::SaleClosed => "Sold or restructured",
    }
}

fn scores_table(of: &Hindcasts) -> Table {
    let cell = |of: EstimateRange, place: f64| Cell::figure(number_range(of, place), of.estimate);
    let rows = of.scores.iter().map(|scored| {
        vec![
            Cell::text(scored.kind.map_or("All questions", name_kind)),
            Cell::figure(count(scored.questions as u64), scored.questions as f64),
            Cell::figure(count(scored.cases as u64), scored.cases as f64),
            cell(scored.brier, 0.001),
            cell(scored.base_brier, 0.001),
            scored.skill.map_or(Cell::MISSING, |skill| cell(skill, 0.01)),
            cell(scored.log, 0.01),
            cell(scored.base_log, 0.01),
        ]
    });
    Table::new(
        "Brier and log scores (lower is better), each case counting once, with 95% intervals by case",
        ["Questions", "Number", "Cases", "Brier", "Base rate", "Skill", "Log", "Base rate (log)"],
        rows,
    )
}

/// The scores that fit a page: those of the logarithm stand in the file of scores.
fn leading_scores(of: &Hindcasts) -> Table {
    let mut table = scores_table(of);
    table.columns.truncate(LEADING);
    table.rows.iter_mut().for_each(|row| row.truncate(LEADING));
    table
}

/// Questions of cases that are weighed to what others hold; none where none are.
fn reweighted_table(of: &Hindcasts) -> Option<Table> {
    let cases = of.cases.iter().filter_map(|case| Some((case, case.effective?)));
    let rows: Vec<Vec<Cell>> = cases
        .flat_map(|(case, effective)| {
            case.questions.iter().map(move |question| {
                let other = |p: f64| Cell::figure(percent(p, 0.001), p);
                vec![
                    Cell::text(clean(&case.name)),
                    Cell::text(clean(&question.key)),
                    other(question.probability),
                    question.reweighted.map_or(Cell::MISSING, other),
                    Cell::figure(count(effective as u64), effective),
                ]
            })
        })
        .collect();
    (!rows.is_empty()).then(|| {
        Table::new(
            "Simulations weighed so that questions have the chances that others gave them last, and what becomes of the other questions",
            ["File", "Question", "Forecast", "Weighed", "Simulations it is worth"],
            rows,
        )
    })
}

fn surprises_table(of: &Hindcasts) -> Table {
    let rows = list_surprises(of).into_iter().take(TOLD).map(|(case, question)| row(case, question));
    Table::new("What happened although it was given little chance, the least first", HEADS, rows)
}

fn questions_table(of: &Hindcasts) -> Table {
    let all = of.cases.iter().flat_map(|case| case.questions.iter().map(move |question| row(case, question)));
    Table::new("Every question, by day of what was known", HEADS, all)
}

const HEADS: [&str; 9] =
    ["File", "Known until", "Question", "Market", "Kind", "Day", "Forecast", "Base rate", "Happened"];

fn row(case: &HindcastCase, question: &CaseQuestion) -> Vec<Cell> {
    let outcome = match question.outcome {
        Some(true) => "yes",
        Some(false) => "no",
        None => "not known yet",
    };
    vec![
        Cell::text(clean(&case.name)),
        Cell::text(day(case.as_of)),
        Cell::text(clean(&question.key)),
        Cell::text(clean(&question.market)),
        Cell::text(name_kind(question.kind)),
        Cell::text(day(question.by)),
        Cell::figure(percent(question.probability, 0.001), question.probability),
        question.base_rate.map_or(Cell::MISSING, |share| Cell::figure(percent(share, 0.01), share)),
        Cell::text(outcome),
    ]
}
