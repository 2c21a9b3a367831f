//! The results of a sweep: a page, and its rows as CSV and Parquet.

use std::path::Path;

use indexmap::IndexMap;

use super::columns::{ColumnKind, ColumnSpec, RowBlock, RowFiles};
use super::method::write_method;
use super::narrative::Finding;
use super::page::{Page, Section, describe_scenario};
use super::rows::RowWriter;
use super::study::{Study, WrittenStudy, write_study};
use super::words::join_list;
use super::{Format, ReportError};
use crate::analysis::evidence::find_differences;
use crate::analysis::significant;
use crate::analysis::sweep::{SWEEP_FORMAT, Scale, Sweep, SweepDesign, SweptFigure, SweptInput};
use crate::charts::sweep::MOST_FIGURES;
use crate::charts::{self, Chart, ChartError};
use crate::text::numbers::{count, estimated};
use crate::text::paths;
use crate::text::phrases::format_quantity;

/// Points written at once.
const ROWS: usize = 1_000;

impl Study for Sweep {
    const SAVED: &'static str = "summary.json";
    const FORMAT: &'static str = SWEEP_FORMAT;

    fn check(&self) -> Result<(), String> {
        let points = self.points();
        let fits = |input: &SweptInput| {
            input.at.len() == points && input.at.iter().all(|&level| (level as usize) < input.levels.len())
        };
        let fits_change = |list: &Vec<Option<f64>>| list.is_empty() || list.len() == points;
        let lists = |f: &SweptFigure| {
            [&f.value, &f.se, &f.low, &f.high].iter().all(|list| list.len() == points)
                && [&f.change, &f.change_se].into_iter().all(fits_change)
        };
        if points == 0 || self.inputs.is_empty() || self.figures.is_empty() {
            Err("it has no points, inputs or figures".to_owned())
        } else if self.inputs.iter().all(fits) && self.figures.values().all(lists) {
            Ok(())
        } else {
            Err("its lists are not of one length".to_owned())
        }
    }

    fn charts(&self) -> Result<Vec<Chart>, ChartError> {
        charts::sweep::sweep(self)
    }

    fn page(&self, charts: &[Chart]) -> Page {
        page(self, charts)
    }
}

/// Writes everything that follows from a sweep into `stage`.
///
/// # Errors
/// [`ReportError`] where a file cannot be written or a chart cannot be drawn.
pub fn write_sweep(stage: &Path, sweep: &Sweep, formats: &[Format]) -> Result<WrittenStudy, ReportError> {
    let mut written = write_study(stage, sweep, formats)?;
    let mut writer = RowWriter::create(stage, "sweep", specs(sweep), RowFiles::BOTH)?;
    for first in (0..sweep.points()).step_by(ROWS) {
        writer.write_block(&block(sweep, first, ROWS.min(sweep.points() - first)))?;
    }
    written.files.extend(writer.finish()?);
    Ok(written)
}

/// The table of `sweep.csv` and `sweep.parquet`: its columns, and a row for each point.
pub fn list_sweep_rows(sweep: &Sweep) -> (Vec<ColumnSpec>, RowBlock) {
    (specs(sweep), block(sweep, 0, sweep.points()))
}

fn specs(sweep: &Sweep) -> Vec<ColumnSpec> {
    let number = |name: String| ColumnSpec { name, kind: ColumnKind::Number };
    let whole = |name: &str| ColumnSpec { name: name.to_owned(), kind: ColumnKind::Integer };
    let input = |input: &SweptInput| match input.scale {
        Scale::Number(_) => number(input.path.clone()),
        // Dates and words as they are written, so that the table can be replayed.
        Scale::Date | Scale::Words => {
            let words = input.levels.iter().map(|level| level.written.clone()).collect();
            ColumnSpec { name: input.path.clone(), kind: ColumnKind::Label(words) }
        }
    };
    let mut specs = vec![whole("point")];
    specs.extend(sweep.inputs.iter().map(input));
    specs.push(whole("replications"));
    for path in sweep.figures.keys() {
        specs.extend(["", ".se", ".low", ".high", ".change", ".change_se"].map(|end| number(format!("{path}{end}"))));
    }
    specs
}

fn block(sweep: &Sweep, first: usize, rows: usize) -> RowBlock {
    let points = || first..first + rows;
    let input = |input: &SweptInput| match input.scale {
        Scale::Number(_) => points().map(|p| input.level(p).value.unwrap_or(f64::NAN)).collect(),
        Scale::Date | Scale::Words => points().map(|p| f64::from(input.at[p])).collect(),
    };
    let mut columns: Vec<Vec<f64>> = vec![points().map(|p| p as f64).collect()];
    columns.extend(sweep.inputs.iter().map(input));
    columns.push(points().map(|p| sweep.histories[p] as f64).collect());
    for figure in sweep.figures.values() {
        for list in [&figure.value, &figure.se, &figure.low, &figure.high, &figure.change, &figure.change_se] {
            columns.push(points().map(|p| list.get(p).copied().flatten().unwrap_or(f64::NAN)).collect());
        }
    }
    RowBlock { columns, rows }
}

fn page(sweep: &Sweep, charts: &[Chart]) -> Page {
    let scenario = &sweep.scenario;
    let inputs: Vec<String> = sweep.inputs.iter().map(|i| paths::describe_input(&i.path, scenario)).collect();
    let simulations = count(sweep.replications);
    let most = if sweep.precision.is_some() { "at most " } else { "" };
    Page {
        title: format!(
            "{}: what {} {}",
            scenario.title,
            join_list(&inputs),
            if inputs.len() == 1 { "does" } else { "do" }
        ),
        version: sweep.version.clone(),
        scope: format!(
            "{} points ({}), {most}{simulations} simulations at each, all on the same random draws",
            count(sweep.points() as u64),
            name_design(sweep.design)
        ),
        findings: findings(sweep, charts),
        warnings: sweep.warnings.iter().cloned().chain(note_undrawn(sweep)).collect(),
        method: method(sweep),
        provenance: provenance(sweep),
        files: vec![
            (
                "sweep.csv",
                "a row a point: inputs, figures, standard errors, 95% intervals, changes from the scenario's own point with theirs",
            ),
            ("sweep.parquet", "the same"),
            ("summary.json", "the same, with how it was made"),
        ],
        sections: vec![Section::of_charts(charts)],
        ..Page::default()
    }
}

/// Figures that have no chart.
fn note_undrawn(sweep: &Sweep) -> Option<String> {
    let nowhere = |figure: &SweptFigure| figure.value.iter().all(Option::is_none);
    let left = sweep.figures.iter().enumerate().filter(|(i, (_, figure))| *i >= MOST_FIGURES || nowhere(figure));
    let names: Vec<String> = left.map(|(_, (path, _))| path.clone()).collect();
    (!names.is_empty()).then(|| format!("Not drawn, but in the tables: {}.", join_list(&names)))
}

/// What is seen in each figure, and between which points it lies.
fn findings(sweep: &Sweep, charts: &[Chart]) -> Vec<Finding> {
    // A chart for each of the first figures that exist somewhere, in their order.
    let drawn = sweep.figures.iter().take(MOST_FIGURES).filter(|(_, figure)| figure.value.iter().any(Option::is_some));
    let told = drawn.zip(charts).filter_map(|((_, figure), chart)| {
        let headline = format!("{}.", chart.title);
        let order =
            |a: &usize, b: &usize| figure.value[*a].partial_cmp(&figure.value[*b]).unwrap_or(std::cmp::Ordering::Equal);
        let known = || (0..sweep.points()).filter(|&p| figure.value[p].is_some());
        let (low, high) = (known().min_by(order)?, known().max_by(order)?);
        let at = |point: usize| {
            let inputs: Vec<String> = sweep
                .inputs
                .iter()
                .map(|input| {
                    format!("{} {}", paths::describe_input(&input.path, &sweep.scenario), write_level(input, point))
                })
                .collect();
            format!("{} with {}", write_figure(figure, point), join_list(&inputs))
        };
        let detail = format!("Lowest {}; highest {}. {}", at(low), at(high), describe_changes(sweep, figure));
        Some(Finding::new(headline, detail.trim_end()))
    });
    told.collect()
}

/// At how many points a figure stands above or below the scenario's own point, simulation by simulation and beyond chance, after correction for how
/// many points were looked at.
fn describe_changes(sweep: &Sweep, figure: &SweptFigure) -> String {
    let changes: Vec<(f64, Option<f64>)> =
        figure.change.iter().zip(&figure.change_se).filter_map(|(change, se)| Some(((*change)?, *se))).collect();
    if changes.is_empty() {
        return String::new();
    }
    let stands = find_differences(&changes);
    let count_of = |is: fn(f64) -> bool| {
        let stands = stands.iter().zip(&changes).filter(|(stands, (change, _))| **stands && is(*change));
        count(stands.count() as u64)
    };
    format!(
        "Against the scenario as its file has it, simulation by simulation: higher at {} of {} points, lower at {}, the rest within simulation error.",
        count_of(|change| change > 0.0),
        count(sweep.points() as u64),
        count_of(|change| change < 0.0)
    )
}

/// The value of an input at a point, for people.
fn write_level(input: &SweptInput, point: usize) -> String {
    let level = input.level(point);
    match (input.scale, level.value) {
        (Scale::Number(dimension), Some(value)) => format_quantity(value, Some(dimension)),
        _ => level.written.clone(),
    }
}

/// A figure with its error, in its unit.
fn write_figure(figure: &SweptFigure, point: usize) -> String {
    let Some(value) = figure.value[point] else { return "none".to_owned() };
    let se = figure.se[point];
    match figure.unit.as_str() {
        unit @ ("USD" | "share") => estimated(value, se, unit),
        unit => format!("{} {unit}", estimated(value, se, unit)),
    }
}

const fn name_design(design: SweepDesign) -> &'static str {
    match design {
        SweepDesign::Grid => "a grid",
        SweepDesign::Zip => "values in pairs",
        SweepDesign::Lhs => "a Latin hypercube",
        SweepDesign::Sobol => "a scrambled Sobol' sequence",
        SweepDesign::File => "as listed in a file",
    }
}

fn method(sweep: &Sweep) -> Vec<String> {
    let precision = sweep.precision.as_ref().map(|precision| {
        format!(
            "A point was finished once the standard error was at most {}, at two looks in a row after 1, 2, 3, 4, 5, 7, 9, 12, … \
             thousand simulations.",
            join_list(&write_precision(precision))
        )
    });
    let filter = sweep.filter.as_ref().map(|filter| format!("Points were kept where {filter}."));
    write_method(&["sweep"], &[]).into_iter().chain(precision).chain(filter).collect()
}

/// Such as `1% of value.mean`.
fn write_precision(precision: &IndexMap<String, f64>) -> Vec<String> {
    precision.iter().map(|(path, share)| format!("{}% of {path}", significant(100.0 * share, 3))).collect()
}

fn provenance(sweep: &Sweep) -> Vec<(String, String)> {
    let varied = sweep.inputs.iter().map(|input| {
        let (first, last) = (&input.levels[0].written, &input.levels[input.levels.len() - 1].written);
        (
            format!("Varied: {}", input.path),
            format!("{} values, from {first} to {last}", count(input.levels.len() as u64)),
        )
    });
    let scenario = &sweep.scenario;
    [
        describe_scenario(scenario),
        (
            "Random numbers".to_owned(),
            format!("seed {}, {} replications a point", sweep.seed, count(sweep.replications)),
        ),
    ]
    .into_iter()
    .chain(varied)
    .collect()
}
