//! Charts of a run seen otherwise: before and after.

mod figures;
mod moved;
#[cfg(test)]
pub(crate) mod sample;
#[cfg(test)]
mod tests;
mod value;

use crate::analysis::shift::{Band, How, Shift, ShiftedBy, Told};
use crate::charts::sheet::{Origin, Sheet};
use crate::charts::{Chart, ChartError, Table};
use crate::text::names::join_list;
use crate::text::numbers::{count, percent, spoken_percent};
use crate::text::phrases::{describe_column, describe_condition, format_quantity, input_in_title};

/// The charts of a shifted run; those whose figures are missing are left out.
///
/// # Errors
/// [`ChartError::Summary`] where its lists do not fit together.
pub fn shift(of: &Shift) -> Result<Vec<Chart>, ChartError> {
    check(of)?;
    let moved = match &of.by {
        ShiftedBy::Condition { moved, .. } => moved::chart(of, moved),
        ShiftedBy::Bands(_) | ShiftedBy::Probabilities(_) => None,
    };
    Ok([value::chart(of), figures::chart(of), moved].into_iter().flatten().collect())
}

/// Whether its lists fit together: its file may have been edited since it was written.
fn check(of: &Shift) -> Result<(), ChartError> {
    let damaged = |what: &str| Err(ChartError::Summary(what.to_owned()));
    let rising = of.grid.is_sorted() && of.grid.iter().all(|level| level.is_finite());
    let share =
        |lists: &[f64]| lists.len() == of.grid.len() && lists.iter().all(|share| (-1e-6..=1.0 + 1e-6).contains(share));
    if !rising || !share(&of.below_before) || !share(&of.below_after) {
        return damaged("its distributions do not go with their levels of value");
    }
    let finite = |told: &Told| [told.value, told.se].into_iter().flatten().all(f64::is_finite);
    if !of.figures.values().all(|figure| [figure.before, figure.after, figure.change].iter().all(finite)) {
        return damaged("a figure is not finite");
    }
    if let ShiftedBy::Condition { moved, .. } = &of.by {
        let figures =
            moved.iter().flat_map(|input| [input.shift, input.se].into_iter().chain(input.before).chain(input.after));
        if !figures.into_iter().all(f64::is_finite) {
            return damaged("a moved input is not finite");
        }
    }
    Ok(())
}

/// What a chart of the run says; its subtitle and its figures in words are to come.
fn sheet(of: &Shift, name: &str, kind: &str, title: String, table: Table) -> Sheet {
    Sheet::new(name, kind, title, table, Origin::of_study(&of.scenario, of.seed, of.replications, &of.version))
}

/// What is told of each history: that of the figure that leads.
fn told(of: &Shift) -> (&str, String) {
    let leading = of.figures.keys().next().and_then(|path| path.split('.').next()).unwrap_or("value");
    (leading, describe_column(leading, &of.scenario))
}

/// What was done, as a title begins: `In histories with value below $20bn`.
fn what(of: &Shift) -> String {
    match &of.by {
        ShiftedBy::Bands(bands) => {
            let mut told: Vec<String> = bands.iter().take(2).map(|band| in_band(of, band)).collect();
            if bands.len() > 2 {
                told.push(format!("{} more inputs in bands", bands.len() - 2));
            }
            format!("With {}", join_list(&told))
        }
        ShiftedBy::Probabilities(stated) => {
            let mut told: Vec<String> = stated
                .iter()
                .take(2)
                .map(|event| {
                    let which = describe_condition(&event.condition, &of.scenario);
                    let [before, after] = [event.before, event.after].map(spoken_percent);
                    format!("simulations {which} are put at {after}, not {before}")
                })
                .collect();
            if stated.len() > 2 {
                told.push(format!("{} more chances are changed", stated.len() - 2));
            }
            format!("If {}", join_list(&told))
        }
        ShiftedBy::Condition { condition, .. } => {
            format!("In simulations {}", describe_condition(condition, &of.scenario))
        }
    }
}

/// What the two sides of the charts are called. A part of the histories does not come after the whole.
fn sides(of: &Shift) -> [&'static str; 2] {
    match of.by {
        ShiftedBy::Condition { .. } => ["all simulations", "these"],
        ShiftedBy::Bands(_) | ShiftedBy::Probabilities(_) => ["before", "after"],
    }
}

/// From before to after, behind the name of a figure. A part is not what becomes of the whole: nothing rises or falls.
fn goes(of: &Shift, more: bool, from: &str, to: &str) -> String {
    match (&of.by, more) {
        (ShiftedBy::Condition { .. }, _) => format!("is {to} instead of {from}"),
        (_, true) => format!("rises from {from} to {to}"),
        (_, false) => format!("falls from {from} to {to}"),
    }
}

fn in_band(of: &Shift, band: &Band) -> String {
    let name = input_in_title(&band.path, &of.scenario);
    match band.shares {
        [low, high] if low <= 0.0 && high < 1.0 => format!("{name} in its lowest {}", percent(high, place(high))),
        [low, high] if low > 0.0 && high >= 1.0 => {
            format!("{name} in its highest {}", percent(1.0 - low, place(1.0 - low)))
        }
        _ => {
            let end = |value: Option<f64>| {
                value.map_or("any".to_owned(), |value| format_quantity(value, Some(band.dimension)))
            };
            match band.values.map(end) {
                [low, high] if low == high => format!("{name} at {low}"),
                [low, high] => format!("{name} between {low} and {high}"),
            }
        }
    }
}

fn place(share: f64) -> f64 {
    if share < 0.01 { 0.001 } else { 0.01 }
}

/// Where the histories after come from.
fn source(of: &Shift) -> String {
    let effective = count(of.worth());
    let before = count(of.replications);
    match of.how {
        How::Reweighted { rows } if matches!(of.by, ShiftedBy::Condition { .. }) => {
            format!("these: {} of {before} simulations", count(rows))
        }
        How::Reweighted { rows } if rows == of.replications => {
            format!("after: the same {before} simulations weighted anew, worth {effective} evenly weighted ones")
        }
        How::Reweighted { rows } => {
            format!(
                "before: {before} simulations; after: {} of them, worth {effective} evenly weighted ones",
                count(rows)
            )
        }
        How::Focused { rows } => {
            format!(
                "these: {} of {before} simulations drawn towards it, worth {effective} evenly weighted ones",
                count(rows)
            )
        }
        How::Simulated { rows, found } => format!(
            "before: {before} simulations; after: {} simulated anew, since {} of those before lay there",
            count(rows),
            if found == 0 { "none".to_owned() } else { format!("only {}", count(found)) }
        ),
    }
}
