//! Real histories that stand for many: a bad one, a middle one, a good one.

use indexmap::IndexMap;

use super::leading::LeadingValue;
use super::story::describe_log;
use super::summary::{Ending, STATES, Story};
use crate::model::ModelError;
use crate::scenario::Scenario;
use crate::simulation::{Layout, catalogue, replay};

/// Histories are chosen among so many, the first, so that memory does not grow with their number.
const AMONG: usize = 100_000;
/// Which histories a report tells: the one at each of these quantiles of value.
const TOLD: [f64; 3] = [0.05, 0.5, 0.95];

/// Values of the first histories, from which one at a quantile is chosen.
#[derive(Debug, Default)]
pub struct Ranking {
    values: Vec<(f64, u64)>,
}

impl Ranking {
    /// Takes the value of a replication; none after the first 100,000.
    pub fn add(&mut self, value: f64, replication: u64) {
        if self.values.len() < AMONG {
            self.values.push((value, replication));
        }
    }

    /// The replication at the quantile `share` of those it has taken; none where it has taken none.
    pub fn find_quantile(&self, share: f64) -> Option<u64> {
        let mut sorted = self.values.clone();
        sorted.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let rank = (share * (sorted.len() as f64 - 1.0)).round() as usize;
        sorted.get(rank).map(|&(_, replication)| replication)
    }
}

/// Tells the histories at the quantiles that a report tells, each replayed alone, with the users of market `main`.
///
/// # Errors
/// Where a replication fails, which it did not when it ran before.
pub(super) fn stories(
    scenario: &Scenario,
    layout: &Layout,
    seed: u64,
    ranking: &Ranking,
    main: usize,
) -> Result<Vec<Story>, ModelError> {
    let chosen = TOLD.iter().filter_map(|&quantile| Some((quantile, ranking.find_quantile(quantile)?)));
    chosen.map(|(quantile, replication)| story(scenario, layout, seed, (quantile, replication), main)).collect()
}

fn story(
    scenario: &Scenario,
    layout: &Layout,
    seed: u64,
    (quantile, replication): (f64, u64),
    main: usize,
) -> Result<Story, ModelError> {
    let told = replay(scenario, layout, seed, replication)?;
    let figure = |name: &str| layout.column(name).map_or(f64::NAN, |column| told.row[column]);
    let leading = LeadingValue::of_scenario(scenario);
    let [value, baseline] = [leading.name(), leading.baseline()];
    let ending = |key: &str| {
        let of = |name: &str| figure(&format!("{key}.{name}"));
        Ending {
            state: state_key(of("final_state")).to_owned(),
            retention: of("retention"),
            value: of("value"),
            baseline_value: of("baseline_value"),
        }
    };
    let kept = catalogue::user_metrics().position(|metric| metric.name == "retention");
    let users = |kept: usize| {
        (0..layout.fan_days.len()).map(|date| f64::from(told.fans[layout.fan(main, kept, date)])).collect()
    };
    Ok(Story {
        users: kept.map(users).unwrap_or_default(),
        quantile,
        replication,
        value: figure(value),
        baseline_value: figure(baseline),
        lines: describe_log(scenario, &told.log),
        endings: scenario.markets.iter().map(|m| (m.key.clone(), ending(&m.key))).collect::<IndexMap<_, _>>(),
    })
}

/// Key of a final state, from its number as rows hold it.
fn state_key(number: f64) -> &'static str {
    STATES.get(number as usize).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_history_at_a_quantile_is_the_one_of_that_rank() {
        let mut ranking = Ranking::default();
        assert_eq!(ranking.find_quantile(0.5), None);
        (0..101_u64).for_each(|i| ranking.add(((i * 37) % 101) as f64, i));
        let value = |replication: u64| (replication * 37) % 101;
        let at = |share: f64| ranking.find_quantile(share).map(value);
        assert_eq!([at(0.0), at(0.05), at(0.5), at(1.0)], [Some(0), Some(5), Some(50), Some(100)]);
    }

    #[test]
    fn equal_values_go_by_number() {
        let mut ranking = Ranking::default();
        [7, 3, 5].into_iter().for_each(|i| ranking.add(1.0, i));
        assert_eq!(
            [ranking.find_quantile(0.0), ranking.find_quantile(0.5), ranking.find_quantile(1.0)],
            [Some(3), Some(5), Some(7)]
        );
    }
}
