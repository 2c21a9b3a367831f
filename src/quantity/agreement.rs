//! Units that stand on one number for several, and mixtures of units that nobody can read safely.
//!
//! A unit behind the last number of a range, of the parameters of a family or of the values of a choice stands for those
//! before it that have none, and a `$` before the first for those behind it. Beyond that either all numbers of a quantity
//! have a unit or none has; 0 needs none.

use super::amount::Amount;
use super::fault::Fault;
use super::unit::{Noun, Unit};

/// A part of a unit, by its presence.
type Part = fn(&Unit) -> bool;

/// What all numbers of a quantity have or none has.
const PARTS: [Part; 5] = [
    |unit| !unit.is_bare(),
    |unit| unit.currency.is_some(),
    |unit| unit.percent,
    |unit| unit.per.is_some(),
    |unit| matches!(unit.noun, Some(Noun::Time(_))),
];

/// Gives the numbers of a range, a family or a choice what is written on the last, or before the first, for all.
///
/// # Errors
/// Where it cannot be told whether a magnitude is meant for both, as in `$3 to $5bn`.
pub(super) fn share_units(group: &mut [Amount]) -> Result<(), Fault> {
    let Some((last, others)) = group.split_last_mut() else { return Ok(()) };
    if last.has_currency_behind() {
        others.iter_mut().for_each(|amount| amount.unit.currency = amount.unit.currency.or(last.unit.currency));
    }
    let behind = Unit { currency: None, ..last.unit };
    let has_none = |amount: &Amount| amount.unit == Unit { currency: amount.unit.currency, ..Unit::default() };
    let shares_last = !behind.is_bare() && others.iter().all(has_none);
    for amount in others.iter_mut() {
        let currency = amount.unit.currency;
        if shares_last {
            if currency.is_some()
                && last.unit.currency.is_some()
                && !last.has_currency_behind()
                && behind.magnitude.is_some()
                && !amount.is_zero()
            {
                let message = "it is not clear whether this number shares the unit of the next";
                return Err(Fault::new(amount.span.clone(), message).help("write the unit on both, as in $3bn to $5bn"));
            }
            amount.unit = Unit { currency, ..behind };
            amount.words.clone_from(&last.words);
        } else if amount.unit == (Unit { percent: true, ..Unit::default() }) && behind.percent {
            amount.unit.per = behind.per;
            amount.words.clone_from(&last.words);
        }
    }
    if let Some(currency) = group[0].unit.currency {
        group.iter_mut().for_each(|amount| amount.unit.currency = amount.unit.currency.or(Some(currency)));
    }
    let known = group.iter().find(|amount| !amount.is_bare).map(|amount| (amount.unit, amount.words.clone()));
    for amount in group.iter_mut().filter(|amount| amount.is_bare && amount.is_zero()) {
        known.iter().for_each(|(unit, words)| (amount.unit, amount.words) = (*unit, words.clone()));
    }
    Ok(())
}

/// The first number in another currency than one before it, if there is one.
pub(super) fn find_other_currency(amounts: &[Amount]) -> Option<Fault> {
    let mut stated = amounts.iter().filter_map(|amount| Some((amount, amount.unit.currency?)));
    let (_, first) = stated.next()?;
    let (odd, other) = stated.find(|(_, currency)| *currency != first)?;
    let message = format!("this is in {}, and a number before it in {}", other.code, first.code);
    Some(Fault::new(odd.span.clone(), message).help("write one quantity in one currency"))
}

/// The first number that lacks a part of the unit which others have: its place among `amounts`, and what to write.
pub(super) fn find_odd(amounts: &[Amount]) -> Option<(usize, Fault)> {
    let counted = || amounts.iter().enumerate().filter(|(_, amount)| !amount.is_zero());
    let lacking = |has: &dyn Fn(&Amount) -> bool, asked: &dyn Fn(&Amount) -> bool| {
        let (_, other) = counted().find(|(_, amount)| has(amount))?;
        let (at, odd) = counted().find(|(_, amount)| asked(amount) && !has(amount))?;
        Some((at, describe_odd(odd, other)))
    };
    let parts = PARTS.iter().find_map(|part| lacking(&|amount| part(&amount.unit), &|_| true));
    // A magnitude may be missing beside others, as in $900k to $2m, but not where nothing was written at all.
    parts.or_else(|| lacking(&|amount| amount.unit.magnitude.is_some(), &|amount| amount.is_bare))
}

fn describe_odd(odd: &Amount, other: &Amount) -> Fault {
    let written =
        format!("{}{}", odd.unit.currency.filter(|_| !odd.is_bare).map_or("", |currency| currency.sign), odd.number())
            + &odd.words;
    let message = if odd.is_bare {
        format!("`{written}` has no unit, and other numbers beside it have one")
    } else {
        format!("`{written}` lacks a part of the unit that other numbers beside it have")
    };
    let number = odd.number();
    let mut spelt = vec![other.spell(number)];
    if other.unit.percent && !odd.unit.percent && number.abs() <= 1.0 {
        // Most likely a fraction: 0.02 beside 12%.
        let percent: f64 = format!("{:.12e}", number * 100.0).parse().unwrap_or(number);
        spelt.insert(0, other.spell(percent));
    } else if let Some(power) = other.unit.magnitude.filter(|_| odd.unit.magnitude.is_none() && number.abs() >= 1e3) {
        spelt = vec![other.spell(number / 10.0_f64.powi(power))];
    }
    let spelt: Vec<String> = spelt.iter().map(|text| format!("`{text}`")).collect();
    Fault::new(odd.span.clone(), message).help(format!("write {}", spelt.join(" or ")))
}
