//! Which inputs are moved one at a time, and between which values.

use crate::analysis::sensitivity::Driver;
use crate::analysis::sensitivity::range::{describe_range, plausible_range};
use crate::analysis::sensitivity::swing::{InputKind, LeftOut, Movement};
use crate::quantity::format_exact;
use crate::scenario::fields::Timing;
use crate::scenario::{Input, Origin, Quantity, Scenario};

/// Quantiles at which an uncertain input is held: where the tenths of a tornado begin.
const QUANTILES: [f64; 2] = [0.1, 0.9];

/// Every input that is moved, and those that are not.
pub(super) struct Plan {
    pub(super) movements: Vec<Planned>,
    pub(super) left_out: Vec<LeftOut>,
}

/// An input with how it is moved.
#[derive(Debug, Clone)]
pub(super) struct Planned {
    pub(super) driver: Driver,
    pub(super) movement: Movement,
    /// Inputs that are drawn once and uncertain: held at a value, so that nothing else is drawn otherwise.
    held: Vec<String>,
    /// Others: written as settings.
    written: Vec<Written>,
    /// From where an end is narrowed.
    middle: f64,
}

#[derive(Debug, Clone)]
struct Written {
    path: String,
    dimension: crate::quantity::Dimension,
}

/// What makes one end.
pub(super) struct End {
    pub(super) settings: Vec<String>,
    pub(super) held: Vec<(String, f64)>,
}

impl Planned {
    /// What moves the input a part of the way to an end; none where it has no such end.
    pub(super) fn end(&self, side: usize, part: f64) -> Option<End> {
        let value = self.place(side, part)?;
        let setting = |written: &Written| format!("{}={}", written.path, format_exact(value, written.dimension));
        Some(End {
            settings: self.written.iter().map(setting).collect(),
            held: self.held.iter().map(|path| (path.clone(), value)).collect(),
        })
    }

    /// Leaves the end where a part of the way leads.
    pub(super) fn narrow(&mut self, side: usize, part: f64) {
        self.movement.ends[side] = self.place(side, part);
    }

    fn place(&self, side: usize, part: f64) -> Option<f64> {
        let end = self.movement.ends[side]?;
        Some(if part == 1.0 { end } else { self.middle + part * (end - self.middle) })
    }
}

/// What is moved of a scenario.
pub(super) fn plan(scenario: &Scenario) -> Plan {
    let in_force = format!("strategies.{}.", scenario.strategy());
    let (mut movements, mut left_out) = (Vec::new(), Vec::new());
    for (number, input) in scenario.inputs().iter().enumerate() {
        let path = input.path();
        if path.starts_with("strategies.") && !path.starts_with(&in_force) {
            left_out.push(leave_out(input, "its strategy is not in force"));
            continue;
        }
        match move_input(scenario, number, input) {
            Ok(planned) => movements.push(planned),
            Err(reason) => left_out.push(leave_out(input, reason)),
        }
    }
    movements.extend(move_bidders(scenario));
    Plan { movements, left_out }
}

fn leave_out(input: &Input, reason: &str) -> LeftOut {
    LeftOut { path: input.path().to_owned(), reason: reason.to_owned() }
}

fn move_input(scenario: &Scenario, number: usize, input: &Input) -> Result<Planned, &'static str> {
    let dimension = input.field().dimension;
    let base = scenario.known_value(number);
    let (ends, rule) = match base {
        Some(value) => {
            let range = plausible_range(value, input.field());
            (range.ok_or("it is 0, and is moved in proportion")?, describe_range(dimension).to_owned())
        }
        None => spread(scenario, input)?,
    };
    let is_drawn_once = base.is_none() && input.field().timing == Timing::Once;
    let path = input.path().to_owned();
    Ok(Planned {
        driver: Driver { paths: vec![path.clone()], dimension: Some(dimension), grouped: false, together: Vec::new() },
        middle: base.unwrap_or_else(|| scenario.value(number, 0.5)),
        held: if is_drawn_once { vec![path.clone()] } else { Vec::new() },
        written: if is_drawn_once { Vec::new() } else { vec![Written { path, dimension }] },
        movement: movement(kind(input, base.is_some()), base, ends, rule),
    })
}

fn movement(kind: InputKind, base: Option<f64>, ends: [f64; 2], rule: String) -> Movement {
    Movement { kind, base, ends: ends.map(Some), rule, narrowed: None, simulations: 0 }
}

fn kind(input: &Input, is_known: bool) -> InputKind {
    match (input.origin(), is_known, input.field().timing) {
        _ if input.path().starts_with("strategies.") => InputKind::Choice,
        (Origin::Default, ..) => InputKind::Default,
        (_, true, _) => InputKind::Known,
        (_, false, Timing::EachUse) => InputKind::EachUse,
        (_, false, Timing::Once) => InputKind::Uncertain,
    }
}

/// The ends of an uncertain input: its 10% and 90% quantile; its least and greatest value where both are one.
fn spread(scenario: &Scenario, input: &Input) -> Result<([f64; 2], String), &'static str> {
    let quantile = |level: f64| match input.quantity() {
        Quantity::Distribution(distribution) => distribution.quantile(level),
        Quantity::Column { data, column } => {
            let mut values: Vec<f64> = scenario.data()[*data].rows().iter().map(|row| row[*column]).collect();
            values.sort_unstable_by(f64::total_cmp);
            values[((level * values.len() as f64) as usize).min(values.len() - 1)]
        }
    };
    let tenths = QUANTILES.map(quantile);
    if tenths[0] < tenths[1] {
        return Ok((tenths, "10% to 90%".to_owned()));
    }
    let ends = [f64::MIN_POSITIVE, 1.0 - f64::EPSILON].map(quantile);
    if ends[0] < ends[1] { Ok((ends, "least to greatest".to_owned())) } else { Err("it has one value only") }
}

/// All bidders at once: nobody turns up, or all do.
fn move_bidders(scenario: &Scenario) -> Option<Planned> {
    let is_interest = |path: &str| path.starts_with("deal.bidders.") && path.ends_with(".interest");
    let interests = scenario.inputs().iter().enumerate().filter(|(_, input)| is_interest(input.path()));
    let (known, uncertain): (Vec<_>, Vec<_>) =
        interests.partition(|(number, _)| scenario.known_value(*number).is_some());
    let paths: Vec<String> = known.iter().chain(&uncertain).map(|(_, input)| input.path().to_owned()).collect();
    let written =
        |(_, input): &(usize, &Input)| Written { path: input.path().to_owned(), dimension: input.field().dimension };
    (paths.len() > 1).then(|| Planned {
        driver: Driver { paths, dimension: None, grouped: false, together: Vec::new() },
        movement: movement(InputKind::Bidders, None, [0.0, 1.0], "none turns up, or all do".to_owned()),
        held: uncertain.iter().map(|(_, input)| input.path().to_owned()).collect(),
        written: known.iter().map(written).collect(),
        middle: 0.5,
    })
}
