//! Lengths of measures, foretold by other decisions.

mod score;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::analysis::statistics::EstimateRange;
use crate::calibration::records::{Episode, Measure, Records};
use crate::calibration::{SEED, TimeSet};
use crate::draws::{Key, Purpose, Streams};
use crate::inference::survival::{KaplanMeier, Law, LawKind, Predictive, Time, fit_law, sample_posterior};

/// Draws of a posterior that foretells.
const DRAWS: usize = 200;
/// Days within which rows of one country in two files are the same event.
const SAME_EVENT: i32 = 14;

/// How good forecasts of lengths were.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LengthBacktest {
    /// The file that was scored.
    pub file: String,
    /// What lasted.
    pub measure: Measure,
    /// Rows.
    pub rows: usize,
    /// Independent decisions.
    pub decisions: usize,
    /// Rows of the fitted files that are events of this one, and were left out of the fit.
    pub shared: usize,
    /// How often central ranges held what happened: level, share, its Wilson 95% interval, rows that still run.
    pub coverage: Vec<(f64, f64, [f64; 2], usize)>,
    /// How many rows lie in each tenth of their forecast, from short to long; those still running are spread over what is left.
    pub tenths: Vec<f64>,
    /// Points of 19 at which the distribution of places in forecasts leaves the band that uniform numbers stay in, with a chance of 95%;
    /// over rows that ended or whose place is drawn where they have not.
    pub outside_band: usize,
    /// The band: at each point the share that was found, and the least and the largest that chance would give.
    pub band: Vec<[f64; 4]>,
    /// Brier scores at days, against the base rate.
    pub brier: Vec<BrierAt>,
    /// Mean survival CRPS in days up to ten years: model and base rate.
    pub crps: [EstimateRange; 2],
    /// 1 less one over the other; none where the base rate errs nowhere.
    pub crps_skill: Option<EstimateRange>,
    /// Mean log score (higher is better): model, one constant hazard, and the difference.
    pub log_score: [EstimateRange; 3],
    /// What was given so much chance to stand beyond a day, and how much did.
    pub reliability: Vec<ReliabilityBin>,
}

/// Brier scores at a day, each decision counting once.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct BrierAt {
    /// The day.
    pub days: f64,
    /// Rows of which it is known whether they stood beyond it.
    pub known: usize,
    /// Of the model: 0 is perfect.
    pub model: EstimateRange,
    /// Of the share that stood beyond it among the others.
    pub base: EstimateRange,
    /// 1 less model over base; none where the base rate errs nowhere.
    pub skill: Option<EstimateRange>,
}

/// Forecasts of about the same chance to stand beyond a day.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ReliabilityBin {
    /// The day.
    pub days: f64,
    /// Rows.
    pub rows: usize,
    /// Mean chance.
    pub forecast: f64,
    /// Share that did (Kaplan and Meier), with its Wilson 95% interval.
    pub happened: f64,
    /// See `happened`.
    pub interval: [f64; 2],
}

/// A row with its forecast by others.
pub(super) struct Foretold {
    pub(super) time: Time,
    pub(super) model: Predictive,
    /// The estimate without a law: how many others stood beyond a day.
    pub(super) base: KaplanMeier,
    /// One constant hazard.
    pub(super) constant: Option<Law>,
}

/// Scores each kind of measure of each file by the file's other decisions; also what was not scored, and why.
pub(super) fn score_files(files: &[Records]) -> (Vec<LengthBacktest>, Vec<String>) {
    score_each(files, &|records, measure, set| (foretell_by_others(&format!("{} {measure:?}", records.file), set), 0))
}

/// Each decision foretold by the others.
fn foretell_by_others(name: &str, set: &TimeSet) -> Vec<Foretold> {
    let foretell = |cluster: usize| -> Vec<Foretold> {
        let (own, others): (Vec<Time>, Vec<Time>) = set.times.iter().partition(|time| time.cluster == cluster);
        let forecast = Forecaster::fit(&format!("{name} {cluster}"), &others);
        own.into_iter().filter_map(|time| Some(forecast.as_ref()?.foretell(time))).collect()
    };
    let folds: Vec<Vec<Foretold>> = (0..set.decisions.len()).into_par_iter().map(foretell).collect();
    folds.into_iter().flatten().collect()
}

/// Scores each kind of measure of each file by what is fitted to others.
pub(super) fn score_across(fitted: &[Records], scored: &[Records]) -> (Vec<LengthBacktest>, Vec<String>) {
    score_each(scored, &|records, measure, set| {
        let of_measure = |episode: &&Episode| episode.measure == measure;
        let known: Vec<&Episode> = fitted.iter().flat_map(|file| &file.episodes).filter(of_measure).collect();
        let others: Vec<&Episode> = known
            .iter()
            .copied()
            .filter(|episode| !records.episodes.iter().any(|other| is_same(episode, other)))
            .collect();
        let train = TimeSet::collect(others.iter().copied());
        let forecast = if train.is_enough() { Forecaster::fit(&records.file, &train.times) } else { None };
        let foretold = set.times.iter().filter_map(|time| Some(forecast.as_ref()?.foretell(*time))).collect();
        (foretold, known.len() - others.len())
    })
}

/// Whether two rows of two files tell of one event.
fn is_same(one: &Episode, other: &Episode) -> bool {
    let dates = |episode: &Episode| [episode.ordered, episode.start].into_iter().flatten().collect::<Vec<_>>();
    let near = dates(one).iter().any(|a| dates(other).iter().any(|b| (*a - *b).get_days().abs() <= SAME_EVENT));
    one.country == other.country && near
}

type Score<'s> = &'s dyn Fn(&Records, Measure, &TimeSet) -> (Vec<Foretold>, usize);

fn score_each(files: &[Records], foretell: Score) -> (Vec<LengthBacktest>, Vec<String>) {
    let (mut scored, mut not_scored) = (Vec::new(), Vec::new());
    for records in files {
        for measure in [Measure::Block, Measure::StoreRemoval] {
            let set = TimeSet::collect(records.episodes.iter().filter(|episode| episode.measure == measure));
            if set.times.is_empty() {
                continue;
            }
            let (foretold, shared) = if set.is_enough() { foretell(records, measure, &set) } else { (Vec::new(), 0) };
            if foretold.is_empty() {
                not_scored.push(format!(
                    "{}: {} of {}, of {} independent decisions; ten are needed on either side",
                    records.file,
                    if measure == Measure::Block { "blocks" } else { "store removals" },
                    set.times.len(),
                    set.decisions.len()
                ));
                continue;
            }
            scored.push(score::score(records, measure, &foretold, shared));
        }
    }
    (scored, not_scored)
}

/// What is fitted to some times, to foretell others.
struct Forecaster {
    model: Predictive,
    base: KaplanMeier,
    constant: Option<Law>,
}

impl Forecaster {
    fn fit(name: &str, times: &[Time]) -> Option<Self> {
        if !times.iter().any(|time| time.ended) {
            return None;
        }
        let mut stream = Streams::new(SEED, 0).stream(Purpose::Calibration, Key::named(name));
        let laws = sample_posterior(LawKind::CureWeibull, times, DRAWS, &mut stream).laws;
        Some(Self {
            model: Predictive::new(&laws),
            base: KaplanMeier::estimate(times),
            constant: fit_law(LawKind::Exponential, times).map(|fit| fit.law),
        })
    }

    fn foretell(&self, time: Time) -> Foretold {
        Foretold { time, model: self.model.clone(), base: self.base.clone(), constant: self.constant }
    }
}

#[cfg(test)]
mod tests;
