//! How often governments block: new blocks of platforms per country and year.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::summarise;
use crate::analysis::statistics::EstimateRange;
use crate::calibration::block_rates::{
    HISTORY, Observed, count_blocking_years, find_share_of_platform, list_rows, observe_years, weigh_history,
};
use crate::calibration::records::Records;
use crate::calibration::{Government, LEAST_DECISIONS, SEED};
use crate::draws::{Key, Purpose, Streams};
use crate::inference::rates::{RateLaw, RatePrior, RateRow, sample_rates};

/// Draws of the posterior.
const DRAWS: usize = 1_000;
/// The same where a model is only held against others.
const HELD_OUT_DRAWS: usize = 200;
/// Parts into which countries are dealt to be foretold by the others.
const FOLDS: usize = 10;

/// Rates of new blocks of platforms, per country and year.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RateFit {
    /// First and last year of the rows: those of which it is known what came in the three years before.
    pub years: [i16; 2],
    /// Countries.
    pub countries: usize,
    /// Countries by years.
    pub rows: usize,
    /// New blocks.
    pub blocks: u32,
    /// By kind of government, from the least free.
    pub governments: Vec<GovernmentRate>,
    /// New blocks per country and year after a block in the three years before, as counted over all.
    pub after_block: f64,
    /// The same without.
    pub without_block: f64,
    /// By how much a block in the three years before multiplies the rate under the same kind of government, in autocracies and in
    /// democracies: medians and central 90%.
    pub repeat: [EstimateRange; 2],
    /// Variance beyond that of independent events: it is mean + φ · mean².
    pub overdispersion: EstimateRange,
    /// Of all blocks the share that hits one given large platform.
    pub share_of_platform: Option<f64>,
    /// Models, the best on countries that it has not seen first.
    pub models: Vec<RateModel>,
    /// Split R̂ of the chains.
    pub r_hat: f64,
}

/// The rate of one kind of government.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GovernmentRate {
    /// The kind.
    pub government: Government,
    /// Countries by years.
    pub rows: usize,
    /// New blocks.
    pub blocks: u32,
    /// Blocks over country-years, as counted.
    pub counted: f64,
    /// The same where none, and where one, came in the three years before; none without such rows.
    pub counted_by_history: [Option<f64>; 2],
    /// Rate where none came, as fitted: median and central 90%.
    pub first: EstimateRange,
    /// Rate where one came.
    pub repeat: EstimateRange,
}

/// A model of the rates, and how well it foretells.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RateModel {
    /// What it takes into account.
    pub name: String,
    /// Sum of log scores of countries that it has not seen: higher is better.
    pub held_out: f64,
    /// What it is below the best, with the standard error of that; none of the best.
    pub behind: Option<(f64, f64)>,
}

/// What a model may look at beside the kind of government: a recent block there, blocks elsewhere in the year before.
type Seen = [f64; 3];

/// Fits the rates; none without enough blocks.
pub(super) fn fit_rates(files: &[Records]) -> Option<RateFit> {
    let observed = observe_years(files, HISTORY);
    if count_blocking_years(&observed) < LEAST_DECISIONS {
        return None;
    }
    let rows = list_rows(&observed);
    let mut stream = Streams::new(SEED, 0).stream(Purpose::Calibration, Key::named("rates"));
    let posterior = sample_rates(&rows, Government::ALL.len(), RatePrior::WEAK, DRAWS, &mut stream);
    let laws = &posterior.laws;
    let rate = |government: Government, history: bool| {
        summarise(laws.iter().map(|law| law.rate(government as usize, &weigh_history(government, history))))
    };
    let government = |kind: Government| {
        let of_kind = || observed.iter().filter(move |year| year.government == kind);
        let counted = |history: bool| mean_blocks(of_kind().filter(|year| year.has_history == history));
        GovernmentRate {
            government: kind,
            rows: of_kind().count(),
            blocks: of_kind().map(|year| year.blocks).sum(),
            counted: mean_blocks(of_kind()).unwrap_or_default(),
            counted_by_history: [counted(false), counted(true)],
            first: rate(kind, false),
            repeat: rate(kind, true),
        }
    };
    let all_years = || observed.iter().map(|year| year.row.year);
    let mut countries: Vec<&str> = observed.iter().map(|year| year.row.country.as_str()).collect();
    countries.sort_unstable();
    countries.dedup();
    Some(RateFit {
        years: [all_years().min()?, all_years().max()?],
        countries: countries.len(),
        rows: observed.len(),
        blocks: observed.iter().map(|year| year.blocks).sum(),
        governments: Government::ALL.into_iter().map(government).collect(),
        after_block: mean_blocks(observed.iter().filter(|year| year.has_history)).unwrap_or_default(),
        without_block: mean_blocks(observed.iter().filter(|year| !year.has_history)).unwrap_or_default(),
        repeat: [
            summarise(laws.iter().map(|law| libm::exp(law.effects[0]))),
            summarise(laws.iter().map(|law| libm::exp(law.effects[0] + law.effects[1]))),
        ],
        overdispersion: summarise(laws.iter().map(|law| law.overdispersion)),
        share_of_platform: find_share_of_platform(files),
        models: compare_models(&observed, files),
        r_hat: posterior.convergence.r_hat,
    })
}

fn mean_blocks<'o, 'r: 'o>(years: impl Iterator<Item = &'o Observed<'r>>) -> Option<f64> {
    let (sum, count) = years.fold((0.0, 0.0), |(sum, count), year| (sum + f64::from(year.blocks), count + 1.0));
    (count > 0.0).then(|| sum / count)
}

/// Models that differ in what they look at.
const MODELS: [(&str, bool, bool, bool); 4] = [
    ("one rate for all", false, false, false),
    ("kind of government", true, false, false),
    ("kind of government and a block in the three years before", true, true, false),
    (
        "kind of government, a block in the three years before, and blocks elsewhere in the year before",
        true,
        true,
        true,
    ),
];

fn compare_models(observed: &[Observed], files: &[Records]) -> Vec<RateModel> {
    let mut elsewhere: BTreeMap<i16, f64> = BTreeMap::new();
    for row in files.iter().flat_map(|records| &records.country_years) {
        *elsewhere.entry(row.year).or_default() += f64::from(row.blocks.unwrap_or_default());
    }
    let mean = elsewhere.values().sum::<f64>() / elsewhere.len().max(1) as f64;
    // Blocks of the year before against their mean: 0 in a common year.
    let excitation =
        |year: &Observed| elsewhere.get(&(year.row.year - 1)).map_or(0.0, |blocks| blocks / mean.max(1.0) - 1.0);
    let mut scored: Vec<(&str, Vec<f64>)> = MODELS
        .into_iter()
        .map(|(name, by_government, by_history, by_others)| {
            let seen = |year: &Observed| -> Seen {
                let [history, beyond] = weigh_history(year.government, by_history && year.has_history);
                [history, beyond, if by_others { excitation(year) } else { 0.0 }]
            };
            let row = |year: &Observed| RateRow {
                events: year.blocks,
                years: 1.0,
                group: if by_government { year.government as usize } else { 0 },
                covariates: seen(year),
            };
            (name, score_countries(observed, &row))
        })
        .collect();
    let sum = |scores: &[f64]| scores.iter().sum::<f64>();
    scored.sort_by(|a, b| sum(&b.1).total_cmp(&sum(&a.1)));
    let best = scored.first().map(|(_, scores)| scores.clone()).unwrap_or_default();
    let describe = |(place, (name, scores)): (usize, &(&str, Vec<f64>))| RateModel {
        name: (*name).to_owned(),
        held_out: sum(scores),
        behind: (place > 0).then(|| compare(&best, scores)),
    };
    scored.iter().enumerate().map(describe).collect()
}

/// Sum of the differences, and its standard error.
fn compare(best: &[f64], scores: &[f64]) -> (f64, f64) {
    let differences: Vec<f64> = best.iter().zip(scores).map(|(a, b)| a - b).collect();
    let (count, sum) = (differences.len() as f64, differences.iter().sum::<f64>());
    let squares: f64 = differences.iter().map(|d| (d - sum / count) * (d - sum / count)).sum();
    (sum, (count * squares / (count - 1.0).max(1.0)).sqrt())
}

/// The log score of each country under what was fitted to the countries of other parts.
fn score_countries(observed: &[Observed], row: &dyn Fn(&Observed) -> RateRow<3>) -> Vec<f64> {
    let mut countries: BTreeMap<&str, Vec<RateRow<3>>> = BTreeMap::new();
    observed.iter().for_each(|year| countries.entry(&year.row.country).or_default().push(row(year)));
    let countries: Vec<Vec<RateRow<3>>> = countries.into_values().collect();
    let mut scores = vec![0.0; countries.len()];
    for fold in 0..FOLDS {
        let others = countries.iter().enumerate().filter(|(place, _)| place % FOLDS != fold);
        let others: Vec<RateRow<3>> = others.flat_map(|(_, rows)| rows.iter().copied()).collect();
        let mut stream = Streams::new(SEED, fold as u64).stream(Purpose::Calibration, Key::named("held-out rates"));
        let laws = sample_rates(&others, Government::ALL.len(), RatePrior::WEAK, HELD_OUT_DRAWS, &mut stream).laws;
        for (place, rows) in countries.iter().enumerate().filter(|(place, _)| place % FOLDS == fold) {
            scores[place] = log_mean(&laws, rows);
        }
    }
    scores
}

/// Logarithm of the mean probability of rows over laws.
fn log_mean(laws: &[RateLaw<3>], rows: &[RateRow<3>]) -> f64 {
    let logs: Vec<f64> = laws.iter().map(|law| law.log_probability(rows)).collect();
    let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let sum: f64 = logs.iter().map(|log| libm::exp(log - most)).sum();
    most + libm::log(sum / logs.len().max(1) as f64)
}
