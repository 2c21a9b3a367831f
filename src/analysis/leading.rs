//! Which value leads wherever one is told, explained or compared.

use super::summary::{Estimate, Summary};
use crate::scenario::Scenario;
use crate::simulation::catalogue::{self, Figure};

/// The value that leads: outside the home market where there is one, else all of it.
///
/// Home is most of a company and never blocked, so that its own value would drown what is looked for. Scenarios that are held
/// against one another leave the same market out, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeadingValue {
    /// All markets.
    Whole,
    /// All markets but home.
    Abroad,
}

impl LeadingValue {
    /// Of one scenario.
    pub fn of_scenario(scenario: &Scenario) -> Self {
        Self::of_homes([home_key(scenario)])
    }

    /// Of several that are held against one another.
    pub fn of_scenarios<'a>(scenarios: impl IntoIterator<Item = &'a Scenario>) -> Self {
        Self::of_homes(scenarios.into_iter().map(home_key))
    }

    /// Of runs that are held against one another.
    pub fn of_runs<'a>(runs: impl IntoIterator<Item = &'a Summary>) -> Self {
        Self::of_homes(runs.into_iter().map(|run| run.scenario.home.as_deref()))
    }

    /// Where these are the keys of the home markets.
    fn of_homes<'a>(homes: impl IntoIterator<Item = Option<&'a str>>) -> Self {
        let mut homes = homes.into_iter();
        match homes.next() {
            Some(Some(first)) if homes.all(|home| home == Some(first)) => Self::Abroad,
            _ => Self::Whole,
        }
    }

    /// The column of this value, and the head of its figures' paths.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Whole => "value",
            Self::Abroad => "value_abroad",
        }
    }

    /// The same without any measure.
    pub const fn baseline(self) -> &'static str {
        match self {
            Self::Whole => "baseline_value",
            Self::Abroad => "baseline_value_abroad",
        }
    }

    /// The baseline less this value.
    pub const fn loss(self) -> &'static str {
        match self {
            Self::Whole => "loss",
            Self::Abroad => "loss_abroad",
        }
    }

    /// Its figure.
    pub(super) fn figure(self) -> &'static Figure {
        catalogue::company()
            .find(|figure| figure.name == self.name())
            .unwrap_or_else(|| unreachable!("`{}` is in the catalogue", self.name()))
    }

    /// The columns of values that are compared: this one, then the whole.
    pub fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Whole => &["value"],
            Self::Abroad => &["value_abroad", "value"],
        }
    }

    /// This value of a run, and its baseline.
    pub const fn in_run(self, run: &Summary) -> (&Estimate, &Estimate) {
        match self {
            Self::Whole => (&run.value, &run.baseline_value),
            Self::Abroad => (&run.value_abroad, &run.baseline_value_abroad),
        }
    }
}

/// The key of the home market.
pub(super) fn home_key(scenario: &Scenario) -> Option<&str> {
    scenario.company.home.map(|market| scenario.markets[market.0].key.as_str())
}

/// What to say of home markets that are not the same; `sides` are names of scenarios with the keys of their home markets.
pub(super) fn differing_homes<'a>(sides: impl IntoIterator<Item = (&'a str, Option<&'a str>)>) -> Option<String> {
    let sides: Vec<_> = sides.into_iter().collect();
    let first = sides.first()?.1;
    if sides.iter().all(|(_, home)| *home == first) {
        return None;
    }
    let told: Vec<String> = sides.iter().map(|(name, home)| format!("{} in {name}", home.unwrap_or("none"))).collect();
    Some(format!(
        "The home market is not the same ({}), so that the value outside it is not one thing: the whole value is compared.",
        told.join(", ")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_home_of_all_is_left_out() {
        for (homes, expected) in [
            (vec![None], LeadingValue::Whole),
            (vec![Some("china")], LeadingValue::Abroad),
            (vec![Some("china"), Some("china")], LeadingValue::Abroad),
            (vec![Some("china"), Some("us")], LeadingValue::Whole),
            (vec![Some("china"), None], LeadingValue::Whole),
            (vec![None, Some("china")], LeadingValue::Whole),
            (vec![None, None], LeadingValue::Whole),
            (vec![], LeadingValue::Whole),
        ] {
            assert_eq!(LeadingValue::of_homes(homes.clone()), expected, "{homes:?}");
        }
    }

    #[test]
    fn only_homes_that_differ_are_told() {
        assert_eq!(differing_homes([("a", Some("China")), ("b", Some("China"))]), None);
        assert_eq!(differing_homes([("a", None), ("b", None)]), None);
        let told = differing_homes([("a", Some("China")), ("b", None)]).unwrap();
        assert!(told.contains("China in a, none in b") && told.contains("the whole value"), "{told}");
    }
}
