//! What a scenario's simulations answer to its questions.

use std::sync::atomic::AtomicBool;

use crate::analysis::Proportion;
use crate::analysis::statistics::proportion;
use crate::model::Access;
use crate::scenario::{Question, QuestionKind, Scenario};
use crate::simulation::{Block, Layout, Settings, SimulationError, simulate};

/// What simulations answer, question by question in the order written.
#[derive(Debug, Clone, PartialEq)]
pub struct Answers {
    /// How often each holds.
    pub shares: Vec<Proportion>,
    /// For each, whether it holds in each simulation.
    pub answers: Vec<Vec<bool>>,
}

/// Simulates a scenario and answers its questions.
///
/// # Errors
/// Where a simulation fails or is stopped.
pub fn forecast_questions(
    scenario: &Scenario,
    settings: Settings,
    stop: &AtomicBool,
) -> Result<Answers, SimulationError> {
    let questions = scenario.questions();
    let days = list_days(scenario);
    let layout = Layout::on_days(scenario, &days);
    let looks: Vec<Look> = questions.iter().map(|question| Look::new(question, scenario, &layout, &days)).collect();
    let mut answers: Vec<Vec<bool>> = vec![Vec::new(); looks.len()];
    simulate(scenario, &layout, settings, stop, |block| {
        for (answers, look) in answers.iter_mut().zip(&looks) {
            answers.extend((0..block.rows).map(|row| look.holds(block, &layout, row)));
        }
        Ok(())
    })?;
    Ok(Answers::new(answers, settings.replications))
}

impl Answers {
    /// For each question, what every one of so many simulations answers.
    pub fn new(answers: Vec<Vec<bool>>, replications: u64) -> Self {
        let share =
            |answers: &Vec<bool>| proportion(answers.iter().filter(|holds| **holds).count() as u64, replications);
        Self { shares: answers.iter().map(share).collect(), answers }
    }
}

/// Days of questions since the start, ascending, each once; that of the horizon is kept anyway.
fn list_days(scenario: &Scenario) -> Vec<f64> {
    let mut days: Vec<f64> = scenario.questions().iter().map(|question| find_day(question, scenario)).collect();
    days.retain(|day| *day < scenario.horizon());
    days.sort_by(f64::total_cmp);
    days.dedup();
    days
}

fn find_day(question: &Question, scenario: &Scenario) -> f64 {
    f64::from((question.by() - scenario.start()).get_days())
}

/// Where the answer to a question stands.
struct Look {
    kind: QuestionKind,
    day: f64,
    /// Of the state on the day, among those of a replication.
    state: usize,
    /// Of the day on which a sale was first signed, in a row.
    signing: usize,
}

impl Look {
    fn new(question: &Question, scenario: &Scenario, layout: &Layout, days: &[f64]) -> Self {
        let day = find_day(question, scenario);
        let market = question.market().0;
        let date = days.iter().position(|known| *known >= day).unwrap_or(days.len());
        let signing = layout.column_index(&format!("{}.first_signing_day", scenario.markets()[market].key()));
        Self { kind: question.kind(), day, state: layout.state(market, date), signing }
    }

    fn holds(&self, block: &Block, layout: &Layout, row: usize) -> bool {
        let state = block.states[row * layout.states() + self.state];
        let is_one_of = |states: &[Access]| states.iter().any(|known| *known as u8 == state);
        match self.kind {
            QuestionKind::Legal => is_one_of(&[Access::Ordered, Access::Restricted, Access::Banned]),
            QuestionKind::Access => is_one_of(&[Access::Banned]),
            QuestionKind::Store => is_one_of(&[Access::Restricted, Access::Banned]),
            QuestionKind::SaleAnnounced => {
                let signed = block.values[row * layout.row() + self.signing];
                signed <= self.day || is_one_of(&[Access::Divested, Access::Restructured])
            }
            QuestionKind::SaleClosed => is_one_of(&[Access::Divested, Access::Restructured]),
        }
    }
}
