//! The results of `stress` and `reweight`: a page, and tables for scripts.

use super::method::write_method;
use super::narrative::Finding;
use super::page::{Page, Section, describe_scenario};
use super::study::Study;
use super::words::{capitalize, join_list};
use crate::analysis::shift::{
    Band, How, LEAST_EFFECTIVE, Moved, SHIFT_FORMAT, Shift, ShiftedBy, ShiftedFigure, Stated, Told, leading,
};
use crate::charts::{self, Chart, ChartError};
use crate::table::{Cell, Table, Unit};
use crate::text::numbers::signed_money;
use crate::text::numbers::{count, estimated, money_with_error, percent, rounded_money, whole_percent};
use crate::text::paths;
use crate::text::phrases::{describe_condition, format_quantity};

/// Figures told in sentences besides the one that leads.
const TOLD: usize = 5;

impl Study for Shift {
    const SAVED: &'static str = "shift.json";
    const FORMAT: &'static str = SHIFT_FORMAT;

    fn check(&self) -> Result<(), String> {
        let lists = [&self.below_before, &self.below_after].iter().all(|list| list.len() == self.grid.len());
        if lists && !self.figures.is_empty() { Ok(()) } else { Err("its lists are not of one length".to_owned()) }
    }

    fn charts(&self) -> Result<Vec<Chart>, ChartError> {
        charts::shifted::shift(self)
    }

    fn page(&self, charts: &[Chart]) -> Page {
        page(self, charts)
    }

    fn tables(&self) -> Vec<(&'static str, Table)> {
        let mut tables = vec![("shift.csv", figures_table(self))];
        if let ShiftedBy::Condition { moved, .. } = &self.by {
            tables.push(("moved.csv", inputs_table(moved)));
        }
        tables
    }
}

fn page(shift: &Shift, charts: &[Chart]) -> Page {
    let scenario = &shift.scenario;
    let mut beside = vec![("shift.csv", "every figure before and after"), ("shift.json", "every figure")];
    if let ShiftedBy::Condition { name, .. } = &shift.by {
        beside.push(("moved.csv", "every input, in the part and in the whole"));
        if !name.is_empty() {
            beside.push(("scenario.toml", "the bad scenario, to be run"));
        }
    }
    Page {
        title: format!("{}: {}", scenario.title, describe_cause(shift)),
        version: shift.version.clone(),
        scope: describe_scope(shift),
        findings: findings(shift),
        warnings: shift.warnings.clone(),
        method: write_method(&[name_method(shift), "changes"], &[]),
        provenance: vec![
            describe_scenario(scenario),
            ("Random numbers".to_owned(), format!("seed {}, {} replications", shift.seed, count(shift.replications))),
        ],
        files: beside,
        sections: vec![Section::of_charts(charts)],
        ..Page::default()
    }
}

fn describe_cause(shift: &Shift) -> String {
    match &shift.by {
        ShiftedBy::Bands(bands) => join_list(&bands.iter().map(|band| describe_band(shift, band)).collect::<Vec<_>>()),
        ShiftedBy::Probabilities(stated) => {
            join_list(&stated.iter().map(|event| describe_event(shift, event)).collect::<Vec<_>>())
        }
        ShiftedBy::Condition { condition, .. } => {
            format!("simulations {}", describe_condition(condition, &shift.scenario))
        }
    }
}

fn describe_band(shift: &Shift, band: &Band) -> String {
    let name = paths::describe_input(&band.path, &shift.scenario);
    let [from, to] = band.shares.map(|share| percent(share, 0.001).replace(".0%", "%"));
    let value = |value: f64| format_quantity(value, Some(band.dimension));
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

fn describe_event(shift: &Shift, event: &Stated) -> String {
    let which = describe_condition(&event.condition, &shift.scenario);
    format!("simulations {which} at {} instead of {}", whole_percent(event.after), whole_percent(event.before))
}

fn describe_scope(shift: &Shift) -> String {
    let effective = count(shift.worth());
    match (&shift.by, shift.how) {
        (_, How::Simulated { rows, found }) => format!(
            "Simulated anew: {} simulations in the band; the finished run has {}, fewer than the {} that a distribution is told from",
            count(rows),
            count(found),
            count(LEAST_EFFECTIVE as u64)
        ),
        (_, How::Focused { rows }) => format!(
            "{} of {} simulations drawn towards it, worth {effective} of equal weight",
            count(rows),
            count(shift.replications)
        ),
        (ShiftedBy::Condition { .. }, How::Reweighted { rows }) => {
            format!("{} of the {} simulations of the run, held against all", count(rows), count(shift.replications))
        }
        (_, How::Reweighted { rows }) => format!(
            "Reweighted from the finished run, nothing simulated: {} of its {} simulations count, worth {effective} of equal weight",
            count(rows),
            count(shift.replications)
        ),
    }
}

fn findings(shift: &Shift) -> Vec<Finding> {
    // Of the rest, probabilities and users: those that change most for their error. What was stated changed by itself.
    let found = |(path, figure): &(&str, &ShiftedFigure)| {
        figure.unit == "share" && figure.change.se.is_some_and(|se| se > 0.0) && !shift.holds_by_construction(path)
    };
    let mut changed: Vec<(&str, &ShiftedFigure)> = shift.changed().into_iter().filter(found).collect();
    let mut told: Vec<Finding> = Vec::new();
    if let ShiftedBy::Condition { condition, moved, name } = &shift.by {
        told.extend(split_value(shift));
        if let Some(place) = find_main_outcome(&changed) {
            let (path, figure) = changed.remove(place);
            told.push(describe_outcome(shift, path, figure));
        }
        told.push(find_bad_scenario(shift, condition, moved, name));
    } else {
        told.extend(shift.figures.first().map(|(path, figure)| describe_change(shift, path, figure)));
    }
    told.extend(changed.into_iter().take(TOLD).map(|(path, figure)| describe_change(shift, path, figure)));
    told
}

/// The way for a market to end of which the probability changes most.
fn find_main_outcome(changed: &[(&str, &ShiftedFigure)]) -> Option<usize> {
    let size = |place: &usize| changed[*place].1.change.value.unwrap_or(0.0).abs();
    let outcomes = (0..changed.len()).filter(|place| changed[*place].0.contains(".outcomes."));
    outcomes.max_by(|a, b| size(a).total_cmp(&size(b)))
}

/// How probable an ending is there, and how many of those that end so are there.
fn describe_outcome(shift: &Shift, path: &str, figure: &ShiftedFigure) -> Finding {
    let Finding { headline, detail, .. } = describe_change(shift, path, figure);
    let name = paths::describe_figure(path, &shift.scenario);
    let ending = name.strip_prefix("probability that ");
    let counts = match (shift.how, figure.before.value, figure.after.value, ending) {
        (How::Reweighted { rows }, Some(before), Some(after), Some(ending)) => {
            let [all, these] = [before * shift.replications as f64, after * rows as f64].map(|n| n.round() as u64);
            format!(" {} of the {} simulations in which {ending} are among these.", count(these), count(all))
        }
        _ => String::new(),
    };
    Finding::new(headline, format!("{detail}{counts}"))
}

/// What a difference in value is made of: a value with no government action, and a loss to it.
pub(super) fn split_value(shift: &Shift) -> Option<Finding> {
    let (path, value) = shift.figures.first()?;
    let loss = shift.figures.get(&path.replacen("value", "loss", 1)).filter(|_| path.starts_with("value"))?;
    let (change, more) = (value.change.value?, loss.change.value?);
    let told = |change: f64, error: f64, what: &str, [less, greater]: [&str; 2]| {
        if change.abs() <= 2.0 * error {
            return format!("{what} does not differ measurably");
        }
        format!("{what} is {} {}", rounded_money(change.abs(), Some(error)), if change < 0.0 { less } else { greater })
    };
    let errors = [value.change.se?, loss.change.se?];
    let baseline =
        told(change + more, errors[0].hypot(errors[1]), "value with no government action", ["lower", "higher"]);
    let lost = told(more, errors[1], "the loss to government action", ["smaller", "greater"]);
    let name = capitalize(&paths::describe_figure(path, &shift.scenario));
    let (before, after) = (write_figure(&value.unit, value.before), write_figure(&value.unit, value.after));
    let chosen = if shift.holds_by_construction(path) { " These simulations were chosen by their value." } else { "" };
    Some(Finding::new(
        format!("{}, and {lost}.", capitalize(&baseline)),
        format!("{name}: {after}, instead of {before}.{chosen}"),
    ))
}

fn find_bad_scenario(shift: &Shift, condition: &str, moved: &[Moved], name: &str) -> Finding {
    if name.is_empty() {
        return Finding::new(
            format!("No input differs measurably in simulations {}.", describe_condition(condition, &shift.scenario)),
            "Chance decides it, or they are too few to tell.",
        );
    }
    let told: Vec<String> = leading(moved)
        .map(|m| {
            let [before, after] = [m.before[1], m.after[1]].map(|value| format_quantity(value, Some(m.dimension)));
            let sign = if m.shift < 0.0 { "" } else { "+" };
            let shift_of = estimated(m.shift, Some(m.se), "count");
            let input = paths::describe_input(&m.path, &shift.scenario);
            format!("{input} {sign}{shift_of} standard deviations (median {after} instead of {before})")
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
    Finding::new(
        format!(
            "Inputs that differ most in simulations {}: {}.",
            describe_condition(condition, &shift.scenario),
            join_list(&names)
        ),
        format!("{}.", capitalize(&told.join("; "))),
    )
}

pub(super) fn describe_change(shift: &Shift, path: &str, figure: &ShiftedFigure) -> Finding {
    let name = paths::describe_figure(path, &shift.scenario);
    let (before, after) = (write_figure(&figure.unit, figure.before), write_figure(&figure.unit, figure.after));
    let changed = match (figure.unit.as_str(), figure.change.value) {
        ("USD", Some(value)) => signed_money(value, figure.change.se),
        (_, Some(value)) => {
            let sign = if value < 0.0 { "" } else { "+" };
            let error = figure.change.se.map(|se| 100.0 * se);
            format!("{sign}{} percentage points", estimated(100.0 * value, error, "count"))
        }
        (_, None) => "unknown".to_owned(),
    };
    Finding::new(format!("{}: {after}, instead of {before}.", capitalize(&name)), format!("A change of {changed}."))
}

fn write_figure(unit: &str, told: Told) -> String {
    let Some(value) = told.value else { return "none".to_owned() };
    match (unit, told.se) {
        ("USD", se) => money_with_error(value, se),
        (_, se) => estimated(value, se, "share"),
    }
}

/// Which paragraphs say how it was found.
const fn name_method(shift: &Shift) -> &'static str {
    match &shift.by {
        ShiftedBy::Bands(_) => "bands",
        ShiftedBy::Probabilities(_) => "probabilities",
        ShiftedBy::Condition { .. } => "condition",
    }
}

/// Every figure before and after.
pub(super) fn figures_table(shift: &Shift) -> Table {
    let rows = shift.figures.iter().map(|(path, figure)| {
        let figures = [figure.before, figure.after, figure.change].into_iter().flat_map(|of| [of.value, of.se]);
        let cells = figures.map(|value| Cell::known(value, Unit::of_estimate(&figure.unit)));
        [Cell::text(path), Cell::text(&*figure.unit)].into_iter().chain(cells).collect()
    });
    Table::new("", ["figure", "unit", "before", "before_se", "after", "after_se", "change", "change_se"], rows)
}

/// Every input in the part and in the whole.
pub(super) fn inputs_table(moved: &[Moved]) -> Table {
    let rows = moved.iter().map(|m| {
        let figures = [m.shift, m.se].into_iter().chain(m.before).chain(m.after);
        std::iter::once(Cell::text(&*m.path)).chain(figures.map(|v| Cell::number(v, Unit::Number))).collect()
    });
    Table::new("", ["input", "shift_sd", "shift_se", "p5", "p50", "p95", "p5_there", "p50_there", "p95_there"], rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charts::shifted::sample;

    #[test]
    fn of_simulations_chosen_by_their_value_it_is_told_what_goes_with_it() {
        let mut shift = sample::condition(12);
        shift.how = How::Reweighted { rows: 1_000 };
        shift.replications = 4_000;
        let told = findings(&shift);
        // 61.2 + 24.1 − 48.3 − 31.6 billion.
        let first = &told[0].headline;
        assert!(first.starts_with("Value with no government action is $5.4bn lower, and the loss to gov"), "{first}");
        assert!(first.ends_with("is $7.5bn greater."), "{first}");
        assert!(told[1].headline.starts_with("Probability that the United States ends banned: 40.0%"), "{:?}", told[1]);
        // 40% of 1,000 of the 22% of 4,000.
        let counts = "400 of the 880 simulations in which the United States ends banned are among these.";
        assert!(told[1].detail.ends_with(counts), "{:?}", told[1]);
        assert!(told[1..].iter().all(|finding| !finding.headline.contains("alue outside China:")), "{told:?}");
        // An ending by which simulations were chosen is not found in them.
        if let ShiftedBy::Condition { condition, .. } = &mut shift.by {
            "us.banned".clone_into(condition);
        }
        assert!(
            findings(&shift)
                .iter()
                .all(|finding| !finding.headline.starts_with("Probability that the United States ends banned"))
        );
    }

    #[test]
    fn what_does_not_differ_is_not_said_to() {
        let mut shift = sample::condition(3);
        let loss = &mut shift.figures["loss_abroad.mean"];
        loss.change = Told { value: Some(0.5e9), se: Some(0.4e9) };
        let first = findings(&shift).remove(0).headline;
        assert!(first.ends_with("and the loss to government action does not differ measurably."), "{first}");
    }
}
