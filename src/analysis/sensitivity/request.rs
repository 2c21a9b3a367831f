//! What is asked of an analysis of sensitivity: the method and how it is carried out. Command line, Python and plans ask in the same way.

use serde::{Deserialize, Serialize};

use super::Sensitivity;
use super::runs::{self, SensitivityError, TRAJECTORIES, Work};
use crate::analysis::leading::LeadingValue;
use crate::analysis::metric::{Metric, MetricError};
use crate::scenario::{Scenario, Template};

/// Simulations of an input moved at either end, where not asked otherwise.
const SIMULATIONS: u64 = 2_000;
/// Histories at a point of Morris' trajectories, where not asked otherwise.
const AT_POINT: u64 = 20;
/// Rows of Saltelli's design, where not asked otherwise.
const ROWS: u64 = 1_000;
/// Trajectories of a screening.
const TRAJECTORIES_ALLOWED: std::ops::RangeInclusive<u64> = 2..=100_000;

/// How drivers of a result are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SensitivityMethod {
    /// Every input from a low to a high value, one at a time.
    OneAtATime,
    /// Value where an input is in its lowest and in its highest tenth, from one run.
    Tornado,
    /// Elementary effects.
    Morris,
    /// Shares of the variance.
    Sobol,
    /// What it would be worth to know an input before choosing a strategy.
    Evppi,
}

/// An analysis that is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SensitivityRequest {
    /// How.
    pub method: SensitivityMethod,
    /// Figures by their path in `summary.json`; the mean of the value that leads where there is none.
    pub metrics: Vec<String>,
    /// How many trajectories a screening walks.
    pub trajectories: Option<u64>,
    /// Whether leading drivers are looked at two by two.
    pub second_order: bool,
}

impl SensitivityMethod {
    /// Every method.
    pub const ALL: [Self; 5] = [Self::OneAtATime, Self::Tornado, Self::Morris, Self::Sobol, Self::Evppi];

    /// How it is called on the command line and in folders of results.
    pub const fn name(self) -> &'static str {
        match self {
            Self::OneAtATime => "one-at-a-time",
            Self::Tornado => "tornado",
            Self::Morris => "morris",
            Self::Sobol => "sobol",
            Self::Evppi => "evppi",
        }
    }

    /// Its number of simulations, rows or simulations at a point where `asked` does not say; `usual` is that of a run.
    pub fn choose_replications(self, asked: Option<u64>, usual: u64) -> u64 {
        match self {
            Self::OneAtATime => asked.unwrap_or(SIMULATIONS),
            Self::Morris => asked.unwrap_or(AT_POINT),
            Self::Sobol => asked.unwrap_or(ROWS),
            Self::Tornado | Self::Evppi => asked.unwrap_or(usual),
        }
    }
}

impl SensitivityRequest {
    /// What was asked that does not go with the method: the option, and the method that it goes with.
    pub fn find_misplaced(&self) -> Option<(&'static str, SensitivityMethod)> {
        let wrong = [
            (self.second_order, "second-order", SensitivityMethod::Sobol),
            (self.trajectories.is_some(), "trajectories", SensitivityMethod::Morris),
            (!self.metrics.is_empty(), "metric", SensitivityMethod::OneAtATime),
        ];
        let found = wrong.into_iter().find(|(is_given, _, method)| *is_given && *method != self.method);
        found.map(|(_, option, method)| (option, method))
    }

    /// Whether the number of trajectories is one that can be walked.
    pub fn has_possible_trajectories(&self) -> bool {
        self.trajectories.is_none_or(|count| TRAJECTORIES_ALLOWED.contains(&count))
    }

    /// The figures that are asked for, each once.
    ///
    /// # Errors
    /// All that there are not.
    pub fn find_metrics(&self, scenario: &Scenario) -> Result<Vec<Metric>, Vec<MetricError>> {
        if self.metrics.is_empty() {
            return Ok(vec![Metric::leading(LeadingValue::of_scenario(scenario))]);
        }
        Metric::find_all(&self.metrics, scenario)
    }

    /// Histories that are simulated for so many figures, at most.
    pub fn count_histories(&self, template: &Template, metrics: usize, replications: u64) -> u64 {
        let scenario = template.scenario();
        match self.method {
            SensitivityMethod::OneAtATime => runs::one_at_a_time_histories(template, metrics, replications),
            SensitivityMethod::Tornado => replications,
            SensitivityMethod::Morris => runs::morris_histories(scenario, self.count_trajectories(), replications),
            SensitivityMethod::Sobol => runs::sobol_histories(scenario, replications, self.second_order),
            SensitivityMethod::Evppi => replications.saturating_mul(scenario.strategies().count() as u64),
        }
    }

    /// Parts of its first round that can be simulated apart.
    pub fn count_units(&self, template: &Template, replications: u64) -> usize {
        match self.method {
            SensitivityMethod::OneAtATime => runs::one_at_a_time_units(template),
            SensitivityMethod::Morris => usize::try_from(self.count_trajectories()).unwrap_or(usize::MAX),
            SensitivityMethod::Sobol => runs::sobol_units(template.scenario(), replications),
            SensitivityMethod::Tornado | SensitivityMethod::Evppi => runs::count_blocks(replications),
        }
    }

    /// Rounds of parts that are simulated apart: what a further round is of, those before it decide.
    pub const fn count_rounds(&self) -> usize {
        match self.method {
            SensitivityMethod::OneAtATime => 2,
            SensitivityMethod::Sobol if self.second_order => 2,
            _ => 1,
        }
    }

    /// Carries it out for `metrics`, which count where inputs are moved one at a time.
    ///
    /// # Errors
    /// [`SensitivityError`].
    pub fn carry_out(
        &self,
        template: &Template,
        metrics: &[Metric],
        work: Work<'_>,
    ) -> Result<Sensitivity, SensitivityError> {
        match self.method {
            SensitivityMethod::OneAtATime => runs::one_at_a_time(template, metrics, work),
            SensitivityMethod::Tornado => runs::tornado(template.scenario(), work),
            SensitivityMethod::Morris => runs::morris(template.scenario(), self.count_trajectories(), work),
            SensitivityMethod::Sobol => runs::sobol(template.scenario(), self.second_order, work),
            SensitivityMethod::Evppi => runs::evppi(template, work),
        }
    }

    fn count_trajectories(&self) -> u64 {
        self.trajectories.unwrap_or(TRAJECTORIES)
    }
}
