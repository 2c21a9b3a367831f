//! From what was written to what is true: one pass over the tree, driven by the table of fields.

mod atlas;
mod audit;
mod correlations;
mod currency;
mod events;
mod extremes;
mod markets;
mod policy;
mod quantity;
mod questions;
mod rules;
mod run;
mod section;
mod stand_ins;
mod state;
mod strategies;
mod strategy_rules;
mod sweeps;
mod values;

pub(super) use policy::REST;
pub(super) use rules::HOME_TABLES;
pub(super) use section::{InputGroup, ReadInput, Section};
pub(super) use state::Reader;
pub(super) use values::ReadKey;

use super::checked::{EventKind, Scenario};
use super::inputs::{Bidder, Company, Deal, HomeCountry, Noise, Policy, Pressure, Response, Structure};
use events::Surroundings;

impl Reader<'_> {
    /// Reads everything. Where an error was reported on the way, the result holds nothing of use.
    pub(super) fn read_scenario(mut self, name: &str) -> Scenario {
        let time = self.read_time();
        self.start = time.start;
        self.read_knowledge();
        self.home = self.root().enter("company").read_market("home");
        self.read_sourced();
        let rate = self.read_currency();
        self.is_without_money = self.lacks_money();
        let noise = Noise::read(&mut self.root().enter("noise"));
        let company = Company::read(&mut self.root().enter("company"));
        self.check_investment(&company);
        Policy::read(&mut self.root().enter("policy"));
        Response::read(&mut self.root().enter("response"));
        let markets = self.read_markets();
        let pressure = Pressure::read(&mut self.root().enter("pressure"));
        let deal = Deal::read(&mut self.root().enter("deal"));
        let structure = Structure::read(&mut self.root().enter("structure"));
        self.check_home();
        let home = HomeCountry::read(&mut self.root());
        let strategies = self.read_strategies();
        let strategy = self.read_strategy_in_force(&strategies);
        let in_force = strategies.get_index(strategy).map(|(_, strategy)| strategy);
        let (start, horizon) = (time.start, time.horizon);
        let around = Surroundings { start, horizon, markets: &markets, strategy: in_force };
        let events = self.read_events(&around);
        let correlations = self.read_correlations();
        let talks = events.iter().any(|event| matches!(event.kind, EventKind::AcquisitionTalks { .. }));
        self.check_markets(&company, &markets, horizon);
        self.check_sales(&deal, &strategies, talks);
        self.check_visibility(&strategies);
        self.check_orders_of_one_day(&events, horizon);
        self.warn_of_later_figures();
        self.warn_of_no_money();
        let (run, design) = (self.read_run_settings(), self.read_design());
        let sweeps = self.read_sweeps();
        let silenced_rules = self.read_silenced_rules();
        let report = self.read_report_keys();
        let questions = self.read_questions(horizon);
        self.check_knowledge();
        let mut top = self.root();
        let file = name.to_owned();
        let name = top.enter("run").read_text("name").unwrap_or(name).to_owned();
        Scenario {
            title: top.read_text("title").unwrap_or(&name).to_owned(),
            question: top.read_text("question").unwrap_or_default().to_owned(),
            report,
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
            rate,
            company,
            noise,
            markets,
            pressure,
            deal,
            structure,
            home,
            strategies,
            strategy,
            events,
            silenced_rules,
            knowledge: self.knowledge,
            questions,
            sweeps,
            warnings: Vec::new(),
        }
    }
}

impl Section<'_, '_> {
    /// `[deal.bidders.NAME]`.
    pub(super) fn read_bidders(&mut self) -> Vec<Bidder> {
        let mut all = self.enter("bidders");
        let keys = all.keys();
        keys.into_iter().map(|key| Bidder::read(&mut all.enter(key))).collect()
    }
}
