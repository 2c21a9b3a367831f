//! Real histories that stand for many: a bad one, a middle one, a good one.

use indexmap::IndexMap;

use super::courses::Course;
use super::leading::LeadingValue;
use super::story::describe_log;
use super::summary::{Ending, STATES, Story};
use crate::model::ModelError;
use crate::scenario::Scenario;
use crate::simulation::{Layout, catalogue, replay};

/// Histories are chosen among so many, the first, so that memory does not grow with their number.
const AMONG: usize = 100_000;
/// Which histories a report tells: one at each of these quantiles of value.
const TOLD: [f64; 3] = [0.05, 0.5, 0.95];
/// One is chosen among those whose rank is at most this part of all from the quantile.
const NEAR: f64 = 0.02;

/// Values, losses and outcomes of the first histories, from which one at a quantile of value is chosen.
#[derive(Debug, Default)]
pub struct Ranking {
    histories: Vec<Ranked>,
}

/// What histories are chosen by.
#[derive(Debug, Clone, Copy)]
pub struct Ranked {
    /// Leading value, dollars.
    pub value: f64,
    /// What it is less than its baseline, dollars.
    pub loss: f64,
    /// What became of the main market.
    pub course: Course,
    /// The day of its main event, days since the start; none where it has none.
    pub main_day: Option<f64>,
    /// Its number.
    pub replication: u64,
}

impl Ranking {
    /// Takes a replication; none after the first 100,000.
    pub fn add(&mut self, history: Ranked) {
        if self.histories.len() < AMONG {
            self.histories.push(history);
        }
    }

    /// Of those it has taken, the replication near the quantile `share` of value whose loss is the nearest to what is usual there: near the
    /// median of value, to the median of all losses, among those in which the main market fares as it does most often and its main event comes between the quartiles
    /// of its days; else, to that of its neighbours; with its own place in the order of values, from 0 to 1. None where it has taken none.
    pub fn find_quantile(&self, share: f64) -> Option<(f64, u64)> {
        let mut sorted = self.histories.clone();
        sorted.sort_by(|a, b| a.value.total_cmp(&b.value).then(a.replication.cmp(&b.replication)));
        let last = sorted.len().checked_sub(1)?;
        let at = (share * last as f64).round() as usize;
        let reach = (NEAR * last as f64) as usize;
        let near = &sorted[at.saturating_sub(reach)..=(at + reach).min(last)];
        let is_middle = (share - 0.5).abs() < NEAR;
        let usual = find_median_loss(if is_middle { &sorted } else { near })?;
        let mut candidates: Vec<Ranked> = near.to_vec();
        if is_middle {
            let (state, course) = find_usual_course(&sorted);
            keep_those(&mut candidates, |history| history.course.state == state);
            keep_those(&mut candidates, |history| history.course == course);
            if let Some([early, late]) = find_usual_days(&sorted, course) {
                let is_usual = |day: f64| (early..=late).contains(&day);
                keep_those(&mut candidates, |history| {
                    history.course == course && history.main_day.is_some_and(is_usual)
                });
            }
        }
        // Of equals the one at the quantile itself.
        let own = candidates.iter().position(|history| history.replication == sorted[at].replication);
        let mut chosen = candidates[own.unwrap_or(0)];
        for history in candidates {
            if (history.loss - usual).abs() < (chosen.loss - usual).abs() {
                chosen = history;
            }
        }
        let place = sorted.iter().position(|history| history.replication == chosen.replication)?;
        Some((place as f64 / last.max(1) as f64, chosen.replication))
    }
}

/// Leaves out those of which something does not hold, unless it holds of none.
fn keep_those(histories: &mut Vec<Ranked>, holds: impl Fn(&Ranked) -> bool) {
    if histories.iter().any(&holds) {
        histories.retain(holds);
    }
}

/// The commonest final state of the main market, and the commonest course that leads to it.
fn find_usual_course(histories: &[Ranked]) -> (usize, Course) {
    let count = |holds: &dyn Fn(&Course) -> bool| histories.iter().filter(|history| holds(&history.course)).count();
    let state = (0..STATES.len()).rev().max_by_key(|state| count(&|course| course.state == *state)).unwrap_or(0);
    let courses = [true, false].map(|was_cut_off| Course { state, was_cut_off });
    let course = courses.into_iter().max_by_key(|own| count(&|course| course == own));
    (state, course.unwrap_or(Course { state, was_cut_off: false }))
}

/// The quartiles of the day of the main event, of the histories of a course; none where it has none.
fn find_usual_days(histories: &[Ranked], course: Course) -> Option<[f64; 2]> {
    let of_course = histories.iter().filter(|history| history.course == course);
    let mut days: Vec<f64> = of_course.filter_map(|history| history.main_day).collect();
    days.sort_by(f64::total_cmp);
    let last = days.len().checked_sub(1)? as f64;
    Some([0.25, 0.75].map(|share: f64| days[(share * last).round() as usize]))
}

fn find_median_loss(histories: &[Ranked]) -> Option<f64> {
    let mut losses: Vec<f64> = histories.iter().map(|history| history.loss).collect();
    losses.sort_by(f64::total_cmp);
    losses.get(losses.len() / 2).copied()
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
    let chosen = TOLD.iter().filter_map(|quantile| ranking.find_quantile(*quantile));
    chosen.map(|chosen| story(scenario, layout, seed, chosen, main)).collect()
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

    const OPEN: Course = Course { state: 0, was_cut_off: false };

    fn history(value: f64, loss: f64, course: Course, replication: u64) -> Ranked {
        Ranked { value, loss, course, main_day: None, replication }
    }

    /// All end sold, a tenth near the median of value on a usual day; the loss alone would choose a late one.
    #[test]
    fn the_middle_history_has_a_usual_day() {
        let mut ranking = Ranking::default();
        let day = |i: u64| if (480..=520).contains(&i) && !i.is_multiple_of(10) { 900.0 } else { (i % 200) as f64 };
        let sold = Course { state: 7, was_cut_off: false };
        (0..1000).for_each(|i| {
            let loss = if i % 10 == 0 { 20.0 } else { 10.0 };
            ranking.add(Ranked { main_day: Some(day(i)), ..history(i as f64, loss, sold, i) });
        });
        let chosen = ranking.find_quantile(0.5).unwrap().1;
        assert!((40.0..=160.0).contains(&day(chosen)) && (480..=520).contains(&chosen), "{chosen}: {}", day(chosen));
    }

    /// Half of all end banned (state 5), the others in one of three ways; near the median of value, banned ones are rare.
    #[test]
    fn the_middle_history_has_the_commonest_outcome() {
        let mut ranking = Ranking::default();
        let course = |i: u64| match i {
            i if (450..550).contains(&i) && !i.is_multiple_of(10) => OPEN,
            i if i.is_multiple_of(2) => Course { state: 5, was_cut_off: true },
            i => Course { state: (i % 3) as usize, was_cut_off: i.is_multiple_of(5) },
        };
        (0..1000).for_each(|i| ranking.add(history(i as f64, 10.0, course(i), i)));
        let chosen = ranking.find_quantile(0.5).unwrap().1;
        assert!(course(chosen).state == 5 && (480..=520).contains(&chosen), "{chosen}");
    }

    #[test]
    fn the_history_at_a_quantile_is_the_one_of_that_rank() {
        let mut ranking = Ranking::default();
        assert_eq!(ranking.find_quantile(0.5), None);
        (0..101_u64).for_each(|i| ranking.add(history(((i * 37) % 101) as f64, 0.0, OPEN, i)));
        let value = |replication: u64| (replication * 37) % 101;
        let at = |share: f64| ranking.find_quantile(share).map(|(_, replication)| value(replication));
        assert_eq!([at(0.0), at(0.05), at(0.5), at(1.0)], [Some(0), Some(5), Some(50), Some(100)]);
    }

    /// Values rise with the number; a loss is nothing or, of every third history, great.
    #[test]
    fn the_loss_of_what_is_chosen_is_the_usual_one() {
        let mut ranking = Ranking::default();
        let loss = |i: u64| if i.is_multiple_of(3) { 900.0 } else { 10.0 + (i % 7) as f64 };
        (0..1000).for_each(|i| ranking.add(history(i as f64, loss(i), OPEN, i)));
        for share in [0.05, 0.5, 0.95] {
            let chosen = ranking.find_quantile(share).unwrap().1;
            assert!(loss(chosen) < 20.0 && (chosen as f64 - 999.0 * share).abs() <= 21.0, "{share}: {chosen}");
        }
    }

    #[test]
    fn equal_values_go_by_number() {
        let mut ranking = Ranking::default();
        [7, 3, 5].into_iter().for_each(|i| ranking.add(history(1.0, 0.0, OPEN, i)));
        assert_eq!(
            [0.0, 0.5, 1.0].map(|share| ranking.find_quantile(share)),
            [Some((0.0, 3)), Some((0.5, 5)), Some((1.0, 7))]
        );
    }
}
