//! What is told where inputs were moved one at a time.

use std::collections::BTreeMap;

use super::{NAMED, name_driver};
use crate::analysis::Interval;
use crate::analysis::sensitivity::{FigureSwings, InputKind, LeftOut, Movement, Sensitivity, Swing};
use crate::report::narrative::Finding;
use crate::report::words::{capitalize, join_list};
use crate::table::{Cell, Table, Unit};
use crate::text::kinds::{describe_end, describe_kind, signed_change};
use crate::text::numbers::{count, estimated, percent};
use crate::text::paths::{describe_figure, describe_input};
use crate::text::phrases::describe_lone_dependence;

/// Inputs that the terminal lists.
const LISTED: usize = 12;
/// Inputs that a sentence names.
const FEW: usize = 6;
/// Standard errors within which a share is not told from nothing.
const NOISE: f64 = 2.0;

/// What was found, a figure after the other, and what was not moved.
pub(super) fn findings(
    study: &Sensitivity,
    movements: &[Movement],
    figures: &[FigureSwings],
    left_out: &[LeftOut],
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for figure in figures {
        findings.push(describe_leading(study, movements, figure));
        findings.extend(describe_chance(study, figure));
    }
    findings.extend(describe_rest(study, movements, figures));
    findings.extend(describe_left_out(study, left_out));
    findings
}

fn describe_leading(study: &Sensitivity, movements: &[Movement], figure: &FigureSwings) -> Finding {
    let what = describe_figure(&figure.metric, &study.scenario);
    let foremost = figure.foremost(NAMED);
    let names: Vec<String> = foremost.drivers.iter().map(|&driver| name_with_kind(study, movements, driver)).collect();
    let headline = match (figure.base, names.as_slice()) {
        (None, _) => format!("{} does not exist in these simulations.", capitalize(&what)),
        (_, []) => {
            let the = if what.starts_with("probability") { "the " } else { "" };
            format!("No input moves {the}{what} by more than chance explains.")
        }
        (_, names) => format!("{} {}.", capitalize(&what), describe_lone_dependence(&foremost, names)),
    };
    let details: Vec<String> =
        foremost.drivers.iter().filter_map(|&driver| describe_swing(study, movements, figure, driver)).collect();
    Finding::new(headline, details.join(" "))
}

fn name_with_kind(study: &Sensitivity, movements: &[Movement], driver: usize) -> String {
    let name = name_driver(study, driver);
    match movements[driver].kind {
        InputKind::Default => format!("{name} (a default that the file does not set)"),
        _ => name,
    }
}

fn describe_swing(study: &Sensitivity, movements: &[Movement], figure: &FigureSwings, driver: usize) -> Option<String> {
    let (swing, movement): (Swing, _) = (figure.swings[driver]?, &movements[driver]);
    let end = |side: usize| {
        let at = describe_end(movement, side, study.drivers[driver].dimension);
        let at = match (movement.kind, side) {
            (InputKind::Bidders, 0) => "if none turns up".to_owned(),
            (InputKind::Bidders, _) => "if all turn up".to_owned(),
            _ => format!("at {at}"),
        };
        swing.ends[side].map(|end| format!("{} {at}", estimated(end.value, None, &figure.unit)))
    };
    let ends: Vec<String> = [0, 1].into_iter().filter_map(end).collect();
    let kind = match movement.kind {
        InputKind::Default => format!("default, {}", movement.rule),
        kind => format!("{}, {}", describe_kind(kind), movement.rule),
    };
    let Interval { estimate, se, .. } = swing.size;
    Some(format!(
        "{} ({kind}): {}; a swing of {}.",
        capitalize(&name_driver(study, driver)),
        join_list(&ends),
        signed_change(estimate, Some(se), &figure.unit)
    ))
}

/// What chance makes of the variance, as a sentence that does not say less than nothing.
fn describe_chance(study: &Sensitivity, figure: &FigureSwings) -> Option<Finding> {
    let chance = figure.chance?;
    let what = describe_figure(&figure.metric, &study.scenario);
    let whose = match what.strip_prefix("probability that ") {
        Some(happens) => format!("whether {happens}"),
        None => what.strip_prefix("mean ").unwrap_or(&what).to_owned(),
    };
    let (share, se) = (chance.estimate.clamp(0.0, 1.0), chance.se);
    let written = |share: f64| estimated(share, Some(se), "share");
    let at_most = |share: f64| percent((share + NOISE * se).min(1.0), 0.01);
    let headline = if se == 0.0 && share == 0.0 {
        format!("Chance plays no part in {whose}: with the same inputs every simulation ends alike.")
    } else if se == 0.0 && share == 1.0 {
        format!("All variation of {whose} is chance: no input of the file is uncertain.")
    } else if share <= NOISE * se {
        format!(
            "The share of chance in the variance of {whose} is not distinguishable from 0: at most {}.",
            at_most(share)
        )
    } else if 1.0 - share <= NOISE * se {
        format!(
            "The share of uncertain inputs in the variance of {whose} is not distinguishable from 0: at most {}; the rest is chance.",
            at_most(1.0 - share)
        )
    } else {
        format!(
            "Chance makes {} of the variance of {whose} from one simulation to another; uncertain inputs make the rest.",
            written(share)
        )
    };
    Some(Finding::new(headline, "Chance is what no input decides: whether and when events come, and how they end."))
}

/// Inputs that were moved and are not named.
fn describe_rest(study: &Sensitivity, movements: &[Movement], figures: &[FigureSwings]) -> Vec<Finding> {
    let inputs = |n: usize| if n == 1 { "1 input".to_owned() } else { format!("{} inputs", count(n as u64)) };
    let drivers = 0..study.drivers.len();
    let standing: Vec<Vec<bool>> = figures.iter().map(FigureSwings::standing).collect();
    let is_still =
        |driver: &usize| figures.iter().all(|figure| figure.swings[*driver].is_none_or(|swing| swing.is_nothing()));
    let stands = |driver: &usize| standing.iter().any(|standing| standing[*driver]);
    let still: Vec<usize> = drivers.clone().filter(is_still).collect();
    let noise: Vec<usize> = drivers.filter(|driver| !is_still(driver) && !stands(driver)).collect();
    let mut findings = Vec::new();
    if !noise.is_empty() {
        let simulations = noise.iter().map(|&driver| movements[driver].simulations);
        let (least, most) = (simulations.clone().min().unwrap_or(0), simulations.max().unwrap_or(0));
        let range = if least == most { count(most) } else { format!("{} to {}", count(least), count(most)) };
        let headline =
            format!("{} not distinguishable from noise at {range} simulations.", is_are(&inputs(noise.len())));
        findings.push(Finding::new(headline, name_some(study, &noise)));
    }
    if !still.is_empty() {
        let headline = format!("{} moved nothing in any simulation.", inputs(still.len()));
        findings.push(Finding::new(headline, name_some(study, &still)));
    }
    let narrowed: Vec<usize> = (0..movements.len()).filter(|&driver| movements[driver].narrowed.is_some()).collect();
    if !narrowed.is_empty() {
        let told = narrowed.iter().take(FEW).map(|&driver| {
            let reason = movements[driver].narrowed.as_deref().unwrap_or_default();
            format!("{}: {reason}.", capitalize(&name_driver(study, driver)))
        });
        let headline = format!(
            "{} moved over a narrower range than by the rule: beyond it the scenario is not valid.",
            was_were(&inputs(narrowed.len()))
        );
        findings.push(Finding::new(headline, told.collect::<Vec<_>>().join(" ")));
    }
    findings
}

fn was_were(inputs: &str) -> String {
    if inputs.starts_with("1 ") { format!("{inputs} was") } else { format!("{inputs} were") }
}

fn is_are(inputs: &str) -> String {
    if inputs.starts_with("1 ") { format!("{inputs} is") } else { format!("{inputs} are") }
}

fn name_some(study: &Sensitivity, drivers: &[usize]) -> String {
    let names: Vec<String> = drivers.iter().take(FEW).map(|&driver| name_driver(study, driver)).collect();
    let more = drivers.len() - names.len();
    let rest =
        if more > 0 { format!("; and {} more, all in sensitivity.csv", count(more as u64)) } else { String::new() };
    format!("{}{rest}.", capitalize(&names.join("; ")))
}

fn describe_left_out(study: &Sensitivity, left_out: &[LeftOut]) -> Option<Finding> {
    let mut by_reason: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    left_out.iter().for_each(|out| by_reason.entry(&out.reason).or_default().push(&out.path));
    let told = by_reason.iter().map(|(reason, paths)| {
        let names: Vec<String> = paths.iter().take(FEW).map(|path| describe_input(path, &study.scenario)).collect();
        let more = paths.len() - names.len();
        let rest = if more > 0 { format!("; and {more} more") } else { String::new() };
        format!("{}: {}{rest}.", capitalize(reason), names.join("; "))
    });
    let told: Vec<String> = told.collect();
    let inputs = if left_out.len() == 1 { "1 input was".to_owned() } else { format!("{} inputs were", left_out.len()) };
    (!told.is_empty()).then(|| Finding::new(format!("{inputs} not moved."), told.join(" ")))
}

/// The inputs that lead, for a terminal.
pub(super) fn leading_table(study: &Sensitivity, movements: &[Movement], figure: &FigureSwings) -> Option<Table> {
    let row = |driver: usize| {
        let (swing, movement) = (figure.swings[driver]?, &movements[driver]);
        let end = |side: usize| Cell::text(describe_end(movement, side, study.drivers[driver].dimension));
        let Interval { estimate, se, .. } = swing.size;
        let change = signed_change(estimate, Some(se), &figure.unit);
        let name = Cell::text(capitalize(&name_driver(study, driver)));
        Some(vec![name, Cell::text(describe_kind(movement.kind)), end(0), end(1), Cell::figure(change, estimate)])
    };
    let rows: Vec<Vec<Cell>> = figure.leading().into_iter().take(LISTED).filter_map(row).collect();
    let what = describe_figure(&figure.metric, &study.scenario);
    let caption = format!("{}, one input at a time from low to high:", capitalize(&what));
    (!rows.is_empty()).then(|| Table::new(caption, ["Input", "What it is", "Low", "High", "Swing"], rows))
}

/// A row for each input and figure.
pub(super) fn table(study: &Sensitivity, movements: &[Movement], figures: &[FigureSwings]) -> Table {
    let heads = "driver kind range input input_low input_high simulations metric base low low_change low_change_se high high_change \
                 high_change_se swing swing_se beyond_noise";
    let mut rows = Vec::new();
    let number = |figure: Option<f64>| Cell::known(figure, Unit::Number);
    for figure in figures {
        let standing = figure.standing();
        for (driver, movement) in movements.iter().enumerate() {
            let swing = figure.swings[driver];
            let kind = serde_json::to_value(movement.kind).ok().and_then(|kind| kind.as_str().map(str::to_owned));
            let mut row = vec![
                Cell::text(study.drivers[driver].paths.join(" + ")),
                Cell::text(kind.unwrap_or_default()),
                Cell::text(&*movement.rule),
                number(movement.base),
                number(movement.ends[0]),
                number(movement.ends[1]),
                Cell::count(movement.simulations),
                Cell::text(&*figure.metric),
                number(figure.base),
            ];
            for side in 0..2 {
                let end = swing.and_then(|swing| swing.ends[side]);
                row.push(number(end.map(|end| end.value)));
                row.extend(interval(end.map(|end| end.change)));
            }
            row.extend(interval(swing.map(|swing| swing.size)));
            row.push(Cell::text(if standing[driver] { "true" } else { "false" }));
            rows.push(row);
        }
    }
    Table::new("", heads.split_whitespace(), rows)
}

fn interval(of: Option<Interval>) -> [Cell; 2] {
    [of.map(|of| of.estimate), of.map(|of| of.se)].map(|figure| Cell::known(figure, Unit::Number))
}
