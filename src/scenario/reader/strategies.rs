//! `[strategies.NAME]` and `strategy`, which selects one.

use super::super::diagnostics::suggest_name;
use super::super::inputs::Strategy;
use super::section::InputGroup;
use super::state::Reader;
use indexmap::IndexMap;

/// The strategy of a scenario that has none: it refuses.
const NONE: &str = "none";

impl Reader<'_> {
    /// All strategies by their keys, in the order written.
    pub(super) fn read_strategies(&mut self) -> IndexMap<String, Strategy> {
        let mut top = self.root();
        let mut all = top.enter("strategies");
        let mut keys = all.keys();
        if keys.is_empty() {
            keys.push(NONE);
        }
        keys.into_iter().map(|key| (key.to_owned(), Strategy::read(&mut all.enter(key)))).collect()
    }

    /// Number of the strategy in force.
    pub(super) fn read_strategy_in_force(&mut self, strategies: &IndexMap<String, Strategy>) -> usize {
        let names = || strategies.keys().map(String::as_str);
        let mut top = self.root();
        let Some(name) = top.read_text("strategy") else {
            if strategies.len() > 1 && !top.sets("strategy") {
                let names = names().collect::<Vec<_>>().join(", ");
                top.report_missing("strategy", &format!("there are several, so name one: {names}"));
            }
            return 0;
        };
        strategies.get_index_of(name).unwrap_or_else(|| {
            top.error("strategy", format!("there is no strategy `{name}`")).help_if_known(suggest_name(name, names()));
            0
        })
    }
}
