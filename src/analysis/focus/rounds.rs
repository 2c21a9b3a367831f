//! How many histories each round has, and what it counts for: settled before the first is run.

use crate::draws::BLOCK;
use crate::simulation::Tilt;

/// Share of all histories and factor of their weight, round by round. Rounds that have learned more count more; since
/// neither depends on what is found, the estimate stays unbiased.
const ROUNDS: [(f64, f64); 5] = [(0.06, 1.0), (0.06, 1.4), (0.12, 1.7), (0.24, 2.0), (0.52, 2.2)];

/// One round.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Round {
    /// Histories.
    pub(super) rows: u64,
    /// Of them, those drawn plainly whatever the tilt.
    pub(super) plain: u64,
    /// Its part in every estimate; all parts sum to 1.
    pub(super) part: f64,
    /// Its first block.
    pub(super) first: u64,
}

impl Round {
    /// All rounds of `n` histories.
    pub(super) fn all(n: u64) -> Vec<Self> {
        let mut left = n;
        let mut first = 0;
        let mut rounds: Vec<Self> = Vec::new();
        for (number, (share, factor)) in ROUNDS.into_iter().enumerate() {
            let asked = (n as f64 * share).round() as u64;
            let rows = if number + 1 == ROUNDS.len() { left } else { asked.min(left) };
            if rows == 0 {
                continue;
            }
            let mut round = Self { rows, plain: 0, part: factor * rows as f64, first };
            round.plain = round.blocks().map(|(_, rows)| Tilt::plain(rows) as u64).sum();
            first += rows.div_ceil(BLOCK);
            left -= rows;
            rounds.push(round);
        }
        let whole: f64 = rounds.iter().map(|round| round.part).sum();
        rounds.iter_mut().for_each(|round| round.part /= whole);
        rounds
    }

    /// Its blocks: number, and how many histories.
    pub(super) fn blocks(&self) -> impl Iterator<Item = (u64, usize)> + use<> {
        let Self { rows, first, .. } = *self;
        (0..rows.div_ceil(BLOCK)).map(move |block| (first + block, (rows - block * BLOCK).min(BLOCK) as usize))
    }

    /// Weight of a history that the tilt makes `ratio` times as likely: its probability in a plain run over that in the
    /// mixture of this round.
    pub(super) fn weight(&self, tilt: &Tilt, ratio: f64) -> f64 {
        1.0 / self.likelier(tilt, ratio)
    }

    /// How much likelier the mixture of this round makes a history than a plain run does.
    pub(super) fn likelier(&self, tilt: &Tilt, ratio: f64) -> f64 {
        if tilt.is_even() {
            return 1.0;
        }
        let plain = self.plain as f64 / self.rows as f64;
        plain + (1.0 - plain) * ratio
    }
}
