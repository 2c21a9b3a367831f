//! The grammar of quantities: known values, "a to b", named families, choices, mixtures, truncation.
//!
//! ```text
//! quantity := source { "," ("min" | "max") amount }
//! source   := amount [ "to" amount [ "@" percent ] ] | name "(" arguments ")"
//! choice   := "choice"  "(" weight ":" amount   { "," weight ":" amount }   ")"
//! mixture  := "mixture" "(" weight ":" quantity { "," weight ":" quantity } ")"
//! weight   := share | "rest"
//! ```

use std::ops::Range;

use super::agreement;
use super::amount::Amount;
use super::currency::Exchange;
use super::cursor::Cursor;
use super::dimension::{Dimension, Family};
use super::distribution::Distribution;
use super::family::{self, FAMILIES, NamedFamily};
use super::fault::Fault;
use super::format::format;
use super::law::Law;
use crate::normal::{self, Level};

/// Most parts of a choice or mixture.
const MOST_PARTS: usize = 64;
/// Greatest depth of mixtures within mixtures.
const MOST_DEPTH: usize = 3;
/// By how much weights may miss 1.
const WEIGHT_TOLERANCE: f64 = 1e-9;
/// Central interval that "a to b" stands for: 5th to 95th percentile.
const USUAL_INTERVAL: f64 = 0.90;

struct Reader<'t> {
    cursor: Cursor<'t>,
    dimension: Dimension,
    /// Every number read so far that measures the quantity.
    measured: Vec<Amount>,
    /// What the author should look at again.
    doubts: Vec<Fault>,
}

/// What is read, and the range that its author states, if any.
type Stated = (Distribution, Option<(f64, f64)>);

/// Reads the whole of a text; also what its author should look at again.
pub(super) fn read_whole(
    text: &str,
    dimension: Dimension,
    exchange: Option<Exchange>,
) -> Result<(Distribution, Vec<Fault>), Fault> {
    let cursor = Cursor::with_exchange(text, exchange);
    let mut reader = Reader { cursor, dimension, measured: Vec::new(), doubts: Vec::new() };
    let (distribution, _) = reader.read_quantity(0)?;
    reader.cursor.expect_end()?;
    Ok((distribution, reader.doubts))
}

impl Reader<'_> {
    fn read_quantity(&mut self, depth: usize) -> Result<Stated, Fault> {
        self.cursor.skip_spaces();
        let start = self.cursor.position();
        let name = self.cursor.take_while(char::is_alphabetic);
        let stated = if !name.is_empty() && self.cursor.eat_after_spaces('(') {
            self.read_family(name, start, depth)?
        } else {
            self.cursor.return_to(start);
            self.read_interval()?
        };
        self.read_truncation(stated, start)
    }

    /// Lets numbers that stand together share a unit, and keeps them: all of a quantity have one, or none has.
    fn share_units(&mut self, group: &mut [Amount]) -> Result<(), Fault> {
        agreement::share_units(group)?;
        self.measured.extend_from_slice(group);
        if let Some(fault) = agreement::find_other_currency(&self.measured) {
            return Err(fault);
        }
        // A unit that does not belong here at all is told as such, by whoever converts it.
        let belongs = |amount: &Amount| amount.is_bare || amount.unit.conversion(self.dimension).is_some();
        let odd = agreement::find_odd(&self.measured).filter(|_| self.measured.iter().all(belongs));
        odd.map_or(Ok(()), |(_, fault)| Err(fault))
    }

    /// A known value, or "a to b".
    fn read_interval(&mut self) -> Result<Stated, Fault> {
        let low = Amount::read(&mut self.cursor, self.dimension)?;
        if !self.cursor.eat_word("to") {
            let mut known = [low];
            self.share_units(&mut known)?;
            return Ok((Distribution::fixed(known[0].value(&self.cursor, self.dimension)?), None));
        }
        let mut ends = [low, Amount::read(&mut self.cursor, self.dimension)?];
        self.share_units(&mut ends)?;
        let share = if self.cursor.eat_after_spaces('@') { self.read_central_interval()? } else { USUAL_INTERVAL };
        let (a, b) = (ends[0].value(&self.cursor, self.dimension)?, ends[1].value(&self.cursor, self.dimension)?);
        let span = ends[0].span.start..ends[1].span.end;
        Ok((build_between(a, b, share, self.dimension).map_err(|fault| fault.at(span))?, Some((a, b))))
    }

    /// What follows `@`: per cent of probability between the two bounds.
    fn read_central_interval(&mut self) -> Result<f64, Fault> {
        let amount = Amount::read(&mut self.cursor, Dimension::Share)?;
        let share = amount.value(&self.cursor, Dimension::Share)? / if amount.unit.percent { 1.0 } else { 100.0 };
        if (0.01..=0.9999).contains(&share) {
            Ok(share)
        } else {
            Err(Fault::new(amount.span, "a central interval holds from 1 to 99.99 per cent").help("write @80 for 80%"))
        }
    }

    /// The arguments of a named family, up to the closing bracket.
    fn read_family(&mut self, name: &str, start: usize, depth: usize) -> Result<Stated, Fault> {
        let named = start..start + name.len();
        match name {
            "choice" => self.read_choice(),
            "mixture" if depth >= MOST_DEPTH => {
                Err(Fault::new(named, format!("mixtures nest at most {MOST_DEPTH} deep")))
            }
            "mixture" => {
                let parts = self.read_weighted(|reader| reader.read_quantity(depth + 1))?;
                let stated = parts.iter().filter_map(|(_, (_, stated))| *stated);
                let stated = stated.reduce(|all, one| (all.0.min(one.0), all.1.max(one.1)));
                let parts = parts.into_iter().map(|(weight, (part, _))| (weight, part)).collect();
                Ok((Distribution::mixture(parts), stated))
            }
            _ => {
                let Some(family) = FAMILIES.iter().find(|family| family.name == name) else {
                    return Err(family::unknown(name, named));
                };
                self.read_named_family(family, start)
            }
        }
    }

    fn read_choice(&mut self) -> Result<Stated, Fault> {
        let dimension = self.dimension;
        let parts = self.read_weighted(|reader| Amount::read(&mut reader.cursor, dimension))?;
        let (weights, mut amounts): (Vec<f64>, Vec<Amount>) = parts.into_iter().unzip();
        self.share_units(&mut amounts)?;
        let values: Vec<f64> =
            amounts.iter().map(|amount| amount.value(&self.cursor, dimension)).collect::<Result<_, _>>()?;
        let choice = Distribution::choice(&weights.into_iter().zip(values).collect::<Vec<_>>());
        let stated = choice.support();
        Ok((choice, Some(stated)))
    }

    fn read_named_family(&mut self, family: &NamedFamily, start: usize) -> Result<Stated, Fault> {
        let mut amounts = Vec::new();
        loop {
            amounts.push(Amount::read(&mut self.cursor, self.dimension)?);
            if !self.cursor.eat_after_spaces(',') || amounts.len() > family.parameters.len() {
                break;
            }
        }
        self.expect(')')?;
        if amounts.len() == family.parameters.len() {
            let measuring: Vec<usize> =
                (0..amounts.len()).filter(|&at| family.measures_quantity(at, &amounts[at])).collect();
            let mut group: Vec<Amount> = measuring.iter().map(|&at| amounts[at].clone()).collect();
            self.share_units(&mut group)?;
            measuring.into_iter().zip(group).for_each(|(at, amount)| amounts[at] = amount);
        }
        let law = family.build(&amounts, &self.cursor, self.dimension, start..self.cursor.position())?;
        let distribution = Distribution::continuous(law);
        let (low, high) = distribution.support();
        // Of the named families those with two finite ends have them stated, but for the beta's 0 and 1.
        let stated = (low.is_finite() && high.is_finite() && family.name != "beta").then_some((low, high));
        Ok((distribution, stated))
    }

    /// `weight: part` up to the closing bracket; the weights sum to 1.
    fn read_weighted<T>(
        &mut self,
        mut part: impl FnMut(&mut Self) -> Result<T, Fault>,
    ) -> Result<Vec<(f64, T)>, Fault> {
        let start = self.cursor.position();
        let (mut parts, mut rest) = (Vec::new(), None);
        loop {
            let weight = if self.cursor.eat_word("rest") {
                if rest.replace(parts.len()).is_some() {
                    return Err(Fault::new(start..self.cursor.position(), "`rest` can stand once only"));
                }
                0.0
            } else {
                let amount = Amount::read(&mut self.cursor, Dimension::Share)?;
                let weight = amount.value(&self.cursor, Dimension::Share)?;
                if !(0.0..=1.0).contains(&weight) {
                    return Err(Fault::new(amount.span, "a weight is from 0% to 100%"));
                }
                weight
            };
            self.expect(':')?;
            parts.push((weight, part(self)?));
            if parts.len() > MOST_PARTS {
                return Err(Fault::new(
                    start..self.cursor.position(),
                    format!("at most {MOST_PARTS} parts are allowed"),
                ));
            }
            if !self.cursor.eat_after_spaces(',') {
                break;
            }
        }
        let span = start..self.cursor.position();
        self.expect(')')?;
        complete_weights(&mut parts, rest, span)?;
        Ok(parts)
    }

    /// `, min a, max b` behind a distribution.
    fn read_truncation(&mut self, (whole, stated): Stated, start: usize) -> Result<Stated, Fault> {
        let (mut min, mut max) = (None, None);
        loop {
            let before = self.cursor.position();
            let comma = self.cursor.eat_after_spaces(',');
            let (bound, is_least) = if comma && self.cursor.eat_word("min") {
                (&mut min, true)
            } else if comma && self.cursor.eat_word("max") {
                (&mut max, false)
            } else {
                self.cursor.return_to(before);
                break;
            };
            let mut amount = Amount::read(&mut self.cursor, self.dimension)?;
            if let Some(last) = self.measured.last().filter(|_| amount.is_bare && amount.is_zero()) {
                amount.unit = last.unit;
            }
            let mut alone = [amount];
            self.share_units(&mut alone)?;
            let [amount] = alone;
            let value = amount.value(&self.cursor, self.dimension)?;
            self.doubts.extend(stated.and_then(|stated| doubt(&amount, value, stated, is_least, self.dimension)));
            if bound.replace(value).is_some() {
                return Err(Fault::new(amount.span, "this bound is given twice"));
            }
        }
        if min.is_none() && max.is_none() {
            return Ok((whole, stated));
        }
        let cut = whole
            .truncated(min.unwrap_or(f64::NEG_INFINITY), max.unwrap_or(f64::INFINITY))
            .map_err(|fault| fault.at(start..self.cursor.position()))?;
        Ok((cut, stated))
    }

    fn expect(&mut self, mark: char) -> Result<(), Fault> {
        if self.cursor.eat_after_spaces(mark) {
            return Ok(());
        }
        let place = self.cursor.position();
        let found = self.cursor.peek();
        let message = found.map_or_else(
            || format!("`{mark}` is missing at the end"),
            |found| format!("expected `{mark}`, found `{found}`"),
        );
        Err(Fault::new(place..place + found.map_or(0, char::len_utf8), message))
    }
}

/// What is to be said of a bound that cuts off part of the range that is stated.
fn doubt(bound: &Amount, value: f64, (low, high): (f64, f64), is_least: bool, dimension: Dimension) -> Option<Fault> {
    let shown = |value| format(value, dimension);
    let (cuts, ends) = if is_least { (value > low, "begins") } else { (value < high, "ends") };
    cuts.then(|| {
        let (word, end) = if is_least { ("min", low) } else { ("max", high) };
        let message = format!(
            "the bound `{word} {}` contradicts the stated range, which {ends} at {}: what lies beyond is never drawn",
            shown(value),
            shown(end)
        );
        Fault::new(bound.span.clone(), message)
    })
}

/// The distribution of the dimension's family with the central interval from `a` to `b`.
fn build_between(a: f64, b: f64, share: f64, dimension: Dimension) -> Result<Distribution, Fault> {
    let fault = |message: &str, help: &str| Err(Fault::new(0..0, message).help(help));
    if a > b {
        return fault("the bounds are reversed", "write the smaller one first");
    }
    if a >= b {
        return fault("the bounds are equal", "write a known value as one number, without `to`");
    }
    let z = normal::quantile(Level::new(f64::midpoint(1.0, share)));
    let law = match dimension.family() {
        Family::LogNormal if a <= 0.0 => {
            return fault(
                "`a to b` is a log-normal here and needs a > 0",
                "write a greater lower bound, or another family such as uniform(a, b)",
            );
        }
        Family::LogNormal => Law::log_normal_between(a, b, z),
        Family::LogitNormal if a <= 0.0 || b >= 1.0 => {
            return fault(
                "`a to b` is a logit-normal here and needs 0 < a < b < 1",
                "write shares as 5% to 12%; where 0 or 1 is possible, write another family such as uniform(a, b)",
            );
        }
        Family::LogitNormal => Law::logit_normal_between(a, b, z),
        Family::Normal => Law::normal_between(a, b, z),
    };
    law.map(Distribution::continuous).map_err(|message| Fault::new(0..0, message))
}

/// Gives `rest` what the other weights leave, and checks their sum.
fn complete_weights<T>(parts: &mut [(f64, T)], rest: Option<usize>, span: Range<usize>) -> Result<(), Fault> {
    let sum: f64 = parts.iter().map(|part| part.0).sum();
    if let Some(rest) = rest {
        if sum > 1.0 + WEIGHT_TOLERANCE {
            return Err(Fault::new(span, format!("the weights sum to {sum}, which leaves nothing for `rest`")));
        }
        parts[rest].0 = (1.0 - sum).max(0.0);
    } else if (sum - 1.0).abs() > WEIGHT_TOLERANCE {
        return Err(Fault::new(span, format!("the weights sum to {sum}, not 1")).help("`rest` takes what is left"));
    }
    Ok(())
}
