//! Events of chance whose outcome can be known before the owner chooses: how a court would rule, whether a host would approve of a
//! bidder, what other governments would do.
//!
//! Each is decided by the first number of a random stream of its own, which is the same whatever the owner does. So the outcome that an
//! event would have can be read in every replication, also where the event never came. Where what happens before changes its
//! probability (a new administration, anger at home), the outcome is that at the probability as it stands at the start.

use jiff::civil::Date;

use crate::draws::{Key, Purpose, Streams};
use crate::model::Possibilities;
use crate::quantity::YEAR;
use crate::scenario::{EventKind, Market, Parameter, Policy, ReviewOutcome, Scenario, ScheduledEvent};

/// An event that chance decides.
#[derive(Debug, Clone, PartialEq)]
pub struct ChanceEvent {
    /// Its name, such as `us.ruling`; that of a scheduled event is `events.NAME`.
    pub name: String,
    /// What is decided, for people: "the court's ruling".
    pub label: String,
    /// Name of the market that it is about, for people.
    pub market: Option<String>,
    /// Its date, where it has one.
    pub date: Option<Date>,
    /// What may come, by its code.
    pub outcomes: Vec<&'static str>,
    purpose: Purpose,
    key: Key,
    rule: Rule,
}

/// How the first number of the stream decides.
#[derive(Debug, Clone, PartialEq)]
enum Rule {
    /// The first outcome below this probability, else the second.
    Below(Parameter),
    /// The first outcome where an arrival at this rate per year comes within so many years.
    Arrives { rate: Parameter, years: f64 },
    /// Outcomes of a review, one of which may take the rest.
    Shares([Option<Parameter>; ReviewOutcome::ALL.len()]),
}

/// An event that nobody can know before a choice, since a choice brings it about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnAct {
    /// Its name, such as `events.talks`.
    pub name: String,
    /// For people.
    pub label: String,
}

impl ChanceEvent {
    /// The code of the outcome that it would have in a replication, whose inputs have the values `drawn`.
    pub fn find_outcome(&self, seed: u64, replication: u64, drawn: &[f64]) -> usize {
        let uniform = Streams::new(seed, replication).stream(self.purpose, self.key).uniform();
        match &self.rule {
            Rule::Below(probability) => usize::from(uniform >= drawn[probability.0]),
            Rule::Arrives { rate, years } => usize::from(-libm::log(uniform) > drawn[rate.0] * years),
            Rule::Shares(shares) => {
                let mut shares: Vec<Option<f64>> = shares.iter().map(|share| share.map(|p| drawn[p.0])).collect();
                let sum: f64 = shares.iter().flatten().sum();
                for share in &mut shares {
                    *share = Some(share.unwrap_or((1.0 - sum).max(0.0)) / sum.max(1.0));
                }
                let mut left = uniform;
                let reached = |share: &Option<f64>| {
                    left -= share.unwrap_or_default();
                    left < 0.0
                };
                // Rounding may leave a little more than all shares: the model then clears.
                shares.iter().position(reached).unwrap_or(0)
            }
        }
    }
}

/// The events of `scenario` that chance decides, and those that the owner's own acts are.
pub fn list_chance_events(scenario: &Scenario) -> (Vec<ChanceEvent>, Vec<OwnAct>) {
    let list = Lister { scenario, possible: Possibilities::find(scenario) };
    let (mut found, mut own) = (Vec::new(), Vec::new());
    for event in &scenario.events {
        match event.kind {
            EventKind::AcquisitionTalks { .. } | EventKind::Exit => {
                own.push(OwnAct { name: format!("events.{}", event.key), label: event.label.clone() });
            }
            _ => found.extend(list.scheduled(event)),
        }
        if !event.others.is_empty() {
            found.extend(list.of_measure(event));
        }
    }
    let home = scenario.company.home.map(|home| home.0);
    for (m, market) in scenario.markets.iter().enumerate() {
        if Some(m) != home {
            found.extend(list.of_market(market));
        }
    }
    found.extend(list.of_deals());
    (found, own)
}

/// A chance with two outcomes: its name, what is decided, the outcomes, its stream, its probability.
type Chance = (&'static str, &'static str, [&'static str; 2], Purpose, Parameter);

/// What courts and governments decide in a case under this policy.
fn list_case_chances(policy: &Policy) -> [Chance; 4] {
    [
        ("injunction", "a court's stay", ["granted", "refused"], Purpose::CourtInjunction, policy.court.injunction),
        ("ruling", "the court's ruling", ["action upheld", "struck down"], Purpose::CourtVerdict, policy.court.upheld),
        (
            "enforcement",
            "enforcement of an order",
            ["enforced", "lapsed"],
            Purpose::OrderEnforcement,
            policy.order.enforcement,
        ),
        (
            "permanence",
            "whether a ban stays for good",
            ["for good", "lifted some day"],
            Purpose::BanLift,
            policy.ban.permanent,
        ),
    ]
}

struct Lister<'a> {
    scenario: &'a Scenario,
    possible: Possibilities,
}

impl Lister<'_> {
    /// Whether both outcomes can come: the probability is neither 0 nor 1 for sure.
    fn is_open(&self, probability: Parameter) -> bool {
        self.scenario.known_value(probability.0).is_none_or(|p| 0.0 < p && p < 1.0)
    }

    fn can_come(&self, rate: Parameter) -> bool {
        self.scenario.known_value(rate.0).is_none_or(|rate| rate > 0.0)
    }

    fn scheduled(&self, event: &ScheduledEvent) -> Option<ChanceEvent> {
        let market = self.scenario.markets[event.market.0].name.clone();
        (event.day >= 0.0 && self.is_open(event.probability)).then(|| ChanceEvent {
            name: format!("events.{}", event.key),
            label: event.label.clone(),
            market: Some(market),
            date: Some(event.on),
            outcomes: vec!["it happens", "it does not"],
            purpose: Purpose::ScheduledEvent,
            key: Key::named(&event.key),
            rule: Rule::Below(event.probability),
        })
    }

    /// What becomes of one measure over several markets, by the policy of the government that takes it.
    fn of_measure(&self, event: &ScheduledEvent) -> Vec<ChanceEvent> {
        let market = &self.scenario.markets[event.market.0];
        let chances = list_case_chances(&market.policy).into_iter().filter(|(.., p)| self.is_open(*p));
        let found = chances.map(|(name, label, outcomes, purpose, probability)| ChanceEvent {
            name: format!("events.{}.{name}", event.key),
            label: format!("{label} ({})", event.label),
            market: Some(market.name.clone()),
            date: None,
            outcomes: outcomes.to_vec(),
            purpose,
            key: Key::named(&event.key),
            rule: Rule::Below(probability),
        });
        found.collect()
    }

    fn of_market(&self, market: &Market) -> Vec<ChanceEvent> {
        let policy = &market.policy;
        let years = self.scenario.horizon / YEAR;
        let event = |name: &str, label: &str, outcomes: &[&'static str], purpose, rule| ChanceEvent {
            name: format!("{}.{name}", market.key),
            label: label.to_owned(),
            market: Some(market.name.clone()),
            date: None,
            outcomes: outcomes.to_vec(),
            purpose,
            key: Key::named(&market.key),
            rule,
        };
        let structure = self.scenario.structure.host_acceptance;
        let number = self.scenario.markets.iter().position(|other| other.key == market.key);
        let may_be_ordered = number.is_some_and(|m| self.possible.markets[m].orders);
        let mut found: Vec<ChanceEvent> = list_case_chances(policy)
            .into_iter()
            .chain([(
                "structure",
                "the government's answer to a structure",
                ["accepted", "refused"],
                Purpose::StructureHost,
                structure,
            )])
            .filter(|(name, .., probability)| self.is_open(*probability) && (*name != "enforcement" || may_be_ordered))
            .map(|(name, label, outcomes, purpose, p)| event(name, label, &outcomes, purpose, Rule::Below(p)))
            .collect();
        let arrivals = [
            ("ban", "a direct ban", Purpose::BanArrival, policy.ban.rate),
            ("review", "a new review", Purpose::ReviewArrival, policy.review.rate),
        ];
        let outcomes = ["comes by the horizon", "does not"];
        found.extend(
            arrivals.into_iter().filter(|(.., rate)| self.can_come(*rate)).map(|(name, label, purpose, rate)| {
                event(name, label, &outcomes, purpose, Rule::Arrives { rate, years })
            }),
        );
        let shares = policy.review.outcomes.list();
        let settled = shares.iter().flatten().all(|share| !self.is_open(*share));
        if !settled {
            let names = ["cleared", "mitigated", "sale ordered", "restricted", "banned"];
            found.push(event(
                "review-outcome",
                "how a review ends",
                &names,
                Purpose::ReviewOutcome,
                Rule::Shares(shares),
            ));
        }
        found
    }

    fn of_deals(&self) -> Vec<ChanceEvent> {
        let deal = &self.scenario.deal;
        let event = |name: String, label: String, outcomes: [&'static str; 2], purpose, key, p| ChanceEvent {
            name,
            label,
            market: None,
            date: None,
            outcomes: outcomes.to_vec(),
            purpose,
            key,
            rule: Rule::Below(p),
        };
        let mut found = Vec::new();
        for bidder in &deal.bidders {
            let key = Key::named(&bidder.key);
            let name = |what: &str| format!("bidders.{}.{what}", bidder.key);
            let bids = event(
                name("interest"),
                format!("whether {} bids", bidder.name),
                ["bids", "stays away"],
                Purpose::BidderInterest,
                key,
                bidder.interest,
            );
            let approval = event(
                name("approval"),
                format!("the host's decision on {}", bidder.name),
                ["approved", "refused"],
                Purpose::HostApproval,
                key,
                bidder.host_approval,
            );
            found.extend([(bids, bidder.interest), (approval, bidder.host_approval)]);
        }
        if self.scenario.company.home.is_some() && !deal.bidders.is_empty() {
            let approval = event(
                "home.approval".to_owned(),
                "approval of a sale at home".to_owned(),
                ["approved", "refused"],
                Purpose::HomeApproval,
                Key::NONE,
                deal.home_approval,
            );
            found.push((approval, deal.home_approval));
        }
        found.into_iter().filter(|(_, p)| self.is_open(*p)).map(|(event, _)| event).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draws::BLOCK;
    use crate::model::LogEvent;
    use crate::simulation::{Layout, Parameters, replay};

    const TEXT: &str = r#"
        start = 2020-08-03
        horizon = "4 years"
        company.discount_rate = "10%"
        strategy = "sue"
        [markets.us]
        users = "100M"
        ceiling = "150M"
        growth = "20%"
        churn = "0.3 per year"
        arpu = "$6"
        margin = "20% to 30%"
        [markets.us.policy.court]
        upheld = "20% to 80%"
        injunction = "60%"
        [markets.us.policy.order]
        enforcement = "50%"
        [events.order]
        on = 2020-08-14
        market = "us"
        kind = "forced-sale"
        probability = "70%"
        deadline = "1 year"
        [events.leave]
        on = 2023-08-14
        market = "us"
        kind = "exit"
        probability = "10%"
        [strategies.sue]
        on_order = ["litigate"]
        then = ["refuse"]
        [strategies.refuse]
        on_order = ["refuse"]
    "#;

    /// What events would bring is what they bring where they come.
    #[test]
    fn outcomes_read_beforehand_are_those_that_come() {
        let scenario = Scenario::parse("a.toml", TEXT, &[]).unwrap();
        let (events, own) = list_chance_events(&scenario);
        assert_eq!(own.iter().map(|act| &*act.name).collect::<Vec<_>>(), ["events.leave"]);
        let find = |name: &str| events.iter().find(|event| event.name == name).unwrap();
        let layout = Layout::new(&scenario);
        let parameters = Parameters::new(&scenario, 3);
        let (mut uniforms, mut drawn) = (Vec::new(), Vec::new());
        parameters.block(0, &mut uniforms);
        let mut seen = [0; 4];
        for replication in 0..200 {
            parameters.values(&uniforms, (replication % BLOCK) as usize, &mut drawn);
            let log = replay(&scenario, &layout, 3, replication).unwrap().log;
            let code = |name: &str| find(name).find_outcome(3, replication, &drawn);
            let ordered = log.iter().any(|entry| matches!(entry.event, LogEvent::Ordered { .. }));
            assert_eq!(ordered, code("events.order") == 0, "replication {replication}");
            // The first ruling, stay and enforcement: later ones take later numbers of their streams.
            let ruling =
                log.iter().find(|entry| matches!(entry.event, LogEvent::Upheld { .. } | LogEvent::StruckDown { .. }));
            if let Some(entry) = ruling {
                let is_upheld = matches!(entry.event, LogEvent::Upheld { .. });
                assert_eq!(is_upheld, code("us.ruling") == 0, "replication {replication}");
                seen[usize::from(is_upheld)] += 1;
            }
            if log.iter().any(|entry| matches!(entry.event, LogEvent::Stayed { .. })) {
                assert_eq!(code("us.injunction"), 0, "replication {replication}");
            }
            let passed = log.iter().find(|entry| matches!(entry.event, LogEvent::Enforced | LogEvent::Lapsed));
            if let Some(entry) = passed {
                assert_eq!(entry.event == LogEvent::Enforced, code("us.enforcement") == 0, "replication {replication}");
                seen[2 + usize::from(entry.event == LogEvent::Enforced)] += 1;
            }
        }
        assert!(seen.iter().all(|&count| count > 5), "{seen:?}");
    }

    #[test]
    fn what_is_certain_cannot_be_learnt() {
        let scenario =
            Scenario::parse("a.toml", TEXT, &["markets.us.policy.court.injunction=100%".to_owned()]).unwrap();
        let (events, _) = list_chance_events(&scenario);
        assert!(events.iter().all(|event| event.name != "us.injunction" && event.outcomes.len() > 1));
        assert!(events.iter().any(|event| event.name == "us.ruling"));
    }
}
