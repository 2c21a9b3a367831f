//! Which points a sweep visits.

use std::borrow::Cow;

use jiff::civil::Date;

use super::{SweepDesign, SweptInput};
use crate::analysis::LeadingValue;
use crate::csv_table::CsvTable;
use crate::draws::{Design, Key, Kind, Purpose, Streams, stratify};
use crate::expression::{Expression, ExpressionError, Meaning, Unit, Vocabulary, Words};
use crate::quantity::{Fault, printable};
use crate::scenario::{Axis, Level, Scale, Scenario, Spread};

/// Most points of a sweep.
const MOST: usize = 10_000_000;
/// Most values of a sweep, one for each input at each point: of ranges they take some 1.5 GB.
pub const MOST_VALUES: usize = 20_000_000;

/// How points are chosen, before it is known what is varied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// Every value with every other.
    Grid,
    /// Values in pairs.
    Zip,
    /// So many points of a Latin hypercube.
    Lhs(usize),
    /// So many points of a scrambled Sobol' sequence.
    Sobol(usize),
}

/// What is varied, and at which levels at each point.
#[derive(Debug, Clone, PartialEq)]
pub struct Points {
    design: SweepDesign,
    inputs: Vec<SweptInput>,
    filter: Option<String>,
}

/// Why a sweep has no points.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PointsError {
    /// What an input is varied over cannot be read.
    #[error("--vary {}: {}", printable(.path), .fault.shown(.written))]
    Axis {
        /// Its path.
        path: String,
        /// What was written.
        written: String,
        /// What is wrong with it.
        fault: Fault,
    },
    /// An input is varied twice.
    #[error("`{}` is varied twice", printable(.0))]
    Twice(String),
    /// Nothing is varied.
    #[error("nothing is varied; name an input, as in --vary 'events.us-order.deadline=30 days..360 days:12'")]
    Nothing,
    /// Lists that go in pairs are not of one length.
    #[error("--zip pairs values, and {0}")]
    Lengths(String),
    /// The condition that keeps points cannot be read.
    #[error("--where: {0}")]
    Filter(#[from] ExpressionError),
    /// No point is left.
    #[error("no point fulfils --where '{}'", printable(.0))]
    None(String),
    /// More points than a sweep may have.
    #[error("a sweep has at most {MOST} points")]
    TooMany,
    /// More values, points times inputs, than are in memory at once.
    #[error(
        "a sweep has at most {MOST_VALUES} values, and {points} points of {inputs} inputs have {}",
        points.saturating_mul(*inputs)
    )]
    TooLarge {
        /// Its points.
        points: usize,
        /// What it varies.
        inputs: usize,
    },
    /// A design that does not exist.
    #[error("there is no design `{}`; write grid, lhs:200, sobol:256, or the name of a file that ends in .csv", printable(.0))]
    Design(String),
    /// A file of points that cannot be read.
    #[error("--design {file}: {reason}")]
    File {
        /// The file.
        file: String,
        /// What is wrong with it.
        reason: String,
    },
}

impl Choice {
    /// Reads `grid`, `lhs:N` or `sobol:N`.
    ///
    /// # Errors
    /// For anything else.
    pub fn parse(text: &str) -> Result<Self, PointsError> {
        let wrong = || PointsError::Design(text.to_owned());
        let Some((name, points)) = text.split_once(':') else {
            return if text == "grid" { Ok(Self::Grid) } else { Err(wrong()) };
        };
        let points: usize = points.trim().parse().ok().filter(|n| *n > 0).ok_or_else(wrong)?;
        match name.trim() {
            _ if points > MOST => Err(PointsError::TooMany),
            "lhs" => Ok(Self::Lhs(points)),
            "sobol" => Ok(Self::Sobol(points)),
            _ => Err(wrong()),
        }
    }

    /// Whether points lie anywhere in a range, and not at given values.
    const fn is_sampled(self) -> bool {
        matches!(self, Self::Lhs(_) | Self::Sobol(_))
    }
}

impl Points {
    /// The points of `vary`, pairs of a path and what it is varied over. Sampled designs draw from `seed`.
    ///
    /// # Errors
    /// [`PointsError`].
    pub fn plan(vary: &[(String, String)], choice: Choice, seed: u64) -> Result<Self, PointsError> {
        let mut axes: Vec<Axis> = Vec::new();
        for (path, written) in vary {
            if axes.iter().any(|axis| axis.path == *path) {
                return Err(PointsError::Twice(path.clone()));
            }
            let wrong = |fault| PointsError::Axis { path: path.clone(), written: written.clone(), fault };
            axes.push(Axis::parse(path, written, choice.is_sampled()).map_err(wrong)?);
        }
        if axes.is_empty() {
            return Err(PointsError::Nothing);
        }
        let points = match choice {
            Choice::Grid => axes.iter().map(count).try_fold(1_usize, usize::checked_mul).ok_or(PointsError::TooMany)?,
            Choice::Zip => axes.iter().map(count).max().unwrap_or(0),
            Choice::Lhs(points) | Choice::Sobol(points) => points,
        };
        check_size(points, axes.len())?;
        let (design, inputs) = match choice {
            Choice::Grid => (SweepDesign::Grid, grid(axes, points)),
            Choice::Zip => (SweepDesign::Zip, zip(axes)?),
            Choice::Lhs(points) => (SweepDesign::Lhs, lhs(&axes, points, seed)),
            Choice::Sobol(points) => (SweepDesign::Sobol, sobol(&axes, points, seed)),
        };
        Ok(Self { design, inputs, filter: None })
    }

    /// The points that a table lists: a column for each path, a row for each point. Columns for which `skip` holds are
    /// left out. A plain number is in canonical units.
    ///
    /// # Errors
    /// [`PointsError::File`] where it is no such table.
    pub fn from_table(file: &str, text: String, skip: impl Fn(&str) -> bool) -> Result<Self, PointsError> {
        let wrong = |reason: String| PointsError::File { file: file.to_owned(), reason };
        let table = CsvTable::read(text).map_err(|fault| {
            let help = fault.help.map(|help| format!("\n  help: {help}")).unwrap_or_default();
            wrong(format!("{fault}{help}"))
        })?;
        check_size(table.rows(), table.header().filter(|path| !skip(path)).count())?;
        let mut inputs: Vec<SweptInput> = Vec::new();
        for (column, path) in table.header().enumerate().filter(|(_, path)| !skip(path)) {
            let cells: Vec<Cow<'_, str>> = (0..table.rows()).map(|row| table.cell(row, column)).collect();
            if let Some(row) = cells.iter().position(|cell| cell.is_empty()) {
                return Err(wrong(format!("line {}: there is no value for `{}`", table.line(row), printable(&path))));
            }
            if inputs.iter().any(|input| input.path == path) {
                return Err(PointsError::Twice(path.into_owned()));
            }
            let (axis, at) = Axis::from_cells(&path, &cells).map_err(|fault| wrong(fault.shown(&path)))?;
            inputs.push(swept(axis, at));
        }
        match (inputs.is_empty(), table.rows() == 0) {
            (true, _) => Err(wrong("it has no column that is the path of an input".to_owned())),
            (_, true) => Err(wrong("it has no rows".to_owned())),
            _ => Ok(Self { design: SweepDesign::File, inputs, filter: None }),
        }
    }

    /// Keeps the points for which a condition over the paths of the inputs holds.
    ///
    /// # Errors
    /// Where it is no condition over them, or holds nowhere.
    pub fn keep(&mut self, condition: &str) -> Result<(), PointsError> {
        let expression = Expression::parse(condition, &self.vocabulary())?;
        let value = |input: &SweptInput, point: usize| match input.scale {
            Scale::Words => f64::from(input.at[point]),
            _ => input.level(point).value.unwrap_or(f64::NAN),
        };
        let kept: Vec<usize> =
            (0..self.len()).filter(|&point| expression.holds(|input| value(&self.inputs[input], point))).collect();
        if kept.is_empty() {
            return Err(PointsError::None(condition.to_owned()));
        }
        for input in &mut self.inputs {
            input.at = kept.iter().map(|&point| input.at[point]).collect();
        }
        self.filter = Some(condition.to_owned());
        Ok(())
    }

    /// Number of points.
    pub fn len(&self) -> usize {
        self.inputs.first().map_or(0, |input| input.at.len())
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What is varied.
    pub fn inputs(&self) -> &[SweptInput] {
        &self.inputs
    }

    /// The value that leads at all points: where the home market itself is varied, what is outside it is not one thing.
    pub fn leading(&self, scenario: &Scenario) -> LeadingValue {
        if self.varies_home() { LeadingValue::Whole } else { LeadingValue::of_scenario(scenario) }
    }

    /// Whether the points have different home markets.
    pub fn varies_home(&self) -> bool {
        self.inputs.iter().any(|input| input.path == "company.home")
    }

    /// How the points were chosen.
    pub fn design(&self) -> SweepDesign {
        self.design
    }

    /// Which points were kept.
    pub fn filter(&self) -> Option<&str> {
        self.filter.as_deref()
    }

    /// The settings, each `PATH=VALUE`, that make the scenario of point `point`.
    pub fn settings(&self, point: usize) -> Vec<String> {
        self.inputs.iter().map(|input| setting(&input.path, input.level(point))).collect()
    }

    /// What [`super::Sweep`] holds of the inputs; `base` is the value of a path in the scenario itself.
    pub(super) fn into_inputs(self, base: impl Fn(&str) -> Option<f64>) -> Vec<SweptInput> {
        let mut inputs = self.inputs;
        for input in &mut inputs {
            input.base = base(&input.path).filter(|_| input.scale != Scale::Words);
        }
        inputs
    }

    fn vocabulary(&self) -> Vocabulary {
        // As the values of dates are counted.
        let mut names = Vocabulary::new("varied input", Date::constant(1970, 1, 1));
        for (number, input) in self.inputs.iter().enumerate() {
            let meaning = match input.scale {
                Scale::Words => {
                    Meaning::Word(number, Words::new(input.levels.iter().map(|level| level.written.as_str())))
                }
                Scale::Number(dimension) => Meaning::Number(number, Unit::from_dimension(dimension)),
                Scale::Date => Meaning::Number(number, Unit::Date),
            };
            names.add(&input.path, meaning);
        }
        names
    }
}

/// What makes one input have a level.
pub(super) fn setting(path: &str, level: &Level) -> String {
    format!("{path}={}", level.written)
}

fn swept(axis: Axis, at: Vec<u32>) -> SweptInput {
    let (levels, logarithmic) = match axis.spread {
        Spread::Listed { levels, logarithmic } => (levels, logarithmic),
        Spread::Range { logarithmic, .. } => (Vec::new(), logarithmic),
    };
    SweptInput { path: axis.path, scale: axis.scale, logarithmic, levels, at, base: None }
}

/// Whether so many points of so many inputs are few enough.
fn check_size(points: usize, inputs: usize) -> Result<(), PointsError> {
    if points > MOST {
        Err(PointsError::TooMany)
    } else if points.saturating_mul(inputs) > MOST_VALUES {
        Err(PointsError::TooLarge { points, inputs })
    } else {
        Ok(())
    }
}

fn count(axis: &Axis) -> usize {
    match &axis.spread {
        Spread::Listed { levels, .. } => levels.len(),
        Spread::Range { .. } => 0,
    }
}

/// Every value with every other; the last input varies fastest.
fn grid(axes: Vec<Axis>, points: usize) -> Vec<SweptInput> {
    let mut stride = points;
    let mut inputs = Vec::new();
    for axis in axes {
        let count = count(&axis);
        stride /= count;
        inputs.push(swept(axis, (0..points).map(|point| (point / stride % count) as u32).collect()));
    }
    inputs
}

/// The first values of all, the second of all; a single value goes with all.
fn zip(axes: Vec<Axis>) -> Result<Vec<SweptInput>, PointsError> {
    let points = axes.iter().map(count).max().unwrap_or(0);
    if let Some(odd) = axes.iter().find(|axis| ![1, points].contains(&count(axis))) {
        return Err(PointsError::Lengths(format!("`{}` has {} of {points} values", odd.path, count(odd))));
    }
    let at = |axis: &Axis| (0..points).map(|point| point.min(count(axis) - 1) as u32).collect();
    Ok(axes.into_iter().map(|axis| (at(&axis), axis)).map(|(at, axis)| swept(axis, at)).collect())
}

/// One point in each of as many equal strata of every input as there are points, in random order.
fn lhs(axes: &[Axis], points: usize, seed: u64) -> Vec<SweptInput> {
    let sampled = |axis: &Axis| {
        let mut places = vec![0.0; points];
        stratify(&mut places, &mut Streams::new(seed, 0).stream(Purpose::SweepPoints, Key::named(&axis.path)));
        at_places(axis, places.into_iter())
    };
    axes.iter().map(sampled).collect()
}

fn sobol(axes: &[Axis], points: usize, seed: u64) -> Vec<SweptInput> {
    let design = Design::new(Kind::Sobol, seed, axes.iter().map(|axis| Key::named(&axis.path)).collect(), None);
    let size = crate::draws::BLOCK as usize;
    let mut places: Vec<Vec<f64>> = vec![Vec::with_capacity(points); axes.len()];
    let mut block = Vec::new();
    for number in 0..points.div_ceil(size) {
        design.block(number as u64, &mut block);
        for (places, column) in places.iter_mut().zip(block.chunks(size)) {
            places.extend(column.iter().take(points - number * size));
        }
    }
    axes.iter().zip(places).map(|(axis, places)| at_places(axis, places.into_iter())).collect()
}

fn at_places(axis: &Axis, places: impl Iterator<Item = f64>) -> SweptInput {
    match &axis.spread {
        Spread::Listed { levels, .. } => {
            let at = places.map(|place| ((place * levels.len() as f64) as usize).min(levels.len() - 1) as u32);
            swept(axis.clone(), at.collect())
        }
        Spread::Range { .. } => {
            let levels: Vec<Level> = places.map(|place| axis.level_at(place)).collect();
            let at = (0..levels.len() as u32).collect();
            SweptInput { levels, ..swept(axis.clone(), at) }
        }
    }
}

#[cfg(test)]
mod tests;
