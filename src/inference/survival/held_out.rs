//! Laws compared on clusters that their fit has not seen.

use super::forecast::log_mean_score;
use super::time::distinct_clusters;
use super::{Law, Mixture, Time};

/// How well a cluster was foretold by what was fitted to others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClusterScore {
    /// Number of the cluster.
    pub cluster: usize,
    /// Weighted sum of log densities (ended, per day) and log shares (not ended) of its rows: higher is better.
    pub score: f64,
    /// Weight of its rows.
    pub weight: f64,
}

/// How much better one forecast is than another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScoreDifference {
    /// Sum of the first scores minus sum of the second: above 0, the first is better.
    pub difference: f64,
    /// Its standard error, from the differences cluster by cluster.
    pub standard_error: f64,
    /// How many clusters were compared.
    pub clusters: usize,
}

/// Scores each cluster under laws that `predict` finds from the rows of the other folds: one law (a fit), or many of equal weight (draws
/// of a posterior). Clusters are dealt to `folds` in turn by their numbers; as many folds as clusters or more leave out one at a time.
/// None where `predict` gives None or no law for some fold.
pub fn score_held_out(
    times: &[Time],
    folds: usize,
    mut predict: impl FnMut(&[Time]) -> Option<Vec<Law>>,
) -> Option<Vec<ClusterScore>> {
    let clusters = distinct_clusters(times);
    let folds = folds.clamp(1, clusters.len().max(1));
    let fold_of = |time: &Time| clusters.partition_point(|&cluster| cluster < time.cluster) % folds;
    let mut scores: Vec<ClusterScore> =
        clusters.iter().map(|&cluster| ClusterScore { cluster, score: 0.0, weight: 0.0 }).collect();
    for fold in 0..folds {
        let (held_out, others): (Vec<Time>, Vec<Time>) = times.iter().partition(|time| fold_of(time) == fold);
        let laws: Vec<Mixture> = predict(&others)?.iter().map(Law::mixture).collect();
        if laws.is_empty() {
            return None;
        }
        for time in held_out {
            let position = clusters.partition_point(|&cluster| cluster < time.cluster);
            scores[position].score += time.weight * log_mean_score(&laws, &time);
            scores[position].weight += time.weight;
        }
    }
    Some(scores)
}

/// Compares two lists of scores of the same clusters. None for fewer than two clusters, or where the lists differ in their clusters.
pub fn compare_scores(first: &[ClusterScore], second: &[ClusterScore]) -> Option<ScoreDifference> {
    let is_same = first.len() == second.len() && first.iter().zip(second).all(|(a, b)| a.cluster == b.cluster);
    if !is_same || first.len() < 2 {
        return None;
    }
    let differences: Vec<f64> = first.iter().zip(second).map(|(a, b)| a.score - b.score).collect();
    let count = differences.len() as f64;
    let difference: f64 = differences.iter().sum();
    let variance =
        differences.iter().map(|d| (d - difference / count) * (d - difference / count)).sum::<f64>() / (count - 1.0);
    Some(ScoreDifference { difference, standard_error: (count * variance).sqrt(), clusters: differences.len() })
}
