//! The results of a discovery: its boxes as a table, a page, and what a terminal is told.

use super::ReportError;
use super::narrative::Finding;
use super::plain::{Plain, of_scenario};
use super::study::Study;
use super::tables::cell;
use super::words::join_list;
use crate::analysis::discovery::{DISCOVERY_FORMAT, Discovered, End, Limit, Range, Region, Significance, Variable};
use crate::charts::{self, Chart, ChartError};
use crate::csv_table::guard_formula;
use crate::quantity;
use crate::scenario::Scale;
use crate::text::numbers::{count, whole_percent};
use crate::text::paths;

impl Study for Discovered {
    const SAVED: &'static str = "discovery.json";
    const FORMAT: &'static str = DISCOVERY_FORMAT;

    fn format(&self) -> &str {
        &self.format
    }

    fn check(&self) -> Result<(), String> {
        let known = |region: &Region| region.limits.iter().all(|limit| fits(self, limit));
        let boxes = self.trajectory.boxes.iter().chain(&self.chosen).all(known);
        let judged = self.significance.iter().all(|s| s.variable < self.variables.len());
        let again = self.reproducibility.as_ref().is_none_or(|r| r.variables.len() == self.variables.len());
        if boxes && judged && again { Ok(()) } else { Err("its boxes are not of its variables".to_owned()) }
    }

    fn charts(&self) -> Result<Vec<Chart>, ChartError> {
        charts::boxes::discovery(self)
    }

    fn page(&self, charts: &[Chart]) -> String {
        plain(self).page(charts)
    }

    fn tables(&self) -> Result<Vec<(&'static str, Vec<u8>)>, ReportError> {
        Ok(vec![("boxes.csv", table(self)?)])
    }
}

fn fits(study: &Discovered, limit: &Limit) -> bool {
    let Some(variable) = study.variables.get(limit.variable) else { return false };
    match &limit.range {
        Range::Number { .. } => variable.names.is_empty(),
        Range::Category { kept } => kept.iter().all(|&code| (code as usize) < variable.names.len()),
    }
}

/// What a terminal is told.
pub fn discovery_terminal(study: &Discovered) -> String {
    plain(study).terminal()
}

fn plain(study: &Discovered) -> Plain {
    let scenario = &study.scenario;
    Plain {
        title: format!("{}: where {}", scenario.title, study.condition),
        version: study.version.clone(),
        head: vec![format!(
            "{} of {} histories ({}), searched by {} variables",
            count(study.hits),
            count(study.rows),
            whole_percent(study.hits as f64 / study.rows.max(1) as f64),
            study.variables.len()
        )],
        findings: findings(study),
        warnings: study.warnings.clone(),
        method: method(),
        provenance: vec![
            of_scenario(scenario),
            ("Random numbers".to_owned(), format!("seed {}, {} histories", study.seed, count(study.rows))),
            ("Condition".to_owned(), study.condition.clone()),
        ],
        beside: vec![
            ("boxes.csv", "every box on the way, with its limits"),
            ("discovery.json", "every figure"),
            ("charts/", "the charts"),
        ],
        ..Plain::default()
    }
}

fn findings(study: &Discovered) -> Vec<Finding> {
    let Some(region) = &study.chosen else {
        return vec![Finding {
            headline: format!("No limits set the histories apart in which {}.", study.condition),
            detail: "Of the boxes that the search went through none has limits beyond what chance explains within which the odds of it are half as great again as overall.".to_owned(),
        }];
    };
    let overall = study.hits as f64 / study.rows.max(1) as f64;
    let limits: Vec<String> = region.limits.iter().map(|limit| told(study, limit)).collect();
    let first = Finding {
        headline: format!(
            "{} of the histories in which {} lie where {}.",
            whole_percent(region.coverage),
            study.condition,
            join_list(&limits)
        ),
        detail: format!(
            "There it happens in {} of the histories, against {} overall; {} of all histories lie there ({}).",
            whole_percent(region.density),
            whole_percent(overall),
            whole_percent(region.mass),
            count(region.rows as u64)
        ),
    };
    let limits = region.limits.iter().map(|limit| sure(study, limit));
    std::iter::once(first).chain(limits).chain(others(study)).collect()
}

/// Other boxes on the way, among which the reader may choose: the widest of each density.
fn others(study: &Discovered) -> Option<Finding> {
    const DENSITIES: [f64; 5] = [0.9, 0.75, 0.6, 0.5, 0.4];
    let boxes = &study.trajectory.boxes;
    let widest = |density: &f64| {
        let overall = study.hits as f64 / study.rows.max(1) as f64;
        let dense = boxes.iter().enumerate().filter(|(_, r)| r.density >= *density && r.tells(overall));
        dense.max_by(|a, b| a.1.coverage.total_cmp(&b.1.coverage)).map(|(number, _)| number)
    };
    let mut numbers: Vec<usize> = DENSITIES.iter().filter_map(widest).collect();
    numbers.dedup();
    let told: Vec<String> = numbers
        .iter()
        .map(|&number| {
            let region = &boxes[number];
            let limits = region.restricted();
            format!(
                "{number}: coverage {}, density {}, {limits} limits",
                whole_percent(region.coverage),
                whole_percent(region.density)
            )
        })
        .collect();
    (!told.is_empty()).then(|| Finding {
        headline: "Other boxes on the way; --box N tells one of them, without limits that chance would give."
            .to_owned(),
        detail: format!("{}.", told.join("; ")),
    })
}

/// A limit in words.
fn told(study: &Discovered, limit: &Limit) -> String {
    let variable = &study.variables[limit.variable];
    let name = called(study, variable);
    let value = |value: f64| match variable.scale {
        Scale::Number(dimension) => quantity::format(value, dimension),
        Scale::Date | Scale::Words => value.to_string(),
    };
    match &limit.range {
        Range::Number { low: Some(low), high: Some(high) } => {
            format!("{name} is from {} to {}", value(*low), value(*high))
        }
        Range::Number { low: Some(low), high: None } => format!("{name} is at least {}", value(*low)),
        Range::Number { low: None, high: Some(high) } => format!("{name} is at most {}", value(*high)),
        Range::Number { low: None, high: None } => format!("{name} is anything"),
        Range::Category { kept } => {
            let names: Vec<&str> =
                kept.iter().filter_map(|&code| variable.names.get(code as usize)).map(String::as_str).collect();
            format!("{name} is {}", names.join(" or "))
        }
    }
}

/// A variable for people; outcomes keep their names.
fn called(study: &Discovered, variable: &Variable) -> String {
    let outcome = variable.name.rsplit_once('.').is_none_or(|(head, _)| study.scenario.markets.contains_key(head));
    if outcome { variable.name.clone() } else { paths::describe_input(&variable.name, &study.scenario) }
}

/// How sure a limit is.
fn sure(study: &Discovered, limit: &Limit) -> Finding {
    let judged = study.significance.iter().filter(|s| s.variable == limit.variable);
    let p: Vec<String> = judged.map(chance).collect();
    let again = study.reproducibility.as_ref().map(|found| {
        let halves = found.boxes.len();
        let share = found.variables[limit.variable];
        format!(
            "; {} of {halves} random halves of the histories lead to a limit on it",
            (share * halves as f64).round()
        )
    });
    Finding {
        headline: format!("{}.", super::words::capitalize(&told(study, limit))),
        detail: format!("{}{}.", p.join("; "), again.unwrap_or_default()),
    }
}

fn chance(judged: &Significance) -> String {
    let end = match judged.end {
        End::Low => "lower end",
        End::High => "upper end",
        End::Names => "choice",
    };
    let p = if judged.quasi_p < 0.0001 { "< 0.0001".to_owned() } else { format!("= {:.4}", judged.quasi_p) };
    format!("{end}: quasi-p {p}")
}

fn method() -> Vec<String> {
    [
        "PRIM (Friedman and Fisher 1999): a box that holds all histories is cut step by step; each cut takes away the 5% of the histories in it, at one end of one variable, that raise the share of \
         hits most for what they cost; then the box is widened again where that raises the share.",
        "Coverage is the share of all hits that lie in the box, density the share of hits in it. Limits that chance would give are dropped from every box on the way; of those within which the odds of a hit are half as great again as overall, the one with the best balance (greatest \
         harmonic mean) is told.",
        "Quasi-p-value (Bryant and Lempert 2010): the probability that so many hits would lie in the box by chance if that one limit made no difference. It is quasi since the limit was found by search. A limit stays where its quasi-p-value stands at 5% after correction for the ends of all variables looked at (Benjamini and Hochberg 1995).",
        "Random halves: the search is made again on ten halves of the histories, and the box most like the one told is looked at.",
    ]
    .map(str::to_owned)
    .to_vec()
}

/// A row for every limit of every box on the way and of the box told.
fn table(study: &Discovered) -> Result<Vec<u8>, ReportError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut row = |cells: Vec<String>| writer.write_record(cells).map_err(ReportError::encode);
    row(["box", "coverage", "density", "mass", "histories", "hits", "variable", "low", "high", "names", "quasi_p"]
        .map(str::to_owned)
        .to_vec())?;
    let on_the_way = study.trajectory.boxes.iter().enumerate().map(|(number, region)| (number.to_string(), region));
    let told = study.chosen.iter().map(|region| ("told".to_owned(), region));
    for (name, region) in on_the_way.chain(told) {
        let figures = [region.coverage, region.density, region.mass].map(|v| v.to_string());
        let counts = [region.rows, region.hits].map(|v| v.to_string());
        let head: Vec<String> = std::iter::once(name.clone()).chain(figures).chain(counts).collect();
        if region.limits.is_empty() {
            row(head.iter().cloned().chain(std::iter::repeat_n(String::new(), 5)).collect())?;
        }
        for limit in &region.limits {
            let variable = &study.variables[limit.variable];
            let (low, high, names) = match &limit.range {
                Range::Number { low, high } => (cell(*low), cell(*high), String::new()),
                Range::Category { kept } => {
                    let names: Vec<&str> = kept.iter().map(|&code| variable.names[code as usize].as_str()).collect();
                    (String::new(), String::new(), names.join(" "))
                }
            };
            let judged = study.significance.iter().filter(|s| name == "told" && s.variable == limit.variable);
            let p = judged.map(|s| s.quasi_p).fold(f64::NAN, f64::max);
            let tail = [
                guard_formula(&variable.name),
                low,
                high,
                guard_formula(&names),
                cell(Some(p).filter(|p| !p.is_nan())),
            ];
            row(head.iter().cloned().chain(tail).collect())?;
        }
    }
    writer.into_inner().map_err(ReportError::encode)
}
