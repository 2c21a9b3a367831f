//! Numbers that are written apart and belong together: values of a list, the ends of a range; and plain ones.

use super::agreement::{find_odd, share_units};
use super::amount::Amount;
use super::cursor::Cursor;
use super::dimension::Dimension;
use super::fault::Fault;

/// Whether the known values among `texts` all have a unit or all have none, as numbers within one quantity must.
///
/// # Errors
/// Where they do not, and where one begins with a dot: the place in the list, and what is wrong there.
pub fn check_list(texts: &[&str], dimension: Dimension) -> Result<(), (usize, Fault)> {
    let (mut amounts, mut owners) = (Vec::new(), Vec::new());
    for (at, text) in texts.iter().enumerate() {
        let mut cursor = Cursor::new(text);
        match Amount::read(&mut cursor, dimension) {
            Ok(amount) if cursor.peek().is_none() => {
                amounts.push(amount);
                owners.push(at);
            }
            Err(fault) if text.trim_start_matches(['$', '-', '+']).starts_with('.') => return Err((at, fault)),
            // A distribution, or no quantity at all: who reads the whole of it says so.
            _ => {}
        }
    }
    find_odd(&amounts).map_or(Ok(()), |(odd, fault)| Err((owners[odd], fault)))
}

/// The two ends of a range that are written apart, in canonical units; what stands on one for both is as in `a to b`.
///
/// # Errors
/// The number of the end, from 0, and what is wrong there.
pub fn parse_ends(texts: [&str; 2], dimension: Dimension) -> Result<[f64; 2], (usize, Fault)> {
    let mut ends = Vec::new();
    for (at, text) in texts.iter().enumerate() {
        let mut cursor = Cursor::new(text);
        let amount = Amount::read(&mut cursor, dimension).map_err(|fault| (at, fault))?;
        cursor.expect_end().map_err(|fault| (at, fault))?;
        ends.push(amount);
    }
    share_units(&mut ends).map_err(|fault| (0, fault))?;
    find_odd(&ends).map_or(Ok(()), Err)?;
    let value = |at: usize| ends[at].value(&Cursor::new(texts[at]), dimension).map_err(|fault| (at, fault));
    let ends = [value(0)?, value(1)?];
    match ends.iter().position(|end| dimension == Dimension::Count && end.fract() != 0.0) {
        Some(at) => Err((at, Fault::new(0..texts[at].len(), "this takes a whole number"))),
        None => Ok(ends),
    }
}

/// A finite number without a unit, such as a program writes; none for anything else.
pub fn parse_plain(text: &str) -> Option<f64> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let value = text.parse().ok().filter(|value: &f64| value.is_finite());
    value.filter(|_| digits.starts_with(|c: char| c.is_ascii_digit()))
}
