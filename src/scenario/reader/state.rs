//! What a reader of a scenario has read so far.

use super::super::checked::{Input, MarketId, Quantity};
use super::super::data::DataFiles;
use super::super::diagnostics::{Diagnostic, Report, suggestion};
use super::super::layers::Document;
use super::super::source::{Place, Span};
use indexmap::IndexMap;

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
    pub(super) markets: Vec<String>,
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
    pub(super) fn market(&mut self, key: &str, span: Span) -> Option<MarketId> {
        let found = self.markets.iter().position(|market| market == key);
        if found.is_none() {
            let help = suggestion(key, self.markets.iter().map(String::as_str));
            self.error(span, format!("there is no market `{key}`")).maybe_help(help);
        }
        found.map(MarketId)
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
