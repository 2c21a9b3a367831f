//! How often governments block: new nationwide blocks by country and year, by kind of government, and more after a recent block.

use std::collections::BTreeMap;

use super::block_lengths::SEED;
use super::government::Government;
use super::priors::{BAN_RATE, PriorError};
use super::records::{CountryYear, FileKind, Records};
use super::time_set::LEAST_DECISIONS;
use crate::draws::{Key, Purpose, Streams};
use crate::inference::rates::{RatePosterior, RatePrior, RateRow, sample_rates};

/// Draws of a prior.
const DRAWS: usize = 1_000;
/// Years before in which a block makes another likelier.
pub(crate) const HISTORY: i16 = 3;

/// One joint draw: rates per year, by kind of government in the order of [`Government::ALL`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct RateDraw {
    /// Where no platform was blocked in the three years before.
    pub(crate) first: [f64; 4],
    /// Where one was.
    pub(crate) repeat: [f64; 4],
}

/// A country in a year whose history is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Observed<'r> {
    pub(crate) row: &'r CountryYear,
    pub(crate) government: Government,
    pub(crate) blocks: u32,
    /// Whether it blocked in the years before.
    pub(crate) has_history: bool,
}

/// The years of which it is known what came in the `history` years before.
pub(crate) fn observe_years(known: &[Records], history: i16) -> Vec<Observed<'_>> {
    let rows: Vec<&CountryYear> = known.iter().flat_map(|records| &records.country_years).collect();
    let counts: BTreeMap<(&str, i16), u32> =
        rows.iter().filter_map(|row| Some(((row.country.as_str(), row.year), row.blocks?))).collect();
    let observe = |row: &'_ CountryYear| {
        let before: Option<Vec<u32>> =
            (1..=history).map(|back| counts.get(&(row.country.as_str(), row.year - back)).copied()).collect();
        Some((row.government?, row.blocks?, before?.iter().any(|blocks| *blocks > 0)))
    };
    let observed = rows.iter().filter_map(|row| Some((*row, observe(row)?)));
    observed.map(|(row, (government, blocks, has_history))| Observed { row, government, blocks, has_history }).collect()
}

/// Those in which new blocks came.
pub(crate) fn count_blocking_years(observed: &[Observed]) -> usize {
    observed.iter().filter(|year| year.blocks > 0).count()
}

/// What a recent block adds: in autocracies, and beyond that in democracies, which block seldom and then again.
pub(crate) const fn weigh_history(government: Government, has_history: bool) -> [f64; 2] {
    let is_democracy = matches!(government, Government::ElectoralDemocracy | Government::LiberalDemocracy);
    match (has_history, is_democracy) {
        (false, _) => [0.0, 0.0],
        (true, false) => [1.0, 0.0],
        (true, true) => [1.0, 1.0],
    }
}

/// Rows of the regression: kind of government as group, recent block as covariate.
pub(crate) fn list_rows(observed: &[Observed]) -> Vec<RateRow<2>> {
    let row = |year: &Observed| RateRow {
        events: year.blocks,
        years: 1.0,
        group: year.government as usize,
        covariates: weigh_history(year.government, year.has_history),
    };
    observed.iter().map(row).collect()
}

/// Draws of the yearly rate at which one given large platform is blocked.
pub(crate) fn draw_rates(known: &[Records]) -> Result<Vec<RateDraw>, PriorError> {
    // Where the record is young, a shorter history has to do.
    let histories = (1..=HISTORY).rev().map(|history| observe_years(known, history));
    let observed = histories.into_iter().find(|observed| count_blocking_years(observed) >= LEAST_DECISIONS);
    let share = find_share_of_platform(known);
    let (Some(observed), Some(share)) = (observed, share) else {
        let decisions = count_blocking_years(&observe_years(known, 1));
        return Err(PriorError::TooFew { prior: BAN_RATE, decisions });
    };
    let mut stream = Streams::new(SEED, 0).stream(Purpose::Calibration, Key::named(BAN_RATE));
    let posterior: RatePosterior<2> =
        sample_rates(&list_rows(&observed), Government::ALL.len(), RatePrior::WEAK, DRAWS, &mut stream);
    let draw = |law: &crate::inference::rates::RateLaw<2>| RateDraw {
        first: Government::ALL.map(|kind| share * law.rate(kind as usize, &weigh_history(kind, false))),
        repeat: Government::ALL.map(|kind| share * law.rate(kind as usize, &weigh_history(kind, true))),
    };
    Ok(posterior.laws.iter().map(draw).collect())
}

/// Platforms that were in wide use throughout, by which it is counted how often a block hits a given one.
const PLATFORMS: [&str; 7] = ["facebook", "twitter", "whatsapp", "instagram", "telegram", "youtube", "tiktok"];

/// Of all blocks on record the share that hits one given large platform, on average over them.
pub(crate) fn find_share_of_platform(known: &[Records]) -> Option<f64> {
    let registries = known.iter().filter(|records| records.kind == Some(FileKind::Registry));
    let blocks: Vec<String> =
        registries.flat_map(|records| &records.episodes).map(|block| block.services.to_lowercase()).collect();
    let hits = |platform: &str| blocks.iter().filter(|services| services.contains(platform)).count();
    let all = PLATFORMS.len() * blocks.len();
    (all > 0).then(|| PLATFORMS.iter().map(|platform| hits(platform) as f64).sum::<f64>() / all as f64)
}
