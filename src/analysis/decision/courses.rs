//! The choices of a world and their courses: as the files have them, and put off.

use indexmap::IndexMap;

use super::DecisionError;
use super::run::Group;
use crate::analysis::warnings::describe_rules;
use crate::scenario::Scenario;
use crate::simulation::Variant;

/// Number of the input that says when a strategy of `scenario` begins to act, and its days, where that is one known value.
pub(super) fn find_start(scenario: &Scenario, key: &str) -> Option<(usize, f64)> {
    let input = scenario.strategies.get(key)?.seek_buyer?.0;
    Some((input, scenario.known_value(input)?))
}

/// The choices of one file.
pub(super) struct FileCourses {
    /// Numbers among all choices, and their scenarios.
    pub(super) choices: Vec<(usize, Scenario)>,
}

/// The choices of a world, each from the first of its files that has it.
pub(super) fn read_choices(
    group: &Group<'_>,
    choices: &IndexMap<String, String>,
) -> Result<Vec<FileCourses>, DecisionError> {
    let mut taken: Vec<usize> = Vec::new();
    let mut found = Vec::new();
    for file in &group.files {
        let mut courses = FileCourses { choices: Vec::new() };
        for key in file.template.scenario().strategies() {
            let Some(number) = choices.get_index_of(key).filter(|number| !taken.contains(number)) else { continue };
            taken.push(number);
            let scenario = file.template.override_with(&[format!("strategy={key}")]);
            let scenario = scenario.map_err(|source| DecisionError::Strategy {
                path: file.path.clone(),
                key: key.to_owned(),
                source,
            })?;
            courses.choices.push((number, scenario));
        }
        if !courses.choices.is_empty() {
            found.push(courses);
        }
    }
    Ok(found)
}

/// A choice that is made later.
pub(super) struct Late {
    /// Number among the choices of the world.
    pub(super) choice: usize,
    /// Number among those of its file.
    of_file: usize,
    input: usize,
    /// The day on which it begins to act.
    start: f64,
    /// How much later that is, days.
    pub(super) days: f64,
}

/// By file, the choices that begin on a known day within the horizon, put off.
pub(super) fn list_late(files: &[FileCourses], wait: Option<f64>) -> Vec<Vec<Late>> {
    let mut before = 0;
    let mut late = Vec::new();
    for file in files {
        let of_file = file.choices.iter().enumerate().filter_map(|(of_file, (_, scenario))| {
            let days = wait?;
            let (input, start) = find_start(scenario, scenario.strategy())?;
            let start = start + days;
            (start < scenario.horizon).then_some(Late { choice: before + of_file, of_file, input, start, days })
        });
        late.push(of_file.collect());
        before += file.choices.len();
    }
    late
}

/// The courses of a file: its choices, then those that are put off.
pub(super) fn list_courses<'c>(file: &'c FileCourses, late: &[Late]) -> Vec<Variant<'c>> {
    let choices = file.choices.iter().map(|(_, scenario)| Variant { scenario, fixed: Vec::new() });
    let late = late
        .iter()
        .map(|late| Variant { scenario: &file.choices[late.of_file].1, fixed: vec![(late.input, late.start)] });
    choices.chain(late).collect()
}

/// How often the rules of each choice fired, file by file, in sentences.
pub(super) fn list_fired_rules(files: &[FileCourses], fired: &[u64], replications: u64) -> Vec<String> {
    let mut fired = fired.iter().copied();
    let mut told = Vec::new();
    for (_, scenario) in files.iter().flat_map(|file| &file.choices) {
        let strategy = &scenario.strategies[scenario.strategy];
        let own = fired.by_ref().take(strategy.rules.len());
        told.extend(describe_rules(strategy, own, replications));
    }
    told
}
