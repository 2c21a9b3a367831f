//! The plan of a study: everything that a machine needs to simulate a part of it, in one file.

use std::io::Write as _;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::ReportError;
use super::files::{check_name, read_file_up_to};
use super::shard_file::replace_file;
use super::stage::exists;
use crate::analysis::decision::DecisionRequest;
use crate::analysis::sensitivity::SensitivityRequest;
use crate::scenario::PackedScenario;
use crate::text::numbers::count;

/// What a plan calls its format.
const FORMAT: &str = "marketgate.plan/1";
/// Largest plan, in bytes.
const LARGEST: u64 = 128 << 20;
/// Most bytes of texts in a plan. Escaped for JSON they stay below the size of the largest plan unless they are mostly control characters.
pub const MOST_TEXT: u64 = 48 << 20;
/// Most replications of a plan: what the command line takes.
const MOST_REPLICATIONS: u64 = 1_000_000_000;

/// A study that was planned, and not run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Always `marketgate.plan/1`.
    format: String,
    /// Version of marketgate.
    version: String,
    /// First 16 hexadecimal digits of the SHA-256 of all that decides what a study of this plan leaves: everything here but
    /// [`Plan::tasks`] and [`Plan::estimate`].
    pub id: String,
    /// Name of the folder of its results.
    pub name: String,
    /// What is done.
    pub study: PlannedStudy,
    /// Seed of all random numbers.
    pub seed: u64,
    /// Replications of a run; at a point of a sweep, at most; what else `-n` of the study's command is.
    pub replications: u64,
    /// Number of parts that can be simulated apart: points of a sweep, blocks of a run.
    pub units: usize,
    /// Digests of the scenarios.
    pub scenario_digests: Vec<String>,
    /// Number of shards, where it was planned.
    pub tasks: Option<usize>,
    /// What it costs, by a trial.
    pub estimate: Option<CostEstimate>,
    /// The scenarios with all that they read, in the order given.
    pub scenarios: Vec<PackedScenario>,
}

/// What a plan is of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum PlannedStudy {
    /// Figures of a scenario at many points.
    Sweep(PlannedSweep),
    /// A run of a scenario.
    Run(PlannedRun),
    /// What drives the result of a scenario.
    Sensitivity(SensitivityRequest),
    /// The strategies of scenarios against one another.
    Decision(DecisionRequest),
    /// Forecasts as they stood, against what happened.
    Hindcasts(PlannedHindcasts),
}

impl PlannedStudy {
    /// The command that plans such a study, and runs its shards.
    pub const fn command(&self) -> &'static str {
        match self {
            Self::Sweep(_) => "sweep",
            Self::Run(_) => "run",
            Self::Sensitivity(_) => "sensitivity",
            Self::Decision(_) => "decide",
            Self::Hindcasts(_) => "backtest",
        }
    }

    /// What the parts are called that are simulated apart.
    pub const fn name_units(&self) -> &'static str {
        match self {
            Self::Sweep(_) => "points",
            Self::Run(_) => "blocks",
            Self::Sensitivity(_) | Self::Decision(_) => "parts",
            Self::Hindcasts(_) => "cases",
        }
    }

    /// What follows the number of parts in a sentence on the plan.
    pub fn describe_simulations(&self, replications: u64) -> String {
        let simulations = count(replications);
        match self {
            Self::Sweep(PlannedSweep { precision: None, .. }) | Self::Hindcasts(_) => {
                format!(", {simulations} simulations each")
            }
            Self::Sweep(_) => format!(", {simulations} simulations each at most"),
            Self::Run(_) => format!(", {simulations} simulations"),
            Self::Decision(_) => format!(", {simulations} simulations of each strategy"),
            Self::Sensitivity(request) => format!(" of {} (-n {replications})", request.method.name()),
        }
    }

    /// Rounds in which the parts are simulated: a further one needs the results of all parts of those before it.
    pub const fn count_rounds(&self) -> usize {
        match self {
            Self::Sweep(_) | Self::Run(_) | Self::Decision(_) | Self::Hindcasts(_) => 1,
            Self::Sensitivity(request) => request.count_rounds(),
        }
    }
}

/// What is written of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlannedRun {
    /// Whether the rows are written as CSV.
    pub csv: bool,
    /// Whether they are written as Parquet.
    pub parquet: bool,
    /// Whether they are written as a folder of Parquet files.
    pub parts: bool,
    /// Whether `board.html` is written too.
    pub board: bool,
}

/// What hindcasts are laid beside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlannedHindcasts {
    /// The table of forecasts by others, as text.
    pub forecasts: Option<String>,
}

/// How the points are made, and what is told of each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlannedSweep {
    /// Its name in the scenario file, `sweep` where it has none.
    pub name: String,
    /// First 16 hexadecimal digits of the SHA-256 of all settings at all points.
    pub design_digest: String,
    /// Path and specification of every input that is varied.
    pub vary: Vec<(String, String)>,
    /// Whether values go in pairs.
    pub zip: bool,
    /// `grid`, `lhs:N`, `sobol:N`, or the name of the table.
    pub design: Option<String>,
    /// The table that lists the points, where a file does.
    pub table: Option<String>,
    /// Which points are kept.
    #[serde(rename = "where")]
    pub filter: Option<String>,
    /// Figures, by their path in `summary.json`.
    pub metrics: Vec<String>,
    /// When a point is finished, as written on the command line.
    pub precision: Option<String>,
}

/// What a plan costs, extrapolated from a small trial on the machine that made it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CostEstimate {
    /// Simulations of the trial.
    pub trial_simulations: u64,
    /// Seconds of one processor core that a simulation took in it, with all that was done besides.
    pub seconds_per_simulation: f64,
    /// Seconds that a shard takes before it simulates: reading the plan and making its parts.
    pub seconds_to_begin: f64,
    /// Hours of one core that the study takes, with what each shard does once more, where their number was planned.
    pub core_hours: f64,
    /// Hours that one shard takes on one core; where the number of shards was planned.
    pub hours_per_shard: Option<f64>,
}

/// A small trial of a study that is to be planned, and what the study takes.
#[derive(Debug, Clone, Copy)]
pub struct Trial {
    /// Simulations of the trial.
    pub simulations: u64,
    /// Seconds of one core that the trial took.
    pub seconds: f64,
    /// Seconds that it took to read the study and make its parts.
    pub seconds_to_begin: f64,
    /// Parts of the study.
    pub units: usize,
    /// Simulations of all parts together.
    pub study_simulations: u64,
    /// Simulations that every shard runs for itself.
    pub own_simulations: u64,
}

impl Trial {
    /// What the study costs in so many shards, or on one machine.
    pub fn extrapolate(&self, tasks: Option<usize>) -> CostEstimate {
        let seconds_per_simulation = self.seconds / self.simulations.max(1) as f64;
        let hours = |parts: f64, shards: usize| {
            let of_parts = self.study_simulations as f64 * parts / self.units.max(1) as f64;
            let simulations = of_parts + (self.own_simulations * shards as u64) as f64;
            (simulations * seconds_per_simulation + self.seconds_to_begin * shards as f64) / 3600.0
        };
        CostEstimate {
            trial_simulations: self.simulations,
            seconds_per_simulation,
            seconds_to_begin: self.seconds_to_begin,
            core_hours: hours(self.units as f64, tasks.unwrap_or(1)),
            hours_per_shard: tasks.map(|tasks| hours(self.units.div_ceil(tasks) as f64, 1)),
        }
    }
}

/// What every format of plans begins with.
#[derive(Deserialize)]
struct Head {
    format: String,
    version: String,
}

impl Plan {
    /// Marks a plan with format, version and [`Plan::id`], whatever stands there.
    #[must_use]
    pub fn seal(mut self) -> Self {
        FORMAT.clone_into(&mut self.format);
        env!("CARGO_PKG_VERSION").clone_into(&mut self.version);
        self.id = self.compute_id();
        self
    }

    /// A plan of nothing yet, to be filled and [sealed](Plan::seal).
    pub fn new(name: String, study: PlannedStudy, scenarios: Vec<PackedScenario>) -> Self {
        Self {
            format: String::new(),
            version: String::new(),
            id: String::new(),
            name,
            study,
            seed: 0,
            replications: 0,
            units: 0,
            scenario_digests: Vec::new(),
            tasks: None,
            estimate: None,
            scenarios,
        }
    }

    /// Reads a plan, and checks what can be checked without reading its scenario.
    ///
    /// # Errors
    /// [`ReportError::Disk`]; [`ReportError::Version`] where another version made it; [`ReportError::Damaged`].
    pub fn read(path: &Path) -> Result<Self, ReportError> {
        let text = read_file_up_to(path, LARGEST)?;
        let damaged = |reason: String| ReportError::Damaged { path: path.to_owned(), reason };
        let head: Head = serde_json::from_str(&text).map_err(|error| damaged(format!("it is no plan: {error}")))?;
        if head.format != FORMAT {
            return Err(damaged(format!("its format is `{}`, and a plan's is `{FORMAT}`", head.format)));
        }
        if head.version != env!("CARGO_PKG_VERSION") {
            return Err(ReportError::Version { path: path.to_owned(), version: head.version });
        }
        let plan: Self = serde_json::from_str(&text).map_err(|error| damaged(error.to_string()))?;
        plan.check().map_err(damaged)?;
        Ok(plan)
    }

    fn check(&self) -> Result<(), String> {
        check_name(&self.name).map_err(|error| error.to_string())?;
        if self.id != self.compute_id() {
            return Err("it was changed by hand; plan the study again".to_owned());
        }
        if !(1..=MOST_REPLICATIONS).contains(&self.replications) {
            return Err(format!("its replications are {}", self.replications));
        }
        match self.tasks {
            Some(tasks) if !(1..=self.units).contains(&tasks) => {
                Err(format!("its tasks are {tasks}, and its parts {}", self.units))
            }
            _ => Ok(()),
        }
    }

    /// Writes it to `path`, whole or not at all. A plan of the same [`Plan::id`] there is replaced.
    ///
    /// # Errors
    /// [`ReportError::Exists`] where something else stands there; [`ReportError::Disk`].
    pub fn write(&self, path: &Path) -> Result<(), ReportError> {
        if exists(path) {
            match Self::read(path) {
                Ok(there) if there == *self => return Ok(()),
                Ok(there) if there.id == self.id => {}
                _ => return Err(ReportError::Exists(path.to_owned())),
            }
        }
        let mut json = serde_json::to_vec_pretty(self).map_err(ReportError::encode)?;
        json.push(b'\n');
        replace_file(path, |out| out.write_all(&json).map_err(ReportError::disk("write", path)))
    }

    fn compute_id(&self) -> String {
        let decisive = Self { id: String::new(), tasks: None, estimate: None, ..self.clone() };
        // A structure of strings and numbers is always written.
        let json = serde_json::to_vec(&decisive).unwrap_or_default();
        Sha256::digest(&json).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn plan(seed: u64) -> Plan {
        let sweep = PlannedSweep {
            name: "sweep".to_owned(),
            design_digest: String::new(),
            vary: vec![("markets.us.arpu".to_owned(), "$5..$9:4".to_owned())],
            zip: false,
            design: None,
            table: None,
            filter: None,
            metrics: vec!["value.mean".to_owned()],
            precision: None,
        };
        let scenario =
            PackedScenario { file: "s.toml".to_owned(), set: Vec::new(), texts: indexmap::IndexMap::default() };
        let plan = Plan::new("s-sweep".to_owned(), PlannedStudy::Sweep(sweep), vec![scenario]);
        Plan { seed, replications: 10, units: 4, ..plan }.seal()
    }

    #[test]
    fn a_plan_is_read_as_it_was_written_and_not_written_over_another() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("plan.json");
        plan(1).write(&path).unwrap();
        assert_eq!(Plan::read(&path).unwrap(), plan(1));
        // Another number of tasks is the same plan, another seed is not.
        Plan { tasks: Some(2), ..plan(1) }.write(&path).unwrap();
        assert_eq!(Plan::read(&path).unwrap().tasks, Some(2));
        assert!(matches!(plan(2).write(&path), Err(ReportError::Exists(_))));
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[test]
    fn a_study_costs_what_its_trial_did_times_its_size() {
        let trial = Trial {
            simulations: 5_000,
            seconds: 10.0,
            seconds_to_begin: 4.0,
            units: 90,
            study_simulations: 360_000,
            own_simulations: 4_000,
        };
        // Two milliseconds a simulation: 720 seconds for the points, 8 for the own point of each shard, and 4 to begin it.
        let alone = trial.extrapolate(None);
        assert!((alone.core_hours * 3600.0 - 732.0).abs() < 1e-9 && alone.hours_per_shard.is_none());
        let shared = trial.extrapolate(Some(16));
        assert!((shared.core_hours * 3600.0 - (720.0 + 16.0 * 12.0)).abs() < 1e-9);
        // Six points of ninety, the most that a shard has.
        let shard = shared.hours_per_shard.unwrap() * 3600.0;
        assert!((shard - (48.0 + 12.0)).abs() < 1e-9, "{shard}");
        // A trial of the whole study tells its own time.
        let whole = Trial { simulations: 364_000, seconds: 728.0, ..trial };
        assert!((whole.extrapolate(Some(1)).core_hours * 3600.0 - 732.0).abs() < 1e-9);
    }

    #[test]
    fn what_is_no_plan_or_was_changed_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("plan.json");
        let whole = serde_json::to_value(plan(1)).unwrap();
        let tell = |change: &dyn Fn(&mut serde_json::Value)| {
            let mut changed = whole.clone();
            change(&mut changed);
            fs::write(&path, changed.to_string()).unwrap();
            Plan::read(&path).unwrap_err().to_string()
        };
        assert!(tell(&|plan| plan["seed"] = 2.into()).contains("changed by hand"));
        assert!(tell(&|plan| plan["version"] = "0.0.1".into()).contains("0.0.1"));
        assert!(tell(&|plan| plan["format"] = "marketgate.sweep/1".into()).contains("format"));
        assert!(tell(&|plan| plan["name"] = "../s".into()).contains("../s"));
        assert!(tell(&|plan| plan["tasks"] = 5.into()).contains("tasks"));
        assert!(tell(&|plan| plan["more"] = 5.into()).contains("more"));
        assert!(tell(&|plan| plan["study"]["more"] = 5.into()).contains("more"));
        assert!(tell(&|plan| plan["study"]["kind"] = "discovery".into()).contains("discovery"));
        assert!(tell(&|plan| *plan = serde_json::json!([1])).contains("no plan"));
        fs::write(&path, "[".repeat(100_000)).unwrap();
        assert!(Plan::read(&path).is_err());
    }
}
