//! Rates of blocks, foretold by other countries.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::analysis::Proportion;
use crate::analysis::statistics::{ClusterSums, EstimateRange, proportion};
use crate::calibration::block_rates::{HISTORY, Observed, count_blocking_years, list_rows, observe_years};
use crate::calibration::records::Records;
use crate::calibration::{Government, LEAST_DECISIONS, SEED};
use crate::draws::{Key, Purpose, Streams};
use crate::inference::rates::{RatePrior, RateRow, sample_rates};

/// Draws of a posterior that foretells.
const DRAWS: usize = 200;
/// Parts into which countries are dealt.
const FOLDS: usize = 20;
/// Bounds of the groups of chances.
const BOUNDS: [f64; 6] = [0.0, 0.02, 0.05, 0.15, 0.3, 1.0];

/// How good forecasts were of whether a country blocks a platform within a year.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RateBacktest {
    /// Countries by years.
    pub rows: usize,
    /// Countries, each left out with others of its part.
    pub countries: usize,
    /// Brier score of the model.
    pub brier: EstimateRange,
    /// The same of the share of all other countries by years in which it came.
    pub base_brier: EstimateRange,
    /// 1 less one over the other.
    pub skill: EstimateRange,
    /// What was given so much chance, and how much came.
    pub groups: Vec<RateBin>,
}

/// Countries by years of about the same chance.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RateBin {
    /// Countries by years.
    pub rows: usize,
    /// Mean chance.
    pub forecast: f64,
    /// Share in which a block came.
    pub happened: Proportion,
}

/// A country in a year, foretold by others.
struct Foretold {
    country: usize,
    chance: f64,
    base: f64,
    came: bool,
}

/// Scores the chance of a block within a year; none where too few came.
pub(super) fn score_rates(files: &[Records]) -> Option<RateBacktest> {
    let observed = observe_years(files, HISTORY);
    if count_blocking_years(&observed) < LEAST_DECISIONS {
        return None;
    }
    let foretold = foretell(&observed);
    let countries = foretold.iter().map(|row| row.country).max().map_or(0, |most| most + 1);
    let mut sums = vec![[0.0; 3]; countries];
    for row in &foretold {
        let square = |chance: f64| (chance - f64::from(u8::from(row.came))) * (chance - f64::from(u8::from(row.came)));
        let terms = [square(row.chance), square(row.base), 1.0];
        sums[row.country].iter_mut().zip(terms).for_each(|(sum, term)| *sum += term);
    }
    let sums = ClusterSums::new(&sums);
    Some(RateBacktest {
        rows: foretold.len(),
        countries,
        brier: sums.find_range(|[model, _, rows]| model / rows),
        base_brier: sums.find_range(|[_, base, rows]| base / rows),
        skill: sums.find_range(|[model, base, _]| 1.0 - model / base),
        groups: group_chances(&foretold),
    })
}

fn foretell(observed: &[Observed]) -> Vec<Foretold> {
    let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
    observed.iter().for_each(|year| {
        let next = numbers.len();
        numbers.entry(&year.row.country).or_insert(next);
    });
    let rows = list_rows(observed);
    let number = |year: &Observed| numbers[year.row.country.as_str()];
    let mut foretold = Vec::with_capacity(rows.len());
    for fold in 0..FOLDS {
        let is_own = |year: &Observed| number(year) % FOLDS == fold;
        let others: Vec<RateRow<2>> =
            observed.iter().zip(&rows).filter(|(year, _)| !is_own(year)).map(|(_, row)| *row).collect();
        let came = others.iter().filter(|row| row.events > 0).count() as f64;
        let base = came / others.len().max(1) as f64;
        let mut stream = Streams::new(SEED, fold as u64).stream(Purpose::Calibration, Key::named("backtest of rates"));
        let laws = sample_rates(&others, Government::ALL.len(), RatePrior::WEAK, DRAWS, &mut stream).laws;
        for (year, row) in observed.iter().zip(&rows).filter(|(year, _)| is_own(year)) {
            let chances = laws.iter().map(|law| law.chance_of_any(row.group, &row.covariates, row.years));
            let chance = chances.sum::<f64>() / laws.len().max(1) as f64;
            foretold.push(Foretold { country: number(year), chance, base, came: row.events > 0 });
        }
    }
    foretold
}

fn group_chances(foretold: &[Foretold]) -> Vec<RateBin> {
    let group = |bounds: &[f64]| {
        let inside: Vec<&Foretold> =
            foretold.iter().filter(|row| row.chance >= bounds[0] && row.chance < bounds[1]).collect();
        let came = inside.iter().filter(|row| row.came).count();
        (!inside.is_empty()).then(|| RateBin {
            rows: inside.len(),
            forecast: inside.iter().map(|row| row.chance).sum::<f64>() / inside.len() as f64,
            happened: proportion(came as u64, inside.len() as u64),
        })
    };
    BOUNDS.windows(2).filter_map(group).collect()
}
