//! A scenario that is read again and again under other settings, its files once.

use super::checked::Scenario;
use super::diagnostics::{Report, ScenarioError, suggest_name};
use super::layers::Document;
use super::load::{self, LoadError, Written};
use super::lookup::find_field;
use super::packed::{PackedScenario, pack};
use super::quantities::Input;
use super::source::Sources;
use super::sweep::Axis;
use crate::quantity::Fault;
use std::path::Path;

/// The texts of a scenario, and the scenario that they are as they stand.
#[derive(Debug, Clone)]
pub struct Template {
    document: Document,
    stem: String,
    base: Scenario,
}

impl Template {
    /// Reads the scenario in `path` under `overrides`, and keeps its texts.
    ///
    /// # Errors
    /// As [`Scenario::load`].
    pub fn load(path: &Path, overrides: &[String]) -> Result<Self, LoadError> {
        Ok(Self::check(Written::open(path, overrides, Sources::default())?)?)
    }

    /// Reads a scenario that is no file.
    ///
    /// # Errors
    /// Where the scenario is wrong, with everything that is wrong with it.
    pub fn parse(name: &str, text: &str, overrides: &[String]) -> Result<Self, ScenarioError> {
        Self::check(Written::from_text(name, text, overrides, Sources::default()))
    }

    /// Reads a scenario that was packed with all that it reads; nothing is read from the disk.
    ///
    /// # Errors
    /// Where the scenario is wrong, with everything that is wrong with it.
    pub fn unpack(packed: PackedScenario) -> Result<Self, ScenarioError> {
        Self::check(Written::from_packed(packed))
    }

    /// The scenario with all that it reads, to be read again on another machine. `most` is the greatest sum of its texts, in bytes.
    ///
    /// # Errors
    /// A sentence that says why it cannot be packed.
    pub fn pack(&self, most: u64) -> Result<PackedScenario, String> {
        pack(&self.document, most)
    }

    fn check(mut written: Written) -> Result<Self, ScenarioError> {
        let base = written.check()?;
        Ok(Self { document: written.document, stem: written.stem, base })
    }

    /// The scenario as it stands.
    pub fn scenario(&self) -> &Scenario {
        &self.base
    }

    /// The scenario under more settings, each `PATH=VALUE`.
    ///
    /// # Errors
    /// Where that is no scenario, with everything that is wrong with it.
    pub fn override_with(&self, settings: &[String]) -> Result<Scenario, ScenarioError> {
        let mut report = Report::default();
        let document = self.document.override_with(settings, &mut report);
        load::read(&document, &self.stem, report)
    }

    /// Whether amounts to which the input at a path is set say that they are in dollars, where those of the file are not: what a study varies is
    /// computed in dollars.
    ///
    /// # Errors
    /// Where they do not.
    pub fn check_currency(&self, path: &str, written: &str) -> Result<(), Fault> {
        let is_money = find_field(path).is_some_and(|field| field.dimension.is_money());
        match self.base.rate.filter(|_| is_money && !written.contains('$') && !written.contains("USD")) {
            None => Ok(()),
            Some(rate) => {
                let message =
                    format!("studies vary amounts in dollars, and the currency of the file is {}", rate.currency);
                Err(Fault::new(0..written.len(), message).help("write these amounts in dollars, with `$`"))
            }
        }
    }

    /// Whether a path is one of the format that can be set to other values, and the tables that it names are in the scenario: a
    /// misspelt market would else be a new one.
    ///
    /// # Errors
    /// Where they are not, with the nearest name that is there.
    pub fn check_path(&self, path: &str) -> Result<(), Fault> {
        Axis::check(path).map_err(|fault| {
            let inputs = self.base.inputs().iter().map(Input::path);
            let near = inputs.min_by_key(|known| strsim::damerau_levenshtein(path, known));
            let near = near.filter(|near| strsim::damerau_levenshtein(path, near) <= 1 + path.len() / 5);
            near.into_iter().fold(fault, |fault, near| fault.help(format!("did you mean `{near}`?")))
        })?;
        let names: Vec<&str> = path.split('.').collect();
        let chosen = match names.as_slice() {
            ["deal", "bidders", name, ..] => Some((2, *name)),
            ["markets" | "events" | "strategies", name, ..] => Some((1, *name)),
            _ => None,
        };
        let Some((depth, name)) = chosen else { return Ok(()) };
        let table = names[..depth].iter().try_fold(&self.document.table, |table, name| table.table(name));
        let known: Vec<&str> = table.map(|table| table.iter().map(|(key, _)| key).collect()).unwrap_or_default();
        if known.contains(&name) {
            return Ok(());
        }
        let start = path.find(name).unwrap_or(0);
        let fault =
            Fault::new(start..start + name.len(), format!("there is no `{name}` in `{}`", names[..depth].join(".")));
        Err(suggest_name(name, known).into_iter().fold(fault, Fault::help))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"
        start = 2020-08-03
        horizon = "2 years"
        company.discount_rate = "10%"
        [markets.us]
        users = "100M"
        ceiling = "150M"
        growth = "20% to 60%"
        churn = "0.3 per year"
        arpu = "$6 to $9"
        margin = "20% to 30%"
        [[correlations]]
        between = ["markets.us.arpu", "markets.us.growth", "markets.us.margin"]
        rank = 0.4
    "#;

    fn template() -> Template {
        Template::parse("a.toml", TEXT, &[]).unwrap()
    }

    fn set(settings: &[&str]) -> Vec<String> {
        settings.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn settings_make_the_scenario_that_the_command_line_would_make() {
        let settings = set(&["markets.us.arpu=$7 to $8", "horizon=3 years"]);
        let direct = Scenario::parse("a.toml", TEXT, &settings).unwrap();
        assert_eq!(template().override_with(&settings).unwrap(), direct);
        assert_eq!(template().override_with(&[]).unwrap(), *template().scenario());
    }

    #[test]
    fn what_is_wrong_with_a_setting_is_told_at_its_place() {
        let error = template().override_with(&set(&["markets.us.arpu=3 days"])).unwrap_err().to_string();
        assert!(error.contains("--set") && error.contains("markets.us.arpu=3 days"), "{error}");
    }

    /// Two of three correlated inputs are left; the pair between them stays.
    #[test]
    fn an_input_set_by_hand_leaves_its_correlations_and_says_so() {
        let scenario = template().override_with(&set(&["markets.us.arpu=$7"])).unwrap();
        assert_eq!(scenario.correlations().count(), 1);
        assert!(
            scenario.warnings().iter().any(|w| w.contains("`markets.us.arpu` is set by hand")),
            "{:?}",
            scenario.warnings()
        );
        let written = TEXT.replace("\"$6 to $9\"", "\"$7\"");
        let error = Scenario::parse("a.toml", &written, &[]).unwrap_err().to_string();
        assert!(error.contains("is a known value: nothing varies with it"), "{error}");
    }

    #[test]
    fn a_misspelt_name_is_no_new_market() {
        let template = template();
        let fault = template.check_path("markets.us.arpuu").unwrap_err();
        assert_eq!(fault.help.as_deref(), Some("did you mean `markets.us.arpu`?"), "{fault}");
        assert!(
            template.check_path("markets.us.volatility").is_ok() && template.check_path("company.cash_tax").is_ok()
        );
        let fault = template.check_path("markets.uss.arpu").unwrap_err();
        assert_eq!((fault.span.clone(), fault.help.as_deref()), (8..11, Some("did you mean `us`?")));
        assert!(
            template
                .check_path("deal.bidders.oracle.interest")
                .unwrap_err()
                .message
                .contains("no `oracle` in `deal.bidders`")
        );
    }
}
