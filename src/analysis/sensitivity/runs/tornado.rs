//! What becomes of value where each input is low and where it is high, from the rows of one run.

use super::{SensitivityError, Work, conclude, input_columns, list_inputs, measure};
use crate::analysis::sensitivity::{Conditional, Found, Sensitivity};
use crate::analysis::statistics::LEAST_MONEY;
use crate::scenario::Scenario;
use crate::simulation::{Layout, simulate};

/// Takes rows of a run, a thousand at a time, in memory that does not grow with their number.
#[derive(Debug)]
pub struct Rows<'a> {
    scenario: &'a Scenario,
    layout: Layout,
    conditional: Conditional,
    taken: u64,
}

impl<'a> Rows<'a> {
    /// Nothing taken yet.
    ///
    /// # Errors
    /// Where nothing is uncertain.
    pub fn new(scenario: &'a Scenario) -> Result<Self, SensitivityError> {
        let layout = Layout::new(scenario);
        if input_columns(&layout).next().is_none() {
            return Err(SensitivityError::Certain);
        }
        Ok(Self { scenario, layout, conditional: Conditional::new(LEAST_MONEY), taken: 0 })
    }

    /// Names of the columns that it needs, in the order in which [`Rows::take`] wants them: the inputs, then the value.
    pub fn columns(&self) -> Vec<String> {
        let inputs = input_columns(&self.layout).map(|column| column.name.clone());
        inputs.chain([measure(self.scenario).to_owned()]).collect()
    }

    /// Takes the next thousand rows; the last may be fewer.
    pub fn take(&mut self, columns: &[Vec<f64>]) {
        if let Some((values, inputs)) = columns.split_last() {
            self.conditional.take(inputs, values);
            self.taken += values.len() as u64;
        }
    }

    /// What was found.
    ///
    /// # Errors
    /// Where no row was taken.
    pub fn conclude(self, seed: u64) -> Result<Sensitivity, SensitivityError> {
        let tornado = self.conditional.tornado().ok_or(SensitivityError::Certain)?;
        let found = Found::Tornado { overall: tornado.overall, bars: tornado.bars };
        Ok(conclude(self.scenario, seed, self.taken, list_inputs(self.scenario, &self.layout), found))
    }
}

/// Simulates `scenario` and holds value against every input.
///
/// # Errors
/// [`SensitivityError`].
pub fn tornado(scenario: &Scenario, work: Work<'_>) -> Result<Sensitivity, SensitivityError> {
    let mut rows = Rows::new(scenario)?;
    let layout = Layout::new(scenario);
    let wanted: Vec<usize> = rows.columns().iter().filter_map(|name| layout.column(name)).collect();
    simulate(scenario, &layout, work.settings, work.stop, |block| {
        let column = |&column: &usize| block.column(&layout, column).collect();
        rows.take(&wanted.iter().map(column).collect::<Vec<Vec<f64>>>());
        (work.progress)(block.rows as u64);
        Ok(())
    })?;
    rows.conclude(work.settings.seed)
}
