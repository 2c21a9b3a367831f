//! The leading value by what becomes of the main market: how it ends, and whether users were cut off on the way.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::course_parts::{PartMeans, PartTallies};
use super::gather::main_market;
use super::statistics::{FigureTally, Interval, LEAST_MONEY, Moments};
use super::summary::{Estimate, STATES};
use crate::scenario::Scenario;
use crate::simulation::{Block, Layout, Unit, WorseSide};

/// What becomes of a market in one simulation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Course {
    /// Number of its final state.
    pub state: usize,
    /// Whether users were cut off at some time.
    pub was_cut_off: bool,
}

/// Where rows say what becomes of the main market.
#[derive(Debug, Clone, Copy)]
pub struct CourseColumns {
    state: usize,
    was_cut_off: usize,
    /// Days of the events that lead to states, in the order of [`DAYS`].
    days: [usize; DAYS.len()],
}

/// The columns of days on which what leads to a state comes, with the states of that course; `open` is for users who were cut off on the way.
const DAYS: [(&str, &[&str]); 5] = [
    ("first_review_day", &["review"]),
    ("first_order_day", &["ordered", "stayed"]),
    ("first_restriction_day", &["restricted"]),
    ("first_ban_day", &["banned", "open"]),
    ("sale_closing_day", &["divested"]),
];

impl CourseColumns {
    /// Those of the main market of a run, by its first block.
    pub fn find(scenario: &Scenario, layout: &Layout, block: &Block) -> Self {
        Self::of_market(scenario, layout, main_market(scenario, layout, block))
    }

    pub(super) fn of_market(scenario: &Scenario, layout: &Layout, market: usize) -> Self {
        let column = |name: &str| layout.column_index(&format!("{}.{name}", scenario.markets[market].key));
        Self {
            state: column("final_state"),
            was_cut_off: column("ever_blocked"),
            days: DAYS.map(|(name, _)| column(name)),
        }
    }

    /// The day of the main event of a row, days since the start: that of the ban, of the sale, of what leads to how the market ends; none where
    /// nothing has a day.
    pub fn read_main_day(self, row: &[f64]) -> Option<f64> {
        let state = STATES[self.read(row).state];
        let at = DAYS.iter().position(|(_, states)| states.contains(&state))?;
        Some(row[self.days[at]]).filter(|day| day.is_finite())
    }

    /// What a row says.
    pub fn read(self, row: &[f64]) -> Course {
        Course { state: row[self.state] as usize, was_cut_off: row[self.was_cut_off] > 0.0 }
    }
}

/// Leading value and loss of the simulations that fare alike.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct CourseFigures {
    /// Value, dollars.
    pub value: Estimate,
    /// What the same simulations lose against their own baseline, dollars.
    pub loss: Estimate,
    /// Through what. Empty in results of earlier versions.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub parts: PartMeans,
}

/// The simulations in which the main market ends open, apart.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct OpenByPast {
    /// Those in which users were cut off at some time.
    pub after_ban: CourseFigures,
    /// Those in which they never were.
    pub never_banned: CourseFigures,
}

/// Tallies by course.
#[derive(Debug)]
pub(super) struct Courses {
    all: Moments,
    /// Value by final state, and by whether users were cut off.
    values: [[Moments; 2]; STATES.len()],
    /// Value and loss where the market ends open, by whether users were cut off.
    open: [[FigureTally; 2]; 2],
}

impl Courses {
    /// Nothing taken yet.
    pub(super) fn new() -> Self {
        let tally = || FigureTally::with_quantiles(LEAST_MONEY);
        Self {
            all: Moments::default(),
            values: Default::default(),
            open: std::array::from_fn(|_| std::array::from_fn(|_| tally())),
        }
    }

    /// Takes a simulation.
    pub(super) fn add(&mut self, course: Course, value: f64, loss: f64) {
        let past = usize::from(course.was_cut_off);
        self.all.add(value);
        self.values[course.state][past].add(value);
        if STATES[course.state] == "open" {
            self.open[past][0].take(&[value]);
            self.open[past][1].take(&[loss]);
        }
    }

    /// Figures where the market ends open, apart by its past, with the parts of the same simulations; none where there is only one kind.
    pub(super) fn split_open(&self, parts: &PartTallies) -> Option<OpenByPast> {
        let [never_banned, after_ban] = [0, 1].map(|past: usize| {
            let [value, loss] = &self.open[past];
            (value.mean.count() > 0).then(|| CourseFigures {
                value: value.estimate(Unit::Dollars, WorseSide::Lower),
                loss: loss.estimate(Unit::Dollars, WorseSide::Higher),
                parts: parts.of_open(past == 1),
            })
        });
        Some(OpenByPast { after_ban: after_ban?, never_banned: never_banned? })
    }

    /// Share of the variance of value that goes with the course, 0 to 1, less what as many groups explain by chance (the adjusted correlation
    /// ratio, ε² of Kelley 1935); none where all fare alike or are worth the same. Its error is that of a coefficient of determination in a
    /// large sample, 2 ε (1 − ε²) / √n.
    pub(super) fn explained_share(&self) -> Option<Interval> {
        let squares =
            |of: &Moments| of.deviation().map_or(0.0, |deviation| deviation.powi(2) * (of.count() - 1) as f64);
        let groups: Vec<&Moments> = self.values.iter().flatten().filter(|group| group.count() > 0).collect();
        let (n, k) = (self.all.count() as f64, groups.len() as f64);
        let total = squares(&self.all);
        if groups.len() < 2 || n <= k || total <= 0.0 {
            return None;
        }
        let within: f64 = groups.into_iter().map(squares).sum();
        let share = (1.0 - (within / (n - k)) / (total / (n - 1.0))).clamp(0.0, 1.0);
        Some(Interval::from_error(share, 2.0 * share.sqrt() * (1.0 - share) / n.sqrt()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two outcomes, half each, 2 apart, and noise of variance 1 within each: half of the variance of 2 goes with the outcome.
    #[test]
    fn the_share_is_that_of_the_variance_between_outcomes() {
        let mut courses = Courses::new();
        for i in 0..4000_u32 {
            let noise = if (i / 2).is_multiple_of(2) { 1.0 } else { -1.0 };
            let is_banned = i.is_multiple_of(2);
            let course = Course { state: if is_banned { 5 } else { 0 }, was_cut_off: is_banned };
            courses.add(course, noise + if is_banned { 0.0 } else { 2.0 }, 0.0);
        }
        let share = courses.explained_share().unwrap();
        assert!((share.estimate - 0.5).abs() < 1e-3 && share.se < 0.02, "{share:?}");
        assert_eq!(courses.split_open(&PartTallies::default()), None, "whoever ends open was never cut off");
    }

    #[test]
    fn outcomes_that_tell_nothing_explain_nothing() {
        let mut courses = Courses::new();
        for i in 0..1000_u32 {
            let course = Course { state: (i % 3) as usize, was_cut_off: i.is_multiple_of(2) };
            courses.add(course, f64::from(i * 7919 % 1000), 1.0);
        }
        assert!(courses.explained_share().unwrap().estimate < 0.02);
        let open = courses.split_open(&PartTallies::default()).unwrap();
        assert_eq!(open.after_ban.value.count + open.never_banned.value.count, 334);
    }
}
