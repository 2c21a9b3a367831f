//! From what was written to what is true: one pass over the tree, driven by the table of fields.

mod company;
mod correlations;
mod deal;
mod events;
mod extremes;
mod home;
mod markets;
mod policy;
mod quantity;
mod rules;
mod run;
mod section;
mod state;
mod strategies;
mod sweeps;
mod values;

pub(super) use home::HOME_TABLES;
pub(super) use policy::REST;
pub(super) use state::Reader;

use super::checked::{EventKind, Scenario};
use events::Surroundings;

impl Reader<'_> {
    /// Reads everything. Where an error was reported on the way, the result holds nothing of use.
    pub(super) fn scenario(mut self, name: &str) -> Scenario {
        let time = self.time();
        let home = self.home_market();
        let company = self.company(home);
        let policy = self.top().within("policy").policy(None);
        self.top().within("response").response(None);
        let markets = self.markets(home, &policy);
        let pressure = self.pressure();
        let (deal, structure, home) = (self.deal(), self.structure(), self.home(home));
        let strategies = self.strategies();
        let strategy = self.strategy_in_force(&strategies);
        let in_force = strategies.get_index(strategy).map(|(_, strategy)| strategy);
        let (start, horizon) = (time.start, time.horizon);
        let around = Surroundings { start, horizon, home: company.home, markets: &markets, strategy: in_force };
        let events = self.events(&around);
        let correlations = self.correlations();
        let talks = events.iter().any(|event| matches!(event.kind, EventKind::AcquisitionTalks { .. }));
        self.market_rules(&company, &markets, horizon);
        self.sale_rules(&deal, &strategies, talks);
        self.visibility_rules(&strategies);
        self.one_day_rules(&events, horizon);
        let (run, design) = (self.run_settings(), self.design());
        let sweeps = self.sweeps();
        let mut top = self.top();
        let file = name.to_owned();
        let name = top.within("run").text("name").unwrap_or(name).to_owned();
        Scenario {
            title: top.text("title").unwrap_or(&name).to_owned(),
            question: top.text("question").unwrap_or_default().to_owned(),
            name,
            file,
            digest: String::new(),
            start,
            horizon,
            step: time.step,
            record: time.record,
            run,
            design,
            inputs: self.inputs.into_values().collect(),
            data: self.data.into_tables(),
            correlations,
            company,
            markets,
            pressure,
            deal,
            structure,
            home,
            strategies,
            strategy,
            events,
            sweeps,
            warnings: Vec::new(),
        }
    }
}
