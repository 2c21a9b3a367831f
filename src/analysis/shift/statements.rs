//! What is stated to `stress` and `reweight`: bands of inputs, and events with their probabilities.

use super::{Band, Stated};
use crate::analysis::Outcomes;
use crate::expression::Expression;
use crate::quantity::{self, Dimension};
use crate::scenario::Scenario;

/// Fewest simulations in which an event happens, or does not, that may stand for all such.
const LEAST: u64 = 50;

/// Reads `PATH=p0..p5`.
///
/// # Errors
/// What is wrong with it.
pub fn parse_band(text: &str, scenario: &Scenario, outcomes: &Outcomes) -> Result<Band, String> {
    let wrong = |reason: String| format!("--set-band {text}: {reason}");
    let written = || wrong("a band is written PATH=pA..pB, such as markets.us.arpu=p0..p5".to_owned());
    let (path, shares) = text.split_once('=').ok_or_else(written)?;
    let (from, to) = shares.split_once("..").ok_or_else(written)?;
    let share = |text: &str| -> Option<f64> {
        let text = text.trim();
        let percent = text.strip_prefix('p').map(|rest| quantity::parse_plain(rest).map(|p| p / 100.0));
        let share = percent.unwrap_or_else(|| quantity::parse_scalar(text, Dimension::Share).ok())?;
        (0.0..=1.0).contains(&share).then_some(share)
    };
    let shares = [share(from).ok_or_else(written)?, share(to).ok_or_else(written)?];
    if shares[0] >= shares[1] {
        return Err(wrong("its first end is to lie below its second".to_owned()));
    }
    let path = path.trim();
    let uncertain = outcomes.inputs.iter().any(|&column| outcomes.columns[column] == path);
    let band = Band::new(scenario, path, shares).filter(|_| uncertain);
    band.ok_or_else(|| {
        if scenario.input(path).is_some() {
            return wrong(format!("`{path}` is not drawn once a simulation, and so has no band"));
        }
        let inputs = outcomes.inputs.iter().map(|&column| outcomes.columns[column].as_str());
        let near = inputs.min_by_key(|known| strsim::damerau_levenshtein(path, known));
        wrong(format!("there is no input `{path}`; did you mean `{}`?", near.unwrap_or_default()))
    })
}

/// What is stated of each event, held against a run: `counts` are those of simulations by which events happen in them, an event
/// a bit.
///
/// # Errors
/// Where too few simulations stand for those in which an event happens, or does not.
pub fn hold_against_run(events: &[(Expression, f64)], counts: &[u64]) -> Result<Vec<Stated>, String> {
    let all: u64 = counts.iter().sum();
    let mut found = Vec::new();
    for (number, (condition, after)) in events.iter().enumerate() {
        let happens = counts.iter().enumerate().filter(|(class, _)| class >> number & 1 == 1);
        let count: u64 = happens.map(|(_, count)| count).sum();
        let before = count as f64 / all.max(1) as f64;
        let few = [(count, *after), (all - count, 1.0 - after)];
        if let Some((few, _)) = few.into_iter().find(|&(rows, share)| share > 0.0 && rows < LEAST) {
            let what = if few == count { "happens" } else { "does not happen" };
            return Err(format!(
                "'{}' {what} in {few} of {all} simulations only; fewer than {LEAST} cannot stand for all such",
                condition.text()
            ));
        }
        found.push(Stated { condition: condition.text().to_owned(), before, after: *after, count });
    }
    Ok(found)
}

/// Reads `EVENT=PROBABILITY`, cut at the last sign of equality that is not part of a comparison.
///
/// # Errors
/// What is wrong with it.
pub fn parse_event(text: &str, outcomes: &Outcomes) -> Result<(Expression, f64), String> {
    let wrong = |reason: &str| format!("--probability '{text}': {reason}");
    let usual = "an event and its probability are written EVENT=PROBABILITY, such as 'us.banned=0.35'";
    let (event, share) = text.rsplit_once('=').ok_or_else(|| wrong(usual))?;
    if event.ends_with(['=', '<', '>', '!']) {
        return Err(wrong(usual));
    }
    let share = quantity::parse_scalar(share.trim(), Dimension::Share).map_err(|fault| wrong(&fault.message))?;
    if !(0.0..=1.0).contains(&share) {
        return Err(wrong("a probability is from 0% to 100%"));
    }
    let event = Expression::parse(event.trim(), outcomes.vocabulary()).map_err(|error| error.to_string())?;
    Ok((event, share))
}
