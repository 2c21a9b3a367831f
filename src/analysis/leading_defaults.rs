//! The defaults that a strategist should look at first: those that matter most, in one order, as far as they act.

use super::acting_inputs::ActingInputs;
use crate::scenario::{Origin, Scenario};

/// Inputs by how much their default decides, the most decisive first: what a government action does for good; what it takes; whether
/// a court or a sale averts it; money without action; how governments follow one another; lengths and costs.
pub const ORDER_OF_DEFAULTS: [&str; 44] = [
    "policy.order.enforcement",
    "policy.ban.permanent",
    "policy.ban.rate",
    "policy.review.rate",
    "markets.*.terminal_growth",
    "markets.*.arpu_growth",
    "markets.*.arpu_growth_long_run",
    "policy.court.upheld",
    "policy.court.injunction",
    "policy.ban.after",
    "response.capture",
    "response.circumvention",
    "response.habit",
    "deal.bargaining_power",
    "deal.home_approval",
    "deal.home_approval_without_algorithm",
    "deal.algorithm_share",
    "deal.tax",
    "structure.host_acceptance",
    "structure.stake",
    "structure.price",
    "structure.licence",
    "company.cash_tax",
    "policy.review.forced_sale",
    "policy.review.ban",
    "policy.review.mitigated",
    "policy.order.extension.probability",
    "policy.order.revocation",
    "policy.order.deadline",
    "policy.ban.jump",
    "policy.review.jump",
    "response.ordered_revenue",
    "response.win_back",
    "response.transition_churn",
    "response.restricted_wear",
    "strategies.*.reserve",
    "strategies.*.keep",
    "policy.order.restricted_first",
    "policy.court.ruling_delay",
    "deal.process",
    "deal.survives",
    "retaliation.jump",
    "markets.*.volatility",
    "company.severance",
];

/// A default in use, in one market or in several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeadingDefault {
    /// Path of the input; where several markets have the default, that of the format, with `*` for the market.
    pub path: String,
    /// The default, as it would be written.
    pub value: String,
    /// In how many markets it stands, where that is more than one.
    pub places: usize,
    /// What the input means.
    pub meaning: &'static str,
}

/// The defaults of the format that act in a scenario and matter most, in [`ORDER_OF_DEFAULTS`], at most `most`.
pub fn list_leading_defaults(scenario: &Scenario, acting: &ActingInputs, most: usize) -> Vec<LeadingDefault> {
    let find = |field: &&str| {
        let inputs = scenario.inputs().iter().enumerate();
        let mut found = inputs.filter(|(number, input)| {
            input.field().path == *field && *input.origin() == Origin::Default && acting.can_act(*number)
        });
        let (_, first) = found.next()?;
        let places = 1 + found.count();
        let path = if places > 1 { (*field).to_owned() } else { first.path().to_owned() };
        Some(LeadingDefault { path, value: first.written().to_owned(), places, meaning: first.field().doc })
    };
    ORDER_OF_DEFAULTS.iter().filter_map(find).take(most).collect()
}

/// Number of defaults of the format that act in a scenario.
pub fn count_acting_defaults(scenario: &Scenario, acting: &ActingInputs) -> usize {
    let inputs = scenario.inputs().iter().enumerate();
    inputs.filter(|(number, input)| *input.origin() == Origin::Default && acting.can_act(*number)).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::fields::Presence;
    use crate::scenario::inputs::fields;

    #[test]
    fn the_order_names_inputs_that_have_defaults_each_once() {
        for (number, path) in ORDER_OF_DEFAULTS.iter().enumerate() {
            let field = fields().find(|field| field.path == *path).unwrap_or_else(|| panic!("no {path}"));
            assert!(matches!(field.presence, Presence::Default(_)), "{path}");
            assert!(!ORDER_OF_DEFAULTS[..number].contains(path), "{path}");
        }
    }

    #[test]
    fn only_defaults_that_act_are_listed_in_their_order() {
        let base = "start = 2020-08-03\nhorizon = '3 years'\n[company]\ndiscount_rate = '12%'\n[markets.us]\nusers = '100M'\n\
                    ceiling = '200M'\ngrowth = '5% to 15%'\nchurn = 0.3\narpu = '$4 to $9'\nmargin = '10% to 20%'\n";
        let order = "[events.o]\non = 2020-09-01\nmarket = 'us'\nkind = 'forced-sale'\n";
        let list = |more: &str| -> Vec<String> {
            let scenario = Scenario::parse("t.toml", &format!("{base}{more}"), &[]).unwrap();
            let listed = list_leading_defaults(&scenario, &ActingInputs::find(&scenario), 10);
            listed.into_iter().map(|found| found.path).collect()
        };
        assert_eq!(list("")[0], "policy.ban.rate");
        assert_eq!(list(order)[..2], ["policy.order.enforcement", "policy.ban.permanent"]);
        assert!(!list(order).contains(&"policy.court.upheld".to_owned()));
        assert_eq!(list(&format!("{order}[policy.order]\nenforcement = '60%'\n"))[0], "policy.ban.permanent");
        assert_eq!(list(order).len(), 10);
    }
}
