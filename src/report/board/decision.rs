//! A finished `decide` beside the run, if one lies there.

use std::path::Path;

use crate::analysis::Summary;
use crate::analysis::decision::Decision;
use crate::text::numbers::count;

use super::super::study::load_study;
use super::super::{DECISION, Study};
use super::is_same_world;

/// What was found.
#[derive(Debug, Default)]
pub(in crate::report) struct FoundDecision {
    /// One over the same scenario, seed and number of simulations.
    pub(in crate::report) decision: Option<Decision>,
    /// Why one that lies there is not shown.
    pub(in crate::report) remark: Option<String>,
}

/// Looks in the folder of results for a decision that has the run in `summary` among its simulations: one over its file alone, or one over
/// several files.
pub(in crate::report) fn find_decision(output: &Path, summary: &Summary) -> FoundDecision {
    let mut found = FoundDecision::default();
    // That over several files says more.
    for name in [DECISION.to_owned(), format!("{}-{DECISION}", summary.scenario.name)] {
        let dir = output.join(&name);
        if !dir.join(Decision::SAVED).is_file() {
            continue;
        }
        match load_study::<Decision>(&dir) {
            Err(error) => found.remark = Some(format!("A decision lies in `{name}`, and could not be read: {error}.")),
            Ok(decision) if !decision.worlds.iter().any(|world| is_same_world(&summary.scenario, world)) => {
                let is_namesake = decision.worlds.iter().any(|world| world.scenario.name == summary.scenario.name);
                found.remark = is_namesake.then(|| {
                    format!("The decision in `{name}` is not shown: its inputs are not those of this run, as where one of them used `--set`.")
                });
            }
            Ok(decision) if (decision.seed, decision.replications) != (summary.seed, summary.replications) => {
                found.remark = Some(format!(
                    "The decision in `{name}` is not shown: it rests on other random draws (seed {}, {} simulations).",
                    decision.seed,
                    count(decision.replications)
                ));
            }
            Ok(decision) => return FoundDecision { decision: Some(decision), remark: None },
        }
    }
    found
}
