//! The results of a discovery: a page, and its boxes as a table for scripts.

use super::method::write_method;
use super::narrative::Finding;
use super::page::{Page, Section, describe_scenario};
use super::study::Study;
use super::words::join_list;
use crate::analysis::discovery::{DISCOVERY_FORMAT, Discovered, End, Limit, Range, Region, Significance, Variable};
use crate::charts::{self, Chart, ChartError};
use crate::scenario::Scale;
use crate::table::{Cell, Table, Unit};
use crate::text::numbers::{count, whole_percent};
use crate::text::paths;
use crate::text::phrases::{describe_condition, format_quantity};

impl Study for Discovered {
    const SAVED: &'static str = "discovery.json";
    const FORMAT: &'static str = DISCOVERY_FORMAT;

    fn check(&self) -> Result<(), String> {
        let known = |region: &Region| region.limits.iter().all(|limit| fits_variable(self, limit));
        let boxes = self.trajectory.boxes.iter().chain(&self.chosen).all(known);
        let judged = self.significance.iter().all(|s| s.variable < self.variables.len());
        let again = self.reproducibility.as_ref().is_none_or(|r| r.variables.len() == self.variables.len());
        if boxes && judged && again { Ok(()) } else { Err("its boxes are not of its variables".to_owned()) }
    }

    fn charts(&self) -> Result<Vec<Chart>, ChartError> {
        charts::boxes::discovery(self)
    }

    fn page(&self, charts: &[Chart]) -> Page {
        page(self, charts)
    }

    fn tables(&self) -> Vec<(&'static str, Table)> {
        vec![("boxes.csv", boxes_table(self))]
    }
}

fn fits_variable(study: &Discovered, limit: &Limit) -> bool {
    let Some(variable) = study.variables.get(limit.variable) else { return false };
    match &limit.range {
        Range::Number { .. } => variable.names.is_empty(),
        Range::Category { kept } => kept.iter().all(|&code| (code as usize) < variable.names.len()),
    }
}

fn page(study: &Discovered, charts: &[Chart]) -> Page {
    let scenario = &study.scenario;
    Page {
        title: format!("{}: simulations {}", scenario.title, name_condition(study)),
        version: study.version.clone(),
        scope: format!(
            "{} of {} simulations ({}), searched by {} variables",
            count(study.hits),
            count(study.rows),
            whole_percent(study.hits as f64 / study.rows.max(1) as f64),
            study.variables.len()
        ),
        findings: findings(study),
        warnings: study.warnings.clone(),
        method: write_method(&["discovery"], &[]),
        provenance: vec![
            describe_scenario(scenario),
            ("Random numbers".to_owned(), format!("seed {}, {} simulations", study.seed, count(study.rows))),
            ("Condition".to_owned(), study.condition.clone()),
        ],
        files: vec![("boxes.csv", "every box on the way, with its limits"), ("discovery.json", "every figure")],
        sections: vec![Section::of_charts(charts)],
        ..Page::default()
    }
}

fn findings(study: &Discovered) -> Vec<Finding> {
    let Some(region) = &study.chosen else {
        return vec![Finding::new(
            format!(
                "The search found no box with much more than its share of the simulations {}.",
                name_condition(study)
            ),
            "Of the boxes on the way, and of all of one limit or two, none has limits beyond what chance explains within which the odds are half as great again as overall. An input may matter less than that, or more simulations may show it.",
        )];
    };
    let overall = study.hits as f64 / study.rows.max(1) as f64;
    let limits: Vec<String> = region.limits.iter().map(|limit| describe_limit(study, limit)).collect();
    let first = Finding::new(
        format!(
            "{} of the simulations {} lie where {}.",
            whole_percent(region.coverage),
            name_condition(study),
            join_list(&limits)
        ),
        format!(
            "There it happens in {} of the simulations, against {} overall; {} of all simulations lie there ({}).",
            whole_percent(region.density),
            whole_percent(overall),
            whole_percent(region.mass),
            count(region.rows as u64)
        ),
    );
    let limits = region.limits.iter().map(|limit| judge_limit(study, limit));
    std::iter::once(first).chain(limits).chain(list_other_boxes(study)).collect()
}

/// What is looked for, behind "simulations": `with value below $20bn`.
fn name_condition(study: &Discovered) -> String {
    describe_condition(&study.condition, &study.scenario)
}

/// Other boxes on the way, among which the reader may choose: the widest of each density.
fn list_other_boxes(study: &Discovered) -> Option<Finding> {
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
                "{number}: coverage {}, density {}, {}",
                whole_percent(region.coverage),
                whole_percent(region.density),
                if limits == 1 { "1 limit".to_owned() } else { format!("{limits} limits") }
            )
        })
        .collect();
    (!told.is_empty()).then(|| {
        Finding::new(
            "Other boxes on the way hold limits that chance would give too, and look denser for them; --box N shows one without.",
            format!("{}.", told.join("; ")),
        )
    })
}

/// A limit in words.
fn describe_limit(study: &Discovered, limit: &Limit) -> String {
    let variable = &study.variables[limit.variable];
    let name = name_variable(study, variable);
    let value = |value: f64| match variable.scale {
        Scale::Number(dimension) => format_quantity(value, Some(dimension)),
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
fn name_variable(study: &Discovered, variable: &Variable) -> String {
    let outcome = variable.name.rsplit_once('.').is_none_or(|(head, _)| study.scenario.markets.contains_key(head));
    if outcome { variable.name.clone() } else { paths::describe_input(&variable.name, &study.scenario) }
}

/// How sure a limit is.
fn judge_limit(study: &Discovered, limit: &Limit) -> Finding {
    let judged = study.significance.iter().filter(|s| s.variable == limit.variable);
    let p: Vec<String> = judged.map(write_significance).collect();
    let again = study.reproducibility.as_ref().map(|found| {
        let halves = found.boxes.len();
        let share = found.variables[limit.variable];
        format!(
            "; {} of {halves} random halves of the simulations lead to a limit on it",
            (share * halves as f64).round()
        )
    });
    Finding::new(
        format!("{}.", super::words::capitalize(&describe_limit(study, limit))),
        format!("{}{}.", p.join("; "), again.unwrap_or_default()),
    )
}

fn write_significance(judged: &Significance) -> String {
    let end = match judged.end {
        End::Low => "lower end",
        End::High => "upper end",
        End::Names => "choice",
    };
    let p = if judged.quasi_p < 0.0001 { "< 0.0001".to_owned() } else { format!("= {:.4}", judged.quasi_p) };
    format!("{end}: quasi-p {p}")
}

/// A row for every limit of every box on the way and of the box shown.
fn boxes_table(study: &Discovered) -> Table {
    let on_the_way = study.trajectory.boxes.iter().enumerate().map(|(number, region)| (number.to_string(), region));
    let chosen = study.chosen.iter().map(|region| ("told".to_owned(), region));
    let rows = on_the_way.chain(chosen).flat_map(|(name, region)| {
        let figures = [region.coverage, region.density, region.mass].map(Cell::share);
        let counts = [region.rows, region.hits].map(|count| Cell::count(count as u64));
        let head: Vec<Cell> = std::iter::once(Cell::text(&*name)).chain(figures).chain(counts).collect();
        let mut limits: Vec<Vec<Cell>> =
            region.limits.iter().map(|limit| limit_cells(study, limit, name == "told").to_vec()).collect();
        if limits.is_empty() {
            limits.push(vec![Cell::MISSING; 5]);
        }
        limits.into_iter().map(move |limit| head.iter().cloned().chain(limit).collect())
    });
    let names =
        ["box", "coverage", "density", "mass", "histories", "hits", "variable", "low", "high", "names", "quasi_p"];
    Table::new("", names, rows)
}

/// A limit, and its quasi-p-value where it is one of the box shown.
fn limit_cells(study: &Discovered, limit: &Limit, is_judged: bool) -> [Cell; 5] {
    let variable = &study.variables[limit.variable];
    let (ends, names) = match &limit.range {
        Range::Number { low, high } => ([*low, *high], Vec::new()),
        Range::Category { kept } => {
            ([None; 2], kept.iter().map(|&code| variable.names[code as usize].as_str()).collect())
        }
    };
    let [low, high] = ends.map(|end| Cell::known(end, Unit::Number));
    let judged = study.significance.iter().filter(|s| is_judged && s.variable == limit.variable);
    let p = judged.map(|s| s.quasi_p).fold(f64::NAN, f64::max);
    [Cell::text(&*variable.name), low, high, Cell::text(names.join(" ")), Cell::number(p, Unit::Number)]
}
