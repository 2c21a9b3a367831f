//! How long blocks last: draws of the share that stays for good and of the length of the others.

use std::sync::LazyLock;

use super::priors::{BLOCK, PriorError, shipped};
use super::records::{FileKind, Measure, Records};
use super::time_set::TimeSet;
use crate::draws::{Key, Purpose, Streams};
use crate::inference::survival::{Law, LawKind, sample_posterior};

/// Draws from the posterior of each file.
const DRAWS: usize = 500;
/// Seed of all fits: the same records give the same draws.
pub(crate) const SEED: u64 = 1;

/// One joint draw.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct BlockDraw {
    /// Share of blocks that are never lifted.
    pub(crate) permanent: f64,
    /// Shape of the Weibull law of the others.
    pub(crate) shape: f64,
    /// Its scale, days.
    pub(crate) scale: f64,
    /// A length from that law, days.
    pub(crate) after: f64,
}

/// The blocks of a file, by which lengths are fitted.
pub(crate) fn collect_blocks(records: &Records) -> TimeSet {
    TimeSet::collect(records.episodes.iter().filter(|episode| episode.measure == Measure::Block))
}

/// Draws from the files in which enough is known, each file as often: the two that come with the program err to opposite sides.
pub(crate) fn draw_blocks(known: &[Records]) -> Result<Vec<BlockDraw>, PriorError> {
    let sets: Vec<(&str, TimeSet)> = known
        .iter()
        .filter(|records| matches!(records.kind, Some(FileKind::Episodes | FileKind::Registry)))
        .map(|records| (records.file.as_str(), collect_blocks(records)))
        .collect();
    let enough: Vec<&(&str, TimeSet)> = sets.iter().filter(|(_, set)| set.is_enough()).collect();
    if enough.is_empty() {
        let decisions = sets.iter().map(|(_, set)| set.decisions.len()).max().unwrap_or_default();
        return Err(PriorError::TooFew { prior: BLOCK, decisions });
    }
    Ok(enough.into_iter().flat_map(|(file, set)| draw_from(file, set)).collect())
}

fn draw_from(file: &str, set: &TimeSet) -> Vec<BlockDraw> {
    let streams = Streams::new(SEED, 0);
    let mut stream = streams.stream(Purpose::Calibration, Key::named(file));
    let laws = sample_posterior(LawKind::CureWeibull, &set.times, DRAWS, &mut stream).laws;
    // One length from each law, spread evenly over the law, in an order that has nothing to do with the parameters.
    let mut strata: Vec<usize> = (0..laws.len()).collect();
    stream.shuffle_strata(&mut strata);
    let draw = |(law, stratum): (&Law, usize)| match *law {
        Law::CureWeibull { permanent, after } => {
            let share = (stratum as f64 + 0.5) / laws.len() as f64;
            let days = after.scale * libm::pow(-libm::log1p(-share), 1.0 / after.shape);
            Some(BlockDraw { permanent, shape: after.shape, scale: after.scale, after: days })
        }
        _ => None,
    };
    laws.iter().zip(strata).filter_map(draw).collect()
}

/// The law of one file, for those who write it down: medians, and the central 90% of the permanent share.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct BlockLaw {
    /// The file.
    pub(crate) file: String,
    /// Independent decisions in it.
    pub(crate) decisions: usize,
    /// 5%, 50% and 95% quantile of the share that is never lifted.
    pub(crate) permanent: [f64; 3],
    /// Median shape of the law of the others.
    pub(crate) shape: f64,
    /// Median scale, days.
    pub(crate) scale: f64,
}

/// The laws of the shipped records, fitted once.
pub(crate) fn fit_shipped_blocks() -> &'static [BlockLaw] {
    static LAWS: LazyLock<Vec<BlockLaw>> = LazyLock::new(|| shipped().iter().filter_map(fit_file).collect());
    &LAWS
}

fn fit_file(records: &Records) -> Option<BlockLaw> {
    let set = collect_blocks(records);
    if !set.is_enough() {
        return None;
    }
    let draws = draw_from(&records.file, &set);
    let quantile = |read: fn(&BlockDraw) -> f64, share: f64| {
        let mut sorted: Vec<f64> = draws.iter().map(read).collect();
        sorted.sort_by(f64::total_cmp);
        sorted[(share * (sorted.len() - 1) as f64) as usize]
    };
    Some(BlockLaw {
        file: records.file.clone(),
        decisions: set.decisions.len(),
        permanent: [0.05, 0.5, 0.95].map(|share| quantile(|draw| draw.permanent, share)),
        shape: quantile(|draw| draw.shape, 0.5),
        scale: quantile(|draw| draw.scale, 0.5),
    })
}
