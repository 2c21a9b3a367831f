//! How good forecasts were: Brier and log score, against how often such questions were answered yes elsewhere.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{CaseQuestion, HindcastCase, Hindcasts};
use crate::analysis::Proportion;
use crate::analysis::statistics::{ClusterSums, EstimateRange, proportion};
use crate::scenario::QuestionKind;

/// Fewest cases of which a skill is told.
const LEAST_CASES: usize = 10;
/// Bounds of the groups in which probabilities are held against what happened.
const BOUNDS: [f64; 7] = [0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0];

/// Scores of a group of questions: means over cases, each case with the mean of its questions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scored {
    /// The kind; none for all together.
    pub kind: Option<QuestionKind>,
    /// Questions whose outcome is known.
    pub questions: usize,
    /// Cases that they belong to.
    pub cases: usize,
    /// Mean squared error of the probability: 0 is perfect, 0.25 is what saying 50% earns.
    pub brier: EstimateRange,
    /// The same of the base rate.
    pub base_brier: EstimateRange,
    /// Mean of −ln of the probability of what happened: 0 is perfect, 0.69 is what saying 50% earns.
    pub log: EstimateRange,
    /// The same of the base rate.
    pub base_log: EstimateRange,
    /// 1 less the Brier score over that of the base rate: above 0 is better than the base rate. None for fewer than ten cases.
    pub skill: Option<EstimateRange>,
}

/// Forecasts of about the same probability.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Calibrated {
    /// Least and greatest probability of the group.
    pub from: f64,
    /// See `from`.
    pub to: f64,
    /// Questions in it.
    pub questions: usize,
    /// Mean probability.
    pub forecast: f64,
    /// Share that happened, with its 95% interval as if questions were independent.
    pub happened: Proportion,
}

impl Hindcasts {
    /// The forecasts of `cases`, scored.
    pub fn new(mut cases: Vec<HindcastCase>, seed: u64, replications: u64) -> Self {
        cases.sort_by(|a, b| a.as_of.cmp(&b.as_of).then_with(|| a.name.cmp(&b.name)));
        let (scores, calibration) = score_hindcasts(&mut cases, replications);
        let fitted: Vec<HindcastCase> = cases.iter().filter(|case| case.fitted_inputs > 0).cloned().collect();
        let fitted_only = score(None, &list_answers(&fitted, replications));
        Self {
            format: super::HINDCAST_FORMAT.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            seed,
            replications,
            cases,
            scores,
            fitted_only,
            calibration,
            others: Vec::new(),
        }
    }
}

/// Scores all questions whose outcome is known, together and by kind; fills in their base rates.
pub fn score_hindcasts(cases: &mut [HindcastCase], replications: u64) -> (Vec<Scored>, Vec<Calibrated>) {
    fill_base_rates(cases);
    let answers = list_answers(cases, replications);
    let kinds = [
        None,
        Some(QuestionKind::Legal),
        Some(QuestionKind::Access),
        Some(QuestionKind::Store),
        Some(QuestionKind::SaleAnnounced),
        Some(QuestionKind::SaleClosed),
    ];
    let scores = kinds.into_iter().filter_map(|kind| score(kind, &answers)).collect();
    (scores, calibrate(&answers))
}

/// The share of yes among questions of the same kind in other cases: each case counts once, and one half of a yes and of a no is added,
/// so that no base rate is certain.
fn fill_base_rates(cases: &mut [HindcastCase]) {
    let mut shares: BTreeMap<(&'static str, String), (f64, f64)> = BTreeMap::new();
    for case in cases.iter() {
        for question in &case.questions {
            if let Some(outcome) = question.outcome {
                let sums = shares.entry((question.kind.name(), case.cluster.clone())).or_default();
                *sums = (sums.0 + f64::from(u8::from(outcome)), sums.1 + 1.0);
            }
        }
    }
    for case in cases {
        for question in &mut case.questions {
            let kind = question.kind.name();
            let others = shares.iter().filter(|((of, cluster), _)| *of == kind && *cluster != case.cluster);
            let (yes, count) = others.fold((0.0, 0.0), |(yes, count), (_, sums)| (yes + sums.0 / sums.1, count + 1.0));
            question.base_rate = (count > 0.0).then(|| (yes + 0.5) / (count + 1.0));
        }
    }
}

/// A forecast whose outcome is known.
struct Answer {
    cluster: String,
    kind: QuestionKind,
    probability: f64,
    base_rate: f64,
    outcome: bool,
}

fn list_answers(cases: &[HindcastCase], replications: u64) -> Vec<Answer> {
    // A share of so many simulations is never known to be 0 or 1: half a simulation stands for none.
    let n = replications as f64;
    let soften = |share: f64| (share * n + 0.5) / (n + 1.0);
    let of_case = |case: &'_ HindcastCase| {
        let answer = |question: &CaseQuestion| {
            Some(Answer {
                cluster: case.cluster.clone(),
                kind: question.kind,
                probability: soften(question.probability),
                base_rate: question.base_rate?,
                outcome: question.outcome?,
            })
        };
        case.questions.iter().filter_map(answer).collect::<Vec<_>>()
    };
    cases.iter().flat_map(of_case).collect()
}

fn score(kind: Option<QuestionKind>, answers: &[Answer]) -> Option<Scored> {
    let mut clusters: BTreeMap<&str, ([f64; 4], f64)> = BTreeMap::new();
    let asked: Vec<&Answer> = answers.iter().filter(|answer| kind.is_none_or(|kind| answer.kind == kind)).collect();
    for answer in &asked {
        let (sums, count) = clusters.entry(&answer.cluster).or_default();
        let terms = [
            brier(answer.probability, answer.outcome),
            brier(answer.base_rate, answer.outcome),
            log_score(answer.probability, answer.outcome),
            log_score(answer.base_rate, answer.outcome),
        ];
        sums.iter_mut().zip(terms).for_each(|(sum, term)| *sum += term);
        *count += 1.0;
    }
    let means: Vec<[f64; 5]> = clusters
        .values()
        .map(|(sums, count)| [sums[0] / count, sums[1] / count, sums[2] / count, sums[3] / count, 1.0])
        .collect();
    if means.is_empty() {
        return None;
    }
    let resampled = ClusterSums::new(&means);
    let mean = |term: usize| resampled.find_range(move |sums| sums[term] / sums[4]);
    Some(Scored {
        kind,
        questions: asked.len(),
        cases: means.len(),
        brier: mean(0),
        base_brier: mean(1),
        log: mean(2),
        base_log: mean(3),
        skill: (means.len() >= LEAST_CASES)
            .then(|| resampled.find_range_if_known(|sums| 1.0 - sums[0] / sums[1]))
            .flatten(),
    })
}

fn brier(probability: f64, outcome: bool) -> f64 {
    let error = probability - f64::from(u8::from(outcome));
    error * error
}

fn log_score(probability: f64, outcome: bool) -> f64 {
    -libm::log(if outcome { probability } else { 1.0 - probability })
}

fn calibrate(answers: &[Answer]) -> Vec<Calibrated> {
    let groups = BOUNDS.windows(2).map(|bounds| {
        let (from, to) = (bounds[0], bounds[1]);
        let inside = |answer: &&Answer| answer.probability >= from && (answer.probability < to || to >= 1.0);
        let group: Vec<&Answer> = answers.iter().filter(inside).collect();
        let happened = group.iter().filter(|answer| answer.outcome).count();
        Calibrated {
            from,
            to,
            questions: group.len(),
            forecast: group.iter().map(|answer| answer.probability).sum::<f64>() / group.len().max(1) as f64,
            happened: proportion(happened as u64, group.len().max(1) as u64),
        }
    });
    groups.filter(|group| group.questions > 0).collect()
}

#[cfg(test)]
mod tests;
