//! Charts of a sweep: how each figure moves with what is varied.

mod axis;
mod bend;
mod cells;
mod classes;
mod contours;
mod families;
mod finding;
mod heat;
mod input;
mod line;
mod map;
mod panels;
mod rows;
#[cfg(test)]
pub(crate) mod sample;
mod scatter;
#[cfg(test)]
mod tests;
mod view;

use super::{Chart, ChartError};
use crate::analysis::Sweep;
use view::{View, check, stem};

/// Most figures that are drawn; the others are in the tables.
pub(crate) const MOST_FIGURES: usize = 12;

/// A chart for each of the first figures of a sweep; those that exist at no point are left out.
///
/// # Errors
/// [`ChartError::Summary`] where its lists do not fit together.
pub fn sweep(sweep: &Sweep) -> Result<Vec<Chart>, ChartError> {
    check(sweep)?;
    let mut taken = Vec::new();
    let figures = sweep.figures.iter().take(MOST_FIGURES);
    let views = figures.map(|(path, figure)| View::new(sweep, path, figure, stem(path, &mut taken)));
    Ok(views.filter(|view| !view.known().is_empty()).map(|view| chart(&view)).collect())
}

/// The chart that suits the inputs.
fn chart(view: &View) -> Chart {
    let words: Vec<bool> = view.inputs.iter().map(input::Input::is_words).collect();
    let few = |input: usize| view.inputs[input].places.len() <= families::MOST;
    match (words.as_slice(), view.sweep.is_full_grid()) {
        ([true], _) => rows::chart(view),
        ([false], _) => line::chart(view),
        ([true, false], true) if few(0) => families::chart(view, (0, 1)),
        ([false, true], true) if few(1) => families::chart(view, (1, 0)),
        ([_, _], true) => heat::chart(view),
        ([_, _, _], true) => panels::chart(view),
        _ => scatter::chart(view),
    }
}
