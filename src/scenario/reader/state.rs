//! What a reader of a scenario has read so far.

use super::super::data::DataFiles;
use super::super::diagnostics::{Diagnostic, Report, suggest_name};
use super::super::layers::Document;
use super::super::node::{Table, Value};
use super::super::quantities::{Input, MarketId, Quantity};
use super::super::source::{Place, Span};
use super::atlas::Sourced;
use crate::calibration::Knowledge;
use crate::quantity::Exchange;
use indexmap::IndexMap;
use jiff::civil::Date;

/// Number of an input that could not be read; an error was reported, so no scenario holds it.
pub(super) const UNREAD: usize = usize::MAX;

/// What has been read so far.
pub(in super::super) struct Reader<'a> {
    pub(super) document: &'a Document,
    pub(super) report: &'a mut Report,
    pub(super) inputs: IndexMap<String, Input>,
    /// Where the value of each input is written; none for defaults.
    pub(super) spans: Vec<Option<Span>>,
    pub(super) data: DataFiles,
    /// Keys of the markets, in the order written.
    pub(super) markets: Vec<String>,
    pub(super) home: Option<MarketId>,
    /// What the atlas and the category of the app say where the scenario is silent.
    pub(super) sourced: Sourced,
    /// The first day, once it has been read.
    pub(super) start: Date,
    /// What priors may know.
    pub(super) knowledge: Knowledge,
    /// The currency of amounts that do not say that they are in dollars, once it has been read; none for dollars.
    pub(super) exchange: Option<Exchange>,
    /// Whether the scenario says nothing of money in any market: then it is of users only, and every amount is 0.
    pub(super) is_without_money: bool,
    /// Date of the event that is being read: lengths of time from it may be stated by the date of their end.
    pub(super) event_date: Option<Date>,
}

impl<'a> Reader<'a> {
    pub(in super::super) fn new(document: &'a Document, report: &'a mut Report) -> Self {
        let markets =
            document.table.table("markets").map(|table| table.iter().map(|(key, _)| key.to_owned()).collect());
        Self {
            document,
            report,
            inputs: IndexMap::new(),
            spans: Vec::new(),
            data: DataFiles::default(),
            markets: markets.unwrap_or_default(),
            home: None,
            sourced: Sourced::default(),
            start: Date::ZERO,
            knowledge: Knowledge::default(),
            exchange: None,
            is_without_money: false,
            event_date: None,
        }
    }

    pub(super) fn place(&self, span: Span) -> Place {
        self.document.sources.place(span)
    }

    pub(super) fn error(&mut self, span: Span, message: impl Into<String>) -> &mut Diagnostic {
        let place = self.place(span);
        self.report.error(Some(place), message)
    }

    pub(super) fn warning(&mut self, span: Span, message: impl Into<String>) -> &mut Diagnostic {
        let place = self.place(span);
        self.report.warning(Some(place), message)
    }

    /// The market of that key; an error at `span` where there is none.
    pub(super) fn find_market(&mut self, key: &str, span: Span) -> Option<MarketId> {
        let found = self.markets.iter().position(|market| market == key);
        if found.is_none() {
            let help = suggest_name(key, self.markets.iter().map(String::as_str));
            self.error(span, format!("there is no market `{key}`")).help_if_known(help);
        }
        found.map(MarketId)
    }

    /// The tables of the list `[[key]]`, each with its place. What is wrong with the list, and keys in it that are not `known`, is
    /// reported.
    pub(super) fn read_tables(&mut self, key: &str, known: &[&str], needed: &str) -> Vec<(&'a Table, Span)> {
        let document = self.document;
        let Some(node) = document.table.get(key) else { return Vec::new() };
        let Value::List(entries) = &node.value else {
            self.error(node.span, format!("expected [[{key}]] tables, found {}", node.kind()));
            return Vec::new();
        };
        let mut tables = Vec::new();
        for entry in entries {
            let Some(table) = entry.table() else {
                self.error(entry.span, format!("expected a table, found {}", entry.kind()))
                    .help(format!("write [[{key}]] with {needed} under it"));
                continue;
            };
            for (name, entry) in table.iter().filter(|(name, _)| !known.contains(name)) {
                self.error(entry.key, format!("unknown key `{name}` in `{key}`"))
                    .help_if_known(suggest_name(name, known.iter().copied()));
            }
            tables.push((table, entry.span));
        }
        tables
    }

    pub(super) fn input(&self, number: usize) -> Option<&Input> {
        self.inputs.get_index(number).map(|(_, input)| input)
    }

    /// Where an input is written; the first line of the file for a default.
    pub(super) fn span(&self, number: usize) -> Span {
        self.spans.get(number).copied().flatten().unwrap_or(self.document.head())
    }

    /// Least and greatest value that an input can take; none for one that could not be read.
    pub(super) fn support(&self, number: usize) -> Option<(f64, f64)> {
        let input = self.input(number)?;
        match &input.quantity {
            Quantity::Distribution(distribution) => Some(distribution.support()),
            Quantity::Column { .. } => Some((input.field.min, input.field.max)),
        }
    }

    /// The value of an input, where it is known.
    pub(super) fn known(&self, number: usize) -> Option<f64> {
        match &self.input(number)?.quantity {
            Quantity::Distribution(distribution) => distribution.fixed_value(),
            Quantity::Column { .. } => None,
        }
    }
}
