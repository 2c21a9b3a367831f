//! Hindcasts: forecasts as they stood on a day in the past, held against what happened.

mod forecast;
mod others;
mod reweight;
mod score;

pub use forecast::{Answers, forecast_questions};
pub(crate) use others::read_other_forecasts;
pub use score::{Calibrated, Scored, score_hindcasts};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::scenario::{QuestionKind, Scenario};

/// What the results of `backtest` of a folder of scenarios call their format.
pub const HINDCAST_FORMAT: &str = "marketgate.hindcast/1";

/// Forecasts of many cases, and how good they were.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hindcasts {
    /// Always `marketgate.hindcast/1`.
    pub format: String,
    /// Version of marketgate.
    pub version: String,
    /// Seed of all random numbers.
    pub seed: u64,
    /// Simulations of each case.
    pub replications: u64,
    /// The cases, by day of what was known.
    pub cases: Vec<HindcastCase>,
    /// All questions together, then by kind; only those whose outcome is known.
    pub scores: Vec<Scored>,
    /// All questions of cases some inputs of which are fitted to what was known, against the same base rates; none where there are none.
    pub fitted_only: Option<Scored>,
    /// How often what was given so much chance happened.
    pub calibration: Vec<Calibrated>,
    /// Forecasts by others that are laid beside, as imported.
    pub others: Vec<OtherForecast>,
}

/// A scenario with questions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HindcastCase {
    /// Name of the file, without its ending.
    pub name: String,
    /// Title for people.
    pub title: String,
    /// What counts as one case: files of the same decision on different days are resampled together.
    pub cluster: String,
    /// What files of one app and country share: how its forecast moved is drawn.
    pub story: String,
    /// Day of what was known; the start where the file does not say.
    pub as_of: Date,
    /// The episode whose decision is left out of all priors; empty where the records lack it.
    pub episode: String,
    /// Inputs that are fitted to what was known.
    pub fitted_inputs: usize,
    /// As many simulations as the case is worth when it is weighed so that questions have the chances that others give them; none where nobody
    /// does, or no weights do it.
    pub effective: Option<f64>,
    /// The questions, in the order written.
    pub questions: Vec<CaseQuestion>,
}

/// A question and its answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CaseQuestion {
    /// Its name in the file.
    pub key: String,
    /// Name of the market.
    pub market: String,
    /// What is asked.
    pub kind: QuestionKind,
    /// The day on which, or by which.
    pub by: Date,
    /// The forecast: share of simulations in which it is so.
    pub probability: f64,
    /// 95% interval of that share, by the number of simulations.
    pub interval: [f64; 2],
    /// What happened, where it is known.
    pub outcome: Option<bool>,
    /// Source of what happened.
    pub source: String,
    /// The forecast where other questions, or this one, have the chances that others give them.
    pub reweighted: Option<f64>,
    /// How often such questions were answered yes in the other cases; none where there are none.
    pub base_rate: Option<f64>,
}

/// A forecast by somebody else.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OtherForecast {
    /// Name of the file and of the question, such as `tiktok-us-2020-08-03.banned`.
    pub question: String,
    /// When it was made.
    pub date: Date,
    /// The probability.
    pub probability: f64,
    /// Who made it.
    pub source: String,
    /// What it is, such as `market` or `panel`.
    pub kind: String,
}

impl HindcastCase {
    /// The case of a scenario that is kept under `name`, with the answers of its simulations.
    pub(crate) fn new(scenario: &Scenario, found: &Answers, others: &[OtherForecast]) -> Self {
        let knowledge = scenario.knowledge();
        let episode = knowledge.case.clone().unwrap_or_default();
        let name = scenario.file().to_owned();
        let cluster = if episode.is_empty() { strip_date(&name).to_owned() } else { episode.clone() };
        let questions = scenario.questions().iter().zip(&found.shares).map(|(question, forecast)| CaseQuestion {
            key: question.key().to_owned(),
            market: scenario.markets()[question.market().0].name().to_owned(),
            kind: question.kind(),
            by: question.by(),
            probability: forecast.probability,
            interval: forecast.interval,
            outcome: question.outcome(),
            source: question.source().to_owned(),
            reweighted: None,
            base_rate: None,
        });
        let fitted_inputs = scenario.inputs().iter().filter(|input| input.written().starts_with("prior ")).count();
        let case = Self {
            title: scenario.title().to_owned(),
            as_of: knowledge.as_of.unwrap_or(scenario.start()),
            questions: questions.collect(),
            story: strip_date(&name).to_owned(),
            cluster,
            episode,
            fitted_inputs,
            effective: None,
            name,
        };
        case.move_to_others(found, others)
    }

    /// The case weighed so that its questions have the chances that others gave them last.
    fn move_to_others(mut self, found: &Answers, others: &[OtherForecast]) -> Self {
        let last = |question: &CaseQuestion| {
            let name = format!("{}.{}", self.name, question.key);
            others.iter().filter(|other| other.question == name).max_by_key(|other| other.date)
        };
        let targets: Vec<(usize, f64)> = self
            .questions
            .iter()
            .enumerate()
            .filter_map(|(number, question)| Some((number, last(question)?.probability)))
            .collect();
        let moved = if targets.is_empty() { None } else { reweight::reweight(&found.answers, &targets) };
        if let Some(moved) = moved {
            self.effective = Some(moved.effective);
            self.questions.iter_mut().zip(moved.probabilities).for_each(|(question, p)| question.reweighted = Some(p));
        }
        self
    }
}

/// A name without the date at its end: what forecasts of one decision on different days share.
fn strip_date(name: &str) -> &str {
    name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '-')
}
