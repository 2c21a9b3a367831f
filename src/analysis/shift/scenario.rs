//! The bad scenario that moved inputs make: a name, and a file that can be run.

use super::Moved;
use super::moved::leading;
use crate::quantity::format_exact;
use crate::scenario::{Scenario, Template};

/// A scenario by name, and its files: relative paths and texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadScenario {
    /// Which inputs are low or high, in words; empty where none moved.
    pub name: String,
    /// The scenario with those inputs where they lie in the part, and the data files beside it; none where none moved.
    pub files: Vec<(String, String)>,
}

/// The scenario of `template` with the inputs that moved most confined to where they lie where `condition` holds: from
/// their 5% to their 95% quantile there, or at their median where those are one.
pub fn bad_scenario(template: &Template, moved: &[Moved], condition: &str) -> BadScenario {
    let moved: Vec<&Moved> = leading(moved).collect();
    let name = moved.iter().map(|m| named(m)).collect::<Vec<_>>().join(", ");
    if moved.is_empty() {
        return BadScenario { name, files: Vec::new() };
    }
    let median = |m: &Moved| format!("{}={}", m.path, exact(m, m.after[1]));
    let ranged = |m: &Moved| {
        let [low, _, high] = m.after;
        if low < high { format!("{}={} to {}", m.path, exact(m, low), exact(m, high)) } else { median(m) }
    };
    // It has a name of its own, so that running it leaves the results of the run it comes from.
    let called = format!("run.name={}-bad", template.scenario().name());
    let write = |settings: Vec<String>| template.override_with(&[settings, vec![called.clone()]].concat()).ok();
    // A range that the field cannot hold as it stands (beyond its bounds, say) is replaced by the median.
    let scenario =
        write(moved.iter().map(|m| ranged(m)).collect()).or_else(|| write(moved.iter().map(|m| median(m)).collect()));
    BadScenario { files: scenario.map(|scenario| files(&scenario, &name, condition)).unwrap_or_default(), name }
}

fn files(scenario: &Scenario, name: &str, condition: &str) -> Vec<(String, String)> {
    let comment = |text: &str| text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>();
    let head = format!(
        "# A bad scenario: {}.\n# Those inputs lie where they do in the simulations in which {}.\n",
        comment(name),
        comment(condition)
    );
    let mut files = vec![("scenario.toml".to_owned(), head + &scenario.resolved())];
    files.extend(scenario.data_copies());
    files
}

/// `low markets.us.arpu`.
fn named(moved: &Moved) -> String {
    format!("{} {}", if moved.shift < 0.0 { "low" } else { "high" }, moved.path)
}

fn exact(moved: &Moved, value: f64) -> String {
    format_exact(format!("{value:.6e}").parse().unwrap_or(value), moved.dimension)
}
