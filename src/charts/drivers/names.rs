//! Names of drivers: of one input, of several that move together, of luck.

use crate::analysis::sensitivity::{Driver, Sensitivity};
use crate::text::kinds::BIDDERS;
use crate::text::names::capitalize;
use crate::text::paths::describe_input;
use crate::text::phrases::input_in_title;

/// Within a line.
pub(super) fn name_of(of: &Sensitivity, number: usize) -> String {
    named(of, number, |path| describe_input(path, &of.scenario), "chance (what no input decides)")
}

/// At the beginning of a line.
pub(super) fn row_of(of: &Sensitivity, number: usize) -> String {
    capitalize(&name_of(of, number))
}

/// In a title.
pub(super) fn title_of(of: &Sensitivity, number: usize) -> String {
    named(of, number, |path| input_in_title(path, &of.scenario), "chance")
}

fn named(of: &Sensitivity, number: usize, one: impl Fn(&str) -> String, luck: &str) -> String {
    if of.is_number_of_bidders(number) {
        return BIDDERS.to_owned();
    }
    match of.drivers.get(number).map(|driver| driver.paths.as_slice()).unwrap_or_default() {
        [] => luck.to_owned(),
        [path] => one(path),
        [path, _] => format!("{} with another", one(path)),
        [path, rest @ ..] => format!("{} with {} others", one(path), rest.len()),
    }
}

pub(super) fn is_luck(of: &Sensitivity, number: usize) -> bool {
    of.drivers.get(number).is_some_and(Driver::is_luck)
}

/// Mark behind the name of what moves together with others.
pub(super) fn mark_of(of: &Sensitivity, number: usize) -> &'static str {
    if of.drivers.get(number).is_some_and(|driver| driver.grouped) { " *" } else { "" }
}

/// What the mark means, where one of these has it.
pub(super) fn mark_meaning(of: &Sensitivity, shown: &[usize]) -> Option<String> {
    let mut drivers = shown.iter().filter_map(|number| of.drivers.get(*number));
    let first = drivers.find(|driver| driver.grouped)?;
    let words = if first.paths.len() > 1 { "* inputs that move together" } else { "* moves together with others" };
    Some(words.to_owned())
}
