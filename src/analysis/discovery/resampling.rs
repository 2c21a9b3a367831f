//! Whether a box is found again in other histories: which variables it restricts in random halves of them.
//!
//! After Bryant and Lempert (2010): PRIM is run on each half, and of the boxes that it goes through the one
//! nearest in coverage and density to the box in question is looked at. A variable that matters is restricted in nearly
//! all of them.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::region::{Region, nearest};
use super::table::Discovery;
use crate::draws::{Key, Purpose, Streams};

/// Random halves that are searched.
pub const RESAMPLES: u64 = 10;
/// Most histories in a half.
pub const MOST_ROWS: usize = 20_000;

/// What the halves say about a box.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reproducibility {
    /// For each variable, the share of the halves in which it is restricted.
    pub variables: Vec<f64>,
    /// Coverage and density of the box that was looked at in each half; none where a half has no hits.
    pub boxes: Vec<Option<Nearest>>,
}

/// How good a box is in the half in which it was found.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Nearest {
    /// Share of the half's hits that are in the box.
    pub coverage: f64,
    /// Share of the half's histories in the box that are hits.
    pub density: f64,
}

/// Where a box comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// Source the way of the search.
    Search,
    /// Source the boxes of one limit or two.
    Small,
}

impl Discovery<'_> {
    /// Searches random halves of the histories, drawn without replacement, for boxes like this one, among boxes of its kind.
    pub(super) fn resample(&self, region: &Region, source: Source, seed: u64) -> Reproducibility {
        let find = |resample| {
            let half = self.half(seed, resample);
            let boxes = match source {
                Source::Search => self.find_among(half).boxes,
                Source::Small => self.small_boxes(&half),
            };
            nearest(&boxes, region.coverage, region.density).cloned()
        };
        let found: Vec<Option<Region>> = (0..RESAMPLES).into_par_iter().map(find).collect();
        let share = |variable| {
            let restricting = found.iter().flatten().filter(|region| region.restricts(variable)).count();
            restricting as f64 / RESAMPLES as f64
        };
        let nearest = |region: &Region| Nearest { coverage: region.coverage, density: region.density };
        Reproducibility {
            variables: (0..self.columns.len()).map(share).collect(),
            boxes: found.iter().map(|region| region.as_ref().map(nearest)).collect(),
        }
    }

    /// The rows of a random half, rising.
    fn half(&self, seed: u64, resample: u64) -> Vec<u32> {
        let mut stream = Streams::new(seed, resample).stream(Purpose::Resampling, Key::NONE);
        let chosen = rand::seq::index::sample(&mut stream, self.rows, (self.rows / 2).min(MOST_ROWS));
        let mut rows: Vec<u32> = chosen.into_iter().map(|row| row as u32).collect();
        rows.sort_unstable();
        rows
    }
}
