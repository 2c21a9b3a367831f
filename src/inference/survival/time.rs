//! Right-censored times.

/// Days that stand for a length of 0 days on record: what began and ended on the same date lasted somewhere in [0, 1) days, and the
/// middle stands for it, for a law of continuous time has no density at 0.
pub const LESS_THAN_A_DAY: f64 = 0.5;

/// A length that ended, or that was still going on when it was last seen (right-censored).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Time {
    /// Days from the start to the end, or to the day on which it was last seen. Above 0.
    pub days: f64,
    /// Whether the end was seen. If not, the length is at least `days`.
    pub ended: bool,
    /// How many rows it counts for. At least 0; 1 for a row that stands for itself.
    pub weight: f64,
    /// Rows with the same number come from one decision and are not independent.
    pub cluster: usize,
}

impl Time {
    /// A row of weight 1 from whole days on record; 0 days become [`LESS_THAN_A_DAY`].
    pub fn from_record(days: u32, ended: bool, cluster: usize) -> Self {
        let days = if days == 0 { LESS_THAN_A_DAY } else { f64::from(days) };
        Self { days, ended, weight: 1.0, cluster }
    }
}

/// Gives each row one over the number of rows in its cluster as weight, so that each decision counts once.
pub fn weigh_clusters_equally(times: &mut [Time]) {
    let clusters: Vec<usize> = times.iter().map(|time| time.cluster).collect();
    for time in times {
        time.weight = 1.0 / clusters.iter().filter(|&&cluster| cluster == time.cluster).count() as f64;
    }
}

/// The weighted geometric mean of all lengths, ended or not: the unit in which laws are fitted. 1 day where nothing has weight.
pub fn geometric_mean_days(times: &[Time]) -> f64 {
    let weight: f64 = times.iter().map(|time| time.weight).sum();
    let logs: f64 = times.iter().map(|time| time.weight * libm::log(time.days)).sum();
    if weight > 0.0 { libm::exp(logs / weight) } else { 1.0 }
}

/// The numbers of the clusters, each once, ascending.
pub(super) fn distinct_clusters(times: &[Time]) -> Vec<usize> {
    let mut clusters: Vec<usize> = times.iter().map(|time| time.cluster).collect();
    clusters.sort_unstable();
    clusters.dedup();
    clusters
}
