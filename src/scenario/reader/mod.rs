//! From what was written to what is true: one pass over the tree, driven by the table of fields.

mod company;
mod correlations;
mod deal;
mod events;
mod home;
mod markets;
mod policy;
mod quantity;
mod rules;
mod run;
mod section;
mod strategies;
mod values;

pub(super) use home::HOME_TABLES;
pub(super) use policy::{OUTCOMES, REST};

use super::checked::{EventKind, Input, MarketId, Quantity, Scenario};
use super::data::DataFiles;
use super::diagnostics::{Diagnostic, Report, suggestion};
use super::layers::Document;
use super::source::{Place, Span};
use events::Surroundings;
use indexmap::IndexMap;
use section::Section;

/// Number of an input that could not be read; an error was reported, so no scenario holds it.
const UNREAD: usize = usize::MAX;

/// What has been read so far.
pub(super) struct Reader<'a> {
    document: &'a Document,
    report: &'a mut Report,
    inputs: IndexMap<String, Input>,
    /// Where the value of each input is written; none for defaults.
    spans: Vec<Option<Span>>,
    data: DataFiles,
    markets: Vec<String>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(document: &'a Document, report: &'a mut Report) -> Self {
        let markets =
            document.table.table("markets").map(|table| table.iter().map(|(key, _)| key.to_owned()).collect());
        Self {
            document,
            report,
            inputs: IndexMap::new(),
            spans: Vec::new(),
            data: DataFiles::default(),
            markets: markets.unwrap_or_default(),
        }
    }

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
        self.market_rules(&company, &markets);
        self.sale_rules(&deal, &strategies, talks);
        let (run, design) = (self.run_settings(), self.design());
        let mut top = self.top();
        let name = top.within("run").text("name").unwrap_or(name).to_owned();
        Scenario {
            title: top.text("title").unwrap_or(&name).to_owned(),
            question: top.text("question").unwrap_or_default().to_owned(),
            name,
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
            warnings: Vec::new(),
        }
    }

    /// The whole document as a section.
    fn top(&mut self) -> Section<'_, 'a> {
        Section::top(self)
    }

    fn place(&self, span: Span) -> Place {
        self.document.sources.place(span)
    }

    fn error(&mut self, span: Span, message: impl Into<String>) -> &mut Diagnostic {
        let place = self.place(span);
        self.report.error(Some(place), message)
    }

    fn warning(&mut self, span: Span, message: impl Into<String>) -> &mut Diagnostic {
        let place = self.place(span);
        self.report.warning(Some(place), message)
    }

    /// The market of that key; an error at `span` where there is none.
    fn market(&mut self, key: &str, span: Span) -> Option<MarketId> {
        let found = self.markets.iter().position(|market| market == key);
        if found.is_none() {
            let help = suggestion(key, self.markets.iter().map(String::as_str));
            self.error(span, format!("there is no market `{key}`")).maybe_help(help);
        }
        found.map(MarketId)
    }

    fn input(&self, number: usize) -> Option<&Input> {
        self.inputs.get_index(number).map(|(_, input)| input)
    }

    /// Where an input is written; the first line of the file for a default.
    fn span(&self, number: usize) -> Span {
        self.spans.get(number).copied().flatten().unwrap_or(Span { source: 0, start: 0, end: 0 })
    }

    /// Least and greatest value that an input can take; none for one that could not be read.
    fn support(&self, number: usize) -> Option<(f64, f64)> {
        let input = self.input(number)?;
        match &input.quantity {
            Quantity::Distribution(distribution) => Some(distribution.support()),
            Quantity::Column { .. } => Some((input.field.min, input.field.max)),
        }
    }

    /// The value of an input, where it is known.
    fn known(&self, number: usize) -> Option<f64> {
        match &self.input(number)?.quantity {
            Quantity::Distribution(distribution) => distribution.fixed_value(),
            Quantity::Column { .. } => None,
        }
    }
}
