//! How long blocks and store removals last: what was seen without a law, laws held against one another on what they have not seen, and what
//! they say of a part that is never lifted.

use serde::{Deserialize, Serialize};

use super::summarise;
use crate::analysis::statistics::EstimateRange;
use crate::calibration::records::{Confidence, Episode, Measure, Records};
use crate::calibration::{Government, SEED, TimeSet};
use crate::draws::{Key, Purpose, Streams};
use crate::inference::survival::{
    ErrorKind, GroupedPosterior, IntervalScale, KaplanMeier, Law, LawKind, Posterior, Time, compare_scores, fit_law,
    permanent_evidence, sample_grouped_posterior, sample_posterior, score_held_out,
};

/// Draws of a posterior.
const DRAWS: usize = 500;
/// Parts into which decisions are dealt to be foretold by the others.
const FOLDS: usize = 10;
/// Days at which it is told how many still stand.
const DAYS: [f64; 6] = [7.0, 30.0, 90.0, 180.0, 365.0, 1095.0];
/// The laws that are held against one another.
const LAWS: [LawKind; 4] =
    [LawKind::Exponential, LawKind::Weibull, LawKind::CureWeibull, LawKind::ExponentialAndWeibull];
/// Fewest decisions of a group that is told by itself.
const LEAST_GROUP: usize = 3;

/// How long the measures of one kind in one file last.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LengthFit {
    /// The file.
    pub file: String,
    /// What lasted.
    pub measure: Measure,
    /// Rows whose length is known.
    pub rows: usize,
    /// Rows that ended.
    pub ended: usize,
    /// Independent decisions.
    pub decisions: usize,
    /// Share that still stood after so many days (Kaplan and Meier), with intervals by decision.
    pub standing: Vec<StandingShare>,
    /// The steps of that estimate: day and share.
    pub steps: Vec<[f64; 2]>,
    /// The last day on which any was seen.
    pub last_day: f64,
    /// The law with a permanent part at days that are evenly spread on a logarithmic scale: day, mean share, ends of its central 90%; empty
    /// where nothing is fitted.
    pub curve: Vec<[f64; 4]>,
    /// Day by which half had ended, where that was seen.
    pub median: Option<f64>,
    /// The laws, the best on held-out decisions first; empty where there are too few decisions.
    pub laws: Vec<LawFit>,
    /// Whether the rows speak for a part that is never lifted.
    pub permanent: Option<PermanentPart>,
    /// The law with a permanent part, as draws say it.
    pub posterior: Option<LengthSummary>,
    /// The same without rows from memory; none where that changes nothing or leaves too few.
    pub without_recalled: Option<LengthSummary>,
}

/// A share that still stands.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct StandingShare {
    /// After so many days.
    pub days: f64,
    /// The share, 0 to 1.
    pub share: f64,
    /// Its 95% interval, where there is one.
    pub interval: Option<[f64; 2]>,
    /// The same by the law with a permanent part; none where nothing is fitted.
    pub fitted: Option<f64>,
}

/// A law, and how well it foretells.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LawFit {
    /// Its name.
    pub law: String,
    /// The parameters at which the rows are most likely.
    pub parameters: Vec<(String, f64)>,
    /// Log-likelihood there.
    pub log_likelihood: f64,
    /// Sum of log scores of decisions that the fit had not seen: higher is better.
    pub held_out: f64,
    /// What it is below the best, with the standard error of that; none of the best.
    pub behind: Option<(f64, f64)>,
}

/// The evidence for a permanent part, rows taken as independent.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PermanentPart {
    /// Chance of so large a gain in likelihood if nothing were permanent.
    pub p_value: f64,
    /// Whether that is below 5%.
    pub is_supported: bool,
    /// Shares that the rows allow (profile likelihood, 95%).
    pub interval: [f64; 2],
}

/// A law with a permanent part: medians and central 90% of draws.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct LengthSummary {
    /// Share that is never lifted.
    pub permanent: EstimateRange,
    /// Days by which half of the others are lifted.
    pub median_of_others: EstimateRange,
    /// Shape of the law of the others.
    pub shape: EstimateRange,
    /// Split R̂ of the chains: near 1 where they agree.
    pub r_hat: f64,
}

/// Lengths by groups of one kind, each leaning on the others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GroupedLengths {
    /// The file.
    pub file: String,
    /// By what rows are grouped: `government`, `cause` or `origin`.
    pub by: String,
    /// The groups with at least three decisions, those with most first.
    pub groups: Vec<LengthGroup>,
}

/// A group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LengthGroup {
    /// Its name.
    pub name: String,
    /// Rows.
    pub rows: usize,
    /// Independent decisions.
    pub decisions: usize,
    /// Share that still stood after 30 days, as seen.
    pub seen: f64,
    /// The same as fitted: median and central 90%.
    pub fitted: EstimateRange,
    /// Share that is never lifted, as fitted.
    pub permanent: EstimateRange,
}

/// Fits how long each kind of measure in a file lasts.
pub(super) fn fit_lengths(records: &Records) -> Vec<LengthFit> {
    let fit = |measure: Measure| {
        let rows: Vec<&Episode> = records.episodes.iter().filter(|episode| episode.measure == measure).collect();
        let set = TimeSet::collect(rows.iter().copied());
        (!set.times.is_empty()).then(|| fit_measure(records, measure, &rows, &set))
    };
    [Measure::Block, Measure::StoreRemoval].into_iter().filter_map(fit).collect()
}

fn fit_measure(records: &Records, measure: Measure, rows: &[&Episode], set: &TimeSet) -> LengthFit {
    let seen = KaplanMeier::estimate(&set.times);
    let is_enough = set.is_enough();
    let posterior = is_enough.then(|| draw_laws(&records.file, &set.times));
    let found = rows.iter().copied().filter(|episode| episode.confidence != Confidence::Recalled);
    let found = TimeSet::collect(found);
    let differs = found.times.len() < set.times.len() && found.is_enough();
    let standing = DAYS.into_iter().filter(|days| *days <= seen.last_days).map(|days| StandingShare {
        days,
        share: seen.surviving(days),
        interval: seen.interval(days, 0.95, IntervalScale::LogLog, ErrorKind::Clustered),
        fitted: posterior.as_ref().map(|posterior| mean_standing(&posterior.laws, days)),
    });
    LengthFit {
        file: records.file.clone(),
        measure,
        rows: set.times.len(),
        ended: set.times.iter().filter(|time| time.ended).count(),
        decisions: set.decisions.len(),
        standing: standing.collect(),
        steps: seen.steps.iter().map(|step| [step.days, step.surviving]).collect(),
        last_day: seen.last_days,
        curve: posterior.as_ref().map(|posterior| trace_curve(&posterior.laws)).unwrap_or_default(),
        median: seen.median(),
        laws: if is_enough { compare_laws(&set.times) } else { Vec::new() },
        permanent: is_enough.then(|| judge_permanent(&set.times)).flatten(),
        posterior: posterior.as_ref().map(summarise_laws),
        without_recalled: differs.then(|| summarise_laws(&draw_laws(&records.file, &found.times))),
    }
}

fn draw_laws(file: &str, times: &[Time]) -> Posterior {
    let mut stream = Streams::new(SEED, 0).stream(Purpose::Calibration, Key::named(file));
    sample_posterior(LawKind::CureWeibull, times, DRAWS, &mut stream)
}

/// Shares that still stand by the laws, from a day to ten years.
fn trace_curve(laws: &[Law]) -> Vec<[f64; 4]> {
    const POINTS: u32 = 60;
    let day = |point: u32| libm::exp(libm::log(3_653.0) * f64::from(point) / f64::from(POINTS));
    let at = |days: f64| {
        let range = summarise(laws.iter().map(|law| law.survival(days)));
        [days, mean_standing(laws, days), range.low, range.high]
    };
    (0..=POINTS).map(|point| at(day(point))).collect()
}

fn mean_standing(laws: &[Law], days: f64) -> f64 {
    laws.iter().map(|law| law.survival(days)).sum::<f64>() / laws.len().max(1) as f64
}

fn summarise_laws(posterior: &Posterior) -> LengthSummary {
    let parts = posterior.laws.iter().filter_map(|law| match *law {
        Law::CureWeibull { permanent, after } => Some((permanent, after)),
        _ => None,
    });
    let parts: Vec<_> = parts.collect();
    let half = std::f64::consts::LN_2;
    LengthSummary {
        permanent: summarise(parts.iter().map(|(permanent, _)| *permanent)),
        median_of_others: summarise(parts.iter().map(|(_, after)| after.scale * libm::pow(half, 1.0 / after.shape))),
        shape: summarise(parts.iter().map(|(_, after)| after.shape)),
        r_hat: posterior.convergence.r_hat,
    }
}

fn judge_permanent(times: &[Time]) -> Option<PermanentPart> {
    let evidence = permanent_evidence(times)?;
    Some(PermanentPart {
        p_value: evidence.p_value,
        is_supported: evidence.is_supported(),
        interval: evidence.interval,
    })
}

/// The laws, the best on decisions that a fit has not seen first.
fn compare_laws(times: &[Time]) -> Vec<LawFit> {
    let fitted = LAWS.into_iter().filter_map(|kind| {
        let fit = fit_law(kind, times)?;
        let scores = score_held_out(times, FOLDS, |others| Some(vec![fit_law(kind, others)?.law]))?;
        Some((fit, scores))
    });
    let mut fitted: Vec<_> = fitted
        .map(|(fit, scores)| {
            let sum: f64 = scores.iter().map(|score| score.score).sum();
            (fit, scores, sum)
        })
        .collect();
    fitted.sort_by(|a, b| b.2.total_cmp(&a.2));
    let best = fitted.first().map(|(_, scores, _)| scores.clone()).unwrap_or_default();
    let describe = |(place, (fit, scores, held_out)): (usize, _)| {
        let fit: crate::inference::survival::Fit = fit;
        let scores: Vec<crate::inference::survival::ClusterScore> = scores;
        let behind = compare_scores(&best, &scores).filter(|_| place > 0);
        LawFit {
            law: name_law(fit.law.kind()).to_owned(),
            parameters: list_parameters(&fit.law),
            log_likelihood: fit.log_likelihood,
            held_out,
            behind: behind.map(|behind| (behind.difference, behind.standard_error)),
        }
    };
    fitted.into_iter().enumerate().map(describe).collect()
}

/// A law for people.
const fn name_law(kind: LawKind) -> &'static str {
    match kind {
        LawKind::Exponential => "exponential",
        LawKind::Weibull => "Weibull",
        LawKind::CureExponential => "exponential with a permanent part",
        LawKind::CureWeibull => "Weibull with a permanent part",
        LawKind::ExponentialAndWeibull => "short (exponential) and long (Weibull)",
        LawKind::TwoWeibulls => "short and long (two Weibull laws)",
    }
}

/// Parameters of a law by their names; lengths in days.
fn list_parameters(law: &Law) -> Vec<(String, f64)> {
    let named = match *law {
        Law::Exponential { mean } => vec![("mean, days", mean)],
        Law::Weibull(law) => vec![("shape", law.shape), ("scale, days", law.scale)],
        Law::CureExponential { permanent, mean } => vec![("permanent", permanent), ("mean, days", mean)],
        Law::CureWeibull { permanent, after } => {
            vec![("permanent", permanent), ("shape", after.shape), ("scale, days", after.scale)]
        }
        Law::ExponentialAndWeibull { short_share, short_mean, long } => vec![
            ("share of the short", short_share),
            ("mean of the short, days", short_mean),
            ("shape of the long", long.shape),
            ("scale of the long, days", long.scale),
        ],
        Law::TwoWeibulls { short_share, short, long } => vec![
            ("share of the short", short_share),
            ("shape of the short", short.shape),
            ("scale of the short, days", short.scale),
            ("shape of the long", long.shape),
            ("scale of the long, days", long.scale),
        ],
    };
    named.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// The group of a row; empty where it has none.
type NameGroup<'n> = &'n dyn Fn(&Episode) -> String;

/// Fits lengths of blocks by kind of government, cause and origin, each group leaning on the others.
pub(super) fn fit_groups(records: &Records) -> Vec<GroupedLengths> {
    let blocks: Vec<&Episode> = records.episodes.iter().filter(|episode| episode.measure == Measure::Block).collect();
    let by: [(&str, NameGroup); 3] = [
        ("government", &|episode| {
            episode.government.map_or_else(String::new, |kind| Government::plural(kind).to_owned())
        }),
        ("cause", &|episode| episode.cause.clone()),
        ("origin", &|episode| episode.origin.clone()),
    ];
    by.into_iter().filter_map(|(by, name)| fit_groups_by(records, &blocks, by, name)).collect()
}

fn fit_groups_by(records: &Records, blocks: &[&Episode], by: &str, name: NameGroup) -> Option<GroupedLengths> {
    let mut names: Vec<String> = blocks.iter().map(|episode| name(episode)).filter(|name| !name.is_empty()).collect();
    names.sort();
    names.dedup();
    let set = |group: &String| TimeSet::collect(blocks.iter().copied().filter(|episode| name(episode) == *group));
    let mut sets: Vec<(String, TimeSet)> = names.into_iter().map(|name| (name.clone(), set(&name))).collect();
    sets.retain(|(_, set)| set.decisions.len() >= LEAST_GROUP);
    sets.sort_by(|a, b| b.1.decisions.len().cmp(&a.1.decisions.len()).then_with(|| a.0.cmp(&b.0)));
    let enough = sets.iter().any(|(_, set)| set.is_enough());
    if sets.len() < 2 || !enough {
        return None;
    }
    let times: Vec<Vec<Time>> = sets.iter().map(|(_, set)| set.times.clone()).collect();
    let mut stream = Streams::new(SEED, 0).stream(Purpose::Calibration, Key::named(&format!("{} {by}", records.file)));
    let GroupedPosterior { groups, .. } = sample_grouped_posterior(&times, DRAWS, &mut stream);
    let group = |((name, set), laws): ((String, TimeSet), Vec<Law>)| LengthGroup {
        name,
        rows: set.times.len(),
        decisions: set.decisions.len(),
        seen: KaplanMeier::estimate(&set.times).surviving(30.0),
        fitted: summarise(laws.iter().map(|law| law.survival(30.0))),
        permanent: summarise(laws.iter().map(Law::permanent)),
    };
    Some(GroupedLengths {
        file: records.file.clone(),
        by: by.to_owned(),
        groups: sets.into_iter().zip(groups).map(group).collect(),
    })
}
