//! The results of `stress` and `reweight`: a table, a page, and what a terminal is told.

use super::ReportError;
use super::narrative::Finding;
use super::plain::{Plain, of_scenario};
use super::study::Study;
use super::tables::cell;
use super::words::{capitalize, join_list};
use crate::analysis::shift::{Band, How, Moved, SHIFT_FORMAT, Shift, ShiftedBy, ShiftedFigure, Stated, Told, leading};
use crate::charts::{self, Chart, ChartError};
use crate::csv_table::guard_formula;
use crate::quantity;
use crate::text::numbers::signed_money;
use crate::text::numbers::{count, estimated, money_with_error, percent, whole_percent};
use crate::text::paths;

/// Figures told in sentences besides the one that leads.
const TOLD: usize = 5;

impl Study for Shift {
    const SAVED: &'static str = "shift.json";
    const FORMAT: &'static str = SHIFT_FORMAT;

    fn format(&self) -> &str {
        &self.format
    }

    fn check(&self) -> Result<(), String> {
        let lists = [&self.below_before, &self.below_after].iter().all(|list| list.len() == self.grid.len());
        if lists && !self.figures.is_empty() { Ok(()) } else { Err("its lists are not of one length".to_owned()) }
    }

    fn charts(&self) -> Result<Vec<Chart>, ChartError> {
        charts::shifted::shift(self)
    }

    fn page(&self, charts: &[Chart]) -> String {
        plain(self).page(charts)
    }

    fn tables(&self) -> Result<Vec<(&'static str, Vec<u8>)>, ReportError> {
        let mut tables = vec![("shift.csv", figures(self)?)];
        if let ShiftedBy::Condition { moved, .. } = &self.by {
            tables.push(("moved.csv", inputs(moved)?));
        }
        Ok(tables)
    }
}

/// What a terminal is told.
pub fn shift_terminal(shift: &Shift) -> String {
    plain(shift).terminal()
}

fn plain(shift: &Shift) -> Plain {
    let scenario = &shift.scenario;
    let mut beside =
        vec![("shift.csv", "every figure before and after"), ("shift.json", "every figure"), ("charts/", "the charts")];
    if let ShiftedBy::Condition { name, .. } = &shift.by {
        beside.push(("moved.csv", "every input, in the part and in the whole"));
        if !name.is_empty() {
            beside.push(("scenario.toml", "the bad scenario, to be run"));
        }
    }
    Plain {
        title: format!("{}: {}", scenario.title, title(shift)),
        version: shift.version.clone(),
        head: vec![head(shift)],
        findings: findings(shift),
        warnings: shift.warnings.clone(),
        method: method(shift),
        provenance: vec![
            of_scenario(scenario),
            ("Random numbers".to_owned(), format!("seed {}, {} replications", shift.seed, count(shift.replications))),
        ],
        beside,
        ..Plain::default()
    }
}

fn title(shift: &Shift) -> String {
    match &shift.by {
        ShiftedBy::Bands(bands) => join_list(&bands.iter().map(|band| told_band(shift, band)).collect::<Vec<_>>()),
        ShiftedBy::Probabilities(stated) => join_list(&stated.iter().map(told_event).collect::<Vec<_>>()),
        ShiftedBy::Condition { condition, .. } => format!("what makes {condition}"),
    }
}

fn told_band(shift: &Shift, band: &Band) -> String {
    let name = paths::describe_input(&band.path, &shift.scenario);
    let [from, to] = band.shares.map(|share| percent(share, 0.001).replace(".0%", "%"));
    let value = |value: f64| quantity::format(value, band.dimension);
    match band.values {
        [Some(low), Some(high)] if low == high => {
            format!("{name} at {} ({from} to {to} of its distribution)", value(low))
        }
        [Some(low), Some(high)] => {
            format!("{name} between {} and {} ({from} to {to} of its distribution)", value(low), value(high))
        }
        [None, Some(high)] => format!("{name} at most {} (its lowest {to})", value(high)),
        [Some(low), None] => format!("{name} at least {} (above {from} of its distribution)", value(low)),
        [None, None] => format!("{name} anywhere"),
    }
}

fn told_event(event: &Stated) -> String {
    format!("{} at {} instead of {}", event.condition, whole_percent(event.after), whole_percent(event.before))
}

fn head(shift: &Shift) -> String {
    let effective = count(shift.worth());
    match (&shift.by, shift.how) {
        (_, How::Simulated { rows, found }) => format!(
            "Simulated anew: {} histories in the band; the finished run has {} of them only, too few to lean on",
            count(rows),
            count(found)
        ),
        (_, How::Focused { rows }) => format!(
            "{} of {} histories led there, worth {effective} of equal weight",
            count(rows),
            count(shift.replications)
        ),
        (ShiftedBy::Condition { .. }, How::Reweighted { rows }) => {
            format!("{} of the {} histories of the run, held against all", count(rows), count(shift.replications))
        }
        (_, How::Reweighted { rows }) => format!(
            "Reweighted from the finished run, nothing simulated: {} of its {} histories count, worth {effective} of equal weight",
            count(rows),
            count(shift.replications)
        ),
    }
}

fn findings(shift: &Shift) -> Vec<Finding> {
    let mut told: Vec<Finding> = Vec::new();
    if let ShiftedBy::Condition { condition, moved, name } = &shift.by {
        told.push(moved_most(shift, condition, moved, name));
    }
    told.extend(shift.figures.first().map(|(path, figure)| change(shift, path, figure)));
    // Of the rest, probabilities and users: those that change most for their error. What was stated changed by itself.
    let found =
        |(_, figure): &(&str, &ShiftedFigure)| figure.unit == "share" && figure.change.se.is_some_and(|se| se > 0.0);
    told.extend(shift.changed().into_iter().filter(found).take(TOLD).map(|(path, figure)| change(shift, path, figure)));
    told
}

fn moved_most(shift: &Shift, condition: &str, moved: &[Moved], name: &str) -> Finding {
    if name.is_empty() {
        return Finding {
            headline: format!("No input lies elsewhere in the histories in which {condition}."),
            detail: "Chance decides it, not what is uncertain.".to_owned(),
        };
    }
    let told: Vec<String> = leading(moved)
        .map(|m| {
            let [before, after] = [m.before[1], m.after[1]].map(|value| quantity::format(value, m.dimension));
            let sign = if m.shift < 0.0 { "−" } else { "+" };
            let input = paths::describe_input(&m.path, &shift.scenario);
            format!(
                "{input} {sign}{:.2} ± {:.2} standard deviations (median {after} instead of {before})",
                m.shift.abs(),
                m.se
            )
        })
        .collect();
    let names: Vec<String> = leading(moved)
        .map(|m| {
            format!(
                "{} {}",
                if m.shift < 0.0 { "low" } else { "high" },
                paths::describe_input(&m.path, &shift.scenario)
            )
        })
        .collect();
    Finding {
        headline: format!("The bad scenario, where {condition}: {}.", join_list(&names)),
        detail: format!("{}.", capitalize(&told.join("; "))),
    }
}

pub(super) fn change(shift: &Shift, path: &str, figure: &ShiftedFigure) -> Finding {
    let name = paths::describe_figure(path, &shift.scenario);
    let (before, after) = (written(&figure.unit, figure.before), written(&figure.unit, figure.after));
    let changed = match (figure.unit.as_str(), figure.change.value) {
        ("USD", Some(value)) => signed_money(value, figure.change.se),
        (_, Some(value)) => {
            let sign = if value < 0.0 { "−" } else { "+" };
            let se = figure.change.se.unwrap_or_default();
            format!("{sign}{:.1} ± {:.1} percentage points", 100.0 * value.abs(), 100.0 * se)
        }
        (_, None) => "unknown".to_owned(),
    };
    Finding {
        headline: format!("{}: {after}, instead of {before}.", capitalize(&name)),
        detail: format!("A change of {changed}."),
    }
}

fn written(unit: &str, told: Told) -> String {
    let Some(value) = told.value else { return "none".to_owned() };
    match (unit, told.se) {
        ("USD", se) => money_with_error(value, se),
        (_, se) => estimated(value, se, "share"),
    }
}

fn method(shift: &Shift) -> Vec<String> {
    let lines: &[&str] = match &shift.by {
        ShiftedBy::Bands(_) => &[
            "A band holds the part of an input's own distribution between two of its percentiles; a value that many simulations share lies in it in part, and they count for that part. All else is as it is in the histories in which the input lies there, what is correlated with it included.",
            "Where a thousand histories or more of the finished run lie in the band they are taken as they are; where fewer do, histories are drawn as in the run, and those in the band simulated.",
        ],
        ShiftedBy::Probabilities(_) => &[
            "Of all ways to give the histories other weights so that the events have the stated probabilities, the one is taken that changes the run least (minimum relative entropy): histories in which the same events happen keep \
             their weights to one another.",
            "That is a change of what is believed, not of what is done: what leads to an event becomes likelier with it.",
            "The effective sample size is the number of histories of equal weight that would tell as much: (Σw)²/Σw².",
        ],
        ShiftedBy::Condition { .. } => &[
            "The shift of an input is its mean in the histories in which the condition holds less its mean in all, over its standard deviation in all. It says what goes with the condition; chance may have the greater part in it.",
            "The bad scenario confines the inputs that moved by more than 0.15 standard deviations and by more than chance explains (see below), at most five, to where 90% of them lie in those histories. It can be run like any other.",
        ],
    };
    let errors = "Errors of changes take account of what both have in common where the same histories are used, but those of quantiles are added as if they were independent.";
    let stands = "Of all figures, and of all inputs, only those are told as changed whose change stands after correction for how many were looked at (Benjamini and Hochberg 1995: at most 1% of what is told is chance, on average), and is large enough \
                  to matter: half a percentage point, or half a percent of an amount. The tables hold all.";
    lines.iter().map(|line| (*line).to_owned()).chain([errors.to_owned(), stands.to_owned()]).collect()
}

pub(super) fn figures(shift: &Shift) -> Result<Vec<u8>, ReportError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut row = |cells: Vec<String>| writer.write_record(cells).map_err(ReportError::encode);
    row(["figure", "unit", "before", "before_se", "after", "after_se", "change", "change_se"]
        .map(str::to_owned)
        .to_vec())?;
    for (path, figure) in &shift.figures {
        let cells =
            [figure.before, figure.after, figure.change].into_iter().flat_map(|told| [cell(told.value), cell(told.se)]);
        row([guard_formula(path), guard_formula(&figure.unit)].into_iter().chain(cells).collect())?;
    }
    writer.into_inner().map_err(ReportError::encode)
}

pub(super) fn inputs(moved: &[Moved]) -> Result<Vec<u8>, ReportError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut row = |cells: Vec<String>| writer.write_record(cells).map_err(ReportError::encode);
    row(["input", "shift_sd", "shift_se", "p5", "p50", "p95", "p5_there", "p50_there", "p95_there"]
        .map(str::to_owned)
        .to_vec())?;
    for m in moved {
        let figures = [m.shift, m.se].into_iter().chain(m.before).chain(m.after).map(|v| v.to_string());
        row(std::iter::once(guard_formula(&m.path)).chain(figures).collect())?;
    }
    writer.into_inner().map_err(ReportError::encode)
}
