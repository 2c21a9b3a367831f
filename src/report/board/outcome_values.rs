//! What the business is worth by how the main market ends, and by whether users were banned first where it ends open.

use super::headline::rounded;
use crate::analysis::{CourseFigures, Estimate, Summary};
use crate::text::numbers::{Figure, figure};
use crate::text::states::{describe_ending, name_outcome, state_word};

use super::super::narrative::ends;

/// Fewest simulations of an outcome of which a mean is told.
pub(super) const FEW: u64 = 50;

/// Which simulations an outcome stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::report) enum Past {
    /// All that end so.
    Any,
    /// Those in which users were banned at some time.
    Banned,
    /// Those in which they never were.
    NeverBanned,
}

/// An outcome of the main market with the value in it, and what the same simulations lose against their own baseline.
pub(in crate::report) struct OutcomeValue<'a> {
    pub(in crate::report) state: &'a str,
    pub(in crate::report) past: Past,
    pub(in crate::report) share: f64,
    pub(in crate::report) value: &'a Estimate,
    /// Unknown of results of earlier versions.
    pub(in crate::report) loss: Option<&'a Estimate>,
}

impl OutcomeValue<'_> {
    /// Mean value of the same simulations with no government action.
    pub(in crate::report) fn baseline(&self) -> Option<f64> {
        Some(self.value.mean? + self.loss?.mean?)
    }

    /// Mean value, and that of the same simulations with no government action, in one unit: `$16bn of $47bn`.
    pub(in crate::report) fn write_of_baseline(&self) -> String {
        let value = figure(self.value, Figure::Mean);
        match self.baseline() {
            Some(baseline) => format!("{value} of {}", rounded(baseline, self.value.se.unwrap_or(0.0))),
            None => value,
        }
    }

    /// How the market ends, behind "ends": `open after a ban`.
    pub(in crate::report) fn ending(&self) -> String {
        self.add_past(describe_ending(self.state))
    }

    /// The same in a table.
    pub(super) fn word(&self) -> String {
        self.add_past(state_word(self.state))
    }

    fn add_past(&self, word: &str) -> String {
        match self.past {
            Past::Any => word.to_owned(),
            Past::Banned => format!("{word} after a ban"),
            Past::NeverBanned => format!("{word}, never banned"),
        }
    }

    /// The outcome as a noun; none of one that is no risk, an open market.
    pub(super) fn noun(&self) -> Option<&str> {
        match (self.state, self.past) {
            ("open", _) => None,
            (state, _) => Some(name_outcome(state)),
        }
    }

    /// Whether two stand for the same simulations.
    pub(super) fn is_same(&self, other: &OutcomeValue<'_>) -> bool {
        (self.state, self.past) == (other.state, other.past)
    }
}

/// Outcomes of the main market of which enough simulations are known, the likeliest first. Those that end open are told apart by whether users were
/// banned on the way, where enough are known of either kind: what is open in the end may have lost most of its users.
pub(in crate::report) fn list_outcomes(summary: &Summary) -> Vec<OutcomeValue<'_>> {
    let Some(main) = summary.markets.get(&summary.main_market) else { return Vec::new() };
    let is_known = |value: &Estimate| value.count >= FEW && value.mean.is_some();
    let past =
        |past: Past, figures: &'_ CourseFigures| (past, figures.value.count as f64 / summary.replications as f64);
    let split = summary
        .open_by_past
        .as_ref()
        .filter(|open| is_known(&open.after_ban.value) && is_known(&open.never_banned.value));
    let whole = summary
        .value_by_outcome
        .iter()
        .filter(|(state, value)| is_known(value) && (state.as_str() != "open" || split.is_none()));
    let mut found: Vec<OutcomeValue<'_>> = whole
        .map(|(state, value)| {
            let loss = summary.loss_by_outcome.get(state).filter(|loss| loss.mean.is_some());
            OutcomeValue { state, past: Past::Any, share: ends(main, state).probability, value, loss }
        })
        .collect();
    if let Some(open) = split {
        for (of, figures) in [(Past::Banned, &open.after_ban), (Past::NeverBanned, &open.never_banned)] {
            let (past, share) = past(of, figures);
            found.push(OutcomeValue { state: "open", past, share, value: &figures.value, loss: Some(&figures.loss) });
        }
    }
    found.sort_by(|a, b| b.share.total_cmp(&a.share));
    found
}
