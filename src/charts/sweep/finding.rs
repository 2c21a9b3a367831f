//! What a sweep shows, in a sentence.

use super::bend::describe_bend;
use super::input::Input;
use super::view::View;
use crate::text::names::{decapitalize, join_list};
use crate::text::numbers::count;

/// How much more of the spread an input must account for to matter more than the next.
const CLEARLY: f64 = 1.3;
/// Inputs that a sentence names one by one.
const NAMED: usize = 3;

/// The title of a chart of one input.
pub(super) fn of_one(view: &View, points: &[usize]) -> String {
    let input = &view.inputs[0];
    let known: Vec<usize> = points.iter().copied().filter(|point| view.value(*point).is_some()).collect();
    let (Some(first), Some(last)) = (known.first(), known.last()) else { return nowhere(view) };
    if input.places.len() < 2 || known.len() < 2 || view.is_noise() {
        return still(view);
    }
    let told = |point: &usize| view.value(*point).map(|v| view.write(v)).unwrap_or_default();
    let values: Vec<f64> = known.iter().filter_map(|point| view.value(*point)).collect();
    let (start, end) = (values[0], values[values.len() - 1]);
    let (name, figure) = (view.title_input(input), view.title_name());
    let slack = view.pooled().unwrap_or(0.0) + (end - start).abs() * 0.02;
    let turned = |sign: f64| {
        let mut best = f64::NEG_INFINITY;
        values.iter().any(|v| {
            best = best.max(v * sign);
            v * sign < best - slack
        })
    };
    let verb = if end > start { "rises" } else { "falls" };
    if !input.is_words() && !turned((end - start).signum()) && told(first) != told(last) {
        let comma = if name.contains(", ") { "," } else { "" };
        return format!(
            "{figure} {verb} from {} to {} as the {name}{comma} goes from {} to {}",
            told(first),
            told(last),
            input.told(*first),
            input.told(*last)
        );
    }
    highest(view, NAMED)
}

/// The title of a chart of several inputs.
pub(super) fn of_many(view: &View) -> String {
    if view.known().is_empty() {
        return nowhere(view);
    }
    if view.known().len() < 2 || view.is_noise() {
        return still(view);
    }
    let most = describe_bend(view).or_else(|| most_important(view));
    let most = most.map(|words| format!("; {words}")).unwrap_or_default();
    if view.inputs.len() > NAMED {
        let Some((low, high)) = view.span() else { return nowhere(view) };
        return format!(
            "Over {} points, {} ranges from {} to {}{most}",
            count(view.known().len() as u64),
            decapitalize(&view.title_name()),
            view.write(low),
            view.write(high)
        );
    }
    format!("{}{most}", highest(view, NAMED))
}

/// Where the figure is highest and lowest.
fn highest(view: &View, named: usize) -> String {
    let Some((low, high)) = view.extremes() else { return nowhere(view) };
    let told = |point: usize| view.value(point).map(|v| view.write(v)).unwrap_or_default();
    let shown = &view.inputs[..view.inputs.len().min(named)];
    let lowest: Vec<String> = shown.iter().map(|input| short(input, low)).collect();
    let named = |point: usize| {
        let named = shown.iter().map(|input| format!("{} {}", view.title_input(input), short(input, point)));
        join_list(&named.collect::<Vec<_>>())
    };
    // A highest point that is not known to be higher than where the scenario stands is chance.
    match view.find_sides() {
        Some([true, false]) => {
            let (figure, least) = (view.title_name(), told(low));
            return format!(
                "{figure} is lowest ({least}) at {}, nowhere measurably above the scenario's own",
                named(low)
            );
        }
        Some([false, true]) => {
            let (figure, most) = (view.title_name(), told(high));
            return format!(
                "{figure} is highest ({most}) at {}, nowhere measurably below the scenario's own",
                named(high)
            );
        }
        _ => {}
    }
    format!(
        "{} is highest ({}) at {}, lowest ({}) at {}",
        view.title_name(),
        told(high),
        named(high),
        told(low),
        join_list(&lowest)
    )
}

fn short(input: &Input, point: usize) -> String {
    let told = input.told(point);
    if told.chars().count() <= 40 { told } else { told.chars().take(39).chain(['…']).collect() }
}

/// Which input matters most, in words.
fn most_important(view: &View) -> Option<String> {
    let mut shares = Vec::new();
    for input in &view.inputs {
        shares.push((input, view.importance(input)?));
    }
    shares.sort_by(|a, b| b.1.total_cmp(&a.1));
    let ((first, most), (_, next)) = (shares.first()?, shares.get(1)?);
    let two = shares.len() == 2;
    if *most > CLEARLY * next {
        return Some(format!("{} matters {}", view.title_input(first), if two { "more" } else { "most" }));
    }
    two.then(|| "both inputs matter about as much".to_owned())
}

/// The title of a figure that nothing moves.
fn still(view: &View) -> String {
    let Some((low, high)) = view.span() else { return nowhere(view) };
    let (figure, low, high) = (view.title_name(), view.write(low), view.write(high));
    match view.known().len() {
        1 if view.sweep.points() == 1 => format!("{figure} is {low} at the only point"),
        1 => format!("{figure} exists at one point of {}: {low}", count(view.sweep.points() as u64)),
        n if low != high && view.find_sides().is_none() && view.pooled().is_some() => format!(
            "{figure} is {low} to {high} at {} points, each known to ± {} only: too coarse to tell what moves it",
            count(n as u64),
            view.write(view.pooled().unwrap_or_default())
        ),
        n if low == high => format!("{figure} does not move beyond noise: {low} at {} points", count(n as u64)),
        n => format!("{figure} does not move beyond noise: {low} to {high} at {} points", count(n as u64)),
    }
}

fn nowhere(view: &View) -> String {
    format!("{} exists at none of {} points", view.title_name(), count(view.sweep.points() as u64))
}
