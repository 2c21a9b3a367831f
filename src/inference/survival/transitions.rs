//! Moves between states: the Aalen–Johansen estimate (Aalen and Johansen 1978).

use super::Time;

/// A subject stays in one state from one day to another, and then moves, or is no longer seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spell {
    /// Day from which the subject is seen in this state. It is at risk after this day.
    pub start: f64,
    /// Day until which it is; after `start`.
    pub stop: f64,
    /// The state, counted from 0.
    pub state: usize,
    /// Where it moves on day `stop`. None: no move was seen.
    pub next: Option<usize>,
    /// How many subjects it counts for.
    pub weight: f64,
}

/// Estimated probability of being in each state after each day of a move.
#[derive(Debug, Clone, PartialEq)]
pub struct StateProbabilities {
    /// Probabilities on day 0, one a state.
    pub initial: Vec<f64>,
    /// Days of moves, ascending, each with the probabilities from that day on.
    pub steps: Vec<(f64, Vec<f64>)>,
}

impl StateProbabilities {
    /// The probabilities on a day, moves of that day included.
    pub fn on_day(&self, days: f64) -> &[f64] {
        let reached = self.steps.partition_point(|(step, _)| *step <= days);
        reached.checked_sub(1).map_or(&self.initial, |last| &self.steps[last].1)
    }
}

/// Estimates the probabilities of states from spells. `initial` holds the probabilities on day 0, one a state; no spell may name a state
/// beyond them.
pub fn state_probabilities(spells: &[Spell], initial: &[f64]) -> StateProbabilities {
    let mut days: Vec<f64> = spells.iter().filter(|spell| spell.next.is_some()).map(|spell| spell.stop).collect();
    days.sort_by(f64::total_cmp);
    days.dedup();
    let mut current = initial.to_vec();
    let mut steps = Vec::with_capacity(days.len());
    for day in days {
        let at_risk: Vec<f64> = (0..initial.len())
            .map(|state| {
                let present = |spell: &&Spell| spell.state == state && spell.start < day && day <= spell.stop;
                spells.iter().filter(present).map(|spell| spell.weight).sum()
            })
            .collect();
        let before = current.clone();
        for spell in spells.iter().filter(|spell| spell.stop == day) {
            if let Some(next) = spell.next {
                let moved = before[spell.state] * spell.weight / at_risk[spell.state];
                current[spell.state] -= moved;
                current[next] += moved;
            }
        }
        steps.push((day, current.clone()));
    }
    StateProbabilities { initial: initial.to_vec(), steps }
}

/// Cumulative incidence of ends of several kinds that exclude each other: state 0 is "not ended", state k the end of kind k (from 1).
/// `kinds` gives the kind of each row that ended; it is not read where the row did not end.
pub fn cumulative_incidence(times: &[Time], kinds: &[usize]) -> StateProbabilities {
    let ended = times.iter().zip(kinds).filter(|(time, _)| time.ended);
    let mut initial = vec![0.0; 1 + ended.map(|(_, &kind)| kind).max().unwrap_or(0)];
    initial[0] = 1.0;
    let spells: Vec<Spell> = times
        .iter()
        .zip(kinds)
        .map(|(time, &kind)| Spell {
            start: 0.0,
            stop: time.days,
            state: 0,
            next: time.ended.then_some(kind),
            weight: time.weight,
        })
        .collect();
    state_probabilities(&spells, &initial)
}
