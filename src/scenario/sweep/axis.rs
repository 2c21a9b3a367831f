//! An input that is varied: what stands at its path, and the values it takes.

use std::collections::HashSet;

use jiff::civil::Date;

use super::spec::{self, Values};
use super::{Level, Scale};
use crate::quantity::{self, Dimension, Fault};
use crate::scenario::keys::Kind;
use crate::scenario::shape::{SHAPE, Shape};

/// Most values that one input takes.
const MOST: usize = 1_000_000;
/// Decimal places to which values between the ends of a range are rounded, so that 0.1 + 0.2 is written 0.3.
const PLACES: usize = 12;

/// An input that is varied, and over what.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// Its path, such as `events.us-order.deadline`.
    pub path: String,
    /// What its values are.
    pub scale: Scale,
    /// Over what.
    pub spread: Spread,
}

/// Over what an input is varied.
#[derive(Debug, Clone, PartialEq)]
pub enum Spread {
    /// These values; by equal factors where so spread.
    Listed {
        /// The values, in the order given.
        levels: Vec<Level>,
        /// Whether they were spread by equal factors.
        logarithmic: bool,
    },
    /// Anything from one value to another, for designs that choose points themselves.
    Range {
        /// The first, in the canonical unit of the scale.
        from: f64,
        /// The last, likewise.
        to: f64,
        /// Whether equal factors are as likely as equal differences.
        logarithmic: bool,
    },
}

impl Axis {
    /// Reads what `--vary` says of the input at `path`; a `sampled` design chooses its points itself.
    ///
    /// # Errors
    /// Where nothing that can be varied stands at that path, or `written` is no specification for it.
    pub fn parse(path: &str, written: &str, sampled: bool) -> Result<Self, Fault> {
        let scale = find_scale(path)?;
        let spread = match spec::parse_values(written)? {
            Values::Listed(texts) => {
                if let Scale::Number(dimension) = scale {
                    quantity::check_list(&texts, dimension)
                        .map_err(|(at, fault)| explain_list_fault(written, &texts, at, fault))?;
                }
                let levels: Vec<Level> = texts.iter().map(|text| Level::parse(text, scale)).collect();
                let mut seen = HashSet::new();
                if let Some(level) = levels.iter().find(|level| !seen.insert(&level.written)) {
                    return Err(Fault::new(0..written.len(), format!("`{}` is listed twice", level.written)));
                }
                let scale = if levels.iter().all(|level| level.value.is_some()) { scale } else { Scale::Words };
                return Ok(Self {
                    path: path.to_owned(),
                    scale,
                    spread: Spread::Listed { levels, logarithmic: false },
                });
            }
            Values::Range(range) => range.build_spread(scale, written, sampled)?,
        };
        Ok(Self { path: path.to_owned(), scale, spread })
    }

    /// Whether something stands at a path that can be set to other values.
    ///
    /// # Errors
    /// Where it does not.
    pub fn check(path: &str) -> Result<(), Fault> {
        find_scale(path).map(drop)
    }

    /// The axis of an input of which a file lists the values, each once.
    ///
    /// # Errors
    /// Where nothing that can be varied stands at that path.
    pub fn from_cells(path: &str, cells: &[impl AsRef<str>]) -> Result<(Self, Vec<u32>), Fault> {
        let scale = find_scale(path)?;
        let mut levels: indexmap::IndexMap<&str, Level> = indexmap::IndexMap::new();
        let mut at = Vec::with_capacity(cells.len());
        for cell in cells.iter().map(AsRef::as_ref) {
            let entry = levels.entry(cell);
            at.push(entry.index() as u32);
            entry.or_insert_with(|| Level::from_cell(cell, scale));
        }
        let levels: Vec<Level> = levels.into_values().collect();
        let scale = if levels.iter().all(|level| level.value.is_some()) { scale } else { Scale::Words };
        Ok((Self { path: path.to_owned(), scale, spread: Spread::Listed { levels, logarithmic: false } }, at))
    }

    /// The value at a place from 0 to 1 of what it is varied over.
    pub fn level_at(&self, place: f64) -> Level {
        match &self.spread {
            Spread::Listed { levels, .. } => {
                levels[((place * levels.len() as f64) as usize).min(levels.len() - 1)].clone()
            }
            Spread::Range { from, to, logarithmic } => {
                Level::from_value(interpolate(*from, *to, place, *logarithmic), self.scale)
            }
        }
    }
}

impl spec::Range<'_> {
    /// Both ends; the number of the one that is wrong, from 0, with what is wrong.
    fn parse_ends(&self, scale: Scale) -> Result<(f64, f64), (usize, Fault)> {
        if let Scale::Number(dimension) = scale {
            return quantity::parse_ends([self.from, self.to], dimension).map(|[from, to]| (from, to));
        }
        let parse_end = |at, text| parse_value(text, scale).map_err(|fault| (at, fault));
        Ok((parse_end(0, self.from)?, parse_end(1, self.to)?))
    }

    fn build_spread(&self, scale: Scale, written: &str, sampled: bool) -> Result<Spread, Fault> {
        let whole = 0..written.len();
        let (from, to) =
            self.parse_ends(scale).map_err(|(at, fault)| place_fault(written, [self.from, self.to][at], fault))?;
        if from == to {
            return Err(Fault::new(whole, "a range has two different ends"));
        }
        if self.logarithmic && (from <= 0.0 || to <= 0.0 || scale == Scale::Date) {
            return Err(Fault::new(whole, "equal factors need ends above 0").help("leave out `log`"));
        }
        let logarithmic = self.logarithmic;
        match self.points {
            None if sampled => Ok(Spread::Range { from, to, logarithmic }),
            Some(_) if sampled => {
                Err(Fault::new(whole, "a sampled design chooses its points itself")
                    .help("leave out the number of points"))
            }
            None => Err(Fault::new(whole, "a range on a grid needs its number of points")
                .help(format!("write {}..{}:9 for nine", self.from, self.to))),
            Some(points) if !(2..=MOST).contains(&points) => {
                Err(Fault::new(whole, format!("a range has from 2 to {MOST} points")))
            }
            Some(points) => {
                let place = |i: usize| i as f64 / (points - 1) as f64;
                let mut levels: Vec<Level> = (0..points)
                    .map(|i| Level::from_value(interpolate(from, to, place(i), logarithmic), scale))
                    .collect();
                // The ends are what was written, whatever rounding makes of them.
                (levels[0], levels[points - 1]) = (Level::from_value(from, scale), Level::from_value(to, scale));
                levels.dedup();
                Ok(Spread::Listed { levels, logarithmic })
            }
        }
    }
}

impl Level {
    /// A value as a scenario would write it.
    fn from_value(value: f64, scale: Scale) -> Self {
        match scale {
            Scale::Number(Dimension::Count) => Self::from_number(libm::round(value), Dimension::Count),
            Scale::Number(dimension) => Self::from_number(value, dimension),
            Scale::Date | Scale::Words => {
                let day = libm::round(value);
                let epoch = Date::constant(1970, 1, 1);
                let date = epoch.checked_add(jiff::Span::new().days(day as i64)).unwrap_or(epoch);
                Self { written: date.to_string(), value: Some(day) }
            }
        }
    }

    fn from_number(value: f64, dimension: Dimension) -> Self {
        Self { written: quantity::format_exact(value, dimension), value: Some(value) }
    }

    /// What somebody wrote; without a value where it is no known one.
    fn parse(text: &str, scale: Scale) -> Self {
        Self { written: text.to_owned(), value: parse_value(text, scale).ok() }
    }

    /// A cell of a table, in which a plain number is in canonical units.
    fn from_cell(cell: &str, scale: Scale) -> Self {
        match (scale, quantity::parse_plain(cell)) {
            (Scale::Number(dimension), Some(number)) => Self::from_number(number, dimension),
            _ => Self::parse(cell, scale),
        }
    }
}

/// A fault in `part` of `written`, at its place in the whole.
fn place_fault(written: &str, part: &str, fault: Fault) -> Fault {
    let start = part.as_ptr() as usize - written.as_ptr() as usize;
    Fault { span: start + fault.span.start..start + fault.span.end, ..fault }
}

/// A value of a list that does not go with the others: perhaps the rest of a number with a comma in it.
fn explain_list_fault(written: &str, texts: &[&str], at: usize, fault: Fault) -> Fault {
    let is_rest = |text: &str| text.len() >= 3 && text.as_bytes()[..3].iter().all(u8::is_ascii_digit);
    let fault = place_fault(written, texts[at], fault);
    match texts.iter().zip(&texts[1..]).find(|(_, rest)| is_rest(rest)) {
        Some((first, rest)) => fault.help(format!(
            "write a large number without a comma, as `{first}{rest}` or `{first}_{rest}`; in a list every value has its unit"
        )),
        None => fault,
    }
}

/// The known value that a text stands for on a scale.
fn parse_value(text: &str, scale: Scale) -> Result<f64, Fault> {
    match scale {
        Scale::Number(dimension) => quantity::parse_scalar(text, dimension),
        Scale::Date => {
            let date = text.trim().parse::<Date>().ok().filter(|_| text.trim().len() == 10);
            let days = date.and_then(|date| Date::constant(1970, 1, 1).until(date).ok());
            days.map(|span| f64::from(span.get_days()))
                .ok_or_else(|| Fault::new(0..text.len(), "this is no date").help("dates are written 2020-08-14"))
        }
        Scale::Words => Err(Fault::new(0..text.len(), "what stands here has no range").help("list its values: a,b,c")),
    }
}

/// A place from 0 to 1 between two ends.
fn interpolate(from: f64, to: f64, place: f64, logarithmic: bool) -> f64 {
    let value = if logarithmic { from * libm::exp(place * libm::log(to / from)) } else { from + place * (to - from) };
    format!("{value:.PLACES$e}").parse().unwrap_or(value)
}

/// What stands at a path of the scenario format.
fn find_scale(path: &str) -> Result<Scale, Fault> {
    let wrong = |message: String| Fault::new(0..path.len(), message);
    let Some(shape) = path.split('.').try_fold(&*SHAPE, step_into) else {
        let error = wrong(format!("the scenario format has no `{path}`"));
        return Err(error.help("`marketgate check FILE` lists the inputs of a scenario"));
    };
    match (shape.field, shape.key.map(|key| key.kind)) {
        (Some(field), _) => Ok(Scale::Number(field.dimension)),
        _ if path.starts_with("run.")
            || path.starts_with("report.")
            || matches!(path, "title" | "question" | "extends" | "record") =>
        {
            Err(wrong(format!("`{path}` decides no result, and so cannot be varied")))
        }
        (None, Some(Kind::Date)) => Ok(Scale::Date),
        (None, Some(Kind::Length)) => Ok(Scale::Number(Dimension::Duration)),
        (None, Some(Kind::Correlations | Kind::Sweeps | Kind::Rules | Kind::Lengths)) => {
            Err(wrong(format!("`{path}` is a list, and cannot be varied")))
        }
        (None, Some(_)) => Ok(Scale::Words),
        (None, None) => Err(wrong(format!("`{path}` is a table")).help("name one of the inputs in it")),
    }
}

fn step_into(shape: &'static Shape, name: &str) -> Option<&'static Shape> {
    shape.children.get(name).or(shape.any.as_deref()).filter(|_| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(path: &str, spec: &str) -> Vec<String> {
        match Axis::parse(path, spec, false).unwrap().spread {
            Spread::Listed { levels, .. } => levels.into_iter().map(|level| level.written).collect(),
            Spread::Range { .. } => panic!("{spec}"),
        }
    }

    fn wrong(path: &str, spec: &str, sampled: bool) -> String {
        let fault = Axis::parse(path, spec, sampled).unwrap_err();
        format!("{} / {}", fault.message, fault.help.unwrap_or_default())
    }

    const DEADLINE: &str = "events.us-order.deadline";
    const INTEREST: &str = "deal.bidders.microsoft.interest";

    #[test]
    fn ranges_are_linear_by_factors_or_in_days() {
        assert_eq!(written(DEADLINE, "30 days..360 days:12").len(), 12);
        assert_eq!(written(DEADLINE, "30 days..1 year:2"), ["30 days", "365.25 days"]);
        assert_eq!(written(DEADLINE, "30..60 days:2"), ["30 days", "60 days"]);
        assert_eq!(written(INTEREST, "0.1..0.9:9"), ["0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9"]);
        assert_eq!(written(INTEREST, "90%..10%:3"), ["0.9", "0.5", "0.1"]);
        assert_eq!(written("markets.us.arpu", "$1..$100:3 log"), ["$1", "$10", "$100"]);
        assert_eq!(
            written("events.us-order.on", "2020-08-14..2020-12-14:3"),
            ["2020-08-14", "2020-10-14", "2020-12-14"]
        );
        assert_eq!(written("start", "2020-08-03..2020-08-04:5"), ["2020-08-03", "2020-08-04"]);
        assert_eq!(written("horizon", "2 years..4 years:2"), ["730.5 days", "1461 days"]);
    }

    #[test]
    fn lists_keep_what_was_written_and_know_what_can_be_measured() {
        assert_eq!(written("strategy", "sell, litigate,refuse"), ["sell", "litigate", "refuse"]);
        assert_eq!(Axis::parse("strategy", "sell,litigate", false).unwrap().scale, Scale::Words);
        assert_eq!(written(DEADLINE, "choice(60%: 45 days, rest: 90 days), 90 days")[1], "90 days");
        assert_eq!(Axis::parse(DEADLINE, "30 to 60 days, 90 days", false).unwrap().scale, Scale::Words);
        let axis = Axis::parse(DEADLINE, "30 days,60 days", false).unwrap();
        assert_eq!(axis.scale, Scale::Number(Dimension::Duration));
        assert_eq!(written("strategies.sell.perimeter", "[\"us\"], [\"us\", \"canada\"]").len(), 2);
    }

    #[test]
    fn a_sampled_range_has_a_value_at_every_place() {
        let axis = Axis::parse("markets.us.arpu", "$1..$100 log", true).unwrap();
        assert_eq!(axis.level_at(0.5).written, "$10");
        let words = Axis::parse("strategy", "sell,refuse", true).unwrap();
        assert_eq!([0.0, 0.49, 0.5, 1.0].map(|p| words.level_at(p).written), ["sell", "sell", "refuse", "refuse"]);
    }

    #[test]
    fn cells_of_a_table_are_in_canonical_units_or_as_written() {
        let (axis, at) = Axis::from_cells(DEADLINE, &["30", "45 days", "30"]).unwrap();
        let Spread::Listed { levels, .. } = axis.spread else { panic!() };
        assert_eq!(
            (levels.iter().map(|l| l.value).collect::<Vec<_>>(), at),
            (vec![Some(30.0), Some(45.0)], vec![0, 1, 0])
        );
        assert_eq!(levels[0].written, "30 days");
    }

    #[test]
    fn mistakes_say_what_is_expected() {
        for (path, spec, sampled, message) in [
            (DEADLINE, "30..360:12", false, "has no unit"),
            (DEADLINE, "30 days..360:12", false, "`360 days`"),
            (DEADLINE, "30,60 days", false, "`30 days`"),
            ("markets.us.arpu", "$1,500,$2,250", false, "`$1500` or `$1_500`"),
            ("markets.us.arpu", "$1,2", false, "`2` has no unit"),
            ("markets.us.arpu", "$1,500..$2,250:3", false, "100_000"),
            ("markets.us.arpu", ".5", false, "begins with a dot"),
            ("markets.us.arpu", "$1,.5", false, "begins with a dot"),
            ("markets.us.arpu", ".5..$2:3", false, "begins with a dot"),
            ("markets.us.growth", "5%..12:3", false, "`12%`"),
            (DEADLINE, "30 days..360 days", false, ":9 for nine"),
            (DEADLINE, "30 days..360 days:12", true, "leave out the number"),
            (DEADLINE, "30 days..360 days:1", false, "from 2 to"),
            (DEADLINE, "30 days..30 days:3", false, "two different ends"),
            (DEADLINE, "30 days..360 days:x", false, "whole number"),
            (DEADLINE, "30 days,30 days", false, "listed twice"),
            (DEADLINE, "", false, "no value"),
            (INTEREST, "0..1:3 log", false, "above 0"),
            ("strategy", "a..b:3", false, "list its values"),
            ("events.us-order.on", "x..2020-01-01:3", false, "no date"),
            ("markets.us.arpuu", "1,2", false, "has no"),
            ("markets.us", "1,2", false, "is a table"),
            ("title", "a,b", false, "decides no result"),
            ("run.seed", "1,2", false, "decides no result"),
            ("record", "1,2", false, "decides no result"),
            ("markets..arpu", "1,2", false, "has no"),
        ] {
            assert!(wrong(path, spec, sampled).contains(message), "{path} {spec}: {}", wrong(path, spec, sampled));
        }
    }
}
